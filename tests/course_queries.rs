//! Every kind of query against runs that are written by hand.

mod event_script;

use coroscope::course::question::query::{Arguments, QUERY_KINDS, Query};
use event_script::story;

fn query(name: &str, with: &str) -> Query {
    let arguments: Arguments = toml::from_str(with).expect(with);
    Query::new(name, &arguments).expect(name)
}

/// The query and its arguments, the run and the position at which it is asked, and the answer (`?` where there is none).
type Row = (&'static str, &'static str, &'static str, usize, &'static str);

#[rustfmt::skip]
const ROWS: [Row; 79] = [
    ("next_task", "", "spawn a; spawn b; | ; poll a; pending a; poll b", 2, "`a`"),
    ("next_task", "", "spawn a; spawn b; | ; poll a; pending a; poll b", 3, "`b`"),
    ("next_task", "", "spawn a; | ; cancel a; drop a; cancelled a", 1, "`a`"),
    ("next_task", "", "spawn a; | ; poll a; ready a; end finished", 2, "none of them"),
    ("next_task", "until = 'ready a'", "spawn a; spawn b; | ; poll a; ready a; poll b", 3, "none of them"),
    ("next_task", "until = 'poll b'", "spawn a; spawn b; | ; poll a; ready a; poll b", 3, "`b`"),
    ("next_task", "until = 'lost a'", "spawn a; | ; poll a", 1, "?"),
    ("result_of_poll", "", "spawn a; | ; poll a; pending a; poll a; ready a", 1, "Pending"),
    ("result_of_poll", "", "spawn a; | ; poll a; pending a; poll a; ready a", 3, "Ready"),
    ("result_of_poll", "", "spawn a; | ; poll a; panicked a", 2, "a panic"),
    ("result_of_poll", "", "spawn a; | ; poll a; pending a; end stalled", 3, "?"),
    ("queue_after", "", "spawn a; spawn b; | ; poll a; wake a; pending a; poll b; pending b", 2, "`b`, `a`"),
    ("queue_after", "", "spawn a; spawn b; | ; poll a; wake a; pending a; poll b; pending b", 3, "`b`, `a`"),
    ("queue_after", "", "spawn a; spawn b; | ; poll a; wake a; pending a; poll b; pending b", 5, "`a`"),
    ("queue_after", "", "spawn a; | ; poll a; pending a; end stalled", 1, "no tasks"),
    ("queue_after", "", "spawn a; | ; poll a; pending a; clock 1 idle; wake a; poll a", 3, "`a`"),
    ("queue_after", "", "spawn a; spawn b; cancel b merged; | ; drop b; cancelled b; poll a; pending a", 3, "`a`"),
    ("queue_after", "until = 'poll a'", "spawn a; spawn b; | ; poll a; wake a; pending a", 2, "`b`"),
    ("queue_after", "until = 'wake a'", "spawn a; spawn b; | ; poll a; wake a; pending a", 2, "`b`, `a`"),
    ("line_next", "", "print x; print y", 0, "`x`"),
    ("line_next", "", "print x; print y", 1, "`y`"),
    ("line_next", "", "print x; print y", 2, "nothing more is printed"),
    ("line_next", "until = 'out y'", "print x; print y", 1, "`y`"),
    ("line_next", "until = 'finished'", "print x", 0, "?"),
    ("order_of_lines", "", "print x; print y; print z", 1, "y · z"),
    ("order_of_lines", "", "print x", 1, "no lines"),
    ("order_of_lines", "at = '2'", "print x; clock 2 idle; print y; print z; clock 3 idle; print w", 0, "y · z"),
    ("order_of_lines", "until = 'out y'", "print x; print y; print z", 0, "x · y"),
    ("clock_at_end", "", "clock 1 idle; print x; clock 2.5 idle; end finished", 1, "2.5 s"),
    ("clock_at_end", "until = 'out x'", "clock 1 idle; print x; clock 2.5 idle; end finished", 0, "2.5 s"),
    ("clock_when", "line = 'x'", "print w; clock 1 idle; print x; clock 2 idle; print x", 0, "1 s"),
    ("clock_when", "line = 'x'", "print w", 0, "never"),
    ("polls", "of = 'a'", "spawn a; spawn b; poll a; pending a; poll b; poll a; drop a", 5, "2"),
    ("polls", "of = 'a'", "spawn a; poll a", 0, "1"),
    ("polls", "of = 'a'", "spawn a; drop a", 0, "0"),
    ("polls", "of = 'f'", "call f; call g; enter f; enter g; continue f; continue f", 0, "3"),
    ("polls", "of = 'c'", "spawn a; call f; poll a", 0, "?"),
    ("polls", "of = 'a'\nuntil = 'poll a #2'", "spawn a; poll a; pending a; poll a; pending a; poll a", 1, "2"),
    ("turns", "", "spawn a; poll a; pending a; clock 1 idle; cancel a; drop a; cancelled a", 3, "2"),
    ("turns", "until = 'poll b'", "spawn a; spawn b; poll a; pending a; poll b; poll a", 2, "2"),
    ("turns", "", "spawn a; poll a", 0, "1"),
    ("value", "of = 'f'", "call main; local main f 1; local main g 7; local main f 2", 2, "2"),
    ("value", "of = 'answer'", "make answer; change answer 41; change answer 42", 0, "42"),
    ("value", "of = 'f'\nuntil = 'local f 2'", "call main; local main f 1; local main f 2; local main f 3", 1, "2"),
    ("value", "of = 'x'", "call main; local main f 1", 0, "?"),
    ("state", "of = 'a'", "spawn b; spawn a", 0, "ready"),
    ("state", "of = 'a'", "spawn a; poll a; spawn b", 0, "running"),
    ("state", "of = 'a'", "spawn a; spawn b; poll a; pending a; poll b; ready b", 0, "suspended"),
    ("state", "of = 'a'", "spawn a; poll a; wake a; pending a", 0, "ready"),
    ("state", "of = 'a'", "spawn a; poll a; pending a; wake a ignored", 0, "suspended"),
    ("state", "of = 'a'", "spawn a; poll a; pending a; wake a", 0, "ready"),
    ("state", "of = 'a'", "spawn a; poll a; ready a", 0, "finished"),
    ("state", "of = 'a'", "spawn a; drop a; cancelled a", 0, "cancelled"),
    ("state", "of = 'a'", "spawn a; poll a; panicked a", 0, "panicked"),
    ("state", "of = 'a'", "spawn a; spawn b; call f; poll a; local f state Middle; pending a; poll b; local f state Start", 0, "Middle"),
    ("state", "of = 'a'\nuntil = 'poll a'", "spawn a; poll a; ready a", 1, "running"),
    ("state", "of = 'c'", "spawn a", 0, "?"),
    ("end_state", "", "spawn a; poll a; ready a; end finished", 1, "it finishes"),
    ("end_state", "", "spawn a; spawn b; spawn c; poll b; ready b; end stalled", 0, "it stalls, with `a` and `c` still waiting"),
    ("end_state", "", "spawn a; spawn b; end stalled", 0, "it stalls, with `a` and `b` still waiting"),
    ("end_state", "", "spawn a; spawn b; spawn c; end stalled", 0, "it stalls, with `a`, `b` and `c` still waiting"),
    ("end_state", "", "spawn a; end stalled", 0, "it stalls, with `a` still waiting"),
    ("queue_after", "", "spawn a; spawn b; | ; poll a; ready a", 3, "`b`"),
    ("end_state", "", "spawn a; end no-progress", 0, "the loop keeps polling without progress"),
    ("end_state", "", "spawn a; poll a; end cut-off", 0, "it's cut off inside a poll"),
    ("end_state", "", "spawn a; end waiting", 0, "it waits for something outside the loop"),
    ("end_state", "", "spawn a; poll a; end frozen", 0, "it freezes inside a poll"),
    ("end_state", "", "spawn a; poll a", 0, "the loop keeps polling"),
    ("who_is_woken", "", "spawn a; spawn b; wake a; wake b", 3, "`b`"),
    ("who_is_woken", "", "spawn a; wake a", 2, "none of them"),
    ("order_of_finishing", "", "spawn a; spawn b; spawn c; ready b; panicked c; ready a", 5, "b, a"),
    ("order_of_finishing", "", "spawn a; cancelled a", 0, "none of them"),
    ("number_of_lines", "", "print x; print y; print z", 2, "3"),
    ("number_of_lines", "until = 'out y'", "print x; print y; print z", 0, "2"),
    ("most_polled_at_once", "", "spawn a; spawn b; poll a; pending a; poll b; panicked b; poll a; ready a", 0, "1"),
    ("most_polled_at_once", "", "spawn a; spawn b; poll a; poll b; pending a; ready b", 0, "2"),
    ("is_printed", "line = 'x'", "print w; print x", 1, "it's printed"),
    ("is_printed", "line = 'x'", "print x; print w", 1, "it's never printed"),
    ("is_printed", "line = 'x'", "print xx", 0, "it's never printed"),
];

#[test]
fn a_query_is_answered_by_the_events() {
    let mut wrong = Vec::new();
    for (name, with, script, from, expected) in ROWS {
        let answer = query(name, with).ask(&story(script), from);
        let found = answer.map_or("?".to_owned(), |answer| answer.to_string());
        if found != expected {
            wrong.push(format!(
                "{name} {with} at {from} of `{script}`: {found}, expected {expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_of_query_has_a_row() {
    for (name, ..) in QUERY_KINDS {
        assert!(ROWS.iter().any(|(row, ..)| *row == name), "no row asks `{name}`");
    }
}

/// The position after which the screen shows the answer.
#[test]
fn an_answer_is_settled_where_it_can_be_seen() {
    let run = "spawn a; | ; poll a; print x; wake a; pending a; clock 1 idle; print y; poll a; ready a; \
               spawn b; end stalled";
    let rows = [
        ("next_task", "", 1, 2),
        ("next_task", "", 2, 8),
        ("result_of_poll", "", 1, 5),
        ("line_next", "", 3, 7),
        ("clock_when", "line = 'y'", 1, 7),
        ("is_printed", "line = 'y'", 1, 7),
        ("who_is_woken", "", 1, 4),
        ("queue_after", "", 1, 5),
        ("queue_after", "", 5, 7),
        ("line_next", "until = 'pending a'", 1, 5),
        ("polls", "of = 'a'", 1, 9),
        ("order_of_lines", "", 1, 7),
        ("order_of_lines", "at = '0'", 1, 3),
        ("number_of_lines", "", 1, 7),
        ("order_of_finishing", "", 1, 9),
        ("end_state", "", 1, 11),
        ("turns", "until = 'out y'", 1, 7),
        ("polls", "of = 'b'", 1, 11),
        ("line_next", "", 7, 11),
    ];
    for (name, with, from, expected) in rows {
        let settled = query(name, with).settled_at(&story(run), from);
        assert_eq!(settled, expected, "{name} {with} at {from}");
    }
}

#[test]
fn a_query_that_cannot_be_asked_says_what_to_write() {
    let rows = [
        ("next", "", "there is no query `next`; the queries are next_task, "),
        ("polls", "", "`polls` needs `of`, the name of a task or a coroutine"),
        ("value", "line = 'x'", "`value` needs `of`, the name of a variable"),
        ("state", "", "`state` needs `of`, the name of a task"),
        ("clock_when", "", "`clock_when` needs `line`, a line of output"),
        ("is_printed", "of = 'x'", "`is_printed` needs `line`, a line of output"),
        ("order_of_lines", "at = 'soon'", "`soon` isn't a time; write `at = \"3\"`"),
        ("turns", "until = 'poll'", "`poll` isn't a cue; write it as `poll waiter #2`"),
    ];
    for (name, with, expected) in rows {
        let arguments: Arguments = toml::from_str(with).expect(with);
        let error = Query::new(name, &arguments).expect_err(expected);
        assert!(error.starts_with(expected), "{error}");
    }
}
