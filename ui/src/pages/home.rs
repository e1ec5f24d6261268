//! Home: what is next, the newest documents, what happened last.

use wallet_api::{
    ActivityRow, DismissNotice, DocumentRow, GetHome, HomeView, InboxKind, InboxRow, StatusChange,
};
use yew::prelude::*;

use super::obtain::Obtainable;
use crate::{
    components::{
        Banner, Page, Sign, Skeleton, Status, TileSize, Tone, access_items, activity_sentence,
        basis_words, document_status, failure, icon, num, row_tile, seal, stale_banner, tile,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_i18n, use_load},
    i18n::{I18n, rich, t},
    route::Route,
    state::load::Load,
};

/// Home.
#[function_component]
pub(crate) fn Home() -> Html {
    let i = use_i18n();
    let home = use_load(GetHome {});
    html! {
        <Page title={t!(i, "home-title")}>
            if let Load::Stale(_, error) = &home.state {
                { stale_banner(i, error, &home.again) }
            }
            {
                match &home.state {
                    Load::Loading => html! { <Skeleton rows=6 /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &home.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        contents(i, view)
                    }
                }
            }
        </Page>
    }
}

fn contents(i: I18n, view: &HomeView) -> Html {
    let next = view.waiting.first();
    html! {
        <>
            if !view.alarms.is_empty() { { alarm(i, &view.alarms) } }
            for row in &view.notices { <Notice key={row.id.clone()} row={row.clone()} /> }
            if !view.words_checked {
                <div class="mb">
                    <Banner
                        tone={Tone::Warn}
                        title={t!(i, "home-words-title")}
                        text={t!(i, "home-words-text")}
                        testid="words-unchecked"
                    >
                        <a class="btn sm" href={Route::WordCheck.href()}>{ t!(i, "home-words-do") }</a>
                    </Banner>
                </div>
            }
            <div class="home-top">
                {
                    match next {
                        Some(row) => waiting(i, row, view.waiting.len()),
                        None => nothing_waits(i),
                    }
                }
                <section class="counter">
                    <h2>{ t!(i, "counter-home-title") }</h2>
                    <p>{ t!(i, "counter-home-text") }</p>
                    <a class="btn primary block" href={Route::Counter(None).href()} data-testid="open-counter">
                        { icon(Sign::Code) }{ t!(i, "counter-home-do") }
                    </a>
                    <a class="btn quiet sm" href={Route::Paste.href()} data-testid="open-paste">
                        { icon(Sign::Scan) }{ t!(i, "home-got-do") }
                    </a>
                </section>
            </div>
            <section class="sec">
                <div class="sec-h">
                    <h2>{ t!(i, "documents-title") }</h2>
                    if view.document_count > 0 {
                        <a href={Route::Documents.href()}>{ t!(i, "home-all-documents", n = view.document_count) }</a>
                    }
                </div>
                if view.documents.is_empty() {
                    <p class="small muted mb">{ t!(i, "home-no-documents") }</p>
                    <Obtainable />
                } else {
                    <div class="docs">
                        for row in view.documents.iter().take(3) { { card(i, row) } }
                    </div>
                }
            </section>
            if !view.recent.is_empty() {
                <section class="sec">
                    <div class="sec-h">
                        <h2>{ t!(i, "home-recent") }</h2>
                        <a href={Route::Activity.href()}>{ t!(i, "home-all-activity") }</a>
                    </div>
                    <ul class="list rows">
                        for row in view.recent.iter().take(3) { { recent(i, row) } }
                    </ul>
                </section>
            }
            // Last, so that nothing moves when the answers of the departments come.
            if !view.documents.is_empty() { <Obtainable besides=true /> }
        </>
    }
}

/// Somebody was at the citizen's data and nothing covers it.
fn alarm(i: I18n, alarms: &[ActivityRow]) -> Html {
    let first = &alarms[0];
    let party = first.party.as_ref().or(first.custodian.as_ref());
    let title = t!(
        i,
        "home-alarm-title",
        party = party.map(|party| i.pick(&party.name)).unwrap_or_default(),
        items = access_items(i, first),
        n = alarms.len() - 1,
    );
    html! {
        <div class="mb">
            <Banner tone={Tone::Danger} {title} text={t!(i, "home-alarm-text")} testid="home-alarm">
                <a class="btn sm" href={Route::Activity.href()}>{ t!(i, "home-alarm-do") }</a>
            </Banner>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct NoticeProps {
    row: ActivityRow,
}

/// A document whose issuer changed its status, until it is put away.
#[function_component]
fn Notice(props: &NoticeProps) -> Html {
    let i = use_i18n();
    let row = &props.row;
    let dismiss = use_act::<DismissNotice>(Callback::noop());
    let tone = match row.change {
        Some(StatusChange::Revoked) => Tone::Danger,
        Some(StatusChange::Suspended | StatusChange::Superseded) => Tone::Warn,
        _ => Tone::Info,
    };
    let key = match row.change {
        Some(StatusChange::Suspended) => "notice-suspended",
        Some(StatusChange::Revoked) => "notice-revoked",
        Some(StatusChange::Superseded) => "notice-superseded",
        _ => "notice-reinstated",
    };
    let title = t!(
        i,
        key,
        about = i.pick(&row.about),
        party = (row.party.as_ref())
            .map(|party| i.pick(&party.name))
            .unwrap_or_default(),
        date = format::date(i, Moment::local(row.time)),
    );
    let put_away = {
        let id = row.id.clone();
        (dismiss.run).reform(move |_: MouseEvent| DismissNotice { id: id.clone() })
    };
    html! {
        <div class="mb">
            <Banner {tone} {title} testid="home-notice">
                if let Some(id) = &row.document {
                    <a class="btn sm" href={Route::Document(id.clone()).href()} data-testid="notice-open">
                        { t!(i, "notice-open") }
                    </a>
                }
                <button
                    type="button"
                    class="btn quiet sm"
                    onclick={put_away}
                    disabled={dismiss.busy}
                    data-testid="notice-dismiss"
                >
                    { t!(i, "notice-dismiss") }
                </button>
            </Banner>
        </div>
    }
}

fn waiting(i: I18n, row: &InboxRow, all: usize) -> Html {
    let (route, key, action) = match row.kind {
        InboxKind::Request => (
            Route::Request(row.id.clone()),
            "home-request",
            "home-review",
        ),
        InboxKind::Presentation => (
            Route::Present(row.id.clone()),
            "home-present",
            "home-review",
        ),
        InboxKind::Offer => (Route::Offer(row.id.clone()), "home-offer", "home-look"),
    };
    let about = i.pick(&row.about);
    let name = i.pick(&row.party.name);
    let title = t!(i, key, party = name, n = row.items, about = about.clone());
    let now = dom::now();
    html! {
        <section class="next" aria-labelledby="next-title" data-testid="next">
            <p class="eyebrow">{ t!(i, "home-waiting", n = all) }</p>
            <div class="next-b">
                { tile(i, &row.party, TileSize::Middle) }
                <div class="grow">
                    <h2 id="next-title">{ title }</h2>
                    if row.kind != InboxKind::Offer {
                        <p class="small muted clip">{ about }</p>
                    }
                    <p class="next-seal">
                        { seal(i, &row.party.proof, Some(t!(i, "identity-proven")), true, None) }
                    </p>
                </div>
            </div>
            <div class="foot">
                <a class="btn" href={route.href()} data-testid="next-open">{ i.text(action) }</a>
                if let Some(expires) = row.expires {
                    <span class="small muted">
                        {
                            rich!(
                                i,
                                "home-answer-by",
                                date = html! {
                                    { num(format::short_date(i, Moment::local(expires), Moment::local(now))) }
                                },
                                n = format::days_left(expires, now),
                            )
                        }
                    </span>
                }
                if all > 1 {
                    <a class="small" href={Route::Requests.href()}>{ t!(i, "home-all-waiting", n = all) }</a>
                }
            </div>
        </section>
    }
}

fn nothing_waits(i: I18n) -> Html {
    html! {
        <section class="next quiet" data-testid="nothing-waits">
            <p class="eyebrow">{ t!(i, "home-nothing-eyebrow") }</p>
            <div class="next-b"><div class="grow">
                <h2>{ t!(i, "home-nothing-title") }</h2>
                <p class="small muted">{ t!(i, "home-nothing-text") }</p>
            </div></div>
        </section>
    }
}

fn card(i: I18n, row: &DocumentRow) -> Html {
    html! {
        <a class="doc" href={Route::Document(row.id.clone()).href()} key={row.id.clone()} data-testid="document-card">
            <span class="by">{ tile(i, &row.issuer, TileSize::Small) }{ i.pick(&row.issuer.name) }</span>
            <h3>{ document_name(i, row) }</h3>
            if !row.number.is_empty() { <span class="id">{ format::in_fours(&row.number) }</span> }
            { document_status(i, &row.status) }
        </a>
    }
}

/// The name of a document: the issuer's, else the type's.
pub(crate) fn document_name(i: I18n, row: &DocumentRow) -> String {
    let name = i.pick(&row.name);
    if name.is_empty() {
        i.code("vct", &row.vct)
    } else {
        name
    }
}

fn recent(i: I18n, row: &ActivityRow) -> Html {
    let (sign, words, _) = basis_words(i, &row.basis);
    html! {
        <li key={row.id.clone()}>
            { row_tile(i, row) }
            <span class="grow plain-b">{ activity_sentence(i, row) }</span>
            <Status {sign} tone="none">{ words }</Status>
            <span class="small muted num">
                { format::when(i, Moment::local(row.time), dom::here_and_now()) }
            </span>
        </li>
    }
}
