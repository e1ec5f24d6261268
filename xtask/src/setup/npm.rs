//! The tools that come from npm, exactly as the lock file names them.

use std::{env, process::Command};

use crate::{
    console,
    digest::{Fingerprint, Stamp},
    failure::{Failure, Outcome},
    places::{Places, foundry_package},
    process,
};

/// Makes sure of `node_modules`, and returns a few words on what was done.
///
/// # Errors
/// When npm fails.
pub(super) fn ensure(places: &Places) -> Outcome<String> {
    let wanted = Fingerprint::new()
        .path(&places.root.join("package-lock.json"))?
        .path(&places.root.join("package.json"))?
        .hex();
    let stamp = places.node_modules().join(".citizen-wallet");
    if Stamp(&stamp).is(&wanted) {
        return Ok("there".to_owned());
    }
    console::say("npm ci");
    process::run_quiet(npm().current_dir(&places.root).arg("ci"))?;
    for tool in ["anvil", "forge"] {
        ensure_foundry(places, tool)?;
    }
    Stamp(&stamp).set(&wanted)?;
    Ok("installed by the lock file".to_owned())
}

/// The lock file holds the binaries of the systems whose packages could be locked; on another one,
/// npm is asked for the same version by name.
fn ensure_foundry(places: &Places, tool: &str) -> Outcome<()> {
    if places.foundry(tool).is_ok() {
        return Ok(());
    }
    let manifest = std::fs::read_to_string(places.root.join("package.json"))?;
    let version = exact_version(&manifest, &format!("@foundry-rs/{tool}"))?;
    let package = format!("@foundry-rs/{}@{version}", foundry_package(tool));
    console::say(&format!("npm install {package}"));
    process::run_quiet(
        npm()
            .current_dir(&places.root)
            .args(["install", "--no-save", &package]),
    )?;
    places.foundry(tool).map(|_| ())
}

fn exact_version(manifest: &str, package: &str) -> Outcome<String> {
    serde_json::from_str::<serde_json::Value>(manifest)
        .ok()
        .and_then(|manifest| Some(manifest["devDependencies"][package].as_str()?.to_owned()))
        .ok_or_else(|| Failure::new(format!("package.json does not name {package}")))
}

fn npm() -> Command {
    Command::new(if env::consts::OS == "windows" {
        "npm.cmd"
    } else {
        "npm"
    })
}
