//! From a message to the next state. Nothing else changes an [`App`].

use super::guide::{FIRST_THE_QUESTION, Guide};
use super::message::{Direction, Message, Next};
use super::overlay::{Line, Menu, Overlay};
use super::pane::Pane;
use super::{App, MOST_STEPS, Presenting, SPEEDS};
use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::Stepped;
use crate::course::tour::opening::{self, Visit};
use crate::record::event::TaskId;
use crate::session::StepResult;
use crate::session::moment::{Address, AddressError};
use crate::world::words::{letter, sentence};

/// What is said where the record is as long as it may get.
const TOO_LONG: &str =
    "The record is as long as it may get, and the run is not over. Home goes to its start.";

impl App {
    /// Does what the message asks for.
    pub fn update(&mut self, message: Message) -> Next {
        if message == Message::Tick && self.is_searching() {
            self.search_on();
            return Next::GoOn;
        }
        if message == Message::Tick && self.open.session.is_waiting() {
            self.catch_up();
            return Next::GoOn;
        }
        let from = self.open.session.position();
        let next = if self.refuses(&message) { Next::GoOn } else { self.act(message) };
        if self.open.session.position() != from {
            self.picked = None;
        }
        self.follow_guide();
        self.mention_divergence();
        next
    }

    fn act(&mut self, message: Message) -> Next {
        if message != Message::Tick {
            self.notice = None;
        }
        match message {
            Message::Forward
            | Message::Back
            | Message::ForwardEvent
            | Message::BackEvent
            | Message::ToStart
            | Message::ToEnd
            | Message::ToColumn(_)
            | Message::Tick => return self.step(&message),
            Message::Play | Message::Faster | Message::Slower => self.play(&message),
            Message::NextBeat
            | Message::PreviousBeat
            | Message::Answer(_)
            | Message::Skip
            | Message::Hint
            | Message::AskBreak => self.learn(&message),
            Message::Undo | Message::OwnOrder | Message::AskChoice => self.order(&message),
            Message::AskOrders => self.ask_orders(),
            Message::Walk(walk) => self.walk(walk),
            Message::Quit => return Next::Quit,
            Message::Suspend => return Next::Suspend,
            Message::CopyAddress => {
                let address = self.address().to_string();
                self.notice = Some(format!("{address}   is the address of this moment, copied."));
                return Next::Copy(address);
            }
            Message::Scroll(pane, by) => self.scroll(pane, by as isize),
            Message::Page(direction) => {
                let held = self.guide.as_ref().is_some_and(|guide| guide.question.is_some());
                let pane = if held { Pane::Lesson } else { self.focus };
                let rows = self.room.panes.get(&pane).map_or(1, |room| room.height.max(2) - 1);
                let rows = isize::try_from(rows).unwrap_or(1);
                self.scroll(pane, if direction == Direction::Down { rows } else { -rows });
            }
            Message::Pick(pane, task) => self.pick(pane, task),
            Message::NextSource
            | Message::ShowSource(_)
            | Message::Zoom
            | Message::NextPane
            | Message::PreviousPane
            | Message::Focus(_)
            | Message::Present
            | Message::Words => self.look(&message),
            _ => self.in_overlay(message),
        }
        Next::GoOn
    }

    /// A key that asks for nothing still takes the notice away.
    pub(super) fn forget_notice(&mut self) -> Next {
        if self.notice.take().is_some() { Next::GoOn } else { Next::Stay }
    }

    fn step(&mut self, message: &Message) -> Next {
        if *message != Message::Tick {
            self.is_playing = false;
        } else if self.overlay.is_some() {
            return Next::Stay;
        }
        let from = self.open.session.position();
        let session = &mut self.open.session;
        let start = session.timeline().columns[0].events.end;
        let moved = match message {
            Message::Forward | Message::Tick => match &mut self.guide {
                Some(guide) if self.presenting == Presenting::Off => {
                    let plays = *message == Message::Tick;
                    if guide.is_asking() {
                        self.notice = Some(FIRST_THE_QUESTION.to_owned());
                    }
                    match if plays { guide.read_on(session) } else { guide.step(session) } {
                        Stepped::On => StepResult::Moved,
                        Stepped::End => StepResult::AtEdge,
                        Stepped::Waiting => StepResult::Waiting,
                        Stepped::Held => {
                            (self.is_playing, self.is_zoomed) = (false, false);
                            return Next::GoOn;
                        }
                    }
                }
                _ => session.forward(),
            },
            Message::Back => session.back(),
            Message::ForwardEvent => self.step_inside(true),
            Message::BackEvent => self.step_inside(false),
            Message::ToStart => {
                session.go(opening::opening(self.open.lesson, self.open.scene, session));
                StepResult::Moved
            }
            Message::ToEnd => {
                let has_ended = session.to_end(MOST_STEPS);
                if !has_ended && !session.is_full() && !session.is_waiting() {
                    self.notice =
                        Some(format!("After {MOST_STEPS} steps there is no end in sight."));
                }
                if session.is_full() { StepResult::AtEdge } else { StepResult::Moved }
            }
            Message::ToColumn(nth) => {
                let end = session.timeline().columns.get(*nth).map(|column| column.events.end);
                let end = end.unwrap_or(start);
                session.go(end);
                StepResult::Moved
            }
            _ => StepResult::AtEdge,
        };
        if moved == StepResult::AtEdge {
            self.is_playing = false;
            self.notice = Some(match message {
                Message::Back | Message::BackEvent => "This is the start of the run.".to_owned(),
                _ if self.open.session.is_full() => TOO_LONG.to_owned(),
                _ => self.how_it_ended().unwrap_or_else(|| self.end().to_owned()),
            });
        }
        if self.open.session.is_waiting() {
            self.notice = self.waiting();
        } else if *message == Message::ToEnd {
            self.notice = self.how_it_ended().or(self.notice.take());
        }
        if self.open.session.position() != from {
            self.scrolled.retain(|pane, _| *pane == Pane::Lesson);
        }
        Next::GoOn
    }

    fn play(&mut self, message: &Message) {
        match message {
            Message::Faster => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            Message::Slower => self.speed = self.speed.saturating_sub(1),
            _ => self.is_playing = !self.is_playing,
        }
        if !self.is_playing {
            self.notice = Some(format!("Playing is off; a starts it: {}.", self.speed()));
        }
    }

    /// Would the question be hidden, if the pane with the focus took the whole screen?
    fn hides_the_question(&self) -> bool {
        let asks = self.guide.as_ref().is_some_and(Guide::is_asking);
        asks && !self.is_zoomed && self.focus != Pane::Lesson
    }

    fn look(&mut self, message: &Message) {
        let panes = self.panes();
        let at = panes.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        match message {
            Message::NextSource | Message::ShowSource(_) => {
                let next = self.open.sources.after(self.tab);
                self.tab = if let Message::ShowSource(tab) = message { *tab } else { next };
                self.scrolled.remove(&Pane::Source);
            }
            Message::Zoom if self.hides_the_question() => {
                self.notice = Some(FIRST_THE_QUESTION.to_owned());
            }
            Message::Zoom => self.is_zoomed = !self.is_zoomed,
            Message::NextPane => self.focus_on(panes[(at + 1) % panes.len()]),
            Message::PreviousPane => self.focus_on(panes[(at + panes.len() - 1) % panes.len()]),
            Message::Focus(pane) if panes.contains(pane) => self.focus_on(*pane),
            Message::Present => {
                self.presenting = match self.presenting {
                    Presenting::Off => Presenting::Silent,
                    _ => Presenting::Off,
                };
                // What is asked of one learner is not held before a class.
                self.guide.as_mut().map(Guide::close);
                if !self.panes().contains(&self.focus) {
                    self.focus = Pane::Source;
                }
            }
            Message::Words => {
                self.presenting = match self.presenting {
                    Presenting::Off => {
                        self.narrate();
                        Presenting::Off
                    }
                    Presenting::Silent => Presenting::WithWords,
                    Presenting::WithWords => Presenting::Silent,
                };
            }
            _ => {}
        }
    }

    pub(super) fn focus_on(&mut self, pane: Pane) {
        self.focus = pane;
        self.recent.retain(|other| *other != pane);
        self.recent.insert(0, pane);
    }

    fn scroll(&mut self, pane: Pane, by: isize) {
        let room = self.room.panes.get(&pane).copied().unwrap_or_default();
        let first = room.first.saturating_add_signed(by).min(room.most());
        if first != room.first {
            self.scrolled.insert(pane, first);
        }
    }

    fn in_overlay(&mut self, message: Message) {
        match message {
            Message::AskJump => self.overlay = Some(Overlay::Jump(Line::default())),
            Message::Help => self.overlay = Some(Overlay::Help(0)),
            Message::Why => self.overlay = Some(Overlay::Why(0)),
            Message::Menu => self.overlay = Some(self.menu(false)),
            Message::FindLesson => self.overlay = Some(self.menu(true)),
            Message::Close => self.close(),
            Message::Up => self.move_by(-1),
            Message::Down => self.move_by(1),
            Message::Accept => self.accept(),
            Message::Type(letter) => self.type_in(letter),
            Message::Erase => {
                if let Some(overlay) = &mut self.overlay {
                    overlay.erase();
                }
            }
            Message::Paste(text) => {
                if let Some(overlay) = &mut self.overlay {
                    text.chars().for_each(|letter| overlay.push(letter));
                }
            }
            _ => {}
        }
        if self.overlay.is_some() {
            self.is_playing = false;
        }
    }

    fn menu(&self, is_typing: bool) -> Overlay {
        let mut menu = Menu { is_typing, ..Menu::default() };
        let here = |(lesson, scene): &(&Lesson, &Scene)| {
            lesson.slug == self.open.lesson.slug && scene.name == self.open.scene.name
        };
        let lesson = |(lesson, _): &(&Lesson, &Scene)| lesson.slug == self.open.lesson.slug;
        let entries = menu.entries();
        let at = entries.iter().position(here).or_else(|| entries.iter().position(lesson));
        menu.marked = at.unwrap_or(0);
        Overlay::Menu(menu)
    }

    /// One thing at a time: the overlay, the question, the task that is looked at, the zoom, presenting.
    fn close(&mut self) {
        if let Some(overlay) = self.overlay.take() {
            if overlay == Overlay::Orders {
                self.close_orders();
            }
            return;
        }
        if self.guide.as_mut().is_some_and(Guide::close) {
            return;
        }
        if self.picked.take().is_some() {
            return;
        }
        if self.is_zoomed {
            self.is_zoomed = false;
        } else {
            self.presenting = Presenting::Off;
            self.is_playing = false;
        }
    }

    fn move_by(&mut self, by: isize) {
        let most = self.room.overlay.most();
        if self.overlay == Some(Overlay::Orders) {
            self.move_in_orders(by);
        } else if let Some(overlay) = &mut self.overlay {
            overlay.move_by(by);
            if let Overlay::Help(at) | Overlay::Why(at) = overlay {
                *at = (*at).min(most);
            }
        }
    }

    fn type_in(&mut self, typed: char) {
        if let Some(Overlay::Choose(tasks, _)) = &self.overlay {
            let wanted = typed.to_ascii_uppercase().to_string();
            if let Some(nth) = tasks.iter().position(|task: &TaskId| letter(*task) == wanted) {
                self.choose(nth);
            }
        } else if let Some(overlay) = &mut self.overlay {
            overlay.push(typed);
        }
    }

    fn accept(&mut self) {
        match self.overlay.take() {
            Some(Overlay::Choose(_, marked)) => self.choose(marked),
            Some(Overlay::Break(_, marked)) => self.break_it(marked),
            Some(Overlay::Jump(line)) => self.jump(line),
            Some(Overlay::Menu(menu)) => match menu.entries().get(menu.marked) {
                Some((lesson, scene)) => self.visit(lesson, scene),
                None => self.overlay = Some(Overlay::Menu(menu)),
            },
            other => {
                let is_orders = other == Some(Overlay::Orders);
                self.overlay = other;
                if is_orders {
                    self.open_order();
                }
            }
        }
    }

    fn visit(&mut self, lesson: &'static Lesson, scene: &'static Scene) {
        self.reopen(Visit::new(lesson, scene));
    }

    /// Opens something else, with all that the learner has set.
    pub(super) fn reopen(&mut self, visit: Visit) {
        let (tab, presenting, speed) = (self.tab, self.presenting, self.speed);
        let narration = self.guide.as_ref().map(Guide::narration);
        let (reached, done) = (std::mem::take(&mut self.reached), std::mem::take(&mut self.done));
        *self = App { reached, done, tab, presenting, speed, ..App::new(visit) };
        if let (Some(guide), Some(narration)) = (&mut self.guide, narration) {
            guide.narrate(narration);
        }
    }

    /// A moment of this run, or a whole address, of this run or of another one.
    fn jump(&mut self, mut line: Line) {
        let text = line.text.trim();
        if text.is_empty() {
            return;
        }
        let go =
            |app: &mut App, moment| app.open.session.go_to(moment).map_err(|why| why.to_string());
        let gone = match text.parse::<Address>() {
            Ok(address) if self.leads_elsewhere(&address) => match Visit::to(text) {
                Ok(visit) => return self.reopen(visit),
                Err(why) => Err(format!("no such place: {why}")),
            },
            Ok(Address { moment: Some(moment), .. }) => go(self, moment),
            _ => match text.parse() {
                Ok(moment) => go(self, moment),
                Err(why) => Err(AddressError::to_string(&why)),
            },
        };
        match gone {
            Ok(()) => self.scrolled.retain(|pane, _| *pane == Pane::Lesson),
            Err(why) => {
                line.fault = Some(sentence(&why));
                self.overlay = Some(Overlay::Jump(line));
            }
        }
    }

    /// Does this address, which is one with a moment, lead to another lesson or order?
    fn leads_elsewhere(&self, address: &Address) -> bool {
        let (lesson, session) = (&self.address().lesson, &self.open.session);
        let is_other_order = session.program().capabilities().can_reorder
            && !address.schedule.is_the_loops_own()
            && address.schedule != *session.schedule();
        address.moment.is_some() && (address.lesson != *lesson || is_other_order)
    }
}
