//! The entry of a shared thing in the record: a number, a name, and its events.
//!
//! The `Debug` of these things gives no state, only what they are. A local is shown as it was when it was
//! bound, and a shared thing may change through any of its handles; its state is in its own entry.

use crate::executor::context;
use crate::record::event::{ResourceEvent, ResourceId, ResourceKind};
use std::cell::Cell;

/// A shared thing's entry in the record. It has none where nothing is recorded, and then costs nothing.
#[derive(Debug)]
pub(super) struct Resource {
    id: Option<ResourceId>,
    named: Cell<bool>,
}

impl Resource {
    /// Makes the entry. Until the thing is bound to a variable it is called `promise 1` and so on. `value` is
    /// not called where nothing is recorded.
    pub(super) fn new(
        kind: ResourceKind,
        called: &str,
        value: impl FnOnce() -> String,
    ) -> Resource {
        let value = if context::is_recording() { value() } else { String::new() };
        let mut made = None;
        context::record(|recorder| {
            let resource = recorder.new_resource();
            made = Some(resource);
            let name = recorder.text_id(&format!("{called} {}", resource.0 + 1));
            ResourceEvent::Made { resource, kind, name, value: recorder.text_id(&value) }
        });
        Resource { id: made, named: Cell::new(false) }
    }

    /// Adds an event about this thing.
    pub(super) fn record(&self, event: impl FnOnce(ResourceId) -> ResourceEvent) {
        if let Some(id) = self.id {
            context::record(|_| event(id));
        }
    }

    /// Records its new state. `value` is not called where nothing is recorded.
    pub(super) fn changed(&self, value: impl FnOnce() -> String) {
        context::progress();
        if let Some(resource) = self.id.filter(|_| context::is_recording()) {
            let text = value();
            context::record(|recorder| ResourceEvent::Changed {
                resource,
                value: recorder.text_id(&text),
            });
        }
    }

    /// Gives it the name of the first variable that it was bound to.
    pub(super) fn name(&self, name: &str) {
        if let Some(resource) = self.id.filter(|_| !self.named.replace(true)) {
            context::record(|recorder| ResourceEvent::Named {
                resource,
                name: recorder.text_id(name),
            });
        }
    }
}

impl Drop for Resource {
    fn drop(&mut self) {
        self.record(|resource| ResourceEvent::Gone { resource });
    }
}
