//! Counter-offers: narrower is what it is, wider never is, whatever is put together; and nothing can
//! be done with one that was not taken. `WALLET_N` sets the number of cases.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use grant::*;
use proptest::prelude::*;
use support::*;

const CODES: [&str; 4] = ["address", "members", "telephone", "since"];
const ACTIONS: [Action; 3] = [Action::Read, Action::Modify, Action::Add];

/// Rights by a mask of 12 bits: attribute, then action.
fn rights(mask: u16) -> Vec<Right> {
    let all = CODES.iter().flat_map(|attribute| {
        ACTIONS.iter().map(|action| Right {
            entry: code("household"),
            attribute: code(attribute),
            action: *action,
        })
    });
    all.enumerate()
        .filter(|(place, _)| mask >> place & 1 == 1)
        .map(|(_, right)| right)
        .collect()
}

fn asked(mask: u16, limits: &Limits) -> GrantRequestTerms {
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
        rights: rights(mask)
            .into_iter()
            .map(|right| AskedRights {
                entry: right.entry,
                attribute: right.attribute,
                actions: vec![right.action],
            })
            .collect(),
        nbf: limits.not_before,
        exp: limits.expires,
        max_uses: limits.max_uses,
        retention_days: limits.retention_days,
        max_depth: limits.max_depth,
    }
}

fn offered(mask: u16, limits: &Limits) -> String {
    let mut terms = terms();
    terms.rights = rights(mask);
    terms.limits = *limits;
    terms.decoys = 0;
    make(&terms, &holder_key(), NOW - DAY, &mut rng(7))
        .unwrap()
        .compact
}

fn check(
    city: &City,
    compact: &str,
    asked: &GrantRequestTerms,
) -> Result<OfferedGrant, ReceiptError> {
    let asked = Asked {
        request: request(),
        terms: asked,
    };
    check_offered(compact, &department(0), &asked, city, NOW)
}

fn any_limits() -> impl Strategy<Value = Limits> {
    (0_i64..3, 1_i64..4, 1_u16..5, 0_u8..3, 0_u16..4).prop_map(
        |(early, late, max_uses, max_depth, retention_days)| Limits {
            not_before: NOW - early * DAY,
            expires: NOW + late * DAY,
            max_uses,
            max_depth,
            retention_days,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(2_000)) })]

    /// An offer passes exactly if every right was asked for and no limit goes beyond: never wider.
    #[test]
    fn an_offer_is_never_wider_than_the_request(
        (wanted, given) in (1_u16..4_096, 1_u16..4_096),
        (asked_limits, given_limits) in (any_limits(), any_limits()),
        same in any::<bool>(),
    ) {
        let city = City::new();
        // Half of the cases keep to what was asked for, or all would be refused.
        let given = if same && given & wanted != 0 { given & wanted } else { given };
        let outcome = check(&city, &offered(given, &given_limits), &asked(wanted, &asked_limits));
        let narrower = given & !wanted == 0
            && given_limits.not_before >= asked_limits.not_before
            && given_limits.expires <= asked_limits.expires
            && given_limits.max_uses <= asked_limits.max_uses
            && given_limits.max_depth <= asked_limits.max_depth
            && given_limits.retention_days <= asked_limits.retention_days;
        if narrower {
            let grant = outcome.unwrap();
            prop_assert_eq!(grant.limits, given_limits);
            prop_assert_eq!(grant.rights.len(), rights(given).len(), "exactly what was signed");
        } else {
            prop_assert_eq!(outcome.unwrap_err(), ReceiptError::NotAsked);
        }
    }
}

#[test]
fn an_offer_for_somebody_else_or_of_another_request_is_refused_by_name() {
    let city = City::new();
    let limits = limits();
    let compact = offered(1, &limits);
    let request_terms = asked(7, &limits);
    let asked_here = Asked {
        request: request(),
        terms: &request_terms,
    };
    let outcome = check_offered(&compact, &department(1), &asked_here, &city, NOW);
    assert_eq!(outcome.unwrap_err(), ReceiptError::NotForMe);
    let other = Asked {
        request: Digest::of(b"another"),
        terms: &request_terms,
    };
    let outcome = check_offered(&compact, &department(0), &other, &city, NOW);
    assert_eq!(outcome.unwrap_err(), ReceiptError::OtherRequest);
    let late = check_offered(&compact, &department(0), &asked_here, &city, limits.expires);
    assert_eq!(late.unwrap_err(), GrantError::Expired.into());
}

#[test]
fn nothing_can_be_done_with_an_offer_that_was_not_taken() {
    let mut city = City::new();
    let compact = offered(1, &limits());
    assert!(check(&city, &compact, &asked(7, &limits())).is_ok());
    let read = Operation::new(Action::Read, [(code("household"), code("address"))], b"").unwrap();
    let token = use_grant(&compact, &[], &read, NONCE, &key_of(0), NOW).unwrap();
    assert_eq!(
        city.verify(&token, &read).unwrap_err(),
        GrantError::NotAnchored
    );
    city.anchor(&compact);
    let token = use_grant(&compact, &[], &read, NONCE, &key_of(0), NOW).unwrap();
    assert!(city.verify(&token, &read).is_ok());
}
