//! Types that leave the attribute little room: open ones, ones without `Debug`, ones that a method consumes.

use crate::locals::NoDebug;
use crate::run::{recorded, values};
use coroscope::kit::observed;
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet, btree_map::BTreeMap, hash_map::Entry};
use std::fmt::{self, Debug};

/// A type of which nothing is known until a value is put in. Its name is in no list.
struct Slot<T>(Option<T>);

impl<T> Slot<T> {
    fn make() -> Slot<T> {
        Slot(None)
    }

    fn put(&mut self, value: T) {
        self.0 = Some(value);
    }
}

impl<T: Debug> Debug for Slot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot {:?}", self.0)
    }
}

#[observed]
async fn generic_constructors() -> usize {
    let mut hidden = Slot::make();
    let mut shown = Slot::make();
    let cell = OnceCell::new();
    let nested = Some(Slot::make());
    let mut list = Vec::new();
    let wrapped = Cell::new(None);
    async {
        let mut inner = Slot::make();
        inner.put(NoDebug(1));
    }
    .await;
    wrapped.set(Some(NoDebug(1)));
    hidden.put(NoDebug(1));
    shown.put("text");
    let _set = cell.set(NoDebug(2));
    if let Some(mut nested) = nested {
        nested.put(NoDebug(3));
    }
    list.extend([NoDebug(4)]);
    list.len()
}

#[test]
fn a_type_fixed_by_a_later_use_is_formatted_as_if_it_had_been_known() {
    let (_, record) = recorded(generic_constructors);
    assert_eq!(values(&record, "hidden"), ["Slot<NoDebug>"]);
    assert_eq!(values(&record, "shown"), ["Slot None"]);
    assert_eq!(values(&record, "cell"), ["OnceCell<NoDebug>"]);
    assert_eq!(values(&record, "list"), ["Vec<NoDebug>", "Vec<NoDebug>"]);
}

#[observed]
async fn consuming_methods() -> usize {
    let mut map = BTreeMap::new();
    match map.entry(1) {
        std::collections::btree_map::Entry::Vacant(free) => {
            free.insert('a');
        }
        std::collections::btree_map::Entry::Occupied(taken) => {
            taken.remove();
        }
    }
    let mut hashed = HashMap::new();
    match hashed.entry("one") {
        Entry::Vacant(free) => {
            free.insert(1);
        }
        Entry::Occupied(_) => {}
    }
    map.len() + hashed.len()
}

#[test]
fn a_method_that_consumes_its_receiver_is_no_change() {
    let (result, record) = recorded(consuming_methods);
    assert_eq!(result, 2);
    assert_eq!(values(&record, "free").len(), 2);
}

#[observed]
async fn configured(#[cfg(any())] gone: u8, #[cfg(test)] kept: u8) -> u8 {
    #[cfg(any())]
    nothing().await;
    #[cfg(any())]
    let missing = nothing();
    #[cfg(any())]
    {
        missing = 2;
    }
    let Parts { left, .. } = Parts {
        left: kept,
        #[cfg(any())]
        right: 1,
    };
    let Parts {
        #[cfg(any())]
        right,
        left: again,
    } = Parts { left };
    match again {
        #[cfg(any())]
        gone => gone,
        5 => left,
        other => other,
    }
}

struct Parts {
    left: u8,
    #[cfg(any())]
    right: u8,
}

#[observed]
fn configured_call(#[cfg(any())] gone: u8, Parts { left, .. }: Parts) -> u8 {
    #[cfg(any())]
    gone.missing();
    left
}

#[test]
fn code_that_is_configured_out_gets_no_hooks() {
    let (result, record) =
        recorded(|| async { configured(5).await + configured_call(Parts { left: 1 }) });
    assert_eq!(result, 6);
    assert_eq!(values(&record, "again"), ["5"]);
    assert!(values(&record, "gone").is_empty() && values(&record, "missing").is_empty());
}

#[observed]
async fn chance() -> usize {
    let numbers: HashSet<u32> = (1..=12).collect();
    let mut ages = HashMap::from([("bob", 2), ("alice", 1), ("carol", 3)]);
    ages.insert("dave", 4);
    let address: *const u32 = Box::leak(Box::new(1));
    let boxed = (address, 0xff);
    numbers.len() + ages.len() + usize::from(boxed.0.is_null())
}

#[test]
fn chance_makes_no_two_records_differ() {
    let (_, record) = recorded(chance);
    assert_eq!(values(&record, "numbers"), ["{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}"]);
    let ages = r#"{"alice": 1, "bob": 2, "carol": 3, "dave": 4}"#;
    assert_eq!(values(&record, "ages").last().map(String::as_str), Some(ages));
    assert_eq!(values(&record, "address"), ["0x…"]);
    assert_eq!(values(&record, "boxed"), ["(0x…, 255)"]);
    assert_eq!(record, recorded(chance).1);
}
