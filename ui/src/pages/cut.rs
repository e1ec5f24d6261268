//! Cutting an office off: what would close, then the withdrawal of exactly that.

use std::rc::Rc;

use wallet_api::{ClosedView, Cut, CutDone, CutView, PlanCut, ReachHow};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::office::CutAt;
use crate::{
    components::{
        Dialog, ErrorBanner, Sign, Status, TileSize, attribute_name, chips, failure, tile,
    },
    hooks::{use_act, use_load, use_session},
    i18n::{I18n, t},
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct CutDialogProps {
    /// Where.
    pub(crate) at: CutAt,
    /// Left, before or after.
    pub(crate) on_close: Callback<()>,
}

/// Shows what would close; stays open until the withdrawals are in blocks.
#[function_component]
pub(crate) fn CutDialog(props: &CutDialogProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let possible = use_state(|| false);
    let plan = use_load(PlanCut {
        office: props.at.office.did.clone(),
        link: props.at.link.clone(),
        possible: *possible,
    });
    let left = use_state(|| None::<CutDone>);
    let done = {
        let (session, left, on_close) = (session.clone(), left.clone(), props.on_close.clone());
        Callback::from(move |done: CutDone| {
            if done.failed.is_empty() {
                session.say(t!(session.i18n(), "cut-done", n = done.withdrawn.len()));
                on_close.emit(());
            } else {
                left.set(Some(done));
            }
        })
    };
    let cut = use_act::<Cut>(done);
    // While the withdrawals run the map changes under the plan: what was confirmed stays shown.
    let shown = use_state(|| None::<Rc<CutView>>);
    {
        let shown = shown.clone();
        let newest = plan.state.view().cloned();
        use_effect_with((newest, cut.busy), move |(newest, busy)| {
            if !busy && *shown != *newest {
                shown.set(newest.clone());
            }
        });
    }
    let name = i.pick(&props.at.office.name);
    let close = props.on_close.reform(|_: MouseEvent| ());
    let body = match (&plan.state, &*shown) {
        (Load::Failed(error), None) => html! { { failure(i, error, &plan.again) } },
        (_, Some(view)) => contents(i, view, &possible, cut.busy),
        (_, None) => html! { <p class="text muted" role="status">{ t!(i, "cut-loading") }</p> },
    };
    let press = shown.as_ref().map(|view| {
        let command = Cut {
            office: props.at.office.did.clone(),
            link: props.at.link.clone(),
            possible: *possible,
            permissions: view.permissions.iter().map(|row| row.id.clone()).collect(),
        };
        cut.run.reform(move |_: MouseEvent| command.clone())
    });
    let count = shown.as_ref().map_or(0, |view| view.permissions.len());
    html! {
        <Dialog
            title={t!(i, "cut-title", party = name)}
            on_close={props.on_close.clone()}
            held={cut.busy}
            testid="cut-dialog"
        >
            { body }
            if cut.busy {
                <progress class="prog mt" aria-label={t!(i, "cut-busy")}></progress>
            }
            if let Some(done) = &*left {
                for failed in &done.failed {
                    <p class="errmsg" role="alert">{ t!(i, "cut-failed", number = failed.number.clone()) }</p>
                }
            }
            if let Some(error) = cut.error.clone() {
                <div class="mt"><ErrorBanner {error} /></div>
            }
            <div class="btns">
                <button class="btn" autofocus=true onclick={close} disabled={cut.busy} data-testid="cut-keep">
                    { t!(i, "cut-keep") }
                </button>
                if let Some(press) = press.filter(|_| count > 0) {
                    <button
                        class={classes!("btn", "danger", cut.busy.then_some("is-loading"))}
                        onclick={press}
                        disabled={cut.busy}
                        data-testid="cut-confirm"
                    >
                        { if cut.busy { t!(i, "cut-busy") } else { t!(i, "cut-do", n = count) } }
                    </button>
                }
            </div>
        </Dialog>
    }
}

fn contents(i: I18n, view: &CutView, possible: &UseStateHandle<bool>, busy: bool) -> Html {
    let onchange = {
        let possible = possible.clone();
        Callback::from(move |event: Event| {
            possible.set(event.target_unchecked_into::<HtmlInputElement>().checked());
        })
    };
    let others = view
        .permissions
        .iter()
        .any(|row| row.party.did != view.office.did);
    html! {
        <div data-testid="cut-plan">
            if view.permissions.is_empty() {
                <p class="text muted" data-testid="cut-nothing">{ t!(i, "cut-nothing") }</p>
            } else {
                <p class="text">{ t!(i, "cut-withdraws", n = view.permissions.len()) }</p>
                <ul class="plain">
                    for row in &view.permissions {
                        <li key={row.id.clone()} data-testid="cut-permission">
                            <span class="id">{ &row.number }</span>{ " " }{ i.pick(&row.party.name) }
                        </li>
                    }
                </ul>
                <p class="text mt">{ t!(i, "cut-closes") }</p>
                <ul class="reach closes">
                    for closed in by_office(&view.closes) { { closed_line(i, &closed) } }
                </ul>
                if others { <p class="text muted mt8">{ t!(i, "cut-others") }</p> }
            }
            if view.might_remain > 0 || **possible {
                <label class="opt mt8">
                    <input type="checkbox" checked={**possible} {onchange} disabled={busy} data-testid="cut-possible" />
                    <span>{ t!(i, "cut-possible", n = view.might_remain.max(1)) }</span>
                </label>
            }
            if !view.permissions.is_empty() {
                <p class="hint">{ t!(i, "cut-final") }</p>
            }
        </div>
    }
}

/// What closes for one office, whatever it came by.
struct Closed {
    first: ClosedView,
    attributes: Vec<String>,
    only_possible: bool,
}

fn by_office(closes: &[ClosedView]) -> Vec<Closed> {
    let mut all: Vec<Closed> = Vec::new();
    for closed in closes {
        let is_possible = closed.how == ReachHow::Possible;
        let place = (all.iter()).position(|known| known.first.office.did == closed.office.did);
        let place = place.unwrap_or_else(|| {
            all.push(Closed {
                first: closed.clone(),
                attributes: Vec::new(),
                only_possible: true,
            });
            all.len() - 1
        });
        let known = &mut all[place];
        known.only_possible &= is_possible;
        for right in &closed.rights {
            if !known.attributes.contains(&right.attribute) {
                known.attributes.push(right.attribute.clone());
            }
        }
    }
    all
}

fn closed_line(i: I18n, closed: &Closed) -> Html {
    let office = &closed.first.office;
    html! {
        <li
            key={office.did.clone()}
            class={closed.only_possible.then_some("possible")}
            data-testid="cut-closes"
            data-did={office.did.clone()}
        >
            <span class="dep">{ tile(i, office, TileSize::Small) }<b>{ i.pick(&office.name) }</b></span>
            if closed.only_possible {
                <Status sign={Sign::DashedRound} tone="none">
                    { t!(i, "reach-badge-possible", n = closed.attributes.len()) }
                </Status>
            } else {
                { chips(i, &closed.attributes) }
            }
            <span class="vh">{ closed.attributes.iter().map(|code| attribute_name(i, code)).collect::<Vec<_>>().join(", ") }</span>
        </li>
    }
}
