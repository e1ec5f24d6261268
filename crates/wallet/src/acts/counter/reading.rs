//! What the chain tells of codes that were read.

use chain::journal::EntryKind;
use exchange::counter::CounterStatement;
use vault::{StoreError, WriteTransaction};
use wallet_api::{Action, ActivityKind, ActivityRow, ApiError, Basis, RightView, Uncovered};

use crate::{
    session::Session,
    store::{DocumentRecord, EntryRecord, ShownRecord, kind},
};

/// Notes at a code of our own that it was read.
pub(crate) fn read(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    number: &str,
) -> Result<(), StoreError> {
    if let Some(mut shown) = t.get::<ShownRecord>(kind::SHOWN, number)? {
        shown.readings.push((record.entry.time, record.entry.block));
        t.put(kind::SHOWN, number, shown.made, &shown)?;
    }
    Ok(())
}

/// The line of the activity for a code that was read. A second reading, and one of a code that this
/// wallet never made, is an alarm.
pub(crate) fn told(
    session: &Session,
    mut row: ActivityRow,
    record: &EntryRecord,
    number: &str,
) -> Result<ActivityRow, ApiError> {
    let (shown, document) = session.read(|t| {
        let shown = t.get::<ShownRecord>(kind::SHOWN, number)?;
        let document = match &shown {
            Some(shown) => t.get::<DocumentRecord>(kind::DOCUMENT, &shown.document)?,
            None => None,
        };
        Ok((shown, document))
    })?;
    let meta = session.meta()?;
    // What was shown before the wallet was restored is not remembered, nor can it be.
    let is_forgotten = meta.restored && record.entry.time < meta.created;
    if record.entry.kind() == Some(EntryKind::PresentationRepeated) {
        row.kind = ActivityKind::CodeReadAgain;
        row.basis = nothing(Uncovered::ReadAgain);
    } else if shown.is_none() && !is_forgotten {
        row.basis = nothing(Uncovered::NotYourCode);
    }
    if let Some(document) = document {
        row.about = document.name;
    }
    let statement: Option<CounterStatement> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    let attributes = match (statement, shown) {
        (Some(statement), _) => statement
            .attributes
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect(),
        (None, Some(shown)) => shown.attributes,
        (None, None) => Vec::new(),
    };
    row.rights = attributes
        .into_iter()
        .map(|attribute| RightView {
            entry: String::new(),
            attribute,
            action: Action::Read,
        })
        .collect();
    Ok(row)
}

fn nothing(why: Uncovered) -> Basis {
    Basis::Nothing { why, clause: None }
}
