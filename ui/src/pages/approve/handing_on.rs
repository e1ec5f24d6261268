//! Whether it may be handed on, to whom that might be, and the choice to forbid it.

use yew::prelude::*;

use super::terms::TermsProps;
use crate::{
    i18n::{I18n, t},
    state::choice::ChoiceStep,
};

/// The choice, where they ask for it and the law lets it be handed on.
pub(super) fn handing_on(i: I18n, props: &TermsProps) -> Html {
    let review = &props.review;
    if review.max_depth == 0 {
        return Html::default();
    }
    let names: Vec<_> = (review.may_reach.iter())
        .map(|office| i.pick(&office.name))
        .collect();
    let names = names.join(&t!(i, "list-comma"));
    let choose = |may: bool| {
        props
            .on_step
            .reform(move |_: Event| ChoiceStep::HandingOnChosen(may))
    };
    html! {
        <section data-testid="handing-on">
            <h2 class="q" id="handing-on">{ t!(i, "hand-on-title") }</h2>
            <div role="radiogroup" aria-labelledby="handing-on">
                <label class="opt">
                    <input
                        type="radio"
                        name="handing-on"
                        checked={props.chosen.depth > 0}
                        onchange={choose(true)}
                        disabled={props.held}
                        data-testid="hand-on-asked"
                    />
                    <span>
                        { t!(i, "hand-on-asked", n = review.max_depth) }
                        <span class="hint">
                            { t!(i, "hand-on-asked-hint", n = review.may_reach.len(), names = names) }
                        </span>
                    </span>
                </label>
                <label class="opt">
                    <input
                        type="radio"
                        name="handing-on"
                        checked={props.chosen.depth == 0}
                        onchange={choose(false)}
                        disabled={props.held}
                        data-testid="hand-on-never"
                    />
                    <span>
                        { t!(i, "hand-on-never", party = i.pick(&review.party.name)) }
                        <span class="hint">{ t!(i, "hand-on-never-hint") }</span>
                    </span>
                </label>
            </div>
        </section>
    }
}
