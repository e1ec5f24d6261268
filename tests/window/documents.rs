//! Checking somebody's certificate without a wallet and while it is locked, and what the wallet says
//! when its own is suspended and in force again.

use std::fs;

use super::{
    code_is,
    files::choose,
    profile_of,
    showing::open,
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
async fn a_certificate_is_checked_by_anybody_and_its_changes_are_told() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let file = certified(&city, &citizen);
    for (language, act) in [(En, "suspend"), (Zh, "reinstate")] {
        without_a_wallet(&city, language, &file).await;
        city.gateway(&["certificate", act]).ok();
        citizen.wallet(&["sync"]).ok();
        locked(&citizen, language, &file).await;
        let mut window = open(&citizen, language, "certificate").await;
        told(&mut window, language).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
}

/// Gives the citizen a degree, and saves it for others.
fn certified(city: &City, citizen: &Citizen) -> String {
    let all = city.gateway(&["departments", "list"]).ok();
    let all = all.as_array().unwrap();
    let university = all.iter().find(|row| row["slug"] == "university");
    let did = text(university.unwrap(), "/did");
    let keys = citizen
        .wallet(&["identity", "show", "--department", &did])
        .ok();
    let to = format!("{}@{}", text(&keys, "/did"), text(&keys, "/meta_address"));
    let issued = city.gateway(&["certificate", "issue", "--to", &to]).ok();
    citizen.wallet(&["sync"]).ok();
    let saved = city.folder().join("degree.json");
    let (id, out) = (text(&issued, "/fingerprint"), saved.to_str().unwrap());
    let export = ["certificates", "export", &id, "--out", out];
    let chosen = [
        "--attributes",
        "degree.title",
        "--for",
        "海棠厂 Haitang Works",
    ];
    citizen.wallet(&[&export[..], &chosen].concat()).ok();
    fs::read_to_string(&saved).unwrap()
}

/// From the first screen there is.
async fn without_a_wallet(city: &City, language: Language, file: &str) {
    let somebody = city.citizen(&format!("somebody-{}", language.code()));
    let profile = profile_of(&somebody, city);
    let series = format!("{}-check", language.code());
    let mut window = Window::open(&profile, &[], &series).await;
    window
        .click(language.pick("language-zh", "language-en"))
        .await;
    window.click("to-check").await;
    window.see("check-drop").await;
    window.shot("check-empty").await;
    choose(&window, "check-file", "photo.png", "no certificate").await;
    window
        .until(
            "it is refused in words",
            &code_is("error", "no-document-file"),
        )
        .await;
    window.shot("check-no-file").await;
    choose(&window, "check-file", "degree.json", file).await;
    // Whoever checks it second sees how it stands by then.
    let stands = language.pick("已被中止", "Genuine and in force");
    window.says("check-verdict", stands).await;
    window
        .says("checked-attributes", language.pick("工学学士", "Bachelor"))
        .await;
    window.says("checked-attributes", "Haitang Works").await;
    window.see("check-proven").await;
    window.shot("check-result").await;
    let altered = file.replacen("eyJhbGciOi", "eyJhbGciOj", 1);
    choose(&window, "check-file", "altered.json", &altered).await;
    window
        .until(
            "it is refused in words",
            &code_is("error", "no-document-file"),
        )
        .await;
    window.click("back").await;
    window.see("create-wallet").await;
    window.close().await;
}

/// From the lock screen; nothing is unlocked by it.
async fn locked(citizen: &Citizen, language: Language, file: &str) {
    let series = format!("{}-locked", language.code());
    let mut window = Window::open(&citizen.profile(), &[], &series).await;
    window.click("to-check").await;
    choose(&window, "check-file", "degree.json", file).await;
    // The interface speaks what was chosen last: the other language, or the system's.
    window.see("check-in-force").await;
    window.see("check-verdict").await;
    window.shot("check-locked").await;
    window.click("back").await;
    window.see("unlock-passphrase").await;
    window.close().await;
}

/// What stands on the first page, under Certificates and beside the document.
async fn told(window: &mut Window, language: Language) {
    window.section("home").await;
    let notice = language.pick("恢复效力", "was suspended by");
    window.says("home-notice", notice).await;
    window.shot("notice").await;
    window.section("certificates").await;
    let stands = language.pick("长期", "Suspended");
    window.says("certificate-row", stands).await;
    window.shot("certificates").await;
    window.click("to-check").await;
    window.see("check-drop").await;
    window.click("back").await;
    window.section("home").await;
    window.click("notice-open").await;
    window.see("status-step-issued").await;
    window.see("status-step-suspended").await;
    window.shot("document-lane").await;
    if language == Zh {
        window.see("status-step-reinstated").await;
        window.click("save-for-others").await;
        window.click("show-person.name").await;
        window.type_into("made-for", "海棠厂").await;
        window.shot("save-for-others").await;
        window.says("save-do", "5").await;
        window.click("save-close").await;
        window.gone("save-dialog").await;
    } else {
        assert!(!window.has("save-for-others").await);
        window.section("home").await;
        window.click("notice-dismiss").await;
        window.gone("home-notice").await;
    }
    window.section("activity").await;
    window
        .says("activity-row", language.pick("恢复了", "suspended your"))
        .await;
}
