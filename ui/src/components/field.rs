//! Fields: label above, hint or error below.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Sign, icon_small};
use crate::hooks::use_i18n;

/// What is wrong with a field; the id is for `aria-describedby`.
pub(crate) fn field_error(text: impl Into<AttrValue>, id: Option<String>) -> Html {
    let text: AttrValue = text.into();
    html! {
        <p class="errmsg" role="alert" {id} data-testid="field-error">
            { icon_small(Sign::Alert) }<span>{ text }</span>
        </p>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct PassphraseFieldProps {
    /// Its id, also the test's name.
    pub(crate) id: AttrValue,
    /// What stands above.
    pub(crate) label: AttrValue,
    /// What was typed.
    pub(crate) value: AttrValue,
    /// Every change.
    pub(crate) oninput: Callback<String>,
    /// What is wrong.
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    /// For password managers: `current-password` or `new-password`.
    #[prop_or(AttrValue::Static("current-password"))]
    pub(crate) autocomplete: AttrValue,
    /// Takes the focus when it appears.
    #[prop_or_default]
    pub(crate) autofocus: bool,
    /// While something is under way.
    #[prop_or_default]
    pub(crate) disabled: bool,
    /// Below the field.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A passphrase: hidden, with a button to show it.
#[function_component]
pub(crate) fn PassphraseField(props: &PassphraseFieldProps) -> Html {
    let i = use_i18n();
    let shown = use_state(|| false);
    let node = use_node_ref();
    {
        let (node, wanted) = (node.clone(), props.autofocus && !props.disabled);
        use_effect_with(wanted, move |wanted| {
            if *wanted {
                crate::hooks::dom::focus(&node);
            }
        });
    }
    let oninput = props
        .oninput
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let toggle = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(!*shown))
    };
    let (sign, word) = if *shown {
        (Sign::EyeOff, "hide")
    } else {
        (Sign::Eye, "show")
    };
    let error_id = format!("{}-error", props.id);
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ props.label.clone() }</label>
            <div class="pw">
                <input
                    class={classes!("in", "lg", props.error.as_ref().map(|_| "err"))}
                    id={props.id.clone()}
                    data-testid={props.id.clone()}
                    ref={node}
                    type={if *shown { "text" } else { "password" }}
                    value={props.value.clone()}
                    {oninput}
                    autocomplete={props.autocomplete.clone()}
                    autocapitalize="off"
                    spellcheck="false"
                    disabled={props.disabled}
                    aria-invalid={props.error.as_ref().map(|_| "true")}
                    aria-describedby={props.error.as_ref().map(|_| error_id.clone())}
                />
                <button
                    class="btn quiet sm"
                    type="button"
                    onclick={toggle}
                    aria-pressed={if *shown { "true" } else { "false" }}
                    data-testid={format!("{}-show", props.id)}
                >
                    { icon_small(sign) }{ i.text(word) }
                </button>
            </div>
            if let Some(error) = &props.error {
                { field_error(error.clone(), Some(error_id.clone())) }
            }
            { props.children.clone() }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct TextFieldProps {
    /// Its id, also the test's name.
    pub(crate) id: AttrValue,
    /// What stands above.
    pub(crate) label: AttrValue,
    /// What was typed.
    pub(crate) value: AttrValue,
    /// Every change.
    pub(crate) oninput: Callback<String>,
    /// What is wrong.
    #[prop_or_default]
    pub(crate) error: Option<AttrValue>,
    /// An example.
    #[prop_or_default]
    pub(crate) placeholder: AttrValue,
    /// `numeric` for digits.
    #[prop_or(AttrValue::Static("text"))]
    pub(crate) inputmode: AttrValue,
    /// Takes the focus when it appears.
    #[prop_or_default]
    pub(crate) autofocus: bool,
    /// Below the field.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// A line of text.
#[function_component]
pub(crate) fn TextField(props: &TextFieldProps) -> Html {
    let node = use_node_ref();
    {
        let (node, wanted) = (node.clone(), props.autofocus);
        use_effect_with((), move |()| {
            if wanted {
                crate::hooks::dom::focus(&node);
            }
        });
    }
    let oninput = props
        .oninput
        .reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let error_id = format!("{}-error", props.id);
    html! {
        <div class="field">
            <label for={props.id.clone()}>{ props.label.clone() }</label>
            <input
                class={classes!("in", "lg", props.error.as_ref().map(|_| "err"))}
                id={props.id.clone()}
                data-testid={props.id.clone()}
                ref={node}
                value={props.value.clone()}
                {oninput}
                placeholder={props.placeholder.clone()}
                inputmode={props.inputmode.clone()}
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                aria-invalid={props.error.as_ref().map(|_| "true")}
                aria-describedby={props.error.as_ref().map(|_| error_id.clone())}
            />
            if let Some(error) = &props.error {
                { field_error(error.clone(), Some(error_id.clone())) }
            }
            { props.children.clone() }
        </div>
    }
}
