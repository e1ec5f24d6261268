//! JWK, thumbprints and JWS against the RFCs' own values.

use keys::jws::{self, JwsError, UnverifiedJws};
use keys::{Algorithm, Jwk, PublicKey, Signature, Signer, SoftwareSigner, base64url};
use serde_json::{Value, json};

const ED25519_JWK: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// RFC 8037, A.3 and A.4.
#[test]
fn rfc_8037() {
    let jwk: Jwk = serde_json::from_str(ED25519_JWK).unwrap();
    assert_eq!(
        base64url::encode(&jwk.thumbprint()),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    let key = PublicKey::from_jwk(&jwk).unwrap();
    assert_eq!(
        serde_json::to_value(key.to_jwk()).unwrap(),
        serde_json::to_value(&jwk).unwrap()
    );
    let seed = base64url::decode_array("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &seed);
    assert_eq!(signer.public_key(), key);
    let input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    assert_eq!(
        base64url::encode(&signer.sign(input).unwrap().to_bytes()),
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
}

/// RFC 9449, §6.1: the thumbprint (RFC 7638) of an EC key.
#[test]
fn rfc_9449_thumbprint() {
    let jwk: Jwk = serde_json::from_value(json!({
        "kty": "EC",
        "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
        "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
        "crv": "P-256",
        "kid": "does not count",
        "alg": "ES256",
        "use": "sig",
    }))
    .unwrap();
    assert_eq!(
        base64url::encode(&jwk.thumbprint()),
        "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"
    );
    let key = PublicKey::from_jwk(&jwk).unwrap();
    assert_eq!(key.to_jwk().thumbprint(), jwk.thumbprint());
}

/// RFC 7515, A.3.
#[test]
fn rfc_7515_es256() {
    let d = base64url::decode_array("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI").unwrap();
    let key = SoftwareSigner::p256_from_scalar(&d).unwrap().public_key();
    let jwk = key.to_jwk();
    assert_eq!(jwk.x, "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    assert_eq!(
        jwk.y.as_deref(),
        Some("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    );
    let input = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let signature = Signature::from_bytes(base64url::decode_array(signature).unwrap());
    key.verify(input.as_bytes(), &signature).unwrap();
}

#[test]
fn private_and_foreign_jwks_are_refused() {
    let with = |change: fn(&mut serde_json::Map<String, Value>)| {
        let mut jwk: Value = serde_json::from_str(ED25519_JWK).unwrap();
        change(jwk.as_object_mut().unwrap());
        serde_json::from_value::<Jwk>(jwk)
            .map_err(|_| ())
            .and_then(|jwk| PublicKey::from_jwk(&jwk).map_err(|_| ()))
    };
    assert!(with(|_| ()).is_ok());
    assert!(with(|j| drop(j.insert("d".into(), "AA".into()))).is_err());
    assert!(with(|j| drop(j.insert("y".into(), "AA".into()))).is_err());
    assert!(with(|j| drop(j.insert("crv".into(), "X25519".into()))).is_err());
    assert!(with(|j| drop(j.insert("kty".into(), "EC".into()))).is_err());
    assert!(with(|j| drop(j.insert("kty".into(), "oct".into()))).is_err());
    assert!(
        with(|j| drop(j.insert(
            "x".into(),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp".into()
        )))
        .is_err()
    );
    assert!(
        with(|j| drop(j.insert(
            "x".into(),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=".into()
        )))
        .is_err()
    );
    assert!(with(|j| drop(j.remove("x"))).is_err());
}

#[test]
fn jws_round_trip_for_both_algorithms() {
    let claims = json!({"iss": "x", "n": 1, "list": [{"a": null}, 2.5, true]});
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let signer = SoftwareSigner::from_seed(algorithm, &[9; 32]);
        let key = signer.public_key();
        for compact in [
            jws::sign("a+jwt", Some("key-1"), &claims, &signer).unwrap(),
            jws::sign("a+jwt", None, &claims, &signer).unwrap(),
            jws::sign_with_jwk("a+jwt", &claims, &signer).unwrap(),
        ] {
            let parse = || UnverifiedJws::parse(&compact, 4096).unwrap();
            assert_eq!(parse().header().alg, algorithm);
            assert_eq!(parse().claims_unverified::<Value>().unwrap(), claims);
            let verified = parse().verify(&key, "a+jwt").unwrap();
            assert_eq!(verified.claims::<Value>().unwrap(), claims);
            assert_eq!(parse().verify(&key, "b+jwt").unwrap_err(), JwsError::Type);
            let stranger = SoftwareSigner::from_seed(algorithm, &[8; 32]).public_key();
            assert_eq!(
                parse().verify(&stranger, "a+jwt").unwrap_err(),
                JwsError::Signature
            );
            let other = match algorithm {
                Algorithm::EdDsa => Algorithm::Es256,
                Algorithm::Es256 => Algorithm::EdDsa,
            };
            let other = SoftwareSigner::from_seed(other, &[9; 32]).public_key();
            assert_eq!(
                parse().verify(&other, "a+jwt").unwrap_err(),
                JwsError::Algorithm
            );
            let short = UnverifiedJws::parse(&compact, compact.len() - 1);
            assert_eq!(short.unwrap_err(), JwsError::TooLong);
        }
    }
}

/// Signs any header and payload, as an attacker who has a key can.
fn forge(header: &str, payload: &str) -> (String, PublicKey) {
    let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &[3; 32]);
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    );
    let signature = signer.sign(input.as_bytes()).unwrap();
    (
        format!("{input}.{}", base64url::encode(&signature.to_bytes())),
        signer.public_key(),
    )
}

#[test]
fn headers_outside_the_profile_are_refused() {
    let (good, key) = forge(r#"{"alg":"EdDSA","typ":"t"}"#, "{}");
    UnverifiedJws::parse(&good, 4096)
        .unwrap()
        .verify(&key, "t")
        .unwrap();
    for header in [
        r#"{"alg":"none","typ":"t"}"#,
        r#"{"alg":"HS256","typ":"t"}"#,
        r#"{"alg":"RS256","typ":"t"}"#,
        r#"{"alg":"Ed25519","typ":"t"}"#,
        r#"{"alg":"eddsa","typ":"t"}"#,
        r#"{"alg":"EdDSA"}"#,
        r#"{"typ":"t"}"#,
        r#"{"alg":"EdDSA","typ":null}"#,
        r#"{"alg":["EdDSA"],"typ":"t"}"#,
        r#"{"alg":"EdDSA","typ":"t","crit":["b64"],"b64":false}"#,
        r#"{"alg":"EdDSA","typ":"t","b64":true}"#,
        r#"{"alg":"EdDSA","typ":"t","x5c":[]}"#,
        r#"{"alg":"EdDSA","typ":"t","jku":"https://example.com"}"#,
        r#"{"alg":"EdDSA","alg":"ES256","typ":"t"}"#,
        r#"{"alg":"ES256","alg":"EdDSA","typ":"t"}"#,
        r#"{"alg":"EdDSA","typ":"t","\u0074yp":"u"}"#,
        r#"{"alg":"EdDSA","typ":"t"} {}"#,
        r#"{"alg":"EdDSA","typ":"t","jwk":{"kty":"oct","k":"AA"}}"#,
        r#"{"alg":"EdDSA","typ":"t","jwk":{"kty":"OKP","crv":"Ed25519","x":"A","x":"B"}}"#,
        r#"["EdDSA","t"]"#,
        r#"{"alg":"EdDSA","typ":"t","jwk":["OKP","Ed25519","11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]}"#,
        "",
        "null",
    ] {
        let (compact, _) = forge(header, "{}");
        assert_eq!(
            UnverifiedJws::parse(&compact, 4096).unwrap_err(),
            JwsError::Header,
            "{header}"
        );
    }
}

#[test]
fn claims_with_a_name_twice_are_refused() {
    for payload in [
        r#"{"a":1,"a":1}"#,
        r#"{"o":{"a":1,"a":2}}"#,
        r#"[{"a":1,"\u0061":2}]"#,
        r#"{"a":1}x"#,
        r#"[1]"#,
        r#"{"a":1e999}"#,
        "",
    ] {
        let (compact, key) = forge(r#"{"alg":"EdDSA","typ":"t"}"#, payload);
        let jws = UnverifiedJws::parse(&compact, 4096).unwrap();
        assert_eq!(
            jws.claims_unverified::<Value>().unwrap_err(),
            JwsError::Claims
        );
        let verified = jws.verify(&key, "t").unwrap();
        assert_eq!(
            verified.claims::<Value>().unwrap_err(),
            JwsError::Claims,
            "{payload}"
        );
    }
}

#[test]
fn other_spellings_of_the_text_are_refused() {
    let (good, _) = forge(r#"{"alg":"EdDSA","typ":"t"}"#, r#"{"a":1}"#);
    let parts: Vec<&str> = good.split('.').collect();
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        parts[..2].join("."),
        format!("{good}."),
        format!("{good}.{}", parts[2]),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        format!("{}.{}==.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}+.{}", parts[0], parts[1], parts[2]),
        format!("{}.{}.{}", parts[0], parts[1], &parts[2][..85]),
        format!("{}.{}.{}A", parts[0], parts[1], parts[2]),
        // The last character of a 64-byte signature has four spare bits.
        format!(
            "{}.{}.{}",
            parts[0],
            parts[1],
            next_last_character(parts[2])
        ),
    ] {
        assert_eq!(
            UnverifiedJws::parse(&bad, 4096).unwrap_err(),
            JwsError::Malformed,
            "{bad}"
        );
    }
}

fn next_last_character(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    let last = match last {
        "A" => "B",
        "Q" => "R",
        "g" => "h",
        "w" => "x",
        other => panic!("{other} has spare bits"),
    };
    format!("{rest}{last}")
}
