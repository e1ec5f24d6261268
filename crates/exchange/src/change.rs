//! Changes to an entry: the values a department proposes, and the one way in which they are written.
//!
//! What the citizen signs, what the department sends and what the custodian carries out are compared
//! as bytes, so a value has exactly one form ([`NewValue`]), and so has a set of changes
//! ([`Changes`]): the body of a use with `modify` or `add`, whose digest is in the use.

use std::fmt;

use grant::{Action, Code, Digest};
use keys::json::{self, JsonError};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::access::AttributeName;
use crate::terms::Terms;

/// Longest canonical form of one value, in bytes.
pub const MAX_VALUE_BYTES: usize = 2_048;
/// Longest body of a change, in bytes.
pub const MAX_CHANGES_BYTES: usize = 32_768;
/// Most characters of one text inside a value.
const MAX_TEXT_CHARS: usize = 500;
/// Deepest nesting of a value: a list of groups of texts in both languages.
const MAX_DEPTH: usize = 4;
/// Separates check codes from every other digest.
const CODE_DOMAIN: &[u8] = b"citizen-wallet/change/1\n";
/// The letters of check codes: none that looks or sounds like another.
const CODE_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A value that is no [`NewValue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a value that can be proposed")]
pub struct ValueError;

/// A proposed value of an attribute: a text, a whole number, yes or no, or lists and groups of them.
///
/// There is no null, no fraction, no empty text, and no character that cannot be seen: what is shown
/// is what is signed.
#[derive(Clone, PartialEq, Eq)]
pub struct NewValue(Value);

impl fmt::Debug for NewValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("NewValue(..)")
    }
}

impl NewValue {
    /// Takes a JSON value.
    ///
    /// # Errors
    /// [`ValueError`].
    pub fn new(value: Value) -> Result<Self, ValueError> {
        let mut canonical = String::new();
        if !is_proper(&value, 0) {
            return Err(ValueError);
        }
        write(&value, &mut canonical);
        match canonical.len() <= MAX_VALUE_BYTES {
            true => Ok(Self(value)),
            false => Err(ValueError),
        }
    }

    /// Returns the value.
    #[must_use]
    pub const fn value(&self) -> &Value {
        &self.0
    }
}

impl Serialize for NewValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for NewValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(Value::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

fn is_proper(value: &Value, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    match value {
        Value::Null => false,
        Value::Bool(_) => true,
        Value::Number(number) => number.is_i64(),
        Value::String(text) => is_visible(text),
        Value::Array(items) => {
            !items.is_empty() && items.iter().all(|item| is_proper(item, depth + 1))
        }
        Value::Object(members) => {
            !members.is_empty()
                && members
                    .iter()
                    .all(|(name, value)| is_visible(name) && is_proper(value, depth + 1))
        }
    }
}

/// Whether every character of a text is one that people see: no control, format or direction
/// characters, no space at either end.
fn is_visible(text: &str) -> bool {
    !text.is_empty()
        && text.chars().count() <= MAX_TEXT_CHARS
        && text.trim() == text
        && !text.chars().any(|c| {
            c.is_control()
                || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
        })
}

/// Writes the canonical form: no space, members in the byte order of their names.
fn write(value: &Value, out: &mut String) {
    let scalar = |value: &Value| value.to_string();
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (index, (name, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&scalar(&Value::String(name.clone())));
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
        other => out.push_str(&scalar(other)),
    }
}

/// One attribute and what it becomes, or what is added to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The attribute.
    pub attribute: Code,
    /// The entry.
    pub entry: Code,
    /// The value.
    pub value: NewValue,
}

/// The values that go with one use of `modify` or `add`, 1 to 64 attributes, none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes(Vec<Change>);

/// Why a body is no set of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangesError {
    /// Longer than [`MAX_CHANGES_BYTES`], not JSON of the shape, or not in its one form.
    #[error("the body is not a set of changes in its one form")]
    Form,
    /// No attribute, one twice, or more than 64.
    #[error("a set of changes names 1 to 64 attributes, none twice")]
    Attributes,
}

impl Changes {
    /// Puts changes together; their order does not matter.
    ///
    /// # Errors
    /// [`ChangesError`].
    pub fn new(mut changes: Vec<Change>) -> Result<Self, ChangesError> {
        changes.sort_by(|a, b| (&a.entry, &a.attribute).cmp(&(&b.entry, &b.attribute)));
        let twice = |pair: &[Change]| {
            (&pair[0].entry, &pair[0].attribute) == (&pair[1].entry, &pair[1].attribute)
        };
        if !(1..=64).contains(&changes.len()) || changes.windows(2).any(twice) {
            return Err(ChangesError::Attributes);
        }
        let changes = Self(changes);
        match changes.to_canonical().len() <= MAX_CHANGES_BYTES {
            true => Ok(changes),
            false => Err(ChangesError::Form),
        }
    }

    /// Reads a body. Anything but the one form is refused: it is written again and compared.
    ///
    /// # Errors
    /// [`ChangesError`].
    pub fn parse(body: &str) -> Result<Self, ChangesError> {
        if body.len() > MAX_CHANGES_BYTES {
            return Err(ChangesError::Form);
        }
        let list: Vec<Change> =
            json::parse(body.as_bytes()).map_err(|_: JsonError| ChangesError::Form)?;
        let changes = Self::new(list)?;
        match changes.to_canonical() == body {
            true => Ok(changes),
            false => Err(ChangesError::Form),
        }
    }

    /// Writes the body: `[{"attribute":…,"entry":…,"value":…},…]`, sorted by entry, then attribute.
    #[must_use]
    pub fn to_canonical(&self) -> String {
        let list = serde_json::to_value(&self.0).expect("changes hold only JSON");
        let mut out = String::new();
        write(&list, &mut out);
        out
    }

    /// The attributes, in the order of the body.
    pub fn names(&self) -> impl Iterator<Item = AttributeName> + '_ {
        self.0.iter().map(|change| AttributeName {
            entry: change.entry.clone(),
            attribute: change.attribute.clone(),
        })
    }

    /// The changes, in the order of the body.
    #[must_use]
    pub fn as_slice(&self) -> &[Change] {
        &self.0
    }
}

impl Terms {
    /// Returns the value that is proposed for an attribute with this action.
    #[must_use]
    pub fn proposed(&self, entry: &Code, attribute: &Code, action: Action) -> Option<&NewValue> {
        self.rights
            .iter()
            .find(|right| {
                right.entry == *entry
                    && right.attribute == *attribute
                    && right.actions.contains(&action)
            })
            .filter(|_| action != Action::Read)
            .and_then(|right| right.proposed.as_ref())
    }

    /// Returns everything that is proposed with one action; none if nothing is.
    #[must_use]
    pub fn proposals(&self, action: Action) -> Option<Changes> {
        let list = self
            .rights
            .iter()
            .filter(|right| action != Action::Read && right.actions.contains(&action))
            .filter_map(|right| {
                Some(Change {
                    attribute: right.attribute.clone(),
                    entry: right.entry.clone(),
                    value: right.proposed.clone()?,
                })
            });
        Changes::new(list.collect()).ok()
    }

    /// Whether these changes are exactly what was proposed, value for value, byte for byte.
    #[must_use]
    pub fn proposes(&self, action: Action, changes: &Changes) -> bool {
        changes.0.iter().all(|change| {
            self.proposed(&change.entry, &change.attribute, action)
                .is_some_and(|proposed| *proposed == change.value)
        })
    }

    /// Returns the check code of the changes proposed by the request with this digest: 8 letters and
    /// digits that both sides can read to each other; none if nothing is proposed.
    #[must_use]
    pub fn check_code(&self, request: Digest) -> Option<String> {
        let mut hash = Sha256::new_with_prefix(CODE_DOMAIN).chain_update(request.to_bytes());
        let mut any = false;
        for action in [Action::Modify, Action::Add] {
            if let Some(changes) = self.proposals(action) {
                any = true;
                hash.update(action.as_str());
                hash.update(changes.to_canonical());
            }
        }
        let bytes = hash.finalize();
        let number = bytes[..5]
            .iter()
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let letter = |place: u32| {
            let index = usize::try_from(number >> (5 * place) & 31).unwrap_or_default();
            char::from(CODE_LETTERS[index])
        };
        any.then(|| (0..8).rev().map(letter).collect())
    }
}
