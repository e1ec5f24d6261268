//! A case that the law leaves to an officer: where it stands, who decided and why, and objecting.

use wallet_api::{
    CaseStage, CaseView, DecisionProblem, DecisionView, ObjectToDecision, PetitionRow, Secret,
};
use yew::prelude::*;

use super::words_dialog::WordsDialog;
use crate::{
    components::{Sign, Status, TileSize, icon, num, seal, tile},
    format::{self, Moment},
    hooks::{use_act, use_session},
    i18n::{I18n, t},
};

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
    let done = {
        let (session, on_close) = (session.clone(), props.on_close.clone());
        Callback::from(move |_: PetitionRow| {
            session.say(t!(session.i18n(), "objection-toast"));
            on_close.emit(());
        })
    };
    let act = use_act::<ObjectToDecision>(done);
    let send = {
        let id = props.request.clone();
        act.run.reform(
            move |(text, passphrase): (String, String)| ObjectToDecision {
                id: id.clone(),
                text,
                passphrase: Secret(passphrase),
            },
        )
    };
    html! {
        <WordsDialog
            title={t!(i, "objection-dialog")}
            text={t!(i, "objection-dialog-text")}
            send={t!(i, "objection-send")}
            busy={act.busy}
            error={act.error.clone()}
            on_typed={act.clear.clone()}
            on_send={send}
            on_close={props.on_close.clone()}
            testid="object-dialog"
        />
    }
}
