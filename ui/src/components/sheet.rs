//! The frame "sheet": one form on a grey desk, no rail. For deciding, starting, recovering.

use yew::prelude::*;

use super::{Sign, icon_small};

#[derive(Properties, PartialEq)]
pub(crate) struct StageBarProps {
    /// What the way back says.
    pub(crate) back: AttrValue,
    /// Goes back.
    pub(crate) on_back: Callback<()>,
    /// Facts at the right.
    #[prop_or_default]
    pub(crate) children: Html,
}

/// The bar above a sheet.
#[function_component]
pub(crate) fn StageBar(props: &StageBarProps) -> Html {
    let onclick = props.on_back.reform(|_: MouseEvent| ());
    html! {
        <header class="stage-bar">
            <button type="button" class="btn quiet sm" {onclick} data-testid="back">
                { icon_small(Sign::ArrowLeft) }{ props.back.clone() }
            </button>
            <span class="grow"></span>
            { props.children.clone() }
        </header>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct SheetProps {
    /// The bar above.
    #[prop_or_default]
    pub(crate) bar: Html,
    /// 760 instead of 640 pixels.
    #[prop_or_default]
    pub(crate) wide: bool,
    /// In the middle of the window.
    #[prop_or_default]
    pub(crate) center: bool,
    /// The form.
    pub(crate) children: Html,
    /// Below the sheet.
    #[prop_or_default]
    pub(crate) foot: Html,
}

/// A narrow sheet.
#[function_component]
pub(crate) fn Sheet(props: &SheetProps) -> Html {
    html! {
        <div class={classes!("stage", props.center.then_some("center"))}>
            { props.bar.clone() }
            <main class={classes!("sheet", "narrow", props.wide.then_some("wide"))} id="main">
                { props.children.clone() }
            </main>
            { props.foot.clone() }
        </div>
    }
}
