//! Invoices that are handed to their payers.

use credential::kinds::{INVOICE, Invoice, InvoiceKind, InvoiceLine, Party};
use credential::{AttributeCode, PresentationError, Terms as CredentialTerms};
use credential::{UnverifiedCredential, issue_credential};

use super::*;
use crate::claim::{ClaimError, UnverifiedClaim, hand_over_invoice};
use crate::counter::tests::{holder, issuer, issuer_key, terms};

fn invoice() -> Invoice {
    let line = InvoiceLine::new(
        "书",
        "1".parse().unwrap(),
        "100".parse().unwrap(),
        "0.09".parse().unwrap(),
    );
    Invoice {
        number: "26312000000000000017".parse().unwrap(),
        kind: InvoiceKind::Ordinary,
        issued_at: NOW,
        seller: Party {
            name: "书店".to_owned(),
            tax_id: Some("91310000MA1FL0001X".to_owned()),
        },
        buyer: Party {
            name: "李明".to_owned(),
            tax_id: None,
        },
        lines: vec![line.unwrap()],
        total_without_tax: "100.00".parse().unwrap(),
        tax: "9.00".parse().unwrap(),
        total: "109.00".parse().unwrap(),
        remarks: String::new(),
        drawer: "王芳".to_owned(),
        corrects: None,
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    }
}

/// Hands over an invoice, all of it but what `hidden` says.
fn handed_over(invoice: &Invoice, hidden: &[&str]) -> String {
    let terms = CredentialTerms {
        vct: INVOICE.vct(),
        ..terms()
    };
    let issued = issue_credential(&terms, &invoice.to_attributes(), &issuer(), &mut rng()).unwrap();
    let credential = UnverifiedCredential::parse(&issued.compact)
        .unwrap()
        .verify(&issuer_key(), NOW)
        .unwrap();
    let codes: Vec<AttributeCode> = (credential.credential().attributes.keys())
        .filter(|code| !hidden.contains(&code.as_str()))
        .cloned()
        .collect();
    let selection = credential.select(&codes).unwrap();
    hand_over_invoice(
        &selection,
        issued.fingerprint,
        &department_did(5),
        NOW,
        &holder(),
    )
    .unwrap()
}

fn receive(text: &str, payer: u8, now: i64) -> Result<Invoice, ClaimError> {
    UnverifiedClaim::parse(text)?.verify(Some(&issuer_key()), &department_did(payer), now)
}

#[test]
fn an_invoice_is_for_one_payer_whole_and_fresh() {
    let text = handed_over(&invoice(), &[]);
    assert_eq!(receive(&text, 5, NOW + 9), Ok(invoice()));
    for (payer, now) in [(6, NOW + 9), (5, NOW + 900)] {
        assert!(matches!(
            receive(&text, payer, now),
            Err(ClaimError::Presentation(PresentationError::KeyBinding(_)))
        ));
    }
    let without = UnverifiedClaim::parse(&text).unwrap();
    let found = without.verify(None, &department_did(5), NOW);
    assert_eq!(found, Err(ClaimError::Issuer));
    let hidden = handed_over(&invoice(), &["invoice.lines"]);
    assert!(matches!(
        receive(&hidden, 5, NOW),
        Err(ClaimError::Content(_))
    ));
}

#[test]
fn what_is_no_invoice_or_does_not_add_up_is_refused() {
    let mut wrong = invoice();
    wrong.total = "108.00".parse().unwrap();
    let text = handed_over(&wrong, &[]);
    assert!(matches!(
        receive(&text, 5, NOW),
        Err(ClaimError::Content(_))
    ));
    for text in ["", "a.b.c~", "~"] {
        assert_eq!(receive(text, 5, NOW), Err(ClaimError::Malformed));
    }
    let good = handed_over(&invoice(), &[]);
    for at in (0..good.len()).step_by(13) {
        let Some(other) = flip(&good, at, 1) else {
            continue;
        };
        assert!(receive(&other, 5, NOW).is_err(), "byte {at}");
    }
}
