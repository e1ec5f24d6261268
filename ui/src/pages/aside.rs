//! What stands beside the inbox: links that could not be opened, and askers that are not proven.

use wallet_api::{
    ForgetLink, InboxKind, ListUnproven, ListWaitingLinks, OpenedView, RetryLink, UnprovenView,
    WaitingLink,
};
use yew::prelude::*;

use crate::{
    components::{ErrorBanner, SealKind, error_explanation, num, stamp},
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
};

/// The name that an unproven asker gives itself, or that it gives none.
pub(crate) fn given_name(i: I18n, view: &UnprovenView) -> String {
    view.name
        .clone()
        .filter(|name| !name.trim().is_empty())
        .unwrap_or_else(|| match view.host.is_empty() {
            true => t!(i, "unproven-nameless"),
            false => view.host.clone(),
        })
}

/// Both sections; nothing where there is nothing.
#[function_component]
pub(crate) fn Aside() -> Html {
    html! {
        <>
            <Links />
            <Unproven />
        </>
    }
}

#[function_component]
fn Links() -> Html {
    let session = use_session();
    let i = session.i18n();
    let links = use_load(ListWaitingLinks {});
    let opened = Callback::from(|opened: OpenedView| follow(&opened));
    let retry = use_act::<RetryLink>(opened);
    let forgotten = {
        let (session, again) = (session.clone(), links.again.clone());
        Callback::from(move |_: Vec<WaitingLink>| {
            session.say(t!(session.i18n(), "link-forgotten"));
            again.emit(());
        })
    };
    let forget = use_act::<ForgetLink>(forgotten);
    let Some(rows) = links.state.view().filter(|rows| !rows.is_empty()) else {
        return Html::default();
    };
    let busy = retry.busy || forget.busy;
    html! {
        <section class="sec apart" data-testid="waiting-links">
            <div class="sec-h">
                <h2>{ t!(i, "links-title") }</h2>
                <span class="small muted">{ t!(i, "links-note") }</span>
            </div>
            if let Some(error) = retry.error.clone().or_else(|| forget.error.clone()) {
                <ErrorBanner {error} />
            }
            <ul class="list">
                for row in rows.iter() {
                    <li key={row.id.clone()} data-testid="waiting-link">
                        <span class="grow">
                            { link_words(i, row) }
                            <span class="hint blk">{ error_explanation(i, &row.error) }</span>
                        </span>
                        { time(i, row.received) }
                        <button
                            type="button"
                            class="btn link sm"
                            disabled={busy}
                            onclick={{
                                let id = row.id.clone();
                                forget.run.reform(move |_: MouseEvent| ForgetLink { id: id.clone() })
                            }}
                            data-testid="forget-link"
                        >
                            { t!(i, "link-forget") }
                        </button>
                        <button
                            type="button"
                            class="btn sm"
                            disabled={busy}
                            onclick={{
                                let id = row.id.clone();
                                retry.run.reform(move |_: MouseEvent| RetryLink { id: id.clone() })
                            }}
                            data-testid="retry-link"
                        >
                            { t!(i, "link-retry") }
                        </button>
                    </li>
                }
            </ul>
        </section>
    }
}

fn link_words(i: I18n, row: &WaitingLink) -> String {
    let kind = i.text(match row.kind {
        InboxKind::Offer => "link-kind-offer",
        InboxKind::Request | InboxKind::Presentation => "link-kind-request",
    });
    match row.host.is_empty() {
        true => kind,
        false => t!(i, "link-from", kind = kind, host = row.host.clone()),
    }
}

#[function_component]
fn Unproven() -> Html {
    let i = use_session().i18n();
    let unproven = use_load(ListUnproven {});
    let Some(rows) = unproven.state.view().filter(|rows| !rows.is_empty()) else {
        return Html::default();
    };
    html! {
        <section class="sec apart" data-testid="unproven">
            <div class="sec-h">
                <h2>{ t!(i, "unproven-title") }</h2>
                <span class="small muted">{ t!(i, "unproven-note") }</span>
            </div>
            <ul class="list">
                for row in rows.iter() {
                    <li key={row.id.clone()} data-testid="unproven-row">
                        <span class="tile unk s" aria-hidden="true">{ "?" }</span>
                        <span class="grow">
                            { t!(i, "unproven-line", name = given_name(i, row), n = row.rights.len()) }
                        </span>
                        <span class="pf unchecked">
                            { stamp(SealKind::Unchecked, false) }{ t!(i, "unproven-seal") }
                        </span>
                        { time(i, row.received) }
                        <a class="btn link sm" href={Route::Unproven(row.id.clone()).href()} data-testid="open-unproven">
                            { t!(i, "requests-look") }
                        </a>
                    </li>
                }
            </ul>
        </section>
    }
}

fn time(i: I18n, time: i64) -> Html {
    let words = format::when(i, Moment::local(time), dom::here_and_now());
    html! { <span class="small muted">{ num(words) }</span> }
}

/// Goes where an opened link leads.
pub(crate) fn follow(opened: &OpenedView) {
    dom::go(&match opened {
        OpenedView::Offer { offer } => Route::Offer(offer.id.clone()),
        OpenedView::Request { id } => Route::Request(id.clone()),
        OpenedView::Presentation { id } => Route::Present(id.clone()),
        OpenedView::Unproven { id, .. } => Route::Unproven(id.clone()),
    });
}
