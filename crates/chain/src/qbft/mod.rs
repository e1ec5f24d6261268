//! QBFT as Hyperledger Besu runs it: whether the validators committed to a header, and whether a
//! change of the validators was voted. Pure; whom to ask is the client's affair.
//!
//! A header's `extraData` names the validators that may seal it, holds one vote and the committed
//! seals. Two digests differ from the plain Keccak-256 of the header's RLP: a *seal* signs the header
//! without the seals, and the *block hash* (also the next header's parent hash) leaves out seals and
//! round, so that two nodes that collected other seals still have the same block.
//!
//! | Rule | Error |
//! |---|---|
//! | `difficulty` 1, `nonce` 0, no uncles, `mixHash` the fixed one | [`QbftError::NotQbft`] |
//! | at least ⌈2N/3⌉ seals of the N validators that are known for it | [`QbftError::TooFew`] |
//! | no seal by anybody else, none twice | [`QbftError::Stranger`], [`QbftError::Repeated`] |
//! | proposed by one of them | [`QbftError::Proposer`] |
//! | the set changes by one member, after votes of more than half of it | [`QbftError::SetChange`] |
//!
//! Sources: EEA QBFT specification v1; Besu's `QbftExtraDataCodec`, `BftCommitSealsValidationRule`,
//! `VoteTally`. Own words: `docs/formats/qbft.md`.

mod extra;
mod votes;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use alloy_consensus::{EMPTY_OMMER_ROOT_HASH, Header};
use alloy_primitives::{Address, B256, Bytes, U256, b256};
use alloy_rlp::Decodable as _;
use keys::RecoverableSignature;
use serde::Deserialize;

use crate::header::CheckedHeader;

pub use extra::{Extra, Part, Seal, Vote};
pub use votes::{Ballot, change};

/// `mixHash` of every QBFT header: "practical byzantine fault tolerance", as Istanbul had it.
const MIX_HASH: B256 = b256!("63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365");

/// Why a header is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QbftError {
    /// The bytes are not what a node may send.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// A field does not have the value that QBFT gives it.
    #[error("not a QBFT header: {0}")]
    NotQbft(&'static str),
    /// Its list of validators is not the one that is known for it.
    #[error("names other validators")]
    OtherSet,
    /// Its proposer is no validator.
    #[error("proposed by {0}, who is no validator")]
    Proposer(Address),
    /// A seal by somebody who is no validator.
    #[error("sealed by {0}, who is no validator")]
    Stranger(Address),
    /// Two seals by one validator.
    #[error("sealed twice by {0}")]
    Repeated(Address),
    /// A seal that is no signature.
    #[error("a seal is no signature")]
    BadSeal,
    /// Fewer seals than the rule asks for.
    #[error("{got} seals, {need} needed")]
    TooFew {
        /// Seals by different validators.
        got: usize,
        /// Seals that are needed.
        need: usize,
    },
    /// The validators changed without the votes for it.
    #[error("validators changed: {0}")]
    SetChange(&'static str),
}

/// Seals that `validators` have to give: two thirds, rounded up.
pub const fn quorum(validators: usize) -> usize {
    (2 * validators).div_ceil(3)
}

/// A QBFT header whose fields fit and whose block hash was recomputed. Nobody says yet that the
/// validators committed to it: [`SealedHeader::signers`] does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedHeader {
    header: Header,
    extra: Extra,
    checked: CheckedHeader,
}

impl SealedHeader {
    /// Reads the `result` of `eth_getBlockByNumber` (transactions as hashes); its `hash` must be the
    /// one that comes out.
    ///
    /// # Errors
    /// [`QbftError::Malformed`], [`QbftError::NotQbft`].
    pub fn parse(json: &[u8]) -> Result<Self, QbftError> {
        #[derive(Deserialize)]
        struct Claimed {
            hash: B256,
        }
        let malformed = |_| QbftError::Malformed("header");
        let claimed: Claimed = serde_json::from_slice(json).map_err(malformed)?;
        let header: Header = serde_json::from_slice(json).map_err(malformed)?;
        let sealed = Self::new(header)?;
        match sealed.checked.hash == claimed.hash {
            true => Ok(sealed),
            false => Err(QbftError::Malformed("header hash does not recompute")),
        }
    }

    /// Reads a header's RLP, seals included, as [`SealedHeader::to_rlp`] writes it.
    ///
    /// # Errors
    /// [`QbftError::Malformed`], [`QbftError::NotQbft`].
    pub fn from_rlp(mut bytes: &[u8]) -> Result<Self, QbftError> {
        let whole = bytes;
        let header =
            Header::decode(&mut bytes).map_err(|_| QbftError::Malformed("header is not RLP"))?;
        if !bytes.is_empty() || alloy_rlp::encode(&header) != whole {
            return Err(QbftError::Malformed("header is not canonical"));
        }
        Self::new(header)
    }

    /// Checks what can be checked on a header alone. Block 0 has no seals and is a header like any
    /// other: on Besu its hash recomputes.
    fn new(header: Header) -> Result<Self, QbftError> {
        let extra = Extra::decode(&header.extra_data)?;
        let fields = [
            (header.difficulty == U256::ONE, "difficulty"),
            (header.nonce.is_zero(), "nonce"),
            (header.ommers_hash == EMPTY_OMMER_ROOT_HASH, "uncles"),
            (header.mix_hash == MIX_HASH, "mixHash"),
            (extra.validators.is_sorted_by(|a, b| a < b), "validators"),
        ];
        if let Some((_, field)) = fields.into_iter().find(|(fits, _)| !fits) {
            return Err(QbftError::NotQbft(field));
        }
        // Beyond what any chain reaches, and arithmetic on heights stays far from its limits.
        if header.number > u64::MAX / 2 {
            return Err(QbftError::Malformed("block number out of range"));
        }
        let time = i64::try_from(header.timestamp)
            .map_err(|_| QbftError::Malformed("block time out of range"))?;
        let checked = CheckedHeader {
            number: header.number,
            hash: digest(&header, &extra, Part::Chained),
            parent: header.parent_hash,
            state_root: header.state_root,
            time,
        };
        Ok(Self {
            header,
            extra,
            checked,
        })
    }

    /// The header's RLP with its seals. Its Keccak-256 is not the block hash.
    pub fn to_rlp(&self) -> Bytes {
        alloy_rlp::encode(&self.header).into()
    }

    /// Number, hash, parent, state root and time.
    pub const fn checked(&self) -> &CheckedHeader {
        &self.checked
    }

    /// Block number.
    pub const fn number(&self) -> u64 {
        self.checked.number
    }

    /// Block hash, as the chain has it.
    pub const fn hash(&self) -> B256 {
        self.checked.hash
    }

    /// Hash of the block before.
    pub const fn parent(&self) -> B256 {
        self.checked.parent
    }

    /// Root of the state trie after this block.
    pub const fn state_root(&self) -> B256 {
        self.checked.state_root
    }

    /// Who proposed it.
    pub const fn proposer(&self) -> Address {
        self.header.beneficiary
    }

    /// What `extraData` says.
    pub const fn extra(&self) -> &Extra {
        &self.extra
    }

    /// The validators it names; empty where a contract says who they are.
    pub fn validators(&self) -> BTreeSet<Address> {
        self.extra.validators.iter().copied().collect()
    }

    /// What a committed seal signs.
    pub fn seal_digest(&self) -> B256 {
        digest(&self.header, &self.extra, Part::Sealed)
    }

    /// Who of `set` committed to it, in the order of the seals: at least [`quorum`] of them.
    ///
    /// # Errors
    /// [`QbftError`]: each rule its own.
    pub fn signers(&self, set: &BTreeSet<Address>) -> Result<Vec<Address>, QbftError> {
        // A seal costs a public key's recovery: more than there can be are not looked at.
        if self.extra.seals.len() > set.len() {
            return Err(QbftError::Malformed("more seals than validators"));
        }
        if !set.contains(&self.proposer()) {
            return Err(QbftError::Proposer(self.proposer()));
        }
        let digest = self.seal_digest();
        let mut signers = Vec::with_capacity(self.extra.seals.len());
        for seal in &self.extra.seals {
            let signer = signer(seal, &digest)?;
            if !set.contains(&signer) {
                return Err(QbftError::Stranger(signer));
            }
            if signers.contains(&signer) {
                return Err(QbftError::Repeated(signer));
            }
            signers.push(signer);
        }
        let (got, need) = (signers.len(), quorum(set.len()));
        if got < need || got == 0 {
            return Err(QbftError::TooFew { got, need });
        }
        Ok(signers)
    }
}

fn digest(header: &Header, extra: &Extra, part: Part) -> B256 {
    let mut header = header.clone();
    header.extra_data = extra.encode(part);
    header.hash_slow()
}

/// Whose seal it is.
fn signer(seal: &Seal, digest: &B256) -> Result<Address, QbftError> {
    let (rs, v) = seal.split_at(64);
    let y_parity = match v {
        [0] => false,
        [1] => true,
        _ => return Err(QbftError::BadSeal),
    };
    let (r, s) = rs.split_at(32);
    let half = |bytes: &[u8]| <[u8; 32]>::try_from(bytes).expect("64 bytes have two halves");
    let signature = RecoverableSignature {
        r: half(r),
        s: half(s),
        y_parity,
    };
    signature
        .recover(&digest.0)
        .map(|address| Address::from(address.to_bytes()))
        .map_err(|_| QbftError::BadSeal)
}
