//! Serializes events as `{"turn":{…}}`, without the family.
//!
//! The name of an event belongs to only one family, so the family isn't written. An event is read in two steps: its name
//! determines the family, and the family reads the fields. serde's untagged enums, which try each family, couldn't
//! report which field is wrong.

use super::fields::{Fields, NamedFields};
use super::{
    CoroutineEvent, Event, LoopEvent, OutputEvent, OutsideEvent, ResourceEvent, TaskEvent,
    TimerEvent,
};
use serde::de::value::Error as NoValue;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Map;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A family of events: the names of its events, and the function that deserializes one.
struct Family {
    names: &'static [&'static str],
    read: Read,
}

/// Reads an event of a family.
type Read = fn(NamedFields<'_>) -> serde_json::Result<Event>;

/// This `match` doesn't compile without a new family, as a reminder to add it to the table as well.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Event::Loop(event) => event.serialize(serializer),
            Event::Task(event) => event.serialize(serializer),
            Event::Coroutine(event) => event.serialize(serializer),
            Event::Timer(event) => event.serialize(serializer),
            Event::Resource(event) => event.serialize(serializer),
            Event::Outside(event) => event.serialize(serializer),
            Event::Output(event) => event.serialize(serializer),
        }
    }
}

static FAMILIES: LazyLock<[Family; 7]> = LazyLock::new(|| {
    [
        Family::of::<LoopEvent>(),
        Family::of::<TaskEvent>(),
        Family::of::<CoroutineEvent>(),
        Family::of::<TimerEvent>(),
        Family::of::<ResourceEvent>(),
        Family::of::<OutsideEvent>(),
        Family::of::<OutputEvent>(),
    ]
});

static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FAMILIES.iter().flat_map(|family| family.names.iter().copied()).collect());

/// The function that reads an event, by its name.
static READS: LazyLock<BTreeMap<&'static str, Read>> = LazyLock::new(|| {
    let of = |family: &Family| (family.names, family.read);
    let named = FAMILIES
        .iter()
        .map(of)
        .flat_map(|(names, read)| names.iter().map(move |name| (*name, read)));
    named.collect()
});

impl Event {
    /// Returns whether a field with this name holds the number of a text, in any event. See
    /// [`TEXT_FIELDS`](Event::TEXT_FIELDS).
    #[must_use]
    pub fn is_text_field(name: &str) -> bool {
        // The compiler compares the lengths first, which a search through the list doesn't.
        matches!(name, "name" | "file" | "value" | "message" | "what" | "type" | "text")
    }

    /// The fields that hold the number of a text, in any event. A record file has the text instead.
    pub const TEXT_FIELDS: [&'static str; 7] =
        ["name", "file", "value", "message", "what", "type", "text"];

    /// Returns the names of all events in a record, in the order of their families.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        &NAMES
    }

    /// Returns the function that reads the fields of an event with this name, if there is one. A field with a text has
    /// the number of the text.
    pub fn reader(
        name: &str,
    ) -> Option<impl for<'a> Fn(Fields<'a>) -> serde_json::Result<Event> + use<>> {
        let (name, read) = READS.get_key_value(name)?;
        let (name, read) = (*name, *read);
        Some(move |fields: Fields<'_>| read(NamedFields { name, fields }))
    }
}

impl Family {
    fn of<E: DeserializeOwned + Into<Event>>() -> Family {
        let mut names = VariantNames(&[]);
        let _only_the_names_are_wanted = E::deserialize(&mut names);
        let read = |named: NamedFields<'_>| E::deserialize(named).map(Into::into);
        Family { names: names.0, read }
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        let named: Map<_, _> = Map::deserialize(deserializer)?;
        let (name, fields) = named.into_iter().next().unwrap_or_default();
        let read = Event::reader(&name).ok_or_else(|| D::Error::unknown_variant(&name, &NAMES))?;
        Fields::deserialize(fields).and_then(read).map_err(D::Error::custom)
    }
}

/// A deserializer that stores the names of an enum's variants and reads nothing. serde passes them only to a
/// deserializer.
struct VariantNames(&'static [&'static str]);

impl<'de> Deserializer<'de> for &mut VariantNames {
    type Error = NoValue;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, NoValue> {
        self.0 = variants;
        self.deserialize_any(visitor)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, NoValue> {
        Err(NoValue::custom("only the names are wanted"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
