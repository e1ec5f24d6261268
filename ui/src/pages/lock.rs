//! The lock screen.

use gloo_timers::callback::Interval;
use wallet_api::{ErrorCode, Language, Secret, StatusView, Unlock};
use yew::prelude::*;

use super::{check_document::CheckSheet, first_run::save_looks};
use crate::{
    components::{ErrorBanner, PassphraseField, Sign, icon_small, mark},
    hooks::{use_act, use_session},
    i18n::{I18n, t},
    state::session::SessionStep,
};

/// The passphrase, the wait after wrong tries, and that a request waits, without its details.
#[function_component]
pub(crate) fn LockScreen() -> Html {
    let session = use_session();
    let i = session.i18n();
    let typed = use_state(String::new);
    let forgotten = use_state(|| false);
    let status = session.state().status.clone();
    let done = {
        let session = session.clone();
        Callback::from(move |status: StatusView| session.take(status))
    };
    let act = use_act::<Unlock>(done);
    let told_wait = act
        .error
        .as_ref()
        .and_then(|error| error.wait_secs)
        .unwrap_or_else(|| status.as_ref().map_or(0, |status| status.wait_secs));
    let wait = use_countdown(told_wait, act.error.clone());
    use_effect_with(i, |i| {
        crate::hooks::dom::document().set_title(&t!(*i, "product"));
    });
    {
        // A wrong passphrase is not typed on; it starts anew.
        let typed = typed.setter();
        use_effect_with(act.error.is_some(), move |failed| {
            if *failed {
                typed.set(String::new());
            }
        });
    }
    let unlock = {
        let (run, typed) = (act.run.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if wait == 0 && !typed.is_empty() {
                run.emit(Unlock {
                    passphrase: Secret((*typed).clone()),
                });
            }
        })
    };
    let oninput = {
        let (typed, clear) = (typed.clone(), act.clear.clone());
        Callback::from(move |text| {
            typed.set(text);
            if wait == 0 {
                clear.emit(());
            }
        })
    };
    let error = act.error.clone();
    let wrong = match &error {
        _ if wait > 0 => Some(t!(i, "lock-wait", n = wait)),
        Some(error) if error.code == ErrorCode::WrongPassphrase => Some(t!(i, "lock-wrong")),
        _ => None,
    };
    let other_error = error.filter(|error| {
        !matches!(
            error.code,
            ErrorCode::WrongPassphrase | ErrorCode::TooManyAttempts
        )
    });
    let toggle_forgotten = {
        let forgotten = forgotten.clone();
        Callback::from(move |_: MouseEvent| forgotten.set(!*forgotten))
    };
    let checking = use_state(|| false);
    let set_checking = |value: bool| {
        let checking = checking.setter();
        Callback::from(move |()| checking.set(value))
    };
    let keys = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| session.step(SessionStep::KeysToggled))
    };
    let other = match session.state().language {
        Language::Zh => Language::En,
        Language::En => Language::Zh,
    };
    let switch = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            session.step(SessionStep::LanguageChosen(other));
            save_looks(&session, other, None);
        })
    };
    let words = I18n { language: other };
    let other_name = words.text(match other {
        Language::Zh => "language-zh",
        Language::En => "language-en",
    });
    let pending = status.as_ref().map_or(0, |status| status.pending_links);
    let network = status
        .as_ref()
        .and_then(|status| status.network.as_ref().map(|name| i.pick(name)));
    if *checking {
        return html! { <CheckSheet on_back={set_checking(false)} /> };
    }
    html! {
        <div class="stage">
            <main class="lock" id="main">
                <div class="lock-in">
                    { mark("mark-56") }
                    <h1>{ t!(i, "product") }</h1>
                    <p class="lock-place muted">{ network.unwrap_or_else(|| t!(i, "lock-locked")) }</p>
                    <form onsubmit={unlock}>
                        <PassphraseField
                            id="unlock-passphrase"
                            label={t!(i, "passphrase")}
                            value={(*typed).clone()}
                            {oninput}
                            autofocus=true
                            disabled={act.busy || wait > 0}
                            error={wrong.map(AttrValue::from)}
                        />
                        <button
                            class={classes!("btn", "primary", "lg", "block", act.busy.then_some("is-loading"))}
                            disabled={act.busy || wait > 0}
                            data-testid="unlock"
                        >
                            { if act.busy { t!(i, "lock-opening") } else { t!(i, "lock-open") } }
                        </button>
                        if let Some(error) = other_error { <ErrorBanner {error} /> }
                        <p class="under">
                            <span></span>
                            <button
                                type="button"
                                class="as-link"
                                onclick={toggle_forgotten}
                                aria-expanded={if *forgotten { "true" } else { "false" }}
                                data-testid="forgotten"
                            >
                                { t!(i, "lock-forgotten") }
                            </button>
                        </p>
                        if *forgotten { <p class="hint">{ t!(i, "lock-forgotten-text") }</p> }
                    </form>
                    if pending > 0 {
                        <p class="wait" data-testid="pending">
                            { icon_small(Sign::Inbox) }{ t!(i, "lock-pending", n = pending) }
                        </p>
                    }
                </div>
            </main>
            <footer class="stage-foot">
                <div><span>{ t!(i, "rail-foot") }</span></div>
                <div>
                    <button
                        type="button"
                        class="as-link"
                        onclick={set_checking(true).reform(|_: MouseEvent| ())}
                        data-testid="to-check"
                    >
                        { t!(i, "check-title") }
                    </button>
                    <button type="button" class="as-link" lang={words.tag()} onclick={switch} data-testid="switch-language">
                        { other_name }
                    </button>
                    <button type="button" class="as-link" onclick={keys}>{ t!(i, "keys-title") }</button>
                </div>
            </footer>
        </div>
    }
}

/// Seconds left of a wait; it starts anew with every failure.
#[hook]
fn use_countdown(seconds: u32, failure: Option<wallet_api::ApiError>) -> u32 {
    let left = use_state(|| seconds);
    {
        let left = left.setter();
        use_effect_with((seconds, failure), move |(seconds, _)| {
            let total = *seconds;
            left.set(total);
            let started = js_sys::Date::now();
            let ticking = (total > 0).then(|| {
                Interval::new(250, move || {
                    let passed = (js_sys::Date::now() - started) / 1000.0;
                    left.set((f64::from(total) - passed).max(0.0).ceil() as u32);
                })
            });
            move || drop(ticking)
        });
    }
    *left
}
