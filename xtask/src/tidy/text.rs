//! What no file of the repository may hold: unfinished work, names of one machine, one mirror's
//! address; and what the pure crates may not call.

use std::{fs, path::Path, process::Command};

use crate::{failure::Outcome, places::Places, process};

/// Past this size a source file surely holds more than one subject.
const LARGEST_SOURCE_BYTES: usize = 60_000;
/// The files that people write.
const SOURCES: &[&str] = &[
    "rs", "sol", "toml", "md", "ftl", "css", "js", "html", "sh", "json", "yml", "yaml", "svg",
    "txt",
];
/// Written by tools, and as long as they have to be.
const GENERATED: &[&str] = &[
    "Cargo.lock",
    "package-lock.json",
    "contracts/abi/",
    "docs/formats/grant-vectors/",
    "docs/formats/law-cases.json",
    "fuzz/Cargo.lock",
];

/// Words that must not appear, each with the reason. They are put together here from halves, so that
/// this file does not find itself.
const BANNED: &[(&str, &str, &str)] = &[
    ("TO", "DO", "unfinished work belongs in the tracker"),
    ("FIX", "ME", "unfinished work belongs in the tracker"),
    ("todo", "!(", "a stub"),
    ("unimple", "mented!(", "a stub"),
    ("dbg", "!(", "a left-over"),
    ("/ro", "ot/", "a folder of one machine"),
    ("/wo", "rk/", "a folder of one machine"),
    ("/ho", "me/", "a folder of one machine"),
    ("crates", ".io", "a registry's host; any mirror must do"),
    ("npmjs", ".", "a registry's host; any mirror must do"),
    ("pypi", ".org", "a registry's host; any mirror must do"),
    ("debian", ".org", "a registry's host; any mirror must do"),
];

/// Crates whose time and randomness are arguments and that touch neither files nor the network.
const PURE: &[&str] = &[
    "keys",
    "sd-jwt",
    "credential",
    "grant",
    "exchange",
    "wallet-api",
];
const IMPURE_CALLS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "std::fs",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "OsRng",
];

/// Returns the number of files looked at, and the faults found.
pub(super) fn check(places: &Places) -> Outcome<(usize, Vec<String>)> {
    let list = process::output(Command::new("git").current_dir(&places.root).args([
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]))?;
    let names: Vec<_> = list.split_terminator('\0').collect();
    let for_tests = modules_for_tests(places, &names);
    let mut faults = Vec::new();
    let mut files = 0;
    for name in names {
        let ending = Path::new(name)
            .extension()
            .unwrap_or_default()
            .to_string_lossy();
        let is_source = SOURCES.contains(&&*ending) || name.starts_with(".ci/");
        if !is_source
            || GENERATED
                .iter()
                .any(|generated| name.starts_with(generated))
        {
            continue;
        }
        // A file that is listed but deleted, or no text, is none of ours.
        let Ok(text) = fs::read_to_string(places.root.join(name)) else {
            continue;
        };
        files += 1;
        faults.extend(faults_in(name, &text));
        if is_pure(name) && !for_tests.iter().any(|module| name.starts_with(module)) {
            faults.extend(impure_calls_in(name, &text));
        }
    }
    Ok((files, faults))
}

fn faults_in(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.len() > LARGEST_SOURCE_BYTES {
        faults.push(format!(
            "{name}: {} kB; does it hold one subject?",
            text.len() / 1_000
        ));
    }
    for (number, line) in text.lines().enumerate() {
        for (first, second, reason) in BANNED {
            if contains_word(line, &format!("{first}{second}")) {
                faults.push(format!(
                    "{name}:{}: `{first}{second}`: {reason}",
                    number + 1
                ));
            }
        }
    }
    faults
}

fn impure_calls_in(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in before_tests(text) {
        for call in IMPURE_CALLS.iter().filter(|call| line.contains(**call)) {
            faults.push(format!("{name}:{number}: `{call}` in a pure crate"));
        }
    }
    faults
}

/// The beginnings of the paths of modules that a pure crate compiles for its tests only.
fn modules_for_tests(places: &Places, names: &[&str]) -> Vec<String> {
    let mut modules = Vec::new();
    for name in names.iter().filter(|name| is_pure(name)) {
        let text = fs::read_to_string(places.root.join(name)).unwrap_or_default();
        modules.extend(declared_for_tests(name, &text));
    }
    modules
}

/// `#[cfg(test)] mod vectors;` in `a/lib.rs` makes `a/vectors`, in `a/b.rs` it makes `a/b/vectors`.
fn declared_for_tests(name: &str, text: &str) -> Vec<String> {
    let folder = match name.rsplit_once('/') {
        Some((folder, "lib.rs" | "mod.rs" | "main.rs")) => folder.to_owned(),
        _ => name.trim_end_matches(".rs").to_owned(),
    };
    let mut declared = Vec::new();
    let mut is_for_tests = false;
    for line in text.lines().map(str::trim) {
        if let Some(module) = line
            .strip_prefix("mod ")
            .and_then(|rest| rest.strip_suffix(';'))
            && is_for_tests
        {
            declared.push(format!("{folder}/{module}"));
        }
        // Other attributes may stand between the condition and the module.
        is_for_tests = line == "#[cfg(test)]" || (is_for_tests && line.starts_with("#["));
    }
    declared
}

/// Whether the word stands in the line by itself where its ends are letters: `TODOS.md` is no marker.
fn contains_word(line: &str, word: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let starts_inside = is_letter(word.chars().next()) && is_letter(before);
        let ends_inside = is_letter(word.chars().next_back()) && is_letter(after);
        !starts_inside && !ends_inside
    })
}

fn is_pure(name: &str) -> bool {
    PURE.iter()
        .any(|package| name.starts_with(&format!("crates/{package}/src/")))
        && !name.ends_with("tests.rs")
        && !name.contains("/tests/")
}

/// The numbered lines above a file's test module.
fn before_tests(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text
        .lines()
        .enumerate()
        .map(|(number, line)| (number + 1, line));
    lines.take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_paths_and_hosts_are_found() {
        let marker = ["TO", "DO"].concat();
        assert_eq!(faults_in("a.rs", &format!("// {marker}: later")).len(), 1);
        assert_eq!(
            faults_in("a.rs", &format!("// the {marker}S list")).len(),
            0
        );
        assert_eq!(
            faults_in("a.md", &["see /wo", "rk/x and crates", ".io"].concat()).len(),
            2
        );
        assert_eq!(faults_in("a.md", "https://example.com/homework").len(), 0);
    }

    #[test]
    fn pure_crates_keep_no_time_outside_their_tests() {
        let text =
            "fn a() { Instant::now(); }\n#[cfg(test)]\nmod tests { fn b() { Instant::now(); } }";
        assert_eq!(impure_calls_in("crates/keys/src/a.rs", text).len(), 1);
        assert!(is_pure("crates/keys/src/a.rs"));
        assert!(!is_pure("crates/chain/src/a.rs"));
        assert!(!is_pure("crates/keys/src/a/tests.rs"));
    }

    #[test]
    fn modules_only_for_tests_are_recognised() {
        let text = "mod a;\n#[cfg(test)]\n#[allow(x)]\nmod vectors;\nmod b;\n";
        assert_eq!(declared_for_tests("c/src/lib.rs", text), ["c/src/vectors"]);
        assert_eq!(declared_for_tests("c/src/d.rs", text), ["c/src/d/vectors"]);
    }

    #[test]
    fn a_file_of_many_subjects_is_too_long() {
        assert_eq!(faults_in("a.rs", &"x\n".repeat(40_000)).len(), 1);
    }
}
