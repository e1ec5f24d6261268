//! Values in a row or a line.

use wallet_api::AttributeValue;
use yew::prelude::*;

use crate::{format, i18n::I18n};

/// A number or date: tabular figures, never wrapped.
pub(crate) fn num(text: String) -> Html {
    html! { <span class="num">{ text }</span> }
}

/// An attribute's value; days as [`num`].
pub(crate) fn shown_value(i: I18n, value: &AttributeValue) -> Html {
    let text = format::value(i, value);
    match value {
        AttributeValue::Date(_) => num(text),
        _ => Html::from(text),
    }
}

/// The name of an attribute.
pub(crate) fn attribute_name(i: I18n, code: &str) -> String {
    i.code("attribute", code)
}

/// Attributes as chips.
pub(crate) fn chips(i: I18n, attributes: &[String]) -> Html {
    html! {
        <span class="chips">
            for code in attributes { <span class="chip">{ attribute_name(i, code) }</span> }
        </span>
    }
}
