//! What can be obtained now and from whom, and applying for it.

use wallet_api::{
    Apply, ApplyView, ErrorCode, ListObtainable, LocalText, ObtainableRow, ObtainableView,
    Obtaining,
};
use yew::prelude::*;

use crate::{
    components::{
        Dialog, ErrorBanner, Sign, Skeleton, Status, TileSize, failure, icon_small, tile,
    },
    format,
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct ObtainableProps {
    /// Whether it stands last on a page of other things: only what is not held yet, in short rows,
    /// under its own heading, and nothing at all while nobody answered.
    #[prop_or_default]
    pub(crate) besides: bool,
}

/// The list; on the documents page it stands at the side, when empty in the middle, on home last.
#[function_component]
pub(crate) fn Obtainable(props: &ObtainableProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load(ListObtainable {});
    let asked = use_state(|| None::<ObtainableRow>);
    let told = use_state(|| None::<(ObtainableRow, LocalText)>);
    let done = {
        let (asked, told, again) = (asked.clone(), told.clone(), list.again.clone());
        Callback::from(move |outcome: ApplyView| match outcome {
            ApplyView::Offer { offer } => dom::go(&Route::Offer(offer.id)),
            ApplyView::Request { id } => dom::go(&Route::Request(id)),
            ApplyView::Coming { message } | ApplyView::Counter { message } => {
                told.set((*asked).clone().map(|row| (row, message)));
                again.emit(());
            }
        })
    };
    let act = use_act::<Apply>(done);
    let apply = {
        let (asked, run) = (asked.clone(), act.run.clone());
        Callback::from(move |row: ObtainableRow| {
            run.emit(Apply {
                issuer: row.issuer.did.clone(),
                id: row.id.clone(),
            });
            asked.set(Some(row));
        })
    };
    let close = {
        let told = told.clone();
        Callback::from(move |()| told.set(None))
    };
    let busy = act.busy.then(|| (*asked).clone()).flatten();
    html! {
        <>
            {
                match &list.state {
                    state if props.besides => besides(i, state, &list.again, |view| {
                        rows(i, view, busy.as_ref(), act.busy, &apply)
                    }),
                    Load::Loading => html! { <Skeleton rows=3 /> },
                    // Before any network is known there is nobody to ask.
                    Load::Failed(error) if error.code == ErrorCode::NoNetwork => html! {
                        <p class="small muted">{ t!(i, "obtain-no-network") }</p>
                    },
                    Load::Failed(error) => html! {
                        { failure(i, error, &list.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        rows(i, view, busy.as_ref(), act.busy, &apply)
                    }
                }
            }
            if let Some(error) = act.error { <div class="mt8"><ErrorBanner {error} /></div> }
            if let Some((row, message)) = &*told {
                <Dialog title={t!(i, "obtain-told-title", name = i.pick(&row.name))} on_close={close.clone()} testid="applied">
                    <p class="text muted">{ i.pick(message) }</p>
                    <div class="btns">
                        <button class="btn" autofocus=true onclick={close.reform(|_: MouseEvent| ())} data-testid="applied-close">
                            { t!(i, "close") }
                        </button>
                    </div>
                </Dialog>
            }
        </>
    }
}

/// The list below other things: it asks for no attention while it loads or when it fails.
fn besides(
    i: I18n,
    state: &Load<ObtainableView>,
    again: &Callback<()>,
    rows: impl FnOnce(&ObtainableView) -> Html,
) -> Html {
    let contents = match state {
        Load::Loading => return Html::default(),
        Load::Failed(error) if error.code == ErrorCode::NoNetwork => return Html::default(),
        Load::Failed(_) => html! {
            <p class="small muted">
                { t!(i, "obtain-unasked") }{ t!(i, "sentence-gap") }
                <button
                    type="button"
                    class="as-link"
                    onclick={again.reform(|_: MouseEvent| ())}
                    data-testid="obtainable-retry"
                >
                    { t!(i, "retry") }
                </button>
            </p>
        },
        Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
            let view = not_held(view);
            if view.rows.is_empty() {
                return Html::default();
            }
            rows(&view)
        }
    };
    html! {
        <section class="sec">
            <div class="sec-h"><h2>{ t!(i, "documents-obtain") }</h2></div>
            { contents }
        </section>
    }
}

/// What is not held yet, in the fewest words.
fn not_held(view: &ObtainableView) -> ObtainableView {
    let mut rows = view.rows.clone();
    rows.retain(|row| !row.held);
    for row in &mut rows {
        row.takes = LocalText::default();
        row.needs = LocalText::default();
    }
    ObtainableView {
        rows,
        silent: Vec::new(),
    }
}

fn rows(
    i: I18n,
    view: &ObtainableView,
    under_way: Option<&ObtainableRow>,
    busy: bool,
    apply: &Callback<ObtainableRow>,
) -> Html {
    if view.rows.is_empty() && view.silent.is_empty() {
        return html! { <p class="small muted">{ t!(i, "obtain-nothing") }</p> };
    }
    html! {
        <>
            if !view.rows.is_empty() {
                <ul class="list box" data-testid="obtainable">
                    for row in &view.rows { { line(i, row, under_way == Some(row), busy, apply) } }
                </ul>
            }
            for name in &view.silent {
                <p class="hint">
                    <Status sign={Sign::Offline} tone="warn">
                        { t!(i, "obtain-silent", name = i.pick(name)) }
                    </Status>
                </p>
            }
        </>
    }
}

fn line(
    i: I18n,
    row: &ObtainableRow,
    under_way: bool,
    busy: bool,
    apply: &Callback<ObtainableRow>,
) -> Html {
    let inside = |text| format::inside(i, &i.pick(text));
    let facts = [
        i.pick(&row.issuer.name),
        inside(&row.takes),
        inside(&row.needs),
    ];
    let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    let onclick = {
        let (apply, row) = (apply.clone(), row.clone());
        Callback::from(move |_: MouseEvent| apply.emit(row.clone()))
    };
    html! {
        <li key={format!("{}{}", row.issuer.did, row.id)}>
            { tile(i, &row.issuer, TileSize::Small) }
            <span class="grow">
                { i.pick(&row.name) }
                <span class="hint blk">{ facts.join(&t!(i, "sentence-join")) }</span>
            </span>
            if row.held {
                <Status sign={Sign::Tick} tone="none">{ t!(i, "obtain-held") }</Status>
            } else if row.how == Obtaining::Counter {
                <Status sign={Sign::Landmark} tone="none">{ t!(i, "obtain-counter") }</Status>
            } else {
                <button
                    class={classes!("btn", "sm", under_way.then_some("is-loading"))}
                    disabled={busy}
                    {onclick}
                    data-testid={format!("obtain-{}", row.id)}
                >
                    {
                        match row.how {
                            _ if under_way => t!(i, "obtain-asking"),
                            Obtaining::Request => t!(i, "obtain-start"),
                            _ => t!(i, "obtain-get"),
                        }
                    }
                </button>
            }
        </li>
    }
}

/// The link for those who have a code or a link.
pub(crate) fn have_a_link(i: I18n) -> Html {
    html! {
        <p class="mt8">
            <a class="btn link sm flush" href={Route::Paste.href()} data-testid="open-paste">
                { icon_small(Sign::Scan) }{ t!(i, "have-a-link") }
            </a>
        </p>
    }
}
