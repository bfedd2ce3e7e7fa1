//! An event, a notification and a condition: what is remembered, and for whom.

use crate::story::{assert_story, recorded};
use coroscope::executor::Turn;
use coroscope::kit::{
    Condition, Event, Handle, Lock, Notify, SECOND, Shared, say, select, sleep, spawn_named,
    yield_now,
};

fn runner(name: &'static str, event: &Event) -> Handle<()> {
    let event = event.clone();
    spawn_named(name, async move {
        event.wait().await;
        say!("{name} runs");
    })
}

#[test]
fn setting_an_event_wakes_everyone_and_it_stays_set() {
    assert_story(
        || {
            let event = Event::new();
            runner("a", &event).detach();
            runner("b", &event).detach();
            spawn_named("starter", async move {
                event.set();
                say!("set");
                runner("late", &event).detach();
            })
            .detach();
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn starter | detach starter
        1: poll a | a waits | pending
        2: poll b | b waits | pending
        3: poll starter | set | a leaves Served | starter wakes a | b leaves Served | starter wakes b | say set | spawn late | detach late | ready
        4: poll a | say a runs | ready
        5: poll b | say b runs | ready
        6: poll late | say late runs | gone | ready
        finished
        ",
    );
}

/// As in asyncio: the flag is down when they run, and they were woken all the same.
#[test]
fn a_task_that_was_woken_continues_after_the_event_was_cleared() {
    assert_story(
        || {
            let event = Event::new();
            runner("a", &event).detach();
            spawn_named("pulse", async move {
                event.set();
                event.clear();
                runner("late", &event).detach();
            })
            .detach();
        },
        "
        made | spawn a | detach a | spawn pulse | detach pulse
        1: poll a | a waits | pending
        2: poll pulse | set | a leaves Served | pulse wakes a | not set | spawn late | detach late | ready
        3: poll a | say a runs | ready
        4: poll late | late waits | pending
        stalled
        ",
    );
}

fn listener(name: &'static str, notify: &Notify) -> Handle<()> {
    let notify = notify.clone();
    spawn_named(name, async move {
        notify.notified().await;
        say!("{name} notified");
    })
}

#[test]
fn one_notification_is_stored_and_a_second_one_is_not() {
    assert_story(
        || {
            let notify = Notify::new();
            spawn_named("sender", {
                let notify = notify.clone();
                async move {
                    notify.notify_one();
                    notify.notify_one();
                }
            })
            .detach();
            listener("a", &notify).detach();
            listener("b", &notify).detach();
        },
        "
        made | spawn sender | detach sender | spawn a | detach a | spawn b | detach b
        1: poll sender | notified | ready
        2: poll a | not notified | say a notified | ready
        3: poll b | b waits | pending
        stalled
        ",
    );
}

#[test]
fn a_pulse_wakes_those_that_wait_and_is_not_remembered() {
    assert_story(
        || {
            let notify = Notify::new();
            listener("a", &notify).detach();
            listener("b", &notify).detach();
            spawn_named("pulse", {
                let notify = notify.clone();
                async move { notify.notify_all() }
            })
            .detach();
            listener("late", &notify).detach();
        },
        "
        made | spawn a | detach a | spawn b | detach b | spawn pulse | detach pulse | spawn late | detach late
        1: poll a | a waits | pending
        2: poll b | b waits | pending
        3: poll pulse | a leaves Served | pulse wakes a | b leaves Served | pulse wakes b | ready
        4: poll late | late waits | pending
        5: poll a | say a notified | ready
        6: poll b | say b notified | ready
        stalled
        ",
    );
}

/// The record counts the pulses that woke no task. That changes nothing for the tasks.
#[test]
fn pulses_that_wake_no_task_are_counted() {
    assert_story(
        || {
            let notify = Notify::new();
            spawn_named("pulse", {
                let notify = notify.clone();
                async move {
                    notify.notify_all();
                    notify.notify_all();
                    notify.notify_one();
                }
            })
            .detach();
            listener("late", &notify).detach();
        },
        "
        made | spawn pulse | detach pulse | spawn late | detach late
        1: poll pulse | 1 pulse missed | 2 pulses missed | notified, 2 pulses missed | ready
        2: poll late | 2 pulses missed | say late notified | gone | ready
        finished
        ",
    );
}

#[test]
fn the_notification_of_a_dropped_task_goes_to_the_next() {
    assert_story(
        || {
            let notify = Notify::new();
            let a = listener("a", &notify);
            listener("b", &notify).detach();
            spawn_named("main", async move {
                notify.notify_one();
                a.cancel();
            })
            .detach();
        },
        "
        made | spawn a | spawn b | detach b | spawn main | detach main
        1: poll a | a waits | pending
        2: poll b | b waits | pending
        3: poll main | notified | a leaves Served | main wakes a | cancel a (merged) | detach a | ready
        4: drop a | b leaves Served | a wakes b | cancelled
        5: poll b | not notified | say b notified | gone | ready
        finished
        ",
    );
}

#[test]
fn a_pulse_that_a_dropped_task_got_goes_to_nobody() {
    let (executor, ()) = recorded(|| {
        let notify = Notify::new();
        let a = listener("a", &notify);
        spawn_named("main", async move {
            notify.notify_all();
            a.cancel();
            yield_now().await;
            let late = select(notify.notified(), sleep(SECOND)).await;
            assert!(matches!(late, coroscope::kit::Winner::Second(())));
        })
        .detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
}

/// Takes a loaf under the condition's lock. Without `again`, it tests once, with an `if`.
fn eater(name: &'static str, kitchen: &Kitchen, again: bool) -> Handle<()> {
    let Kitchen { lock, baked, loaves } = kitchen.clone();
    spawn_named(name, async move {
        let mut guard = lock.lock().await;
        while loaves.get().is_empty() {
            guard = baked.wait(guard).await;
            if !again {
                break;
            }
        }
        say!("{name} took {:?}", loaves.update(Vec::pop));
        drop(guard);
    })
}

#[derive(Clone)]
struct Kitchen {
    lock: Lock,
    baked: Condition,
    loaves: Shared<Vec<&'static str>>,
}

impl Kitchen {
    fn new() -> Kitchen {
        let lock = Lock::new();
        Kitchen { baked: Condition::new(&lock), lock, loaves: Shared::new(Vec::new()) }
    }
}

fn baker(kitchen: Kitchen) -> Handle<()> {
    spawn_named("baker", async move {
        for loaf in ["loaf", "bun"] {
            sleep(SECOND).await;
            let guard = kitchen.lock.lock().await;
            kitchen.loaves.update(|loaves| loaves.push(loaf));
            kitchen.baked.notify_all();
            drop(guard);
        }
    })
}

#[test]
fn a_condition_releases_the_lock_while_it_waits_and_acquires_it_again() {
    assert_story(
        || {
            let kitchen = Kitchen::new();
            eater("a", &kitchen, true).detach();
            eater("b", &kitchen, true).detach();
            baker(kitchen).detach();
        },
        r#"
        made | made | made | spawn a | detach a | spawn b | detach b | spawn baker | detach baker
        1: poll a | held | a holds | a waits | a releases | free | pending
        2: poll b | held | b holds | b waits | b releases | free | pending
        3: poll baker | timer 0 at 1 s | pending
        clock 1 s | timer 0 fires | clock wakes baker
        4: poll baker | held | baker holds | ["loaf"] | a leaves Served | baker wakes a | b leaves Served | baker wakes b | baker releases | free | timer 1 at 2 s | pending
        5: poll a | held | a holds | [] | say a took Some("loaf") | a releases | free | ready
        6: poll b | held | b holds | b waits | b releases | free | pending
        clock 2 s | timer 1 fires | clock wakes baker
        7: poll baker | held | baker holds | ["bun"] | b leaves Served | baker wakes b | baker releases | free | ready
        8: poll b | held | b holds | [] | say b took Some("bun") | b releases | free | gone | gone | gone | ready
        finished
        "#,
    );
}

#[test]
fn a_test_that_is_not_repeated_takes_what_is_no_longer_there() {
    let (executor, ()) = recorded(|| {
        let kitchen = Kitchen::new();
        eater("a", &kitchen, false).detach();
        eater("b", &kitchen, false).detach();
        baker(kitchen).detach();
    });
    assert_eq!(executor.run(), Turn::Finished);
    let printed = crate::story::format_events(&executor).join(" ");
    assert!(printed.contains("say a took Some(\"loaf\")"), "{printed}");
    assert!(printed.contains("say b took None"), "{printed}");
}

#[test]
fn a_notification_that_was_received_and_not_used_goes_to_the_next() {
    assert_story(
        || {
            let kitchen = Kitchen::new();
            let a = eater("a", &kitchen, true);
            eater("b", &kitchen, true).detach();
            spawn_named("main", async move {
                let guard = kitchen.lock.lock().await;
                kitchen.loaves.update(|loaves| loaves.push("loaf"));
                kitchen.baked.notify_one();
                yield_now().await; // a is notified, and waits for the lock
                a.cancel();
                yield_now().await;
                drop(guard);
            })
            .detach();
        },
        r#"
        made | made | made | spawn a | spawn b | detach b | spawn main | detach main
        1: poll a | held | a holds | a waits | a releases | free | pending
        2: poll b | held | b holds | b waits | b releases | free | pending
        3: poll main | held | main holds | ["loaf"] | a leaves Served | main wakes a | main wakes main | pending
        4: poll a | a waits | pending
        5: poll main | cancel a | main wakes main | pending
        6: drop a | a leaves Gone | b leaves Served | a wakes b | cancelled
        7: poll main | main releases | free | ready
        8: poll b | held | b holds | [] | say b took Some("loaf") | b releases | free | gone | gone | gone | ready
        finished
        "#,
    );
}
