//! An office: its tile and its name.

use wallet_api::PartyView;
use yew::prelude::*;

use crate::{format, i18n::I18n};

/// Sizes of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TileSize {
    /// 28 pixels.
    Small,
    /// 40 pixels.
    Middle,
    /// 56 pixels.
    Large,
}

/// A letter in a frame: a name tag, never a verification.
pub(crate) fn tile(i: I18n, party: &PartyView, size: TileSize) -> Html {
    let size = match size {
        TileSize::Small => Some("s"),
        TileSize::Middle => None,
        TileSize::Large => Some("l"),
    };
    html! {
        <span class={classes!("tile", size)} aria-hidden="true">{ format::tile(i, party) }</span>
    }
}

/// Tile and name in one line; the name may drop out where the page is narrow.
pub(crate) fn party_name(i: I18n, party: &PartyView, tile_only_when_narrow: bool) -> Html {
    let class = tile_only_when_narrow.then_some("opt-col");
    html! {
        <span class="dep">
            { tile(i, party, TileSize::Small) }
            <span {class}>{ i.pick(&party.name) }</span>
        </span>
    }
}
