//! Hand-overs between departments: once right, and every way it is wrong.

use keys::{DepartmentDid, P256Secret};

use super::*;
use crate::JwtError;
use crate::handover::*;
use crate::jwe::JweError;

fn message() -> HandOver {
    HandOver {
        from: department_did(1),
        to: department_did(2),
        issued_at: NOW,
        token: "G~d~~L~".to_owned(),
    }
}

fn seal(message: &HandOver) -> HandOverRequest {
    seal_hand_over(message, &encryption_key(), &signer(), &mut rng()).unwrap()
}

fn receive(
    request: &HandOverRequest,
    me: &DepartmentDid,
    sender: &KnownDepartment,
    now: i64,
) -> Result<HandOver, HandOverError> {
    UnverifiedHandOver::open(request, &encryption_secret(), me)?.verify(sender, me, now)
}

#[test]
fn a_hand_over_reaches_the_one_it_is_for() {
    let me = department_did(2);
    let request = seal(&message());
    let opened = UnverifiedHandOver::open(&request, &encryption_secret(), &me).unwrap();
    assert_eq!(opened.claimed_sender(), &department_did(1));
    assert_eq!(receive(&request, &me, &department(), NOW), Ok(message()));
    assert!(
        !request.hand_over.contains("G~d"),
        "the token is not in clear"
    );
    assert!(!format!("{:?}", message()).contains("G~d"));
}

#[test]
fn another_department_or_another_key_does_not_open_it() {
    let request = seal(&message());
    let other = department_did(3);
    assert_eq!(
        receive(&request, &other, &department(), NOW),
        Err(HandOverError::Jwe(JweError::KeyId))
    );
    let open = UnverifiedHandOver::open(
        &request,
        &P256Secret::from_seed(&[9; 32]),
        &department_did(2),
    );
    assert_eq!(open.err(), Some(HandOverError::Jwe(JweError::Decryption)));
}

#[test]
fn who_signs_it_must_be_the_active_sender_and_just_now() {
    let me = department_did(2);
    let known = department();
    let suspended = KnownDepartment {
        active: false,
        ..known.clone()
    };
    let request = seal(&message());
    assert_eq!(
        receive(&request, &me, &suspended, NOW),
        Err(HandOverError::Inactive)
    );
    let stranger = KnownDepartment {
        did: department_did(5),
        ..known.clone()
    };
    assert_eq!(
        receive(&request, &me, &stranger, NOW),
        Err(HandOverError::Jwt(JwtError::KeyId))
    );
    let forged = seal_hand_over(&message(), &encryption_key(), &relation(), &mut rng()).unwrap();
    assert_eq!(
        receive(&forged, &me, &known, NOW),
        Err(HandOverError::Jwt(JwtError::Signature))
    );
    for (now, is_good) in [
        (NOW - 60, true),
        (NOW - 61, false),
        (NOW + 300, true),
        (NOW + 301, false),
    ] {
        let result = receive(&request, &me, &known, now);
        assert_eq!(result.is_ok(), is_good, "{now}");
        if !is_good {
            assert_eq!(result, Err(HandOverError::Time));
        }
    }
    // Encrypted to me, but written to another.
    let mut elsewhere = message();
    elsewhere.to = department_did(3);
    let signed =
        crate::jwt::sign_as_department(HAND_OVER_TYPE, &elsewhere.from, &elsewhere, &signer())
            .unwrap();
    let hand_over = crate::jwe::seal(
        signed.as_bytes(),
        &encryption_key(),
        &format!("{me}#p256-encrypt"),
        me.to_string().as_bytes(),
        &mut rng(),
    );
    assert_eq!(
        receive(&HandOverRequest { hand_over }, &me, &known, NOW),
        Err(HandOverError::Audience)
    );
}

#[test]
fn any_flipped_bit_is_refused() {
    let me = department_did(2);
    let request = seal(&message());
    for at in (0..request.hand_over.len()).step_by(7) {
        let Some(hand_over) = flip(&request.hand_over, at, 1) else {
            continue;
        };
        let changed = HandOverRequest { hand_over };
        assert!(receive(&changed, &me, &department(), NOW).is_err(), "{at}");
    }
}
