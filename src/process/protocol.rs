//! The messages between the two processes.

use crate::export::jsonl::Header;
use crate::session::SearchProgress;
use crate::session::schedule::Schedule;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of the protocol that this crate speaks.
pub const VERSION: u32 = 1;

/// The environment variable with the request to a child.
pub const REQUEST: &str = "COROSCOPE_PROCESS";

/// The environment variable with the address to which a child connects.
pub const SOCKET: &str = "COROSCOPE_SOCKET";

/// The line that the parent sends to stop an exploration early.
pub const STOP: &str = "stop";

/// The request to a child.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The choices of the run.
    pub schedule: Schedule,
    /// Explore all orders instead.
    pub explore: Option<Exploring>,
}

/// How far to explore.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exploring {
    /// The maximum number of runs or states before orders are sampled. `None` is the default.
    pub limit: Option<usize>,
    /// Sample this many orders instead of trying to run all of them.
    pub sample: Option<usize>,
    /// The seed for sampling. `None` is the default.
    pub seed: Option<u64>,
    /// Report every group instead of the first merged groups.
    pub is_whole: bool,
}

/// A request, and the parent that sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// The version of the protocol that the parent speaks.
    pub(super) protocol: u32,
    /// The id of the parent process.
    pub(super) parent: u32,
    pub(super) request: Request,
}

impl Request {
    /// Returns the request for the run with these choices.
    #[must_use]
    pub fn run(schedule: Schedule) -> Request {
        Request { schedule, explore: None }
    }

    /// Returns the request for all orders.
    #[must_use]
    pub fn explore(exploring: Exploring) -> Request {
        Request { schedule: Schedule::default(), explore: Some(exploring) }
    }
}

impl Call {
    pub(super) fn to_options(&self) -> String {
        let Call { protocol, parent, request } = self;
        let mut options = format!("--protocol {protocol} --parent {parent}");
        if !request.schedule.is_default() {
            options += " --schedule ";
            options += &request.schedule.to_string();
        }
        if let Some(Exploring { limit, sample, seed, is_whole }) = request.explore {
            options += if is_whole { " --explore --whole" } else { " --explore" };
            let numbers = [
                ("limit", limit.map(|runs| runs as u64)),
                ("sample", sample.map(|runs| runs as u64)),
                ("seed", seed),
            ];
            for (name, number) in numbers {
                options += &number.map_or(String::new(), |number| format!(" --{name} {number}"));
            }
        }
        options
    }

    /// Parses the options.
    ///
    /// # Errors
    /// Fails with a sentence that says what is wrong with them.
    pub(super) fn parse(options: &str) -> Result<Call, String> {
        let mut call = Call { protocol: 0, parent: 0, request: Request::default() };
        let mut exploring = Exploring::default();
        let mut words = options.split_whitespace();
        while let Some(option) = words.next() {
            if option == "--explore" {
                call.request.explore = Some(exploring);
                continue;
            }
            if option == "--whole" {
                exploring.is_whole = true;
                call.request.explore = call.request.explore.map(|_| exploring);
                continue;
            }
            let wrong =
                || format!("{REQUEST} has an option {option} that is unknown or incomplete");
            let value = words.next().ok_or_else(wrong)?;
            let number = || value.parse::<u64>().map_err(|_| wrong());
            let small = || value.parse::<u32>().map_err(|_| wrong());
            let runs = || value.parse::<usize>().map(Some).map_err(|_| wrong());
            match option {
                "--protocol" => call.protocol = small()?,
                "--parent" => call.parent = small()?,
                "--schedule" => {
                    call.request.schedule = value.parse().map_err(|_| wrong())?;
                }
                "--limit" => exploring.limit = runs()?,
                "--sample" => exploring.sample = runs()?,
                "--seed" => exploring.seed = Some(number()?),
                _ => return Err(wrong()),
            }
            call.request.explore = call.request.explore.map(|_| exploring);
        }
        Ok(call)
    }
}

/// The first line that a child sends: the header of a record, and the version of the protocol.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Hello {
    #[serde(flatten)]
    pub(super) header: Header,
    #[serde(rename = "process")]
    pub(super) protocol: u32,
}

/// A line that isn't part of the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "process")]
pub(super) enum Note {
    /// The set-up panicked with this message.
    Panicked { message: String },
    /// The record has reached its maximum length before the end of the run.
    Full,
    /// The run waits for something outside its loop, such as a socket or a thread, so it may differ each time.
    Outside { what: String },
    /// The `Debug` or `__repr__` of this type is running to record a value, that of this variable if it is known.
    Looks {
        at: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variable: Option<String>,
    },
    /// The program waits for a line of its standard input.
    Reads { prompt: String },
    /// The exploration isn't done yet.
    Progress(SearchProgress),
    /// The exploration is done.
    Explored { report: Value },
    /// The exploration failed.
    Refused { why: String },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(request: Request) -> Call {
        Call { protocol: VERSION, parent: 4711, request }
    }

    #[test]
    fn options_survive_a_round_trip() {
        let schedule: Schedule = "0.2.1".parse().expect("a schedule");
        let exploring = Exploring { limit: Some(7), sample: None, seed: Some(3), is_whole: true };
        for (request, options) in [
            (Request::default(), "--protocol 1 --parent 4711"),
            (Request::run(schedule), "--protocol 1 --parent 4711 --schedule 0.2.1"),
            (
                Request::explore(exploring),
                "--protocol 1 --parent 4711 --explore --whole --limit 7 --seed 3",
            ),
        ] {
            let call = call(request);
            assert_eq!(call.to_options(), options);
            assert_eq!(Call::parse(options), Ok(call));
        }
    }

    #[test]
    fn unknown_and_incomplete_options_are_refused_by_name() {
        for (options, named) in
            [("--fast 1", "--fast"), ("--schedule", "--schedule"), ("--seed x", "--seed")]
        {
            let why = Call::parse(options).expect_err("it is refused");
            assert!(why.contains(named), "{why}");
        }
    }

    #[test]
    fn a_note_names_itself() {
        let note = Note::Progress(SearchProgress {
            runs: 12,
            is_drawing: false,
            states: None,
            stuck_for: 0,
        });
        let line = serde_json::to_string(&note).expect("it is data");
        assert_eq!(
            line,
            r#"{"process":"progress","runs":12,"is_drawing":false,"states":null,"stuck_for":0}"#
        );
        assert_eq!(serde_json::from_str::<Note>(&line).expect("it reads back"), note);
    }
}
