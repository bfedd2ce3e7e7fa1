//! A shared value, and what a future by hand shows.

use crate::story::{assert_story, recorded};
use coroscope::kit::{Shared, observed, say, show, spawn, spawn_named, yield_now};
use coroscope::record::event::{CoroutineEvent, Event, ResourceEvent};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

#[test]
fn every_change_is_recorded_and_no_read() {
    assert_story(
        || {
            let value = Shared::new(vec![1]);
            spawn_named("a", async move {
                value.set(vec![2, 3]);
                assert_eq!(value.get(), [2, 3]);
                assert_eq!(value.update(Vec::pop), Some(3));
                assert_eq!(value.take(), [2]);
            })
            .detach();
        },
        "
        made | spawn a | detach a
        1: poll a | [2, 3] | [2] | [] | gone | ready
        finished
        ",
    );
}

#[observed]
async fn two_names() {
    let first = Shared::new(1);
    let second = first.clone();
    second.set(2);
}

#[test]
fn a_value_is_named_after_its_first_variable() {
    let (executor, ()) = recorded(|| spawn(two_names()).detach());
    executor.run();
    let record = executor.record().expect("the executor records");
    let names = record.events().iter().filter_map(|event| match *event {
        Event::Resource(ResourceEvent::Made { name, .. } | ResourceEvent::Named { name, .. }) => {
            Some(record.text(name))
        }
        _ => None,
    });
    assert_eq!(names.collect::<Vec<_>>(), ["value 1", "first"]);
}

/// The old value's drop handler may look at the shared value.
#[test]
fn a_value_is_dropped_when_nothing_is_borrowed() {
    #[derive(Debug, Default)]
    struct Looks(Option<Shared<Looks>>);
    impl Drop for Looks {
        fn drop(&mut self) {
            if let Some(shared) = &self.0 {
                shared.update(|_| ());
            }
        }
    }
    let (executor, ()) = recorded(|| {
        let shared = Shared::new(Looks(None));
        shared.set(Looks(Some(shared.clone())));
        shared.set(Looks(None));
        drop(shared.take());
    });
    executor.run();
}

#[test]
fn a_waker_is_shown_without_its_addresses() {
    assert_story(
        || {
            let slot = Shared::new(None::<Waker>);
            spawn_named("a", async move {
                std::future::poll_fn(|context| {
                    slot.set(Some(context.waker().clone()));
                    Poll::Ready(())
                })
                .await;
                slot.update(|waker| drop(waker.take()));
            })
            .detach();
        },
        "
        made | spawn a | detach a
        1: poll a | Some(Waker) | None | gone | ready
        finished
        ",
    );
}

#[derive(Debug)]
struct Countdown(u32);

impl Future for Countdown {
    type Output = ();

    #[observed]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            Poll::Ready(())
        } else {
            self.0 -= 1;
            show("left", &self.0);
            context.waker().wake_by_ref();
            Poll::Pending
        }
    }
}

#[observed]
async fn counter() {
    Countdown(2).await;
    say!("over");
}

/// What it shows stands among the locals of the coroutine that awaits it, not of its `poll`, which is over
/// each time.
#[test]
fn a_hand_written_future_shows_its_state_among_the_locals_of_its_awaiter() {
    let (executor, ()) = recorded(|| spawn(counter()).detach());
    executor.run();
    let record = executor.record().expect("the executor records");
    let created = record.events().iter().find_map(|event| match event {
        Event::Coroutine(CoroutineEvent::Created { coroutine, .. }) => Some(*coroutine),
        _ => None,
    });
    let shown = record.events().iter().filter_map(|event| match *event {
        Event::Coroutine(CoroutineEvent::Local { coroutine, name, value, .. })
            if record.text(name) == "left" =>
        {
            Some((Some(coroutine), record.text(value)))
        }
        _ => None,
    });
    assert_eq!(shown.collect::<Vec<_>>(), [(created, "1"), (created, "0")]);
}

#[test]
fn without_an_observed_function_nothing_is_shown() {
    let (executor, ()) = recorded(|| {
        spawn_named("plain", async {
            show("state", &1);
            yield_now().await;
        })
        .detach();
    });
    executor.run();
    show("state", &1);
    let record = executor.record().expect("the executor records");
    assert!(
        !record
            .events()
            .iter()
            .any(|event| matches!(event, Event::Coroutine(CoroutineEvent::Local { .. })))
    );
}
