//! The directory as a tree with what every office can reach, and one office beside it.

use wallet_api::{MapReach, OfficeView, ReachHow};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    cut::CutDialog,
    office::{CutAt, office},
};
use crate::{
    components::{
        Page, Sign, Skeleton, Status, TileSize, empty_art, failure, icon_small, stale_banner, tile,
    },
    hooks::{Session, use_load_or_empty, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct DepartmentsProps {
    /// DID of the office shown beside the tree.
    pub(crate) chosen: Option<String>,
}

/// The directory.
#[function_component]
pub(crate) fn Departments(props: &DepartmentsProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load_or_empty(MapReach {}, Vec::is_empty);
    let search = use_state(String::new);
    let cutting = use_state(|| None::<CutAt>);
    let on_cut = {
        let cutting = cutting.clone();
        Callback::from(move |at: CutAt| cutting.set(Some(at)))
    };
    let again = list.again.clone();
    html! {
        <Page title={t!(i, "departments-title")}>
            if let Load::Stale(_, error) = &list.state {
                { stale_banner(i, error, &list.again) }
            }
            {
                match &list.state {
                    Load::Loading => html! { <Skeleton rows=8 /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &list.again) }
                    },
                    Load::Empty(_) => html! {
                        <div class="empty" data-testid="departments-empty">
                            { empty_art() }
                            <h2>{ t!(i, "departments-empty-title") }</h2>
                            <p class="text muted">{ t!(i, "departments-empty-text") }</p>
                        </div>
                    },
                    Load::Shown(rows) | Load::Stale(rows, _) => {
                        shown(&session, rows, props.chosen.as_deref(), &search, &on_cut)
                    }
                }
            }
            if let Some(at) = (*cutting).clone() {
                <CutDialog
                    {at}
                    on_close={Callback::from(move |()| {
                        cutting.set(None);
                        again.emit(());
                    })}
                />
            }
        </Page>
    }
}

fn shown(
    session: &Session,
    rows: &[OfficeView],
    chosen: Option<&str>,
    search: &UseStateHandle<String>,
    on_cut: &Callback<CutAt>,
) -> Html {
    let i = session.i18n();
    let oninput = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            search.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let wanted = search.trim().to_lowercase();
    let chosen = chosen
        .and_then(|did| rows.iter().find(|view| view.row.party.did == did))
        .or_else(|| rows.first());
    html! {
        <>
            <div class="filters mb">
                <span class="searchbox">
                    { icon_small(Sign::Search) }
                    <input
                        class="in"
                        type="search"
                        placeholder={t!(i, "departments-search")}
                        aria-label={t!(i, "search")}
                        value={(**search).clone()}
                        {oninput}
                        data-testid="search"
                    />
                </span>
                <span class="grow"></span>
                <span class="small muted">{ t!(i, "departments-count", n = rows.len()) }</span>
            </div>
            <div class="split">
                if wanted.is_empty() {
                    { tree(i, rows, None, chosen) }
                } else {
                    { matches(i, rows, &wanted, chosen) }
                }
                if let Some(view) = chosen { { office(session, rows, view, on_cut) } }
            </div>
        </>
    }
}

/// The offices below `parent`, with theirs below them.
fn tree(i: I18n, rows: &[OfficeView], parent: Option<&str>, chosen: Option<&OfficeView>) -> Html {
    let known = |did: &str| rows.iter().any(|view| view.row.party.did == did);
    let below: Vec<_> = rows
        .iter()
        // An office whose parent is not listed stands at the top.
        .filter(|view| view.row.parent.as_deref().filter(|did| known(did)) == parent)
        .collect();
    if below.is_empty() {
        return Html::default();
    }
    html! {
        <ul class={parent.is_none().then_some("tree")}>
            for view in below {
                <li key={view.row.party.did.clone()} class={(!view.row.party.active).then_some("off")}>
                    { node(i, view, chosen) }
                    { tree(i, rows, Some(&view.row.party.did), chosen) }
                </li>
            }
        </ul>
    }
}

fn matches(i: I18n, rows: &[OfficeView], wanted: &str, chosen: Option<&OfficeView>) -> Html {
    let hit = |view: &&OfficeView| {
        let party = &view.row.party;
        let name = format!("{} {} {}", party.name.zh, party.name.en, party.code);
        name.to_lowercase().contains(wanted)
    };
    let found: Vec<_> = rows.iter().filter(hit).collect();
    if found.is_empty() {
        return html! { <p class="text muted">{ t!(i, "nothing-found") }</p> };
    }
    html! {
        <ul class="tree">
            for view in found {
                <li key={view.row.party.did.clone()} class={(!view.row.party.active).then_some("off")}>
                    { node(i, view, chosen) }
                </li>
            }
        </ul>
    }
}

fn node(i: I18n, view: &OfficeView, chosen: Option<&OfficeView>) -> Html {
    let row = &view.row;
    let here = chosen.is_some_and(|chosen| chosen.row.party.did == row.party.did);
    html! {
        <a
            class="node"
            href={Route::Department(row.party.did.clone()).href()}
            aria-current={here.then_some("true")}
            data-testid="department"
        >
            { tile(i, &row.party, TileSize::Small) }
            <span class="nm">{ i.pick(&row.party.name) }</span>
            if !row.party.active {
                <Status sign={Sign::Ban} tone="warn">{ t!(i, "office-suspended") }</Status>
            }
            { badge(i, view) }
            <span class="lv">{ level(i, row.party.level) }</span>
        </a>
    }
}

/// How many items it can reach, or might.
fn badge(i: I18n, view: &OfficeView) -> Html {
    let count = |possible: bool| {
        let rows = view.reach.iter();
        let mut items: Vec<_> = rows
            .filter(|row| (row.how == ReachHow::Possible) == possible)
            .flat_map(|row| row.rights.iter().map(|right| &right.attribute))
            .collect();
        items.sort_unstable();
        items.dedup();
        items.len()
    };
    match (count(false), count(true)) {
        (0, 0) => Html::default(),
        (0, n) => html! {
            <span class="badge" data-testid="reach-possible">
                <Status sign={Sign::DashedRound} tone="none">{ t!(i, "reach-badge-possible", n = n) }</Status>
            </span>
        },
        (n, _) => html! {
            <span class="badge" data-testid="reach-badge">
                <Status sign={Sign::Key} tone="info">{ t!(i, "reach-badge", n = n) }</Status>
            </span>
        },
    }
}

fn level(i: I18n, level: u8) -> String {
    i.find(&format!("level-{level}"), &[])
        .unwrap_or_else(|| level.to_string())
}
