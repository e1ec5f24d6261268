//! Rehearses a restore in a sandbox: a second wallet in a folder of its own, made from the words that
//! are typed in and from nothing else, and removed again whatever happens.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use keys::phrase::RecoveryPhrase;
use wallet_api::{
    ApiError, Content, Counted, ErrorCode, GetRecovered, Language, ListCertificates, ListDeposits,
    ListDocuments, ListInvoices, ListPermissions, ListPetitions, LocalText, RecoveredView,
    RehearsalRow, RehearsalView, Rehearse, RestoreWallet, Secret, StopRehearsal, Sync, WalletEvent,
};

use crate::{
    acts::create::phrase_error,
    profile::Profile,
    random::token,
    session::Session,
    store::{AnchorRecord, kind},
    wallet::{Act, Wallet, now},
};

/// How the sandboxes' folders begin.
const PREFIX: &str = "rehearsal-";
/// A relation that no department has: its public key says whether two wallets are the same.
const PROBE: &str = "urn:citizen-wallet:rehearsal";
/// Most names of what is lost.
const MAX_NAMES: usize = 20;

impl Act for Rehearse {
    async fn act(self, wallet: &Wallet) -> Result<RehearsalView, ApiError> {
        let session = wallet.session()?;
        // Before anything is made: a wrong word is told at once, with its place.
        RecoveryPhrase::parse(&self.words.0).map_err(|error| phrase_error(&error))?;
        let sandbox = Sandbox::make(wallet)?;
        let rehearsed = sandbox.rehearse(self.words).await;
        let stopped = !wallet.ends_rehearsal();
        // A wallet that was closed meanwhile says so, whatever came of it.
        wallet.session()?;
        if stopped {
            return Err(ErrorCode::Stopped.into());
        }
        let (found, awaiting) = rehearsed?;
        let probe = |wallet: &Wallet| wallet.session()?.relation(PROBE, 0);
        let same = probe(wallet)?.did == probe(&sandbox.wallet)?.did;
        drop(session);
        let rows = compare(inventory(wallet).await?, &found);
        Ok(RehearsalView {
            same,
            rows,
            awaiting,
        })
    }
}

impl Act for GetRecovered {
    async fn act(self, wallet: &Wallet) -> Result<RecoveredView, ApiError> {
        let found = inventory(wallet).await?;
        let session = wallet.session()?;
        let missing = missing(&session)?;
        let rows = found.into_iter().map(|(what, things)| {
            let found = things.values().map(|(count, _)| count).sum();
            let missing = missing.get(&what).map(Vec::as_slice).unwrap_or_default();
            let mut lost = missing.to_vec();
            lost.dedup();
            lost.truncate(MAX_NAMES);
            RehearsalRow {
                what,
                here: found + u32::try_from(missing.len()).unwrap_or(u32::MAX),
                found,
                lost,
            }
        });
        Ok(RecoveredView {
            rows: rows.collect(),
            height: session.head().map(|head| head.header.number()),
        })
    }
}

/// The issuers of what the chain announces and has not come, by kind and in the order of their names.
fn missing(session: &Session) -> Result<BTreeMap<Counted, Vec<LocalText>>, ApiError> {
    let anchors = session.read(|t| {
        let awaited = t.ids(kind::AWAITED)?;
        awaited
            .iter()
            .map(|id| t.get::<AnchorRecord>(kind::ANCHOR, id))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let mut seen = BTreeSet::new();
    let mut missing: BTreeMap<Counted, Vec<LocalText>> = BTreeMap::new();
    for anchor in anchors.into_iter().flatten() {
        let what = match (anchor.invoice, anchor.delivered) {
            (true, _) => Counted::Invoices,
            (false, true) => Counted::Documents,
            (false, false) => Counted::Certificates,
        };
        // A document has many copies and is one.
        let of = (anchor.issuer.clone(), anchor.configuration);
        if what == Counted::Documents && !seen.insert(of) {
            continue;
        }
        let name = session.party(&anchor.issuer, now()).name;
        missing.entry(what).or_default().push(name);
    }
    for names in missing.values_mut() {
        names.sort_by(|a, b| a.en.cmp(&b.en));
    }
    Ok(missing)
}

impl Act for StopRehearsal {
    async fn act(self, wallet: &Wallet) -> Result<(), ApiError> {
        wallet.stop_rehearsal();
        Ok(())
    }
}

/// The second wallet; dropping it closes it and removes its folder.
struct Sandbox {
    wallet: Wallet,
    folder: PathBuf,
}

impl Sandbox {
    fn make(living: &Wallet) -> Result<Self, ApiError> {
        let profile = &living.inner().profile;
        let not_saved =
            |error: io::Error| ApiError::about(ErrorCode::NotSaved, error.kind().to_string());
        let folder = profile.folder().join(format!("{PREFIX}{}", token()));
        let sandbox = Profile::at(folder.join("wallet"));
        let network = profile.folder().join("network.json");
        if !network.exists() {
            return Err(ErrorCode::NoNetwork.into());
        }
        let teller = living.clone();
        let wallet = Wallet::new(sandbox.clone(), move |event| {
            if let WalletEvent::SyncMoved {
                entries,
                seconds_left,
                ..
            } = event
            {
                teller.tell(WalletEvent::RehearsalMoved {
                    entries,
                    seconds_left,
                });
            }
        });
        // From here on the folder is removed again.
        let made = Self { wallet, folder };
        sandbox.make().map_err(not_saved)?;
        sandbox.adopt_network(&network)?;
        if !living.begins_rehearsal(&made.wallet) {
            return Err(ApiError::about(ErrorCode::BadInput, "rehearsal"));
        }
        // The counts of one before are not those of this one.
        living.tell(WalletEvent::RehearsalMoved {
            entries: 0,
            seconds_left: None,
        });
        Ok(made)
    }

    async fn rehearse(&self, words: Secret) -> Result<(Inventory, Vec<LocalText>), ApiError> {
        // Nobody ever opens it again.
        let passphrase = Secret(format!("{} {}", token(), token()));
        self.wallet
            .run(RestoreWallet {
                words,
                passphrase,
                language: Language::En,
            })
            .await?;
        let synced = self.wallet.run(Sync {}).await?;
        Ok((inventory(&self.wallet).await?, synced.awaiting))
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.wallet.shut_down();
        if let Err(error) = fs::remove_dir_all(&self.folder)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "a rehearsal's folder could not be removed");
        }
    }
}

/// Removes what a rehearsal left behind that was killed.
pub(crate) fn tidy(profile: &Path) {
    let Ok(entries) = fs::read_dir(profile) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            // What cannot be removed now is tried again at the next opening.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// What a wallet holds: by kind, what identifies each thing in any wallet of the same words, how many
/// of it there are, and its name.
type Inventory = BTreeMap<Counted, BTreeMap<String, (u32, LocalText)>>;

async fn inventory(wallet: &Wallet) -> Result<Inventory, ApiError> {
    let mut inventory: Inventory = Counted::ALL.map(|what| (what, BTreeMap::new())).into();
    let mut add = |what: Counted, key: String, name: LocalText| {
        let things = inventory.entry(what).or_default();
        things.entry(key).or_insert((0, name)).0 += 1;
    };
    let plain = |text: &str| LocalText {
        zh: text.to_owned(),
        en: text.to_owned(),
    };
    for row in wallet.run(ListDocuments {}).await? {
        // A document fetched again has another id.
        let key = format!("{} {} {}", row.vct, row.issuer.did, row.number);
        add(Counted::Documents, key, row.name);
    }
    for row in wallet.run(ListPermissions {}).await? {
        add(Counted::Permissions, row.id, row.purpose_text);
    }
    for row in wallet.run(ListInvoices {}).await?.rows {
        if row.content == Content::Here {
            let name = plain(&row.number);
            add(Counted::Invoices, row.id, name);
        }
    }
    for row in wallet.run(ListCertificates {}).await? {
        if row.content == Content::Here {
            add(Counted::Certificates, row.id, row.title);
        }
    }
    for row in wallet.run(ListDeposits {}).await? {
        let name = plain(if row.label.is_empty() {
            &row.name
        } else {
            &row.label
        });
        add(Counted::Deposits, row.id, name);
    }
    for row in wallet.run(ListPetitions {}).await? {
        add(Counted::Petitions, row.id, plain(&row.text));
    }
    let entries = wallet.session()?.read(|t| t.ids(kind::ENTRY))?;
    for id in entries {
        add(Counted::Entries, id, plain(""));
    }
    Ok(inventory)
}

/// What of `here` is in `found`, too.
fn compare(here: Inventory, found: &Inventory) -> Vec<RehearsalRow> {
    let row = |(what, things): (Counted, BTreeMap<String, (u32, LocalText)>)| {
        let again = found.get(&what);
        let (mut all, mut back, mut lost) = (0, 0, Vec::new());
        for (key, (count, name)) in things {
            let returned = again
                .and_then(|again| again.get(&key))
                .map_or(0, |(returned, _)| (*returned).min(count));
            all += count;
            back += returned;
            if returned < count && !name.en.is_empty() && lost.len() < MAX_NAMES {
                lost.push(name);
            }
        }
        RehearsalRow {
            what,
            here: all,
            found: back,
            lost,
        }
    };
    here.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_did_not_come_back_is_counted_and_named() {
        let name = |text: &str| LocalText {
            zh: text.to_owned(),
            en: text.to_owned(),
        };
        let things = |all: &[(&str, u32)]| {
            all.iter()
                .map(|(key, count)| ((*key).to_owned(), (*count, name(key))))
                .collect::<BTreeMap<_, _>>()
        };
        let here = Inventory::from([
            (Counted::Documents, things(&[("a", 2), ("b", 1)])),
            (Counted::Deposits, things(&[])),
        ]);
        let found =
            Inventory::from([(Counted::Documents, things(&[("a", 1), ("b", 1), ("c", 9)]))]);
        let rows = compare(here, &found);
        assert_eq!(rows.len(), 2);
        assert_eq!((rows[0].here, rows[0].found), (3, 2));
        assert_eq!(rows[0].lost, [name("a")]);
        assert_eq!((rows[1].here, rows[1].found), (0, 0));
    }

    #[test]
    fn only_rehearsals_that_were_left_behind_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["rehearsal-x", "vault"] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("file"), b"x").unwrap();
        }
        tidy(folder.path());
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().collect();
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].file_name(), "vault");
        tidy(&folder.path().join("none"));
    }
}
