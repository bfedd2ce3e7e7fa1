//! How locals are seen, and what a look must never do.

use crate::run::{recorded, values};
use coroscope::kit::{Promise, Queue, observed, say, spawn, yield_now};
use coroscope::record::event::Event;
use coroscope::session::{Program, Session};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;

pub struct NoDebug(pub u32);

pub struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("nobody may look at this");
    }
}

#[observed]
async fn odd_values() -> usize {
    let hidden = NoDebug(1);
    let panicking = Panics;
    let huge = vec![1_u8; 100_000];
    let cell = Rc::new(RefCell::new(5));
    let writing = cell.borrow_mut();
    let again = Rc::clone(&cell);
    drop(writing);
    let closure = |x: u32| x + hidden.0;
    yield_now().await;
    drop(panicking);
    huge.len() + closure(1) as usize + *again.borrow()
}

#[test]
fn recording_a_local_never_changes_the_result() {
    let (result, record) = recorded(odd_values);
    assert_eq!(result, 100_007);
    assert_eq!(values(&record, "hidden"), ["NoDebug"]);
    assert_eq!(values(&record, "panicking"), ["Panics (its Debug panics)", "moved"]);
    assert_eq!(values(&record, "again"), ["RefCell { value: <borrowed> }"]);
    let huge = &values(&record, "huge")[0];
    assert!(huge.starts_with("[1, 1,") && huge.ends_with('…') && huge.chars().count() < 200);
    assert_eq!(values(&record, "closure").len(), 1);
}

#[observed]
async fn open_types() -> usize {
    let mut hidden = Vec::new();
    let mut numbers = Vec::with_capacity(4);
    let mut best = None;
    let shared = Rc::new(RefCell::new(None));
    let (mut left, right) = (Vec::new(), 2);
    let mut by_name = BTreeMap::new();
    let empty = vec![];
    let failed = Err(NoDebug(2));
    let later;
    let promise = Promise::new();
    hidden.push(NoDebug(3));
    left.push(NoDebug(4));
    numbers.push(right);
    best = best.or(Some(7));
    *shared.borrow_mut() = Some(NoDebug(5));
    by_name.insert("one", 1);
    later = [1, 2].iter().copied().sum();
    let text: String = "5".parse().unwrap_or_default();
    promise.set(NoDebugButSet);
    takes(&empty, failed, later);
    hidden.len() + numbers.len() + best.unwrap_or(0) + text.len() + by_name.len()
}

#[derive(Debug)]
struct NoDebugButSet;

fn takes(_: &[NoDebug], _: Result<(), NoDebug>, _: u64) {}

#[test]
fn a_type_that_is_not_known_yet_need_not_be_debug() {
    let (result, record) = recorded(open_types);
    assert_eq!(result, 11);
    assert_eq!(values(&record, "hidden"), ["Vec<NoDebug>", "Vec<NoDebug>"]);
    assert_eq!(values(&record, "numbers"), ["[]", "[2]"]);
    assert_eq!(values(&record, "best"), ["None", "Some(7)"]);
    assert_eq!(values(&record, "shared"), ["Rc<RefCell<Option<NoDebug>>>"]);
    assert_eq!(values(&record, "left"), ["Vec<NoDebug>", "Vec<NoDebug>"]);
    assert_eq!(values(&record, "right"), ["2"]);
    assert_eq!(values(&record, "by_name"), ["{}", "{\"one\": 1}"]);
    assert_eq!(values(&record, "failed"), ["Result<(), NoDebug>"]);
    assert_eq!(values(&record, "later"), ["3"]);
    assert_eq!(values(&record, "text"), ["\"5\""]);
    assert_eq!(values(&record, "promise"), ["Promise"]);
    assert!(record.contains(&"resource 0 named promise".to_owned()));
}

#[derive(Debug, Default)]
pub struct Till {
    total: u32,
    items: Vec<u32>,
    name: String,
}

impl Till {
    #[observed]
    async fn count(&mut self) -> u32 {
        self.total = 0;
        yield_now().await;
        self.total += 5;
        self.items[0] = 9;
        self.total
    }

    #[observed]
    async fn sum(&mut self) -> u32 {
        for item in &mut self.items {
            self.total += *item;
            *item = 0;
        }
        let name = &mut self.name;
        self.total += 1;
        name.push('!');
        self.total
    }
}

#[observed]
async fn assignments() -> (u32, usize) {
    let mut x = 1;
    let y = &mut x;
    *y += 1;
    let mut pair = [1, 2];
    pair[0] = x;
    let (mut a, mut b) = (0, 1);
    for _ in 0..3 {
        (a, b) = (b, a + b);
    }
    let mut till = Till { items: vec![1, 2], ..Till::default() };
    till.count().await;
    till.total += 1;
    let name = till.name;
    till.items = Vec::new();
    let x = name.len();
    (a + b + pair[0], x)
}

#[test]
fn an_assignment_to_a_part_is_recorded_if_the_whole_can_be_borrowed() {
    let (result, record) = recorded(assignments);
    assert_eq!(result, (7, 0));
    assert_eq!(values(&record, "x"), ["1", "0"]);
    assert_eq!(values(&record, "y"), ["1", "2"]);
    assert_eq!(values(&record, "pair"), ["[1, 2]", "[2, 2]"]);
    assert_eq!(values(&record, "a"), ["0", "1", "1", "2"]);
    assert_eq!(values(&record, "b"), ["1", "1", "2", "3"]);
    let of_self = values(&record, "self");
    assert_eq!(of_self.len(), 4, "{of_self:?}");
    assert_eq!(of_self[3], "Till { total: 5, items: [9, 2], name: \"\" }");
    // `till.name` is moved out below, so a part of it may be gone.
    assert_eq!(values(&record, "till").len(), 1);
}

#[test]
fn a_partially_borrowed_local_is_not_recorded() {
    let (result, record) = recorded(|| async {
        let mut till = Till { items: vec![1, 2], ..Till::default() };
        till.sum().await
    });
    assert_eq!(result, 4);
    assert_eq!(values(&record, "self").len(), 1);
    assert_eq!(values(&record, "item"), ["1", "0", "2", "0"]);
}

#[observed]
async fn shadowing() -> u32 {
    let mut x = 1;
    {
        let mut x = x + 10;
        x += 1;
        yield_now().await;
        assert_eq!(x, 12);
    }
    x += 1;
    x
}

#[test]
fn a_shadowed_variable_is_another_one() {
    let (result, record) = recorded(shadowing);
    assert_eq!(result, 2);
    let of_x: Vec<&str> = record.iter().filter_map(|line| line.strip_prefix("0 x = ")).collect();
    let [outer, inner, inner_changed, outer_changed] = of_x[..] else { panic!("{of_x:?}") };
    let scope = |line: &str| line.split_once(' ').map(|(_, scope)| scope.to_owned());
    assert_eq!(scope(outer), scope(outer_changed));
    assert_eq!(scope(inner), scope(inner_changed));
    assert_ne!(scope(inner), scope(outer));
}

/// A type whose `Debug` is seen by the program.
struct Counts(Cell<u32>);

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set(self.0.get() + 1);
        f.write_str("Counts")
    }
}

#[observed]
async fn looks() -> u32 {
    let counts = Counts(Cell::new(0));
    yield_now().await;
    say!("formatted {} times", counts.0.get());
    counts.0.get()
}

#[test]
fn no_debug_runs_without_values() {
    let run = |program: Program| {
        let mut session = Session::new(program);
        session.to_end(100);
        let record = session.record();
        let printed = record.events().iter().find_map(Event::printed).expect("it prints");
        record.text(printed).to_owned()
    };
    let program = || Program::new(|| spawn(looks()).detach());
    assert_eq!(run(program()), "formatted 1 times");
    assert_eq!(run(program().without_values()), "formatted 0 times");
    coroscope::testing::run(program()).assert_prints(&["formatted 0 times"]);
}

/// Its clones count together how often one of them was formatted.
#[derive(Clone)]
struct Watched(Rc<Cell<u32>>);

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.set(self.0.get() + 1);
        f.write_str("Watched")
    }
}

async fn passes_on(count: Rc<Cell<u32>>) {
    let (promise, queue) = (Promise::new(), Queue::new(2));
    promise.set(Watched(Rc::clone(&count)));
    let _is_open = queue.put(Watched(Rc::clone(&count))).await;
    coroscope::kit::show("shown", &Watched(Rc::clone(&count)));
    say!("formatted {} times", count.get());
}

/// What is inside a promise or a queue is a value too.
#[test]
fn no_debug_of_a_value_inside_the_kit_runs_without_values() {
    let texts = |program: Program| {
        let mut session = Session::new(program);
        session.to_end(100);
        session.record().texts().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let program = || Program::new(|| spawn(passes_on(Rc::default())).detach());
    let with = texts(program());
    assert!(with.contains(&"full: Watched".to_owned()), "{with:?}");
    assert!(!with.contains(&"formatted 0 times".to_owned()), "{with:?}");
    let without = texts(program().without_values());
    assert!(without.contains(&"formatted 0 times".to_owned()), "{without:?}");
}
