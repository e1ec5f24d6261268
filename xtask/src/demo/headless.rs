//! The main job without a person: the same programs, driven from outside. Every step looks at what
//! came of it, mostly on the *other* side of the act.

mod accesses;
mod answers;
mod counter;
mod delegation;
mod evidence;
mod invoices;
mod law;
mod lying;

use std::{fs, path::Path, time::Duration};

use serde_json::Value;

use crate::{
    build,
    console::{Done, done, done_with},
    demo::{Stage, anvil::Node, city::City, report::Report, wallet::Wallet},
    display,
    failure::{Context, Failure, Outcome},
    process, test,
};

/// Every step of the main job, in order. A run that does not reach one of them has failed.
pub(super) const STEPS: &[&str] = &[
    "chain-up",
    "departments-registered",
    "wallet-created",
    "credential-accepted",
    "request-shown",
    "request-approved",
    "grant-anchored",
    "read-served",
    "use-seen",
    "grant-revoked",
    "read-refused",
    "window-walked",
    "delegated-read",
    "counter-offer-accepted",
    "entry-modified",
    "counter-qr-accepted",
    "counter-qr-replay-refused",
    "uncovered-access-alarmed",
    "invoice-listed",
    "invoice-lifecycle",
    "double-reimbursement-refused",
    "certificate-listed",
    "certificate-revoked-seen",
    "evidence-deposited",
    "court-package-verified",
    "phrase-restored",
    "restored-counts-equal",
    "lying-node-named",
    "referral-decided",
    "law-repealed-read-refused",
];

const WORDS: usize = 24;
/// On a busy machine, with the window's test still to be compiled.
const WALK_PATIENCE: Duration = Duration::from_secs(900);

/// Runs the steps; one that cannot be done without an earlier one is not reached when that fails.
pub(super) fn run(stage: &Stage<'_>, report: &mut Report) {
    // The report has what came of it.
    let _ = main_job(stage, report);
}

fn main_job(stage: &Stage<'_>, report: &mut Report) -> Option<()> {
    let node = report.step("chain-up", || {
        let node = Node::start(stage)?;
        let detail = format!("block {} at {}", node.height()?, node.url());
        Ok(done_with(node, detail))
    })?;
    report.step("departments-registered", || departments(stage, &node))?;
    let wallet = Wallet::at(stage, &stage.profile.wallet());
    let (wallet, phrase) = report.step("wallet-created", || create(stage, wallet?))?;
    report.step("credential-accepted", || accept(stage, &wallet))?;
    access(stage, &wallet, report);
    // Before the sample entry and the sample law become others than the walk expects.
    report.step("window-walked", || walk(stage));
    report.step("delegated-read", || {
        delegation::delegated_read(stage, &wallet)
    });
    report.step("counter-offer-accepted", || {
        answers::counter_offer(stage, &wallet)
    });
    report.step("entry-modified", || answers::modified(stage, &wallet));
    if let Some(picture) = report.step("counter-qr-accepted", || counter::accepted(stage, &wallet))
    {
        report.step("counter-qr-replay-refused", || {
            counter::replayed(stage, &picture)
        });
    }
    report.step("uncovered-access-alarmed", || {
        accesses::alarmed(stage, &wallet)
    });
    report.step("invoice-listed", || invoice(stage, &wallet));
    if let Some(paid) = report.step("invoice-lifecycle", || invoices::lifecycle(stage, &wallet)) {
        report.step("double-reimbursement-refused", || {
            invoices::second_refused(stage, &wallet, &paid)
        });
    }
    if let Some(id) = report.step("certificate-listed", || certificate(stage, &wallet)) {
        report.step("certificate-revoked-seen", || revoked(stage, &wallet, &id));
    }
    if let Some(deposit) = report.step("evidence-deposited", || evidence::deposited(stage, &wallet))
    {
        report.step("court-package-verified", || {
            evidence::package_verified(stage, &node, &wallet, &deposit)
        });
    }
    if let Some(second) = report.step("phrase-restored", || restore(stage, &phrase)) {
        report.step("restored-counts-equal", || counts_equal(&wallet, &second));
    }
    lying::step(stage, &node, &wallet, &phrase, report);
    law::steps(stage, &wallet, report);
    Some(())
}

/// From the request to the refusal after the withdrawal.
fn access(stage: &Stage<'_>, wallet: &Wallet, report: &mut Report) -> Option<()> {
    let review = report.step("request-shown", || request(stage, wallet))?;
    let receipt = report.step("request-approved", || approve(wallet, &review))?;
    report.step("grant-anchored", || anchored(stage, wallet, &receipt))?;
    report.step("read-served", || read(stage))?;
    report.step("use-seen", || seen(wallet, &receipt))?;
    report.step("grant-revoked", || revoke(wallet, &receipt))?;
    report.step("read-refused", || {
        let reason = City::refusal(stage, READ)?;
        expect(&Value::from(reason.as_str()), "Revoked")?;
        Ok(done(format!("the custodian says {reason}")))
    })
}

fn departments(stage: &Stage<'_>, node: &Node) -> Outcome<Done<()>> {
    let city = City::register(stage, node)?;
    let url = city.serve(stage, false)?;
    let list = City::act(stage, &["departments", "list"])?;
    let list = array(&list)?;
    let active = list
        .iter()
        .filter(|department| department["active"] == true)
        .count();
    if active < 7 || active != list.len() {
        return Err(Failure::new(format!(
            "{active} of {} departments are active",
            list.len()
        )));
    }
    Ok(done(format!("{}; at {url}", city.summary())))
}

fn create(stage: &Stage<'_>, wallet: Wallet) -> Outcome<Done<(Wallet, String)>> {
    let network = City::network(stage);
    let made = wallet.act(&["init", "--network", utf8(&network)?])?;
    let words: Vec<_> = array(&made["words"])?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    if words.len() != WORDS {
        return Err(Failure::new(format!("{} recovery words", words.len())));
    }
    let status = wallet.act(&["status"])?;
    expect(&status["phase"], "unlocked")?;
    Ok(done_with(
        (wallet, words.join(" ")),
        format!("{WORDS} words; locks and opens again"),
    ))
}

fn accept(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let offer = City::act(stage, &["offer"])?;
    let (link, code) = (text(&offer["link"])?, text(&offer["tx_code"])?);
    let accepted = wallet.act(&["offer", "accept", link, "--tx-code", code])?;
    let listed = wallet.act(&["credentials", "list"])?;
    let row = find(&listed, "id", text(&accepted["id"])?)?;
    expect(&row["status"]["status"], "valid")?;
    proven(&row["proof"])?;
    proven(&row["issuer"]["proof"])?;
    Ok(done(format!(
        "{} from {}, proven",
        text(&row["name"]["en"])?,
        text(&row["issuer"]["name"]["en"])?
    )))
}

const READ: &[&str] = &["read", "--department", "education"];

fn request(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<Value>> {
    let asked = City::act(
        stage,
        &[
            "ask",
            "--department",
            "education",
            "--attributes",
            "person.name,household.address",
            "--optional",
            "household.members",
            "--purpose",
            "school-enrolment",
        ],
    )?;
    let review = wallet.act(&["request", "inspect", text(&asked["link"])?])?;
    proven(&review["party"]["proof"])?;
    let items = array(&review["items"])?;
    let required = items.iter().filter(|item| item["required"] == true).count();
    if (items.len(), required) != (3, 2) {
        return Err(Failure::new(format!(
            "{} items, {required} required",
            items.len()
        )));
    }
    let detail = format!(
        "{} (proven) asks for {} attributes under {}",
        text(&review["party"]["name"]["en"])?,
        items.len(),
        text(&review["clause_code"])?
    );
    Ok(done_with(review, detail))
}

fn approve(wallet: &Wallet, review: &Value) -> Outcome<Done<Value>> {
    let (id, digest) = (text(&review["id"])?, text(&review["digest"])?);
    let receipt = wallet.act(&["request", "approve", id, "--digest", digest])?;
    let rights = array(&receipt["permission"]["rights"])?.len();
    if rights != 2 {
        return Err(Failure::new(format!(
            "{rights} rights were given, not the two required ones"
        )));
    }
    let detail = format!("2 of 3 attributes, receipt {}", text(&receipt["receipt"])?);
    Ok(done_with(receipt, detail))
}

fn anchored(stage: &Stage<'_>, wallet: &Wallet, receipt: &Value) -> Outcome<Done<()>> {
    wallet.act(&["sync"])?;
    let row = permission(wallet, receipt)?;
    expect(&row["state"]["state"], "active")?;
    proven(&row["proof"])?;
    let held = City::act(stage, &["grants", "list"])?;
    find(&held, "number", text(&receipt["receipt"])?)?;
    Ok(done(format!(
        "in block {}, proven; the department holds it",
        receipt["anchored_height"]
    )))
}

fn read(stage: &Stage<'_>) -> Outcome<Done<()>> {
    let answer = City::act(stage, READ)?;
    let values = answer["values"]
        .as_object()
        .context("the answer has no values")?;
    let names: Vec<_> = values.keys().map(String::as_str).collect();
    if names != ["household.address", "person.name"] {
        return Err(Failure::new(format!("served: {}", names.join(", "))));
    }
    Ok(done(format!(
        "use {} of the grant: {}",
        answer["use_number"],
        names.join(", ")
    )))
}

fn seen(wallet: &Wallet, receipt: &Value) -> Outcome<Done<()>> {
    wallet.act(&["sync"])?;
    let activity = wallet.act(&["activity"])?;
    let line = find(&activity, "kind", "permission-used")?;
    expect(&line["basis"]["basis"], "your-permission")?;
    expect(&line["basis"]["id"], text(&receipt["permission"]["id"])?)?;
    proven(&line["proof"])?;
    let row = permission(wallet, receipt)?;
    if row["used"] != 1 {
        return Err(Failure::new(format!(
            "the permission counts {} uses",
            row["used"]
        )));
    }
    let rights = array(&line["rights"])?.len();
    Ok(done(format!(
        "{rights} attributes by {}, proven",
        text(&line["party"]["name"]["en"])?
    )))
}

fn revoke(wallet: &Wallet, receipt: &Value) -> Outcome<Done<()>> {
    let id = text(&receipt["permission"]["id"])?;
    let row = wallet.act(&["grants", "revoke", id])?;
    expect(&row["state"]["state"], "withdrawn")?;
    Ok(done(format!("in block {}", row["state"]["height"])))
}

fn invoice(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<()>> {
    let to = at_the_counter(stage, wallet, "bookshop")?;
    let issued = City::act(
        stage,
        &["invoice", "issue", "--to", &to, "--amount", "128.00"],
    )?;
    wallet.act(&["sync"])?;
    let listed = wallet.act(&["invoices", "list"])?;
    let row = find(&listed["rows"], "number", text(&issued["number"])?)?;
    expect(&row["total"], "128.00")?;
    proven(&row["proof"])?;
    Ok(done(format!(
        "{} over {} CNY, proven",
        text(&row["number"])?,
        text(&row["total"])?
    )))
}

fn certificate(stage: &Stage<'_>, wallet: &Wallet) -> Outcome<Done<String>> {
    let to = at_the_counter(stage, wallet, "university")?;
    City::act(stage, &["certificate", "issue", "--to", &to])?;
    wallet.act(&["sync"])?;
    let listed = wallet.act(&["certificates", "list"])?;
    let row = array(&listed)?
        .first()
        .context("no certificate is listed")?;
    proven(&row["proof"])?;
    let detail = format!(
        "{} of {}, proven",
        text(&row["title"]["en"])?,
        text(&row["issuer"]["name"]["en"])?
    );
    Ok(done_with(text(&row["id"])?.to_owned(), detail))
}

/// The university revokes it; the citizen sees that, proven.
fn revoked(stage: &Stage<'_>, wallet: &Wallet, id: &str) -> Outcome<Done<()>> {
    City::act(
        stage,
        &["certificate", "revoke", "--department", "university"],
    )?;
    wallet.act(&["sync"])?;
    let listed = wallet.act(&["certificates", "list"])?;
    let row = find(&listed, "id", id)?;
    expect(&row["status"]["status"], "revoked")?;
    proven(&row["proof"])?;
    Ok(done(format!(
        "{} is shown as revoked, proven",
        text(&row["title"]["en"])?
    )))
}

/// What the citizen shows at a department's counter: who they are there, and where to write to.
fn at_the_counter(stage: &Stage<'_>, wallet: &Wallet, slug: &str) -> Outcome<String> {
    let list = City::act(stage, &["departments", "list"])?;
    let department = find(&list, "slug", slug)?;
    let shown = wallet.act(&[
        "identity",
        "show",
        "--department",
        text(&department["did"])?,
    ])?;
    let of = |name: &str| text(&shown[name]);
    Ok(format!(
        "{}@{}:{}",
        of("did")?,
        of("viewing")?,
        of("spending")?
    ))
}

/// Every list that comes back from the words: its command, where its rows are, and what of a row has
/// to be the same besides its id.
const LISTS: [(&str, &[&str], &str, &str); 4] = [
    ("invoices", &["invoices", "list"], "/rows", "status"),
    ("certificates", &["certificates", "list"], "", "status"),
    ("permissions", &["grants", "list"], "", "state"),
    ("deposits", &["deposits", "list"], "", "state"),
];

/// A second wallet, from the words alone.
fn restore(stage: &Stage<'_>, phrase: &str) -> Outcome<Done<Wallet>> {
    let second = Wallet::at(stage, &stage.profile.folder().join("restored"))?;
    let network = City::network(stage);
    second.act_with(
        &["restore", "--network", utf8(&network)?],
        &format!("{phrase}\n"),
    )?;
    let mut found = Vec::new();
    for (what, list, rows, _) in LISTS {
        let ids = ids(second.act(list)?.pointer(rows))?;
        if ids.is_empty() {
            return Err(Failure::new(format!("no {what} came back")));
        }
        found.push(format!("{what} {}", ids.len()));
    }
    Ok(done_with(
        second,
        format!("found again: {}", found.join(", ")),
    ))
}

/// What came back is all that the first wallet has on the chain, and stands as it stands there.
fn counts_equal(first: &Wallet, second: &Wallet) -> Outcome<Done<()>> {
    let mut equal = Vec::new();
    for (what, list, rows, standing) in LISTS {
        let of = |wallet: &Wallet| -> Outcome<Vec<String>> {
            let listed = wallet.act(list)?;
            let rows = array(listed.pointer(rows).context("a list is missing")?)?;
            let mut all = rows
                .iter()
                .map(|row| Ok(format!("{} {}", text(&row["id"])?, row[standing])))
                .collect::<Outcome<Vec<_>>>()?;
            all.sort();
            Ok(all)
        };
        let (before, after) = (of(first)?, of(second)?);
        if before != after {
            return Err(Failure::new(format!(
                "{what}: {} before, {} found again, or they stand otherwise",
                before.len(),
                after.len()
            )));
        }
        equal.push(format!("{what} {}", after.len()));
    }
    Ok(done(format!("equal: {}", equal.join(", "))))
}

/// The same job once more in the real window, by a second citizen of the same city.
fn walk(stage: &Stage<'_>) -> Outcome<Done<()>> {
    let screenshots = stage.profile.folder().join("screenshots");
    let _ = fs::remove_dir_all(&screenshots);
    fs::create_dir_all(&screenshots).context(screenshots.display())?;
    let display = display::start(stage.supervisor)?;
    let mut command = test::window_test(
        stage.places,
        build::app(stage.places, &["test"]),
        &display,
        &screenshots,
    )?;
    command
        .args(["--", "--exact", "walk"])
        .env("WALLET_DEMO_CITY", stage.profile.city());
    command.env("RUST_BACKTRACE", "0");
    stage.supervisor.start("window-test", &mut command)?;
    let (ok, said) = stage.supervisor.finish("window-test", WALK_PATIENCE)?;
    if !ok || test::passed_and_failed(&said) != (1, 0) {
        return Err(Failure::new(format!(
            "the walk failed:\n{}",
            process::tail(&said)
        )));
    }
    let pictures = fs::read_dir(&screenshots)?.count();
    Ok(done(format!(
        "{pictures} screenshots in {}",
        screenshots.display()
    )))
}

fn ids(rows: Option<&Value>) -> Outcome<Vec<String>> {
    let rows = array(rows.context("a list is missing")?)?;
    let mut ids = rows
        .iter()
        .map(|row| text(&row["id"]).map(str::to_owned))
        .collect::<Outcome<Vec<_>>>()?;
    ids.sort();
    Ok(ids)
}

fn permission(wallet: &Wallet, receipt: &Value) -> Outcome<Value> {
    let listed = wallet.act(&["grants", "list"])?;
    find(&listed, "id", text(&receipt["permission"]["id"])?).cloned()
}

/// The first line of a list with that text under that name.
fn find<'a>(list: &'a Value, name: &str, wanted: &str) -> Outcome<&'a Value> {
    array(list)?
        .iter()
        .find(|row| row[name] == wanted)
        .context(format!("no line with {name} = {wanted} is listed"))
}

fn proven(proof: &Value) -> Outcome<()> {
    expect(&proof["verdict"], "proven")
}

fn expect(value: &Value, wanted: &str) -> Outcome<()> {
    if value == wanted {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{value} where \"{wanted}\" was expected"
        )))
    }
}

fn text(value: &Value) -> Outcome<&str> {
    value
        .as_str()
        .context(format!("{value} where a text was expected"))
}

fn array(value: &Value) -> Outcome<&Vec<Value>> {
    value
        .as_array()
        .context(format!("{value} where a list was expected"))
}

fn utf8(path: &Path) -> Outcome<&str> {
    path.to_str()
        .context(format!("{} is no text", path.display()))
}
