//! A file's fingerprint on the chain, and the package with which a stranger checks it.

use std::{fs, path::PathBuf, process::Command, time::Duration};

use super::{
    Done, Failure, Outcome, Stage, Wallet, array, done, done_with, expect, find, proven, text, utf8,
};
use crate::{
    demo::{anvil::Node, rpc},
    failure::Context,
    process, setup,
};

const CHECK_PATIENCE: Duration = Duration::from_secs(60);
const CONTENT: &str = "The room is let for two years from the first of December.\n";

/// Deposits a file; answers the deposit's id and the file.
pub(super) fn deposited(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<(String, PathBuf)>> {
    let file = stage.profile.folder().join("lease.txt");
    fs::write(&file, CONTENT).context(file.display())?;
    let rows = wallet.act(&["deposit", utf8(&file)?, "--label", "lease"])?;
    let row = array(&rows)?.first().context("nothing was deposited")?;
    expect(&row["state"]["state"], "deposited")?;
    proven(&row["proof"])?;
    let id = text(&row["id"])?.to_owned();
    let shown = wallet.act(&["deposits", "show", &id])?;
    let sent = array(&shown["sent"])?;
    let bytes: usize = sent
        .iter()
        .map(|part| Ok(text(&part["bytes"])?.trim_start_matches("0x").len() / 2))
        .collect::<Outcome<Vec<_>>>()?
        .iter()
        .sum();
    if sent.iter().any(|part| part["bytes"] == row["sha256"]) {
        return Err(Failure::new("the file's own digest left this computer"));
    }
    let found = wallet.act(&["deposits", "verify", utf8(&file)?])?;
    find(&found["rows"], "id", &id)?;
    let detail = format!(
        "block {}, proven; {bytes} bytes left this computer",
        row["state"]["height"]
    );
    Ok(done_with((id, file), detail))
}

/// A checker that has nothing of the wallet's takes the package, with the block's hash from a node,
/// and refuses it for a file with one character more.
pub(super) fn package_verified(
    stage: &Stage<'_>,
    node: &Node,
    wallet: &Wallet,
    (id, file): &(String, PathBuf),
) -> Outcome<Done<()>> {
    setup::python::ensure(stage.places)?;
    let package = stage.profile.folder().join("lease.zip");
    let _ = fs::remove_file(&package);
    let made = wallet.act(&["deposits", "package", id, "--out", utf8(&package)?])?;
    let height = made["height"]
        .as_u64()
        .context("the package has no height")?;
    let height = format!("{height:#x}");
    let head = rpc::call(
        node.port(),
        "eth_getBlockByNumber",
        serde_json::json!([height, false]),
    )?;
    let check = |file: &PathBuf| {
        let mut command = Command::new(setup::python::program(stage.places));
        command
            .arg(stage.places.root.join("tests/court/check.py"))
            .args([&package, file])
            .args(["--header", head["hash"].as_str().unwrap_or_default()]);
        process::ask(&mut command, "", CHECK_PATIENCE)
    };
    let right = check(file)?;
    if right.code != Some(0) {
        return Err(Failure::new(format!(
            "the checker says {} {}",
            right.stdout.trim(),
            right.stderr.trim()
        )));
    }
    let other = stage.profile.folder().join("lease-changed.txt");
    fs::write(&other, format!("{CONTENT} ")).context(other.display())?;
    let wrong = check(&other)?;
    if wrong.code != Some(1) || !wrong.stdout.contains("file: INVALID") {
        return Err(Failure::new(format!(
            "a changed file was not refused: {}",
            wrong.stdout.trim()
        )));
    }
    let steps = right.stdout.lines().count();
    Ok(done(format!(
        "{steps} steps by a checker of its own, all valid; a changed file is refused"
    )))
}
