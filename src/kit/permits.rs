//! The state of a semaphore: a fixed number of permits, each held by one task at a time. A lock has one permit.

use super::tracked::{Edit, Holding, OnlyList, TrackedState, Waiting};
use super::wait_list::WaitList;
use std::task::{Context, Poll};

/// The number of permits, and how many of them are free.
#[derive(Hash)]
pub(super) struct Permits {
    limit: usize,
    free: usize,
}

impl Permits {
    /// Returns `limit` free permits.
    pub(super) fn new(limit: usize) -> Permits {
        Permits { limit, free: limit }
    }

    /// Returns whether all permits are taken. A permit that was handed to a waiting task isn't free, even before
    /// that task is polled, so no other task can acquire it in between.
    pub(super) fn is_taken(&self) -> bool {
        self.free == 0
    }
}

impl TrackedState for Permits {
    type Waiters = WaitList;

    fn text(&self) -> String {
        match (self.limit, self.free) {
            (1, 0) => "held".to_owned(),
            (1, _) => "free".to_owned(),
            (limit, free) => format!("{free} of {limit} free"),
        }
    }

    fn take_back(permits: &mut Edit<'_, Permits>) {
        if !permits.hand_over::<OnlyList>() {
            permits.free += 1;
        }
    }
}

/// Waits until the running task holds a permit.
pub(super) fn poll_acquire(
    waiting: &mut Waiting<Permits, OnlyList>,
    context: &mut Context<'_>,
) -> Poll<Holding<Permits>> {
    waiting.poll_hold(context, |permits| {
        let is_free = !permits.is_taken();
        if is_free {
            permits.free -= 1;
        }
        is_free
    })
}

#[cfg(test)]
mod tests {
    use super::super::tracked::{OnlyList, Tracked, Waiting};
    use super::{Permits, poll_acquire};
    use crate::executor::{Executor, Recorder, Turn};
    use crate::kit::{SECOND, say, sleep, spawn_named};
    use crate::record::event::{Event, OutputEvent, ResourceEvent, ResourceKind};
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::time::Duration;

    async fn works(name: &'static str, permits: Rc<Tracked<Permits>>) {
        let mut waiting = Waiting::<Permits, OnlyList>::new(&permits, ());
        let held = poll_fn(|context| poll_acquire(&mut waiting, context)).await;
        say!("{name}");
        sleep(SECOND).await;
        drop(held);
    }

    /// There is no public semaphore yet, so this tests several permits directly.
    #[test]
    fn two_permits_are_a_semaphore_of_two() {
        let executor = Executor::recording(Recorder::default(), Duration::ZERO);
        executor.set_up(|| {
            let permits = Tracked::new(ResourceKind::Semaphore, "semaphore", Permits::new(2));
            let mut gone = None;
            for name in ["a", "b", "c", "d"] {
                let handle = spawn_named(name, works(name, Rc::clone(&permits)));
                if name == "c" {
                    gone = Some(handle);
                }
            }
            spawn_named("main", async move {
                sleep(SECOND).await; // its timer is set last: `c` was handed a permit
                gone.expect("it was spawned").cancel();
            })
            .detach();
        });
        assert_eq!(executor.run(), Turn::Finished);
        assert_eq!(executor.now().to_string(), "2 s");
        let record = executor.record().expect("it records");
        let summary = record.events().iter().filter_map(|event| match *event {
            Event::Output(OutputEvent::Printed { text })
            | Event::Resource(ResourceEvent::Changed { value: text, .. }) => {
                Some(record.text(text).to_owned())
            }
            Event::Resource(ResourceEvent::Holds { task, .. }) => Some(format!("{} holds", task.0)),
            Event::Resource(ResourceEvent::Releases { task, .. }) => {
                Some(format!("{} releases", task.0))
            }
            _ => None,
        });
        assert_eq!(
            summary.collect::<Vec<_>>().join(" | "),
            "1 of 2 free | 0 holds | a | 0 of 2 free | 1 holds | b \
             | 0 releases | 2 holds | 1 releases | 3 holds \
             | 2 releases | 1 of 2 free | d | 3 releases | 2 of 2 free"
        );
    }
}
