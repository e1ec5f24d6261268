//! The shell: one window, and the border between it and the wallet.
//!
//! It holds no rule of the wallet and does no work of its own: a call from the window goes to
//! [`wallet::Wallet::dispatch`], what the wallet tells goes to the window as one event, and links
//! from outside are handed to the wallet as they are.

mod arguments;
mod saving;

use std::{ffi::OsString, process::ExitCode};

use arguments::Arguments;
use tauri::{
    AppHandle, Emitter as _, Manager as _, WebviewWindow,
    ipc::{Invoke, InvokeBody},
    webview::{NewWindowResponse, WebviewWindowBuilder},
};
use tauri_plugin_deep_link::DeepLinkExt as _;
use wallet::{Profile, Wallet};
use wallet_api::{ApiError, EVENT_CHANNEL, ErrorCode};

/// Runs the program until its window is closed.
///
/// `arguments`: `--profile DIR` and links (`openid4vp://…`, `openid-credential-offer://…`).
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::parse(arguments) {
        Ok(arguments) => arguments,
        Err(message) => {
            #[expect(
                clippy::print_stderr,
                reason = "before any window there is only the terminal"
            )]
            {
                eprintln!("citizen-wallet: {message}");
            }
            return ExitCode::from(2);
        }
    };
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_writer(std::io::stderr)
        .init();
    match build(arguments) {
        Ok(app) => {
            app.run(|app, event| {
                if let tauri::RunEvent::Exit = event {
                    app.state::<Wallet>().shut_down();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn build(arguments: Arguments) -> tauri::Result<tauri::App> {
    let mut builder = tauri::Builder::default();
    if arguments.single {
        // A second start hands its links over and raises the first window.
        builder = builder.plugin(tauri_plugin_single_instance::init(|app, argv, _folder| {
            if let Ok(second) = Arguments::parse(argv.into_iter().skip(1).map(OsString::from)) {
                hand_over(app, second.links);
            }
            raise(app);
        }));
    }
    builder
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(forward)
        .setup(move |app| {
            let profile = match arguments.profile {
                Some(folder) => Profile::at(folder),
                None => Profile::at(app.path().app_data_dir()?),
            };
            let handle = app.handle().clone();
            let wallet = Wallet::new(profile, move |event| {
                if let Err(error) = handle.emit(EVENT_CHANNEL, &event) {
                    tracing::warn!(%error, "an event did not reach the window");
                }
            });
            wallet.save_with(saving::by_dialog(app.handle().clone()));
            for link in arguments.links {
                wallet.deliver_link(link);
            }
            app.manage(wallet.clone());
            tauri::async_runtime::spawn(wallet.run_in_background());
            let handle = app.handle().clone();
            app.deep_link().on_open_url(move |event| {
                hand_over(
                    &handle,
                    event.urls().iter().map(ToString::to_string).collect(),
                );
            });
            open_window(app)?;
            Ok(())
        })
        .build(tauri::generate_context!())
}

fn open_window(app: &tauri::App) -> tauri::Result<WebviewWindow> {
    let windows = &app.config().app.windows;
    let mut config = windows
        .first()
        .expect("tauri.conf.json describes the window")
        .clone();
    if is_driven_by_a_test() {
        // A private context cannot be driven, which is why it always is one otherwise.
        config.incognito = false;
    }
    WebviewWindowBuilder::from_config(app, &config)?
        // Nothing but the program's own pages is ever shown.
        .on_navigation(|url| {
            matches!(url.scheme(), "tauri") || url.host_str() == Some("tauri.localhost")
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()
}

/// Whether WebDriver may drive this window: never in a build for people.
fn is_driven_by_a_test() -> bool {
    cfg!(debug_assertions)
        && std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

/// Forwards a call of the window to the wallet, off the main thread.
fn forward(invoke: Invoke<tauri::Wry>) -> bool {
    let Invoke {
        message, resolver, ..
    } = invoke;
    let name = message.command().to_owned();
    if !wallet_api::COMMANDS.iter().any(|(known, _)| *known == name) {
        return false;
    }
    let payload = match message.payload() {
        InvokeBody::Json(serde_json::Value::Object(members)) => members.get("command").cloned(),
        _ => None,
    };
    let wallet = message.webview_ref().state::<Wallet>().inner().clone();
    resolver.respond_async(async move {
        let payload = payload.ok_or_else(|| ApiError::about(ErrorCode::BadInput, "command"));
        let reply = match payload {
            Ok(payload) => wallet.dispatch(&name, payload).await,
            Err(error) => Err(error),
        };
        reply.map_err(tauri::ipc::InvokeError::from)
    });
    true
}

fn hand_over(app: &AppHandle, links: Vec<String>) {
    if let Some(wallet) = app.try_state::<Wallet>() {
        for link in links {
            wallet.deliver_link(link);
        }
    }
}

fn raise(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        for result in [window.unminimize(), window.show(), window.set_focus()] {
            if let Err(error) = result {
                tracing::warn!(%error, "the window could not be raised");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    /// What the window must not have: the contents of a file that the shell itself saves.
    const NOT_FOR_THE_WINDOW: &[&str] = &["export_evidence"];

    #[test]
    fn the_window_may_call_every_command_but_those_kept_from_it() {
        let file = include_str!("../capabilities/main.json");
        let capability: serde_json::Value = serde_json::from_str(file).unwrap();
        let allowed: Vec<String> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|permission| permission.as_str()?.strip_prefix("allow-"))
            .map(|name| name.replace('-', "_"))
            .collect();
        let expected: Vec<&str> = wallet_api::COMMANDS
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !NOT_FOR_THE_WINDOW.contains(name))
            .collect();
        assert_eq!(allowed, expected);
    }
}
