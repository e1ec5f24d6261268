//! Rights: one action on one attribute of one entry, and sets of them by number.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::text::Code;

/// What may be done with an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Read its value.
    Read,
    /// Replace its value.
    Modify,
    /// Give it a value where it had none, or one value more.
    Add,
}

impl Action {
    /// Returns the word that stands for the action in every format.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Modify => "modify",
            Self::Add => "add",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One action on one attribute of one kind of entry in the custodian's register.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// The kind of entry, such as `household`.
    pub entry: Code,
    /// The attribute of the entry, such as `address`.
    pub attribute: Code,
    /// The one action.
    pub action: Action,
}

/// A right that a token shows, with its number in the grant and the salt of its disclosure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownRight {
    /// Position of the right in the grant's `authorization_details`, from 0.
    pub number: u8,
    /// The right.
    pub right: Right,
    /// The salt of its disclosure.
    pub salt: Salt,
}

/// The 16 random bytes that hide a right until it is disclosed.
///
/// Whoever holds the salt can tell which right a use record on chain speaks of; it is as private as
/// the disclosure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; 16]);

/// Names the right used in a use record on chain, to those only who hold its disclosure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AttributeTag(pub [u8; 16]);

impl Salt {
    /// Wraps 16 bytes that were drawn at random for one disclosure.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the tag of the `use_number`th use of the grant, counted from 1, for this right: the
    /// first 16 bytes of HMAC-SHA256 with the salt as key over the number as a big-endian `u32`.
    pub fn attribute_tag(&self, use_number: u32) -> AttributeTag {
        let mut mac =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(&use_number.to_be_bytes());
        let mut tag = [0; 16];
        tag.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        AttributeTag(tag)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// A set of right numbers, 0 to 63.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RightSet(u64);

impl RightSet {
    /// The numbers below `count`, which is at most 64.
    pub(crate) fn below(count: usize) -> Self {
        debug_assert!(count <= 64);
        Self(if count >= 64 {
            u64::MAX
        } else {
            (1 << count) - 1
        })
    }

    /// Reads strictly rising numbers of at most 63; `None` for anything else, or for none at all.
    pub(crate) fn from_rising(numbers: &[i64]) -> Option<Self> {
        let mut set = 0;
        let mut least = 0;
        for &number in numbers {
            if number < least || number > 63 {
                return None;
            }
            set |= 1 << number;
            least = number + 1;
        }
        (set != 0).then_some(Self(set))
    }

    pub(crate) fn from_numbers(numbers: impl IntoIterator<Item = u8>) -> Self {
        Self(
            numbers
                .into_iter()
                .fold(0, |set, number| set | 1 << (number & 63)),
        )
    }

    /// The numbers, rising.
    pub(crate) fn numbers(self) -> impl Iterator<Item = u8> {
        (0..64).filter(move |&number| self.contains(number))
    }

    pub(crate) fn to_rising(self) -> Vec<i64> {
        self.numbers().map(i64::from).collect()
    }

    pub(crate) fn contains(self, number: u8) -> bool {
        number < 64 && self.0 >> number & 1 == 1
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_read_from_strictly_rising_numbers_only() {
        assert_eq!(
            RightSet::from_rising(&[0, 2, 63]).map(RightSet::to_rising),
            Some(vec![0, 2, 63])
        );
        for bad in [&[][..], &[1, 1], &[2, 1], &[64], &[-1], &[i64::MAX]] {
            assert_eq!(RightSet::from_rising(bad), None, "{bad:?}");
        }
        assert_eq!(RightSet::below(64).to_rising().len(), 64);
        assert!(RightSet::below(0).to_rising().is_empty());
    }

    #[test]
    fn the_tag_depends_on_salt_and_number() {
        let (one, other) = (Salt::from_bytes([1; 16]), Salt::from_bytes([2; 16]));
        assert_ne!(one.attribute_tag(1), one.attribute_tag(2));
        assert_ne!(one.attribute_tag(1), other.attribute_tag(1));
    }
}
