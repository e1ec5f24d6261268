//! `wallet verify`: checks evidence of an answer. Needs no wallet and no passphrase.

use std::path::PathBuf;

use clap::Args;
use wallet::{Profile, verify_evidence};
use wallet_api::ApiError;

use crate::{
    cli::Cli,
    output::{Output, output, plain},
    table::table,
};

/// Larger than any evidence that a wallet writes.
const MAX_EVIDENCE: u64 = 16 << 20;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The evidence.
    file: PathBuf,
    /// The network to ask; without it that of the profile.
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    network: Option<PathBuf>,
    /// Ask no network: directory and anchor stay unchecked.
    #[arg(long)]
    offline: bool,
}

impl Verify {
    pub(crate) async fn run(self, cli: &Cli) -> Result<Output, ApiError> {
        let bytes = wallet::read_file(&self.file, MAX_EVIDENCE)?;
        let network = match &self.network {
            Some(file) => Some(Profile::read_network(file)?),
            None if self.offline || !cli.profile_has_network() => None,
            None => Some(Profile::read_network(
                &cli.profile.folder().join("network.json"),
            )?),
        };
        let report = verify_evidence(&bytes, network.as_ref()).await?;
        let mut rows: Vec<Vec<String>> = report
            .checks
            .iter()
            .map(|check| {
                vec![
                    check.step.clone(),
                    plain(&check.result),
                    check.detail.clone(),
                ]
            })
            .collect();
        let verdict = if report.valid { "valid" } else { "invalid" };
        rows.push(vec!["all".to_owned(), verdict.to_owned(), String::new()]);
        let valid = report.valid;
        let mut output = output(&report, table(&rows))?;
        // A check that failed is an answer, and not what was hoped for.
        output.status = u8::from(!valid);
        Ok(output)
    }
}
