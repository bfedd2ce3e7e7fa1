//! How an event is written and read back: `{"turn":{…}}`, without its family.
//!
//! A record names the event and not the family, because a name belongs to one family only. So an event is read
//! in two steps: its name says which family it is of, and the family reads its fields. serde's own way, which
//! tries each family, could not say which field is wrong.

use super::{CoroutineEvent, Event, LoopEvent, OutputEvent, ResourceEvent, TaskEvent, TimerEvent};
use serde::de::value::Error as NoValue;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// A family of events: the names of its events, and what reads one of them.
struct Family {
    names: &'static [&'static str],
    read: fn(Value) -> serde_json::Result<Event>,
}

/// A new family must be written here, so it is not forgotten in the table of those that are read.
impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Event::Loop(event) => event.serialize(serializer),
            Event::Task(event) => event.serialize(serializer),
            Event::Coroutine(event) => event.serialize(serializer),
            Event::Timer(event) => event.serialize(serializer),
            Event::Resource(event) => event.serialize(serializer),
            Event::Output(event) => event.serialize(serializer),
        }
    }
}

static FAMILIES: LazyLock<[Family; 6]> = LazyLock::new(|| {
    [
        Family::of::<LoopEvent>(),
        Family::of::<TaskEvent>(),
        Family::of::<CoroutineEvent>(),
        Family::of::<TimerEvent>(),
        Family::of::<ResourceEvent>(),
        Family::of::<OutputEvent>(),
    ]
});

static NAMES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FAMILIES.iter().flat_map(|family| family.names.iter().copied()).collect());

impl Event {
    /// The fields that hold the number of a text, whatever the event: the record stores the text itself.
    pub const TEXT_FIELDS: [&'static str; 7] =
        ["name", "file", "value", "message", "what", "type", "text"];

    /// Returns the names of all events, as a record spells them, in the order of their families.
    #[must_use]
    pub fn names() -> &'static [&'static str] {
        &NAMES
    }
}

impl Family {
    fn of<E: DeserializeOwned + Into<Event>>() -> Family {
        let mut names = VariantNames(&[]);
        let _only_the_names_are_wanted = E::deserialize(&mut names);
        let read = |value| serde_json::from_value::<E>(value).map(Into::into);
        Family { names: names.0, read }
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        let named = Map::deserialize(deserializer)?;
        let name = named.keys().next().cloned().unwrap_or_default();
        let family = FAMILIES.iter().find(|family| family.names.contains(&name.as_str()));
        let family = family.ok_or_else(|| D::Error::unknown_variant(&name, &NAMES))?;
        (family.read)(Value::Object(named)).map_err(D::Error::custom)
    }
}

/// A deserializer that stores the names of an enum's variants and reads nothing. Only a deserializer gets them from
/// serde.
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
