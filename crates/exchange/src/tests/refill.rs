//! Fresh copies: only for the relation that asks, for this department, this copy, now.

use credential::Fingerprint;

use super::*;
use crate::JwtError;
use crate::proof::Proofs;
use crate::refill::*;

fn request(fingerprint: Fingerprint, signer: &SoftwareSigner, now: i64) -> RefillRequest {
    RefillRequest {
        fingerprint,
        proof: sign_refill(&department_did(1), fingerprint, NONCE, now, signer).unwrap(),
        proofs: Proofs { jwt: Vec::new() },
        citizen_relation: String::new(),
    }
}

#[test]
fn a_refill_proves_its_relation() {
    let fingerprint = Fingerprint::from_bytes([7; 32]);
    let good = request(fingerprint, &relation(), NOW);
    let verified = verify_refill(&good, &department_did(1), NOW).unwrap();
    assert_eq!(verified.nonce, NONCE);
    assert_eq!(verified.fingerprint, fingerprint);
    assert_eq!(
        verified.relation,
        keys::did::did_key(&relation().public_key())
    );

    let verify = |request: &RefillRequest, to: u8, now: i64| {
        verify_refill(request, &department_did(to), now).unwrap_err()
    };
    assert_eq!(verify(&good, 2, NOW), RefillError::Audience);
    assert_eq!(verify(&good, 1, NOW + 301), RefillError::Time);
    assert_eq!(verify(&good, 1, NOW - 61), RefillError::Time);
    let other = RefillRequest {
        fingerprint: Fingerprint::from_bytes([8; 32]),
        ..good.clone()
    };
    assert_eq!(verify(&other, 1, NOW), RefillError::Fingerprint);
    // A pick-up proof says nearly the same, and is another kind of message.
    let pickup =
        crate::pickup::sign_pickup(&department_did(1), fingerprint, NONCE, NOW, &relation())
            .unwrap();
    let swapped = RefillRequest {
        proof: pickup.proof,
        ..good
    };
    assert_eq!(verify(&swapped, 1, NOW), RefillError::Jwt(JwtError::Type));
}
