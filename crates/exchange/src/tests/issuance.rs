//! Offers, metadata, proofs, introductions and pick-up.

use serde_json::json;

use super::*;
use crate::introduction::*;
use crate::link::{Link, LinkError, OfferLink, RequestObject, offer_link, request_link};
use crate::metadata::*;
use crate::offer::{CredentialOffer, OfferError, TxCode};
use crate::pickup::*;
use crate::proof::*;
use crate::token::{TokenRequest, TokenRequestError};
use crate::{JwtError, MessageError, Text};
use credential::Fingerprint;

fn offer() -> CredentialOffer {
    CredentialOffer {
        issuer: endpoint(),
        configuration_ids: vec!["identity".to_owned()],
        pre_authorized_code: "secret".to_owned(),
        tx_code: Some(TxCode {
            input_mode: "numeric".to_owned(),
            length: Some(4),
            description: Some("letter".to_owned()),
        }),
    }
}

#[test]
fn offers_travel_by_value_and_by_reference() {
    assert_eq!(
        CredentialOffer::parse(offer().to_json().as_bytes()).unwrap(),
        offer()
    );
    let url = endpoint().join("offers/1");
    let link = Link::parse(&format!("  {}\n", offer_link(&url))).unwrap();
    let Link::Offer(OfferLink::ByReference(found)) = link else {
        panic!()
    };
    assert_eq!(found.as_str(), url);

    let mut link = url::Url::parse("openid-credential-offer://").unwrap();
    link.query_pairs_mut()
        .append_pair("credential_offer", &offer().to_json());
    let link = Link::parse(link.as_str()).unwrap();
    assert_eq!(link, Link::Offer(OfferLink::ByValue(Box::new(offer()))));
}

#[test]
fn offers_of_other_kinds_are_refused_by_name() {
    let with = |grants: Value| {
        let offer = json!({
            "credential_issuer": endpoint().as_str(),
            "credential_configuration_ids": ["identity"],
            "grants": grants,
            "unknown": true,
        });
        CredentialOffer::parse(offer.to_string().as_bytes()).map(|_| ())
    };
    let name = crate::offer::PRE_AUTHORIZED_CODE;
    assert_eq!(with(json!({ name: {"pre-authorized_code": "x"} })), Ok(()));
    assert_eq!(with(json!({})), Err(OfferError::Unsupported));
    assert_eq!(
        with(json!({"authorization_code": {}})),
        Err(OfferError::Unsupported)
    );
    assert_eq!(
        with(json!({ name: {"pre-authorized_code": "x", "authorization_server": "https://x"} })),
        Err(OfferError::Unsupported)
    );
    assert_eq!(
        with(json!({ name: {"pre-authorized_code": ""} })),
        Err(OfferError::Range)
    );
    assert_eq!(
        with(json!({ name: {"pre-authorized_code": "x", "tx_code": {"input_mode": "sound"}} })),
        Err(OfferError::Range)
    );
    let remote = json!({
        "credential_issuer": "http://city.example/d/household",
        "credential_configuration_ids": ["identity"],
    });
    assert_eq!(
        CredentialOffer::parse(remote.to_string().as_bytes()),
        Err(OfferError::Issuer)
    );
}

#[test]
fn links_are_read_strictly() {
    let link = request_link(&department_did(1), &endpoint().join("requests/1"));
    let Link::Request(request) = Link::parse(&link).unwrap() else {
        panic!()
    };
    assert_eq!(
        request.client_id,
        format!("decentralized_identifier:{}", department_did(1))
    );
    assert!(matches!(request.object, RequestObject::ByReference(_)));

    let client = format!("decentralized_identifier:{}", department_did(1));
    for (text, expected) in [
        ("hello".to_owned(), LinkError::Syntax),
        ("https://city.example/".to_owned(), LinkError::Scheme),
        ("openid4vp://".to_owned(), LinkError::Parameters),
        (
            format!("openid4vp://?client_id={client}"),
            LinkError::Parameters,
        ),
        (
            format!("openid4vp://?client_id={client}&request=a&request_uri=https://a/b"),
            LinkError::Parameters,
        ),
        (
            format!("openid4vp://?client_id={client}&client_id={client}&request=a"),
            LinkError::Repeated,
        ),
        (
            "openid4vp://?client_id=x509_san_dns:a&request=a".to_owned(),
            LinkError::ClientId,
        ),
        (
            format!(
                "openid4vp://?client_id={client}&request_uri=https://a/b&request_uri_method=post"
            ),
            LinkError::Method,
        ),
        (
            format!("openid4vp://?client_id={client}&request_uri=http://a.example/b"),
            LinkError::Url(crate::endpoint::UrlError::Insecure),
        ),
        (
            "openid-credential-offer://?credential_offer_uri=ftp://a.example/b".to_owned(),
            LinkError::Url(crate::endpoint::UrlError::Insecure),
        ),
        (
            "openid-credential-offer://?x=y".to_owned(),
            LinkError::Parameters,
        ),
    ] {
        assert_eq!(Link::parse(&text), Err(expected), "{text}");
    }
    assert_eq!(Link::parse(&"a".repeat(400_000)), Err(LinkError::TooLong));
}

fn metadata() -> IssuerMetadata {
    IssuerMetadata {
        credential_issuer: endpoint().as_str().to_owned(),
        credential_endpoint: endpoint().join("credential"),
        nonce_endpoint: endpoint().join("c_nonce"),
        token_endpoint: endpoint().join("token"),
        batch_credential_issuance: BatchIssuance { batch_size: 4 },
        credential_configurations_supported: [(
            "identity".to_owned(),
            CredentialConfiguration {
                format: "dc+sd-jwt".to_owned(),
                vct: "urn:x".to_owned(),
                cryptographic_binding_methods_supported: vec!["jwk".to_owned()],
                credential_signing_alg_values_supported: vec!["EdDSA".to_owned()],
                proof_types_supported: Default::default(),
                credential_metadata: CredentialMetadata::default(),
            },
        )]
        .into(),
        display: Vec::new(),
        citizen_wallet: Extension {
            apply_endpoint: Some(endpoint().join("apply")),
            pickup_endpoint: Some(endpoint().join("pickup")),
            refill_endpoint: Some(endpoint().join("refill")),
            available: vec![Available {
                id: "identity".to_owned(),
                how: Delivery::Online,
                name: Text::new("身份", "Identity"),
                needs: Text::default(),
                takes: Text::default(),
            }],
        },
    }
}

#[test]
fn metadata_are_believed_only_when_signed_by_the_department_at_that_address() {
    let text = sign_metadata(&metadata(), &department_did(1), NOW, 600, &signer()).unwrap();
    let verify = |text: &str, department: &KnownDepartment, now| {
        UnverifiedMetadata::parse(text)?.verify(department, &endpoint(), now)
    };
    assert_eq!(verify(&text, &department(), NOW), Ok(metadata()));
    assert_eq!(
        UnverifiedMetadata::parse(&text)
            .unwrap()
            .claimed_department(),
        department_did(1)
    );
    assert_eq!(
        verify(&text, &department(), NOW + 600),
        Err(MetadataError::Time)
    );
    assert_eq!(
        verify(&text, &department(), NOW - 61),
        Err(MetadataError::Time)
    );
    let suspended = KnownDepartment {
        active: false,
        ..department()
    };
    assert_eq!(
        verify(&text, &suspended, NOW),
        Err(MetadataError::Suspended)
    );
    let elsewhere = Endpoint::parse("http://127.0.0.1:8080/d/other").unwrap();
    let moved = KnownDepartment {
        endpoint: elsewhere,
        ..department()
    };
    assert_eq!(verify(&text, &moved, NOW), Err(MetadataError::Issuer));
    let forged = sign_metadata(&metadata(), &department_did(1), NOW, 600, &relation()).unwrap();
    assert_eq!(
        verify(&forged, &department(), NOW),
        Err(MetadataError::Jwt(JwtError::Signature))
    );
    let mut outside = metadata();
    outside.token_endpoint = "https://evil.example/token".to_owned();
    let text = sign_metadata(&outside, &department_did(1), NOW, 600, &signer()).unwrap();
    assert_eq!(
        verify(&text, &department(), NOW),
        Err(MetadataError::Outside)
    );
}

#[test]
fn token_requests_are_forms() {
    let request = TokenRequest {
        pre_authorized_code: "a b&c".to_owned(),
        tx_code: Some("0417".to_owned()),
    };
    assert_eq!(
        TokenRequest::parse(request.to_form().as_bytes()).unwrap(),
        request
    );
    assert_eq!(
        TokenRequest::parse(b"grant_type=authorization_code&code=x"),
        Err(TokenRequestError::GrantType)
    );
    assert_eq!(
        TokenRequest::parse(format!("{}&tx_code=1", request.to_form()).as_bytes()),
        Err(TokenRequestError::Message(MessageError::Repeated))
    );
}

#[test]
fn a_proof_shows_its_key_to_one_issuer() {
    for holder in [relation(), p256_signer()] {
        let proof = sign_proof(&endpoint(), NONCE, NOW, &holder).unwrap();
        let verified = verify_proof(&proof, &endpoint(), NOW + 10).unwrap();
        assert_eq!(verified.holder, holder.public_key());
        assert_eq!(verified.nonce, NONCE);
        let other = Endpoint::parse("https://other.example").unwrap();
        assert_eq!(verify_proof(&proof, &other, NOW), Err(ProofError::Audience));
        assert_eq!(
            verify_proof(&proof, &endpoint(), NOW + 301),
            Err(ProofError::Time)
        );
        assert_eq!(
            verify_proof(&proof, &endpoint(), NOW - 61),
            Err(ProofError::Time)
        );
        for at in 0..proof.len() {
            let Some(changed) = flip(&proof, at, 1) else {
                continue;
            };
            assert!(
                verify_proof(&changed, &endpoint(), NOW).is_err(),
                "byte {at}"
            );
        }
    }
}

#[test]
fn a_relation_introduces_itself_to_one_department() {
    let text =
        sign_relation_introduction(&department_did(1), &meta_address(), NONCE, NOW, &relation())
            .unwrap();
    let found = verify_relation_introduction(&text, &department_did(1), NOW).unwrap();
    assert_eq!(found.relation, keys::did::did_key(&relation().public_key()));
    assert_eq!(found.meta_address, meta_address());
    assert_eq!(
        verify_relation_introduction(&text, &department_did(2), NOW),
        Err(IntroductionError::Audience)
    );
    let mut claims = claims_of(&text);
    claims["iss"] = json!(keys::did::did_key(&signer().public_key()));
    let header = format!(
        r#"{{"alg":"EdDSA","typ":"{RELATION_INTRODUCTION_TYPE}","kid":"{}"}}"#,
        found.relation
    );
    let forged = sign_raw(&header, &claims.to_string(), &relation());
    assert_eq!(
        verify_relation_introduction(&forged, &department_did(1), NOW),
        Err(IntroductionError::Issuer)
    );
    let mut claims = claims_of(&text);
    claims["name"] = json!("Li Ming");
    let forged = sign_raw(&header, &claims.to_string(), &relation());
    assert_eq!(
        verify_relation_introduction(&forged, &department_did(1), NOW),
        Err(IntroductionError::Jwt(JwtError::Claims))
    );
}

#[test]
fn a_relation_vouches_for_the_key_of_a_grant() {
    let PublicKey::Ed25519(grant_key) = signer().public_key() else {
        panic!()
    };
    let text = sign_grant_key_introduction(
        &department_did(2),
        &department_did(1),
        &grant_key,
        NONCE,
        NOW,
        &relation(),
    )
    .unwrap();
    let found = verify_grant_key_introduction(&text, &department_did(2), NOW + 5).unwrap();
    assert_eq!(found.grant_key, grant_key);
    assert_eq!(found.requester, department_did(1));
    assert_eq!(found.relation, keys::did::did_key(&relation().public_key()));
    assert_eq!(
        verify_grant_key_introduction(&text, &department_did(1), NOW),
        Err(IntroductionError::Audience)
    );
    assert_eq!(
        verify_grant_key_introduction(&text, &department_did(2), NOW + 3_600),
        Err(IntroductionError::Time)
    );
    // One kind of message is never taken for another.
    assert_eq!(
        verify_relation_introduction(&text, &department_did(2), NOW),
        Err(IntroductionError::Jwt(JwtError::Type))
    );
}

#[test]
fn a_pickup_names_what_it_wants() {
    let fingerprint = Fingerprint::of_issuer_jwt("a.b.c");
    let request = sign_pickup(&department_did(1), fingerprint, NONCE, NOW, &relation()).unwrap();
    let found = verify_pickup(&request, &department_did(1), NOW).unwrap();
    assert_eq!(found.fingerprint, fingerprint);
    assert_eq!(
        verify_pickup(&request, &department_did(2), NOW),
        Err(PickupError::Audience)
    );
    let other = Fingerprint::of_issuer_jwt("x");
    let swapped = PickupRequest {
        fingerprint: other,
        ..request
    };
    assert_eq!(
        verify_pickup(&swapped, &department_did(1), NOW),
        Err(PickupError::Fingerprint)
    );
    let answer = PickupAnswer {
        credential: "a.b.c~d~".to_owned(),
    };
    assert_eq!(answer.clone().check(other), Err(PickupError::Fingerprint));
    assert!(answer.check(fingerprint).is_ok());
}
