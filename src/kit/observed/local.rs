//! What is told of a local variable: its value at each binding and each assignment.

use super::show::type_text;
use super::{CoroutineId, FRESH, context, innermost, is_frame, recorded};
use crate::record::event::CoroutineEvent;
use std::any::type_name;

/// A local, where it is bound or assigned.
#[derive(Clone, Copy, Debug)]
pub struct Local {
    /// Its name.
    pub name: &'static str,
    /// Where it is in scope: from the line that binds it
    pub from: u32,
    /// to the last line of its block.
    pub until: u32,
}

impl Local {
    /// Its value leaves its type open, or shows nothing: it is told by its type.
    pub fn tell_type_of<T: ?Sized>(self, _: &T) {
        self.tell(type_name::<T>(), &type_text);
    }

    /// What it looks like is known already.
    pub fn tell_as<T: ?Sized>(self, text: &str, _: &T) {
        self.tell(type_name::<T>(), &|_| text.to_owned());
    }

    /// It is of this type, and looks as `text` says. That is not asked where nothing is recorded.
    pub(super) fn tell(self, of: &'static str, text: &dyn Fn(&str) -> String) {
        let Some(by) = recorded(innermost()) else { return };
        let text = text(of);
        let named = is_frame(of) && name_fresh(by, of, self.name);
        let text = if named { "a coroutine" } else { &text };
        context::record(|recorder| {
            let (name, value) = (recorder.text_id(self.name), recorder.text_id(text));
            CoroutineEvent::Local { coroutine: by, name, value, from: self.from, until: self.until }
        });
    }
}

/// A coroutine that is bound to a variable goes by the variable's name. The one that was bound is known
/// for certain when this function made exactly one of that type which has no such name yet.
fn name_fresh(by: CoroutineId, of: &'static str, name: &'static str) -> bool {
    FRESH.with_borrow_mut(|all| {
        let mut candidates =
            all.iter_mut().filter(|fresh| fresh.by == Some(by) && fresh.of == of && !fresh.named);
        let (Some(fresh), None) = (candidates.next(), candidates.next()) else { return false };
        fresh.named = true;
        let coroutine = fresh.coroutine;
        context::record(|recorder| {
            fresh.name = recorder.text_id(name);
            CoroutineEvent::Named { coroutine, name: fresh.name }
        });
        true
    })
}

/// Tells of a local. The attribute writes it behind each binding and each assignment.
///
/// The last two arguments say how to look (`value`, `type`, or a text that is known already) and whether
/// the local may give its name to a thing of the kit (`named`, `nameless`).
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_local {
    ($name:ident, $text:literal, $from:literal, $until:literal, $look:tt, $naming:tt) => {
        #[allow(
            unreachable_code,
            unused_imports,
            unused_qualifications,
            clippy::used_underscore_binding
        )]
        {
            use $crate::kit::observed::{
                ByDebug as _, ByResource as _, ByType as _, NoResource as _,
            };
            $crate::__observed_name!($naming, $name, $text);
            let local = $crate::kit::observed::Local { name: $text, from: $from, until: $until };
            $crate::__observed_tell!($look, &$name, local);
        }
    };
}

/// See `__observed_local`.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_name {
    (nameless, $name:ident, $text:literal) => {};
    (named, $name:ident, $text:literal) => {
        (&$crate::kit::observed::Show(&$name)).__observed_name_it($text)
    };
}

/// See `__observed_local`.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_tell {
    (value, $value:expr, $local:ident) => {
        (&$crate::kit::observed::Show($value)).__observed_tell($local)
    };
    (type, $value:expr, $local:ident) => {
        $local.tell_type_of($value)
    };
    ($text:literal, $value:expr, $local:ident) => {
        $local.tell_as($text, $value)
    };
}
