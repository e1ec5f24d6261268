//! What was acknowledged survives the process.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use super::*;

const DIR: &str = "WALLET_VAULT_CHILD_DIR";

/// A child that writes and acknowledges until it is killed. Runs only as such: without the
/// folder in its environment it has nothing to do.
#[test]
#[allow(
    clippy::print_stdout,
    reason = "the child's acknowledgements to its parent"
)]
fn child_writes_until_killed() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let data_key = fs::read(Path::new(&dir).join("data-key")).unwrap();
    let vault = LockedVault::at(Path::new(&dir).join("vault"));
    let header = read_header(&vault.files).unwrap();
    let lock = Arc::new(vault.files.lock().unwrap().unwrap());
    let data_key = Zeroizing::new(data_key.try_into().unwrap());
    let vault = UnlockedVault::assemble(vault.files, lock, &header, &data_key).unwrap();
    loop {
        let number = vault
            .write(|t| {
                let number = t.next_number("n")?;
                t.insert_new("entry", &number.to_string(), 0, &number)?;
                Ok::<_, StoreError>(number)
            })
            .unwrap();
        println!("\nacknowledged {number}");
        std::io::stdout().flush().unwrap();
    }
}

/// Kills a writing child at random moments, `WALLET_N` times (20 if unset), and finds all it had
/// acknowledged, in order, without a gap, and no number twice.
#[test]
fn acknowledged_writes_survive_kill() {
    let dir = TempDir::new().unwrap();
    let vault_dir = dir.path().join("vault");
    fs::create_dir(&vault_dir).unwrap();
    for (name, bytes) in &template().files {
        fs::write(vault_dir.join(name), bytes).unwrap();
    }
    fs::write(dir.path().join("data-key"), template().data_key.as_slice()).unwrap();
    let vault = LockedVault::at(&vault_dir);
    for round in 0..testkit::rounds(20) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "vault::tests::durability::child_writes_until_killed",
            ])
            .args(["--nocapture", "--test-threads=1"])
            .env(DIR, dir.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .filter_map(|line| line.strip_prefix("acknowledged ")?.parse::<u64>().ok());
        // Some acknowledgements, then a moment that differs from round to round.
        let mut acknowledged = 0;
        for _ in 0..=round % 7 {
            acknowledged = lines.next().expect("the child acknowledges");
        }
        std::thread::sleep(std::time::Duration::from_micros(round as u64 * 937 % 9000));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged = lines.last().unwrap_or(acknowledged);

        let open_vault = open(&vault).unwrap();
        let count = open_vault.read(|t| t.count("entry")).unwrap();
        let next = open_vault.read(|t| t.peek_number("n")).unwrap();
        assert_eq!(count, next, "a number and its entry are one act");
        assert!(
            next > acknowledged,
            "round {round}: lost an acknowledged write"
        );
        // Only the one write that was under way may be there without acknowledgement.
        assert!(
            next <= acknowledged + 2,
            "round {round}: writes nobody made"
        );
    }
    let open_vault = open(&vault).unwrap();
    let records = open_vault
        .read(|t| t.list::<u64>("entry", Order::OldestFirst, usize::MAX, 0))
        .unwrap();
    assert!(
        records
            .iter()
            .map(|record| record.body)
            .eq(0..records.len() as u64)
    );
    assert!(open_vault.check().unwrap().is_empty());
}

/// A child that writes two headers in turn until it is killed, as changes of the passphrase do.
#[test]
fn child_writes_headers_until_killed() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let files = Files::new(Path::new(&dir).join("vault"));
    let headers = ["one", "two"].map(|name| fs::read(Path::new(&dir).join(name)).unwrap());
    for header in headers.iter().cycle() {
        files.write_header(header).unwrap();
    }
}

/// Whenever it is killed, exactly one of the two passphrases opens the vault.
#[test]
fn a_changed_passphrase_survives_kill() {
    let dir = TempDir::new().unwrap();
    let vault_dir = dir.path().join("vault");
    fs::create_dir(&vault_dir).unwrap();
    let keys = [[1; 32], [2; 32]].map(Zeroizing::new);
    for (name, key) in ["one", "two"].iter().zip(&keys) {
        let data_key = Zeroizing::new([7; 32]);
        let header = VaultHeader::seal(
            KdfParams::FLOOR,
            [0; 16],
            [3; 16],
            key,
            &data_key,
            &mut rng(),
        );
        fs::write(dir.path().join(name), header.to_bytes()).unwrap();
    }
    let vault = LockedVault::at(&vault_dir);
    let mut opened = [0; 2];
    for round in 0..testkit::rounds(20) {
        let mut child = spawn_child(
            "vault::tests::durability::child_writes_headers_until_killed",
            dir.path(),
        );
        while !vault.files.header().exists() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_micros(
            round as u64 * 937 % 15_000,
        ));
        child.kill().unwrap();
        child.wait().unwrap();
        let header = vault.header().unwrap();
        let opens = keys.each_ref().map(|key| header.unseal(key).is_some());
        assert_ne!(opens[0], opens[1], "round {round}");
        opened[usize::from(opens[1])] += 1;
    }
    assert_eq!(opened[0] + opened[1], testkit::rounds(20));
}

fn spawn_child(test: &str, dir: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(DIR, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// A crash between the header and the database's name leaves a vault that opens.
#[test]
fn an_interrupted_creation_is_completed() {
    let (dir, vault) = fresh();
    fs::rename(dir.path().join("vault.db"), dir.path().join("vault.db.new")).unwrap();
    assert!(vault.exists());
    assert!(open(&vault).is_ok());
    assert!(!dir.path().join("vault.db.new").exists());
}

/// A crash before the header leaves nothing that stands in the way of another attempt.
#[test]
fn an_abandoned_creation_is_begun_again() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("vault.db.new"), [7; 5000]).unwrap();
    fs::write(dir.path().join("vault.header.new"), [7; 50]).unwrap();
    let vault = LockedVault::at(dir.path());
    assert!(!vault.exists());
    let open_vault = create(&vault).unwrap();
    open_vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    open_vault.lock().open(&passphrase(PASSPHRASE)).unwrap();
}

const BACKUP: &str = "WALLET_VAULT_CHILD_BACKUP";

/// A child that makes a vault, or restores one from a backup if it is given one. Runs only as such.
#[test]
fn child_makes_a_vault() {
    let Some(dir) = std::env::var_os(DIR) else {
        return;
    };
    let vault = LockedVault::at(dir);
    let made = match std::env::var_os(BACKUP) {
        None => create(&vault).map_err(|error| error.to_string()),
        Some(backup) => vault
            .restore(Path::new(&backup), &passphrase(PASSPHRASE))
            .map_err(|error| error.to_string()),
    };
    if let Err(error) = made {
        panic!("{error}");
    }
}

/// Lets the child do it on a disk that is full after so many blocks, for every place it can be full
/// at: either there is a whole vault, or none, and then one can be made in the same folder.
#[cfg(unix)]
fn whole_or_none_on_a_full_disk(backup: Option<&Path>) {
    let mut made = 0;
    let mut failed = 0;
    for blocks in [
        0, 1, 4, 16, 30, 40, 48, 52, 56, 60, 64, 68, 72, 80, 96, 128, 256,
    ] {
        let dir = TempDir::new().unwrap();
        let mut child = Command::new("sh");
        child
            .args([
                "-c",
                "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"",
                "sh",
            ])
            .arg(blocks.to_string())
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", "vault::tests::durability::child_makes_a_vault"])
            .arg("--nocapture")
            .env(DIR, dir.path());
        if let Some(backup) = backup {
            child.env(BACKUP, backup);
        }
        let status = child
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let vault = LockedVault::at(dir.path());
        assert_eq!(vault.exists(), status.success(), "{blocks} blocks");
        if status.success() {
            made += 1;
            let opened = vault.open(&passphrase(PASSPHRASE)).unwrap();
            assert!(opened.check().unwrap().is_empty());
        } else {
            failed += 1;
            assert_eq!(
                contents(dir.path()).into_keys().collect::<Vec<_>>(),
                ["vault.lock"],
                "{blocks} blocks"
            );
            create(&vault).unwrap();
        }
    }
    assert!(made > 0 && failed > 3, "{made} made, {failed} failed");
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_a_whole_vault_or_none() {
    whole_or_none_on_a_full_disk(None);
}

#[cfg(unix)]
#[test]
fn a_full_disk_leaves_a_whole_restored_vault_or_none() {
    let (dir, vault) = fresh();
    let backup = dir.path().join("kept.cwbackup");
    let open_vault = open(&vault).unwrap();
    open_vault
        .back_up(&passphrase(PASSPHRASE), &backup)
        .unwrap();
    whole_or_none_on_a_full_disk(Some(&backup));
}
