//! A session that is killed, or told of an error, at its every system call that changes a file.
//!
//! Needs `strace`; without it the tests report themselves skipped. By default a few calls of
//! each kind are tried; `WALLET_N=1000` tries every one.

use std::io::Write;
use std::process::{Command, Output};

use super::*;

const DIR: &str = "WALLET_VAULT_SESSION_DIR";
const ENTRIES: u64 = 4;
/// Bytes of an entry: enough for a write to need several pages.
const SIZE: usize = 10_000;

/// One session: open, write, rewrite the header, lock. Says what it was told is done.
#[test]
#[allow(clippy::print_stdout, reason = "the child's acknowledgements")]
fn child_runs_one_session() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let files = Files::new(Path::new(&dir).join("vault"));
    let data_key: [u8; 32] = fs::read(Path::new(&dir).join("data-key"))
        .unwrap()
        .try_into()
        .unwrap();
    let data_key = Zeroizing::new(data_key);
    let header = read_header(&files).unwrap();
    let Some(lock) = files.lock().unwrap() else {
        panic!("nobody else is here");
    };
    let Ok(vault) = UnlockedVault::assemble(files.clone(), lock.into(), &header, &data_key) else {
        return;
    };
    for number in 0..ENTRIES {
        let body = "x".repeat(SIZE);
        if vault
            .write(|t| t.insert_new("entry", &number.to_string(), 0, &body))
            .is_ok()
        {
            println!("\nacknowledged {number}");
            std::io::stdout().flush().unwrap();
        }
    }
    let _ = files.write_header(&header.to_bytes());
    vault.lock();
    println!("\nfinished");
}

#[test]
fn killed_at_any_call_nothing_acknowledged_is_lost() {
    for call in [
        "pwrite64",
        "fsync",
        "ftruncate",
        "unlink",
        "rename",
        "openat",
    ] {
        at_every(call, "signal=SIGKILL");
    }
}

#[test]
fn an_error_of_any_call_is_never_acknowledged() {
    for (call, error) in [
        ("pwrite64", "ENOSPC"),
        ("pwrite64", "EIO"),
        ("fsync", "EIO"),
    ] {
        at_every(call, &format!("error={error}"));
    }
}

/// The most calls of one kind that a session makes, with room.
const MOST_CALLS: usize = 400;

/// Runs sessions in which the first, second, … call of a kind is hit, until one is not hit.
fn at_every(call: &str, injection: &str) {
    let points = testkit::rounds(4);
    let mut hit = 0;
    for n in 1..=points.min(MOST_CALLS) {
        // By default far apart, so that opening, writing and closing all have their turn.
        let when = if points > 10 { n } else { n * n };
        let (dir, vault) = session_folder();
        let Some(output) = run_session(dir.path(), call, &format!("{injection}:when={when}"))
        else {
            return;
        };
        let text = String::from_utf8_lossy(&output.stdout);
        let acknowledged: Vec<u64> = text
            .lines()
            .filter_map(|line| line.strip_prefix("acknowledged ")?.parse().ok())
            .collect();
        let name = format!("{call} {injection} {when}");

        let open_vault = open(&vault).unwrap_or_else(|error| panic!("{name}: {error}"));
        for number in 0..ENTRIES {
            let body: Option<String> = open_vault
                .read(|t| t.get("entry", &number.to_string()))
                .unwrap();
            assert!(
                body.is_none_or(|body| body.len() == SIZE),
                "{name}: half an entry"
            );
        }
        for number in &acknowledged {
            let body: Option<String> = open_vault
                .read(|t| t.get("entry", &number.to_string()))
                .unwrap();
            assert!(body.is_some(), "{name}: lost entry {number}");
        }
        let count = open_vault.read(|t| t.count("entry")).unwrap();
        let extra = count - acknowledged.len() as u64;
        assert!(extra <= 1, "{name}: {extra} entries nobody acknowledged");
        assert!(open_vault.check().unwrap().is_empty(), "{name}: damaged");

        // Libraries are opened before the session begins: those calls hit nothing of ours.
        let finished = text.contains("finished") && acknowledged.len() as u64 == ENTRIES;
        if finished && injection.starts_with("signal") {
            break;
        }
        hit += usize::from(!finished);
    }
    assert!(hit > 0, "{call} was never hit");
}

fn session_folder() -> (TempDir, LockedVault) {
    let dir = TempDir::new().unwrap();
    let vault_dir = dir.path().join("vault");
    fs::create_dir(&vault_dir).unwrap();
    for (name, bytes) in &template().files {
        fs::write(vault_dir.join(name), bytes).unwrap();
    }
    fs::write(dir.path().join("data-key"), template().data_key.as_slice()).unwrap();
    (dir, LockedVault::at(vault_dir))
}

#[allow(
    clippy::print_stderr,
    reason = "a test's report to the person who runs it"
)]
fn run_session(dir: &Path, call: &str, injection: &str) -> Option<Output> {
    let result = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null"])
        .args([
            "-e",
            &format!("trace={call}"),
            "-e",
            &format!("inject={call}:{injection}"),
        ])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "vault::tests::syscalls::child_runs_one_session"])
        .args(["--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .output();
    if result.is_err() {
        eprintln!("skipped: strace not found");
    }
    result.ok()
}
