//! Project Wycheproof: what every implementation of these primitives once got wrong.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use keys::{Ed25519PublicKey, P256PublicKey, PublicKey, Signature, X25519PublicKey, X25519Secret};
use wycheproof::TestResult;
use wycheproof::{aead, ecdsa, eddsa, xdh};

fn signature(bytes: &[u8]) -> Option<Signature> {
    bytes.try_into().ok().map(Signature::from_bytes)
}

#[test]
fn ed25519() {
    let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let key = Ed25519PublicKey::from_bytes(group.key.pk[..].try_into().unwrap()).unwrap();
        for test in group.tests {
            let verified = signature(&test.sig).is_some_and(|signature| {
                PublicKey::from(key).verify(&test.msg, &signature).is_ok()
            });
            assert_eq!(
                verified,
                test.result == TestResult::Valid,
                "case {}",
                test.tc_id
            );
            count += 1;
        }
    }
    assert!(count >= 150, "{count}");
}

#[test]
fn ecdsa_p256() {
    let set = ecdsa::TestSet::load(ecdsa::TestName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        let (x, y) = group.key.key[1..].split_at(32);
        let key =
            P256PublicKey::from_coordinates(x.try_into().unwrap(), y.try_into().unwrap()).unwrap();
        for test in group.tests {
            let verified = signature(&test.sig).is_some_and(|signature| {
                PublicKey::from(key).verify(&test.msg, &signature).is_ok()
            });
            assert_eq!(
                verified,
                test.result == TestResult::Valid,
                "case {}",
                test.tc_id
            );
            count += 1;
        }
    }
    assert!(count >= 250, "{count}");
}

/// "Acceptable" cases are public keys of small order or not reduced; those are refused here, and
/// where a twist point or a key with its highest bit set is accepted, the agreement is right.
#[test]
fn x25519() {
    let set = xdh::TestSet::load(xdh::TestName::X25519).unwrap();
    let (mut agreed, mut refused) = (0, 0);
    for group in set.test_groups {
        for test in group.tests {
            let secret = X25519Secret::from_seed(test.private_key[..].try_into().unwrap());
            let public = <[u8; 32]>::try_from(&test.public_key[..]).ok();
            match public.and_then(|public| X25519PublicKey::from_bytes(&public).ok()) {
                Some(public) => {
                    let shared = secret.diffie_hellman(&public).unwrap();
                    assert_eq!(
                        shared.as_bytes(),
                        &test.shared_secret[..],
                        "case {}",
                        test.tc_id
                    );
                    assert_ne!(test.result, TestResult::Invalid);
                    agreed += 1;
                }
                None => {
                    assert_ne!(test.result, TestResult::Valid, "case {}", test.tc_id);
                    refused += 1;
                }
            }
        }
    }
    assert!(
        agreed >= 400 && refused >= 10,
        "{agreed} agreed, {refused} refused"
    );
}

fn aead_set<C: Aead + KeyInit>(name: aead::TestName) {
    let set = aead::TestSet::load(name).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        for test in group.tests {
            let cipher = C::new_from_slice(&test.key).unwrap();
            let Ok(nonce) = chacha20poly1305::aead::Nonce::<C>::try_from(&test.nonce[..]) else {
                assert_eq!(test.result, TestResult::Invalid);
                continue;
            };
            let sealed = [&test.ct[..], &test.tag[..]].concat();
            let opened = cipher.decrypt(
                &nonce,
                Payload {
                    msg: &sealed,
                    aad: &test.aad,
                },
            );
            if test.result == TestResult::Valid {
                assert_eq!(opened.unwrap(), &test.pt[..], "case {}", test.tc_id);
                let again = cipher.encrypt(
                    &nonce,
                    Payload {
                        msg: &test.pt,
                        aad: &test.aad,
                    },
                );
                assert_eq!(again.unwrap(), sealed, "case {}", test.tc_id);
            } else {
                assert!(opened.is_err(), "case {}", test.tc_id);
            }
            count += 1;
        }
    }
    assert!(count >= 280, "{count}");
}

#[test]
fn chacha20_poly1305() {
    aead_set::<chacha20poly1305::ChaCha20Poly1305>(aead::TestName::ChaCha20Poly1305);
}

#[test]
fn xchacha20_poly1305() {
    aead_set::<chacha20poly1305::XChaCha20Poly1305>(aead::TestName::XChaCha20Poly1305);
}
