//! Every limit of the crate on steps, turns, events, sizes and times, each with its unit and its reason.
//!
//! The limits of a child process are in `process`. The number of turns without progress that counts as a livelock is
//! part of the [`executor`](crate::executor)'s chapter.

use std::time::Duration;

// A record and a run

/// How many events of one run are kept: a program that never ends must not take all the memory there is. A turn is some ten events, so this is more than a million turns, and about a gigabyte.
pub const MAX_EVENTS: usize = 1 << 24;

/// How many choices a schedule may have: more than a run of a lesson could use.
pub const MAX_CHOICES: usize = 1_000_000;

/// How many look-ahead runs are kept, so that undoing a choice finds its run again.
pub const MAX_LOOK_AHEADS: usize = 8;

/// How long a session waits for the set-up of a program that runs elsewhere before it begins without it.
pub const FIRST_TURN_WAIT: Duration = Duration::from_secs(1);

/// How long a trace that waits looks for the next turn before it asks again whether the program has ended.
pub const TURN_WAIT: Duration = Duration::from_millis(50);

/// How long a trace that must not wait does so all the same: most turns arrive within this time, and nobody notices it
/// between a key and its frame.
pub const TURN_AT_ONCE: Duration = Duration::from_millis(20);

/// How many events lie between two worlds that are kept, at least.
pub const EVENTS_PER_KEPT_WORLD: usize = 4096;

/// How many steps a run may take before the test fails.
pub const MAX_TEST_STEPS: usize = 1_000_000;

// Exploring

/// How many turns a run may take before it is cut off.
pub const MAX_TURNS_PER_RUN: u32 = 10_000;

/// How many turns a search may take in all before it draws orders instead.
pub const MAX_EXPLORED_TURNS: u64 = 20_000_000;

/// How many runs a search may take before it draws orders instead.
pub const MAX_EXPLORED_RUNS: usize = 100_000;

/// How many orders are drawn where there are too many to run.
pub const SAMPLE_SIZE: usize = 10_000;

/// How many choices are stored, so that the tree can be walked: 64 MB. Runs beyond that are counted, and have no
/// branches to show.
pub const MAX_KEPT_ORDERS: usize = 16_000_000;

/// How many groups a report lists; the rest are counted.
pub const MAX_LISTED_GROUPS: usize = 20;

/// Up to how many groups are sorted by the choices of their shortest runs, too.
pub const MAX_GROUPS_IN_ORDER: usize = 100;

/// How many outcomes are stored, over all nodes.
pub const MAX_STATE_ROWS: usize = 2_000_000;

/// More would take days, and memory for each.
pub const MAX_ASKED_RUNS: usize = 100_000_000;

/// How long to wait for news of an exploration before asking whether its process has ended.
pub const EXPLORE_NEWS_WAIT: Duration = Duration::from_millis(200);

/// How many turns make a slice of the search: about ten milliseconds. With many thousands of outcomes, a slice of
/// counting them takes up to ten times as long.
pub const SEARCH_SLICE_TURNS: u64 = 20_000;

/// How often a search that goes on elsewhere is asked for news.
pub const SEARCH_NEWS_WAIT: Duration = Duration::from_millis(100);

// Lessons

/// How many steps of a run a story reads.
pub const MAX_STORY_STEPS: usize = 10_000;

/// How many steps are run to check that a schedule fits.
pub const MAX_SCHEDULE_STEPS: usize = 100_000;

/// The number of steps after which the search for the end of a run stops.
pub const MAX_GOAL_STEPS: usize = 10_000;

/// No record of a scene is longer, in bytes: it is read whole, before the first moment is shown.
pub const MAX_RECORD_BYTES: u64 = 1 << 26;

/// No lesson has more scenes that are watched.
pub const MAX_WATCHED_SCENES: usize = 20;

/// The size limit of such a file, in bytes.
pub const MAX_USER_FILE_BYTES: u64 = 1 << 20;

// The screen

/// How many steps are run to find the end of a run: more than any lesson has, and a program without an end is
/// given up within a second.
pub const MAX_STEPS_TO_END: usize = 100_000;

/// How many steps of a run are read to find out which panes it needs.
pub const MAX_PREVIEW_STEPS: usize = 2_000;

/// How many letters can be typed into an input line.
pub const MAX_TYPED_LETTERS: usize = 40;

/// How often the app updates how long a program that runs elsewhere has been in its turn.
pub const WAITING_NOTICE_INTERVAL: Duration = Duration::from_millis(250);

/// How often the files of a lesson folder are looked at.
pub const FOLDER_LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// How long a turn may take before the screen names its poll.
pub const MAX_POLL_TIME: Duration = Duration::from_millis(1200);

/// How often the watchdog looks at the running turn.
pub const WATCHDOG_INTERVAL: Duration = Duration::from_millis(200);

/// How long the terminal may take to answer what its background is.
pub const MAX_TERMINAL_ANSWER_TIME: Duration = Duration::from_millis(200);

// Text, exports and files

/// How many steps of a run `text` prints, since a run may never end.
pub const MAX_TEXT_STEPS: usize = 10_000;

/// How many turns with the same words are written out; the turns after them are counted.
pub const MAX_SAME_TURNS: usize = 3;

/// How many stops of a scene a handout prints.
pub const MAX_PAPER_STOPS: usize = 10_000;

/// How many steps an HTML page holds; it says so if there are more.
pub const MAX_HTML_STEPS: usize = 1000;

/// How many steps a cast records.
pub const MAX_CAST_STEPS: usize = 2000;

/// How many turns a Mermaid diagram draws.
pub const MAX_MERMAID_TURNS: u32 = 100;

/// How many bytes a Mermaid diagram may have: Mermaid itself refuses more than 50,000 letters.
pub const MAX_MERMAID_BYTES: usize = 40_000;

/// No line of a record is longer than this, in bytes: what is longer is not written, as it would not be read.
pub const MAX_LINE_BYTES: usize = 1 << 26;

/// The longest name of a run, and the longest path of a source file, in bytes. A name is compared with the
/// names of the lessons, which costs its length for each of them.
pub const MAX_NAME_BYTES: usize = 1_000;

/// The most source files of a record.
pub const MAX_SOURCES: usize = 32;

/// The longest source file of a record, in bytes: it is highlighted as a whole.
pub const MAX_SOURCE_BYTES: usize = 1 << 20;

/// No source that is shown is as long as this, in bytes.
pub const MAX_FOUND_SOURCE_BYTES: u64 = 1 << 20;

/// No name of a run is as long as this, in letters.
pub const MAX_RUN_NAME_LETTERS: usize = 60;

/// The most columns or rows that a screen is drawn for.
pub const MAX_DRAWN_CELLS: u16 = 400;

/// How long a write waits for another program to finish writing.
pub const MAX_LOCK_WAIT: Duration = Duration::from_secs(3);
