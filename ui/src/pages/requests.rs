//! The inbox: what waits for the citizen, and what was answered.

use std::rc::Rc;

use wallet_api::{InboxKind, InboxRow, InboxState, ListInbox};
use yew::prelude::*;

use super::{aside::Aside, later::TakeUp, obtain::have_a_link};
use crate::{
    components::{
        Around, LongList, Page, Sign, Skeleton, Status, empty_art, failure, icon_small, num,
        party_name, stale_banner,
    },
    format::{self, Moment},
    hooks::{dom, use_i18n, use_load_or_empty},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

/// Whether a line waits for the citizen.
fn waits(row: &InboxRow) -> bool {
    row.snoozed.is_none()
        && matches!(
            row.state,
            InboxState::New
                | InboxState::Waiting
                | InboxState::FailedNothingSent
                | InboxState::NotTaken
        )
}

/// Whether it was put aside until a time that has not come.
fn aside(row: &InboxRow) -> bool {
    row.snoozed.is_some()
}

fn answered(row: &InboxRow) -> bool {
    matches!(
        row.state,
        InboxState::Answered
            | InboxState::Refused
            | InboxState::FailedMaybeSent
            | InboxState::Offered
            | InboxState::Taken
    )
}

type Takes = fn(&InboxRow) -> bool;

const FILTERS: [(&str, Takes); 4] = [
    ("requests-all", |_| true),
    ("requests-yours", waits),
    ("requests-answered", answered),
    ("requests-expired", |row| row.state == InboxState::Expired),
];

/// The inbox.
#[function_component]
pub(crate) fn Requests() -> Html {
    let i = use_i18n();
    let inbox = use_load_or_empty(ListInbox {}, Vec::is_empty);
    let filter = use_state(|| 0_usize);
    html! {
        <Page title={t!(i, "requests-title")}>
            if let Load::Stale(_, error) = &inbox.state {
                { stale_banner(i, error, &inbox.again) }
            }
            {
                match &inbox.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &inbox.again) }
                    },
                    Load::Empty(_) => html! {
                        <div class="empty" data-testid="requests-empty">
                            { empty_art() }
                            <h2>{ t!(i, "requests-empty-title") }</h2>
                            <p class="text muted">{ t!(i, "requests-empty-text") }</p>
                            { have_a_link(i) }
                            <Aside />
                        </div>
                    },
                    Load::Shown(rows) | Load::Stale(rows, _) => html! {
                        <>
                            { shown(i, rows, &filter) }
                            <Aside />
                        </>
                    },
                }
            }
        </Page>
    }
}

fn shown(i: I18n, rows: &[InboxRow], filter: &UseStateHandle<usize>) -> Html {
    let (_, takes) = FILTERS[**filter];
    let (yours, others): (Vec<_>, Vec<_>) = rows
        .iter()
        .filter(|row| takes(row))
        .partition(|row| waits(row));
    let (put_aside, earlier): (Vec<_>, Vec<_>) = others.into_iter().partition(|row| aside(row));
    html! {
        <>
            <div class="tabs" role="group" aria-label={t!(i, "filter")}>
                for (place, (key, takes)) in FILTERS.into_iter().enumerate() {
                    <button
                        type="button"
                        aria-current={(**filter == place).then_some("true")}
                        onclick={{
                            let filter = filter.clone();
                            Callback::from(move |_: MouseEvent| filter.set(place))
                        }}
                    >
                        { i.text(key) }
                        <span class="n">{ rows.iter().filter(|row| takes(row)).count() }</span>
                    </button>
                }
                <span class="grow"></span>
                <a class="btn sm primary" href={Route::Paste.href()} data-testid="open-paste">
                    { icon_small(Sign::Scan) }{ t!(i, "requests-open") }
                </a>
            </div>
            <div class="scroll-n">
                <table class="tbl inbox">
                    <thead>
                        <tr>
                            <th>{ t!(i, "column-department") }</th>
                            <th>{ t!(i, "column-why") }</th>
                            <th class="opt-col">{ t!(i, "column-received") }</th>
                            <th class="opt-col opt2">{ t!(i, "column-due") }</th>
                            <th>{ t!(i, "column-status") }</th>
                            <th><span class="vh">{ t!(i, "column-action") }</span></th>
                        </tr>
                    </thead>
                    { group(i, "requests-group-yours", &yours) }
                    { group(i, "requests-group-snoozed", &put_aside) }
                    { group(i, "requests-group-earlier", &earlier) }
                </table>
            </div>
        </>
    }
}

fn group(i: I18n, key: &str, rows: &[&InboxRow]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    let before = html! {
        <tr class="grp">
            <th colspan="6" scope="rowgroup">{ i.text(key) }<span>{ rows.len() }</span></th>
        </tr>
    };
    let rows: Rc<[InboxRow]> = rows.iter().copied().cloned().collect();
    let count = rows.len();
    let row: Rc<dyn Fn(usize) -> Html> = Rc::new(move |place| line(i, &rows[place]));
    html! { <LongList around={Around::Body(6)} {before} rows={count} {row} /> }
}

fn line(i: I18n, row: &InboxRow) -> Html {
    let now = dom::here_and_now();
    let waiting = waits(row);
    let off = matches!(row.state, InboxState::Refused | InboxState::Expired);
    let what = match row.kind {
        InboxKind::Request => t!(i, "requests-see-items", n = row.items),
        InboxKind::Presentation => t!(i, "requests-present-items", n = row.items),
        InboxKind::Offer => t!(i, "requests-offers-items", n = row.items),
    };
    let sub = match row.state {
        InboxState::Refused | InboxState::Expired | InboxState::FailedNothingSent => {
            t!(i, "nothing-sent")
        }
        _ => what,
    };
    let route = match (row.kind, &row.permission) {
        (_, Some(permission)) if !waiting && row.state != InboxState::FailedMaybeSent => {
            Route::Permission(permission.clone())
        }
        (InboxKind::Request, _) => Route::Request(row.id.clone()),
        (InboxKind::Presentation, _) => Route::Present(row.id.clone()),
        (InboxKind::Offer, _) if row.state == InboxState::Answered => Route::Documents,
        (InboxKind::Offer, _) => Route::Offer(row.id.clone()),
    };
    let about = i.pick(&row.about);
    html! {
        <tr key={row.id.clone()} class={off.then_some("off")} data-testid="inbox-row" data-id={row.id.clone()}>
            <td>{ party_name(i, &row.party, false) }</td>
            <td class="wrap">
                if waiting { <b class="clip2">{ about }</b> } else { <span class="clip2">{ about }</span> }
                <span class="sub">{ sub }</span>
            </td>
            <td class="opt-col">{ num(format::when(i, Moment::local(row.received), now)) }</td>
            <td class="opt-col opt2">
                if let Some(expires) = row.expires {
                    { num(format::short_date(i, Moment::local(expires), now)) }
                }
            </td>
            <td>{ state(i, row) }</td>
            <td class="r">
                if aside(row) { <TakeUp id={row.id.clone()} />{ " " } }
                <a
                    class={if waiting { "btn sm" } else { "btn link sm" }}
                    href={route.href()}
                    data-testid={if waiting { "review" } else { "open-row" }}
                >
                    { if waiting { t!(i, "requests-review") } else { t!(i, "requests-look") } }
                </a>
            </td>
        </tr>
    }
}

fn state(i: I18n, row: &InboxRow) -> Html {
    let offer = row.kind == InboxKind::Offer;
    if let Some(until) = row.snoozed {
        let when = format::when(i, Moment::local(until), dom::here_and_now());
        let words = t!(i, "snoozed-until", when = format::inside(i, &when));
        return html! { <Status sign={Sign::Clock} tone="none">{ words }</Status> };
    }
    if row.untold {
        return html! {
            <span title={t!(i, "inbox-untold-text")} data-testid="untold">
                <Status sign={Sign::Hourglass} tone="warn" tint=true>{ t!(i, "inbox-untold") }</Status>
            </span>
        };
    }
    let (sign, tone, tint, key) = match row.state {
        InboxState::New => (Sign::Inbox, "info", true, "inbox-new"),
        InboxState::Waiting => (Sign::Inbox, "info", true, "inbox-waiting"),
        InboxState::Answered if row.kind == InboxKind::Presentation => {
            (Sign::TickRound, "ok", false, "inbox-presented")
        }
        InboxState::Answered if offer => (Sign::TickRound, "ok", false, "inbox-accepted"),
        InboxState::Answered => (Sign::TickRound, "ok", false, "inbox-approved"),
        InboxState::Refused if offer => (Sign::Cross, "none", false, "inbox-declined"),
        InboxState::Refused => (Sign::Cross, "none", false, "inbox-refused"),
        InboxState::Expired => (Sign::Clock, "none", false, "inbox-expired"),
        InboxState::FailedNothingSent => (Sign::Refresh, "warn", true, "inbox-not-sent"),
        InboxState::FailedMaybeSent => (Sign::Warning, "warn", true, "inbox-maybe-sent"),
        InboxState::Offered => (Sign::Hourglass, "info", true, "inbox-offered"),
        InboxState::Taken => (Sign::TickRound, "ok", false, "inbox-taken"),
        InboxState::NotTaken => (Sign::Undo, "warn", true, "inbox-not-taken"),
    };
    html! { <Status {sign} {tone} {tint}>{ i.text(key) }</Status> }
}
