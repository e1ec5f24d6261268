//! Values in a row or a line.

use wallet_api::AttributeValue;
use yew::prelude::*;

use crate::{format, hooks::use_i18n, i18n::I18n};

#[derive(Properties, PartialEq)]
pub(crate) struct NumProps {
    /// A date, an amount, a count.
    pub(crate) text: AttrValue,
}

/// A number or date: tabular figures, never wrapped.
#[function_component]
pub(crate) fn Num(props: &NumProps) -> Html {
    html! { <span class="num">{ props.text.clone() }</span> }
}

/// An attribute's value; days as [`Num`].
pub(crate) fn shown_value(i: I18n, value: &AttributeValue) -> Html {
    let text = format::value(i, value);
    match value {
        AttributeValue::Date(_) => html! { <Num {text} /> },
        _ => Html::from(text),
    }
}

/// The name of an attribute.
pub(crate) fn attribute_name(i: I18n, code: &str) -> String {
    i.code("attribute", code)
}

#[derive(Properties, PartialEq)]
pub(crate) struct ChipsProps {
    /// Codes of attributes.
    pub(crate) attributes: Vec<String>,
}

/// Attributes as chips.
#[function_component]
pub(crate) fn Chips(props: &ChipsProps) -> Html {
    let i = use_i18n();
    html! {
        <span class="chips">
            for code in &props.attributes {
                <span class="chip">{ attribute_name(i, code) }</span>
            }
        </span>
    }
}
