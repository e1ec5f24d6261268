//! The proof drawer: the verdict in plain words first, technical rows last.

use wallet_api::{Proof, ProofBasis, ProofSubject, ProofView, ShowProof, Sync, SyncedView};
use yew::prelude::*;

use crate::{
    components::{
        ErrorBanner, Sign, Skeleton, checks, failure, icon_small, seal_kind, stamp, technical_rows,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    state::{load::Load, session::SessionStep},
};

#[derive(Properties, PartialEq)]
pub(crate) struct ProofDrawerProps {
    /// What is proven.
    pub(crate) subject: ProofSubject,
    /// Its name.
    pub(crate) title: String,
}

/// The drawer beside the paper; Esc closes it.
#[function_component]
pub(crate) fn ProofDrawer(props: &ProofDrawerProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let proof = use_load(ShowProof {
        subject: props.subject.clone(),
    });
    let close_button = use_node_ref();
    {
        let close_button = close_button.clone();
        use_effect_with(props.subject.clone(), move |_| dom::focus(&close_button));
    }
    let synced = proof.again.reform(|_: SyncedView| ());
    let sync = use_act::<Sync>(synced);
    let close = {
        let session = session.clone();
        Callback::from(move |_: MouseEvent| session.step(SessionStep::DrawerClosed))
    };
    html! {
        <aside class="drawer" aria-label={t!(i, "proof")} data-testid="proof-drawer">
            <div class="drawer-h">
                <span>{ &props.title }</span>
                <button
                    class="btn quiet sm"
                    onclick={close}
                    ref={close_button}
                    aria-label={t!(i, "close")}
                    data-testid="close-drawer"
                >
                    { icon_small(Sign::Cross) }
                </button>
            </div>
            {
                match &proof.state {
                    Load::Loading => html! { <Skeleton rows=4 /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &proof.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        contents(i, view)
                    }
                }
            }
            if let Some(error) = sync.error.clone() { <div class="mt"><ErrorBanner {error} /></div> }
            <div class="btns foot-btns">
                <button
                    class={classes!("btn", "sm", sync.busy.then_some("is-loading"))}
                    disabled={sync.busy}
                    onclick={sync.run.reform(|_: MouseEvent| Sync {})}
                    data-testid="check-again"
                >
                    { icon_small(Sign::Refresh) }
                    { if sync.busy { t!(i, "checking") } else { t!(i, "check-again") } }
                </button>
            </div>
        </aside>
    }
}

fn contents(i: I18n, view: &ProofView) -> Html {
    let kind = seal_kind(&view.proof);
    html! {
        <>
            <div class="verdict" data-testid="verdict" data-verdict={kind.class()}>
                { stamp(kind, true) }
                <div>
                    <h2>{ i.text(&format!("verdict-{}", kind.class())) }</h2>
                    <p>{ i.text(&format!("verdict-{}-text", kind.class())) }</p>
                    <p class="hint">{ basis(i, view) }</p>
                </div>
            </div>
            if !view.checks.is_empty() {
                <h3>{ t!(i, "proof-checked") }</h3>
                { checks(i, &view.checks, None) }
            }
            if !view.technical.is_empty() {
                <h3>{ t!(i, "proof-technical") }</h3>
                { technical_rows(i, &view.technical) }
            }
        </>
    }
}

/// Who agrees, which block, when.
fn basis(i: I18n, view: &ProofView) -> String {
    let now = dom::here_and_now();
    let at = |time: i64| format::inside(i, &format::when(i, Moment::local(time), now));
    match &view.proof {
        Proof::Proven { height, time, by } => {
            let height = format::grouped(*height);
            match by {
                ProofBasis::Local { node } => {
                    t!(
                        i,
                        "basis-local",
                        node = node.clone(),
                        height = height,
                        when = at(*time)
                    )
                }
                ProofBasis::Sealed { signers, of } => {
                    t!(
                        i,
                        "basis-sealed",
                        n = *signers,
                        of = *of,
                        height = height,
                        when = at(*time)
                    )
                }
                ProofBasis::Quorum { agreed, of } => {
                    t!(
                        i,
                        "basis-quorum",
                        n = *agreed,
                        of = *of,
                        height = height,
                        when = at(*time)
                    )
                }
            }
        }
        Proof::Stale { height, time } => {
            t!(
                i,
                "basis-stale",
                height = format::grouped(*height),
                when = at(*time)
            )
        }
        Proof::NotChecked => t!(i, "basis-not-checked"),
        Proof::Contradicted { what } => i.text(&format!("basis-about-{what}")),
    }
}
