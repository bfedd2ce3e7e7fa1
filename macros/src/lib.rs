//! `#[observed]`, the attribute that makes a coroutine visible without changing its meaning.
//!
//! It turns an `async fn` into the ordinary function that it is short for, and writes calls of the hooks
//! in `coroscope::kit::observed` between the statements:
//!
//! ```text
//! #[observed]                                 #[track_caller]
//! async fn greet(name: &str) -> usize {       fn greet(name: &str) -> impl Future<Output = usize> {
//!                                                 let body = async move {
//!                                                     let name = name;
//!                                                     __observed_local!(name, "name", 2, 5, ..);
//!                                                     {
//!                                                         line(3);
//!     sleep(SECOND).await;              ─▶                resumed(3, at(3, "sleep(SECOND)",
//!                                                             sleep(SECOND)).await);
//!                                                         line(4);
//!     name.len()                                          name.len()
//!                                                     }
//!                                                 };
//! }                                               frame(site, body, show)
//!                                             }
//! ```
//!
//! A line number is the number in the learner's own file, and every token of the learner keeps its place, so a
//! type error is reported where it was written. In detail:
//!
//! - **Arguments** are moved into the coroutine, used or not, and dropped in the order of a plain
//!   `async fn`.
//! - **Lines**: before each statement of the function's blocks, and before a match arm on its own line.
//! - **Locals**: after each binding and each assignment, and after `x.push(…);` and its like. A value is
//!   shown through `Debug` where its type has it, else by its type; by its type, too, where the type is
//!   not known yet when the variable is bound. A change of a field is shown unless another part of the
//!   variable may be borrowed or moved at that point.
//! - **Awaits**: each, except in macros and closures.
//! - **`async` blocks** inside are coroutines of their own, named `greet{async}`.
//! - **An ordinary `fn`** may be observed too: it runs when it is called, and its lines and locals are
//!   seen.
//!
//! Closures, macros and items in the body stay as they are. One thing does change: a local that is shown counts as
//! borrowed, so the coroutine keeps its place until the end of its block, and a future may be larger,
//! or stop being `Send`, where a plain one forgets the local before an await.
//!
//! # What it refuses
//!
//! Each with a sentence that says what to write instead: anything but a function; an argument to the
//! attribute; a function without a body; `const fn`; `extern "C" fn` and variadics; `async fn … -> !`;
//! an ordinary function that returns `impl Future`.

mod body;
mod hook;
mod look;
mod parts;
mod pattern;
mod refuse;
mod signature;
mod source;

use proc_macro::TokenStream;
use quote::quote;

/// Makes a coroutine visible to coroscope's executor. The docs of the [crate] say how, and what it refuses.
#[proc_macro_attribute]
pub fn observed(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = proc_macro2::TokenStream::from(item);
    match refuse::unless_observable(&arguments.into(), &item) {
        Ok(function) if function.sig.asyncness.is_some() => signature::coroutine(function).into(),
        Ok(function) => signature::ordinary(function).into(),
        Err(refusal) => {
            // The item is kept, so that this is the only error.
            let refusal = refusal.into_compile_error();
            quote!(#refusal #item).into()
        }
    }
}
