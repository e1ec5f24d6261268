//! A display of our own for the window, where no person looks at it.

use std::{process::Command, time::Duration};

use crate::{
    failure::{Failure, Outcome},
    supervisor::Supervisor,
};

/// Starts Xvfb on a display that is free and returns its name, for instance `:99`.
///
/// # Errors
/// When Xvfb is not installed or does not come up.
pub(crate) fn start(supervisor: &Supervisor) -> Outcome<String> {
    let mut xvfb = Command::new("Xvfb");
    // It looks for a free number itself and writes it to the descriptor named.
    xvfb.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1280x900x24",
        "-nolisten",
        "tcp",
    ]);
    let number = supervisor.start_and_hear("xvfb", &mut xvfb, Duration::from_secs(20))?;
    match number.trim().parse::<u32>() {
        Ok(number) => Ok(format!(":{number}")),
        Err(_) => Err(Failure::new(format!(
            "Xvfb named no display but `{number}`"
        ))),
    }
}

/// Lets a program show its window there, whatever display the person has, and lets WebDriver in.
pub(crate) fn show_on<'a>(command: &'a mut Command, display: &str) -> &'a mut Command {
    command
        .env("DISPLAY", display)
        .env("GDK_BACKEND", "x11")
        .env_remove("WAYLAND_DISPLAY")
        .env("TAURI_AUTOMATION", "true")
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
}
