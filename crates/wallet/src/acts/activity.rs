//! What happened: the citizen's own acts, and what the chain tells of others'.

use chain::journal::EntryKind;
use exchange::record::UseStatement;
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ActivityKind, ActivityRow, ApiError, Basis, ListActivity, LocalText, PetitionRow, Proof,
    RightView, Uncovered,
};

use crate::{
    acts::{accesses, counter, deposits, invoices, notices},
    book::{clause_view, plain},
    convert, log,
    session::Session,
    store::{ActRecord, AnchorRecord, DocumentRecord, EntryRecord, GrantRecord, kind},
    wallet::{Act, Wallet},
};

/// Lines that are given when no limit is.
const DEFAULT_LIMIT: u32 = 200;

impl Act for ListActivity {
    async fn act(self, wallet: &Wallet) -> Result<Vec<ActivityRow>, ApiError> {
        let limit = if self.limit == 0 {
            DEFAULT_LIMIT
        } else {
            self.limit
        };
        newest(&*wallet.session()?, limit)
    }
}

/// Writes an act down, inside the transaction that does it.
pub(crate) fn record(t: &WriteTransaction<'_>, act: &ActRecord) -> Result<(), StoreError> {
    let number = t.next_number("act")?;
    put(t, &format!("{number:012}"), act)
}

/// As [`record`], for an act that a grant knows once: written again, it is the same line. The chain
/// may tell of a withdrawal before the act that sent it is written down, or after that broke off.
pub(crate) fn record_once(
    t: &WriteTransaction<'_>,
    grant: &str,
    act: &ActRecord,
) -> Result<(), StoreError> {
    put(t, &format!("{:?}-{grant}", act.kind), act)
}

fn put(t: &WriteTransaction<'_>, id: &str, act: &ActRecord) -> Result<(), StoreError> {
    t.put(kind::ACT, id, act.time, act)?;
    log::append(t, id, act)
}

/// The newest lines of all sources.
pub(crate) fn newest(session: &Session, limit: u32) -> Result<Vec<ActivityRow>, ApiError> {
    let (acts, entries) = session.read(|t| {
        Ok((
            t.list::<ActRecord>(kind::ACT, Order::NewestFirst, limit as usize, 0)?,
            t.list::<EntryRecord>(kind::ENTRY, Order::NewestFirst, limit as usize, 0)?,
        ))
    })?;
    let mut rows: Vec<ActivityRow> = Vec::new();
    for act in acts {
        rows.push(act_row(session, act.id, act.body)?);
    }
    let mut petitions = accesses::petitions(session)?;
    for entry in entries {
        let said = petitions.remove(&entry.id).unwrap_or_default();
        rows.extend(entry_row(session, &entry.id, &entry.body, said)?);
    }
    // Newest first; of two in one second the one that was written later.
    rows.sort_by(|a, b| (b.time, &b.id).cmp(&(a.time, &a.id)));
    rows.truncate(limit as usize);
    Ok(rows)
}

/// The line of one own entry.
pub(crate) fn of_entry(
    session: &Session,
    id: &str,
    record: &EntryRecord,
) -> Result<Option<ActivityRow>, ApiError> {
    let said = accesses::petitions(session)?.remove(id).unwrap_or_default();
    entry_row(session, id, record, said)
}

fn act_row(session: &Session, id: String, act: ActRecord) -> Result<ActivityRow, ApiError> {
    let basis = match (&act.kind, &act.grant) {
        (
            ActivityKind::RequestApproved
            | ActivityKind::CounterOfferTaken
            | ActivityKind::PermissionWithdrawn,
            Some(grant),
        ) => your_permission(session, grant)?,
        (ActivityKind::StoppedByLaw | ActivityKind::AllowedByLaw, _) => law_basis(session, &act)?,
        (ActivityKind::DocumentReceived, _) => Basis::Issuer,
        _ => Basis::You,
    };
    let party = act.party.as_deref().map(|did| session.party(did, act.time));
    let made_for = act.made_for.clone().map(|whom| plain(&whom, 200));
    let custodian = act
        .custodian
        .as_deref()
        .map(|did| session.party(did, act.time));
    // Only what stands in a block of the chain is proven by it.
    let proof = if act.height.is_some() {
        session.proof()
    } else {
        Proof::NotChecked
    };
    Ok(ActivityRow {
        id: format!("act-{id}"),
        time: act.time,
        kind: act.kind,
        party,
        through: Vec::new(),
        custodian,
        rights: act.rights,
        about: act.about,
        basis,
        proof,
        height: act.height,
        use_number: None,
        evidence: act.request.filter(|_| {
            matches!(
                act.kind,
                ActivityKind::RequestApproved | ActivityKind::RequestRefused
            )
        }),
        petitions: Vec::new(),
        alarm: false,
        change: None,
        document: None,
        permission: act.grant,
        made_for,
    })
}

/// The clause that a permission rests on, which is what the law's change is about.
fn law_basis(session: &Session, act: &ActRecord) -> Result<Basis, ApiError> {
    let id = act.grant.clone().unwrap_or_default();
    let grant = session.read(|t| t.get::<GrantRecord>(kind::GRANT, &id))?;
    let clause = grant.map(|grant| grant.clause).unwrap_or_default();
    let title = session
        .book()
        .last_clause(&clause)
        .map(|rule| clause_view(rule, session.proof()).title)
        .unwrap_or_default();
    Ok(Basis::Law { clause, title })
}

/// The line of an own journal entry; entries that repeat an own act have none.
fn entry_row(
    session: &Session,
    id: &str,
    record: &EntryRecord,
    petitions: Vec<PetitionRow>,
) -> Result<Option<ActivityRow>, ApiError> {
    let entry = &record.entry;
    let alarm = session.read(|t| t.get::<()>(kind::ALARM, id))?.is_some();
    // An own entry is of the relation with its writer, or of the holder with itself.
    let writer = (record.party() != keys::relation::SELF_URI)
        .then(|| session.party(record.party(), entry.time));
    let base = |kind, basis| ActivityRow {
        id: format!("entry-{id}"),
        time: entry.time,
        kind,
        party: writer.clone(),
        through: Vec::new(),
        custodian: None,
        rights: Vec::new(),
        about: LocalText::default(),
        basis,
        proof: match record.withdrawn {
            Some(_) => Proof::Contradicted {
                what: "withdrawn".to_owned(),
            },
            None => session.proof(),
        },
        height: Some(entry.block),
        use_number: None,
        evidence: None,
        petitions: petitions.clone(),
        alarm,
        change: None,
        document: None,
        permission: None,
        made_for: None,
    };
    let fingerprint = convert::hex(entry.fingerprint);
    Ok(match entry.kind() {
        Some(EntryKind::GrantUsed) => {
            let mut row = base(
                ActivityKind::PermissionUsed,
                your_permission(session, &fingerprint)?,
            );
            row.permission = Some(fingerprint.clone());
            Some(used_row(session, row, record, &fingerprint)?)
        }
        Some(EntryKind::AccessRecorded) => {
            let nothing = Basis::Nothing {
                why: Uncovered::Unreadable,
                clause: None,
            };
            let row = base(ActivityKind::AccessedWithoutPermission, nothing);
            Some(accesses::told(session, row, record))
        }
        Some(EntryKind::CredentialStatus) => {
            // The copies of one document change together: one line for all of them.
            let document = session
                .read(|t| t.get::<AnchorRecord>(kind::ANCHOR, &fingerprint))?
                .and_then(|anchor| anchor.document);
            if (document.as_ref()).is_some_and(|document| *document != fingerprint) {
                return Ok(None);
            }
            let mut row = base(ActivityKind::DocumentStatusChanged, Basis::Issuer);
            row.change = entry
                .data
                .first()
                .and_then(|status| notices::change_to(*status));
            row.document = document;
            Some(named(session, row, &fingerprint)?)
        }
        Some(EntryKind::InvoiceIssued) => {
            let row = base(ActivityKind::InvoiceArrived, Basis::Issuer);
            Some(named(session, row, &fingerprint)?)
        }
        Some(step) if step.is_invoice_step() => {
            invoices::told(session, base, record, &fingerprint)?
        }
        Some(EntryKind::CredentialAnchored) => {
            // What came by an offer is told by the act of accepting it, and an invoice by the
            // entry of its number.
            let announced = session
                .read(|t| t.get::<AnchorRecord>(kind::ANCHOR, &fingerprint))?
                .is_some_and(|anchor| {
                    // Copies that were had later are of one certificate.
                    let first = anchor.document.as_ref().is_none_or(|id| *id == fingerprint);
                    !anchor.invoice && first && is_announced(session, &anchor)
                });
            match announced {
                true => {
                    let row = base(ActivityKind::CertificateArrived, Basis::Issuer);
                    Some(named(session, row, &fingerprint)?)
                }
                false => None,
            }
        }
        Some(EntryKind::EvidenceDeposited) => {
            let row = base(ActivityKind::EvidenceDeposited, Basis::You);
            Some(deposits::told(session, row, &fingerprint)?)
        }
        Some(EntryKind::PresentationAccepted | EntryKind::PresentationRepeated) => {
            let row = base(ActivityKind::CodeRead, Basis::You);
            Some(counter::told(session, row, record, &fingerprint)?)
        }
        _ => None,
    })
}

/// The line with the name of the document it is about, once that is here.
pub(crate) fn named(
    session: &Session,
    mut row: ActivityRow,
    fingerprint: &str,
) -> Result<ActivityRow, ApiError> {
    let document = session.read(
        |t| match t.get::<AnchorRecord>(kind::ANCHOR, fingerprint)? {
            Some(AnchorRecord {
                document: Some(id), ..
            }) => t.get::<DocumentRecord>(kind::DOCUMENT, &id),
            _ => Ok(None),
        },
    )?;
    if let Some(document) = document {
        row.about = document.name;
    }
    Ok(row)
}

fn is_announced(session: &Session, anchor: &AnchorRecord) -> bool {
    match &anchor.document {
        None => true,
        Some(id) => session
            .read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, id))
            .ok()
            .flatten()
            .is_some_and(|document| document.announced),
    }
}

fn used_row(
    session: &Session,
    mut row: ActivityRow,
    record: &EntryRecord,
    grant: &str,
) -> Result<ActivityRow, ApiError> {
    row.custodian = row.party.take();
    let known = session.read(|t| t.get::<GrantRecord>(kind::GRANT, grant))?;
    let statement: Option<UseStatement> = record
        .sealed
        .clone()
        .and_then(|value| serde_json::from_value(value).ok());
    if let Some(statement) = &statement {
        row.party = Some(session.party(&statement.user.to_string(), record.entry.time));
        row.use_number = Some(statement.use_number);
        if let Some((_, above)) = statement.line.split_last() {
            let requester = known.as_ref().map(|grant| grant.requester.clone());
            row.through = requester
                .into_iter()
                .chain(above.iter().map(|step| step.to.to_string()))
                .map(|did| session.party(&did, record.entry.time))
                .collect();
        }
        let action = convert::action(statement.action);
        row.rights = statement
            .rights
            .iter()
            .map(|right| RightView {
                entry: right.entry.as_str().to_owned(),
                attribute: right.attribute.as_str().to_owned(),
                action,
            })
            .collect();
    }
    let why = match (&known, &statement) {
        // A use of something the citizen never signed has no basis.
        (None, _) => Some(Uncovered::NotYourPermission),
        (Some(grant), Some(statement)) => {
            let time = record.entry.time;
            accesses::beyond(session, grant, statement, &row.rights, time)
        }
        (Some(_), None) => Some(Uncovered::Unreadable),
    };
    if let Some(grant) = known {
        row.about = grant.purpose_text;
    }
    if let Some(why) = why {
        row.basis = Basis::Nothing { why, clause: None };
    }
    Ok(row)
}

fn your_permission(session: &Session, id: &str) -> Result<Basis, ApiError> {
    let number = session
        .read(|t| t.get::<GrantRecord>(kind::GRANT, id))?
        .map(|grant| grant.number)
        .unwrap_or_default();
    Ok(Basis::YourPermission {
        id: id.to_owned(),
        number,
    })
}
