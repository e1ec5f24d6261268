//! What is done without a permission: by the law, and by nothing, which is an alarm.

use serde_json::Value;

use super::{array, expect, find, proven, text};
use crate::{
    console::{Done, done},
    demo::{Stage, city::City, wallet::Wallet},
    failure::{Failure, Outcome},
};

/// The tax bureau reads by a clause; a clerk lets the housing bureau in without any basis. The
/// wallet tells them apart, and the city government gets a complaint that it can check.
pub(super) fn alarmed(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let by_law = [
        "access",
        "--department",
        "tax",
        "--attributes",
        "person.id-number",
    ];
    City::act(
        stage,
        &[&by_law[..], &["--purpose", "tax-settlement"]].concat(),
    )?;
    let uncovered = ["access", "--department", "housing", "--unchecked"];
    let let_in = City::act(
        stage,
        &[&uncovered[..], &["--attributes", "person.telephone"]].concat(),
    )?;
    wallet.act(&["sync"])?;
    let activity = wallet.act(&["activity"])?;
    let told = |attribute: &str| -> Outcome<Value> {
        array(&activity)?
            .iter()
            .find(|row| {
                row["kind"] == "accessed-without-permission"
                    && row["rights"][0]["attribute"] == attribute
            })
            .cloned()
            .ok_or_else(|| Failure::new(format!("no line about {attribute}")))
    };
    let covered = told("person.id-number")?;
    expect(&covered["basis"]["basis"], "law")?;
    let row = told("person.telephone")?;
    expect(&row["basis"]["basis"], "nothing")?;
    // Several wallets may share the entry: the last record is the highest.
    if row["alarm"] != true
        || covered["alarm"] != false
        || row["height"].as_u64() > let_in["height"].as_u64()
    {
        return Err(Failure::new("the wrong access raised the alarm, or none"));
    }
    proven(&row["proof"])?;
    let complaint = wallet.act(&["petitions", "complain", text(&row["id"])?])?;
    let received = City::act(stage, &["petitions", "list"])?;
    let received = find(&received, "kind", "complaint")?;
    if !received["recorded_at"].is_i64() {
        return Err(Failure::new(
            "the record in the complaint is not on the chain",
        ));
    }
    Ok(done(format!(
        "by {} covered; by nothing: alarm, complaint to {} in block {}",
        text(&covered["basis"]["clause"])?,
        text(&complaint["to"]["name"]["en"])?,
        complaint["height"]
    )))
}
