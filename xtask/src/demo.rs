//! `cargo xtask demo`: a chain, a sample city and the wallet, on one machine.
//!
//! Everything that lasts lies in the profile folder: the chain's state, the departments' keys, the
//! citizen's vault, the logs. A second start finds it all and only starts the programs.

mod anvil;
mod city;
mod headless;
mod profile;
mod report;
mod rpc;
mod wallet;

use std::{path::PathBuf, process::Command};

use clap::Args;

use crate::{
    build,
    console::{self, done, done_with, say, step},
    demo::{
        anvil::Node,
        city::City,
        profile::{Ports, Profile},
        report::Report,
    },
    failure::Outcome,
    places::Places,
    setup,
    supervisor::Supervisor,
    ui,
};

#[derive(Args)]
pub(crate) struct Options {
    /// Throw the state of earlier demos away and start over.
    #[arg(long)]
    fresh: bool,
    /// Do the main job without a person and without a display.
    #[arg(long)]
    headless: bool,
    /// Write what happened at each step to this file as JSON (with --headless).
    #[arg(long, value_name = "FILE", requires = "headless")]
    report: Option<PathBuf>,
    /// Keep the state in this folder.
    #[arg(long, value_name = "DIR")]
    profile: Option<PathBuf>,
    /// Take the programs as they are built; check and build nothing.
    #[arg(long)]
    as_built: bool,
}

/// What the demo's steps work with.
struct Stage<'a> {
    places: &'a Places,
    profile: &'a Profile,
    ports: Ports,
    supervisor: &'a Supervisor,
}

/// Prepares the machine, starts the parts, and stays until the window is closed (or, headless, until
/// the main job is done).
///
/// # Errors
/// When the set-up, a build or a part fails; headless, when any step failed.
pub(crate) fn run(places: &Places, options: &Options) -> Outcome<()> {
    if !options.as_built {
        setup::run(places)?;
        ui::ensure(places, &ui::Options::default())?;
        if options.headless {
            build::programs_and_window_test(places)?;
        } else {
            build::programs(places)?;
        }
    }
    // A run without a person leaves nothing behind that a later one could trip over.
    let fresh = options.fresh || (options.headless && options.profile.is_none());
    let folder = match (&options.profile, options.headless) {
        (Some(folder), _) => std::env::current_dir()?.join(folder),
        (None, true) => places.target.join("demo-headless"),
        (None, false) => profile::default_folder()?,
    };
    let profile = Profile::open(&folder)?;
    // First this, which stops what a killed demo may have left running on that state.
    let supervisor = Supervisor::new(&profile.logs())?.stop_on_signals()?;
    if fresh {
        profile.clear()?;
    }
    let stage = Stage {
        places,
        profile: &profile,
        // Chosen once, while neither is in use.
        ports: profile.ports()?,
        supervisor: &supervisor,
    };
    if options.headless {
        let mut report = Report::new(headless::STEPS);
        headless::run(&stage, &mut report);
        report.finish(options.report.as_deref())
    } else {
        in_a_window(&stage)
    }
}

/// The demo with a person in front of it.
fn in_a_window(stage: &Stage<'_>) -> Outcome<()> {
    let node = step("chain-up", || {
        let node = Node::start(stage)?;
        let detail = format!("block {} at {}", node.height()?, node.url());
        Ok(done_with(node, detail))
    })?;
    let city = step("departments-registered", || {
        let city = City::register(stage, &node)?;
        let detail = city.summary();
        Ok(done_with(city, detail))
    })?;
    step("departments' server", || city.serve(stage, true).map(done))?;
    let links = step("what waits for you", || City::welcome(stage))?;
    step("wallet", || {
        let mut wallet = Command::new(stage.places.program("citizen-wallet"));
        wallet
            .arg("--profile")
            .arg(stage.profile.wallet())
            .args(links);
        stage.supervisor.start("citizen-wallet", &mut wallet)?;
        Ok(done(format!(
            "profile {}",
            stage.profile.folder().display()
        )))
    })?;
    say("close the window or press Ctrl+C to stop everything");
    stage.supervisor.wait("citizen-wallet", |failure| {
        console::failed(&failure.to_string());
        say("the wallet goes on without it and says so; to bring it back, stop and start the demo again");
    });
    say("the window is closed; stopping the chain and the departments");
    Ok(())
}
