//! `say!`, the `println!` of recipes.

use super::history;
use crate::executor::context;
use std::fmt;
use std::io::Write;

/// Prints a line into the run's output, with the moment and the task. Under another executor it prints
/// to standard output, as `println!` does.
///
/// ```
/// use coroscope::kit::say;
/// say!("got {}", 42);
/// ```
#[macro_export]
macro_rules! say {
    ($($text:tt)*) => {
        $crate::kit::say_line(::core::format_args!($($text)*))
    };
}

/// What [`say!`](crate::say) calls.
#[doc(hidden)]
pub fn say_line(text: fmt::Arguments<'_>) {
    if history::is_exploring() {
        history::note_output(&text.to_string());
    }
    if context::is_recording() {
        context::output(&text.to_string());
    } else if context::is_running() {
        context::progress();
    } else {
        // As with a closed pipe anywhere: nobody is there to be told.
        let _closed = writeln!(std::io::stdout(), "{text}");
    }
}
