//! **All orders** of the program that is open: what they end in, the shortest run to each end, and the tree
//! of choices.
//!
//! ```text
//!   x ──▶ Searching ── slice by slice ──▶ the kinds of ends ── → ──▶ the tree
//!             └── s: what is known by now ──▶ │  Enter               │  Enter
//!                                             └──▶ that run, at its end  └──▶ that choice, in the session
//! ```
//!
//! Whoever drives the app sends a tick whenever nothing else is to be done; each one is a slice of the
//! search, so that a key never waits long. What was found is kept until another program is open.

use super::guide::FIRST_THE_QUESTION;
use super::overlay::Overlay;
use super::{App, MOST_STEPS};
use crate::explore::{
    Count, Coverage, Orders, OutcomeKind, Overview, OverviewRow, RunReport, Search, SearchStatus,
};
use crate::record::event::{TaskId, Time};
use crate::session::schedule::Schedule;
use crate::session::{Backend, RemoteSearch, SearchLimits, SearchNews, SearchProgress, Session};
use crate::world::words::{Words, counted, sentence};
use std::time::Duration;

/// So many turns make a slice of the search: about ten milliseconds. Where the ends are many thousands, a slice of
/// their counting takes up to ten times as long.
const SLICE: u64 = 20_000;

/// How often a search that goes on elsewhere is asked for news.
const NEWS: Duration = Duration::from_millis(100);

/// Why the tree of choices is not offered for a program that runs in a process of its own.
const NO_TREE: &str =
    "The tree of choices is there only for a program that runs in this process. Enter opens a run.";

/// The orders of the program that is open.
pub struct AllOrders {
    work: Work,
    overview: Option<Overview>,
    /// The kinds of ends, those that are shown.
    pub kinds: Vec<Row>,
    /// How many more there are.
    pub more: usize,
    /// Which kind is marked.
    pub marked: usize,
    /// The place in the tree, where the learner walks it.
    pub node: Option<Node>,
}

enum Work {
    Searching(Box<Search>),
    /// In the process that runs the program.
    Elsewhere(Box<dyn RemoteSearch>, SearchProgress),
    Known(Box<Orders>),
    /// Between two states.
    Nothing,
}

/// A kind of end.
#[derive(Clone, Debug)]
pub struct Row {
    /// How the run ends.
    pub how: OutcomeKind,
    /// The clock there.
    pub clock: Time,
    /// How many orders, or drawn runs, end so.
    pub orders: Count,
    /// In how many orders of their own its lines are printed.
    pub groups: usize,
    /// How many turns the shortest takes.
    pub turns: u32,
    /// What is to be seen at its end.
    pub sight: RunReport,
}

/// A place in the tree: behind some choices.
#[derive(Clone, Debug)]
pub struct Node {
    /// The choices.
    pub path: Vec<u32>,
    /// The tasks that they took, by name.
    pub taken: Vec<String>,
    /// The turn that is to come next, or that was the last.
    pub turn: u32,
    /// The tasks to choose from. Empty where nothing is left to choose.
    pub branches: Vec<Branch>,
    /// Which is marked.
    pub marked: usize,
    /// Where nothing is left to choose: how it ends.
    pub end: Option<(Option<OutcomeKind>, RunReport)>,
    /// The choices of the run that the walk set out for.
    towards: Schedule,
}

/// A choice in the tree.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The task's letter and name.
    pub label: String,
    /// The task.
    pub task: TaskId,
    /// How many orders take it here.
    pub orders: Count,
    /// How they end, the worst first.
    pub ends: Vec<(OutcomeKind, Count)>,
}

/// What a key in the list of orders asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Into the tree, or one choice deeper.
    In,
    /// One choice back, or out of the tree.
    Out,
    /// The search stops with what it knows.
    Stop,
}

impl AllOrders {
    fn new(work: Work) -> AllOrders {
        AllOrders { work, overview: None, kinds: Vec::new(), more: 0, marked: 0, node: None }
    }

    /// How far the search is, while it goes on.
    #[must_use]
    pub fn progress(&self) -> Option<SearchProgress> {
        match &self.work {
            Work::Searching(search) => Some(SearchProgress {
                runs: search.runs(),
                is_drawing: search.is_drawing(),
                states: search.counted(),
            }),
            Work::Elsewhere(_, progress) => Some(*progress),
            Work::Known(_) | Work::Nothing => None,
        }
    }

    /// What was found, once it is over.
    #[must_use]
    pub fn found(&self) -> Option<&Overview> {
        self.overview.as_ref()
    }

    /// Whether its tree of choices can be walked: not where the program runs elsewhere.
    #[must_use]
    pub fn has_tree(&self) -> bool {
        matches!(self.work, Work::Known(_))
    }

    /// What is counted, one and many; see [`Orders::noun`].
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.found().map_or(("order", "orders"), Overview::noun)
    }

    /// One slice on. The error says why the orders cannot be had.
    fn go_on(&mut self) -> Result<(), String> {
        match &mut self.work {
            Work::Searching(search) => {
                let status = search.advance_turns(SLICE).map_err(|why| why.to_string())?;
                if status == SearchStatus::Done {
                    self.stop();
                }
            }
            Work::Elsewhere(search, progress) => match search.poll() {
                SearchNews::Pending => {}
                SearchNews::Progress(now) => *progress = now,
                SearchNews::Found(overview) => {
                    let found = serde_json::from_value(overview).map_err(|why| why.to_string())?;
                    self.work = Work::Nothing;
                    self.show(found);
                }
                SearchNews::Failed(why) => return Err(why),
            },
            Work::Known(_) | Work::Nothing => {}
        }
        Ok(())
    }

    fn show(&mut self, overview: Overview) {
        self.kinds = overview.rows.iter().map(row).collect();
        self.more = overview.more_kinds();
        self.overview = Some(overview);
    }

    /// What is known by now is what is shown.
    fn stop(&mut self) {
        match std::mem::replace(&mut self.work, Work::Nothing) {
            Work::Searching(search) => {
                let orders = search.orders();
                self.show(orders.overview(false));
                self.work = Work::Known(Box::new(orders));
            }
            Work::Elsewhere(mut search, progress) => {
                // It sends what it knows, and that is taken in like any other news.
                search.stop();
                self.work = Work::Elsewhere(search, progress);
            }
            other => self.work = other,
        }
    }

    fn move_by(&mut self, by: isize) {
        let (at, count) = match &mut self.node {
            Some(node) => (&mut node.marked, node.branches.len()),
            None => (&mut self.marked, self.kinds.len()),
        };
        *at = at.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// The node behind these choices.
    fn node_at(&self, path: Vec<u32>, towards: Schedule) -> Option<Node> {
        let Work::Known(orders) = &self.work else { return None };
        let schedule = Schedule::new(path.clone());
        let mut session = Session::with_schedule(orders.program().clone(), schedule.clone());
        let mut taken = Vec::new();
        for (nth, choice) in path.iter().enumerate() {
            session.go_to_choice(nth, MOST_STEPS);
            let task = session.ready_to_choose().get(*choice as usize).copied();
            taken.extend(task.map(|task| label(&session, task)));
        }
        let has_choice = session.go_to_choice(path.len(), MOST_STEPS);
        let found = if has_choice { orders.branches(&path) } else { Vec::new() };
        let branch = |one: crate::explore::Branch| Branch {
            label: label(&session, one.task),
            task: one.task,
            orders: one.orders,
            ends: one.outcomes,
        };
        let branches: Vec<_> = found.into_iter().map(branch).collect();
        let end = (!has_choice).then(|| {
            let how = session.world().verdict.map(OutcomeKind::from);
            (how, orders.report_of(schedule))
        });
        let turn = session.world().turn + u32::from(has_choice);
        let marked = towards.choice(path.len()) as usize;
        let marked = marked.min(branches.len().saturating_sub(1));
        Some(Node { path, taken, turn, branches, marked, end, towards })
    }

    fn walk_in(&mut self) {
        let (path, towards) = match &self.node {
            None => match self.kinds.get(self.marked) {
                Some(kind) => (Vec::new(), kind.sight.schedule.clone()),
                None => return,
            },
            Some(node) if node.branches.is_empty() => return,
            Some(node) => {
                let nth = u32::try_from(node.marked).unwrap_or(0);
                let stays = node.towards.choice(node.path.len()) == nth;
                let path: Vec<_> = node.path.iter().copied().chain([nth]).collect();
                // Off the way to the run that was looked for, the loop's own order is as good as any.
                let towards =
                    if stays { node.towards.clone() } else { Schedule::new(path.clone()) };
                (path, towards)
            }
        };
        self.node = self.node_at(path, towards);
    }

    fn walk_out(&mut self) {
        let Some(node) = self.node.take() else { return };
        let mut path = node.path;
        if let Some(last) = path.pop() {
            self.node = self.node_at(path, node.towards);
            if let Some(node) = &mut self.node {
                node.marked = last as usize;
            }
        }
    }
}

fn label(session: &Session, task: TaskId) -> String {
    let record = session.record();
    Words { world: session.world(), record: &record }.task(task)
}

fn row(row: &OverviewRow) -> Row {
    let end = &row.outcome;
    Row {
        how: end.kind(),
        clock: end.clock(),
        orders: row.orders,
        groups: row.groups,
        turns: end.turns(),
        sight: row.run.clone(),
    }
}

impl App {
    /// Is a search going on?
    #[must_use]
    pub fn is_searching(&self) -> bool {
        let progress = self.orders.as_ref().and_then(AllOrders::progress);
        progress.is_some() && self.overlay == Some(Overlay::Orders)
    }

    /// How long to wait for the next slice of the search. Where it goes on elsewhere there is only news to look for.
    pub(super) fn search_pause(&self) -> Duration {
        match self.orders.as_ref().map(|orders| &orders.work) {
            Some(Work::Elsewhere(..)) => NEWS,
            _ => Duration::ZERO,
        }
    }

    /// One slice of the search.
    pub(super) fn search_on(&mut self) {
        let Some(orders) = &mut self.orders else { return };
        if let Err(why) = orders.go_on() {
            (self.orders, self.overlay) = (None, None);
            self.notice = Some(sentence(&why));
        }
    }

    /// Opens the list, and begins to search where nothing is known yet.
    pub(super) fn ask_orders(&mut self) {
        self.is_playing = false;
        if self.guide.as_ref().is_some_and(super::Guide::is_asking) {
            // The orders would tell what the question asks.
            self.notice = Some(FIRST_THE_QUESTION.to_owned());
            return;
        }
        if self.orders.is_some() {
            self.overlay = Some(Overlay::Orders);
            return;
        }
        let program = self.open.session.program().clone();
        let begun = match &program.backend {
            Backend::Process(launcher) => {
                let search = launcher.explore(SearchLimits::default());
                let work = |search| Work::Elsewhere(search, SearchProgress::default());
                search.map(work).map_err(|why| why.to_string())
            }
            Backend::BuiltIn(_) | Backend::Record(_) => {
                let search = self.open.scene.explore(program).search();
                let work = |search| Work::Searching(Box::new(search));
                search.map(work).map_err(|why| why.to_string())
            }
        };
        match begun {
            Ok(work) => {
                self.orders = Some(AllOrders::new(work));
                self.overlay = Some(Overlay::Orders);
                self.search_on();
            }
            Err(why) => self.notice = Some(sentence(&why)),
        }
    }

    /// Puts the list away. What is not whole is not kept: the next time it is searched again.
    pub(super) fn close_orders(&mut self) {
        let is_part = |orders: &Overview| matches!(orders.coverage, Coverage::Part { .. });
        let is_whole = |orders: &AllOrders| orders.found().is_some_and(|found| !is_part(found));
        self.orders = self.orders.take().filter(is_whole);
    }

    /// In the list, or in the tree.
    pub(super) fn walk(&mut self, walk: Walk) {
        let Some(orders) = &mut self.orders else { return };
        match walk {
            Walk::In if orders.found().is_some() && !orders.has_tree() => {
                self.notice = Some(NO_TREE.to_owned());
            }
            Walk::In => orders.walk_in(),
            Walk::Out => orders.walk_out(),
            Walk::Stop => orders.stop(),
        }
    }

    pub(super) fn move_in_orders(&mut self, by: isize) {
        if let Some(orders) = &mut self.orders {
            orders.move_by(by);
        }
    }

    /// Opens what is marked: the shortest run of a kind at its end; of a place in the tree, the turn that
    /// was chosen.
    pub(super) fn open_order(&mut self) {
        let Some(orders) = &self.orders else { return };
        let (schedule, place) = match (&orders.node, orders.kinds.get(orders.marked)) {
            (Some(node), _) if !node.branches.is_empty() => {
                let nth = u32::try_from(node.marked).unwrap_or(0);
                let path: Vec<_> = node.path.iter().copied().chain([nth]).collect();
                (Schedule::new(path), Some(node.path.len()))
            }
            (Some(node), _) => (Schedule::new(node.path.clone()), None),
            (None, Some(kind)) => (kind.sight.schedule.clone(), None),
            (None, None) => return,
        };
        self.overlay = None;
        let session = &mut self.open.session;
        session.take_order(schedule);
        match place {
            Some(nth) => {
                session.go_to_choice(nth, MOST_STEPS);
                session.forward();
            }
            None => {
                session.to_end(MOST_STEPS);
            }
        }
        let choices = counted(session.schedule().written(), "choice", "choices");
        self.notice = Some(if session.schedule().is_the_loops_own() {
            "This is the loop's own order. \u{2190} goes back through it, x to all orders."
                .to_owned()
        } else {
            format!(
                "An order with {choices} of its own: \u{2190} goes back, r runs the loop's own."
            )
        });
        self.look_anew();
    }
}
