//! One document: its contents, how it was checked, who can see it, what happened with it.

use wallet_api::{
    DocumentRow, DocumentStatus, DocumentView, GetDocument, PermissionState, ProofSubject,
    RefillDocument, RemoveDocument,
};
use yew::prelude::*;

use super::{certificates::status_lane, export_certificate::SaveForOthers, home::document_name};
use crate::{
    components::{
        Banner, Dialog, ErrorBanner, Page, Sign, Skeleton, TileSize, Tone, activity_sentence,
        attribute_name, checks, document_status, failure, icon_small, num, seal,
        short_document_status, shown_value, stale_banner, tile,
    },
    format::{self, Moment},
    hooks::{Session, dom, use_act, use_load, use_session},
    i18n::{I18n, rich, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct DocumentProps {
    /// Its id.
    pub(crate) id: String,
}

/// One document.
#[function_component]
pub(crate) fn Document(props: &DocumentProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let document = use_load(GetDocument {
        id: props.id.clone(),
    });
    let removing = use_state(|| false);
    let done = {
        let session = session.clone();
        Callback::from(move |_: Vec<DocumentRow>| {
            session.say(t!(session.i18n(), "document-removed"));
            dom::go(&Route::Documents);
        })
    };
    let remove = use_act::<RemoveDocument>(done);
    let view = document.state.view().cloned();
    let title = view
        .as_ref()
        .map_or_else(|| t!(i, "document"), |view| document_name(i, &view.row));
    let back = Some((Route::Documents, AttrValue::from(t!(i, "documents-title"))));
    let facts = view.as_ref().map(|view| facts(i, view)).unwrap_or_default();
    let ask = {
        let removing = removing.clone();
        Callback::from(move |open: bool| removing.set(open))
    };
    html! {
        <Page {title} {back} {facts}>
            if let Load::Stale(_, error) = &document.state {
                { stale_banner(i, error, &document.again) }
            }
            {
                match &document.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &document.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => html! {
                        <>{ replaced(i, view) }{ contents(&session, i, view, &ask) }</>
                    },
                }
            }
            if *removing {
                <Dialog title={t!(i, "remove-title")} on_close={ask.reform(|()| false)} testid="remove-dialog">
                    <p class="text muted">{ t!(i, "remove-text") }</p>
                    if let Some(error) = remove.error.clone() { <ErrorBanner {error} /> }
                    <div class="btns">
                        <button class="btn" autofocus=true onclick={ask.reform(|_: MouseEvent| false)}>
                            { t!(i, "remove-keep") }
                        </button>
                        <button
                            class="btn danger"
                            disabled={remove.busy}
                            onclick={{
                                let id = props.id.clone();
                                remove.run.reform(move |_: MouseEvent| RemoveDocument { id: id.clone() })
                            }}
                            data-testid="remove-confirm"
                        >
                            { t!(i, "remove-do") }
                        </button>
                    </div>
                </Dialog>
            }
        </Page>
    }
}

fn facts(i: I18n, view: &DocumentView) -> Html {
    html! {
        <>
            <span>{ tile(i, &view.row.issuer, TileSize::Small) }{ i.pick(&view.row.issuer.name) }</span>
            <span>{ short_document_status(i, &view.row.status) }</span>
            if !view.row.number.is_empty() {
                <span class="id">{ format::in_fours(&view.row.number) }</span>
            }
        </>
    }
}

/// The document that took this one's place.
fn replaced(i: I18n, view: &DocumentView) -> Html {
    let Some(new) = &view.replaced_by else {
        return Html::default();
    };
    html! {
        <div class="mb">
            <Banner
                tone={Tone::Info}
                sign={Sign::Refresh}
                title={t!(i, "replaced-by", name = document_name(i, new))}
                testid="replaced-by"
            >
                <a
                    class="btn sm"
                    href={Route::Document(new.id.clone()).href()}
                    data-testid="to-replacement"
                >
                    { t!(i, "replaced-by-open") }
                </a>
            </Banner>
        </div>
    }
}

fn contents(session: &Session, i: I18n, view: &DocumentView, ask: &Callback<bool>) -> Html {
    let title = document_name(i, &view.row);
    let subject = ProofSubject::Document {
        id: view.row.id.clone(),
    };
    let open = session.open_proof(subject, title);
    // What was withdrawn is proven to be that.
    let proven = may_be_saved(&view.row.status).then(|| t!(i, "document-proven"));
    let in_force: Vec<_> = view
        .permissions
        .iter()
        .filter(|row| {
            matches!(
                row.state,
                PermissionState::Active | PermissionState::Withdrawing
            )
        })
        .collect();
    html! {
        <div class="split">
            <div>
                <section>
                    <h2 class="q">{ t!(i, "document-contents") }</h2>
                    <dl class="facts wide" data-testid="attributes">
                        for attribute in &view.attributes {
                            <dt>{ attribute_name(i, &attribute.code) }</dt>
                            <dd>{ shown_value(i, &attribute.value) }</dd>
                        }
                        <dt>{ t!(i, "document-valid-from") }</dt>
                        <dd>{ num(format::date(i, Moment::local(view.valid_from))) }</dd>
                        <dt>{ t!(i, "document-status") }</dt>
                        <dd>{ document_status(i, &view.row.status) }</dd>
                    </dl>
                </section>
                <section class="sec">
                    <h2 class="q">{ t!(i, "document-history") }</h2>
                    <ul class="list">
                        for row in &view.history {
                            <li key={row.id.clone()}>
                                <span class="grow plain-b">{ activity_sentence(i, row) }</span>
                                <span class="small muted num">
                                    { format::when(i, Moment::local(row.time), dom::here_and_now()) }
                                </span>
                            </li>
                        }
                    </ul>
                </section>
            </div>
            <div class="side">
                <section class="box pad">
                    <p>{ seal(i, &view.row.proof, proven, true, None) }</p>
                    { checks(i, &view.checks, Some(&view.row.issuer)) }
                    <button type="button" class="as-link small" onclick={open} data-testid="open-proof">
                        { t!(i, "how-proven") }
                    </button>
                </section>
                if !view.steps.is_empty() {
                    <section class="sec">
                        <h2 class="q">{ t!(i, "document-stands") }</h2>
                        { status_lane(i, &view.steps) }
                    </section>
                }
                <section class="sec">
                    <h2 class="q">{ t!(i, "document-who-sees") }</h2>
                    if in_force.is_empty() {
                        <p class="small muted">{ t!(i, "document-nobody-sees") }</p>
                    } else {
                        <ul class="list">
                            for row in in_force {
                                <li key={row.id.clone()}>
                                    { tile(i, &row.party, TileSize::Small) }
                                    <span class="grow">
                                        <a href={Route::Permission(row.id.clone()).href()}>
                                            { i.pick(&row.party.name) }
                                        </a>
                                        <span class="hint blk">
                                            {
                                                rich!(
                                                    i,
                                                    "document-sees-until",
                                                    n = row.rights.len(),
                                                    date = html! {
                                                        { num(format::date(i, Moment::local(row.until))) }
                                                    },
                                                )
                                            }
                                        </span>
                                    </span>
                                </li>
                            }
                        </ul>
                    }
                </section>
                <section class="sec stack">
                    if view.copies.1 > 1 {
                        <p class="hint">
                            { t!(i, "document-copies", n = view.copies.0, all = view.copies.1) }
                        </p>
                    }
                    if may_be_saved(&view.row.status) {
                        <SaveForOthers id={view.row.id.clone()} attributes={view.attributes.clone()} />
                    }
                    if view.copies.0 < FULL {
                        <Refill id={view.row.id.clone()} />
                    }
                    <button
                        class="btn quiet block"
                        onclick={ask.reform(|_: MouseEvent| true)}
                        data-testid="remove-document"
                    >
                        { icon_small(Sign::Cross) }{ t!(i, "remove-from-wallet") }
                    </button>
                </section>
            </div>
        </div>
    }
}

/// Whoever checked another would only read that it does not hold.
fn may_be_saved(status: &DocumentStatus) -> bool {
    !matches!(
        status,
        DocumentStatus::Suspended
            | DocumentStatus::Revoked
            | DocumentStatus::Superseded
            | DocumentStatus::Expired { .. }
    )
}

/// So many fresh copies are enough; below, more can be had.
const FULL: u32 = 4;

#[derive(Properties, PartialEq)]
struct RefillProps {
    id: String,
}

/// Gets fresh copies from the issuer.
#[function_component]
fn Refill(props: &RefillProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let came = {
        let session = session.clone();
        Callback::from(move |_: DocumentView| session.say(t!(session.i18n(), "copies-refilled")))
    };
    let refill = use_act::<RefillDocument>(came);
    let onclick = {
        let id = props.id.clone();
        refill
            .run
            .reform(move |_: MouseEvent| RefillDocument { id: id.clone() })
    };
    html! {
        <>
            <button
                type="button"
                class="btn quiet block"
                {onclick}
                disabled={refill.busy}
                data-testid="refill"
            >
                { icon_small(Sign::Copy) }
                { if refill.busy { t!(i, "copies-refilling") } else { t!(i, "copies-refill") } }
            </button>
            if let Some(error) = refill.error.clone() { <ErrorBanner {error} /> }
        </>
    }
}
