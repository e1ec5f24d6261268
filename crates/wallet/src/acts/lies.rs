//! Lies of nodes, kept as proof of the fault: who said what, and what it contradicts.

use chain::{Contradiction, proof::Subject};
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{ApiError, LieView, TechnicalRow};

use crate::{
    session::Session,
    store::{LieRecord, kind},
    wallet::now,
};

/// Records that are kept; a node that lies all day must not fill the vault.
const MOST: usize = 200;

/// Keeps what was noticed; a lie about the same thing at the same height is one.
pub(crate) fn keep(session: &Session, lies: &[Contradiction]) -> Result<(), ApiError> {
    if lies.is_empty() {
        return Ok(());
    }
    session.write(|t| lies.iter().try_for_each(|lie| put(t, lie)))
}

fn put(t: &WriteTransaction<'_>, lie: &Contradiction) -> Result<(), StoreError> {
    tracing::warn!(%lie, "a node's answers contradict the chain's state");
    let noticed = now();
    let id = format!("{}-{}-{}", what(&lie.what), lie.height, lie.node);
    let record = LieRecord {
        noticed,
        lie: lie.clone(),
    };
    t.put(kind::LIE, &id, noticed, &record)?;
    let too_many = t.list::<LieRecord>(kind::LIE, Order::NewestFirst, MOST, MOST)?;
    for old in too_many {
        t.delete(kind::LIE, &old.id)?;
    }
    Ok(())
}

/// All that are kept, newest first.
pub(crate) fn all(session: &Session) -> Result<Vec<LieView>, ApiError> {
    let records = session.read(|t| t.list::<LieRecord>(kind::LIE, Order::NewestFirst, MOST, 0))?;
    Ok(records.into_iter().map(|row| view(row.body)).collect())
}

fn view(record: LieRecord) -> LieView {
    let LieRecord { noticed, lie } = record;
    let row = |label: &str, value: String| TechnicalRow {
        label: label.to_owned(),
        value,
    };
    let mut technical = Vec::new();
    if let Subject::Bucket { bucket, within } = lie.what {
        technical.push(row("bucket", bucket.to_string()));
        if let Some((first, last)) = within {
            technical.push(row("entries-in-question", format!("{first}–{last}")));
        }
    }
    technical.push(row("lie-expected", lie.expected.clone()));
    technical.push(row("lie-found", lie.found.clone()));
    let headers = lie.headers.iter();
    technical.extend(headers.map(|header| row("lie-header", header.to_string())));
    LieView {
        node: lie.node,
        noticed,
        height: lie.height,
        what: what(&lie.what).to_owned(),
        technical,
    }
}

const fn what(subject: &Subject) -> &'static str {
    match subject {
        Subject::Bucket { .. } => "entries",
        Subject::Header => "header",
        Subject::TwoHeaders => "two-headers",
        Subject::Reorganised => "reorganised",
        Subject::HeadWentBack => "went-back",
        Subject::StateProof => "state-proof",
        Subject::Value => "value",
    }
}
