//! One deposit in the drawer: what left this computer, to the byte.

use wallet_api::{DepositView, GetDeposit};
use yew::prelude::*;

use crate::{
    components::{Sign, Skeleton, failure, icon, icon_small, num, technical_rows},
    format,
    hooks::{Session, dom, use_load, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(super) struct DepositDrawerProps {
    /// The deposit's id.
    pub(super) id: String,
}

/// One deposit: what left this computer, to the byte.
#[function_component]
pub(super) fn DepositDrawer(props: &DepositDrawerProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let deposit = use_load(GetDeposit {
        id: props.id.clone(),
    });
    if session.state().drawer.is_some() {
        return Html::default();
    }
    let name = deposit
        .state
        .view()
        .map(|view| view.row.name.clone())
        .unwrap_or_default();
    html! {
        <aside class="drawer" aria-label={t!(i, "deposits-title")} data-testid="deposit-drawer">
            <div class="drawer-h">
                <span>{ name }</span>
                <a
                    class="btn quiet sm"
                    href={Route::Deposits.href()}
                    aria-label={t!(i, "close")}
                    data-testid="close-drawer"
                >
                    { icon_small(Sign::Cross) }
                </a>
            </div>
            {
                match &deposit.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => failure(i, error, &deposit.again),
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        contents(&session, i, view)
                    }
                }
            }
        </aside>
    }
}

fn contents(session: &Session, i: I18n, view: &DepositView) -> Html {
    let total: usize = view.sent.iter().map(|part| length(&part.bytes)).sum();
    let all: Vec<String> = view
        .sent
        .iter()
        .map(|part| format!("{} {}", part.part, part.bytes))
        .collect();
    let copy = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| {
            if dom::copy(&all.join("\n")) {
                session.say(t!(session.i18n(), "copied"));
            }
        })
    };
    html! {
        <>
            <h2>{ t!(i, "deposit-leaves") }</h2>
            if view.sent.is_empty() {
                <p class="text muted">{ t!(i, "deposit-leaves-unknown") }</p>
            } else {
                <p class="hero m">{ num(t!(i, "deposit-bytes", n = total)) }</p>
                <p class="small muted">
                    { t!(i, "deposit-nothing-of-it", size = format::bytes(view.row.size as f64)) }
                </p>
                <h3>{ t!(i, "deposit-exactly") }</h3>
                <ul class="bytes">
                    for part in &view.sent {
                        <li data-testid={format!("sent-{}", part.part)}>
                            <span class="k">
                                { i.text(&format!("sent-{}", part.part)) }
                                <span class="num">{ t!(i, "deposit-bytes", n = length(&part.bytes)) }</span>
                            </span>
                            <span class="mono">{ in_fours(&part.bytes) }</span>
                        </li>
                    }
                </ul>
                <h3>{ t!(i, "deposit-hidden") }</h3>
                <ul class="check">
                    <li>{ icon(Sign::Tick) }<span>{ t!(i, "deposit-hidden-file") }</span></li>
                    <li>{ icon(Sign::Tick) }<span>{ t!(i, "deposit-hidden-who") }</span></li>
                </ul>
                <div class="btns foot-btns">
                    <button type="button" class="btn sm" onclick={copy} data-testid="copy-all">
                        { icon_small(Sign::Copy) }{ t!(i, "copy-all") }
                    </button>
                </div>
            }
            <h3>{ t!(i, "proof-technical") }</h3>
            { technical_rows(i, &view.technical) }
        </>
    }
}

/// Bytes of a hexadecimal text.
fn length(hex: &str) -> usize {
    hex.trim_start_matches("0x").len() / 2
}

/// The first 64 bytes in groups of two; the rest is said to be there.
fn in_fours(hex: &str) -> String {
    const SHOWN: usize = 128;
    let digits = hex.trim_start_matches("0x");
    let shown = digits.get(..SHOWN).unwrap_or(digits);
    let groups: Vec<&str> = shown
        .as_bytes()
        .chunks(4)
        .filter_map(|group| std::str::from_utf8(group).ok())
        .collect();
    match digits.len() > SHOWN {
        true => format!("{} …", groups.join(" ")),
        false => groups.join(" "),
    }
}
