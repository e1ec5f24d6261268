//! The command line: `setup` and `serve` act here, everything else is asked of the running server.

mod arguments;
mod cases;
mod client;
mod counter;
mod delegation;
mod law;
mod presentations;
mod show;

use std::io::{self, Write};
use std::process::ExitCode;

use chain::reads::CredentialStatus;
use gateway::admin::{
    AccessCommand, AccessView, ActivityCommand, AskView, CaseView, CertificateCommand,
    CertificateView, ChangeCommand, ClaimView, CounterOfferDecision, CounterOfferView,
    DepartmentView, GrantTokenView, GrantView, InvoiceCommand, InvoiceStepCommand, InvoiceStepKind,
    InvoiceStepView, InvoiceView, OfferCommand, OfferView, ReadCommand, ReadView, RequestView,
    SetStatusCommand, SetStatusView, StatusView, SupersedeCommand,
};
use gateway::store::AccessRow;
use gateway::{Folder, ServeOptions, serve, set_up};
use serde::Serialize;

use arguments::{
    Buyer, CertificateSubcommand, Change, Command, CounterOffersCommand, DepartmentsCommand,
    GrantsCommand, InvoiceSubcommand, ListOnly,
};
use client::{Client, ClientError};

pub(crate) use arguments::Arguments;

/// Exit status when a custodian refused a reading, or a counter a code.
const REFUSED: u8 = 6;

/// Carries a command out. Exit status: 0 done, 1 failed, 2 wrong use, 6 refused by a custodian or a counter.
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
            tell_code,
        } => {
            let command = OfferCommand {
                department,
                credential,
                tx_code,
                tell_code,
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
        Command::Delegate(order) => delegation::delegate(client, order, print).await,
        Command::Links { command } => delegation::links(client, command, print).await,
        Command::Read {
            department,
            grant,
            attributes,
            signer,
            token,
        } => {
            let token = token.map(std::fs::read_to_string).transpose()?.map(bare);
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
        Command::Access {
            department,
            attributes,
            purpose,
            clause,
            custodian,
            entry,
            person,
            unchecked,
        } => {
            let command = AccessCommand {
                department,
                custodian,
                entry,
                person,
                attributes,
                purpose,
                clause,
                unchecked,
            };
            let view: AccessView = client.post("access", &command).await?;
            print.value(&view)?;
            Ok(match view {
                AccessView::Refused { .. } => REFUSED,
                AccessView::Read { .. } => 0,
            })
        }
        Command::Modify(change) => use_for(client, "modify", change, print).await,
        Command::Add(change) => use_for(client, "add", change, print).await,
        Command::CounterOffers { command } => counter_offers(client, command, print).await,
        Command::Invoice { command } => invoice(client, command, print).await,
        Command::Certificate { command } => certificate(client, command, print).await,
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
        Command::Refer(refer) => cases::refer(client, refer, print).await,
        Command::Decide(decide) => cases::decide(client, decide, print).await,
        Command::Cases {
            command: ListOnly::List,
        } => print.value(&client.get::<Vec<CaseView>>("cases").await?),
        Command::Officers { command } => cases::officers(client, command, print).await,
        Command::Petitions { command } => cases::petitions(client, command, print).await,
        Command::Law { command } => law::run(client, command, print).await,
        Command::Presentations { command } => presentations::run(client, command, print).await,
        Command::Scan(scan) => counter::scan(client, scan, print).await,
        Command::Counter { command } => counter::run(client, command, print).await,
        Command::Accesses {
            command: ListOnly::List,
        } => print.value(&client.get::<Vec<AccessRow>>("accesses").await?),
        Command::Status => print.value(&client.get::<StatusView>("status").await?),
    }
}

/// The token of a file: bare, or as `grants export --json` prints it.
fn bare(file: String) -> String {
    match serde_json::from_str::<GrantTokenView>(&file) {
        Ok(view) => view.token,
        Err(_) => file.trim().to_owned(),
    }
}

/// Uses a grant for a change.
async fn use_for(
    client: &Client,
    method: &str,
    change: Change,
    print: Print,
) -> Result<u8, ClientError> {
    let command = ChangeCommand {
        department: change.department,
        method: method.to_owned(),
        grant: Some(change.grant),
        values: change.values,
    };
    let view: ReadView = client.post("change", &command).await?;
    print.value(&view)?;
    Ok(match view {
        ReadView::Refused { .. } => REFUSED,
        ReadView::Read { .. } => 0,
    })
}

async fn invoice(
    client: &Client,
    command: InvoiceSubcommand,
    print: Print,
) -> Result<u8, ClientError> {
    let (act, step) = match command {
        InvoiceSubcommand::Issue {
            biller,
            buyer_is,
            amount,
            title,
            buyer,
        } => {
            let command = InvoiceCommand {
                biller,
                to: recipient(buyer_is)?,
                amount,
                title,
                buyer,
            };
            return print.value(&client.post::<_, InvoiceView>("invoice", &command).await?);
        }
        InvoiceSubcommand::Claims => {
            return print.value(&client.get::<Vec<ClaimView>>("invoices/claims").await?);
        }
        InvoiceSubcommand::Book(act) => (act, InvoiceStepKind::Book),
        InvoiceSubcommand::Reimburse(act) => (act, InvoiceStepKind::Reimburse),
        InvoiceSubcommand::Void(act) => (act, InvoiceStepKind::Void),
        InvoiceSubcommand::Reverse(act) => (act, InvoiceStepKind::Reverse),
    };
    let command = InvoiceStepCommand {
        department: act.department,
        number: act.number,
        step,
    };
    let view: InvoiceStepView = client.post("invoices/step", &command).await?;
    print.value(&view)
}

/// Whom the invoice is for; a billing code may be given as a picture.
fn recipient(buyer: Buyer) -> Result<String, ClientError> {
    let Some(code) = buyer.billing_code else {
        return Ok(buyer.to.unwrap_or_default());
    };
    if code.trim_start().starts_with(exchange::billing::PREFIX) {
        return Ok(code.trim().to_owned());
    }
    let found = codes::read(&std::fs::read(&code)?)
        .map_err(|error| ClientError::Picture(code.clone(), error))?;
    (found.into_iter())
        .find(|text| text.starts_with(exchange::billing::PREFIX))
        .ok_or_else(|| ClientError::Picture(code, codes::ReadError::NoCode))
}

async fn certificate(
    client: &Client,
    command: CertificateSubcommand,
    print: Print,
) -> Result<u8, ClientError> {
    let (whose, status) = match command {
        CertificateSubcommand::Issue { department, to } => {
            let command = CertificateCommand { department, to };
            let view: CertificateView = client.post("certificate", &command).await?;
            return print.value(&view);
        }
        CertificateSubcommand::Suspend(whose) => (whose, CredentialStatus::Suspended),
        CertificateSubcommand::Reinstate(whose) => (whose, CredentialStatus::Valid),
        CertificateSubcommand::Revoke(whose) => (whose, CredentialStatus::Revoked),
        CertificateSubcommand::Supersede { whose, set } => {
            let command = SupersedeCommand {
                department: whose.department,
                to: whose.to,
                credential: whose.credential,
                changed: set.into_iter().collect(),
            };
            let views: Vec<SetStatusView> = client.post("certificate/supersede", &command).await?;
            return print.value(&views);
        }
    };
    let command = SetStatusCommand {
        department: whose.department,
        to: whose.to,
        credential: whose.credential,
        status,
    };
    let views: Vec<SetStatusView> = client.post("certificate/status", &command).await?;
    print.value(&views)
}

async fn counter_offers(
    client: &Client,
    command: CounterOffersCommand,
    print: Print,
) -> Result<u8, ClientError> {
    let (counter_offer, take) = match command {
        CounterOffersCommand::List => {
            return print.value(
                &client
                    .get::<Vec<CounterOfferView>>("counter-offers")
                    .await?,
            );
        }
        CounterOffersCommand::Accept { counter_offer } => (counter_offer, true),
        CounterOffersCommand::Decline { counter_offer } => (counter_offer, false),
    };
    let command = CounterOfferDecision {
        counter_offer,
        take,
    };
    print.value(
        &client
            .post::<_, CounterOfferView>("counter-offers", &command)
            .await?,
    )
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
