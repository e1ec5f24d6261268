//! Storage slots proven by Merkle-Patricia proofs (EIP-1186) against a trusted state root.

use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_rlp::Encodable;
use alloy_rpc_types_eth::EIP1186AccountProofResponse;
use alloy_trie::{Nibbles, TrieAccount, proof::verify_proof};

/// Why a proof proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateProofError {
    /// Another contract or other slots than asked for.
    #[error("proof is about something else")]
    OtherSubject,
    /// The account's part does not lead to the state root.
    #[error("account proof does not verify")]
    Account,
    /// A slot's part does not lead to the account's storage root.
    #[error("storage proof does not verify")]
    Storage,
}

/// Verifies `answer` (the result of `eth_getProof`) for exactly `slots` of `contract`, in that
/// order, and returns their values; 0 is a slot proven to be absent.
///
/// # Errors
/// See [`StateProofError`]. An absent contract cannot be proven: it is an [`StateProofError::Account`].
pub fn verify_slots(
    state_root: B256,
    contract: Address,
    slots: &[B256],
    answer: &EIP1186AccountProofResponse,
) -> Result<Vec<U256>, StateProofError> {
    if answer.address != contract || answer.storage_proof.len() != slots.len() {
        return Err(StateProofError::OtherSubject);
    }
    let account = TrieAccount {
        nonce: answer.nonce,
        balance: answer.balance,
        storage_root: answer.storage_hash,
        code_hash: answer.code_hash,
    };
    let path = Nibbles::unpack(keccak256(contract));
    verify_proof(state_root, path, Some(rlp(&account)), &answer.account_proof)
        .map_err(|_| StateProofError::Account)?;
    let mut values = Vec::with_capacity(slots.len());
    for (slot, proof) in slots.iter().zip(&answer.storage_proof) {
        if proof.key.as_b256() != *slot {
            return Err(StateProofError::OtherSubject);
        }
        let expected = (!proof.value.is_zero()).then(|| rlp(&proof.value));
        let path = Nibbles::unpack(keccak256(slot));
        verify_proof(answer.storage_hash, path, expected, &proof.proof)
            .map_err(|_| StateProofError::Storage)?;
        values.push(proof.value);
    }
    Ok(values)
}

/// Slot of `mapping[key]` whose mapping is at slot `base`: `keccak256(key . base)`, both 32 bytes
/// (Solidity, "Layout of State Variables in Storage").
pub fn mapping_slot(key: B256, base: B256) -> B256 {
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(key.as_slice());
    bytes[32..].copy_from_slice(base.as_slice());
    keccak256(bytes)
}

fn rlp(value: &impl Encodable) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.length());
    value.encode(&mut out);
    out
}
