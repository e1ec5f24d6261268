//! A button that asks for files with the system's own dialog.

use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::{Sign, icon};

#[derive(Properties, PartialEq)]
pub(crate) struct FileButtonProps {
    /// What stands on it.
    pub(crate) label: AttrValue,
    /// Called for each file that was chosen, in their order.
    pub(crate) on_file: Callback<File>,
    /// Test id of the field behind the button.
    pub(crate) testid: AttrValue,
    /// Its class.
    #[prop_or_else(|| classes!("btn", "sm"))]
    pub(crate) class: Classes,
    /// A sign before the words.
    #[prop_or_default]
    pub(crate) sign: Option<Sign>,
    /// The types to choose from, as in HTML; all if none.
    #[prop_or_default]
    pub(crate) accept: Option<AttrValue>,
    /// Whether several may be chosen.
    #[prop_or_default]
    pub(crate) multiple: bool,
    /// Whether it cannot be pressed now.
    #[prop_or_default]
    pub(crate) disabled: bool,
}

/// The button, and the field that nobody sees.
#[function_component]
pub(crate) fn FileButton(props: &FileButtonProps) -> Html {
    let chooser = use_node_ref();
    let onchange = {
        let on_file = props.on_file.clone();
        Callback::from(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            if let Some(files) = input.files() {
                (0..files.length())
                    .filter_map(|at| files.get(at))
                    .for_each(|file| on_file.emit(file));
            }
            // The same file can be chosen again.
            input.set_value("");
        })
    };
    let choose = {
        let chooser = chooser.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some(input) = chooser.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    html! {
        <>
            <button type="button" class={props.class.clone()} onclick={choose} disabled={props.disabled}>
                if let Some(sign) = props.sign { { icon(sign) } }
                { &props.label }
            </button>
            <input
                class="vh"
                type="file"
                accept={props.accept.clone()}
                multiple={props.multiple}
                ref={chooser}
                {onchange}
                tabindex="-1"
                aria-label={&props.label}
                data-testid={&props.testid}
            />
        </>
    }
}
