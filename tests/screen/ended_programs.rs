//! A program in a process of its own that ends before its run does. At its last step a notice says how it ended,
//! whether the end arrived before or after the key that led there.

use coroscope::app::App;
use coroscope::app::key::Key;
use coroscope::course::catalog;
use coroscope::course::lesson::markers::LessonFile;
use coroscope::course::tour::opening::{SceneSession, Standalone};
use coroscope::record::Recorder;
use coroscope::session::schedule::Schedule;
use coroscope::session::{Capabilities, Launcher, ProcessEnd, Program, Read, Session, TurnSource};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const END: &str = "The program overflowed its stack.";

/// A program whose set-up and first turns arrive one after another, and then its end.
#[derive(Clone)]
struct Failing {
    record: Arc<Recorder>,
    /// After how many events each whole step ends.
    steps: Vec<usize>,
    /// The number of events of the step that the end has cut off.
    cut_off: usize,
    /// How many steps have arrived. One more is the end.
    arrived: Arc<AtomicUsize>,
}

impl Failing {
    /// Runs the first scene of `resume`, and ends after these turns and events.
    fn new(turns: usize, cut_off: usize) -> Failing {
        let lesson = catalog::find("resume").expect("it is a lesson");
        let mut run = Session::new(lesson.scenes[0].program());
        assert!(run.to_end(1000));
        let ends =
            run.timeline().columns.iter().map(|column| column.events.end).collect::<Vec<_>>();
        let steps = ends[..=turns].to_vec();
        Failing { record: Arc::new(run.record().clone()), steps, cut_off, arrived: Arc::default() }
    }

    fn arrivals(&self) -> usize {
        self.steps.len() + 1
    }
}

impl Launcher for Failing {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            can_reorder: false,
            can_explore: false,
            is_deterministic: false,
            can_grow: true,
            can_look_ahead: false,
        }
    }

    fn may_wait(&self) -> bool {
        false
    }

    fn launch(&self, _: &Schedule) -> io::Result<Box<dyn TurnSource>> {
        Ok(Box::new(Sending { program: self.clone(), sent: 0 }))
    }
}

struct Sending {
    program: Failing,
    sent: usize,
}

impl Sending {
    fn send(&self, record: &mut Recorder, to: usize) {
        self.program.record.texts().iter().for_each(|text| {
            record.text_id(text);
        });
        let from = record.events().len();
        self.program.record.events()[from..to].iter().for_each(|event| record.push(*event));
    }
}

impl TurnSource for Sending {
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read {
        let Failing { steps, cut_off, arrived, .. } = &self.program;
        let arrived = arrived.load(Ordering::SeqCst);
        if self.sent == steps.len() && arrived > steps.len() {
            self.send(record, steps[steps.len() - 1] + cut_off);
            return Read::Ended(ProcessEnd::Failed(END.to_owned(), None));
        }
        let to = arrived.min(steps.len()).min(self.sent + most);
        if to == self.sent {
            return Read::Pending;
        }
        let now = to - self.sent;
        self.sent = to;
        self.send(record, steps[to - 1]);
        Read::Turns(now)
    }

    fn wait(&mut self, _: Duration) {}
}

/// Returns the position after these keys, and the notice. Each key comes with the number of steps that arrive before it.
fn seen(program: &Failing, keys: &[Key], arrived: &[usize]) -> (usize, Option<String>) {
    let program = Failing { arrived: Arc::default(), ..program.clone() };
    let standalone = Standalone {
        title: "Fails".to_owned(),
        about: String::new(),
        program: Program::from_launcher("fails", program.clone()),
        source: LessonFile::default(),
        twin: LessonFile::default(),
    };
    let mut app = App::new(SceneSession::standalone(standalone));
    let arrive = |app: &mut App, upto: usize| {
        while program.arrived.load(Ordering::SeqCst) < upto {
            program.arrived.fetch_add(1, Ordering::SeqCst);
            let before = app.notice.clone();
            let has_changed = app.catch_up();
            assert!(has_changed || app.notice == before, "a new notice is drawn");
        }
    };
    // The screen opens after the set-up.
    arrive(&mut app, 1);
    for (key, upto) in keys.iter().zip(arrived) {
        arrive(&mut app, *upto);
        let _redrawn = app.press(*key);
    }
    arrive(&mut app, program.arrivals());
    (app.open.session.position(), app.notice)
}

/// All ways in which `steps` arrivals come before, between and after so many keys.
fn arrivals(keys: usize, from: usize, steps: usize) -> Vec<Vec<usize>> {
    if keys == 0 {
        return vec![Vec::new()];
    }
    let rest = |first: usize| {
        let after = arrivals(keys - 1, first, steps);
        after.into_iter().map(move |rest| [vec![first], rest].concat())
    };
    (from..=steps).flat_map(rest).collect()
}

#[test]
fn the_end_is_told_at_the_last_step_whenever_it_arrives() {
    let all_keys = [Key::End, Key::Right, Key::Down];
    for (turns, cut_off) in [(0, 2), (1, 0), (1, 3)] {
        let program = Failing::new(turns, cut_off);
        let last_whole = program.steps[turns];
        let mut told = 0;
        for keys in all_keys.iter().flat_map(|one| all_keys.map(|other| [*one, other])) {
            for arrived in arrivals(keys.len(), 1, program.arrivals()) {
                let (position, notice) = seen(&program, &keys, &arrived);
                if position == last_whole || position == last_whole + cut_off {
                    let what = format!("{turns} turns, {cut_off} events, {keys:?}, {arrived:?}");
                    assert_eq!(notice.as_deref(), Some(END), "{what}");
                    told += 1;
                }
            }
        }
        assert!(told > 0, "{turns} turns and {cut_off} events");
    }
}

#[test]
fn end_goes_to_the_end_whenever_it_arrives() {
    for (turns, cut_off) in [(0, 0), (0, 2), (1, 0), (1, 3), (2, 0), (2, 4)] {
        let program = Failing::new(turns, cut_off);
        for arrived in 1..=program.arrivals() {
            let (position, notice) = seen(&program, &[Key::End], &[arrived]);
            assert_eq!(position, program.steps[turns] + cut_off, "{turns}, {cut_off}, {arrived}");
            assert_eq!(notice.as_deref(), Some(END), "{turns}, {cut_off}, {arrived}");
        }
    }
}
