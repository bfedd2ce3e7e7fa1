//! The entry of a resource in the record: a number, a name, and its events.
//!
//! The `Debug` text of a resource has its type but not its state. The screen shows a local as it was when it was
//! bound, but a resource may change through any of its handles, so its state is in its own entry.

use crate::executor::context;
use crate::record::event::{ResourceEvent, ResourceId, ResourceKind, Transfer};
use std::cell::Cell;

/// A resource's entry in the record, or nothing if the run isn't recorded.
#[derive(Debug)]
pub(super) struct Resource {
    id: Option<ResourceId>,
    named: Cell<bool>,
}

impl Resource {
    /// Adds the entry. The resource is called `promise 1` and so on until it is bound to a variable. `value` is called
    /// only if the run is recorded.
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

    /// Returns its number in the record.
    pub(super) fn id(&self) -> Option<ResourceId> {
        self.id
    }

    /// Records an event about this resource.
    pub(super) fn record(&self, event: impl FnOnce(ResourceId) -> ResourceEvent) {
        if let Some(id) = self.id {
            context::record(|_| event(id));
        }
    }

    /// Records its new state. `value` is called only if the run is recorded.
    pub(super) fn changed(&self, transfer: Transfer, value: impl FnOnce() -> String) {
        context::progress();
        self.record_value(transfer, value);
    }

    /// Records a new text, for a change that isn't progress.
    pub(super) fn noted(&self, value: impl FnOnce() -> String) {
        self.record_value(Transfer::None, value);
    }

    fn record_value(&self, transfer: Transfer, value: impl FnOnce() -> String) {
        if let Some(resource) = self.id.filter(|_| context::is_recording()) {
            let text = value();
            context::record(|recorder| ResourceEvent::Changed {
                resource,
                value: recorder.text_id(&text),
                transfer,
            });
        }
    }

    /// Names it after the first variable that it is bound to.
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
