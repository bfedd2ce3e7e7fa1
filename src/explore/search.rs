//! The search as one who waits for it sees it: so many runs at a time.

use super::end::End;
use super::ends::{Ends, Plain, Sample};
use super::fate::Fates;
use super::found::Found;
use super::orders::{Coverage, Known, Method, Orders};
use super::states::{Met, States, Tabling};
use super::{Exploration, Refusal};

/// A search that is going on, or over.
pub struct Search {
    asked: Exploration,
    fates: Fates,
    phase: Phase,
    runs: usize,
    turns: u64,
    is_over: bool,
    left: u64,     // so many turns may still be taken before it draws, or stops drawing
    is_long: bool, // that is why it draws
    is_full: bool, // the limit is reached, and what is left will be drawn
}

enum Phase {
    States(States),
    /// All states are known, and it is counted what becomes of each.
    Counting(States, Tabling),
    Plain(Plain),
    Sample(Sample),
}

/// To count what becomes of one takes about as long as so many turns.
const ROW: u64 = 16;

/// Is there more to do?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// There is.
    More,
    /// There is not.
    Done,
}

impl Search {
    pub(super) fn new(asked: Exploration) -> Search {
        let phase = if asked.draws {
            Phase::Sample(Sample::new(asked.seed))
        } else if asked.is_vouched {
            Phase::States(States::default())
        } else {
            Phase::Plain(Plain::default())
        };
        let fates = Fates::default();
        let left = if asked.draws { u64::MAX } else { asked.most_turns };
        let (is_long, is_over, is_full) = (false, false, false);
        Search { asked, fates, phase, runs: 0, turns: 0, left, is_long, is_over, is_full }
    }

    /// How many runs were taken so far.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Does it draw orders by now, because there are too many to run?
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.is_full || matches!(self.phase, Phase::Sample(_))
    }

    /// All states are known, so many, and it is counted what becomes of each.
    #[must_use]
    pub fn counted(&self) -> Option<usize> {
        match &self.phase {
            Phase::Counting(states, _) if !self.is_full => Some(states.len()),
            _ => None,
        }
    }

    /// Takes about so many runs more.
    pub fn advance(&mut self, runs: usize) -> Result<Step, Refusal> {
        let until = self.runs.saturating_add(runs);
        self.draw_where_full();
        while !self.is_over && !self.is_full && self.runs < until {
            self.step()?;
        }
        Ok(if self.is_over { Step::Done } else { Step::More })
    }

    /// The same, and stops as soon as they have come to so many turns: a slice of work that takes about the
    /// same time for short runs and for long ones.
    pub fn advance_turns(&mut self, turns: u64) -> Result<Step, Refusal> {
        let until = self.turns.saturating_add(turns);
        while !self.is_over && self.turns < until {
            self.draw_where_full();
            self.step()?;
        }
        Ok(if self.is_over { Step::Done } else { Step::More })
    }

    fn draw_where_full(&mut self) {
        if self.is_full {
            self.is_full = false;
            self.left = self.asked.most_turns;
            self.phase = Phase::Sample(Sample::new(self.asked.seed));
        }
    }

    fn step(&mut self) -> Result<(), Refusal> {
        let before = self.turns;
        let Search { asked, fates, phase, runs, turns, .. } = self;
        match phase {
            Phase::States(states) => {
                let before = (states.runs, states.turns);
                let met = states.advance(&asked.program, fates)?;
                *runs += states.runs - before.0;
                *turns += states.turns - before.1;
                match met {
                    Met::Strange => self.phase = Phase::Plain(Plain::default()),
                    Met::Done => {
                        let tabling = Tabling::new(states);
                        self.phase = Phase::Counting(std::mem::take(states), tabling);
                    }
                    Met::More => self.is_full = states.runs >= asked.limit,
                }
            }
            Phase::Counting(states, tabling) => match tabling.advance(states, fates) {
                Ok(Some(rows)) => *turns += ROW * rows as u64,
                Ok(None) => self.is_over = true,
                Err(_too_many) => self.is_full = true,
            },
            Phase::Plain(plain) => {
                let is_last = plain.advance(&asked.program, fates)?;
                *runs += 1;
                *turns += u64::from(plain.ends.latest());
                self.is_over = is_last;
                self.is_full = !is_last && plain.ends.count() >= asked.limit;
            }
            Phase::Sample(sample) => {
                if sample.ends.count() < asked.drawn {
                    sample.advance(&asked.program, fates);
                    *runs += 1;
                    *turns += u64::from(sample.ends.latest());
                }
                self.is_over = sample.ends.count() >= asked.drawn;
            }
        }
        self.left = self.left.saturating_sub(self.turns - before);
        if self.left == 0 && !self.is_over {
            match self.phase {
                Phase::Counting(..) => {}
                Phase::Sample(_) => self.is_over = true,
                _ => (self.is_full, self.is_long) = (true, true),
            }
        }
        Ok(())
    }

    /// What is known by now. Before the search is over that is a part, and it says so.
    #[must_use]
    pub fn orders(self) -> Orders {
        let Search { asked, mut fates, phase, runs, is_over, is_long, .. } = self;
        let part = if is_over { Coverage::All } else { Coverage::Part { runs } };
        let (known, method, coverage) = match phase {
            Phase::States(states) => {
                let tabling = Tabling::new(&states);
                by_states(states, tabling, &mut fates, part)
            }
            Phase::Counting(states, tabling) => by_states(states, tabling, &mut fates, part),
            Phase::Plain(plain) => (Known::Runs(plain.ends), Method::EveryOrder, part),
            Phase::Sample(sample) => {
                let (runs, seed) = (sample.ends.count(), asked.seed);
                let beyond = (!asked.draws && !is_long).then_some(asked.limit);
                let coverage = Coverage::Sampled { runs, seed, beyond };
                (Known::Runs(sample.ends), Method::EveryOrder, coverage)
            }
        };
        Orders::new(asked.program, fates, known, method, coverage)
    }

    /// Goes on until the shortest such run is certain, or all is searched: then the orders, in which there
    /// is none.
    pub(super) fn look_for(
        mut self,
        is_it: &dyn Fn(&End) -> bool,
    ) -> Result<Result<Found, Box<Orders>>, Refusal> {
        let mut slice = 32;
        loop {
            let step = self.advance(slice)?;
            let until = self.certain_until();
            if step == Step::Done {
                let orders = self.orders();
                return Ok(orders.shortest(is_it).ok_or_else(|| Box::new(orders)));
            }
            // Drawing is worth while only where all that was run so far holds no such run.
            let most = if self.is_full { u32::MAX } else { until };
            if !matches!(self.phase, Phase::Sample(_)) && self.holds(is_it, most) {
                let orders = self.orders();
                let found = orders.shortest(is_it);
                let found = found.map(|found| found.sure_if(|turns| turns <= until));
                return Ok(found.ok_or_else(|| Box::new(orders)));
            }
            slice = self.runs.max(32);
        }
    }

    /// Up to this turn nothing more can come.
    fn certain_until(&self) -> u32 {
        match &self.phase {
            _ if self.is_over => u32::MAX,
            Phase::States(states) | Phase::Counting(states, _) => states.frontier(),
            Phase::Plain(_) | Phase::Sample(_) => 0,
        }
    }

    /// Is there a run of so many turns at most whose end is one of those?
    fn holds(&mut self, is_it: &dyn Fn(&End) -> bool, most: u32) -> bool {
        let Search { fates, phase, .. } = self;
        let found: Vec<_> = match phase {
            Phase::States(states) | Phase::Counting(states, _) => {
                let table = Tabling::new(states).finish(states, fates);
                let Some(table) = table else { return false };
                table.rows().iter().map(|row| (row.fate, row.turns)).collect()
            }
            Phase::Plain(Plain { ends, .. }) | Phase::Sample(Sample { ends, .. }) => {
                ends.found().iter().map(|best| (best.fate, best.turns)).collect()
            }
        };
        let mut short = found.into_iter().filter(|(_, turns)| *turns <= most);
        short.any(|(fate, turns)| is_it(&End::new(fates.tell(fate), turns)))
    }
}

/// What is known by states, as far as the search has come.
fn by_states(
    states: States,
    tabling: Tabling,
    fates: &mut Fates,
    part: Coverage,
) -> (Known, Method, Coverage) {
    let method = Method::States(states.len());
    match tabling.finish(&states, fates) {
        Some(table) => (Known::States(states, table), method, part),
        None => (Known::Runs(Ends::default()), method, part),
    }
}
