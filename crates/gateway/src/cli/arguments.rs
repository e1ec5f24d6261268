//! What can be typed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use gateway::admin::{AskCommand, ValueCommand};
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
    /// Reads without a grant, by a clause of the law. Exit status 6 if the custodian refuses.
    Access {
        /// Department that reads.
        #[arg(long)]
        department: String,
        /// Attributes, separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        attributes: Vec<String>,
        /// Code of the purpose.
        #[arg(long, required_unless_present = "unchecked")]
        purpose: Option<String>,
        /// Code of the clause; that of the department's purpose if nothing is said.
        #[arg(long)]
        clause: Option<String>,
        /// Department that keeps the entry.
        #[arg(long, default_value = "household")]
        custodian: String,
        /// Kind of entry.
        #[arg(long, default_value = "household")]
        entry: String,
        /// Whose entry, as the register numbers them.
        #[arg(long, default_value = "li-ming")]
        person: String,
        /// A clerk of the custodian lets the department in without asking the law: what was named
        /// is written down as it is, or that nothing was.
        #[arg(long)]
        unchecked: bool,
    },
    /// Changes at its custodian what a grant allows to be changed. Exit status 6 if the custodian
    /// refuses.
    Modify(Change),
    /// Adds at its custodian what a grant allows to be added. Exit status 6 if the custodian refuses.
    Add(Change),
    /// What citizens answered with less than was asked.
    CounterOffers {
        #[command(subcommand)]
        command: CounterOffersCommand,
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
    /// Opens a case for a request that the law refers to an officer, and files it.
    Refer(super::cases::Refer),
    /// Lets an officer permit or deny a case.
    Decide(super::cases::Decide),
    /// Cases that were filed.
    Cases {
        #[command(subcommand)]
        command: ListOnly,
    },
    /// Officers, and their authorisation.
    Officers {
        #[command(subcommand)]
        command: super::cases::OfficersCommand,
    },
    /// Petitions that came in.
    Petitions {
        #[command(subcommand)]
        command: super::cases::PetitionsCommand,
    },
    /// The law: rules enacted, amended, repealed.
    Law {
        #[command(subcommand)]
        command: super::law::LawCommand,
    },
    /// Documents that citizens show when they are asked to.
    Presentations {
        #[command(subcommand)]
        command: super::presentations::PresentationsCommand,
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
    #[arg(long, value_delimiter = ',', required_unless_present_any = ["modify", "add"])]
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
    /// `attribute=value` that shall become something else; may be given several times. A value that
    /// is a JSON object or list is meant as such.
    #[arg(long, value_parser = value)]
    pub(super) modify: Vec<ValueCommand>,
    /// `attribute=value` that shall be added; may be given several times.
    #[arg(long, value_parser = value)]
    pub(super) add: Vec<ValueCommand>,
    /// What to do if the citizen answers with less.
    #[arg(long, value_enum, default_value_t = AcceptLess::Ask)]
    pub(super) accept_less: AcceptLess,
    /// Most uses.
    #[arg(long, default_value_t = 2)]
    pub(super) uses: u16,
    /// Days of retention.
    #[arg(long, default_value_t = 180)]
    pub(super) retention: u16,
    /// How often it may be handed on to departments below, at most 4.
    #[arg(long, default_value_t = 0)]
    pub(super) depth: u8,
    /// Puts the request itself into the link; nothing is fetched then.
    #[arg(long)]
    pub(super) by_value: bool,
    /// Signs with ES256 instead of EdDSA.
    #[arg(long)]
    pub(super) es256: bool,
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
        #[command(flatten)]
        buyer_is: Buyer,
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
    /// Takes a claimed invoice into the payer's books.
    Book(InvoiceStep),
    /// Says that a booked invoice was paid back.
    Reimburse(InvoiceStep),
    /// Takes an invoice back that nobody has claimed.
    Void(InvoiceStep),
    /// Reverses an invoice by a red-letter invoice of the same amounts.
    Reverse(InvoiceStep),
    /// Invoices that holders handed to their payers, the newest first.
    Claims,
}

/// How the buyer is reached.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Buyer {
    /// `last`, a relation's DID, `viewing:spending`, or `DID@viewing:spending`.
    #[arg(long)]
    pub(super) to: Option<String>,
    /// The buyer's billing code, as text or as a picture of it.
    #[arg(long, value_name = "CODE|FILE")]
    pub(super) billing_code: Option<String>,
}

/// Who takes a step with which invoice.
#[derive(Debug, Args)]
pub(super) struct InvoiceStep {
    /// The payer, or for `void` and `reverse` the biller.
    #[arg(long)]
    pub(super) department: String,
    /// Number of the invoice, 20 digits.
    pub(super) number: String,
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
    /// Suspends a document, with all its copies.
    Suspend(Whose),
    /// Makes a suspended document valid again.
    Reinstate(Whose),
    /// Revokes a document for good.
    Revoke(Whose),
    /// Issues a document anew, and has it take the old one's place.
    Supersede {
        #[command(flatten)]
        whose: Whose,
        /// An attribute that is other than in the old one; may be repeated.
        #[arg(long, value_name = "CODE=TEXT", value_parser = attribute)]
        set: Vec<(String, String)>,
    },
}

fn attribute(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(code, value)| (code.to_owned(), value.to_owned()))
        .ok_or_else(|| "CODE=TEXT, for example degree.subject=Physics".to_owned())
}

/// A document that was issued.
#[derive(Debug, Args)]
pub(super) struct Whose {
    /// Issuer.
    #[arg(long, default_value = "university")]
    pub(super) department: String,
    /// Which credential: `identity` or `degree`.
    #[arg(long, default_value = "degree")]
    pub(super) credential: String,
    /// `last`, a relation's DID, or `viewing:spending`.
    #[arg(long, default_value = "last")]
    pub(super) to: String,
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

#[derive(Debug, Args)]
pub(super) struct Change {
    /// Department that holds the grant.
    #[arg(long)]
    pub(super) department: String,
    /// Id of the grant, or `latest`.
    #[arg(long, default_value = "latest", allow_hyphen_values = true)]
    pub(super) grant: String,
    /// `attribute=value` to send instead of what was proposed, as a dishonest clerk would; may be
    /// given several times.
    #[arg(long = "value", value_parser = value)]
    pub(super) values: Vec<ValueCommand>,
}

#[derive(Debug, Subcommand)]
pub(super) enum CounterOffersCommand {
    /// Lists them, the newest first.
    List,
    /// Takes one: its grant is what the citizen will anchor.
    Accept {
        /// Its id, or `latest`.
        #[arg(default_value = "latest", allow_hyphen_values = true)]
        counter_offer: String,
    },
    /// Does not take one; nothing stands, and the request is open.
    Decline {
        /// Its id, or `latest`.
        #[arg(default_value = "latest", allow_hyphen_values = true)]
        counter_offer: String,
    },
}

/// What to do with counter-offers.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum AcceptLess {
    /// Take them at once.
    Always,
    /// Take none.
    Never,
    /// Let somebody decide: `counter-offers accept` or `decline`.
    Ask,
}

/// Reads `attribute=value`.
fn value(text: &str) -> Result<ValueCommand, String> {
    match text.split_once('=') {
        Some((attribute, value)) if !attribute.is_empty() => Ok(ValueCommand {
            attribute: attribute.to_owned(),
            value: value.into(),
        }),
        _ => Err("attribute=value".to_owned()),
    }
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
            modify: self.modify,
            add: self.add,
            accept_less: Some(
                match self.accept_less {
                    AcceptLess::Always => "always",
                    AcceptLess::Never => "never",
                    AcceptLess::Ask => "ask",
                }
                .to_owned(),
            ),
            by_value: self.by_value,
            es256: self.es256,
        }
    }
}
