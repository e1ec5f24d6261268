//! Orders of access by a clause of the law, and the records of what was done without a grant.

use grant::Action;

use super::*;
use crate::access::AttributeName;
use crate::petition::*;
use crate::record::{ACCESS_RECORDED, AccessStatement};
use crate::statutory::*;
use crate::{JwtError, Text};

fn names(attributes: &[&str]) -> Vec<AttributeName> {
    let name = |attribute: &&str| AttributeName {
        entry: "household".parse().unwrap(),
        attribute: attribute.parse().unwrap(),
    };
    attributes.iter().map(name).collect()
}

fn order() -> AccessOrder {
    AccessOrder {
        from: department_did(1),
        to: department_did(2),
        person: "li-ming".to_owned(),
        action: Action::Read,
        rights: names(&["person.name", "person.id-number"]),
        purpose: "tax-settlement".parse().unwrap(),
        words: Text::new("年度汇算", "The annual settlement"),
        clause: "ht-tax/18".parse().unwrap(),
        nonce: NONCE.to_owned(),
        issued_at: NOW,
    }
}

fn statement() -> AccessStatement {
    AccessStatement {
        user: department_did(1),
        action: Action::Read,
        rights: names(&["person.name"]),
        purpose: None,
        words: None,
        clause: None,
        salt: NONCE.to_owned(),
    }
}

#[test]
fn an_order_reaches_the_custodian_it_is_for() {
    let compact = sign_access_order(&order(), &signer()).unwrap();
    assert_eq!(claimed_orderer(&compact), Ok(department_did(1)));
    let read = verify_access_order(&compact, &department(), &department_did(2), NOW + 60);
    assert_eq!(read, Ok(order()));
}

#[test]
fn orders_are_refused_by_name() {
    let check = |change: &dyn Fn(&mut AccessOrder), error| {
        let mut order = order();
        change(&mut order);
        let compact = sign_access_order(&order, &signer()).unwrap();
        let result = verify_access_order(&compact, &department(), &department_did(2), NOW);
        assert_eq!(result, Err(error));
    };
    check(&|o| o.to = department_did(3), AccessOrderError::Audience);
    check(
        &|o| o.from = department_did(3),
        AccessOrderError::Jwt(JwtError::KeyId),
    );
    check(&|o| o.issued_at = NOW + 61, AccessOrderError::Time);
    check(&|o| o.issued_at = NOW - 301, AccessOrderError::Time);
    check(&|o| o.rights = Vec::new(), AccessOrderError::Order);
    check(
        &|o| o.rights = names(&["person.name", "person.name"]),
        AccessOrderError::Order,
    );
    let many: Vec<String> = (0..=MAX_ORDERED_ATTRIBUTES)
        .map(|n| format!("a.b{n}"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    check(&|o| o.rights = names(&many), AccessOrderError::Order);
    check(&|o| o.person = String::new(), AccessOrderError::Order);
    check(&|o| o.words.zh = "字".repeat(101), AccessOrderError::Order);

    let compact = sign_access_order(&order(), &signer()).unwrap();
    let sleeping = crate::KnownDepartment {
        active: false,
        ..department()
    };
    assert_eq!(
        verify_access_order(&compact, &sleeping, &department_did(2), NOW),
        Err(AccessOrderError::Inactive)
    );
    for at in (0..compact.len()).step_by(7) {
        for bit in 0..7 {
            if let Some(changed) = flip(&compact, at, bit) {
                let read = verify_access_order(&changed, &department(), &department_did(2), NOW);
                assert!(read.is_err());
            }
        }
    }
}

#[test]
fn a_statement_has_one_form_and_its_digest_is_the_fingerprint() {
    let bytes = statement().to_bytes();
    assert_eq!(AccessStatement::parse(&bytes).unwrap(), statement());
    assert_eq!(statement().fingerprint(), grant::Digest::of(&bytes));
    let spaced = String::from_utf8(bytes.clone()).unwrap().replace(',', ", ");
    assert!(AccessStatement::parse(spaced.as_bytes()).is_err());
    for at in 0..bytes.len() {
        // Whatever is changed: it is refused, or has another fingerprint.
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        if let Ok(read) = AccessStatement::parse(&changed) {
            assert_ne!(read.fingerprint(), statement().fingerprint());
        }
    }
}

#[test]
fn a_complaint_carries_the_record_it_is_about_and_no_other() {
    let record = String::from_utf8(statement().to_bytes()).unwrap();
    let complaint = |record: Option<String>, kind, fingerprint| Petition {
        relation: keys::did::did_key(&relation().public_key()),
        to: department_did(1),
        kind: PetitionKind::Complaint,
        about: Some(AboutEntry {
            writer: department_did(2),
            kind,
            fingerprint,
            place: Some((17, 4)),
        }),
        record,
        text: "没有依据。".to_owned(),
        meta_address: meta_address(),
        salt: NONCE.to_owned(),
        issued_at: NOW,
    };
    let read = |petition: &Petition| {
        let compact = sign_petition(petition, &relation()).unwrap();
        verify_petition(&compact, &department_did(1), NOW).map(|(read, _)| read)
    };
    let good = complaint(
        Some(record.clone()),
        ACCESS_RECORDED,
        statement().fingerprint(),
    );
    assert_eq!(read(&good), Ok(good.clone()));
    let other = AccessStatement {
        salt: "BBBBBBBBBBBBBBBBBBBBBA".to_owned(),
        ..statement()
    };
    let wrong = [
        complaint(Some(record.clone()), ACCESS_RECORDED, other.fingerprint()),
        complaint(Some(record.clone()), 65, statement().fingerprint()),
        complaint(
            Some("no statement".to_owned()),
            ACCESS_RECORDED,
            grant::Digest::of(b"no statement"),
        ),
        Petition {
            about: None,
            ..good
        },
    ];
    for petition in wrong {
        assert_eq!(read(&petition), Err(PetitionError::Record));
    }
}
