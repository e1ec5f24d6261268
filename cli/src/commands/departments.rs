//! `wallet departments`: the directory, what every office can reach, and cutting one off.

use clap::Subcommand;
use wallet_api::{
    ApiError, Cut, CutDone, CutView, ErrorCode, ListDepartments, MapReach, OfficeView, PlanCut,
    ReachHow, RightView,
};

use crate::{
    cli::Cli,
    output::{Output, output},
    table::table,
};

/// What can be asked about offices; the directory alone if nothing is said.
#[derive(Debug, Subcommand)]
pub(crate) enum Departments {
    /// What every office can reach today, and by what.
    Reach,
    /// Withdraw every permission by which something reaches an office, or one below it.
    Cut {
        /// Its DID, or its number in the directory.
        #[arg(long)]
        office: String,
        /// Only what came to it by this link (`link` of `departments reach`).
        #[arg(long)]
        link: Option<String>,
        /// Also what was never handed on to it, but might be.
        #[arg(long)]
        possible: bool,
        /// Show what would close, and change nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Carries one of them out on an open wallet.
pub(crate) async fn run(cli: &Cli, command: Option<Departments>) -> Result<Output, ApiError> {
    match command {
        None => list(cli).await,
        Some(Departments::Reach) => {
            let map = cli.wallet.run(MapReach {}).await?;
            output(&map, reach_text(cli, &map))
        }
        Some(Departments::Cut {
            office,
            link,
            possible,
            dry_run,
        }) => {
            let office = find(cli, &office).await?;
            let plan = PlanCut {
                office: office.clone(),
                link: link.clone(),
                possible,
            };
            let plan = cli.wallet.run(plan).await?;
            if dry_run {
                return output(&plan, plan_text(cli, &plan));
            }
            let cut = Cut {
                office,
                link,
                possible,
                permissions: plan.permissions.iter().map(|row| row.id.clone()).collect(),
            };
            let done = cli.wallet.run(cut).await?;
            output(&done, done_text(&done))
        }
    }
}

async fn list(cli: &Cli) -> Result<Output, ApiError> {
    let rows = cli.wallet.run(ListDepartments {}).await?;
    let text = rows.iter().map(|row| {
        vec![
            format!(
                "{}{}",
                "  ".repeat(usize::from(row.depth)),
                cli.text(&row.party.name)
            ),
            row.party.code.clone(),
            row.party.did.clone(),
        ]
    });
    output(&rows, table(&text.collect::<Vec<_>>()))
}

/// The DID of an office named by its DID or its number.
async fn find(cli: &Cli, office: &str) -> Result<String, ApiError> {
    let rows = cli.wallet.run(ListDepartments {}).await?;
    rows.into_iter()
        .find(|row| row.party.did == office || row.party.code == office)
        .map(|row| row.party.did)
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, office))
}

fn reach_text(cli: &Cli, map: &[OfficeView]) -> String {
    let mut rows = Vec::new();
    for office in map {
        for reach in &office.reach {
            let via: Vec<_> = reach.via.iter().map(|via| cli.text(&via.name)).collect();
            rows.push(vec![
                cli.text(&office.row.party.name),
                how(reach.how).to_owned(),
                via.join(" > "),
                codes(&reach.rights),
                reach.number.clone(),
                if reach.stop.is_some() { "stopped" } else { "" }.to_owned(),
            ]);
        }
    }
    match rows.is_empty() {
        true => "no office can reach anything\n".to_owned(),
        false => table(&rows),
    }
}

fn plan_text(cli: &Cli, plan: &CutView) -> String {
    let mut rows: Vec<_> = (plan.permissions.iter())
        .map(|row| {
            vec![
                "withdraws".to_owned(),
                row.number.clone(),
                cli.text(&row.party.name),
                codes(&row.rights),
            ]
        })
        .collect();
    rows.extend(plan.closes.iter().map(|closed| {
        vec![
            "closes".to_owned(),
            how(closed.how).to_owned(),
            cli.text(&closed.office.name),
            codes(&closed.rights),
        ]
    }));
    match (rows.is_empty(), plan.might_remain) {
        (true, 0) => "nothing would close\n".to_owned(),
        (true, n) => format!("nothing would close; {n} might still be handed on to it\n"),
        (false, 0) => table(&rows),
        (false, n) => format!("{}{n} might still be handed on to it\n", table(&rows)),
    }
}

fn done_text(done: &CutDone) -> String {
    let mut text = format!("{} withdrawn\n", done.withdrawn.len());
    for failed in &done.failed {
        text += &format!("{} not withdrawn: {}\n", failed.number, failed.error);
    }
    text
}

fn how(how: ReachHow) -> &'static str {
    match how {
        ReachHow::Given => "given",
        ReachHow::HandedOn => "handed on",
        ReachHow::Possible => "possible",
    }
}

fn codes(rights: &[RightView]) -> String {
    let codes: Vec<_> = rights
        .iter()
        .map(|right| right.attribute.as_str())
        .collect();
    codes.join(",")
}
