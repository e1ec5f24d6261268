//! The citizen's side, driven from outside: the `wallet` command on a profile of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use serde_json::Value;

use crate::{
    demo::Stage,
    failure::{Context, Failure, Outcome},
    process,
};

/// Key derivation takes its time, and in a build without optimisation even more.
const PATIENCE: Duration = Duration::from_secs(120);
/// Of a wallet that lives for one run and holds an invented person.
const PASSPHRASE: &str = "seven lanterns over a quiet harbour";

/// A wallet on the disk and how to open it.
pub(super) struct Wallet {
    program: PathBuf,
    profile: PathBuf,
    passphrase: PathBuf,
}

impl Wallet {
    /// Names the place of a wallet; it is made by `init` or `restore`.
    ///
    /// # Errors
    /// When the file that holds the passphrase for the program cannot be written.
    pub(super) fn at(stage: &Stage<'_>, profile: &Path) -> Outcome<Self> {
        let passphrase = stage.profile.folder().join("passphrase");
        fs::write(&passphrase, format!("{PASSPHRASE}\n")).context(passphrase.display())?;
        Ok(Self {
            program: stage.places.program("wallet"),
            profile: profile.to_path_buf(),
            passphrase,
        })
    }

    /// Lets the citizen act.
    ///
    /// # Errors
    /// With the wallet's own words when the command fails.
    pub(super) fn act(&self, arguments: &[&str]) -> Outcome<Value> {
        self.act_with(arguments, "")
    }

    /// Lets the citizen try what must fail; answers what the wallet says of it (`code`, `subject`).
    ///
    /// # Errors
    /// When it succeeds, or says nothing.
    pub(super) fn refusal(&self, arguments: &[&str]) -> Outcome<Value> {
        let answer = self.ask(arguments, "")?;
        let what = format!("`wallet {}`", arguments.join(" "));
        if answer.code == Some(0) {
            return Err(Failure::new(format!("{what} should have failed")));
        }
        let mut said: Value =
            serde_json::from_str(&answer.stdout).context(format!("the answer of {what}"))?;
        Ok(said["error"].take())
    }

    /// As [`Self::act`], with something on the standard input.
    ///
    /// # Errors
    /// As [`Self::act`].
    pub(super) fn act_with(&self, arguments: &[&str], input: &str) -> Outcome<Value> {
        let answer = self.ask(arguments, input)?;
        let what = format!("`wallet {}`", arguments.join(" "));
        if answer.code != Some(0) {
            let said = format!("{} {}", answer.stdout.trim(), answer.stderr.trim());
            return Err(Failure::new(format!("{what} failed: {said}")));
        }
        serde_json::from_str(&answer.stdout).context(format!("the answer of {what}"))
    }

    fn ask(&self, arguments: &[&str], input: &str) -> Outcome<process::Answer> {
        process::ask(&mut self.command(arguments), input, PATIENCE)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        // The shell opens the passphrase's file on a descriptor of its own: secrets are no arguments.
        let mut command = Command::new("sh");
        command
            .args(["-c", "exec 3<\"$0\" \"$@\""])
            .arg(&self.passphrase)
            .arg(&self.program)
            .args(arguments)
            .args(["--json", "--passphrase-fd", "3", "--profile"])
            .arg(&self.profile);
        command
    }
}
