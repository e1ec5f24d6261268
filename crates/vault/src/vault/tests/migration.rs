//! Going from one schema to the next, and vaults of released versions.

use super::*;

const NEXT: &str = "ALTER TABLE record ADD COLUMN note TEXT";
const BROKEN: &str = "CREATE TABLE half (x INTEGER) STRICT; CREATE TABLE half (x INTEGER) STRICT;";

fn note(vault: &UnlockedVault) -> Option<String> {
    vault.read(|t| t.get("note", "1")).unwrap()
}

fn with_note() -> (TempDir, LockedVault) {
    let (dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    open_vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    (dir, open_vault.lock())
}

#[test]
fn a_migration_keeps_records_and_a_copy() {
    let (dir, vault) = with_note();
    let before = fs::read(dir.path().join("vault.db")).unwrap();
    let steps = [MIGRATIONS, &[NEXT, "CREATE TABLE more (x INTEGER) STRICT"]].concat();
    let migrated = open_with(&vault, &steps).unwrap();
    assert_eq!(note(&migrated).as_deref(), Some("kept"));
    let vault = migrated.lock();
    assert!(matches!(
        open(&vault),
        Err(OpenError::NewerVersion { found: 3, known: 1 })
    ));
    // The copy is the database as it was, and opens with the old program.
    let copy = dir.path().join("vault.db.v1.bak");
    assert_eq!(fs::read(&copy).unwrap(), before);
    for name in ["vault.db-wal", "vault.db-shm"] {
        crate::files::remove_if_there(&dir.path().join(name)).unwrap();
    }
    fs::rename(&copy, dir.path().join("vault.db")).unwrap();
    assert_eq!(note(&open(&vault).unwrap()).as_deref(), Some("kept"));
}

#[test]
fn a_failed_migration_leaves_the_last_good_version() {
    let (_dir, vault) = with_note();
    let steps = [MIGRATIONS, &[NEXT, BROKEN]].concat();
    assert!(matches!(
        open_with(&vault, &steps),
        Err(OpenError::Database(_))
    ));
    let reopened = open_with(&vault, &[MIGRATIONS, &[NEXT]].concat()).unwrap();
    assert_eq!(note(&reopened).as_deref(), Some("kept"));
    assert!(reopened.check().unwrap().is_empty());
}

#[test]
fn the_copy_covers_writes_that_waited_in_the_wal() {
    let (dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    open_vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    let (killed, killed_vault) = copy_of(dir.path());
    let migrated = open_with(&killed_vault, &[MIGRATIONS, &[NEXT]].concat()).unwrap();
    assert_eq!(note(&migrated).as_deref(), Some("kept"));
    migrated.lock();
    for name in ["vault.db-wal", "vault.db-shm"] {
        crate::files::remove_if_there(&killed.path().join(name)).unwrap();
    }
    fs::rename(
        killed.path().join("vault.db.v1.bak"),
        killed.path().join("vault.db"),
    )
    .unwrap();
    assert_eq!(note(&open(&killed_vault).unwrap()).as_deref(), Some("kept"));
}

/// Vaults as released versions wrote them, in `tests/fixtures/v<schema>`, open with their
/// passphrase and hold what they held. `WALLET_BLESS=1` writes that of the current version, once.
#[test]
fn vaults_of_released_versions_open() {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures"));
    let current = fixtures.join(format!("v{}", MIGRATIONS.len()));
    if std::env::var_os("WALLET_BLESS").is_some() && !current.exists() {
        fs::create_dir_all(&current).unwrap();
        let (dir, vault) = with_note();
        open(&vault).unwrap().next_number("account").unwrap();
        for name in ["vault.header", "vault.db"] {
            fs::copy(dir.path().join(name), current.join(name)).unwrap();
        }
    }
    for version in 1..=MIGRATIONS.len() {
        let dir = TempDir::new().unwrap();
        for name in ["vault.header", "vault.db"] {
            fs::copy(
                fixtures.join(format!("v{version}")).join(name),
                dir.path().join(name),
            )
            .unwrap();
        }
        let vault = LockedVault::at(dir.path())
            .open(&passphrase(PASSPHRASE))
            .unwrap();
        assert_eq!(note(&vault).as_deref(), Some("kept"));
        assert_eq!(vault.next_number("account").unwrap(), 1);
        let expected = keys::account::address(&phrase().to_seed(""), 0).unwrap();
        assert_eq!(vault.account_address(0), Ok(expected));
        assert!(vault.check().unwrap().is_empty());
    }
}
