//! Transactions: EIP-1559, zero fees, signed by whoever holds the key.

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use keys::{ChainAddress, RecoverableSignature};
use serde::{Deserialize, Serialize};

use crate::error::ChainError;
use crate::journal::Entry;

/// Most gas a call may use; every call of this crate needs well under a million.
pub const MAX_GAS: u64 = 8_000_000;

/// What is asked of a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The contract.
    pub to: ChainAddress,
    /// ABI-encoded function and arguments.
    pub data: Bytes,
}

/// Hash of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TxHash(pub B256);

impl std::fmt::Display for TxHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:#x}", self.0)
    }
}

/// A transaction that waits for its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedTx {
    from: ChainAddress,
    content: TxEip1559,
}

/// A signed transaction, ready for [`crate::Chain::submit`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawTx {
    bytes: Bytes,
    hash: TxHash,
}

/// A transaction that is in a block, by the node's word: not proven. What it did is proven by the
/// next `Chain::sync`, in which its entries must appear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its hash.
    pub hash: TxHash,
    /// Number of the block.
    pub block: u64,
    /// Time of the block, unix seconds.
    pub time: i64,
    /// Gas used.
    pub gas: u64,
    /// Journal entries it wrote.
    pub entries: Vec<Entry>,
}

impl UnsignedTx {
    pub(crate) fn new(
        chain_id: u64,
        from: ChainAddress,
        nonce: u64,
        to: Option<ChainAddress>,
        data: Bytes,
        gas: u64,
    ) -> Self {
        let content = TxEip1559 {
            chain_id,
            nonce,
            gas_limit: gas,
            // A network of public bodies charges nothing; one that did would refuse this.
            max_fee_per_gas: 0,
            max_priority_fee_per_gas: 0,
            to: to.map_or(TxKind::Create, |to| {
                TxKind::Call(Address::from(to.to_bytes()))
            }),
            value: U256::ZERO,
            access_list: alloy_eips::eip2930::AccessList::default(),
            input: data,
        };
        Self { from, content }
    }

    /// The account that must sign.
    pub const fn from(&self) -> ChainAddress {
        self.from
    }

    /// Number of the account's transaction.
    pub(crate) const fn nonce(&self) -> u64 {
        self.content.nonce
    }

    /// The digest to sign with the account's key (EIP-1559: keccak256(0x02 ‖ RLP)).
    pub fn signing_hash(&self) -> [u8; 32] {
        self.content.signature_hash().0
    }

    /// Puts the signature on.
    ///
    /// # Errors
    /// [`ChainError::Signing`] if it is not by the sending account over [`Self::signing_hash`].
    pub fn sign(self, signature: &RecoverableSignature) -> Result<RawTx, ChainError> {
        match signature.recover(&self.signing_hash()) {
            Ok(signer) if signer == self.from => {}
            _ => return Err(ChainError::Signing),
        }
        let (r, s) = (
            U256::from_be_bytes(signature.r),
            U256::from_be_bytes(signature.s),
        );
        let signed = self
            .content
            .into_signed(Signature::new(r, s, signature.y_parity));
        let hash = TxHash(*signed.hash());
        Ok(RawTx {
            bytes: TxEnvelope::from(signed).encoded_2718().into(),
            hash,
        })
    }
}

impl RawTx {
    /// Hash under which it will be found.
    pub const fn hash(&self) -> TxHash {
        self.hash
    }

    /// The bytes for `eth_sendRawTransaction` (EIP-2718).
    pub const fn bytes(&self) -> &Bytes {
        &self.bytes
    }
}
