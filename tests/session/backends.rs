//! The same run from each backend: compiled in, recorded, and sent from elsewhere turn by turn.

use coroscope::course::catalog;
use coroscope::record::Recorder;
use coroscope::session::schedule::Schedule;
use coroscope::session::{
    Capabilities, Growth, Launcher, ProcessEnd, Program, Read, Session, StepResult, TurnSource,
};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A program that runs elsewhere: it sends the turns of a record, as many as it was allowed to.
#[derive(Clone)]
struct Sender {
    record: Arc<Recorder>,
    /// After how many events each step ends.
    steps: Vec<usize>,
    allowed: Arc<Mutex<usize>>,
    end: ProcessEnd,
    /// Whether waiting for it brings a step: not where a screen has to answer keys.
    may_wait: bool,
}

impl Sender {
    /// Sends the run of a lesson's first scene.
    fn new(lesson: &str, end: ProcessEnd) -> Sender {
        let run = recorded(lesson);
        let steps = run.timeline().columns.iter().map(|column| column.events.end).collect();
        let record = Arc::new(run.record().clone());
        Sender { record, steps, allowed: Arc::new(Mutex::new(0)), end, may_wait: true }
    }

    fn allow(&self, steps: usize) {
        *self.allowed.lock().expect("no test panics while it holds this") += steps;
    }
}

impl Launcher for Sender {
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
        self.may_wait
    }

    fn launch(&self, _: &Schedule) -> io::Result<Box<dyn TurnSource>> {
        Ok(Box::new(Sending { sender: self.clone(), sent: 0 }))
    }
}

struct Sending {
    sender: Sender,
    sent: usize,
}

impl TurnSource for Sending {
    fn read(&mut self, record: &mut Recorder, most: usize) -> Read {
        let Sender { record: whole, steps, allowed, end, .. } = &self.sender;
        if self.sent == steps.len() {
            return Read::Ended(end.clone());
        }
        let mut allowed = allowed.lock().expect("no test panics while it holds this");
        let now = most.min(*allowed).min(steps.len() - self.sent);
        if now == 0 {
            return Read::Pending;
        }
        *allowed -= now;
        self.sent += now;
        for text in whole.texts() {
            record.text_id(text);
        }
        let from = record.events().len();
        for event in &whole.events()[from..steps[self.sent - 1]] {
            record.push(*event);
        }
        Read::Turns(now)
    }

    fn wait(&mut self, _: Duration) {
        if self.sender.may_wait {
            self.sender.allow(1);
        }
    }
}

fn recorded(lesson: &str) -> Session {
    let lesson = catalog::find(lesson).expect("it is a lesson");
    let mut session = Session::new(lesson.scenes[0].program());
    assert!(session.to_end(1000));
    session
}

#[test]
fn a_record_steps_like_the_run_it_was_made_from() {
    let mut live = recorded("three-tasks");
    let record = live.record().clone();
    let mut read = Session::new(Program::from_record("three-tasks", record));
    live.to_start();
    loop {
        assert_eq!((read.moment(), read.world()), (live.moment(), live.world()));
        let moved = live.forward();
        assert_eq!(read.forward(), moved);
        if moved != StepResult::Moved {
            break;
        }
    }
    assert!(!read.program().capabilities().can_reorder);
    assert!(read.choose(1).is_err());
}

#[test]
fn a_process_is_read_without_waiting_if_the_screen_must_not_wait() {
    let sender = Sender { may_wait: false, ..Sender::new("resume", ProcessEnd::Complete) };
    let launcher = sender.clone();
    let mut session = Session::new(Program::from_launcher("resume", launcher));
    assert_eq!(session.forward(), StepResult::Waiting);
    sender.allow(1);
    assert_eq!(session.read_ahead(5), Growth::More);
    // The set-up is there, and the session stands behind it.
    assert_eq!(session.moment().to_string(), "0");
    assert!(!session.world().tasks.is_empty());
    assert_eq!(session.forward(), StepResult::Waiting);
    sender.allow(2);
    assert_eq!(session.forward(), StepResult::Moved);
    assert_eq!(session.moment().to_string(), "1");
    // It reads up to so many steps ahead, and then stops: what is allowed beyond stays unread.
    sender.allow(1000);
    session.to_start();
    while session.read_ahead(3) == Growth::More {}
    assert_eq!(session.timeline().columns.len(), 4);
    assert_eq!(session.record().events(), &sender.record.events()[..sender.steps[3]]);
}

#[test]
fn a_process_is_waited_for_without_a_screen() {
    let sender = Sender::new("resume", ProcessEnd::Complete);
    let record = Arc::clone(&sender.record);
    let mut session = Session::new(Program::from_launcher("resume", sender));
    assert!(session.to_end(1000));
    assert_eq!(session.record().events(), record.events());
    assert!(Arc::ptr_eq(&session.trace().record().texts()[0], &session.record().texts()[0]));
    assert!(std::rc::Rc::ptr_eq(session.trace(), &session.look_ahead()), "it is run once");
}

#[test]
fn the_end_of_a_process_is_reported() {
    let end = ProcessEnd::Failed("It overflowed its stack.".to_owned(), None);
    let mut sender = Sender::new("resume", end.clone());
    sender.steps.truncate(2);
    let mut session = Session::new(Program::from_launcher("resume", sender));
    assert!(session.to_end(1000));
    assert_eq!(session.trace().end(), Some(end));
    assert_eq!(session.world().verdict, None);
}

#[test]
fn a_program_that_cannot_be_started_is_reported() {
    struct Missing;
    impl Launcher for Missing {
        fn capabilities(&self) -> Capabilities {
            Sender::new("resume", ProcessEnd::Complete).capabilities()
        }
        fn launch(&self, _: &Schedule) -> io::Result<Box<dyn TurnSource>> {
            Err(io::Error::new(io::ErrorKind::NotFound, "there is no python3"))
        }
    }
    let mut session = Session::new(Program::from_launcher("script", Missing));
    assert_eq!(session.forward(), StepResult::AtEdge);
    let words = "can't start script: there is no python3".to_owned();
    assert_eq!(session.trace().end(), Some(ProcessEnd::Failed(words, None)));
}
