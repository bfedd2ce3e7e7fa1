//! A **record** is what happened in a run: its events, in order, and the texts that they refer to.
//!
//! The **recorder** stores it. A run never depends on the record, except that it checks whether it is full and what
//! a stalled task awaits. Everything that displays a run reads the record: `event` defines the events, `activity` is
//! what another thread can see of the run, and `waiting` determines what a task awaits.

pub mod activity;
pub mod event;
pub(crate) mod looking;

mod sink;
pub mod source;
mod waiting;

use crate::limits::{MAX_EVENTS, MAX_RUN_BYTES};
use event::{CoroutineId, Event, JobId, ResourceId, TextId};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a text takes besides its letters: two pointers in the list and the map, and the counts of the `Arc`.
const BYTES_BESIDE_TEXT: usize = 80;

/// A record: the events of a run, and its texts, each stored once.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    sink: sink::Sink,
    language: source::Language,
    events: Vec<Event>,
    texts: Vec<Arc<str>>,
    known: BTreeMap<Arc<str>, TextId>,
    text_bytes: usize,
    coroutines: u32,
    resources: u32,
    jobs: u32,
    has_no_values: bool,
}

impl Recorder {
    /// Returns an empty record that passes each event to `sink` before it stores it.
    ///
    /// `sink` is called while the run is borrowed, so it must not call the program's code or the executor.
    #[must_use]
    pub fn with_sink(sink: impl Fn(&Event, &Recorder) + Send + Sync + 'static) -> Recorder {
        Recorder { sink: sink::Sink::new(sink), ..Recorder::default() }
    }

    /// Makes it the record of a program in this language.
    #[must_use]
    pub fn with_language(self, language: source::Language) -> Recorder {
        Recorder { language, ..self }
    }

    /// Makes it a record without the values of locals: it has their types, and no `Debug` of the program runs.
    #[must_use]
    pub fn without_values(self) -> Recorder {
        Recorder { has_no_values: true, ..self }
    }

    /// Returns whether the values of locals are recorded.
    #[must_use]
    pub fn has_values(&self) -> bool {
        !self.has_no_values
    }

    /// Returns the language of the program. It chooses the words for the run.
    #[must_use]
    pub fn language(&self) -> source::Language {
        self.language
    }

    /// Adds an event.
    pub fn push(&mut self, event: Event) {
        activity::note(&event, self);
        self.sink.call(&event, self);
        self.events.push(event);
    }

    /// Adds an event of a run in another process. The watchdog doesn't see it, since no poll is running in this process.
    pub fn append(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Returns whether it has [`MAX_EVENTS`] events, or takes [`MAX_RUN_BYTES`] of memory.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.events.len() >= MAX_EVENTS || self.bytes() >= MAX_RUN_BYTES
    }

    /// Returns the id of this text, and stores the text if it is new.
    ///
    /// Every text of a run passes through here, and most are displayed in a terminal sooner or later. So characters
    /// that would control the terminal are escaped: a line break as `\n`.
    pub fn text_id(&mut self, text: &str) -> TextId {
        if text.contains(is_terminal_control) {
            return self.text_id(&escape_control(text));
        }
        if let Some(id) = self.known.get(text) {
            return *id;
        }
        let id = TextId(u32::try_from(self.texts.len()).expect("fewer than 2^32 texts"));
        self.text_bytes += BYTES_BESIDE_TEXT + text.len();
        let text: Arc<str> = Arc::from(text);
        self.texts.push(Arc::clone(&text));
        self.known.insert(text, id);
        id
    }

    /// Returns the number of a new coroutine.
    pub fn new_coroutine(&mut self) -> CoroutineId {
        self.coroutines += 1;
        CoroutineId(self.coroutines - 1)
    }

    /// Returns the number of a new resource.
    pub fn new_resource(&mut self) -> ResourceId {
        self.resources += 1;
        ResourceId(self.resources - 1)
    }

    /// Returns the number of a new job outside the loop.
    pub fn new_job(&mut self) -> JobId {
        self.jobs += 1;
        JobId(self.jobs - 1)
    }

    /// Returns the texts, indexed by their numbers.
    #[must_use]
    pub fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }

    /// Returns all events up to now, oldest first.
    #[must_use]
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Returns the text with this number, or the empty text if there is none.
    #[must_use]
    pub fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("", |text| text)
    }

    /// Returns approximately how many bytes of memory the record takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.events.len() * size_of::<Event>() + self.text_bytes
    }

    /// Removes everything, and keeps the memory for the next run.
    pub fn clear(&mut self) {
        self.events.clear();
        self.texts.clear();
        self.known.clear();
        (self.coroutines, self.resources, self.jobs, self.text_bytes) = (0, 0, 0, 0);
    }
}

/// Returns the text with escapes for the characters that would control a terminal.
#[must_use]
pub fn escape_control(text: &str) -> String {
    let spell = |c| if is_terminal_control(c) { c.escape_default().to_string() } else { c.into() };
    text.chars().map(spell).collect()
}

/// Returns whether a character would control a terminal, change the direction of the text, or not be seen at all.
#[must_use]
pub fn is_terminal_control(character: char) -> bool {
    character.is_control() || changes_direction(character) || is_invisible(character)
}

fn changes_direction(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns whether nothing is drawn for a character. The two that join letters or keep them apart aren't among these:
/// emoji and some languages need them.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
}
