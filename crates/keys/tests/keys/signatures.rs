//! Ed25519 (RFC 8032), ECDSA P-256 (RFC 6979), and keys that must not be keys.

use keys::{
    Algorithm, Ed25519PublicKey, P256PublicKey, ParseKeyError, PublicKey, Signature, Signer,
    SoftwareSigner, X25519PublicKey, X25519Secret,
};

fn array<const N: usize>(hex: &str) -> [u8; N] {
    const_hex::decode_to_array(hex).unwrap()
}

/// `sk‖pk : pk : message : signature‖message`, one case a line, messages of 0, 1, 2, … bytes.
#[test]
fn rfc_8032_vectors() {
    let Some(text) = testkit::vectors("rfc8032/sign.input.txt") else {
        return;
    };
    let mut count = 0;
    for line in text.lines() {
        let parts: Vec<&str> = line.split(':').collect();
        let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &array(&parts[0][..64]));
        let key = PublicKey::Ed25519(Ed25519PublicKey::from_bytes(&array(parts[1])).unwrap());
        assert_eq!(signer.public_key(), key);
        let message = const_hex::decode(parts[2]).unwrap();
        let signature = Signature::from_bytes(array(&parts[3][..128]));
        assert_eq!(signer.sign(&message).unwrap(), signature);
        key.verify(&message, &signature).unwrap();
        let mut other = message.clone();
        other.push(0);
        assert!(key.verify(&other, &signature).is_err());
        count += 1;
    }
    assert!(count >= 128, "only {count} cases");
}

/// RFC 6979, A.2.5, SHA-256, message "sample".
#[test]
fn rfc_6979_p256() {
    let signer = SoftwareSigner::p256_from_scalar(&array(
        "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721",
    ))
    .unwrap();
    let expected = Signature::from_bytes(array(concat!(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    )));
    assert_eq!(signer.sign(b"sample").unwrap(), expected);
    signer.public_key().verify(b"sample", &expected).unwrap();
    // n - s verifies too: RFC 7518 has no low-s rule.
    let twin = Signature::from_bytes(array(concat!(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
        "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9",
    )));
    signer.public_key().verify(b"sample", &twin).unwrap();
    assert!(signer.public_key().verify(b"Sample", &expected).is_err());
}

/// RFC 7748, §6.1.
#[test]
fn rfc_7748_agreement() {
    let alice = X25519Secret::from_seed(array(
        "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    ));
    let bob = X25519Secret::from_seed(array(
        "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
    ));
    assert_eq!(
        alice.public_key().to_bytes(),
        array("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    );
    assert_eq!(
        bob.public_key().to_bytes(),
        array("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
    );
    let shared = array("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
    assert_eq!(
        alice.diffie_hellman(&bob.public_key()).unwrap().as_bytes(),
        &shared
    );
    assert_eq!(
        bob.diffie_hellman(&alice.public_key()).unwrap().as_bytes(),
        &shared
    );
}

#[test]
fn bad_points_are_no_keys() {
    // Ed25519: the neutral element, a point of order 8, y = p (a second spelling of 0), and a
    // y that is on no point.
    let mut neutral = [0; 32];
    neutral[0] = 1;
    assert_eq!(
        Ed25519PublicKey::from_bytes(&neutral),
        Err(ParseKeyError::SmallOrder)
    );
    let order_8 = array("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
    assert_eq!(
        Ed25519PublicKey::from_bytes(&order_8),
        Err(ParseKeyError::SmallOrder)
    );
    let p = array("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    assert_eq!(
        Ed25519PublicKey::from_bytes(&p),
        Err(ParseKeyError::NotOnCurve)
    );
    let mut off = [0; 32];
    off[0] = 2;
    assert_eq!(
        Ed25519PublicKey::from_bytes(&off),
        Err(ParseKeyError::NotOnCurve)
    );
    // X25519: 0, 1, p - 1 and the two points of order 8 agree on nothing; p and 2^255 - 1 are
    // second spellings.
    for (bytes, error) in [
        (
            array("0000000000000000000000000000000000000000000000000000000000000000"),
            ParseKeyError::SmallOrder,
        ),
        (
            array("0100000000000000000000000000000000000000000000000000000000000000"),
            ParseKeyError::SmallOrder,
        ),
        (
            array("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            ParseKeyError::SmallOrder,
        ),
        (
            array("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
            ParseKeyError::SmallOrder,
        ),
        (
            array("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
            ParseKeyError::SmallOrder,
        ),
        (p, ParseKeyError::NotOnCurve),
        ([0xff; 32], ParseKeyError::NotOnCurve),
    ] {
        assert_eq!(X25519PublicKey::from_bytes(&bytes), Err(error));
    }
    // P-256: infinity, an x without a point, the wrong prefix.
    let mut bytes = [0xff; 33];
    for prefix in [0, 2, 3, 4, 5] {
        bytes[0] = prefix;
        assert_eq!(
            P256PublicKey::from_bytes(&bytes),
            Err(ParseKeyError::NotOnCurve)
        );
    }
    assert!(SoftwareSigner::p256_from_scalar(&[0; 32]).is_err());
    assert!(SoftwareSigner::p256_from_scalar(&[0xff; 32]).is_err());
}

#[test]
fn text_forms_round_trip() {
    let signer = SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32]);
    let PublicKey::Ed25519(key) = signer.public_key() else {
        unreachable!()
    };
    let text = key.to_string();
    assert_eq!(text.parse::<Ed25519PublicKey>(), Ok(key));
    assert_eq!(serde_json::to_string(&key).unwrap(), format!("\"{text}\""));
    assert_eq!(
        serde_json::from_str::<Ed25519PublicKey>(&format!("\"{text}\"")).unwrap(),
        key
    );
    for bad in [
        &text[2..],
        &text[..65],
        "0x",
        "",
        "0xzz",
        &format!("{text}00"),
    ] {
        assert_eq!(
            bad.parse::<Ed25519PublicKey>(),
            Err(ParseKeyError::Malformed),
            "{bad}"
        );
    }
    assert_eq!(format!("{key:?}"), format!("Ed25519PublicKey({text})"));
}

#[test]
fn debug_shows_no_secret() {
    let seed = [0xab; 32];
    let shown = [
        format!("{:?}", SoftwareSigner::from_seed(Algorithm::EdDsa, &seed)),
        format!("{:?}", SoftwareSigner::from_seed(Algorithm::Es256, &seed)),
        format!("{:?}", X25519Secret::from_seed(seed)),
        format!("{:?}", keys::P256Secret::from_seed(&seed)),
        format!("{:?}", keys::Secp256k1Secret::from_scalar(&seed).unwrap()),
        format!(
            "{:?}",
            keys::RecoveryPhrase::generate(keys::phrase::Language::English, seed)
        ),
    ];
    for text in shown {
        assert!(!text.contains("abab") && !text.contains("171"), "{text}");
    }
}
