//! `cargo xtask check`: what must hold before a change is shown to others.

use std::process::Command;

use crate::{
    build,
    console::{done, step},
    failure::{Failure, Outcome},
    i18n,
    places::Places,
    process, setup, tidy, ui,
};

/// Runs every check, and says at the end which failed: one run shows all there is to mend.
///
/// # Errors
/// With the names of the checks that failed.
pub(crate) fn run(places: &Places) -> Outcome<()> {
    setup::run(places)?;
    // The shell does not compile without the interface that it embeds.
    ui::ensure(places, &ui::Options::default())?;
    let checks: [(&str, &dyn Fn() -> Outcome<()>); 5] = [
        ("lock file", &|| {
            let arguments = ["metadata", "--locked", "--format-version", "1"];
            step("lock file", || {
                process::run_quiet(cargo(places).args(arguments)).map(|()| done(""))
            })
        }),
        ("formatting", &|| {
            let arguments = ["fmt", "--all", "--check"];
            step("formatting", || {
                process::run(cargo(places).args(arguments)).map(|()| done(""))
            })
        }),
        ("tidy", &|| tidy::run(places)),
        ("translations", &|| {
            step("translations", || i18n::check(places).map(done))
        }),
        ("clippy", &|| {
            step("clippy", || {
                process::run(&mut clippy(places)).map(|()| done("no warnings"))
            })
        }),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        if let Err(failure) = check() {
            crate::console::failed(&failure.to_string());
            failed.push(name);
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "these checks failed: {}",
            failed.join(", ")
        )))
    }
}

fn cargo(places: &Places) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&places.root);
    cargo
}

fn clippy(places: &Places) -> Command {
    let mut clippy = build::cargo(places, &["clippy"]);
    // The tests of the window are no test target, as they need a display.
    clippy.args([
        "--quiet",
        "--all-targets",
        "--test",
        "window",
        "--",
        "-D",
        "warnings",
    ]);
    clippy
}
