//! A local that was moved has no value, until it is assigned.

use crate::run::{recorded, values};
use coroscope::kit::{SECOND, observed, sleep, yield_now};

#[derive(Debug, PartialEq)]
struct Ticket(u32);

fn take(ticket: Ticket) -> u32 {
    ticket.0
}

fn twice(first: Ticket, second: u32) -> Ticket {
    Ticket(first.0 + second)
}

async fn held(ticket: Ticket) -> u32 {
    yield_now().await;
    ticket.0
}

#[observed]
async fn by_call() -> u32 {
    let ticket = Ticket(1);
    let number = 2;
    let mut next = twice(ticket, number);
    let name = String::from("next");
    let both = name + "!";
    let pair = (next, both);
    next = Ticket(number);
    let kept = &pair;
    let same = kept;
    same.0.0 + take(next)
}

#[test]
fn a_value_passed_on_is_moved_unless_it_is_copy() {
    let (result, record) = recorded(by_call);
    assert_eq!(result, 5);
    assert_eq!(values(&record, "ticket"), ["Ticket(1)", "moved"]);
    assert_eq!(values(&record, "number"), ["2"]);
    assert_eq!(values(&record, "next"), ["Ticket(3)", "moved", "Ticket(2)", "moved"]);
    assert_eq!(values(&record, "name"), ["\"next\"", "moved"]);
    assert_eq!(values(&record, "both"), ["\"next!\"", "moved"]);
    assert_eq!(values(&record, "kept").len(), 1, "a reference is Copy");
}

#[observed]
async fn by_await() -> u32 {
    let ticket = Ticket(1);
    let timer = sleep(SECOND);
    let number = held(ticket).await;
    timer.await;
    number
}

#[test]
fn a_value_moved_into_an_awaited_future_is_moved_while_it_is_awaited() {
    let (_, record) = recorded(by_await);
    let place = |wanted: &str| {
        let found = record.iter().position(|line| line.starts_with(wanted));
        found.unwrap_or_else(|| panic!("no {wanted} in {record:#?}"))
    };
    assert!(place("0 ticket = moved") < place("0 await 52"), "{record:#?}");
    assert!(place("0 await 52") < place("0 timer = moved"), "{record:#?}");
    assert!(place("0 timer = moved") < place("0 await 53"), "{record:#?}");
}

#[observed]
async fn by_capture() -> u32 {
    let ticket = Ticket(1);
    let other = Ticket(2);
    let shared = Ticket(3);
    let number = 4;
    let later = move || take(ticket) + number;
    let once = || take(other);
    let read = || shared.0;
    let sum = later() + once() + read();
    let inside = Ticket(5);
    let block = async move { inside.0 };
    sum + block.await + number
}

#[test]
fn a_captured_value_is_moved_and_a_borrowed_one_is_not() {
    let (result, record) = recorded(by_capture);
    assert_eq!(result, 19);
    assert_eq!(values(&record, "ticket"), ["Ticket(1)", "moved"]);
    assert_eq!(values(&record, "other"), ["Ticket(2)", "moved"]);
    assert_eq!(values(&record, "shared"), ["Ticket(3)"]);
    assert_eq!(values(&record, "number"), ["4"]);
}

#[observed]
async fn in_branches(which: u32) -> u32 {
    let mut ticket = Ticket(which);
    let list = vec![Ticket(1), Ticket(2)];
    let mut sum = 0;
    for one in list {
        sum += take(one);
    }
    if which == 1 {
        sum += take(ticket);
        ticket = Ticket(7);
    }
    match which {
        1 => sum += take(ticket),
        _ => drop(ticket),
    }
    sum
}

#[test]
fn a_move_is_recorded_in_the_branch_that_moves() {
    let (_, record) = recorded(|| in_branches(1));
    assert_eq!(values(&record, "ticket"), ["Ticket(1)", "moved", "Ticket(7)", "moved"]);
    assert_eq!(values(&record, "list"), ["[Ticket(1), Ticket(2)]", "moved"]);
    let (_, record) = recorded(|| in_branches(2));
    assert_eq!(values(&record, "ticket"), ["Ticket(2)", "moved"]);
}

#[observed]
async fn reborrows(list: &mut Vec<u32>) -> usize {
    fill(list);
    let more = &mut *list;
    fill(more);
    list.len()
}

fn fill(list: &mut Vec<u32>) {
    list.push(1);
}

#[test]
fn a_mutable_reference_is_borrowed_again() {
    let (length, record) = recorded(|| async { reborrows(&mut Vec::new()).await });
    assert_eq!(length, 2);
    assert_eq!(values(&record, "list"), ["[]"]);
    assert_eq!(values(&record, "more"), ["[1]"]);
}
