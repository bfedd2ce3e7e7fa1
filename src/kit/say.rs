//! `say!`, the `println!` of recipes.

use super::history;
use crate::executor::context;
use std::fmt;
use std::io::Write;

/// Prints a line to the run's output, with the moment and the task. Under another executor it prints
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

/// Prints the line of [`say!`](crate::say).
#[doc(hidden)]
pub fn say_line(text: fmt::Arguments<'_>) {
    // While a frozen poll unwinds, its drop handlers print nothing, as in the record.
    if history::is_exploring() && !context::is_frozen() {
        history::note_output(&text.to_string());
    }
    if context::is_recording() {
        context::output(&text.to_string());
    } else if context::is_running() {
        context::progress();
    } else {
        // If standard output is closed, there is no way to report that.
        let _closed = writeln!(std::io::stdout(), "{text}");
    }
}
