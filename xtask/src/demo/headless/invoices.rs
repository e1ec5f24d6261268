//! The way of an invoice: claimed for an employer, booked, paid back, and never a second time.

use super::{array, at_the_counter, expect, find, proven, text};
use crate::{
    console::{Done, done, done_with},
    demo::{Stage, city::City, wallet::Wallet},
    failure::{Failure, Outcome},
};

/// The employer of the sample citizen.
const PAYER: &str = "university";

/// The bookshop bills, the citizen claims it for the university, which books it and pays it back;
/// the wallet tells every step. Answers the invoice's number and the wallet's id of it.
pub(super) fn lifecycle(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<(String, String)>> {
    let to = at_the_counter(stage, wallet, "bookshop")?;
    let issued = City::act(
        stage,
        &["invoice", "issue", "--to", &to, "--amount", "70.00"],
    )?;
    let (number, id) = (text(&issued["number"])?, text(&issued["fingerprint"])?);
    wallet.act(&["sync"])?;
    let offices = City::act(stage, &["departments", "list"])?;
    let payer = text(&find(&offices, "slug", PAYER)?["did"])?.to_owned();
    let claimed = wallet.act(&["invoices", "claim", id, "--for", &payer])?;
    expect(&claimed["row"]["status"], "claimed")?;
    let file_number = text(&claimed["file_number"])?;
    for step in ["book", "reimburse"] {
        City::act(stage, &["invoice", step, "--department", PAYER, number])?;
    }
    wallet.act(&["sync"])?;
    let shown = wallet.act(&["invoices", "show", id])?;
    let steps: Vec<_> = array(&shown["steps"])?
        .iter()
        .map(|step| text(&step["status"]))
        .collect::<Outcome<_>>()?;
    if steps != ["issued", "claimed", "booked", "reimbursed"] {
        return Err(Failure::new(format!("the way is {}", steps.join(", "))));
    }
    proven(&shown["row"]["proof"])?;
    Ok(done_with(
        (number.to_owned(), id.to_owned()),
        format!("{number} as {file_number}: {}", steps.join(", ")),
    ))
}

/// Neither the payer that paid nor another one gets to pay it back again.
pub(super) fn second_refused(
    stage: &Stage<'_>,
    wallet: &Wallet,
    (number, id): &(String, String),
) -> Outcome<Done<()>> {
    let again = ["invoice", "reimburse", "--department", PAYER, number];
    let reason = City::complaint(stage, &again)?;
    if !reason.contains("WrongState") {
        return Err(Failure::new(format!(
            "refused for another reason: {reason}"
        )));
    }
    let offices = City::act(stage, &["departments", "list"])?;
    let other = text(&find(&offices, "slug", "housing")?["did"])?.to_owned();
    let error = wallet.refusal(&["invoices", "claim", id, "--for", &other])?;
    expect(&error["code"], "invoice-taken")?;
    let standing = wallet.act(&["invoices", "standing", id])?;
    Ok(done(format!(
        "the contract says WrongState; the citizen is told that {} was first",
        text(&standing["taken"]["payer"]["name"]["en"])?
    )))
}
