//! The sample city: its departments on the chain and their server.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use serde_json::Value;

use crate::{
    console::{Done, done_with},
    demo::{Stage, anvil::Node},
    failure::{Context, Failure, Outcome},
    process,
};

const PATIENCE: Duration = Duration::from_secs(60);
/// The exit code of a reading that the custodian refused.
const REFUSED: i32 = 6;

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
        let port = stage.ports.gateway;
        let base_url = format!("http://127.0.0.1:{port}");
        let said = Self::act(
            stage,
            &["setup", "--rpc", &node.url(), "--base-url", &base_url],
        )?;
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
        format!("{} departments: {}", names.len(), names.join(", "))
    }

    /// The description of the network, for wallets.
    pub(super) fn network(stage: &Stage<'_>) -> PathBuf {
        stage.profile.city().join("network.json")
    }

    /// Lets the departments act, through their running server.
    ///
    /// # Errors
    /// When the command fails.
    pub(super) fn act(stage: &Stage<'_>, arguments: &[&str]) -> Outcome<Value> {
        let answer = ask(stage, arguments)?;
        match answer.code {
            Some(0) => json(&answer, arguments),
            _ => Err(Failure::new(format!(
                "`gateway {}` failed: {} {}",
                arguments.join(" "),
                answer.stdout.trim(),
                answer.stderr.trim()
            ))),
        }
    }

    /// Lets a department try what has to be refused; returns what the server says.
    ///
    /// # Errors
    /// When it is done.
    pub(super) fn complaint(stage: &Stage<'_>, arguments: &[&str]) -> Outcome<String> {
        let answer = ask(stage, arguments)?;
        match answer.code {
            Some(0) => Err(Failure::new(format!(
                "not refused: {}",
                answer.stdout.trim()
            ))),
            _ => Ok(answer.stdout.trim().to_owned()),
        }
    }

    /// Lets a department try a reading that its custodian has to refuse; returns the reason.
    ///
    /// # Errors
    /// When the reading is served, or fails in another way.
    pub(super) fn refusal(stage: &Stage<'_>, arguments: &[&str]) -> Outcome<String> {
        let answer = ask(stage, arguments)?;
        if answer.code != Some(REFUSED) {
            return Err(Failure::new(format!(
                "not refused but: {}",
                answer.stdout.trim()
            )));
        }
        let said = json(&answer, arguments)?;
        said["reason"]
            .as_str()
            .map(str::to_owned)
            .context("the refusal has no reason")
    }

    /// Starts the departments' server and waits until it says that it listens; returns its address.
    /// With `reads_by_itself` the education bureau uses its grant some seconds after it got one, so
    /// that there is a use to see.
    ///
    /// # Errors
    /// When it does not come up in 30 seconds.
    pub(super) fn serve(&self, stage: &Stage<'_>, reads_by_itself: bool) -> Outcome<String> {
        let mut serve = gateway(stage);
        serve
            .args(["serve", "--listen", &format!("127.0.0.1:{}", self.port)])
            .args(reads_by_itself.then_some("--sample"))
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

impl City {
    /// Gives the wallet the network, and a newcomer the links that an office would have sent: an
    /// offer of the first document, and requests of several kinds.
    ///
    /// # Errors
    /// When the network's description cannot be copied or the departments do not answer.
    pub(super) fn welcome(stage: &Stage<'_>) -> Outcome<Done<Vec<String>>> {
        let wallet = stage.profile.wallet();
        fs::create_dir_all(&wallet).context(wallet.display())?;
        let network = Self::network(stage);
        fs::copy(&network, wallet.join("network.json")).context(network.display())?;
        if wallet.join("vault").exists() {
            return Ok(done_with(Vec::new(), "your wallet has it already"));
        }
        let offer = Self::act(stage, &["offer", "--tell-code"])?;
        let request = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "education",
                "--attributes",
                "person.name,household.address,household.members",
                "--optional",
                "person.birth-date",
                "--purpose",
                "school-enrolment",
                "--uses",
                "3",
            ],
        )?;
        let delegable = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "education",
                "--attributes",
                "person.name,household.address",
                "--purpose",
                "school-places",
                "--depth",
                "2",
                "--uses",
                "4",
                "--retention",
                "90",
            ],
        )?;
        let overreaching = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "housing",
                "--attributes",
                "person.name,household.address,person.birth-date,person.telephone",
                "--optional",
                "household.members",
                "--purpose",
                "rent-subsidy",
                "--uses",
                "12",
                "--retention",
                "365",
                "--accept-less",
                "always",
            ],
        )?;
        let change = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "civil-affairs",
                "--purpose",
                "registration-update",
                "--modify",
                r#"household.address={"zh":"海棠市样例区示例街20号1单元301室","en":"Room 301, Unit 1, 20 Example Street, Sample District, Haitang"}"#,
                "--modify",
                "household.since=2026-11-16",
                "--add",
                r#"household.post-to={"zh":"同现住址","en":"Same as home"}"#,
                "--days",
                "7",
                "--retention",
                "0",
                "--accept-less",
                "always",
            ],
        )?;
        let changed = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "housing",
                "--attributes",
                "person.name,person.id-number",
                "--purpose",
                "rent-subsidy",
                "--by-value",
            ],
        )?;
        // For one item of the next the law asks an officer first; the case is open already.
        let referred = Self::act(
            stage,
            &[
                "ask",
                "--department",
                "housing",
                "--attributes",
                "person.name,household.address,person.id-number",
                "--purpose",
                "rent-subsidy",
                "--uses",
                "3",
            ],
        )?;
        Self::act(
            stage,
            &["refer", "--department", "housing", "--due-days", "5"],
        )?;
        let changed = changed["link"].as_str().map(somebody_elses);
        let links = [
            &offer,
            &request,
            &delegable,
            &overreaching,
            &change,
            &referred,
        ]
        .map(|asked| &asked["link"])
        .into_iter()
        .filter_map(|link| link.as_str().map(str::to_owned))
        .chain(changed)
        .collect();
        Ok(done_with(
            links,
            "the offer of a first document, and requests: a plain one, one that may be handed on, one that asks for too much, a change, one that an officer decides, and one by somebody who cannot be proven",
        ))
    }
}

/// The link with one letter of the signature in it changed: whoever made that is not the office.
fn somebody_elses(link: &str) -> String {
    let (start, end) = link.split_at(link.len() - 40);
    let other = if end.starts_with('A') { 'B' } else { 'A' };
    format!("{start}{other}{}", &end[1..])
}

fn ask(stage: &Stage<'_>, arguments: &[&str]) -> Outcome<process::Answer> {
    let mut command = gateway(stage);
    command
        .args(arguments)
        .arg("--json")
        .arg("--dir")
        .arg(stage.profile.city());
    process::ask(&mut command, "", PATIENCE)
}

fn json(answer: &process::Answer, arguments: &[&str]) -> Outcome<Value> {
    serde_json::from_str(&answer.stdout)
        .context(format!("the answer of `gateway {}`", arguments.join(" ")))
}

fn gateway(stage: &Stage<'_>) -> Command {
    Command::new(stage.places.program("gateway"))
}
