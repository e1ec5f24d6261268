//! Typing in three of the recovery words, to be sure that they stand on paper.

use wallet_api::{BeginWordCheck, CheckWords, ErrorCode, Secret, StatusView};
use yew::prelude::*;

use super::{first_run::steps, restore::WordField};
use crate::{
    components::{
        ErrorBanner, Sheet, Sign, Skeleton, StageBar, failure, field_error, icon_small, use_title,
    },
    hooks::{dom, use_act, use_load, use_session},
    i18n::t,
    route::Route,
    state::load::Load,
};

/// The check; it can be done as often as one likes, or later.
#[function_component]
pub(crate) fn WordCheck() -> Html {
    let session = use_session();
    let i = session.i18n();
    let heading = use_title(&t!(i, "word-check-title").into());
    let places = use_load(BeginWordCheck {});
    let answers = use_state(|| vec![String::new(); 3]);
    let done = {
        let session = session.clone();
        Callback::from(move |status: StatusView| {
            session.take(status);
            session.say(t!(session.i18n(), "word-check-done"));
            dom::go(&Route::Home);
        })
    };
    let act = use_act::<CheckWords>(done);
    let asked: Vec<u8> = places
        .state
        .view()
        .map(|view| view.places.clone())
        .unwrap_or_default();
    let check = {
        let (run, asked, answers) = (act.run.clone(), asked.clone(), answers.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = answers.iter().map(|word| Secret(word.clone()));
            run.emit(CheckWords {
                answers: asked.iter().copied().zip(typed).collect(),
            });
        })
    };
    let typed = |at: usize| {
        let (answers, clear) = (answers.clone(), act.clear.clone());
        Callback::from(move |text: String| {
            let mut next = (*answers).clone();
            if let Some(answer) = next.get_mut(at) {
                *answer = text
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned();
            }
            if text.ends_with(char::is_whitespace) {
                dom::focus_on(&format!("#check-{}", at + 1));
            }
            answers.set(next);
            clear.emit(());
        })
    };
    let complete = !asked.is_empty()
        && answers
            .iter()
            .take(asked.len())
            .all(|word| !word.is_empty());
    let wrong = act
        .error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WordsDiffer);
    let back = Callback::from(|()| dom::go(&Route::Words));
    let again = Callback::from(|_: MouseEvent| dom::go(&Route::Words));
    let later = Callback::from(|_: MouseEvent| dom::go(&Route::Home));
    let bar = html! { <StageBar back={t!(i, "back")} on_back={back}>{ steps(i, 4) }</StageBar> };
    html! {
        <Sheet {bar} wide=true>
            <h1 class="words-h" tabindex="-1" ref={heading}>{ t!(i, "word-check-title") }</h1>
            <p class="text muted">{ t!(i, "word-check-text") }</p>
            if let Load::Failed(error) = &places.state {
                { failure(i, error, &places.again) }
            } else if places.state.view().is_none() {
                <Skeleton rows=3 />
            }
            <form onsubmit={check}>
                <ol class="wcheck typed">
                    for (at, place) in asked.iter().enumerate() {
                        <li>
                            <label class="k" for={format!("check-{at}")}>
                                { t!(i, "word-check-place", n = *place) }
                            </label>
                            <WordField
                                id={format!("check-{at}")}
                                value={answers.get(at).cloned().unwrap_or_default()}
                                {wrong}
                                first={at == 0}
                                on_typed={typed(at)}
                            />
                        </li>
                    }
                </ol>
                if wrong {
                    { field_error(t!(i, "word-check-wrong"), None) }
                } else if let Some(error) = act.error.clone() {
                    <ErrorBanner {error} />
                }
                <div class="btns foot-btns">
                    <button class="btn primary lg" disabled={!complete || act.busy} data-testid="check-words">
                        { t!(i, "word-check-do") }
                    </button>
                    <button type="button" class="btn lg" onclick={again} data-testid="words-again">
                        { icon_small(Sign::Eye) }{ t!(i, "word-check-again") }
                    </button>
                    <span class="grow"></span>
                    <button type="button" class="btn link" onclick={later} data-testid="check-later">
                        { t!(i, "word-check-later") }
                    </button>
                </div>
            </form>
            <p class="hint">{ t!(i, "word-check-hint") }</p>
        </Sheet>
    }
}
