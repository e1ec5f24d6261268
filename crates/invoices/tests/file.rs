//! The wallet's own file: what is altered is named.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;

use credential::kinds::{INVOICE, Invoice, InvoiceKind, InvoiceLine, Party};
use credential::{
    AttributeCode, Attributes, Fingerprint, StatusRegistry, Terms, UnverifiedCredential, Validity,
    issue_credential,
};
use invoices::file::{FORMAT, InvoiceFile, MAX_FILE_BYTES, ParseFileError, differences, write};
use keys::{Algorithm, Signer as _, SoftwareSigner};
use proptest::prelude::*;
use rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};

/// Counts: salts need only be distinct here.
struct Counter(u8);

impl TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0 = self.0.wrapping_add(1);
        Ok(u32::from(self.0))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.try_next_u32().map(u64::from)
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        for byte in destination {
            self.0 = self.0.wrapping_add(1);
            *byte = self.0;
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}

/// An invoice that has every field.
fn invoice() -> Invoice {
    let line = |name: &str, quantity: &str, price: &str, rate: &str| {
        InvoiceLine::new(
            name,
            quantity.parse().unwrap(),
            price.parse().unwrap(),
            rate.parse().unwrap(),
        )
        .unwrap()
    };
    Invoice {
        number: "26312000000000000017".parse().unwrap(),
        kind: InvoiceKind::Special,
        issued_at: 1_790_000_000,
        seller: Party {
            name: "海棠书店".to_owned(),
            tax_id: Some("91310000MA1FL0001X".to_owned()),
        },
        buyer: Party {
            name: "海棠大学".to_owned(),
            tax_id: Some("91310000MA1FL0002Y".to_owned()),
        },
        lines: vec![
            line("书", "3", "33.333", "0.09"),
            line("运费", "1", "10", "0.06"),
        ],
        total_without_tax: "110.00".parse().unwrap(),
        tax: "9.60".parse().unwrap(),
        total: "119.60".parse().unwrap(),
        remarks: "三本".to_owned(),
        drawer: "王芳".to_owned(),
        corrects: Some("26312000000000000001".parse().unwrap()),
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    }
}

fn credential(attributes: &Attributes) -> String {
    let issuer = SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32]);
    let registry: StatusRegistry = "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3"
        .parse()
        .unwrap();
    let terms = Terms {
        vct: INVOICE.vct(),
        issuer: "did:ethr:0x7a69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
            .parse()
            .unwrap(),
        holder: SoftwareSigner::from_seed(Algorithm::EdDsa, &[2; 32]).public_key(),
        validity: Validity {
            issued_at: 1_790_000_000,
            not_before: None,
            expires: None,
        },
        registry,
        status_list: None,
    };
    issue_credential(&terms, attributes, &issuer, &mut Counter(0))
        .unwrap()
        .compact
}

fn named(file: &str) -> Vec<String> {
    let file = InvoiceFile::parse(file.as_bytes()).unwrap();
    file.differences()
        .iter()
        .map(|one| one.field.to_string())
        .collect()
}

/// The same credential with the disclosure of `code` replaced: by another value, or by nothing.
fn tampered(compact: &str, code: &str, value: Option<&Value>) -> String {
    let is_it = |disclosure: &str| {
        keys::base64url::decode(disclosure)
            .ok()
            .and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok())
            .is_some_and(|content| content[1] == code)
    };
    let parts = compact.split('~').filter_map(|part| {
        if !is_it(part) {
            return Some(part.to_owned());
        }
        let forged = json!(["AAAAAAAAAAAAAAAAAAAAAA", code, value?]);
        Some(keys::base64url::encode(forged.to_string().as_bytes()))
    });
    parts.collect::<Vec<_>>().join("~")
}

/// Every field with a false value in its place: top-level ones whole, lines part by part.
fn mutations(attributes: &Attributes) -> Vec<(String, AttributeCode, Value)> {
    let mut all = Vec::new();
    for (code, value) in attributes {
        if code.as_str() != "invoice.lines" {
            let other = match value {
                Value::Number(number) => json!(number.as_i64().unwrap() + 1),
                other => json!(format!("{}1", other.as_str().unwrap())),
            };
            all.push((code.as_str().to_owned(), code.clone(), other));
            continue;
        }
        for line in 0..value.as_array().unwrap().len() {
            for part in value[line].as_object().unwrap().keys() {
                let mut other = value.clone();
                other[line][part] = json!("7");
                all.push((
                    format!("{code}[{line}].{part}", code = code.as_str()),
                    code.clone(),
                    other,
                ));
            }
            let mut fewer = value.clone();
            let last = fewer.as_array_mut().unwrap();
            last.truncate(line);
            if line + 1 == value.as_array().unwrap().len() {
                all.push((format!("{}[{line}]", code.as_str()), code.clone(), fewer));
            }
        }
    }
    all
}

#[test]
fn a_file_that_nobody_touched_has_no_difference() {
    let attributes = invoice().to_attributes();
    let compact = credential(&attributes);
    let text = write(&attributes, &compact);
    assert_eq!(named(&text), [""; 0]);
    let file = InvoiceFile::parse(text.as_bytes()).unwrap();
    assert_eq!(file.signed(), attributes);
    assert_eq!(file.number(), Some(invoice().number));
    let jwt = compact.split('~').next().unwrap();
    assert_eq!(
        file.credential.fingerprint(),
        Fingerprint::of_issuer_jwt(jwt)
    );
    // With the mark of an editor, and with other spaces.
    assert_eq!(
        named(&format!("\u{feff}{}", text.replace("  ", " "))),
        [""; 0]
    );
}

#[test]
fn every_field_that_is_changed_is_named_wherever_it_is_changed() {
    let attributes = invoice().to_attributes();
    assert_eq!(
        attributes.len(),
        INVOICE.attributes.len(),
        "a field is not tested"
    );
    let compact = credential(&attributes);
    let mutations = mutations(&attributes);
    assert!(mutations.len() > 25);
    for (name, code, other) in &mutations {
        let mut changed = attributes.clone();
        changed.insert(code.clone(), other.clone());
        // What is to be read.
        assert_eq!(named(&write(&changed, &compact)), [name.as_str()], "read");
        // What is disclosed: the digest is the right one's, so the value is nobody's.
        let forged = tampered(&compact, code.as_str(), Some(other));
        let code = code.as_str();
        assert_eq!(
            named(&write(&attributes, &forged)),
            [code],
            "disclosed {name}"
        );
        // Both alike.
        assert_eq!(named(&write(&changed, &forged)), [code], "both {name}");
        // Left out of either.
        let mut without = attributes.clone();
        without.remove(code);
        assert_eq!(named(&write(&without, &compact)), [code], "not read");
        let forged = tampered(&compact, code, None);
        assert_eq!(named(&write(&attributes, &forged)), [code], "not disclosed");
        // Left out of both: of a field that not every invoice has, only who holds it can tell.
        let left_out = write(&without, &forged);
        match code {
            "buyer.tax-id" | "invoice.corrects" => {
                assert_eq!(named(&left_out), [""; 0]);
                let file = InvoiceFile::parse(left_out.as_bytes()).unwrap();
                let against = differences(&file.signed(), &attributes);
                assert_eq!(against[0].field.to_string(), code);
            }
            code => assert_eq!(named(&left_out), [code]),
        }
        // Beside the invoice that the holder has, whatever was signed anew.
        let anew = credential(&changed);
        let file = InvoiceFile::parse(write(&changed, &anew).as_bytes()).unwrap();
        assert!(file.differences().is_empty(), "it agrees with itself");
        let against: Vec<String> = differences(&file.signed(), &attributes)
            .iter()
            .map(|one| one.field.to_string())
            .collect();
        assert_eq!(against, [name.as_str()], "signed anew");
    }
}

#[test]
fn both_values_of_a_difference_are_told() {
    let attributes = invoice().to_attributes();
    let compact = credential(&attributes);
    let text = write(&attributes, &compact);
    let file = InvoiceFile::parse(text.replacen("119.60", "919.60", 1).as_bytes()).unwrap();
    let found = file.differences();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].stated.as_deref(), Some("919.60"));
    assert_eq!(found[0].right.as_deref(), Some("119.60"));
}

#[test]
fn anything_else_is_no_invoice_file() {
    let attributes = invoice().to_attributes();
    let text = write(&attributes, &credential(&attributes));
    let parse = |text: &str| InvoiceFile::parse(text.as_bytes()).map(|_| ()).unwrap_err();
    assert_eq!(parse(""), ParseFileError::Form);
    assert_eq!(parse("[]"), ParseFileError::Form);
    assert_eq!(parse("<Invoice/>"), ParseFileError::Form);
    assert_eq!(parse("{}"), ParseFileError::Form);
    assert_eq!(
        parse(&text.replace(FORMAT, "citizen-wallet/invoice/2")),
        ParseFileError::Format
    );
    // A name that stands twice could say two things.
    assert_eq!(
        parse(&text.replacen("\"invoice\"", "\"format\": \"x\", \"invoice\"", 1)),
        ParseFileError::Form
    );
    assert_eq!(
        parse(&text.replacen("\"invoice\"", "\"more\": 1, \"invoice\"", 1)),
        ParseFileError::Form
    );
    assert!(matches!(
        parse(&write(&attributes, "nothing")),
        ParseFileError::Credential(_)
    ));
    assert_eq!(
        parse(&" ".repeat(MAX_FILE_BYTES + 1)),
        ParseFileError::TooLarge
    );
    let cut = &text[..text.len() / 2];
    assert_eq!(parse(cut), ParseFileError::Form);
}

proptest! {
    /// Whatever letters of a file are changed: it is refused, or a difference is named, or it still
    /// says exactly the same, or the signed part itself was touched, which its fingerprint shows.
    #[test]
    fn no_change_goes_unseen(at in any::<prop::sample::Index>(), to in any::<u8>()) {
        let attributes = invoice().to_attributes();
        let compact = credential(&attributes);
        let good = UnverifiedCredential::parse(&compact).unwrap().fingerprint();
        let mut bytes = write(&attributes, &compact).into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(file) = InvoiceFile::parse(&bytes) {
            let same = file.stated == attributes && file.signed() == attributes;
            prop_assert!(
                same || !file.differences().is_empty() || file.credential.fingerprint() != good
            );
        }
    }

    #[test]
    fn no_input_makes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = InvoiceFile::parse(&bytes);
    }
}
