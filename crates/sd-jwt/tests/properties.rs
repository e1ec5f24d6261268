//! Whatever is issued and whatever is chosen: the verifier learns exactly the choice.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use keys::Signer as _;
use proptest::prelude::*;
use proptest::sample::Index;
use sd_jwt::{Binding, ClaimPath, Content, Expectation, Limits, Statement, UnverifiedSdJwt, issue};
use serde_json::{Map, Value};
use support::{SeededRng, TYP, holder, holder_key, issuer};

/// Names without those that decide about validity: letters of which none of them can be made.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[g-m]{1,3}", 1 => "\\PC{0,4}".prop_filter("reserved", |name| {
        !sd_jwt::RESERVED_NAMES.contains(&name.as_str())
            && !sd_jwt::CONTROL_CLAIMS.contains(&name.as_str())
    })]
}

fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let value = leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name(), inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    });
    prop::collection::btree_map(name(), value, 1..6)
        .prop_map(|members| members.into_iter().collect())
}

/// All paths below `value`.
fn paths(value: &Value, here: &ClaimPath, found: &mut Vec<ClaimPath>) {
    let children: Vec<(ClaimPath, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (here.child(name.as_str()), value))
            .collect(),
        Value::Array(array) => array
            .iter()
            .enumerate()
            .map(|(index, value)| (here.child(index), value))
            .collect(),
        _ => Vec::new(),
    };
    for (path, value) in children {
        found.push(path.clone());
        paths(value, &path, found);
    }
}

/// What a verifier should see, worked out from the plain claims alone.
fn visible(value: &Value, here: &ClaimPath, shown: &dyn Fn(&ClaimPath) -> bool) -> Value {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name, here.child(name.as_str()), value))
            .filter(|(_, path, _)| shown(path))
            .map(|(name, path, value)| (name.clone(), visible(value, &path, shown)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(array) => array
            .iter()
            .enumerate()
            .map(|(index, value)| (here.child(index), value))
            .filter(|(path, _)| shown(path))
            .map(|(path, value)| visible(value, &path, shown))
            .collect::<Vec<_>>()
            .into(),
        plain => plain.clone(),
    }
}

fn pick(all: &[ClaimPath], picks: &[Index]) -> Vec<ClaimPath> {
    let mut picked: Vec<_> = picks.iter().map(|pick| pick.get(all).clone()).collect();
    picked.sort();
    picked.dedup();
    picked
}

fn parse(text: &str) -> UnverifiedSdJwt {
    UnverifiedSdJwt::parse(text, &Limits::default()).unwrap()
}

fn binding() -> Binding<'static> {
    Binding {
        audience: "did:example:9",
        nonce: "n-1",
        issued_at: 1_000,
        extra: Map::new(),
    }
}

const EXPECTATION: Expectation<'_> = Expectation {
    audience: "did:example:9",
    nonce: "n-1",
    now: 1_010,
    max_age_secs: 60,
};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("WALLET_N").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256)
    ))]

    #[test]
    fn the_verifier_learns_exactly_the_selection(
        claims in claims(),
        concealed in prop::collection::vec(any::<Index>(), 0..12),
        selected in prop::collection::vec(any::<Index>(), 0..6),
        decoys in 0u8..4,
        seed in any::<u32>(),
    ) {
        let whole = Value::Object(claims.clone());
        let mut all = Vec::new();
        paths(&whole, &ClaimPath::default(), &mut all);
        let concealed = pick(&all, &concealed);
        let selected = pick(&all, &selected);

        let statement = Statement {
            typ: TYP, kid: None, claims, concealable: &concealed, decoys, holder: Some(holder_key()),
        };
        let issued = issue(&statement, &issuer(), &mut SeededRng(u64::from(seed))).unwrap();
        let issuer_key = issuer().public_key();

        // The holder has everything, one disclosure for each concealed claim, no salt twice.
        let held = parse(&issued.compact).verify(&issuer_key, TYP).unwrap();
        let mut held_claims = held.claims().clone();
        prop_assert!(held_claims.remove("cnf").is_some());
        prop_assert_eq!(&Value::Object(held_claims), &whole);
        let mut disclosed: Vec<_> = held.disclosed().map(|(path, _)| path.clone()).collect();
        disclosed.sort();
        prop_assert_eq!(&disclosed, &concealed);
        let salts: std::collections::BTreeSet<_> =
            held.disclosed().map(|(_, disclosure)| disclosure.salt()).collect();
        prop_assert_eq!(salts.len(), concealed.len());
        for (path, disclosure) in held.disclosed() {
            if let Content::Member { name, .. } = disclosure.content() {
                let last = path.elements().last().unwrap();
                prop_assert_eq!(last, &name.as_str().into());
            }
        }

        // The verifier has the selection, what contains it, what is below it, and no more.
        let selection = held.select(&selected).unwrap();
        let text = selection.bind(&binding(), &holder()).unwrap();
        let shown =
            parse(&text).verify_presentation(&issuer_key, TYP, &EXPECTATION).unwrap().sd_jwt;
        let is_shown = |path: &ClaimPath| {
            concealed.binary_search(path).is_err()
                || selected.iter().any(|chosen| chosen.contains(path) || path.contains(chosen))
        };
        let mut shown_claims = shown.claims().clone();
        shown_claims.remove("cnf");
        let expected = visible(&whole, &ClaimPath::default(), &is_shown);
        prop_assert_eq!(Value::Object(shown_claims), expected);
        // Not one disclosure besides: neither as text nor as salt.
        for (path, disclosure) in held.disclosed() {
            prop_assert_eq!(text.contains(disclosure.as_str()), is_shown(path));
        }
        prop_assert_eq!(shown.disclosed().len(), selection.disclosed().len());
    }

    #[test]
    fn any_changed_byte_is_refused(
        at in any::<Index>(),
        byte in any::<u8>().prop_map(|byte| byte & 0x7f),
    ) {
        let text = presentation();
        let mut changed = text.clone().into_bytes();
        let at = at.index(changed.len());
        prop_assume!(changed[at] != byte);
        changed[at] = byte;
        prop_assert!(!accepted(&String::from_utf8(changed).unwrap()));
    }

    #[test]
    fn any_cut_or_insertion_is_refused(
        at in any::<Index>(),
        cut in 0usize..40,
        inserted in "[A-Za-z0-9_.~-]{0,3}",
    ) {
        let text = presentation();
        let at = at.index(text.len());
        let end = (at + cut).min(text.len());
        let changed = format!("{}{inserted}{}", &text[..at], &text[end..]);
        prop_assume!(changed != text);
        prop_assert!(!accepted(&changed));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*", likely in "[A-Za-z0-9_.~-]{0,200}") {
        for text in [text, likely] {
            if let Ok(parsed) = UnverifiedSdJwt::parse(&text, &Limits::default()) {
                let _ = parsed.claims_unverified();
            }
        }
    }

    #[test]
    fn no_payload_makes_the_assembly_panic(
        payload in claims(),
        salted in prop::collection::vec(claims(), 0..4),
    ) {
        // Digests and reserved names strewn about at random.
        let mut payload = payload;
        let mut texts = Vec::new();
        for (number, content) in salted.into_iter().enumerate() {
            let (encoded, digest) =
                support::disclosure(serde_json::json!([number.to_string(), content]));
            payload.insert("_sd".to_owned(), vec![Value::from(digest.clone())].into());
            payload.insert("list".to_owned(), serde_json::json!([{ "...": digest }]));
            texts.push(encoded);
        }
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        if let Ok(parsed) =
            UnverifiedSdJwt::parse(&support::forge(&payload.into(), &texts), &Limits::default())
        {
            let _ = parsed.claims_unverified();
        }
    }
}

#[test]
fn every_single_byte_of_a_presentation_counts() {
    let text = presentation();
    assert!(accepted(&text));
    for at in 0..text.len() {
        let mut changed = text.clone().into_bytes();
        // The neighbour in the alphabet: in a last character it touches the spare bits alone.
        changed[at] ^= 1;
        assert!(!accepted(&String::from_utf8(changed).unwrap()), "byte {at}");
    }
}

fn accepted(text: &str) -> bool {
    UnverifiedSdJwt::parse(text, &Limits::default()).is_ok_and(|unverified| {
        unverified
            .verify_presentation(&issuer().public_key(), TYP, &EXPECTATION)
            .is_ok()
    })
}

fn presentation() -> String {
    let claims = serde_json::json!({ "iss": "x", "g": "港", "h": { "i": [1, 2] }, "j": true });
    let statement = Statement {
        typ: TYP,
        kid: None,
        claims: support::object(claims),
        concealable: &["g", "h", "j"].map(ClaimPath::claim),
        decoys: 1,
        holder: Some(holder_key()),
    };
    let issued = issue(&statement, &issuer(), &mut SeededRng(7)).unwrap();
    let held = parse(&issued.compact)
        .verify(&issuer().public_key(), TYP)
        .unwrap();
    let selection = held.select(&["g", "h"].map(ClaimPath::claim)).unwrap();
    selection.bind(&binding(), &holder()).unwrap()
}
