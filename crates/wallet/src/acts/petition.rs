//! What the citizen says to a department so that it cannot be denied later: signed by the relation,
//! lodged on the chain from an account that is used once, sealed for the department, and sent.

use chain::{
    calls::{self, Note},
    journal::{Clear, EntryKind},
};
use exchange::{
    petition::{self, AboutEntry, Petition, PetitionMessage, sign_petition},
    record::PetitionNote,
};
use grant::Digest;
use keys::{
    JournalSecret, PublicKey, base64url,
    relation::{SELF_URI, department_uri},
};
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ActivityKind, ApiError, ErrorCode, ListPetitions, LocalText, ObjectToDecision, PetitionKind,
    PetitionRow,
};

use crate::{
    acts::{account, activity, cases, issuer, unlock},
    convert,
    random::{array, token},
    session::Session,
    store::{ActRecord, EntryRecord, PetitionRecord, entry_id, kind},
    wallet::{Act, Wallet, now},
};

impl Act for ObjectToDecision {
    async fn act(self, wallet: &Wallet) -> Result<PetitionRow, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let row = {
            let _one = session.deciding.lock().await;
            object(wallet, &session, &self).await
        };
        wallet.content_changed();
        row
    }
}

impl Act for ListPetitions {
    async fn act(self, wallet: &Wallet) -> Result<Vec<PetitionRow>, ApiError> {
        let session = wallet.session()?;
        let all = session.read(|t| {
            t.list::<PetitionRecord>(kind::PETITION, Order::NewestFirst, usize::MAX, 0)
        })?;
        Ok(all
            .into_iter()
            .map(|record| view(&session, record.id, &record.body))
            .collect())
    }
}

async fn object(
    wallet: &Wallet,
    session: &Session,
    command: &ObjectToDecision,
) -> Result<PetitionRow, ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, command.id.clone());
    let mut record = cases::load(session, &command.id)?.ok_or_else(missing)?;
    let decided = record.case.decided.ok_or_else(missing)?;
    if let Some(id) = &record.objection
        && let Some(row) = row(session, id)?
        && row.height.is_some()
    {
        return Ok(row);
    }
    // To the office that decided.
    let custodian = convert::did(&record.custodian)?;
    let office = keys::DepartmentDid {
        chain_id: custodian.chain_id,
        address: decided.office,
    };
    let about = AboutEntry {
        writer: office,
        kind: EntryKind::CaseDecided as u8,
        fingerprint: Digest::from_bytes(convert::digest_bytes(&record.request)?),
        place: None,
    };
    let words = Words {
        to: office,
        kind: PetitionKind::Objection,
        about: Some(about),
        record: None,
        text: command.text.clone(),
    };
    let (id, mut signed) = sign(session, &words)?;
    record.objection = Some(id.clone());
    session.write(|t| {
        t.put(kind::PETITION, &id, signed.signed, &signed)?;
        t.put(kind::CASE, &command.id, record.case.opened_at, &record)
    })?;
    lodge(wallet, session, &id, &mut signed).await?;
    Ok(view(session, id, &signed))
}

/// What is to be said, to whom, about what.
pub(crate) struct Words {
    pub(crate) to: keys::DepartmentDid,
    pub(crate) kind: PetitionKind,
    pub(crate) about: Option<AboutEntry>,
    /// The record that it is about, word for word; left out if it does not fit.
    pub(crate) record: Option<String>,
    pub(crate) text: String,
}

/// Signs a petition; nothing of it has left this computer yet. Answers its id as well.
pub(crate) fn sign(session: &Session, words: &Words) -> Result<(String, PetitionRecord), ApiError> {
    let number = session.write(|t| t.next_number("account"))?;
    let account =
        u32::try_from(number).map_err(|_| ApiError::about(ErrorCode::Internal, "accounts"))?;
    let uri = department_uri(&words.to);
    let public = session.relation(&uri, 0)?;
    let signed = now();
    let mut petition = Petition {
        relation: keys::did::did_key(&PublicKey::Ed25519(public.ed25519)),
        to: words.to,
        kind: match words.kind {
            PetitionKind::Objection => petition::PetitionKind::Objection,
            PetitionKind::Complaint => petition::PetitionKind::Complaint,
            PetitionKind::Question => petition::PetitionKind::Question,
        },
        about: words.about,
        record: words.record.clone(),
        text: words.text.trim().to_owned(),
        meta_address: public.meta_address,
        salt: token(),
        issued_at: signed,
    };
    let sign = |petition: &Petition| {
        session.with_signer(&uri, 0, |signer| {
            sign_petition(petition, signer)
                .map_err(|_| ApiError::about(ErrorCode::BadInput, "text"))
        })
    };
    let compact = match sign(&petition) {
        Err(_) if petition.record.take().is_some() => sign(&petition)?,
        result => result?,
    };
    let id = convert::hex(Digest::of(compact.as_bytes()).to_bytes());
    let record = PetitionRecord {
        to: words.to.to_string(),
        kind: words.kind,
        text: petition.text,
        compact,
        account,
        signed,
        height: None,
        delivered: false,
        answered: None,
        entry: None,
    };
    Ok((id, record))
}

/// Lodges a signed petition on the chain, unless it is there, and sends it to the department. What
/// is lodged counts, whether the department's server answers or not.
pub(crate) async fn lodge(
    wallet: &Wallet,
    session: &Session,
    id: &str,
    record: &mut PetitionRecord,
) -> Result<(), ApiError> {
    let to = convert::did(&record.to)?;
    let chain = session.chain(&wallet.inner().profile).await?;
    let fingerprint = convert::digest_bytes(id)?;
    let lodger = account::address(session, record.account)?;
    if record.height.is_none() {
        let note = note(session, &chain, &to, &fingerprint, record)?;
        let contracts = chain.network().contracts();
        let call = calls::petitions_lodge(contracts, to.address, fingerprint.into(), &note);
        let receipt = account::send(session, &chain, record.account, &call).await?;
        record.height = Some(receipt.block);
        let mut act = ActRecord::new(now(), ActivityKind::PetitionLodged);
        act.party = Some(record.to.clone());
        act.height = record.height;
        session.write(|t| {
            t.put(kind::PETITION, id, record.signed, &*record)?;
            activity::record(t, &act)
        })?;
    }
    if deliver(wallet, session, &to, record, lodger).await.is_ok() {
        record.delivered = true;
        session.write(|t| t.put(kind::PETITION, id, record.signed, &*record))?;
    }
    Ok(())
}

async fn deliver(
    wallet: &Wallet,
    session: &Session,
    to: &keys::DepartmentDid,
    record: &PetitionRecord,
    lodger: keys::ChainAddress,
) -> Result<(), ApiError> {
    let known = session
        .book()
        .known(to, now())
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, record.to.clone()))?;
    let url = issuer::address(&known.endpoint.join("petitions"))?;
    let message = PetitionMessage {
        petition: record.compact.clone(),
        lodger,
    };
    let body = serde_json::to_vec(&message)
        .map_err(|_| ApiError::about(ErrorCode::Internal, "petition"))?;
    let http = session.http(&wallet.inner().profile)?;
    let answer = http
        .post_json(&url, body, None)
        .await
        .map_err(|error| error.about(&url))?;
    issuer::accepted(answer).map(|_| ())
}

/// The note of a petition: of the relation with the department, which finds and opens it too. The
/// number of the account, for a restore, is sealed for the holder alone.
fn note(
    session: &Session,
    chain: &chain::Chain,
    to: &keys::DepartmentDid,
    fingerprint: &[u8; 32],
    record: &PetitionRecord,
) -> Result<Note, ApiError> {
    let entry = EntryKind::PetitionLodged as u8;
    let network = chain.network();
    let internal = || ApiError::about(ErrorCode::Internal, "note");
    let book = session.book();
    let agreement = book
        .department(to)
        .and_then(|department| department.keys.x25519)
        .ok_or_else(|| ApiError::about(ErrorCode::RequesterUnknown, to.address.to_string()))?;
    let uri = department_uri(to);
    let nonce = array::<16>();
    session.vault(|vault| {
        let own = vault
            .journal_secret(
                SELF_URI,
                0,
                None,
                network.chain_id(),
                keys::ChainAddress::ZERO,
            )
            .map_err(|_| internal())?;
        let number = record.account.to_be_bytes();
        let sealed = PetitionNote {
            petition: record.compact.clone(),
            own: Some(base64url::encode(&own.seal(
                &nonce,
                entry,
                fingerprint,
                &number,
            ))),
        };
        let secret = vault
            .journal_secret(&uri, 0, Some(&agreement), network.chain_id(), to.address)
            .map_err(|_| internal())?;
        let viewing = vault.relation_public(&uri, 0).viewing;
        Ok(Note {
            bucket: keys::journal::bucket(&viewing, network.bucket_bits()),
            nonce: nonce.into(),
            tag: secret.tag(&nonce, entry, fingerprint).into(),
            data: secret
                .seal(&nonce, entry, fingerprint, &sealed.to_bytes())
                .into(),
        })
    })
}

/// A petition by its id.
pub(crate) fn row(session: &Session, id: &str) -> Result<Option<PetitionRow>, ApiError> {
    let record = session.read(|t| t.get::<PetitionRecord>(kind::PETITION, id))?;
    Ok(record.map(|record| view(session, id.to_owned(), &record)))
}

/// A petition as it is kept.
pub(crate) fn load(session: &Session, id: &str) -> Result<PetitionRecord, ApiError> {
    session
        .read(|t| t.get::<PetitionRecord>(kind::PETITION, id))?
        .ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

/// A petition as the interface shows it.
pub(crate) fn view(session: &Session, id: String, record: &PetitionRecord) -> PetitionRow {
    let answer = record.answered.as_ref().and_then(|(_, compact)| {
        let did = convert::did(&record.to).ok()?;
        let known = session.book().known(&did, now())?;
        let petition = Digest::of(record.compact.as_bytes());
        let compact = compact.as_deref()?;
        // Its digest was compared with the chain's when the entry was taken in.
        let recorded = Digest::of(compact.as_bytes());
        petition::verify_petition_answer(compact, &known, petition, recorded).ok()
    });
    PetitionRow {
        id,
        to: session.party(&record.to, now()),
        kind: record.kind,
        text: record.text.clone(),
        signed: record.signed,
        height: record.height,
        delivered: record.delivered,
        answered: record.answered.as_ref().map(|(time, _)| *time),
        answer: answer.map(|answer| LocalText {
            zh: crate::book::plain(&answer.text.zh, 500),
            en: crate::book::plain(&answer.text.en, 500),
        }),
        proof: session.proof(),
    }
}

/// The own petitions among newly found entries, after a restore as well, each with the account that
/// lodged it.
pub(crate) fn found(
    session: &Session,
    chain_id: u64,
    records: &[EntryRecord],
) -> Result<Vec<(String, PetitionRecord)>, ApiError> {
    let lodged: Vec<&EntryRecord> = records
        .iter()
        .filter(|record| record.entry.kind() == Some(EntryKind::PetitionLodged))
        .collect();
    if lodged.is_empty() {
        return Ok(Vec::new());
    }
    session.vault(|vault| {
        let own = vault
            .journal_secret(SELF_URI, 0, None, chain_id, keys::ChainAddress::ZERO)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "note"))?;
        Ok(lodged
            .into_iter()
            .filter_map(|record| restore(record, &own))
            .collect())
    })
}

fn restore(record: &EntryRecord, own: &JournalSecret) -> Option<(String, PetitionRecord)> {
    let entry = &record.entry;
    let Some((Clear::PetitionLodged { to }, _)) = entry.clear() else {
        return None;
    };
    let note: PetitionNote = serde_json::from_value(record.sealed.clone()?).ok()?;
    let fingerprint = Digest::of(note.petition.as_bytes()).to_bytes();
    let sealed = base64url::decode(&note.own?).ok()?;
    let number = own.open(&entry.nonce.0, entry.kind, &entry.fingerprint.0, &sealed)?;
    let account = u32::from_be_bytes(number.try_into().ok()?);
    let department = record
        .relation
        .parse::<keys::DepartmentDid>()
        .ok()
        .filter(|did| did.address == to && fingerprint == entry.fingerprint.0)?;
    let (petition, _) = petition::verify_petition(&note.petition, &department, entry.time).ok()?;
    let kept = PetitionRecord {
        to: department.to_string(),
        kind: match petition.kind {
            petition::PetitionKind::Objection => PetitionKind::Objection,
            petition::PetitionKind::Complaint => PetitionKind::Complaint,
            petition::PetitionKind::Question => PetitionKind::Question,
        },
        text: petition.text,
        compact: note.petition,
        account,
        signed: petition.issued_at,
        height: Some(entry.block),
        delivered: false,
        answered: None,
        entry: petition
            .about
            .and_then(|about| about.place)
            .map(|(bucket, seq)| entry_id(bucket, seq)),
    };
    Some((convert::hex(fingerprint), kept))
}

/// Keeps a petition that was found, unless it is known; its account is never used again.
pub(crate) fn take_in(
    t: &WriteTransaction<'_>,
    id: &str,
    record: &PetitionRecord,
) -> Result<(), StoreError> {
    t.raise_number("account", u64::from(record.account) + 1)?;
    let known = t.get::<PetitionRecord>(kind::PETITION, id)?;
    let mut kept = known.unwrap_or_else(|| record.clone());
    kept.height = record.height;
    t.put(kind::PETITION, id, kept.signed, &kept)
}
