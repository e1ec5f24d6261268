//! The window of the wallet: pages in Yew over the border of `wallet-api`.
//!
//! `pages` has one file per route, `components` know no command, `hooks` call the bridge, `state`
//! holds pure reducers. `bridge` alone touches the shell's script object. Visible text lives in
//! `i18n/<language>/*.ftl` and nowhere else.

mod app;
mod bridge;
mod components;
mod format;
mod hooks;
mod i18n;
mod pages;
mod route;
mod state;

fn main() {
    yew::Renderer::<app::App>::with_root(hooks::dom::root()).render();
}
