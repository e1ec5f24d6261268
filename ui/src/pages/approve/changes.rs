//! What would change in the record: now, and what it becomes; and what the signature covers.

use std::rc::Rc;

use wallet_api::{Action, ItemView, ReviewView};
use yew::prelude::*;

use crate::{
    components::{Sign, Status, attribute_name, icon, icon_small, shown_value},
    format,
    i18n::{I18n, t},
    state::choice::{Choice, ChoiceStep, can_be_given},
};

pub(super) struct ChangesProps {
    /// What is shown.
    pub(super) review: Rc<ReviewView>,
    /// What is given.
    pub(super) chosen: Choice,
    /// A change of it.
    pub(super) on_step: Callback<ChoiceStep>,
    /// Whether it was decided already.
    pub(super) held: bool,
}

/// The items that would change something.
pub(super) fn changing(review: &ReviewView) -> impl Iterator<Item = &ItemView> {
    review
        .items
        .iter()
        .filter(|item| item.action != Action::Read)
}

/// One line for each change, and what the signature covers; nothing if nothing would change.
pub(super) fn changes(i: I18n, props: &ChangesProps) -> Html {
    let review = &props.review;
    let all: Vec<_> = changing(review).collect();
    if all.is_empty() {
        return Html::default();
    }
    let covered = all
        .iter()
        .filter(|item| props.chosen.items.contains(&item.id))
        .count();
    html! {
        <>
            <section>
                <h2 class="q">{ t!(i, "what-would-change") }<span>{ t!(i, "rest-stays") }</span></h2>
                <ul class="chg" data-testid="changes">
                    <li class="head" aria-hidden="true">
                        <span></span><span>{ t!(i, "change-now") }</span>
                        <span></span><span>{ t!(i, "change-becomes") }</span>
                    </li>
                    for item in &all { { line(i, item, props) } }
                </ul>
            </section>
            <section class="exact" data-testid="exact">
                { icon(Sign::Pen) }
                <p class="grow">
                    <b>{ t!(i, "signature-covers", n = covered) }</b>
                    <br />
                    <span class="small muted">
                        { t!(i, "signature-exact") }
                        if let Some(code) = &review.check_code {
                            { " " }{ t!(i, "check-code") }{ " " }
                            <span class="id" data-testid="check-code">{ format::in_fours(code) }</span>
                        }
                    </span>
                </p>
            </section>
        </>
    }
}

fn line(i: I18n, item: &ItemView, props: &ChangesProps) -> Html {
    let given = props.chosen.items.contains(&item.id);
    let can = can_be_given(item);
    let name = attribute_name(i, &item.attribute);
    let toggle = {
        let id = item.id.clone();
        props
            .on_step
            .reform(move |_: MouseEvent| ChoiceStep::Toggled(id.clone()))
    };
    html! {
        <li
            key={item.id.clone()}
            class={(!given).then_some("off")}
            data-testid={format!("change-{}", item.attribute)}
            data-given={given.to_string()}
        >
            <span class="k">{ name.clone() }</span>
            <span class="old">
                <span class="vh">{ t!(i, "change-now") }{ t!(i, "colon") }</span>
                {
                    match &item.value {
                        Some(value) => shown_value(i, value),
                        None if item.action == Action::Add => html! { { t!(i, "change-nothing") } },
                        None => html! { <span class="muted rg">{ t!(i, "value-unknown") }</span> },
                    }
                }
            </span>
            { icon_small(Sign::ArrowRight) }
            <span class="new">
                <span class="vh">{ t!(i, "change-becomes") }{ t!(i, "colon") }</span>
                if let Some(value) = &item.proposed { { shown_value(i, value) } }
                if item.action == Action::Add {
                    { " " }
                    <Status sign={Sign::Plus} tone="info" tint=true>{ t!(i, "change-new") }</Status>
                }
            </span>
            <span class="why">
                if !can {
                    <Status sign={Sign::Ban} tone="danger">{ t!(i, "change-not-permitted") }</Status>
                } else if !given {
                    <Status sign={Sign::Minus} tone="none">{ t!(i, "change-left-out") }</Status>
                }
                if can && !props.held {
                    { " " }
                    <button
                        type="button"
                        class="as-link small"
                        onclick={toggle}
                        aria-label={t!(i, if given { "leave-out-named" } else { "give-again-named" }, name = name)}
                        data-testid={format!("leave-change-{}", item.attribute)}
                    >
                        { if given { t!(i, "change-drop") } else { t!(i, "change-take") } }
                    </button>
                }
            </span>
        </li>
    }
}

/// What happens when the change was carried out.
pub(super) fn afterwards(i: I18n, review: &ReviewView) -> Html {
    if changing(review).next().is_none() {
        return Html::default();
    }
    html! {
        <section>
            <h2 class="q">{ t!(i, "afterwards") }</h2>
            <ul class="plain">
                <li>{ t!(i, "afterwards-document") }</li>
                <li>{ t!(i, "afterwards-permissions") }</li>
            </ul>
        </section>
    }
}
