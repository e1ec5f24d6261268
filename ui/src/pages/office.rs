//! One office: who it is, what there was between it and the citizen, what it can reach today.

use wallet_api::{OfficeView, PartyView, ProofSubject, ReachHow, ReachRow};
use yew::prelude::*;

use crate::{
    components::{
        Sign, Status, TileSize, attribute_name, chips, icon_small, line_names, num, seal,
        stop_words, tile,
    },
    format::{self, Moment},
    hooks::Session,
    i18n::{I18n, rich, t},
    route::Route,
};

/// Where a cut shall be made: an office, or one line to it.
#[derive(Clone, PartialEq)]
pub(crate) struct CutAt {
    /// The office.
    pub(crate) office: PartyView,
    /// The link by which something came to it; all if none is named.
    pub(crate) link: Option<String>,
}

/// The office beside the tree.
pub(crate) fn office(
    session: &Session,
    offices: &[OfficeView],
    view: &OfficeView,
    on_cut: &Callback<CutAt>,
) -> Html {
    let i = session.i18n();
    let party = &view.row.party;
    let name = i.pick(&party.name);
    let subject = ProofSubject::Department {
        did: party.did.clone(),
    };
    let open = session.open_proof(subject, name.clone());
    html! {
        <aside class="box pad" data-testid="office" data-did={party.did.clone()}>
            <div class="next-b">
                { tile(i, party, TileSize::Middle) }
                <div>
                    <h2>{ name }</h2>
                    <p class="hint">
                        { seal(i, &party.proof, Some(t!(i, "directory-proven")), false, Some(open)) }
                    </p>
                </div>
            </div>
            { who(i, offices, view) }
            { reach(i, offices, view, on_cut) }
            { before(i, view) }
        </aside>
    }
}

fn who(i: I18n, offices: &[OfficeView], view: &OfficeView) -> Html {
    let (row, party) = (&view.row, &view.row.party);
    let parent = (row.parent.as_ref())
        .and_then(|did| offices.iter().find(|view| view.row.party.did == *did))
        .map(|view| i.pick(&view.row.party.name));
    let kind = i
        .find(&format!("office-kind-{}", party.kind), &[])
        .unwrap_or_else(|| party.kind.clone());
    let other = if i.pick(&party.name) == party.name.zh {
        party.name.en.clone()
    } else {
        party.name.zh.clone()
    };
    html! {
        <dl class="facts">
            <dt>{ t!(i, "office-other-name") }</dt>
            <dd>{ other }</dd>
            <dt>{ t!(i, "office-number") }</dt>
            <dd><span class="id">{ &party.code }</span></dd>
            <dt>{ t!(i, "office-kind") }</dt>
            <dd>{ kind }</dd>
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
    }
}

/// What it can reach today, through what, and the place to cut.
fn reach(i: I18n, offices: &[OfficeView], view: &OfficeView, on_cut: &Callback<CutAt>) -> Html {
    let below = reaching_below(offices, &view.row.party.did);
    let cut = {
        let office = view.row.party.clone();
        on_cut.reform(move |_: MouseEvent| CutAt {
            office: office.clone(),
            link: None,
        })
    };
    html! {
        <section data-testid="reach">
            <h3 class="mt">{ t!(i, "reach-title") }</h3>
            if view.reach.is_empty() {
                <p class="text muted mt8">{ t!(i, "reach-nothing") }</p>
            } else {
                <ul class="reach">
                    for row in &view.reach { { reach_line(i, view, row, on_cut) } }
                </ul>
            }
            if below > 0 { <p class="hint">{ t!(i, "reach-below", n = below) }</p> }
            if !view.reach.is_empty() || below > 0 {
                <button class="btn block mt" onclick={cut} data-testid="cut-here">
                    { t!(i, "cut-here") }
                </button>
                <p class="hint">{ t!(i, "cut-hint") }</p>
            }
        </section>
    }
}

fn reach_line(i: I18n, view: &OfficeView, row: &ReachRow, on_cut: &Callback<CutAt>) -> Html {
    let attributes: Vec<_> = (row.rights.iter())
        .map(|right| right.attribute.clone())
        .collect();
    let names = line_names(i, &row.via);
    let (sign, tone, words) = match row.how {
        ReachHow::Given => (Sign::Key, "none", t!(i, "reach-given")),
        ReachHow::HandedOn => (Sign::Key, "none", t!(i, "reach-handed-on", names = names)),
        ReachHow::Possible => (
            Sign::DashedRound,
            "none",
            t!(i, "reach-possible", names = names),
        ),
    };
    let until = html! { { num(format::date(i, Moment::local(row.until))) } };
    let cut = row.link.clone().map(|link| {
        let office = view.row.party.clone();
        on_cut.reform(move |_: MouseEvent| CutAt {
            office: office.clone(),
            link: Some(link.clone()),
        })
    });
    let how = match row.how {
        ReachHow::Given => "given",
        ReachHow::HandedOn => "handed-on",
        ReachHow::Possible => "possible",
    };
    html! {
        <li class={how} data-testid="reach-row" data-how={how}>
            <Status {sign} {tone}>{ words }</Status>
            <div>{ chips(i, &attributes) }</div>
            <span class="sub">
                { rich!(i, "reach-until", date = until) }
                if row.used > 0 { { t!(i, "sentence-join") }{ t!(i, "used-count", n = row.used) } }
                { t!(i, "sentence-join") }
                { t!(i, "kept-days", n = row.retention_days) }
            </span>
            if let Some(stop) = &row.stop { <span class="sub warn-t">{ stop_words(i, stop, false) }</span> }
            <span class="acts">
                <a
                    class="row-link"
                    href={Route::Permission(row.permission.clone()).href()}
                    aria-label={t!(i, "reach-open", number = row.number.clone())}
                >
                    <span class="id">{ &row.number }</span>
                    { icon_small(Sign::ChevronRight) }
                </a>
                if let Some(cut) = cut {
                    <button class="as-link" onclick={cut} data-testid="cut-line">{ t!(i, "cut-link") }</button>
                }
            </span>
        </li>
    }
}

/// How many offices below can reach anything, not counting what they merely might get.
fn reaching_below(offices: &[OfficeView], did: &str) -> usize {
    let reaches = |view: &&OfficeView| view.reach.iter().any(|row| row.how != ReachHow::Possible);
    (offices.iter())
        .filter(|view| is_below(offices, &view.row.party.did, did))
        .filter(reaches)
        .count()
}

fn is_below(offices: &[OfficeView], did: &str, above: &str) -> bool {
    let parent = |did: &str| {
        let view = offices.iter().find(|view| view.row.party.did == did)?;
        view.row.parent.clone()
    };
    let mut next = parent(did);
    // The tree is no deeper than it has offices, whatever the parents say.
    for _ in 0..offices.len() {
        match next {
            Some(did) if did == above => return true,
            Some(did) => next = parent(&did),
            None => return false,
        }
    }
    false
}

/// What there was between it and the citizen.
fn before(i: I18n, view: &OfficeView) -> Html {
    let day = |time: Option<i64>| match time {
        Some(time) => html! { { num(format::date(i, Moment::local(time))) } },
        None => html! { t!(i, "office-never") },
    };
    let requests = match (view.requests, view.waiting) {
        (0, _) => t!(i, "office-never"),
        (n, 0) => t!(i, "office-requests-some", n = n),
        (n, waiting) => t!(i, "office-requests-waiting", n = n, waiting = waiting),
    };
    let reads = match (view.reads, view.uncovered) {
        (0, _) => t!(i, "office-never"),
        (n, 0) => t!(i, "office-reads-covered", n = n),
        (n, bad) => t!(i, "office-reads-uncovered", n = n, bad = bad),
    };
    let permissions = match view.row.permissions {
        0 => t!(i, "office-no-permissions"),
        n => t!(i, "office-permissions", n = n),
    };
    html! {
        <>
            <h3 class="mt">{ t!(i, "office-and-you") }</h3>
            <dl class="facts" data-testid="office-and-you">
                <dt>{ t!(i, "office-requests") }</dt>
                <dd>{ requests }</dd>
                <dt>{ t!(i, "permissions-title") }</dt>
                <dd>{ permissions }</dd>
                <dt>{ t!(i, "office-reads") }</dt>
                <dd>{ reads }</dd>
                <dt>{ t!(i, "office-shared") }</dt>
                <dd>
                    if view.shared.is_empty() { { t!(i, "office-shared-nothing") } }
                    for right in &view.shared { <div>{ attribute_name(i, &right.attribute) }</div> }
                </dd>
                <dt>{ t!(i, "office-first") }</dt>
                <dd>{ day(view.first_contact) }</dd>
                <dt>{ t!(i, "office-last") }</dt>
                <dd>{ day(view.last_contact) }</dd>
            </dl>
        </>
    }
}
