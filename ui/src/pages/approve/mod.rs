//! Deciding on a request: the sheet that shows all of what would be signed, and nothing else.

mod asked;
mod band;
mod changes;
mod confirm;
mod deciding;
mod documents;
mod handing_on;
mod item;
mod less;
mod refusal;
mod terms;
mod who;

use std::rc::Rc;

use wallet_api::{ReceiptView, ReviewRequest, ReviewView};
use yew::prelude::*;

use self::{deciding::Deciding, less::Less};
use super::receipt::Receipt;
use crate::{
    components::{Sheet, Skeleton, StageBar, failure},
    hooks::{dom, use_load, use_session},
    i18n::t,
    route::Route,
    state::{choice::Choice, load::Load},
};

#[derive(Properties, PartialEq)]
pub(crate) struct ApproveProps {
    /// The request's id in the inbox.
    pub(crate) id: String,
}

/// One request: loading, deciding, receipt.
#[function_component]
pub(crate) fn Approve(props: &ApproveProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let review = use_load(ReviewRequest {
        id: props.id.clone(),
    });
    let receipt = use_state(|| None::<Rc<(ReceiptView, Rc<ReviewView>)>>);
    // The answer with less, with the digest of the sheet that it was opened from.
    let less = use_state(|| None::<(String, Choice)>);
    let shown = use_shown_review(&review.state);
    if let Some(done) = &*receipt {
        return html! { <Receipt receipt={done.0.clone()} review={done.1.clone()} /> };
    }
    let back = Callback::from(|()| dom::go(&Route::Requests));
    match &review.state {
        Load::Loading => html! {
            <Sheet wide=true bar={html! { <StageBar back={t!(i, "decide-later")} on_back={back} /> }}>
                <Skeleton rows=8 />
            </Sheet>
        },
        Load::Failed(error) => html! {
            <Sheet wide=true bar={html! { <StageBar back={t!(i, "requests-title")} on_back={back} /> }}>
                { failure(i, error, &review.again) }
            </Sheet>
        },
        Load::Empty(newest) | Load::Shown(newest) | Load::Stale(newest, _) => {
            let view = shown.review.clone().unwrap_or_else(|| newest.clone());
            let on_receipt = {
                let (receipt, view) = (receipt.clone(), view.clone());
                Callback::from(move |answer| receipt.set(Some(Rc::new((answer, view.clone())))))
            };
            let back = {
                let less = less.clone();
                Callback::from(move |()| less.set(None))
            };
            if let Some((digest, chosen)) = &*less
                && *digest == view.digest
            {
                let on_reload = {
                    let (back, again) = (back.clone(), review.again.clone());
                    Callback::from(move |()| {
                        back.emit(());
                        again.emit(());
                    })
                };
                return html! {
                    <Less
                        key={format!("less-{digest}")}
                        review={view.clone()}
                        chosen={chosen.clone()}
                        on_back={back}
                        {on_reload}
                        {on_receipt}
                        on_open={shown.on_open}
                    />
                };
            }
            let on_less = {
                let (less, digest) = (less.clone(), view.digest.clone());
                Callback::from(move |chosen| less.set(Some((digest.clone(), chosen))))
            };
            // Another digest is another sheet: nothing that was chosen before carries over.
            html! {
                <Deciding
                    key={view.digest.clone()}
                    review={view.clone()}
                    {on_receipt}
                    on_open={shown.on_open}
                    again={review.again.clone()}
                    {on_less}
                />
            }
        }
    }
}

struct ShownReview {
    review: Option<Rc<ReviewView>>,
    on_open: Callback<bool>,
}

/// The review on the sheet. While a dialog is open on it, it stays as it is: what is being signed
/// is what is shown, and an approval under way is not torn down by its own effects.
#[hook]
fn use_shown_review(newest: &Load<ReviewView>) -> ShownReview {
    let shown = use_state(|| None::<Rc<ReviewView>>);
    let open = use_state(|| false);
    {
        let shown = shown.clone();
        let newest = newest.view().cloned();
        use_effect_with((newest, *open), move |(newest, open)| {
            if !open && *shown != *newest {
                shown.set(newest.clone());
            }
        });
    }
    let on_open = Callback::from(move |now: bool| open.set(now));
    ShownReview {
        review: (*shown).clone(),
        on_open,
    }
}
