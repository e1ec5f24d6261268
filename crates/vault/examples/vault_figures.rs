//! Measures the vault: `cargo run --release -p vault --example figures -- FOLDER` (empty or new).
#![allow(clippy::print_stdout, reason = "prints its measurements")]

use std::time::Instant;

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use keys::RecoveryPhrase;
use keys::phrase::Language;
use vault::{KdfParams, LockedVault, Order, Passphrase, StoreError};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args().nth(1).ok_or("which folder?")?;
    let passphrase = || Passphrase::new("correct horse battery staple".to_owned());
    let phrase = RecoveryPhrase::generate(Language::English, [1; 32]);
    let none = Passphrase::new(String::new());
    let body = serde_json::json!({ "credential": "x".repeat(4_000), "seen": 1 });
    let mut rng = UnwrapErr(SysRng);

    let vault = timed("create", || {
        LockedVault::at(&dir).create(
            &passphrase(),
            phrase,
            none,
            KdfParams::default(),
            0,
            &mut rng,
        )
    })?;
    timed("1,000 credentials, one write", || {
        vault.write(|t| (0..1_000).try_for_each(|n| t.put("credential", &n.to_string(), n, &body)))
    })?;
    timed("100 writes of one record", || {
        (0..100).try_for_each(|n| vault.write(|t| t.put("log", &n.to_string(), n, &body)))
    })?;
    timed("100,000 log records, one write", || {
        vault.write(|t| (0..100_000).try_for_each(|n| t.put("entry", &n.to_string(), n, "entry")))
    })?;
    let vault = timed("lock", || Ok::<_, StoreError>(vault.lock()))?;
    let vault = timed("open, default cost", || vault.open(&passphrase()))?;
    timed("list 1,000 credentials", || {
        vault.read(|t| t.list::<serde_json::Value>("credential", Order::NewestFirst, 1_000, 0))
    })?;
    timed("50 of 100,000, at the end", || {
        vault.read(|t| t.list_after::<String>("entry", Order::NewestFirst, Some("60"), 50))
    })?;
    timed("check every page", || vault.check())?;
    Ok(())
}

fn timed<T, E>(what: &str, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let started = Instant::now();
    let result = act();
    println!(
        "{what:<32} {:>10.1} ms",
        started.elapsed().as_secs_f64() * 1e3
    );
    result
}
