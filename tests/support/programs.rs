//! Where the programs are.

use std::{env, path::PathBuf};

/// A program of this workspace: in the folder that `WALLET_PROGRAMS` names, or where cargo put the
/// running test.
///
/// # Panics
/// When it was not built.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = match env::var_os("WALLET_PROGRAMS") {
        Some(folder) => PathBuf::from(folder),
        None => {
            // <target>/debug/deps/<test>
            let test = env::current_exe().unwrap();
            test.ancestors().nth(2).unwrap().to_owned()
        }
    };
    let file = folder.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        file.is_file(),
        "{} is missing: `cargo xtask test` builds it first",
        file.display()
    );
    file
}

/// The chain's node: `WALLET_ANVIL`, or where npm put it.
///
/// # Panics
/// When it is not installed.
pub(crate) fn anvil() -> PathBuf {
    if let Some(file) = env::var_os("WALLET_ANVIL") {
        return file.into();
    }
    let system = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("node_modules/@foundry-rs")
        .join(format!("anvil-{system}-{processor}/bin/anvil"));
    assert!(
        file.is_file(),
        "anvil is missing: `cargo xtask setup` brings it"
    );
    file
}

/// Where screenshots go: `WALLET_SCREENSHOTS`, or `screenshots` in cargo's build folder.
pub(crate) fn screenshots() -> PathBuf {
    match env::var_os("WALLET_SCREENSHOTS") {
        Some(folder) => folder.into(),
        None => {
            let test = env::current_exe().unwrap();
            test.ancestors().nth(3).unwrap().join("screenshots")
        }
    }
}
