//! One wallet in a process of its own, so that its memory can be measured.

use std::io::BufRead as _;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use serde::{Deserialize, Serialize};
use wallet::{Profile, Wallet};
use wallet_api::{Language, RestoreWallet, Secret, Sync};

use crate::Outcome;
use crate::city::phrase;

#[derive(Args)]
pub(crate) struct Options {
    /// The network to read.
    #[arg(long)]
    network: PathBuf,
}

/// What one reading took.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Reading {
    /// By the clock, from the command to its answer: everything is on the disk by then.
    pub(crate) ms: f64,
    /// Processor time of the process, user and system.
    pub(crate) own_ms: f64,
    /// Highest memory during the reading above what the open wallet had before, KiB; 0 where the
    /// system does not tell.
    pub(crate) above_idle_kib: u64,
    /// Entries read, and the wallet's own among them.
    pub(crate) entries: u64,
    pub(crate) own: u64,
}

/// Makes a wallet and reads; prints a [`Reading`] a line.
pub(crate) async fn run(options: Options) -> Outcome<()> {
    let folder = tempfile::tempdir()?;
    let profile = Profile::at(folder.path().join("wallet"));
    profile.adopt_network(&options.network)?;
    let wallet = Wallet::new(profile, |_| {});
    let words: Vec<_> = phrase().words().collect();
    wallet
        .run(RestoreWallet {
            words: Secret(words.join(" ")),
            passphrase: Secret("seven lanterns over a quiet harbour".into()),
            language: Language::En,
        })
        .await?;
    println!("{}", serde_json::to_string(&read(&wallet).await?)?);
    for line in std::io::stdin().lock().lines() {
        line?;
        println!("{}", serde_json::to_string(&read(&wallet).await?)?);
    }
    wallet.shut_down();
    Ok(())
}

async fn read(wallet: &Wallet) -> Outcome<Reading> {
    let idle = memory::start();
    let (started, before) = (Instant::now(), processor_ms());
    let view = wallet.run(Sync {}).await?;
    let ms = started.elapsed().as_secs_f64() * 1000.0;
    Ok(Reading {
        ms,
        own_ms: processor_ms() - before,
        above_idle_kib: memory::peak().saturating_sub(idle),
        entries: view.entries,
        own: view.own,
    })
}

#[cfg(unix)]
fn processor_ms() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use std::time::Duration;

    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else {
        return 0.0;
    };
    let total: Duration = [usage.user_time(), usage.system_time()]
        .iter()
        .map(|time| Duration::new(time.tv_sec().cast_unsigned(), 1000 * time.tv_usec() as u32))
        .sum();
    total.as_secs_f64() * 1000.0
}

#[cfg(not(unix))]
fn processor_ms() -> f64 {
    0.0
}

/// The resident memory of this process, as Linux tells it.
mod memory {
    /// Memory now, KiB; from here on the peak counts anew.
    pub(super) fn start() -> u64 {
        // Refused on systems that do not know it; the peak then counts from the process's start.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
        value("VmRSS:")
    }

    /// Highest since [`start`], KiB.
    pub(super) fn peak() -> u64 {
        value("VmHWM:")
    }

    fn value(name: &str) -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .and_then(|rest| rest.trim().strip_suffix(" kB"))
            .and_then(|number| number.trim().parse().ok())
            .unwrap_or(0)
    }
}
