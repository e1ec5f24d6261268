//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use gateway::admin::AskCommand;
use url::Url;

use super::delegation::{Delegate, Links};

/// The departments of the sample city: server and counter.
#[derive(Debug, Parser)]
#[command(name = "gateway", version)]
pub(crate) struct Arguments {
    /// Folder of the gateway.
    #[arg(long, global = true, default_value = "gateway")]
    pub(super) dir: PathBuf,
    /// Prints JSON.
    #[arg(long, global = true)]
    pub(super) json: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Makes keys, contracts, directory and law, as far as they are not there.
    Setup {
        /// JSON-RPC address of our own node.
        #[arg(long)]
        rpc: Url,
        /// Where the departments will be reached; if nothing is said they stay where they are, at
        /// first `http://127.0.0.1:8640`.
        #[arg(long)]
        base_url: Option<String>,
    },
    /// Serves all departments.
    Serve {
        /// Loopback address and port; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8640")]
        listen: SocketAddr,
        /// Where wallets reach it, if not at the address it listens on.
        #[arg(long)]
        base_url: Option<String>,
        /// The education bureau reads once by itself after it got a grant.
        #[arg(long)]
        sample: bool,
    },
    /// Offers a credential to the sample citizen.
    Offer {
        /// Issuer.
        #[arg(long, default_value = "household")]
        department: String,
        /// Which credential.
        #[arg(long, default_value = "identity")]
        credential: String,
        /// Digits, or `none`; four random digits if nothing is said.
        #[arg(long)]
        tx_code: Option<String>,
        /// Let the offer itself tell the code, as only a sample city may.
        #[arg(long)]
        tell_code: bool,
    },
    /// Asks for a grant.
    Ask(Ask),
    /// Requests that were made.
    Requests {
        #[command(subcommand)]
        command: ListOnly,
    },
    /// Grants that were received.
    Grants {
        #[command(subcommand)]
        command: GrantsCommand,
    },
    /// Hands part of a grant on to a department below.
    Delegate(Delegate),
    /// Parts of grants that departments handed on.
    Links {
        #[command(subcommand)]
        command: Links,
    },
    /// Uses a grant at its custodian. Exit status 6 if the custodian refuses.
    Read {
        /// Department that holds the grant.
        #[arg(long)]
        department: String,
        /// Id of the grant, or of the link by which it was handed on, or `latest`.
        #[arg(long, default_value = "latest", allow_hyphen_values = true)]
        grant: String,
        /// Attributes, separated by commas; all of the grant if nothing is said.
        #[arg(long, value_delimiter = ',')]
        attributes: Option<Vec<String>>,
        /// Department whose key signs the use instead.
        #[arg(long = "as")]
        signer: Option<String>,
        /// File with a token to present in place of the grant.
        #[arg(long)]
        token: Option<PathBuf>,
    },
    /// Invoices.
    Invoice {
        #[command(subcommand)]
        command: InvoiceSubcommand,
    },
    /// Certificates.
    Certificate {
        #[command(subcommand)]
        command: CertificateSubcommand,
    },
    /// The directory.
    Departments {
        #[command(subcommand)]
        command: DepartmentsCommand,
    },
    /// Reads what somebody shows at a counter. Exit status 6 if it is refused.
    Scan(super::counter::Scan),
    /// The counters.
    Counter {
        #[command(subcommand)]
        command: super::counter::CounterCommand,
    },
    /// Uses of grants and attempts, as the custodians logged them.
    Accesses {
        #[command(subcommand)]
        command: ListOnly,
    },
    /// How the server is doing.
    Status,
}

#[derive(Debug, Args)]
pub(super) struct Ask {
    /// Requester.
    #[arg(long)]
    pub(super) department: String,
    /// Custodian.
    #[arg(long, default_value = "household")]
    pub(super) custodian: String,
    /// Entry code.
    #[arg(long, default_value = "household")]
    pub(super) entry: String,
    /// Attributes that are needed, separated by commas.
    #[arg(long, value_delimiter = ',', required = true)]
    pub(super) attributes: Vec<String>,
    /// Attributes that would help, separated by commas.
    #[arg(long, value_delimiter = ',')]
    pub(super) optional: Vec<String>,
    /// Purpose code.
    #[arg(long)]
    pub(super) purpose: String,
    /// Clause; that of the sample law for the purpose if nothing is said.
    #[arg(long)]
    pub(super) clause: Option<String>,
    /// Days of validity.
    #[arg(long, default_value_t = 30, conflicts_with = "seconds")]
    pub(super) days: u32,
    /// Seconds of validity, for demonstrations of an end.
    #[arg(long)]
    pub(super) seconds: Option<u32>,
    /// Seconds for which it can be answered; a week if nothing is said.
    #[arg(long)]
    pub(super) open_for: Option<u32>,
    /// Most uses.
    #[arg(long, default_value_t = 2)]
    pub(super) uses: u16,
    /// Days of retention.
    #[arg(long, default_value_t = 180)]
    pub(super) retention: u16,
    /// How often it may be handed on to departments below, at most 4.
    #[arg(long, default_value_t = 0)]
    pub(super) depth: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum ListOnly {
    /// Lists them, the newest first.
    List,
}

#[derive(Debug, Subcommand)]
pub(super) enum GrantsCommand {
    /// Lists them, the newest first.
    List,
    /// Prints a grant as issued: what a thief would copy.
    Export {
        /// Id, or `latest`.
        #[arg(default_value = "latest", allow_hyphen_values = true)]
        grant: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum InvoiceSubcommand {
    /// Issues an invoice.
    Issue {
        /// Who bills.
        #[arg(long, default_value = "bookshop")]
        biller: String,
        /// `last`, a relation's DID, `viewing:spending`, or `DID@viewing:spending`.
        #[arg(long)]
        to: String,
        /// Yuan with two places, with tax.
        #[arg(long, default_value = "128.00")]
        amount: String,
        /// Goods or service.
        #[arg(long, default_value = "图书 Books")]
        title: String,
        /// Who is billed.
        #[arg(long, default_value = "李明")]
        buyer: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum CertificateSubcommand {
    /// Issues the sample degree.
    Issue {
        /// Issuer.
        #[arg(long, default_value = "university")]
        department: String,
        /// `last`, a relation's DID, `viewing:spending`, or `DID@viewing:spending`.
        #[arg(long)]
        to: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum DepartmentsCommand {
    /// Lists them, parents first.
    List,
    /// Suspends a department, and with it all below.
    Suspend {
        /// Which.
        #[arg(long)]
        department: String,
    },
    /// Lets a department act again.
    Reinstate {
        /// Which.
        #[arg(long)]
        department: String,
    },
}

impl Ask {
    /// Turns the arguments into the command for the server.
    pub(super) fn into_command(self) -> AskCommand {
        let valid_for_secs = match self.seconds {
            Some(seconds) => i64::from(seconds),
            None => i64::from(self.days) * 86_400,
        };
        AskCommand {
            department: self.department,
            custodian: self.custodian,
            entry: self.entry,
            attributes: self.attributes,
            optional: self.optional,
            purpose: self.purpose,
            clause: self.clause,
            valid_for_secs,
            open_for_secs: self.open_for.map(i64::from),
            uses: self.uses,
            retention_days: self.retention,
            depth: self.depth,
        }
    }
}
