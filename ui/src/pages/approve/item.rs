//! One item that is asked for.

use wallet_api::{Action, ItemView, LawVerdict, Usual};
use yew::prelude::*;

use crate::{
    components::{Sign, Status, attribute_name, shown_value},
    i18n::{I18n, t},
    state::choice::{ChoiceStep, can_be_given},
};

pub(super) struct ItemProps {
    pub(super) item: ItemView,
    pub(super) given: bool,
    pub(super) on_step: Callback<ChoiceStep>,
    pub(super) held: bool,
    /// Opens the answer with less.
    pub(super) on_less: Callback<()>,
}

/// An item that they say they need: no checkbox, but it can be left out.
pub(super) fn needed_item(i: I18n, props: &ItemProps) -> Html {
    let item = &props.item;
    let can = can_be_given(item);
    let toggle = {
        let id = item.id.clone();
        props
            .on_step
            .reform(move |_: MouseEvent| ChoiceStep::Toggled(id.clone()))
    };
    let off = (!props.given).then_some("off");
    let name = attribute_name(i, &item.attribute);
    html! {
        <li key={item.id.clone()} class={classes!("can", off)} data-testid={format!("item-{}", item.attribute)} data-given={props.given.to_string()}>
            <span class="k">{ name.clone() }</span>
            <span class="v">{ value(i, item) }</span>
            if can && !props.given {
                <Status sign={Sign::Minus} tone="none">{ t!(i, "left-out") }</Status>
            } else if can && !item.usual.is_unusual() {
                <Status sign={Sign::Tick} tone="none">{ t!(i, "usual") }</Status>
            } else {
                { verdict(i, item.law) }
            }
            if !props.held && can {
                <button
                    type="button"
                    class="as-link drop-it"
                    onclick={toggle}
                    aria-label={t!(i, if props.given { "leave-out-named" } else { "give-again-named" }, name = name)}
                    data-testid={format!("leave-out-{}", item.attribute)}
                >
                    { if props.given { t!(i, "leave-out") } else { t!(i, "give-again") } }
                </button>
            }
            if can && !props.given && !item.usual.is_unusual() {
                <span class="why">{ t!(i, "left-out-why") }</span>
            } else if !can {
                <span class="why">{ law_words(i, item.law) }</span>
            }
            { unusual(i, props) }
        </li>
    }
}

/// An item that is up to the citizen: a checkbox, never ticked beforehand.
pub(super) fn optional_item(i: I18n, props: &ItemProps) -> Html {
    let item = &props.item;
    let can = can_be_given(item);
    let onchange = {
        let id = item.id.clone();
        props
            .on_step
            .reform(move |_: Event| ChoiceStep::Toggled(id.clone()))
    };
    let field = format!("give-{}", item.attribute);
    html! {
        <li>
            <input
                type="checkbox"
                id={field.clone()}
                checked={props.given}
                {onchange}
                disabled={!can || props.held}
                data-testid={field.clone()}
            />
            <label class="k" for={field}>{ attribute_name(i, &item.attribute) }</label>
            <span class="v">{ value(i, item) }</span>
            { verdict(i, item.law) }
            if item.usual.is_unusual() { <span class="why">{ usual_words(i, item.usual) }</span> }
        </li>
    }
}

/// What is unusual about an item, with figures, and the way to propose not to give it.
fn unusual(i: I18n, props: &ItemProps) -> Html {
    let item = &props.item;
    if !item.usual.is_unusual() {
        return Html::default();
    }
    html! {
        <span class="why" data-testid={format!("unusual-{}", item.attribute)}>
            <Status sign={Sign::Warning} tone="warn" tint=true>{ t!(i, "unusual") }</Status>
            { " " }{ usual_words(i, item.usual) }
            if !props.held {
                { " " }
                <button
                    type="button"
                    class="as-link"
                    onclick={props.on_less.reform(|_: MouseEvent| ())}
                    data-testid={format!("propose-less-{}", item.attribute)}
                >
                    { t!(i, "propose-not-to-give") }
                </button>
            }
        </span>
    }
}

/// The sentence with figures.
fn usual_words(i: I18n, usual: Usual) -> String {
    match usual {
        Usual::Usual { .. } => t!(i, "usual"),
        Usual::BeyondLaw { covered } => t!(i, "unusual-law", n = covered),
        Usual::BeyondClause { covered } => t!(i, "unusual-clause", n = covered),
        Usual::Rare { asked, requests } => t!(i, "unusual-rare", n = requests, asked = asked),
    }
}

fn value(i: I18n, item: &ItemView) -> Html {
    let action = match item.action {
        Action::Read => Html::default(),
        Action::Modify => html! { <span class="hint blk">{ t!(i, "action-modify") }</span> },
        Action::Add => html! { <span class="hint blk">{ t!(i, "action-add") }</span> },
    };
    match &item.value {
        Some(value) => html! { <>{ shown_value(i, value) }{ action }</> },
        None => html! { <><span class="muted rg">{ t!(i, "value-unknown") }</span>{ action }</> },
    }
}

fn verdict(i: I18n, law: LawVerdict) -> Html {
    let (sign, tone, tint, key) = match law {
        LawVerdict::Permitted => (Sign::Tick, "none", false, "law-permitted"),
        LawVerdict::Denied => (Sign::Ban, "danger", true, "law-denied"),
        LawVerdict::NeedsOfficer => (Sign::Hourglass, "info", true, "law-officer"),
        LawVerdict::PermittedByOfficer => (Sign::Tick, "ok", false, "law-officer-permitted"),
        LawVerdict::RefusedByOfficer => (Sign::Ban, "none", false, "law-officer-refused"),
        LawVerdict::Disagreed => (Sign::Warning, "danger", true, "law-disagreed"),
        LawVerdict::NotChecked => (Sign::DashedRound, "none", false, "law-not-checked"),
    };
    html! { <Status {sign} {tone} {tint}>{ i.text(key) }</Status> }
}

fn law_words(i: I18n, law: LawVerdict) -> String {
    i.text(match law {
        LawVerdict::Permitted => "law-permitted-why",
        LawVerdict::Denied => "law-denied-why",
        LawVerdict::NeedsOfficer => "law-officer-why",
        LawVerdict::PermittedByOfficer => "law-officer-permitted-why",
        LawVerdict::RefusedByOfficer => "law-officer-refused-why",
        LawVerdict::Disagreed => "law-disagreed-why",
        LawVerdict::NotChecked => "law-not-checked-why",
    })
}
