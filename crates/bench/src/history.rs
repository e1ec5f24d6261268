//! `bench history`: the whole measurement, and the tables it prints.

use std::path::PathBuf;

use clap::Args;
use serde::Serialize;

use crate::Outcome;
use crate::city::City;
use crate::figures::{Figure, median, table};
use crate::readers::{Readers, WalletProcess};
use crate::scan;

#[derive(Args)]
pub(crate) struct Options {
    /// The node's program.
    #[arg(long)]
    anvil: PathBuf,
    /// The artifact of the bench-only contract.
    #[arg(long)]
    batch_writer: PathBuf,
    /// The script with the JavaScript readers.
    #[arg(long)]
    script: PathBuf,
    /// Entries of the comparison.
    #[arg(long, default_value_t = 100_000)]
    entries: u64,
    /// Rounds of the comparison; at least 1.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Also writes the figures to this file.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// All figures of one sitting.
#[derive(Serialize)]
struct Figures {
    readers: Vec<Figure>,
    entries: u64,
    growth: Vec<Growth>,
    incremental: Incremental,
    scan_entries_per_second: f64,
}

/// The wallet and `curl` at one length.
#[derive(Serialize)]
struct Growth {
    entries: u64,
    wallet_ms: f64,
    curl_ms: f64,
    own_processor_ms: f64,
    above_idle_mib: f64,
}

/// A hundred new entries in a hundred blocks.
#[derive(Serialize)]
struct Incremental {
    new_entries: u64,
    ms: f64,
    own_processor_ms: f64,
}

/// Rounds where only the wallet and `curl` read.
const GROWTH_ROUNDS: usize = 5;
const NEW_ENTRIES: u64 = 100;

/// Measures and prints.
pub(crate) async fn run(options: Options) -> Outcome<()> {
    eprintln!("a chain of its own, with the real contracts");
    let mut city = City::found(&options.anvil, &options.batch_writer).await?;
    let folder = tempfile::tempdir()?;
    let readers = Readers {
        network: city.write_network(folder.path())?,
        script: options.script,
        query: folder.path().join("query.json"),
    };
    std::fs::write(&readers.query, serde_json::to_vec(&city.whole_query())?)?;

    let mut growth = Vec::new();
    let main = options.entries;
    for entries in [main / 100, main / 10] {
        growth.push(at_length(&mut city, &readers, entries).await?);
    }
    eprintln!("{main} entries");
    city.grow(main).await?;
    let (figures, at_main) = compare(&city, &readers, options.rounds.max(1)).await?;
    growth.push(at_main);
    let incremental = incremental(&mut city, &readers).await?;
    growth.push(at_length(&mut city, &readers, main * 3).await?);
    let rates: Vec<f64> = (0..GROWTH_ROUNDS)
        .map(|_| scan::rate(&city.office))
        .collect();

    let figures = Figures {
        readers: figures,
        entries: main,
        growth,
        incremental,
        scan_entries_per_second: median(&rates).round(),
    };
    print(&figures);
    if let Some(file) = options.json {
        std::fs::write(file, serde_json::to_vec_pretty(&figures)?)?;
    }
    Ok(())
}

/// All readers in turn, round by round, so that a busy moment of the machine meets all of them.
async fn compare(city: &City, readers: &Readers, rounds: usize) -> Outcome<(Vec<Figure>, Growth)> {
    let height = city.height().await?;
    let mut curl = Vec::new();
    let mut wallet = Vec::new();
    let (mut viem, mut ethers) = (Vec::new(), Vec::new());
    // Once without counting: the first answer of a node is the slowest.
    readers.curl(city)?;
    for round in 1..=rounds {
        curl.push(readers.curl(city)?);
        wallet.push(readers.wallet(city)?);
        viem.push(readers.script("viem", city, height)?);
        ethers.push(readers.script("ethers", city, height)?);
        eprintln!(
            "round {round}: curl {:.0} ms, wallet {:.0} ms, viem {:.0} ms, ethers {:.0} ms",
            curl[round - 1],
            wallet[round - 1].ms,
            viem[round - 1],
            ethers[round - 1]
        );
    }
    let wallet_ms: Vec<f64> = wallet.iter().map(|reading| reading.ms).collect();
    let figures = vec![
        Figure::of("curl", &curl),
        Figure::of("wallet", &wallet_ms),
        Figure::of("viem", &viem),
        Figure::of("ethers", &ethers),
    ];
    Ok((figures, growth(city.entries, &curl, &wallet)))
}

/// The wallet and `curl`, at one length of the history.
async fn at_length(city: &mut City, readers: &Readers, entries: u64) -> Outcome<Growth> {
    eprintln!("{entries} entries");
    city.grow(entries).await?;
    readers.curl(city)?;
    let (mut curl, mut wallet) = (Vec::new(), Vec::new());
    for _ in 0..GROWTH_ROUNDS {
        curl.push(readers.curl(city)?);
        wallet.push(readers.wallet(city)?);
    }
    Ok(growth(city.entries, &curl, &wallet))
}

fn growth(entries: u64, curl: &[f64], wallet: &[crate::sync::Reading]) -> Growth {
    let of = |read: fn(&crate::sync::Reading) -> f64| wallet.iter().map(read).collect::<Vec<_>>();
    let memory = of(|reading| reading.above_idle_kib as f64 / 1024.0);
    Growth {
        entries,
        wallet_ms: median(&of(|reading| reading.ms)),
        curl_ms: median(curl),
        own_processor_ms: median(&of(|reading| reading.own_ms)),
        // The worst of all runs, not the middle one.
        above_idle_mib: memory.into_iter().fold(0.0, f64::max),
    }
}

/// A wallet that has read everything reads what is new.
async fn incremental(city: &mut City, readers: &Readers) -> Outcome<Incremental> {
    eprintln!("{NEW_ENTRIES} new entries");
    let (mut wallet, _) = WalletProcess::start(&readers.network)?;
    let (mut ms, mut own_ms) = (Vec::new(), Vec::new());
    for _ in 0..GROWTH_ROUNDS {
        for _ in 0..NEW_ENTRIES {
            city.append(1).await?;
        }
        let reading = wallet.again()?;
        if reading.entries != NEW_ENTRIES {
            return Err(format!("{} new entries were read", reading.entries).into());
        }
        ms.push(reading.ms);
        own_ms.push(reading.own_ms);
    }
    Ok(Incremental {
        new_entries: NEW_ENTRIES,
        ms: median(&ms),
        own_processor_ms: median(&own_ms),
    })
}

fn print(figures: &Figures) {
    let curl = figures.readers[0].median_ms;
    let wallet = figures.readers[1].median_ms;
    let rows: Vec<Vec<String>> = figures
        .readers
        .iter()
        .map(|figure| {
            vec![
                figure.reader.clone(),
                format!("{:.0}", figure.median_ms),
                format!("{:.0} to {:.0}", figure.min_ms, figure.max_ms),
                figure.runs.to_string(),
                format!("{:.2}", figure.median_ms / curl),
                format!("{:.1}", figure.median_ms / wallet),
            ]
        })
        .collect();
    println!("{} entries, same node, same sitting:\n", figures.entries);
    let head = [
        "Reader",
        "Median ms",
        "Range ms",
        "Runs",
        "x curl",
        "x wallet",
    ];
    println!("{}", table(&head, &rows));
    let rows: Vec<Vec<String>> = figures
        .growth
        .iter()
        .map(|row| {
            vec![
                row.entries.to_string(),
                format!("{:.0}", row.wallet_ms),
                format!("{:.0}", row.curl_ms),
                format!("{:.0}", row.own_processor_ms),
                format!("{:.1}", row.wallet_ms * 1000.0 / row.entries as f64),
                format!("{:.1}", row.above_idle_mib),
            ]
        })
        .collect();
    let head = [
        "Entries",
        "Wallet ms",
        "curl ms",
        "Own processor ms",
        "Wallet us/entry",
        "Peak MiB above idle",
    ];
    println!("{}", table(&head, &rows));
    println!(
        "{} new entries after that: {:.1} ms by the clock, {:.1} ms of own processor time",
        figures.incremental.new_entries,
        figures.incremental.ms,
        figures.incremental.own_processor_ms
    );
    println!(
        "own entries found among all: {:.1} million entries a second on one core",
        figures.scan_entries_per_second / 1e6
    );
}
