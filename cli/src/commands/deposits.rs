//! `wallet deposit` and `wallet deposits`: the fingerprint of a file on the chain.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use sha2::{Digest as _, Sha256};
use wallet_api::{
    ApiError, DepositFile, DepositRow, ErrorCode, FindDeposits, GetDeposit, ListDeposits,
    SendDeposit,
};

use crate::{
    cli::Cli,
    output::{Output, output, plain, proof, short},
    table::table,
};

const CHUNK: usize = 1 << 20;

#[derive(Debug, Args)]
pub(crate) struct Deposit {
    /// The files, of any size; they are read and never sent.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Your word for them, at most 100 characters.
    #[arg(long, default_value = "")]
    label: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Deposits {
    /// List them, the newest first.
    List,
    /// Show one, with what left this computer for it.
    Show {
        /// Its id.
        id: String,
    },
    /// Which deposits are of this file.
    Verify {
        /// The file.
        file: PathBuf,
    },
    /// Send one again that could not be sent.
    Send {
        /// Its id.
        id: String,
    },
    /// Write everything that a stranger needs to check one into a ZIP file.
    Package {
        /// Its id.
        id: String,
        /// The ZIP file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Put the deposited file itself into it.
        #[arg(long, value_name = "FILE")]
        with_file: Option<PathBuf>,
    },
}

impl Deposit {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let mut rows = Vec::new();
        for file in &self.files {
            let (sha256, size) = digest(file)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let command = DepositFile {
                name: name.into_owned(),
                label: self.label.clone(),
                size,
                sha256,
            };
            rows.push(cli.wallet.run(command).await?);
        }
        listed(&rows)
    }
}

impl Deposits {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        match self {
            Self::List => listed(&cli.wallet.run(ListDeposits {}).await?),
            Self::Show { id } => show(cli, id).await,
            Self::Verify { file } => {
                let (sha256, _) = digest(&file)?;
                let found = cli.wallet.run(FindDeposits { sha256 }).await?;
                match found.rows.is_empty() {
                    true => output(&found, "never deposited from this wallet\n".to_owned()),
                    false => output(&found, lines(&found.rows)),
                }
            }
            Self::Send { id } => listed(&[cli.wallet.run(SendDeposit { id }).await?]),
            Self::Package { id, out, with_file } => {
                let package = cli.wallet.court_package(&id, with_file, out.clone());
                let height = package.await?;
                let text = format!("{}\n", out.display());
                output(&serde_json::json!({ "file": out, "height": height }), text)
            }
        }
    }
}

fn listed(rows: &[DepositRow]) -> Result<Output, ApiError> {
    output(&rows, lines(rows))
}

fn lines(rows: &[DepositRow]) -> String {
    let rows = rows.iter().map(|row| {
        vec![
            short(&row.id),
            row.name.clone(),
            row.label.clone(),
            row.size.to_string(),
            plain(&row.state),
            proof(&row.proof),
        ]
    });
    table(&rows.collect::<Vec<_>>())
}

async fn show(cli: &Cli, id: String) -> Result<Output, ApiError> {
    let view = cli.wallet.run(GetDeposit { id }).await?;
    let mut text = lines(std::slice::from_ref(&view.row));
    text.push_str(&format!("salt {}\nwhat left this computer:\n", view.salt));
    let parts = view
        .sent
        .iter()
        .map(|part| vec![format!("  {}", part.part), part.bytes.clone()]);
    text.push_str(&table(&parts.collect::<Vec<_>>()));
    output(&view, text)
}

/// SHA-256 of a file, read piece by piece, and its size.
fn digest(path: &Path) -> Result<(String, u64), ApiError> {
    let unreadable = |error: std::io::Error| {
        let what = format!("{}: {}", path.display(), error.kind());
        ApiError::about(ErrorCode::BadFile, what)
    };
    let mut file = wallet::open_file(path)?;
    let (mut hash, mut size, mut chunk) = (Sha256::new(), 0, vec![0; CHUNK]);
    loop {
        let read = file.read(&mut chunk).map_err(unreadable)?;
        if read == 0 {
            break;
        }
        hash.update(&chunk[..read]);
        size += read as u64;
    }
    let digest: [u8; 32] = hash.finalize().into();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((format!("0x{hex}"), size))
}
