//! Finding one's own entries: a look-up by writer, then one HMAC. Pure.

use std::collections::HashMap;

use keys::{ChainAddress, JournalSecret};

use super::Entry;

/// An entry that is the holder's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnEntry<'e> {
    /// The entry.
    pub entry: &'e Entry,
    /// Index into the list of secrets of the relation it belongs to.
    pub secret: usize,
}

/// Returns the entries whose tag was made with one of `secrets`, in the order of `entries`.
///
/// A secret comes with the account that may write entries of its relation: the department's, or for
/// the relation with oneself the one-time account that anchors. The same secret may be listed with
/// several writers and one writer with several secrets.
pub fn own_entries<'e>(
    secrets: &[(&JournalSecret, ChainAddress)],
    entries: impl IntoIterator<Item = &'e Entry>,
) -> Vec<OwnEntry<'e>> {
    let mut by_writer: HashMap<ChainAddress, Vec<usize>> = HashMap::new();
    for (index, (_, writer)) in secrets.iter().enumerate() {
        by_writer.entry(*writer).or_default().push(index);
    }
    let mut own = Vec::new();
    for entry in entries {
        let Some(candidates) = entry.writer_address().and_then(|w| by_writer.get(&w)) else {
            continue;
        };
        let mine = candidates.iter().copied().find(|index| {
            let tag = secrets[*index]
                .0
                .tag(&entry.nonce.0, entry.kind, &entry.fingerprint.0);
            tag == entry.tag.0
        });
        own.extend(mine.map(|secret| OwnEntry { entry, secret }));
    }
    own
}
