//! The sample city: its departments on the chain and their server.

use std::{process::Command, time::Duration};

use serde_json::Value;

use crate::{
    demo::{Stage, anvil::Node},
    failure::{Context, Failure, Outcome},
    process,
};

/// The registered departments and where their server shall listen.
pub(super) struct City {
    port: u16,
    /// What `gateway setup` said, JSON.
    said: Value,
}

impl City {
    /// Deploys the contracts and registers the departments, where that has not been done yet.
    ///
    /// # Errors
    /// When the gateway's set-up fails.
    pub(super) fn register(stage: &Stage<'_>, node: &Node) -> Outcome<Self> {
        let port = stage.profile.ports()?.gateway;
        let said = process::output(
            gateway(stage)
                .args(["setup", "--json", "--rpc", &node.url()])
                .args(["--base-url", &format!("http://127.0.0.1:{port}")])
                .arg("--dir")
                .arg(stage.profile.city()),
        )?;
        let said = serde_json::from_str(&said).context("the answer of `gateway setup`")?;
        Ok(Self { port, said })
    }

    /// The names of the departments, for the terminal.
    pub(super) fn summary(&self) -> String {
        let names: Vec<_> = self.said["departments"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|department| department["name"].as_str())
            .collect();
        format!("{}: {}", names.len(), names.join(", "))
    }

    /// Starts the departments' server and waits until it says that it listens; returns its address.
    ///
    /// # Errors
    /// When it does not come up in 30 seconds.
    pub(super) fn serve(&self, stage: &Stage<'_>) -> Outcome<String> {
        let mut serve = gateway(stage);
        serve
            .args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .arg("--dir")
            .arg(stage.profile.city());
        let line =
            stage
                .supervisor
                .start_and_hear("gateway", &mut serve, Duration::from_secs(30))?;
        let said: Value =
            serde_json::from_str(&line).context("the first line of `gateway serve`")?;
        match (&said["ready"], said["url"].as_str()) {
            (Value::Bool(true), Some(url)) => Ok(url.to_owned()),
            _ => Err(Failure::new(format!(
                "`gateway serve` is not ready: {line}"
            ))),
        }
    }
}

fn gateway(stage: &Stage<'_>) -> Command {
    Command::new(stage.places.program("gateway"))
}
