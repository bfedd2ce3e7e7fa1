//! A **record** is what happened in a run: its events, in order, and the texts that they speak of.
//!
//! The **recorder** keeps it. It decides nothing, and a run reads it only to know whether it is full and what a
//! stalled task awaits. Everything that shows a run reads it: `event` is the vocabulary, `pulse` what another
//! thread can see, and `waiting` answers one question from the record alone.

pub mod event;
pub mod pulse;
mod sink;
pub mod source;
mod waiting;

use event::{CoroutineId, Event, ResourceId, TextId};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::limits::MAX_EVENTS as MOST_EVENTS;

/// A record: the events of a run, and its texts, each kept once.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    sink: sink::Sink,
    events: Vec<Event>,
    texts: Vec<Arc<str>>,
    known: BTreeMap<Arc<str>, TextId>,
    coroutines: u32,
    resources: u32,
}

impl Recorder {
    /// Returns an empty record that passes each event to `sink` before it keeps it.
    ///
    /// `sink` is called while the run is borrowed, so it must not call the program's code or the executor.
    #[must_use]
    pub fn with_sink(sink: impl Fn(&Event, &Recorder) + Send + Sync + 'static) -> Recorder {
        Recorder { sink: sink::Sink::new(sink), ..Recorder::default() }
    }

    /// Adds an event.
    pub fn push(&mut self, event: Event) {
        pulse::mark(&event, self);
        self.sink.hear(&event, self);
        self.events.push(event);
    }

    /// Adds an event of a run that happens in another process: no poll of this process is under way.
    pub fn append(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Does it hold [`MOST_EVENTS`]?
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.events.len() >= MOST_EVENTS
    }

    /// The number of this text in the store. The same text gets the same number.
    ///
    /// Every text comes in here, and most are shown in a terminal sooner or later, so characters that would
    /// steer one are written out: a line break as `\n`.
    pub fn text_id(&mut self, text: &str) -> TextId {
        if text.contains(steers_a_terminal) {
            return self.text_id(&spelled(text));
        }
        if let Some(id) = self.known.get(text) {
            return *id;
        }
        let id = TextId(u32::try_from(self.texts.len()).expect("fewer than 2^32 texts"));
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.known.insert(text, id);
        id
    }

    /// A number for a new coroutine.
    pub fn new_coroutine(&mut self) -> CoroutineId {
        self.coroutines += 1;
        CoroutineId(self.coroutines - 1)
    }

    /// A number for a new resource.
    pub fn new_resource(&mut self) -> ResourceId {
        self.resources += 1;
        ResourceId(self.resources - 1)
    }

    /// Returns the texts, each at its number.
    #[must_use]
    pub fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }

    /// All events so far, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The text with this number; the empty text where this record has none.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| text)
    }

    /// The memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        /// A text's two places, in the list and in the tree, and its counts.
        const TEXT: usize = 80;
        let texts: usize = self.texts.iter().map(|text| TEXT + text.len()).sum();
        self.events.capacity() * size_of::<Event>() + texts
    }

    /// Forgets everything and keeps the memory, for the next run.
    pub fn clear(&mut self) {
        self.events.clear();
        self.texts.clear();
        self.known.clear();
        (self.coroutines, self.resources) = (0, 0);
    }
}

/// The text with the characters that would steer a terminal written out.
#[must_use]
pub fn spelled(text: &str) -> String {
    let spell = |c| if steers_a_terminal(c) { c.escape_default().to_string() } else { c.into() };
    text.chars().map(spell).collect()
}

/// Control characters, and those that turn the direction of writing.
#[must_use]
pub fn steers_a_terminal(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
