//! Refusing: what it does, and the choice between verbs.

use std::rc::Rc;

use wallet_api::{RefuseRequest, ReviewView};
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner},
    hooks::Act,
    i18n::{I18n, t},
};

/// What refusing does, and the choice between verbs.
pub(super) fn refusal(
    i: I18n,
    review: &Rc<ReviewView>,
    refuse: &Act<RefuseRequest>,
    close: Callback<()>,
) -> Html {
    let press = {
        let review = review.clone();
        refuse.run.reform(move |_: MouseEvent| RefuseRequest {
            id: review.id.clone(),
            digest: review.digest.clone(),
        })
    };
    let title = t!(i, "refuse-title", party = i.pick(&review.party.name));
    html! {
        <Dialog {title} on_close={close.clone()} held={refuse.busy} testid="refuse-dialog">
            <p class="text muted">{ t!(i, "refuse-text") }</p>
            if let Some(error) = refuse.error.clone() { <div class="mt"><ErrorBanner {error} /></div> }
            <div class="btns">
                <button class="btn" autofocus=true onclick={close.reform(|_: MouseEvent| ())} disabled={refuse.busy}>
                    { t!(i, "decide-later") }
                </button>
                <button
                    class={classes!("btn", "primary", refuse.busy.then_some("is-loading"))}
                    onclick={press}
                    disabled={refuse.busy}
                    data-testid="refuse-confirm"
                >
                    { t!(i, "refuse") }
                </button>
            </div>
        </Dialog>
    }
}
