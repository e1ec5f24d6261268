//! Billing codes: what a buyer shows a seller, so that the invoice finds the buyer's wallet.
//!
//! A code holds the public keys of one fresh relation and nothing else, so two codes have nothing
//! in common. Format: `docs/formats/billing-code.md`.

use keys::{Ed25519PublicKey, MetaAddress, PublicKey, Secp256k1PublicKey, X25519PublicKey};
use sha2::{Digest, Sha256};

use crate::counter::base45;
use crate::fault::Fault;

/// Begins every code.
pub const PREFIX: &str = "CWB1:";
/// Characters of a code, its prefix among them.
pub const TEXT_CHARACTERS: usize = PREFIX.len() + 164;

const BODY: usize = 8 + 32 + 32 + 33;
const CHECK: usize = 4;

/// Where one invoice is to go. Nothing in it is proven, and nothing needs to be: whoever is named
/// here gets the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BillingCode {
    /// The chain that the buyer's wallet reads.
    pub chain_id: u64,
    /// The buyer's key towards this seller, which alone can pick the invoice up.
    pub identity: Ed25519PublicKey,
    /// Where the invoice is announced to.
    pub meta_address: MetaAddress,
}

/// Why a text is no billing code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BillingCodeError {
    /// It begins or is written like something else.
    #[error("this is no billing code")]
    Malformed,
    /// Characters are missing at the end.
    #[error("the end of the billing code is missing")]
    Cut,
    /// A character is another than it was.
    #[error("the billing code was changed or mistyped")]
    Mistyped,
    /// A key in it is no key of its kind.
    #[error("a key in the billing code is not valid")]
    Key,
}

impl BillingCodeError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(self) -> Fault {
        match self {
            Self::Malformed | Self::Cut | Self::Mistyped | Self::Key => Fault::PeerWrong,
        }
    }
}

impl BillingCode {
    /// Returns the buyer's identifier towards the seller, a `did:key`.
    #[must_use]
    pub fn relation(&self) -> String {
        keys::did::did_key(&PublicKey::Ed25519(self.identity))
    }

    /// Writes it: [`TEXT_CHARACTERS`] characters, all of which a QR code stores as alphanumeric.
    #[must_use]
    pub fn to_text(&self) -> String {
        let body = [
            &self.chain_id.to_be_bytes()[..],
            &self.identity.to_bytes(),
            &self.meta_address.viewing.to_bytes(),
            &self.meta_address.spending.to_bytes(),
        ]
        .concat();
        format!(
            "{PREFIX}{}",
            base45::encode(&[&body[..], &check(&body)].concat())
        )
    }

    /// Reads a code; white space around it does not count.
    ///
    /// # Errors
    /// See [`BillingCodeError`].
    pub fn parse(text: &str) -> Result<Self, BillingCodeError> {
        let text = text.trim();
        let written = text
            .strip_prefix(PREFIX)
            .ok_or(BillingCodeError::Malformed)?;
        match text.len() {
            TEXT_CHARACTERS => {}
            ..TEXT_CHARACTERS => return Err(BillingCodeError::Cut),
            _ => return Err(BillingCodeError::Malformed),
        }
        let whole = base45::decode(written).map_err(|_| BillingCodeError::Mistyped)?;
        let (body, found) = whole
            .split_last_chunk::<CHECK>()
            .ok_or(BillingCodeError::Malformed)?;
        if *found != check(body) {
            return Err(BillingCodeError::Mistyped);
        }
        let body: &[u8; BODY] = body.try_into().map_err(|_| BillingCodeError::Malformed)?;
        let (chain_id, rest) = body.split_first_chunk::<8>().expect("105 bytes");
        let (identity, rest) = rest.split_first_chunk::<32>().expect("97 bytes");
        let (viewing, spending) = rest.split_first_chunk::<32>().expect("65 bytes");
        let spending: &[u8; 33] = spending.try_into().expect("33 bytes");
        let bad = |_| BillingCodeError::Key;
        Ok(Self {
            chain_id: u64::from_be_bytes(*chain_id),
            identity: Ed25519PublicKey::from_bytes(identity).map_err(bad)?,
            meta_address: MetaAddress {
                viewing: X25519PublicKey::from_bytes(viewing).map_err(bad)?,
                spending: Secp256k1PublicKey::from_bytes(spending).map_err(bad)?,
            },
        })
    }
}

fn check(body: &[u8]) -> [u8; CHECK] {
    let digest: [u8; 32] = Sha256::new_with_prefix(PREFIX)
        .chain_update(body)
        .finalize()
        .into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}
