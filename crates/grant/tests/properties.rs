//! What must hold of every token, tried on many. `WALLET_N` sets the number of cases.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use grant::*;
use keys::base64url;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::json;
use support::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(2_000)) })]

    /// Any sequence of links, signed by the right keys, is taken exactly if each is narrower than
    /// the part before it; and what is taken lies within the grant.
    #[test]
    fn links_never_widen(links in prop::collection::vec(any_link(), 1..=4), pick in any::<Index>()) {
        let mut city = City::new();
        let held = city.issue();
        let forged = forge_line(&held, &links);
        let shown = inspect(&held).unwrap().rights;
        // A right of the last link, or if it has none, any.
        let kept: Vec<_> =
            shown.iter().filter(|shown| forged.keep >> shown.number & 1 == 1).cloned().collect();
        let used = pick.get(if kept.is_empty() { &shown } else { &kept }).clone();
        let operation = Operation::new(
            used.right.action,
            [(used.right.entry.clone(), used.right.attribute.clone())],
            b"",
        ).unwrap();
        let mut cut = Cut::from(&present_for(&held, 0, &operation));
        cut.links = forged.links;
        let user = forged.user;
        let outcome = city.verify(&cut.signed_by(&key_of(user)).text(), &operation);
        let may_pass = forged.is_narrowing && forged.keep >> used.number & 1 == 1;
        prop_assert_eq!(outcome.is_ok(), may_pass, "{:?}", outcome);
        if let Ok(verified) = outcome {
            let (limits, granted) = (verified.limits, limits());
            prop_assert!(limits.expires <= granted.expires);
            prop_assert!(limits.not_before >= granted.not_before);
            prop_assert!(limits.max_uses <= granted.max_uses);
            prop_assert!(limits.retention_days <= granted.retention_days);
            prop_assert!(usize::from(limits.max_depth) + links.len() <= 4);
            prop_assert_eq!(verified.user, department(user));
        }
    }

    #[test]
    fn any_flipped_bit_is_refused(place in any::<Index>(), bit in 0_u8..7) {
        let (city, token) = full_token();
        let mut bytes = token.into_bytes();
        let place = place.index(bytes.len());
        bytes[place] ^= 1_u8 << bit;
        let token = String::from_utf8(bytes).unwrap();
        prop_assert!(city.verify(&token, &read_address()).is_err());
    }

    #[test]
    fn any_change_of_the_text_is_refused(edits in prop::collection::vec(any_edit(), 1..4)) {
        let (city, token) = full_token();
        let changed = edits.into_iter().fold(token.clone(), |text, edit| edit.apply(&text));
        let verified = city.verify(&changed, &read_address());
        prop_assert_eq!(verified.is_ok(), changed == token);
        look_at(&changed);
    }

    #[test]
    fn another_writing_of_the_same_content_is_refused(
        place in 0_usize..4, which in 0_usize..9, index in any::<Index>()
    ) {
        let (city, token) = full_token();
        let mut cut = Cut::from(&token);
        let (part, key) = part_and_key(&mut cut, place);
        let written = String::from_utf8(payload_of(part)).unwrap();
        let again = rewrite(&written, which, &index);
        prop_assume!(again != written);
        *part = edit_text(part, &key, |_| again.clone());
        prop_assert_eq!(city.refuses(&cut.text()), GrantError::Canonical, "{}", again);
    }

    #[test]
    fn another_writing_of_a_disclosure_is_refused(which in 0_usize..9, index in any::<Index>()) {
        let mut city = City::new();
        let cut = Cut::from(&present(&city.issue(), 0));
        let written = base64url::decode(&cut.disclosures[0]).unwrap();
        let written = String::from_utf8(written).unwrap();
        let again = rewrite(&written, which, &index);
        prop_assume!(again != written);
        let disclosure = base64url::encode(again.as_bytes());
        let digest = Digest::of(disclosure.as_bytes()).to_string();
        let token = with_grant_edited(&mut city, |grant| {
            grant["authorization_details"] = json!([{"...": digest}]);
        });
        let cut = Cut { disclosures: vec![disclosure], ..Cut::from(&token) };
        prop_assert_eq!(
            city.refuses(&cut.signed_by(&key_of(0)).text()), GrantError::Disclosure, "{}", again
        );
    }

    #[test]
    fn only_the_one_custodian_takes_it(
        other in "did:ethr:0x7a69:0x[0-9a-f]{40}", chain in any::<u64>(), contract in any::<[u8; 20]>()
    ) {
        let (mut city, token) = full_token();
        let right = city.custodian.clone();
        city.custodian = Custodian { did: other.parse().unwrap(), ..right.clone() };
        prop_assume!(city.custodian != right);
        prop_assert_eq!(city.refuses(&token), GrantError::Audience);
        city.custodian = Custodian { chain_id: chain, ..right.clone() };
        prop_assume!(city.custodian != right);
        prop_assert_eq!(city.refuses(&token), GrantError::Network);
        city.custodian = Custodian { contract: contract.into(), ..right.clone() };
        prop_assume!(city.custodian != right);
        prop_assert_eq!(city.refuses(&token), GrantError::Network);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "[A-Za-z0-9_.~-]{0,200}", any in any::<String>()) {
        look_at(&text);
        look_at(&any);
        let (_, token) = full_token();
        look_at(&format!("{token}{text}"));
        look_at(&format!("{}~{text}~", Cut::from(&token).grant));
    }

    #[test]
    fn no_payload_makes_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), place in 0_usize..4) {
        let (city, token) = full_token();
        let mut cut = Cut::from(&token);
        let (part, key) = part_and_key(&mut cut, place);
        *part = forge(&header_of(part), &bytes, &key);
        prop_assert_eq!(city.refuses(&cut.text()), GrantError::Canonical);
        cut.disclosures.push(base64url::encode(&bytes));
        look_at(&cut.text());
    }

    #[test]
    fn what_is_made_is_what_was_meant(
        uses in 1..=u16::MAX, depth in 0_u8..=4, days in 0_u16..=3650, span in 1..158_112_000_i64,
        decoys in 0_u8..=59, seed in any::<u64>()
    ) {
        let limits = Limits {
            not_before: NOW, expires: NOW + span, max_uses: uses, max_depth: depth, retention_days: days,
        };
        let terms = GrantTerms { limits, decoys, ..terms() };
        let issued = make(&terms, &holder_key(), NOW - 1, &mut rng(seed)).unwrap();
        let read = inspect(&issued.compact).unwrap();
        prop_assert_eq!(read.fingerprint, issued.fingerprint);
        prop_assert_eq!(read.line.len(), 1);
        prop_assert_eq!(read.line[0].limits, limits);
        prop_assert_eq!(&read.line[0].department, &terms.department);
        prop_assert_eq!(read.slots, decoys + 5);
        prop_assert_eq!(read.anchor, terms.anchor);
        let mut rights: Vec<_> = read.rights.into_iter().map(|shown| shown.right).collect();
        let mut meant = terms.rights.clone();
        rights.sort();
        meant.sort();
        prop_assert_eq!(rights, meant);
    }
}

/// A token whose every part is signed by one key, and the city in which that key plays every part.
fn token_of_one_key() -> (City, Cut) {
    let mut city = City::new();
    let everyone = holder_key();
    for level in 0..=5 {
        city.office(level).key = verifier(&everyone);
    }
    city.officers.insert(officer(), verifier(&everyone));
    let (_, token) = full_token();
    let cut = signed_by_one(Cut::from(&token));
    city.anchor(
        &cut.before_use()
            .split("~~")
            .next()
            .map(|grant| format!("{grant}~"))
            .unwrap(),
    );
    (city, cut)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(2_000)) })]

    /// Content of one kind, signed under the header of another by a key that plays every part, never
    /// verifies in its place.
    #[test]
    fn a_signature_of_one_act_is_none_of_another(
        place in 0_usize..4, shift in 1_usize..4, nonce in "[A-Za-z0-9_-]{22,64}", uses in 1_u16..=2,
    ) {
        let (city, mut cut) = token_of_one_key();
        let everyone = holder_key();
        let other = (place + shift) % 4;
        let header = header_of(part_and_key(&mut cut.clone(), other).0);
        // Its content varies; the same content under its own header is taken.
        match place {
            1 => cut.links[0] = edit(&cut.links[0], &everyone, |part| part["max_uses"] = uses.into()),
            _ => cut.usage = edit(&cut.usage, &everyone, |part| part["nonce"] = nonce.as_str().into()),
        }
        cut = signed_by_one(cut);
        prop_assert!(city.verify(&cut.text(), &read_address()).is_ok());

        let (part, _) = part_and_key(&mut cut, place);
        let elsewhere = forge(&header, &payload_of(part), &everyone);
        let signature = elsewhere.rsplit_once('.').unwrap().1;
        let input = part.rsplit_once('.').unwrap().0;
        *part = format!("{input}.{signature}");
        if place != 3 {
            let sd_hash = Digest::of(cut.before_use().as_bytes()).to_string();
            cut.usage = edit(&cut.usage, &everyone, |part| part["sd_hash"] = sd_hash.into());
        }
        // What follows a changed link or grant names the part as it was; the first error tells.
        let errors = [
            GrantError::GrantSignature,
            GrantError::LinkSignature,
            GrantError::DecisionSignature,
            GrantError::Possession,
        ];
        prop_assert_eq!(city.refuses(&cut.text()), errors[place], "{} for {}", header, place);
    }
}

/// Signs every part of a token again with the holder's key, each naming the one before.
fn signed_by_one(mut cut: Cut) -> Cut {
    let key = holder_key();
    let mut previous = Fingerprint::of(&cut.grant).to_string();
    for part in cut.links.iter_mut().chain(&mut cut.decisions) {
        let is_link = header_of(part).contains("link");
        *part = edit(part, &key, |part| {
            part["issuer_jwt_hash"] = previous.as_str().into()
        });
        if is_link {
            previous = Fingerprint::of(part).to_string();
        }
    }
    cut.signed_by(&key)
}

/// A verified token with one link and one decision, and the city that takes it.
fn full_token() -> (City, String) {
    let mut city = City::new();
    let held = city.issue_at_depth(1);
    let permit = clear(&held, vec![address_right()]);
    let token = present_cleared(&held, 1, &permit);
    (city, token)
}

fn part_and_key(cut: &mut Cut, place: usize) -> (&mut String, keys::SoftwareSigner) {
    match place {
        0 => (&mut cut.grant, holder_key()),
        1 => (&mut cut.links[0], key_of(0)),
        2 => (&mut cut.decisions[0], officer_key()),
        _ => (&mut cut.usage, key_of(1)),
    }
}

/// Every reader of foreign text.
fn look_at(text: &str) {
    let city = City::new();
    let _ = city.verify(text, &read_address());
    let _ = inspect(text);
    let _ = Decision::parse(text);
    let _ = check_handed_on(text, &department(1), &city, &city, NOW);
    let _ = use_grant(text, &[], &read_address(), NONCE, &key_of(0), NOW);
    let _ = (
        text.parse::<Anchor>(),
        text.parse::<Code>(),
        text.parse::<Did>(),
        text.parse::<Digest>(),
    );
    let _ = serde_json::from_str::<GrantRequestTerms>(text);
}

// Links.

/// One link as differences to the part before it.
#[derive(Clone, Debug)]
struct AnyLink {
    down: i8,
    drop: u64,
    add: u64,
    exp: i64,
    nbf: i64,
    uses: i64,
    retention: i64,
    depth: i64,
    iat: i64,
}

fn any_link() -> impl Strategy<Value = AnyLink> {
    // Mostly narrowing, so that whole sequences pass often enough.
    let narrower = || prop_oneof![30 => -2_i64..=0, 1 => 1_i64..=2];
    let bit = || (0_u64..5).prop_map(|number| 1 << number);
    (
        prop_oneof![30 => Just(1_i8), 1 => -5_i8..=5],
        prop_oneof![2 => Just(0_u64), 1 => bit()],
        prop_oneof![30 => Just(0_u64), 1 => bit()],
        (narrower(), narrower(), narrower(), narrower(), narrower()),
        prop_oneof![30 => Just(-1_i64), 1 => -3_i64..=1],
    )
        .prop_map(
            |(down, drop, add, (exp, nbf, uses, retention, iat), depth)| AnyLink {
                down,
                drop,
                add,
                exp,
                nbf: -nbf,
                uses,
                retention,
                depth,
                iat: -iat,
            },
        )
}

struct ForgedLine {
    links: Vec<String>,
    keep: u64,
    user: u8,
    is_narrowing: bool,
}

/// Writes the links, and judges them by rules that are written down here a second time.
fn forge_line(held: &str, links: &[AnyLink]) -> ForgedLine {
    let header = r#"{"alg":"EdDSA","typ":"grant-link+jwt"}"#;
    let grant = inspect(held).unwrap();
    let mut line = ForgedLine {
        links: Vec::new(),
        keep: 0b11111,
        user: 0,
        is_narrowing: true,
    };
    let (mut limits, mut iat) = (limits(), grant.line[0].issued_at);
    let mut previous = grant.fingerprint;
    let (mut uses, mut retention, mut depth) = (
        i64::from(limits.max_uses),
        i64::from(limits.retention_days),
        i64::from(limits.max_depth),
    );
    for link in links {
        let to = line.user.saturating_add_signed(link.down).min(5);
        let keep = line.keep & !link.drop | link.add;
        line.is_narrowing &= keep != 0
            && keep & !line.keep == 0
            && to > line.user
            && link.exp <= 0
            && link.nbf >= 0
            && link.uses <= 0
            && link.retention <= 0
            && link.depth < 0
            && depth + link.depth >= 0
            && link.iat >= 0;
        line.keep = keep;
        limits.expires += link.exp;
        limits.not_before += link.nbf;
        (uses, retention, depth) = (
            uses + link.uses,
            retention + link.retention,
            depth + link.depth,
        );
        iat += link.iat;
        let payload = json!({
            "cnf": {"kid": department(to).as_str()},
            "exp": limits.expires,
            "iat": iat,
            "issuer_jwt_hash": previous.to_string(),
            "keep": (0..64).filter(|number| keep >> number & 1 == 1).collect::<Vec<u8>>(),
            "max_depth": depth,
            "max_uses": uses,
            "nbf": limits.not_before,
            "retention_days": retention,
        });
        let part = forge(header, payload.to_string().as_bytes(), &key_of(line.user));
        previous = Fingerprint::of(&part);
        line.links.push(part);
        line.user = to;
    }
    line
}

// Changed text.

#[derive(Clone, Debug)]
enum Edit {
    Delete(Index, usize),
    Insert(Index, String),
    Repeat(Index, Index),
    Move(Index, Index),
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), 1_usize..50).prop_map(|(at, length)| Edit::Delete(at, length)),
        (at(), "[A-Za-z0-9_.~-]{1,9}").prop_map(|(at, text)| Edit::Insert(at, text)),
        (at(), at()).prop_map(|(from, to)| Edit::Repeat(from, to)),
        (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
    ]
}

impl Edit {
    fn apply(self, text: &str) -> String {
        let mut parts: Vec<_> = text.split('~').map(str::to_owned).collect();
        match self {
            Self::Delete(at, length) => {
                let at = at.index(text.len().max(1)).min(text.len());
                return format!("{}{}", &text[..at], &text[(at + length).min(text.len())..]);
            }
            Self::Insert(at, new) => {
                let at = at.index(text.len() + 1);
                return format!("{}{new}{}", &text[..at], &text[at..]);
            }
            Self::Repeat(from, to) => {
                let part = from.get(&parts).clone();
                parts.insert(to.index(parts.len() + 1), part);
            }
            Self::Move(from, to) => {
                let part = parts.remove(from.index(parts.len()));
                parts.insert(to.index(parts.len() + 1), part);
            }
        }
        parts.join("~")
    }
}

/// Writes the same JSON content otherwise, or with a member doubled, added or left out. Strings of
/// the format hold none of `{}[],"`, so that these can be found by eye.
fn rewrite(json: &str, which: usize, index: &Index) -> String {
    let places = |wanted: &dyn Fn(char) -> bool| -> Vec<usize> {
        json.char_indices()
            .filter(|&(_, c)| wanted(c))
            .map(|(at, _)| at)
            .collect()
    };
    let at = |places: &[usize]| {
        if places.is_empty() {
            0
        } else {
            *index.get(places)
        }
    };
    let members: Vec<_> = json.match_indices(",\"").map(|(at, _)| at).collect();
    match which {
        0 => insert(json, at(&places(&|c| "{}[],".contains(c))), " "),
        1 => insert(json, at(&places(&|c| "{}[],".contains(c))), "\n"),
        2 => {
            // A letter as an escape.
            let letter = at(&places(&|c| c.is_ascii_lowercase()));
            let escape = format!("\\u{:04x}", json.as_bytes()[letter]);
            format!("{}{escape}{}", &json[..letter], &json[letter + 1..])
        }
        3 => {
            // A number as a fraction.
            match json.find(":1").or_else(|| json.find(":2")) {
                Some(number) => {
                    let end = json[number + 1..].find([',', '}']).unwrap() + number + 1;
                    insert(json, end, ".0")
                }
                None => format!("{json} "),
            }
        }
        4 => {
            let start = at(&members);
            let end = json[start + 1..]
                .find([',', '}'])
                .map_or(json.len(), |n| n + start + 1);
            insert(json, end, &json[start..end])
        }
        5 => insert(json, json.rfind('}').unwrap(), ",\"zzz\":0"),
        6 => {
            let start = at(&members);
            let end = json[start + 1..]
                .find([',', '}'])
                .map_or(json.len(), |n| n + start + 1);
            format!("{}{}", &json[..start], &json[end..])
        }
        7 => format!("\u{feff}{json}"),
        _ => format!("{json}{}", ["\0", "}", "null", "\t"][index.index(4)]),
    }
}

fn insert(text: &str, at: usize, new: &str) -> String {
    format!("{}{new}{}", &text[..at], &text[at..])
}
