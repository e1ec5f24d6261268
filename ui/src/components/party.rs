//! An office: its tile and its name.

use wallet_api::PartyView;
use yew::prelude::*;

use crate::{format, hooks::use_i18n};

/// Sizes of a tile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TileSize {
    /// 28 pixels.
    #[default]
    Small,
    /// 40 pixels.
    Middle,
    /// 56 pixels.
    Large,
}

#[derive(Properties, PartialEq)]
pub(crate) struct TileProps {
    /// Whose.
    pub(crate) party: PartyView,
    /// How large.
    #[prop_or_default]
    pub(crate) size: TileSize,
}

/// A letter in a frame: a name tag, never a verification.
#[function_component]
pub(crate) fn Tile(props: &TileProps) -> Html {
    let i = use_i18n();
    let size = match props.size {
        TileSize::Small => Some("s"),
        TileSize::Middle => None,
        TileSize::Large => Some("l"),
    };
    html! {
        <span class={classes!("tile", size)} aria-hidden="true">{ format::tile(i, &props.party) }</span>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct PartyNameProps {
    /// Whose.
    pub(crate) party: PartyView,
    /// Whether the name drops out where the page is narrow.
    #[prop_or_default]
    pub(crate) tile_only_when_narrow: bool,
}

/// Tile and name in one line.
#[function_component]
pub(crate) fn PartyName(props: &PartyNameProps) -> Html {
    let i = use_i18n();
    let class = props.tile_only_when_narrow.then_some("opt-col");
    html! {
        <span class="dep">
            <Tile party={props.party.clone()} />
            <span {class}>{ i.pick(&props.party.name) }</span>
        </span>
    }
}
