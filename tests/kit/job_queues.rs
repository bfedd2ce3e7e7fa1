//! Queues whose values are reported as done, tries that don't wait, and a promise that is looked at.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{JoinableQueue, Promise, Queue, SECOND, say, sleep, spawn_named};

#[test]
fn a_join_waits_until_every_value_is_done() {
    assert_story(
        || {
            let jobs = JoinableQueue::unbounded();
            let taken = jobs.clone();
            spawn_named("worker", async move {
                while let Some(job) = taken.get().await {
                    sleep(SECOND).await;
                    say!("did {job}");
                    taken.task_done();
                }
            })
            .detach();
            spawn_named("main", async move {
                jobs.put(1).await;
                jobs.put(2).await;
                jobs.join().await;
                say!("all done");
                jobs.close();
            })
            .detach();
        },
        "
        made | spawn worker | detach worker | spawn main | detach main
        1: poll worker | worker waits | pending
        2: poll main | 1 unfinished: [1] | worker leaves Served | main wakes worker | 2 unfinished: [1, 2] | main waits | pending
        3: poll worker | 2 unfinished: [2] | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes worker
        4: poll worker | say did 1 | 1 unfinished: [2] | 1 unfinished: [] | timer 1 at 2 s | pending
        clock 2 s | timer 1 fires | clock wakes worker
        5: poll worker | say did 2 | 0 unfinished: [] | main leaves Served | worker wakes main | worker waits | pending
        6: poll main | say all done | 0 unfinished, closed: [] | worker leaves Served | main wakes worker | ready
        7: poll worker | gone | ready
        finished
        ",
    );
}

#[test]
fn a_join_of_an_empty_queue_does_not_wait() {
    let (executor, ()) = recorded(|| {
        let jobs = JoinableQueue::<u32>::new(1);
        spawn_named("main", async move { jobs.join().await }).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_value_can_be_done_only_once() {
    let (executor, ()) = recorded(|| {
        let jobs = JoinableQueue::new(1);
        spawn_named("main", async move {
            jobs.put(1).await;
            jobs.task_done();
            jobs.task_done();
        })
        .detach();
    });
    executor.run();
    let events = crate::story::format_events(&executor).join(" ");
    assert!(events.contains("task_done was called more often than values were put"), "{events}");
}

#[test]
fn a_try_neither_waits_nor_takes_what_is_reserved() {
    assert_story(
        || {
            let queue = Queue::new(1);
            let getter = queue.clone();
            spawn_named("getter", async move { say!("got {:?}", getter.get().await) }).detach();
            spawn_named("main", async move {
                say!("{:?}", queue.try_put(1));
                say!("{:?}", queue.try_put(2));
                say!("{:?}", queue.try_get()); // the value is there, and reserved for the getter
                queue.close();
                say!("{:?}", queue.try_put(3));
            })
            .detach();
        },
        "
        made | spawn getter | detach getter | spawn main | detach main
        1: poll getter | getter waits | pending
        2: poll main | 1 of 1: [1] | getter leaves Served | main wakes getter | say Ok(()) | say Err(2) | say None | 1 of 1, closed: [1] | say Err(3) | ready
        3: poll getter | 0 of 1, closed: [] | say got Some(1) | gone | ready
        finished
        ",
    );
}

#[test]
fn an_unbounded_queue_never_makes_a_putter_wait() {
    let (executor, queue) = recorded(|| {
        let queue = Queue::unbounded();
        let putter = queue.clone();
        spawn_named("putter", async move {
            for value in 0..100 {
                putter.put(value).await;
            }
        })
        .detach();
        queue
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(queue.len(), 100);
}

#[test]
fn a_promise_can_be_looked_at_and_is_filled_only_once() {
    assert_story(
        || {
            let promise = Promise::new();
            spawn_named("main", async move {
                say!("{:?}", promise.peek());
                say!("{:?} {:?}", promise.try_set(1), promise.try_set(2));
                say!("{:?}", promise.peek());
            })
            .detach();
        },
        "
        made | spawn main | detach main
        1: poll main | say None | full: 1 | say Ok(()) Err(2) | say Some(1) | gone | ready
        finished
        ",
    );
}
