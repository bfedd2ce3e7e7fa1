//! Running a coroutine in three ways, and a record as short lines of text.

use coroscope::executor::{Executor, Recorder};
use coroscope::kit::spawn;
use coroscope::record::event::{
    CoroutineEvent, Event, OutputEvent, ResourceEvent, TaskEvent, TextId,
};
use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What a test's coroutines write down.
#[derive(Clone, Default)]
pub struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub fn note(&self, text: impl ToString) {
        self.0.borrow_mut().push(text.to_string());
    }

    pub fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

/// Notes its end.
pub struct Guard(pub &'static str, pub Log);

impl Drop for Guard {
    fn drop(&mut self) {
        self.1.note(format!("drop {}", self.0));
    }
}

/// Under an executor that knows nothing of coroscope, and only polls.
pub fn elsewhere<F: Future>(coroutine: F) -> F::Output {
    let mut coroutine = pin!(coroutine);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = coroutine.as_mut().poll(&mut context) {
            return result;
        }
    }
}

/// Runs it on a recording executor: its result, and what was recorded.
pub fn recorded<F>(make: impl FnOnce() -> F) -> (F::Output, Vec<String>)
where
    F: Future + 'static,
    F::Output: 'static,
{
    let executor = Executor::recording(Recorder::default(), Duration::ZERO);
    let result = run(&executor, make);
    let record = executor.record().expect("it records");
    (result, rendered(&record))
}

/// Runs it on an executor that does not record.
pub fn unrecorded<F>(make: impl FnOnce() -> F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    run(&Executor::new(), make)
}

fn run<F>(executor: &Executor, make: impl FnOnce() -> F) -> F::Output
where
    F: Future + 'static,
    F::Output: 'static,
{
    let handle = executor.set_up(|| spawn(make()));
    executor.run();
    match futures::FutureExt::now_or_never(handle) {
        Some(Ok(result)) => result,
        Some(Err(error)) => panic!("the task was {error}"),
        None => panic!("the task did not end"),
    }
}

/// The events that the attribute is answerable for.
pub fn rendered(record: &Recorder) -> Vec<String> {
    record.events().iter().filter_map(|event| line(record, event)).collect()
}

fn line(record: &Recorder, event: &Event) -> Option<String> {
    let text = |id: &TextId| record.text(*id);
    Some(match event {
        Event::Coroutine(CoroutineEvent::Created { coroutine, name, line, by, .. }) => {
            let by = by.map(|by| format!(" by {}", by.0)).unwrap_or_default();
            format!("{} created: {} at {line}{by}", coroutine.0, text(name))
        }
        Event::Coroutine(CoroutineEvent::Called { coroutine, name, line, .. }) => {
            format!("{} called: {} at {line}", coroutine.0, text(name))
        }
        Event::Coroutine(CoroutineEvent::Continued { coroutine, .. }) => {
            format!("{} continued", coroutine.0)
        }
        Event::Coroutine(CoroutineEvent::Named { coroutine, name }) => {
            format!("{} named {}", coroutine.0, text(name))
        }
        Event::Resource(ResourceEvent::Named { resource, name }) => {
            format!("resource {} named {}", resource.0, text(name))
        }
        Event::Coroutine(CoroutineEvent::Entered { coroutine, parent, .. }) => {
            let parent = parent.map(|parent| format!(" from {}", parent.0)).unwrap_or_default();
            format!("{} entered{parent}", coroutine.0)
        }
        Event::Coroutine(CoroutineEvent::Line { coroutine, line }) => {
            format!("{} line {line}", coroutine.0)
        }
        Event::Coroutine(CoroutineEvent::Local { coroutine, name, value, from, until }) => {
            format!("{} {} = {} ({from}-{until})", coroutine.0, text(name), text(value))
        }
        Event::Coroutine(CoroutineEvent::Await { coroutine, line, what, of, .. }) => {
            format!("{} await {line}: {} of {}", coroutine.0, text(what), text(of))
        }
        Event::Coroutine(CoroutineEvent::Resumed { coroutine, line }) => {
            format!("{} resumed {line}", coroutine.0)
        }
        Event::Coroutine(CoroutineEvent::Returned { coroutine, value }) => {
            format!("{} returned {}", coroutine.0, text(value))
        }
        Event::Coroutine(CoroutineEvent::Dropped { coroutine }) => {
            format!("{} dropped", coroutine.0)
        }
        Event::Task(TaskEvent::Spawned { name, coroutine, .. }) => {
            format!("spawned {}, {:?}", text(name), coroutine.map(|coroutine| coroutine.0))
        }
        Event::Output(OutputEvent::Printed { text: id }) => format!("output {}", text(id)),
        _ => return None,
    })
}

/// The values that a variable is seen to have, in order.
pub fn values(record: &[String], name: &str) -> Vec<String> {
    let of = |line: &String| {
        let (_, rest) = line.split_once(' ')?;
        let value = rest.strip_prefix(name)?.strip_prefix(" = ")?;
        Some(value.rsplit_once(" (")?.0.to_owned())
    };
    record.iter().filter_map(of).collect()
}
