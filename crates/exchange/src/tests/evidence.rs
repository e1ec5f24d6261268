//! Evidence: whole, and with any byte changed.

use grant::{Anchor, Fingerprint, GrantTerms};

use super::requests::draft;
use super::*;
use crate::evidence::*;
use crate::receipt::{Receipt, ReceiptOutcome, sign_receipt};
use crate::terms::did_of;

/// Evidence of a grant, with a receipt.
fn granted() -> Evidence {
    granted_for(NONCE)
}

fn granted_for(nonce: &str) -> Evidence {
    let mut draft = draft();
    draft.nonce = nonce.to_owned();
    let request = draft.sign(&p256_signer()).unwrap();
    let terms = GrantTerms {
        anchor: Anchor {
            chain_id: 31_337,
            contract: department_did(9).address,
            account: department_did(8).address,
        },
        custodian: did_of(&draft.terms.custodian),
        department: did_of(&draft.department),
        rights: draft.terms.single_rights().collect(),
        decoys: 0,
        clause: draft.terms.clause.clone(),
        purpose: draft.terms.purpose.clone(),
        request: request.digest,
        limits: draft.terms.limits,
    };
    let issued = grant::make(&terms, &relation(), NOW + 5, &mut rng()).unwrap();
    let part = issued.compact.split('~').next().unwrap().to_owned();
    let receipt = Receipt {
        department: draft.department,
        request: request.digest,
        grant: Some(issued.fingerprint),
        outcome: ReceiptOutcome::Accepted,
        number: "HT-0203-000001".to_owned(),
        issued_at: NOW + 6,
    };
    Evidence {
        format: EVIDENCE_FORMAT.to_owned(),
        chain_id: 31_337,
        genesis: format!("0x{}", "ab".repeat(32)),
        sent: NOW + 6,
        request: request.compact,
        grant: Some(part),
        height: Some(12),
        receipt: Some(sign_receipt(&receipt, &signer()).unwrap()),
        requester: Requester::of(&department()),
    }
}

fn refused() -> Evidence {
    let request = draft().sign(&signer()).unwrap();
    let receipt = Receipt {
        department: department_did(1),
        request: request.digest,
        grant: None,
        outcome: ReceiptOutcome::RefusalNoted,
        number: "HT-0203-000002".to_owned(),
        issued_at: NOW + 6,
    };
    Evidence {
        request: request.compact,
        grant: None,
        height: None,
        receipt: Some(sign_receipt(&receipt, &signer()).unwrap()),
        ..granted()
    }
}

fn check(evidence: &Evidence) -> Findings {
    UnverifiedEvidence::read(&evidence.to_file())
        .unwrap()
        .check(Some(&department()))
}

fn is_invalid(finding: &Finding) -> bool {
    matches!(finding, Finding::Invalid(_))
}

#[test]
fn what_was_signed_holds_step_by_step() {
    let found = check(&granted());
    for finding in [
        &found.integrity,
        &found.requester_signature,
        &found.holder_signature,
        &found.receipt_signature,
        &found.unaltered,
    ] {
        assert_eq!(*finding, Finding::Valid, "{found:?}");
    }
    let found = check(&refused());
    assert_eq!(found.unaltered, Finding::Valid);
    assert_eq!(found.receipt_signature, Finding::Valid);
    assert!(matches!(found.holder_signature, Finding::NotChecked(_)));

    // The keys that the file brings are the same ones, proven by nobody.
    let unverified = UnverifiedEvidence::read(&granted().to_file()).unwrap();
    let own = unverified.evidence.requester.to_department().unwrap();
    assert_eq!(unverified.check(Some(&own)), check(&granted()));
    assert!(matches!(
        unverified.check(None).requester_signature,
        Finding::NotChecked(_)
    ));
}

#[test]
fn the_file_names_no_value_and_no_disclosure() {
    let file = String::from_utf8(granted().to_file()).unwrap();
    assert!(!file.contains('~'));
    let evidence = granted();
    let claims = claims_of(evidence.grant.as_deref().unwrap());
    // The rights are there as digests only.
    for slot in claims["authorization_details"].as_array().unwrap() {
        assert_eq!(slot.as_object().unwrap().len(), 1);
    }
}

#[test]
fn any_changed_byte_fails_the_step_it_belongs_to() {
    let evidence = granted();
    let file = String::from_utf8(evidence.to_file()).unwrap();
    let place = |text: &str| {
        let start = file.find(text).unwrap();
        start..start + text.len()
    };
    let request = place(&evidence.request);
    let grant = place(evidence.grant.as_deref().unwrap());
    let receipt = place(evidence.receipt.as_deref().unwrap());
    let mut read = 0;
    // Every third byte, another bit of each: all parts are met many times.
    for at in (0..file.len()).step_by(3) {
        let Some(changed) = flip(&file, at, u8::try_from(at % 7).unwrap()) else {
            continue;
        };
        let Some(unverified) = UnverifiedEvidence::read(changed.as_bytes()) else {
            // No longer a file of this kind: the whole of it is refused.
            continue;
        };
        read += 1;
        let found = unverified.check(Some(&department()));
        assert!(is_invalid(&found.integrity), "byte {at}");
        if request.contains(&at) {
            assert!(is_invalid(&found.requester_signature), "byte {at}");
            assert!(is_invalid(&found.unaltered), "byte {at}");
        }
        if grant.contains(&at) {
            assert!(is_invalid(&found.holder_signature), "byte {at}");
            assert!(is_invalid(&found.unaltered), "byte {at}");
        }
        if receipt.contains(&at) {
            assert!(is_invalid(&found.receipt_signature), "byte {at}");
            assert!(is_invalid(&found.unaltered), "byte {at}");
        }
    }
    assert!(read > 800, "{read}");
}

#[test]
fn parts_of_other_answers_do_not_fit() {
    let (one, other) = (granted(), granted_for("CCCCCCCCCCCCCCCCCCCCCC"));
    // Each is signed, so only the bonds between them tell.
    for mixed in [
        Evidence {
            grant: other.grant.clone(),
            ..one.clone()
        },
        Evidence {
            receipt: other.receipt.clone(),
            ..one.clone()
        },
        Evidence {
            request: other.request.clone(),
            ..one.clone()
        },
        Evidence {
            grant: None,
            ..one.clone()
        },
        Evidence {
            receipt: refused().receipt,
            ..one.clone()
        },
    ] {
        let found = check(&mixed);
        assert_eq!(found.integrity, Finding::Valid);
        assert!(is_invalid(&found.unaltered), "{found:?}");
    }
    // Without the receipt nothing says that it arrived, and nothing is wrong.
    let found = check(&Evidence {
        receipt: None,
        ..one.clone()
    });
    assert!(matches!(found.unaltered, Finding::NotChecked(_)));
    assert!(matches!(found.receipt_signature, Finding::NotChecked(_)));
    // Sent after the request had ended, by its own word.
    let found = check(&Evidence {
        sent: NOW + 7_200,
        ..one
    });
    assert!(is_invalid(&found.requester_signature));
}

#[test]
fn another_departments_keys_do_not_do() {
    let other = KnownDepartment {
        did: department_did(2),
        ..department()
    };
    let found = UnverifiedEvidence::read(&granted().to_file())
        .unwrap()
        .check(Some(&other));
    assert!(is_invalid(&found.requester_signature));
    assert!(is_invalid(&found.receipt_signature));
}

#[test]
fn no_bytes_make_it_panic() {
    for bytes in [
        b"".as_slice(),
        b"{}",
        b"null",
        b"{\"evidence\":{},\"checksum\":\"\"}",
        &[0xff; 64],
        &vec![b'['; MAX_EVIDENCE_BYTES + 1],
    ] {
        assert_eq!(UnverifiedEvidence::read(bytes), None);
    }
    assert_eq!(
        granted()
            .fingerprint()
            .map(Fingerprint::to_bytes)
            .map(|b| b.len()),
        Some(32)
    );
    assert_eq!(
        granted().claimed_anchor().map(|anchor| anchor.chain_id),
        Some(31_337)
    );
}
