//! The answer of a query to a whole run as a sentence of its own: what is said once the run has ended, when the question
//! isn't on the screen any more.

use crate::course::question::answer::Answer;
use crate::course::question::query::QueryKind;
use crate::record::event::Time;

/// Returns what the run did: `The clock says 5 s at the end.` `answer` is the answer, and `text` is how it is written
/// beside the sources.
#[must_use]
pub fn result_sentence(kind: &QueryKind, answer: &Answer, text: &str) -> String {
    match kind {
        QueryKind::NextTask => match answer {
            Answer::Nobody => "No task is polled.".to_owned(),
            _ => format!("{text} is polled first."),
        },
        QueryKind::ResultOfPoll => format!("The first poll ends with {text}."),
        QueryKind::QueueAfter => match answer {
            Answer::Queue(names) if names.is_empty() => "The ready queue is empty.".to_owned(),
            _ => format!("The ready queue has {text}."),
        },
        QueryKind::LineNext => match answer {
            Answer::NoLine => "Nothing is printed.".to_owned(),
            _ => format!("The first line is {text}."),
        },
        QueryKind::OrderOfLines(at) => lines(*at, answer, text),
        QueryKind::ClockAtEnd => format!("The clock says {text} at the end."),
        QueryKind::ClockWhen(line) => match answer {
            Answer::Never => format!("`{line}` is never printed."),
            _ => format!("`{line}` is printed at {text}."),
        },
        QueryKind::Polls(of) => match answer {
            Answer::Count(0) => format!("`{of}` is never polled."),
            Answer::Count(1) => format!("`{of}` is polled once."),
            _ => format!("`{of}` is polled {text} times."),
        },
        QueryKind::Turns => match answer {
            Answer::Count(1) => "The run takes 1 turn.".to_owned(),
            _ => format!("The run takes {text} turns."),
        },
        QueryKind::Value(of) | QueryKind::State(of) => format!("`{of}` is {text}."),
        QueryKind::EndState => of_the_run(text),
        QueryKind::WhoIsWoken => match answer {
            Answer::Nobody => "No task is woken.".to_owned(),
            _ => format!("{text} is woken first."),
        },
        QueryKind::OrderOfFinishing => match answer {
            Answer::Names(names) if names.is_empty() => "No task finishes.".to_owned(),
            Answer::Names(names) if names.len() == 1 => format!("Only {text} finishes."),
            _ => format!("The tasks finish in this order: {text}."),
        },
        QueryKind::NumberOfLines => match answer {
            Answer::Count(0) => "No line is printed.".to_owned(),
            Answer::Count(1) => "1 line is printed.".to_owned(),
            _ => format!("{text} lines are printed."),
        },
        QueryKind::MostPolledAtOnce => match answer {
            Answer::Count(1) => "Only 1 task is polled at a time.".to_owned(),
            _ => format!("Up to {text} tasks are polled at a time."),
        },
        QueryKind::IsPrinted(line) => {
            let is = text.strip_prefix("it's ").unwrap_or(text);
            format!("`{line}` is {is}.")
        }
    }
}

fn lines(at: Option<Time>, answer: &Answer, text: &str) -> String {
    let when = at.map_or(String::new(), |at| format!(" at {at}"));
    match answer {
        Answer::Lines(lines) if lines.is_empty() => format!("No line is printed{when}."),
        Answer::Lines(lines) if lines.len() == 1 => {
            format!("Only one line is printed{when}: {text}.")
        }
        _ => format!("These lines are printed{when}: {text}."),
    }
}

/// Returns the end of a run with the run as its subject: `The run stalls, with ...`.
fn of_the_run(text: &str) -> String {
    match text.split_once(' ') {
        Some(("it", rest)) => format!("The run {rest}."),
        Some(("it's", rest)) => format!("The run is {rest}."),
        _ => {
            let mut letters = text.chars();
            let first = letters.next().map(|letter| letter.to_uppercase().to_string());
            format!("{}{}.", first.unwrap_or_default(), letters.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_a_subject_and_ends_with_a_full_stop() {
        let names = ["a".to_owned()];
        let rows = [
            (
                QueryKind::IsPrinted("x".into()),
                Answer::Word("it's printed".into()),
                "`x` is printed.",
            ),
            (
                QueryKind::IsPrinted("x".into()),
                Answer::Word("it's never printed".into()),
                "`x` is never printed.",
            ),
            (QueryKind::EndState, Answer::Word("it finishes".into()), "The run finishes."),
            (
                QueryKind::EndState,
                Answer::Word("it's stopped, with tasks left".into()),
                "The run is stopped, with tasks left.",
            ),
            (
                QueryKind::EndState,
                Answer::Word("the loop keeps polling".into()),
                "The loop keeps polling.",
            ),
            (QueryKind::Polls("a".into()), Answer::Count(1), "`a` is polled once."),
            (QueryKind::Polls("a".into()), Answer::Count(6), "`a` is polled 6 times."),
            (QueryKind::ClockWhen("x".into()), Answer::Never, "`x` is never printed."),
            (QueryKind::NumberOfLines, Answer::Count(1), "1 line is printed."),
            (QueryKind::OrderOfFinishing, Answer::Names(names.to_vec()), "Only a finishes."),
            (
                QueryKind::OrderOfLines(None),
                Answer::Lines(vec!["x".into(), "y".into()]),
                "These lines are printed: x · y.",
            ),
        ];
        for (kind, answer, expected) in rows {
            assert_eq!(result_sentence(&kind, &answer, &answer.to_string()), expected);
        }
    }
}
