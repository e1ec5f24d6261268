//! What is refused, each with its own reason.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use keys::{Signer as _, base64url, jws};
use sd_jwt::{
    BindError, Binding, ClaimPath, DisclosureError, Expectation, IntegrityError, IssueError,
    IssuedSdJwt, JsonError, KeyBindingError, Limits, ParseError, PresentationError, SelectError,
    Statement, UnverifiedSdJwt, VerifiedSdJwt, VerifyError, issue,
};
use serde_json::{Map, Value, json};
use support::{
    SeededRng, TYP, confirmation, disclosure, forge, forge_raw, holder, holder_key, issuer, object,
};

fn parse(text: &str) -> Result<UnverifiedSdJwt, ParseError> {
    UnverifiedSdJwt::parse(text, &Limits::default())
}

fn verify(text: &str) -> Result<VerifiedSdJwt, VerifyError> {
    parse(text).unwrap().verify(&issuer().public_key(), TYP)
}

fn integrity(payload: &Value, disclosures: &[&str]) -> IntegrityError {
    match verify(&forge(payload, disclosures)) {
        Err(VerifyError::Integrity(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn credential() -> IssuedSdJwt {
    let claims =
        json!({ "iss": "did:example:1", "name": "Li", "born": "1990", "tags": ["a", "b"] });
    let statement = Statement {
        typ: TYP,
        kid: Some("did:example:1#key"),
        claims: object(claims),
        concealable: &[
            ClaimPath::claim("name"),
            ClaimPath::claim("born"),
            ClaimPath::claim("tags").child(0),
        ],
        decoys: 2,
        holder: Some(holder_key()),
    };
    issue(&statement, &issuer(), &mut SeededRng(1)).unwrap()
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

/// Shows `name` and `born`, bound.
fn presentation() -> String {
    let credential = verify(&credential().compact).unwrap();
    let paths = [ClaimPath::claim("name"), ClaimPath::claim("born")];
    credential
        .select(&paths)
        .unwrap()
        .bind(&binding(), &holder())
        .unwrap()
}

fn present(text: &str, expectation: &Expectation<'_>) -> Result<(), PresentationError> {
    let unverified = parse(text).unwrap();
    unverified
        .verify_presentation(&issuer().public_key(), TYP, expectation)
        .map(|_| ())
}

fn binding_error(text: &str, expectation: &Expectation<'_>) -> KeyBindingError {
    match present(text, expectation) {
        Err(PresentationError::KeyBinding(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_plain_case_holds() {
    assert_eq!(present(&presentation(), &EXPECTATION), Ok(()));
    assert_eq!(
        verify(&credential().compact).unwrap().claims()["name"],
        "Li"
    );
}

#[test]
fn texts_that_are_no_sd_jwt() {
    let compact = credential().compact;
    let jwt = compact.split('~').next().unwrap();
    assert_eq!(parse(jwt).unwrap_err(), ParseError::NoTilde);
    assert_eq!(
        parse(&format!("{compact} ")).unwrap_err(),
        ParseError::Charset
    );
    assert_eq!(
        parse(&compact.replacen('~', "\n~", 1)).unwrap_err(),
        ParseError::Charset
    );
    let empty = ParseError::Disclosure(DisclosureError::Json(JsonError::Syntax));
    assert_eq!(parse(&format!("{compact}~")).unwrap_err(), empty);
    assert_eq!(parse(&format!("{jwt}~~")).unwrap_err(), empty);
    for text in ["~", "~~", "a~", ".~", "..~", "a.b.c~", "a.b.c.d~"] {
        assert!(parse(text).is_err(), "{text}");
    }
    assert_eq!(parse("").unwrap_err(), ParseError::NoTilde);
}

#[test]
fn bombs_of_size_and_depth() {
    let limits = Limits {
        text_bytes: 4_000,
        disclosure_bytes: 1_000,
        disclosures: 3,
    };
    let bounded = |text: &str| {
        UnverifiedSdJwt::parse(text, &limits)
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(bounded(&"A".repeat(4_001)), ParseError::TooLong);
    assert_eq!(
        bounded(&format!("j~{}~", "A".repeat(1_001))),
        ParseError::DisclosureTooLong
    );
    assert_eq!(bounded("j~A~A~A~A~"), ParseError::TooManyDisclosures);

    let deep = format!("[\"salt\",\"name\",{}{}]", "[".repeat(40), "]".repeat(40));
    let deep = base64url::encode(deep.as_bytes());
    assert_eq!(
        parse(&format!("{}{deep}~", forge(&json!({}), &[]))).unwrap_err(),
        ParseError::Disclosure(DisclosureError::Json(JsonError::TooDeep))
    );
    let header = format!(r#"{{"alg":"EdDSA","typ":"{TYP}"}}"#);
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(32), "]".repeat(32));
    assert_eq!(
        parse(&forge_raw(&header, &deep)).unwrap_err(),
        ParseError::Payload(JsonError::TooDeep)
    );

    // Each disclosure is flat, but they stand one inside the other.
    let (mut disclosures, mut digest) = (Vec::new(), None);
    for _ in 0..40 {
        let inner = digest.map_or(json!(1), |digest: String| json!({ "_sd": [digest] }));
        let (encoded, outer) = disclosure(json!(["salt", "a", inner]));
        disclosures.push(encoded);
        digest = Some(outer);
    }
    let disclosures: Vec<&str> = disclosures.iter().map(String::as_str).collect();
    assert_eq!(
        integrity(&json!({ "_sd": [digest] }), &disclosures),
        IntegrityError::TooDeep
    );
}

#[test]
fn algorithms_and_headers() {
    let payload = r#"{"a":1}"#;
    for header in [
        r#"{"alg":"none","typ":"example+sd-jwt"}"#.to_owned(),
        r#"{"alg":"None","typ":"example+sd-jwt"}"#.to_owned(),
        r#"{"alg":"HS256","typ":"example+sd-jwt"}"#.to_owned(),
        r#"{"alg":"RS256","typ":"example+sd-jwt"}"#.to_owned(),
        r#"{"alg":"EdDSA"}"#.to_owned(),
        r#"{"alg":"EdDSA","typ":"example+sd-jwt","crit":["b64"],"b64":false}"#.to_owned(),
        r#"{"alg":"EdDSA","typ":"example+sd-jwt","jku":"https://evil.example"}"#.to_owned(),
        r#"{"alg":"EdDSA","alg":"EdDSA","typ":"example+sd-jwt"}"#.to_owned(),
    ] {
        let error = parse(&forge_raw(&header, payload)).unwrap_err();
        assert_eq!(
            error,
            ParseError::IssuerJwt(jws::JwsError::Header),
            "{header}"
        );
    }
    let own_key = json!({ "alg": "EdDSA", "typ": TYP, "jwk": issuer().public_key().to_jwk() });
    let own_key = forge_raw(&own_key.to_string(), payload);
    assert_eq!(parse(&own_key).unwrap_err(), ParseError::EmbeddedKey);

    // ES256 announced for an Ed25519 key.
    let es256 = forge_raw(r#"{"alg":"ES256","typ":"example+sd-jwt"}"#, payload);
    assert_eq!(
        verify(&es256).unwrap_err(),
        VerifyError::Signature(jws::JwsError::Algorithm)
    );
    let another_typ = forge_raw(r#"{"alg":"EdDSA","typ":"grant+sd-jwt"}"#, payload);
    assert_eq!(
        verify(&another_typ).unwrap_err(),
        VerifyError::Signature(jws::JwsError::Type)
    );
    // No signature at all.
    let unsigned = format!("{}.{}.~", base64url::encode(br#"{"alg":"none"}"#), "e30");
    assert!(matches!(parse(&unsigned), Err(ParseError::IssuerJwt(_))));
}

#[test]
fn doubled_members_at_any_depth() {
    let header = format!(r#"{{"alg":"EdDSA","typ":"{TYP}"}}"#);
    for payload in [
        r#"{"a":1,"a":2}"#,
        r#"{"x":[{"a":1,"a":2}]}"#,
        r#"{"_sd":[],"_sd":[]}"#,
        r#"{"\u005fsd":[],"_sd":[]}"#,
    ] {
        assert_eq!(
            parse(&forge_raw(&header, payload)).unwrap_err(),
            ParseError::Payload(JsonError::DuplicateMember),
            "{payload}"
        );
    }
    assert_eq!(
        parse(&forge_raw(&header, "[]")).unwrap_err(),
        ParseError::PayloadShape
    );
    assert_eq!(
        parse(&forge_raw(&header, "{} "))
            .map(|_| ())
            .map_err(|error| error.to_string()),
        Ok(())
    );
}

#[test]
fn disclosures_that_do_not_belong() {
    let IssuedSdJwt { compact, .. } = credential();
    let (foreign, _) = disclosure(json!(["salt", "age", 18]));
    assert_eq!(
        verify(&format!("{compact}{foreign}~")).unwrap_err(),
        VerifyError::Integrity(IntegrityError::UnreferencedDisclosure)
    );
    let first = compact.split('~').nth(1).unwrap();
    assert_eq!(
        parse(&format!("{compact}{first}~")).unwrap_err(),
        ParseError::RepeatedDisclosure
    );
    // The same JSON in another spelling has another digest.
    let json = String::from_utf8(base64url::decode(first).unwrap()).unwrap();
    let altered = base64url::encode(json.replacen(',', ", ", 1).as_bytes());
    assert_eq!(
        verify(&compact.replacen(first, &altered, 1)).unwrap_err(),
        VerifyError::Integrity(IntegrityError::UnreferencedDisclosure)
    );
    // Padded base64.
    let padded = compact.replacen(first, &format!("{first}="), 1);
    assert_eq!(parse(&padded).unwrap_err(), ParseError::Charset);
}

#[test]
fn digests_found_twice() {
    let (a, digest) = disclosure(json!(["salt", "a", 1]));
    let twice = IntegrityError::RepeatedDigest;
    assert_eq!(integrity(&json!({ "_sd": [digest, digest] }), &[&a]), twice);
    // Without the disclosure as well, in different objects, and in array and object.
    assert_eq!(integrity(&json!({ "_sd": [digest, digest] }), &[]), twice);
    assert_eq!(
        integrity(&json!({ "_sd": [digest], "x": { "_sd": [digest] } }), &[]),
        twice
    );
    assert_eq!(
        integrity(&json!({ "_sd": [digest], "x": [{ "...": digest }] }), &[]),
        twice
    );
    // Once in the payload, once inside another disclosure.
    let (outer, outer_digest) = disclosure(json!(["salt", "o", { "_sd": [digest] }]));
    assert_eq!(
        integrity(&json!({ "_sd": [digest, outer_digest] }), &[&outer, &a]),
        twice
    );
}

#[test]
fn claims_with_reserved_names_or_already_there() {
    for name in ["_sd", "...", "_sd_alg"] {
        let (encoded, digest) = disclosure(json!(["salt", name, []]));
        assert_eq!(
            parse(&forge(&json!({ "_sd": [digest] }), &[&encoded])).unwrap_err(),
            ParseError::Disclosure(DisclosureError::ReservedName)
        );
    }
    let (a, digest_a) = disclosure(json!(["salt", "a", 1]));
    let (b, digest_b) = disclosure(json!(["tlas", "a", 2]));
    assert_eq!(
        integrity(&json!({ "_sd": [digest_a], "a": 0 }), &[&a]),
        IntegrityError::ClaimExists
    );
    assert_eq!(
        integrity(&json!({ "_sd": [digest_a, digest_b] }), &[&a, &b]),
        IntegrityError::ClaimExists
    );
    // In different objects the same name is fine.
    assert!(
        verify(&forge(
            &json!({ "_sd": [digest_a], "x": { "_sd": [digest_b] } }),
            &[&a, &b]
        ))
        .is_ok()
    );
}

#[test]
fn digests_in_wrong_places_or_shapes() {
    let (member, member_digest) = disclosure(json!(["salt", "a", 1]));
    let (element, element_digest) = disclosure(json!(["salt", 1]));
    let wrong_kind = IntegrityError::WrongKind;
    assert_eq!(
        integrity(&json!({ "_sd": [element_digest] }), &[&element]),
        wrong_kind
    );
    assert_eq!(
        integrity(&json!({ "x": [{ "...": member_digest }] }), &[&member]),
        wrong_kind
    );

    for payload in [
        json!({ "_sd": member_digest }),
        json!({ "_sd": [1] }),
        json!({ "_sd": {} }),
        json!({ "_sd": null }),
        json!({ "...": member_digest }),
        json!({ "x": { "...": member_digest } }),
        json!({ "x": [{ "...": member_digest, "y": 1 }] }),
        json!({ "x": [{ "...": 1 }] }),
    ] {
        assert_eq!(
            integrity(&payload, &[]),
            IntegrityError::Misplaced,
            "{payload}"
        );
    }
    for digest in [
        "",
        "abc",
        &format!("{member_digest}="),
        &"A".repeat(44),
        &"+".repeat(43),
    ] {
        let error = integrity(&json!({ "_sd": [digest] }), &[]);
        assert_eq!(error, IntegrityError::MalformedDigest, "{digest}");
    }
    for payload in [
        json!({ "_sd_alg": "sha-512" }),
        json!({ "_sd_alg": "SHA-256" }),
        json!({ "_sd_alg": null }),
        json!({ "x": { "_sd_alg": "sha-256" } }),
        json!({ "x": [{ "_sd_alg": "sha-256" }] }),
    ] {
        assert_eq!(
            integrity(&payload, &[]),
            IntegrityError::HashAlgorithm,
            "{payload}"
        );
    }
}

#[test]
fn claims_that_decide_about_validity_are_never_hidden() {
    for name in sd_jwt::CONTROL_CLAIMS {
        let (encoded, digest) = disclosure(json!(["salt", name, confirmation()]));
        assert_eq!(
            integrity(&json!({ "_sd": [digest] }), &[&encoded]),
            IntegrityError::ControlClaim
        );
        let statement = Statement {
            typ: TYP,
            kid: None,
            claims: object(json!({ name: { "inner": 1 } })),
            concealable: &[ClaimPath::claim(name).child("inner")],
            decoys: 0,
            holder: None,
        };
        let error = issue(&statement, &issuer(), &mut SeededRng(1)).unwrap_err();
        assert!(matches!(error, IssueError::ControlClaim), "{name}");
    }
}

#[test]
fn holder_keys_that_are_none() {
    for cnf in [
        json!(null),
        json!({}),
        json!({ "kid": "did:example:1" }),
        json!({ "jwk": {} }),
        json!({ "jwk": { "kty": "oct", "k": "AAAA" } }),
        json!({ "jwk": holder_key().to_jwk(), "kid": "x" }),
    ] {
        assert_eq!(
            integrity(&json!({ "cnf": cnf }), &[]),
            IntegrityError::HolderKey,
            "{cnf}"
        );
    }
}

#[test]
fn key_binding_missing_or_unexpected() {
    let bound = presentation();
    let unbound = &bound[..=bound.rfind('~').unwrap()];
    assert_eq!(
        binding_error(unbound, &EXPECTATION),
        KeyBindingError::Missing
    );
    assert_eq!(
        verify(&bound).unwrap_err(),
        VerifyError::UnexpectedKeyBinding
    );

    let ownerless = forge(&json!({ "a": 1 }), &[]);
    let jwt = bound.rsplit('~').next().unwrap();
    assert_eq!(
        binding_error(&format!("{ownerless}{jwt}"), &EXPECTATION),
        KeyBindingError::NoHolderKey
    );
    let selection = verify(&ownerless).unwrap().select(&[]).unwrap();
    assert!(matches!(
        selection.bind(&binding(), &holder()),
        Err(BindError::NoHolderKey)
    ));
}

#[test]
fn key_binding_over_another_set_or_order() {
    let bound = presentation();
    let mut parts: Vec<&str> = bound.split('~').collect();
    let other = KeyBindingError::OtherSelection;
    // [JWT, d1, d2, KB]: another order, one less, and one more of the same credential.
    parts.swap(1, 2);
    assert_eq!(binding_error(&parts.join("~"), &EXPECTATION), other);
    parts.remove(1);
    assert_eq!(binding_error(&parts.join("~"), &EXPECTATION), other);
    parts.remove(1);
    assert_eq!(binding_error(&parts.join("~"), &EXPECTATION), other);
    let compact = credential().compact;
    let jwt = bound.rsplit('~').next().unwrap();
    assert_eq!(
        binding_error(&format!("{compact}{jwt}"), &EXPECTATION),
        other
    );
}

#[test]
fn key_binding_for_another_audience_challenge_or_time() {
    let bound = presentation();
    let at = |now| binding_error(&bound, &Expectation { now, ..EXPECTATION });
    assert_eq!(
        binding_error(
            &bound,
            &Expectation {
                audience: "did:example:8",
                ..EXPECTATION
            }
        ),
        KeyBindingError::Audience
    );
    assert_eq!(
        binding_error(
            &bound,
            &Expectation {
                nonce: "n-2",
                ..EXPECTATION
            }
        ),
        KeyBindingError::Nonce
    );
    // Signed at 1,000; accepted up to 60 s old and 60 s ahead.
    assert_eq!(
        present(
            &bound,
            &Expectation {
                now: 1_060,
                ..EXPECTATION
            }
        ),
        Ok(())
    );
    assert_eq!(at(1_061), KeyBindingError::TooOld);
    assert_eq!(
        present(
            &bound,
            &Expectation {
                now: 940,
                ..EXPECTATION
            }
        ),
        Ok(())
    );
    assert_eq!(at(939), KeyBindingError::NotYet);
    assert_eq!(at(i64::MAX), KeyBindingError::TooOld);
    assert_eq!(at(i64::MIN), KeyBindingError::NotYet);
}

#[test]
fn key_binding_forged_in_one_respect() {
    let bound = presentation();
    let unbound = &bound[..=bound.rfind('~').unwrap()];
    let good = json!({
        "aud": "did:example:9",
        "nonce": "n-1",
        "iat": 1_000,
        "sd_hash": sd_jwt::Digest::of(unbound).to_string(),
    });
    let sign = |typ: &str, claims: &Value| jws::sign(typ, None, claims, &holder()).unwrap();
    let check = |jwt: String| present(&format!("{unbound}{jwt}"), &EXPECTATION);
    let refused = |error| Err(PresentationError::KeyBinding(error));
    assert_eq!(check(sign("kb+jwt", &good)), Ok(()));

    let typ = KeyBindingError::Signature(jws::JwsError::Type);
    assert_eq!(check(sign("JWT", &good)), refused(typ.clone()));
    assert_eq!(check(sign("application/kb+jwt", &good)), refused(typ));
    let by_another = jws::sign("kb+jwt", None, &good, &issuer()).unwrap();
    let signature = KeyBindingError::Signature(jws::JwsError::Signature);
    assert_eq!(check(by_another), refused(signature));
    let own_key = jws::sign_with_jwk("kb+jwt", &good, &holder()).unwrap();
    assert_eq!(check(own_key), refused(KeyBindingError::EmbeddedKey));
    let malformed = KeyBindingError::Signature(jws::JwsError::Malformed);
    assert_eq!(check("x".to_owned()), refused(malformed));

    for name in ["aud", "nonce", "iat", "sd_hash"] {
        for value in [
            None,
            Some(json!(null)),
            Some(json!(["did:example:9"])),
            Some(json!(1.5)),
        ] {
            let mut claims = good.as_object().unwrap().clone();
            claims.remove(name);
            claims.extend(value.map(|value| (name.to_owned(), value)));
            let jwt = sign("kb+jwt", &claims.into());
            assert_eq!(check(jwt), refused(KeyBindingError::Shape), "{name}");
        }
    }
    for (name, value, error) in [
        ("exp", json!(1_010), KeyBindingError::TooOld),
        ("nbf", json!(1_071), KeyBindingError::NotYet),
        ("exp", json!("never"), KeyBindingError::Shape),
    ] {
        let mut claims = good.as_object().unwrap().clone();
        claims.insert(name.to_owned(), value);
        assert_eq!(
            check(sign("kb+jwt", &claims.into())),
            refused(error),
            "{name}"
        );
    }
}

#[test]
fn statements_that_cannot_be_signed() {
    let base = Statement {
        typ: TYP,
        kid: None,
        claims: object(json!({ "a": { "b": 1 } })),
        concealable: &[],
        decoys: 0,
        holder: None,
    };
    let error = |statement: &Statement<'_>| {
        issue(statement, &issuer(), &mut SeededRng(1))
            .unwrap_err()
            .to_string()
    };
    let claims = |claims: Value| Statement {
        claims: object(claims),
        ..base.clone()
    };
    let reserved = IssueError::ReservedName.to_string();
    assert_eq!(error(&claims(json!({ "_sd": [] }))), reserved);
    assert_eq!(error(&claims(json!({ "_sd_alg": "sha-256" }))), reserved);
    assert_eq!(error(&claims(json!({ "x": [{ "...": 1 }] }))), reserved);
    let unknown = [ClaimPath::claim("a").child("c")];
    let unknown = Statement {
        concealable: &unknown,
        ..base.clone()
    };
    assert_eq!(error(&unknown), IssueError::UnknownPath.to_string());
    let mut twice = claims(json!({ "cnf": {} }));
    twice.holder = Some(holder_key());
    assert_eq!(error(&twice), IssueError::HolderTwice.to_string());
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(
        error(&claims(json!({ "a": deep }))),
        IssueError::TooDeep.to_string()
    );
}

#[test]
fn selections_and_bindings_that_cannot_be_made() {
    let credential = verify(&credential().compact).unwrap();
    let unknown = credential.select(&[ClaimPath::claim("tags").child(2)]);
    assert_eq!(unknown.unwrap_err(), SelectError::UnknownPath);
    let selection = credential.select(&[]).unwrap();
    assert!(matches!(
        selection.bind(&binding(), &issuer()),
        Err(BindError::NotTheHolder)
    ));
    for name in ["aud", "nonce", "iat", "sd_hash"] {
        let binding = Binding {
            extra: object(json!({ name: 1 })),
            ..binding()
        };
        let error = selection.bind(&binding, &holder()).unwrap_err();
        assert!(matches!(error, BindError::ReservedName), "{name}");
    }
}
