//! Writes all orders of a program, as a table of eighty columns and as JSON.

use crate::explore::{Count, Coverage, Method, Overview, OverviewRow};
use crate::record::source::Language;
use crate::session::moment::{Address, Moment};
use crate::world::words::counted;
use serde_json::{Value, json};
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

const COLUMNS: usize = 80;

/// Returns the address of the end of a group's shortest run.
fn address(name: &str, row: &OverviewRow) -> Address {
    Address {
        lesson: name.to_owned(),
        moment: Some(Moment { turn: row.outcome.turns(), event: None }),
        schedule: row.run.schedule.clone(),
    }
}

/// Writes the table. `heading` is printed above it, and addresses begin with `name`. `command` is the command that opens
/// them, empty for a user's program.
pub fn tell(
    out: &mut dyn Write,
    heading: &str,
    name: &str,
    command: &str,
    (orders, language): (&Overview, Language),
) -> io::Result<()> {
    writeln!(out, "{heading}")?;
    wrapped(out, 0, &orders.headline(language))?;
    writeln!(out)?;
    for row in &orders.rows {
        tell_kind(out, name, row, orders)?;
    }
    if orders.more_kinds() > 0 {
        let more = Count::from(orders.more_kinds() as u128);
        writeln!(out, "… and {more} more outcomes: --json lists them all.\n")?;
    }
    wrapped(out, 0, &what_counts(orders, language))?;
    let space = if command.is_empty() { "" } else { " " };
    writeln!(out, "{command}{space}open ADDRESS steps through a run.")
}

fn tell_kind(
    out: &mut dyn Write,
    name: &str,
    kind: &OverviewRow,
    orders: &Overview,
) -> io::Result<()> {
    let report = &kind.run;
    let end = &kind.outcome;
    let turns = counted(end.turns() as usize, "turn", "turns");
    let (verb, clock) = (end.kind().verb(), end.clock());
    writeln!(out, "{verb} at {clock}, {}; shortest run: {turns}", orders.share(kind.orders))?;
    writeln!(out, "    {}", address(name, kind))?;
    for sentence in report.waits.iter().chain(&report.panics) {
        wrapped(out, 4, sentence)?;
    }
    if report.prints.is_empty() {
        writeln!(out, "    prints nothing")?;
    } else {
        let lines = report.prints.join(" · ");
        wrapped(
            out,
            4,
            &match kind.groups {
                1 => format!("prints: {lines}"),
                groups => {
                    let groups = Count::from(groups as u128);
                    format!("prints these lines, in {groups} different orders: {lines}")
                }
            },
        )?;
    }
    writeln!(out)
}

/// Returns what counts as an order, and on what promise that depends.
#[must_use]
pub fn what_counts(orders: &Overview, language: Language) -> String {
    let mut text = match language {
        Language::Rust => "An order says which ready task is polled at each turn, or dropped if it has been cancelled. \
         Timers that are due together always fire in the order they were set (R6), so that isn't a choice.",
        Language::Python => "An order says which step in the ready queue runs at each turn. Timers that are due \
         together always fire in the order they were set (R6), so that isn't a choice.",
    }
    .to_owned();
    if orders.unknown_ends > Count::default() {
        text.push_str(
            " A run is stopped after 10,000 turns, and doesn't wait for anything outside the loop, such as another thread.",
        );
    }
    match (orders.coverage, orders.method) {
        (Coverage::All, _) if orders.total == Count::ONE => {}
        (Coverage::Sampled { .. }, _) => text.push_str(
            " These orders were drawn at random: something that they don't show may still happen.",
        ),
        (_, Method::States(_)) => text.push_str(
            " States that had already been reached weren't explored again: these tasks share data only through \
              coroscope's kit, so the same state leads to the same outcomes.",
        ),
        (_, Method::EveryOrder) if language == Language::Python => {
            text.push_str(" Each order was a run of the whole script, in a process of its own.");
        }
        (_, Method::EveryOrder) => text.push_str(
            " These tasks may share data that coroscope can't see, so every order was run.",
        ),
    }
    text
}

/// Writes a paragraph, wrapped at spaces, with the lines after the first indented further.
pub(super) fn wrapped(out: &mut dyn Write, indent: usize, text: &str) -> io::Result<()> {
    let mut line = " ".repeat(indent);
    let mut is_fresh = true;
    for word in text.split(' ') {
        if !is_fresh && line.width() + 1 + word.width() > COLUMNS {
            writeln!(out, "{line}")?;
            line = " ".repeat(if indent == 0 { 0 } else { indent + 2 });
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(word);
        is_fresh = false;
    }
    writeln!(out, "{line}")
}

/// Writes everything as JSON, for another program.
pub fn json(out: &mut dyn Write, name: &str, orders: &Overview) -> io::Result<()> {
    let (_, counted) = orders.noun();
    let groups = orders.rows.iter().map(|group| {
        let report = &group.run;
        json!({
            "end": group.outcome.kind().word(),
            "clock": group.outcome.clock(),
            counted: number(group.orders),
            "shortest": group.outcome.turns(),
            "address": address(name, group).to_string(),
            "waits": report.waits,
            "panics": report.panics,
            "prints": report.prints,
        })
    });
    let mut all = json!({
        "lesson": name,
        counted: number(orders.total),
        "unknown_ends": number(orders.unknown_ends),
    });
    match orders.coverage {
        Coverage::All if orders.unknown_ends > Count::default() => all["coverage"] = json!("part"),
        Coverage::All => all["coverage"] = json!("all"),
        Coverage::Part { runs } => {
            all["coverage"] = json!("part");
            all["runs"] = json!(runs);
        }
        Coverage::Sampled { seed, beyond, .. } => {
            all["coverage"] = json!("sampled");
            all["seed"] = json!(seed);
            all["beyond"] = json!(beyond);
        }
    }
    if let Method::States(states) = orders.method {
        all["states"] = json!(states);
    }
    all["groups"] = Value::Array(groups.collect());
    writeln!(out, "{all:#}")
}

/// Returns a number if every reader of JSON can hold it, else a string of digits.
fn number(count: Count) -> Value {
    match count.exactly().map(u64::try_from) {
        Some(Ok(number)) if number < 1 << 53 => json!(number),
        Some(_) => json!(count.exactly().map(|number| number.to_string())),
        None => json!(count.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(indent: usize, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        wrapped(&mut out, indent, text).expect("a vector takes all");
        String::from_utf8(out).expect("it was text").lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_paragraph_is_wrapped_at_eighty_columns() {
        let (ten, nine) = ("x".repeat(10), "y".repeat(9));
        // Seven times ten and a space, then what fills the line exactly, or is one too wide.
        let seven = [ten.as_str(); 7].join(" ");
        let table: [(usize, String, Vec<String>); 5] = [
            (0, format!("{seven} {}", "z".repeat(3)), vec![format!("{seven} zzz")]),
            (0, format!("{seven} zzzz"), vec![seven.clone(), "zzzz".to_owned()]),
            (4, format!("{seven} {nine}"), vec![format!("    {seven}"), format!("      {nine}")]),
            // Two columns a letter.
            (0, format!("{} 漢", "x".repeat(77)), vec![format!("{} 漢", "x".repeat(77))]),
            (0, format!("{} 漢", "x".repeat(78)), vec!["x".repeat(78), "漢".to_owned()]),
        ];
        for (indent, text, expected) in table {
            assert_eq!(lines(indent, &text), expected);
        }
    }

    #[test]
    fn a_word_that_is_wider_than_the_line_gets_a_line_of_its_own() {
        let wide = "w".repeat(100);
        assert_eq!(
            lines(4, &format!("a {wide} b")),
            ["    a", &format!("      {wide}"), "      b"]
        );
    }

    #[test]
    fn a_count_is_a_number_if_every_json_reader_can_hold_it() {
        let last = (1_u128 << 53) - 1;
        let table = [
            (0, json!(0)),
            (last, json!(9_007_199_254_740_991_u64)),
            (last + 1, json!("9007199254740992")),
            (u128::from(u64::MAX), json!("18446744073709551615")),
            (u128::from(u64::MAX) + 1, json!("18446744073709551616")),
        ];
        for (count, expected) in table {
            assert_eq!(number(Count::from(count)), expected);
        }
    }
}
