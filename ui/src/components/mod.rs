//! Parts of pages. They know no command and no route of their own.

mod activity;
mod banner;
mod chart;
mod dialog;
mod drawer;
mod evidence;
mod field;
mod icon;
mod page;
mod party;
mod rail;
mod seal;
mod sheet;
mod states;
mod status;
mod stop;
mod toasts;
mod value;

pub(crate) use activity::{access_items, activity_list, activity_sentence, basis_words, row_tile};
pub(crate) use banner::{Banner, ErrorBanner, Tone, error_code, error_explanation};
pub(crate) use chart::{month_chart, year_and_month};
pub(crate) use dialog::Dialog;
pub(crate) use drawer::{checks, technical_rows};
pub(crate) use evidence::Evidence;
pub(crate) use field::{PassphraseField, TextField, field_error};
pub(crate) use icon::{Sign, icon, icon_small, mark};
pub(crate) use page::{Page, use_title};
pub(crate) use party::{TileSize, party_name, tile};
pub(crate) use rail::Rail;
pub(crate) use seal::{SealKind, seal, seal_kind, stamp};
pub(crate) use sheet::{Sheet, StageBar};
pub(crate) use states::{Skeleton, empty_art, failure, stale_banner};
pub(crate) use status::{Status, document_status, short_document_status};
pub(crate) use stop::{line_names, part_status, stop_words};
pub(crate) use toasts::Toasts;
pub(crate) use value::{attribute_name, chips, num, shown_value};
