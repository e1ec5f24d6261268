//! What nothing covers is an alarm on the screen, and the complaint is two clicks away.

use fantoccini::key::Key;

use super::{
    PASSPHRASE,
    support::{
        city::{City, text},
        window::Window,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn an_access_without_a_basis_is_an_alarm_and_can_be_complained_of() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let asked = ["--attributes", "person.name,household.address"];
    let link = city.ask("education", "school-enrolment", &asked);
    citizen.approve(&link);
    city.read("education").ok();
    let access = ["access", "--attributes", "person.telephone", "--unchecked"];
    city.gateway(&[&access[..], &["--department", "housing"]].concat())
        .ok();
    let by_law = ["access", "--department", "tax", "--attributes"];
    let by_law = [
        &by_law[..],
        &["person.id-number", "--purpose", "tax-settlement"],
    ]
    .concat();
    city.gateway(&by_law).ok();
    citizen.wallet(&["sync"]).ok();

    for (tag, complaint) in [("en", true), ("zh", false)] {
        let mut window = Window::open(&citizen.profile(), &[], &format!("{tag}-access")).await;
        window.type_into("unlock-passphrase", PASSPHRASE).await;
        window.press("unlock-passphrase", Key::Enter).await;
        window.see("document-card").await;
        window.section("settings").await;
        window.click(&format!("language-{tag}")).await;
        if complaint {
            window.section("home").await;
            window.says("home-alarm", "Housing Bureau").await;
            window.shot("home-alarm").await;
        }
        window.section("activity").await;
        let why = if complaint {
            "No basis was given"
        } else {
            "没有写明依据"
        };
        window.says("activity-row", why).await;
        window.shot("activity-alarm").await;
        if complaint {
            window.click("complain").await;
            window.see("words-said").await;
            window.shot("complain").await;
            window.type_into("words-passphrase", "not it").await;
            window.click("words-send").await;
            window.see("field-error").await;
            window.type_over("words-passphrase", PASSPHRASE).await;
            window.click("words-send").await;
            window.see("petition").await;
            assert!(!window.has("complain").await);
        } else {
            window.click("ask-why").await;
            window.see("words-said").await;
            window.shot("ask-why").await;
            window.press("words-said", Key::Escape).await;
            window.gone("words-said").await;
        }
        window.shot("activity-said").await;
        window.section("home").await;
        window.see("document-card").await;
        assert!(!window.has("home-alarm").await || !complaint);
        if !complaint {
            // Withdrawn, in a block, final: each with its time.
            window.section("permissions").await;
            window.click("open-permission").await;
            window.see("kept-until").await;
            window.shot("permission-kept").await;
            window.click("withdraw").await;
            window.click("withdraw-confirm").await;
            window.see("withdrawal-final").await;
            window.shot("permission-final").await;
        }
        window.close().await;
        citizen.waits_for_the_vault();
    }
    let received = city.gateway(&["petitions", "list"]).ok();
    assert_eq!(text(&received, "/0/kind"), "complaint");
    assert_eq!(text(&received, "/0/department"), "city");
    assert!(received[0]["recorded_at"].is_i64(), "{received}");
    assert!(
        text(&received, "/0/text")
            .to_lowercase()
            .contains("telephone")
    );
}
