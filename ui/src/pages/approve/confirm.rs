//! The passphrase, asked once more, and the steps of the approval.

use wallet_api::{ApiError, ApprovalStep, ErrorCode, Secret};
use web_sys::KeyboardEvent;
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner, PassphraseField, Sign, icon},
    hooks::use_session,
    i18n::{I18n, t},
};

#[derive(Properties)]
pub(super) struct ConfirmProps {
    pub(super) title: String,
    /// The verb on the button.
    pub(super) action: String,
    /// Whether it is under way.
    pub(super) busy: bool,
    /// Why the last try failed.
    pub(super) error: Option<ApiError>,
    /// Forgets the failure.
    pub(super) on_clear: Callback<()>,
    pub(super) step: Option<ApprovalStep>,
    pub(super) on_confirm: Callback<Secret>,
    pub(super) on_close: Callback<()>,
    pub(super) on_reload: Callback<()>,
}

impl PartialEq for ConfirmProps {
    // Callbacks are made anew at every drawing of the sheet.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The passphrase, then the steps of the approval as they happen.
#[function_component]
pub(super) fn ConfirmDialog(props: &ConfirmProps) -> Html {
    let i = use_session().i18n();
    let typed = use_state(String::new);
    let busy = props.busy;
    let error = props.error.clone();
    let oninput = {
        let (typed, clear) = (typed.clone(), props.on_clear.clone());
        Callback::from(move |text| {
            typed.set(text);
            clear.emit(());
        })
    };
    let confirm = {
        let (on_confirm, typed) = (props.on_confirm.clone(), typed.clone());
        Callback::from(move |_: MouseEvent| {
            on_confirm.emit(Secret((*typed).clone()));
            typed.set(String::new());
        })
    };
    let no_enter = Callback::from(|event: KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
        }
    });
    let wrong = error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongPassphrase);
    let stale = error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::ReviewChanged);
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <Dialog title={props.title.clone()} on_close={props.on_close.clone()} held={busy} testid="confirm-dialog">
            if busy {
                { progress(i, props.step) }
            } else {
                <p class="text muted mb">{ t!(i, "confirm-text") }</p>
                <PassphraseField
                    id="approve-passphrase"
                    label={t!(i, "passphrase")}
                    value={(*typed).clone()}
                    {oninput}
                    error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                    autofocus=true
                >
                    <p class="hint">{ t!(i, "confirm-no-enter") }</p>
                </PassphraseField>
                if let Some(error) = error.filter(|_| !wrong) {
                    <div class="mt">
                        <ErrorBanner {error}>
                            if stale {
                                <button class="btn sm" onclick={props.on_reload.reform(|_: MouseEvent| ())}>
                                    { t!(i, "confirm-reload") }
                                </button>
                            }
                        </ErrorBanner>
                    </div>
                }
                <div class="btns">
                    <button type="button" class="btn" onclick={close} data-testid="confirm-cancel">
                        { t!(i, "not-now") }
                    </button>
                    <button
                        type="button"
                        class="btn primary"
                        onclick={confirm}
                        onkeydown={no_enter}
                        disabled={typed.is_empty()}
                        data-testid="confirm-approve"
                    >
                        { props.action.clone() }
                    </button>
                </div>
            }
        </Dialog>
    }
}

/// Where the approval is.
fn progress(i: I18n, step: Option<ApprovalStep>) -> Html {
    let at = match step {
        None => 0,
        Some(ApprovalStep::Introducing) => 1,
        Some(ApprovalStep::Anchoring) => 2,
        Some(ApprovalStep::Sending) => 3,
    };
    let steps = [
        "approving-sign",
        "approving-introduce",
        "approving-anchor",
        "approving-send",
    ];
    html! {
        <div data-testid="approving" role="status">
            <ol class="lane">
                for (place, key) in steps.into_iter().enumerate() {
                    <li class={if place < at { "done" } else if place == at { "now" } else { "todo" }}>
                        <span class="dot">if place < at { { icon(Sign::Tick) } }</span>
                        <b>{ i.text(key) }</b>
                        <span class="sub">{ i.text(&format!("{key}-sub")) }</span>
                    </li>
                }
            </ol>
            <progress class="prog mt8" max="4" value={at.to_string()} aria-label={t!(i, "approving")}></progress>
        </div>
    }
}
