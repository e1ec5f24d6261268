//! Tests over the whole crate: every message once right and many times wrong.
#![allow(clippy::unwrap_used, reason = "tests")]

mod billing;
mod bytes;
mod changes;
mod claims;
mod evidence;
mod handover;
mod issuance;
mod petitions;
mod presentations;
mod refill;
mod requests;
mod rulings;
mod statutory;

use keys::{
    Algorithm, ChainAddress, DepartmentDid, MetaAddress, P256PublicKey, P256Secret, PublicKey,
    Secp256k1Secret, Signer, SoftwareSigner, X25519Secret,
};
use rand_core::CryptoRng;
use serde_json::Value;

use crate::{Endpoint, KnownDepartment};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const NONCE: &str = "AAAAAAAAAAAAAAAAAAAAAA";

pub(crate) fn rng() -> impl CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}

pub(crate) fn endpoint() -> Endpoint {
    Endpoint::parse("http://127.0.0.1:8080/d/education").unwrap()
}

pub(crate) fn signer() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32])
}

pub(crate) fn p256_signer() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::Es256, &[2; 32])
}

pub(crate) fn relation() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[3; 32])
}

pub(crate) fn department_did(last: u8) -> DepartmentDid {
    let address: ChainAddress = format!("0x{:040x}", last).parse().unwrap();
    DepartmentDid {
        chain_id: 31_337,
        address,
    }
}

pub(crate) fn department() -> KnownDepartment {
    let PublicKey::Ed25519(ed25519) = signer().public_key() else {
        panic!()
    };
    let PublicKey::P256(p256) = p256_signer().public_key() else {
        panic!()
    };
    KnownDepartment {
        did: department_did(1),
        active: true,
        ed25519,
        p256,
        endpoint: endpoint(),
    }
}

pub(crate) fn encryption_secret() -> P256Secret {
    P256Secret::from_seed(&[4; 32])
}

pub(crate) fn encryption_key() -> P256PublicKey {
    encryption_secret().public_key()
}

pub(crate) fn meta_address() -> MetaAddress {
    MetaAddress {
        viewing: X25519Secret::from_seed([5; 32]).public_key(),
        spending: Secp256k1Secret::from_scalar(&[6; 32]).unwrap().public_key(),
    }
}

/// Signs any header and claims, however wrong, as a compact JWS.
pub(crate) fn sign_raw(header: &str, claims: &str, signer: &dyn Signer) -> String {
    let input = format!(
        "{}.{}",
        keys::base64url::encode(header.as_bytes()),
        keys::base64url::encode(claims.as_bytes())
    );
    let signature = signer.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", keys::base64url::encode(&signature.to_bytes()))
}

/// Returns the claims of a compact JWS.
pub(crate) fn claims_of(compact: &str) -> Value {
    let payload = compact.split('.').nth(1).unwrap();
    serde_json::from_slice(&keys::base64url::decode(payload).unwrap()).unwrap()
}

/// Returns `text` with the bit `bit` of byte `at` flipped, if that still is text.
pub(crate) fn flip(text: &str, at: usize, bit: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] ^= 1 << bit;
    String::from_utf8(bytes).ok()
}
