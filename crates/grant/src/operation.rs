//! The operation object: exactly what one use asks the custodian to do.

use keys::base64url;

use crate::digest::Digest;
use crate::record::{self, ItemRecord, OPERATION_TYPE, OperationRecord};
use crate::right::{Action, Right};
use crate::text::Code;

/// One act on one or more attributes, and the digest of the body that goes with it.
///
/// Requester and custodian each build it from what they send and receive; only its digest, `op`,
/// is in the token. It holds 1 to 64 attributes, none twice; their order does not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    method: Action,
    rights: Vec<Right>,
    digest: Digest,
}

/// An operation must name 1 to 64 attributes, none twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an operation names 1 to 64 attributes, none twice")]
pub struct OperationError;

impl Operation {
    /// Describes an act by its method, the attributes as (entry, attribute), and its body: for
    /// modify and add the bytes that carry the new values, for read nothing.
    ///
    /// # Errors
    /// [`OperationError`] if there is no attribute, one twice, or more than 64.
    pub fn new(
        method: Action,
        items: impl IntoIterator<Item = (Code, Code)>,
        body: &[u8],
    ) -> Result<Self, OperationError> {
        let mut rights: Vec<Right> = items
            .into_iter()
            .map(|(entry, attribute)| Right {
                entry,
                attribute,
                action: method,
            })
            .collect();
        rights.sort_unstable();
        if !(1..=64).contains(&rights.len()) || rights.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(OperationError);
        }
        let body = base64url::encode(&Digest::of(body).to_bytes());
        let digest = Digest::of(&record::write(&OperationRecord {
            body: &body,
            method,
            rights: rights
                .iter()
                .map(|right| ItemRecord {
                    attribute: right.attribute.as_str(),
                    entry: right.entry.as_str(),
                })
                .collect(),
            kind: OPERATION_TYPE,
        }));
        Ok(Self {
            method,
            rights,
            digest,
        })
    }

    /// Returns what is done.
    pub fn method(&self) -> Action {
        self.method
    }

    /// Returns the rights that the act needs, sorted by entry and attribute.
    pub fn rights(&self) -> &[Right] {
        &self.rights
    }

    /// Returns `op`: SHA-256 of the canonical operation object.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn item(entry: &str, attribute: &str) -> (Code, Code) {
        (entry.parse().unwrap(), attribute.parse().unwrap())
    }

    #[test]
    fn the_digest_is_of_the_written_object() {
        let operation =
            Operation::new(Action::Modify, [item("b", "x"), item("a", "y")], b"new").unwrap();
        let object = format!(
            r#"{{"body":"{}","method":"modify","rights":[{{"attribute":"y","entry":"a"}},{{"attribute":"x","entry":"b"}}],"type":"attribute-operation"}}"#,
            Digest::of(b"new")
        );
        assert_eq!(operation.digest(), Digest::of(object.as_bytes()));
    }

    #[test]
    fn method_items_and_body_all_count_and_order_does_not() {
        let digest = |method, items: Vec<_>, body: &[u8]| {
            Operation::new(method, items, body).unwrap().digest()
        };
        let base = digest(Action::Read, vec![item("a", "x"), item("a", "y")], b"");
        assert_eq!(
            base,
            digest(Action::Read, vec![item("a", "y"), item("a", "x")], b"")
        );
        assert_ne!(
            base,
            digest(Action::Modify, vec![item("a", "x"), item("a", "y")], b"")
        );
        assert_ne!(base, digest(Action::Read, vec![item("a", "x")], b""));
        assert_ne!(
            base,
            digest(Action::Read, vec![item("a", "x"), item("a", "y")], b"1")
        );
    }

    #[test]
    fn no_attribute_or_one_twice_is_no_operation() {
        assert_eq!(Operation::new(Action::Read, [], b""), Err(OperationError));
        let twice = [item("a", "x"), item("a", "x")];
        assert_eq!(
            Operation::new(Action::Read, twice, b""),
            Err(OperationError)
        );
        let many = (0..65).map(|n| item("a", &format!("x{n}")));
        assert_eq!(Operation::new(Action::Read, many, b""), Err(OperationError));
    }
}
