//! `cargo xtask ui`: builds `ui/` to `dist/`.
//!
//! The steps: compile `wallet-ui` for wasm, let wasm-bindgen write its JavaScript side, shrink it with
//! wasm-opt, and put `ui/index.html`, `ui/boot.js`, every file of `ui/styles/` (flat) and the folder
//! `ui/assets/` (as it is) beside it. `dist/` is replaced as a whole, so it is never half new.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use clap::Args;
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    console::{self, done, step},
    digest::{Fingerprint, Stamp},
    failure::{Context, Outcome},
    places::Places,
    process,
    setup::{
        self,
        wasm::{TARGET, Toolchain},
    },
};

/// The figure the design sets for the whole of the wasm, in bytes.
const BUDGET_BYTES: u64 = 1_200_000;

/// What wasm-bindgen calls its half of `wallet-ui`.
const WASM: &str = "wallet-ui_bg.wasm";

#[derive(Args, Default)]
pub(crate) struct Options {
    /// Compile fast and without shrinking, for work on the interface itself.
    #[arg(long)]
    dev: bool,
}

/// Makes sure of the tools, then builds.
///
/// # Errors
/// When a tool or the compiler fails.
pub(crate) fn run(places: &Places, options: &Options) -> Outcome<()> {
    setup::run(places)?;
    ensure(places, options)
}

/// Builds `dist/` unless it was built from exactly what lies there now.
///
/// # Errors
/// When the compiler, wasm-bindgen or wasm-opt fails.
pub(crate) fn ensure(places: &Places, options: &Options) -> Outcome<()> {
    step("user interface", || {
        let toolchain = Toolchain::choose()?;
        let wanted = fingerprint(places, toolchain, options)?;
        let (wasm, stamp) = (places.root.join("dist").join(WASM), stamp(places));
        if !(wasm.is_file() && Stamp(&stamp).is(&wanted)) {
            console::say("building the user interface (some minutes the first time)");
            build(places, toolchain, options)?;
            Stamp(&stamp).set(&wanted)?;
        }
        let bytes = fs::metadata(&wasm).context(wasm.display())?.len();
        let remark = if !options.dev && bytes > BUDGET_BYTES {
            ", over its budget"
        } else {
            ""
        };
        Ok(done(format!("wasm {} kB{remark}", bytes / 1_000)))
    })
}

/// Beside the compiler's results, not in `dist/`: the shell embeds every file that lies there.
fn stamp(places: &Places) -> PathBuf {
    places.target.join("ui/dist.built-from")
}

fn fingerprint(places: &Places, toolchain: Toolchain, options: &Options) -> Outcome<String> {
    let root = &places.root;
    Ok(Fingerprint::new()
        .path(&root.join("ui"))?
        .path(&root.join("crates/wallet-api"))?
        .path(&root.join("Cargo.toml"))?
        .path(&root.join("Cargo.lock"))?
        .path(&root.join("package-lock.json"))?
        .word(&toolchain.identity()?)
        .word(profile(options))
        .word(&root.display().to_string())
        .word(include_str!("ui.rs"))
        .hex())
}

fn profile(options: &Options) -> &'static str {
    if options.dev { "dev" } else { "wasm-release" }
}

fn build(places: &Places, toolchain: Toolchain, options: &Options) -> Outcome<()> {
    // A folder of its own: another compiler would otherwise undo the native builds each time.
    let target = places.target.join("ui");
    compile(places, toolchain, options, &target)?;
    let folder = if options.dev { "debug" } else { "wasm-release" };
    let wasm = target.join(TARGET).join(folder).join("wallet-ui.wasm");

    let stage = places.root.join(format!(".dist.{}", std::process::id()));
    let _ = fs::remove_dir_all(&stage);
    fs::create_dir_all(&stage).context(stage.display())?;
    let result = assemble(places, options, &wasm, &stage)
        .and_then(|()| replace(&stage, &places.root.join("dist")));
    if result.is_err() {
        let _ = fs::remove_dir_all(&stage);
    }
    result
}

fn compile(places: &Places, toolchain: Toolchain, options: &Options, target: &Path) -> Outcome<()> {
    process::run(
        toolchain
            .cargo()
            .current_dir(&places.root)
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_ENCODED_RUSTFLAGS", without_local_paths(places))
            .args([
                "build",
                "--quiet",
                "--package",
                "wallet-ui",
                "--target",
                TARGET,
            ])
            .args(["--profile", profile(options)]),
    )
}

/// Flags that keep the builder's folder names out of the panic messages in the shipped file.
fn without_local_paths(places: &Places) -> String {
    let mut flags = vec![format!(
        "--remap-path-prefix={}=/src",
        places.root.display()
    )];
    let cargo = env::var_os("CARGO_HOME")
        .map(Into::into)
        .or_else(|| directories::BaseDirs::new().map(|dirs| dirs.home_dir().join(".cargo")));
    if let Some(cargo) = cargo {
        flags.push(format!("--remap-path-prefix={}=/cargo", cargo.display()));
    }
    flags.join("\u{1f}")
}

fn assemble(places: &Places, options: &Options, wasm: &Path, stage: &Path) -> Outcome<()> {
    Bindgen::new()
        .input_path(wasm)
        .web(true)
        .context("wasm-bindgen")?
        .typescript(false)
        .keep_debug(options.dev)
        .remove_name_section(!options.dev)
        .remove_producers_section(!options.dev)
        .generate(stage)
        .context("wasm-bindgen")?;
    if !options.dev {
        shrink(places, &stage.join(WASM))?;
    }
    let ui = places.root.join("ui");
    for name in ["index.html", "boot.js"] {
        fs::copy(ui.join(name), stage.join(name)).context(ui.join(name).display())?;
    }
    copy_files(&ui.join("styles"), stage)?;
    let assets = ui.join("assets");
    if assets.is_dir() {
        copy_files(&assets, &stage.join("assets"))
    } else {
        Ok(())
    }
}

fn shrink(places: &Places, wasm: &Path) -> Outcome<()> {
    let small = wasm.with_extension("small");
    let mut optimise = Command::new("node");
    optimise.arg(places.node_modules().join("binaryen/bin/wasm-opt"));
    process::run_quiet(optimise.arg("-Oz").arg(wasm).arg("-o").arg(&small))?;
    fs::rename(&small, wasm).context(wasm.display())
}

/// Copies every file of a folder and of the folders in it.
fn copy_files(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to).context(to.display())?;
    for entry in fs::read_dir(from).context(from.display())? {
        let path = entry?.path();
        let target = to.join(path.file_name().context("an entry has a name")?);
        if path.is_dir() {
            copy_files(&path, &target)?;
        } else {
            fs::copy(&path, &target).context(path.display())?;
        }
    }
    Ok(())
}

fn replace(stage: &Path, dist: &Path) -> Outcome<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).context(dist.display())?;
    }
    fs::rename(stage, dist).context(dist.display())
}
