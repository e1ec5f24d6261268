//! At a counter: the code is taken off a screenshot of the window.

use std::fs;

use base64ct::{Base64, Encoding as _};
use fantoccini::key::Key;

use super::{
    PASSPHRASE,
    support::{city::City, window::Window},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_code_on_the_screen_is_read_at_the_counter() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    for tag in ["en", "zh"] {
        let mut window = Window::open(&citizen.profile(), &[], &format!("{tag}-counter")).await;
        window.type_into("unlock-passphrase", PASSPHRASE).await;
        window.press("unlock-passphrase", Key::Enter).await;
        window.see("document-card").await;
        window.section("settings").await;
        window.click(&format!("language-{tag}")).await;
        window.section("home").await;
        // Two clicks from Home.
        window.click("open-counter").await;
        window.see("counter-items").await;
        window.shot("counter").await;
        window.click("show-code").await;
        window.see("qr").await;
        let size = "document.querySelector('[data-testid=qr]').getBoundingClientRect().width";
        assert!(window.value(size).await.as_f64().unwrap() >= 280.0);
        window.see("not-read").await;
        window.shot("counter-code").await;
        let picture = city.folder().join(format!("screen-{tag}.png"));
        fs::write(&picture, window.picture().await).unwrap();

        let office = "document.querySelector('.show-l h1').textContent";
        let office = window.value(office).await.as_str().unwrap().to_owned();
        let department = city.slug_of(&office);
        let read = city
            .gateway(&[
                "scan",
                "--department",
                &department,
                picture.to_str().unwrap(),
            ])
            .ok();
        assert_eq!(read["attributes"]["person.name"], "李明");
        window.see("code-done").await;
        window.see("code-read").await;
        window.shot("counter-read").await;
        // Esc leaves nothing on the screen.
        window.press("hide-code", Key::Escape).await;
        window.see("open-counter").await;
        assert!(!window.has("qr").await);
        question(&mut window, &city).await;
        window.close().await;
        citizen.waits_for_the_vault();
    }
}

/// The office's question is taken from a picture of its code.
async fn question(window: &mut Window, city: &City) {
    let picture = city.folder().join("question.png");
    let ask = ["counter", "challenge", "--department", "housing"];
    let what = ["--purpose", "rent-subsidy", "--attributes", "person.name"];
    let file = ["--png", picture.to_str().unwrap()];
    city.gateway(&[&ask[..], &what, &file].concat()).ok();
    let content = Base64::encode_string(&fs::read(&picture).unwrap());
    window.click("open-counter").await;
    window.see("counter-items").await;
    let script = format!(
        "(() => {{ const input = document.querySelector('[data-testid=question-file]');
        input.closest('details').open = true;
        const bytes = Uint8Array.from(atob('{content}'), (one) => one.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], 'question.png', {{ type: 'image/png' }}));
        input.files = files.files;
        input.dispatchEvent(new Event('change', {{ bubbles: true }})); return true; }})()"
    );
    window.value(&script).await;
    window
        .until("the question was found", "location.hash.includes('CWC1')")
        .await;
    window.see("counter-items").await;
    window.shot("counter-question").await;
}
