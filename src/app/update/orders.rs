//! The list of all orders: opening it, searching on, walking in its tree, and opening a run from it.

use super::lesson::FIRST_THE_QUESTION;
use crate::app::guide::Guide;
use crate::app::orders::{AllOrders, Walk};
use crate::app::overlay::Overlay;
use crate::app::{App, MOST_STEPS};
use crate::explore::{Coverage, Orders};
use crate::session::schedule::Schedule;
use crate::world::words::{counted, sentence};

impl App {
    /// One slice of the search.
    pub(super) fn search_on(&mut self) {
        let Some(orders) = &mut self.orders else { return };
        if let Err(why) = orders.go_on() {
            (self.orders, self.overlay) = (None, None);
            self.notice = Some(sentence(&why.to_string()));
        }
    }

    /// Opens the list, and begins to search where nothing is known yet.
    pub(super) fn ask_orders(&mut self) {
        self.is_playing = false;
        if self.guide.as_ref().is_some_and(Guide::is_asking) {
            // The orders would tell what the question asks.
            self.notice = Some(FIRST_THE_QUESTION.to_owned());
            return;
        }
        if self.orders.is_some() {
            self.overlay = Some(Overlay::Orders);
            return;
        }
        let Some(program) = self.open.session.program() else { return };
        match self.open.scene.explore(program).search() {
            Ok(search) => {
                self.orders = Some(AllOrders::new(search));
                self.overlay = Some(Overlay::Orders);
                self.search_on();
            }
            Err(why) => self.notice = Some(sentence(&why.to_string())),
        }
    }

    /// Puts the list away. What is not whole is not kept: the next time it is searched again.
    pub(super) fn close_orders(&mut self) {
        let is_part = |orders: &Orders| matches!(orders.coverage, Coverage::Part { .. });
        let is_whole = |orders: &AllOrders| orders.found().is_some_and(|found| !is_part(found));
        self.orders = self.orders.take().filter(is_whole);
    }

    /// In the list, or in the tree.
    pub(super) fn walk(&mut self, walk: Walk) {
        let Some(orders) = &mut self.orders else { return };
        match walk {
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
