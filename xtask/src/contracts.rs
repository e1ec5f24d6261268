//! `cargo xtask contracts`: compiles the contracts and keeps `contracts/abi/` in step with them.
//!
//! The committed artifacts (`{"abi", "bytecode", "deployedBytecode"}` a contract) are what the Rust
//! bindings are made from, so that a plain `cargo build` needs neither Node.js nor forge.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;
use serde_json::Value;

use crate::{
    console::{done, step},
    failure::{Context, Failure, Outcome},
    places::Places,
    process, setup,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Change nothing; fail when the committed artifacts differ from a fresh build.
    #[arg(long)]
    check: bool,
}

/// Makes sure of the tools, then refreshes or compares the artifacts.
///
/// # Errors
/// When the contracts do not compile, or with `--check` when an artifact is not up to date.
pub(crate) fn run(places: &Places, options: &Options) -> Outcome<()> {
    setup::run(places)?;
    if options.check {
        return step("contract artifacts", || compare(places).map(done));
    }
    step("contract artifacts", || {
        let fresh = artifacts(places)?;
        let folder = folder(places);
        fs::create_dir_all(&folder).context(folder.display())?;
        for stale in differences(&fresh, &committed(&folder)?) {
            let file = folder.join(format!("{stale}.json"));
            match fresh.get(&stale) {
                Some(text) => fs::write(&file, text).context(file.display())?,
                None => fs::remove_file(&file).context(file.display())?,
            }
        }
        Ok(done(format!("{} contracts", fresh.len())))
    })
}

/// Compares the committed artifacts with a fresh build.
///
/// # Errors
/// With the names of those that differ.
pub(crate) fn compare(places: &Places) -> Outcome<String> {
    let fresh = artifacts(places)?;
    let stale = differences(&fresh, &committed(&folder(places))?);
    if stale.is_empty() {
        Ok(format!("{} contracts, up to date", fresh.len()))
    } else {
        Err(Failure::new(format!(
            "contracts/abi/ is not what the contracts compile to ({}): run `cargo xtask contracts` \
             and commit the result",
            stale.join(", ")
        )))
    }
}

/// A command of forge in the folder of the contracts.
///
/// # Errors
/// When npm has not brought it.
pub(crate) fn forge(places: &Places) -> Outcome<Command> {
    let mut forge = Command::new(places.foundry("forge")?);
    forge
        .current_dir(places.contracts())
        .env("FOUNDRY_DISABLE_NIGHTLY_WARNING", "1");
    Ok(forge)
}

fn folder(places: &Places) -> PathBuf {
    places.contracts().join("abi")
}

/// Compiles, and returns the artifact of every contract that can be deployed, by name.
fn artifacts(places: &Places) -> Outcome<BTreeMap<String, String>> {
    process::run_quiet(forge(places)?.arg("build"))?;
    let mut artifacts = BTreeMap::new();
    for name in contract_names(&places.contracts().join("src"))? {
        let file = places
            .contracts()
            .join(format!("out/{name}.sol/{name}.json"));
        let text = fs::read_to_string(&file).context(file.display())?;
        if let Some(artifact) = artifact(&text).context(file.display())? {
            artifacts.insert(name, artifact);
        }
    }
    Ok(artifacts)
}

/// The contracts of the project are the files at the top of `src/`, one contract each; interfaces,
/// types and libraries lie in folders below.
fn contract_names(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).context(folder.display())? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "sol") {
            names.push(
                path.file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned(),
            );
        }
    }
    Ok(names)
}

/// Keeps what the bindings need of forge's artifact; nothing for a contract without code.
fn artifact(forge_json: &str) -> Result<Option<String>, serde_json::Error> {
    let full: Value = serde_json::from_str(forge_json)?;
    let code = &full["bytecode"]["object"];
    if code.as_str().is_none_or(|code| code.len() <= "0x".len()) {
        return Ok(None);
    }
    let kept = serde_json::json!({
        "abi": full["abi"],
        "bytecode": code,
        "deployedBytecode": full["deployedBytecode"]["object"],
    });
    serde_json::to_string_pretty(&kept).map(|text| Some(text + "\n"))
}

fn committed(folder: &Path) -> Outcome<BTreeMap<String, String>> {
    let mut artifacts = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(artifacts);
    };
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            artifacts.insert(name, fs::read_to_string(&path).context(path.display())?);
        }
    }
    Ok(artifacts)
}

/// The names whose artifact is new, gone or another.
fn differences(
    fresh: &BTreeMap<String, String>,
    committed: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut names: Vec<_> = fresh.keys().chain(committed.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| fresh.get(name) != committed.get(name));
    names
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_artifact_keeps_interface_and_code_and_skips_what_has_none() {
        let deployed = r#"{"abi":[],"bytecode":{"object":"0x60"},"deployedBytecode":{"object":"0x61"},"ast":1}"#;
        let kept: Value = serde_json::from_str(&artifact(deployed).unwrap().unwrap()).unwrap();
        assert_eq!(
            kept,
            serde_json::json!({"abi": [], "bytecode": "0x60", "deployedBytecode": "0x61"})
        );
        assert_eq!(
            artifact(r#"{"abi":[],"bytecode":{"object":"0x"}}"#).unwrap(),
            None
        );
    }

    #[test]
    fn new_changed_and_removed_artifacts_differ() {
        let of = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect()
        };
        let fresh = of(&[("Same", "1"), ("Changed", "1"), ("New", "1")]);
        let committed = of(&[("Same", "1"), ("Changed", "2"), ("Gone", "1")]);
        assert_eq!(differences(&fresh, &committed), ["Changed", "Gone", "New"]);
    }
}
