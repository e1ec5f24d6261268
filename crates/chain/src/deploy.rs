//! Puts the contracts on a fresh chain. Used by the gateway's set-up and by tests.

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes};
use alloy_sol_types::{SolCall, SolConstructor};
use keys::{ChainAddress, RecoverableSignature};
use url::Url;

use crate::bindings::{
    Accesses, Credentials, Departments, Deposits, Grants, Invoices, Journal, Laws, Petitions,
    Presentations, Referrals,
};
use crate::error::ChainError;
use crate::journal::to_alloy;
use crate::network::Contracts;
use crate::rpc::{Limits, NodeClient};

/// What a network description needs to know about a fresh deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deployment {
    /// EIP-155 chain id the node gives.
    pub chain_id: u64,
    /// Hash of block 0 the node gives.
    pub genesis: B256,
    /// Block of the first contract.
    pub start_block: u64,
    /// Where the contracts are.
    pub contracts: Contracts,
}

/// Who has a part in the deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Account that deploys, and founds the directory afterwards.
    pub deployer: ChainAddress,
    /// Department that makes the law.
    pub legislator: ChainAddress,
    /// Department that allots invoice numbers.
    pub tax_bureau: ChainAddress,
}

/// Deploys all contracts through the node at `url` (our own: it is believed) and opens the journal
/// for them. `bucket_bits` is 0 to 15; `sign` signs digests with the deployer's key.
///
/// # Errors
/// Node faults, [`ChainError::Reverted`], [`ChainError::Signing`], [`ChainError::NotConfirmed`].
pub async fn deploy_all(
    url: &Url,
    parties: &Parties,
    bucket_bits: u8,
    sign: impl FnMut(&[u8; 32]) -> Option<RecoverableSignature> + Send,
) -> Result<Deployment, ChainError> {
    let node = NodeClient::new("deployment", url, Limits::default())?;
    let (chain_id, genesis) = (node.chain_id().await?, node.genesis().await?);
    let mut deployer = Deployer {
        node,
        chain_id,
        account: parties.deployer,
        sign,
        first_block: None,
    };
    let legislator = to_alloy(parties.legislator);
    let tax_bureau = to_alloy(parties.tax_bureau);

    let journal = deployer
        .create(
            &Journal::BYTECODE,
            &Journal::constructorCall { bits: bucket_bits },
        )
        .await?;
    let journal_ = to_alloy(journal);
    let departments = deployer
        .create(
            &Departments::BYTECODE,
            &Departments::constructorCall { journal_ },
        )
        .await?;
    let departments_ = to_alloy(departments);
    let laws = Laws::constructorCall {
        journal_,
        departments_,
        legislator_: legislator,
    };
    let laws = deployer.create(&Laws::BYTECODE, &laws).await?;
    let grants = Grants::constructorCall {
        journal_,
        departments_,
    };
    let grants = deployer.create(&Grants::BYTECODE, &grants).await?;
    let credentials = Credentials::constructorCall {
        journal_,
        departments_,
    };
    let credentials = deployer
        .create(&Credentials::BYTECODE, &credentials)
        .await?;
    let invoices = Invoices::constructorCall {
        journal_,
        departments_,
        taxBureau_: tax_bureau,
    };
    let invoices = deployer.create(&Invoices::BYTECODE, &invoices).await?;

    let referrals = Referrals::constructorCall {
        journal_,
        departments_,
        laws_: to_alloy(laws),
    };
    let referrals = deployer.create(&Referrals::BYTECODE, &referrals).await?;
    let accesses = Accesses::constructorCall {
        journal_,
        departments_,
    };
    let accesses = deployer.create(&Accesses::BYTECODE, &accesses).await?;
    let petitions = Petitions::constructorCall {
        journal_,
        departments_,
    };
    let petitions = deployer.create(&Petitions::BYTECODE, &petitions).await?;
    let presentations = Presentations::constructorCall {
        journal_,
        departments_,
    };
    let presentations = deployer
        .create(&Presentations::BYTECODE, &presentations)
        .await?;

    let deposits = deployer
        .create(&Deposits::BYTECODE, &Deposits::constructorCall { journal_ })
        .await?;

    let contracts = Contracts {
        journal,
        departments,
        laws,
        grants,
        credentials,
        invoices,
        referrals,
        accesses,
        petitions,
        presentations,
        deposits,
    };
    let registries = contracts.registries().map(to_alloy).to_vec();
    let open = Journal::openCall { registries }.abi_encode();
    deployer.execute(Some(journal), &open.into()).await?;
    Ok(Deployment {
        chain_id,
        genesis,
        start_block: deployer.first_block.unwrap_or(1),
        contracts,
    })
}

struct Deployer<S> {
    node: NodeClient,
    chain_id: u64,
    account: ChainAddress,
    sign: S,
    first_block: Option<u64>,
}

impl<S: FnMut(&[u8; 32]) -> Option<RecoverableSignature> + Send> Deployer<S> {
    /// Creates a contract; its address follows from account and nonce.
    async fn create(
        &mut self,
        bytecode: &Bytes,
        arguments: &(impl SolConstructor + Sync),
    ) -> Result<ChainAddress, ChainError> {
        let code = [bytecode.as_ref(), &arguments.abi_encode()].concat();
        let nonce = self.execute(None, &code.into()).await?;
        let address: Address = to_alloy(self.account).create(nonce);
        Ok(address.into_array().into())
    }

    /// Sends one transaction, waits for it, and gives its nonce.
    async fn execute(&mut self, to: Option<ChainAddress>, data: &Bytes) -> Result<u64, ChainError> {
        let transaction = self
            .node
            .prepare(self.chain_id, self.account, to, data)
            .await?;
        let nonce = transaction.nonce();
        let signature = (self.sign)(&transaction.signing_hash()).ok_or(ChainError::Signing)?;
        let raw = transaction.sign(&signature)?;
        let bytes = serde_json::json!([raw.bytes()]);
        let _: B256 = self.node.call("eth_sendRawTransaction", bytes).await?;
        let receipt = self.node.confirm(raw.hash(), None);
        let receipt = tokio::time::timeout(Duration::from_secs(60), receipt).await;
        let receipt = receipt.map_err(|_| ChainError::NotConfirmed)??;
        self.first_block.get_or_insert(receipt.block);
        Ok(nonce)
    }
}
