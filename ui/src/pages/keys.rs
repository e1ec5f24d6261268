//! The list of keys.

use yew::prelude::*;

use crate::{components::Dialog, hooks::use_session, i18n::t, state::session::SessionStep};

/// Keys and what they do.
const KEYS: [(&[&str], &str); 8] = [
    (&["Ctrl", "1"], "keys-sections"),
    (&["Ctrl", "N"], "keys-open"),
    (&["Ctrl", ","], "keys-settings"),
    (&["Ctrl", "L"], "keys-lock"),
    (&["Esc"], "keys-back"),
    (&["Tab"], "keys-tab"),
    (&["Space"], "keys-press"),
    (&["F1"], "keys-list"),
];

/// All keys, in a dialog.
#[function_component]
pub(crate) fn Keys() -> Html {
    let session = use_session();
    let i = session.i18n();
    let close = {
        let session = session.clone();
        Callback::from(move |()| session.step(SessionStep::KeysToggled))
    };
    html! {
        <Dialog title={t!(i, "keys-title")} on_close={close.clone()} testid="keys">
            <dl class="facts">
                for (keys, words) in KEYS {
                    <dt>
                        for key in keys { <kbd>{ *key }</kbd>{ " " } }
                    </dt>
                    <dd>{ i.text(words) }</dd>
                }
            </dl>
            <p class="hint">{ t!(i, "keys-enter") }</p>
            <div class="btns">
                <button class="btn" autofocus=true onclick={close.reform(|_: MouseEvent| ())} data-testid="keys-close">
                    { t!(i, "close") }
                </button>
            </div>
        </Dialog>
    }
}
