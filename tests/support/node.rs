//! A chain of its own: anvil.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;

use super::{free_port, process::Server, programs, rpc, wait_for};

/// A node that can be stopped and started again; it keeps its blocks.
pub(crate) struct Node {
    port: u16,
    state: PathBuf,
    running: Option<Server>,
}

impl Node {
    /// Starts a node that keeps its blocks in the file `state`.
    pub(crate) fn start(state: PathBuf) -> Self {
        let mut node = Self {
            port: free_port(),
            state,
            running: None,
        };
        node.start_again();
        node
    }

    pub(crate) fn start_again(&mut self) {
        let mut anvil = Command::new(programs::anvil());
        anvil
            .args(["--host", "127.0.0.1", "--quiet"])
            .args(["--port", &self.port.to_string()])
            .args(["--gas-price", "0", "--base-fee", "0"])
            // Otherwise the chain would call no block final.
            .args(["--slots-in-an-epoch", "1"])
            .arg("--preserve-historical-states")
            .arg("--state")
            .arg(&self.state);
        self.running = Some(Server::start(&mut anvil));
        wait_for("the chain", || {
            rpc::call(self.port, "eth_blockNumber", &json!([]))
        });
    }

    pub(crate) fn stop(&mut self) {
        self.running.take().expect("the node runs").stop();
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Where it keeps its blocks; complete once it is stopped.
    pub(crate) fn state_file(&self) -> &Path {
        &self.state
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}
