//! Formats a value as text, and names a resource of the kit.
//!
//! A value is formatted with `Debug` if its type implements that, otherwise by its type. A generic function can't
//! check whether a type implements a trait. But if the type is concrete, a method call selects the implementation
//! that needs fewer references first. So two traits give [`Show`] a method of the same name, and the macros below,
//! which expand in the observed function, call it.

use super::debug_text::debug_text;
use super::is_frame;
use std::any::type_name;
use std::fmt::Debug;

/// A value to format: with `Debug` if its type implements that, otherwise by the name of its type. Method resolution
/// chooses between the two at the call.
#[derive(Debug)]
pub struct Show<'a, T: ?Sized>(pub &'a T);

/// Formatting for types that implement `Debug`.
pub trait ByDebug {
    /// Returns the value's `Debug` text, truncated if it is long.
    fn __observed_show(&self) -> String;
}

/// Formatting for all other types.
pub trait ByType {
    /// Returns the name of the type.
    fn __observed_show(&self) -> String;
}

impl<T: Debug + ?Sized> ByDebug for Show<'_, T> {
    fn __observed_show(&self) -> String {
        debug_text(self.0)
    }
}

impl<T: ?Sized> ByType for &Show<'_, T> {
    fn __observed_show(&self) -> String {
        type_text(type_name::<T>())
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

/// The start of the type's name of what `pin!` makes.
const PINNED: &str = "core::pin::Pin<&mut ";

/// Returns a type's name without the paths in it. For a coroutine this is the name of the function.
#[must_use]
pub fn type_text(full: &str) -> String {
    if let Some((_, inner)) = full.split_once('<').filter(|_| is_frame(full)) {
        return type_text(inner.trim_end_matches('>'));
    }
    if let Some(pinned) = full.strip_prefix(PINNED).and_then(|rest| rest.strip_suffix('>')) {
        return format!("Pin<&mut {}>", type_text(pinned));
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

#[cfg(test)]
mod tests {
    use super::type_text;
    use crate::kit::observed::Frame;
    use std::any::type_name;
    use std::future::Ready;

    #[test]
    fn a_pinned_coroutine_has_the_name_of_its_function() {
        let name = type_name::<Frame<Ready<()>>>()
            .replace("core::future::ready::Ready<()>", "lesson::fetch::{{closure}}");
        assert_eq!(type_text(&format!("core::pin::Pin<&mut {name}>")), "Pin<&mut fetch>");
    }
}
