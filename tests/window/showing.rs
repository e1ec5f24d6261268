//! Showing a part of a document to an office that asks for it, and claiming an invoice, in the window.

use fantoccini::key::Key;

use super::{
    PASSPHRASE,
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
async fn a_document_is_shown_and_an_invoice_claimed() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    for language in [En, Zh] {
        bill(&city, &citizen);
        let mut window = open(&citizen, language, "showing").await;
        present(&mut window, language, &city).await;
        claim(&mut window, language, &city).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
    let shown = city.gateway(&["presentations", "list"]).ok();
    assert_eq!(shown.as_array().unwrap().len(), 2);
    let names: Vec<&String> = shown[0]["attributes"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["household.address", "person.name"]);
}

pub(super) async fn open(citizen: &Citizen, language: Language, series: &str) -> Window {
    let code = language.code();
    let window = Window::open(&citizen.profile(), &[], &format!("{code}-{series}")).await;
    window.type_into("unlock-passphrase", PASSPHRASE).await;
    window.press("unlock-passphrase", Key::Enter).await;
    window.see("document-card").await;
    window.section("settings").await;
    window.click(&format!("language-{code}")).await;
    window
}

/// Lets the bookshop bill the citizen.
pub(super) fn bill(city: &City, citizen: &Citizen) {
    let all = city.gateway(&["departments", "list"]).ok();
    let shop = all
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["slug"] == "bookshop");
    let shop = text(shop.unwrap(), "/did");
    let shown = citizen
        .wallet(&["identity", "show", "--department", &shop])
        .ok();
    let to = format!("{}@{}", text(&shown, "/did"), text(&shown, "/meta_address"));
    city.gateway(&["invoice", "issue", "--to", &to]).ok();
    citizen.wallet(&["sync"]).ok();
}

async fn present(window: &mut Window, language: Language, city: &City) {
    let asked = ["presentations", "request", "--department", "housing"];
    let what = ["--attributes", "person.name", "--purpose", "rent-subsidy"];
    let optional = ["--optional", "household.address,person.birth-date"];
    let link = city.gateway(&[&asked[..], &what, &optional].concat()).ok();
    window.section("requests").await;
    window.click("open-paste").await;
    window.type_into("link", &text(&link, "/link")).await;
    window.click("open-link").await;
    window.see("present-items").await;
    window.says("purpose", language.pick("租", "rent")).await;
    window.shot("present").await;
    window.click("show-household.address").await;
    window
        .says("present-items", language.pick("2 项", "2 items"))
        .await;
    window.click("present").await;
    window.see("present-passphrase").await;
    window.type_into("present-passphrase", "not it").await;
    window.click("present-confirm").await;
    window.see("field-error").await;
    window.shot("present-wrong").await;
    window.type_over("present-passphrase", PASSPHRASE).await;
    window.click("present-confirm").await;
    window.see("presented").await;
    window.shot("presented").await;
    window.click("presented-done").await;
    window.section("requests").await;
    window
        .says("inbox-row", language.pick("已出示", "Shown"))
        .await;
    window.section("activity").await;
    window
        .says("activity-row", language.pick("出示了", "You showed"))
        .await;
}

async fn claim(window: &mut Window, language: Language, city: &City) {
    window.section("invoices").await;
    window.click("open-invoice").await;
    window.see("step-issued").await;
    window.click("claim").await;
    window.see("payer-select").await;
    window.type_into("claim-passphrase", PASSPHRASE).await;
    window.see("claim-confirm").await;
    // Nobody is chosen beforehand: it can be done once only.
    let choose = "(() => { const list = document.querySelector('[data-testid=payer-select]');
        const disabled = document.querySelector('[data-testid=claim-confirm]').disabled;
        list.selectedIndex = [...list.options].findIndex(one => one.text.includes('HT-0231'));
        list.dispatchEvent(new Event('change', { bubbles: true })); return disabled; })()";
    assert_eq!(window.value(choose).await, true);
    window.shot("claim").await;
    window.click("claim-confirm").await;
    window.see("step-claimed").await;
    window.shot("claimed").await;
    assert!(!window.has("claim").await, "it can be claimed once");
    let claims = city.gateway(&["invoice", "claims"]).ok();
    let (payer, number) = (text(&claims, "/0/payer"), text(&claims, "/0/number"));
    for step in ["book", "reimburse"] {
        city.gateway(&["invoice", step, "--department", &payer, &number])
            .ok();
    }
    window.click("close-drawer").await;
    window
        .says("invoices", language.pick("已报销", "Reimbursed"))
        .await;
    window.click("open-invoice").await;
    window.see("step-reimbursed").await;
    window.shot("reimbursed").await;
    window.click("close-drawer").await;
}
