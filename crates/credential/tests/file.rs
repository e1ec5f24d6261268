//! Certificate files: what was shown is read, and nothing of it can be changed unseen.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use credential::file::{self, CertificateFile, MAX_FILE_BYTES, ParseFileError};
use credential::{AttributeCode, Checks, HolderError, UnverifiedCredential, Verdict, kinds};
use keys::Signer as _;
use proptest::prelude::*;
use proptest::sample::Index;
use sd_jwt::{Binding, KeyBindingError};
use serde_json::{Map, Value};
use support::{EXPIRES, ISSUED, SeededRng, department, holder, identity, issue, terms};

const NOW: i64 = ISSUED + 1_000;
const GENESIS: [u8; 32] = [0xab; 32];

fn shown(codes: &[&str], audience: Option<&str>) -> String {
    let codes: Vec<AttributeCode> = codes.iter().map(|code| code.parse().unwrap()).collect();
    let unverified = UnverifiedCredential::parse(&issue().compact).unwrap();
    let verified = unverified.verify(&department().public_key(), NOW).unwrap();
    let selection = verified.select(&codes).unwrap();
    match audience {
        None => selection.as_str().to_owned(),
        Some(audience) => {
            let binding = Binding {
                audience,
                nonce: "a-nonce",
                issued_at: NOW,
                extra: Map::new(),
            };
            selection.bind(&binding, &holder()).unwrap()
        }
    }
}

fn bound() -> String {
    let audience = file::audience("Haitang Works 海棠厂").unwrap();
    file::write(31_337, GENESIS, &shown(&["person.name"], Some(&audience)))
}

fn check(file: &CertificateFile, now: i64) -> Checks {
    file.check(Some(&department().public_key()), now)
}

#[test]
fn what_was_chosen_is_read_and_nothing_else_is_in_it() {
    let text = file::write(31_337, GENESIS, &shown(&["person.name"], None));
    let read = CertificateFile::parse(text.as_bytes()).unwrap();
    assert_eq!((read.chain_id, read.genesis), (31_337, GENESIS));
    assert_eq!(read.credential.fingerprint(), issue().fingerprint);
    let attributes = read.credential.attributes_unverified().unwrap();
    assert_eq!(attributes.len(), 1);
    assert_eq!(attributes["person.name"], identity()["person.name"]);
    assert_eq!(read.made_for, None);
    let checks = check(&read, NOW);
    assert_eq!(checks.holder_binding, Verdict::NotChecked);
    assert!(checks.integrity.is_valid() && checks.issuer_signature.is_valid());
    assert!(!check(&read, EXPIRES).validity.is_valid());
    // An editor's mark in front changes nothing.
    let marked = format!("\u{feff}{text}");
    assert!(CertificateFile::parse(marked.as_bytes()).is_ok());
}

#[test]
fn the_holder_says_whom_it_is_for_and_it_may_grow_old() {
    let read = CertificateFile::parse(bound().as_bytes()).unwrap();
    let made_for = read.made_for.clone().unwrap();
    assert_eq!(
        (made_for.whom.as_str(), made_for.at),
        ("Haitang Works 海棠厂", NOW)
    );
    assert!(check(&read, NOW).all_valid());
    assert!(check(&read, NOW + 1_000_000).holder_binding.is_valid());
    // Nobody has signed it tomorrow.
    assert_eq!(
        check(&read, NOW - 86_400).holder_binding,
        Verdict::Invalid(HolderError::KeyBinding(KeyBindingError::NotYet))
    );
}

#[test]
fn an_answer_to_a_verifier_is_no_file() {
    for audience in [
        "did:example:9",
        "certificate-file:",
        "certificate-file:a\nb",
    ] {
        let text = file::write(1, GENESIS, &shown(&["person.name"], Some(audience)));
        assert_eq!(
            CertificateFile::parse(text.as_bytes()).unwrap_err(),
            ParseFileError::Binding,
            "{audience:?}"
        );
    }
    for whom in ["", "  ", "a\u{7}", &"a".repeat(201)] {
        assert_eq!(file::audience(whom), None);
    }
}

#[test]
fn what_is_no_certificate_file_is_refused_by_name() {
    let refused = |bytes: &[u8]| CertificateFile::parse(bytes).unwrap_err();
    let good = bound();
    assert_eq!(refused(b""), ParseFileError::Form);
    assert_eq!(refused(b"{}"), ParseFileError::Form);
    assert_eq!(refused(b"%PDF-1.7"), ParseFileError::Form);
    assert_eq!(refused(&[0xff, 0xfe, 0x00]), ParseFileError::Form);
    assert_eq!(
        refused(&vec![b' '; MAX_FILE_BYTES + 1]),
        ParseFileError::TooLarge
    );
    assert_eq!(
        refused(good.replace("certificate/1", "certificate/2").as_bytes()),
        ParseFileError::Format
    );
    let with = |name: &str, value: Value| {
        let mut file: Value = serde_json::from_str(&good).unwrap();
        file[name] = value;
        file.to_string()
    };
    assert_eq!(
        refused(with("more", 1.into()).as_bytes()),
        ParseFileError::Form
    );
    assert_eq!(
        refused(with("genesis", "0xAB".into()).as_bytes()),
        ParseFileError::Form
    );
    assert!(matches!(
        refused(with("credential", "a.b.c~".into()).as_bytes()),
        ParseFileError::Credential(_)
    ));
    let mut invoice = terms();
    invoice.vct = kinds::INVOICE.vct();
    let invoice =
        credential::issue_credential(&invoice, &identity(), &department(), &mut SeededRng(3))
            .unwrap();
    assert_eq!(
        refused(file::write(1, GENESIS, &invoice.compact).as_bytes()),
        ParseFileError::Invoice
    );
}

proptest! {
    /// One byte changed anywhere: it is no such file any more, or a step fails, or the change is in
    /// what names the network or between the parts.
    #[test]
    fn no_byte_of_what_is_shown_can_be_changed(at in any::<Index>(), to in 0x20u8..0x7f) {
        let good = bound();
        let start = good.find("\"credential\": \"").unwrap() + 15;
        let end = good.rfind('"').unwrap();
        let mut bytes = good.clone().into_bytes();
        let place = start + at.index(end - start);
        prop_assume!(bytes[place] != to);
        bytes[place] = to;
        if let Ok(read) = CertificateFile::parse(&bytes) {
            prop_assert!(!check(&read, NOW).all_valid());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = CertificateFile::parse(&bytes);
    }

    #[test]
    fn any_words_for_whom_come_back(whom in "[^\\p{C}]{1,40}") {
        prop_assume!(!whom.trim().is_empty());
        let audience = file::audience(&whom).unwrap();
        let text = file::write(7, GENESIS, &shown(&[], Some(&audience)));
        let read = CertificateFile::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(read.made_for.unwrap().whom, whom);
    }
}
