//! What the citizen can do about an access: complain, ask why, put the alarm away.

use wallet_api::{
    ActivityKind, ActivityRow, DraftPetition, PetitionAboutAccess, PetitionDraft, PetitionKind,
    PetitionRow, PutAlarmAway, Secret,
};
use yew::prelude::*;

use super::words_dialog::WordsDialog;
use crate::{
    components::{ErrorBanner, Sign, Status, access_items, seal},
    format::{self, Moment},
    hooks::{use_act, use_session},
    i18n::{I18n, t},
};

/// What stands under a line of the activity; nothing under lines that tell of no access.
pub(super) fn access_acts(row: &ActivityRow, on_done: &Callback<()>) -> Html {
    let is_access = matches!(
        row.kind,
        ActivityKind::PermissionUsed
            | ActivityKind::AccessedWithoutPermission
            | ActivityKind::CodeRead
            | ActivityKind::CodeReadAgain
    );
    if is_access {
        html! { <AccessActs row={row.clone()} on_done={on_done.clone()} /> }
    } else {
        Html::default()
    }
}

#[derive(Properties, PartialEq)]
struct AccessProps {
    /// The line.
    row: ActivityRow,
    /// Something was said, or the alarm put away.
    on_done: Callback<()>,
}

/// Under a line: what was said already, and what can be said.
#[function_component]
fn AccessActs(props: &AccessProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let saying = use_state(|| None::<PetitionDraft>);
    let drafted = {
        let saying = saying.clone();
        Callback::from(move |draft: PetitionDraft| saying.set(Some(draft)))
    };
    let draft = use_act::<DraftPetition>(drafted);
    let away = {
        let on_done = props.on_done.clone();
        use_act::<PutAlarmAway>(Callback::from(move |_: ActivityRow| on_done.emit(())))
    };
    let row = &props.row;
    let said = |kind| row.petitions.iter().any(|petition| petition.kind == kind);
    let press = |kind: PetitionKind| {
        let id = row.id.clone();
        draft.run.reform(move |_: MouseEvent| DraftPetition {
            id: id.clone(),
            kind,
        })
    };
    let put_away = {
        let id = row.id.clone();
        away.run
            .reform(move |_: MouseEvent| PutAlarmAway { id: id.clone() })
    };
    let close = {
        let saying = saying.clone();
        Callback::from(move |()| saying.set(None))
    };
    let nothing = row.basis.is_nothing();
    html! {
        <>
            for petition in &row.petitions { { petition_line(i, petition) } }
            <div class="more-row">
                if nothing && !said(PetitionKind::Complaint) {
                    <button
                        type="button"
                        class="btn sm danger fill"
                        onclick={press(PetitionKind::Complaint)}
                        disabled={draft.busy}
                        data-testid="complain"
                    >
                        { t!(i, "complain") }
                    </button>
                }
                if !said(PetitionKind::Question) {
                    <button
                        type="button"
                        class={if nothing { "btn sm" } else { "as-link small" }}
                        onclick={press(PetitionKind::Question)}
                        disabled={draft.busy}
                        data-testid="ask-why"
                    >
                        { t!(i, "ask-why") }
                    </button>
                }
                if row.alarm {
                    <button
                        type="button"
                        class="btn sm quiet"
                        onclick={put_away}
                        disabled={away.busy}
                        data-testid="put-away"
                    >
                        { t!(i, "alarm-put-away") }
                    </button>
                }
            </div>
            if let Some(error) = draft.error.clone().or_else(|| away.error.clone()) {
                <div class="more-row"><ErrorBanner {error} /></div>
            }
            if let Some(draft) = (*saying).clone() {
                <SayDialog
                    row={row.clone()}
                    {draft}
                    on_close={close}
                    on_done={props.on_done.clone()}
                />
            }
        </>
    }
}

/// What was said about it, and what came back.
fn petition_line(i: I18n, petition: &PetitionRow) -> Html {
    let words = match petition.kind {
        PetitionKind::Question => t!(i, "question-yours", office = i.pick(&petition.to.name)),
        _ => t!(i, "complaint-yours", office = i.pick(&petition.to.name)),
    };
    let lodged = petition
        .height
        .map(|height| t!(i, "objection-lodged", height = format::grouped(height)));
    html! {
        <div class="more-row petition" data-testid="petition">
            <span class="small">{ words }</span>
            if petition.height.is_some() {
                { seal(i, &petition.proof, lodged, false, None) }
            } else {
                <Status sign={Sign::Hourglass} tone="info">{ t!(i, "objection-not-lodged") }</Status>
            }
            if let Some(answer) = &petition.answer {
                <blockquote class="quote" data-testid="petition-answer">
                    <p>{ t!(i, "quoted", text = i.pick(answer)) }</p>
                    <footer>{ i.pick(&petition.to.name) }</footer>
                </blockquote>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct SayProps {
    row: ActivityRow,
    draft: PetitionDraft,
    on_close: Callback<()>,
    on_done: Callback<()>,
}

#[function_component]
fn SayDialog(props: &SayProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let question = props.draft.kind == PetitionKind::Question;
    let key = |name: &str| {
        let kind = if question { "question" } else { "complaint" };
        format!("{kind}-{name}")
    };
    let done = {
        let (session, toast) = (session.clone(), key("toast"));
        let (on_close, on_done) = (props.on_close.clone(), props.on_done.clone());
        Callback::from(move |_: PetitionRow| {
            session.say(session.i18n().text(&toast));
            on_close.emit(());
            on_done.emit(());
        })
    };
    let act = use_act::<PetitionAboutAccess>(done);
    let send = {
        let (id, kind) = (props.row.id.clone(), props.draft.kind);
        act.run.reform(
            move |(text, passphrase): (String, String)| PetitionAboutAccess {
                id: id.clone(),
                kind,
                text,
                passphrase: Secret(passphrase),
            },
        )
    };
    let row = &props.row;
    let party = row.party.as_ref().or(row.custodian.as_ref());
    let party = party.map(|party| i.pick(&party.name)).unwrap_or_default();
    let ready = t!(
        i,
        &key("ready"),
        party = party,
        items = access_items(i, row),
        date = format::date(i, Moment::local(row.time)),
        height = row.height.map(format::grouped).unwrap_or_default(),
    );
    let to = i.pick(&props.draft.to.name);
    let mut text = t!(i, &key("text"), office = to.clone());
    if props.draft.with_record {
        text.push_str(&t!(i, "sentence-gap"));
        text.push_str(&t!(i, "petition-with-record"));
    }
    html! {
        <WordsDialog
            title={t!(i, &key("title"), office = to)}
            {text}
            {ready}
            send={t!(i, "objection-send")}
            busy={act.busy}
            error={act.error.clone()}
            on_typed={act.clear.clone()}
            on_send={send}
            on_close={props.on_close.clone()}
            testid="petition-dialog"
        />
    }
}
