//! Tests over the whole counter: every reason once, and properties of the texts.

mod challenges;
mod properties;
mod reasons;
mod texts;

use credential::{
    Attributes, StatusRegistry, Terms, UnverifiedCredential, Validity, VerifiedCredential,
    issue_credential, kinds,
};
use keys::{PublicKey, Signer, SoftwareSigner, X25519Secret};
use serde_json::json;

use super::presentation::{Basis, ShowingDraft};
use crate::tests::{NOW, department_did, p256_signer, relation, rng, signer};

pub(super) const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";

/// The issuer of the credential; department 2.
pub(crate) fn issuer() -> SoftwareSigner {
    signer()
}

pub(crate) fn issuer_key() -> PublicKey {
    issuer().public_key()
}

pub(crate) fn holder() -> SoftwareSigner {
    relation()
}

pub(crate) fn terms() -> Terms {
    Terms {
        vct: kinds::IDENTITY.vct(),
        issuer: department_did(2),
        holder: holder().public_key(),
        validity: Validity {
            issued_at: NOW - 86_400,
            not_before: None,
            expires: Some(NOW + 86_400 * 365),
        },
        registry: StatusRegistry {
            chain_id: 31_337,
            contract: department_did(9).address,
        },
        status_list: None,
    }
}

/// The attributes of the sample city's identity record.
pub(crate) fn attributes() -> Attributes {
    let all = json!({
        "person.name": "李明",
        "person.name-latin": "Li Ming",
        "person.birth-date": "1990-04-17",
        "person.id-number": "HT19900417001X",
        "person.sex": { "zh": "男", "en": "male" },
        "person.telephone": "+86 000 0000 0417",
        "household.number": "HT-H-2031-0047",
        "household.address": {
            "zh": "海棠市样例区梧桐路12号3单元401室",
            "en": "Room 401, Unit 3, 12 Wutong Road, Sample District, Haitang",
        },
        "household.members": [
            { "name": "李明", "relation": { "zh": "户主", "en": "head of household" } },
            { "name": "王芳", "relation": { "zh": "配偶", "en": "spouse" } },
            { "name": "李小雨", "relation": { "zh": "女儿", "en": "daughter" } },
        ],
        "household.since": "2015-09-01",
    });
    serde_json::from_value(all).unwrap()
}

pub(crate) fn credential_with(terms: &Terms, issuer: &dyn Signer) -> VerifiedCredential {
    let issued = issue_credential(terms, &attributes(), issuer, &mut rng()).unwrap();
    UnverifiedCredential::parse(&issued.compact)
        .unwrap()
        .verify(&issuer.public_key(), terms.validity.issued_at)
        .unwrap()
}

pub(super) fn draft() -> ShowingDraft {
    ShowingDraft {
        department: department_did(1),
        purpose: "school-enrolment".parse().unwrap(),
        basis: Basis::Window,
        nonce: NONCE.to_owned(),
        issued_at: NOW,
        expires_at: NOW + 60,
        viewing: Some(X25519Secret::from_seed([5; 32]).public_key()),
    }
}

/// A presentation of these attributes.
pub(super) fn shown_with(
    credential: &VerifiedCredential,
    draft: &ShowingDraft,
    codes: &[&str],
) -> String {
    let codes: Vec<_> = codes.iter().map(|code| code.parse().unwrap()).collect();
    let selection = credential.select(&codes).unwrap();
    draft.sign(&selection, &holder()).unwrap()
}

pub(super) fn shown(codes: &[&str]) -> String {
    shown_with(&credential_with(&terms(), &issuer()), &draft(), codes)
}

/// The other algorithm, for both the issuer and nobody else.
pub(super) fn es256() -> SoftwareSigner {
    p256_signer()
}
