//! What a task has observed keeps two states apart: for each way to observe, a program in which nothing else
//! does. Where an answer did not enter the history, states would merge, and an outcome or a count be lost.

use coroscope::explore;
use coroscope::explore::{Count, Method, Outcome};
use coroscope::kit::{
    Handle, Lock, Promise, Queue, SECOND, Shared, block_for, now, say, sleep, spawn, yield_now,
};
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

/// Explores a program by states and by runs, and returns the outcomes, which must be the same.
#[track_caller]
fn outcomes(program: fn()) -> Vec<(Outcome, Count)> {
    let states = explore(program).shares_only_via_kit().all();
    assert!(matches!(states.method, Method::States(_)), "{:?}", states.method);
    let [states, runs] = [states, explore(program).all()].map(|orders| -> Vec<_> {
        let groups = orders.groups.into_iter();
        groups.map(|group| (group.outcome, group.orders)).collect()
    });
    assert_eq!(states, runs);
    states
}

/// Is ready beside the others, so that there is a choice, and so a state to compare, at each turn.
fn bystander() {
    spawn(async {
        for _ in 0..3 {
            yield_now().await;
        }
    })
    .detach();
}

/// Two tasks of which each writes its own number.
fn writers(value: &Shared<u32>) {
    for number in [1, 2] {
        let value = value.clone();
        spawn(async move { value.set(number) }).detach();
    }
}

#[test]
fn what_an_update_returns_is_observed() {
    let found = outcomes(|| {
        let value = Shared::new(0);
        writers(&value);
        bystander();
        spawn(async move {
            let seen = value.update(|value| std::mem::replace(value, 9));
            yield_now().await;
            say!("{seen}");
        })
        .detach();
    });
    assert_eq!(found.len(), 3);
}

#[test]
fn what_is_taken_from_a_queue_is_observed() {
    let found = outcomes(|| {
        let queue = Queue::new(2);
        for number in [1, 2] {
            let queue = queue.clone();
            spawn(async move { queue.put(number).await }).detach();
        }
        bystander();
        spawn(async move {
            let first = queue.get().await;
            let _second = queue.get().await;
            yield_now().await;
            say!("{first:?}");
        })
        .detach();
    });
    assert_eq!(found.len(), 2);
}

#[test]
fn the_order_of_the_waiters_is_part_of_the_state() {
    let found = outcomes(|| {
        let lock = Lock::new();
        let holder = lock.clone();
        spawn(async move {
            let _held = holder.lock().await;
            yield_now().await;
            yield_now().await;
        })
        .detach();
        for name in ["alice", "bob"] {
            let lock = lock.clone();
            spawn(async move {
                let _held = lock.lock().await;
                say!("{name}");
            })
            .detach();
        }
    });
    assert_eq!(found.len(), 2);
}

/// Nothing is printed, and the same task is left. Only what it waits for differs.
#[test]
fn stalls_on_different_resources_are_different_outcomes() {
    let found = outcomes(|| {
        let (flag, one, other) = (Shared::new(false), Promise::<()>::new(), Promise::<()>::new());
        let set = flag.clone();
        spawn(async move { set.set(true) }).detach();
        spawn(async move {
            let first = if flag.get() { &one } else { &other };
            first.get().await;
        })
        .detach();
    });
    assert_eq!(found.len(), 2);
}

/// The reset at each poll: before it waits for the second promise, the task waited for the first in one order
/// and not in the other.
#[test]
fn a_task_waits_for_what_its_last_poll_waited_for() {
    let found = outcomes(|| {
        let (one, other) = (Promise::new(), Promise::<()>::new());
        let set = one.clone();
        spawn(async move { set.set(()) }).detach();
        spawn(async move {
            one.get().await;
            other.get().await;
        })
        .detach();
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn the_time_is_observed() {
    let found = outcomes(|| {
        spawn(async { block_for(SECOND) }).detach();
        bystander();
        spawn(async {
            let seen = now();
            yield_now().await;
            say!("{}", seen.as_secs());
        })
        .detach();
    });
    assert_eq!(found.len(), 2);
}

/// In two of the states one deadline is before the block and the other after it. Which is whose only shows in
/// what the two tasks observed.
#[test]
fn a_deadline_is_observed() {
    let found = outcomes(|| {
        for name in ["alice", "bob"] {
            spawn(async move {
                sleep(2 * SECOND).await;
                say!("{name} at {}", now().as_secs());
            })
            .detach();
        }
        spawn(async { block_for(SECOND) }).detach();
        for _ in 0..2 {
            spawn(async {}).detach();
        }
    });
    assert_eq!(found.len(), 6);
}

#[test]
fn whether_a_timer_has_fired_is_observed() {
    let found = outcomes(|| {
        spawn(async {
            let mut nap = pin!(sleep(SECOND));
            let mut is_over = false;
            for _ in 0..2 {
                is_over =
                    poll_fn(|context| Poll::Ready(nap.as_mut().poll(context).is_ready())).await;
                yield_now().await;
            }
            say!("{is_over}");
        })
        .detach();
        spawn(async { block_for(SECOND) }).detach();
        bystander();
    });
    assert_eq!(found.len(), 2);
}

#[test]
fn a_sleep_with_another_waker_enumerates_every_order() {
    let program = || {
        for _ in 0..2 {
            spawn(async {
                let mut naps: FuturesUnordered<_> = (1..3).map(|n| sleep(n * SECOND)).collect();
                while naps.next().await.is_some() {}
            })
            .detach();
        }
    };
    assert_eq!(explore(program).shares_only_via_kit().all().method, Method::EveryOrder);
}

#[test]
fn waiting_for_a_resource_from_before_the_run_enumerates_every_order() {
    thread_local! {
        static BEFORE: Promise<()> = Promise::new();
    }
    let program = || {
        for _ in 0..2 {
            let promise = BEFORE.with(Promise::clone);
            spawn(async move { promise.get().await }).detach();
        }
    };
    assert_eq!(explore(program).shares_only_via_kit().all().method, Method::EveryOrder);
}

#[test]
fn what_a_read_returns_is_observed() {
    let found = outcomes(|| {
        let value = Shared::new(0);
        writers(&value);
        bystander();
        spawn(async move {
            let seen = value.get();
            drop(value);
            yield_now().await;
            say!("{seen}");
        })
        .detach();
    });
    assert_eq!(found.len(), 3);
}

/// The parent has finished, and the value is gone. The child alone has what was read.
#[test]
fn a_child_inherits_its_parents_history() {
    let found = outcomes(|| {
        let value = Shared::new(0);
        writers(&value);
        bystander();
        spawn(async move {
            let seen = value.get();
            spawn(async move {
                yield_now().await;
                say!("{seen}");
            })
            .detach();
        })
        .detach();
    });
    assert_eq!(found.len(), 3);
}

/// Shows nothing of itself, so that its fingerprint says only who made it, and when.
#[derive(Clone)]
struct Opaque(u32);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opaque")
    }
}

/// Takes an opaque value out of the queue, and prints it with a name.
fn takes(name: &'static str, queue: &Queue<Opaque>) {
    let queue = queue.clone();
    spawn(async move {
        let taken = queue.get().await.expect("there are two");
        drop(queue);
        yield_now().await;
        say!("{name} has {}", taken.0);
    })
    .detach();
}

#[test]
fn two_values_of_one_poll_are_distinct() {
    let found = outcomes(|| {
        let queue = Queue::from([Opaque(1), Opaque(2)]);
        takes("alice", &queue);
        takes("bob", &queue);
    });
    assert_eq!(found.len(), 4);
}

#[test]
fn values_of_different_children_are_distinct() {
    let found = outcomes(|| {
        let queue = Queue::new(2);
        for number in [1, 2] {
            let queue = queue.clone();
            spawn(async move { queue.put(Opaque(number)).await }).detach();
        }
        takes("alice", &queue);
    });
    assert_eq!(found.len(), 2);
}

/// Whoever asked has finished, so nothing but the request tells the two states apart.
#[test]
fn a_requested_cancellation_is_part_of_the_state() {
    let found = outcomes(|| {
        let is_bob = Shared::new(false);
        let [alice, bob] = ["alice", "bob"].map(|name| {
            spawn(async move {
                yield_now().await;
                say!("{name}");
            })
        });
        let set = is_bob.clone();
        spawn(async move { set.set(true) }).detach();
        spawn(async move {
            let _asked = if is_bob.get() { bob.cancel() } else { alice.cancel() };
        })
        .detach();
    });
    assert_eq!(found.len(), 4);
}

/// Two writers, and two tasks of four polls. What was written last is gone when both writers have finished, so
/// as many states are left as there are ways to have come: 2 x 2 x 5 x 5, less the 11 with nothing to choose.
#[test]
fn a_dropped_resource_is_not_part_of_the_state() {
    let program = || {
        writers(&Shared::new(0));
        bystander();
        bystander();
    };
    let orders = explore(program).shares_only_via_kit().all();
    assert_eq!(orders.method, Method::States(2 * 2 * 5 * 5 - 11));
}

fn ends_or_is_cancelled(ask: fn(&Handle<()>) -> bool) {
    bystander();
    let handle = spawn(async {});
    spawn(async move {
        let answer = ask(&handle);
        yield_now().await;
        drop(handle);
        yield_now().await;
        say!("{answer}");
    })
    .detach();
}

#[test]
fn whether_a_task_has_ended_is_observed() {
    assert_eq!(outcomes(|| ends_or_is_cancelled(Handle::is_finished)).len(), 2);
}

#[test]
fn whether_a_cancel_came_in_time_is_observed() {
    assert_eq!(outcomes(|| ends_or_is_cancelled(Handle::cancel)).len(), 2);
}

#[test]
fn a_result_is_observed() {
    let found = outcomes(|| {
        let value = Shared::new(0);
        writers(&value);
        bystander();
        let read = value.clone();
        let handle = spawn(async move { read.get() });
        spawn(async move {
            let result = handle.await;
            value.set(9);
            yield_now().await;
            say!("{result:?}");
        })
        .detach();
    });
    assert_eq!(found.len(), 3);
}
