//! Finds the world at any moment of a long run quickly: stores a world at intervals, and folds the events after it.
//!
//! ```text
//!   events   0 ────────── 8192 ────────── 16384 ──────────────── 40000 ──▶
//!   stored                  W               W                      W        larger worlds, longer intervals
//! ```
//!
//! A world grows with the run, because it includes the ended tasks. If worlds were stored at fixed intervals, those of
//! a run with many tasks would take much more memory than its record. So the interval is proportional to the size of
//! the world. Then the memory per event is bounded, and folding from a stored world costs no more than a few copies of
//! it.

use crate::limits::EVENTS_PER_KEPT_WORLD;
use crate::record::Recorder;
use crate::record::event::Event;
use crate::world::World;
use crate::world::timeline::{Column, Mark, Message, Printed, Timeline};
use std::cell::{Cell, RefCell};
use std::mem::size_of;
use std::rc::Rc;

/// And at least this many events for each entry in the world.
const EVENTS_PER_ENTRY: usize = 8;

/// The steps of a run, and the worlds at its moments.
#[derive(Default)]
pub struct History {
    /// The run's steps, output and marks.
    pub timeline: Timeline,
    latest: World,
    stored: Vec<World>,
    stored_entries: usize,
    /// The world that was looked at last. A pane looks at the same one in each frame.
    recent: RefCell<Option<Rc<World>>>,
    work: Cell<u64>,
}

impl History {
    /// Adds the next event.
    pub fn push(&mut self, event: &Event) {
        self.latest.apply(event);
        self.timeline.push(event);
        let stored_events = self.stored.last().map_or(0, |world| world.events);
        let new_events = self.latest.events - stored_events;
        if new_events >= EVENTS_PER_KEPT_WORLD
            && new_events >= EVENTS_PER_ENTRY * self.latest.weight()
        {
            self.stored_entries += self.latest.weight();
            self.stored.push(self.latest.clone());
        }
    }

    /// Returns the world after the latest event.
    #[must_use]
    pub fn latest(&self) -> &World {
        &self.latest
    }

    /// Returns the world after the first `events` events, or after all of them if there are fewer.
    #[must_use]
    pub fn world_at(&self, record: &Recorder, events: usize) -> World {
        self.world_from(World::default(), record, events)
    }

    /// Like [`world_at`](History::world_at), without the cost if it is asked for the same world again.
    #[must_use]
    pub fn recent_world_at(&self, record: &Recorder, events: usize) -> Rc<World> {
        let mut recent = self.recent.borrow_mut();
        match &*recent {
            Some(world) if world.events == events => Rc::clone(world),
            _ => Rc::clone(recent.insert(Rc::new(self.world_at(record, events)))),
        }
    }

    /// Like [`world_at`](History::world_at), but starts from `near` if that saves work.
    #[must_use]
    pub fn world_from(&self, near: World, record: &Recorder, events: usize) -> World {
        if events >= self.latest.events {
            return self.copy(&self.latest);
        }
        let nearest = self.stored.partition_point(|world| world.events <= events).checked_sub(1);
        let nearest = nearest.map(|nth| &self.stored[nth]);
        let mut world = match nearest {
            Some(stored) if !(stored.events..=events).contains(&near.events) => self.copy(stored),
            None if near.events > events => World::default(),
            _ => near,
        };
        self.fold(&mut world, record, events);
        world
    }

    /// Folds a world forward to the position after `events` events.
    pub fn fold(&self, world: &mut World, record: &Recorder, events: usize) {
        let path = &record.events()[world.events..events];
        self.work.set(self.work.get() + path.len() as u64);
        for event in path {
            world.apply(event);
        }
    }

    /// Returns a copy of a world, and counts the cost.
    #[must_use]
    pub fn copy(&self, world: &World) -> World {
        self.work.set(self.work.get() + world.weight() as u64);
        world.clone()
    }

    /// Returns the cost up to now: the number of events folded and of entries copied.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// Returns the memory in bytes of the steps and the stored worlds, without what their entries point to.
    #[must_use]
    pub fn bytes(&self) -> usize {
        /// The bytes of a task, a coroutine or a timer in a map.
        const ENTRY: usize = 160;
        let Timeline { columns, printed, marks, messages, .. } = &self.timeline;
        columns.len() * size_of::<Column>()
            + printed.len() * size_of::<Printed>()
            + marks.len() * size_of::<Mark>()
            + messages.len() * size_of::<Message>()
            + self.latest.weight() * ENTRY
            + self.stored_entries * ENTRY
    }
}
