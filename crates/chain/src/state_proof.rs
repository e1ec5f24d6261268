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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use alloy_trie::{HashBuilder, proof::ProofRetainer};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const CONTRACT: Address = Address::repeat_byte(7);

    /// Root of a trie over `leaves`, and the proofs of `targets`.
    fn trie(leaves: &[(B256, Vec<u8>)], targets: &[B256]) -> (B256, Vec<Vec<String>>) {
        let path = |key: &B256| Nibbles::unpack(keccak256(key));
        let mut leaves: Vec<_> = leaves
            .iter()
            .map(|(key, value)| (path(key), value))
            .collect();
        leaves.sort();
        let retainer = ProofRetainer::new(targets.iter().map(path).collect());
        let mut builder = HashBuilder::default().with_proof_retainer(retainer);
        for (path, value) in leaves {
            builder.add_leaf(path, value);
        }
        let root = builder.root();
        let nodes = builder.take_proof_nodes();
        let proof = |target: &B256| {
            let nodes = nodes.matching_nodes_sorted(&path(target));
            nodes
                .into_iter()
                .map(|(_, node)| node.to_string())
                .collect()
        };
        (root, targets.iter().map(proof).collect())
    }

    fn slot(n: u64) -> B256 {
        U256::from(n).into()
    }

    /// A state root with a contract of 20 slots (slot n holds n * 3), and the honest answer for
    /// `slots`.
    fn sample(slots: &[u64]) -> (B256, Value) {
        let leaves: Vec<_> = (1..=20)
            .map(|n| (slot(n), rlp(&U256::from(n * 3))))
            .collect();
        let targets: Vec<_> = slots.iter().map(|n| slot(*n)).collect();
        let (storage_root, proofs) = trie(&leaves, &targets);
        let account = TrieAccount {
            nonce: 1,
            balance: U256::ZERO,
            storage_root,
            code_hash: B256::repeat_byte(4),
        };
        // `trie` hashes 32-byte keys; an account's key is its 20 bytes.
        let mut accounts = vec![(Nibbles::unpack(keccak256(CONTRACT)), rlp(&account))];
        for n in 1..10u8 {
            let other = Address::repeat_byte(n ^ 0xF0);
            accounts.push((Nibbles::unpack(keccak256(other)), rlp(&account)));
        }
        accounts.sort();
        let retainer = ProofRetainer::new(vec![Nibbles::unpack(keccak256(CONTRACT))]);
        let mut builder = HashBuilder::default().with_proof_retainer(retainer);
        for (path, value) in &accounts {
            builder.add_leaf(*path, value);
        }
        let state_root = builder.root();
        let nodes = builder.take_proof_nodes().into_nodes_sorted();
        let account_proof: Vec<_> = nodes.iter().map(|(_, node)| node.to_string()).collect();
        let storage_proof: Vec<_> = slots
            .iter()
            .zip(proofs)
            .map(|(n, proof)| {
                let value = if (1..=20).contains(n) { n * 3 } else { 0 };
                json!({"key": slot(*n), "value": format!("{value:#x}"), "proof": proof})
            })
            .collect();
        let answer = json!({"address": CONTRACT, "balance": "0x0", "nonce": "0x1",
            "codeHash": account.code_hash, "storageHash": storage_root,
            "accountProof": account_proof, "storageProof": storage_proof});
        (state_root, answer)
    }

    fn verify(
        root: B256,
        slots: &[u64],
        answer: &[u8],
    ) -> Option<Result<Vec<U256>, StateProofError>> {
        let slots: Vec<_> = slots.iter().map(|n| slot(*n)).collect();
        let answer = serde_json::from_slice(answer).ok()?;
        Some(verify_slots(root, CONTRACT, &slots, &answer))
    }

    #[test]
    fn present_and_absent_slots_are_proven() {
        let slots = [3, 99, 20];
        let (root, answer) = sample(&slots);
        let answer = serde_json::to_vec(&answer).unwrap();
        let expected = [9, 0, 60].map(U256::from).to_vec();
        assert_eq!(verify(root, &slots, &answer), Some(Ok(expected)));
        let other = verify(root, &[3, 98, 20], &answer);
        assert_eq!(other, Some(Err(StateProofError::OtherSubject)));
        let other = verify(B256::repeat_byte(1), &slots, &answer);
        assert_eq!(other, Some(Err(StateProofError::Account)));
    }

    #[test]
    fn other_values_are_refused() {
        for (index, value) in [(0, "0x0"), (0, "0xa"), (1, "0x1")] {
            let (root, mut answer) = sample(&[3, 99]);
            answer["storageProof"][index]["value"] = json!(value);
            let answer = serde_json::to_vec(&answer).unwrap();
            assert_eq!(
                verify(root, &[3, 99], &answer),
                Some(Err(StateProofError::Storage))
            );
        }
    }

    proptest! {
        #[test]
        fn mutations_never_panic_and_never_prove_something_else(
            at: prop::sample::Index, byte: u8,
        ) {
            let (root, answer) = sample(&[3, 99]);
            let mut bytes = serde_json::to_vec(&answer).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Some(Ok(values)) = verify(root, &[3, 99], &bytes) {
                prop_assert_eq!(values, [9, 0].map(U256::from).to_vec());
            }
        }

        #[test]
        fn rubbish_nodes_never_panic(node in prop::collection::vec(any::<u8>(), 0..80)) {
            let (_, mut answer) = sample(&[3]);
            // A root that matches the rubbish lets it reach the decoder.
            let root = keccak256(&node);
            answer["accountProof"] = json!([const_hex::encode_prefixed(&node)]);
            let answer = serde_json::to_vec(&answer).unwrap();
            prop_assert!(!matches!(verify(root, &[3], &answer), Some(Ok(_))));
        }
    }
}
