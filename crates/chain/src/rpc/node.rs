//! What is asked of one node, above plain JSON-RPC calls.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_rpc_types_eth::EIP1186AccountProofResponse;
use keys::ChainAddress;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::NodeClient;
use super::wire::{Quantity, format_quantity};
use crate::error::ChainError;
use crate::header::{CheckedHeader, TrustedHeader, header_bytes, parse_header};
use crate::journal::{Entry, parse_logs};
use crate::proof::{Contradiction, Subject};
use crate::qbft::{QbftError, SealedHeader};
use crate::reads::RawProof;
use crate::state_proof::verify_slots;
use crate::transaction::{MAX_GAS, Receipt, TxHash, UnsignedTx};

/// First and longest pause between two looks for a receipt.
const POLL: (Duration, Duration) = (Duration::from_millis(50), Duration::from_millis(250));

impl NodeClient {
    /// Checks that the node serves the pinned chain.
    pub(crate) async fn check_identity(
        &self,
        chain_id: u64,
        genesis: B256,
    ) -> Result<(), ChainError> {
        let found = self.chain_id().await?;
        if found != chain_id {
            let node = self.name().to_owned();
            return Err(ChainError::WrongChain {
                node,
                expected: chain_id,
                found,
            });
        }
        if self.genesis().await? != genesis {
            return Err(ChainError::WrongGenesis {
                node: self.name().to_owned(),
            });
        }
        Ok(())
    }

    /// EIP-155 chain id.
    pub(crate) async fn chain_id(&self) -> Result<u64, ChainError> {
        self.call("eth_chainId", json!([]))
            .await
            .map(|Quantity(id)| id)
    }

    /// Hash of block 0, as the node gives it.
    pub(crate) async fn genesis(&self) -> Result<B256, ChainError> {
        #[derive(Deserialize)]
        struct Block {
            hash: B256,
        }
        let block: Block = self
            .call("eth_getBlockByNumber", json!(["0x0", false]))
            .await?;
        Ok(block.hash)
    }

    /// Height of the node's newest block, for people who look after nodes; nothing is proven by it.
    ///
    /// # Errors
    /// Node faults.
    pub async fn height(&self) -> Result<u64, ChainError> {
        self.block_number().await
    }

    /// Whether the node's block at `number` is the one with this hash, recomputed.
    ///
    /// # Errors
    /// Node faults.
    pub async fn has(&self, number: u64, hash: B256) -> Result<bool, ChainError> {
        Ok(self
            .header(Some(number))
            .await?
            .is_some_and(|header| header.hash == hash))
    }

    /// Height of the node's newest block.
    pub(crate) async fn block_number(&self) -> Result<u64, ChainError> {
        self.call("eth_blockNumber", json!([]))
            .await
            .map(|Quantity(number)| number)
    }

    /// The header at `number`, or the latest; `None` if the node has none there.
    pub(crate) async fn header(
        &self,
        number: Option<u64>,
    ) -> Result<Option<CheckedHeader>, ChainError> {
        if self.seals {
            let header = self.sealed(number).await?;
            return Ok(header.map(|header| *header.checked()));
        }
        let header = self.block(number, parse_header).await?;
        match (number, &header) {
            (Some(number), Some(header)) if number != header.number => {
                Err(self.bad("header of another block"))
            }
            _ => Ok(header),
        }
    }

    /// The same on a chain whose validators seal the headers; nothing is said about the seals.
    pub(crate) async fn sealed(
        &self,
        number: Option<u64>,
    ) -> Result<Option<SealedHeader>, ChainError> {
        let parse = |json: &[u8]| {
            SealedHeader::parse(json).map_err(|error| match error {
                QbftError::Malformed(what) | QbftError::NotQbft(what) => what,
                _ => "header",
            })
        };
        let header = self.block(number, parse).await?;
        match (number, &header) {
            (Some(number), Some(header)) if number != header.number() => {
                Err(self.bad("header of another block"))
            }
            _ => Ok(header),
        }
    }

    async fn block<T>(
        &self,
        number: Option<u64>,
        parse: impl Fn(&[u8]) -> Result<T, &'static str>,
    ) -> Result<Option<T>, ChainError> {
        let which = number.map_or_else(|| "latest".to_owned(), format_quantity);
        let answer = self
            .call_raw("eth_getBlockByNumber", json!([which, false]))
            .await?;
        let Some(block) = self.parse::<Option<&RawValue>>(&answer)? else {
            return Ok(None);
        };
        let header = parse(block.get().as_bytes()).map_err(|what| self.bad(what))?;
        Ok(Some(header))
    }

    /// A storage word's proof against `header` with the header's own bytes, verified first.
    pub(crate) async fn raw_proof(
        &self,
        header: &TrustedHeader,
        contract: Address,
        slot: B256,
    ) -> Result<RawProof, ChainError> {
        let number = format_quantity(header.number());
        let answer = self
            .call_raw("eth_getBlockByNumber", json!([number, false]))
            .await?;
        let Some(block) = self.parse::<Option<&RawValue>>(&answer)? else {
            return Err(self.bad("header of another block"));
        };
        let bytes =
            header_bytes(block.get().as_bytes(), header.hash()).map_err(|what| self.bad(what))?;
        let params = json!([contract, [slot], number]);
        let answer: EIP1186AccountProofResponse = self.call("eth_getProof", params).await?;
        verify_slots(header.state_root(), contract, &[slot], &answer)
            .map_err(|_| self.bad("state proof"))?;
        let storage = answer.storage_proof.into_iter().next();
        Ok(RawProof {
            header: bytes,
            account: answer.account_proof,
            slot,
            storage: storage.map(|found| found.proof).unwrap_or_default(),
        })
    }

    /// Storage words proven against `header`.
    pub(crate) async fn prove_slots(
        &self,
        header: &TrustedHeader,
        contract: Address,
        slots: &[B256],
    ) -> Result<Vec<U256>, ChainError> {
        let params = json!([contract, slots, format_quantity(header.number())]);
        let answer: EIP1186AccountProofResponse = self.call("eth_getProof", params).await?;
        verify_slots(header.state_root(), contract, slots, &answer).map_err(|error| {
            ChainError::from(Contradiction {
                what: Subject::StateProof,
                node: self.name().to_owned(),
                height: header.number(),
                expected: header.state_root().to_string(),
                found: error.to_string(),
                headers: Vec::new(),
            })
        })
    }

    /// A transaction with the account's next nonce and enough gas; `to` none creates a contract.
    pub(crate) async fn prepare(
        &self,
        chain_id: u64,
        from: ChainAddress,
        to: Option<ChainAddress>,
        data: &Bytes,
    ) -> Result<UnsignedTx, ChainError> {
        let mut call = json!({"from": from, "input": data, "value": "0x0"});
        if let Some(to) = to {
            call["to"] = json!(to);
        }
        let Quantity(gas) = self.call("eth_estimateGas", json!([call])).await?;
        if gas > MAX_GAS {
            return Err(ChainError::GasLimit { gas });
        }
        let Quantity(nonce) = self
            .call("eth_getTransactionCount", json!([from, "pending"]))
            .await?;
        // A storage slot can turn from warm to cold between estimate and execution: a quarter more.
        let gas = (gas + gas / 4).min(MAX_GAS);
        Ok(UnsignedTx::new(
            chain_id,
            from,
            nonce,
            to,
            data.clone(),
            gas,
        ))
    }

    /// Looks for the receipt until it is there; the caller sets the time limit.
    pub(crate) async fn confirm(
        &self,
        hash: TxHash,
        journal: Option<ChainAddress>,
    ) -> Result<Receipt, ChainError> {
        let mut pause = POLL.0;
        loop {
            if let Some(receipt) = self.receipt(hash, journal).await? {
                return Ok(receipt);
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(POLL.1);
        }
    }

    async fn receipt(
        &self,
        hash: TxHash,
        journal: Option<ChainAddress>,
    ) -> Result<Option<Receipt>, ChainError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Found<'a> {
            transaction_hash: B256,
            block_number: Quantity,
            gas_used: Quantity,
            status: Quantity,
            #[serde(borrow)]
            logs: &'a RawValue,
        }
        let answer = self
            .call_raw("eth_getTransactionReceipt", json!([hash]))
            .await?;
        let Some(found) = self.parse::<Option<Found<'_>>>(&answer)? else {
            return Ok(None);
        };
        if found.transaction_hash != hash.0 {
            return Err(self.bad("receipt of another transaction"));
        }
        let block = found.block_number.0;
        if found.status.0 != 1 {
            return Err(self.revert_reason(hash, block).await);
        }
        let header = self.header(Some(block)).await?;
        let header = header.ok_or_else(|| self.bad("block of a receipt is missing"))?;
        let entries = match journal {
            Some(journal) => self.entries_of(found.logs, journal, block)?,
            None => Vec::new(),
        };
        let gas = found.gas_used.0;
        Ok(Some(Receipt {
            hash,
            block,
            time: header.time,
            gas,
            entries,
        }))
    }

    /// The journal's entries among the logs of a receipt.
    fn entries_of(
        &self,
        logs: &RawValue,
        journal: ChainAddress,
        block: u64,
    ) -> Result<Vec<Entry>, ChainError> {
        #[derive(Deserialize)]
        struct Source {
            address: ChainAddress,
            topics: Vec<B256>,
        }
        let malformed = |_| self.bad("malformed logs");
        let logs: Vec<&RawValue> = serde_json::from_str(logs.get()).map_err(malformed)?;
        let mut entries = Vec::new();
        for log in logs {
            let source: Source = serde_json::from_str(log.get()).map_err(malformed)?;
            if source.address == journal
                && source.topics.first() == Some(&crate::bindings::ENTRY_TOPIC)
            {
                let one = format!("[{}]", log.get());
                let address = crate::journal::to_alloy(journal);
                let parsed = parse_logs(one.as_bytes(), address).map_err(|what| self.bad(what))?;
                entries.extend(parsed);
            }
        }
        if entries.iter().any(|entry| entry.block != block) {
            return Err(self.bad("log of another block"));
        }
        Ok(entries)
    }

    /// Runs a reverted transaction again, to learn the error.
    async fn revert_reason(&self, hash: TxHash, block: u64) -> ChainError {
        #[derive(Deserialize)]
        struct Sent {
            from: ChainAddress,
            to: Option<ChainAddress>,
            input: Bytes,
        }
        let unknown = ChainError::Reverted {
            error: "unknown".into(),
        };
        let Ok(sent) = self
            .call::<Sent>("eth_getTransactionByHash", json!([hash]))
            .await
        else {
            return unknown;
        };
        let call = json!({"from": sent.from, "to": sent.to, "input": sent.input});
        match self
            .call::<Bytes>("eth_call", json!([call, format_quantity(block)]))
            .await
        {
            Err(error @ ChainError::Reverted { .. }) => error,
            _ => unknown,
        }
    }
}
