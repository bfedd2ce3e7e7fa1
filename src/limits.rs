//! Every limit of the crate on steps, turns, events, sizes and times, each with its unit and its reason.
//!
//! Two limits live elsewhere: the executor's
//! [`PATIENCE`](crate::executor::PATIENCE), because its chapter shows every line of the loop and uses nothing outside of
//! it, and how much of an awaited expression `#[observed]` quotes, because the
//! macros are a crate of their own. Widths, colours and versions of formats aren't limits and stay where they are used.

use std::time::Duration;

// A record and a run

/// How many events of one run are kept: a program that never ends must not take all the memory there is. A turn is
/// some ten events, so this is more than a million turns.
pub const MAX_EVENTS: usize = 10_500_000;

/// How many bytes of memory a run may take, with its steps and texts: any run can be opened on a machine with 500 MB to
/// spare.
pub const MAX_RUN_BYTES: usize = 460_000_000;

/// How often a test lets a run continue that makes no progress for [`PATIENCE`](crate::executor::PATIENCE) turns: a test
/// must not hang.
pub const MAX_IDLE_STRETCHES: usize = 100;

/// How many choices a schedule may have: more than a run of a lesson could use, so a longer one is a mistake.
pub const MAX_CHOICES: usize = 1_000_000;

/// How many look-ahead runs are kept: enough that undoing a choice, or coming back to a scene, finds its run again.
pub const MAX_LOOK_AHEADS: usize = 8;

/// How long the set-up of a program that runs elsewhere is waited for before the screen opens without it: most set-ups
/// take less, and nobody likes to wait longer for a screen.
pub const SET_UP_WAIT: Duration = Duration::from_secs(1);

/// How long a trace that waits looks for the next turn before it asks again whether the program has ended: the end of a
/// program is noticed within this time.
pub const TURN_WAIT: Duration = Duration::from_millis(50);

/// How long a trace that must not wait does so all the same: most turns arrive within this time, and nobody notices it
/// between a key and its frame.
pub const TURN_AT_ONCE: Duration = Duration::from_millis(20);

/// How many events lie between two worlds that are kept, at least: fewer would take more memory than the record itself.
pub const EVENTS_PER_KEPT_WORLD: usize = 8_192;

/// How many steps a run may take before the test fails: a test of a run without an end must not hang.
pub const MAX_TEST_STEPS: usize = 1_000_000;

/// How many characters of a local's value are recorded: a value is recorded after each poll, and a long list would fill
/// the record.
pub const MAX_VALUE_LETTERS: usize = 160;

/// How many characters of a map or a set are formatted: its entries can only be sorted before the value is truncated.
pub const MAX_SORTED_LETTERS: usize = 4_000;

/// How many characters of a printed line a sentence quotes: a sentence has to fit on the step line.
pub const MAX_QUOTED_LETTERS: usize = 48;

// A program that runs in a process of its own

/// How many bytes of memory a script may take: a script that takes all there is must end with an exception of its own, and
/// not with that of another program.
pub const MAX_SCRIPT_MEMORY: u64 = 4 << 30;

/// How many steps are read ahead of the learner; then the child has to wait, since a program that never ends would
/// otherwise fill the memory.
pub const MAX_STEPS_READ_AHEAD: usize = 64;

/// How many events one step may have: nobody steps through more, and a poll that records more without returning never
/// will.
pub const MAX_EVENTS_PER_STEP: usize = 1 << 18;

/// How many tasks one poll may spawn: a poll that spawns more never returns, and would take all the memory there is.
pub const MAX_SPAWNED_PER_POLL: usize = 1 << 18;

/// Up to how many events of a turn each line is sent as soon as it is reached, so that a poll which ends the process can
/// be named. A loop with more would spend its time sending, so the rest is sent every [`FLUSH_INTERVAL`].
pub const MAX_EVENTS_SENT_AT_ONCE: usize = 1000;

/// How often a child sends what it has written while a turn is under way: often enough for a screen that follows it.
pub const FLUSH_INTERVAL: Duration = Duration::from_millis(50);

/// How often a stalled run looks for a wake from another thread: nobody notices so short a delay, and it costs no
/// processor time to speak of.
pub const FOREIGN_WAKE_INTERVAL: Duration = Duration::from_millis(20);

/// How many turns a child explores before it reports its progress: it does so about ten times a second.
pub const CHILD_SLICE_TURNS: u64 = 200_000;

/// How old a turn is when it is mentioned where there is no screen to show it: most turns take far less, and the reader
/// would wonder.
pub const SLOW_TURN_TIME: Duration = Duration::from_secs(2);

/// How old a turn is when it is given up where there is no screen, and nobody to press Ctrl-C: a test or a pipe must
/// not hang.
pub const MAX_TURN_TIME: Duration = Duration::from_secs(10);

/// How often a child is asked whether it still runs, while it has not connected or is about to end: both take a few
/// milliseconds.
pub const CHILD_LOOK_INTERVAL: Duration = Duration::from_millis(2);

/// How long the compiler of a learner's Rust program may take. It usually takes less than a second.
pub const MAX_COMPILE_TIME: Duration = Duration::from_secs(60);

/// How long an interpreter may take to say which version it is: it is asked while a key waits.
pub const MAX_INTERPRETER_TIME: Duration = Duration::from_secs(5);

/// How many bytes of that answer are read.
pub const MAX_INTERPRETER_ANSWER: u64 = 4096;

/// How long a child that has closed its connection may take to end: it has nothing left to do.
pub const MAX_CHILD_END_TIME: Duration = Duration::from_secs(1);

/// How long the last output of a child may take to arrive after its end, where a pipe can't be read without waiting: the
/// output is in the pipe by then, but a program that the child started may hold the pipe open.
pub const MAX_LAST_OUTPUT_TIME: Duration = Duration::from_millis(200);

/// How long somebody else who connects and says nothing holds the parent, where children connect over TCP: a child sends
/// its word at once.
pub const MAX_STRANGER_TIME: Duration = Duration::from_millis(500);

/// How many bytes of what a program prints are kept, the latest: a program that prints for ever must not take all
/// memory.
pub const MAX_PRINTED_BYTES: usize = 1 << 20;

/// How many bytes of standard error are kept to find out why the child ended: a panic's message is shorter.
pub const MAX_LAST_ERROR_BYTES: usize = 8 << 10;

// Exploring

/// How many turns a run may take before it is cut off: some order of a program may never end.
pub const MAX_TURNS_PER_RUN: u32 = 10_000;

/// How often the default order of a program is run before all orders are: if one run in two is different by chance, all
/// of these are the same in one case of 256.
pub const REPEATED_RUNS: usize = 9;

/// After how many turns these runs are enough: they are the same program each time, and the learner waits.
pub const MAX_REPEATED_TURNS: u32 = 20_000;

/// How many turns a search may take in all before it draws orders instead: a longer search makes the learner wait
/// too long.
pub const MAX_EXPLORED_TURNS: u64 = 20_000_000;

/// How many runs a search may take before it draws orders instead: a longer search makes the learner wait too long.
pub const MAX_EXPLORED_RUNS: usize = 100_000;

/// How many orders are drawn where there are too many to run: an outcome that one drawn run in a
/// thousand has is then found almost for certain.
pub const SAMPLE_SIZE: usize = 10_000;

/// How many choices are stored, so that the tree can be walked: they take 64 MB. Runs beyond that are counted, and have
/// no branches to show.
pub const MAX_KEPT_ORDERS: usize = 16_000_000;

/// How many groups a report lists: nobody reads more, so the rest are counted.
pub const MAX_LISTED_GROUPS: usize = 20;

/// Up to how many groups are sorted by the choices of their shortest runs, too: finding these takes time for each group.
pub const MAX_GROUPS_IN_ORDER: usize = 100;

/// How many outcomes are stored, over all nodes: each takes memory.
pub const MAX_STATE_ROWS: usize = 2_000_000;

/// How many runs may be asked for on the command line: more would take days, and memory for each.
pub const MAX_ASKED_RUNS: usize = 100_000_000;

/// How long to wait for news of an exploration before asking whether its process has ended: an end is noticed within
/// this time.
pub const EXPLORE_NEWS_INTERVAL: Duration = Duration::from_millis(200);

/// How often a command that takes long says in a terminal how far it has come.
pub const PROGRESS_LINE_INTERVAL: Duration = Duration::from_millis(200);

/// How often it does so in a file or a pipe, where each time takes a line.
pub const PROGRESS_LOG_INTERVAL: Duration = Duration::from_secs(5);

/// How many turns make a slice of the search: about ten milliseconds, so that a key never waits long. With many
/// thousands of outcomes, a slice of counting them takes up to ten times as long.
pub const SEARCH_SLICE_TURNS: u64 = 20_000;

/// How often a search in another process is asked for news: the numbers on the screen change smoothly.
pub const SEARCH_NEWS_INTERVAL: Duration = Duration::from_millis(100);

// Lessons

/// How many steps of a run a story reads: more than any lesson has, and a run may never end.
pub const MAX_STORY_STEPS: usize = 10_000;

/// How many steps are run to check that a schedule fits: a run may never reach its last choice.
pub const MAX_SCHEDULE_STEPS: usize = 100_000;

/// How many steps of a changed run its schedule is tried in: the changes of a lesson are chosen early in its run.
pub const MAX_CHANGE_STEPS: usize = 100;

/// How many steps a run is followed to see whether it meets a lesson's goal: a run may never end.
pub const MAX_GOAL_STEPS: usize = 10_000;

/// How many files a lesson's folder with code may have: all of them are hashed before its code runs.
pub const MAX_TRUST_FILES: usize = 1_000;

/// How many bytes a lesson's folder with code may have: all of them are hashed before its code runs.
pub const MAX_TRUST_BYTES: u64 = 1 << 26;

/// How many folders the user's agreement is remembered for: those agreed to last.
pub const MAX_TRUSTED_FOLDERS: usize = 200;

/// How many files of a script are watched: more than a run shows.
pub const MAX_WATCHED_FILES: usize = 64;

/// For how many looks in a row a watched file is missing until it counts as deleted: an editor that removes it first
/// writes it at once.
pub const MISSING_LOOKS: u32 = 10;

/// How many steps of a recipe and of its twin are compared: a lesson has fewer, unless its run never ends.
pub const MAX_COMPARED_STEPS: usize = 600;

/// How many bytes a record of a scene may have: it is read whole, before the first moment is shown.
pub const MAX_RECORD_BYTES: u64 = 1 << 26;

/// How many scenes of a lesson folder are watched: each file is looked at ten times a second, and no lesson has more.
pub const MAX_WATCHED_SCENES: usize = 20;

/// How many bytes a theme, a lesson's text or a progress file may have: it is read whole, and a larger file is another
/// one by mistake.
pub const MAX_USER_FILE_BYTES: u64 = 1 << 20;

/// How many slugs are offered where no lesson has the name that was typed: more would be a list to search.
pub const MAX_OFFERED_LESSONS: usize = 3;

// The words of a lesson

/// How many beats a lesson has at least: a lesson with fewer explains too little.
pub const MIN_BEATS: usize = 5;

/// How many beats a lesson has at most: a lesson has one idea, and is read in one sitting.
pub const MAX_BEATS: usize = 12;

/// How many predictions a lesson has at least: each makes the learner run the loop in their head before a step.
pub const MIN_PREDICTIONS: usize = 2;

/// How many options a question may have: more take too long to compare.
pub const MAX_OPTIONS: usize = 5;

/// How many words a note on other runtimes may have: it is drawn on one line.
pub const MAX_NOTE_WORDS: usize = 30;

/// How many minutes a lesson may take: one idea needs no more.
pub const MAX_LESSON_MINUTES: usize = 15;

/// How many lines `new_rust` may have: more new syntax would be a lesson of its own.
pub const MAX_NEW_RUST_LINES: usize = 4;

/// How many words a beat may have: it is read between two steps.
pub const MAX_BEAT_WORDS: usize = 55;

/// Below how many words a beat gets advice: so few only name what the screen shows already.
pub const MIN_BEAT_WORDS: usize = 10;

/// How many sentences a beat may have: what happened, what it means, and where to look.
pub const MAX_BEAT_SENTENCES: usize = 5;

/// How many words a teacher's note may have: it is read at a glance, in front of a class.
pub const MAX_TEACHER_NOTE_WORDS: usize = 60;

/// How many words a sentence may have: a longer one is hard to follow for people whose first language isn't English.
pub const MAX_SENTENCE_WORDS: usize = 24;

/// The highest reading grade of a beat: people who read English as a second language manage this grade.
pub const MAX_READING_GRADE: f64 = 8.0;

/// How many lines a beat may take on a screen of 80 columns and 24 rows: the pane beside the panels has no more.
pub const MAX_BEAT_LINES: usize = 11;

/// How many lines a question and its options may take on that screen: the dialog has no more.
pub const MAX_QUESTION_LINES: usize = 14;

// The screen

/// How many steps are run to find the end of a run: more than any lesson has, and a program without an end is
/// given up within a second.
pub const MAX_STEPS_TO_END: usize = 100_000;

/// How many steps of a run are read to find out which panes it needs: more than most lessons have, and it
/// happens before the first frame.
pub const MAX_PREVIEW_STEPS: usize = 2_000;

/// How many letters can be typed into an input line: an address is shorter.
pub const MAX_TYPED_LETTERS: usize = 40;

/// How many bytes a line may have that is typed as a command: an address with all its choices is shorter.
pub const MAX_COMMAND_BYTES: u64 = 4_096;

/// How many entries of one list are read out, such as events of a turn or printed lines: nobody listens to more.
pub const MAX_READ_ENTRIES: usize = 40;

/// How many source lines before and after a line are read out with it: enough to know where it is.
pub const READ_LINES_AROUND: usize = 3;

/// How often the teacher's notes check whether the presenter has moved: often enough that nobody waits for a note.
pub const NOTES_LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// How many votes an option may have: more than any class, and four digits fit on the card.
pub const MAX_VOTES: u32 = 9_999;

/// How many tasks a program has before the footer offers to search them, and how many have ended before their rows are
/// folded into one: the panes of a small screen hold fewer.
pub const MANY_TASKS: usize = 12;

/// How many lines of output before a moment can be scrolled to: nobody scrolls further, and the earlier ones are on the
/// screen at earlier moments.
pub const MAX_OUTPUT_LINES: usize = 1_000;

/// How many deadlines, or chains of waiting tasks, a pane lists: nobody reads more, so the rest are counted.
pub const MAX_LISTED_LINES: usize = 500;

/// How many events of one step are explained: nobody reads more, and a step may have many thousands.
pub const MAX_EXPLAINED_EVENTS: usize = 1_000;

/// How many letters of a text are drawn: no screen has room for more, and a program may print megabytes.
pub const MAX_DRAWN_LETTERS: usize = 10_000;

/// How many frames of an await chain are drawn: deeper ones would be indented out of the pane, and are counted.
pub const MAX_DRAWN_FRAMES: usize = 12;

/// How often the app updates how long a program that runs elsewhere has been in its turn: the seconds on
/// the screen must not skip one.
pub const WAITING_NOTICE_INTERVAL: Duration = Duration::from_millis(250);

/// How often the files of a lesson folder are looked at: a saved file appears at once, and looking costs little.
pub const FOLDER_LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// How long a turn may take before the screen names its poll: a learner who sees no answer for this long wonders.
pub const MAX_POLL_TIME: Duration = Duration::from_millis(1200);

/// How often the watchdog looks at the running turn: a poll that does not return is named within this time of
/// [`MAX_POLL_TIME`].
pub const WATCHDOG_INTERVAL: Duration = Duration::from_millis(200);

/// How long the screen waits for a terminal that was asked for its background: nearly every terminal answers something
/// at once, and a later answer is left out.
pub const MAX_TERMINAL_ANSWER_TIME: Duration = Duration::from_millis(400);

/// How long Esc waits for the rest of a key's sequence: terminals send a sequence in one piece, and nobody notices so
/// short a delay.
pub const MAX_ESCAPE_WAIT: Duration = Duration::from_millis(50);

/// How long Esc waits while the terminal owes an answer, which begins with the same byte and may come in pieces.
pub const MAX_ANSWER_WAIT: Duration = Duration::from_millis(400);

/// How long an answer is expected: a terminal on a slow line may take seconds, and until then Esc is slow.
pub const MAX_ANSWER_DELAY: Duration = Duration::from_secs(3);

/// How long the rest of an answer may take to arrive. An answer that never ends is given up after this pause, and what is
/// pressed then is a key again.
pub const MAX_ANSWER_PAUSE: Duration = Duration::from_secs(1);

/// How many bytes of a terminal's answer are kept: the only one that is understood, a colour, has fewer.
pub const MAX_KEPT_ANSWER_BYTES: usize = 64;

/// How many bytes of a paste are kept: it goes into a line of forty letters.
pub const MAX_PASTE_BYTES: usize = 4096;

/// How many columns or rows of the terminal are drawn: nobody has a larger screen, and each cell takes memory and time.
pub const MAX_SCREEN_CELLS: u16 = 500;

/// How long the screen may take to obey a signal that ends the program: where the terminal has gone away, reading it may
/// never return, and then the thread that hears signals ends the process.
pub const SIGNAL_GRACE_TIME: Duration = Duration::from_millis(500);

/// How long the process that draws may take to end after a signal, before the one that guards it kills it: it ends by itself
/// within less, even on a terminal that accepts no output.
pub const MAX_GUARDED_END_TIME: Duration = Duration::from_secs(2);

/// How long Ctrl-C may wait for the screen. After this, its poll or its search is taken to hang, and the thread that
/// reads keys ends the process.
pub const MAX_CONTROL_C_WAIT: Duration = Duration::from_millis(1500);

/// How long a terminal may take to accept the bytes that restore it: one that accepts none must not keep the process.
pub const MAX_RESTORE_TIME: Duration = Duration::from_millis(300);

// Text, exports and files

/// How many steps of a run `text` prints: a run may never end.
pub const MAX_TEXT_STEPS: usize = 10_000;

/// How many turns with the same words are written out: the turns after them say nothing new, and are counted.
pub const MAX_SAME_TURNS: usize = 3;

/// How many stops of a scene a handout prints: a run may never end.
pub const MAX_PAPER_STOPS: usize = 10_000;

/// How many steps an HTML page holds: each is a drawn screen, and a browser has to load them all. The page says so if
/// there are more.
pub const MAX_HTML_STEPS: usize = 1000;

/// How many steps a cast records: at a second or more for each, nobody watches longer.
pub const MAX_CAST_STEPS: usize = 2000;

/// How many turns a Mermaid diagram draws: a longer one can't be read.
pub const MAX_MERMAID_TURNS: u32 = 100;

/// How many bytes a Mermaid diagram may have: Mermaid itself refuses more than 50,000 letters.
pub const MAX_MERMAID_BYTES: usize = 40_000;

/// How many bytes a line of a record may have: a line is read whole. A longer one is not written, as it would not be
/// read.
pub const MAX_LINE_BYTES: usize = 1 << 26;

/// How many bytes the name of a run, or the path of a source file, may have: a name is compared with the names of the
/// lessons, which costs its length for each of them.
pub const MAX_NAME_BYTES: usize = 1_000;

/// How many source files a record may have: each is read and highlighted, and a program that anybody steps through has fewer.
pub const MAX_SOURCES: usize = 32;

/// How many bytes a source file of a record may have: it is highlighted as a whole.
pub const MAX_SOURCE_BYTES: usize = 1 << 20;

/// How many bytes of a source file that a record names are read: it is highlighted as a whole.
pub const MAX_FOUND_SOURCE_BYTES: u64 = 1 << 20;

/// How many letters of a run's name are shown: the header has room for no more.
pub const MAX_RUN_NAME_LETTERS: usize = 60;

/// How many columns or rows a screen may have that is drawn into a file: larger ones aren't readable, and each cell
/// takes memory.
pub const MAX_DRAWN_CELLS: u16 = 400;

/// How long a write waits for another program to finish writing the same file: writing takes milliseconds.
pub const MAX_LOCK_WAIT: Duration = Duration::from_secs(3);

/// How often a write that waits tries again: nobody notices so short a delay.
pub const LOCK_RETRY_INTERVAL: Duration = Duration::from_millis(5);

/// How many symbolic links are followed to a file that is written: systems themselves follow forty.
pub const MAX_LINKS: usize = 40;

/// How many letters of a file's name begin the name of the file that replaces it: a name may have 255 bytes in all.
pub const MAX_NAME_LETTERS_OF_NEW: usize = 40;

/// How many letters a name may have to be compared with the slugs of the lessons: no slug is as long, and a comparison
/// takes longer with each letter.
pub const MAX_COMPARED_LETTERS: usize = 60;

/// How many tasks are noted for each order of two locks: one of two is another task than that of the opposite order.
pub const MAX_TASKS_PER_LOCK_ORDER: usize = 2;

/// How many orders of two locks are noted in a run: a report names one pair, and each lock costs a look at all of them.
pub const MAX_LOCK_ORDERS: usize = 256;

/// How many of the locks that a task holds are compared with the one that it acquires: hardly a task holds more.
pub const MAX_COMPARED_LOCKS: usize = 16;

/// How many damaged progress files are kept beside the sound one: somebody should look at them before there are more.
pub const MAX_DAMAGED_FILES: u32 = 99;
