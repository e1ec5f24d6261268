//! A dialog for an act that goes out or cannot be taken back.

use web_sys::{HtmlDialogElement, KeyboardEvent};
use yew::prelude::*;

use crate::hooks::dom;

#[derive(Properties, PartialEq)]
pub(crate) struct DialogProps {
    /// Verb and object.
    pub(crate) title: AttrValue,
    /// Esc and the safe button.
    pub(crate) on_close: Callback<()>,
    /// The text, fields and buttons; the safe button has `autofocus`.
    pub(crate) children: Html,
    /// The test's name for it.
    pub(crate) testid: AttrValue,
    /// Whether it may not be left at the moment.
    #[prop_or_default]
    pub(crate) held: bool,
}

/// A modal dialog; the rest of the page is inert while it is open.
#[function_component]
pub(crate) fn Dialog(props: &DialogProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // It throws only when it is open already.
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let oncancel = {
        let (on_close, held) = (props.on_close.clone(), props.held);
        Callback::from(move |event: Event| {
            event.prevent_default();
            if !held {
                on_close.emit(());
            }
        })
    };
    // Esc belongs to the dialog, not to the page behind it; Tab stays in it, where a web view would
    // go through places of its own between the last control and the first.
    let onkeydown = {
        let node = node.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => event.stop_propagation(),
            "Tab" if dom::step_round(&node, event.shift_key()) => event.prevent_default(),
            _ => (),
        })
    };
    // A browser may close it without asking when Esc is pressed twice.
    let onclose = {
        let (node, on_close, held) = (node.clone(), props.on_close.clone(), props.held);
        Callback::from(move |_: Event| match node.cast::<HtmlDialogElement>() {
            Some(dialog) if held => {
                let _ = dialog.show_modal();
            }
            _ => on_close.emit(()),
        })
    };
    html! {
        <dialog
            class="dialog"
            ref={node}
            {oncancel}
            {onclose}
            {onkeydown}
            aria-labelledby="dialog-title"
            data-testid={props.testid.clone()}
        >
            <h2 id="dialog-title">{ props.title.clone() }</h2>
            { props.children.clone() }
        </dialog>
    }
}
