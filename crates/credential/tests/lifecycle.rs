//! From the issuer to the holder to the verifier.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use credential::{
    AttributeCode, Checks, ContentError, Fingerprint, HolderError, Status, StatusListEntry, Terms,
    UnverifiedCredential, UnverifiedPresentation, ValidityError, Verdict, VerifiedCredential,
    VerifyCredentialError, issue_credential, kinds,
};
use keys::{Algorithm, Signer, SoftwareSigner, base64url, jws};
use proptest::prelude::*;
use proptest::sample::Index;
use sd_jwt::{Binding, Expectation, IntegrityError, KeyBindingError};
use serde_json::{Map, Value, json};
use support::{
    EXPIRES, ISSUED, SeededRng, attributes, department, did, holder, identity, issue, terms,
};

const NOW: i64 = ISSUED + 1_000;

const EXPECTATION: Expectation<'_> = Expectation {
    audience: "did:example:9",
    nonce: "n-1",
    now: NOW + 5,
    max_age_secs: 60,
};

fn binding() -> Binding<'static> {
    Binding {
        audience: "did:example:9",
        nonce: "n-1",
        issued_at: NOW,
        extra: Map::new(),
    }
}

fn verify(compact: &str) -> VerifiedCredential {
    let unverified = UnverifiedCredential::parse(compact).unwrap();
    unverified.verify(&department().public_key(), NOW).unwrap()
}

fn codes(codes: &[&str]) -> Vec<AttributeCode> {
    codes.iter().map(|code| code.parse().unwrap()).collect()
}

fn present(credential: &VerifiedCredential, shown: &[&str]) -> String {
    credential
        .select(&codes(shown))
        .unwrap()
        .bind(&binding(), &holder())
        .unwrap()
}

#[test]
fn what_was_issued_is_read() {
    let issued = issue();
    let unverified = UnverifiedCredential::parse(&issued.compact).unwrap();
    assert_eq!(unverified.issuer(), &did());
    assert_eq!(
        unverified.key_name().key_id(&did()),
        format!("{}#ed25519", did())
    );
    assert_eq!(unverified.fingerprint(), issued.fingerprint);
    let jwt = issued.compact.split('~').next().unwrap();
    assert_eq!(Fingerprint::of_issuer_jwt(jwt), issued.fingerprint);

    let verified = verify(&issued.compact);
    assert_eq!(verified.credential().terms, terms());
    assert_eq!(verified.credential().attributes, identity());
    assert_eq!(verified.credential().fingerprint, issued.fingerprint);
    let order: Vec<_> = verified
        .credential()
        .attributes_in_order()
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(
        order,
        [
            "person.name",
            "person.name-latin",
            "person.birth-date",
            "household.number",
            "household.address",
            "household.members",
        ]
    );
}

#[test]
fn other_algorithms_types_and_terms_work_too() {
    let p256 = SoftwareSigner::from_seed(Algorithm::Es256, &[3; 32]);
    let terms = Terms {
        vct: "https://example.org/library-card".parse().unwrap(),
        holder: p256.public_key(),
        status_list: Some(StatusListEntry {
            idx: 7,
            uri: "https://example.org/list".to_owned(),
        }),
        ..terms()
    };
    let values = attributes(json!({ "shelf": 3, "card.colour": "red" }));
    let issued = issue_credential(&terms, &values, &p256, &mut SeededRng(1)).unwrap();
    let unverified = UnverifiedCredential::parse(&issued.compact).unwrap();
    assert_eq!(unverified.key_name().to_string(), "p256");
    let verified = unverified.verify(&p256.public_key(), NOW).unwrap();
    assert_eq!(verified.credential().terms, terms);
    let order: Vec<_> = verified
        .credential()
        .attributes_in_order()
        .map(|(code, _)| code.as_str())
        .collect();
    assert_eq!(order, ["card.colour", "shelf"]);

    let text = verified
        .select(&codes(&["shelf"]))
        .unwrap()
        .bind(&binding(), &p256)
        .unwrap();
    let shown = UnverifiedPresentation::parse(&text).unwrap();
    assert!(shown.verify(&p256.public_key(), &EXPECTATION).is_ok());
}

#[test]
fn the_issuer_hides_how_many_attributes_there_are() {
    for count in 0..=17 {
        let values = (0..count)
            .map(|number| (format!("a.{number}").parse().unwrap(), Value::from(number)))
            .collect();
        let issued = issue_credential(&terms(), &values, &department(), &mut SeededRng(1)).unwrap();
        let payload = issued.compact.split(['.', '~']).nth(1).unwrap();
        let payload: Value = serde_json::from_slice(&base64url::decode(payload).unwrap()).unwrap();
        let digests = payload
            .get("_sd")
            .map_or(0, |digests| digests.as_array().unwrap().len());
        assert_eq!(digests, usize::next_multiple_of(count, 8));
        assert_eq!(verify(&issued.compact).credential().attributes, values);
    }
}

#[test]
fn a_verifier_sees_what_is_shown_and_no_more() {
    let credential = verify(&issue().compact);
    let text = present(&credential, &["person.name", "household.address"]);
    let unverified = UnverifiedPresentation::parse(&text).unwrap();
    assert_eq!(unverified.issuer(), &did());
    let checks = unverified.check(Some(&department().public_key()), &EXPECTATION);
    assert!(checks.all_valid());
    let shown = unverified
        .verify(&department().public_key(), &EXPECTATION)
        .unwrap();
    assert_eq!(
        shown.credential.attributes,
        attributes(json!({ "person.name": "李明", "household.address": "海棠市东湖路8号" }))
    );
    assert_eq!(shown.credential.fingerprint, issue().fingerprint);
    assert!(shown.key_binding.extra.is_empty());

    let nothing = UnverifiedPresentation::parse(&present(&credential, &[])).unwrap();
    let nothing = nothing
        .verify(&department().public_key(), &EXPECTATION)
        .unwrap();
    assert!(nothing.credential.attributes.is_empty());
    assert!(credential.select(&codes(&["person.shoe-size"])).is_err());
}

#[test]
fn credential_and_presentation_are_not_mistaken_for_one_another() {
    use credential::ParseCredentialError::KeyBinding;
    let compact = issue().compact;
    let text = present(&verify(&compact), &["person.name"]);
    assert_eq!(UnverifiedCredential::parse(&text).unwrap_err(), KeyBinding);
    assert_eq!(
        UnverifiedPresentation::parse(&compact).unwrap_err(),
        KeyBinding
    );
}

#[test]
fn every_step_is_named() {
    let compact = issue().compact;
    let (department, holder) = (department().public_key(), holder().public_key());
    let check = |text: &str, issuer, holder, now| {
        UnverifiedCredential::parse(text)
            .unwrap()
            .check(issuer, holder, now)
    };
    let good = Checks {
        integrity: Verdict::Valid,
        issuer_signature: Verdict::Valid,
        validity: Verdict::Valid,
        holder_binding: Verdict::Valid,
    };
    assert_eq!(check(&compact, Some(&department), Some(&holder), NOW), good);
    assert!(good.all_valid());

    let unchecked = check(&compact, None, None, NOW);
    assert_eq!(
        unchecked,
        Checks {
            issuer_signature: Verdict::NotChecked,
            holder_binding: Verdict::NotChecked,
            ..good.clone()
        }
    );
    assert!(!unchecked.all_valid());

    // One disclosure altered: its value is another, and nothing else is wrong.
    let first = compact.split('~').nth(1).unwrap();
    let altered = base64url::encode(br#"["c2FsdHNhbHRzYWx0c2FsdA","household.number","HT-9"]"#);
    let tampered = compact.replacen(first, &altered, 1);
    let unreferenced = ContentError::Disclosures(IntegrityError::UnreferencedDisclosure);
    assert_eq!(
        check(&tampered, Some(&department), Some(&holder), NOW),
        Checks {
            integrity: Verdict::Invalid(unreferenced),
            ..good.clone()
        }
    );
    let unverified = UnverifiedCredential::parse(&tampered).unwrap();
    assert_eq!(
        unverified.verify(&department, NOW).unwrap_err(),
        VerifyCredentialError::Content(unreferenced)
    );

    let other_issuer = check(&compact, Some(&holder), Some(&holder), NOW);
    let bad_signature = Verdict::Invalid(jws::JwsError::Signature);
    assert_eq!(
        other_issuer,
        Checks {
            issuer_signature: bad_signature,
            ..good.clone()
        }
    );
    let other_holder = check(&compact, Some(&department), Some(&department), NOW);
    let other_key = Verdict::Invalid(HolderError::OtherKey);
    assert_eq!(
        other_holder,
        Checks {
            holder_binding: other_key,
            ..good.clone()
        }
    );
    let late = check(&compact, Some(&department), Some(&holder), EXPIRES);
    let expired = Verdict::Invalid(ValidityError::Expired);
    assert_eq!(
        late,
        Checks {
            validity: expired,
            ..good.clone()
        }
    );

    // The same four steps for a presentation.
    let text = present(&verify(&compact), &["person.name"]);
    let presentation = UnverifiedPresentation::parse(&text).unwrap();
    let elsewhere = Expectation {
        audience: "did:example:8",
        ..EXPECTATION
    };
    let another = HolderError::KeyBinding(KeyBindingError::Audience);
    assert_eq!(
        presentation.check(Some(&department), &elsewhere),
        Checks {
            holder_binding: Verdict::Invalid(another),
            ..good.clone()
        }
    );
    let later = Expectation {
        now: EXPIRES + 1,
        max_age_secs: u32::MAX,
        ..EXPECTATION
    };
    assert_eq!(
        presentation.check(None, &later),
        Checks {
            issuer_signature: Verdict::NotChecked,
            validity: Verdict::Invalid(ValidityError::Expired),
            ..good
        }
    );
}

#[test]
fn time_is_exact_to_the_second() {
    let mut terms = terms();
    terms.validity.not_before = Some(ISSUED + 100);
    let issued = issue_credential(&terms, &identity(), &department(), &mut SeededRng(1)).unwrap();
    let at = |now| {
        let unverified = UnverifiedCredential::parse(&issued.compact).unwrap();
        unverified
            .verify(&department().public_key(), now)
            .map(|_| ())
    };
    let not_yet = Err(VerifyCredentialError::Validity(ValidityError::NotYet));
    let expired = Err(VerifyCredentialError::Validity(ValidityError::Expired));
    assert_eq!(at(ISSUED + 99), not_yet);
    assert_eq!(at(ISSUED + 100), Ok(()));
    assert_eq!(at(EXPIRES - 1), Ok(()));
    assert_eq!(at(EXPIRES), expired);
    assert_eq!(at(i64::MIN), not_yet);
    assert_eq!(at(i64::MAX), expired);
    // Without `nbf`, a clock may be behind that of the issuer by a minute.
    assert_eq!(support::terms().validity.check(ISSUED - 60), Ok(()));
    assert_eq!(
        support::terms().validity.check(ISSUED - 61),
        Err(ValidityError::NotYet)
    );
}

/// Everything of some length that a transcript holds, decoded.
fn values(text: &str) -> BTreeSet<String> {
    fn collect(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::String(text) => drop(found.insert(text.clone())),
            Value::Array(array) => array.iter().for_each(|value| collect(value, found)),
            Value::Object(object) => object.values().for_each(|value| collect(value, found)),
            other => drop(found.insert(other.to_string())),
        }
    }
    let mut found = BTreeSet::new();
    for part in text.split(['.', '~']).filter(|part| !part.is_empty()) {
        match serde_json::from_slice::<Value>(&base64url::decode(part).unwrap()) {
            Ok(value) => collect(&value, &mut found),
            Err(_) => drop(found.insert(part.to_owned())),
        }
    }
    found
}

#[test]
fn two_copies_share_nothing_that_links_them() {
    let mut rng = SeededRng(1);
    let mut transcript = |seed: u8, nonce: &'static str| {
        let key = SoftwareSigner::from_seed(Algorithm::EdDsa, &[seed; 32]);
        let terms = Terms {
            holder: key.public_key(),
            ..terms()
        };
        let issued = issue_credential(&terms, &identity(), &department(), &mut rng).unwrap();
        let selection = verify(&issued.compact)
            .select(&codes(&["household.number"]))
            .unwrap();
        let binding = Binding {
            nonce,
            issued_at: NOW + i64::from(seed),
            ..binding()
        };
        values(&selection.bind(&binding, &key).unwrap())
    };
    let (one, other) = (transcript(11, "n-1"), transcript(12, "n-2"));
    let shared: Vec<_> = one.intersection(&other).map(String::as_str).collect();
    let mut common = vec![
        // The same for every credential of this type from this department on that day.
        "EdDSA",
        "dc+sd-jwt",
        "kb+jwt",
        "sha-256",
        "OKP",
        "Ed25519",
        "urn:haitang:credential:identity",
        "1790000000",
        "1800000000",
        "did:ethr:0x7a69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
        "did:ethr:0x7a69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266#ed25519",
        "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3",
        // The audience asked for, and what was shown.
        "did:example:9",
        "household.number",
        "HT-000123",
    ];
    common.sort_unstable();
    assert_eq!(shared, common);
}

#[test]
fn the_status_is_written_in_one_way() {
    let fingerprint = issue().fingerprint;
    for (status, json) in [
        (Status::Valid, json!("valid")),
        (Status::Suspended, json!("suspended")),
        (Status::Revoked, json!("revoked")),
        (
            Status::SupersededBy(fingerprint),
            json!({ "superseded-by": fingerprint.to_string() }),
        ),
    ] {
        assert_eq!(serde_json::to_value(status).unwrap(), json);
        assert_eq!(serde_json::from_value::<Status>(json).unwrap(), status);
    }
}

#[test]
fn an_invoice_travels_as_a_credential() {
    use kinds::{Invoice, InvoiceKind, InvoiceLine, Party};
    let number = |text: &str| text.parse().unwrap();
    let invoice = Invoice {
        number: "26312000000000000017".parse().unwrap(),
        kind: InvoiceKind::Ordinary,
        issued_at: ISSUED,
        seller: Party {
            name: "海棠书店".into(),
            tax_id: Some("91310000MA1FL0001X".into()),
        },
        buyer: Party {
            name: "李明".into(),
            tax_id: None,
        },
        lines: vec![InvoiceLine::new("书", number("2"), number("50"), number("0.09")).unwrap()],
        total_without_tax: "100.00".parse().unwrap(),
        tax: "9.00".parse().unwrap(),
        total: "109.00".parse().unwrap(),
        remarks: "无".into(),
        drawer: "王芳".into(),
        corrects: None,
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    };
    let terms = Terms {
        vct: kinds::INVOICE.vct(),
        ..terms()
    };
    let issued = issue_credential(
        &terms,
        &invoice.to_attributes(),
        &department(),
        &mut SeededRng(1),
    );
    let verified = verify(&issued.unwrap().compact);
    let read = Invoice::from_attributes(&verified.credential().attributes).unwrap();
    assert_eq!(read, invoice);
    assert_eq!(read.check(), Ok(()));
}

proptest! {
    #[test]
    fn any_changed_byte_is_refused(at in any::<Index>(), byte in 0u8..0x80) {
        let text = present(&verify(&issue().compact), &["person.name", "household.members"]);
        let mut changed = text.into_bytes();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != byte);
        changed[at] = byte;
        let changed = String::from_utf8(changed).unwrap();
        let accepted = UnverifiedPresentation::parse(&changed).is_ok_and(|presentation| {
            presentation.verify(&department().public_key(), &EXPECTATION).is_ok()
        });
        prop_assert!(!accepted);
    }

    #[test]
    fn the_parser_never_panics(text in "\\PC*", likely in "[A-Za-z0-9_.~-]{0,200}") {
        for text in [text, likely] {
            let _ = UnverifiedCredential::parse(&text);
            let _ = UnverifiedPresentation::parse(&text);
        }
    }
}
