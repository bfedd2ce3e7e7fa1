//! A broker and its workers: who gets a job, and when it is delivered again.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{Broker, SECOND, say, select, sleep, spawn_named, yield_now};
use std::time::Duration;

/// Takes a job, works on it, and acknowledges it before or after the work.
fn worker(name: &'static str, broker: &Broker<u32>, is_early: bool, work: Duration) {
    let broker = broker.clone();
    spawn_named(name, async move {
        let delivery = broker.take().await;
        if is_early {
            delivery.ack();
        }
        sleep(work).await;
        say!("{name} did {} (delivery {})", *delivery, delivery.deliveries());
        if !is_early && !delivery.ack() {
            say!("{name} was too late");
        }
    })
    .detach();
}

#[test]
fn a_job_waits_is_out_and_is_acknowledged() {
    assert_story(
        || {
            let broker = Broker::new();
            worker("w", &broker, false, SECOND);
            broker.send(7);
        },
        "
        made | spawn w | detach w | waiting [7] · out [] · acked 0
        1: poll w | waiting [] · out [7] · acked 0 | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes w
        2: poll w | say w did 7 (delivery 1) | waiting [] · out [] · acked 1 | gone | ready
        finished
        ",
    );
}

/// Workers wait first come, first served, and a job is reserved for the one that was woken.
#[test]
fn a_job_is_reserved_for_the_worker_that_waited_for_it() {
    let (executor, (broker, first)) = recorded(|| {
        let broker: Broker<u32> = Broker::new();
        let take = |name: &'static str| {
            let broker = broker.clone();
            spawn_named(name, async move {
                let delivery = broker.take().await;
                say!("{name} got {}", *delivery);
                delivery.ack();
            })
        };
        let first = take("first");
        take("second").detach();
        (broker, first)
    });
    executor.turn();
    executor.turn();
    broker.send(1);
    assert_eq!((broker.waiting(), broker.out(), broker.acked()), (1, 0, 0));
    // The first worker is dropped before it is polled: the job goes to the second.
    first.cancel();
    while executor.turn() != Turn::Finished {}
    assert_eq!((broker.waiting(), broker.out(), broker.acked()), (0, 0, 1));
}

/// Both outcomes of a worker that dies after 1 s of its work: early loses the job, late does it again.
#[test]
fn what_is_not_acknowledged_goes_back_when_its_worker_is_cancelled() {
    for (is_early, acked, waiting) in [(true, 1, 0), (false, 0, 1)] {
        let (executor, broker) = recorded(|| {
            let broker: Broker<u32> = Broker::new();
            broker.send(7);
            broker.send(8);
            let mine = broker.clone();
            let handle = spawn_named("w", async move {
                let delivery = mine.take().await;
                if is_early {
                    delivery.ack();
                }
                sleep(2 * SECOND).await;
            });
            spawn_named("power cut", async move {
                sleep(SECOND).await;
                handle.cancel();
            })
            .detach();
            broker
        });
        while executor.turn() != Turn::Finished {}
        assert_eq!((broker.acked(), broker.waiting()), (acked, 1 + waiting), "early: {is_early}");
        assert_eq!(broker.out(), 0);
        // It went to the front, in front of the job that was sent after it.
        let (next, ()) = recorded(move || {
            spawn_named("next", async move { say!("{:?}", broker.take().await) }).detach();
        });
        next.run();
        let expected = if is_early { "Delivery of 8" } else { "Delivery of 7" };
        let printed: Vec<_> = crate::story::format_events(&next);
        assert!(printed.iter().any(|line| line.contains(expected)), "{printed:?}");
    }
}

#[test]
fn a_lease_that_runs_out_delivers_the_job_again() {
    assert_story(
        || {
            let broker = Broker::with_lease(2 * SECOND);
            broker.send(7);
            worker("slow", &broker, false, 3 * SECOND);
            worker("next", &broker, false, SECOND);
        },
        "
        made | waiting [7] · out [] · acked 0 | spawn slow | detach slow | spawn next | detach next
        1: poll slow | waiting [] · out [7] · acked 0 | timer 0 at 3 s | pending
        2: poll next | next waits | timer 1 at 2 s | pending
        clock 2 s | timer 1 fires | clock wakes next
        3: poll next | next leaves Gone | waiting [] · out [7] · acked 0 | timer 2 at 3 s | pending
        clock 3 s | timer 0 fires | clock wakes slow | timer 2 fires | clock wakes next
        4: poll slow | say slow did 7 (delivery 1) | say slow was too late | ready
        5: poll next | say next did 7 (delivery 2) | waiting [] · out [] · acked 1 | gone | ready
        finished
        ",
    );
}

/// A worker that waits before any job is out sets its timer once another one has taken a job.
#[test]
fn a_worker_that_waits_longer_than_the_others_notices_the_end_of_a_lease() {
    let (executor, broker) = recorded(|| {
        let broker = Broker::with_lease(2 * SECOND);
        worker("dies", &broker, false, 9 * SECOND);
        worker("waits", &broker, false, SECOND);
        broker.send(7);
        broker
    });
    while executor.turn() != Turn::Finished {}
    assert_eq!((broker.acked(), broker.waiting(), broker.out()), (1, 0, 0));
    assert_eq!(executor.now().to_string(), "9 s");
}

/// Dropping a take at each of its stages loses no job: before its first poll, while it waits, and once it was woken.
#[test]
fn a_take_that_is_dropped_leaves_its_job_with_the_broker() {
    for yields in 0..4 {
        let (executor, broker) = recorded(|| {
            let broker = Broker::with_lease(5 * SECOND);
            let (mine, sender) = (broker.clone(), broker.clone());
            spawn_named("w", async move {
                let limit = async {
                    for _ in 0..yields {
                        yield_now().await;
                    }
                };
                let _winner = select(limit, mine.take()).await;
            })
            .detach();
            spawn_named("s", async move {
                yield_now().await;
                sender.send(7);
            })
            .detach();
            broker
        });
        while executor.turn() != Turn::Finished {}
        assert_eq!((broker.waiting(), broker.out(), broker.acked()), (1, 0, 0), "{yields} yields");
    }
}
