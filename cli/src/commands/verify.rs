//! `wallet verify`: checks a certificate, or evidence of an answer. Needs no wallet and no passphrase.

use std::path::PathBuf;

use clap::Args;
use wallet::{Profile, verify_document};
use wallet_api::{ApiError, CertificateReport, CertificateVerdict, CheckedDocument};

use crate::{
    cli::Cli,
    output::{Output, output, plain},
    table::table,
};

/// Larger than any evidence that a wallet writes.
const MAX_EVIDENCE: u64 = 16 << 20;

#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The certificate file, or the evidence.
    file: PathBuf,
    /// The network to ask; without it that of the profile.
    #[arg(long, value_name = "FILE", conflicts_with = "offline")]
    network: Option<PathBuf>,
    /// Ask no network: directory, status and anchor stay unchecked.
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
        let found = verify_document(&bytes, network.as_ref()).await?;
        let (mut rows, checks, good) = match &found {
            CheckedDocument::Certificate(report) => (
                certificate(cli, report),
                &report.checks,
                report.verdict == CertificateVerdict::Valid,
            ),
            CheckedDocument::Evidence(report) => (Vec::new(), &report.checks, report.valid),
        };
        rows.extend(checks.iter().map(|check| {
            vec![
                check.step.clone(),
                plain(&check.result),
                check.detail.clone(),
            ]
        }));
        let verdict = match &found {
            CheckedDocument::Certificate(report) => plain(&report.verdict),
            CheckedDocument::Evidence(_) if good => "valid".to_owned(),
            CheckedDocument::Evidence(_) => "invalid".to_owned(),
        };
        rows.push(vec!["all".to_owned(), verdict, String::new()]);
        let mut output = output(&found, table(&rows))?;
        // A check that failed is an answer, and not what was hoped for.
        output.status = u8::from(!good);
        Ok(output)
    }
}

/// What a certificate says, above the steps of its check.
fn certificate(cli: &Cli, report: &CertificateReport) -> Vec<Vec<String>> {
    let mut rows = vec![vec![
        "issuer".to_owned(),
        cli.text(&report.issuer.name),
        report
            .issuer_suspended
            .map(|since| format!("suspended since {since}"))
            .unwrap_or_default(),
    ]];
    rows.extend(
        (report.attributes.iter()).map(|one| vec![one.code.clone(), cli.value(&one.value)]),
    );
    if let Some(whom) = &report.made_for {
        rows.push(vec!["made for".to_owned(), whom.clone()]);
    }
    if let Some(successor) = &report.successor {
        rows.push(vec!["superseded by".to_owned(), successor.clone()]);
    }
    rows
}
