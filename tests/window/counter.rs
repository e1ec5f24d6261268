//! At a counter: the code is taken off a screenshot of the window.

use std::fs;

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
        window.close().await;
        citizen.waits_for_the_vault();
    }
}
