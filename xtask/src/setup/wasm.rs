//! The wasm standard library: by rustup on an ordinary machine, from Debian's own compiler and its
//! matching sources where `WALLET_WASM_STD=debian` says so (nothing then comes from outside Debian's
//! packages and the crates that the standard library itself locks).

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::system;
use crate::{
    console,
    digest::{Fingerprint, Stamp},
    failure::{Context, Failure, Outcome},
    places::Places,
    process,
};

/// The wasm target that the user interface is built for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_LINKER: &str = "wasm-ld-22";

/// The compiler that has a wasm standard library here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Toolchain {
    /// The one that cargo itself uses.
    Own,
    /// Debian's `rustc-web`, beside the one that cargo itself uses.
    Debian,
}

impl Toolchain {
    /// Chooses by `WALLET_WASM_STD` (`debian` or `rustup`); without it, by what is already there.
    ///
    /// # Errors
    /// When the variable holds another word.
    pub(crate) fn choose() -> Outcome<Self> {
        match env::var("WALLET_WASM_STD").ok().as_deref() {
            Some("debian") => Ok(Self::Debian),
            Some("rustup") => Ok(Self::Own),
            None | Some("") if !own_library()?.is_dir() && debian_library().is_dir() => {
                Ok(Self::Debian)
            }
            None | Some("") => Ok(Self::Own),
            Some(other) => Err(Failure::new(format!(
                "WALLET_WASM_STD is `debian` or `rustup`, not `{other}`"
            ))),
        }
    }

    /// A `cargo` command that compiles with this toolchain for the wasm target.
    pub(crate) fn cargo(self) -> Command {
        match self {
            Self::Own => Command::new("cargo"),
            Self::Debian => {
                let mut cargo = Command::new(DEBIAN_CARGO);
                // Debian's cargo would pick up rustup's compiler by the name alone.
                cargo
                    .env_remove("RUSTUP_TOOLCHAIN")
                    .env_remove("LD_LIBRARY_PATH")
                    .env("RUSTC", DEBIAN_RUSTC)
                    .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
                cargo
            }
        }
    }

    /// Which compiler this is, for comparisons only: a build by another one is another build.
    pub(crate) fn identity(self) -> Outcome<String> {
        match self {
            Self::Own => process::output(Command::new("rustc").arg("-vV")),
            // Asking the file is ten times faster than starting it.
            Self::Debian => {
                let file = fs::canonicalize(DEBIAN_RUSTC).context(DEBIAN_RUSTC)?;
                let facts = fs::metadata(&file).context(DEBIAN_RUSTC)?;
                Ok(format!(
                    "{} {} {:?}",
                    file.display(),
                    facts.len(),
                    facts.modified()?
                ))
            }
        }
    }
}

/// Makes sure of the library, and returns a few words on what was done.
///
/// # Errors
/// When it can be neither found nor installed.
pub(super) fn ensure(places: &Places) -> Outcome<String> {
    match Toolchain::choose()? {
        Toolchain::Own => ensure_own(),
        Toolchain::Debian => ensure_debian(places),
    }
}

fn ensure_own() -> Outcome<String> {
    if own_library()?.is_dir() {
        return Ok("there".to_owned());
    }
    console::say(&format!("rustup target add {TARGET}"));
    process::run_quiet(Command::new("rustup").args(["target", "add", TARGET])).map_err(
        |failure| {
            Failure::new(format!(
                "{failure}\nOn Debian the library can also be built from Debian's own packages: \
             WALLET_WASM_STD=debian cargo xtask setup"
            ))
        },
    )?;
    Ok("installed by rustup".to_owned())
}

fn ensure_debian(places: &Places) -> Outcome<String> {
    let missing = system::missing_on_debian(&DEBIAN_PACKAGES)?;
    if !missing.is_empty() {
        system::install_on_debian(&missing)?;
    }
    // Not beside the library: that folder may be root's.
    let stamp = places.target.join("wasm-std.works");
    if debian_state().is_ok_and(|state| Stamp(&stamp).is(&state)) {
        return Ok("there, Debian's".to_owned());
    }
    let work = places.target.join("wasm-std");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).context(work.display())?;
    let what = if works_on_debian(&work)? {
        "there, Debian's"
    } else {
        console::say("building the wasm standard library from Debian's sources");
        build_debian(&work, &debian_library())?;
        "built from Debian's sources"
    };
    Stamp(&stamp).set(&debian_state()?)?;
    fs::remove_dir_all(&work).context(work.display())?;
    Ok(what.to_owned())
}

/// The compiler and the library as they lie there.
fn debian_state() -> Outcome<String> {
    let library = debian_library().join("lib");
    let changed = fs::metadata(&library)
        .and_then(|facts| facts.modified())
        .context(library.display())?;
    let compiler = Toolchain::Debian.identity()?;
    Ok(Fingerprint::new()
        .word(&compiler)
        .word(&format!("{changed:?}"))
        .hex())
}

/// Whether a program can be compiled and linked in one piece (which takes the library's bitcode) with
/// what is there, whoever put it there.
fn works_on_debian(work: &Path) -> Outcome<bool> {
    let (source, wasm) = (work.join("probe.rs"), work.join("probe.wasm"));
    fs::write(
        &source,
        "fn main() { println!(\"{:?}\", std::env::args()); }",
    )?;
    let mut rustc = Command::new(DEBIAN_RUSTC);
    rustc
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH");
    rustc
        .args(["--target", TARGET, "-C", "lto", "-C"])
        .arg(format!("linker={DEBIAN_LINKER}"));
    Ok(process::succeeds(rustc.arg(&source).arg("-o").arg(&wasm)))
}

/// Builds the standard library in `work` and moves it to `library`.
fn build_debian(work: &Path, library: &Path) -> Outcome<()> {
    fs::create_dir_all(work.join("src")).context(work.display())?;
    // An empty package of no workspace, only there to make cargo build the standard library.
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"std-builder\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n",
    )?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    process::run_quiet(
        Toolchain::Debian
            .cargo()
            .current_dir(work)
            // The one unstable thing, `-Zbuild-std`, is allowed for this build alone.
            .env("RUSTC_BOOTSTRAP", "1")
            // cargo leaves bitcode out, but link-time optimisation needs it.
            .env(
                "RUSTFLAGS",
                "-Cembed-bitcode=yes -Zforce-unstable-if-unmarked",
            )
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_TARGET_DIR", work.join("target"))
            .args(["build", "--release", "--target", TARGET])
            .arg("-Zbuild-std=std,panic_abort,panic_unwind,test"),
    )?;
    let staged = work.join("stage");
    fs::create_dir_all(staged.join("lib"))?;
    for entry in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libstd_builder-") {
            fs::copy(&path, staged.join("lib").join(&name))?;
        }
    }
    install_folder(&staged, library)
}

/// Puts a finished folder into the compiler's own tree, which may take root.
fn install_folder(staged: &Path, library: &Path) -> Outcome<()> {
    let parent = library
        .parent()
        .context("the library has a parent folder")?;
    let probe = parent.join(".citizen-wallet");
    let sudo: &[&str] = if fs::write(&probe, "").is_ok() {
        &[]
    } else {
        &["sudo", "-n"]
    };
    let _ = fs::remove_file(probe);
    let run = |program: &str, option: &str, paths: &[&Path]| {
        let words: Vec<_> = sudo.iter().copied().chain([program, option]).collect();
        process::run_quiet(Command::new(words[0]).args(&words[1..]).args(paths))
    };
    run("rm", "-rf", &[library])?;
    run("cp", "-r", &[staged, library])
}

/// Where the compiler that cargo uses keeps its wasm library.
fn own_library() -> Outcome<PathBuf> {
    let root = process::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(Path::new(root.trim()).join("lib/rustlib").join(TARGET))
}

fn debian_library() -> PathBuf {
    Path::new("/usr/lib/rustlib").join(TARGET)
}
