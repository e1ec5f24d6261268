//! The sample city: a chain, and the departments' server on it.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use super::{
    citizen::Citizen,
    node::Node,
    process::{Answer, Server},
    programs,
};

/// Folder of a running city's gateway, for a test that shall not start one of its own.
const RUNNING_CITY: &str = "WALLET_DEMO_CITY";

/// A city whose departments answer.
pub(crate) struct City {
    /// Of the gateway.
    folder: PathBuf,
    own: Option<Own>,
    /// Everything that the test leaves behind; removed at the end.
    temporary: TempDir,
}

/// What ends with the test.
struct Own {
    // Before the node: the server asks it until the end.
    server: Server,
    node: Node,
}

impl City {
    /// Founds a city.
    pub(crate) fn found() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("city");
        let node = Node::start(temporary.path().join("chain.json"));
        let set_up = gateway(&folder, temporary.path(), &["setup", "--rpc", &node.url()]).ok();
        assert_eq!(set_up["deployed"], true);
        let server = serve(&folder);
        Self {
            folder,
            own: Some(Own { server, node }),
            temporary,
        }
    }

    /// The running city that the environment names, or a new one.
    pub(crate) fn running_or_found() -> Self {
        match env::var_os(RUNNING_CITY) {
            Some(folder) => Self {
                folder: folder.into(),
                own: None,
                temporary: tempfile::tempdir().unwrap(),
            },
            None => Self::found(),
        }
    }

    /// Runs `gateway` with these arguments.
    pub(crate) fn gateway(&self, arguments: &[&str]) -> Answer {
        gateway(&self.folder, self.temporary.path(), arguments)
    }

    /// The file that wallets read.
    pub(crate) fn network(&self) -> PathBuf {
        self.folder.join("network.json")
    }

    /// The network file with one value changed, as another file.
    pub(crate) fn network_with(&self, pointer: &str, value: Value) -> PathBuf {
        let mut network: Value =
            serde_json::from_slice(&fs::read(self.network()).unwrap()).unwrap();
        *network.pointer_mut(pointer).expect("it is there") = value;
        let name = format!("network{}.json", pointer.replace('/', "-"));
        let file = self.temporary.path().join(name);
        fs::write(&file, network.to_string()).unwrap();
        file
    }

    /// The chain, which only a city of the test's own lets go of.
    pub(crate) fn node(&mut self) -> &mut Node {
        &mut self.own.as_mut().expect("a city of its own").node
    }

    /// Stops the departments' server in its tracks, or lets it go on: it keeps every connection and
    /// answers none meanwhile.
    pub(crate) fn hold(&self, held: bool) {
        let server = &self.own.as_ref().expect("a city of its own").server;
        signal(server.id(), if held { "-STOP" } else { "-CONT" });
    }

    /// Somebody who lives here, without a wallet so far.
    pub(crate) fn citizen(&self, name: &str) -> Citizen {
        Citizen::new(&self.temporary.path().join(name))
    }

    /// The short name of the department whose name stands in `title`.
    pub(crate) fn slug_of(&self, title: &str) -> String {
        let all = self.gateway(&["departments", "list"]).ok();
        let is_it = |row: &&Value| {
            ["name_zh", "name_en"]
                .iter()
                .any(|name| row[name].as_str().is_some_and(|name| title.contains(name)))
        };
        let found = all.as_array().unwrap().iter().find(is_it);
        text(found.expect("a department of the city"), "/slug")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.temporary.path()
    }

    /// Offers a document; its link and its transaction code.
    pub(crate) fn offer(&self, department: &str, credential: &str) -> (String, String) {
        let arguments = ["--department", department, "--credential", credential];
        let offer = self.gateway(&[&["offer"], &arguments[..]].concat()).ok();
        (text(&offer, "/link"), text(&offer, "/tx_code"))
    }

    /// Lets a department ask; returns the link.
    pub(crate) fn ask(&self, department: &str, purpose: &str, more: &[&str]) -> String {
        let arguments = ["ask", "--department", department, "--purpose", purpose];
        text(&self.gateway(&[&arguments, more].concat()).ok(), "/link")
    }

    /// Lets a department use its latest grant.
    pub(crate) fn read(&self, department: &str) -> Answer {
        self.gateway(&["read", "--department", department])
    }
}

/// A text inside an answer.
///
/// # Panics
/// When it is not there.
pub(crate) fn text(answer: &Value, pointer: &str) -> String {
    match answer.pointer(pointer).and_then(Value::as_str) {
        Some(text) => text.to_owned(),
        None => panic!("no text at {pointer} in {answer}"),
    }
}

fn gateway(folder: &Path, temporary: &Path, arguments: &[&str]) -> Answer {
    let mut command = Command::new(programs::program("gateway"));
    command.arg("--dir").arg(folder).arg("--json");
    command.args(arguments).stdin(Stdio::null());
    Answer::of(&mut command, temporary)
}

/// Sends a signal to one process.
pub(crate) fn signal(process: u32, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &process.to_string()])
        .status();
    assert!(sent.unwrap().success());
}

fn serve(folder: &Path) -> Server {
    let mut command = Command::new(programs::program("gateway"));
    command.arg("--dir").arg(folder);
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let (server, ()) = Server::start_and_hear(&mut command, |line| {
        let said: Value = serde_json::from_str(line).ok()?;
        (said["ready"] == true).then_some(())
    });
    server
}
