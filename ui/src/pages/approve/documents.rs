//! Which of several documents is meant, and what is missing when none fits.

use std::rc::Rc;

use wallet_api::{
    Apply, ApplyView, ChooseDocument, ListMissing, LocalText, MissingRow, ObtainableRow, ReviewView,
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::{
    components::{
        ErrorBanner, Sign, Skeleton, Status, TileSize, attribute_name, failure, icon_small, tile,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::t,
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(super) struct SwapProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// Whether it was decided already.
    pub(super) held: bool,
    /// Shows the request anew.
    pub(super) on_swapped: Callback<()>,
}

/// The choice between documents that fit, where there is one.
#[function_component]
pub(super) fn SwapDocument(props: &SwapProps) -> Html {
    let i = use_session().i18n();
    let swap = use_act::<ChooseDocument>(props.on_swapped.reform(|_: ReviewView| ()));
    let review = &props.review;
    if review.documents.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let (run, id) = (swap.run.clone(), review.id.clone());
        Callback::from(move |event: Event| {
            let document = event.target_unchecked_into::<HtmlSelectElement>().value();
            run.emit(ChooseDocument {
                id: id.clone(),
                document,
            });
        })
    };
    html! {
        <section class="near" data-testid="swap-document">
            { icon_small(Sign::IdCard) }
            <p class="grow">{ t!(i, "which-document", n = review.documents.len()) }</p>
            <span class="selw">
                <select
                    class="pick"
                    aria-label={t!(i, "which-document-label")}
                    {onchange}
                    disabled={props.held || swap.busy}
                    data-testid="document-choice"
                >
                    for document in &review.documents {
                        <option
                            value={document.id.clone()}
                            selected={review.document.as_ref() == Some(&document.id)}
                        >
                            {
                                t!(
                                    i,
                                    "document-of",
                                    name = i.pick(&document.name),
                                    date = format::date(i, Moment::local(document.received))
                                )
                            }
                        </option>
                    }
                </select>
                { icon_small(Sign::ChevronDown) }
            </span>
            if let Some(error) = swap.error.clone() { <ErrorBanner {error} /> }
        </section>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct MissingProps {
    /// The request's id.
    pub(super) id: String,
}

/// Everything that is missing, and where to get it.
#[function_component]
pub(super) fn Missing(props: &MissingProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load(ListMissing {
        id: props.id.clone(),
    });
    let told = use_state(|| None::<LocalText>);
    let done = {
        let (told, again) = (told.clone(), list.again.clone());
        Callback::from(move |outcome: ApplyView| match outcome {
            ApplyView::Offer { offer } => dom::go(&Route::Offer(offer.id)),
            ApplyView::Request { id } => dom::go(&Route::Request(id)),
            ApplyView::Coming { message } | ApplyView::Counter { message } => {
                told.set(Some(message));
                again.emit(());
            }
        })
    };
    let apply = use_act::<Apply>(done);
    let view = match &list.state {
        Load::Loading => return html! { <Skeleton rows=3 /> },
        Load::Failed(error) => return failure(i, error, &list.again),
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => view.clone(),
    };
    if view.rows.is_empty() {
        return Html::default();
    }
    let get = |source: &ObtainableRow| {
        let (issuer, id) = (source.issuer.did.clone(), source.id.clone());
        apply.run.reform(move |_: MouseEvent| Apply {
            issuer: issuer.clone(),
            id: id.clone(),
        })
    };
    let source = |row: &MissingRow| match row.sources.first() {
        None => html! { <span class="why">{ t!(i, "missing-nowhere") }</span> },
        Some(source) => html! {
            <>
                <span class="why dep">
                    { tile(i, &source.issuer, TileSize::Small) }
                    {
                        t!(
                            i,
                            "missing-from",
                            document = i.pick(&source.name),
                            issuer = i.pick(&source.issuer.name),
                            takes = i.pick(&source.takes)
                        )
                    }
                </span>
            </>
        },
    };
    let mut offered: Vec<&ObtainableRow> = Vec::new();
    for source in view.rows.iter().filter_map(|row| row.sources.first()) {
        let known = |row: &&ObtainableRow| row.id == source.id && row.issuer == source.issuer;
        if !offered.iter().any(known) {
            offered.push(source);
        }
    }
    html! {
        <section data-testid="missing">
            <h2 class="q">
                { t!(i, "missing-title") }<span>{ t!(i, "missing-count", n = view.rows.len()) }</span>
            </h2>
            <ul class="att">
                for row in &view.rows {
                    <li key={row.attribute.clone()} data-testid={format!("missing-{}", row.attribute)}>
                        <span class="k">{ attribute_name(i, &row.attribute) }</span>
                        <span class="v muted rg">{ t!(i, "value-unknown") }</span>
                        if row.required {
                            <Status sign={Sign::Warning} tone="warn">{ t!(i, "missing-required") }</Status>
                        }
                        { source(row) }
                    </li>
                }
            </ul>
            <div class="btns">
                for source in offered {
                    <button
                        type="button"
                        class="btn"
                        onclick={get(source)}
                        disabled={apply.busy}
                        data-testid={format!("get-{}", source.id)}
                    >
                        { t!(i, "missing-get", document = i.pick(&source.name)) }
                    </button>
                }
            </div>
            if let Some(message) = &*told { <p class="small muted" role="status">{ i.pick(message) }</p> }
            if let Some(error) = apply.error.clone() { <div class="mt8"><ErrorBanner {error} /></div> }
            if !view.silent.is_empty() {
                <p class="small muted">
                    { t!(i, "missing-silent", names = view.silent.iter().map(|name| i.pick(name)).collect::<Vec<_>>().join(&t!(i, "list-comma"))) }
                </p>
            }
        </section>
    }
}
