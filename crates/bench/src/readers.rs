//! The readers: each fetches all entries once and says how long it took.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use crate::Outcome;
use crate::city::City;
use crate::sync::Reading;

/// Where the tools and files of the readers are.
pub(crate) struct Readers {
    /// `network.json`.
    pub(crate) network: PathBuf,
    /// `readers.mjs`, beside its `node_modules`.
    pub(crate) script: PathBuf,
    /// What `curl` sends.
    pub(crate) query: PathBuf,
}

impl Readers {
    /// `curl` fetches everything with one call and throws it away; milliseconds as it counts them.
    pub(crate) fn curl(&self, city: &City) -> Outcome<f64> {
        let output = Command::new("curl")
            .args(["--silent", "--fail", "--output", "/dev/null"])
            .args(["--header", "content-type: application/json"])
            .args(["--write-out", "%{time_total} %{size_download}"])
            .arg("--data-binary")
            .arg(format!("@{}", self.query.display()))
            .arg(city.url.as_str())
            .output()?;
        let said = String::from_utf8(output.stdout)?;
        let (seconds, bytes) = said.split_once(' ').ok_or("curl says nothing")?;
        // 800 bytes an entry is less than any of them has: the answer was no refusal.
        if !output.status.success() || bytes.parse::<u64>()? < 800 * city.entries {
            return Err(format!("curl did not fetch the entries: {said}").into());
        }
        Ok(seconds.parse::<f64>()? * 1000.0)
    }

    /// A fresh wallet reads everything, proves it, and stores what is its own.
    pub(crate) fn wallet(&self, city: &City) -> Outcome<Reading> {
        let (wallet, reading) = WalletProcess::start(&self.network)?;
        drop(wallet);
        expect_entries(reading.entries, city.entries)?;
        expect_entries(reading.own, city.entries.div_ceil(crate::city::OWN_EVERY))?;
        Ok(reading)
    }

    /// A JavaScript library fetches and decodes everything.
    pub(crate) fn script(&self, library: &str, city: &City, height: u64) -> Outcome<f64> {
        #[derive(Deserialize)]
        struct Said {
            ms: f64,
            entries: u64,
        }
        let output = Command::new("node")
            .arg(&self.script)
            .args([library, city.url.as_str()])
            .arg(city.network.contracts().journal.to_string())
            .args(["0", &city.network.start_block().to_string()])
            .arg(height.to_string())
            .stderr(Stdio::inherit())
            .output()?;
        let said: Said = serde_json::from_slice(&output.stdout)?;
        expect_entries(said.entries, city.entries)?;
        Ok(said.ms)
    }
}

/// The public bucket's few entries come on top.
fn expect_entries(found: u64, wanted: u64) -> Outcome<()> {
    match found.checked_sub(wanted) {
        Some(more) if more <= 8 => Ok(()),
        _ => Err(format!("{found} entries were read instead of {wanted}").into()),
    }
}

/// A wallet that stays open and reads again when asked.
pub(crate) struct WalletProcess {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl WalletProcess {
    /// Starts it; the first reading is from nothing.
    pub(crate) fn start(network: &Path) -> Outcome<(Self, Reading)> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["sync", "--network"])
            .arg(network)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or("a child has an output")?;
        let mut wallet = Self {
            child,
            input,
            output: BufReader::new(output),
        };
        let reading = wallet.reading()?;
        Ok((wallet, reading))
    }

    /// Reads what is new.
    pub(crate) fn again(&mut self) -> Outcome<Reading> {
        let input = self.input.as_mut().ok_or("a child has an input")?;
        input.write_all(b"\n")?;
        input.flush()?;
        self.reading()
    }

    fn reading(&mut self) -> Outcome<Reading> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.is_empty() {
            return Err("the wallet ended without a reading".into());
        }
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for WalletProcess {
    fn drop(&mut self) {
        // The end of its input is its end.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}
