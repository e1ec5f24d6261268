//! A permission that may be handed on: the bureau hands a narrower part to the office below, which
//! reads, and tries more than it got; the citizen sees who it was and through whom.

use serde_json::Value;

use super::{array, expect, find, proven, text};
use crate::{
    console::{Done, done},
    demo::{Stage, city::City, wallet::Wallet},
    failure::{Failure, Outcome},
};

const OFFICE: &str = "district-education";

pub(super) fn delegated_read(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let attributes = "person.name,household.address,household.members";
    let ask = [
        "ask",
        "--department",
        "education",
        "--purpose",
        "school-places",
    ];
    let more = [
        "--attributes",
        attributes,
        "--depth",
        "1",
        "--retention",
        "90",
    ];
    let asked = City::act(stage, &[&ask[..], &more].concat())?;
    let review = wallet.act(&["request", "inspect", text(&asked["link"])?])?;
    if review["max_depth"] != 1 || array(&review["may_reach"])?.is_empty() {
        return Err(Failure::new(
            "the request does not say to whom it may be handed on",
        ));
    }
    let (id, digest) = (text(&review["id"])?, text(&review["digest"])?);
    let receipt = wallet.act(&["request", "approve", id, "--digest", digest])?;
    let permission = text(&receipt["permission"]["id"])?;

    let hand_on = ["delegate", "--department", "education", "--to", OFFICE];
    let narrower = [
        "--attributes",
        "household.address",
        "--uses",
        "1",
        "--days",
        "7",
    ];
    City::act(stage, &[&hand_on[..], &narrower].concat())?;
    let read = ["read", "--department", OFFICE];
    let wider = [&read[..], &["--attributes", "household.members"]].concat();
    let refused = City::refusal(stage, &wider)?;
    let served = City::act(stage, &read)?;
    let served: Vec<_> = (served["values"].as_object())
        .map(|values| values.keys().cloned().collect())
        .unwrap_or_default();
    if served != ["household.address"] {
        return Err(Failure::new(format!("served: {}", served.join(", "))));
    }

    wallet.act(&["sync"])?;
    let activity = wallet.act(&["activity"])?;
    let line = find(&activity, "kind", "permission-used")?;
    expect(&line["basis"]["id"], permission)?;
    proven(&line["proof"])?;
    let through: Vec<&str> = array(&line["through"])?
        .iter()
        .map(|office| text(&office["name"]["en"]))
        .collect::<Outcome<_>>()?;
    let user = text(&line["party"]["name"]["en"])?;
    expect(&Value::from(user), "East District School Office")?;
    expect(&Value::from(through.join(" › ")), "Education Bureau")?;
    Ok(done(format!(
        "read by {user}, through {}’s permission; more was refused ({refused})",
        through.join(" › ")
    )))
}
