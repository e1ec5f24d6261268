//! What tests run that is not ours and not Rust: the rules of EN 16931 for invoices as UBL, and the
//! checker of court packages. Python packages in an environment of their own inside the build folder.

use std::{env, fs, path::PathBuf, process::Command};

use crate::{
    console,
    digest::{Fingerprint, Stamp},
    failure::Outcome,
    places::Places,
    process,
};

/// What is installed, by place in the repository.
const REQUIREMENTS: [&str; 2] = [
    "crates/invoices/tests/en16931/requirements.txt",
    "tests/court/requirements.txt",
];

/// Makes sure of the environment, and returns a few words on what was done.
///
/// # Errors
/// When there is no Python with `venv`, or a package cannot be had.
pub(crate) fn ensure(places: &Places) -> Outcome<String> {
    let requirements = REQUIREMENTS.map(|file| places.root.join(file));
    let folder = places.target.join("python");
    let mut wanted = Fingerprint::new();
    for file in &requirements {
        wanted = wanted.path(file)?;
    }
    let wanted = wanted.hex();
    let stamp = folder.join(".citizen-wallet");
    if Stamp(&stamp).is(&wanted) {
        return Ok("there".to_owned());
    }
    console::say(&format!("pip install -r {}", REQUIREMENTS.join(" -r ")));
    // A half-made one from before would be taken for a whole one.
    let _ = fs::remove_dir_all(&folder);
    process::run_quiet(python().args(["-m", "venv"]).arg(&folder))?;
    let own = program(places);
    let install = ["-m", "pip", "install", "--quiet", "--no-deps"];
    let mut command = Command::new(own);
    command.args(install);
    for file in &requirements {
        command.arg("--requirement").arg(file);
    }
    process::run_quiet(&mut command)?;
    Stamp(&stamp).set(&wanted)?;
    Ok("installed".to_owned())
}

/// The Python that has them.
pub(crate) fn program(places: &Places) -> PathBuf {
    let folder = places.target.join("python");
    match env::consts::OS {
        "windows" => folder.join("Scripts/python.exe"),
        _ => folder.join("bin/python"),
    }
}

fn python() -> Command {
    Command::new(match env::consts::OS {
        "windows" => "python",
        _ => "python3",
    })
}
