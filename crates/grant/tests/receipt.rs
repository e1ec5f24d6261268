//! What a department checks on receipt, what it can do with what it holds, and what it reads.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use grant::*;
use support::*;

fn asked() -> GrantRequestTerms {
    let item = |entry: &str, attribute: &str, actions: &[Action]| AskedRights {
        entry: code(entry),
        attribute: code(attribute),
        actions: actions.to_vec(),
    };
    GrantRequestTerms {
        kind: TransactionType::AttributeAccess,
        credential_ids: vec!["g1".to_owned()],
        custodian: did("c0"),
        purpose: terms().purpose,
        purpose_text: PurposeText {
            zh: "入学".to_owned(),
            en: "Enrolment".to_owned(),
        },
        clause: terms().clause,
        rights: vec![
            item("household", "address", &[Action::Read, Action::Modify]),
            item("household", "members", &[Action::Read]),
            item("tax", "income", &[Action::Read]),
            item("person", "birth-date", &[Action::Add]),
        ],
        nbf: limits().not_before,
        exp: limits().expires,
        max_uses: limits().max_uses,
        retention_days: limits().retention_days,
        max_depth: limits().max_depth,
    }
}

fn receive(
    city: &City,
    compact: &str,
    change: impl FnOnce(&mut GrantRequestTerms),
) -> Result<ReceivedGrant, ReceiptError> {
    let mut terms = asked();
    change(&mut terms);
    let asked = Asked {
        request: request(),
        terms: &terms,
    };
    check_received(compact, &department(0), &asked, city, city, NOW)
}

#[test]
fn the_requester_takes_what_it_asked_for() {
    let mut city = City::new();
    let held = city.issue();
    let received = receive(&city, &held, |_| ()).unwrap();
    assert_eq!(received.rights.len(), 5);
    assert_eq!(received.limits, limits());
    assert_eq!(received.custodian, did("c0"));
    assert_eq!(received.fingerprint, inspect(&held).unwrap().fingerprint);
}

#[test]
fn a_counter_offer_gives_less_and_is_taken() {
    let mut city = City::new();
    let held = city.issue_with(|terms| {
        terms.rights = vec![address_right()];
        terms.decoys = 7;
        terms.limits.expires -= 1;
        terms.limits.max_uses = 1;
        terms.limits.max_depth = 0;
        terms.limits.retention_days = 0;
    });
    assert_eq!(receive(&city, &held, |_| ()).unwrap().rights.len(), 1);
}

#[test]
fn more_or_other_than_was_asked_is_refused() {
    let mut city = City::new();
    let held = city.issue();
    let changes: [fn(&mut GrantRequestTerms); 9] = [
        |asked| asked.rights.truncate(3),
        |asked| asked.rights[0].actions.truncate(1),
        |asked| asked.exp -= 1,
        |asked| asked.nbf += 1,
        |asked| asked.max_uses -= 1,
        |asked| asked.max_depth -= 1,
        |asked| asked.retention_days -= 1,
        |asked| asked.purpose = code("school.meals"),
        |asked| asked.custodian = did("c1"),
    ];
    for change in changes {
        assert_eq!(receive(&city, &held, change), Err(ReceiptError::NotAsked));
    }
    assert_eq!(
        receive(&city, &held, |asked| asked.clause = code("other")),
        Err(ReceiptError::NotAsked)
    );
}

#[test]
fn a_grant_for_another_department_or_request_is_refused() {
    let mut city = City::new();
    let other = city.issue_with(|terms| terms.department = neighbour());
    assert_eq!(receive(&city, &other, |_| ()), Err(ReceiptError::NotForMe));
    let other = city.issue_with(|terms| terms.request = Digest::of(b"another"));
    assert_eq!(
        receive(&city, &other, |_| ()),
        Err(ReceiptError::OtherRequest)
    );
}

#[test]
fn the_custodians_checks_are_made_on_receipt() {
    let mut city = City::new();
    let held = city.issue();
    let refuses = |city: &City, compact: &str, error| {
        assert_eq!(
            receive(city, compact, |_| ()),
            Err(ReceiptError::Grant(error))
        );
    };
    refuses(&city, &present(&held, 0), GrantError::Syntax);
    let permit = clear(&held, vec![address_right()]);
    refuses(
        &city,
        &format!("{held}~{}~", permit.as_str()),
        GrantError::Syntax,
    );
    let mut cut = Cut::from(&held);
    cut.grant = edit(&cut.grant, &neighbour_key(), |_| ());
    refuses(&city, &cut.text(), GrantError::GrantSignature);
    cut.grant = edit(&cut.grant, &holder_key(), |grant| {
        grant["iss"] = department(0).as_str().into()
    });
    refuses(&city, &cut.text(), GrantError::Issuer);
    let mut cut = Cut::from(&held);
    cut.disclosures.clear();
    refuses(&city, &cut.text(), GrantError::NoRights);

    city.state(&held).used = 20;
    assert!(receive(&city, &held, |_| ()).is_ok());
    city.state(&held).max_uses = 1;
    refuses(&city, &held, GrantError::AnchorMismatch);
    city.state(&held).max_uses = 20;
    city.state(&held).revoked = true;
    refuses(&city, &held, GrantError::Revoked);
    city.anchors.clear();
    refuses(&city, &held, GrantError::NotAnchored);
    let ended = city.issue_with(|terms| terms.limits.expires = NOW);
    refuses(&city, &ended, GrantError::Expired);
}

#[test]
fn a_delegate_checks_the_line_above_it() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    let receive = |city: &City, compact: &str, me: &Did| {
        check_handed_on(compact, me, city, city, NOW).map(|received| received.limits.max_depth)
    };
    assert_eq!(receive(&city, &held, &department(2)), Ok(2));
    assert_eq!(
        receive(&city, &held, &department(1)),
        Err(ReceiptError::NotForMe)
    );
    let line = inspect(&held).unwrap().line;
    city.withdrawn.insert((department(1), line[2].fingerprint));
    assert_eq!(
        receive(&city, &held, &department(2)),
        Err(GrantError::Withdrawn.into())
    );
    city.office(0).active = false;
    assert_eq!(
        receive(&city, &held, &department(2)),
        Err(GrantError::Department.into())
    );
}

#[test]
fn narrowing_hands_on_only_what_is_held() {
    let mut city = City::new();
    let held = city.issue();
    let fewer = hand_on(&held, 0, |link| link.rights = vec![income_right()]);
    assert_eq!(inspect(&fewer).unwrap().rights.len(), 1);
    let mut terms = link_terms(&fewer, 1);
    terms.rights.push(address_right());
    assert_eq!(
        narrow(&fewer, &terms, &key_of(1), NOW),
        Err(NarrowError::NotHeld)
    );
    terms.rights = Vec::new();
    assert_eq!(
        narrow(&fewer, &terms, &key_of(1), NOW),
        Err(NarrowError::Terms(GrantError::Range))
    );
    let mut terms = link_terms(&fewer, 1);
    terms.limits.expires += 1;
    assert_eq!(
        narrow(&fewer, &terms, &key_of(1), NOW),
        Err(NarrowError::Terms(GrantError::Widened))
    );
    let terms = link_terms(&fewer, 1);
    assert_eq!(
        narrow(&fewer, &terms, &key_of(1), NOW - 3601),
        Err(NarrowError::Terms(GrantError::LinkTime))
    );
    let refused = narrow(&present(&held, 0), &terms, &key_of(0), NOW);
    assert_eq!(refused, Err(NarrowError::Held(GrantError::Syntax)));
}

#[test]
fn a_use_shows_no_more_than_its_operation_needs() {
    let mut city = City::new();
    let held = city.issue();
    let token = present(&held, 0);
    let shown = inspect(&token).unwrap();
    assert_eq!(shown.rights.len(), 1);
    assert_eq!(shown.slots, 5);
    assert_eq!(shown.usage.unwrap().operation, read_address().digest());

    let fewer = hand_on(&held, 0, |link| link.rights = vec![income_right()]);
    let used = use_grant(&fewer, &[], &read_address(), NONCE, &key_of(1), NOW);
    assert_eq!(used, Err(UseError::NotHeld));
    let used = use_grant(&held, &[], &read_address(), "too short", &key_of(0), NOW);
    assert_eq!(used, Err(UseError::Nonce));
    let permit = clear(&held, vec![address_right()]);
    let three = [permit.clone(), permit.clone(), permit];
    let used = use_grant(&held, &three, &read_address(), NONCE, &key_of(0), NOW);
    assert_eq!(used, Err(UseError::TooManyDecisions));
}

#[test]
fn a_grant_that_would_be_refused_is_not_made() {
    let refused = |change: fn(&mut GrantTerms)| {
        let mut terms = terms();
        change(&mut terms);
        make(&terms, &holder_key(), NOW, &mut rng(7)).unwrap_err()
    };
    for (change, error) in [
        (
            (|terms| terms.rights.clear()) as fn(&mut GrantTerms),
            GrantError::NoRights,
        ),
        (
            |terms| terms.rights.push(address_right()),
            GrantError::Repeated,
        ),
        (|terms| terms.decoys = 60, GrantError::TooManyRights),
        (|terms| terms.limits.max_uses = 0, GrantError::Range),
        (|terms| terms.limits.max_depth = 5, GrantError::Range),
        (
            |terms| terms.limits.retention_days = 3_651,
            GrantError::Range,
        ),
        (
            |terms| terms.limits.expires = terms.limits.not_before,
            GrantError::Range,
        ),
        (
            |terms| terms.limits.expires += 158_112_000,
            GrantError::Range,
        ),
        (|terms| terms.limits.not_before = -1, GrantError::Range),
    ] {
        assert_eq!(refused(change), MakeError::Terms(error));
    }
}

#[test]
fn salts_order_and_decoys_come_from_the_generator() {
    let with = |seed| make(&terms(), &holder_key(), NOW, &mut rng(seed)).unwrap();
    assert_eq!(with(1), with(1));
    assert_ne!(with(1).fingerprint, with(2).fingerprint);
    let orders: std::collections::HashSet<Vec<Right>> = (0..40)
        .map(|seed| {
            let mut shown = inspect(&with(seed).compact).unwrap().rights;
            shown.sort_by_key(|shown| shown.number);
            shown.into_iter().map(|shown| shown.right).collect()
        })
        .collect();
    assert!(orders.len() > 20, "the order of rights is not shuffled");
}

#[test]
fn the_request_is_read_strictly() {
    let json = serde_json::to_value(asked()).unwrap();
    assert_eq!(json["type"], "attribute-access");
    assert_eq!(
        json["rights"][0]["actions"],
        serde_json::json!(["read", "modify"])
    );
    let read = |json: &serde_json::Value| serde_json::from_value::<GrantRequestTerms>(json.clone());
    assert_eq!(read(&json).unwrap(), asked());
    let mut unknown = json.clone();
    unknown["locations"] = serde_json::json!([]);
    assert!(read(&unknown).is_err());
    let mut other = json.clone();
    other["type"] = "payment".into();
    assert!(read(&other).is_err());
    let mut missing = json;
    missing.as_object_mut().unwrap().remove("max_depth");
    assert!(read(&missing).is_err());

    let (rights, limits) = asked().check().unwrap();
    assert_eq!((rights.len(), limits), (5, support::limits()));
    let mut twice = asked();
    twice.rights[0].actions.push(Action::Read);
    assert_eq!(twice.check(), Err(GrantError::Repeated));
    let mut none = asked();
    none.rights[0].actions.clear();
    assert_eq!(none.check(), Err(GrantError::NoRights));
}
