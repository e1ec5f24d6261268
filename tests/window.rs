//! The main job in the real window, in both languages, with a screenshot of every screen.
//!
//! `cargo xtask test` builds the program and gives the tests a display. `walk` uses the city whose
//! gateway has the folder in `WALLET_DEMO_CITY`, if that is set.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(clippy::print_stdout, reason = "times, for whoever runs it")]

#[path = "window/accesses.rs"]
mod accesses;
#[path = "window/billing.rs"]
mod billing;
#[path = "window/counter.rs"]
mod counter;
#[path = "window/documents.rs"]
mod documents;
#[path = "window/files.rs"]
mod files;
#[path = "window/rehearsal.rs"]
mod rehearsal;
#[path = "window/showing.rs"]
mod showing;
mod support;

use std::{fs, path::PathBuf, process::Command, time::Instant};

use fantoccini::key::Key;
use serde_json::{Value, json};

use support::{
    citizen::{Citizen, PASSPHRASE},
    city::City,
    process::Server,
    programs, wait_for,
    window::{
        Language::{self, En, Zh},
        Window,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn walk() {
    main_job(City::running_or_found(), En).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chinese() {
    main_job(City::found(), Zh).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_from_outside_interrupts_nothing() {
    let city = City::found();
    let profile = profile_of(&city.citizen("li-ming"), &city);
    let (offer, _) = city.offer("household", "identity");
    let mut window = Window::open(&profile, &[&offer], "en-c").await;
    window.click("language-en").await;
    window.click("create-wallet").await;
    window.type_into("passphrase", PASSPHRASE).await;
    window.type_into("passphrase-again", PASSPHRASE).await;
    window.click("passphrase-next").await;
    window.click("show-words").await;
    // The offer came before there was a wallet; it is looked into while the words are written down.
    window
        .says("toast", "It waits until you are done here.")
        .await;
    window.see("words").await;
    window.shot("link-waits").await;
    window.click("words-later").await;
    window.see("words-unchecked").await;
    window.says("next", "Household Registry").await;
    window.shot("home-waiting").await;
    window.click("next-open").await;
    window.see("accept-offer").await;
    window.click("decline-offer").await;
    window.says("inbox-row", "Declined").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_is_told_and_loses_nothing() {
    let mut city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let header = citizen.profile().join("vault/vault.header");
    let good = fs::read(&header).unwrap();

    let mut window = Window::open(&citizen.profile(), &[], "en-d").await;
    // Looked at and found in order; what is found out at start is another page.
    window.see("unlock-passphrase").await;
    fs::write(&header, &good[..100]).unwrap();
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.press("unlock-passphrase", Key::Enter).await;
    window
        .until("the damage is told", &code_is("error", "vault-damaged"))
        .await;
    window.shot("vault-damaged").await;
    fs::write(&header, &good).unwrap();
    window.type_over("unlock-passphrase", PASSPHRASE).await;
    window.press("unlock-passphrase", Key::Enter).await;
    window.see("document-card").await;

    city.node().stop();
    window.says("sync-state", "Offline").await;
    window.shot("offline-home").await;
    window.section("documents").await;
    window.see_count("document-row", 1).await;
    window.shot("offline-documents").await;
    let link = "openid4vp://?client_id=decentralized_identifier%3Adid%3Aethr%3A0x7a69%3A0xdddddddddddddddddddddddddddddddddddddddd&request_uri=http%3A%2F%2F127.0.0.1%3A1%2Fr";
    window.section("requests").await;
    window.click("open-paste").await;
    window.type_into("link", link).await;
    window.click("open-link").await;
    window
        .until("nobody answers there", &code_is("error", "unreachable"))
        .await;
    window.shot("link-to-nowhere").await;
    window.press("link", Key::Escape).await;

    city.node().start_again();
    window.section("home").await;
    window.says("sync-state", "Checked to").await;
    window.close().await;
    citizen.waits_for_the_vault();

    // What keeps it from judging is said on every page: a damaged description of the network, and a
    // clock that the ledger contradicts. What is in the wallet can be seen all the same.
    let network = citizen.profile().join("network.json");
    let right = fs::read(&network).unwrap();
    fs::write(&network, b"{").unwrap();
    told_on_every_page(&citizen, Language::En, "bad-network").await;
    fs::write(&network, right).unwrap();
    taken_as_it_is(&citizen, Language::En).await;
    let node = city.node().port();
    support::rpc::call(node, "evm_increaseTime", &json!([172_800])).unwrap();
    support::rpc::call(node, "evm_mine", &json!([])).unwrap();
    told_on_every_page(&citizen, Language::Zh, "clock-wrong").await;
}

async fn told_on_every_page(citizen: &Citizen, language: Language, code: &str) {
    let mut window = showing::open(citizen, language, code).await;
    window.see(code).await;
    window.shot("home").await;
    window.section("documents").await;
    window.see_count("document-row", 1).await;
    window.see(code).await;
    window.shot("documents").await;
    window.close().await;
    citizen.waits_for_the_vault();
}

/// A wallet that this computer does not remember, until its log is taken as it is.
async fn taken_as_it_is(citizen: &Citizen, language: Language) {
    let mut mark = citizen.profile().into_os_string();
    mark.push(".log-mark.json");
    fs::remove_file(mark).unwrap();
    let mut window = showing::open(citizen, language, "log").await;
    window.see("log-not-remembered").await;
    window.shot("doubt").await;
    window.click("to-log").await;
    window.click("log-accept").await;
    window.see("log-accept-dialog").await;
    window.shot("accept").await;
    // Tab goes round the dialog's two buttons and nowhere else, and begins at the safe one.
    const IN_FOCUS: &str = "document.activeElement.closest('dialog') && (document.activeElement.dataset.testid ?? 'safe')";
    assert_eq!(window.value(IN_FOCUS).await, "safe");
    for expected in ["log-accept-confirm", "safe", "log-accept-confirm", "safe"] {
        window.press_here(Key::Tab).await;
        assert_eq!(window.value(IN_FOCUS).await, expected);
    }
    window.click("log-accept-confirm").await;
    window.gone("log-not-remembered").await;
    window.see("security-log-whole").await;
    window.shot("whole").await;
    window.close().await;
    citizen.waits_for_the_vault();
}

/// A profile that knows its network and has no wallet.
fn profile_of(citizen: &Citizen, city: &City) -> PathBuf {
    let profile = citizen.profile();
    fs::create_dir(&profile).unwrap();
    fs::copy(city.network(), profile.join("network.json")).unwrap();
    profile
}

/// That a message about this cause is there, in JavaScript.
fn code_is(id: &str, code: &str) -> String {
    format!("document.querySelector('[data-testid={id}]')?.dataset.code === '{code}'")
}

/// From the first run to a permission granted, used, seen and withdrawn.
async fn main_job(city: City, language: Language) {
    let citizen = city.citizen("li-ming");
    let profile = profile_of(&citizen, &city);
    let mut window = Window::open(&profile, &[], &format!("{}-a", language.code())).await;
    first_run(&mut window, language).await;
    empty_pages(&mut window).await;
    settings(&mut window, language).await;
    window.click("lock").await;
    window.see("unlock").await;
    window.close().await;

    let (offer, code) = city.offer("household", "identity");
    let mut window = Window::open(&profile, &[&offer], &format!("{}-b", language.code())).await;
    unlock(&mut window, language).await;
    accept(&mut window, language, &code).await;
    let asked = ["--attributes", "person.name,household.address"];
    let optional = ["--optional", "person.birth-date"];
    let asked = [&asked[..], &optional].concat();
    let request = city.ask("education", "school-enrolment", &asked);
    approve(&mut window, language, &request).await;
    use_and_withdraw(&mut window, language, &city).await;
    invoices_and_certificates(&mut window, language).await;
    everything_else(&mut window, language).await;
    dark(&mut window).await;
    window.close().await;
    the_vault_is_as_the_window_showed(&citizen);
}

async fn first_run(window: &mut Window, language: Language) {
    let choice = language.pick("language-zh", "language-en");
    window.click(choice).await;
    let tag = language.pick("zh-Hans", "en");
    window.root_is("lang", tag).await;
    window
        .shows(language.pick("市民钱包", "Citizen Wallet"))
        .await;
    window.shot("welcome").await;

    window.click("create-wallet").await;
    window.type_into("passphrase", "password").await;
    window.see("strength").await;
    window.shot("passphrase-weak").await;
    assert!(
        !window
            .see("passphrase-next")
            .await
            .is_enabled()
            .await
            .unwrap()
    );
    window.type_over("passphrase", PASSPHRASE).await;
    window.type_into("passphrase-again", PASSPHRASE).await;
    window.shot("passphrase").await;
    window.click("passphrase-next").await;

    window.see("show-words").await;
    assert!(
        !window.has("words").await,
        "words are shown only when asked for"
    );
    window.shot("words-before").await;
    window.click("show-words").await;
    window.see("words").await;
    let words = "[...document.querySelectorAll('[data-testid=words] .w')].map(e => e.innerText)";
    let words: Vec<String> = serde_json::from_value(window.value(words).await).unwrap();
    assert_eq!(words.len(), 24);
    let han = words.iter().all(|word| !word.is_ascii());
    assert_eq!(han, language == Zh, "{words:?}");
    window.shot("words").await;

    window.click("words-written").await;
    let places = "[...document.querySelectorAll('.wcheck label')].map(e => e.innerText)";
    window
        .until("three places", &format!("{places}.length === 3"))
        .await;
    let labels: Vec<String> = serde_json::from_value(window.value(places).await).unwrap();
    let word_at = |label: &String| {
        let digits: String = label.chars().filter(char::is_ascii_digit).collect();
        words[digits.parse::<usize>().unwrap() - 1].clone()
    };
    let right: Vec<String> = labels.iter().map(word_at).collect();
    for at in 0..3 {
        // The first and the last are exchanged at first; a phrase may have the same word in both
        // places, so the one in the middle is another as well.
        let other = words.iter().find(|word| **word != right[1]).unwrap();
        let word = if at == 1 { other } else { &right[2 - at] };
        window.type_into(&format!("check-{at}"), word).await;
    }
    window.click("check-words").await;
    window.see("field-error").await;
    window.shot("word-check-wrong").await;
    for (at, word) in right.iter().enumerate() {
        window.type_over(&format!("check-{at}"), word).await;
    }
    window.shot("word-check").await;
    window.click("check-words").await;
    window.see("nothing-waits").await;
    assert!(!window.has("words-unchecked").await);
    window.see("obtainable").await;
    window.shot("home-empty").await;
}

async fn empty_pages(window: &mut Window) {
    for (section, empty) in [
        ("requests", "requests-empty"),
        ("documents", "documents-empty"),
        ("permissions", "permissions-empty"),
        ("invoices", "invoices-empty"),
        ("certificates", "certificates-empty"),
    ] {
        window.section(section).await;
        window.see(empty).await;
        window.shot(empty).await;
    }
}

async fn settings(window: &mut Window, language: Language) {
    window.section("settings").await;
    window.shot("settings-general").await;
    // Language and theme change while it runs.
    let (other, own) = match language {
        Zh => (
            ("language-en", "en", "Settings"),
            ("language-zh", "zh-Hans", "设置"),
        ),
        En => (
            ("language-zh", "zh-Hans", "设置"),
            ("language-en", "en", "Settings"),
        ),
    };
    for (button, tag, title) in [other, own] {
        window.click(button).await;
        window.root_is("lang", tag).await;
        window.says("nav-settings", title).await;
    }
    window.click("theme-dark").await;
    window.root_is("data-theme", "dark").await;
    window.shot("settings-dark").await;
    window.click("theme-light").await;
    window.root_is("data-theme", "light").await;
    window.click("tab-security").await;
    window.see("change-passphrase").await;
    window.shot("settings-security").await;
    window.click("tab-network").await;
    window.see("nodes").await;
    window.shot("settings-network").await;
    window.click("tab-about").await;
    assert_eq!(window.text("version").await, env!("CARGO_PKG_VERSION"));
    window.shot("settings-about").await;
}

async fn unlock(window: &mut Window, language: Language) {
    println!("start to lock screen: {:?}", window.started_in);
    window.root_is("lang", language.pick("zh-Hans", "en")).await;
    window.see("pending").await;
    window.shot("lock").await;
    window
        .type_into("unlock-passphrase", "not the passphrase at all")
        .await;
    window.press("unlock-passphrase", Key::Enter).await;
    let wrong = language.pick(
        "这个口令打不开钱包。",
        "This passphrase does not open the wallet.",
    );
    window.says("field-error", wrong).await;
    window.shot("lock-wrong").await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    let start = Instant::now();
    window.press("unlock-passphrase", Key::Enter).await;
    window.gone("unlock").await;
    println!("unlock to the first page: {:?}", start.elapsed());
}

async fn accept(window: &mut Window, language: Language, code: &str) {
    // The link that the program was started with opens by itself.
    window.see("accept-offer").await;
    window
        .shows(language.pick("户籍", "Household Regist"))
        .await;
    window.shows(language.pick("姓名", "Name")).await;
    window.shot("offer").await;
    window.click("accept-offer").await;
    let wrong = if code == "0000" { "0001" } else { "0000" };
    window.type_into("transaction-code", wrong).await;
    window.click("code-confirm").await;
    window.see("field-error").await;
    window.shot("offer-wrong-code").await;
    window.type_over("transaction-code", code).await;
    window.click("code-confirm").await;
    window.see("attributes").await;
    window
        .says("attributes", language.pick("梧桐路12号", "12 Wutong Road"))
        .await;
    for step in [
        "integrity",
        "issuer-signature",
        "issuer-directory",
        "validity",
        "holder",
    ] {
        window.see(&format!("check-{step}")).await;
    }
    window.shot("document").await;
    window.click("open-proof").await;
    window.see("proof-drawer").await;
    window.shot("document-proof").await;
    window.click("close-drawer").await;
    window.section("documents").await;
    window.see_count("document-row", 1).await;
    window.shot("documents").await;
}

async fn approve(window: &mut Window, language: Language, link: &str) {
    window.section("requests").await;
    window.click("open-paste").await;
    window
        .type_into("link", "https://example.org/not-a-wallet-link")
        .await;
    window.click("open-link").await;
    window.see("error").await;
    window.shot("open-bad-link").await;
    window.type_over("link", link).await;
    window.see("address").await;
    window.shot("open-link").await;
    window.click("open-link").await;

    window.see("required-items").await;
    let bureau = language.pick("海棠市教育局", "Education Bureau");
    window.shows(bureau).await;
    window
        .shows(language.pick(
            "为您的孩子办理小学入学登记",
            "To register your child for primary school",
        ))
        .await;
    let address = "item-household.address";
    window
        .says(
            address,
            language.pick(
                "海棠市样例区梧桐路12号3单元401室",
                "Room 401, Unit 3, 12 Wutong Road",
            ),
        )
        .await;
    window.says(address, language.pick("常见", "Usual")).await;
    window.says("item-person.name", "李明").await;
    window.shows(language.pick("第十二条", "article 12")).await;
    let ticked = "document.querySelector('[data-testid=\"give-person.birth-date\"]').checked";
    assert_eq!(
        window.value(ticked).await,
        false,
        "nothing optional is ticked"
    );
    window.shot("approve").await;

    // Enter never approves: not on the button, not in the passphrase.
    window
        .until(
            "approving is possible",
            "!document.querySelector('[data-testid=approve]').disabled",
        )
        .await;
    window.press("approve", Key::Enter).await;
    window
        .shows(language.pick("回车键不批准", "Enter does not approve"))
        .await;
    assert!(!window.has("confirm-dialog").await);
    window.click("leave-out-person.name").await;
    window.until("left out", "document.querySelector('[data-testid=\"item-person.name\"]').dataset.given === 'false'").await;
    window.shot("approve-left-out").await;
    window.click("leave-out-person.name").await;
    window.click("approve").await;
    window
        .type_into("approve-passphrase", "not the passphrase at all")
        .await;
    window.press("approve-passphrase", Key::Enter).await;
    assert!(!window.has("approving").await && !window.has("receipt").await);
    window.shot("approve-confirm").await;
    window.click("confirm-approve").await;
    window.see("field-error").await;
    window.type_into("approve-passphrase", PASSPHRASE).await;
    window.click("confirm-approve").await;
    window.see("receipt").await;
    window.says("receipt", bureau).await;
    window.shot("receipt").await;
    window.click("receipt-done").await;
    window.see("nothing-waits").await;
    window.shot("home").await;
}

async fn use_and_withdraw(window: &mut Window, language: Language, city: &City) {
    let bureau = language.pick("海棠市教育局", "Education Bureau");
    window.section("permissions").await;
    window.says("permission-row", bureau).await;
    window.shot("permissions").await;

    let read = city.read("education").ok();
    assert_eq!(read["use_number"], 1);
    assert_eq!(names(&read["values"]), ["household.address", "person.name"]);
    // The wallet finds the use on the chain by itself.
    window.section("activity").await;
    let used = language.pick("第 1 次使用", "first use");
    let rows = "[...document.querySelectorAll('[data-testid=activity-row]')]";
    let basis = language.pick("您的授权", "Your permission");
    window
        .until(
            "the use, covered and proven",
            &format!(
                "{rows}.some(row => [{}, {}].every(text => row.innerText.includes(text)) \
                 && row.querySelector('[data-testid=open-proof]') !== null)",
                json!(used),
                json!(basis)
            ),
        )
        .await;
    window.shot("activity").await;

    window.section("permissions").await;
    window.click("open-permission").await;
    window.says("used", language.pick("1", "Once")).await;
    window.see("activity-row").await;
    window.shot("permission").await;
    window.click("withdraw").await;
    window.see("withdraw-dialog").await;
    window.shot("withdraw").await;
    window.click("withdraw-confirm").await;
    let state = "document.querySelector('[data-testid=permission-state]')?.dataset.state";
    window
        .until("withdrawn", &format!("{state} === 'state-withdrawn'"))
        .await;
    window.shot("withdrawn").await;
    let refused = city.read("education");
    assert_eq!(
        (refused.json["reason"].as_str(), refused.status),
        (Some("Revoked"), 6)
    );
}

async fn invoices_and_certificates(window: &mut Window, language: Language) {
    window.section("home").await;
    for what in ["invoice", "degree"] {
        window.click(&format!("obtain-{what}")).await;
        window.see("applied").await;
        window.shot(&format!("obtained-{what}")).await;
        window.click("applied-close").await;
        window.gone("applied").await;
    }
    window.section("invoices").await;
    window.see_count("invoice-row", 3).await;
    window.says("invoice-row", "128.00").await;
    window.shot("invoices").await;
    window.click("open-invoice").await;
    window.says("invoice-drawer", "李明").await;
    window.shot("invoice").await;
    window.click("close-drawer").await;
    window.section("certificates").await;
    window.see_count("certificate-row", 1).await;
    window
        .says(
            "certificate-row",
            language.pick("工学学士", "Bachelor of Engineering"),
        )
        .await;
    window.shot("certificates").await;
}

async fn everything_else(window: &mut Window, language: Language) {
    window.section("departments").await;
    window.see_count("department", 11).await;
    window.click("department").await;
    window.see("office").await;
    window.shot("departments").await;
    window.section("requests").await;
    window.see_count("inbox-row", 2).await;
    window.shot("requests").await;
    window.section("home").await;
    window.see("document-card").await;
    window.shot("home-full").await;
    window.section("activity").await;
    window
        .says("activity-row", language.pick("您撤回了", "You withdrew"))
        .await;
    window.shot("activity-full").await;
}

/// The main pages once more, in the dark theme.
async fn dark(window: &mut Window) {
    window.section("settings").await;
    window.click("theme-dark").await;
    window.root_is("data-theme", "dark").await;
    for section in [
        "home",
        "documents",
        "permissions",
        "invoices",
        "activity",
        "departments",
    ] {
        window.section(section).await;
        window.shot(&format!("dark-{section}")).await;
    }
    window.click("lock").await;
    window.see("unlock").await;
    window.shot("dark-lock").await;
}

fn the_vault_is_as_the_window_showed(citizen: &Citizen) {
    // The window's process may take a moment to let go of the vault.
    let grants = wait_for("the vault", || {
        let answer = citizen.wallet(&["grants", "list"]);
        (answer.status == 0).then_some(answer.json)
    });
    assert_eq!(grants[0]["state"]["state"], "withdrawn");
    assert_eq!(grants[0]["used"], 1);
}

fn names(values: &Value) -> Vec<&String> {
    let mut names: Vec<_> = values.as_object().unwrap().keys().collect();
    names.sort_unstable();
    names
}

/// A link opened before the program runs, while it is locked, and while it is open: each comes to
/// the one window, and none is lost.
#[tokio::test(flavor = "multi_thread")]
async fn links_of_a_cold_start_and_of_further_starts_reach_the_one_window() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let home = city.folder().join("home");
    // Where a desktop program keeps its things.
    let place = home.join("data/org.citizenwallet.desktop");
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::rename(citizen.profile(), &place).unwrap();
    let mut daemon = Command::new("dbus-daemon");
    daemon.args(["--session", "--nofork", "--print-address=1"]);
    let (_bus, address) = Server::start_and_hear(&mut daemon, |line| {
        line.starts_with("unix:").then(|| line.trim().to_owned())
    });
    let name = ["--attributes", "person.name"];
    let ask = || city.ask("education", "school-enrolment", &name);

    let (first, second, third) = (ask(), ask(), ask());
    let mut window = Window::open_at_home(&home, &address, &[&first], "en-e").await;
    let start_again = |link: &str| {
        let started = Command::new(programs::program("citizen-wallet"))
            .arg(link)
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .env("DISPLAY", &window.display_name)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .status();
        // It hands the link over and ends.
        assert!(started.unwrap().success());
    };
    // Cold, and locked: it is told and kept.
    window.see("pending").await;
    start_again(&second);
    window
        .until("two links wait", &says_number("pending", 2))
        .await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.press("unlock-passphrase", Key::Enter).await;
    window.see("next").await;
    window.section("requests").await;
    window.see_count("inbox-row", 2).await;
    // Warm and open.
    start_again(&third);
    window.see("approve").await;
    window.shot("link-of-a-second-start").await;
    window.click("back").await;
    window.see_count("inbox-row", 3).await;
    window.close().await;
}

/// That an element names a number, in JavaScript.
fn says_number(id: &str, number: u32) -> String {
    format!("document.querySelector('[data-testid={id}]')?.innerText.includes('{number}') === true")
}
