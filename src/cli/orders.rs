//! `coroscope explore`.

use super::{Failure, record};
use crate::course::tour::opening::SceneSession;
use crate::text::orders;
use clap::Args;
use std::io::Write;

/// What is asked for.
#[derive(Debug, Args)]
pub struct Asked {
    /// A slug or a number, with the scene where it has several: deadlock, E5, deadlock/same-order
    lesson: String,
    /// As JSON
    #[arg(long)]
    json: bool,
    /// Run so many orders, or states, at most, and draw orders where that is not enough
    #[arg(long, value_name = "RUNS", value_parser = at_least_one)]
    limit: Option<usize>,
    /// Draw so many orders, and do not try to run all
    #[arg(long, value_name = "RUNS", value_parser = at_least_one)]
    sample: Option<usize>,
    /// Draw them from this number: the same orders for the same number
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// More would take days, and memory for each.
const MOST_RUNS: usize = 100_000_000;

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("take one run at least".to_owned()),
        Ok(runs) if runs > MOST_RUNS => Err(format!("take {MOST_RUNS} runs at most")),
        Ok(runs) => Ok(runs),
        Err(_) => Err("write a number of runs, such as 1000".to_owned()),
    }
}

/// Explores, and tells it.
pub(super) fn tell(out: &mut dyn Write, asked: &Asked) -> Result<(), Failure> {
    let Asked { lesson: address, json, limit, sample, seed } = asked;
    record::refuse(address, "all orders need")?;
    if address.contains(['@', '~']) {
        return Err(Failure::OneOrder(address.clone()));
    }
    let visit = SceneSession::from_address(address)?;
    let mut explore = visit.scene.explore(visit.scene.program()).seed(*seed);
    if let Some(limit) = limit {
        explore = explore.max_runs(*limit);
    }
    if let Some(sample) = sample {
        explore = explore.sample(*sample);
    }
    let orders = explore.try_all()?;
    if *json {
        orders::json(out, &visit, &orders)?;
    } else {
        orders::tell(out, &visit, &orders)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_runs_is_between_one_and_the_limit() {
        let most = MOST_RUNS.to_string();
        let more = (MOST_RUNS + 1).to_string();
        let table: [(&str, Option<usize>); 7] = [
            ("1", Some(1)),
            (&most, Some(MOST_RUNS)),
            (&more, None),
            ("0", None),
            ("-1", None),
            ("many", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(at_least_one(text).ok(), expected, "{text}");
        }
    }
}
