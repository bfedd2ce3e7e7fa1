//! All orders of a recipe as a table in words, eighty columns wide, and as JSON.

use crate::course::visit::Visit;
use crate::executor::event::Event;
use crate::explore::{Count, Coverage, Group, How, Method, Orders};
use crate::session::Session;
use crate::session::moment::{Address, Moment};
use crate::world::words::{Words, counted};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

const COLUMNS: usize = 80;

/// So many kinds of ends are told at most. JSON has them all.
const MOST_KINDS: usize = 20;

/// Which place a group is opened at, and what is to be seen there.
pub struct Sight {
    /// The end of the shortest run.
    pub address: Address,
    /// Who is left, and what each waits for.
    pub waits: Vec<String>,
    /// Who panicked, with which words.
    pub panics: Vec<String>,
    /// What was printed, as it can be shown.
    pub prints: Vec<String>,
}

impl Sight {
    /// Takes the shortest run of a group once more, recorded, and looks at its end.
    #[must_use]
    pub fn of(visit: &Visit, orders: &Orders, group: &Group) -> Sight {
        let schedule = orders.schedule(group);
        let address = Address {
            lesson: Visit::name_of(visit.lesson, visit.scene),
            moment: Some(Moment { turn: group.end.turns(), event: None }),
            schedule: schedule.clone(),
        };
        let mut session = Session::with_schedule(visit.scene.program(), schedule);
        session.to_end(super::MOST_STEPS);
        let record = session.record();
        let words = Words { world: session.world(), record: &record };
        let mut sight =
            Sight { address, waits: Vec::new(), panics: Vec::new(), prints: Vec::new() };
        for event in record.events() {
            match *event {
                Event::Output { text } => sight.prints.push(words.text(text).to_owned()),
                Event::Panicked { task, message } => {
                    let message = words.text(message);
                    sight.panics.push(format!("{} panics: {message}", words.task(task)));
                }
                _ => {}
            }
        }
        if group.end.how() != How::Finished {
            let alive = words.world.alive().map(|(task, _)| task);
            let waits = |task| format!("{} waits for {}", words.task(task), words.waits_for(task));
            sight.waits.extend(alive.map(waits));
        }
        sight
    }
}

/// The table.
pub fn tell(out: &mut dyn Write, visit: &Visit, orders: &Orders) -> io::Result<()> {
    let (lesson, scene) = (visit.lesson, visit.scene);
    writeln!(out, "{} {}: {}", lesson.address(), lesson.title, scene.title)?;
    wrapped(out, 0, &format!("{}.", capital(&orders.to_string())))?;
    let kinds = kinds(orders);
    let alike = kinds.len() < orders.groups.len();
    let ends = counted(kinds.len(), "kind of end", "kinds of ends");
    let apart = if alike { ", the order of the lines apart" } else { "" };
    writeln!(out, "{ends}{apart}:\n")?;
    for kind in kinds.iter().take(MOST_KINDS) {
        tell_kind(out, kind, noun(orders), &Sight::of(visit, orders, kind.first))?;
    }
    if kinds.len() > MOST_KINDS {
        let more = Count::from((kinds.len() - MOST_KINDS) as u128);
        writeln!(out, "… and {more} more kinds: --json has them all.\n")?;
    }
    wrapped(out, 0, &what_counts(orders))?;
    writeln!(out, "coroscope open ADDRESS steps through a run.")
}

/// Groups that are told together.
struct Kind<'a> {
    first: &'a Group,
    groups: usize,
    orders: Count,
}

/// The groups; where they are too many to be read, one of all those that print the same lines in another
/// order.
fn kinds(orders: &Orders) -> Vec<Kind<'_>> {
    let mut kinds = Vec::<Kind<'_>>::new();
    let mut known = BTreeMap::new();
    for group in &orders.groups {
        let mut lines = group.end.printed().to_vec();
        if orders.groups.len() > MOST_KINDS {
            lines.sort();
        }
        let (how, clock, left) = (group.end.how(), group.end.clock(), group.end.tasks_left());
        let key = (how, clock, left, group.end.panics(), lines);
        let fresh = kinds.len();
        let place = if orders.groups.len() > MOST_KINDS {
            *known.entry(key).or_insert(fresh)
        } else {
            fresh
        };
        if place == fresh {
            kinds.push(Kind { first: group, groups: 0, orders: Count::default() });
        }
        let kind = &mut kinds[place];
        kind.groups += 1;
        kind.orders += group.orders;
        if group.end.turns() < kind.first.end.turns() {
            kind.first = group;
        }
    }
    kinds
}

/// What is counted: an order that was drawn may have been drawn twice.
fn noun(orders: &Orders) -> &'static str {
    if matches!(orders.coverage, Coverage::Sampled { .. }) { "run" } else { "order" }
}

fn tell_kind(out: &mut dyn Write, kind: &Kind<'_>, noun: &str, sight: &Sight) -> io::Result<()> {
    let plural = if kind.orders == Count::ONE { "" } else { "s" };
    let end = &kind.first.end;
    let turns = counted(end.turns() as usize, "turn", "turns");
    let (word, clock) = (end.how().word(), end.clock());
    writeln!(
        out,
        "{word} at {clock} · {} {noun}{plural} · the shortest takes {turns}",
        kind.orders
    )?;
    writeln!(out, "    {}", sight.address)?;
    for sentence in sight.waits.iter().chain(&sight.panics) {
        wrapped(out, 4, sentence)?;
    }
    if sight.prints.is_empty() {
        writeln!(out, "    prints nothing")?;
    } else {
        let lines = sight.prints.join(" · ");
        wrapped(
            out,
            4,
            &match kind.groups {
                1 => format!("prints {lines}"),
                groups => {
                    let groups = Count::from(groups as u128);
                    format!("prints these lines, in {groups} orders of their own: {lines}")
                }
            },
        )?;
    }
    writeln!(out)
}

/// Which freedom the orders are of, and what that rests on.
#[must_use]
pub fn what_counts(orders: &Orders) -> String {
    let mut text = "A choice is which ready task is polled next. Timers that are due at the same moment \
         fire in the order in which they were set (R6): that is no choice, but which of the woken tasks \
         is polled first is one, and so is what runs before a cancelled task is dropped."
        .to_owned();
    match (orders.coverage, orders.method) {
        (Coverage::All, _) if orders.total == Count::ONE => {}
        (Coverage::Sampled { .. }, _) => text.push_str(
            " These orders were drawn: what they do not show may happen all the same.",
        ),
        (_, Method::States(_)) => text.push_str(
            " This recipe shares through the kit alone, so a state that was met before was not run again.",
        ),
        (_, Method::EveryOrder) => text.push_str(
            " Tasks of this recipe may share by other means than the kit, so each order was run.",
        ),
    }
    text
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A paragraph, wrapped at spaces, with its lines after the first further in.
fn wrapped(out: &mut dyn Write, indent: usize, text: &str) -> io::Result<()> {
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

/// Everything, for another program.
pub fn json(out: &mut dyn Write, visit: &Visit, orders: &Orders) -> io::Result<()> {
    let counted = format!("{}s", noun(orders));
    let groups = orders.groups.iter().map(|group| {
        let sight = Sight::of(visit, orders, group);
        json!({
            "end": group.end.how().word(),
            "clock": group.end.clock(),
            &counted: number(group.orders),
            "shortest": group.end.turns(),
            "address": sight.address.to_string(),
            "waits": sight.waits,
            "panics": sight.panics,
            "prints": sight.prints,
        })
    });
    let mut all = json!({
        "lesson": Visit::name_of(visit.lesson, visit.scene),
        &counted: number(orders.total),
    });
    match orders.coverage {
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

/// As a number where every reader of JSON can hold it, else as its digits.
fn number(count: Count) -> Value {
    match count.exactly().map(u64::try_from) {
        Some(Ok(number)) if number < 1 << 53 => json!(number),
        Some(_) => json!(count.exactly().map(|number| number.to_string())),
        None => json!(count.to_string()),
    }
}
