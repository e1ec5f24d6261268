//! The tools that come from npm, exactly as the lock file names them.

use std::{env, fs, path::Path, process::Command};

use crate::{
    console,
    digest::{Fingerprint, Stamp},
    failure::{Failure, Outcome},
    places::{Places, foundry_package},
    process,
};

/// The tools that come as a binary for each system.
const FOUNDRY: [&str; 2] = ["anvil", "forge"];

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
    ensure_foundry(places)?;
    Stamp(&stamp).set(&wanted)?;
    Ok("installed by the lock file".to_owned())
}

/// Makes sure of the packages of another folder with a manifest and a lock file of its own.
///
/// # Errors
/// When npm fails.
pub(crate) fn packages(folder: &Path) -> Outcome<()> {
    let wanted = Fingerprint::new()
        .path(&folder.join("package-lock.json"))?
        .path(&folder.join("package.json"))?
        .hex();
    let stamp = folder.join("node_modules/.citizen-wallet");
    if Stamp(&stamp).is(&wanted) {
        return Ok(());
    }
    process::run_quiet(npm().current_dir(folder).arg("ci"))?;
    Stamp(&stamp).set(&wanted)
}

/// The lock file names the binaries of every system. Should npm have left out those of this one (it
/// does so without a word when a package cannot be had), it is asked for the same versions by name.
fn ensure_foundry(places: &Places) -> Outcome<()> {
    if FOUNDRY.iter().all(|tool| places.foundry(tool).is_ok()) {
        return Ok(());
    }
    let manifest = fs::read_to_string(places.root.join("package.json"))?;
    // All at once: npm takes away what an earlier call without --save had brought.
    let mut packages = Vec::new();
    for tool in FOUNDRY {
        let version = exact_version(&manifest, &format!("@foundry-rs/{tool}"))?;
        packages.push(format!("@foundry-rs/{}@{version}", foundry_package(tool)));
    }
    console::say(&format!("npm install {}", packages.join(" ")));
    let mut install = npm();
    install
        .current_dir(&places.root)
        .args(["install", "--no-save"])
        .args(packages);
    process::run_quiet(&mut install)?;
    FOUNDRY
        .iter()
        .try_for_each(|tool| places.foundry(tool).map(|_| ()))
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// npm writes both again when it makes the file anew. With `engines`, an older Node.js (Debian's)
    /// would leave the binaries out, although they have nothing to do with Node.js.
    #[test]
    fn the_lock_file_names_no_host_and_ties_no_binary_to_a_node_version() {
        let places = Places::find().unwrap();
        let text = fs::read_to_string(places.root.join("package-lock.json")).unwrap();
        let lock: serde_json::Value = serde_json::from_str(&text).unwrap();
        let packages = lock["packages"].as_object().unwrap();
        for (name, package) in packages {
            assert!(package.get("resolved").is_none(), "{name}");
        }
        for tool in FOUNDRY {
            for system in [
                "linux-amd64",
                "linux-arm64",
                "darwin-amd64",
                "darwin-arm64",
                "win32-amd64",
            ] {
                let package = &packages[&format!("node_modules/@foundry-rs/{tool}-{system}")];
                assert!(package.get("engines").is_none(), "{tool}-{system}");
            }
        }
    }

    #[test]
    fn a_version_is_read_from_the_manifest() {
        let manifest = r#"{"devDependencies":{"a":"1.2.3"}}"#;
        assert_eq!(exact_version(manifest, "a").unwrap(), "1.2.3");
        assert!(exact_version(manifest, "b").is_err());
    }
}
