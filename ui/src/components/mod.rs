//! Parts of pages. They know no command and no route of their own.

mod activity;
mod banner;
mod chart;
mod dialog;
mod drawer;
mod field;
mod icon;
mod page;
mod party;
mod rail;
mod seal;
mod sheet;
mod states;
mod status;
mod toasts;
mod value;

pub(crate) use activity::row_tile;
pub(crate) use activity::{ActivityList, activity_sentence, basis_words};
pub(crate) use banner::{Banner, ErrorBanner, Tone};
pub(crate) use banner::{error_code, error_explanation};
pub(crate) use chart::MonthChart;
pub(crate) use chart::year_and_month;
pub(crate) use dialog::Dialog;
pub(crate) use drawer::{Checks, TechnicalRows};
pub(crate) use field::{FieldError, PassphraseField, TextField};
pub(crate) use icon::{Icon, Mark, Sign};
pub(crate) use page::{Page, use_title};
pub(crate) use party::{PartyName, Tile, TileSize};
pub(crate) use rail::Rail;
pub(crate) use seal::Stamp;
pub(crate) use seal::{Seal, SealKind, seal_kind};
pub(crate) use sheet::{Sheet, StageBar};
pub(crate) use states::{EmptyArt, Failure, Skeleton, StaleBanner};
pub(crate) use status::{Status, document_status, short_document_status};
pub(crate) use toasts::Toasts;
pub(crate) use value::{Chips, Num, attribute_name, shown_value};
