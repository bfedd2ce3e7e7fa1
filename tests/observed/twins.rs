//! The same functions with the attribute and without it do the same: twins, run in four ways.

use crate::run::{Log, elsewhere, recorded, unrecorded};
use coroscope::kit::{observed, yield_now};
use std::fmt::{Debug, Display};
use std::pin::Pin;

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

/// Calls both, under three executors, and compares results and logs.
macro_rules! same {
    ($name:ident($($argument:expr),*)) => {{
        let plain = Log::default();
        let expected = elsewhere(plain::$name(&plain, $($argument),*));
        let seen = Log::default();
        assert_eq!(elsewhere(seen::$name(&seen, $($argument),*)), expected);
        assert_eq!(seen.lines(), plain.lines());
        let (result, log) = unrecorded(|| async move {
            let log = Log::default();
            (seen::$name(&log, $($argument),*).await, log)
        });
        assert_eq!((result, log.lines()), (expected.clone(), plain.lines()));
        let ((result, log), record) = recorded(|| async move {
            let log = Log::default();
            (seen::$name(&log, $($argument),*).await, log)
        });
        assert_eq!((result, log.lines()), (expected, plain.lines()));
        record
    }};
}

both! {
    {
        pub async fn generic<'a, T, const N: usize>(log: &Log, items: [T; N], by: &'a str) -> Vec<String>
        where
            T: Display + Copy + 'a,
        {
            let mut out = Vec::new();
            for item in items {
                yield_now().await;
                log.note(item);
                out.push(format!("{item}{by}"));
            }
            out
        }
    }
    {
        pub async fn impls(log: &Log, show: impl Debug, run: impl Fn(u32) -> u32) -> impl Debug + PartialEq + Clone {
            let result = run(2);
            log.note(format!("{show:?}"));
            yield_now().await;
            Some(result)
        }
    }
    {
        pub async fn borrows<'x>(log: &Log, left: &'x str, right: &str) -> &'x str {
            yield_now().await;
            log.note(right);
            if right.is_empty() { left } else { &left[1..] }
        }
    }
    {
        pub async fn tries(log: &Log, text: &str) -> Result<u8, Box<dyn std::error::Error>> {
            let number = text.parse::<u8>()?;
            log.note(number);
            if number > 100 {
                return Err("too much".into());
            }
            let sum = async { Ok::<_, std::num::ParseIntError>("1".parse::<u8>()? + number) }.await?;
            Ok(sum)
        }
    }
    {
        pub async fn coerces(_log: &Log, which: u8) -> Pin<Box<dyn Fn(u64) -> u64>> {
            if which == 0 {
                return Box::pin(|x| x);
            }
            match which {
                1 => Box::pin(|x| x + 1),
                _ => Box::pin(move |x| x * u64::from(which)),
            }
        }
    }
    {
        pub async fn loops(log: &Log, n: u32) -> (u32, Option<u32>) {
            let mut i = 0;
            let found = 'outer: loop {
                i += 1;
                let mut j = 0;
                while j < i {
                    j += 1;
                    if i * j > n {
                        break 'outer i;
                    }
                    if j == 3 {
                        continue 'outer;
                    }
                    yield_now().await;
                }
                log.note(i);
            };
            let labelled = 'block: {
                if found > 3 {
                    break 'block Some(found);
                }
                None
            };
            (found, labelled)
        }
    }
    {
        pub async fn matches(log: &Log, value: Option<(u32, &'static str)>) -> u32 {
            let result = match value {
                None => 0,
                Some((n @ 1..=3, text)) if std::future::ready(text.len() == 1).await => n,
                Some((n, "many")) => {
                    log.note("many");
                    n * 10
                }
                Some((n, _)) if n > 50 => return 50,
                Some((7 | 8, text) | (9, text)) => u32::try_from(text.len()).unwrap_or(0),
                Some((n, _)) => std::future::ready(n + 1).await,
            };
            log.note(result);
            result
        }
    }
    {
        pub async fn chains(log: &Log, text: Option<&str>) -> i32 {
            if let Some(text) = text
                && let Ok(number) = text.parse::<i32>()
                && number > 0
            {
                log.note(text);
                number
            } else if let Some("zero") = text {
                0
            } else {
                let Some(text) = text else {
                    return -1;
                };
                let mut bytes = text.bytes();
                let mut count = 0;
                while let Some(byte) = bytes.next()
                    && byte != b'.'
                {
                    count += 1;
                    yield_now().await;
                }
                count
            }
        }
    }
    {
        pub async fn nested(log: &Log, n: u32) -> u32 {
            let mut total = 0;
            let add = |x: u32| x + n;
            {
                let block = async {
                    total += 1;
                    yield_now().await;
                    log.note("inside");
                    total += n;
                };
                block.await;
            }
            let moved = async move {
                let inner = async { add(1) };
                if n > 2 {
                    return 0;
                }
                inner.await
            };
            total + moved.await
        }
    }
    {
        pub async fn joins(log: &Log, n: u32) -> (u32, Result<(u32, u32), String>, u32) {
            let one = async |x: u32| {
                yield_now().await;
                log.note(x);
                x
            };
            let (a, b) = futures::join!(one(n), one(n + 1));
            let tried = futures::try_join!(
                async { Ok(one(a).await) },
                async { if n == 3 { Err("three".to_owned()) } else { Ok(one(b).await) } }
            );
            let mut ready = std::pin::pin!(futures::FutureExt::fuse(one(10)));
            let mut slow = std::pin::pin!(futures::FutureExt::fuse(one(20)));
            let first = futures::select_biased! {
                x = ready => x,
                x = slow => x,
            };
            (a + b, tried, first)
        }
    }
    {
        pub async fn fibonacci(log: &Log, n: u64) -> u64 {
            if n < 2 {
                return n;
            }
            let before = Box::pin(fibonacci(log, n - 1));
            log.note(n);
            before.await + Box::pin(fibonacci(log, n - 2)).await
        }
    }
    {
        pub async fn blocks(log: &Log, n: usize) -> usize {
            #![allow(clippy::items_after_statements)]
            const STEP: usize = 2;
            fn twice(x: usize) -> usize {
                let y = x * STEP;
                y
            }
            let a = { n + 1 };
            #[cfg(any())]
            let missing = nothing();
            let array = [a; { STEP + 1 }];
            let b;
            if a > 2 { b = 1 } else { b = 2 }
            let r#type = twice(array.len());
            let _ = log;
            const { assert!(STEP == 2) };
            r#type + b
        }
    }
}

#[test]
fn generics_where_clauses_and_references() {
    same!(generic([1, 2], "!"));
    same!(generic(["a"], ""));
    same!(borrows("left", ""));
    same!(borrows("left", "x"));
}

#[test]
fn impl_trait_as_argument_and_result() {
    let log = Log::default();
    let expected = format!("{:?}", elsewhere(plain::impls(&log, [1], |x| x + 1)));
    assert_eq!(format!("{:?}", elsewhere(seen::impls(&log, [1], |x| x + 1))), expected);
    let (_, record) =
        recorded(|| async { format!("{:?}", seen::impls(&Log::default(), [1], |x| x + 1).await) });
    assert!(record.contains(&"0 returned Some(3)".to_owned()), "{record:#?}");
}

#[test]
fn question_mark_return_and_coercions() {
    for text in ["1", "x", "200", "101"] {
        let (plain, seen) = (Log::default(), Log::default());
        let show = |result: Result<u8, Box<dyn std::error::Error>>| format!("{result:?}");
        let expected = show(elsewhere(plain::tries(&plain, text)));
        assert_eq!(show(elsewhere(seen::tries(&seen, text))), expected);
        let recorded =
            recorded(move || async move { show(seen::tries(&Log::default(), text).await) });
        assert_eq!(recorded.0, expected);
        assert_eq!(plain.lines(), seen.lines());
    }
    for which in 0..3 {
        let log = Log::default();
        let expected = elsewhere(plain::coerces(&log, which))(5);
        assert_eq!(elsewhere(seen::coerces(&log, which))(5), expected);
    }
}

#[test]
fn loops_with_labels_and_values() {
    same!(loops(4));
    same!(loops(12));
}

#[test]
fn matches_with_guards_and_bindings() {
    for value in
        [None, Some((2, "x")), Some((3, "many")), Some((8, "eight")), Some((9, "")), Some((99, ""))]
    {
        same!(matches(value));
    }
    same!(matches(Some((20, ""))));
}

#[test]
fn let_chains_let_else_and_while_let() {
    for text in [None, Some("12"), Some("zero"), Some("ab.c"), Some("-4")] {
        same!(chains(text));
    }
}

#[test]
fn nested_blocks_and_closures() {
    same!(nested(1));
    let record = same!(nested(5));
    assert!(record.iter().any(|line| line.contains("created: nested{async}")), "{record:#?}");
}

#[test]
fn join_try_join_and_select() {
    same!(joins(1));
    same!(joins(3));
}

#[test]
fn recursion_through_a_box() {
    let record = same!(fibonacci(6));
    let calls = record.iter().filter(|line| line.contains("created: fibonacci")).count();
    assert_eq!(calls, 25);
}

#[test]
fn blocks_constants_and_configured_statements() {
    same!(blocks(1));
    same!(blocks(5));
}
