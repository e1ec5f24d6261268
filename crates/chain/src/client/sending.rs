//! Transactions: prepared, signed by the caller, submitted, confirmed.

use std::sync::Arc;
use std::time::Duration;

use alloy_primitives::B256;
use keys::{ChainAddress, RecoverableSignature};
use serde_json::json;

use super::Chain;
use crate::error::ChainError;
use crate::transaction::{Call, RawTx, Receipt, TxHash, UnsignedTx};

/// How long [`Chain::send`] waits for the block.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);

impl Chain {
    /// Makes a transaction of `call`: zero fees, nonce from the node, gas estimated with a margin.
    ///
    /// # Errors
    /// [`ChainError::Reverted`] if the contract would refuse it; [`ChainError::GasLimit`]; node
    /// faults.
    pub async fn prepare(&self, from: ChainAddress, call: &Call) -> Result<UnsignedTx, ChainError> {
        let chain_id = self.network().chain_id();
        self.one_by_one(|node| async move {
            node.prepare(chain_id, from, Some(call.to), &call.data)
                .await
        })
        .await
    }

    /// Hands a signed transaction to the first node that takes it.
    ///
    /// # Errors
    /// Node faults; [`ChainError::Refused`] if no node takes it. After
    /// [`ChainError::Unreachable`] or [`ChainError::Timeout`] it may have been taken all the same:
    /// [`Chain::confirm`] tells.
    pub async fn submit(&self, raw: &RawTx) -> Result<TxHash, ChainError> {
        self.one_by_one(|node| async move {
            let found: B256 = node
                .call("eth_sendRawTransaction", json!([raw.bytes()]))
                .await?;
            if found == raw.hash().0 {
                Ok(raw.hash())
            } else {
                Err(node.bad("hash of another transaction"))
            }
        })
        .await
    }

    /// Waits at most `timeout` until the transaction is in a block, by one node's word.
    ///
    /// # Errors
    /// [`ChainError::NotConfirmed`] after `timeout`: it may still come; [`ChainError::Reverted`] if
    /// the contract refused it; node faults.
    pub async fn confirm(&self, hash: TxHash, timeout: Duration) -> Result<Receipt, ChainError> {
        let journal = Some(self.network().contracts().journal);
        let wait = self.one_by_one(|node| async move { node.confirm(hash, journal).await });
        tokio::time::timeout(timeout, wait)
            .await
            .unwrap_or(Err(ChainError::NotConfirmed))
    }

    /// Prepares, signs, submits, and confirms within 30 s. Sends of one account through one `Chain`
    /// (and its clones) follow one another; two programs must not send from one account at once.
    ///
    /// `sign` gets the digest and gives the signature of the account `from`, or `None` to refuse.
    ///
    /// # Errors
    /// As [`Chain::prepare`], [`Chain::submit`], [`Chain::confirm`]; [`ChainError::Signing`].
    pub async fn send(
        &self,
        from: ChainAddress,
        call: &Call,
        sign: impl FnOnce(&[u8; 32]) -> Option<RecoverableSignature> + Send,
    ) -> Result<Receipt, ChainError> {
        let hash = {
            let lock = self.account_lock(from);
            let _one_at_a_time = lock.lock().await;
            let transaction = self.prepare(from, call).await?;
            let signature = sign(&transaction.signing_hash()).ok_or(ChainError::Signing)?;
            self.submit(&transaction.sign(&signature)?).await?
        };
        self.confirm(hash, SEND_TIMEOUT).await
    }

    fn account_lock(&self, account: ChainAddress) -> Arc<tokio::sync::Mutex<()>> {
        let mut accounts = self.0.accounts.lock().expect("no panic while it is held");
        // One-time accounts come and go: locks nobody holds are dropped.
        accounts.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(accounts.entry(account).or_default())
    }
}
