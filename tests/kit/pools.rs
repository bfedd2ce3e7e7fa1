//! A pool of threads outside the loop: what waits for a place, what wakes a task, and what goes on when nobody waits.

use crate::story::{assert_story, recorded, set_up};
use coroscope::executor::Turn;
use coroscope::kit::{
    CancellationToken, MILLISECOND, Pool, SECOND, Winner, block_for, now, say, select, sleep,
    spawn, spawn_named, timeout,
};
use coroscope::record::event::Event;

#[test]
fn jobs_wait_for_a_place_and_wake_their_tasks_from_outside() {
    assert_story(
        || {
            let pool = Pool::new(2);
            for name in ["a", "b", "c"] {
                let pool = pool.clone();
                spawn_named(name, async move {
                    say!("{}", pool.run(3 * SECOND, move || name).await);
                })
                .detach();
            }
        },
        "
        made | open 2 | spawn a | detach a | spawn b | detach b | spawn c | detach c
        1: poll a | hand over 0 | 0 starts in 0 at 0 s | a awaits 0 | pending
        2: poll b | hand over 1 | 1 starts in 1 at 0 s | b awaits 1 | pending
        3: poll c | hand over 2 | c awaits 2 | pending
        clock 3 s | 0 done at 3 s | outside wakes a | 2 starts in 0 at 3 s | 1 done at 3 s | outside wakes b
        4: poll a | say a | ready
        5: poll b | say b | ready
        clock 6 s | 2 done at 6 s | outside wakes c
        6: poll c | say c | gone | ready
        finished
        ",
    );
}

/// The first poll of a job that has ended takes the result. A job doesn't need to be awaited to run.
#[test]
fn a_job_is_handed_over_before_it_is_awaited() {
    assert_story(
        || {
            let pool = Pool::new(1);
            spawn_named("main", async move {
                let job = pool.run_named("bread", SECOND, || 7);
                sleep(2 * SECOND).await;
                say!("{}", job.await);
            })
            .detach();
        },
        "
        made | open 1 | spawn main | detach main
        1: poll main | hand over 0 | 0 starts in 0 at 0 s | timer 0 at 2 s | pending
        clock 1 s | 0 done at 1 s
        clock 2 s | timer 0 fires | clock wakes main
        2: poll main | say 7 | gone | ready
        finished
        ",
    );
}

/// Its task has ended, and the run goes on until the thread is done.
#[test]
fn a_job_that_was_given_up_runs_to_its_end() {
    assert_story(
        || {
            let pool = Pool::new(1);
            spawn_named("main", async move {
                let late = timeout(SECOND, pool.run(3 * SECOND, || say!("saved"))).await;
                say!("{}", late.is_err());
            })
            .detach();
        },
        "
        made | open 1 | spawn main | detach main
        1: poll main | hand over 0 | 0 starts in 0 at 0 s | main awaits 0 | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes main
        2: poll main | 0 abandoned | say true | ready
        clock 3 s | say saved | 0 done at 3 s | gone
        finished
        ",
    );
}

/// A job that waits for a place when it is given up keeps its place in the line.
#[test]
fn a_waiting_job_that_was_given_up_runs_too() {
    assert_story(
        || {
            let pool = Pool::new(1);
            spawn_named("main", async move {
                let first = pool.run(2 * SECOND, || say!("first"));
                drop(pool.run(SECOND, || say!("second")));
                let third = pool.run(SECOND, || say!("third"));
                first.await;
                third.await;
            })
            .detach();
        },
        "
        made | open 1 | spawn main | detach main
        1: poll main | hand over 0 | 0 starts in 0 at 0 s | hand over 1 | 1 abandoned | hand over 2 | main awaits 0 | pending
        clock 2 s | say first | 0 done at 2 s | outside wakes main | 1 starts in 0 at 2 s
        2: poll main | main awaits 2 | pending
        clock 3 s | say second | 1 done at 3 s | 2 starts in 0 at 3 s
        clock 4 s | say third | 2 done at 4 s | outside wakes main
        3: poll main | gone | ready
        finished
        ",
    );
}

/// Threads don't wait for the loop: the second job starts at 3 s, while `busy` blocks the loop until 7 s.
#[test]
fn the_outside_goes_on_while_the_loop_is_blocked() {
    assert_story(
        || {
            let pool = Pool::new(1);
            spawn_named("busy", async move {
                let first = pool.run(3 * SECOND, || ());
                let second = pool.run(3 * SECOND, || ());
                block_for(7 * SECOND);
                first.await;
                say!("first at {:?}", now());
                second.await;
                say!("second at {:?}", now());
            })
            .detach();
        },
        "
        made | open 1 | spawn busy | detach busy
        1: poll busy | hand over 0 | 0 starts in 0 at 0 s | hand over 1 | block to 7 s | busy awaits 0 | pending | 0 done at 3 s | outside wakes busy | 1 starts in 0 at 3 s | 1 done at 6 s
        2: poll busy | say first at 7s | say second at 7s | gone | ready
        finished
        ",
    );
}

/// What is due first comes first, whether it's a timer or a job. At the same moment, the job comes first.
#[test]
fn timers_and_jobs_are_due_in_the_order_of_their_times() {
    let executor = set_up(|| {
        let pool = Pool::new(1);
        spawn_named("main", async move {
            let job = pool.run(2 * SECOND, || ());
            spawn_named("early", async {
                sleep(SECOND).await;
                say!("early");
            })
            .detach();
            spawn_named("tied", async {
                sleep(2 * SECOND).await;
                say!("tied");
            })
            .detach();
            spawn_named("blocker", async { block_for(5 * SECOND) }).detach();
            job.await;
            say!("job");
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    let lines = record.events().iter().filter_map(Event::printed).map(|id| record.text(id));
    assert_eq!(lines.collect::<Vec<_>>(), ["early", "job", "tied"]);
}

#[test]
fn a_panic_of_a_job_is_raised_where_it_is_awaited() {
    assert_story(
        || {
            let pool = Pool::new(1);
            spawn_named("main", async move {
                let work = || -> u32 { std::panic::resume_unwind(Box::new("burnt".to_owned())) };
                pool.run(SECOND, work).await;
            })
            .detach();
        },
        "
        made | open 1 | spawn main | detach main
        1: poll main | hand over 0 | 0 starts in 0 at 0 s | main awaits 0 | pending
        clock 1 s | 0 done at 1 s | outside wakes main
        2: poll main | gone | panicked: burnt
        finished
        ",
    );
}

/// Drops the job at each of its states: handed over, awaited, done and not received.
#[test]
fn a_job_can_be_dropped_at_every_await() {
    for (limit, expected) in [(0, "given up"), (1, "given up"), (2, "received"), (3, "received")] {
        let (executor, ()) = recorded(|| {
            let pool = Pool::new(1);
            spawn(async move {
                let job = pool.run(2 * SECOND, || say!("done"));
                let first = select(job, sleep(limit * SECOND + MILLISECOND)).await;
                let received = matches!(first, Winner::First(()));
                say!("{}", if received { "received" } else { "given up" });
                let () = pool.run(SECOND, || say!("next")).await;
            })
            .detach();
        });
        assert_eq!(executor.run(), Turn::Finished, "after {limit} s");
        let record = executor.record().expect("it records");
        let lines = record.events().iter().filter_map(Event::printed).map(|id| record.text(id));
        let mut lines: Vec<_> = lines.collect();
        let place = lines.iter().position(|line| *line == expected).expect("it says how it ended");
        lines.remove(place);
        assert_eq!(lines, ["done", "next"], "after {limit} s");
    }
}

#[test]
fn a_task_that_is_cancelled_leaves_its_job_running() {
    assert_story(
        || {
            let pool = Pool::new(1);
            let waiter = spawn_named("waiter", {
                let pool = pool.clone();
                async move { pool.run(2 * SECOND, || say!("saved")).await }
            });
            spawn_named("boss", async move {
                sleep(SECOND).await;
                waiter.cancel();
            })
            .detach();
        },
        "
        made | open 1 | spawn waiter | spawn boss | detach boss
        1: poll waiter | hand over 0 | 0 starts in 0 at 0 s | waiter awaits 0 | pending
        2: poll boss | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes boss
        3: poll boss | cancel waiter | detach waiter | ready
        4: drop waiter | 0 abandoned | cancelled
        clock 2 s | say saved | 0 done at 2 s | gone
        finished
        ",
    );
}

#[test]
fn a_job_can_be_raced_against_a_token() {
    let (executor, ()) = recorded(|| {
        let (pool, stop) = (Pool::new(1), CancellationToken::new());
        let asked = stop.clone();
        spawn(async move {
            say!("{:?}", asked.run(pool.run(2 * SECOND, || 5)).await);
            say!("{:?}", asked.run(pool.run(2 * SECOND, || 5)).await);
        })
        .detach();
        spawn(async move {
            sleep(3 * SECOND).await;
            stop.cancel();
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    let record = executor.record().expect("it records");
    let lines = record.events().iter().filter_map(Event::printed).map(|id| record.text(id));
    assert_eq!(lines.collect::<Vec<_>>(), ["Some(5)", "None"]);
}

/// A real thread has no loop either.
#[test]
fn a_job_can_neither_spawn_a_task_nor_block_the_loop() {
    for work in [|| spawn(async {}).detach(), || block_for(SECOND)] {
        let (executor, handle) = recorded(|| {
            let pool = Pool::new(1);
            spawn(async move { pool.run(SECOND, work).await })
        });
        executor.run();
        executor.set_up(|| {
            spawn(async move {
                say!("{:?}", handle.await);
            })
            .detach();
        });
        executor.run();
        let record = executor.record().expect("it records");
        let lines = record.events().iter().filter_map(Event::printed).map(|id| record.text(id));
        let lines: Vec<_> = lines.collect();
        assert!(lines[0].contains("a job outside the loop can't"), "{lines:?}");
    }
}

#[test]
#[should_panic(expected = "one place at least")]
fn a_pool_without_places_is_refused() {
    let (_executor, ()) = recorded(|| drop(Pool::new(0)));
}
