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

/// Flags that make a chain without fees and with instant finality. No flag is needed for accounts
/// without balance: with both prices 0 a zero-fee transaction costs nothing.
const FLAGS: [&str; 12] = [
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--gas-price",
    "0",
    "--base-fee",
    "0",
    "--slots-in-an-epoch",
    "1",
    "--accounts",
    "1",
];

impl Anvil {
    /// Starts anvil on a free port; says on standard error that the test is skipped, and gives
    /// `None`, where there is no anvil.
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
        let url = Url::parse(&format!("http://{address}")).unwrap();
        Some(Self { child, url })
    }

    /// Kills the process now.
    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Anvil {
    fn drop(&mut self) {
        self.stop();
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
