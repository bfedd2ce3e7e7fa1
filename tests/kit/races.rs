//! Select, timeout and a blocked thread.

use crate::story::assert_story;
use coroscope::kit::{
    SECOND, Winner, block_for, now, say, select, sleep, spawn_named, timeout, yield_now,
};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

struct SaysBye(&'static str);

impl Drop for SaysBye {
    fn drop(&mut self) {
        say!("{} dropped", self.0);
    }
}

async fn wait(name: &'static str, secs: u32) -> u32 {
    let _bye = SaysBye(name);
    sleep(secs * SECOND).await;
    secs
}

#[test]
fn the_loser_is_dropped_before_the_winner_is_returned() {
    assert_story(
        || {
            spawn_named("main", async {
                let winner = select(wait("slow", 5), wait("fast", 2)).await;
                say!("{winner:?}");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 5 s | timer 1 at 2 s | pending
        clock 2 s | timer 1 fires | clock wakes main
        2: poll main | say fast dropped | timer 0 dropped | say slow dropped | say Second(2) | ready
        finished
        ",
    );
}

#[test]
fn a_first_branch_that_is_ready_keeps_the_second_from_ever_being_polled() {
    assert_story(
        || {
            spawn_named("main", async {
                let never_polled = async { say!("polled") };
                assert_eq!(select(async { 1 }, never_polled).await, Winner::First(1));
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | ready
        finished
        ",
    );
}

/// The select itself lives on here, so nothing else could drop its futures this early.
#[test]
fn both_futures_are_dropped_when_a_select_ends_whichever_wins() {
    assert_story(
        || {
            spawn_named("main", async {
                let mut race = Box::pin(select(wait("fast", 1), wait("slow", 5)));
                say!("{:?}", race.as_mut().await);
                let mut other = Box::pin(select(wait("slow", 5), wait("fast", 1)));
                say!("{:?}", other.as_mut().await);
                drop((race, other));
                say!("over");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 1 s | timer 1 at 5 s | pending
        clock 1 s | timer 0 fires | clock wakes main
        2: poll main | say fast dropped | timer 1 dropped | say slow dropped | say First(1) | timer 2 at 6 s | timer 3 at 2 s | pending
        clock 2 s | timer 3 fires | clock wakes main
        3: poll main | say fast dropped | timer 2 dropped | say slow dropped | say Second(1) | say over | ready
        finished
        ",
    );
}

/// Says when it is dropped, which is after it was ready.
struct Ready(&'static str);

impl Future for Ready {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        say!("{} dropped", self.0);
    }
}

#[test]
fn the_first_future_of_a_select_is_dropped_before_the_second() {
    assert_story(
        || {
            spawn_named("main", async {
                let _winner = select(Ready("first"), Ready("second")).await;
                let _winner = select(std::future::pending::<()>(), Ready("winner")).await;
                say!("over");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | say first dropped | say second dropped | say winner dropped | say over | ready
        finished
        ",
    );
}

#[test]
fn dropping_a_select_drops_both() {
    assert_story(
        || {
            let main = spawn_named("main", async {
                select(wait("one", 5), wait("two", 6)).await;
            });
            spawn_named("killer", async move {
                main.cancel();
            })
            .detach();
        },
        "
        spawn main | spawn killer | detach killer
        1: poll main | timer 0 at 5 s | timer 1 at 6 s | pending
        2: poll killer | cancel main | detach main | ready
        3: drop main | timer 0 dropped | say one dropped | timer 1 dropped | say two dropped | cancelled
        finished
        ",
    );
}

#[test]
fn a_select_by_reference_keeps_the_loser() {
    assert_story(
        || {
            spawn_named("main", async {
                let mut slow = Box::pin(wait("slow", 3));
                let first = select(&mut slow, sleep(SECOND)).await;
                assert_eq!(first, Winner::Second(()));
                say!("{}", slow.await);
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 3 s | timer 1 at 1 s | pending
        clock 1 s | timer 1 fires | clock wakes main
        2: poll main | pending
        clock 3 s | timer 0 fires | clock wakes main
        3: poll main | say slow dropped | say 3 | ready
        finished
        ",
    );
}

#[test]
fn a_select_panics_if_it_is_polled_after_its_end() {
    assert_story(
        || {
            spawn_named("main", async {
                let mut race = Box::pin(select(async { 1 }, async { 2 }));
                race.as_mut().await;
                race.await;
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | panicked: a select is not polled again after its end
        finished
        ",
    );
}

#[test]
fn a_timeout_within_its_limit_returns_the_result_and_drops_its_timer() {
    assert_story(
        || {
            spawn_named("main", async {
                say!("{:?}", timeout(2 * SECOND, wait("job", 1)).await);
                say!("{:?}", timeout(2 * SECOND, wait("job", 3)).await);
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 1 s | timer 1 at 2 s | pending
        clock 1 s | timer 0 fires | clock wakes main
        2: poll main | say job dropped | timer 1 dropped | say Ok(1) | timer 2 at 4 s | timer 3 at 3 s | pending
        clock 3 s | timer 3 fires | clock wakes main
        3: poll main | timer 2 dropped | say job dropped | say Err(Elapsed) | ready
        finished
        ",
    );
}

/// The future is asked first, so at the very moment of its limit it still wins. asyncio decides the other
/// way: there the limit's timer was set first.
#[test]
fn a_future_that_is_ready_at_the_limit_wins() {
    assert_story(
        || {
            spawn_named("main", async {
                say!("{:?}", timeout(SECOND, wait("job", 1)).await);
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 1 s | timer 1 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes main | timer 1 fires | clock wakes main (merged)
        2: poll main | say job dropped | say Ok(1) | ready
        finished
        ",
    );
}

#[test]
fn a_zero_timeout_polls_the_future_twice() {
    assert_story(
        || {
            spawn_named("main", async {
                let job = async {
                    yield_now().await;
                    say!("second poll");
                    yield_now().await;
                };
                say!("{:?}", timeout(Duration::ZERO, job).await);
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | main wakes main | main wakes main (merged) | pending
        2: poll main | say second poll | main wakes main | say Err(Elapsed) | ready
        finished
        ",
    );
}

#[test]
fn a_blocked_thread_makes_all_timers_late_and_they_fire_in_order() {
    assert_story(
        || {
            spawn_named("a", sleep(2 * SECOND)).detach();
            spawn_named("b", sleep(SECOND)).detach();
            spawn_named("blocks", async {
                block_for(3 * SECOND);
                say!("{} s", now().as_secs());
                block_for(Duration::ZERO);
            })
            .detach();
        },
        "
        spawn a | detach a | spawn b | detach b | spawn blocks | detach blocks
        1: poll a | timer 0 at 2 s | pending
        2: poll b | timer 1 at 1 s | pending
        3: poll blocks | block to 3 s | say 3 s | block to 3 s | ready | timer 1 fires | clock wakes b | timer 0 fires | clock wakes a
        4: poll b | ready
        5: poll a | ready
        finished
        ",
    );
}
