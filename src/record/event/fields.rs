//! The fields of an event as a line of a record has them, and the event that they make.
//!
//! A record may have millions of lines, so a line is read once: its fields are kept as pieces of the line, and the
//! event's family reads them from there.

use serde::de::value::{
    CowStrDeserializer, MapAccessDeserializer, MapDeserializer, StrDeserializer,
};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde_json::{Error, Value};
use std::borrow::Cow;
use std::fmt;

/// The fields of a line, in their order. Of two with one name, the last one counts.
#[derive(Debug, Default)]
pub struct Fields<'a>(Vec<(Cow<'a, str>, Field<'a>)>);

/// The value of a field.
#[derive(Clone, Debug)]
pub enum Field<'a> {
    /// A number that isn't negative.
    Number(u64),
    /// A text.
    Text(Cow<'a, str>),
    /// Anything else.
    Other(Box<Value>),
}

impl<'a> Fields<'a> {
    /// Reads the fields of a line.
    ///
    /// # Errors
    /// Fails if the line isn't an object in JSON.
    pub fn parse(line: &'a str) -> Result<Fields<'a>, Error> {
        Fields::scan(line).map_or_else(|| serde_json::from_str(line), Ok)
    }

    /// Reads a line as coroscope itself writes it: without blanks, and without escapes in its texts. That takes half as
    /// long. Returns `None` for any other line.
    fn scan(line: &'a str) -> Option<Fields<'a>> {
        let mut rest = line.trim_end_matches(['\n', '\r']).strip_prefix('{')?;
        let mut fields = Fields(Vec::with_capacity(USUAL_FIELDS));
        loop {
            let name;
            (name, rest) = scan_text(rest)?;
            rest = rest.strip_prefix(':')?;
            let field;
            (field, rest) = scan_field(rest)?;
            fields.set(Cow::Borrowed(name), field);
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None if rest == "}" => return Some(fields),
                None => return None,
            }
        }
    }

    /// Removes a field and returns its value, if it is there.
    pub fn take(&mut self, name: &str) -> Option<Field<'a>> {
        let at = self.0.iter().position(|(own, _)| own == name)?;
        Some(self.0.remove(at).1)
    }

    /// Returns the names and the values, which can be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Field<'a>)> {
        self.0.iter_mut().map(|(name, field)| (&**name, field))
    }

    fn set(&mut self, name: Cow<'a, str>, field: Field<'a>) {
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, own)) => *own = field,
            None => self.0.push((name, field)),
        }
    }
}

/// How many fields nearly all events have, at most.
const USUAL_FIELDS: usize = 8;

/// Returns a plain text in quotes, and what comes after it.
fn scan_text(json: &str) -> Option<(&str, &str)> {
    let json = json.strip_prefix('"')?;
    let end = json.bytes().position(|byte| byte == b'"' || byte == b'\\' || byte < b' ')?;
    let after = json[end..].strip_prefix('"')?;
    Some((&json[..end], after))
}

/// Returns a plain value, and what comes after it.
fn scan_field(json: &str) -> Option<(Field<'_>, &str)> {
    match json.as_bytes().first()? {
        b'"' => scan_text(json).map(|(text, after)| (Field::Text(Cow::Borrowed(text)), after)),
        b'0'..=b'9' => {
            let end = json.bytes().position(|byte| !byte.is_ascii_digit())?;
            let digits = &json[..end];
            // JSON has no zeros at the front, and other numbers may have a point or an exponent after the digits.
            let is_plain = digits == "0" || !digits.starts_with('0');
            let is_whole = matches!(json.as_bytes()[end], b',' | b'}');
            let number = digits.parse().ok().filter(|_| is_plain && is_whole)?;
            Some((Field::Number(number), &json[end..]))
        }
        b'n' => Some((Field::Other(Box::new(Value::Null)), json.strip_prefix("null")?)),
        b'{' => {
            let (inner, after) = json.split_at(json.find('}')? + 1);
            Some((Field::Other(Box::new(serde_json::from_str(inner).ok()?)), after))
        }
        _ => None,
    }
}

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Fields<'de>, D::Error> {
        struct OfLine;

        impl<'de> Visitor<'de> for OfLine {
            type Value = Fields<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Fields::default();
                while let Some((Name(name), field)) = map.next_entry()? {
                    fields.set(name, field);
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(OfLine)
    }
}

/// The name of a field.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Name<'de>, D::Error> {
        struct OfField;

        impl<'de> Visitor<'de> for OfField {
            type Value = Name<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Borrowed(name)))
            }

            fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(OfField)
    }
}

impl<'de> Deserialize<'de> for Field<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field<'de>, D::Error> {
        struct OfValue;

        impl<'de> Visitor<'de> for OfValue {
            type Value = Field<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any valid JSON value")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Field<'de>, E> {
                Ok(Field::Other(Box::new(Value::from(value))))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Field<'de>, E> {
                Ok(Field::Number(value))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Field<'de>, E> {
                Ok(Field::Other(Box::new(Value::from(value))))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Field<'de>, E> {
                Ok(Field::Other(Box::new(Value::from(value))))
            }

            fn visit_unit<E>(self) -> Result<Field<'de>, E> {
                Ok(Field::Other(Box::new(Value::Null)))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Field<'de>, E> {
                Ok(Field::Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Field<'de>, E> {
                Ok(Field::Text(Cow::Owned(text.to_owned())))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Field<'de>, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = items.next_element()? {
                    values.push(value);
                }
                Ok(Field::Other(Box::new(Value::Array(values))))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Field<'de>, A::Error> {
                let value = Value::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Field::Other(Box::new(value)))
            }
        }
        deserializer.deserialize_any(OfValue)
    }
}

impl<'de> IntoDeserializer<'de, Error> for Field<'de> {
    type Deserializer = Field<'de>;

    fn into_deserializer(self) -> Field<'de> {
        self
    }
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Field::Number(number) => visitor.visit_u64(number),
            Field::Text(text) => CowStrDeserializer::new(text).deserialize_any(visitor),
            Field::Other(value) => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Field::Other(value) if value.is_null() => visitor.visit_none(),
            field => visitor.visit_some(field),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Field::Number(number) => Value::from(number).deserialize_enum(name, variants, visitor),
            Field::Text(text) => visitor.visit_enum(CowStrDeserializer::new(text)),
            Field::Other(value) => value.deserialize_enum(name, variants, visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// The name of an event with its fields: a variant of an enum, for the family of the event.
pub(super) struct NamedFields<'a> {
    pub name: &'a str,
    pub fields: Fields<'a>,
}

impl<'de> Deserializer<'de> for NamedFields<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_enum(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for NamedFields<'de> {
    type Error = Error;
    type Variant = Fields<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Fields<'de>), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.fields))
    }
}

impl<'de> VariantAccess<'de> for Fields<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        Err(Error::invalid_type(Unexpected::Map, &"an event without fields"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(MapDeserializer::new(self.0.into_iter()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Error> {
        Err(Error::invalid_type(Unexpected::Map, &"an event with numbered fields"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.0.into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the quick way reads is what serde reads, and it reads all lines of a record.
    #[test]
    fn a_plain_line_is_read_as_serde_reads_it() {
        let plain = [
            r#"{"event":"turn","turn":1,"task":0,"action":"poll"}"#,
            r#"{"event":"wake","task":3,"by":{"task":2},"effect":"queued"}"#,
            r#"{"event":"entered","coroutine":3,"parent":null}"#,
            r#"{"event":"output","text":"名前 {}"}"#,
            r#"{"event":"a","event":"b"}"#,
        ];
        let other = [
            "{}",
            r#"{ "event":"turn"}"#,
            r#"{"event":"output","text":"a \"b\""}"#,
            r#"{"turn":01}"#,
            r#"{"turn":1.5}"#,
            r#"{"turn":-1}"#,
            r#"{"turn":99999999999999999999}"#,
            r#"{"turn":1} "#,
            r#"{"turn":1,}"#,
            r#"{"turn":1"#,
            r#"{"by":{"task":{"a":1}}}"#,
            r#"{"by":[1]}"#,
            "{\"text\":\"a\tb\"}",
            "",
        ];
        for line in plain.iter().chain(&other) {
            let read = Fields::parse(line).map(|fields| format!("{fields:?}"));
            let by_serde =
                serde_json::from_str(line).map(|fields: Fields<'_>| format!("{fields:?}"));
            assert_eq!(read.ok(), by_serde.ok(), "{line}");
        }
        assert!(plain.into_iter().all(|line| Fields::scan(line).is_some()));
        assert!(other.into_iter().all(|line| Fields::scan(line).is_none()));
    }
}
