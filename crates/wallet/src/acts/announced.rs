//! Takes in what the chain tells the citizen.

use chain::{
    Entry,
    journal::{Clear, EntryKind},
};
use exchange::record::{AccessStatement, Announcement, AnswerNote, UseData, UseStatement};
use keys::relation::BILLING_URI;
use vault::{StoreError, WriteTransaction};
use wallet_api::{ActivityKind, LocalText, RightView};

use crate::{
    acts::{
        accesses, activity, billing_code, counter, deposits, notices, sync::RelationSecret,
        withdraw,
    },
    convert,
    store::{
        ActRecord, AnchorRecord, EntryRecord, GrantNote, GrantRecord, GrantStage, HandedOnRecord,
        InvoiceStepRecord, PetitionRecord, StatusChangeRecord, Withdrawal, entry_id, kind,
    },
};

/// Number of the status in the contract: another credential took its place.
const SUPERSEDED: u8 = 4;

/// Opens what the writer sealed for the citizen.
pub(crate) fn open(entry: Entry, relation: &RelationSecret) -> EntryRecord {
    let sealed = match entry.kind() {
        // Before the sealed part stand the tags of the rights, and the status, in clear.
        Some(EntryKind::GrantUsed) => UseData::parse(&entry.data).ok().map(|data| data.sealed),
        Some(EntryKind::CredentialStatus) => entry.data.get(33..).map(<[u8]>::to_vec),
        _ => match entry.clear() {
            Some((_, sealed)) => Some(sealed.to_vec()),
            None => Some(entry.data.to_vec()),
        },
    };
    let opened = sealed.and_then(|sealed| {
        relation
            .secret
            .open(&entry.nonce.0, entry.kind, &entry.fingerprint.0, &sealed)
    });
    let sealed = opened
        // A record of an access counts only as what its fingerprint says.
        .filter(|bytes| {
            entry.kind() != Some(EntryKind::AccessRecorded)
                || AccessStatement::parse(bytes)
                    .is_ok_and(|it| it.fingerprint().to_bytes() == entry.fingerprint.0)
        })
        .and_then(|bytes| serde_json::from_slice(&bytes).ok());
    EntryRecord {
        entry,
        relation: relation.uri.clone(),
        index: relation.index,
        sealed,
        withdrawn: None,
        party: relation.party.clone(),
    }
}

/// Stores a proven entry and what follows from it.
pub(crate) fn take_in(t: &WriteTransaction<'_>, record: &EntryRecord) -> Result<(), StoreError> {
    let entry = &record.entry;
    let id = entry_id(entry.bucket, entry.seq);
    t.put(kind::ENTRY, &id, entry.time, record)?;
    if record.relation == BILLING_URI {
        billing_code::used(t, record.index)?;
    }
    if accesses::is_access(entry.kind()) {
        accesses::to_judge(t, &id, entry.time)?;
    }
    let fingerprint = convert::hex(entry.fingerprint);
    match entry.kind() {
        Some(EntryKind::CredentialAnchored) => anchored(t, record, &fingerprint, false),
        Some(EntryKind::InvoiceIssued) => anchored(t, record, &fingerprint, true),
        Some(EntryKind::CredentialStatus) => status_changed(t, record, &fingerprint),
        Some(EntryKind::GrantUsed) => used(t, record, &fingerprint),
        Some(EntryKind::GrantAnchored) => grant_anchored(t, record, &fingerprint),
        Some(EntryKind::GrantRevoked) => grant_revoked(t, record, &fingerprint),
        Some(EntryKind::EvidenceDeposited) => deposits::found(t, record, &fingerprint),
        Some(EntryKind::PetitionAnswered) => petition_answered(t, record, &fingerprint),
        Some(EntryKind::PresentationAccepted | EntryKind::PresentationRepeated) => {
            counter::read(t, record, &fingerprint)
        }
        _ => Ok(()),
    }
}

fn anchored(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
    invoice: bool,
) -> Result<(), StoreError> {
    let entry = &record.entry;
    let announcement: Option<Announcement> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    // An invoice has two entries, one of its fingerprint and one of its number, in either order.
    let known = t.get::<AnchorRecord>(kind::ANCHOR, fingerprint)?;
    let document = known.as_ref().and_then(|anchor| anchor.document.clone());
    let anchor = AnchorRecord {
        issuer: record.party().to_owned(),
        relation: record.relation.clone(),
        index: record.index,
        invoice: invoice || known.as_ref().is_some_and(|anchor| anchor.invoice),
        anchored: Some((entry.block, entry.time)),
        delivered: announcement
            .as_ref()
            .is_some_and(|announcement| announcement.delivered),
        configuration: announcement
            .map(|announcement| announcement.configuration)
            .unwrap_or_default(),
        status: known.as_ref().map_or(1, |anchor| anchor.status.max(1)),
        changed: known.as_ref().and_then(|anchor| anchor.changed),
        changes: known
            .as_ref()
            .map(|anchor| anchor.changes.clone())
            .unwrap_or_default(),
        document: document.clone(),
        wrong: false,
        nonce: match invoice {
            true => Some(entry.nonce.0),
            false => known.as_ref().and_then(|anchor| anchor.nonce),
        },
        steps: known
            .as_ref()
            .map(|anchor| anchor.steps.clone())
            .unwrap_or_default(),
        handed: known.as_ref().and_then(|anchor| anchor.handed.clone()),
        successor: known.and_then(|anchor| anchor.successor),
    };
    t.put(kind::ANCHOR, fingerprint, entry.time, &anchor)?;
    if document.is_none() {
        // What an exchange is handing over at this moment is noted, too; whoever keeps it strikes
        // it off, and fetching leaves it alone for a while.
        t.put(kind::AWAITED, fingerprint, entry.time, &0u32)?;
    }
    Ok(())
}

/// Stores a step of an own invoice, which nobody tags: it is found by the invoice's fingerprint.
pub(crate) fn take_in_step(t: &WriteTransaction<'_>, entry: &Entry) -> Result<(), StoreError> {
    let fingerprint = convert::hex(entry.fingerprint);
    let Some(mut anchor) = t.get::<AnchorRecord>(kind::ANCHOR, &fingerprint)? else {
        return Ok(());
    };
    let (payer, reversal) = match entry.clear() {
        Some((Clear::InvoiceClaimed { payer, .. }, _)) => (Some(payer), None),
        Some((Clear::InvoiceReversed { reversal, .. }, _)) => (None, Some(reversal.to_string())),
        Some((Clear::InvoiceStep { .. }, _)) => (None, None),
        // The contract writes no other.
        _ => return Ok(()),
    };
    anchor.steps.push(InvoiceStepRecord {
        kind: entry.kind,
        time: entry.time,
        block: entry.block,
        bucket: entry.bucket,
        seq: entry.seq,
        writer: entry.writer_address(),
        payer,
        reversal,
    });
    let record = EntryRecord {
        entry: entry.clone(),
        relation: anchor.relation.clone(),
        index: anchor.index,
        sealed: None,
        withdrawn: None,
        party: Some(anchor.issuer.clone()),
    };
    let id = entry_id(entry.bucket, entry.seq);
    t.put(kind::ENTRY, &id, entry.time, &record)?;
    let at = anchor.anchored.map_or(entry.time, |(_, time)| time);
    t.put(kind::ANCHOR, &fingerprint, at, &anchor)
}

fn status_changed(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let entry = &record.entry;
    let Some(mut anchor) = t.get::<AnchorRecord>(kind::ANCHOR, fingerprint)? else {
        return Ok(());
    };
    anchor.status = entry.data.first().copied().unwrap_or_default();
    anchor.successor = match (anchor.status, entry.data.get(1..33)) {
        (SUPERSEDED, Some(successor)) => Some(convert::hex(successor)),
        _ => None,
    };
    anchor.changed = Some((entry.block, entry.time));
    let change = StatusChangeRecord {
        status: anchor.status,
        time: entry.time,
        block: entry.block,
        nonce: entry.nonce.0,
    };
    if !(anchor.changes.iter()).any(|known| known.nonce == change.nonce) {
        anchor.changes.push(change);
        notices::changed(t, entry, &anchor, fingerprint)?;
    }
    let at = anchor.anchored.map_or(entry.time, |(_, time)| time);
    t.put(kind::ANCHOR, fingerprint, at, &anchor)
}

fn used(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let Some(mut grant) = t.get::<GrantRecord>(kind::GRANT, fingerprint)? else {
        return Ok(());
    };
    let statement: Option<UseStatement> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    let number = (statement.as_ref()).map_or(grant.used + 1, |statement| statement.use_number);
    grant.used = grant.used.max(number);
    if let Some(statement) = &statement {
        handed_on(&mut grant, statement, record.entry.time);
    }
    grant.last_used = grant.last_used.max(Some(record.entry.time));
    t.put(kind::GRANT, fingerprint, grant.signed, &grant)
}

/// Notes the line by which a grant was used.
fn handed_on(grant: &mut GrantRecord, statement: &UseStatement, time: i64) {
    let action = convert::action(statement.action);
    let rights: Vec<RightView> = (statement.rights.iter())
        .map(|right| RightView {
            entry: right.entry.as_str().to_owned(),
            attribute: right.attribute.as_str().to_owned(),
            action,
        })
        .collect();
    let mut from = grant.requester.clone();
    let mut after = None;
    for (step, depth) in statement.line.iter().zip(1u8..) {
        let link = convert::hex(step.link.to_bytes());
        let to = step.to.to_string();
        let place = (grant.handed_on.iter()).position(|known| known.link == link);
        let place = place.unwrap_or_else(|| {
            grant.handed_on.push(HandedOnRecord {
                link: link.clone(),
                from: from.clone(),
                to: to.clone(),
                depth,
                after: after.take(),
                keep: step.keep.clone(),
                seen: Vec::new(),
                until: step.expires,
                max_uses: u32::from(step.max_uses),
                retention_days: u32::from(step.retention_days),
                uses: Vec::new(),
                last_used: time,
                taken_back: None,
            });
            grant.handed_on.len() - 1
        });
        let known = &mut grant.handed_on[place];
        if !known.uses.contains(&statement.use_number) {
            known.uses.push(statement.use_number);
        }
        known.last_used = known.last_used.max(time);
        for right in &rights {
            if !known.seen.contains(right) {
                known.seen.push(right.clone());
            }
        }
        (from, after) = (to, Some(link));
    }
}

/// An own anchor. After a restore it brings the grant back, as far as its note tells.
fn grant_anchored(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let entry = &record.entry;
    let note: Option<GrantNote> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    if let Some(note) = &note {
        // An account is never used twice, not even after a restore.
        t.raise_number("account", u64::from(note.account) + 1)?;
    }
    let grant = match t.get::<GrantRecord>(kind::GRANT, fingerprint)? {
        Some(mut grant) => {
            // Whatever was thought of it before: it stands on the chain.
            if matches!(
                grant.stage,
                GrantStage::Signed | GrantStage::Offered | GrantStage::NotDelivered
            ) {
                grant.stage = GrantStage::Anchored {
                    height: entry.block,
                };
            }
            grant
        }
        None => {
            let Some(note) = note else { return Ok(()) };
            let grant = GrantRecord {
                number: note.number,
                request: String::new(),
                compact: String::new(),
                requester: note.requester,
                custodian: note.custodian,
                rights: note.rights,
                purpose: note.purpose,
                purpose_text: LocalText::default(),
                clause: note.clause,
                from: note.from,
                until: note.until,
                max_uses: note.max_uses,
                retention_days: note.retention_days,
                account: note.account,
                signed: entry.time,
                stage: GrantStage::FoundOnChain {
                    height: entry.block,
                },
                withdrawal: None,
                used: 0,
                last_used: None,
                max_depth: note.max_depth,
                handed_on: Vec::new(),
                stopped: Vec::new(),
            };
            let approved = withdraw::about_grant(
                &grant,
                fingerprint,
                ActivityKind::RequestApproved,
                entry.time,
            );
            let approved = ActRecord {
                height: Some(entry.block),
                ..approved
            };
            activity::record_once(t, fingerprint, &approved)?;
            grant
        }
    };
    t.put(kind::GRANT, fingerprint, grant.signed, &grant)
}

fn grant_revoked(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let entry = &record.entry;
    let Some(mut grant) = t.get::<GrantRecord>(kind::GRANT, fingerprint)? else {
        return Ok(());
    };
    let asked = grant
        .withdrawal
        .as_ref()
        .map_or(entry.time, |withdrawal| withdrawal.asked);
    let sealed = grant.withdrawal.and_then(|withdrawal| withdrawal.sealed);
    grant.withdrawal = Some(Withdrawal {
        asked,
        done: Some((entry.block, entry.time)),
        sealed,
    });
    let act = withdraw::withdrawn(&grant, fingerprint, entry.block, entry.time);
    activity::record_once(t, fingerprint, &act)?;
    t.put(kind::GRANT, fingerprint, grant.signed, &grant)
}

/// The answer to an own petition. Its words are kept only if they are what was recorded.
fn petition_answered(
    t: &WriteTransaction<'_>,
    record: &EntryRecord,
    fingerprint: &str,
) -> Result<(), StoreError> {
    let Some(mut petition) = t.get::<PetitionRecord>(kind::PETITION, fingerprint)? else {
        return Ok(());
    };
    let recorded = match record.entry.clear() {
        Some((Clear::PetitionAnswered { answer, .. }, _)) => answer,
        _ => return Ok(()),
    };
    let note: Option<AnswerNote> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    let answer = note
        .map(|note| note.answer)
        .filter(|answer| grant::Digest::of(answer.as_bytes()).to_bytes() == recorded.0);
    petition.answered = Some((record.entry.time, answer));
    t.put(kind::PETITION, fingerprint, petition.signed, &petition)
}
