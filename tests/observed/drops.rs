//! What is dropped, and when: compared with a plain `async fn` of the same body.

use crate::run::{Guard, Log, recorded};
use coroscope::kit::{SECOND, observed, sleep, yield_now};
use futures::FutureExt;
use std::pin::pin;
use std::task::{Context, Waker};

/// The same functions with the attribute and without it.
macro_rules! both {
    ($({ $($function:tt)* })*) => {
        mod plain {
            #[allow(clippy::wildcard_imports)]
            use super::*;
            $($($function)*)*
        }
        mod seen {
            #[allow(clippy::wildcard_imports)]
            use super::*;
            $(#[observed] $($function)*)*
        }
    };
}

pub struct Pair {
    pub left: Guard,
    pub right: Guard,
}

impl Pair {
    #[observed]
    async fn consumed(self, log: Log) {
        log.note(self.left.0);
        yield_now().await;
    }

    async fn consumed_plain(self, log: Log) {
        log.note(self.left.0);
        yield_now().await;
    }
}

both! {
    {
        #[allow(clippy::used_underscore_binding)]
        pub async fn arguments(
            used: Guard,
            _unused: Guard,
            _: Guard,
            (left, _, right): (Guard, Guard, Guard),
            Pair { right: ref part, .. }: Pair,
            mut last: Guard,
        ) {
            let local = Guard("local", used.1.clone());
            last.0 = "last, changed";
            left.1.note(part.0);
            yield_now().await;
            drop(right);
            drop(local);
        }
    }
    {
        pub async fn unused(_: Guard, _a: Guard, _b: Guard) {}
    }
    {
        pub async fn temporaries(log: Log) -> usize {
            let guard = |name| Guard(name, log.clone());
            let length = async { guard("awaited").0.len() }.await;
            match std::future::ready(&guard("scrutinee")).await {
                Guard(name, _) if name.is_empty() => log.note("empty"),
                Guard(name, _) => log.note(name),
            }
            let kept = &std::future::ready(guard("extended")).await;
            log.note("before the end");
            for i in 0..2 {
                let _each = guard(if i == 0 { "first" } else { "second" });
                yield_now().await;
                if i == 1 {
                    break;
                }
            }
            let _shadowed = guard("shadowed");
            let _shadowed = guard("shadowing");
            let _ = guard("at once");
            std::future::ready(guard("tail").0.len()).await + length + kept.0.len()
        }
    }
    {
        pub async fn early(log: Log, stop: bool) -> Option<u8> {
            let _first = Guard("first", log.clone());
            let value = stop.then_some(1)?;
            let _second = Guard("second", log.clone());
            if value == 1 {
                return Some(value);
            }
            yield_now().await;
            None
        }
    }
}

fn arguments_of(log: &Log) -> (Guard, Guard, Guard, (Guard, Guard, Guard), Pair, Guard) {
    let guard = |name| Guard(name, log.clone());
    (
        guard("used"),
        guard("unused"),
        guard("wild"),
        (guard("tuple 0"), guard("tuple 1"), guard("tuple 2")),
        Pair { left: guard("pair left"), right: guard("pair right") },
        guard("last"),
    )
}

macro_rules! call {
    ($function:path, $log:expr) => {{
        let (a, b, c, d, e, f) = arguments_of($log);
        $function(a, b, c, d, e, f)
    }};
}

#[test]
fn arguments_drop_in_the_order_of_a_plain_function() {
    // At the end …
    let (plain, seen) = (Log::default(), Log::default());
    recorded({
        let log = plain.clone();
        move || call!(plain::arguments, &log)
    });
    recorded({
        let log = seen.clone();
        move || call!(seen::arguments, &log)
    });
    assert_eq!(plain.lines(), seen.lines());
    assert_eq!(seen.lines().len(), 11);
    // … when it was never polled …
    let (plain, seen) = (Log::default(), Log::default());
    drop(call!(plain::arguments, &plain));
    drop(call!(seen::arguments, &seen));
    assert_eq!(plain.lines(), seen.lines());
    // … and mid-way.
    let (plain, seen) = (Log::default(), Log::default());
    assert!(call!(plain::arguments, &plain).now_or_never().is_none());
    assert!(call!(seen::arguments, &seen).now_or_never().is_none());
    assert_eq!(plain.lines(), seen.lines());
}

#[test]
fn an_unused_argument_lives_as_long_as_the_coroutine() {
    let (plain, seen) = (Log::default(), Log::default());
    let guard = |name, log: &Log| Guard(name, log.clone());
    let make = |log: &Log| (guard("wild", log), guard("a", log), guard("b", log));
    let (a, b, c) = make(&plain);
    let of_plain = plain::unused(a, b, c);
    let (a, b, c) = make(&seen);
    let of_seen = seen::unused(a, b, c);
    assert!(seen.lines().is_empty(), "it was called and not run");
    (of_plain.now_or_never(), of_seen.now_or_never());
    assert_eq!(plain.lines(), ["drop b", "drop a", "drop wild"]);
    assert_eq!(plain.lines(), seen.lines());
}

#[test]
fn self_is_captured_whole() {
    let (plain, seen) = (Log::default(), Log::default());
    let pair = |log: &Log| {
        let guard = |name| Guard(name, log.clone());
        Pair { left: guard("left"), right: guard("right") }
    };
    {
        let mut of_plain = pin!(pair(&plain).consumed_plain(plain.clone()));
        let mut of_seen = pin!(pair(&seen).consumed(seen.clone()));
        assert!(seen.lines().is_empty());
        let mut context = Context::from_waker(Waker::noop());
        assert!(of_plain.as_mut().poll(&mut context).is_pending());
        assert!(of_seen.as_mut().poll(&mut context).is_pending());
        assert!(of_plain.as_mut().poll(&mut context).is_ready());
        assert!(of_seen.as_mut().poll(&mut context).is_ready());
        assert_eq!(seen.lines(), ["left", "drop left", "drop right"]);
    }
    assert_eq!(plain.lines(), seen.lines());
}

#[test]
fn temporaries_live_as_long_as_before() {
    let (plain, seen) = (Log::default(), Log::default());
    let (of_plain, of_seen) = (plain.clone(), seen.clone());
    let (expected, _) = recorded(|| plain::temporaries(of_plain));
    let (result, _) = recorded(|| seen::temporaries(of_seen));
    assert_eq!(result, expected);
    assert_eq!(plain.lines(), seen.lines());
}

#[test]
fn an_early_return_drops_what_was_made() {
    for stop in [false, true] {
        let (plain, seen) = (Log::default(), Log::default());
        let (of_plain, of_seen) = (plain.clone(), seen.clone());
        let (expected, _) = recorded(move || plain::early(of_plain, stop));
        let (result, _) = recorded(move || seen::early(of_seen, stop));
        assert_eq!(result, expected);
        assert_eq!(plain.lines(), seen.lines());
    }
}

#[observed]
async fn sleeps() {
    sleep(SECOND).await;
}

#[test]
#[should_panic(expected = "resumed after completion")]
fn a_poll_after_the_end_panics_as_before() {
    #[observed]
    async fn short() {}
    let mut coroutine = pin!(short());
    let mut context = Context::from_waker(Waker::noop());
    drop(sleeps());
    assert!(coroutine.as_mut().poll(&mut context).is_ready());
    let _poll = coroutine.as_mut().poll(&mut context);
}
