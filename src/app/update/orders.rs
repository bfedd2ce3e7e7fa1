//! The list of all orders: opening it, searching on, walking in its tree, and opening a run from it.

use crate::app::App;
use crate::app::message::OrdersMessage;
use crate::app::order_explorer::OrderExplorer;
use crate::app::overlay::Overlay;
use crate::explore::{Coverage, Overview, explore};
use crate::limits::MAX_STEPS_TO_END;
use crate::session::SearchLimits;
use crate::session::schedule::Schedule;
use crate::world::words::{counted, sentence};
use std::time::Duration;

/// Why the tree of choices is not offered for a program that runs in a process of its own.
const NO_TREE: &str =
    "The tree of choices is there only for a program that runs in this process. Enter opens a run.";

impl App {
    /// Returns how long to wait before the next slice of the search.
    pub(in crate::app) fn search_pause(&self) -> Duration {
        self.order_explorer.as_ref().map_or(Duration::ZERO, OrderExplorer::pause)
    }

    pub(super) fn explore_orders(&mut self, message: OrdersMessage) {
        if message == OrdersMessage::Show {
            return self.show_orders();
        }
        let Some(orders) = &mut self.order_explorer else { return };
        match message {
            OrdersMessage::Show => {}
            OrdersMessage::EnterTree if orders.found().is_some() && !orders.has_tree() => {
                self.notice = Some(NO_TREE.to_owned());
            }
            OrdersMessage::EnterTree => orders.enter_tree(),
            OrdersMessage::LeaveTree => orders.leave_tree(),
            OrdersMessage::StopSearch => orders.stop(),
        }
    }

    /// Searches one slice further.
    pub(super) fn continue_search(&mut self) {
        let Some(orders) = &mut self.order_explorer else { return };
        if let Err(why) = orders.search_slice() {
            (self.order_explorer, self.overlay) = (None, None);
            self.notice = Some(sentence(&why));
        }
    }

    /// Opens the list, and starts the search if it hasn't been done.
    fn show_orders(&mut self) {
        self.is_playing = false;
        if self.order_explorer.is_some() {
            self.overlay = Some(Overlay::Orders);
            return;
        }
        let program = self.open.session.program().clone();
        let explorer = if let Some(launcher) = program.backend.launcher() {
            let search = launcher.explore(SearchLimits::default());
            search.map(OrderExplorer::new_elsewhere).map_err(|why| why.to_string())
        } else {
            let search = explore(program).search();
            search.map(OrderExplorer::new).map_err(|why| why.to_string())
        };
        match explorer {
            Ok(explorer) => {
                self.order_explorer = Some(explorer);
                self.overlay = Some(Overlay::Orders);
                self.continue_search();
            }
            Err(why) => self.notice = Some(sentence(&why)),
        }
    }

    /// Closes the list. An unfinished search is dropped and starts again the next time.
    pub(super) fn close_orders(&mut self) {
        let is_part = |orders: &Overview| matches!(orders.coverage, Coverage::Part { .. });
        let is_whole = |orders: &OrderExplorer| orders.found().is_some_and(|found| !is_part(found));
        self.order_explorer = self.order_explorer.take().filter(is_whole);
    }

    pub(super) fn move_mark_in_orders(&mut self, by: isize) {
        if let Some(orders) = &mut self.order_explorer {
            orders.move_by(by);
        }
    }

    /// Opens the marked entry: the end of the shortest run with an outcome, or the chosen turn of the tree.
    pub(super) fn open_order(&mut self) {
        let Some(orders) = &self.order_explorer else { return };
        let (schedule, place) = match (&orders.node, orders.kinds.get(orders.marked)) {
            (Some(node), _) if !node.branches.is_empty() => {
                let nth = u32::try_from(node.marked).unwrap_or(0);
                let path: Vec<_> = node.path.iter().copied().chain([nth]).collect();
                (Schedule::new(path), Some(node.path.len()))
            }
            (Some(node), _) => (Schedule::new(node.path.clone()), None),
            (None, Some(kind)) => (kind.report.schedule.clone(), None),
            (None, None) => return,
        };
        self.overlay = None;
        let session = &mut self.open.session;
        session.restart_with(schedule);
        match place {
            Some(nth) => {
                session.go_to_choice(nth, MAX_STEPS_TO_END);
                session.forward();
            }
            None => {
                session.to_end(MAX_STEPS_TO_END);
            }
        }
        let choices = counted(session.schedule().choice_count(), "choice", "choices");
        self.notice = Some(if session.schedule().is_default() {
            "This is the loop's own order. \u{2190} steps back through it; x goes back to the list."
                .to_owned()
        } else {
            format!(
                "This run differs from the loop's by {choices}: \u{2190} steps back through it, r leaves it."
            )
        });
        self.refresh_after_new_run();
    }
}
