//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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
    /// Make a new wallet. Prints its recovery words once.
    Init {
        /// Copy this network.json into the profile.
        #[arg(long, value_name = "FILE")]
        network: Option<PathBuf>,
        /// Language of the recovery words.
        #[arg(long, value_enum, default_value_t = Lang::En)]
        words: Lang,
    },
    /// Make the wallet of a recovery phrase, read from the first line of standard input.
    Restore {
        /// Copy this network.json into the profile.
        #[arg(long, value_name = "FILE")]
        network: Option<PathBuf>,
    },
    /// How the wallet stands. Without a passphrase only what needs none.
    Status,
    /// Offers of credentials.
    #[command(subcommand)]
    Offer(Offer),
    /// Documents.
    #[command(subcommand)]
    Credentials(Credentials),
    /// What can be obtained now, and from whom; with --apply, apply for it.
    Obtain {
        /// DID of the issuer to apply to.
        #[arg(long, requires = "id")]
        apply: Option<String>,
        /// What to apply for.
        #[arg(long)]
        id: Option<String>,
    },
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
    /// Certificates.
    #[command(subcommand)]
    Certificates(Certificates),
    /// What happened, and what was done with your data.
    Activity {
        /// At most so many lines.
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
    /// The directory of departments.
    Departments,
    /// Your public keys.
    #[command(subcommand)]
    Identity(Identity),
    /// The nodes of the network.
    Network,
    /// Find the link in a picture of a QR code.
    #[command(subcommand)]
    Qr(Qr),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Offer {
    /// Accept an offer, by its link or its id in the inbox.
    Accept {
        /// `openid-credential-offer://…` or an id.
        #[arg(allow_hyphen_values = true)]
        offer: String,
        /// The transaction code that came by another way.
        #[arg(long, value_name = "CODE")]
        tx_code: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Credentials {
    /// List them.
    List,
    /// Show one, with its attributes and the steps of its verification.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Request {
    /// List the inbox.
    List,
    /// Show who asks for what, why and under which rule.
    Inspect {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
    },
    /// Approve what was asked, or less.
    Approve(Approve),
    /// Refuse; the department is told.
    Refuse {
        /// `openid4vp://…` or an id.
        #[arg(allow_hyphen_values = true)]
        request: String,
        /// Refuse only if this is what was shown.
        #[arg(long)]
        digest: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Approve {
    /// `openid4vp://…` or an id.
    #[arg(allow_hyphen_values = true)]
    pub(crate) request: String,
    /// Approve only if this is what was shown (`digest` of `request inspect`).
    #[arg(long)]
    pub(crate) digest: Option<String>,
    /// Give these attributes only (codes, separated by commas). Without it: those that are required.
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    pub(crate) attributes: Option<Vec<String>>,
    /// Give the permission for so many days at most.
    #[arg(long)]
    pub(crate) days: Option<u32>,
    /// Allow so many uses at most.
    #[arg(long)]
    pub(crate) uses: Option<u32>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Grants {
    /// List them.
    List,
    /// Withdraw one on the chain.
    Revoke {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Invoices {
    /// List them.
    List,
    /// Show one.
    Show {
        /// Its id.
        #[arg(allow_hyphen_values = true)]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Certificates {
    /// List them.
    List,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Identity {
    /// Public keys of the relation with a department. Needs no chain.
    Show {
        /// `did:ethr:<chain id, hex>:<address, lower case>`.
        #[arg(long)]
        department: String,
        /// Index of the relation.
        #[arg(long, default_value_t = 0)]
        index: u32,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Qr {
    /// Read a PNG, JPEG, BMP or WebP file.
    Read {
        /// The picture.
        image: PathBuf,
    },
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
        assert!(approve.unwrap().json, "an option after an id is still an option");
    }

    #[test]
    fn a_misspelt_option_is_no_id() {
        for line in ["wallet request approve --day 3 x", "wallet grants revoke x --jsn"] {
            Arguments::try_parse_from(line.split(' ')).unwrap_err();
        }
    }
}
