//! `coroscope explore`.

use super::own_program::Own;
use super::progress_line::ProgressLine;
use super::{Failure, record};
use crate::explore::{ExploreError, Overview, Search, SearchStatus, explore};
use crate::lesson_folder::Code;
use crate::limits::{EXPLORE_NEWS_INTERVAL, MAX_ASKED_RUNS, SEARCH_SLICE_TURNS};
use crate::session::{Launcher, SearchLimits, SearchNews};
use crate::text::orders;
use crate::world::words::with_commas;
use clap::Args;
use std::io::{self, Write};

/// What is asked for.
#[derive(Debug, Args)]
pub struct Asked {
    /// A lesson's name or number, with a scene if it has several: deadlock, E5, deadlock/same-order
    lesson: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Try up to this many orders or states; if there are more, try random orders
    #[arg(long, value_name = "RUNS", value_parser = at_least_one, conflicts_with = "sample")]
    limit: Option<usize>,
    /// Try this many random orders, instead of all
    #[arg(long, value_name = "RUNS", value_parser = at_least_one)]
    sample: Option<usize>,
    /// The seed of the random orders: the same seed gives the same orders
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Asked {
    /// Returns what the command is about.
    pub(super) fn lesson(&self) -> &String {
        &self.lesson
    }

    /// Names another program.
    pub(super) fn set_lesson(&mut self, lesson: String) {
        self.lesson = lesson;
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".to_owned()),
        Ok(runs) if runs > MAX_ASKED_RUNS => Err(format!("must be {MAX_ASKED_RUNS} or less")),
        Ok(runs) => Ok(runs),
        Err(_) => Err("write a number, such as 1000".to_owned()),
    }
}

/// Explores, and prints the result.
pub(super) fn print_overview(
    out: &mut dyn Write,
    asked: &Asked,
    own: Option<&Own>,
    code: &Code,
) -> Result<(), Failure> {
    let Asked { lesson: address, json, limit, sample, seed } = asked;
    record::refuse(address, "exploring needs")?;
    if address.contains(['@', '~']) {
        return Err(Failure::OneOrder(address.clone()));
    }
    let subject = record::find(address, own, code)?;
    let program = subject.program();
    if program.backend.is_record() {
        let what = record::RecordError::NeedsProgram(address.clone(), "exploring needs");
        return Err(what.into());
    }
    let overview = if let Some(launcher) = program.backend.launcher() {
        let limits =
            SearchLimits { runs: *limit, sample: *sample, seed: Some(*seed), is_whole: *json };
        explore_elsewhere(launcher, limits)?
    } else {
        let mut explore = explore(program).seed(*seed);
        if let Some(limit) = limit {
            explore = explore.max_runs(*limit);
        }
        if let Some(sample) = sample {
            explore = explore.sample(*sample);
        }
        let mut search = explore.search()?;
        explore_here(&mut search, *sample)?;
        search.orders().overview(*json)
    };
    let language = subject.program().language;
    // A script is named by its path, as in any other command.
    let path = own.and_then(|own| own.path.clone());
    let is_command = own.is_none() || path.is_some();
    let (name, command) =
        (path.unwrap_or_else(|| subject.name()), if is_command { "coroscope" } else { "" });
    if *json {
        orders::json(out, &name, &overview)?;
    } else {
        orders::tell(out, &subject.scene_heading(), &name, command, (&overview, language))?;
    }
    Ok(())
}

/// Explores a program, and says how far the search has come.
fn explore_here(search: &mut Search, sample: Option<usize>) -> Result<(), ExploreError> {
    let mut line = ProgressLine::new();
    while search.advance_turns(SEARCH_SLICE_TURNS)? == SearchStatus::Running {
        line.show(|| runs_tried(search.runs(), sample));
    }
    Ok(())
}

fn runs_tried(runs: usize, sample: Option<usize>) -> String {
    let runs = with_commas(runs);
    match sample {
        Some(all) => format!("{runs} of {} runs tried ", with_commas(all)),
        None => format!("{runs} runs tried "),
    }
}

/// Explores a program in the process that runs it, and waits for the result.
fn explore_elsewhere(launcher: &dyn Launcher, limits: SearchLimits) -> Result<Overview, Failure> {
    let mut search = launcher.explore(limits)?;
    let mut line = ProgressLine::new();
    let mut is_reported = false;
    loop {
        match search.poll() {
            SearchNews::Pending => search.wait(EXPLORE_NEWS_INTERVAL),
            SearchNews::Progress(progress) => {
                if progress.stuck_for > 0 && !std::mem::replace(&mut is_reported, true) {
                    line.clear();
                    let _closed = writeln!(
                        io::stderr(),
                        "One poll hasn't returned for {} s. Ctrl-C stops the search.",
                        progress.stuck_for
                    );
                } else {
                    line.show(|| runs_tried(progress.runs, limits.sample));
                }
                search.wait(EXPLORE_NEWS_INTERVAL);
            }
            SearchNews::Found(overview) => {
                let unreadable = |why: serde_json::Error| Failure::Process(why.to_string());
                return serde_json::from_value(overview).map_err(unreadable);
            }
            SearchNews::Failed(why) => {
                return Err(Failure::Process(format!("can't try all orders: {why}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_of_runs_is_between_one_and_the_limit() {
        let most = MAX_ASKED_RUNS.to_string();
        let more = (MAX_ASKED_RUNS + 1).to_string();
        let table: [(&str, Option<usize>); 7] = [
            ("1", Some(1)),
            (&most, Some(MAX_ASKED_RUNS)),
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
