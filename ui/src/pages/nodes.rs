//! Settings, Network: the nodes, how they agree, and what they were caught at.

use wallet_api::{GetNetwork, LieView, NetworkView, NodeRow};
use yew::prelude::*;

use crate::{
    components::{
        Banner, SealKind, Sign, Skeleton, Status, Tone, failure, icon_small, stale_banner, stamp,
        technical_rows,
    },
    format::{self, Moment},
    hooks::{use_load, use_session},
    i18n::{I18n, t},
    state::load::Load,
};

/// The nodes: height, lag, agreement.
#[function_component]
pub(crate) fn Nodes() -> Html {
    let i = use_session().i18n();
    let network = use_load(GetNetwork {});
    html! {
        <>
            if let Load::Stale(_, error) = &network.state {
                { stale_banner(i, error, &network.again) }
            }
            {
                match &network.state {
                    Load::Loading => html! { <Skeleton rows=3 /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &network.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        nodes(i, view, &network.again)
                    }
                }
            }
        </>
    }
}

fn nodes(i: I18n, view: &NetworkView, again: &Callback<()>) -> Html {
    let highest = view
        .nodes
        .iter()
        .filter_map(|node| node.height)
        .max()
        .unwrap_or(0);
    let trust = match view.profile.as_str() {
        "local" => t!(i, "network-local"),
        "qbft" => t!(i, "network-qbft"),
        _ => t!(i, "network-quorum", n = view.need),
    };
    let quarrel = view.nodes.iter().any(|node| node.agrees == Some(false));
    html! {
        <>
            <div class="filters mb mt8">
                <p class="grow small muted">{ trust }</p>
                <button class="btn sm" onclick={again.reform(|_: MouseEvent| ())} data-testid="ask-nodes">
                    { icon_small(Sign::Refresh) }{ t!(i, "network-ask") }
                </button>
            </div>
            if quarrel {
                <div class="mb">
                    <Banner tone={Tone::Danger} title={t!(i, "network-quarrel")} text={t!(i, "network-quarrel-text")} />
                </div>
            }
            <div class="scroll-n">
                <table class="tbl" data-testid="nodes">
                    <thead>
                        <tr>
                            <th>{ t!(i, "column-node") }</th>
                            <th class="r">{ t!(i, "column-height") }</th>
                            <th class="r opt-col">{ t!(i, "column-answer") }</th>
                            <th>{ t!(i, "column-agreement") }</th>
                            <th>{ t!(i, "column-status") }</th>
                        </tr>
                    </thead>
                    <tbody>
                        for node in &view.nodes { { node_line(i, node, highest) } }
                    </tbody>
                </table>
            </div>
            if !view.lies.is_empty() { { lies(i, &view.lies) } }
            <section class="sec">
                <h2 class="q">{ t!(i, "network-name") }</h2>
                <dl class="facts wide">
                    <dt>{ t!(i, "network-called") }</dt>
                    <dd>{ i.pick(&view.name) }</dd>
                    <dt>{ t!(i, "network-chain-id") }</dt>
                    <dd><span class="id">{ view.chain_id }</span></dd>
                </dl>
                if !view.technical.is_empty() {
                    <h3 class="mt">{ t!(i, "proof-technical") }</h3>
                    { technical_rows(i, &view.technical) }
                }
            </section>
        </>
    }
}

/// What nodes were caught at, with what proves it.
fn lies(i: I18n, lies: &[LieView]) -> Html {
    html! {
        <section class="sec" data-testid="lies">
            <h2 class="q">{ t!(i, "network-lies") }</h2>
            <p class="text muted">{ t!(i, "network-lies-text") }</p>
            for lie in lies {
                <details class="lie" data-testid="lie" data-what={lie.what.clone()}>
                    <summary>
                        <b>{ &lie.node }</b>{ " " }
                        { i.text(&format!("lie-{}", lie.what)) }
                        <span class="sub num">
                            {
                                t!(
                                    i,
                                    "lie-when",
                                    height = format::grouped(lie.height),
                                    day = format::date(i, Moment::local(lie.noticed))
                                )
                            }
                        </span>
                    </summary>
                    { technical_rows(i, &lie.technical) }
                </details>
            }
        </section>
    }
}

fn node_line(i: I18n, node: &NodeRow, highest: u64) -> Html {
    let height = node.height.map(format::grouped).unwrap_or_default();
    let lag = node.height.map(|height| highest - height);
    let answer = match (lag, node.latency_ms) {
        (Some(0), Some(ms)) => t!(i, "node-milliseconds", n = ms),
        (Some(lag), Some(ms)) => t!(i, "node-lag", blocks = format::grouped(lag), n = ms),
        (Some(lag), None) if lag > 0 => t!(i, "node-lag-only", blocks = format::grouped(lag)),
        _ => String::new(),
    };
    let (kind, words) = match node.agrees {
        Some(true) => (SealKind::Proven, "node-agrees"),
        Some(false) => (SealKind::Contradicted, "node-differs"),
        None => (SealKind::Unchecked, "seal-unchecked"),
    };
    let status = match node.error {
        // Why it did not answer is for those who point at it.
        Some(code) => html! {
            <span title={i.error(code).0}>
                <Status sign={Sign::Offline} tone="warn" tint=true>{ t!(i, "node-silent") }</Status>
            </span>
        },
        None if node.agrees == Some(false) => html! {
            <Status sign={Sign::Cross} tone="danger" tint=true>{ t!(i, "node-not-used") }</Status>
        },
        None if lag.is_some_and(|lag| lag > 5) => html! {
            <Status sign={Sign::Clock} tone="warn" tint=true>{ t!(i, "node-behind") }</Status>
        },
        None => html! {
            <Status sign={Sign::TickRound} tone="ok">{ t!(i, "node-in-use") }</Status>
        },
    };
    html! {
        <tr key={node.name.clone()}>
            <td><span class="strong">{ &node.name }</span><span class="sub id">{ &node.url }</span></td>
            <td class="r num">{ height }</td>
            <td class="r num opt-col">{ answer }</td>
            <td><span class={classes!("pf", kind.class())}>{ stamp(kind, false) }{ i.text(words) }</span></td>
            <td>{ status }</td>
        </tr>
    }
}
