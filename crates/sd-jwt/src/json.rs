//! JSON as it may come from a stranger: no member twice, no bottomless nesting, no endless names.

use keys::json;
use serde_json::Value;

/// Deepest nesting of arrays and objects that is read, counted from 1 for the outermost.
///
/// The same bound holds for a payload after all disclosures have been put in their places.
pub const MAX_DEPTH: usize = 32;

/// Longest name of a member that is read, in bytes of UTF-8. The way to every disclosed claim is
/// kept by name, so that without a bound a small text could ask for much memory.
pub const MAX_NAME_BYTES: usize = 256;

/// Why a JSON text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The bytes are not one JSON text in UTF-8, or a number is out of range.
    #[error("not a JSON text")]
    Syntax,
    /// An object, at whatever depth, has two members of one name.
    #[error("an object has two members of one name")]
    DuplicateMember,
    /// Arrays and objects are nested deeper than [`MAX_DEPTH`].
    #[error("nested too deep")]
    TooDeep,
    /// A member's name is longer than [`MAX_NAME_BYTES`].
    #[error("a name is too long")]
    NameTooLong,
}

/// Reads one JSON text, which must fill `bytes` but for white space.
///
/// RFC 8259 leaves the meaning of a repeated member open; two readers could then see two different
/// statements under one signature, so it is refused at every depth.
///
/// # Errors
/// See [`JsonError`]. A text nested deeper than 128 is `Syntax`.
pub fn parse_json(bytes: &[u8]) -> Result<Value, JsonError> {
    let value = json::parse_value(bytes).map_err(|error| match error {
        json::JsonError::Duplicate => JsonError::DuplicateMember,
        json::JsonError::Malformed | json::JsonError::Shape => JsonError::Syntax,
    })?;
    check_bounds(&value, MAX_DEPTH)?;
    Ok(value)
}

fn check_bounds(value: &Value, room: usize) -> Result<(), JsonError> {
    let inner_room = || room.checked_sub(1).ok_or(JsonError::TooDeep);
    match value {
        Value::Object(object) => {
            let room = inner_room()?;
            object.iter().try_for_each(|(name, value)| {
                if name.len() > MAX_NAME_BYTES {
                    return Err(JsonError::NameTooLong);
                }
                check_bounds(value, room)
            })
        }
        Value::Array(array) => {
            let room = inner_room()?;
            array
                .iter()
                .try_for_each(|element| check_bounds(element, room))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_json_value_is_read_as_serde_json_reads_it() {
        let text = r#" {"a":[1,-2,3.5,"x\u00e9",true,false,null,{}],"b":{"c":[]}} "#;
        assert_eq!(
            parse_json(text.as_bytes()),
            Ok(serde_json::from_str(text).unwrap())
        );
    }

    #[test]
    fn a_repeated_member_is_refused_at_every_depth() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"[{"x":{"a":1,"b":2,"a":3}}]"#,
            r#"{"a":1,"\u0061":2}"#,
        ] {
            assert_eq!(
                parse_json(text.as_bytes()),
                Err(JsonError::DuplicateMember),
                "{text}"
            );
        }
    }

    #[test]
    fn nesting_ends_at_the_bound() {
        let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse_json(nest(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(
            parse_json(nest(MAX_DEPTH + 1).as_bytes()),
            Err(JsonError::TooDeep)
        );
        assert_eq!(
            parse_json(nest(1_000_000).as_bytes()),
            Err(JsonError::Syntax)
        );
    }

    #[test]
    fn names_end_at_the_bound() {
        let named = |length: usize| format!("{{\"{}\":1}}", "n".repeat(length));
        assert!(parse_json(named(MAX_NAME_BYTES).as_bytes()).is_ok());
        assert_eq!(
            parse_json(named(MAX_NAME_BYTES + 1).as_bytes()),
            Err(JsonError::NameTooLong)
        );
    }

    #[test]
    fn anything_after_the_value_is_refused() {
        for text in [
            "",
            "{}{}",
            "{} x",
            "{\"a\":1,}",
            "\u{feff}{}",
            "1e999",
            "{a:1}",
        ] {
            assert_eq!(
                parse_json(text.as_bytes()),
                Err(JsonError::Syntax),
                "{text}"
            );
        }
        assert_eq!(parse_json(b"\"\xff\""), Err(JsonError::Syntax));
    }
}
