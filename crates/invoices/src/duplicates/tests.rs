#![allow(clippy::unwrap_used, reason = "tests")]

use credential::kinds::{InvoiceKind, InvoiceLine, Party};
use proptest::prelude::*;

use super::*;

fn invoice(number: u32) -> Invoice {
    let line = InvoiceLine::new(
        "书",
        "2".parse().unwrap(),
        "50".parse().unwrap(),
        "0.09".parse().unwrap(),
    )
    .unwrap();
    Invoice {
        number: format!("263120000000{number:08}").parse().unwrap(),
        kind: InvoiceKind::Ordinary,
        issued_at: 1_790_000_000,
        seller: Party {
            name: "海棠书店".to_owned(),
            tax_id: Some("91310000MA1FL0001X".to_owned()),
        },
        buyer: Party {
            name: "李明".to_owned(),
            tax_id: None,
        },
        total_without_tax: line.amount,
        tax: line.tax,
        total: "109.00".parse().unwrap(),
        lines: vec![line],
        remarks: String::new(),
        drawer: "王芳".to_owned(),
        corrects: None,
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    }
}

fn check(invoices: &[(Invoice, &str, bool)]) -> Vec<Option<(Certainty, Vec<usize>)>> {
    let seen: Vec<_> = invoices
        .iter()
        .map(|(invoice, fingerprint, stands)| Seen {
            invoice,
            fingerprint,
            stands: *stands,
        })
        .collect();
    find(&seen, &TimeZone::UTC)
        .into_iter()
        .map(|found| found.map(|found| (found.certainty, found.others)))
        .collect()
}

#[test]
fn the_same_number_or_fingerprint_is_sure() {
    let mut other = invoice(1);
    other.total = "1.00".parse().unwrap();
    let found = check(&[
        (invoice(1), "a", true),
        (other, "b", true),
        (invoice(3), "c", true),
    ]);
    assert_eq!(found[0], Some((Certainty::Sure, vec![1])));
    assert_eq!(found[1], Some((Certainty::Sure, vec![0])));
    // It looks like the first, but has a number of its own.
    assert_eq!(found[2], Some((Certainty::Suspected, vec![0])));

    let mut elsewhere = invoice(2);
    elsewhere.seller.tax_id = Some("91310000MA1FL0002Y".to_owned());
    let found = check(&[(invoice(1), "a", true), (elsewhere, "a", true)]);
    assert_eq!(found[0], Some((Certainty::Sure, vec![1])));
}

#[test]
fn all_but_the_number_the_same_is_suspected_and_anything_else_is_not() {
    let mut spaced = invoice(2);
    spaced.lines[0].name = " 书 ".to_owned();
    spaced.remarks = "again".to_owned();
    let found = check(&[(invoice(1), "a", true), (spaced, "b", true)]);
    assert_eq!(found[0], Some((Certainty::Suspected, vec![1])));
    assert_eq!(found[1], Some((Certainty::Suspected, vec![0])));

    let changes: [fn(&mut Invoice); 6] = [
        |one| one.seller.tax_id = Some("91310000MA1FL0002Y".to_owned()),
        |one| one.buyer.name = "王芳".to_owned(),
        |one| one.issued_at += 86_400,
        |one| one.total = "109.01".parse().unwrap(),
        |one| one.lines[0].name = "画".to_owned(),
        |one| one.lines[0].quantity = "1".parse().unwrap(),
    ];
    for (at, change) in changes.iter().enumerate() {
        let mut other = invoice(2);
        change(&mut other);
        let found = check(&[(invoice(1), "a", true), (other, "b", true)]);
        assert_eq!(found, [None, None], "change {at}");
    }
}

#[test]
fn what_was_taken_back_is_not_suspected() {
    let corrected = [(invoice(1), "a", false), (invoice(2), "b", true)];
    assert_eq!(check(&corrected), [None, None]);
    let again = [(invoice(1), "a", false), (invoice(1), "b", false)];
    assert_eq!(check(&again)[0], Some((Certainty::Sure, vec![1])));
}

#[test]
fn of_endless_repetition_a_few_are_named() {
    let many: Vec<_> = (0..5_000).map(|_| (invoice(1), "a", true)).collect();
    let found = check(&many);
    for at in [0, 20, 4_999] {
        let (certainty, others) = found[at].clone().unwrap();
        assert_eq!(certainty, Certainty::Sure);
        assert!(!others.contains(&at) && (19..=20).contains(&others.len()));
    }
}

proptest! {
    /// Being a duplicate is mutual, and nothing is one of itself.
    #[test]
    fn duplicates_are_mutual(numbers in prop::collection::vec((0..4_u32, 0..3_i64, any::<bool>()), 0..12)) {
        let all: Vec<(Invoice, String, bool)> = numbers
            .iter()
            .enumerate()
            .map(|(at, (number, day, stands))| {
                let mut one = invoice(*number);
                one.issued_at += day * 86_400;
                (one, at.to_string(), *stands)
            })
            .collect();
        let all: Vec<_> = all.iter().map(|(one, at, stands)| (one.clone(), at.as_str(), *stands)).collect();
        let found = check(&all);
        for (at, one) in found.iter().enumerate() {
            let Some((certainty, others)) = one else { continue };
            prop_assert!(!others.contains(&at) && !others.is_empty());
            for other in others {
                let back = found[*other].as_ref();
                prop_assert!(back.is_some());
                let (their, theirs) = back.unwrap();
                // The other may be sure of somebody else.
                prop_assert!(theirs.contains(&at) || their > certainty);
            }
        }
    }
}
