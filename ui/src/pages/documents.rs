//! The documents, and what can be had besides.

use wallet_api::{DocumentRow, DocumentStatus, ListDocuments};
use yew::prelude::*;

use super::{
    home::document_name,
    obtain::{Obtainable, have_a_link},
};
use crate::{
    components::{
        Page, Skeleton, TileSize, empty_art, failure, seal, short_document_status, stale_banner,
        tile,
    },
    format,
    hooks::{use_i18n, use_load_or_empty},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Clone, Copy, PartialEq)]
enum Filter {
    All,
    Ending,
    Unusable,
}

impl Filter {
    const ALL: [(Self, &'static str); 3] = [
        (Self::All, "documents-all"),
        (Self::Ending, "documents-ending"),
        (Self::Unusable, "documents-unusable"),
    ];

    fn takes(self, row: &DocumentRow) -> bool {
        match self {
            Self::All => true,
            Self::Ending => matches!(row.status, DocumentStatus::Expiring { .. }),
            Self::Unusable => !matches!(
                row.status,
                DocumentStatus::Valid { .. } | DocumentStatus::Expiring { .. }
            ),
        }
    }
}

/// The documents.
#[function_component]
pub(crate) fn Documents() -> Html {
    let i = use_i18n();
    let list = use_load_or_empty(ListDocuments {}, Vec::is_empty);
    let filter = use_state(|| Filter::All);
    html! {
        <Page title={t!(i, "documents-title")}>
            if let Load::Stale(_, error) = &list.state {
                { stale_banner(i, error, &list.again) }
            }
            {
                match &list.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &list.again) }
                    },
                    Load::Empty(_) => empty(i),
                    Load::Shown(rows) | Load::Stale(rows, _) => shown(i, rows, &filter),
                }
            }
        </Page>
    }
}

fn empty(i: I18n) -> Html {
    html! {
        <div class="empty" data-testid="documents-empty">
            { empty_art() }
            <h2>{ t!(i, "documents-empty-title") }</h2>
            <p class="text muted">{ t!(i, "documents-empty-text") }</p>
            <div class="empty-list"><Obtainable /></div>
            { have_a_link(i) }
        </div>
    }
}

fn shown(i: I18n, rows: &[DocumentRow], filter: &UseStateHandle<Filter>) -> Html {
    html! {
        <>
            <div class="tabs" role="group" aria-label={t!(i, "filter")}>
                for (one, key) in Filter::ALL {
                    <button
                        type="button"
                        aria-current={(**filter == one).then_some("true")}
                        onclick={{
                            let filter = filter.clone();
                            Callback::from(move |_: MouseEvent| filter.set(one))
                        }}
                    >
                        { i.text(key) }
                        <span class="n">{ rows.iter().filter(|row| one.takes(row)).count() }</span>
                    </button>
                }
            </div>
            <div class="split docs-split">
                <ul class="doclist" data-testid="documents">
                    for row in rows.iter().filter(|row| filter.takes(row)) { { line(i, row) } }
                </ul>
                <aside class="side">
                    <h2 class="q">{ t!(i, "documents-obtain") }</h2>
                    <Obtainable />
                    { have_a_link(i) }
                </aside>
            </div>
        </>
    }
}

fn line(i: I18n, row: &DocumentRow) -> Html {
    html! {
        <li key={row.id.clone()}>
            <a class="dl" href={Route::Document(row.id.clone()).href()} data-testid="document-row">
                { tile(i, &row.issuer, TileSize::Middle) }
                <span class="grow">
                    <b>{ document_name(i, row) }</b>
                    <span class="hint blk">
                        { i.pick(&row.issuer.name) }
                        if !row.number.is_empty() {
                            { t!(i, "sentence-join") }<span class="id">{ format::in_fours(&row.number) }</span>
                        }
                    </span>
                </span>
                <span class="dl-s">
                    { short_document_status(i, &row.status) }
                    { seal(i, &row.proof, None, false, None) }
                </span>
            </a>
        </li>
    }
}
