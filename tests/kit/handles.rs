//! Handles that cancel, that several tasks await, and that end with their scope.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{
    CancellationToken, Deadline, Elapsed, SECOND, current_task, now, say, sleep, spawn_named,
    yield_now,
};

#[test]
fn a_task_is_cancelled_while_another_awaits_it() {
    assert_story(
        || {
            let worker = spawn_named("worker", sleep(5 * SECOND));
            let control = worker.cancel_handle();
            spawn_named("main", async move { say!("{:?}", worker.await) }).detach();
            spawn_named("boss", async move {
                say!("{} {}", control.cancel(), control.is_finished());
            })
            .detach();
        },
        "
        spawn worker | spawn main | detach main | spawn boss | detach boss
        1: poll worker | timer 0 at 5 s | pending
        2: poll main | main joins worker | pending
        3: poll boss | cancel worker | say true false | ready
        4: drop worker | timer 0 dropped | worker wakes main | cancelled
        5: poll main | say Err(Cancelled) | ready
        finished
        ",
    );
}

#[test]
fn a_task_that_cancels_itself_runs_on_to_its_next_await() {
    assert_story(
        || {
            spawn_named("main", async {
                say!("{}", current_task().cancel());
                say!("still here");
                yield_now().await;
                say!("never printed");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | cancel main | say true | say still here | main wakes main (merged) | pending
        2: drop main | cancelled
        finished
        ",
    );
}

#[test]
fn two_tasks_await_one_result() {
    assert_story(
        || {
            let worker = spawn_named("worker", async {
                yield_now().await;
                7
            })
            .shared();
            for name in ["a", "b"] {
                let worker = worker.clone();
                spawn_named(name, async move {
                    say!("{name} sees {:?}", worker.peek());
                    say!("{name} got {:?}", worker.await);
                })
                .detach();
            }
        },
        "
        spawn worker | spawn a | detach a | spawn b | detach b
        1: poll worker | worker wakes worker | pending
        2: poll a | say a sees None | a joins worker | pending
        3: poll b | say b sees None | b joins worker | pending
        4: poll worker | worker wakes a | worker wakes b | ready
        5: poll a | say a got Ok(7) | ready
        6: poll b | say b got Ok(7) | ready
        finished
        ",
    );
}

#[test]
fn a_task_is_cancelled_when_its_scope_ends() {
    assert_story(
        || {
            spawn_named("main", async {
                let worker = spawn_named("worker", sleep(5 * SECOND)).cancel_on_drop();
                yield_now().await;
                drop(worker);
                say!("scope ends");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | spawn worker | main wakes main | pending
        2: poll worker | timer 0 at 5 s | pending
        3: poll main | cancel worker | detach worker | say scope ends | ready
        4: drop worker | timer 0 dropped | cancelled
        finished
        ",
    );
}

#[test]
fn a_cancelled_token_lets_the_task_clean_up_with_an_await() {
    assert_story(
        || {
            let stop = CancellationToken::new();
            let worker = stop.child();
            spawn_named("worker", async move {
                while worker.run(sleep(2 * SECOND)).await.is_some() {
                    say!("a step");
                }
                sleep(SECOND).await;
                say!("cleaned up after {} request", worker.requests());
            })
            .detach();
            spawn_named("main", async move {
                sleep(3 * SECOND).await;
                stop.cancel();
            })
            .detach();
        },
        "
        made | made | spawn worker | detach worker | spawn main | detach main
        1: poll worker | worker waits | timer 0 at 2 s | pending
        2: poll main | timer 1 at 3 s | pending
        clock 2 s | timer 0 fires | clock wakes worker
        3: poll worker | worker leaves Gone | say a step | worker waits | timer 2 at 4 s | pending
        clock 3 s | timer 1 fires | clock wakes main
        4: poll main | cancelled | cancelled | worker leaves Served | main wakes worker | gone | ready
        5: poll worker | timer 2 dropped | timer 3 at 4 s | pending
        clock 4 s | timer 3 fires | clock wakes worker
        6: poll worker | say cleaned up after 1 request | gone | ready
        finished
        ",
    );
}

#[test]
fn cancelling_a_child_leaves_its_parent_alone() {
    let (executor, ()) = recorded(|| {
        let parent = CancellationToken::new();
        let child = parent.child();
        spawn_named("main", async move {
            child.cancel();
            assert!(child.is_cancelled() && !parent.is_cancelled());
            parent.cancel();
            assert_eq!((child.requests(), parent.requests()), (2, 1));
            assert!(parent.child().is_cancelled());
            parent.cancelled().await;
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert!(!crate::story::format_events(&executor).join(" ").contains("panicked"));
}

#[test]
fn a_deadline_that_is_moved_sets_a_new_timer() {
    assert_story(
        || {
            spawn_named("main", async {
                let deadline = Deadline::after(2 * SECOND);
                let later = deadline.clone();
                spawn_named("mover", async move {
                    sleep(SECOND).await;
                    later.move_to(later.when() + SECOND);
                })
                .detach();
                let late = deadline.limit(sleep(9 * SECOND)).await;
                assert_eq!(late, Err(Elapsed));
                say!("late at {:?}", now());
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | spawn mover | detach mover | timer 0 at 9 s | timer 1 at 2 s | pending
        2: poll mover | timer 2 at 1 s | pending
        clock 1 s | timer 2 fires | clock wakes mover
        3: poll mover | mover wakes main | ready
        4: poll main | timer 1 dropped | timer 3 at 3 s | pending
        clock 3 s | timer 3 fires | clock wakes main
        5: poll main | timer 0 dropped | say late at 3s | ready
        finished
        ",
    );
}

#[test]
fn a_deadline_in_the_past_is_over_after_one_poll_of_the_future() {
    let (executor, ()) = recorded(|| {
        spawn_named("main", async {
            let deadline = Deadline::after(SECOND);
            sleep(2 * SECOND).await;
            assert_eq!(deadline.limit(async { 1 }).await, Ok(1), "a future that is ready wins");
            assert_eq!(deadline.limit(sleep(SECOND)).await, Err(Elapsed));
            say!("{:?}", now());
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    assert_eq!(executor.now().to_string(), "2 s");
    assert!(!crate::story::format_events(&executor).join(" ").contains("panicked"));
}
