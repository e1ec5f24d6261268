//! Foreign text never panics, and what parses is canonical.

use keys::did::{DepartmentDid, did_key, parse_did_key};
use keys::jws::UnverifiedJws;
use keys::{Algorithm, Ed25519PublicKey, RecoveryPhrase, Signer, SoftwareSigner, base64url, json};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn parsers_take_any_text(text in "\\PC{0,200}") {
        let _ = UnverifiedJws::parse(&text, 1000);
        let _ = parse_did_key(&text);
        let _ = text.parse::<DepartmentDid>();
        let _ = text.parse::<Ed25519PublicKey>();
        let _ = RecoveryPhrase::parse(&text);
        let _ = json::parse_value(text.as_bytes());
    }

    #[test]
    fn jws_takes_any_parts(
        header in proptest::collection::vec(any::<u8>(), 0..80),
        payload in "[\\[\\]{}\":,0-9a-z]{0,40}",
    ) {
        let text = format!(
            "{}.{}.{}",
            base64url::encode(&header),
            base64url::encode(payload.as_bytes()),
            base64url::encode(&[0; 64]),
        );
        let _ = UnverifiedJws::parse(&text, 1000).map(|jws| {
            jws.claims_unverified::<serde_json::Value>()
        });
    }

    #[test]
    fn base64url_has_one_spelling(text in "[A-Za-z0-9_-]{0,12}") {
        if let Ok(bytes) = base64url::decode(&text) {
            prop_assert_eq!(base64url::encode(&bytes), text);
        }
    }

    #[test]
    fn strict_json_agrees_with_serde(text in "[\\[\\]{}\":,0-9a-c. \\\\-]{0,30}") {
        if let Ok(value) = json::parse_value(text.as_bytes()) {
            prop_assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        } else if let Ok(value) = serde_json::from_str::<serde_json::Value>(&text) {
            // Only a doubled name may be accepted there and refused here.
            prop_assert_eq!(json::parse_value(text.as_bytes()), Err(json::JsonError::Duplicate));
            drop(value);
        }
    }

    #[test]
    fn department_did_round_trips(chain_id in 1u64.., address: [u8; 20]) {
        let did = DepartmentDid { chain_id, address: address.into() };
        prop_assert_eq!(did.to_string().parse(), Ok(did));
    }

    #[test]
    fn did_key_round_trips(seed: [u8; 32], p256: bool) {
        let algorithm = if p256 { Algorithm::Es256 } else { Algorithm::EdDsa };
        let key = SoftwareSigner::from_seed(algorithm, &seed).public_key();
        prop_assert_eq!(parse_did_key(&did_key(&key)), Ok(key));
        prop_assert_eq!(keys::PublicKey::from_jwk(&key.to_jwk()), Ok(key));
    }

    #[test]
    fn phrases_round_trip(entropy: [u8; 32], chinese: bool) {
        use keys::phrase::Language;
        let language = if chinese { Language::SimplifiedChinese } else { Language::English };
        let phrase = RecoveryPhrase::generate(language, entropy);
        let text = phrase.words().collect::<Vec<_>>().join(" ");
        let read = RecoveryPhrase::parse(&text).unwrap().entropy();
        prop_assert_eq!(read.as_slice(), entropy);
    }
}
