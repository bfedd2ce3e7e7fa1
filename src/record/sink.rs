//! Where the events of a record also go while the run is under way: to another process, for example.

use super::Recorder;
use super::event::Event;
use std::fmt;
use std::sync::Arc;

type Hear = dyn Fn(&Event, &Recorder) + Send + Sync;

/// A function that is called with each event, or none.
#[derive(Clone, Default)]
pub(super) struct Sink(Option<Arc<Hear>>);

impl Sink {
    pub(super) fn new(hear: impl Fn(&Event, &Recorder) + Send + Sync + 'static) -> Sink {
        Sink(Some(Arc::new(hear)))
    }

    pub(super) fn hear(&self, event: &Event, record: &Recorder) {
        if let Some(hear) = &self.0 {
            hear(event, record);
        }
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a sink" } else { "no sink" })
    }
}
