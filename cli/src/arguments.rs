//! The arguments that every command has, and the list of commands.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use crate::commands::{
    activity::Activity,
    billing_code::BillingCode,
    certificates::Certificates,
    credentials::Credentials,
    departments::Departments,
    deposits::{Deposit, Deposits},
    grants::Grants,
    identity::Identity,
    init::Init,
    invoices::Invoices,
    law::Law,
    link::Link,
    log::LogCommand,
    obtain::Obtain,
    offer::Offer,
    petitions::Petitions,
    qr::Qr,
    request::Request,
    restore::Restore,
    verify::Verify,
};

/// The citizen's wallet: identity, permissions, invoices and certificates, on this computer.
#[derive(Debug, Parser)]
#[command(name = "wallet", version)]
pub(crate) struct Arguments {
    /// Folder of the wallet; without it the one of this user.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) profile: Option<PathBuf>,
    /// Print JSON, as documented in docs/cli.md.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Read the passphrase from this open file descriptor (its first line).
    #[arg(long, global = true, value_name = "N")]
    pub(crate) passphrase_fd: Option<i32>,
    /// Language of names and texts.
    #[arg(long, global = true, value_enum, default_value_t = Lang::En)]
    pub(crate) lang: Lang,
    /// Tell more on standard error.
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a new wallet. Prints its recovery words.
    Init(Init),
    /// Make the wallet of a recovery phrase, read from the first line of standard input.
    Restore(Restore),
    /// Rehearse a restore beside this wallet, from words on standard input; nothing is changed.
    Rehearse,
    /// Print the recovery words again.
    Words,
    /// How the wallet stands. Without a passphrase only what needs none.
    Status,
    /// Offers of credentials.
    #[command(subcommand)]
    Offer(Offer),
    /// Documents.
    #[command(subcommand)]
    Credentials(Credentials),
    /// What can be obtained now, and from whom; with --apply, apply for it.
    Obtain(Obtain),
    /// Requests for access.
    #[command(subcommand)]
    Request(Request),
    /// Permissions.
    #[command(subcommand)]
    Grants(Grants),
    /// Read the chain, and fetch what it announces.
    Sync,
    /// Invoices.
    #[command(subcommand)]
    Invoices(Invoices),
    /// Make a code that a seller can send one invoice to, and nobody else has seen.
    BillingCode(BillingCode),
    /// Deposit the fingerprint of files, with a time that a court can check.
    Deposit(Deposit),
    /// What was deposited.
    #[command(subcommand)]
    Deposits(Deposits),
    /// The law: clauses and their texts.
    #[command(subcommand)]
    Law(Law),
    /// What you said to departments, and their answers.
    #[command(subcommand)]
    Petitions(Petitions),
    /// Certificates.
    #[command(subcommand)]
    Certificates(Certificates),
    /// What happened, and what was done with your data.
    Activity(Activity),
    /// The directory of departments, what they can reach, and cutting one off.
    Departments {
        #[command(subcommand)]
        command: Option<Departments>,
    },
    /// Your public keys.
    #[command(subcommand)]
    Identity(Identity),
    /// The local log: how far it goes, and whether it is whole.
    #[command(subcommand)]
    Log(LogCommand),
    /// The nodes of the network.
    Network,
    /// Where a link leads, before anybody is contacted.
    Link(Link),
    /// Check evidence of an answer. Needs no wallet.
    Verify(Verify),
    /// Codes: shown at counters, and read from pictures.
    #[command(subcommand)]
    Qr(Qr),
}

impl Command {
    /// Whether it speaks of what only an open wallet knows.
    pub(crate) const fn needs_open_wallet(&self) -> bool {
        !matches!(
            self,
            Self::Init(_)
                | Self::Restore(_)
                | Self::Status
                | Self::Qr(Qr::Read { .. })
                | Self::Verify(_)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids are base64url: one in 64 begins with a hyphen.
    #[test]
    fn an_id_may_begin_with_a_hyphen() {
        for command in [
            "request approve --days 3",
            "request approve",
            "request refuse",
            "request inspect",
            "request snooze",
            "request reopen",
            "request decline",
            "request resend",
            "request forget",
            "credentials refill",
            "offer accept",
            "credentials show",
            "grants revoke",
            "invoices show",
        ] {
            for id in ["-4gTQ0b1uRk9aZc7XyWv2A", "--4gTQ0b1uRk9aZc7XyWv2"] {
                let line = ["wallet", "--json"].into_iter().chain(command.split(' '));
                Arguments::try_parse_from(line.chain([id]))
                    .unwrap_or_else(|error| panic!("{command} {id}: {error}"));
            }
        }
        let approve = Arguments::try_parse_from(["wallet", "request", "approve", "-4g", "--json"]);
        assert!(
            approve.unwrap().json,
            "an option after an id is still an option"
        );
    }

    #[test]
    fn a_misspelt_option_is_no_id() {
        for line in [
            "wallet request approve --day 3 x",
            "wallet grants revoke x --jsn",
        ] {
            Arguments::try_parse_from(line.split(' ')).unwrap_err();
        }
    }
}
