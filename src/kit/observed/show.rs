//! How a value becomes a text, and how a thing of the kit gets its name.
//!
//! A value is shown through `Debug` where its type has it, else by its type. Rust has no way to ask for
//! that in a generic function; but where the type is written out, a method call finds the implementation
//! that needs fewer references first. So [`Show`] has two methods of one name, and the macros below,
//! which stand in the observed function itself, call it.

use super::local::Local;
use super::{is_frame, is_recording};
use crate::limits::MAX_VALUE_LETTERS;
use std::any::type_name;
use std::fmt::{self, Debug, Write};
use std::panic::{self, AssertUnwindSafe};

/// A value on its way to a text: through `Debug` where its type has it, else by its type's name.
///
/// Which of the two is chosen where `show` is written out, by the method that needs fewer references.
#[derive(Debug)]
pub struct Show<'a, T: ?Sized>(pub &'a T);

/// For types with `Debug`.
pub trait ByDebug {
    /// The value's `Debug` text, cut where it is long.
    fn __observed_show(&self) -> String;
    /// Tells of a local with this value.
    fn __observed_tell(&self, local: Local);
}

/// For all other types.
pub trait ByType {
    /// The type's name.
    fn __observed_show(&self) -> String;
    /// Tells of a local of this type.
    fn __observed_tell(&self, local: Local);
}

impl<T: Debug + ?Sized> ByDebug for Show<'_, T> {
    fn __observed_show(&self) -> String {
        debug_text(self.0)
    }

    fn __observed_tell(&self, local: Local) {
        local.tell(type_name::<T>(), &|of| text_or_type(&self.0, of));
    }
}

impl<T: ?Sized> ByType for &Show<'_, T> {
    fn __observed_show(&self) -> String {
        type_text(type_name::<T>())
    }

    fn __observed_tell(&self, local: Local) {
        local.tell(type_name::<T>(), &type_text);
    }
}

/// The text of a value's type.
#[must_use]
pub fn type_text_of<T: ?Sized>(_: &T) -> String {
    type_text(type_name::<T>())
}

/// For things of the kit, which take the name of the first variable that they are bound to.
pub trait AsResource {
    /// Takes the name, unless it has one.
    fn call_it(&self, name: &str);
}

/// Chosen for things of the kit.
pub trait ByResource {
    /// Names the thing.
    fn __observed_name_it(&self, name: &str);
}

/// Chosen for everything else.
pub trait NoResource {
    /// Does nothing.
    fn __observed_name_it(&self, name: &str);
}

impl<T: AsResource> ByResource for Show<'_, T> {
    fn __observed_name_it(&self, name: &str) {
        if is_recording() {
            self.0.call_it(name);
        }
    }
}

impl<T: ?Sized> NoResource for &Show<'_, T> {
    fn __observed_name_it(&self, _: &str) {}
}

/// The text of a function's result.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_look {
    (value, $value:expr) => {{
        #[allow(unused_imports)]
        use $crate::kit::observed::{ByDebug as _, ByType as _};
        (&$crate::kit::observed::Show($value)).__observed_show()
    }};
}

/// Text that stops growing at a length.
struct Cut {
    text: String,
    room: usize,
}

impl fmt::Write for Cut {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for character in more.chars() {
            if self.room == 0 {
                self.text.push('…');
                return Err(fmt::Error);
            }
            self.room -= 1;
            self.text.push(character);
        }
        Ok(())
    }
}

/// A value's `Debug` text, cut where it is long. A `Debug` that panics is the value's own affair.
pub(crate) fn debug_text<T: Debug + ?Sized>(value: &T) -> String {
    text_or_type(&value, type_name::<T>())
}

/// Returns a value's `Debug` text, cut where it is long; the type's name where its `Debug` panics.
pub(crate) fn text_or_type(value: &dyn Debug, its_type: &str) -> String {
    let mut cut = Cut { text: String::new(), room: MAX_VALUE_LETTERS };
    let written = panic::catch_unwind(AssertUnwindSafe(|| write!(cut, "{value:?}")));
    if written.is_err() {
        return type_text(its_type);
    }
    without_addresses(cut.text)
}

/// A waker's `Debug` text holds two addresses, which differ from run to run, and R9 asks for runs that do
/// not.
fn without_addresses(text: String) -> String {
    const WAKER: &str = "Waker { data: 0x";
    let Some((before, rest)) = text.split_once(WAKER) else { return text };
    let after = rest.split_once(" }").map_or("", |(_, after)| after);
    format!("{before}Waker{}", without_addresses(after.to_owned()))
}

/// A type's name without the paths in it, and with the function's own name for a coroutine.
#[must_use]
pub fn type_text(full: &str) -> String {
    if let Some((_, inner)) = full.split_once('<').filter(|_| is_frame(full)) {
        return type_text(inner.trim_end_matches('>'));
    }
    let bare = full.trim_end_matches("::{{closure}}");
    let mut text = String::new();
    let mut segment = String::new();
    let mut rest = bare.chars().peekable();
    while let Some(character) = rest.next() {
        if character == ':' && rest.peek() == Some(&':') {
            rest.next();
            segment.clear();
        } else if character.is_alphanumeric() || character == '_' {
            segment.push(character);
        } else {
            text.push_str(&segment);
            segment.clear();
            text.push(character);
        }
    }
    text + &segment
}
