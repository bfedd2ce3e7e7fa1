//! The attribute adds no warning, and each expected one is still there.
#![deny(warnings)]

extern crate coroscope as scope;

use scope::kit::observed;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;

#[observed(crate = ::scope)]
pub fn later() -> u8 {
    todo!()
}

#[observed(crate = ::scope)]
pub async fn later_async() -> String {
    todo!("write it")
}

#[observed]
pub fn ends() -> ! {
    std::process::exit(later().into())
}

#[observed]
pub async fn for_ever() {
    loop {
        std::future::ready(()).await;
    }
}

#[observed]
#[expect(dead_code)]
fn never_called() {}

#[observed]
#[expect(unused_variables)]
pub async fn expects_an_unused_parameter(number: u8) {}

#[observed]
pub fn expects_on_a_parameter(#[expect(unused_variables)] number: u8) {}

#[observed]
pub async fn expects_on_a_statement() {
    #[expect(unused_variables)]
    let number = 1;
    #[expect(unused_assignments)]
    let (mut first, _) = (1, 2);
    first = 3;
    let _ = first;
}

#[observed]
#[must_use]
pub fn important(mut list: Vec<u8>) -> impl Debug {
    list.push(1);
    let closure = move || list.len();
    closure()
}

pub trait Go {
    fn go<'a>(&'a self, by: u8) -> Pin<Box<dyn Future<Output = u8> + 'a>>;
}

impl Go for u8 {
    #[observed]
    fn go<'a>(&'a self, by: u8) -> Pin<Box<dyn Future<Output = u8> + 'a>> {
        Box::pin(async move { *self + by })
    }
}

#[observed]
pub async fn with_items() -> u8 {
    struct Inner(u8);
    impl Inner {
        fn get(&self) -> u8 {
            self.0
        }
    }
    impl From<Inner> for String {
        fn from(inner: Inner) -> String {
            inner.get().to_string()
        }
    }
    String::from(Inner(1)).len() as u8
}

fn main() {}
