//! Goes to the moment or the address that was typed.

use crate::app::App;
use crate::app::overlay::{Overlay, TextInput};
use crate::app::pane::Pane;
use crate::course::tour::BeatStatus;
use crate::course::tour::opening::{OpenError, SceneSession};
use crate::session::moment::{Address, AddressError};
use crate::world::words::sentence;

impl App {
    /// Goes to a moment of this run, or to an address in this run or another one. A text that names no place stays in
    /// the line, with the reason.
    pub(super) fn go_to(&mut self, mut input: TextInput) {
        let text = input.text.trim();
        if text.is_empty() {
            return;
        }
        let from = self.open.session.position();
        let go =
            |app: &mut App, moment| app.open.session.go_to(moment).map_err(|why| why.to_string());
        let gone = match text.parse::<Address>() {
            _ if beat_number(text).is_some() => self.go_to_numbered_beat(beat_number(text)),
            Ok(address) if self.leads_elsewhere(&address) => match self.visit_at(address, text) {
                Ok(visit) => return self.reopen(visit),
                Err(why) => Err(format!("no such place: {why}")),
            },
            Ok(Address { moment: Some(moment), .. }) => go(self, moment),
            _ => match text.parse() {
                Ok(moment) => go(self, moment),
                Err(why) => Err(AddressError::to_string(&why)),
            },
        };
        match gone.and_then(|()| self.hold_jump(from)) {
            Ok(()) => self.scroll_offsets.retain(|pane, _| *pane == Pane::Lesson),
            Err(why) => {
                input.fault = Some(sentence(&why));
                self.overlay = Some(Overlay::GoTo(input));
            }
        }
    }

    /// Goes to a beat of this scene, counted from 1.
    fn go_to_numbered_beat(&mut self, number: Option<usize>) -> Result<(), String> {
        let none = || "this program has no lesson, so there's no beat to go to".to_owned();
        let guide = self.guide.as_mut().ok_or_else(none)?;
        let session = &mut self.open.session;
        let beats = guide.tour.beats(session);
        let nth = number.and_then(|number| number.checked_sub(1));
        let Some((beat, _, status)) = nth.and_then(|nth| beats.get(nth)) else {
            return Err(match beats.len() {
                0 => "this scene has no beats".to_owned(),
                count => format!("this scene has {count} beats, from b1 to b{count}"),
            });
        };
        if *status == BeatStatus::DidNotHappen {
            return Err("this beat doesn't happen in this run".to_owned());
        }
        guide.is_showing_reason = false;
        guide.tour.go_to_beat(session, *beat);
        Ok(())
    }

    /// Opens a moment of this program in another order, or of another scene or lesson. The look-aheads are shared, so
    /// that a run which is known isn't run ahead again.
    fn visit_at(&self, address: Address, text: &str) -> Result<SceneSession, OpenError> {
        let (subject, address) = if address.lesson == self.open.subject.name() {
            (self.open.subject.clone(), address)
        } else {
            SceneSession::find(&self.catalog, text)?
        };
        SceneSession::at_after(&self.open.session, subject, self.catalog.clone(), address)
    }

    /// Returns whether this address has a moment, and names another scene, lesson or order than the open one.
    fn leads_elsewhere(&self, address: &Address) -> bool {
        let (lesson, session) = (&self.address().lesson, &self.open.session);
        let is_other_order = session.program().capabilities().can_reorder
            && !address.schedule.is_default()
            && address.schedule != *session.schedule();
        address.moment.is_some() && (address.lesson != *lesson || is_other_order)
    }
}

/// Returns the number in `b5`.
fn beat_number(text: &str) -> Option<usize> {
    let digits = text.strip_prefix(['b', 'B'])?;
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(usize::MAX))
}
