//! A case that the law leaves to an officer: where it stands, who decided and why, and objecting.

use wallet_api::{
    CaseStage, CaseView, DecisionProblem, DecisionView, ErrorCode, ObjectToDecision, PetitionRow,
    Secret,
};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::{
    components::{
        Dialog, ErrorBanner, PassphraseField, Sign, Status, TileSize, icon, num, seal, tile,
    },
    format::{self, Moment},
    hooks::{use_act, use_session},
    i18n::{I18n, t},
};

/// Most characters of an objection.
const MAX_CHARS: usize = 500;

#[derive(Properties, PartialEq)]
pub(crate) struct CaseProps {
    /// The request's id in the inbox.
    pub(crate) request: String,
    /// The case.
    pub(crate) case: CaseView,
}

/// Where the case stands, and the way to object once it is decided.
#[function_component]
pub(crate) fn CaseLane(props: &CaseProps) -> Html {
    let i = use_session().i18n();
    let case = &props.case;
    let objecting = use_state(|| false);
    let open = {
        let objecting = objecting.clone();
        Callback::from(move |now: bool| objecting.set(now))
    };
    let day = |time: i64| num(format::date(i, Moment::local(time)));
    let decided = case.decision.as_ref();
    let trusted = decided.is_some_and(|decision| decision.problem.is_none());
    html! {
        <section data-testid="case" data-stage={stage_key(case.stage)}>
            <h2 class="q">{ t!(i, "case-title") }</h2>
            <ol class="lane">
                <li class="done">
                    <span class="dot">{ icon(Sign::Tick) }</span>
                    <b>{ t!(i, "case-on-record") }</b>
                    <span class="when num">{ day(case.opened) }</span>
                    <span class="sub">{ seal(i, &case.proof, None, false, None) }</span>
                </li>
                <li class={if decided.is_some() { "done" } else { "now" }}>
                    <span class="dot">if decided.is_some() { { icon(Sign::Tick) } }</span>
                    <b>{ t!(i, "case-with-officer") }</b>
                    <span class="when num">{ t!(i, "case-number", n = case.number) }</span>
                    <span class="sub">{ waiting_words(i, case) }</span>
                </li>
                <li class={if trusted { "done" } else { "todo" }}>
                    <span class="dot">if trusted { { icon(Sign::Tick) } }</span>
                    <b>{ i.text(stage_key(case.stage)) }</b>
                    <span class="when num">if let Some(decision) = decided { { day(decision.time) } }</span>
                    <span class="sub">
                        if decided.is_none() { { t!(i, "case-silence-is-no") } }
                    </span>
                </li>
            </ol>
            if let Some(decision) = decided { { verdict(i, decision) } }
            if let Some(objection) = &case.objection {
                { objection_row(i, objection) }
            } else if decided.is_some() {
                <div class="mt" data-testid="objection-way">
                    <h2 class="q">{ t!(i, "objection-title") }</h2>
                    <p class="small">{ t!(i, "objection-text", office = i.pick(&case.office.name)) }</p>
                    <p class="mt8">
                        <button
                            type="button"
                            class="btn sm"
                            onclick={open.reform(|_: MouseEvent| true)}
                            data-testid="object"
                        >
                            { t!(i, "objection-do") }
                        </button>
                    </p>
                </div>
            }
            if *objecting {
                <ObjectDialog request={props.request.clone()} on_close={open.reform(|()| false)} />
            }
        </section>
    }
}

fn stage_key(stage: CaseStage) -> &'static str {
    match stage {
        CaseStage::Waiting => "case-waiting",
        CaseStage::Permitted => "case-permitted",
        CaseStage::Denied => "case-denied",
        CaseStage::NotTrusted => "case-not-trusted",
    }
}

fn waiting_words(i: I18n, case: &CaseView) -> String {
    let mut words = vec![i.pick(&case.office.name)];
    if case.stage == CaseStage::Waiting {
        words.extend(
            case.waiting
                .map(|waiting| t!(i, "case-waiting-here", n = waiting)),
        );
        words.extend(case.due.map(|due| {
            let day = format::date(i, Moment::local(due));
            t!(i, "case-due", date = day)
        }));
    }
    words.join(&t!(i, "sentence-join"))
}

/// Who decided and why; or what is wrong with the decision.
fn verdict(i: I18n, decision: &DecisionView) -> Html {
    if let Some(problem) = decision.problem {
        let key = match problem {
            DecisionProblem::Forged => "case-problem-forged",
            DecisionProblem::OtherCase => "case-problem-other",
            DecisionProblem::NotAuthorised => "case-problem-officer",
            DecisionProblem::Missing => "case-problem-missing",
        };
        return html! {
            <p class="mt8" data-testid="decision-problem">
                <Status sign={Sign::Warning} tone="danger" tint=true>{ i.text(key) }</Status>
            </p>
        };
    }
    let words = t!(i, "case-authorised");
    html! {
        <div class="mt" data-testid="decision">
            <h2 class="q">{ t!(i, "case-who-decided") }</h2>
            <div class="officer">
                { tile(i, &decision.office, TileSize::Small) }
                <div class="grow">
                    <p class="strong">{ t!(i, "case-officer-of", officer = i.pick(&decision.officer), office = i.pick(&decision.office.name)) }</p>
                    <div class="meta"><span>{ seal(i, &decision.authorised, Some(words), false, None) }</span></div>
                </div>
            </div>
            <blockquote class="quote">
                <p data-testid="decision-reasons">{ t!(i, "quoted", text = i.pick(&decision.reasons)) }</p>
                <footer>{ t!(i, "case-own-reasons") }</footer>
            </blockquote>
        </div>
    }
}

fn objection_row(i: I18n, objection: &PetitionRow) -> Html {
    let words = objection
        .height
        .map(|height| t!(i, "objection-lodged", height = format::grouped(height)));
    html! {
        <div class="mt" data-testid="objection">
            <h2 class="q">{ t!(i, "objection-yours") }</h2>
            <blockquote class="quote"><p>{ t!(i, "quoted", text = objection.text.clone()) }</p></blockquote>
            if objection.height.is_some() {
                <p>{ seal(i, &objection.proof, words, false, None) }</p>
            } else {
                <p><Status sign={Sign::Hourglass} tone="info">{ t!(i, "objection-not-lodged") }</Status></p>
            }
            if let Some(answer) = &objection.answer {
                <blockquote class="quote" data-testid="objection-answer">
                    <p>{ t!(i, "quoted", text = i.pick(answer)) }</p>
                    <footer>{ i.pick(&objection.to.name) }</footer>
                </blockquote>
            } else if objection.answered.is_none() {
                <p class="small muted">{ t!(i, "objection-no-answer") }</p>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ObjectProps {
    request: String,
    on_close: Callback<()>,
}

/// The citizen's words and the passphrase.
#[function_component]
fn ObjectDialog(props: &ObjectProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let text = use_state(String::new);
    let passphrase = use_state(String::new);
    let done = {
        let (session, on_close) = (session.clone(), props.on_close.clone());
        Callback::from(move |_: PetitionRow| {
            session.say(t!(session.i18n(), "objection-toast"));
            on_close.emit(());
        })
    };
    let act = use_act::<ObjectToDecision>(done);
    let wrong = act
        .error
        .as_ref()
        .is_some_and(|error| error.code == ErrorCode::WrongPassphrase);
    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            text.set(event.target_unchecked_into::<HtmlTextAreaElement>().value());
        })
    };
    let type_passphrase = {
        let (passphrase, clear) = (passphrase.clone(), act.clear.clone());
        Callback::from(move |typed: String| {
            passphrase.set(typed);
            clear.emit(());
        })
    };
    let send = {
        let (run, id) = (act.run.clone(), props.request.clone());
        let (text, passphrase) = (text.clone(), passphrase.clone());
        Callback::from(move |_: MouseEvent| {
            run.emit(ObjectToDecision {
                id: id.clone(),
                text: (*text).clone(),
                passphrase: Secret((*passphrase).clone()),
            });
        })
    };
    let length = text.chars().count();
    let ready = !text.trim().is_empty() && length <= MAX_CHARS && !passphrase.is_empty();
    html! {
        <Dialog title={t!(i, "objection-dialog")} on_close={props.on_close.clone()} held={act.busy} testid="object-dialog">
            <p class="text muted mb">{ t!(i, "objection-dialog-text") }</p>
            <div class="field">
                <label for="objection-words">{ t!(i, "objection-words") }</label>
                <textarea
                    id="objection-words"
                    class="in"
                    rows="5"
                    maxlength={MAX_CHARS.to_string()}
                    value={(*text).clone()}
                    {oninput}
                    disabled={act.busy}
                    data-testid="objection-words"
                />
                <p class="hint">{ t!(i, "objection-length", n = length, max = MAX_CHARS) }</p>
            </div>
            <PassphraseField
                id="objection-passphrase"
                label={t!(i, "passphrase")}
                value={(*passphrase).clone()}
                oninput={type_passphrase}
                error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                disabled={act.busy}
            />
            if let Some(error) = act.error.clone().filter(|_| !wrong) {
                <div class="mt"><ErrorBanner {error} /></div>
            }
            <div class="btns">
                <button
                    type="button"
                    class="btn"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                    disabled={act.busy}
                >
                    { t!(i, "not-now") }
                </button>
                <button
                    type="button"
                    class="btn primary"
                    onclick={send}
                    disabled={!ready || act.busy}
                    data-testid="objection-send"
                >
                    { t!(i, "objection-send") }
                </button>
            </div>
        </Dialog>
    }
}
