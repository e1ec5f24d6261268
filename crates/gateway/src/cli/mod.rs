//! The command line: `setup` and `serve` act here, everything else is asked of the running server.

mod client;
mod show;

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use gateway::admin::{
    ActivityCommand, AskCommand, AskView, CertificateCommand, CertificateView, DepartmentView,
    GrantTokenView, GrantView, InvoiceCommand, InvoiceView, OfferCommand, OfferView, ReadCommand,
    ReadView, RequestView, StatusView,
};
use gateway::store::AccessRow;
use gateway::{Folder, ServeOptions, serve, set_up};
use serde::Serialize;
use url::Url;

use client::{Client, ClientError};

/// Exit status when a custodian refused a reading.
const REFUSED: u8 = 6;

/// The departments of the sample city: server and counter.
#[derive(Debug, Parser)]
#[command(name = "gateway", version)]
pub(crate) struct Arguments {
    /// Folder of the gateway.
    #[arg(long, global = true, default_value = "gateway")]
    dir: PathBuf,
    /// Prints JSON.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
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
    /// Uses a grant at its custodian. Exit status 6 if the custodian refuses.
    Read {
        /// Department that holds the grant.
        #[arg(long)]
        department: String,
        /// Id of the grant, or `latest`.
        #[arg(long, default_value = "latest")]
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
    /// Uses of grants and attempts, as the custodians logged them.
    Accesses {
        #[command(subcommand)]
        command: ListOnly,
    },
    /// How the server is doing.
    Status,
}

#[derive(Debug, Args)]
struct Ask {
    /// Requester.
    #[arg(long)]
    department: String,
    /// Custodian.
    #[arg(long, default_value = "household")]
    custodian: String,
    /// Entry code.
    #[arg(long, default_value = "household")]
    entry: String,
    /// Attributes that are needed, separated by commas.
    #[arg(long, value_delimiter = ',', required = true)]
    attributes: Vec<String>,
    /// Attributes that would help, separated by commas.
    #[arg(long, value_delimiter = ',')]
    optional: Vec<String>,
    /// Purpose code.
    #[arg(long)]
    purpose: String,
    /// Clause; that of the sample law for the purpose if nothing is said.
    #[arg(long)]
    clause: Option<String>,
    /// Days of validity.
    #[arg(long, default_value_t = 30, conflicts_with = "seconds")]
    days: u32,
    /// Seconds of validity, for demonstrations of an end.
    #[arg(long)]
    seconds: Option<u32>,
    /// Most uses.
    #[arg(long, default_value_t = 2)]
    uses: u16,
    /// Days of retention.
    #[arg(long, default_value_t = 180)]
    retention: u16,
}

#[derive(Debug, Subcommand)]
enum ListOnly {
    /// Lists them, the newest first.
    List,
}

#[derive(Debug, Subcommand)]
enum GrantsCommand {
    /// Lists them, the newest first.
    List,
    /// Prints a grant as issued: what a thief would copy.
    Export {
        /// Id, or `latest`.
        #[arg(default_value = "latest")]
        grant: String,
    },
}

#[derive(Debug, Subcommand)]
enum InvoiceSubcommand {
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
enum CertificateSubcommand {
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
enum DepartmentsCommand {
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

/// Carries a command out. Exit status: 0 done, 1 failed, 2 wrong use, 6 refused by a custodian.
pub(crate) async fn run(arguments: Arguments) -> ExitCode {
    let folder = Folder::new(&arguments.dir);
    let print = Print {
        json: arguments.json,
    };
    match execute(&folder, arguments.command, print).await {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            print.error(&error);
            ExitCode::FAILURE
        }
    }
}

async fn execute(folder: &Folder, command: Command, print: Print) -> Result<u8, ClientError> {
    match command {
        Command::Setup { rpc, base_url } => {
            let report = {
                let base_url = base_url.as_deref().map(|url| url.trim_end_matches('/'));
                set_up(folder, &rpc, base_url).await?
            };
            return print.value(&show::Setup::from(&report));
        }
        Command::Serve {
            listen,
            base_url,
            sample,
        } => {
            let options = ServeOptions {
                listen,
                base_url,
                sample,
            };
            let server = serve(folder, &options).await?;
            // One line, so that whoever started it knows when it is ready.
            let ready = serde_json::json!({ "ready": true, "url": server.url });
            print.line(&ready.to_string())?;
            until_stopped().await?;
            server.stop().await?;
            return Ok(0);
        }
        _ => {}
    }
    ask_server(&Client::open(folder)?, command, print).await
}

async fn ask_server(client: &Client, command: Command, print: Print) -> Result<u8, ClientError> {
    match command {
        Command::Setup { .. } | Command::Serve { .. } => Ok(2),
        Command::Offer {
            department,
            credential,
            tx_code,
        } => {
            let command = OfferCommand {
                department,
                credential,
                tx_code,
            };
            print.value(&client.post::<_, OfferView>("offer", &command).await?)
        }
        Command::Ask(ask) => print.value(
            &client
                .post::<_, AskView>("ask", &ask.into_command())
                .await?,
        ),
        Command::Requests {
            command: ListOnly::List,
        } => print.value(&client.get::<Vec<RequestView>>("requests").await?),
        Command::Grants {
            command: GrantsCommand::List,
        } => print.value(&client.get::<Vec<GrantView>>("grants").await?),
        Command::Grants {
            command: GrantsCommand::Export { grant },
        } => {
            let view: GrantTokenView = client.get(&format!("grants/{grant}")).await?;
            if print.json {
                print.value(&view)
            } else {
                print.line(&view.token).map(|()| 0)
            }
        }
        Command::Read {
            department,
            grant,
            attributes,
            signer,
            token,
        } => {
            let token = token.map(std::fs::read_to_string).transpose()?;
            let command = ReadCommand {
                department,
                grant: Some(grant),
                attributes,
                signer,
                token,
            };
            let view: ReadView = client.post("read", &command).await?;
            print.value(&view)?;
            Ok(if matches!(view, ReadView::Refused { .. }) {
                REFUSED
            } else {
                0
            })
        }
        Command::Invoice {
            command:
                InvoiceSubcommand::Issue {
                    biller,
                    to,
                    amount,
                    title,
                    buyer,
                },
        } => {
            let command = InvoiceCommand {
                biller,
                to,
                amount,
                title,
                buyer,
            };
            print.value(&client.post::<_, InvoiceView>("invoice", &command).await?)
        }
        Command::Certificate {
            command: CertificateSubcommand::Issue { department, to },
        } => {
            let command = CertificateCommand { department, to };
            print.value(
                &client
                    .post::<_, CertificateView>("certificate", &command)
                    .await?,
            )
        }
        Command::Departments { command } => {
            let (department, active) = match command {
                DepartmentsCommand::List => {
                    return print.value(&client.get::<Vec<DepartmentView>>("departments").await?);
                }
                DepartmentsCommand::Suspend { department } => (department, false),
                DepartmentsCommand::Reinstate { department } => (department, true),
            };
            let command = ActivityCommand { department, active };
            print.value(
                &client
                    .post::<_, serde_json::Value>("activity", &command)
                    .await?,
            )
        }
        Command::Accesses {
            command: ListOnly::List,
        } => print.value(&client.get::<Vec<AccessRow>>("accesses").await?),
        Command::Status => print.value(&client.get::<StatusView>("status").await?),
    }
}

impl Ask {
    fn into_command(self) -> AskCommand {
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
            uses: self.uses,
            retention_days: self.retention,
        }
    }
}

/// Waits for Ctrl+C or the request to terminate.
async fn until_stopped() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

/// Where answers go: JSON on one line, or lines for people.
#[derive(Clone, Copy)]
struct Print {
    json: bool,
}

impl Print {
    fn value(self, value: &impl Serialize) -> Result<u8, ClientError> {
        let value = serde_json::to_value(value).map_err(io::Error::other)?;
        let text = if self.json {
            value.to_string()
        } else {
            show::text(&value)
        };
        self.line(&text)?;
        Ok(0)
    }

    fn line(self, text: &str) -> Result<(), ClientError> {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        Ok(out.flush()?)
    }

    /// Errors go to standard error; with `--json` as JSON to standard output.
    fn error(self, error: &ClientError) {
        let result = if self.json {
            writeln!(io::stdout(), "{}", error.to_json())
        } else {
            writeln!(io::stderr(), "gateway: {error}")
        };
        if let Err(cause) = result {
            tracing::error!(%cause, "cannot print");
        }
    }
}
