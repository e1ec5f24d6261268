//! The window of the wallet: pages in Yew over the border of `wallet-api`.
//!
//! `pages` has one file per route, `components` know no command, `hooks` call the bridge, `state`
//! holds pure reducers. `bridge` alone touches the shell's script object. Visible text lives in
//! `i18n/<language>/*.ftl` and nowhere else, but for the words of a window that has stopped, which are
//! in `index.html`.

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
    // The page is dead after a panic: what the citizen then sees stands in `index.html` already.
    yew::set_custom_panic_hook(Box::new(|panic| hooks::dom::crashed(&panic.to_string())));
    yew::Renderer::<app::App>::with_root(hooks::dom::root()).render();
}
