//! The single steps of a check, for people who want to see each of them.

use keys::{PublicKey, jws};

use crate::attribute::AttributeError;
use crate::terms::ValidityError;

/// How each step of checking a credential came out.
///
/// A credential is to be relied on only when all are [`Verdict::Valid`], and its status on chain as
/// well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    /// The attributes are those that were signed, unaltered.
    pub integrity: Verdict<ContentError>,
    /// The issuer named signed it. Not checked when the issuer's key is not at hand.
    pub issuer_signature: Verdict<jws::JwsError>,
    /// It holds at this time, as far as its own times go.
    pub validity: Verdict<ValidityError>,
    /// It belongs to the holder: this wallet's key, or whoever shows it, proven for this verifier.
    /// Not checked when there is nothing to compare with.
    pub holder_binding: Verdict<HolderError>,
}

/// How one step came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict<E> {
    /// Checked, and good.
    Valid,
    /// Checked, and bad.
    Invalid(E),
    /// What the step needs was not at hand.
    NotChecked,
}

/// Why the attributes are not what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// Payload and disclosures do not form one statement.
    #[error("{0}")]
    Disclosures(#[from] sd_jwt::IntegrityError),
    /// A disclosed claim does not bear the code of an attribute.
    #[error("{0}")]
    Attribute(#[from] AttributeError),
    /// An attribute is not one disclosure, but has others inside.
    #[error("an attribute is disclosed in parts")]
    NestedDisclosure,
}

/// Why a credential does not belong to who has it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HolderError {
    /// It names another key than the wallet's.
    #[error("credential belongs to another key")]
    OtherKey,
    /// The proof of possession is missing or does not hold.
    #[error("{0}")]
    KeyBinding(#[from] sd_jwt::KeyBindingError),
}

impl Checks {
    /// Whether all steps were taken and are good.
    pub fn all_valid(&self) -> bool {
        matches!(
            self,
            Self {
                integrity: Verdict::Valid,
                issuer_signature: Verdict::Valid,
                validity: Verdict::Valid,
                holder_binding: Verdict::Valid,
            }
        )
    }
}

impl<E> Verdict<E> {
    /// Whether the step was taken and is good.
    pub fn is_valid(&self) -> bool {
        matches!(self, Self::Valid)
    }
}

impl<T, E> From<Result<T, E>> for Verdict<E> {
    fn from(result: Result<T, E>) -> Self {
        match result {
            Ok(_) => Self::Valid,
            Err(error) => Self::Invalid(error),
        }
    }
}

pub(crate) fn check_holder(named: &PublicKey, own: &PublicKey) -> Result<(), HolderError> {
    if named == own {
        Ok(())
    } else {
        Err(HolderError::OtherKey)
    }
}
