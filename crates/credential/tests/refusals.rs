//! Texts that are properly signed and yet no credential, each with its own reason.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use credential::{
    AttributeError, ContentError, IssueCredentialError, ParseCredentialError, Terms, TermsError,
    UnverifiedCredential, Vct, VerifyCredentialError, issue_credential,
};
use keys::{Signer as _, jws};
use sd_jwt::{ClaimPath, Statement};
use serde_json::{Map, Value, json};
use support::{ISSUED, SeededRng, department, did, holder, identity, registry, terms};

/// The claims of the terms, as they should be.
fn good() -> Map<String, Value> {
    let claims = json!({
        "vct": "urn:haitang:credential:identity",
        "iss": did().to_string(),
        "iat": ISSUED,
        "exp": ISSUED + 100,
        "status": { "chain": { "registry": registry().to_string() } },
        "cnf": { "jwk": holder().public_key().to_jwk() },
    });
    claims.as_object().unwrap().clone()
}

fn key_id() -> String {
    format!("{}#ed25519", did())
}

fn parse(claims: &Map<String, Value>) -> Result<(), ParseCredentialError> {
    let jwt = jws::sign("dc+sd-jwt", Some(&key_id()), claims, &department()).unwrap();
    UnverifiedCredential::parse(&format!("{jwt}~")).map(|_| ())
}

fn terms_error(change: impl FnOnce(&mut Map<String, Value>)) -> TermsError {
    let mut claims = good();
    change(&mut claims);
    match parse(&claims) {
        Err(ParseCredentialError::Terms(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_plain_case_holds() {
    assert_eq!(parse(&good()), Ok(()));
}

#[test]
fn claims_that_must_be_there() {
    for name in ["vct", "iss", "iat", "status", "cnf"] {
        assert_eq!(
            terms_error(|claims| drop(claims.remove(name))),
            TermsError::Missing(name)
        );
    }
    let mut forever = good();
    forever.remove("exp");
    assert_eq!(parse(&forever), Ok(()));
}

#[test]
fn claims_of_another_form() {
    let too_late = 253_402_300_800_i64;
    let jwk = holder().public_key().to_jwk();
    for (name, value) in [
        ("vct", json!("")),
        ("vct", json!("a b")),
        ("vct", json!("é")),
        ("vct", json!("x".repeat(257))),
        ("vct", json!(1)),
        ("iss", json!("https://example.org")),
        (
            "iss",
            json!("did:ethr:0x7A69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"),
        ),
        ("iss", json!(null)),
        ("iat", json!("1790000000")),
        ("iat", json!(1.5)),
        ("iat", json!(-1)),
        ("iat", json!(too_late)),
        ("nbf", json!(null)),
        ("nbf", json!(-1)),
        ("nbf", json!(u64::MAX)),
        ("exp", json!(ISSUED)),
        ("exp", json!(too_late)),
        ("exp", json!("never")),
        ("cnf", json!({})),
        ("cnf", json!({ "jwk": {} })),
        ("cnf", json!({ "jwk": jwk, "kid": "x" })),
        ("status", json!({})),
        ("status", json!({ "chain": {} })),
        ("status", json!({ "chain": { "registry": "eip155:1" } })),
        (
            "status",
            json!({ "chain": { "registry": registry().to_string(), "x": 1 } }),
        ),
        (
            "status",
            json!({ "chain": { "registry": registry().to_string() }, "x": 1 }),
        ),
        (
            "status",
            json!({ "chain": { "registry": registry().to_string() }, "status_list": 1 }),
        ),
    ] {
        let error = terms_error(|claims| drop(claims.insert(name.to_owned(), value.clone())));
        assert_eq!(error, TermsError::Malformed(name), "{value}");
    }
    let exp = terms_error(|claims| {
        claims.insert("nbf".to_owned(), (ISSUED + 100).into());
    });
    assert_eq!(exp, TermsError::Malformed("exp"));
}

#[test]
fn a_registry_on_another_chain() {
    let elsewhere = "eip155:1:0x5fbdb2315678afecb367f032d93f642f64180aa3";
    let status = json!({ "chain": { "registry": elsewhere } });
    assert_eq!(
        terms_error(|claims| drop(claims.insert("status".to_owned(), status))),
        TermsError::ForeignRegistry
    );
    let foreign = Terms {
        registry: elsewhere.parse().unwrap(),
        ..terms()
    };
    let issued = issue_credential(&foreign, &identity(), &department(), &mut SeededRng(1));
    assert!(matches!(
        issued,
        Err(IssueCredentialError::Terms(TermsError::ForeignRegistry))
    ));
}

#[test]
fn claims_in_the_clear_that_must_not_be() {
    for name in ["person.name", "sub", "jti", "aud", "x", "vct#integrity"] {
        assert_eq!(
            terms_error(|claims| drop(claims.insert(name.to_owned(), json!("x")))),
            TermsError::UnexpectedClaim
        );
    }
}

#[test]
fn headers_of_something_else() {
    let sign = |typ: &str, kid: Option<&str>| {
        let jwt = jws::sign(typ, kid, &good(), &department()).unwrap();
        UnverifiedCredential::parse(&format!("{jwt}~")).map(|_| ())
    };
    let key_id = key_id();
    assert_eq!(sign("dc+sd-jwt", Some(&key_id)), Ok(()));
    for typ in ["vc+sd-jwt", "grant+sd-jwt", "kb+jwt", "JWT", "DC+SD-JWT"] {
        assert_eq!(
            sign(typ, Some(&key_id)),
            Err(ParseCredentialError::Typ),
            "{typ}"
        );
    }
    let p256 = format!("{}#p256", did());
    let other = "did:ethr:0x7a69:0x0000000000000000000000000000000000000001#ed25519";
    for kid in [None, Some(""), Some("#ed25519"), Some(&*p256), Some(other)] {
        let error = Err(ParseCredentialError::Terms(TermsError::KeyId));
        assert_eq!(sign("dc+sd-jwt", kid), error, "{kid:?}");
    }
}

/// Issues with the bare SD-JWT, which knows no attributes.
fn verify(claims: Value, concealable: &[ClaimPath]) -> Result<(), VerifyCredentialError> {
    let mut all = good();
    all.remove("cnf");
    all.extend(claims.as_object().unwrap().clone());
    let statement = Statement {
        typ: "dc+sd-jwt",
        kid: Some(&key_id()),
        claims: all,
        concealable,
        decoys: 0,
        holder: Some(holder().public_key()),
    };
    let issued = sd_jwt::issue(&statement, &department(), &mut SeededRng(1)).unwrap();
    let unverified = UnverifiedCredential::parse(&issued.compact).unwrap();
    unverified
        .verify(&department().public_key(), ISSUED)
        .map(|_| ())
}

#[test]
fn disclosures_that_are_no_attributes() {
    let content = |error| Err(VerifyCredentialError::Content(error));
    let name = ClaimPath::claim("name");
    assert_eq!(
        verify(json!({ "name": "x" }), std::slice::from_ref(&name)),
        Ok(())
    );
    for bad in ["Name", "a#b", "@context", "名"] {
        assert_eq!(
            verify(json!({ bad: "x" }), &[ClaimPath::claim(bad)]),
            content(ContentError::Attribute(AttributeError::Malformed))
        );
    }
    for reserved in ["sub", "jti", "nbf"] {
        let error = match reserved {
            "nbf" => ContentError::Disclosures(sd_jwt::IntegrityError::ControlClaim),
            _ => ContentError::Attribute(AttributeError::Reserved),
        };
        assert_eq!(verify_disclosed(reserved), content(error), "{reserved}");
    }
    // These have to be in the clear as well, or the text is no credential in the first place.
    for twice in ["iat", "iss", "vct", "status", "cnf"] {
        let error = ContentError::Disclosures(sd_jwt::IntegrityError::ClaimExists);
        assert_eq!(verify_disclosed(twice), content(error), "{twice}");
    }
    assert_eq!(
        verify(
            json!({ "name": { "first": "x" } }),
            &[name.clone(), name.child("first")]
        ),
        content(ContentError::NestedDisclosure)
    );
}

/// Verifies a credential with one disclosure more, of a claim that is to have this name.
fn verify_disclosed(name: &str) -> Result<(), VerifyCredentialError> {
    let disclosure = json!(["salt", name, 1]).to_string();
    let disclosure = keys::base64url::encode(disclosure.as_bytes());
    let mut claims = good();
    claims.insert(
        "_sd".to_owned(),
        json!([sd_jwt::Digest::of(&disclosure).to_string()]),
    );
    let jwt = jws::sign("dc+sd-jwt", Some(&key_id()), &claims, &department()).unwrap();
    let unverified = UnverifiedCredential::parse(&format!("{jwt}~{disclosure}~")).unwrap();
    unverified
        .verify(&department().public_key(), ISSUED)
        .map(|_| ())
}

#[test]
fn types_that_are_none() {
    assert!("urn:x".parse::<Vct>().is_ok());
    assert_eq!(
        "urn:\u{202e}x".parse::<Vct>(),
        Err(TermsError::Malformed("vct"))
    );
}

#[test]
fn altered_and_added_disclosures_are_told_from_the_signed_ones() {
    let issued = support::issue();
    let text = issued.compact.as_str();
    let whole = UnverifiedCredential::parse(text).unwrap();
    let disclosed = whole.disclosed_unverified();
    assert_eq!(disclosed.signed, identity());
    assert!(disclosed.foreign.is_empty());

    let altered = keys::base64url::encode(br#"["salt","person.name","Somebody else"]"#);
    let altered = UnverifiedCredential::parse(&format!("{text}{altered}~")).unwrap();
    let disclosed = altered.disclosed_unverified();
    assert_eq!(disclosed.signed, identity());
    assert_eq!(disclosed.foreign.len(), 1);
    assert_eq!(disclosed.foreign["person.name"], "Somebody else");
}
