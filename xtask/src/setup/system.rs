//! System packages: the web view, a virtual display for the window tests, fonts, Node.js.

use std::{env, path::Path, process::Command};

use crate::{
    console,
    failure::{Failure, Outcome},
    process,
};

/// Debian's names of what the shell is built and tested with.
const DEBIAN: [&str; 15] = [
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libsoup-3.0-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libssl-dev",
    "xvfb",
    "dbus",
    "xauth",
    "webkit2gtk-driver",
    "fonts-noto-cjk",
    "fonts-inter",
    "poppler-utils", // a printed page as a picture, for tests
    "python3-venv",  // rules and checkers that are not ours, for tests
];
/// Node.js, where the machine has none of its own.
const DEBIAN_NODE: [&str; 2] = ["nodejs", "npm"];
/// Fedora's names of the same, for the person to install.
const FEDORA: &str = "sudo dnf install -y gcc gcc-c++ make perl pkgconf-pkg-config webkit2gtk4.1-devel \
    libsoup3-devel librsvg2-devel libxdo-devel openssl-devel xorg-x11-server-Xvfb xorg-x11-xauth \
    webkit2gtk-driver google-noto-sans-cjk-fonts rsms-inter-fonts poppler-utils python3 python3-pip nodejs npm";
const MACOS: &str = "xcode-select --install; brew install node poppler";
const WINDOWS: &str = "winget install OpenJS.NodeJS.LTS Microsoft.EdgeWebView2Runtime \
    Microsoft.VisualStudio.2022.BuildTools StrawberryPerl.StrawberryPerl";

/// Makes sure of the system packages, and returns a few words on what was done.
///
/// # Errors
/// With exit code 2 and the command to give where we may not install them.
pub(super) fn ensure() -> Outcome<String> {
    if found_on_path("apt-get") && found_on_path("dpkg-query") {
        return ensure_debian();
    }
    let command = match env::consts::OS {
        "macos" => MACOS,
        "windows" => WINDOWS,
        _ if found_on_path("dnf") => FEDORA,
        other => {
            return if has_node() && has_web_view() {
                Ok(format!("found on {other}"))
            } else {
                Err(Failure::needs_person(format!(
                    "please install Node.js 18 or newer, WebKitGTK 4.1 with its headers, Xvfb and \
                     WebKitWebDriver (on Debian: {}) and run this again",
                    DEBIAN.join(" ")
                )))
            };
        }
    };
    if has_node() && has_web_view() {
        return Ok("found".to_owned());
    }
    Err(Failure::needs_person(format!(
        "some packages are missing. Please run\n\n    {command}\n\nand then this again."
    )))
}

fn ensure_debian() -> Outcome<String> {
    let mut wanted = DEBIAN.to_vec();
    if !has_node() {
        wanted.extend(DEBIAN_NODE);
    }
    let missing = missing_on_debian(&wanted)?;
    if missing.is_empty() {
        return Ok(format!("{} there", wanted.len()));
    }
    install_on_debian(&missing)?;
    Ok(format!("installed {}", missing.join(" ")))
}

/// Installs Debian packages as root or by `sudo` where that asks no password.
///
/// # Errors
/// With exit code 2 and the command to give when we may do neither.
pub(super) fn install_on_debian(packages: &[&str]) -> Outcome<()> {
    let sudo: &[&str] = if is_root() {
        &[]
    } else if process::succeeds(Command::new("sudo").args(["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        return Err(Failure::needs_person(format!(
            "some packages are missing. Please run\n\n    sudo apt-get update && sudo apt-get \
             install -y --no-install-recommends {}\n\nand then this again.",
            packages.join(" ")
        )));
    };
    console::say(&format!("installing {}", packages.join(" ")));
    apt(sudo, &["update", "-q"])?;
    let mut install = vec!["install", "-q", "-y", "--no-install-recommends"];
    install.extend(packages);
    apt(sudo, &install)
}

/// The packages out of `wanted` that dpkg does not know as installed.
pub(super) fn missing_on_debian<'a>(wanted: &[&'a str]) -> Outcome<Vec<&'a str>> {
    // dpkg-query fails when it does not know one of the names, yet answers for the others.
    let answer = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .output()?;
    Ok(missing_from(
        &String::from_utf8_lossy(&answer.stdout),
        wanted,
    ))
}

fn missing_from<'a>(dpkg_answer: &str, wanted: &[&'a str]) -> Vec<&'a str> {
    let installed: Vec<_> = dpkg_answer
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|name| !installed.contains(name))
        .collect()
}

fn apt(sudo: &[&str], arguments: &[&str]) -> Outcome<()> {
    let words: Vec<_> = sudo
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .chain(arguments)
        .collect();
    process::run_quiet(Command::new(words[0]).args(&words[1..]))
}

fn has_node() -> bool {
    found_on_path("node") && found_on_path("npm")
}

/// On Linux the web view is a library; the other systems bring it.
fn has_web_view() -> bool {
    env::consts::OS != "linux"
        || process::succeeds(Command::new("pkg-config").args(["--exists", "webkit2gtk-4.1"]))
}

#[cfg(unix)]
fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

/// Whether a program of this name is on the search path.
pub(super) fn found_on_path(name: &str) -> bool {
    let endings: &[&str] = if cfg!(windows) {
        &[".exe", ".cmd"]
    } else {
        &[""]
    };
    env::var_os("PATH").is_some_and(|path| {
        env::split_paths(&path).any(|folder| {
            endings
                .iter()
                .any(|ending| Path::new(&folder).join(format!("{name}{ending}")).is_file())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_missing_unless_dpkg_says_installed() {
        let answer = "xvfb installed\nxauth config-files\nlibxdo-dev not-installed\n";
        assert_eq!(
            missing_from(answer, &["xvfb", "xauth", "libxdo-dev", "unheard-of"]),
            ["xauth", "libxdo-dev", "unheard-of"]
        );
    }
}
