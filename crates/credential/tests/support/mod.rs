//! Keys, randomness and sample credentials for the tests.
#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::convert::Infallible;

use credential::{
    Attributes, IssuedCredential, StatusRegistry, Terms, Validity, issue_credential, kinds,
};
use keys::{Algorithm, DepartmentDid, Signer as _, SoftwareSigner};
use rand_core::{TryCryptoRng, TryRng};
use serde_json::{Value, json};
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

pub(crate) fn department() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[1; 32])
}

pub(crate) fn holder() -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[2; 32])
}

pub(crate) fn did() -> DepartmentDid {
    "did:ethr:0x7a69:0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
        .parse()
        .unwrap()
}

pub(crate) fn registry() -> StatusRegistry {
    "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3"
        .parse()
        .unwrap()
}

pub(crate) const ISSUED: i64 = 1_790_000_000;
pub(crate) const EXPIRES: i64 = 1_800_000_000;

pub(crate) fn terms() -> Terms {
    Terms {
        vct: kinds::IDENTITY.vct(),
        issuer: did(),
        holder: holder().public_key(),
        validity: Validity {
            issued_at: ISSUED,
            not_before: None,
            expires: Some(EXPIRES),
        },
        registry: registry(),
        status_list: None,
    }
}

pub(crate) fn attributes(values: Value) -> Attributes {
    serde_json::from_value(values).unwrap()
}

pub(crate) fn identity() -> Attributes {
    attributes(json!({
        "person.name": "李明",
        "person.name-latin": "Li Ming",
        "person.birth-date": "1990-05-01",
        "household.address": "海棠市东湖路8号",
        "household.members": [{ "name": "李明" }, { "name": "王芳" }],
        "household.number": "HT-000123",
    }))
}

pub(crate) fn issue() -> IssuedCredential {
    issue_credential(&terms(), &identity(), &department(), &mut SeededRng(1)).unwrap()
}
