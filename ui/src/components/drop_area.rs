//! Where files are dropped or chosen.

use web_sys::{DragEvent, File};
use yew::prelude::*;

use super::{FileButton, Sign, icon};

#[derive(Properties, PartialEq)]
pub(crate) struct DropAreaProps {
    /// What can be dropped.
    pub(crate) prompt: AttrValue,
    /// What becomes of it, smaller.
    pub(crate) hint: AttrValue,
    /// What stands on the button.
    pub(crate) choose: AttrValue,
    /// Called for each file, in their order.
    pub(crate) on_file: Callback<File>,
    /// Test ids of the area and of the field behind the button.
    pub(crate) testids: [&'static str; 2],
    /// Whether several files are taken at once; else the first one.
    #[prop_or_default]
    pub(crate) multiple: bool,
    /// Whether a file is being worked on.
    #[prop_or_default]
    pub(crate) busy: bool,
    /// Its class besides its own.
    #[prop_or_default]
    pub(crate) class: Classes,
}

/// The area with its button.
#[function_component]
pub(crate) fn DropArea(props: &DropAreaProps) -> Html {
    let over = use_state(|| false);
    let ondrop = {
        let (over, on_file) = (over.clone(), props.on_file.clone());
        let most = if props.multiple { u32::MAX } else { 1 };
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(false);
            let files = event.data_transfer().and_then(|data| data.files());
            if let Some(files) = files {
                (0..files.length().min(most))
                    .filter_map(|at| files.get(at))
                    .for_each(|file| on_file.emit(file));
            }
        })
    };
    let hover = |value: bool| {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            over.set(value);
        })
    };
    let [area, field] = props.testids;
    html! {
        <section
            class={classes!("drop", props.class.clone(), over.then_some("over"))}
            {ondrop}
            ondragover={hover(true)}
            ondragleave={hover(false)}
            data-testid={area}
        >
            { icon(Sign::FileUp) }
            <p class="grow">
                <b>{ props.prompt.clone() }</b>
                <span class="hint blk">{ props.hint.clone() }</span>
            </p>
            <FileButton
                class={classes!("btn", "primary", props.busy.then_some("is-loading"))}
                label={props.choose.clone()}
                multiple={props.multiple}
                disabled={props.busy}
                on_file={props.on_file.clone()}
                testid={field}
            />
        </section>
    }
}
