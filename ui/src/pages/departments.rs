//! The directory as a tree, and one office beside it.

use wallet_api::{DepartmentRow, ListDepartments, ProofSubject};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{
    components::{
        Page, Sign, Skeleton, Status, TileSize, empty_art, failure, icon_small, num, seal,
        stale_banner, tile,
    },
    format::{self, Moment},
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
    let list = use_load_or_empty(ListDepartments {}, Vec::is_empty);
    let search = use_state(String::new);
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
                        shown(&session, i, rows, props.chosen.as_deref(), &search)
                    }
                }
            }
        </Page>
    }
}

fn shown(
    session: &Session,
    i: I18n,
    rows: &[DepartmentRow],
    chosen: Option<&str>,
    search: &UseStateHandle<String>,
) -> Html {
    let oninput = {
        let search = search.clone();
        Callback::from(move |event: InputEvent| {
            search.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let wanted = search.trim().to_lowercase();
    let chosen = chosen
        .and_then(|did| rows.iter().find(|row| row.party.did == did))
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
                if let Some(row) = chosen { { office(session, i, rows, row) } }
            </div>
        </>
    }
}

/// The offices below `parent`, with theirs below them.
fn tree(
    i: I18n,
    rows: &[DepartmentRow],
    parent: Option<&str>,
    chosen: Option<&DepartmentRow>,
) -> Html {
    let known = |did: &str| rows.iter().any(|row| row.party.did == did);
    let below: Vec<_> = rows
        .iter()
        // An office whose parent is not listed stands at the top.
        .filter(|row| row.parent.as_deref().filter(|did| known(did)) == parent)
        .collect();
    if below.is_empty() {
        return Html::default();
    }
    html! {
        <ul class={parent.is_none().then_some("tree")}>
            for row in below {
                <li key={row.party.did.clone()} class={(!row.party.active).then_some("off")}>
                    { node(i, row, chosen) }
                    { tree(i, rows, Some(&row.party.did), chosen) }
                </li>
            }
        </ul>
    }
}

fn matches(i: I18n, rows: &[DepartmentRow], wanted: &str, chosen: Option<&DepartmentRow>) -> Html {
    let hit = |row: &&DepartmentRow| {
        let name = format!(
            "{} {} {}",
            row.party.name.zh, row.party.name.en, row.party.code
        );
        name.to_lowercase().contains(wanted)
    };
    let found: Vec<_> = rows.iter().filter(hit).collect();
    if found.is_empty() {
        return html! { <p class="text muted">{ t!(i, "nothing-found") }</p> };
    }
    html! {
        <ul class="tree">
            for row in found {
                <li key={row.party.did.clone()} class={(!row.party.active).then_some("off")}>
                    { node(i, row, chosen) }
                </li>
            }
        </ul>
    }
}

fn node(i: I18n, row: &DepartmentRow, chosen: Option<&DepartmentRow>) -> Html {
    let here = chosen.is_some_and(|chosen| chosen.party.did == row.party.did);
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
            <span class="lv">{ level(i, row.party.level) }</span>
        </a>
    }
}

fn level(i: I18n, level: u8) -> String {
    i.find(&format!("level-{level}"), &[])
        .unwrap_or_else(|| level.to_string())
}

fn office(session: &Session, i: I18n, rows: &[DepartmentRow], row: &DepartmentRow) -> Html {
    let party = &row.party;
    let name = i.pick(&party.name);
    let parent = row
        .parent
        .as_ref()
        .and_then(|did| rows.iter().find(|row| row.party.did == *did))
        .map(|row| i.pick(&row.party.name));
    let subject = ProofSubject::Department {
        did: party.did.clone(),
    };
    let open = session.open_proof(subject, name.clone());
    let permissions = match row.permissions {
        0 => t!(i, "office-no-permissions"),
        n => t!(i, "office-permissions", n = n),
    };
    html! {
        <aside class="box pad" data-testid="office">
            <div class="next-b">
                { tile(i, party, TileSize::Middle) }
                <div>
                    <h2>{ name }</h2>
                    <p class="hint">
                        { seal(i, &party.proof, Some(t!(i, "directory-proven")), false, Some(open)) }
                    </p>
                </div>
            </div>
            <dl class="facts">
                <dt>{ t!(i, "office-number") }</dt>
                <dd><span class="id">{ &party.code }</span></dd>
                <dt>{ t!(i, "office-registered") }</dt>
                <dd>{ num(format::date(i, Moment::local(party.since))) }</dd>
                if let Some(parent) = parent {
                    <dt>{ t!(i, "office-parent") }</dt>
                    <dd>{ parent }</dd>
                }
                if !row.endpoint.is_empty() {
                    <dt>{ t!(i, "office-address") }</dt>
                    <dd><span class="id wrap">{ &row.endpoint }</span></dd>
                }
                <dt>{ t!(i, "office-issues") }</dt>
                <dd>{ i.text(if row.issues { "value-yes" } else { "value-no" }) }</dd>
            </dl>
            <h3 class="mt">{ t!(i, "office-and-you") }</h3>
            <dl class="facts">
                <dt>{ t!(i, "permissions-title") }</dt>
                <dd>{ permissions }</dd>
            </dl>
        </aside>
    }
}
