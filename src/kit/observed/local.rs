//! Records the value of a local variable at each binding and each assignment.

use super::{CoroutineId, UNPOLLED, context, innermost, is_frame, recorded};
use crate::record::event::{CoroutineEvent, MOVED};

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
    /// Records that the local of this type was moved. A coroutine has no value that could be out of date.
    pub(super) fn record_move(self, type_name: &'static str) {
        if !is_frame(type_name) {
            self.record(type_name, &|_| MOVED.to_owned());
        }
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
