//! The source of the executor for the executor tab, and the line that runs during each event.
//!
//! These are the compiled files, and their lines have markers like those of a recipe. So a
//! lesson always shows the loop that really runs.

use crate::course::lesson::markers::{BuiltInFile, Marker, MarkerError, markers};
use crate::executor::CHAPTER;
use crate::record::event::{
    ClockReason, Event, LoopEvent, TaskEvent, TimerEvent, Verdict, WakeCause,
};
use crate::world::{StepKind, World};
use std::sync::LazyLock;

/// The source of the executor as one text: its files in reading order, each after a line with its path.
pub static EXECUTOR: Chapter = Chapter {
    file: CHAPTER[0].path,
    files: {
        let mut files = [BuiltInFile { file: "", text: "" }; CHAPTER.len()];
        let mut nth = 0;
        while nth < files.len() {
            files[nth] = BuiltInFile { file: CHAPTER[nth].path, text: CHAPTER[nth].text };
            nth += 1;
        }
        files
    },
};

/// The files of the chapter.
#[derive(Debug)]
pub struct Chapter {
    /// The path of its first file.
    pub file: &'static str,
    files: [BuiltInFile; CHAPTER.len()],
}

impl Chapter {
    /// Returns the files, in reading order.
    #[must_use]
    pub fn files(&self) -> &[BuiltInFile] {
        &self.files
    }

    /// Returns the text without the markers.
    #[must_use]
    pub fn display_text(&self) -> String {
        self.files.iter().map(|file| heading(file) + &file.display_text()).collect()
    }

    /// Returns all markers, with their lines in [`display_text`](Chapter::display_text), counted from 1.
    #[must_use]
    pub fn markers(&self) -> Vec<Marker<'static>> {
        let mut before = 0;
        let mut all = Vec::new();
        for file in &self.files {
            let here = markers(file.text, "//").into_iter();
            all.extend(here.map(|marker| Marker { line: marker.line + before + 1, ..marker }));
            before += lines_of(file) + 1;
        }
        all
    }

    /// Returns the line with this marker, counted from 1 in [`display_text`](Chapter::display_text).
    pub fn line_of(&self, name: &str) -> Result<u32, MarkerError> {
        let markers = self.markers();
        let found = markers.iter().find(|marker| marker.name == name);
        found.map(|marker| marker.line).ok_or_else(|| MarkerError::Missing {
            file: self.file.to_owned(),
            name: name.to_owned(),
            known: markers.iter().map(|marker| marker.name.to_owned()).collect(),
        })
    }

    /// Returns for each line of [`display_text`](Chapter::display_text) its number in its own file; `None` for a line with a path.
    pub fn numbers(&self) -> impl Iterator<Item = Option<u32>> {
        self.files.iter().flat_map(|file| (0..=lines_of(file)).map(|nth| (nth > 0).then_some(nth)))
    }
}

/// The beginning of the line before a file.
const HEADING: &str = "// ━━━━";

/// Returns the line that introduces a file. It is a comment, so that the whole text is valid Rust.
fn heading(file: &BuiltInFile) -> String {
    format!("{HEADING} {} ━━━━\n", file.file)
}

fn lines_of(file: &BuiltInFile) -> u32 {
    u32::try_from(file.text.lines().count()).unwrap_or(u32::MAX)
}

/// Lines of the loop that a learner can do without while watching it: they borrow the loop's state, release it, or
/// handle runs that hang. An aside that ends with a brace takes the closing brace with it.
const ASIDES: [&str; 8] = [
    "let mut state = self.state.borrow_mut();",
    "drop(state);",
    "if let Some(turn) = state.blocked_turn() {",
    "return turn;",
    "self.read_mailbox(); // a wake that came before the timers fired is queued before theirs",
    "state.limits.note_progress();",
    "let tasks = state.slots.len();",
    "state.limits.count_turn(tasks);",
];

/// Returns, for each line of [`display_text`](Chapter::display_text), whether it is left out while the loop runs: whole
/// lines of comment, attributes, and the asides. What remains is the code that runs.
#[must_use]
pub fn asides() -> &'static [bool] {
    static ASIDES_OF_CHAPTER: LazyLock<Vec<bool>> = LazyLock::new(find_asides);
    &ASIDES_OF_CHAPTER
}

fn find_asides() -> Vec<bool> {
    let mut closing = None;
    let is_aside = |line: &str| {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        if closing == Some(indent) && text == "}" {
            closing = None;
            return true;
        }
        let is_aside = ASIDES.contains(&text);
        if is_aside && text.ends_with('{') {
            closing = Some(indent);
        }
        let is_comment = text.starts_with("//") && !text.starts_with(HEADING);
        is_aside || is_comment || text.starts_with("#[")
    };
    EXECUTOR.display_text().lines().map(is_aside).collect()
}

/// Returns the first and the last line to show before the loop starts: those of the functions `turn` and `run_task`.
#[must_use]
pub fn excerpt() -> (u32, u32) {
    let text = EXECUTOR.display_text();
    let begins = |function: &str| {
        let at = text.lines().position(|line| line.contains(function));
        at.expect("a test finds each function that an excerpt begins with")
    };
    let (turn, run_task) = (begins(" fn turn(&self, nth"), begins(" fn run_task("));
    let rest = text.lines().skip(run_task);
    let length = rest.take_while(|line| *line != "    }").count();
    let number = |index: usize| u32::try_from(index + 1).unwrap_or(u32::MAX);
    (number(turn), number(run_task + length))
}

/// Returns the marker of the loop's current line at this event. There is none in the set-up, before the loop
/// starts. The world is the one before the event.
#[must_use]
pub fn marker_of(event: &Event, world: &World) -> Option<&'static str> {
    Some(match *event {
        Event::Loop(event) => match event {
            LoopEvent::Turn { .. } => "take",
            LoopEvent::Pending { .. } => "keep",
            LoopEvent::Ready { .. } => "drop",
            LoopEvent::Panicked { .. } | LoopEvent::Failed { .. } => "panicked",
            LoopEvent::Cancelled { .. } => "cancelled",
            LoopEvent::Clock { why: ClockReason::Idle, .. } => "jump",
            LoopEvent::Clock { why: ClockReason::Cost, .. } => "cost",
            // No program on this executor polls a task inside another, or stops the loop.
            LoopEvent::Clock { why: ClockReason::Block, .. } | LoopEvent::Nested { .. } => {
                return marker_inside(world);
            }
            LoopEvent::End { how: Verdict::Finished | Verdict::Stopped } => "finished",
            LoopEvent::End { how: Verdict::Stalled } => "stalled",
            LoopEvent::End { how: Verdict::Waiting } => "waiting",
            LoopEvent::End { how: Verdict::NoProgress } => "no-progress",
            LoopEvent::End { how: Verdict::Frozen | Verdict::CutOff } => "frozen",
        },
        Event::Task(event) => match event {
            TaskEvent::Spawned { .. } => "spawn",
            TaskEvent::Wake { by: WakeCause::Clock, .. } => "wake-due",
            TaskEvent::Wake { by: WakeCause::Outside, .. } => "wakes",
            TaskEvent::Wake { by: WakeCause::SetUp | WakeCause::Task(_), .. } => "wake",
            TaskEvent::Detached { .. }
            | TaskEvent::Joins { .. }
            | TaskEvent::CancelAsked { .. }
            | TaskEvent::Lost { .. } => return marker_inside(world),
        },
        Event::Timer(TimerEvent::Fired { .. }) => "due",
        Event::Timer(TimerEvent::Set { .. } | TimerEvent::Dropped { .. })
        | Event::Coroutine(_)
        | Event::Resource(_)
        | Event::Outside(_)
        | Event::Output(_) => return marker_inside(world),
    })
}

/// Returns the marker for an event inside a coroutine or a function that it called.
fn marker_inside(world: &World) -> Option<&'static str> {
    match (world.step, world.running) {
        (StepKind::SetUp, _) => None,
        (StepKind::Drop(_), Some(_)) => Some("cancelled"),
        (_, Some(_)) => Some("poll"),
        (_, None) => Some("wakes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;
    use crate::record::event::{Action, EntryKind, TaskId, TextId, Time, TimerId, WakeEffect};
    use crate::session::{Session, StepResult};

    fn line_of(marker: &str) -> u32 {
        EXECUTOR.line_of(marker).expect("the executor's line is marked")
    }

    #[test]
    fn every_event_that_speaks_of_the_loop_has_its_line() {
        let (task, text, timer) = (TaskId(0), TextId(0), TimerId(0));
        let end = |how| Event::Loop(LoopEvent::End { how });
        let clock = |why| Event::Loop(LoopEvent::Clock { to: Time(1), why });
        let wake = |by| Event::Task(TaskEvent::Wake { task, by, effect: WakeEffect::Queued });
        let events = [
            Event::Loop(LoopEvent::Turn { turn: 1, task, action: Action::Poll }),
            Event::Loop(LoopEvent::Pending { task }),
            Event::Loop(LoopEvent::Ready { task }),
            Event::Loop(LoopEvent::Panicked { task, message: text }),
            Event::Loop(LoopEvent::Cancelled { task }),
            clock(ClockReason::Idle),
            clock(ClockReason::Cost),
            clock(ClockReason::Block),
            end(Verdict::Finished),
            end(Verdict::Stalled),
            end(Verdict::Waiting),
            end(Verdict::NoProgress),
            end(Verdict::Frozen),
            Event::Task(TaskEvent::Spawned {
                task,
                name: text,
                coroutine: None,
                kind: EntryKind::Task,
            }),
            Event::Timer(TimerEvent::Fired { timer }),
            wake(WakeCause::SetUp),
            wake(WakeCause::Task(task)),
            wake(WakeCause::Clock),
            wake(WakeCause::Outside),
        ];
        let steps =
            [StepKind::SetUp, StepKind::Poll(task), StepKind::Drop(task), StepKind::Jump(Time(1))];
        for step in steps {
            for running in [None, Some(task)] {
                let mut world = World::default();
                (world.step, world.running) = (step, running);
                for event in &events {
                    if let Some(marker) = marker_of(event, &world) {
                        line_of(marker);
                    } else {
                        assert_eq!(step, StepKind::SetUp);
                    }
                }
            }
        }
        line_of("waker");
    }

    #[test]
    fn every_marker_is_lit_by_some_event_but_the_waker() {
        let text = include_str!("executor_source.rs");
        let (code, _) = text.split_once("#[cfg(test)]").expect("this module stands behind it");
        for marker in EXECUTOR.markers() {
            let named = code.contains(&format!("\"{}\"", marker.name));
            assert!(named || marker.name == "waker", "no event lights @{}", marker.name);
        }
    }

    #[test]
    fn each_line_of_the_chapter_has_its_number_in_its_own_file() {
        let text = EXECUTOR.display_text();
        let mut numbers = EXECUTOR.numbers();
        for file in EXECUTOR.files() {
            assert_eq!(numbers.next(), Some(None), "the line with the path of {}", file.file);
            for number in 1..=lines_of(file) {
                assert_eq!(numbers.next(), Some(Some(number)), "{}", file.file);
            }
        }
        assert_eq!(numbers.next(), None);
        assert_eq!(text.lines().count(), EXECUTOR.numbers().count());
        let line = text.lines().nth(line_of("take") as usize - 1);
        assert_eq!(line.map(str::trim), Some("let taken = state.take(nth);"));
        assert!(!text.contains("// @take\n"));
    }

    #[test]
    fn no_marker_occurs_twice_in_the_chapter() {
        let mut names: Vec<_> = EXECUTOR.markers().iter().map(|marker| marker.name).collect();
        names.sort_unstable();
        assert!(names.is_sorted_by(|one, next| one < next), "{names:?}");
    }

    #[test]
    fn the_asides_are_in_the_chapter_and_no_event_lights_one() {
        let text = EXECUTOR.display_text();
        for aside in ASIDES {
            assert!(text.lines().any(|line| line.trim() == aside), "{aside}");
        }
        let asides = asides();
        assert_eq!(asides.len(), text.lines().count());
        for marker in EXECUTOR.markers().iter().filter(|marker| marker.name != "no-progress") {
            assert!(!asides[marker.line as usize - 1], "@{}", marker.name);
        }
        let (from, until) = excerpt();
        let shown = (from..=until).filter(|line| !asides[*line as usize - 1]).count();
        assert!(shown <= 40, "`turn` and `run_task` take {shown} lines");
    }

    #[test]
    fn the_excerpt_holds_the_three_tests_and_the_poll() {
        let (from, until) = excerpt();
        for marker in ["take", "jump", "finished", "stalled", "waker", "poll", "keep", "drop"] {
            assert!((from..=until).contains(&line_of(marker)), "@{marker}");
        }
        assert!(!(from..=until).contains(&line_of("spawn")));
        assert!(until - from < 100, "the excerpt has {} lines", until - from + 1);
    }

    /// The beats of the lesson: ping's first turn, and the end.
    #[test]
    fn the_lines_light_up_in_the_order_of_the_lesson() {
        let lesson = catalog::find("executor").expect("there is such a lesson");
        let mut session = Session::new(lesson.scenes[0].program());
        let mut lit: Vec<Vec<&str>> = Vec::new();
        loop {
            let from = session.position();
            if session.forward() == StepResult::AtEdge {
                break;
            }
            let mut world = session.world_at(from);
            let mut step = Vec::new();
            for event in &session.record().events()[from..session.position()] {
                let marker = marker_of(event, &world);
                if step.last().copied() != marker {
                    step.extend(marker);
                }
                world.apply(event);
            }
            lit.push(step);
        }
        assert_eq!(lit[0], ["take", "poll", "wake", "keep"]);
        assert_eq!(lit[4], ["take", "poll", "drop"]);
        assert_eq!(lit[6], ["finished"]);
        assert_eq!(lit.len(), 7);
    }
}
