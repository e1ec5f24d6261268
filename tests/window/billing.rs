//! The code for a seller, invoices by month, and a claim that came too late, in the window.

use std::fs;

use super::{
    PASSPHRASE,
    showing::{bill, open},
    support::{
        citizen::Citizen,
        city::{City, text},
        window::{
            Language::{self, En, Zh},
            Window,
        },
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_seller_scans_a_code_and_the_invoice_comes() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    for language in [En, Zh] {
        let mut window = open(&citizen, language, "billing").await;
        code(&mut window, language, &city).await;
        months(&mut window, language).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
}

async fn code(window: &mut Window, language: Language, city: &City) {
    window.section("invoices").await;
    window.click("billing-code").await;
    window.see("qr").await;
    window
        .says("seller-learns", language.pick("没有姓名", "No name"))
        .await;
    window.see("not-billed").await;
    window.shot("billing-code").await;
    let size = "(() => { const drawn = document.querySelector('[data-testid=qr]');
        return drawn.getBoundingClientRect().width; })()";
    assert!(window.value(size).await.as_f64().unwrap() >= 280.0);
    let white = "document.querySelector('[data-testid=qr] rect').getAttribute('fill')";
    assert_eq!(window.value(white).await, "#fff");
    let read = "document.querySelector('[data-testid=billing-text]').textContent";
    let first = window.value(read).await;
    window.click("new-code").await;
    let changed = format!("{read} !== {first}");
    window.until("a new code", &changed).await;
    let second = window.value(read).await;
    assert_ne!(first, second, "a seller of their own");

    // The seller scans the screen, or is given the text.
    let screen = city.folder().join("screen.png");
    let code = match language {
        En => {
            fs::write(&screen, window.picture().await).unwrap();
            screen.to_str().unwrap()
        }
        Zh => second.as_str().unwrap(),
    };
    let amount = amount(language);
    let issue = ["invoice", "issue", "--billing-code", code];
    city.gateway(&[&issue[..], &["--amount", amount]].concat())
        .ok();
    window.see("billed").await;
    window.see("code-done").await;
    window.shot("billing-code-used").await;
    window.click("open-billed").await;
    window.says("invoice-drawer", amount).await;
    window.click("close-drawer").await;
}

/// What is billed in each round.
fn amount(language: Language) -> &'static str {
    language.pick("15.70", "31.40")
}

async fn months(window: &mut Window, language: Language) {
    window.see("invoices").await;
    let press = |place: &str| {
        format!(
            "(() => {{ const bars = document.querySelectorAll('[data-testid=month-bar]');
            bars[{place}].dispatchEvent(new MouseEvent('click', {{ bubbles: true }}));
            return bars.length; }})()"
        )
    };
    assert!(!window.has("clear-filter").await);
    assert_eq!(window.value(&press("bars.length - 1")).await, 12);
    window
        .says("sums-shown", language.pick("47.10", "31.40"))
        .await;
    window.see("invoice-row").await;
    window.shot("invoices-month").await;
    // Together with the search.
    window.type_into("search", "nobody").await;
    window.gone("invoice-row").await;
    window.says("sums-shown", "0.00").await;
    window.type_over("search", "book").await;
    window.see("invoice-row").await;
    // A month without invoices.
    window.value(&press("0")).await;
    window.gone("invoice-row").await;
    window.says("sums-shown", "0.00").await;
    window.shot("invoices-month-empty").await;
    window
        .says("clear-filter", language.pick("显示全部", "Show all"))
        .await;
    window.click("clear-filter").await;
    window.gone("clear-filter").await;
    window.see("invoice-row").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_claim_came_too_late_is_told_who_has_the_invoice() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    citizen.identify(&city);
    let at_work = city.citizen("li-ming-at-work");
    at_work.restore(&city, &words).ok();
    for language in [En, Zh] {
        bill(&city, &citizen);
        let mut window = open(&citizen, language, "too-late").await;
        late(&mut window, language, &city, &at_work).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
}

async fn late(window: &mut Window, language: Language, city: &City, at_work: &Citizen) {
    window.section("invoices").await;
    window.click("open-invoice").await;
    window.click("claim").await;
    window.see("payer-select").await;
    let choose = "(() => { const list = document.querySelector('[data-testid=payer-select]');
        list.selectedIndex = 1;
        list.dispatchEvent(new Event('change', { bubbles: true })); return true; })()";
    window.value(choose).await;
    window.type_into("claim-passphrase", PASSPHRASE).await;
    // While the dialog is open, the other computer claims it for the housing bureau.
    let all = city.gateway(&["departments", "list"]).ok();
    let mut all = all.as_array().unwrap().iter();
    let housing = text(all.find(|row| row["slug"] == "housing").unwrap(), "/did");
    at_work.wallet(&["sync"]).ok();
    let list = at_work.wallet(&["invoices", "list"]).ok();
    let id = text(&list, "/rows/0/id");
    at_work
        .wallet(&["invoices", "claim", &id, "--for", &housing])
        .ok();
    window.click("claim-confirm").await;
    window
        .says("claim-taken", language.pick("住房", "Housing"))
        .await;
    window
        .says("claim-dialog", language.pick("记在区块", "stands in block"))
        .await;
    // Told before anything is sent: it is still the other one's.
    at_work.wallet(&["sync"]).ok();
    let list = at_work.wallet(&["invoices", "list"]).ok();
    assert_eq!(text(&list, "/rows/0/payer/did"), housing);
    window.shot("claim-too-late").await;
}
