//! A semaphore: up to a number of holders, first come, first served.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{Handle, SECOND, Semaphore, say, select, sleep, spawn_named};

fn job(name: &'static str, semaphore: &Semaphore, secs: u32) -> Handle<()> {
    let semaphore = semaphore.clone();
    spawn_named(name, async move {
        let _permit = semaphore.acquire().await;
        say!("{name} in");
        sleep(secs * SECOND).await;
        say!("{name} out");
    })
}

#[test]
fn a_released_permit_is_handed_to_the_task_that_has_waited_longest() {
    assert_story(
        || {
            let semaphore = Semaphore::new(2);
            for name in ["a", "b", "c", "d"] {
                job(name, &semaphore, 2).detach();
            }
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn c | detach c | spawn d | detach d
        1: poll a | 1 of 2 free | a holds | say a in | timer 0 at 2 s | pending
        2: poll b | 0 of 2 free | b holds | say b in | timer 1 at 2 s | pending
        3: poll c | c waits | pending
        4: poll d | d waits | pending
        clock 2 s | timer 0 fires | clock wakes a | timer 1 fires | clock wakes b
        5: poll a | say a out | a releases | c holds | c leaves Served | a wakes c | ready
        6: poll b | say b out | b releases | d holds | d leaves Served | b wakes d | ready
        7: poll c | say c in | timer 2 at 4 s | pending
        8: poll d | say d in | timer 3 at 4 s | pending
        clock 4 s | timer 2 fires | clock wakes c | timer 3 fires | clock wakes d
        9: poll c | say c out | c releases | 1 of 2 free | ready
        10: poll d | say d out | d releases | 2 of 2 free | gone | ready
        finished
        ",
    );
}

/// `let _ = …` drops the permit in the same statement, so all jobs are inside at once.
#[test]
fn a_permit_that_is_not_bound_is_released_at_once() {
    let (executor, semaphore) = recorded(|| {
        let semaphore = Semaphore::new(2);
        for name in ["1", "2", "3", "4", "5"] {
            let semaphore = semaphore.clone();
            spawn_named(name, async move {
                let _ = semaphore.acquire().await;
                sleep(2 * SECOND).await;
            })
            .detach();
        }
        semaphore
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(executor.now().to_string(), "2 s");
    assert_eq!(semaphore.available(), 2);
}

#[test]
fn five_jobs_with_two_permits_take_three_rounds() {
    let (executor, ()) = recorded(|| {
        let semaphore = Semaphore::new(2);
        for name in ["1", "2", "3", "4", "5"] {
            job(name, &semaphore, 2).detach();
        }
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(executor.now().to_string(), "6 s");
}

#[test]
fn a_job_that_is_dropped_after_its_permit_was_handed_over_passes_it_on() {
    assert_story(
        || {
            let semaphore = Semaphore::new(1);
            job("a", &semaphore, 1).detach();
            let b = job("b", &semaphore, 1);
            job("c", &semaphore, 0).detach();
            spawn_named("main", async move {
                sleep(SECOND).await; // due after a's timer: b has the permit, and hasn't run
                b.cancel();
            })
            .detach();
        },
        "
        made | spawn a | detach a | spawn b | spawn c | detach c | spawn main | detach main
        1: poll a | 0 of 1 free | a holds | say a in | timer 0 at 1 s | pending
        2: poll b | b waits | pending
        3: poll c | c waits | pending
        4: poll main | timer 1 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes a | timer 1 fires | clock wakes main
        5: poll a | say a out | a releases | b holds | b leaves Served | a wakes b | ready
        6: poll main | cancel b (merged) | detach b | ready
        7: drop b | b releases | c holds | c leaves Served | b wakes c | cancelled
        8: poll c | say c in | c wakes c | pending
        9: poll c | say c out | c releases | 1 of 1 free | gone | ready
        finished
        ",
    );
}

#[test]
fn a_request_that_loses_a_race_takes_no_permit() {
    let (executor, semaphore) = recorded(|| {
        let semaphore = Semaphore::new(1);
        job("a", &semaphore, 3).detach();
        let wanted = semaphore.clone();
        spawn_named("b", async move {
            let _late = select(wanted.acquire(), sleep(SECOND)).await;
        })
        .detach();
        semaphore
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(semaphore.available(), 1);
}

#[test]
fn a_try_takes_a_free_permit_and_waits_for_none() {
    assert_story(
        || {
            let semaphore = Semaphore::new(1);
            spawn_named("main", async move {
                let first = semaphore.try_acquire();
                say!("{} {}", first.is_some(), semaphore.try_acquire().is_some());
                drop(first);
                say!("{}", semaphore.available());
            })
            .detach();
        },
        "
        made | spawn main | detach main
        1: poll main | 0 of 1 free | main holds | say true false | main releases | 1 of 1 free | say 1 | gone | ready
        finished
        ",
    );
}
