//! The state that a key can change: the lesson, the moment, the overlay that is open, and what is selected.
//!
//! ```text
//!   key ──keymap──▶ Message ──update──▶ App ──ui::draw──▶ screen
//! ```
//!
//! **Invariant:** nothing here knows about a terminal, colours or the time of day. The code that drives an
//! [`App`] turns its own keys into [`key::Key`]s, and asks [`App::next_tick`] how long to wait for the next
//! automatic step.

mod coroutine_list;
pub mod explanation;
pub mod guide;
pub mod highlight;
pub mod key;
pub mod keyboard;
pub mod keymap;
pub mod line_diff;
pub mod line_notes;
pub mod message;
pub mod mode;
mod named_lines;
pub mod open_scene;
pub mod order_explorer;
pub mod overlay;
pub mod pane;
pub mod presentation;
pub mod progress_saver;
pub mod run_preview;
pub mod saved;
mod scene_difference;
pub mod score;
pub mod source_position;
pub mod sources;
mod step_summary;
pub mod task_filter;
pub mod twin_view;
mod update;
pub mod viewport;

use crate::course::catalog::Catalog;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::SceneSession;
use crate::limits::WAITING_NOTICE_INTERVAL;
use crate::progress::{LessonProgress, Milestone};
use crate::record::Recorder;
use crate::record::event::{Event, OutputEvent, TaskId};
use crate::record::source::Language;
use crate::session::Divergence;
use crate::session::moment::Address;
use crate::world::words::Words;
use crate::world::{StepKind, World};
use guide::{Guide, GuideText, Question};
use key::Key;
use keyboard::Keyboard;
use message::{EditRequest, Message};
use mode::Mode;
use open_scene::OpenScene;
use order_explorer::OrderExplorer;
use overlay::Overlay;
use pane::Pane;
use presentation::Presentation;
use saved::{Rerun, ScriptFault};
use score::Retry;
use sources::SourceTab;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use task_filter::TaskFilter;
use twin_view::{TwinRunner, TwinView};
use viewport::Viewports;

/// The command that opens an address.
const OPENS: &str = "coroscope open";

/// The milliseconds between two automatic steps, slowest first.
const SPEEDS: [u64; 6] = [4000, 2000, 1000, 500, 250, 100];

/// A moment of a lesson as the learner reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RustSeenAt {
    lesson: String,
    scene: usize,
    position: usize,
    paragraph: Option<usize>,
}

/// The state of the screen.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct App {
    /// The scene that is open.
    pub open: OpenScene,
    /// The lessons that can be opened from here.
    pub catalog: Catalog,
    /// The lesson's words and questions, where it has any.
    pub guide: Option<Guide>,
    /// The milestones that were reached and aren't saved yet. The code that drives the app takes them.
    pub unsaved_milestones: Vec<Milestone>,
    /// The progress in each lesson, with what was reached since. The code that drives the app sets it first.
    pub lesson_progress: BTreeMap<String, LessonProgress>,
    /// Which source is shown.
    pub source_tab: SourceTab,
    /// The language that the learner knows, once it was chosen on the welcome page.
    language: Option<SourceLanguage>,
    /// Where the learner first saw this lesson's Rust source, once that has happened.
    rust_seen_at: Option<RustSeenAt>,
    /// The pane with the focus.
    pub focus: Pane,
    /// Whether the focused pane fills the screen.
    pub is_zoomed: bool,
    /// The task that the learner selected, until the next step.
    pub selected_task: Option<TaskId>,
    /// The moment at which it was selected. There the source shows the line where it is suspended.
    pub selected_at: usize,
    /// Which tasks are listed.
    pub task_filter: TaskFilter,
    /// All orders of the program, once they were asked for.
    pub order_explorer: Option<OrderExplorer>,
    /// What is open over the panes.
    pub overlay: Option<Overlay>,
    /// The lesson's program beside its twin, if that is open.
    pub twin: Option<Box<TwinView<App>>>,
    twin_runner: Option<Arc<dyn TwinRunner>>,
    /// The difference from another run that was mentioned last.
    divergence: Option<Divergence>,
    /// The sentence about what the program uses outside its loop, once it was shown.
    mentioned_outside: Option<String>,
    /// Why the saved script can't run, while the last good run is shown.
    pub script_fault: Option<ScriptFault>,
    /// The run before the script was saved, until the new one has been compared with it.
    rerun: Option<Rerun>,
    /// A notice for the learner, until the next key.
    pub notice: Option<String>,
    /// The questions that are asked again, where some are.
    pub retry: Option<Retry>,
    /// Whether it takes steps by itself.
    pub is_playing: bool,
    /// Whether it is shown to a class, and what the class was asked.
    pub presentation: Presentation,
    /// Whether clicks and the wheel come here. Otherwise the terminal selects text with the mouse.
    pub captures_mouse: bool,
    /// How much of each pane was visible when it was last drawn.
    pub viewports: Viewports,
    /// What is known of the keyboard from the keys pressed.
    keyboard: Keyboard,
    speed_index: usize,
    /// Whether the learner gave a pane the focus, since the lesson named one last.
    is_focus_chosen: bool,
    /// Whether the source is the one that the lesson is about at each moment: until the learner chooses one.
    follows_lesson_tab: bool,
    /// The panes by when they last had the focus, the latest first.
    focus_history: Vec<Pane>,
    /// The moment before the last key, where that key passed several events of this turn.
    marked_since: Option<Box<World>>,
    /// The ways that space went through the run, each as the positions from which and to which, the latest last.
    ways: Vec<(usize, usize)>,
    /// Where the learner scrolled to; a pane that is not here follows the moment.
    scroll_offsets: BTreeMap<Pane, usize>,
}

impl App {
    /// Returns the state of a screen that shows this scene.
    #[must_use]
    pub fn new(visit: SceneSession) -> App {
        let catalog = visit.catalog.clone();
        let mut open = OpenScene::new(visit);
        let guide = Guide::new(&mut open);
        let source_tab =
            SourceTab::opening(&open.subject, None).unwrap_or_else(|| open.sources.first());
        let mut app = App {
            open,
            catalog,
            guide,
            unsaved_milestones: Vec::new(),
            lesson_progress: BTreeMap::new(),
            source_tab,
            language: None,
            rust_seen_at: None,
            focus: Pane::Source,
            is_zoomed: false,
            selected_task: None,
            selected_at: 0,
            task_filter: TaskFilter::default(),
            order_explorer: None,
            overlay: None,
            twin: None,
            twin_runner: None,
            divergence: None,
            mentioned_outside: None,
            script_fault: None,
            rerun: None,
            notice: None,
            retry: None,
            is_playing: false,
            presentation: Presentation::default(),
            captures_mouse: true,
            viewports: Viewports::default(),
            keyboard: Keyboard::default(),
            speed_index: 2,
            is_focus_chosen: false,
            follows_lesson_tab: true,
            focus_history: Vec::new(),
            marked_since: None,
            ways: Vec::new(),
            scroll_offsets: BTreeMap::new(),
        };
        app.follow_lesson_tab();
        app
    }

    /// Returns what a key does now.
    #[must_use]
    pub fn message(&self, key: Key) -> Option<Message> {
        let mode = if self.viewports.is_too_small { Mode::Always } else { self.mode() };
        keymap::message(mode, key, self.keyboard)
    }

    /// Returns the mode that decides what a key does.
    #[must_use]
    pub fn mode(&self) -> Mode {
        if let Some(mode) = self.mode_of_twin() {
            return mode;
        }
        let is_presenting = self.is_presenting();
        let bare = match &self.guide {
            Some(guide) if guide.is_asking() && is_presenting => Mode::Vote,
            Some(guide) if guide.is_answered() && is_presenting => Mode::Reveal,
            Some(guide) if guide.is_asking() => Mode::Question,
            Some(guide) if guide.is_answered() => Mode::Answered,
            _ if is_presenting => Mode::Presenting,
            _ => Mode::Screen,
        };
        self.overlay.as_ref().map_or(bare, Overlay::mode)
    }

    /// Adds a milestone to the progress on the screen and to those to be saved. Does nothing while presenting, because
    /// a talk isn't a learner's progress.
    pub(in crate::app) fn reach(&mut self, milestone: Milestone) {
        if self.is_presenting() {
            return;
        }
        let progress = self.lesson_progress.entry(milestone.slug().to_owned()).or_default();
        progress.reach(&milestone);
        self.unsaved_milestones.push(milestone);
    }

    /// Returns how long to wait before the next [`Message::Tick`], if the app plays by itself. It is zero while orders
    /// are searched.
    #[must_use]
    pub fn next_tick(&self) -> Option<Duration> {
        if let Some(twin) = &self.twin {
            return if twin.is_alone() { twin.python().next_tick() } else { None };
        }
        if self.is_searching() {
            return Some(self.search_pause());
        }
        if self.open.session.is_waiting() {
            return Some(WAITING_NOTICE_INTERVAL);
        }
        self.is_playing.then(|| Duration::from_millis(SPEEDS[self.speed_index]))
    }

    /// Returns the speed in steps a second, for the footer.
    #[must_use]
    pub fn speed(&self) -> String {
        match SPEEDS[self.speed_index] {
            slow if slow >= 1000 => format!("a step each {} s", slow / 1000),
            quick => format!("{} steps a second", 1000 / quick),
        }
    }

    /// Returns the address of this moment.
    #[must_use]
    pub fn address(&self) -> Address {
        let OpenScene { subject, session, .. } = &self.open;
        let lesson = subject.name();
        Address { lesson, moment: Some(session.moment()), schedule: session.schedule_here() }
    }

    /// Returns the command that opens this moment again, and what else is to be said of it.
    #[must_use]
    pub fn command_to_reopen(&self) -> (String, String) {
        let address = self.address();
        let whole = address.to_string();
        let moment = whole.strip_prefix(address.lesson.as_str()).unwrap_or(&whole);
        let program = self.open.session.program();
        let is_script = program.language == Language::Python;
        if program.backend.is_record() && self.open.subject.lesson().is_none() {
            return (address.to_string(), format!(". To open it: {OPENS} FILE{moment}"));
        }
        if self.open.subject.lesson().is_some() || is_script {
            return (format!("{OPENS} {address}"), String::new());
        }
        (format!("{} open {moment}", address.lesson), String::new())
    }

    /// Returns what is to be edited: this program, at the moment that is open.
    pub(in crate::app) fn edit_request(&self) -> EditRequest {
        EditRequest { address: self.address().to_string(), language: self.shown_language() }
    }

    /// Returns a text of the lesson as it reads beside the source that is shown.
    #[must_use]
    pub fn words_of_lesson(&self, text: &str) -> String {
        self.open.subject.words(text, self.shown_language())
    }

    /// Returns the language that the learner knows, once it was chosen.
    #[must_use]
    pub fn language(&self) -> Option<SourceLanguage> {
        self.language
    }

    /// Sets the language that the learner knows, and shows the program in it.
    pub fn set_language(&mut self, language: SourceLanguage) {
        self.language = Some(language);
        self.source_tab =
            SourceTab::opening(&self.open.subject, Some(language)).unwrap_or_default();
        self.open_a_tab_that_is_there();
        self.refresh_guide();
    }

    /// Shows the first source where the selected one is missing: a program of your own has no twin.
    pub(in crate::app) fn open_a_tab_that_is_there(&mut self) {
        if !self.open.sources.has(self.source_tab) {
            self.source_tab = self.open.sources.first();
        }
    }

    /// Returns whether this is the moment at which the learner first sees this lesson's Rust source.
    #[must_use]
    pub fn first_sees_rust(&self) -> bool {
        let Some(here) = self.here().filter(|_| self.source_tab == SourceTab::Rust) else {
            return false;
        };
        match &self.rust_seen_at {
            Some(at) if at.lesson == here.lesson => *at == here,
            _ => true,
        }
    }

    /// Notes that the Rust source is on the screen, if it is.
    pub(in crate::app) fn note_rust_source(&mut self) {
        if self.first_sees_rust() {
            self.rust_seen_at = self.here();
        }
    }

    fn here(&self) -> Option<RustSeenAt> {
        let lesson = self.open.subject.lesson()?.slug.clone();
        let paragraph = self.guide.as_ref().and_then(|guide| guide.text.paragraph);
        let scene = self.open.subject.scene_index().unwrap_or_default();
        Some(RustSeenAt { lesson, scene, position: self.open.session.position(), paragraph })
    }

    /// Returns the language of the source on the screen, which the words name too. Beside the executor's source and a
    /// program in a real library it is the learner's own language.
    #[must_use]
    pub fn shown_language(&self) -> SourceLanguage {
        match self.source_tab {
            SourceTab::Rust => SourceLanguage::Rust,
            SourceTab::Python | SourceTab::File(_) => SourceLanguage::Python,
            SourceTab::Executor | SourceTab::Real(_) => self.language.unwrap_or_default(),
        }
    }

    /// Returns the moment before this one: what differs from it is marked as changed. That is the moment before the last
    /// key, as far as it is in the same turn.
    #[must_use]
    pub fn before(&self) -> &World {
        self.marked_since.as_deref().unwrap_or_else(|| self.open.session.before())
    }

    /// Notes from which moment on changes are marked, after a key that moved the session from there.
    pub(in crate::app) fn mark_since(&mut self, from: usize) {
        let session = &self.open.session;
        let here = session.position();
        if here == from {
            return;
        }
        let start = session.column().events.start;
        let passes_several = from >= start && here > from + 1 && !session.is_between_steps();
        self.marked_since = passes_several.then(|| Box::new(session.world_at(from)));
    }

    /// Returns whether a line was printed in this turn up to this moment, after what the lesson's text is about. At the end
    /// of the run any line counts.
    fn has_just_printed(&self) -> bool {
        let position_of_text = self.guide.as_ref().and_then(|guide| guide.text.position);
        let session = &self.open.session;
        let column = session.column();
        let start = match column.step {
            StepKind::End(_) => 0,
            _ => column.events.start.max(position_of_text.unwrap_or(0)),
        };
        let record = session.record();
        let events = record.events().get(start..session.position()).unwrap_or(&[]);
        events.iter().any(|event| matches!(event, Event::Output(OutputEvent::Printed { .. })))
    }

    /// Returns the words for a moment of the run that is open, with the line numbers of the source that is shown.
    #[must_use]
    pub fn words<'a>(&'a self, world: &'a World, record: &'a Recorder) -> Words<'a> {
        let is_twin =
            record.language() == Language::Rust && self.shown_language() == SourceLanguage::Python;
        let lines = is_twin.then(|| self.open.sources.twin_lines());
        Words::new(world, record).with_lines(lines)
    }

    /// Returns the line to which the learner scrolled a pane, if they did.
    #[must_use]
    pub fn scrolled(&self, pane: Pane) -> Option<usize> {
        self.scroll_offsets.get(&pane).copied()
    }

    /// Returns which of the panes that share one place is drawn: the one that a hint or an answer names; else the one
    /// with the focus; else the one that the lesson's text is about; else the output, if a line was just printed; else
    /// the one that had the focus last.
    #[must_use]
    pub fn front_of(&self, panes: &[Pane]) -> Option<Pane> {
        let question = self.guide.as_ref().and_then(|guide| guide.question.as_ref());
        let is_showing_reason = self.guide.as_ref().is_some_and(|guide| guide.is_showing_reason);
        let panes_of = if is_showing_reason { Question::reason_panes } else { Question::panes };
        let looked_at = question.map(panes_of).unwrap_or_default();
        let is_reason = is_showing_reason && looked_at.iter().any(|pane| panes.contains(pane));
        if question.is_some() && panes.contains(&Pane::Lesson) && !is_reason {
            return Some(Pane::Lesson);
        }
        let focus = self.chosen_pane();
        let text = self.guide.as_ref().map(|guide| &guide.text);
        let spoken_of = text.map(GuideText::panes).unwrap_or_default();
        // Words of an earlier turn give way to what has just been printed.
        let session = &self.open.session;
        let begun = text.and_then(|text| text.position);
        let is_old = begun.is_some_and(|at| session.moment_at(at).turn != session.moment().turn);
        let printed = Some(Pane::Output).filter(|_| self.has_just_printed());
        let (first, then) = if is_old { (printed, None) } else { (None, printed) };
        let latest = self.focus_history.iter().copied();
        // On a small screen words and source share a place: words that belong to this moment come first.
        let words = Some(Pane::Lesson).filter(|_| self.has_words_of_this_position());
        let wished = looked_at.into_iter().chain(focus).chain(words);
        // A pane that has nothing to show stays behind, unless it is asked for.
        let is_empty =
            |pane: &Pane| *pane == Pane::Coroutines && self.listed_coroutines().is_empty();
        let latest = latest.filter(|pane| !is_empty(pane));
        let mut wished = wished.chain(first).chain(spoken_of).chain(then).chain(latest);
        let first = panes.iter().find(|pane| !is_empty(pane)).or(panes.first());
        wished.find(|pane| panes.contains(pane)).or(first.copied())
    }

    /// Returns the pane that the learner has given the focus, if the focus isn't where the words put it.
    #[must_use]
    pub fn chosen_pane(&self) -> Option<Pane> {
        Some(self.focus).filter(|_| self.is_focus_chosen)
    }

    /// Returns the panes of the screen, in the order of [`Pane::ALL`].
    #[must_use]
    pub fn panes(&self) -> Vec<Pane> {
        self.open.preview.panes.clone()
    }

    /// Returns whether a search is under way.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        let search = self.order_explorer.as_ref().and_then(OrderExplorer::progress);
        search.is_some() && self.overlay == Some(Overlay::Orders)
    }
}
