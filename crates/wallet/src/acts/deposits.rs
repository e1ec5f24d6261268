//! Deposits: the salted fingerprint of a file on the chain. Format: `docs/formats/deposit.md`.
//!
//! The file never comes here, only its digest. What leaves is the salted fingerprint and a note that
//! only the holder can open, from an account that is used for nothing else. It is written down before
//! it is sent; whether it is on the chain is for the journal to say.

mod package;

use chain::{
    calls::{self, Note},
    journal::EntryKind,
};
use keys::{ChainAddress, JournalSecret, relation::SELF_URI};
use sha2::{Digest as _, Sha256};
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ActivityRow, ApiError, DepositFile, DepositRow, DepositState, DepositView, ErrorCode,
    FindDeposits, FoundDeposits, GetDeposit, ListDeposits, LocalText, Proof, SendDeposit, SentPart,
    TechnicalRow,
};

use crate::{
    acts::{account, sync},
    book::plain,
    convert,
    random::array,
    session::Session,
    store::{DepositNote, DepositRecord, EntryRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Separates the fingerprint of a deposit from every other digest.
const DOMAIN: &[u8] = b"citizen-wallet/deposit/1\n";
/// Notes are padded to a multiple of so many bytes.
const NOTE_BLOCK: usize = 512;
const MAX_NAME_CHARS: usize = 200;
const MAX_LABEL_CHARS: usize = 100;

impl Act for DepositFile {
    async fn act(self, wallet: &Wallet) -> Result<DepositRow, ApiError> {
        let session = wallet.session()?;
        let id = {
            let _one = session.deciding.lock().await;
            prepare(wallet, &session, &self).await?
        };
        wallet.content_changed();
        send(wallet, &session, &id).await
    }
}

impl Act for SendDeposit {
    async fn act(self, wallet: &Wallet) -> Result<DepositRow, ApiError> {
        let session = wallet.session()?;
        let record = load(&session, &self.id)?;
        if record.deposited.is_some() {
            return row(&session, self.id, &record);
        }
        send(wallet, &session, &self.id).await
    }
}

impl Act for ListDeposits {
    async fn act(self, wallet: &Wallet) -> Result<Vec<DepositRow>, ApiError> {
        let session = wallet.session()?;
        all(&session)?
            .into_iter()
            .map(|(id, record)| row(&session, id, &record))
            .collect()
    }
}

impl Act for GetDeposit {
    async fn act(self, wallet: &Wallet) -> Result<DepositView, ApiError> {
        let session = wallet.session()?;
        let record = load(&session, &self.id)?;
        let secret = own_secret(wallet, &session)?;
        let salt = convert::hex(secret.deposit_salt(&record.nonce));
        let bucket = own_bucket(wallet, &session)?;
        Ok(DepositView {
            sent: sent(&self.id, &record, bucket, &secret)?,
            technical: technical(&self.id, &record, &salt),
            salt,
            row: row(&session, self.id, &record)?,
        })
    }
}

impl Act for FindDeposits {
    async fn act(self, wallet: &Wallet) -> Result<FoundDeposits, ApiError> {
        let session = wallet.session()?;
        convert::digest_bytes(&self.sha256)?;
        let mut rows = all(&session)?
            .into_iter()
            .filter(|(_, record)| record.note.sha256 == self.sha256)
            .map(|(id, record)| row(&session, id, &record))
            .collect::<Result<Vec<_>, _>>()?;
        rows.sort_by_key(|row| match row.state {
            DepositState::Deposited { time, .. } => (0, time),
            _ => (1, row.asked),
        });
        Ok(FoundDeposits { rows })
    }
}

fn load(session: &Session, id: &str) -> Result<DepositRecord, ApiError> {
    session
        .read(|t| t.get::<DepositRecord>(kind::DEPOSIT, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

fn all(session: &Session) -> Result<Vec<(String, DepositRecord)>, ApiError> {
    let rows = session
        .read(|t| t.list::<DepositRecord>(kind::DEPOSIT, Order::NewestFirst, usize::MAX, 0))?;
    Ok(rows.into_iter().map(|row| (row.id, row.body)).collect())
}

/// The salted fingerprint of a file: SHA-256(domain ‖ salt ‖ SHA-256 of the file).
pub(crate) fn fingerprint(salt: &[u8; 32], sha256: &[u8; 32]) -> [u8; 32] {
    Sha256::new_with_prefix(DOMAIN)
        .chain_update(salt)
        .chain_update(sha256)
        .finalize()
        .into()
}

/// The secret of the holder's relation with itself.
fn own_secret(wallet: &Wallet, session: &Session) -> Result<JournalSecret, ApiError> {
    let chain_id = convert::network(&wallet.inner().profile)?.chain_id();
    session.vault(|vault| {
        vault
            .journal_secret(SELF_URI, 0, None, chain_id, ChainAddress::ZERO)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "deposit"))
    })
}

fn own_bucket(wallet: &Wallet, session: &Session) -> Result<u16, ApiError> {
    let bits = convert::network(&wallet.inner().profile)?.bucket_bits();
    session.vault(|vault| {
        let viewing = vault.relation_public(SELF_URI, 0).viewing;
        Ok(keys::journal::bucket(&viewing, bits))
    })
}

/// Works out fingerprint and note, and writes them down; answers the id.
async fn prepare(
    wallet: &Wallet,
    session: &Session,
    file: &DepositFile,
) -> Result<String, ApiError> {
    sync::ensure_book(wallet, session).await?;
    let sha256 = convert::digest_bytes(&file.sha256)?;
    let label = plain(&file.label, MAX_LABEL_CHARS);
    let number = session.write(|t| t.next_number("account"))?;
    let note = DepositNote {
        account: u32::try_from(number)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "accounts"))?,
        name: plain(&file.name, MAX_NAME_CHARS),
        label,
        size: file.size,
        sha256: file.sha256.clone(),
    };
    let secret = own_secret(wallet, session)?;
    let nonce = array::<16>();
    let fingerprint = fingerprint(&secret.deposit_salt(&nonce), &sha256);
    let entry = EntryKind::EvidenceDeposited as u8;
    let record = DepositRecord {
        sealed: Some(secret.seal(&nonce, entry, &fingerprint, &padded(&note)?)),
        note,
        asked: now(),
        nonce,
        deposited: None,
        unsent: false,
    };
    let id = convert::hex(fingerprint);
    session.write(|t| t.put(kind::DEPOSIT, &id, record.asked, &record))?;
    Ok(id)
}

/// The note as JSON with white space behind it, so that its length tells little.
fn padded(note: &DepositNote) -> Result<Vec<u8>, ApiError> {
    let mut bytes =
        serde_json::to_vec(note).map_err(|_| ApiError::about(ErrorCode::Internal, "deposit"))?;
    bytes.resize(bytes.len().next_multiple_of(NOTE_BLOCK), b' ');
    Ok(bytes)
}

/// Sends a deposit from its one-time account, and reads the chain until it stands there.
async fn send(wallet: &Wallet, session: &Session, id: &str) -> Result<DepositRow, ApiError> {
    let record = load(session, id)?;
    let sealed = record
        .sealed
        .clone()
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))?;
    let chain = match session.chain(&wallet.inner().profile).await {
        Ok(chain) => chain,
        Err(error) => return not_sent(wallet, session, id, error),
    };
    let fingerprint = convert::digest_bytes(id)?;
    let secret = own_secret(wallet, session)?;
    let entry = EntryKind::EvidenceDeposited as u8;
    let note = Note {
        bucket: own_bucket(wallet, session)?,
        nonce: record.nonce.into(),
        tag: secret.tag(&record.nonce, entry, &fingerprint).into(),
        data: sealed.into(),
    };
    let call = calls::deposits_deposit(chain.network().contracts(), fingerprint.into(), &note);
    match account::send(session, &chain, record.note.account, &call).await {
        Ok(_) => {}
        Err(error) => {
            // It may have been taken all the same: the chain says.
            let _ = sync::run(wallet).await;
            let after = load(session, id)?;
            if after.deposited.is_none() {
                return not_sent(wallet, session, id, error);
            }
        }
    }
    let mut sent = load(session, id)?;
    sent.unsent = false;
    session.write(|t| t.put(kind::DEPOSIT, id, sent.asked, &sent))?;
    // The block is one node's word until a proven head contains it.
    let _ = sync::run(wallet).await;
    wallet.content_changed();
    row(session, id.to_owned(), &load(session, id)?)
}

/// Keeps the deposit to be sent again, and says why it could not be.
fn not_sent(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    error: ApiError,
) -> Result<DepositRow, ApiError> {
    let mut record = load(session, id)?;
    record.unsent = true;
    session.write(|t| t.put(kind::DEPOSIT, id, record.asked, &record))?;
    wallet.content_changed();
    Err(error)
}

/// Takes in an own deposit from the journal; after a restore it brings the deposit back.
pub(crate) fn found(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    id: &str,
) -> Result<(), StoreError> {
    let entry = &record.entry;
    let note: Option<DepositNote> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    if let Some(note) = &note {
        // An account is never used twice, not even after a restore.
        t.raise_number("account", u64::from(note.account) + 1)?;
    }
    let known = t.get::<DepositRecord>(kind::DEPOSIT, id)?;
    let deposit = match (known, note) {
        (Some(known), _) => known,
        (None, Some(note)) => DepositRecord {
            note,
            asked: entry.time,
            nonce: entry.nonce.0,
            sealed: Some(entry.data.to_vec()),
            deposited: None,
            unsent: false,
        },
        (None, None) => return Ok(()),
    };
    let deposit = DepositRecord {
        deposited: Some((entry.block, entry.time)),
        unsent: false,
        ..deposit
    };
    t.put(kind::DEPOSIT, id, deposit.asked, &deposit)
}

/// The line of the activity.
pub(crate) fn told(
    session: &Session,
    mut row: ActivityRow,
    id: &str,
) -> Result<ActivityRow, ApiError> {
    row.party = None;
    if let Some(record) = session.read(|t| t.get::<DepositRecord>(kind::DEPOSIT, id))? {
        let name = match record.note.label.is_empty() {
            true => record.note.name,
            false => record.note.label,
        };
        row.about = LocalText {
            zh: name.clone(),
            en: name,
        };
    }
    Ok(row)
}

fn row(session: &Session, id: String, record: &DepositRecord) -> Result<DepositRow, ApiError> {
    let note = &record.note;
    Ok(DepositRow {
        id,
        name: note.name.clone(),
        label: note.label.clone(),
        size: note.size,
        sha256: note.sha256.clone(),
        asked: record.asked,
        state: match (record.deposited, record.unsent) {
            (Some((height, time)), _) => DepositState::Deposited { height, time },
            (None, true) => DepositState::NotSent,
            (None, false) => DepositState::Pending,
        },
        proof: match record.deposited {
            Some(_) => session.proof(),
            None => Proof::NotChecked,
        },
    })
}

/// What leaves this computer, part by part.
fn sent(
    id: &str,
    record: &DepositRecord,
    bucket: u16,
    secret: &JournalSecret,
) -> Result<Vec<SentPart>, ApiError> {
    let Some(sealed) = &record.sealed else {
        return Ok(Vec::new());
    };
    let fingerprint = convert::digest_bytes(id)?;
    let entry = EntryKind::EvidenceDeposited as u8;
    let part = |part: &str, bytes: String| SentPart {
        part: part.to_owned(),
        bytes,
    };
    Ok(vec![
        part("fingerprint", id.to_owned()),
        part("bucket", convert::hex(bucket.to_be_bytes())),
        part("nonce", convert::hex(record.nonce)),
        part(
            "tag",
            convert::hex(secret.tag(&record.nonce, entry, &fingerprint)),
        ),
        part("sealed", convert::hex(sealed)),
    ])
}

fn technical(id: &str, record: &DepositRecord, salt: &str) -> Vec<TechnicalRow> {
    let row = |label: &str, value: String| TechnicalRow {
        label: label.to_owned(),
        value,
    };
    let mut rows = vec![
        row("fingerprint", id.to_owned()),
        row("file-digest", record.note.sha256.clone()),
        row("salt", salt.to_owned()),
    ];
    if let Some((block, _)) = record.deposited {
        rows.push(row("block", block.to_string()));
    }
    rows
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_length_of_a_note_tells_little() {
        for length in [0, 1, 60, 200] {
            let note = DepositNote {
                account: 7,
                name: "x".repeat(length),
                label: String::new(),
                size: 9,
                sha256: "0x".to_owned() + &"0".repeat(64),
            };
            let bytes = padded(&note).unwrap();
            assert_eq!(bytes.len() % NOTE_BLOCK, 0);
            assert_eq!(serde_json::from_slice::<DepositNote>(&bytes).unwrap(), note);
        }
    }

    proptest! {
        /// Whoever guesses the file, a few digits say, still cannot find its fingerprint: without the
        /// salt every guess gives another one.
        #[test]
        fn a_file_that_can_be_guessed_cannot_be_found(
            salt: [u8; 32], other: [u8; 32], digits in 0_u32..10_000,
        ) {
            prop_assume!(salt != other);
            let file: [u8; 32] = Sha256::digest(digits.to_string()).into();
            let deposited = fingerprint(&salt, &file);
            prop_assert_ne!(deposited, fingerprint(&other, &file));
            prop_assert_ne!(deposited, file);
            for guess in (0..10_000_u32).step_by(97) {
                let guess: [u8; 32] = Sha256::digest(guess.to_string()).into();
                prop_assert_ne!(deposited, guess);
                prop_assert_ne!(deposited, fingerprint(&[0; 32], &guess));
            }
        }
    }
}
