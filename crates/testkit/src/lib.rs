//! What tests share: finding the standards' own test vectors.
//!
//! The vectors are data of others with licences of their own, so they are not part of this
//! repository: they lie in `shared/vectors` beside it, or where `WALLET_VECTORS` points. A set
//! that is not there is reported as skipped, by name, and fails nothing.

use std::path::PathBuf;

/// Returns the text of one vector file, for example `"slip-0010/vectors.json"`, or `None` (and
/// a line on standard error that names the set) if it is not there.
pub fn vectors(name: &str) -> Option<String> {
    match std::fs::read_to_string(vectors_dir().join(name)) {
        Ok(text) => Some(text),
        Err(_) => {
            report_skipped(name);
            None
        }
    }
}

/// Returns the files of one folder of vectors, sorted by name, each with its text; empty (and
/// reported as skipped) if there is none.
pub fn vector_files(folder: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = std::fs::read_dir(vectors_dir().join(folder))
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let text = std::fs::read_to_string(entry.path()).ok()?;
            Some((entry.file_name().to_string_lossy().into_owned(), text))
        })
        .collect();
    if files.is_empty() {
        report_skipped(folder);
    }
    files.sort();
    files
}

/// Returns the folder of all vectors, whether or not it exists.
pub fn vectors_dir() -> PathBuf {
    match std::env::var_os("WALLET_VECTORS") {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/vectors"
        )),
    }
}

/// Returns the number of rounds a scalable test runs: `WALLET_N` if set, else `usual`.
pub fn rounds(usual: usize) -> usize {
    std::env::var("WALLET_N")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(usual)
}

#[allow(
    clippy::print_stderr,
    reason = "a test's report to the person who runs it"
)]
fn report_skipped(name: &str) {
    eprintln!("skipped: {name} not found");
}
