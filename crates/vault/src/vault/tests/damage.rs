//! Files that are damaged, swapped, missing, newer or in use.

use super::*;

/// Tries to open; the refusal leaves header and database as they were.
fn refused(vault: &LockedVault, passphrase: &Passphrase) -> OpenError {
    let before = contents(vault.dir());
    let error = vault.open(passphrase).unwrap_err();
    let mut after = contents(vault.dir());
    after.retain(|name, _| before.contains_key(name) || name.starts_with("vault.db"));
    assert_eq!(after, before, "a refused vault was changed");
    error
}

#[test]
fn wrong_passphrase_changes_nothing() {
    let (_dir, vault) = fresh();
    let error = refused(&vault, &passphrase("correct horse battery stable"));
    assert!(matches!(error, OpenError::WrongPassphrase));
}

#[test]
fn damaged_header_changes_nothing() {
    let (dir, vault) = fresh();
    let path = dir.path().join("vault.header");
    let bytes = fs::read(&path).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x40;
        fs::write(&path, changed).unwrap();
        let error = refused(&vault, &passphrase(PASSPHRASE));
        let expected = match at {
            8 | 9 => matches!(error, OpenError::NewerVersion { .. }),
            _ => matches!(error, OpenError::DamagedHeader),
        };
        assert!(expected, "byte {at}: {error}");
    }
    for length in [0, 1, 100] {
        fs::write(&path, &bytes[..length]).unwrap();
        assert!(matches!(
            refused(&vault, &passphrase(PASSPHRASE)),
            OpenError::DamagedHeader
        ));
    }
}

#[test]
fn a_second_opening_is_told_so() {
    let (_dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    assert!(matches!(
        vault.open(&passphrase(PASSPHRASE)),
        Err(OpenError::InUse)
    ));
    open(&open_vault.lock()).unwrap();
}

#[test]
fn create_never_overwrites() {
    let (_dir, vault) = fresh();
    assert!(matches!(create(&vault), Err(CreateError::Exists)));
    for name in ["vault.header", "vault.db"] {
        let (dir, vault) = fresh();
        fs::remove_file(dir.path().join(name)).unwrap();
        let before = contents(dir.path());
        assert!(vault.exists());
        assert!(
            matches!(create(&vault), Err(CreateError::Exists)),
            "without {name}"
        );
        assert_eq!(contents(dir.path()), before);
    }
}

/// Deleting, emptying or replacing a file never opens anything and never makes a new vault.
#[test]
fn missing_files_never_unlock() {
    let right = passphrase(PASSPHRASE);
    let (dir, vault) = fresh();
    fs::remove_file(dir.path().join("vault.header")).unwrap();
    assert!(matches!(refused(&vault, &right), OpenError::DamagedHeader));
    fs::remove_file(dir.path().join("vault.db")).unwrap();
    assert!(matches!(vault.open(&right), Err(OpenError::NoVault)));
    assert!(!vault.exists());

    for bytes in [
        None,
        Some(Vec::new()),
        Some(vec![0; 8192]),
        Some(b"SQLite format 3\0".to_vec()),
    ] {
        let (dir, vault) = fresh();
        let path = dir.path().join("vault.db");
        fs::remove_file(&path).unwrap();
        if let Some(bytes) = &bytes {
            fs::write(&path, bytes).unwrap();
        }
        let before = contents(dir.path());
        let error = open(&vault).unwrap_err();
        assert!(matches!(error, OpenError::Damaged), "{error}");
        let after = contents(dir.path());
        assert_eq!(before.get("vault.db"), after.get("vault.db"));
        assert_eq!(before.get("vault.header"), after.get("vault.header"));
    }
}

#[test]
fn files_of_another_vault_do_not_fit() {
    let other = TempDir::new().unwrap();
    create(&LockedVault::at(other.path())).unwrap().lock();
    for name in ["vault.header", "vault.db"] {
        let (dir, vault) = fresh();
        fs::copy(other.path().join(name), dir.path().join(name)).unwrap();
        let error = refused(&vault, &passphrase(PASSPHRASE));
        assert!(matches!(error, OpenError::Damaged), "{name}: {error}");
    }
}

#[test]
fn a_newer_schema_is_refused_and_untouched() {
    let (dir, vault) = fresh();
    open_with(&vault, &[MIGRATIONS, &["SELECT 1"]].concat())
        .unwrap()
        .lock();
    let before = contents(dir.path());
    let error = open(&vault).unwrap_err();
    assert!(
        matches!(error, OpenError::NewerVersion { found: 2, known: 1 }),
        "{error}"
    );
    let after = contents(dir.path());
    assert_eq!(before["vault.db"], after["vault.db"]);
    assert_eq!(before["vault.header"], after["vault.header"]);
}

/// A WAL that waits (of a program that was killed) is not written into a refused database.
#[test]
fn a_newer_schema_with_waiting_writes_is_untouched() {
    let (dir, vault) = fresh();
    let open_vault = open_with(&vault, &[MIGRATIONS, &["SELECT 1"]].concat()).unwrap();
    open_vault
        .write(|t| t.put("note", "1", 1, "waiting"))
        .unwrap();
    let (_killed_dir, killed) = copy_of(dir.path());
    let before = contents(killed.dir());
    assert!(!before["vault.db-wal"].is_empty());
    assert!(matches!(open(&killed), Err(OpenError::NewerVersion { .. })));
    let after = contents(killed.dir());
    for name in ["vault.db", "vault.db-wal", "vault.header"] {
        assert_eq!(before[name], after[name], "{name}");
    }
}

/// One flipped bit in every 64 bytes of the database: opening or checking notices.
#[test]
fn flipped_bits_of_the_database_are_noticed() {
    let (dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    open_vault
        .write(|t| t.put("note", "1", 1, &"x".repeat(3000)))
        .unwrap();
    let vault = open_vault.lock();
    let path = dir.path().join("vault.db");
    let bytes = fs::read(&path).unwrap();
    for at in (0..bytes.len()).step_by(64).map(|at| at + at / 64 % 64) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&path, &changed).unwrap();
        match open(&vault) {
            Err(error) => assert!(matches!(error, OpenError::Damaged), "byte {at}: {error:?}"),
            Ok(vault) => {
                let findings = vault.check();
                let clean = findings.as_ref().is_ok_and(|findings| findings.is_empty());
                assert!(!clean, "byte {at} of {}", bytes.len());
            }
        }
    }
}

#[test]
fn forged_costs_are_refused_fast() {
    let (dir, vault) = fresh();
    let path = dir.path().join("vault.header");
    let mut bytes = fs::read(&path).unwrap();
    bytes[10..14].copy_from_slice(&(4u32 << 20).to_be_bytes());
    let checksum = <sha2::Sha256 as sha2::Digest>::digest(&bytes[..126]);
    bytes[126..].copy_from_slice(&checksum);
    fs::write(&path, bytes).unwrap();
    let started = std::time::Instant::now();
    assert!(matches!(
        vault.open(&passphrase(PASSPHRASE)),
        Err(OpenError::KdfOutOfRange)
    ));
    assert!(started.elapsed() < std::time::Duration::from_millis(100));
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("made");
    fs::create_dir(&path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o777)).unwrap();
    let vault = create(&LockedVault::at(&path)).unwrap();
    vault.write(|t| t.put("note", "1", 1, "text")).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&path), 0o700);
    let names: Vec<_> = contents(&path).into_keys().collect();
    assert!(names.contains(&"vault.db-wal".to_owned()), "{names:?}");
    for name in names {
        assert_eq!(mode(&path.join(&name)), 0o600, "{name}");
    }
    let vault = vault.lock();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    vault.open(&passphrase(PASSPHRASE)).unwrap();
    assert_eq!(mode(&path), 0o700);
}

/// Nothing that was stored can be read in the files, in any usual spelling, locked or not.
#[test]
fn canaries_are_not_on_disk() {
    let canaries: Vec<String> = (0..500).map(|n| format!("canary-{n:04}-王小明")).collect();
    let (dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    vault
        .write(|t| {
            for (canary, n) in canaries.iter().zip(0..) {
                t.put(
                    &format!("kind-{canary}"),
                    canary,
                    n,
                    &json!({ "text": canary }),
                )?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let phrase_text = phrase().words().collect::<Vec<_>>().join(" ");
    let mut needles: Vec<Vec<u8>> = [
        "CREATE TABLE",
        "SQLite format",
        "recovery-phrase",
        "abandon",
        &phrase_text,
        PASSPHRASE,
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    for word in ["canary", "王小明", "abandon", "correct horse"] {
        needles.push(word.as_bytes().to_vec());
        needles.push(word.encode_utf16().flat_map(u16::to_le_bytes).collect());
        needles.push(const_hex::encode(word).into_bytes());
    }
    // base64 of a text depends on where in three bytes it begins.
    for padding in ["", "-", "--"] {
        let text = keys::base64url::encode(format!("{padding}canary-0").as_bytes());
        needles.push(text.as_bytes()[4..text.len() - 2].to_vec());
    }
    let scan = |when: &str| {
        for (name, bytes) in contents(dir.path()) {
            for needle in &needles {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{when}: {name} holds {needle:?}");
            }
        }
    };
    scan("unlocked");
    vault.lock();
    scan("locked");
}
