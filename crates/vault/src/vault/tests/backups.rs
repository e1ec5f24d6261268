//! One file out, the same vault back.

use proptest::prelude::*;

use super::*;

/// Makes a backup as `back_up` does, but for the key derivation.
fn back_up(vault: &UnlockedVault, to: &Path) {
    let header = read_header(&vault.files).unwrap();
    database::write_back(&vault.connection()).unwrap();
    backup::write(&header, &template().data_key, &vault.files.database(), to).unwrap();
}

/// Proves and extracts a backup as `restore` does, but for the key derivation.
fn extract(from: &Path, to: &Path) -> Result<(), BackupError> {
    UnverifiedBackup::open(from)?.extract(&template().data_key, to)
}

#[test]
fn a_backup_restores_the_vault_as_it_was() {
    let (dir, vault) = fresh();
    let file = dir.path().join("my backup.cwbackup");
    let open_vault = open(&vault).unwrap();
    open_vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    open_vault.next_number("account").unwrap();
    let right = passphrase(PASSPHRASE);
    let wrong = open_vault.back_up(&passphrase("no"), &file);
    assert!(matches!(wrong, Err(OpenError::WrongPassphrase)));
    assert!(!file.exists());
    open_vault.back_up(&right, &file).unwrap();
    open_vault.back_up(&right, &file).unwrap();
    // What comes later is not in it; a later passphrase does not open it.
    open_vault
        .write(|t| t.put("note", "1", 1, "later"))
        .unwrap();
    let later = passphrase("a later one");
    open_vault
        .change_passphrase(&right, &later, KdfParams::FLOOR, &mut rng())
        .unwrap();

    let other = TempDir::new().unwrap();
    let place = LockedVault::at(other.path().join("restored"));
    assert!(matches!(
        place.restore(&file, &later),
        Err(RestoreError::WrongPassphrase)
    ));
    assert!(!place.exists());
    let restored = place.restore(&file, &right).unwrap();
    assert_eq!(
        restored
            .read(|t| t.get::<String>("note", "1"))
            .unwrap()
            .as_deref(),
        Some("kept")
    );
    assert_eq!(restored.next_number("account").unwrap(), 1);
    assert_eq!(
        restored.relation_public("self", 0),
        open_vault.relation_public("self", 0)
    );
    assert!(restored.check().unwrap().is_empty());
    let place = restored.lock();
    let names: Vec<_> = contents(place.dir()).into_keys().collect();
    assert_eq!(names, ["vault.db", "vault.header", "vault.lock"]);
    let before = contents(place.dir());
    assert!(matches!(
        place.restore(&file, &right),
        Err(RestoreError::Exists)
    ));
    assert_eq!(contents(place.dir()), before);
    open(&place).unwrap();
}

#[test]
fn changed_backups_are_refused() {
    let (dir, vault) = fresh();
    let file = dir.path().join("backup");
    let copy = dir.path().join("copy");
    back_up(&open(&vault).unwrap(), &file);
    extract(&file, &copy).unwrap();
    let bytes = fs::read(&file).unwrap();
    let changed = dir.path().join("changed");
    let refused = |bytes: &[u8], what: &str| {
        fs::write(&changed, bytes).unwrap();
        assert!(extract(&changed, &copy).is_err(), "{what}");
    };
    let flips = (0..300)
        .chain((300..bytes.len()).step_by(499))
        .chain(bytes.len() - 32..bytes.len());
    for at in flips {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        refused(&flipped, &format!("byte {at}"));
    }
    for length in [
        0,
        7,
        8,
        10,
        17,
        100,
        176,
        4096,
        bytes.len() - 4096,
        bytes.len() - 1,
    ] {
        refused(&bytes[..length], &format!("cut at {length}"));
    }
    refused(&[bytes.as_slice(), &[0]].concat(), "one byte more");
}

/// A page of an older backup is a page of this vault, but not of this backup.
#[test]
fn parts_of_two_backups_do_not_mix() {
    let (dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    let [first, second] = ["first", "second"].map(|name| {
        open_vault.write(|t| t.put("note", "1", 1, name)).unwrap();
        let file = dir.path().join(name);
        back_up(&open_vault, &file);
        fs::read(file).unwrap()
    });
    assert_eq!(first.len(), second.len());
    let mixed = dir.path().join("mixed");
    let mut refused = 0;
    for start in (176..first.len() - 32).step_by(4096) {
        let mut bytes = second.clone();
        bytes[start..start + 4096].copy_from_slice(&first[start..start + 4096]);
        if bytes != second {
            fs::write(&mixed, bytes).unwrap();
            assert!(extract(&mixed, &dir.path().join("copy")).is_err());
            refused += 1;
        }
    }
    assert!(refused > 0);
}

#[test]
fn newer_and_foreign_files_are_told_apart() {
    let (dir, vault) = fresh();
    let file = dir.path().join("backup");
    back_up(&open(&vault).unwrap(), &file);
    let mut bytes = fs::read(&file).unwrap();
    bytes[9] = 2;
    fs::write(&file, bytes).unwrap();
    let place = LockedVault::at(dir.path().join("new"));
    let right = passphrase(PASSPHRASE);
    let error = place.restore(&file, &right).unwrap_err();
    assert!(matches!(
        error,
        RestoreError::NewerVersion { found: 2, known: 1 }
    ));
    fs::write(&file, "a letter to my mother").unwrap();
    assert!(matches!(
        place.restore(&file, &right),
        Err(RestoreError::Damaged)
    ));
    let nowhere = dir.path().join("nowhere");
    assert!(matches!(
        place.restore(&nowhere, &right),
        Err(RestoreError::Io(_))
    ));
    assert!(!place.exists());
}

/// A vault of a newer schema is refused before anything is made of it.
#[test]
fn a_newer_schema_is_not_restored() {
    let (dir, vault) = fresh();
    let newer = open_with(&vault, &[MIGRATIONS, &["SELECT 1"]].concat()).unwrap();
    let file = dir.path().join("backup");
    back_up(&newer, &file);
    let place = LockedVault::at(dir.path().join("new"));
    let error = place.restore(&file, &passphrase(PASSPHRASE)).unwrap_err();
    assert!(
        matches!(error, RestoreError::NewerVersion { found: 2, known: 1 }),
        "{error}"
    );
    assert_eq!(
        contents(place.dir()).into_keys().collect::<Vec<_>>(),
        ["vault.lock"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_records_come_back(
        records in proptest::collection::btree_map("[a-z]{1,8}", "\\PC{0,2000}", 0..30),
    ) {
        let (dir, vault) = fresh();
        let open_vault = open(&vault).unwrap();
        open_vault
            .write(|t| records.iter().try_for_each(|(id, body)| t.put("k", id, 0, body)))
            .unwrap();
        let file = dir.path().join("backup");
        back_up(&open_vault, &file);
        let restored = dir.path().join("restored");
        fs::create_dir(&restored).unwrap();
        fs::copy(dir.path().join("vault.header"), restored.join("vault.header")).unwrap();
        extract(&file, &restored.join("vault.db")).unwrap();
        let restored = open(&LockedVault::at(restored)).unwrap();
        let found = restored
            .read(|t| t.list::<String>("k", Order::OldestFirst, usize::MAX, 0))
            .unwrap();
        let found: BTreeMap<_, _> = found.into_iter().map(|r| (r.id, r.body)).collect();
        prop_assert_eq!(found, records);
    }
}
