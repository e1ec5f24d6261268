//! A rehearsal of a restore, in the window.

use super::{
    showing::open,
    support::{
        city::City,
        window::Language::{En, Zh},
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
