//! A **moment** is a turn, and optionally an event in it: `9`, `2.4`. An **address** names a moment of a lesson:
//! `three-tasks@9`, or in another order `three-tasks@9~0.2.1`.

use super::schedule::{Schedule, ScheduleError};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A position in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The turn. 0 is the set-up.
    pub turn: u32,
    /// The number of events since the start of the turn, including those between it and the next turn, such
    /// as a jump of the clock. `None` is the end of the turn itself.
    pub event: Option<u32>,
}

/// A lesson, optionally a moment of its run, and the schedule of the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The lesson's slug or number, with `/scene` if it has several.
    pub lesson: String,
    /// The moment. `None` is the start or the end of the run, depending on the command.
    pub moment: Option<Moment>,
    /// The schedule.
    pub schedule: Schedule,
}

/// Why a text isn't an address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// The part before the `@` is empty.
    #[error("'{0}' doesn't name a lesson. Write, for example, three-tasks@9.")]
    NoLesson(String),
    /// The part after the `@` isn't a moment.
    #[error("'{0}' isn't a turn or an event. Write a turn (9), or a turn and an event (2.4).")]
    Moment(String),
    /// The part after the `~` isn't a schedule.
    #[error(transparent)]
    Schedule(#[from] ScheduleError),
}

impl FromStr for Moment {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Moment, AddressError> {
        let wrong = || AddressError::Moment(text.to_owned());
        let number = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if plain { digits.parse::<u32>().map_err(|_| wrong()) } else { Err(wrong()) }
        };
        match text.split_once('.') {
            Some((turn, event)) => Ok(Moment { turn: number(turn)?, event: Some(number(event)?) }),
            None => Ok(Moment { turn: number(text)?, event: None }),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.event {
            Some(event) => write!(f, "{}.{event}", self.turn),
            None => write!(f, "{}", self.turn),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Address, AddressError> {
        let (place, schedule) = match text.split_once('~') {
            Some((place, schedule)) => (place, schedule.parse()?),
            None => (text, Schedule::default()),
        };
        let (lesson, moment) = match place.split_once('@') {
            Some((lesson, moment)) => (lesson, Some(moment.parse()?)),
            None => (place, None),
        };
        if lesson.trim().is_empty() {
            return Err(AddressError::NoLesson(text.to_owned()));
        }
        Ok(Address { lesson: lesson.trim().to_owned(), moment, schedule })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lesson)?;
        if let Some(moment) = self.moment {
            write!(f, "@{moment}")?;
        }
        if !self.schedule.is_default() {
            write!(f, "~{}", self.schedule)?;
        }
        Ok(())
    }
}
