//! The first run: language, what this is, create or restore, passphrase.

use wallet_api::{
    CreateWallet, Language, RatePassphrase, SaveSettings, Secret, SettingsView, StatusView,
    StrengthView,
};
use yew::{platform::spawn_local, prelude::*};

use super::{check_document::CheckSheet, restore::Restore};
use crate::{
    bridge,
    components::{ErrorBanner, PassphraseField, Sheet, Sign, StageBar, icon, mark, use_title},
    hooks::{Session, dom, use_act, use_session},
    i18n::{I18n, t},
    route::Route,
    state::session::SessionStep,
};

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Welcome,
    Create,
    Restore,
    Check,
}

/// The steps until a wallet exists.
#[function_component]
pub(crate) fn FirstRun() -> Html {
    let step = use_state(|| Step::Welcome);
    let to = |next: Step| {
        let step = step.clone();
        Callback::from(move |()| step.set(next))
    };
    match *step {
        Step::Welcome => html! {
            <Welcome
                on_create={to(Step::Create)}
                on_restore={to(Step::Restore)}
                on_check={to(Step::Check)}
            />
        },
        Step::Create => html! { <Create on_back={to(Step::Welcome)} /> },
        Step::Restore => html! { <Restore on_back={to(Step::Welcome)} /> },
        Step::Check => html! { <CheckSheet on_back={to(Step::Welcome)} /> },
    }
}

#[derive(Properties, PartialEq)]
struct WelcomeProps {
    on_create: Callback<()>,
    on_restore: Callback<()>,
    on_check: Callback<()>,
}

#[function_component]
fn Welcome(props: &WelcomeProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "welcome-title").into());
    let size = session
        .state()
        .status
        .as_ref()
        .map_or(100, |status| status.text_size);
    let pending = session
        .state()
        .status
        .as_ref()
        .map_or(0, |status| status.pending_links);
    let place = session
        .state()
        .status
        .as_ref()
        .and_then(|status| status.network.as_ref().map(|name| i.pick(name)));
    let facts = [
        (Sign::IdCard, "welcome-what"),
        (Sign::Disk, "welcome-where"),
        (Sign::EyeOff, "welcome-who"),
    ];
    html! {
        <Sheet center=true>
            <div class="brand-row">
                { mark("mark-48") }
                <div>
                    <h1 tabindex="-1" ref={heading}>{ t!(i, "product") }</h1>
                    <p class="muted">{ place.unwrap_or_else(|| t!(i, "welcome-place")) }</p>
                </div>
            </div>
            <fieldset class="lang">
                <legend class="vh">{ t!(i, "language") }</legend>
                { language_choice(&session, Language::Zh, "zh-Hans", "language-zh") }
                { language_choice(&session, Language::En, "en", "language-en") }
            </fieldset>
            <ul class="three">
                for (sign, key) in facts {
                    <li>{ icon(sign) }<span>{ i.text(key) }</span></li>
                }
            </ul>
            if pending > 0 {
                <p class="wait kept" data-testid="pending">
                    { icon(Sign::Inbox) }{ t!(i, "first-run-pending", n = pending) }
                </p>
            }
            <div class="btns">
                <button
                    class="btn primary lg"
                    onclick={props.on_create.reform(|_: MouseEvent| ())}
                    data-testid="create-wallet"
                >
                    { t!(i, "welcome-create") }
                </button>
                <button
                    class="btn lg"
                    onclick={props.on_restore.reform(|_: MouseEvent| ())}
                    data-testid="restore-wallet"
                >
                    { t!(i, "welcome-restore") }
                </button>
            </div>
            <p class="mt8">
                <button
                    type="button"
                    class="as-link"
                    onclick={props.on_check.reform(|_: MouseEvent| ())}
                    data-testid="to-check"
                >
                    { t!(i, "check-without-wallet") }
                </button>
            </p>
            <div class="split-line">
                <span class="muted">{ t!(i, "welcome-keys") }{ " " }<kbd>{ "F1" }</kbd></span>
                <span class="row-in">
                    <span class="small muted" id="text-size">{ t!(i, "text-size") }</span>
                    <span class="seg" role="group" aria-labelledby="text-size">
                        for (percent, key) in [(100, "size-normal"), (125, "size-large"), (150, "size-larger")] {
                            { size_button(&session, i, size, percent, key) }
                        }
                    </span>
                </span>
            </div>
        </Sheet>
    }
}

fn language_choice(session: &Session, language: Language, tag: &'static str, key: &str) -> Html {
    // Each language is named in its own words, whatever the interface speaks.
    let name = I18n { language }.text(key);
    let onchange = {
        let session = session.clone();
        Callback::from(move |_: Event| {
            session.step(SessionStep::LanguageChosen(language));
            save_looks(&session, language, None);
        })
    };
    html! {
        <label lang={tag}>
            { name }
            <input
                type="radio"
                name="language"
                checked={session.state().language == language}
                {onchange}
                data-testid={key.to_owned()}
            />
        </label>
    }
}

fn size_button(session: &Session, i: I18n, now: u16, percent: u16, key: &str) -> Html {
    let onclick = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            save_looks(&session, session.state().language, Some(percent));
        })
    };
    html! {
        <button type="button" aria-pressed={if now == percent { "true" } else { "false" }} {onclick}>
            { i.text(key) }
        </button>
    }
}

/// Keeps language and size of text from before a wallet exists.
pub(crate) fn save_looks(session: &Session, language: Language, text_size: Option<u16>) {
    let Some(status) = session.state().status.clone() else {
        return;
    };
    let settings = SettingsView {
        language,
        theme: status.theme,
        text_size: text_size.unwrap_or(status.text_size),
        reduce_motion: status.reduce_motion,
        lock_after_secs: status.lock_after_secs,
    };
    let session = session.clone();
    spawn_local(async move {
        match bridge::call(SaveSettings { settings }).await {
            Ok(status) => session.take(status),
            Err(error) => session.say_error(&error),
        }
    });
}

#[derive(Properties, PartialEq)]
struct CreateProps {
    on_back: Callback<()>,
}

/// Choosing the passphrase; then the wallet is made.
#[function_component]
fn Create(props: &CreateProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "passphrase-title").into());
    let chosen = use_state(|| None::<Secret>);
    let made = {
        let (session, chosen) = (session.clone(), chosen.clone());
        Callback::from(move |status: StatusView| {
            if let Some(passphrase) = (*chosen).clone() {
                session.step(SessionStep::WalletMade(passphrase));
            }
            session.take(status);
        })
    };
    let act = use_act::<CreateWallet>(made);
    let on_ready = {
        let chosen = chosen.clone();
        Callback::from(move |passphrase: Option<Secret>| chosen.set(passphrase))
    };
    let create = {
        let (chosen, run) = (chosen.clone(), act.run.clone());
        let language = session.state().language;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(passphrase) = (*chosen).clone() {
                // The page that is shown as soon as there is a wallet.
                dom::go(&Route::Words);
                run.emit(CreateWallet {
                    passphrase,
                    language,
                });
            }
        })
    };
    let bar = html! {
        <StageBar back={t!(i, "back")} on_back={props.on_back.clone()}>
            { steps(i, 2) }
        </StageBar>
    };
    html! {
        <Sheet {bar}>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "passphrase-title") }</h1>
            <p class="text muted">{ t!(i, "passphrase-text") }</p>
            <form class="stack gap20 mt" onsubmit={create}>
                <NewPassphrase {on_ready} disabled={act.busy} autofocus=true />
                if let Some(error) = act.error { <ErrorBanner {error} /> }
                <div class="btns">
                    <button
                        class={classes!("btn", "primary", "lg", act.busy.then_some("is-loading"))}
                        disabled={chosen.is_none() || act.busy}
                        data-testid="passphrase-next"
                    >
                        { if act.busy { t!(i, "creating") } else { t!(i, "passphrase-next") } }
                    </button>
                </div>
            </form>
        </Sheet>
    }
}

/// How far the first run is, of four steps.
pub(crate) fn steps(i: I18n, at: u32) -> Html {
    html! {
        <>
            <span>{ t!(i, "step-of", n = at, all = 4_u32) }</span>
            <ol class="steps" aria-hidden="true">
                for n in 1..=4_u32 { <li class={(n <= at).then_some("on")}></li> }
            </ol>
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct NewPassphraseProps {
    /// The passphrase once it is strong enough and typed twice alike; `None` while it is not.
    pub(crate) on_ready: Callback<Option<Secret>>,
    /// While something is under way.
    #[prop_or_default]
    pub(crate) disabled: bool,
    /// Takes the focus when it appears.
    #[prop_or_default]
    pub(crate) autofocus: bool,
}

/// A new passphrase with its strength, typed twice.
#[function_component]
pub(crate) fn NewPassphrase(props: &NewPassphraseProps) -> Html {
    let i = use_session().i18n();
    let first = use_state(String::new);
    let second = use_state(String::new);
    let strength = use_state(|| None::<StrengthView>);
    {
        let (strength, typed) = (strength.setter(), (*first).clone());
        use_effect_with(typed, move |typed| {
            let live = std::rc::Rc::new(std::cell::Cell::new(true));
            let passphrase = Secret(typed.clone());
            let still = live.clone();
            spawn_local(async move {
                let rated = bridge::call(RatePassphrase { passphrase }).await;
                // A rating of what is no longer typed says nothing.
                if still.get() {
                    strength.set(rated.ok());
                }
            });
            move || live.set(false)
        });
    }
    let accepted = strength.is_some_and(|strength| strength.accepted);
    let same = *first == *second;
    {
        let (on_ready, typed) = (props.on_ready.clone(), (*first).clone());
        use_effect_with((accepted && same, typed), move |(ready, typed)| {
            on_ready.emit(ready.then(|| Secret(typed.clone())));
        });
    }
    let set_first = {
        let first = first.clone();
        Callback::from(move |text| first.set(text))
    };
    let set_second = {
        let second = second.clone();
        Callback::from(move |text| second.set(text))
    };
    let differs = !same && !second.is_empty() && !first.starts_with(second.as_str());
    let foreign_keys = !first.is_ascii();
    html! {
        <>
            <PassphraseField
                id="passphrase"
                label={t!(i, "passphrase")}
                value={(*first).clone()}
                oninput={set_first}
                autocomplete="new-password"
                autofocus={props.autofocus}
                disabled={props.disabled}
            >
                { meter(i, *strength) }
            </PassphraseField>
            <PassphraseField
                id="passphrase-again"
                label={t!(i, "passphrase-again")}
                value={(*second).clone()}
                oninput={set_second}
                autocomplete="new-password"
                disabled={props.disabled}
                error={differs.then(|| AttrValue::from(t!(i, "passphrase-differs")))}
            >
                <p class="hint">{ t!(i, "passphrase-hint") }</p>
            </PassphraseField>
            if foreign_keys {
                <crate::components::Banner
                    tone={crate::components::Tone::Info}
                    sign={Sign::Keyboard}
                    title={t!(i, "input-method-title")}
                    text={t!(i, "input-method-text")}
                />
            }
        </>
    }
}

/// How strong it is, and how long one computer would guess.
fn meter(i: I18n, strength: Option<StrengthView>) -> Html {
    let Some(strength) = strength.filter(|strength| strength.length > 0) else {
        return html! {
            <div class="meter">
                <progress class="prog" max="4" value="0" aria-label={t!(i, "strength")}></progress>
                <p class="small muted">{ t!(i, "strength-none") }</p>
            </div>
        };
    };
    let word = i.text(&format!("strength-{}", strength.score.min(4)));
    let more = if strength.accepted || strength.length >= 12 {
        i.text(guess_time(strength.guess_seconds_log10))
    } else {
        t!(i, "strength-short", n = strength.length)
    };
    html! {
        <div class="meter" data-testid="strength" data-score={strength.score.to_string()}>
            <progress
                class="prog"
                max="4"
                value={strength.score.to_string()}
                aria-label={t!(i, "strength")}
            ></progress>
            <p class="small" role="status"><b>{ word }</b><span class="muted">{ more }</span></p>
        </div>
    }
}

/// The key of the words for a time of guessing, given as a power of ten of seconds.
fn guess_time(log10: u8) -> &'static str {
    match log10 {
        0..=2 => "guess-minutes",
        3..=4 => "guess-hours",
        5..=6 => "guess-days",
        7..=8 => "guess-years",
        9..=10 => "guess-centuries",
        _ => "guess-ever",
    }
}
