//! A **schedule** is the list of choices that determine a run.
//!
//! At each turn where two or more tasks are ready, one is chosen. Its number is its index in the ready queue, counted
//! from 0 at the front. Turns with one ready task have no choice and no number. After the end of the list, every choice
//! is 0, the loop's default. So the empty schedule is the default order, which the screen shows first.
//!
//! As text, a schedule is the numbers separated by points: `0.2.1`. Four or more equal numbers are abbreviated:
//! `37x0.2` is thirty-seven zeros and a two. This is version 1 of the format. A later version would start with
//! a prefix such as `v2:`, and is rejected with an error that names the version.

use crate::limits::MAX_CHOICES;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The ready task to poll at each turn where there is a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schedule {
    choices: Vec<u32>,
}

/// Why a text isn't a schedule.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ScheduleError {
    /// The text isn't a list of numbers.
    #[error("'{0}' isn't a schedule. Write the choices with dots between them, such as 0.2.1.")]
    Form(String),
    /// The schedule has a later version.
    #[error(
        "the schedule '{0}' has version {1}, and this coroscope reads only version 1. Install a newer coroscope."
    )]
    Version(String, u32),
    /// The schedule has more choices than any run.
    #[error("the schedule has more than {MAX_CHOICES} choices")]
    Long,
}

impl Schedule {
    /// Returns the schedule with these choices.
    #[must_use]
    pub fn new(choices: Vec<u32>) -> Schedule {
        let mut schedule = Schedule { choices };
        schedule.trim();
        schedule
    }

    fn trim(&mut self) {
        let used = self.choices.iter().rposition(|choice| *choice != 0).map_or(0, |last| last + 1);
        self.choices.truncate(used);
    }

    /// Returns the choice at the `nth` turn that has one, counted from 0.
    #[must_use]
    pub fn choice(&self, nth: usize) -> u32 {
        self.choices.get(nth).copied().unwrap_or(0)
    }

    /// Returns the number of choices up to the last one that isn't 0.
    #[must_use]
    pub fn choice_count(&self) -> usize {
        self.choices.len()
    }

    /// Returns whether every choice is the front of the queue, as the loop does by default.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.choices.is_empty()
    }

    /// Returns the first `kept` choices, followed by this one.
    #[must_use]
    pub fn fork(&self, kept: usize, choice: u32) -> Schedule {
        let mut choices: Vec<u32> = (0..kept).map(|nth| self.choice(nth)).collect();
        choices.push(choice);
        Schedule::new(choices)
    }

    /// Returns the first `kept` choices.
    #[must_use]
    pub fn first(&self, kept: usize) -> Schedule {
        Schedule::new(self.choices[..kept.min(self.choices.len())].to_vec())
    }
}

/// Serializes the schedule as its text.
impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Schedule, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for Schedule {
    type Err = ScheduleError;

    fn from_str(text: &str) -> Result<Schedule, ScheduleError> {
        let wrong = || ScheduleError::Form(text.to_owned());
        let mut body = text;
        if let Some((version, rest)) = text.strip_prefix('v').and_then(|text| text.split_once(':'))
        {
            match version.parse() {
                Ok(1) => body = rest,
                Ok(other) => return Err(ScheduleError::Version(text.to_owned(), other)),
                Err(_) => return Err(wrong()),
            }
        }
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse::<u32>().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        let mut choices = Vec::new();
        for part in body.split('.').filter(|_| !body.is_empty()) {
            let (times, choice) = match part.split_once('x') {
                Some((times, choice)) => (number(times)? as usize, number(choice)?),
                None => (1, number(part)?),
            };
            if times > MAX_CHOICES || choices.len() + times > MAX_CHOICES {
                return Err(ScheduleError::Long);
            }
            choices.extend(std::iter::repeat_n(choice, times));
        }
        Ok(Schedule::new(choices))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for run in self.choices.chunk_by(|one, next| one == next) {
            if run.len() >= 4 {
                write!(f, "{separator}{}x{}", run.len(), run[0])?;
                separator = ".";
                continue;
            }
            for choice in run {
                write!(f, "{separator}{choice}")?;
                separator = ".";
            }
        }
        Ok(())
    }
}
