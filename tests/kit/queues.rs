//! A queue: first in, first out, and it pushes back.

use crate::story::{assert_story, recorded};
use coroscope::executor::{Outcome, Turn};
use coroscope::kit::{
    Handle, Queue, SECOND, Shared, join, say, select, sleep, spawn_named, yield_now,
};
use coroscope::record::event::TaskId;
use std::cell::RefCell;
use std::rc::Rc;

fn getter(name: &'static str, queue: &Queue<u32>) -> Handle<()> {
    let queue = queue.clone();
    spawn_named(name, async move {
        match queue.get().await {
            Some(value) => say!("{name} got {value}"),
            None => say!("{name} got nothing"),
        }
    })
}

fn putter(name: &'static str, queue: &Queue<u32>, values: &'static [u32]) -> Handle<()> {
    let queue = queue.clone();
    spawn_named(name, async move {
        for value in values {
            queue.put(*value).await;
            say!("put {value}");
        }
    })
}

#[test]
fn a_full_queue_makes_the_putter_wait_until_there_is_room() {
    assert_story(
        || {
            let queue = Queue::new(2);
            putter("p", &queue, &[1, 2, 3]).detach();
            getter("g", &queue).detach();
        },
        "
        made | spawn p | detach p | spawn g | detach g
        1: poll p | 1 of 2: [1] | say put 1 | 2 of 2: [1, 2] | say put 2 | p waits | pending
        2: poll g | 1 of 2: [2] | p leaves Served | g wakes p | say g got 1 | ready
        3: poll p | 2 of 2: [2, 3] | say put 3 | gone | ready
        finished
        ",
    );
}

#[test]
fn an_empty_queue_makes_getters_wait_first_come_first_served() {
    assert_story(
        || {
            let queue = Queue::new(3);
            getter("g", &queue).detach();
            getter("h", &queue).detach();
            putter("p", &queue, &[1, 2]).detach();
        },
        "
        made | spawn g | detach g | spawn h | detach h | spawn p | detach p
        1: poll g | g waits | pending
        2: poll h | h waits | pending
        3: poll p | 1 of 3: [1] | g leaves Served | p wakes g | say put 1 | 2 of 3: [1, 2] | h leaves Served | p wakes h | say put 2 | ready
        4: poll g | 1 of 3: [2] | say g got 1 | ready
        5: poll h | 0 of 3: [] | say h got 2 | gone | ready
        finished
        ",
    );
}

/// asyncio's queue is not fair here: who calls `get` before the woken one runs has the item.
#[test]
fn a_reserved_value_is_not_taken_by_another_task() {
    assert_story(
        || {
            let queue = Queue::new(1);
            getter("g", &queue).detach();
            putter("p", &queue, &[1]).detach();
            getter("late", &queue).detach(); // polled between p's put and g's second poll
        },
        "
        made | spawn g | detach g | spawn p | detach p | spawn late | detach late
        1: poll g | g waits | pending
        2: poll p | 1 of 1: [1] | g leaves Served | p wakes g | say put 1 | ready
        3: poll late | late waits | pending
        4: poll g | 0 of 1: [] | say g got 1 | ready
        stalled
        ",
    );
}

/// Cancels a task that was called and has not come yet.
fn cancelled_when_called(with: impl FnOnce(&Queue<u32>, Rc<RefCell<Option<Handle<()>>>>)) -> Turn {
    let (executor, ()) = recorded(|| {
        let (queue, slot) = (Queue::new(1), Rc::new(RefCell::new(None)));
        with(&queue, slot);
    });
    executor.run()
}

#[test]
fn a_woken_getter_that_is_dropped_passes_its_value_on() {
    let end = cancelled_when_called(|queue, slot| {
        slot.replace(Some(getter("first", queue)));
        getter("second", queue).detach();
        let queue = queue.clone();
        spawn_named("p", async move {
            queue.put(7).await;
            slot.take().expect("it was spawned").cancel();
        })
        .detach();
    });
    assert_eq!(end, Turn::Finished);
}

#[test]
fn a_woken_putter_that_is_dropped_passes_its_slot_on() {
    let end = cancelled_when_called(|queue, slot| {
        putter("full", queue, &[1]).detach();
        slot.replace(Some(putter("first", queue, &[2])));
        putter("second", queue, &[3]).detach();
        let queue = queue.clone();
        spawn_named("g", async move {
            assert_eq!(queue.get().await, Some(1));
            slot.take().expect("it was spawned").cancel();
            assert_eq!(queue.get().await, Some(3));
        })
        .detach();
    });
    assert_eq!(end, Turn::Finished);
}

/// The room that a woken putter will fill is not free for a task that comes before its poll.
#[test]
fn a_reserved_slot_is_not_filled_by_another_task() {
    assert_story(
        || {
            let queue = Queue::new(1);
            putter("p", &queue, &[1, 2]).detach();
            getter("g", &queue).detach();
            putter("q", &queue, &[3]).detach();
        },
        "
        made | spawn p | detach p | spawn g | detach g | spawn q | detach q
        1: poll p | 1 of 1: [1] | say put 1 | p waits | pending
        2: poll g | 0 of 1: [] | p leaves Served | g wakes p | say g got 1 | ready
        3: poll q | q waits | pending
        4: poll p | 1 of 1: [2] | say put 2 | ready
        stalled
        ",
    );
}

/// A value is reserved for the first getter, so the second waits although the queue is full, and a putter waits too.
#[test]
fn closing_wakes_the_getters_before_the_putters() {
    assert_story(
        || {
            let queue = Queue::new(1);
            getter("g", &queue).detach();
            getter("h", &queue).detach();
            let own = queue.clone();
            spawn_named("main", async move {
                own.put(1).await;
                let mut more = Box::pin(own.put(2));
                assert!(futures::poll!(&mut more).is_pending());
                own.close();
                drop(more);
            })
            .detach();
        },
        "
        made | spawn g | detach g | spawn h | detach h | spawn main | detach main
        1: poll g | g waits | pending
        2: poll h | h waits | pending
        3: poll main | 1 of 1: [1] | g leaves Served | main wakes g | main waits | 1 of 1, closed: [1] | h leaves Served | main wakes h | main leaves Served | main wakes main | ready
        4: poll g | 0 of 1, closed: [] | say g got 1 | ready
        5: poll h | say h got nothing | gone | ready
        finished
        ",
    );
}

#[test]
fn a_putter_that_was_woken_before_the_queue_was_closed_panics() {
    let (executor, ()) = recorded(|| {
        let queue = Queue::new(1);
        putter("p", &queue, &[1, 2]).detach();
        spawn_named("main", async move {
            assert_eq!(queue.get().await, Some(1));
            queue.close();
        })
        .detach();
    });
    let turns = [executor.turn(), executor.turn(), executor.turn()];
    let Turn::Polled(TaskId(0), Outcome::Panicked(why)) = &turns[2] else { panic!("{turns:?}") };
    assert!(why.starts_with("this queue is closed"), "{why}");
}

#[test]
fn a_dropped_waiter_leaves_the_wait_list() {
    assert_story(
        || {
            let queue = Queue::new(1);
            let gone = getter("gone", &queue);
            getter("g", &queue).detach();
            let queue = queue.clone();
            spawn_named("p", async move {
                gone.cancel();
                yield_now().await;
                queue.put(1).await;
            })
            .detach();
        },
        "
        made | spawn gone | spawn g | detach g | spawn p | detach p
        1: poll gone | gone waits | pending
        2: poll g | g waits | pending
        3: poll p | cancel gone | p wakes p | pending
        4: drop gone | gone leaves Gone | cancelled
        5: poll p | 1 of 1: [1] | g leaves Served | p wakes g | ready
        6: poll g | 0 of 1: [] | say g got 1 | gone | ready
        finished
        ",
    );
}

/// A get that loses a race takes nothing with it.
#[test]
fn a_get_that_loses_a_race_takes_no_value() {
    let (executor, ()) = recorded(|| {
        let queue = Queue::new(1);
        let mine = queue.clone();
        spawn_named("impatient", async move {
            let _late = select(mine.get(), sleep(SECOND)).await;
            sleep(9 * SECOND).await;
        })
        .detach();
        getter("g", &queue).detach();
        spawn_named("p", async move {
            sleep(2 * SECOND).await;
            queue.put(1).await;
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn a_closed_queue_returns_its_values_and_then_none() {
    assert_story(
        || {
            let queue = Queue::from([1]);
            for name in ["g", "h", "i"] {
                getter(name, &queue).detach();
            }
            spawn_named("main", async move { queue.close() }).detach();
        },
        "
        made | spawn g | detach g | spawn h | detach h | spawn i | detach i | spawn main | detach main
        1: poll g | 0 of 1: [] | say g got 1 | ready
        2: poll h | h waits | pending
        3: poll i | i waits | pending
        4: poll main | 0 of 1, closed: [] | h leaves Served | main wakes h | i leaves Served | main wakes i | ready
        5: poll h | say h got nothing | ready
        6: poll i | say i got nothing | gone | ready
        finished
        ",
    );
}

#[test]
fn closing_a_queue_wakes_the_putters_which_panic_with_a_message() {
    assert_story(
        || {
            let queue = Queue::from([1]);
            for name in ["p", "q"] {
                putter(name, &queue, &[2]).detach();
            }
            spawn_named("main", async move { queue.close() }).detach();
        },
        "
        made | spawn p | detach p | spawn q | detach q | spawn main | detach main
        1: poll p | p waits | pending
        2: poll q | q waits | pending
        3: poll main | 1 of 1, closed: [1] | p leaves Served | main wakes p | q leaves Served | main wakes q | ready
        4: poll p | panicked: this queue is closed: nothing more can be put into it
        5: poll q | gone | panicked: this queue is closed: nothing more can be put into it
        finished
        ",
    );
}

#[test]
fn values_of_a_closed_queue_can_still_be_taken() {
    let (executor, ()) = recorded(|| {
        let queue = Queue::from([1, 2]);
        queue.close();
        spawn_named("g", async move {
            assert_eq!(queue.get().await, Some(1));
            assert_eq!((queue.get().await, queue.get().await), (Some(2), None));
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
fn putting_into_a_closed_queue_panics_with_a_message() {
    assert_story(
        || {
            let queue = Queue::new(1);
            queue.close();
            putter("p", &queue, &[1]).detach();
        },
        "
        made | 0 of 1, closed: [] | spawn p | detach p
        1: poll p | gone | panicked: this queue is closed: nothing more can be put into it
        finished
        ",
    );
}

/// D6: what the producer waits with, and how long, for queues of different room.
#[test]
fn a_larger_queue_delays_the_waiting_and_does_not_remove_it() {
    for (room, done) in [(1, 3), (2, 2), (100, 0)] {
        let (executor, ()) = recorded(|| {
            let (queue, most) = (Queue::new(room), Shared::new(0));
            let (to, seen) = (queue.clone(), most.clone());
            spawn_named("producer", async move {
                for item in 1..=5 {
                    to.put(item).await;
                    seen.update(|most| *most = (*most).max(to.len()));
                }
                to.close();
                let time = coroscope::kit::now();
                assert_eq!(time.as_secs(), done, "room for {room}");
            })
            .detach();
            spawn_named("consumer", async move {
                let mut next = 1;
                while let Some(item) = queue.get().await {
                    assert_eq!(item, next);
                    next += 1;
                    sleep(SECOND).await;
                }
                assert_eq!(next, 6);
                assert_eq!(most.get(), room.min(5));
            })
            .detach();
        });
        assert_eq!(executor.run(), Turn::Finished);
        assert_eq!(executor.now().to_string(), "5 s");
    }
}

#[test]
fn two_waits_of_one_task_on_one_queue_get_a_value_each() {
    let (executor, ()) = recorded(|| {
        let queue = Queue::new(2);
        let from = queue.clone();
        spawn_named("both", async move {
            assert_eq!(join((from.get(), from.get())).await, (Some(1), Some(2)));
        })
        .detach();
        putter("p", &queue, &[1, 2]).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

#[test]
#[should_panic(expected = "a queue needs room for one value at least")]
fn a_queue_of_capacity_zero_is_rejected() {
    let _queue: Queue<u32> = Queue::new(0);
}

#[test]
fn a_queue_works_outside_a_run() {
    let queue = Queue::from(["a", "b"]);
    assert_eq!(
        (queue.len(), queue.is_empty(), format!("{queue:?}")),
        (2, false, "Queue".to_owned())
    );
}
