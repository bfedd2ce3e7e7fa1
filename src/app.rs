//! All that a learner can change by a key: which lesson, which moment, what is open, what is looked at.
//!
//! ```text
//!   key ──keymap──▶ Message ──update──▶ App ──ui::draw──▶ screen
//! ```
//!
//! **Invariant:** nothing here knows of a terminal, of colours or of the time of day. Whoever drives an
//! [`App`] turns its own keys into [`key::Key`]s, and asks [`App::tick`] how long to wait where the learner
//! lets it play by itself.

mod breaking;
mod choosing;
pub mod guide;
pub mod highlight;
mod inside;
pub mod key;
pub mod keymap;
pub mod message;
pub mod orders;
pub mod overlay;
pub mod pane;
mod pick;
mod read;
mod scenes;
pub mod source;
mod told;
mod update;
mod waiting;

use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::opening::Visit;
use crate::progress::{Done, Milestone};
use crate::record::event::TaskId;
use crate::session::moment::Address;
use crate::session::{Divergence, Session};
use guide::Guide;
use key::Key;
use message::{Message, Next};
use orders::AllOrders;
use overlay::Overlay;
use pane::{Pane, Stage};
use source::{Sources, Tab};
use std::collections::BTreeMap;
use std::time::Duration;

/// So many milliseconds lie between two steps, slowest first.
const SPEEDS: [u64; 6] = [4000, 2000, 1000, 500, 250, 100];

/// A scene, ready to be run.
pub struct Open {
    /// Its lesson.
    pub lesson: &'static Lesson,
    /// Which of its scenes.
    pub scene: &'static Scene,
    /// Its run, and the moment that is looked at.
    pub session: Session,
    /// What there is to show.
    pub stage: Stage,
    /// Its texts.
    pub sources: Sources,
}

/// How much of a pane there is, and how much of it is seen: told by whoever drew it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// For each pane: its lines, the lines that have room, and the first that is seen.
    pub panes: BTreeMap<Pane, Extent>,
    /// The same for what is open.
    pub overlay: Extent,
}

/// Content and the window on it, in lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many lines there are.
    pub lines: usize,
    /// How many have room.
    pub height: usize,
    /// The first that is seen.
    pub first: usize,
}

impl Extent {
    /// How far it can be scrolled.
    #[must_use]
    pub fn most(self) -> usize {
        self.lines.saturating_sub(self.height)
    }
}

/// How a class is shown the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presenting {
    /// It is not: one learner looks at everything.
    #[default]
    Off,
    /// A few large panes, and the teacher speaks.
    Silent,
    /// The same, with the words of the step.
    WithWords,
}

/// The state of the screen.
pub struct App {
    /// The scene that is open.
    pub open: Open,
    /// The lesson's words and questions, where it has any.
    pub guide: Option<Guide>,
    /// What was reached and is not yet saved: whoever drives the app takes it.
    pub reached: Vec<Milestone>,
    /// What was done in each lesson, as far as it is known: whoever drives the app brings it.
    pub done: BTreeMap<String, Done>,
    /// Which source is shown.
    pub tab: Tab,
    /// The pane with the focus.
    pub focus: Pane,
    /// Does the focused pane fill the screen?
    pub is_zoomed: bool,
    /// The task that the learner looks at, until the next step.
    pub picked: Option<TaskId>,
    /// All orders of the program, once they were asked for.
    pub orders: Option<AllOrders>,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// The difference from another run that was mentioned last.
    divergence: Option<Divergence>,
    /// A word to the learner, until the next key.
    pub notice: Option<String>,
    /// Does it play by itself?
    pub is_playing: bool,
    /// Is it shown to a class?
    pub presenting: Presenting,
    /// What the last drawing had room for.
    pub room: Room,
    speed: usize,
    /// The panes by when they last had the focus, the latest first.
    recent: Vec<Pane>,
    /// Where the learner scrolled to; a pane that is not here follows the moment.
    scrolled: BTreeMap<Pane, usize>,
}

impl Open {
    /// Opens what is visited.
    #[must_use]
    pub fn new(visit: Visit) -> Open {
        let Visit { lesson, scene, session } = visit;
        let sources = Sources::of(scene);
        let mut open = Open { lesson, scene, session, stage: Stage::default(), sources };
        open.look_ahead();
        open
    }

    /// Looks through the whole run, because there is a new one.
    fn look_ahead(&mut self) {
        let ahead = self.session.look_ahead();
        let panes = std::mem::take(&mut self.stage.panes);
        self.stage = Stage::of(self.lesson, &ahead);
        let still = |pane: &Pane| panes.contains(pane) || self.stage.panes.contains(pane);
        self.stage.panes = Pane::ALL.into_iter().filter(still).collect();
    }
}

/// So many steps are run at most to find the end of a run.
const MOST_STEPS: usize = 100_000;

impl App {
    /// A screen on this scene.
    #[must_use]
    pub fn new(visit: Visit) -> App {
        let mut open = Open::new(visit);
        let guide = Guide::new(&mut open);
        App {
            open,
            guide,
            reached: Vec::new(),
            done: BTreeMap::new(),
            tab: Tab::Rust,
            focus: Pane::Source,
            is_zoomed: false,
            picked: None,
            orders: None,
            overlay: None,
            divergence: None,
            notice: None,
            is_playing: false,
            presenting: Presenting::Off,
            room: Room::default(),
            speed: 2,
            recent: Vec::new(),
            scrolled: BTreeMap::new(),
        }
    }

    /// What a key asks for now.
    #[must_use]
    pub fn message(&self, key: Key) -> Option<Message> {
        keymap::message(self.place(), key)
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) -> Next {
        match self.message(key) {
            Some(message) => self.update(message),
            None => self.forget_notice(),
        }
    }

    /// Which keys hold now.
    #[must_use]
    pub fn place(&self) -> keymap::Where {
        let is_asking = self.guide.as_ref().is_some_and(Guide::is_asking);
        let bare = if is_asking { keymap::Where::Question } else { keymap::Where::Screen };
        self.overlay.as_ref().map_or(bare, Overlay::place)
    }

    /// How long to wait before the next [`Message::Tick`], where it plays by itself; no time at all while
    /// orders are searched.
    #[must_use]
    pub fn tick(&self) -> Option<Duration> {
        if self.is_searching() {
            return Some(self.search_pause());
        }
        if self.open.session.is_waiting() {
            return Some(waiting::PAUSE);
        }
        self.is_playing.then(|| Duration::from_millis(SPEEDS[self.speed]))
    }

    /// The speed in steps a second, for the footer.
    #[must_use]
    pub fn speed(&self) -> String {
        match SPEEDS[self.speed] {
            slow if slow >= 1000 => format!("a step each {} s", slow / 1000),
            quick => format!("{} steps a second", 1000 / quick),
        }
    }

    /// The address of this moment.
    #[must_use]
    pub fn address(&self) -> Address {
        let Open { lesson, scene, session, .. } = &self.open;
        let lesson = Visit::name_of(lesson, scene);
        Address { lesson, moment: Some(session.moment()), schedule: session.schedule_here() }
    }

    /// Where the learner scrolled a pane to, if at all.
    #[must_use]
    pub fn scrolled(&self, pane: Pane) -> Option<usize> {
        self.scrolled.get(&pane).copied()
    }

    /// Of panes that share one place: the one that has the focus; else the one that the lesson speaks of
    /// now; else the one that had the focus last.
    #[must_use]
    pub fn front_of(&self, panes: &[Pane]) -> Option<Pane> {
        let is_held = self.guide.as_ref().is_some_and(|guide| guide.question.is_some());
        if is_held && panes.contains(&Pane::Lesson) {
            return Some(Pane::Lesson);
        }
        let focus = Some(self.focus).filter(|focus| self.recent.first() == Some(focus));
        let spoken_of = self.guide.as_ref().and_then(|guide| guide.said.pane());
        let latest = self.recent.iter().copied();
        let mut wished = focus.into_iter().chain(spoken_of).chain(latest);
        wished.find(|pane| panes.contains(pane)).or(panes.first().copied())
    }

    /// The panes that there are now.
    #[must_use]
    pub fn panes(&self) -> Vec<Pane> {
        let all = &self.open.stage.panes;
        if self.presenting == Presenting::Off {
            return all.clone();
        }
        let few = [Pane::Source, Pane::Loop, Pane::Tasks];
        let shown: Vec<_> = all.iter().copied().filter(|pane| few.contains(pane)).collect();
        if shown.len() > 1 {
            return shown;
        }
        let few = [Pane::Source, Pane::Coroutines, Pane::Output];
        all.iter().copied().filter(|pane| few.contains(pane)).collect()
    }
}
