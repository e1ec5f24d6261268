//! JSON of foreign origin, read strictly: a member named twice is refused at every depth.
//!
//! Two readers that disagree on which of two equal names counts are a classic way to have one
//! thing checked and another thing done (RFC 8259 §4 leaves it open, RFC 7515 §4 does not).

use serde::de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use thiserror::Error;

/// Bytes that are not the JSON that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JsonError {
    /// Not JSON, not UTF-8, nested deeper than 128, or followed by something else.
    #[error("not JSON")]
    Malformed,
    /// An object names a member twice.
    #[error("a member occurs twice")]
    Duplicate,
    /// JSON, but not of the shape that was asked for.
    #[error("JSON of another shape")]
    Shape,
}

/// Reads one JSON value and nothing after it.
///
/// # Errors
/// [`JsonError::Malformed`] or [`JsonError::Duplicate`].
pub fn parse_value(bytes: &[u8]) -> Result<Value, JsonError> {
    let mut duplicate = false;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict {
        duplicate: &mut duplicate,
    }
    .deserialize(&mut reader);
    if duplicate {
        return Err(JsonError::Duplicate);
    }
    let value = value.map_err(|_| JsonError::Malformed)?;
    reader.end().map_err(|_| JsonError::Malformed)?;
    Ok(value)
}

/// Reads one JSON value of type `T` and nothing after it.
///
/// # Errors
/// As [`parse_value`], and [`JsonError::Shape`] if the value is no `T`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    serde_json::from_value(parse_value(bytes)?).map_err(|_| JsonError::Shape)
}

/// Reads one JSON object of type `T` and nothing after it.
///
/// Derived readers of records take an array of the members' values too, a second spelling that
/// no standard knows; at the top level this function refuses it.
///
/// # Errors
/// As [`parse`], and [`JsonError::Shape`] if the value is no object.
pub fn parse_object<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, JsonError> {
    match parse_value(bytes)? {
        object @ Value::Object(_) => serde_json::from_value(object).map_err(|_| JsonError::Shape),
        _ => Err(JsonError::Shape),
    }
}

struct Strict<'a> {
    duplicate: &'a mut bool,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        serde_json::Number::from_f64(value)
            .map(Value::Number)
            .ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Strict {
            duplicate: &mut *self.duplicate,
        })? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                *self.duplicate = true;
                return Err(serde::de::Error::custom("duplicate member"));
            }
            let value = members.next_value_seed(Strict {
                duplicate: &mut *self.duplicate,
            })?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
