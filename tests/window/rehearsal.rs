//! A restore and its rehearsal, in the window.

use super::{
    PASSPHRASE, profile_of,
    showing::open,
    support::{
        city::City,
        window::{
            Language::{En, Zh},
            Window,
        },
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn the_words_on_paper_are_tried_out() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    citizen.identify(&city);
    for language in [En, Zh] {
        let mut window = open(&citizen, language, "rehearsal").await;
        window.section("settings").await;
        window.click("tab-security").await;
        window.click("to-rehearsal").await;
        for (at, word) in words.iter().enumerate() {
            window.type_into(&format!("word-{}", at + 1), word).await;
        }
        window.shot("rehearsal-words").await;
        window.click("rehearse").await;
        window
            .says(
                "rehearsal-verdict",
                language.pick("全部都找回来了", "Everything came back"),
            )
            .await;
        window.see("rehearsal-documents").await;
        window.shot("rehearsal-found").await;
        window.click("rehearsal-done").await;
        window.see("to-rehearsal").await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_wallet_says_what_came_back() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    citizen.identify(&city);
    let ask = ["--attributes", "person.name"];
    citizen.approve(&city.ask("education", "school-enrolment", &ask));
    for language in [En, Zh] {
        let code = language.code();
        let profile = profile_of(&city.citizen(code), &city);
        let mut window = Window::open(&profile, &[], &format!("{code}-restore")).await;
        window.click(&format!("language-{code}")).await;
        window.click("restore-wallet").await;
        for (at, word) in words.iter().enumerate() {
            window.type_into(&format!("word-{}", at + 1), word).await;
        }
        window.type_into("passphrase", PASSPHRASE).await;
        window.type_into("passphrase-again", PASSPHRASE).await;
        window.click("restore-submit").await;
        let all = language.pick("内容全部找回", "All contents came back");
        window.says("recovered-verdict", all).await;
        for (what, count) in [("documents", "1"), ("permissions", "1"), ("invoices", "0")] {
            let cells = format!(
                "[...document.querySelectorAll('[data-testid=rehearsal-{what}] td.num')]\
                 .map(cell => cell.textContent).join(' ')"
            );
            assert_eq!(
                window.value(&cells).await,
                format!("{count} {count}"),
                "{what}"
            );
        }
        window.shot("found").await;
        window.click("recovered-go").await;
        window.see("document-card").await;
        window.close().await;
    }
}
