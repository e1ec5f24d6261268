//! A real anvil, started for one test and stopped by its process id.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use url::Url;

/// A running anvil; dropping it kills the process this value started.
pub(crate) struct Anvil {
    child: Child,
    pub(crate) url: Url,
}

/// No fees, and a block for every transaction.
const FLAGS: [&str; 10] = [
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--gas-price",
    "0",
    "--base-fee",
    "0",
    "--accounts",
    "1",
];

impl Anvil {
    /// Starts anvil on a free port, or says that the test is skipped.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: no anvil (set ANVIL or run npm ci at the top)");
            return None;
        };
        let mut child = Command::new(program)
            .args(FLAGS)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .find_map(|line| Some(line.unwrap().strip_prefix("Listening on ")?.to_owned()))
            .unwrap();
        // Somebody must go on reading, or anvil blocks once the pipe is full.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self {
            child,
            url: Url::parse(&format!("http://{address}")).unwrap(),
        })
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("ANVIL") {
        return Some(path.into());
    }
    let system = if cfg!(target_os = "macos") {
        "darwin"
    } else {
        "linux"
    };
    let machine = if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "amd64"
    };
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../node_modules/@foundry-rs")
        .join(format!("anvil-{system}-{machine}/bin/anvil"));
    path.exists().then_some(path)
}
