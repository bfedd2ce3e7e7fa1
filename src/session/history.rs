//! Any moment of a long run, quickly: a world is kept now and then, and the way from there is folded.
//!
//! ```text
//!   events   0 ────────── 4096 ────────── 8192 ───────────────── 20000 ──▶
//!   kept                    W               W                      W        as many entries, so far apart
//! ```
//!
//! A world grows with the run, because it shows the ended tasks too. Kept at even distances, the worlds of
//! a run with many tasks would take more memory than its record, by far. So the next one is kept only
//! after a number of events that grows with the world: what is kept is never more than a fixed number of
//! entries an event, and the way from a kept world is never longer than a few copies of it.

use crate::limits::EVENTS_PER_KEPT_WORLD;
use crate::record::Recorder;
use crate::record::event::Event;
use crate::world::World;
use crate::world::timeline::{Column, Mark, Printed, Timeline};
use std::cell::Cell;
use std::mem::size_of;

/// And after so many for each thing in it.
const EVENTS_A_THING: usize = 4;

/// The steps of a run, and a way to the world at any of its moments.
#[derive(Default)]
pub struct History {
    /// The run's steps, output and marks.
    pub timeline: Timeline,
    latest: World,
    kept: Vec<World>,
    kept_things: usize,
    work: Cell<u64>,
}

impl History {
    /// Takes in the next event.
    pub fn push(&mut self, event: &Event) {
        self.latest.apply(event);
        self.timeline.push(event);
        let behind = self.kept.last().map_or(0, |world| world.events);
        let gone = self.latest.events - behind;
        if gone >= EVENTS_PER_KEPT_WORLD && gone >= EVENTS_A_THING * self.latest.weight() {
            self.kept_things += self.latest.weight();
            self.kept.push(self.latest.clone());
        }
    }

    /// The world behind the latest event.
    #[must_use]
    pub fn latest(&self) -> &World {
        &self.latest
    }

    /// The world behind the first `events` events; behind all of them where there are fewer.
    #[must_use]
    pub fn world_at(&self, record: &Recorder, events: usize) -> World {
        self.world_from(World::default(), record, events)
    }

    /// The same, with a world of this run at hand that may lie on the way.
    #[must_use]
    pub fn world_from(&self, at_hand: World, record: &Recorder, events: usize) -> World {
        if events >= self.latest.events {
            return self.copy(&self.latest);
        }
        let nearest = self.kept.partition_point(|world| world.events <= events).checked_sub(1);
        let nearest = nearest.map(|nth| &self.kept[nth]);
        let mut world = match nearest {
            Some(kept) if !(kept.events..=events).contains(&at_hand.events) => self.copy(kept),
            None if at_hand.events > events => World::default(),
            _ => at_hand,
        };
        self.fold(&mut world, record, events);
        world
    }

    /// Folds this world on up to so many events.
    pub fn fold(&self, world: &mut World, record: &Recorder, events: usize) {
        let way = &record.events()[world.events..events];
        self.work.set(self.work.get() + way.len() as u64);
        for event in way {
            world.apply(event);
        }
    }

    /// A copy, counted as work.
    #[must_use]
    pub fn copy(&self, world: &World) -> World {
        self.work.set(self.work.get() + world.weight() as u64);
        world.clone()
    }

    /// So many events were folded, and things copied, to look at moments.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work.get()
    }

    /// The memory that the steps and the kept worlds take, without what a thing of a world points to.
    #[must_use]
    pub fn bytes(&self) -> usize {
        /// A task, a coroutine or a timer with its place in a tree.
        const THING: usize = 160;
        let Timeline { columns, printed, marks } = &self.timeline;
        columns.capacity() * size_of::<Column>()
            + printed.capacity() * size_of::<Printed>()
            + marks.capacity() * size_of::<Mark>()
            + self.kept_things * THING
    }
}
