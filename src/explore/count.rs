//! Counts orders, exactly up to 39 digits.

use crate::world::words::with_commas;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::AddAssign;

/// A number of orders. Beyond 340 undecillion (39 digits) it says *more than*.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Count(u128);

impl Count {
    /// One.
    pub const ONE: Count = Count(1);

    /// Returns the number, if it is exact.
    #[must_use]
    pub fn exactly(self) -> Option<u128> {
        (self.0 < u128::MAX).then_some(self.0)
    }
}

/// Written as a string of digits, because most readers of JSON have no integers of this size.
impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Count, D::Error> {
        let digits = String::deserialize(deserializer)?;
        digits.parse().map(Count).map_err(serde::de::Error::custom)
    }
}

impl From<u128> for Count {
    fn from(number: u128) -> Count {
        Count(number)
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Count {
    fn sum<I: Iterator<Item = Count>>(counts: I) -> Count {
        counts.fold(Count(0), |sum, count| Count(sum.0.saturating_add(count.0)))
    }
}

impl fmt::Display for Count {
    /// Writes the number with separators: `34,650`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(number) = self.exactly() else { return f.write_str("more than 10^38") };
        f.pad(&with_commas(number))
    }
}
