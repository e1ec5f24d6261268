#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use keys::phrase::Language;
use keys::{Purpose, SignError, Signer};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::backup::BackupError;
use crate::store::Order;

mod backups;
mod damage;
mod durability;
#[cfg(target_os = "linux")]
mod memory;
mod migration;
mod passphrases;
mod store;
#[cfg(target_os = "linux")]
mod syscalls;
mod usage;

const PASSPHRASE: &str = "correct horse battery staple";
const DEPARTMENT: &str = "did:ethr:0x7a69:0x11111111111111111111111111111111111111aa";

fn rng() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

fn phrase() -> RecoveryPhrase {
    RecoveryPhrase::parse(&("abandon ".repeat(23) + "art")).unwrap()
}

fn create(vault: &LockedVault) -> Result<UnlockedVault, CreateError> {
    let none = passphrase("");
    vault.create(
        &passphrase(PASSPHRASE),
        phrase(),
        none,
        KdfParams::FLOOR,
        1000,
        &mut rng(),
    )
}

/// A vault made once, with its data key, so that most tests need no key derivation.
struct Template {
    files: BTreeMap<String, Vec<u8>>,
    data_key: Key,
}

fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let dir = TempDir::new().unwrap();
        let vault = LockedVault::at(dir.path());
        create(&vault).unwrap().lock();
        let data_key = unseal(&vault.header().unwrap(), &passphrase(PASSPHRASE)).unwrap();
        Template {
            files: contents(dir.path()),
            data_key,
        }
    })
}

/// A fresh copy of the template, locked.
fn fresh() -> (TempDir, LockedVault) {
    folder_with(&template().files)
}

/// A copy of a folder as it is at this moment, as if its program had been killed.
fn copy_of(dir: &Path) -> (TempDir, LockedVault) {
    folder_with(&contents(dir))
}

fn folder_with(files: &BTreeMap<String, Vec<u8>>) -> (TempDir, LockedVault) {
    let dir = TempDir::new().unwrap();
    for (name, bytes) in files {
        fs::write(dir.path().join(name), bytes).unwrap();
    }
    let vault = LockedVault::at(dir.path());
    (dir, vault)
}

/// Opens a copy of the template as `open` does, but for the key derivation.
fn open_with(vault: &LockedVault, migrations: &[&str]) -> Result<UnlockedVault, OpenError> {
    let header = read_header(&vault.files)?;
    let lock = vault.files.lock()?.ok_or(OpenError::InUse)?;
    let data_key = Zeroizing::new(*template().data_key);
    UnlockedVault::assemble_with(
        vault.files.clone(),
        lock.into(),
        &header,
        &data_key,
        migrations,
    )
}

fn open(vault: &LockedVault) -> Result<UnlockedVault, OpenError> {
    open_with(vault, MIGRATIONS)
}

/// Every file of a folder with its bytes.
fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    fs::read_dir(dir)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            (
                entry.file_name().into_string().unwrap(),
                fs::read(entry.path()).unwrap(),
            )
        })
        .collect()
}
