//! What becomes of a run from one place on: the lines that are still printed, and how it ends.
//!
//! Each fate is kept once and goes by a number. A fate is an end, or a line and the fate behind it, so
//! the fates of a place are made from those of the places behind it by putting lines in front.

use super::end::How;
use crate::kit::watch::{Mixer, Print};
use crate::record::event::Time;
#[expect(
    clippy::disallowed_types,
    reason = "it has fixed keys, its order is never looked at, and it is the inner loop"
)]
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash};

/// A map whose order nobody looks at, with a hasher that is the same in every run.
#[expect(clippy::disallowed_types, reason = "as above: `Mixer` is the same in each run")]
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mixer>>;

/// The number of a fate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FateId(u32);

/// How a run ended, with names for its tasks that hold in every order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Close {
    pub(super) how: How,
    pub(super) clock: Time,
    /// The tasks that are left: which, whether nobody holds its waker, what it waits for.
    pub(super) left: Vec<(Print, bool, Print)>,
    /// The tasks that panicked, each with its message.
    pub(super) panics: Vec<(Print, String)>,
}

/// What happened between two choices.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    pub(super) lines: Vec<u32>,
    pub(super) panics: Vec<(Print, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Fate {
    Close(u32),
    Line(u32, FateId),
}

/// Values, each kept once, and their numbers.
struct Store<T> {
    values: Vec<T>,
    numbers: Map<T, u32>,
}

impl<T> Default for Store<T> {
    fn default() -> Store<T> {
        Store { values: Vec::new(), numbers: Map::default() }
    }
}

impl<T: Clone + Eq + Hash> Store<T> {
    fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.numbers.get(&value) {
            return *number;
        }
        let number = u32::try_from(self.values.len()).expect("the limit of a search is far below");
        self.values.push(value.clone());
        self.numbers.insert(value, number);
        number
    }
}

/// All fates that were met.
#[derive(Default)]
pub(super) struct Fates {
    lines: Store<String>,
    closes: Store<Close>,
    all: Store<Fate>,
}

impl Fates {
    pub(super) fn line(&mut self, text: String) -> u32 {
        self.lines.number(text)
    }

    pub(super) fn close(&mut self, close: Close) -> FateId {
        let close = self.closes.number(close);
        FateId(self.all.number(Fate::Close(close)))
    }

    /// Is the number of fates still one that fits into memory?
    pub(super) fn len(&self) -> usize {
        self.all.values.len()
    }

    /// The fate of one who comes through `label` first.
    pub(super) fn behind(&mut self, label: &Label, fate: FateId) -> FateId {
        let mut fate = fate;
        if !label.panics.is_empty() {
            let (lines, mut close) = self.unfold(fate);
            close.panics.extend(label.panics.iter().cloned());
            close.panics.sort();
            let close = self.close(close);
            fate = self.printing(&lines, close);
        }
        self.printing(&label.lines, fate)
    }

    fn printing(&mut self, lines: &[u32], mut fate: FateId) -> FateId {
        for line in lines.iter().rev() {
            fate = FateId(self.all.number(Fate::Line(*line, fate)));
        }
        fate
    }

    /// What is left of a fate for one who came through `label`. `None` where the label is no beginning of
    /// it, or where that cannot be said because a task panicked in it.
    pub(super) fn without(&self, label: &Label, fate: FateId) -> Option<FateId> {
        let mut fate = fate;
        for line in &label.lines {
            match self.all.values[fate.0 as usize] {
                Fate::Line(first, rest) if first == *line => fate = rest,
                _ => return None,
            }
        }
        label.panics.is_empty().then_some(fate)
    }

    fn unfold(&self, fate: FateId) -> (Vec<u32>, Close) {
        let (mut fate, mut lines) = (fate, Vec::new());
        loop {
            match self.all.values[fate.0 as usize] {
                Fate::Line(line, rest) => {
                    lines.push(line);
                    fate = rest;
                }
                Fate::Close(close) => return (lines, self.closes.values[close as usize].clone()),
            }
        }
    }

    /// How a fate ends.
    pub(super) fn how(&self, fate: FateId) -> How {
        self.unfold(fate).1.how
    }

    /// The lines of a fate, and how it ends.
    pub(super) fn tell(&self, fate: FateId) -> (Vec<String>, Close) {
        let (lines, close) = self.unfold(fate);
        (lines.iter().map(|line| self.lines.values[*line as usize].clone()).collect(), close)
    }
}
