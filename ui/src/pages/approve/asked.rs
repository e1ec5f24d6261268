//! Why they ask, in their words; what they would see, with its value.

use std::rc::Rc;

use wallet_api::{Action, ErrorCode, ItemView, ReviewView};
use yew::prelude::*;

use super::{
    changes::{ChangesProps, changes},
    documents::{Missing, SwapDocument},
    item::{ItemProps, needed_item, optional_item},
};
use crate::{
    components::{Sign, icon_small},
    i18n::{I18n, t},
    state::choice::{Choice, ChoiceStep, can_be_given},
};

pub(super) struct AskedProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// What is given.
    pub(super) chosen: Choice,
    /// A change of it.
    pub(super) on_step: Callback<ChoiceStep>,
    /// Whether it was decided already.
    pub(super) held: bool,
    /// Opens the answer with less.
    pub(super) on_less: Callback<()>,
    /// Shows the request anew, with another document's values.
    pub(super) on_swapped: Callback<()>,
}

/// Why they ask, in their words; what they would see, with its value.
pub(super) fn asked(i: I18n, props: &AskedProps) -> Html {
    let review = &props.review;
    let (needed, optional): (Vec<_>, Vec<_>) = review
        .items
        .iter()
        .filter(|item| item.action == Action::Read)
        .partition(|item| item.required);
    let item_props = |item: &ItemView| ItemProps {
        item: item.clone(),
        given: props.chosen.items.contains(&item.id),
        on_step: props.on_step.clone(),
        held: props.held,
        on_less: props.on_less.clone(),
    };
    let changes_props = ChangesProps {
        review: review.clone(),
        chosen: props.chosen.clone(),
        on_step: props.on_step.clone(),
        held: props.held,
    };
    let left_out = needed
        .iter()
        .filter(|item| can_be_given(item) && !props.chosen.items.contains(&item.id))
        .count();
    let note = if needed.is_empty() {
        t!(i, "none-required")
    } else if left_out > 0 {
        t!(i, "some-left-out", n = left_out)
    } else {
        t!(i, "all-required", n = needed.len())
    };
    let ticked = optional
        .iter()
        .filter(|item| props.chosen.items.contains(&item.id))
        .count();
    html! {
        <div class="ask-l">
            <section>
                <h2 class="q">{ t!(i, "why") }</h2>
                <blockquote class="quote">
                    <p>{ t!(i, "quoted", text = i.pick(&review.purpose_text)) }</p>
                    <footer>{ t!(i, "own-words") }</footer>
                </blockquote>
            </section>
            if review.obstacle == Some(ErrorCode::NoRelation) {
                <Missing id={review.id.clone()} />
            }
            { changes(i, &changes_props) }
            if !needed.is_empty() || !optional.is_empty() {
                <section>
                    <h2 class="q">{ t!(i, "what-they-see") }<span>{ note }</span></h2>
                    <ul class="att" data-testid="required-items">
                        for item in &needed {
                            { needed_item(i, &item_props(item)) }
                        }
                    </ul>
                    if !optional.is_empty() {
                        <details class="more" data-testid="optional-items">
                            <summary>
                                { icon_small(Sign::ChevronRight) }
                                {
                                    if ticked == 0 {
                                        t!(i, "optional-none", n = optional.len())
                                    } else {
                                        t!(i, "optional-some", n = optional.len(), ticked = ticked)
                                    }
                                }
                            </summary>
                            <ul class="att pick-list">
                                for item in &optional {
                                    { optional_item(i, &item_props(item)) }
                                }
                            </ul>
                        </details>
                    }
                </section>
            }
            <SwapDocument
                review={review.clone()}
                held={props.held}
                on_swapped={props.on_swapped.clone()}
            />
        </div>
    }
}
