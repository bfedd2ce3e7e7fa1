//! Any moment of a long run, quickly: a world is kept now and then, and the way from there is folded.

use crate::executor::Recorder;
use crate::world::World;
use crate::world::timeline::Timeline;

/// A world is kept each time so many events have gone by.
const KEPT_EACH: usize = 4096;

/// The steps of a run, and a way to the world at any of its moments.
#[derive(Default)]
pub struct History {
    /// The run's steps, output and marks.
    pub timeline: Timeline,
    latest: World,
    kept: Vec<World>,
}

impl History {
    /// Takes in what the record has gained.
    pub fn follow(&mut self, record: &Recorder) {
        for event in &record.events()[self.latest.events..] {
            self.latest.apply(event);
            self.timeline.push(event);
            if self.latest.events.is_multiple_of(KEPT_EACH) {
                self.kept.push(self.latest.clone());
            }
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
        if events >= self.latest.events {
            return self.latest.clone();
        }
        let kept = (events / KEPT_EACH).checked_sub(1).and_then(|nth| self.kept.get(nth));
        let mut world = kept.cloned().unwrap_or_default();
        for event in &record.events()[world.events..events] {
            world.apply(event);
        }
        world
    }
}
