//! The nodes, and how they stand.

use std::time::Instant;

use chain::{
    network::Profile as NetworkProfile,
    rpc::{Limits, NodeClient},
};
use wallet_api::{ApiError, GetNetwork, LocalText, NetworkView, NodeRow, TechnicalRow};

use crate::{
    acts::lies,
    convert,
    wallet::{Act, Wallet},
};

impl Act for GetNetwork {
    async fn act(self, wallet: &Wallet) -> Result<NetworkView, ApiError> {
        let session = wallet.session()?;
        let network = convert::network(&wallet.inner().profile)?;
        let head = session.head();
        let mut nodes = Vec::new();
        for node in network.nodes() {
            let started = Instant::now();
            let client =
                NodeClient::of(&network, node, Limits::default()).map_err(convert::chain_error)?;
            let answer = client.height().await;
            let millis = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
            // Whether it has the accepted header is known only for its height.
            let agrees = match (&answer, &head) {
                (Ok(_), Some(head)) => client
                    .has(head.header.number(), head.header.hash())
                    .await
                    .ok(),
                _ => None,
            };
            nodes.push(NodeRow {
                name: node.name.clone(),
                url: node.url.to_string(),
                height: answer.as_ref().ok().copied(),
                latency_ms: answer.is_ok().then_some(millis),
                error: answer.err().map(|error| convert::chain_error(error).code),
                agrees,
            });
        }
        let (profile, need) = match network.profile() {
            NetworkProfile::Local {} => ("local", 1),
            NetworkProfile::Quorum { need } => ("quorum", u32::from(need)),
            NetworkProfile::Qbft { .. } => ("qbft", 1),
        };
        let contracts = network.contracts();
        let row = |label: &str, value: String| TechnicalRow {
            label: label.to_owned(),
            value,
        };
        Ok(NetworkView {
            name: LocalText {
                zh: network.name().zh.clone(),
                en: network.name().en.clone(),
            },
            profile: profile.to_owned(),
            need,
            chain_id: network.chain_id(),
            nodes,
            technical: vec![
                row("chain-id", network.chain_id().to_string()),
                row("genesis", network.genesis().to_string()),
                row("contract-journal", contracts.journal.to_string()),
                row("contract-departments", contracts.departments.to_string()),
                row("contract-laws", contracts.laws.to_string()),
                row("contract-grants", contracts.grants.to_string()),
                row("contract-credentials", contracts.credentials.to_string()),
                row("contract-invoices", contracts.invoices.to_string()),
            ],
            lies: lies::all(&session)?,
        })
    }
}
