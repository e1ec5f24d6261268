//! The way of an invoice: issued, claimed for a payer, booked, reimbursed, voided, reversed; through
//! `wallet` and `gateway` alone, on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::time::Duration;

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    rpc,
};

/// A citizen whom the bookshop knows, with one invoice from it.
fn found() -> (City, Citizen) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    (city, citizen)
}

fn did_of(city: &City, slug: &str) -> String {
    let all = city.gateway(&["departments", "list"]).ok();
    let row = all
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["slug"] == slug);
    text(row.unwrap(), "/did")
}

/// Bills the citizen; the number and the wallet's id of the invoice.
fn bill(city: &City, citizen: &Citizen, amount: &str) -> (String, String) {
    let shop = did_of(city, "bookshop");
    let shown = citizen
        .wallet(&["identity", "show", "--department", &shop])
        .ok();
    let to = format!("{}@{}", text(&shown, "/did"), text(&shown, "/meta_address"));
    let issued = city
        .gateway(&["invoice", "issue", "--to", &to, "--amount", amount])
        .ok();
    citizen.wallet(&["sync"]).ok();
    (text(&issued, "/number"), text(&issued, "/fingerprint"))
}

fn step(city: &City, step: &str, department: &str, number: &str) -> Value {
    city.gateway(&["invoice", step, "--department", department, number])
        .ok()
}

fn refused(city: &City, step: &str, department: &str, number: &str, reason: &str) {
    let answer = city.gateway(&["invoice", step, "--department", department, number]);
    assert_eq!(answer.status, 1, "{}", answer.json);
    let said = answer.json.to_string();
    assert!(said.contains(reason), "{said}");
}

fn claim(citizen: &Citizen, id: &str, payer: &str) -> Value {
    citizen
        .wallet(&["invoices", "claim", id, "--for", payer])
        .ok()
}

fn show(citizen: &Citizen, id: &str) -> Value {
    citizen.wallet(&["sync"]).ok();
    citizen.wallet(&["invoices", "show", id]).ok()
}

fn statuses(view: &Value) -> Vec<String> {
    let steps = view["steps"].as_array().unwrap();
    steps.iter().map(|step| text(step, "/status")).collect()
}

#[test]
fn an_invoice_is_claimed_booked_and_paid_back_once() {
    let (city, citizen) = found();
    let (number, id) = bill(&city, &citizen, "128.00");
    let university = did_of(&city, "university");

    // Nobody books or pays what was not claimed and handed over.
    refused(&city, "book", "university", &number, "handed over");
    let before = citizen.wallet(&["invoices", "standing", &id]).ok();
    assert_eq!(before["status"], "issued");
    assert_eq!(before["taken"], Value::Null);
    assert_eq!(before["proof"]["verdict"], "proven");

    let claimed = claim(&citizen, &id, &university);
    assert_eq!(claimed["row"]["status"], "claimed");
    assert!(claimed["height"].as_u64().unwrap() > 0);
    let file_number = text(&claimed, "/file_number");
    let claims = city.gateway(&["invoice", "claims"]).ok();
    assert_eq!(claims[0]["number"], number.as_str());
    assert_eq!(claims[0]["total"], "128.00");
    assert_eq!(claims[0]["file_number"], file_number.as_str());
    assert_eq!(claims[0]["stage"], "claimed");

    refused(&city, "reimburse", "university", &number, "WrongState");
    assert_eq!(
        step(&city, "book", "university", &number)["stage"],
        "booked"
    );
    refused(&city, "reimburse", "housing", &number, "handed over");
    assert_eq!(
        step(&city, "reimburse", "university", &number)["stage"],
        "reimbursed"
    );
    // Never a second time, whoever tries.
    refused(&city, "reimburse", "university", &number, "WrongState");
    refused(&city, "book", "university", &number, "WrongState");
    refused(&city, "void", "bookshop", &number, "WrongState");
    refused(&city, "reverse", "bookshop", &number, "WrongState");

    let view = show(&citizen, &id);
    assert_eq!(
        statuses(&view),
        ["issued", "claimed", "booked", "reimbursed"]
    );
    assert_eq!(view["row"]["status"], "reimbursed");
    assert_eq!(view["row"]["payer"]["did"], university.as_str());
    assert_eq!(view["file_number"], file_number.as_str());
    let heights: Vec<u64> = (view["steps"].as_array().unwrap().iter())
        .map(|step| step["height"].as_u64().unwrap())
        .collect();
    assert!(heights.is_sorted(), "{heights:?}");
    let activity = citizen.wallet(&["activity"]).ok();
    for kind in ["invoice-claimed", "invoice-booked", "invoice-reimbursed"] {
        let lines = activity.as_array().unwrap();
        let line = lines.iter().find(|line| line["kind"] == kind).unwrap();
        assert_eq!(line["party"]["did"], university.as_str(), "{kind}");
        assert_eq!(line["proof"]["verdict"], "proven", "{kind}");
    }
}

#[test]
fn of_two_payers_one_gets_it_and_the_other_ones_citizen_is_told() {
    let (city, citizen) = found();
    let words = {
        // The same citizen on two computers: the only way two claims can race.
        let elsewhere = city.citizen("li-ming-elsewhere");
        let words = elsewhere.init(&city);
        elsewhere.identify(&city);
        (elsewhere, words)
    };
    let (first, words) = words;
    let second = city.citizen("li-ming-at-work");
    second.restore(&city, &words).ok();
    let (number, id) = bill(&city, &first, "48.00");
    second.wallet(&["sync"]).ok();
    let (university, housing) = (did_of(&city, "university"), did_of(&city, "housing"));

    claim(&first, &id, &university);
    // The other computer has not read the chain since, and still thinks that it is free.
    second
        .wallet(&["invoices", "claim", &id, "--for", &housing])
        .fails("invoice-taken", 6);
    let standing = second.wallet(&["invoices", "standing", &id]).ok();
    assert_eq!(standing["status"], "claimed");
    assert_eq!(standing["taken"]["payer"]["did"], university.as_str());
    assert!(standing["taken"]["since"].as_i64().unwrap() > 0);
    assert!(standing["taken"]["height"].as_u64().unwrap() > 0);
    refused(&city, "book", "housing", &number, "handed over");
    // The one that has it gets it again, and no second claim comes of it.
    let again = claim(&second, &id, &university);
    assert_eq!(again["height"], Value::Null);
    let claims = city.gateway(&["invoice", "claims"]).ok();
    assert_eq!(claims.as_array().unwrap().len(), 1);
    // Somebody else's invoice is nothing that one could claim.
    citizen
        .wallet(&["invoices", "claim", &id, "--for", &housing])
        .fails("not-found", 7);
}

#[test]
fn of_two_claims_in_one_block_one_counts() {
    let mut city = City::found();
    let first = city.citizen("li-ming");
    let words = first.init(&city);
    first.identify(&city);
    let second = city.citizen("li-ming-at-work");
    second.restore(&city, &words).ok();
    let (_, id) = bill(&city, &first, "66.00");
    second.wallet(&["sync"]).ok();
    let payers = [did_of(&city, "university"), did_of(&city, "housing")];
    let port = city.node().port();
    let ask = |method: &str, parameters: Value| rpc::call(port, method, &parameters).unwrap();

    // Both are on their way before any block is made.
    ask("evm_setAutomine", json!([false]));
    let answers = std::thread::scope(|scope| {
        let running: Vec<_> = [&first, &second]
            .into_iter()
            .zip(&payers)
            .map(|(citizen, payer)| {
                let id = &id;
                scope.spawn(move || citizen.wallet(&["invoices", "claim", id, "--for", payer]))
            })
            .collect();
        while ask("txpool_status", json!([]))["pending"] == "0x0" {
            std::thread::sleep(Duration::from_millis(50));
        }
        std::thread::sleep(Duration::from_secs(3));
        ask("evm_mine", json!([]));
        ask("evm_setAutomine", json!([true]));
        let answers = running.into_iter().map(|one| one.join().unwrap());
        answers.collect::<Vec<_>>()
    });
    let winner = answers.iter().position(|one| one.status == 0).unwrap();
    let loser = &answers[1 - winner];
    assert_eq!(
        loser.json["error"]["code"], "invoice-taken",
        "{}",
        loser.json
    );
    assert_eq!(loser.status, 6);
    // The loser's citizen is told who has it, of which kind, since when and in which block.
    let standing = [&first, &second][1 - winner]
        .wallet(&["invoices", "standing", &id])
        .ok();
    let taken = &standing["taken"];
    assert_eq!(taken["payer"]["did"], payers[winner].as_str());
    assert!(!text(&standing, "/taken/payer/kind").is_empty());
    let block = taken["block"].as_u64().unwrap();
    assert!(block <= taken["height"].as_u64().unwrap());
    let view = show(&first, &id);
    assert_eq!(statuses(&view), ["issued", "claimed"]);
    assert_eq!(view["steps"][1]["height"], block);
}

/// A code that nobody has seen.
fn billing_code(citizen: &Citizen, more: &[&str]) -> Value {
    citizen.wallet(&[&["billing-code"][..], more].concat()).ok()
}

#[test]
fn an_invoice_finds_the_wallet_by_a_code_that_the_seller_saw() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    // The seller has never heard of this citizen: nothing but the code.
    let unused = billing_code(&citizen, &[]);
    let picture = city.folder().join("code.png");
    let shown = billing_code(&citizen, &["--png", picture.to_str().unwrap()]);
    let used = |citizen: &Citizen, code: &Value| {
        let index = code["index"].to_string();
        citizen.wallet(&["billing-code", "--used", &index]).ok()
    };
    assert_eq!(used(&citizen, &shown), Value::Null);

    let issue = |code: &str, amount: &str| {
        city.gateway(&[
            "invoice",
            "issue",
            "--billing-code",
            code,
            "--amount",
            amount,
        ])
    };
    let issued = issue(picture.to_str().unwrap(), "31.40").ok();
    let row = used(&citizen, &shown);
    assert_eq!(row["number"], issued["number"]);
    assert_eq!(row["total"], "31.40");
    assert_eq!(row["content"], "here");
    assert_eq!(row["proof"]["verdict"], "proven");
    assert_eq!(row["party"]["did"], did_of(&city, "bookshop").as_str());
    assert_eq!(used(&citizen, &unused), Value::Null);

    // One code, one invoice; and no code that was changed.
    let again = issue(&text(&shown, "/text"), "1.00");
    assert!(
        again.json.to_string().contains("was used"),
        "{}",
        again.json
    );
    let mut changed = text(&unused, "/text");
    changed.replace_range(20..21, if &changed[20..21] == "A" { "B" } else { "A" });
    assert!(
        issue(&changed, "1.00")
            .json
            .to_string()
            .contains("mistyped")
    );

    // It is claimed, booked and paid back like any other.
    let id = text(&issued, "/fingerprint");
    let university = did_of(&city, "university");
    claim(&citizen, &id, &university);
    let number = text(&issued, "/number");
    step(&city, "book", "university", &number);
    assert_eq!(
        statuses(&show(&citizen, &id)),
        ["issued", "claimed", "booked"]
    );

    // The words bring it back, and no code is shown to two sellers.
    let restored = city.citizen("li-ming-again");
    restored.restore(&city, &words).ok();
    assert_eq!(
        statuses(&show(&restored, &id)),
        ["issued", "claimed", "booked"]
    );
    let next = billing_code(&restored, &[]);
    assert!(next["index"].as_u64() > shown["index"].as_u64());
}

#[test]
fn two_sellers_see_nothing_in_common() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let codes = [(); 2].map(|()| text(&billing_code(&citizen, &[]), "/text"));
    let relations = codes.each_ref().map(|code| {
        let issued = city
            .gateway(&["invoice", "issue", "--billing-code", code])
            .ok();
        text(&issued, "/relation")
    });
    assert_ne!(relations[0], relations[1]);
    // Behind the mark of the format and the number of the chain no eight bytes occur in both.
    let [one, other] = codes.each_ref().map(|code| code.split_at(5 + 12));
    assert_eq!(one.0, other.0);
    for at in 0..one.1.len() - 12 {
        assert!(!other.1.contains(&one.1[at..at + 12]), "{codes:?}");
    }
    citizen.wallet(&["sync"]).ok();
    let list = citizen.wallet(&["invoices", "list"]).ok();
    assert_eq!(list["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn an_invoice_is_voided_or_reversed_and_counts_no_more() {
    let (city, citizen) = found();
    let (voided, voided_id) = bill(&city, &citizen, "70.00");
    let (reversed, reversed_id) = bill(&city, &citizen, "30.00");
    let university = did_of(&city, "university");
    assert_eq!(step(&city, "void", "bookshop", &voided)["stage"], "voided");
    citizen
        .wallet(&["invoices", "claim", &voided_id, "--for", &university])
        .fails("invoice-closed", 6);

    claim(&citizen, &reversed_id, &university);
    refused(&city, "void", "bookshop", &reversed, "WrongState");
    let red = text(&step(&city, "reverse", "bookshop", &reversed), "/reversal");
    refused(&city, "book", "university", &reversed, "WrongState");

    let view = show(&citizen, &reversed_id);
    assert_eq!(statuses(&view), ["issued", "claimed", "reversed"]);
    let red_id = text(&view, "/row/counterpart");
    let red_view = show(&citizen, &red_id);
    assert_eq!(red_view["row"]["number"], red.as_str());
    assert_eq!(red_view["row"]["status"], "red-letter");
    assert_eq!(red_view["row"]["total"], "-30.00");
    assert_eq!(red_view["row"]["counterpart"], reversed_id.as_str());
    citizen
        .wallet(&["invoices", "claim", &red_id, "--for", &university])
        .fails("invoice-closed", 6);
    // Neither one that was taken back nor what took it back is money spent.
    let list = citizen.wallet(&["invoices", "list"]).ok();
    assert_eq!(list["rows"].as_array().unwrap().len(), 3);
    let months = list["months"].as_array().unwrap();
    assert_eq!(months.last().unwrap()["total"], "0.00");
    assert_eq!(months.last().unwrap()["count"], json!(0));
}

#[test]
fn a_claim_stands_though_the_payer_cannot_be_reached_and_is_handed_over_later() {
    let (city, citizen) = found();
    let (number, id) = bill(&city, &citizen, "9.90");
    let university = did_of(&city, "university");
    city.hold(true);
    let claimed = citizen.wallet(&["invoices", "claim", &id, "--for", &university]);
    city.hold(false);
    let claimed = claimed.ok();
    assert_eq!(claimed["file_number"], Value::Null);
    assert_eq!(claimed["row"]["status"], "claimed");
    assert_eq!(claimed["row"]["unsent"], true);
    refused(&city, "book", "university", &number, "handed over");
    let again = claim(&citizen, &id, &university);
    assert!(!text(&again, "/file_number").is_empty());
    assert_eq!(again["row"]["unsent"], false);
    step(&city, "book", "university", &number);
    // All of it comes back from the words: the steps are on the chain.
    let view = show(&citizen, &id);
    assert_eq!(statuses(&view), ["issued", "claimed", "booked"]);
}
