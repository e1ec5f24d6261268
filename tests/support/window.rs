//! The real window on a display nobody looks at, driven by WebKitWebDriver.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, Locator, elements::Element, error::CmdError, key::Key};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use super::{PATIENCE, free_port, pixels::Look, process::Server, programs};

/// Between two looks at the page.
const POLL: Duration = Duration::from_millis(50);

/// The language of the interface.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Zh,
    En,
}

impl Language {
    /// The text of this language.
    pub(crate) fn pick(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    pub(crate) fn code(self) -> &'static str {
        self.pick("zh", "en")
    }
}

/// A window of the wallet; it closes when this value is dropped.
pub(crate) struct Window {
    client: Client,
    // Ended in this order.
    driver: Server,
    _display: Option<Server>,
    /// For another start on the same display.
    pub(crate) display_name: String,
    /// Begins the names of the screenshots.
    series: String,
    shots: usize,
    /// From the start of the program to its first page.
    pub(crate) started_in: Duration,
}

/// Keeps what the page reports as an error, for whoever looks at the end.
const KEEP_ERRORS: &str = "window.errorsOfTheTest = [];
    const keep = text => window.errorsOfTheTest.push(String(text));
    const report = console.error;
    console.error = (...said) => { keep(said.join(' ')); report.apply(console, said); };
    window.addEventListener('error', event => keep(event.message));
    window.addEventListener('unhandledrejection', event => keep(event.reason));";

impl Window {
    /// Opens the wallet of `profile` with links from outside; `series` begins the names of the
    /// screenshots.
    pub(crate) async fn open(profile: &Path, links: &[&str], series: &str) -> Self {
        let home = profile.parent().unwrap().join("home");
        let mut arguments = vec!["--profile", profile.to_str().unwrap()];
        arguments.extend(links);
        Self::start(&arguments, &home, None, series).await
    }

    /// Opens the wallet as a desktop does, with the profile under `home`; `bus` is the address of
    /// the session's message bus, by which a second start finds the first.
    pub(crate) async fn open_at_home(home: &Path, bus: &str, links: &[&str], series: &str) -> Self {
        Self::start(links, home, Some(bus), series).await
    }

    async fn start(arguments: &[&str], home: &Path, bus: Option<&str>, series: &str) -> Self {
        let (display, name) = display();
        let port = free_port();
        let mut driver = Command::new("WebKitWebDriver");
        driver
            .arg(format!("--port={port}"))
            // Only then does the program let itself be driven.
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("DISPLAY", &name)
            .env("GDK_BACKEND", "x11")
            .env_remove("WAYLAND_DISPLAY")
            // Nothing of the person's own settings plays a part.
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("TZ", "Asia/Shanghai");
        if let Some(bus) = bus {
            driver.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        let driver = Server::start(&mut driver);
        super::wait_for("the driver", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        let program = programs::program("citizen-wallet");
        let options = json!({ "binary": program.to_str().unwrap(), "args": arguments });
        let capabilities = json!({ "webkitgtk:browserOptions": options });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is an object")
        };
        let start = Instant::now();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the window opens");
        let mut window = Self {
            client,
            driver,
            _display: display,
            display_name: name,
            series: series.to_owned(),
            shots: 0,
            started_in: Duration::ZERO,
        };
        window
            .until("the first page", "document.querySelector('h1') !== null")
            .await;
        window.started_in = start.elapsed();
        window.client.execute(KEEP_ERRORS, vec![]).await.unwrap();
        window
    }

    /// Closes the window; the program ends.
    ///
    /// # Panics
    /// When the page reported an error meanwhile.
    pub(crate) async fn close(self) {
        let errors = self.value("window.errorsOfTheTest ?? []").await;
        assert_eq!(errors, json!([]), "the page reported errors");
        let programs = children(self.driver.id());
        self.client.clone().close().await.unwrap();
        // The driver answers before it has closed the program; ended too early, it would leave it.
        let start = Instant::now();
        while programs.iter().any(|program| is_running(*program)) {
            if start.elapsed() > Duration::from_secs(5) {
                for program in &programs {
                    // It may end by itself meanwhile.
                    let _ = Command::new("kill").arg(program.to_string()).status();
                }
            }
            assert!(start.elapsed() < PATIENCE, "the program does not end");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Waits until an expression of JavaScript holds.
    ///
    /// # Panics
    /// When it does not in time; says what the page shows instead.
    pub(crate) async fn until(&self, what: &str, expression: &str) {
        let start = Instant::now();
        while self.value(expression).await != Value::Bool(true) {
            if start.elapsed() > PATIENCE {
                self.give_up(&format!("{what}: {expression}")).await;
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// The value of an expression of JavaScript.
    pub(crate) async fn value(&self, expression: &str) -> Value {
        self.client
            .execute(&format!("return {expression}"), vec![])
            .await
            .unwrap()
    }

    /// Waits for the element of this test name to be seen.
    pub(crate) async fn see(&self, id: &str) -> Element {
        self.until(
            &format!("{id} is seen"),
            &format!("{}.some(e => e.checkVisibility())", all(id)),
        )
        .await;
        self.client
            .find(Locator::Css(&selector(id)))
            .await
            .expect("it was seen a moment ago")
    }

    /// Waits until there is no such element.
    pub(crate) async fn gone(&self, id: &str) {
        self.until(
            &format!("{id} is gone"),
            &format!("{}.length === 0", all(id)),
        )
        .await;
    }

    /// Whether there is such an element now.
    pub(crate) async fn has(&self, id: &str) -> bool {
        self.count(id).await > 0
    }

    /// How many such elements there are now.
    pub(crate) async fn count(&self, id: &str) -> u64 {
        self.value(&format!("{}.length", all(id)))
            .await
            .as_u64()
            .unwrap()
    }

    /// Waits for so many such elements.
    pub(crate) async fn see_count(&self, id: &str, count: usize) {
        self.until(
            &format!("{count} of {id}"),
            &format!("{}.length === {count}", all(id)),
        )
        .await;
    }

    /// What the element says, as a person reads it.
    pub(crate) async fn text(&self, id: &str) -> String {
        self.see(id).await;
        let text = format!("{}.map(e => e.innerText).join('\\n')", all(id));
        self.value(&text).await.as_str().unwrap().to_owned()
    }

    /// Waits until the elements of this name say this somewhere.
    pub(crate) async fn says(&self, id: &str, text: &str) {
        let expression = format!(
            "{}.some(e => e.innerText.includes({}))",
            all(id),
            json!(text)
        );
        self.until(&format!("{id} says {text}"), &expression).await;
    }

    /// Everything on the page, as a person reads it.
    pub(crate) async fn page_text(&self) -> String {
        let text = self.value("document.body.innerText").await;
        text.as_str().unwrap().to_owned()
    }

    /// Waits until the page shows this text.
    pub(crate) async fn shows(&self, text: &str) {
        let expression = format!("document.body.innerText.includes({})", json!(text));
        self.until(&format!("the page shows {text}"), &expression)
            .await;
    }

    /// Presses the element once it can be pressed.
    pub(crate) async fn click(&self, id: &str) {
        let start = Instant::now();
        loop {
            let pressed = self.try_click(id).await;
            match pressed {
                Ok(()) => return,
                Err(error) if start.elapsed() > PATIENCE => {
                    self.give_up(&format!("click on {id}: {error}")).await;
                }
                // Not there, covered, or just drawn anew.
                Err(_) => tokio::time::sleep(POLL).await,
            }
        }
    }

    async fn try_click(&self, id: &str) -> Result<(), CmdError> {
        let element = self.client.find(Locator::Css(&selector(id))).await?;
        if !element.is_enabled().await? {
            return Err(CmdError::InvalidArgument(
                id.to_owned(),
                "disabled".to_owned(),
            ));
        }
        // The driver's own scrolling stops at the edge, where a message may lie over it.
        let into_view = format!("{}[0].scrollIntoView({{ block: 'center' }})", all(id));
        self.client.execute(&into_view, vec![]).await?;
        element.click().await
    }

    /// Types into a field, after what is there.
    pub(crate) async fn type_into(&self, id: &str, text: &str) {
        self.until(
            &format!("{id} takes input"),
            &format!("{}.some(e => !e.disabled)", all(id)),
        )
        .await;
        self.see(id).await.send_keys(text).await.unwrap();
        let expression = format!("{}[0].value.endsWith({})", all(id), json!(text));
        self.until(&format!("{id} has what was typed"), &expression)
            .await;
    }

    /// Types into a field in place of what is there, as a person does: mark all, type over it.
    pub(crate) async fn type_over(&self, id: &str, text: &str) {
        let mark_all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let field = self.see(id).await;
        field.send_keys(&mark_all).await.unwrap();
        field.send_keys(text).await.unwrap();
        let expression = format!("{}[0].value === {}", all(id), json!(text));
        self.until(&format!("{id} has what was typed"), &expression)
            .await;
    }

    /// Presses a key on an element.
    pub(crate) async fn press(&self, id: &str, key: Key) {
        let key = char::from(key).to_string();
        self.see(id).await.send_keys(&key).await.unwrap();
    }

    /// Presses a key where the focus is.
    pub(crate) async fn press_here(&self, key: Key) {
        let key = char::from(key).to_string();
        let here = self.client.active_element().await.unwrap();
        here.send_keys(&key).await.unwrap();
    }

    /// What the window shows now, as a PNG file.
    pub(crate) async fn picture(&self) -> Vec<u8> {
        self.client.screenshot().await.unwrap()
    }

    /// Chooses a section of the rail and waits for its page.
    pub(crate) async fn section(&self, name: &str) {
        self.click(&format!("nav-{name}")).await;
        let rail = format!("{}[0]", all(&format!("nav-{name}")));
        self.until(
            name,
            &format!("{rail}.getAttribute('aria-current') === 'page'"),
        )
        .await;
        self.gone("loading").await;
    }

    /// Sets an attribute of the root element's own data, such as the theme, and waits for it.
    pub(crate) async fn root_is(&self, attribute: &str, value: &str) {
        let expression = format!(
            "document.documentElement.getAttribute({}) === {}",
            json!(attribute),
            json!(value)
        );
        self.until(&format!("{attribute} is {value}"), &expression)
            .await;
    }

    /// Takes a screenshot and keeps it; what it shows must not be blank.
    pub(crate) async fn shot(&mut self, name: &str) -> Look {
        // The first picture after a change can be the one from before.
        let frames = "const done = arguments[arguments.length - 1];
            requestAnimationFrame(() => requestAnimationFrame(() => done(1)))";
        self.client.execute_async(frames, vec![]).await.unwrap();
        let png = self.client.screenshot().await.unwrap();
        self.shots += 1;
        let file = self.file(&format!("{}-{:02}-{name}.png", self.series, self.shots));
        fs::write(&file, &png).unwrap();
        let look = Look::of(&png);
        assert!(!look.is_blank(), "{} is blank: {look:?}", file.display());
        let dark = self
            .value("document.documentElement.dataset.theme === 'dark'")
            .await;
        assert_eq!(dark, look.is_dark(), "{}: {look:?}", file.display());
        look
    }

    fn file(&self, name: &str) -> PathBuf {
        let folder = programs::screenshots();
        fs::create_dir_all(&folder).unwrap();
        folder.join(name)
    }

    /// Ends the test with what the window shows.
    async fn give_up(&self, what: &str) -> ! {
        let shown = self.page_text().await;
        let errors = self.value("window.errorsOfTheTest ?? []").await;
        let file = self.file(&format!("{}-failed.png", self.series));
        if let Ok(png) = self.client.screenshot().await {
            fs::write(&file, png).unwrap();
        }
        panic!(
            "waited too long for {what}; {} shows:\n{shown}\nerrors: {errors}",
            file.display()
        );
    }
}

fn selector(id: &str) -> String {
    format!("[data-testid={}]", json!(id))
}

/// The list of all elements of this test name, in JavaScript.
fn all(id: &str) -> String {
    format!("[...document.querySelectorAll({})]", json!(selector(id)))
}

/// The display that `cargo xtask test` prepared, or one of our own.
fn display() -> (Option<Server>, String) {
    if env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some() {
        let given = env::var("DISPLAY").expect("a display is given");
        return (None, given);
    }
    let mut xvfb = Command::new("Xvfb");
    // It looks for a free number itself and tells it.
    xvfb.args(["-displayfd", "1", "-screen", "0", "1280x900x24"]);
    xvfb.args(["-nolisten", "tcp"]);
    let (server, number) =
        Server::start_and_hear(&mut xvfb, |line| line.trim().parse::<u32>().ok());
    (Some(server), format!(":{number}"))
}

/// The processes that a process started.
fn children(process: u32) -> Vec<u32> {
    let file = format!("/proc/{process}/task/{process}/children");
    let list = fs::read_to_string(file).unwrap_or_default();
    list.split_whitespace()
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// Whether a process is there and not merely waiting to be buried.
fn is_running(process: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{process}/stat")) else {
        return false;
    };
    let state = stat.rsplit(')').next().unwrap_or_default().trim_start();
    !state.starts_with('Z')
}
