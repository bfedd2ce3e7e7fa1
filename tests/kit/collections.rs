//! Any number of futures in one task, any number of tasks, and a group of tasks.

use crate::story::{assert_story, format_events, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{
    GroupError, Handle, SECOND, TaskGroup, as_completed, join_all, say, select_all, sleep,
    spawn_named, try_join, try_join_all, wait,
};

struct SaysBye(u32);

impl Drop for SaysBye {
    fn drop(&mut self) {
        say!("{} dropped", self.0);
    }
}

async fn after(secs: u32) -> u32 {
    let _bye = SaysBye(secs);
    sleep(secs * SECOND).await;
    secs
}

async fn fails_after(secs: u32) -> Result<u32, &'static str> {
    sleep(secs * SECOND).await;
    if secs == 2 { Err("two") } else { Ok(secs) }
}

fn task(secs: u32) -> Handle<u32> {
    spawn_named(&secs.to_string(), async move {
        sleep(secs * SECOND).await;
        assert_ne!(secs, 2, "two fails");
        secs
    })
}

/// Runs one task to its end, and returns what it printed.
fn printed<F: Future<Output = ()> + 'static>(main: impl FnOnce() -> F + 'static) -> Vec<String> {
    let (executor, ()) = recorded(|| spawn_named("main", async move { main().await }).detach());
    assert_eq!(executor.run(), Turn::Finished);
    let story = format_events(&executor).join(" | ");
    story.split(" | ").filter_map(|phrase| phrase.strip_prefix("say ")).map(str::to_owned).collect()
}

#[test]
fn a_join_of_many_polls_each_that_has_not_finished() {
    assert_story(
        || {
            spawn_named("main", async {
                let results = join_all([3, 1, 2].map(after)).await;
                say!("{results:?}");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | timer 0 at 3 s | timer 1 at 1 s | timer 2 at 2 s | pending
        clock 1 s | timer 1 fires | clock wakes main
        2: poll main | say 1 dropped | pending
        clock 2 s | timer 2 fires | clock wakes main
        3: poll main | say 2 dropped | pending
        clock 3 s | timer 0 fires | clock wakes main
        4: poll main | say 3 dropped | say [3, 1, 2] | ready
        finished
        ",
    );
}

#[test]
fn the_first_of_many_drops_the_others() {
    let lines = printed(|| async {
        say!("{:?}", select_all([3, 1, 2].map(after)).await);
    });
    assert_eq!(lines, ["1 dropped", "3 dropped", "2 dropped", "(1, 1)"]);
}

#[test]
fn results_are_taken_in_the_order_of_finishing() {
    let lines = printed(|| async {
        let mut results = as_completed([3, 1, 2].map(fails_after));
        while let Some((place, result)) = results.next().await {
            say!("{place} {result:?}, {} remain", results.remaining());
        }
    });
    assert_eq!(lines, ["1 Ok(1), 2 remain", "2 Err(\"two\"), 1 remain", "0 Ok(3), 0 remain"]);
}

#[test]
fn the_first_error_drops_the_others() {
    let lines = printed(|| async {
        let never = async {
            let _bye = SaysBye(9);
            fails_after(9).await
        };
        say!("{:?}", try_join((fails_after(1), fails_after(2), never)).await);
        say!("{:?}", try_join((fails_after(1), fails_after(3))).await);
        say!("{:?}", try_join_all([1, 2, 3].map(fails_after)).await);
        say!("{:?}", try_join_all([1, 3].map(fails_after)).await);
        say!("{}", coroscope::kit::now().as_secs());
    });
    assert_eq!(
        lines,
        ["9 dropped", "Err(\"two\")", "Ok((1, 3))", "Err(\"two\")", "Ok([1, 3])", "10"]
    );
}

#[test]
fn a_wait_for_some_leaves_the_others_running() {
    let lines = printed(|| async {
        let waited = wait([task(3), task(1)]).first().await;
        say!("{:?} {}", waited.done, waited.pending.len());
        let rest = waited.pending.into_iter().map(|(_, handle)| handle);
        say!("{:?}", wait(rest).await.done);
        let failed = wait([task(1), task(2), task(3)]).first_failure().await;
        say!("{} {}", failed.done.len(), failed.pending.len());
        let limited = wait([task(1), task(5)]).within(2 * SECOND).await;
        say!("{:?} {}", limited.done, limited.pending.len());
        let odd = wait([task(4), task(3)]).until(|result| *result == Ok(3)).await;
        say!("{:?}", odd.done);
    });
    assert_eq!(lines, ["[(1, Ok(1))] 1", "[(0, Ok(3))]", "2 1", "[(0, Ok(1))] 1", "[(1, Ok(3))]"]);
}

#[test]
fn a_failure_cancels_the_group_and_join_waits_for_its_end() {
    assert_story(
        || {
            spawn_named("main", async {
                let mut group = TaskGroup::new();
                for secs in [1, 2, 5] {
                    group.spawn(fails_after(secs));
                }
                let result = group.join().await;
                assert_eq!(result, Err(GroupError::Failed("two")));
                say!("joined");
            })
            .detach();
        },
        "
        spawn main | detach main
        1: poll main | spawn fails_after | spawn fails_after | spawn fails_after | main joins fails_after | main joins fails_after | main joins fails_after | pending
        2: poll fails_after | timer 0 at 1 s | pending
        3: poll fails_after | timer 1 at 2 s | pending
        4: poll fails_after | timer 2 at 5 s | pending
        clock 1 s | timer 0 fires | clock wakes fails_after
        5: poll fails_after | fails_after wakes main | ready
        6: poll main | pending
        clock 2 s | timer 1 fires | clock wakes fails_after
        7: poll fails_after | fails_after wakes main | ready
        8: poll main | cancel fails_after | pending
        9: drop fails_after | timer 2 dropped | fails_after wakes main | cancelled
        10: poll main | say joined | ready
        finished
        ",
    );
}

#[test]
fn a_group_returns_its_results_in_the_order_of_spawning() {
    let lines = printed(|| async {
        let mut group = TaskGroup::new();
        for secs in [3, 1] {
            group.spawn(fails_after(secs));
        }
        let cancelled = group.spawn(fails_after(9));
        cancelled.cancel();
        say!("{:?}", group.join().await);
        say!("{}", coroscope::kit::now().as_secs());
    });
    assert_eq!(lines, ["Ok([3, 1])", "3"]);
}

#[test]
fn a_group_that_is_dropped_cancels_its_tasks() {
    let lines = printed(|| async {
        let mut group = TaskGroup::<u32, ()>::new();
        let task = group.spawn(async { Ok(after(5).await) });
        sleep(SECOND).await;
        drop(group);
        sleep(SECOND).await;
        say!("{}", task.is_finished());
    });
    assert_eq!(lines, ["5 dropped", "true"]);
}

#[test]
fn a_panic_in_a_group_is_its_failure() {
    let lines = printed(|| async {
        let mut group = TaskGroup::<u32, ()>::new();
        group.spawn(async { std::panic::resume_unwind(Box::new("broken".to_owned())) });
        group.spawn(async { Ok(after(5).await) });
        say!("{:?}", group.join().await);
    });
    assert_eq!(lines, ["5 dropped", "Err(Panicked(\"broken\"))"]);
}
