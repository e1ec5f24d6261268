//! The rules of EN 16931 and what runs them, for the tests of invoices as UBL: Python packages in an
//! environment of their own inside the build folder.

use std::{env, fs, path::PathBuf, process::Command};

use crate::{
    console,
    digest::{Fingerprint, Stamp},
    failure::Outcome,
    places::Places,
    process,
};

/// Makes sure of the environment, and returns a few words on what was done.
///
/// # Errors
/// When there is no Python with `venv`, or a package cannot be had.
pub(crate) fn ensure(places: &Places) -> Outcome<String> {
    let requirements = places
        .root
        .join("crates/invoices/tests/en16931/requirements.txt");
    let folder = places.target.join("en16931");
    let wanted = Fingerprint::new().path(&requirements)?.hex();
    let stamp = folder.join(".citizen-wallet");
    if Stamp(&stamp).is(&wanted) {
        return Ok("there".to_owned());
    }
    console::say("pip install -r crates/invoices/tests/en16931/requirements.txt");
    // A half-made one from before would be taken for a whole one.
    let _ = fs::remove_dir_all(&folder);
    process::run_quiet(python().args(["-m", "venv"]).arg(&folder))?;
    let own = folder.join(match env::consts::OS {
        "windows" => PathBuf::from("Scripts/python.exe"),
        _ => PathBuf::from("bin/python"),
    });
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--requirement",
    ];
    process::run_quiet(Command::new(own).args(install).arg(&requirements))?;
    Stamp(&stamp).set(&wanted)?;
    Ok("installed".to_owned())
}

fn python() -> Command {
    Command::new(match env::consts::OS {
        "windows" => "python",
        _ => "python3",
    })
}
