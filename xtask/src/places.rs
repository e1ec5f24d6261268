//! Where things lie: the repository, the build folder, the tools that npm brought.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::failure::{Context, Failure, Outcome};

/// Folders that the tasks share.
pub(crate) struct Places {
    /// The top of the repository.
    pub(crate) root: PathBuf,
    /// Cargo's build folder.
    pub(crate) target: PathBuf,
}

impl Places {
    /// Finds the repository from the package that cargo runs (or, started without cargo, from where
    /// this program was built), and the build folder from the environment.
    pub(crate) fn find() -> Outcome<Self> {
        let package =
            env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&package)
            .parent()
            .context("xtask lies at the top of a disk")?
            .to_path_buf();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => env::current_dir()?.join(folder),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn contracts(&self) -> PathBuf {
        self.root.join("contracts")
    }

    pub(crate) fn node_modules(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// A program of this workspace as `cargo build` leaves it.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target
            .join("debug")
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The file of a Foundry tool itself. The command in `node_modules/.bin` is a script that stands
    /// between us and the tool and would take the signals that are meant for it.
    ///
    /// # Errors
    /// When `npm ci` has not brought the tool for this kind of machine.
    pub(crate) fn foundry(&self, tool: &str) -> Outcome<PathBuf> {
        let file = self
            .node_modules()
            .join("@foundry-rs")
            .join(foundry_package(tool))
            .join("bin")
            .join(format!("{tool}{}", env::consts::EXE_SUFFIX));
        if file.is_file() {
            Ok(file)
        } else {
            Err(Failure::new(format!(
                "{} is missing: run `cargo xtask setup`",
                file.display()
            )))
        }
    }
}

/// The npm package with the binary of a Foundry tool for this kind of machine, without its scope.
pub(crate) fn foundry_package(tool: &str) -> String {
    let system = match env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{tool}-{system}-{processor}")
}
