//! One permission with its history.

use wallet_api::{
    FinalityView, GetPermission, PermissionRow, PermissionState, PermissionView, ProofSubject,
};
use yew::prelude::*;

use super::{
    case::CaseLane,
    handed_on::{handed_on, steps},
    law::{Statute, law_standing},
    permissions::{finality, worth_words},
    withdraw::WithdrawDialog,
};
use crate::{
    components::{
        Evidence, Page, Sign, Skeleton, TileSize, activity_list, attribute_name, failure, icon,
        num, seal, stale_banner, tile,
    },
    format::{self, Moment},
    hooks::{Session, dom, use_load, use_session},
    i18n::{I18n, rich, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct PermissionProps {
    /// Its id.
    pub(crate) id: String,
}

/// One permission.
#[function_component]
pub(crate) fn Permission(props: &PermissionProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let permission = use_load(GetPermission {
        id: props.id.clone(),
    });
    let withdrawing = use_state(|| false);
    let view = permission.state.view().cloned();
    let title = view.as_ref().map_or_else(
        || t!(i, "permission"),
        |view| t!(i, "permission-title", party = i.pick(&view.row.party.name)),
    );
    let facts = view
        .as_ref()
        .map(|view| facts(i, &view.row))
        .unwrap_or_default();
    let back = Some((
        Route::Permissions,
        AttrValue::from(t!(i, "permissions-title")),
    ));
    let open = {
        let withdrawing = withdrawing.clone();
        Callback::from(move |open: bool| withdrawing.set(open))
    };
    let again = permission.again.clone();
    html! {
        <Page {title} {back} {facts}>
            if let Load::Stale(_, error) = &permission.state {
                { stale_banner(i, error, &permission.again) }
            }
            {
                match &permission.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &permission.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        contents(&session, i, view, &open)
                    }
                }
            }
            if let Some(view) = view.filter(|_| *withdrawing) {
                <WithdrawDialog
                    permission={view.row.clone()}
                    on_close={open.reform(|()| false)}
                    on_done={again.reform(|_: PermissionRow| ())}
                />
            }
        </Page>
    }
}

/// How long the office may still keep what it learnt.
fn kept(i: I18n, until: i64) -> Html {
    let now = dom::now();
    let date = format::date(i, Moment::local(until));
    let words = match until > now {
        true => t!(
            i,
            "kept-until",
            date = date,
            n = format::days_left(until, now)
        ),
        false => t!(i, "kept-no-longer", date = date),
    };
    html! { <div class="hint" data-testid="kept-until">{ words }</div> }
}

/// Asked, in a block, sealed for good; and the last reading before.
fn lane(i: I18n, view: &FinalityView) -> Html {
    let time = |time: i64| num(format::when(i, Moment::local(time), dom::here_and_now()));
    let step = |done: bool| if done { "done" } else { "now" };
    let in_block = view.block.is_some();
    let sealed = view.sealed.is_some();
    let dot = |done: bool| {
        html! {
            <span class="dot">if done { { icon(Sign::Tick) } }</span>
        }
    };
    html! {
        <>
            <ol class="lane mt8" data-testid="withdrawal-lane">
                <li class="done">
                    { dot(true) }<b>{ t!(i, "withdrawal-asked") }</b>
                    <span class="when num">{ time(view.asked) }</span>
                </li>
                <li class={step(in_block)}>
                    { dot(in_block) }
                    if let Some((height, at)) = view.block {
                        <b>{ t!(i, "withdrawal-in-block", height = format::grouped(height)) }</b>
                        <span class="when num">{ time(at) }</span>
                    } else {
                        <b>{ t!(i, "withdrawal-to-block") }</b>
                    }
                </li>
                <li class={if sealed { "done" } else if in_block { "now" } else { "todo" }}>
                    { dot(sealed) }
                    if let Some((height, at)) = view.sealed {
                        <b data-testid="withdrawal-final">{ t!(i, "withdrawal-final", height = format::grouped(height)) }</b>
                        <span class="when num">{ t!(i, "withdrawal-took", n = (at - view.asked).max(0)) }</span>
                    } else {
                        <b>{ t!(i, "withdrawal-to-final") }</b>
                    }
                </li>
            </ol>
            if in_block {
                <p class="hint">
                    {
                        match view.last_use {
                            Some(last) => rich!(i, "withdrawal-last-read", time = html! { { time(last) } }),
                            None => html! { { t!(i, "withdrawal-never-read") } },
                        }
                    }
                </p>
            }
        </>
    }
}

fn facts(i: I18n, row: &PermissionRow) -> Html {
    html! {
        <>
            <span>{ tile(i, &row.party, TileSize::Small) }{ i.pick(&row.party.name) }</span>
            <span>{ t!(i, "request") }{ " " }<span class="id">{ &row.number }</span></span>
        </>
    }
}

fn contents(session: &Session, i: I18n, view: &PermissionView, open: &Callback<bool>) -> Html {
    let row = &view.row;
    let day = |time: i64| html! { { num(format::date(i, Moment::local(time))) } };
    let subject = ProofSubject::Permission { id: row.id.clone() };
    let proof = session.open_proof(subject, t!(i, "permission"));
    html! {
        <>
            <div class="split">
                <section>
                    <h2 class="q">{ t!(i, "permission-allows") }</h2>
                    <dl class="facts wide">
                        <dt>{ t!(i, "column-may-see") }</dt>
                        <dd>
                            for right in &row.rights {
                                <div class="strong">{ attribute_name(i, &right.attribute) }</div>
                            }
                        </dd>
                        <dt>{ t!(i, "receipt-purpose") }</dt>
                        <dd>{ t!(i, "quoted", text = i.pick(&row.purpose_text)) }</dd>
                        <dt>{ t!(i, "permission-custodian") }</dt>
                        <dd>{ i.pick(&row.custodian.name) }</dd>
                        <dt>{ t!(i, "permission-since") }</dt>
                        <dd>{ day(row.since) }</dd>
                        <dt>{ t!(i, "column-until") }</dt>
                        <dd>{ day(row.until) }</dd>
                        <dt>{ t!(i, "column-used") }</dt>
                        <dd data-testid="used">{ t!(i, "used-times", n = row.used, max = row.max_uses) }</dd>
                        <dt>{ t!(i, "rule-kept") }</dt>
                        <dd>
                            { t!(i, "kept-days", n = row.retention_days) }
                            if let Some(until) = row.kept_until { { kept(i, until) } }
                        </dd>
                        <dt>{ t!(i, "permission-hand-on") }</dt>
                        <dd data-testid="hand-on">{ steps(i, row) }</dd>
                        if let Some(clause) = &row.clause {
                            <dt>{ t!(i, "receipt-rule") }</dt>
                            <dd>{ i.pick(&clause.title) }<Statute clause={clause.code.clone()} /></dd>
                        }
                    </dl>
                </section>
                <aside class="side">
                    <section class="box pad">
                        <h2 class="q">{ t!(i, "permission-stands") }</h2>
                        <p class="left-fin">{ finality(i, row) }</p>
                        if let Some(worth) = row.worth_closing {
                            <p class="hint">{ worth_words(i, worth) }</p>
                        }
                        if let Some(withdrawal) = &row.withdrawal { { lane(i, withdrawal) } }
                        <p class="mt8">
                            { seal(i, &row.proof, None, false, Some(proof)) }
                        </p>
                    </section>
                    if let Some(case) = &view.case {
                        <section class="sec">
                            <CaseLane request={view.request.clone()} case={case.clone()} />
                        </section>
                    }
                    if !matches!(row.state, PermissionState::Preparing | PermissionState::NotDelivered) {
                        <section class="sec stack">
                            <Evidence id={row.id.clone()} class="btn quiet block" hint=true />
                        </section>
                    }
                    if matches!(row.state, PermissionState::Active | PermissionState::WaitsForOfficer) {
                        <section class="sec stack">
                            <button
                                class="btn block"
                                onclick={open.reform(|_: MouseEvent| true)}
                                data-testid="withdraw"
                            >
                                { t!(i, "withdraw") }
                            </button>
                            <p class="hint">{ t!(i, "withdraw-hint") }</p>
                        </section>
                    }
                </aside>
            </div>
            { handed_on(i, row) }
            { law_standing(i, row) }
            <section class="sec">
                <h2>{ t!(i, "permission-history") }</h2>
                if view.history.is_empty() {
                    <p class="text muted mt8">{ t!(i, "permission-never-used") }</p>
                } else {
                    <div class="mt8">{ activity_list(session, &view.history, |_| Html::default()) }</div>
                }
            </section>
        </>
    }
}
