//! The desktop program.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    citizen_wallet_lib::run(std::env::args_os().skip(1))
}
