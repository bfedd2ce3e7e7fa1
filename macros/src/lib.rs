//! `#[observed]`, the attribute that makes a coroutine visible without changing its meaning.
//!
//! It desugars an `async fn` to an ordinary function, and inserts calls to the hooks in
//! `coroscope::kit::observed` between the statements:
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
//! Line numbers are those of the original file, and every original token keeps its span, so a type error points at
//! the code that caused it. In detail:
//!
//! - **Arguments** are moved into the coroutine even if they are unused, and dropped in the same order as in a plain
//!   `async fn`.
//! - **Lines**: a hook before each statement of the function's blocks, and before a match arm on its own line.
//! - **Locals**: a hook after each binding, each assignment, and each statement such as `x.push(…);` on a standard
//!   collection. A value is formatted with `Debug` if its type implements that, otherwise the hook shows the type. What
//!   the type implements is asked at the end of the function, so no hook decides a type. A change of a field is shown
//!   unless another part of the variable may be borrowed or moved at that point.
//! - **Moves**: a local that is used by value is recorded as `moved`, unless its type is `Copy` or a `&mut`.
//! - **Awaits**: a hook around each, except in macros and closures.
//! - **`async` blocks** become separate coroutines, named `greet{async}`.
//! - **An ordinary `fn`** can be observed too: it runs when it is called, and its lines and locals are recorded.
//!
//! The original body is kept as code that never runs, so the compiler warns about it as if there were no hooks; Clippy
//! gets the original function.
//!
//! Closures, macros and items in the body aren't changed. There is one difference: a local that is shown counts as
//! borrowed, so it stays in the coroutine until the end of its block. A future may therefore be larger, or not `Send`,
//! where a plain one no longer needs the local at an await.
//!
//! # What it rejects
//!
//! These are errors whose message says what to write instead: anything but a function; an argument but `crate = path`; a function without a body; `const fn`; `extern "C" fn` and variadics; `async fn … -> !`;
//! an ordinary function that returns `impl Future`.

mod async_trait;
mod body;
mod by_value;
mod conditions;
mod hook;
mod original;
mod partial_borrows;
mod pattern;
mod signature;
mod source;
mod validate;

use hook::Hooks;
use proc_macro::TokenStream;
use quote::quote;

/// Makes a coroutine visible to coroscope's executor. The docs of the [crate] describe how, and what it rejects.
///
/// Where coroscope has another name, the attribute takes its path: `#[observed(crate = scope)]`.
#[proc_macro_attribute]
pub fn observed(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(arguments.into(), &item.into()).into()
}

fn expand(
    arguments: proc_macro2::TokenStream,
    item: &proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let coroscope = validate::crate_path(arguments);
    let (hooks, mut function) = match (coroscope, validate::observable_function(item)) {
        (Ok(coroscope), Ok(function)) => (Hooks::new(&coroscope), function),
        (Err(error), _) | (_, Err(error)) => return with_error(&error, item),
    };
    let observed = if function.sig.asyncness.is_some() {
        signature::coroutine(&hooks, function)
    } else if async_trait::boxed_block(&mut function.block).is_some() {
        signature::boxed(&hooks, function)
    } else {
        signature::ordinary(&hooks, function)
    };
    // Clippy judges the program, not what is generated from it.
    quote!(#[cfg(clippy)] #item #[cfg(not(clippy))] #observed)
}

/// Returns an error and the item, without which there would be more errors.
fn with_error(error: &syn::Error, item: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let error = error.to_compile_error();
    quote!(#error #item)
}

#[cfg(test)]
mod tests {
    use super::expand;
    use quote::quote;

    #[test]
    fn a_renamed_crate_is_the_only_one_that_is_named() {
        let items = [
            quote!(
                async fn one(a: u8) -> u8 {
                    let b = a;
                    work(b).await;
                    async { 1 }.await;
                    b
                }
            ),
            quote!(
                fn two(mut a: Vec<u8>) -> usize {
                    a.push(1);
                    a.len()
                }
            ),
        ];
        for item in items {
            let renamed = expand(quote!(crate = other::scope), &item).to_string();
            assert!(renamed.contains("other :: scope :: kit :: observed"), "{renamed}");
            assert!(!renamed.contains("coroscope"), "{renamed}");
            assert!(expand(quote!(), &item).to_string().contains(":: coroscope :: kit"));
        }
    }
}
