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
        let port = stage.ports.chain;
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

    /// The port of it.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The number of the newest block.
    ///
    /// # Errors
    /// When the chain does not answer.
    pub(super) fn height(&self) -> Outcome<u64> {
        rpc::quantity(&rpc::call(self.port, "eth_blockNumber", json!([]))?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{demo::profile::Profile, places::Places, supervisor::Supervisor};

    #[test]
    fn the_chain_keeps_its_blocks_over_a_restart() {
        let places = Places::find().unwrap();
        if places.foundry("anvil").is_err() {
            println!("skipped: anvil is not here; `cargo xtask setup` brings it");
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(folder.path()).unwrap();
        let ports = profile.ports().unwrap();
        let heights: Vec<_> = (0..2)
            .map(|_| {
                let supervisor = Supervisor::new(&profile.logs()).unwrap();
                let stage = Stage {
                    places: &places,
                    profile: &profile,
                    ports,
                    supervisor: &supervisor,
                };
                let node = Node::start(&stage).unwrap();
                let before = node.height().unwrap();
                rpc::call(node.port, "evm_mine", json!([])).unwrap();
                before
            })
            .collect();
        assert_eq!(heights, [0, 1]);
        assert_eq!(
            fs_entries(&profile.logs()),
            ["anvil.log"],
            "no note of running children is left"
        );
    }

    fn fs_entries(folder: &std::path::Path) -> Vec<String> {
        let names = std::fs::read_dir(folder).unwrap();
        names
            .map(|name| name.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}
