//! `cargo xtask bench`: builds the measuring program optimised, gives it its tools, and runs it.
//!
//! What is measured and how stands in `crates/bench` and `docs/benchmarks.md`.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use clap::{Args, Subcommand};

use crate::{
    console::{done, step},
    contracts,
    failure::{Failure, Outcome},
    places::Places,
    process, setup,
};

#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Reads histories of several lengths with the wallet, curl, viem and ethers.
    History(History),
}

#[derive(Args)]
struct History {
    /// Also writes the figures to this file, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Entries of the comparison; growth is shown from a hundredth to three times of it.
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// Rounds of the comparison.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
}

/// Makes sure of the tools, builds, and measures.
///
/// # Errors
/// When something does not build, a tool is missing, or a reader did not read everything.
pub(crate) fn run(places: &Places, options: &Options) -> Outcome<()> {
    let What::History(history) = &options.what;
    setup::run(places)?;
    let folder = places.root.join("bench");
    step("readers from npm", || {
        setup::npm_packages(&folder)?;
        Ok(done("viem, ethers"))
    })?;
    step("contracts", || {
        process::run_quiet(contracts::forge(places)?.arg("build"))?;
        Ok(done("with the bench-only writer"))
    })?;
    let program = step("measuring program", || {
        Ok(crate::console::done_with(build(places)?, "optimised"))
    })?;
    let writer = places
        .contracts()
        .join("out/BatchWriter.sol/BatchWriter.json");
    if !process::succeeds(Command::new("curl").arg("--version")) {
        return Err(Failure::new("curl is missing: install it first"));
    }
    let mut measure = Command::new(program);
    measure
        .arg("history")
        .arg("--anvil")
        .arg(places.foundry("anvil")?)
        .arg("--batch-writer")
        .arg(writer)
        .arg("--script")
        .arg(folder.join("readers.mjs"))
        .args(["--entries", &history.entries.to_string()])
        .args(["--rounds", &history.rounds.to_string()]);
    if let Some(file) = &history.json {
        measure.arg("--json").arg(file);
    }
    process::run(&mut measure)
}

/// As a release is built, in a folder of its own.
fn build(places: &Places) -> Outcome<PathBuf> {
    let target = places.target.join("bench");
    process::run(
        Command::new("cargo")
            .current_dir(&places.root)
            .env("CARGO_TARGET_DIR", &target)
            .args(["build", "--quiet", "--release", "--package", "bench"]),
    )?;
    let name = format!("bench{}", std::env::consts::EXE_SUFFIX);
    Ok(Path::new(&target).join("release").join(name))
}
