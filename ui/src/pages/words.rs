//! The recovery words: why they matter first, the words only when asked to show.

use wallet_api::{PhraseView, RevealPhrase, Secret};
use yew::prelude::*;

use super::first_run::steps;
use crate::{
    components::{
        ErrorBanner, PassphraseField, Sheet, Sign, StageBar, icon, icon_small, use_title,
    },
    hooks::{dom, use_act, use_session},
    i18n::t,
    route::{Route, Tab},
    state::session::SessionStep,
};

/// The page of the words; outside the first run it asks for the passphrase.
#[function_component]
pub(crate) fn Words() -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "words-title-short").into());
    let phrase = use_state(|| None::<PhraseView>);
    let shown = use_state(|| false);
    let typed = use_state(String::new);
    let fresh = session.state().fresh_passphrase.clone();
    let first_run = use_state(|| false);
    let done = {
        let phrase = phrase.clone();
        Callback::from(move |view| phrase.set(Some(view)))
    };
    let act = use_act::<RevealPhrase>(done);
    {
        let (session, run, first_run) = (session.clone(), act.run.clone(), first_run.clone());
        use_effect_with(fresh, move |fresh: &Option<Secret>| {
            if let Some(passphrase) = fresh.clone() {
                first_run.set(true);
                run.emit(RevealPhrase { passphrase });
                session.step(SessionStep::PassphraseUsed);
            }
        });
    }
    let leave = {
        let first_run = first_run.clone();
        Callback::from(move |()| {
            dom::go(&if *first_run {
                Route::Home
            } else {
                Route::Settings(Tab::Security)
            });
        })
    };
    let ask = {
        let (run, typed) = (act.run.clone(), typed.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            run.emit(RevealPhrase {
                passphrase: Secret((*typed).clone()),
            });
        })
    };
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |text| typed.set(text))
    };
    let show = |value: bool| {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(value))
    };
    let check = Callback::from(|_: MouseEvent| dom::go(&Route::WordCheck));
    let later = leave.reform(|_: MouseEvent| ());
    let back = if *first_run {
        t!(i, "later")
    } else {
        t!(i, "settings-title")
    };
    let bar = html! {
        <StageBar {back} on_back={leave}>
            if *first_run { { steps(i, 3) } }
        </StageBar>
    };
    let count = phrase.as_ref().map_or(24, |phrase| phrase.words.len());
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "words-title", n = count) }</h1>
            <p class="text muted">{ t!(i, "words-text") }</p>
            if let Some(phrase) = &*phrase {
                if *shown {
                    <ol class="words" lang={crate::i18n::I18n { language: phrase.language }.tag()} data-testid="words">
                        for (at, word) in phrase.words.iter().enumerate() {
                            <li><span class="n">{ at + 1 }</span><span class="w">{ word }</span></li>
                        }
                    </ol>
                    <div class="btns foot-btns">
                        <button class="btn primary lg" onclick={check} data-testid="words-written">
                            { t!(i, "words-written") }
                        </button>
                        <button class="btn lg" onclick={show(false)} data-testid="hide-words">
                            { icon_small(Sign::EyeOff) }{ t!(i, "hide") }
                        </button>
                        <span class="grow"></span>
                        <button class="btn link" onclick={later} data-testid="words-later">
                            { t!(i, "words-later") }
                        </button>
                    </div>
                } else {
                    <ul class="three mt">
                        <li>{ icon(Sign::Pen) }<span>{ t!(i, "words-fact-paper") }</span></li>
                        <li>{ icon(Sign::EyeOff) }<span>{ t!(i, "words-fact-alone") }</span></li>
                        <li>{ icon(Sign::Clock) }<span>{ t!(i, "words-fact-time") }</span></li>
                    </ul>
                    <div class="btns">
                        <button class="btn primary lg" onclick={show(true)} data-testid="show-words">
                            { icon(Sign::Eye) }{ t!(i, "words-show") }
                        </button>
                        <span class="grow"></span>
                        <button class="btn link" onclick={later} data-testid="words-later">
                            { t!(i, "words-later") }
                        </button>
                    </div>
                }
            } else if !*first_run {
                <form class="stack w mt" onsubmit={ask}>
                    <PassphraseField
                        id="words-passphrase"
                        label={t!(i, "passphrase")}
                        value={(*typed).clone()}
                        {oninput}
                        autofocus=true
                        disabled={act.busy}
                    />
                    if let Some(error) = act.error.clone() { <ErrorBanner {error} /> }
                    <div class="btns">
                        <button
                            class={classes!("btn", "primary", "lg", act.busy.then_some("is-loading"))}
                            disabled={typed.is_empty() || act.busy}
                            data-testid="words-continue"
                        >
                            { t!(i, "continue") }
                        </button>
                    </div>
                </form>
            } else if let Some(error) = act.error.clone() {
                <div class="mt"><ErrorBanner {error} /></div>
            }
        </Sheet>
    }
}
