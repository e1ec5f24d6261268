//! Somebody with a wallet, who uses it on the command line.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use super::{
    city::{City, text},
    process::Answer,
    programs, wait_for,
};

/// Hard to guess, and not one that people have.
pub(crate) const PASSPHRASE: &str = "glazed-otter-plinth-72 harbour";

/// A profile and its passphrase.
pub(crate) struct Citizen {
    folder: PathBuf,
}

impl Citizen {
    pub(super) fn new(folder: &Path) -> Self {
        fs::create_dir(folder).unwrap();
        let citizen = Self {
            folder: folder.to_owned(),
        };
        citizen.remembers(PASSPHRASE);
        citizen
    }

    /// The profile's folder.
    pub(crate) fn profile(&self) -> PathBuf {
        self.folder.join("profile")
    }

    /// The passphrase of all commands from now on.
    pub(crate) fn remembers(&self, passphrase: &str) {
        fs::write(self.passphrase_file(), format!("{passphrase}\n")).unwrap();
    }

    /// Runs `wallet` with these arguments.
    pub(crate) fn wallet(&self, arguments: &[&str]) -> Answer {
        self.wallet_hearing(arguments, Stdio::null())
    }

    /// Runs `wallet` with these arguments and this standard input.
    pub(crate) fn wallet_hearing(&self, arguments: &[&str], input: Stdio) -> Answer {
        // A shell opens the passphrase's descriptor; the program itself never sees the file's name.
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"passphrase=$1; shift; exec "$@" 3< "$passphrase""#])
            .arg("sh")
            .arg(self.passphrase_file())
            .arg(programs::program("wallet"))
            .arg("--profile")
            .arg(self.profile())
            .args(["--json", "--passphrase-fd", "3"])
            .args(arguments)
            .stdin(input);
        Answer::of(&mut command, &self.folder)
    }

    /// Waits until nobody has the vault open: the process of a window that was closed may take a
    /// moment to let go of it.
    pub(crate) fn waits_for_the_vault(&self) {
        let answer = wait_for("the vault", || {
            let answer = self.wallet(&["grants", "list"]);
            let in_use = answer.json["error"]["code"] == "vault-in-use";
            (!in_use).then_some(answer)
        });
        answer.ok();
    }

    /// Starts `wallet` with these arguments and does not wait for its end; whoever gets it kills it
    /// or waits.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"passphrase=$1; shift; exec "$@" 3< "$passphrase""#])
            .arg("sh")
            .arg(self.passphrase_file())
            .arg(programs::program("wallet"))
            .arg("--profile")
            .arg(self.profile())
            .args(["--json", "--passphrase-fd", "3"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// Runs `wallet` with a pipe as the passphrase's descriptor.
    pub(crate) fn wallet_through_a_pipe(&self, arguments: &[&str]) -> Answer {
        let mut command = Command::new("sh");
        command
            .args(["-c", r#"passphrase=$1; shift; cat "$passphrase" | "$@""#])
            .arg("sh")
            .arg(self.passphrase_file())
            .arg(programs::program("wallet"))
            .arg("--profile")
            .arg(self.profile())
            .args(["--json", "--passphrase-fd", "0"])
            .args(arguments)
            .stdin(Stdio::null());
        Answer::of(&mut command, &self.folder)
    }

    /// Runs `wallet` where no file can grow beyond so many KiB, as on a disk that is full.
    pub(crate) fn wallet_on_a_full_disk(&self, kib: u32, arguments: &[&str]) -> Answer {
        let mut command = Command::new("sh");
        command
            .args([
                "-c",
                r#"passphrase=$1; limit=$2; shift 2; trap '' XFSZ; ulimit -f $((limit * 2)); exec "$@" 3< "$passphrase""#,
            ])
            .arg("sh")
            .arg(self.passphrase_file())
            .arg(kib.to_string())
            .arg(programs::program("wallet"))
            .arg("--profile")
            .arg(self.profile())
            .args(["--json", "--passphrase-fd", "3"])
            .args(arguments)
            .stdin(Stdio::null());
        Answer::of(&mut command, &self.folder)
    }

    /// Makes a wallet for a city; returns the recovery words.
    pub(crate) fn init(&self, city: &City) -> Vec<String> {
        let network = city.network();
        let made = self
            .wallet(&["init", "--network", network.to_str().unwrap()])
            .ok();
        let words: Vec<String> = serde_json::from_value(made["words"].clone()).unwrap();
        assert_eq!(words.len(), 24);
        words
    }

    /// Makes the wallet of recovery words.
    pub(crate) fn restore(&self, city: &City, words: &[String]) -> Answer {
        let file = self.folder.join("words");
        fs::write(&file, format!("{}\n", words.join(" "))).unwrap();
        let network = city.network();
        self.wallet_hearing(
            &["restore", "--network", network.to_str().unwrap()],
            File::open(file).unwrap().into(),
        )
    }

    /// Gets the identity record.
    pub(crate) fn identify(&self, city: &City) -> Value {
        let (link, code) = city.offer("household", "identity");
        self.wallet(&["offer", "accept", &link, "--tx-code", &code])
            .ok()
    }

    /// Approves a request with what is required; returns the receipt.
    pub(crate) fn approve(&self, link: &str) -> Value {
        self.wallet(&["request", "approve", link]).ok()
    }

    /// The id of the newest permission.
    pub(crate) fn newest_permission(&self) -> String {
        text(&self.wallet(&["grants", "list"]).ok(), "/0/id")
    }

    fn passphrase_file(&self) -> PathBuf {
        self.folder.join("passphrase")
    }
}
