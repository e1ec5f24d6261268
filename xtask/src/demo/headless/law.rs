//! The law changes under a permission, and leaves a right to an officer.

use serde_json::Value;

use super::{array, expect, find, text};
use crate::{
    console::{Done, done},
    demo::{Stage, city::City, report::Report, wallet::Wallet},
    failure::{Context, Outcome},
};

const READ: &[&str] = &["read", "--department", "housing"];
const REASONS: &str = "The subsidy is paid by this number.";

/// Both steps; neither touches the clause that the window's walk uses.
pub(super) fn steps(stage: &Stage<'_>, wallet: &Wallet, report: &mut Report) {
    report.step("referral-decided", || referral(stage, wallet));
    report.step("law-repealed-read-refused", || repeal(stage, wallet));
}

/// The right sleeps until an officer has permitted it.
fn referral(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let permission = approve(stage, wallet, "person.name,person.id-number")?;
    City::act(stage, &["refer", "--department", "housing"])?;
    let reason = City::refusal(stage, READ)?;
    expect(&Value::from(reason), "Referred")?;
    City::act(stage, &["decide", "permit", "--reasons", REASONS])?;
    let read = City::act(stage, READ)?;
    text(&read["values"]["person.id-number"])?;
    let row = stands(wallet, &permission)?;
    standing(&row, "person.id-number", "permitted-by-officer")?;
    Ok(done(format!("read after the officer said: {REASONS}")))
}

/// What a repealed rule allowed is refused at the very next use, and the citizen is told.
fn repeal(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let permission = approve(stage, wallet, "household.members")?;
    City::act(stage, READ)?;
    let clause = "ht-rent-subsidy/7";
    let which = ["--clause", clause, "--attribute", "household.members"];
    City::act(stage, &[&["law", "repeal"], &which[..]].concat())?;
    let reason = City::refusal(stage, READ)?;
    expect(&Value::from(reason.as_str()), "LawDenies")?;
    let row = stands(wallet, &permission)?;
    expect(&row["state"]["state"], "suspended-by-law")?;
    let activity = wallet.act(&["activity"])?;
    find(&activity, "kind", "stopped-by-law")?;
    Ok(done(format!(
        "the custodian says {reason}; the wallet shows the repeal"
    )))
}

/// Asks for the rent subsidy, and approves; answers the permission's id.
fn approve(stage: &Stage<'_>, wallet: &Wallet, attributes: &str) -> Outcome<String> {
    let asked = ["--attributes", attributes, "--purpose", "rent-subsidy"];
    let asked = City::act(
        stage,
        &[&["ask", "--department", "housing"], &asked[..]].concat(),
    )?;
    let receipt = wallet.act(&["request", "approve", text(&asked["link"])?])?;
    text(&receipt["permission"]["id"]).map(str::to_owned)
}

fn stands(wallet: &Wallet, permission: &str) -> Outcome<Value> {
    wallet.act(&["sync"])?;
    let listed = wallet.act(&["grants", "list"])?;
    find(&listed, "id", permission).cloned()
}

fn standing(row: &Value, attribute: &str, wanted: &str) -> Outcome<()> {
    let rights = array(&row["law"]["rights"])?;
    let right = rights
        .iter()
        .find(|right| right["right"]["attribute"] == attribute)
        .context("the right is not listed")?;
    expect(&right["standing"], wanted)
}
