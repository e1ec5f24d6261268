//! Passphrases: near misses, changing, and what they protect.

use super::*;

#[test]
fn near_misses_do_not_open() {
    let (_dir, vault) = fresh();
    for near in [
        "Correct horse battery staple",
        "correct horse battery staple ",
        "correct horse  battery staple",
        "c\u{43e}rrect horse battery staple",
        "",
    ] {
        let result = vault.open(&passphrase(near));
        assert!(matches!(result, Err(OpenError::WrongPassphrase)), "{near}");
    }
    vault.open(&passphrase(PASSPHRASE)).unwrap();
}

/// What two input methods make of the same keys is one passphrase.
#[test]
fn unicode_form_does_not_matter() {
    let composed = passphrase("caf\u{e9} \u{ff21}\u{3000}\u{6f22}");
    let decomposed = passphrase("cafe\u{301} A \u{6f22}");
    assert_eq!(composed.as_str(), decomposed.as_str());
    assert_eq!(format!("{composed:?}"), "Passphrase");
}

#[test]
fn a_changed_passphrase_is_the_only_one() {
    let (dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    open_vault.write(|t| t.put("note", "1", 1, "kept")).unwrap();
    let (old, new) = (passphrase(PASSPHRASE), passphrase("another one, longer"));
    let wrong = open_vault.change_passphrase(&passphrase("no"), &new, KdfParams::FLOOR, &mut rng());
    assert!(matches!(wrong, Err(OpenError::WrongPassphrase)));
    let database = fs::read(dir.path().join("vault.db")).unwrap();
    open_vault
        .change_passphrase(&old, &new, KdfParams::FLOOR, &mut rng())
        .unwrap();
    assert_eq!(
        fs::read(dir.path().join("vault.db")).unwrap(),
        database,
        "resealed key only"
    );
    let vault = open_vault.lock();
    assert!(matches!(vault.open(&old), Err(OpenError::WrongPassphrase)));
    let open_vault = vault.open(&new).unwrap();
    let note: Option<String> = open_vault.read(|t| t.get("note", "1")).unwrap();
    assert_eq!(note.as_deref(), Some("kept"));
}

/// What a crash leaves of a header half written is not looked at, and overwritten next time.
#[test]
fn a_half_written_header_changes_nothing() {
    let (dir, vault) = fresh();
    let left_over = dir.path().join("vault.header.new");
    fs::write(&left_over, [9; 1000]).unwrap();
    let open_vault = open(&vault).unwrap();
    let header = read_header(&vault.files).unwrap();
    vault.files.write_header(&header.to_bytes()).unwrap();
    assert!(!left_over.exists());
    open(&open_vault.lock()).unwrap();
}

#[test]
fn the_phrase_is_shown_for_the_passphrase_only() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    assert!(matches!(
        vault.reveal_phrase(&passphrase("no")),
        Err(OpenError::WrongPassphrase)
    ));
    let revealed = vault.reveal_phrase(&passphrase(PASSPHRASE)).unwrap();
    assert!(revealed.words().eq(phrase().words()));
}

/// Language and BIP-39 passphrase are part of what is kept, and both change every key.
#[test]
fn language_and_phrase_passphrase_are_kept() {
    let mut seen = Vec::new();
    for (language, extra) in [
        (Language::English, "TREZOR"),
        (Language::SimplifiedChinese, ""),
    ] {
        let dir = TempDir::new().unwrap();
        let vault = LockedVault::at(dir.path());
        let phrase = RecoveryPhrase::from_entropy(language, &[0; 16]).unwrap();
        let expected = keys::account::address(&phrase.to_seed(extra), 0).unwrap();
        let (right, extra) = (passphrase(PASSPHRASE), passphrase(extra));
        let open_vault = vault
            .create(&right, phrase, extra, KdfParams::FLOOR, 0, &mut rng())
            .unwrap();
        assert_eq!(open_vault.account_address(0), Ok(expected));
        let open_vault = open_vault.lock().open(&right).unwrap();
        assert_eq!(open_vault.account_address(0), Ok(expected));
        let revealed = open_vault.reveal_phrase(&right).unwrap();
        assert_eq!(
            (revealed.language(), revealed.words().count()),
            (language, 12)
        );
        assert!(!seen.contains(&expected));
        seen.push(expected);
    }
}
