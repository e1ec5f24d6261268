//! The types of credentials in use, and the order of their attributes.
//!
//! A type that is not listed here works just as well: its attributes are shown by code. What an
//! attribute is called in a language is for the user interface to say, by its code.

mod amount;
mod invoice;
mod words;

pub use amount::{AmountError, Money, Number};
pub use invoice::{Invoice, InvoiceError, InvoiceKind, InvoiceLine, InvoiceNumber, Party};

use crate::terms::Vct;

/// A type of credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The type, as in the claim `vct`.
    pub vct: &'static str,
    /// The codes of its attributes, in the order in which people expect them. A credential need not
    /// have all, and may have others.
    pub attributes: &'static [&'static str],
}

/// The household record: who somebody is and with whom they live.
pub const IDENTITY: Kind = Kind {
    vct: "urn:haitang:credential:identity",
    attributes: &[
        "person.name",
        "person.name-latin",
        "person.sex",
        "person.birth-date",
        "person.id-number",
        "household.number",
        "household.address",
        "household.members",
        "household.since",
    ],
};

/// An academic degree.
pub const DEGREE: Kind = Kind {
    vct: "urn:haitang:credential:degree",
    attributes: &[
        "person.name",
        "degree.title",
        "degree.subject",
        "degree.university",
        "degree.awarded",
        "degree.number",
    ],
};

/// An electronic invoice; [`Invoice`] is its typed form.
pub const INVOICE: Kind = Kind {
    vct: "urn:haitang:credential:invoice",
    attributes: &invoice::CODES,
};

/// All types known.
pub const ALL: [Kind; 3] = [IDENTITY, DEGREE, INVOICE];

/// The type with this `vct`, if it is known.
pub fn find(vct: &Vct) -> Option<&'static Kind> {
    const KINDS: &[Kind] = &ALL;
    KINDS.iter().find(|kind| kind.vct == vct.as_str())
}

impl Kind {
    /// The type as the claim of a credential.
    pub fn vct(&self) -> Vct {
        self.vct.parse().expect("the types listed here are URNs")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribute::AttributeCode;

    #[test]
    fn every_type_can_be_found_and_has_proper_codes() {
        for kind in ALL {
            assert_eq!(find(&kind.vct()), Some(&kind));
            let codes: Result<std::collections::BTreeSet<AttributeCode>, _> =
                kind.attributes.iter().map(|code| code.parse()).collect();
            assert_eq!(
                codes.map(|codes| codes.len()),
                Ok(kind.attributes.len()),
                "{}",
                kind.vct
            );
        }
    }
}
