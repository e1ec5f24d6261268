//! Answering with less than was asked, and a change that the citizen signed.

use serde_json::Value;

use super::{array, expect, find, proven, text};
use crate::{
    console::{Done, done},
    demo::{Stage, city::City, wallet::Wallet},
    failure::{Context, Failure, Outcome},
};

/// The bureau asks for more than is needed; the citizen offers less, a clerk takes it, and exactly
/// that can be read.
pub(super) fn counter_offer(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let asked = City::act(
        stage,
        &[
            "ask",
            "--department",
            "education",
            "--attributes",
            "person.name,household.address,household.members",
            "--purpose",
            "school-enrolment",
            "--accept-less",
            "ask",
        ],
    )?;
    let link = text(&asked["link"])?;
    let offered = wallet.act(&[
        "request",
        "offer",
        link,
        "--attributes",
        "person.name",
        "--uses",
        "1",
        "--retention",
        "30",
        "--message",
        "Please ask again if you need more.",
    ])?;
    expect(&offered["state"], "waiting")?;
    let held = City::act(stage, &["grants", "list"])?;
    let request = &asked["request_id"];
    if array(&held)?
        .iter()
        .any(|row| row["request_id"] == *request)
    {
        return Err(Failure::new("a grant stands before the offer was taken"));
    }
    City::act(stage, &["counter-offers", "accept"])?;
    wallet.act(&["sync"])?;
    let inbox = wallet.act(&["request", "list"])?;
    let row = find(&inbox, "id", text(&offered["row"]["id"])?)?;
    expect(&row["state"], "taken")?;
    let read = City::act(stage, &["read", "--department", "education"])?;
    let names: Vec<_> = read["values"]
        .as_object()
        .context("the answer has no values")?
        .keys()
        .collect();
    if names != ["person.name"] || read["retention_days"] != 30 {
        return Err(Failure::new(format!("read: {read}")));
    }
    Ok(done(
        "1 of 3 attributes, once, kept 30 of 180 days; taken, and only that was read",
    ))
}

/// An office proposes a new address; the citizen signs exactly that; the registry carries it out,
/// and the document is superseded by a new one.
pub(super) fn modified(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let clerk = ["--department", "civil-affairs"];
    let ask = [
        &["ask"],
        &clerk[..],
        &[
            "--purpose",
            "registration-update",
            "--modify",
            r#"household.address={"zh":"示例街20号1-301","en":"1-301, 20 Example Street"}"#,
        ],
    ]
    .concat();
    let asked = City::act(stage, &ask)?;
    let shown = wallet.act(&["request", "inspect", text(&asked["link"])?])?;
    expect(&shown["check_code"], text(&asked["check_code"])?)?;
    let item = array(&shown["items"])?
        .first()
        .context("nothing would change")?;
    expect(&item["proposed"]["value"]["en"], "1-301, 20 Example Street")?;
    if item["value"] == Value::Null || item["value"] == item["proposed"] {
        return Err(Failure::new("what stands there now is not shown"));
    }
    let (id, digest) = (text(&shown["id"])?, text(&shown["digest"])?);
    wallet.act(&["request", "approve", id, "--digest", digest])?;
    let forged = r#"household.address={"zh":"示例街20号1-302","en":"1-302, 20 Example Street"}"#;
    let altered = [&["modify"], &clerk[..], &["--value", forged]].concat();
    expect(&Value::from(City::refusal(stage, &altered)?), "Proposal")?;
    City::act(stage, &[&["modify"], &clerk[..]].concat())?;
    wallet.act(&["sync"])?;
    let listed = wallet.act(&["credentials", "list"])?;
    let mut superseded = array(&listed)?
        .iter()
        .filter(|row| row["status"]["status"] == "superseded");
    let old = superseded.next().context("no document is superseded")?;
    proven(&old["proof"])?;
    let gone = wallet.act(&["credentials", "show", text(&old["id"])?])?;
    let new = text(&gone["replaced_by"]["id"])?;
    let fresh = wallet.act(&["credentials", "show", new])?;
    expect(&fresh["row"]["status"]["status"], "valid")?;
    let attributes = &fresh["attributes"];
    let address = find(attributes, "code", "household.address")?;
    expect(&address["value"]["value"]["en"], "1-301, 20 Example Street")?;
    Ok(done(format!(
        "signed with check code {}, one letter more was refused; old document superseded by the new one",
        text(&asked["check_code"])?
    )))
}
