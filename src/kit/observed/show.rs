//! Formats a value as text, and names a resource of the kit.
//!
//! A value is formatted with `Debug` if its type implements that, otherwise by its type. A generic function can't
//! check whether a type implements a trait. But if the type is concrete, a method call selects the implementation
//! that needs fewer references first. So two traits give [`Show`] a method of the same name, and the macros below,
//! which expand in the observed function, call it.

use super::local::Local;
use super::{is_frame, is_recording};
use crate::limits::MAX_VALUE_LETTERS;
use std::any::type_name;
use std::fmt::{self, Debug, Write};
use std::panic::{self, AssertUnwindSafe};

/// A value to format: with `Debug` if its type implements that, otherwise by the name of its type. Method resolution
/// chooses between the two at the call.
#[derive(Debug)]
pub struct Show<'a, T: ?Sized>(pub &'a T);

/// Formatting for types that implement `Debug`.
pub trait ByDebug {
    /// Returns the value's `Debug` text, truncated if it is long.
    fn __observed_show(&self) -> String;
    /// Records a local with this value.
    fn __observed_record(&self, local: Local);
}

/// Formatting for all other types.
pub trait ByType {
    /// Returns the name of the type.
    fn __observed_show(&self) -> String;
    /// Records a local of this type.
    fn __observed_record(&self, local: Local);
}

impl<T: Debug + ?Sized> ByDebug for Show<'_, T> {
    fn __observed_show(&self) -> String {
        debug_text(self.0)
    }

    fn __observed_record(&self, local: Local) {
        local.record(type_name::<T>(), &|type_name| text_or_type(&self.0, type_name));
    }
}

impl<T: ?Sized> ByType for &Show<'_, T> {
    fn __observed_show(&self) -> String {
        type_text(type_name::<T>())
    }

    fn __observed_record(&self, local: Local) {
        local.record(type_name::<T>(), &type_text);
    }
}

/// Returns the name of a value's type, as in [`type_text`].
#[must_use]
pub fn type_text_of<T: ?Sized>(_: &T) -> String {
    type_text(type_name::<T>())
}

/// A resource of the kit, which is named after the first variable that it is bound to.
pub trait AsResource {
    /// Sets the name, unless the resource has one.
    fn set_name(&self, name: &str);
}

/// Naming for resources of the kit.
pub trait ByResource {
    /// Names the resource.
    fn __observed_set_name(&self, name: &str);
}

/// Naming for all other types.
pub trait NoResource {
    /// Does nothing.
    fn __observed_set_name(&self, name: &str);
}

impl<T: AsResource> ByResource for Show<'_, T> {
    fn __observed_set_name(&self, name: &str) {
        if is_recording() {
            self.0.set_name(name);
        }
    }
}

impl<T: ?Sized> NoResource for &Show<'_, T> {
    fn __observed_set_name(&self, _: &str) {}
}

/// Formats the result of a function.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_format {
    (value, $value:expr) => {{
        #[allow(unused_imports)]
        use $crate::kit::observed::{ByDebug as _, ByType as _};
        (&$crate::kit::observed::Show($value)).__observed_show()
    }};
}

/// A writer that fails after a maximum number of characters.
struct Truncated {
    text: String,
    left: usize,
}

impl fmt::Write for Truncated {
    fn write_str(&mut self, more: &str) -> fmt::Result {
        for character in more.chars() {
            if self.left == 0 {
                self.text.push('…');
                return Err(fmt::Error);
            }
            self.left -= 1;
            self.text.push(character);
        }
        Ok(())
    }
}

/// Returns a value's `Debug` text, truncated if it is long, or the name of its type if its `Debug` panics.
pub(crate) fn debug_text<T: Debug + ?Sized>(value: &T) -> String {
    text_or_type(&value, type_name::<T>())
}

/// Like [`debug_text`], without being generic.
pub(crate) fn text_or_type(value: &dyn Debug, type_name: &str) -> String {
    let mut truncated = Truncated { text: String::new(), left: MAX_VALUE_LETTERS };
    let written = panic::catch_unwind(AssertUnwindSafe(|| write!(truncated, "{value:?}")));
    if written.is_err() {
        return type_text(type_name);
    }
    without_addresses(truncated.text)
}

/// Removes the addresses from the `Debug` text of a waker. They differ from run to run, which R9 doesn't allow.
fn without_addresses(text: String) -> String {
    const WAKER: &str = "Waker { data: 0x";
    let Some((before, rest)) = text.split_once(WAKER) else { return text };
    let after = rest.split_once(" }").map_or("", |(_, after)| after);
    format!("{before}Waker{}", without_addresses(after.to_owned()))
}

/// Returns a type's name without the paths in it. For a coroutine this is the name of the function.
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
