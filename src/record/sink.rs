//! A function that is called with each event during a run, for example to send it to another process.

use super::Recorder;
use super::event::Event;
use std::fmt;
use std::sync::Arc;

type Callback = dyn Fn(&Event, &Recorder) + Send + Sync;

/// The function that is called with each event, if there is one.
#[derive(Clone, Default)]
pub(super) struct Sink(Option<Arc<Callback>>);

impl Sink {
    pub(super) fn new(callback: impl Fn(&Event, &Recorder) + Send + Sync + 'static) -> Sink {
        Sink(Some(Arc::new(callback)))
    }

    pub(super) fn call(&self, event: &Event, record: &Recorder) {
        if let Some(callback) = &self.0 {
            callback(event, record);
        }
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a sink" } else { "no sink" })
    }
}
