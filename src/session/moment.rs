//! A **moment** is a turn, and inside it an event: `9`, `2.4`. An **address** names one on any machine:
//! `three-tasks@9`, and with another order `three-tasks@9~0.2.1`.

use super::schedule::{Schedule, ScheduleError};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A place in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The turn; 0 is the set-up.
    pub turn: u32,
    /// How many events of it have happened, counted on through what follows it up to the next turn, such
    /// as a jump of the clock. `None` is the end of the turn itself.
    pub event: Option<u32>,
}

/// A lesson, perhaps a moment in it, and the choices that lead there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The lesson's slug or number, with `/scene` where it has several.
    pub lesson: String,
    /// Where in the run; `None` is its beginning, or its end, as the command has it.
    pub moment: Option<Moment>,
    /// The order.
    pub schedule: Schedule,
}

/// Why a text is no address.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AddressError {
    /// There is nothing before the `@`.
    #[error("the address '{0}' names no lesson: write it like three-tasks@9")]
    NoLesson(String),
    /// What follows the `@` is no moment.
    #[error("'{0}' is no moment: write a turn, such as 9, or a turn and an event, such as 2.4")]
    Moment(String),
    /// What follows the `~` is no schedule.
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
        if !self.schedule.is_the_loops_own() {
            write!(f, "~{}", self.schedule)?;
        }
        Ok(())
    }
}
