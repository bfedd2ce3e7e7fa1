//! **All orders** of the program that is open: their outcomes, the shortest run to each outcome, and the tree of
//! choices.
//!
//! ```text
//!   x ──▶ Searching ── slice by slice ──▶ the outcomes ── → ────────▶ the tree
//!             └── s: what is known by now ──▶ │  Enter               │  Enter
//!                                             └──▶ that run, at its end  └──▶ that choice, in the session
//! ```
//!
//! The code that drives the app sends a tick whenever it is idle. Each tick is a slice of the search, so that a key
//! never waits long. The result is stored until another program is opened.

use crate::explore::{
    Count, Orders, OutcomeKind, Overview, OverviewRow, RunReport, Search, SearchStatus,
};
use crate::limits::{MAX_STEPS_TO_END, SEARCH_NEWS_INTERVAL, SEARCH_SLICE_TURNS};
use crate::record::event::{TaskId, Time};
use crate::session::schedule::Schedule;
use crate::session::{RemoteSearch, SearchNews, SearchProgress, Session};
use crate::world::words::Words;
use std::time::Duration;

/// The orders of the program that is open.
pub struct OrderExplorer {
    work: Work,
    overview: Option<Overview>,
    /// The outcomes that are listed.
    pub kinds: Vec<OutcomeRow>,
    /// How many outcomes aren't listed.
    pub more: usize,
    /// The index of the marked outcome.
    pub marked: usize,
    /// The place in the tree, while the learner is in it.
    pub node: Option<ChoiceNode>,
}

enum Work {
    Searching(Box<Search>),
    /// In the process that runs the program.
    Elsewhere(Box<dyn RemoteSearch>, SearchProgress),
    Known(Box<Orders>),
    /// Neither: the value while one state replaces another, and after a search in another process.
    Nothing,
}

/// An outcome, with the orders that have it.
#[derive(Clone, Debug)]
pub struct OutcomeRow {
    /// How the run ends.
    pub how: OutcomeKind,
    /// The clock there.
    pub clock: Time,
    /// How many orders, or drawn runs, have this outcome.
    pub orders: Count,
    /// In how many different orders its lines are printed.
    pub groups: usize,
    /// How many turns the shortest takes.
    pub turns: u32,
    /// What its shortest run has printed, and what still waits.
    pub report: RunReport,
}

/// A place in the tree: the state after some choices.
#[derive(Clone, Debug)]
pub struct ChoiceNode {
    /// The choices.
    pub path: Vec<u32>,
    /// The names of the chosen tasks.
    pub taken: Vec<String>,
    /// The next turn, or the last one if the run has ended.
    pub turn: u32,
    /// The tasks to choose from. Empty if no choice is left.
    pub branches: Vec<ChoiceBranch>,
    /// The index of the marked task.
    pub marked: usize,
    /// If no choice is left: the outcome and what it shows.
    pub end: Option<(Option<OutcomeKind>, RunReport)>,
    /// The choices of the run that the learner was looking for.
    towards: Schedule,
}

/// A choice in the tree.
#[derive(Clone, Debug)]
pub struct ChoiceBranch {
    /// The task's letter and name.
    pub label: String,
    /// The task.
    pub task: TaskId,
    /// How many orders take it here.
    pub orders: Count,
    /// Their outcomes, the worst first.
    pub ends: Vec<(OutcomeKind, Count)>,
}

impl OrderExplorer {
    pub(super) fn new(search: Search) -> OrderExplorer {
        OrderExplorer::with(Work::Searching(Box::new(search)))
    }

    /// Returns the explorer of a program that is explored in the process that runs it.
    pub(super) fn new_elsewhere(search: Box<dyn RemoteSearch>) -> OrderExplorer {
        OrderExplorer::with(Work::Elsewhere(search, SearchProgress::default()))
    }

    fn with(work: Work) -> OrderExplorer {
        OrderExplorer { work, overview: None, kinds: Vec::new(), more: 0, marked: 0, node: None }
    }

    /// Returns the progress of the search, while it is under way.
    #[must_use]
    pub fn progress(&self) -> Option<SearchProgress> {
        match &self.work {
            Work::Searching(search) => Some(SearchProgress {
                runs: search.runs(),
                is_drawing: search.is_drawing(),
                states: search.counted(),
                stuck_for: 0,
            }),
            Work::Elsewhere(_, progress) => Some(*progress),
            Work::Known(_) | Work::Nothing => None,
        }
    }

    /// Returns how long to wait before the next slice. A search in another process is only asked for its progress.
    pub(super) fn pause(&self) -> Duration {
        if let Work::Elsewhere(..) = self.work { SEARCH_NEWS_INTERVAL } else { Duration::ZERO }
    }

    /// Returns what was found, once the search has ended.
    #[must_use]
    pub fn found(&self) -> Option<&Overview> {
        self.overview.as_ref()
    }

    /// Returns whether there is a tree of choices. There is none for a program in another process.
    #[must_use]
    pub fn has_tree(&self) -> bool {
        matches!(self.work, Work::Known(_))
    }

    /// Returns the singular and plural of what is counted; see [`Orders::noun`].
    #[must_use]
    pub fn noun(&self) -> (&'static str, &'static str) {
        self.found().map_or(("order", "orders"), Overview::noun)
    }

    /// Searches one slice further.
    ///
    /// # Errors
    /// Fails with the reason why the program can't be explored.
    pub(super) fn search_slice(&mut self) -> Result<(), String> {
        match &mut self.work {
            Work::Searching(search) => {
                let status =
                    search.advance_turns(SEARCH_SLICE_TURNS).map_err(|why| why.to_string())?;
                if status == SearchStatus::Done {
                    self.stop();
                }
            }
            Work::Elsewhere(search, progress) => match search.poll() {
                SearchNews::Pending => {}
                SearchNews::Progress(now) if now.stuck_for > 0 => {
                    progress.stuck_for = now.stuck_for;
                }
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

    /// Ends the search and shows what it has found.
    pub(super) fn stop(&mut self) {
        match std::mem::replace(&mut self.work, Work::Nothing) {
            Work::Searching(search) => {
                let orders = search.orders();
                self.show(orders.overview(false));
                self.work = Work::Known(Box::new(orders));
            }
            Work::Elsewhere(mut search, progress) => {
                // It answers with what it has found, which arrives as `SearchNews::Found`.
                search.stop();
                self.work = Work::Elsewhere(search, progress);
            }
            other => self.work = other,
        }
    }

    pub(super) fn move_by(&mut self, by: isize) {
        let (at, count) = match &mut self.node {
            Some(node) => (&mut node.marked, node.branches.len()),
            None => (&mut self.marked, self.kinds.len()),
        };
        *at = at.saturating_add_signed(by).min(count.saturating_sub(1));
    }

    /// Returns the node after these choices.
    fn node_at(&self, path: Vec<u32>, towards: Schedule) -> Option<ChoiceNode> {
        let Work::Known(orders) = &self.work else { return None };
        let schedule = Schedule::new(path.clone());
        let mut session = Session::with_schedule(orders.program().clone(), schedule.clone());
        let mut taken = Vec::new();
        for (nth, choice) in path.iter().enumerate() {
            session.go_to_choice(nth, MAX_STEPS_TO_END);
            let task = session.ready_to_choose().get(*choice as usize).copied();
            taken.extend(task.map(|task| label(&session, task)));
        }
        let has_choice = session.go_to_choice(path.len(), MAX_STEPS_TO_END);
        let found = if has_choice { orders.branches(&path) } else { Vec::new() };
        let branch = |one: crate::explore::Branch| ChoiceBranch {
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
        Some(ChoiceNode { path, taken, turn, branches, marked, end, towards })
    }

    pub(super) fn enter_tree(&mut self) {
        let (path, towards) = match &self.node {
            None => match self.kinds.get(self.marked) {
                Some(kind) => (Vec::new(), kind.report.schedule.clone()),
                None => return,
            },
            Some(node) if node.branches.is_empty() => return,
            Some(node) => {
                let nth = u32::try_from(node.marked).unwrap_or(0);
                let stays = node.towards.choice(node.path.len()) == nth;
                let path: Vec<_> = node.path.iter().copied().chain([nth]).collect();
                // Away from the run that the learner was looking for, the loop's own order is as good as any.
                let towards =
                    if stays { node.towards.clone() } else { Schedule::new(path.clone()) };
                (path, towards)
            }
        };
        self.node = self.node_at(path, towards);
    }

    pub(super) fn leave_tree(&mut self) {
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
    Words::new(session.world(), &record).task(task)
}

fn row(row: &OverviewRow) -> OutcomeRow {
    let end = &row.outcome;
    OutcomeRow {
        how: end.kind(),
        clock: end.clock(),
        orders: row.orders,
        groups: row.groups,
        turns: end.turns(),
        report: row.run.clone(),
    }
}
