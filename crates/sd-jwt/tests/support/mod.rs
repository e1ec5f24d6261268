//! Keys, randomness and forged tokens for the tests.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;

use keys::{Algorithm, PublicKey, Signer, SoftwareSigner, base64url, jws};
use rand_core::{TryCryptoRng, TryRng};
use sd_jwt::Digest;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

/// SHA-256 of a counter: random enough to be distinct, the same in every run.
pub(crate) struct SeededRng(pub(crate) u64);

impl TryRng for SeededRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        for chunk in destination.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&Sha256::digest(self.0.to_le_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for SeededRng {}

pub(crate) fn issuer() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32])
}

pub(crate) fn holder() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[2; 32])
}

pub(crate) fn holder_key() -> PublicKey {
    holder().public_key()
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A disclosure with the given JSON text, whatever it is, and its digest.
pub(crate) fn disclosure(json: impl ToString) -> (String, String) {
    let encoded = base64url::encode(json.to_string().as_bytes());
    let digest = Digest::of(&encoded).to_string();
    (encoded, digest)
}

/// An SD-JWT over any payload and any disclosures, properly signed.
pub(crate) fn forge(payload: &Value, disclosures: &[&str]) -> String {
    let mut text = jws::sign(TYP, None, payload, &issuer()).unwrap();
    text.push('~');
    for disclosure in disclosures {
        text.push_str(disclosure);
        text.push('~');
    }
    text
}

/// An SD-JWT over a payload given as text, so that it may break any rule of JSON.
pub(crate) fn forge_raw(header: &str, payload: &str) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload.as_bytes())
    );
    let signature = issuer().sign(input.as_bytes()).unwrap();
    format!("{input}.{}~", base64url::encode(&signature.to_bytes()))
}

pub(crate) fn confirmation() -> Value {
    json!({ "jwk": holder_key().to_jwk() })
}

pub(crate) const TYP: &str = "example+sd-jwt";
