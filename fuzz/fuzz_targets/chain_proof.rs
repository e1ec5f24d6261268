//! The storage half of an `eth_getProof` answer: trie nodes, each after a byte with its length, under
//! an account proof that holds, so that the first node is always the root that was asked for.
#![no_main]

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use alloy_rpc_types_eth::{EIP1186AccountProofResponse, EIP1186StorageProof};
use alloy_trie::TrieAccount;
use chain::state_proof::verify_slots;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((value, nodes)) = bytes.split_first() else {
        return;
    };
    let nodes = nodes_of(nodes);
    let Some(root) = nodes.first().map(keccak256) else {
        return;
    };
    let account = TrieAccount {
        storage_root: root,
        ..TrieAccount::default()
    };
    let leaf = account_leaf(&account);
    let slot = B256::ZERO;
    let answer = EIP1186AccountProofResponse {
        address: Address::ZERO,
        balance: account.balance,
        code_hash: account.code_hash,
        nonce: account.nonce,
        storage_hash: account.storage_root,
        account_proof: vec![leaf.clone().into()],
        storage_proof: vec![EIP1186StorageProof {
            key: slot.into(),
            value: U256::from(*value),
            proof: nodes,
        }],
    };
    if let Ok(values) = verify_slots(keccak256(&leaf), Address::ZERO, &[slot], &answer) {
        assert_eq!(values, [U256::from(*value)]);
    }
});

fn nodes_of(mut bytes: &[u8]) -> Vec<Bytes> {
    let mut nodes = Vec::new();
    while let Some((length, rest)) = bytes.split_first() {
        let (node, rest) = rest.split_at(rest.len().min(usize::from(*length)));
        nodes.push(Bytes::copy_from_slice(node));
        bytes = rest;
    }
    nodes
}

/// The whole state trie of a chain with this one account, at address zero: one leaf.
fn account_leaf(account: &TrieAccount) -> Vec<u8> {
    // Hex-prefix encoding of the whole path: 0x20 for a leaf of even length.
    let mut path = vec![0x20];
    path.extend_from_slice(keccak256(Address::ZERO).as_slice());
    let items: Vec<Bytes> = vec![path.into(), alloy_rlp::encode(account).into()];
    alloy_rlp::encode(items)
}
