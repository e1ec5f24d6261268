//! The local chain: anvil as a child process, with free gas and a state that survives.

use std::{process::Command, time::Duration};

use serde_json::json;

use crate::{
    demo::{Stage, rpc},
    failure::Outcome,
};

/// The chain id of the demo, also the first part of every department's DID (`0x7a69`).
const CHAIN_ID: u64 = 31_337;

/// A running chain.
pub(super) struct Node {
    port: u16,
}

impl Node {
    /// Starts the chain with the state of the profile and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up in 30 seconds.
    pub(super) fn start(stage: &Stage<'_>) -> Outcome<Self> {
        let port = stage.profile.ports()?.chain;
        let mut anvil = Command::new(stage.places.foundry("anvil")?);
        anvil
            .args([
                "--host",
                "127.0.0.1",
                "--port",
                &port.to_string(),
                "--quiet",
            ])
            .args(["--chain-id", &CHAIN_ID.to_string()])
            .args(["--gas-price", "0", "--base-fee", "0"])
            // Otherwise the chain would call no block final.
            .args(["--slots-in-an-epoch", "1"])
            // After a kill at most the last second is lost, and old states can still be proven.
            .args(["--state-interval", "1", "--preserve-historical-states"])
            .arg("--state")
            .arg(stage.profile.chain_state());
        stage.supervisor.start("anvil", &mut anvil)?;
        let node = Self { port };
        stage
            .supervisor
            .wait_for("anvil", Duration::from_secs(30), || node.height().ok())?;
        Ok(node)
    }

    /// The address of its JSON-RPC.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The number of the newest block.
    ///
    /// # Errors
    /// When the chain does not answer.
    pub(super) fn height(&self) -> Outcome<u64> {
        rpc::quantity(&rpc::call(self.port, "eth_blockNumber", json!([]))?)
    }
}
