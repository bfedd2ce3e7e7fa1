//! The forms that a function can have: methods, traits, visibility, attributes.

use crate::run::{elsewhere, recorded, values};
use coroscope::kit::{observed, yield_now};
use std::pin::Pin;
use std::rc::Rc;

#[derive(Debug, Clone, PartialEq)]
pub struct Counter<T> {
    count: u32,
    of: T,
}

impl<T: Clone + std::fmt::Debug> Counter<T> {
    /// Counts.
    #[observed]
    pub(crate) async fn up(&mut self, by: u32) -> &T {
        self.count += by;
        yield_now().await;
        &self.of
    }

    #[observed]
    async fn look(&self) -> (u32, &Self) {
        yield_now().await;
        (self.count, self)
    }

    #[observed]
    async fn into_inner(mut self) -> T
    where
        T: Default,
    {
        self.count = 0;
        self.of
    }

    #[observed]
    async fn shared(self: Rc<Self>) -> u32 {
        self.count
    }

    #[observed]
    async fn make(of: T) -> Self {
        Self { count: 0, of }
    }

    #[observed]
    fn reset(&mut self) -> &mut T {
        self.count = 0;
        &mut self.of
    }
}

#[observed]
async fn methods() -> (u32, u32, String) {
    let mut counter = Counter::make("x".to_owned()).await;
    counter.up(2).await.clone_into(&mut String::new());
    let count = counter.look().await.0;
    let shared = Rc::new(counter.clone()).shared().await;
    counter.reset().push('y');
    (count, shared, counter.into_inner().await)
}

#[test]
fn methods_with_self() {
    let (result, record) = recorded(methods);
    assert_eq!(result, (2, 2, "xy".to_owned()));
    let of_self = values(&record, "self");
    assert_eq!(
        of_self[..2],
        ["Counter { count: 0, of: \"x\" }", "Counter { count: 2, of: \"x\" }"]
    );
    assert!(record.iter().any(|line| line.ends_with("returned Counter { count: 0, of: \"x\" }")));
}

#[allow(async_fn_in_trait, reason = "it is only used here")]
trait Speak {
    async fn speak(&self, times: usize) -> String;

    #[observed]
    async fn twice(&self) -> String {
        self.speak(2).await
    }

    #[observed]
    async fn by_default(&self) -> String
    where
        Self: Sized,
    {
        let said = self.speak(1).await;
        said + "."
    }
}

impl Speak for &str {
    #[observed]
    async fn speak(&self, times: usize) -> String {
        yield_now().await;
        self.repeat(times)
    }

    async fn by_default(&self) -> String {
        "own".to_owned()
    }
}

impl Speak for u8 {
    async fn speak(&self, _: usize) -> String {
        self.to_string()
    }

    #[observed]
    async fn twice(&self) -> String {
        "two".into()
    }
}

#[test]
fn trait_methods_and_defaults() {
    let (result, record) = recorded(|| async {
        ("a".twice().await, "a".by_default().await, 5.twice().await, 5.by_default().await)
    });
    assert_eq!(result, ("aa".into(), "own".into(), "two".into(), "5.".into()));
    let created = record.iter().filter(|line| line.contains(" created: ")).count();
    assert_eq!(created, 4);
}

mod inner {
    use coroscope::kit::observed;

    #[observed]
    #[inline]
    pub async fn r#raw(mut r#type: u32, (mut a, b): (u32, u32), [first, ..]: [u32; 2]) -> u32 {
        r#type += 1;
        a += b;
        r#type + a + first
    }
}

#[test]
fn visibility_attributes_and_raw_names() {
    let (result, record) = recorded(|| inner::r#raw(1, (2, 3), [4, 5]));
    assert_eq!(result, 11);
    assert_eq!(values(&record, "type"), ["1", "2"]);
    assert_eq!(values(&record, "a"), ["2", "5"]);
    assert!(record[0].contains("created: raw"));
    assert!(!cfg!(miri) || elsewhere(async { 1 }) == 1);
}

fn is_send(_: &impl Send) {}

#[observed]
async fn sendable(text: String) -> usize {
    let length = text.len();
    std::future::ready(()).await;
    length
}

#[observed]
async fn long_lines(first_word: &str, second_word: &str) -> String {
    let joined =
        std::future::ready((first_word.len(), second_word.len(), first_word.to_owned())).await.2;
    let other =
        std::future::ready((first_word, second_word, first_word, second_word, 1, 2, 3)).await;
    let spaced = std::future::ready(other.1).await;
    joined + spaced
}

#[test]
fn a_future_stays_send() {
    is_send(&sendable(String::new()));
    assert_eq!(elsewhere(sendable("abc".into())), 3);
}

#[test]
fn an_await_is_recorded_with_its_source() {
    let (_, record) = recorded(|| long_lines("a", "b"));
    let what = |line: &String| Some(line.split_once(" await ")?.1.split_once(": ")?.1.to_owned());
    let awaits: Vec<String> = record.iter().filter_map(what).collect();
    assert_eq!(
        awaits,
        [
            "std::future::ready((first_word.len(), second_word.len(), fir… of \
             Ready<(usize, usize, String)>",
            "std::future::ready((first_word, second_word, first_word, sec… of \
             Ready<(&str, &str, &str, &str, i32, i32, i32)>",
            "std::future::ready(other.1) of Ready<&str>",
        ]
    );
}

/// A method as the crate `async-trait` leaves it.
struct Door(u8);

impl Door {
    #[observed]
    fn open<'a>(&'a self, by: u8) -> Pin<Box<dyn Future<Output = u8> + 'a>> {
        Box::pin(async move {
            if let Some(__ret) = None::<u8> {
                return __ret;
            }
            let __self = self;
            let by = by;
            let __ret: u8 = {
                let wide = __self.0 + by;
                std::future::ready(()).await;
                wide
            };
            __ret
        })
    }
}

#[test]
fn what_async_trait_generates_is_not_shown() {
    let (result, record) = recorded(|| async { Door(1).open(2).await });
    assert_eq!(result, 3);
    assert!(
        !record.iter().any(|line| line.contains("__") || line.contains("{async}")),
        "{record:#?}"
    );
    let created = record.iter().filter(|line| line.contains("created: open")).count();
    let called = record.iter().filter(|line| line.contains("called: open")).count();
    assert_eq!((created, called), (1, 0), "{record:#?}");
    assert_eq!(values(&record, "by"), ["2"]);
    assert_eq!(values(&record, "wide"), ["3"]);
    assert_eq!(values(&record, "self").len(), 1);
}
