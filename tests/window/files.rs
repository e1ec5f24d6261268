//! Depositing a file's fingerprint, looking whether a file was deposited, and checking an invoice
//! file, in the window.

use std::fs;

use serde_json::{Value, json};

use super::{
    showing::{bill, open},
    support::{
        city::{City, text},
        window::{
            Language::{self, En, Zh},
            Window,
        },
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn files_are_deposited_and_checked() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    bill(&city, &citizen);
    let saved = city.folder().join("invoice.json");
    let rows = citizen.wallet(&["invoices", "list"]).ok();
    let id = text(&rows, "/rows/0/id");
    let path = saved.to_str().unwrap();
    let export = ["invoices", "export", "--format", "original", "--out", path];
    citizen.wallet(&[&export[..], &[&id]].concat()).ok();
    let invoice = fs::read_to_string(&saved).unwrap();
    for language in [En, Zh] {
        let mut window = open(&citizen, language, "files").await;
        deposit(&mut window, language).await;
        check(&mut window, language, &invoice).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
    let deposits = citizen.wallet(&["deposits", "list"]).ok();
    assert_eq!(deposits.as_array().unwrap().len(), 2, "{deposits}");
}

/// Chooses a file with this content, as the system's own dialog would.
pub(super) async fn choose(window: &Window, input: &str, name: &str, content: &str) {
    let script = format!(
        "(() => {{ const input = document.querySelector('[data-testid={input}]');
        const files = new DataTransfer();
        files.items.add(new File([{}], {}));
        input.files = files.files;
        input.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})()",
        json!(content),
        json!(name),
    );
    assert_eq!(window.value(&script).await, true);
}

async fn deposit(window: &mut Window, language: Language) {
    window.section("deposits").await;
    let content = format!("a lease, {}", language.code());
    choose(window, "deposit-files", "lease.txt", &content).await;
    window.see("deposit-do").await;
    let label = language.pick("租约", "our flat");
    window.type_into("deposit-label", label).await;
    window.shot("deposit-ready").await;
    window.click("deposit-do").await;
    window.gone("preparing").await;
    window.says("deposit-row", label).await;
    window
        .says("deposit-row", language.pick("已存证", "Deposited"))
        .await;
    window.click("open-deposit").await;
    window.see("sent-fingerprint").await;
    window.shot("deposit").await;
    window.click("close-drawer").await;
    choose(window, "verify-file", "lease.txt", &content).await;
    window
        .says("verify-verdict", language.pick("已存证", "was deposited"))
        .await;
    window.shot("deposit-verified").await;
    choose(window, "verify-file", "lease.txt", "another lease").await;
    window
        .says(
            "verify-verdict",
            language.pick("不在您的存证中", "is not among"),
        )
        .await;
    unreadable(window, language).await;
    window.section("activity").await;
    window.says("activity-row", label).await;
}

/// A file that is gone, or that may not be read, by the time it is read.
async fn unreadable(window: &mut Window, language: Language) {
    let gone = "(() => { window.kept = Blob.prototype.arrayBuffer;
        Blob.prototype.arrayBuffer = () => Promise.reject(new DOMException('gone'));
        return true; })()";
    window.value(gone).await;
    choose(window, "verify-file", "gone.txt", "a lease").await;
    window.says("verify-unreadable", "gone.txt").await;
    window
        .says("verify-unreadable", language.pick("读", "read"))
        .await;
    window.shot("deposit-unreadable").await;
    let back = "(() => { Blob.prototype.arrayBuffer = window.kept; return true; })()";
    window.value(back).await;
}

async fn check(window: &mut Window, language: Language, invoice: &str) {
    window.section("invoices").await;
    window.see("invoices").await;
    window.shot("invoices").await;
    window.click("part-unpaid").await;
    window.gone("invoice-row").await;
    window.click("part-to-claim").await;
    window.see("invoice-row").await;
    window.click("part-all").await;
    choose(window, "invoice-file", "from-a-friend.json", invoice).await;
    window
        .says(
            "invoice-file-verdict",
            language.pick("文件真实", "is authentic"),
        )
        .await;
    window.shot("invoice-file").await;
    let mut changed: Value = serde_json::from_str(invoice).unwrap();
    changed["invoice"]["invoice.total"] = "1.00".into();
    let changed = changed.to_string();
    choose(window, "invoice-file", "cheaper.json", &changed).await;
    window.see("differences").await;
    window.says("difference", "1.00").await;
    window.shot("invoice-file-differs").await;
    choose(window, "invoice-file", "photo.jpg", "no invoice").await;
    window.see("error").await;
    window.shot("invoice-file-none").await;
}
