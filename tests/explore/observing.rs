//! What a task has observed keeps two states apart: for each way to observe, a program in which nothing else
//! does. Where an answer did not enter the history, states would merge, and an outcome or a count be lost.

use coroscope::explore;
use coroscope::explore::{Count, Method, Outcome};
use coroscope::kit::{
    Handle, Lock, Promise, Queue, SECOND, Shared, block_for, now, say, sleep, spawn, yield_now,
};

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
fn two_stalls_on_two_things_are_two_outcomes() {
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

/// The deadlines differ by which task began to sleep first, though both are set in the end.
#[test]
fn a_deadline_is_observed() {
    let found = outcomes(|| {
        for name in ["alice", "bob"] {
            spawn(async move {
                sleep(SECOND).await;
                say!("{name}");
            })
            .detach();
        }
        spawn(async { block_for(SECOND) }).detach();
        bystander();
    });
    assert!(found.len() >= 2, "{}", found.len());
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
