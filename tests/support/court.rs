//! The checker of court packages, which has nothing of the wallet's.

use std::{
    env,
    path::Path,
    process::{Command, Output},
};

/// Runs the checker, which has nothing of the wallet's.
pub(crate) fn check(arguments: &[&str]) -> Output {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.parent().unwrap().join("python");
    let python = match env::consts::OS {
        "windows" => folder.join("Scripts/python.exe"),
        _ => folder.join("bin/python"),
    };
    assert!(
        python.exists(),
        "what the checker needs is missing: `cargo xtask test` brings it"
    );
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/court/check.py");
    let output = Command::new(python).arg(script).args(arguments).output();
    output.unwrap()
}

/// What it printed.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}
