//! Records the value of a local variable at each binding and each assignment.

use super::show::type_text;
use super::{CoroutineId, UNPOLLED, context, innermost, is_frame, recorded};
use crate::record::event::CoroutineEvent;
use std::any::type_name;

/// A local that is bound or assigned.
#[derive(Clone, Copy, Debug)]
pub struct Local {
    /// The name of the variable.
    pub name: &'static str,
    /// The first line of its scope: the one that binds it.
    pub from: u32,
    /// The last line of its scope.
    pub until: u32,
}

impl Local {
    /// Records the local by its type.
    pub fn record_type<T: ?Sized>(self, _: &T) {
        self.record(type_name::<T>(), &type_text);
    }

    /// Records the local as this text.
    pub fn record_text<T: ?Sized>(self, text: &str, _: &T) {
        self.record(type_name::<T>(), &|_| text.to_owned());
    }

    /// Records the local of this type. `text` formats the value, and is called only if the run is recorded.
    pub(super) fn record(self, type_name: &'static str, text: &dyn Fn(&str) -> String) {
        let Some(by) = recorded(innermost()) else { return };
        let text = text(type_name);
        let is_named = is_frame(type_name) && name_unpolled(by, type_name, self.name);
        let text = if is_named { "a coroutine" } else { &text };
        context::record(|recorder| {
            let (name, value) = (recorder.text_id(self.name), recorder.text_id(text));
            CoroutineEvent::Local { coroutine: by, name, value, from: self.from, until: self.until }
        });
    }
}

/// Names a coroutine after the variable that it is bound to. Returns whether it did.
///
/// It is certain which coroutine was bound only if `creator` has created exactly one of this type that isn't named yet.
fn name_unpolled(creator: CoroutineId, type_name: &'static str, name: &'static str) -> bool {
    UNPOLLED.with_borrow_mut(|all| {
        let mut candidates = all.iter_mut().filter(|one| {
            one.creator == Some(creator) && one.type_name == type_name && !one.is_named
        });
        let (Some(unpolled), None) = (candidates.next(), candidates.next()) else { return false };
        unpolled.is_named = true;
        let coroutine = unpolled.coroutine;
        context::record(|recorder| {
            unpolled.name = recorder.text_id(name);
            CoroutineEvent::Named { coroutine, name: unpolled.name }
        });
        true
    })
}

/// Records a local. `#[observed]` inserts it after each binding and each assignment.
///
/// The last two arguments say how to format the local (`value`, `type`, or a literal text) and whether a resource of
/// the kit is named after it (`named`, `nameless`).
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_local {
    ($name:ident, $text:literal, $from:literal, $until:literal, $format:tt, $naming:tt) => {
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
            $crate::__observed_record!($format, &$name, local);
        }
    };
}

/// See `__observed_local`.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_name {
    (nameless, $name:ident, $text:literal) => {};
    (named, $name:ident, $text:literal) => {
        (&$crate::kit::observed::Show(&$name)).__observed_set_name($text)
    };
}

/// See `__observed_local`.
#[doc(hidden)]
#[macro_export]
macro_rules! __observed_record {
    (value, $value:expr, $local:ident) => {
        (&$crate::kit::observed::Show($value)).__observed_record($local)
    };
    (type, $value:expr, $local:ident) => {
        $local.record_type($value)
    };
    ($text:literal, $value:expr, $local:ident) => {
        $local.record_text($text, $value)
    };
}
