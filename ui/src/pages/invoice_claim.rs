//! Claiming an invoice for a payer: who has it already, whom it can be claimed for, the passphrase.

use wallet_api::{
    ApiError, ClaimInvoice, ClaimReviewView, ClaimedView, ErrorCode, ReviewClaim, Secret,
};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::invoices::status;
use crate::{
    components::{
        Banner, Dialog, ErrorBanner, PassphraseField, Sign, Skeleton, Tone, failure, icon_small,
        seal,
    },
    format::{self, Moment},
    hooks::{dom, use_act, use_load, use_session},
    i18n::{I18n, t},
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(super) struct ClaimDialogProps {
    /// The invoice's id.
    pub(super) id: String,
    /// What came of it.
    pub(super) on_claimed: Callback<ClaimedView>,
    pub(super) on_close: Callback<()>,
}

/// Whom it is claimed for, after a look at the chain.
#[function_component]
pub(super) fn ClaimDialog(props: &ClaimDialogProps) -> Html {
    let i = use_session().i18n();
    let review = use_load(ReviewClaim {
        id: props.id.clone(),
    });
    let payer = use_state(|| None::<String>);
    let typed = use_state(String::new);
    let claim = use_act::<ClaimInvoice>(props.on_claimed.clone());
    let lost = is(claim.error.as_ref(), ErrorCode::InvoiceTaken);
    {
        // Somebody was faster: who, since when and in which block is read anew.
        let again = review.again.clone();
        use_effect_with(lost, move |lost| {
            if *lost {
                again.emit(());
            }
        });
    }
    let close = props.on_close.reform(|_: MouseEvent| ());
    let view = review.state.view().cloned();
    // Who lost wanted another payer than the one that has it now.
    let can = !lost && view.as_ref().is_some_and(|view| can(view));
    let chosen = view.as_ref().and_then(|view| chosen(view, payer.as_ref()));
    let on_payer = {
        let payer = payer.clone();
        Callback::from(move |did| payer.set(Some(did)))
    };
    let oninput = {
        let (typed, clear) = (typed.clone(), claim.clear.clone());
        Callback::from(move |text| {
            typed.set(text);
            clear.emit(());
        })
    };
    let onclick = {
        let (run, id, typed, chosen) = (
            claim.run.clone(),
            props.id.clone(),
            typed.clone(),
            chosen.clone(),
        );
        Callback::from(move |_: MouseEvent| {
            if let Some(payer) = &chosen {
                run.emit(ClaimInvoice {
                    id: id.clone(),
                    payer: payer.clone(),
                    passphrase: Secret((*typed).clone()),
                });
                typed.set(String::new());
            }
        })
    };
    let wrong = is(claim.error.as_ref(), ErrorCode::WrongPassphrase);
    // Who has it says more than the error does.
    let told = lost && view.as_ref().is_some_and(|view| view.taken.is_some());
    let other = claim.error.clone().filter(|_| !wrong && !told);
    html! {
        <Dialog
            title={t!(i, "claim-title")}
            on_close={props.on_close.clone()}
            held={claim.busy}
            testid="claim-dialog"
        >
            {
                match &review.state {
                    Load::Loading => html! { <Skeleton rows=3 /> },
                    Load::Failed(error) => failure(i, error, &review.again),
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => html! {
                        <>
                            { standing(i, view, lost) }
                            if can {
                                { payers(i, view, chosen.as_deref(), &on_payer) }
                                <div class="mt">
                                <PassphraseField
                                    id="claim-passphrase"
                                    label={t!(i, "passphrase")}
                                    value={(*typed).clone()}
                                    {oninput}
                                    error={wrong.then(|| AttrValue::from(t!(i, "lock-wrong")))}
                                />
                                </div>
                            }
                        </>
                    },
                }
            }
            if let Some(error) = other { <div class="mt"><ErrorBanner {error} /></div> }
            <div class="btns">
                <button type="button" class="btn" onclick={close} disabled={claim.busy}>
                    { t!(i, if can { "not-now" } else { "close" }) }
                </button>
                if can {
                    <button
                        type="button"
                        class={classes!("btn", "primary", claim.busy.then_some("is-loading"))}
                        {onclick}
                        disabled={chosen.is_none() || typed.is_empty() || claim.busy}
                        data-testid="claim-confirm"
                    >
                        { if claim.busy { t!(i, "claim-busy") } else { t!(i, "claim-do") } }
                    </button>
                }
            </div>
        </Dialog>
    }
}

fn is(error: Option<&ApiError>, code: ErrorCode) -> bool {
    error.is_some_and(|error| error.code == code)
}

/// Whether there is anything to do: to claim it, or to hand it over again.
fn can(view: &ClaimReviewView) -> bool {
    match view.taken {
        Some(_) => view.row.unsent,
        None => view.status.is_claimable(),
    }
}

/// The payer: the one that has it and only lacks the invoice itself, or the citizen's choice. Nobody
/// is chosen beforehand: it can be done once only.
fn chosen(view: &ClaimReviewView, picked: Option<&String>) -> Option<String> {
    match &view.taken {
        Some(taken) if view.row.unsent => Some(taken.payer.did.clone()),
        Some(_) => None,
        None => picked.cloned().filter(|did| !did.is_empty()),
    }
}

/// How it stands now, and who was first.
fn standing(i: I18n, view: &ClaimReviewView, lost: bool) -> Html {
    let unsent = view.row.unsent && !lost;
    let now = dom::here_and_now();
    let proof = html! { <p class="small">{ seal(i, &view.proof, None, false, None) }</p> };
    if let Some(taken) = &view.taken {
        let when = format::when(i, Moment::local(taken.since), now);
        let text = t!(
            i,
            "claim-taken-text",
            payer = i.pick(&taken.payer.name),
            kind = i.code("office-kind", &taken.payer.kind),
            when = format::inside(i, &when),
            height = format::grouped(taken.height),
        );
        let block = taken.block.map(|block| {
            let block = format::grouped(block);
            html! { <p class="small mt8">{ t!(i, "claim-taken-block", block = block) }</p> }
        });
        let title = match unsent {
            true => t!(i, "claim-unsent"),
            false => t!(i, "claim-taken"),
        };
        let tone = if unsent { Tone::Info } else { Tone::Warn };
        return html! {
            <>
                <Banner {tone} {title} {text} testid="claim-taken" />
                { block }
                { proof }
            </>
        };
    }
    html! {
        <>
            <p class="text muted">{ t!(i, "claim-text") }</p>
            <p class="mt8">{ status(i, view.status) }</p>
            { proof }
        </>
    }
}

fn payers(
    i: I18n,
    view: &ClaimReviewView,
    chosen: Option<&str>,
    on_payer: &Callback<String>,
) -> Html {
    if view.taken.is_some() {
        return Html::default();
    }
    let onchange =
        on_payer.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <div class="field mt">
            <label for="payer">{ t!(i, "claim-payer") }</label>
            <span class="selw wide">
                <select class="pick" id="payer" {onchange} data-testid="payer-select">
                    <option value="" selected={chosen.is_none()}>{ t!(i, "claim-choose") }</option>
                    for party in &view.payers {
                        <option
                            key={party.did.clone()}
                            value={party.did.clone()}
                            selected={Some(party.did.as_str()) == chosen}
                        >
                            { format!("{} · {}", i.pick(&party.name), party.code) }
                        </option>
                    }
                </select>
                { icon_small(Sign::ChevronDown) }
            </span>
        </div>
    }
}
