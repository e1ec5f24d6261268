//! `delegate` and `links`.

use clap::{Args, Subcommand};
use gateway::admin::delegation::{DelegateCommand, LinkView, WithdrawLinkCommand};

use super::Print;
use super::client::{Client, ClientError};

/// What is handed on, and to whom.
#[derive(Debug, Args)]
pub(crate) struct Delegate {
    /// Department that hands on.
    #[arg(long)]
    department: String,
    /// Department below it, by its short name or its DID.
    #[arg(long)]
    to: String,
    /// Id of what it holds, a grant or a link, or `latest`.
    #[arg(long, default_value = "latest", allow_hyphen_values = true)]
    grant: String,
    /// Attributes, separated by commas; all that it holds if nothing is said.
    #[arg(long, value_delimiter = ',')]
    attributes: Option<Vec<String>>,
    /// Days from now; as long as it holds it if nothing is said.
    #[arg(long, conflicts_with = "seconds")]
    days: Option<u32>,
    /// Seconds from now, for demonstrations of an end.
    #[arg(long)]
    seconds: Option<u32>,
    /// Most uses; as many as it holds if nothing is said.
    #[arg(long)]
    uses: Option<u16>,
    /// Days of retention; as it holds if nothing is said.
    #[arg(long)]
    retention: Option<u16>,
    /// How often it may be handed on further; once less than it holds if nothing is said.
    #[arg(long)]
    depth: Option<u8>,
}

/// What can be done with links.
#[derive(Debug, Subcommand)]
pub(crate) enum Links {
    /// Lists what departments handed on, the newest first.
    List,
    /// Withdraws a link on chain: every use through it is refused from then on.
    Withdraw {
        /// Department that signed it.
        #[arg(long)]
        department: String,
        /// Id of the link, or `latest`.
        #[arg(long, default_value = "latest", allow_hyphen_values = true)]
        link: String,
    },
}

pub(super) async fn delegate(
    client: &Client,
    order: Delegate,
    print: Print,
) -> Result<u8, ClientError> {
    let command = DelegateCommand {
        department: order.department,
        grant: Some(order.grant),
        to: order.to,
        attributes: order.attributes,
        valid_for_secs: match order.seconds {
            Some(seconds) => Some(i64::from(seconds)),
            None => order.days.map(|days| i64::from(days) * 86_400),
        },
        uses: order.uses,
        retention_days: order.retention,
        depth: order.depth,
    };
    print.value(&client.post::<_, LinkView>("delegate", &command).await?)
}

pub(super) async fn links(
    client: &Client,
    command: Links,
    print: Print,
) -> Result<u8, ClientError> {
    match command {
        Links::List => print.value(&client.get::<Vec<LinkView>>("links").await?),
        Links::Withdraw { department, link } => {
            let link = Some(link);
            let command = WithdrawLinkCommand { department, link };
            print.value(
                &client
                    .post::<_, LinkView>("links/withdraw", &command)
                    .await?,
            )
        }
    }
}
