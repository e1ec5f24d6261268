//! Toasts: short messages at the foot of the window.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::{hooks::use_i18n, i18n::t, state::session::Toast};

/// Long enough to read a sentence twice.
const SHOWN_MS: u32 = 7_000;

#[derive(Properties, PartialEq)]
pub(crate) struct ToastsProps {
    /// Oldest first.
    pub(crate) toasts: Vec<Toast>,
    /// A toast had its time or was put away.
    pub(crate) on_gone: Callback<u32>,
}

/// All toasts, read out politely.
#[function_component]
pub(crate) fn Toasts(props: &ToastsProps) -> Html {
    html! {
        <div class="toasts" role="status" aria-live="polite">
            for toast in &props.toasts {
                <OneToast key={toast.id} toast={toast.clone()} on_gone={props.on_gone.clone()} />
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct OneToastProps {
    toast: Toast,
    on_gone: Callback<u32>,
}

#[function_component]
fn OneToast(props: &OneToastProps) -> Html {
    let i = use_i18n();
    let id = props.toast.id;
    let gone = props.on_gone.clone();
    use_effect_with(id, move |id| {
        let id = *id;
        let timer = Timeout::new(SHOWN_MS, move || gone.emit(id));
        move || drop(timer)
    });
    let onclick = props.on_gone.reform(move |_: MouseEvent| id);
    html! {
        <div class="toast" data-testid="toast">
            <span>{ &props.toast.text }</span>
            <button class="btn sm" {onclick}>{ t!(i, "close") }</button>
        </div>
    }
}
