//! What was done with the citizen's data, and whether anything covers it: the permission, the law,
//! or nothing. What nothing covers is an alarm until the citizen has dealt with it.

use std::collections::HashMap;

use chain::{
    Verdict,
    journal::EntryKind,
    law::{Question, Rule},
};
use exchange::{
    CLOCK_SKEW_SECS,
    petition::AboutEntry,
    record::{AccessStatement, UseStatement},
};
use grant::Digest;
use keys::DepartmentDid;
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ActivityRow, ApiError, Basis, DraftPetition, ErrorCode, LocalText, PetitionAboutAccess,
    PetitionDraft, PetitionKind, PetitionRow, PutAlarmAway, RightView, Uncovered,
};

use crate::{
    acts::{activity, cases, petition, unlock},
    book::{law_action, plain},
    convert,
    law::Said,
    session::{Book, Session},
    store::{EntryRecord, GrantRecord, PetitionRecord, kind},
    wallet::{Act, Wallet, now},
};

impl Act for DraftPetition {
    async fn act(self, wallet: &Wallet) -> Result<PetitionDraft, ApiError> {
        let session = wallet.session()?;
        let access = Access::load(&session, &self.id)?;
        let to = access.addressee(&session, self.kind)?;
        Ok(PetitionDraft {
            kind: self.kind,
            to: session.party(&to.to_string(), now()),
            text: access.draft(self.kind),
            with_record: access.statement().is_some(),
        })
    }
}

impl Act for PetitionAboutAccess {
    async fn act(self, wallet: &Wallet) -> Result<PetitionRow, ApiError> {
        let session = wallet.session()?;
        unlock::confirm(wallet, self.passphrase.clone()).await?;
        let row = {
            let _one = session.deciding.lock().await;
            say(wallet, &session, &self).await
        };
        wallet.content_changed();
        row
    }
}

impl Act for PutAlarmAway {
    async fn act(self, wallet: &Wallet) -> Result<ActivityRow, ApiError> {
        let session = wallet.session()?;
        let access = Access::load(&session, &self.id)?;
        session.write(|t| t.delete(kind::ALARM, &access.id).map(|_| ()))?;
        wallet.content_changed();
        Ok(Access::load(&session, &self.id)?.row)
    }
}

async fn say(
    wallet: &Wallet,
    session: &Session,
    command: &PetitionAboutAccess,
) -> Result<PetitionRow, ApiError> {
    let access = Access::load(session, &command.id)?;
    let same = |row: &&PetitionRow| row.kind == command.kind;
    let (id, mut signed) = match access.row.petitions.iter().find(same) {
        Some(row) if row.height.is_some() => return Ok(row.clone()),
        // Signed before, and it did not get as far as the chain: the same words go once more.
        Some(row) => (row.id.clone(), petition::load(session, &row.id)?),
        None => {
            let to = access.addressee(session, command.kind)?;
            let words = petition::Words {
                to,
                kind: command.kind,
                about: Some(access.about()?),
                record: access.statement(),
                text: command.text.clone(),
            };
            let (id, mut signed) = petition::sign(session, &words)?;
            signed.entry = Some(access.id.clone());
            session.write(|t| t.put(kind::PETITION, &id, signed.signed, &signed))?;
            (id, signed)
        }
    };
    petition::lodge(wallet, session, &id, &mut signed).await?;
    session.write(|t| t.delete(kind::ALARM, &access.id).map(|_| ()))?;
    petition::row(session, &id)?.ok_or_else(|| ApiError::about(ErrorCode::NotFound, id))
}

/// A line of the activity that tells of an access, with the entry it comes from.
struct Access {
    /// The entry's id.
    id: String,
    row: ActivityRow,
    record: EntryRecord,
}

impl Access {
    fn load(session: &Session, line: &str) -> Result<Self, ApiError> {
        let missing = || ApiError::about(ErrorCode::NotFound, line);
        let id = line.strip_prefix("entry-").ok_or_else(missing)?.to_owned();
        let record = session
            .read(|t| t.get::<EntryRecord>(kind::ENTRY, &id))?
            .filter(|record| is_access(record.entry.kind()))
            .ok_or_else(missing)?;
        let row = activity::of_entry(session, &id, &record)?.ok_or_else(missing)?;
        Ok(Self { id, row, record })
    }

    /// To whom the citizen turns: with a question to the office that did it, with a complaint to
    /// the one above it, which can call it to account.
    fn addressee(&self, session: &Session, kind: PetitionKind) -> Result<DepartmentDid, ApiError> {
        let office = self.row.party.as_ref().or(self.row.custodian.as_ref());
        let did = office.map_or(self.record.party(), |party| party.did.as_str());
        let did = convert::did(did)?;
        let book = session.book();
        let above = book
            .directory
            .ancestors(&did.address)
            .next()
            .map(|department| department.did);
        match kind {
            PetitionKind::Complaint => Ok(above.unwrap_or(did)),
            PetitionKind::Question => Ok(did),
            PetitionKind::Objection => Err(ApiError::about(ErrorCode::BadInput, "kind")),
        }
    }

    fn about(&self) -> Result<AboutEntry, ApiError> {
        let entry = &self.record.entry;
        Ok(AboutEntry {
            writer: convert::did(self.record.party())?,
            kind: entry.kind,
            fingerprint: Digest::from_bytes(entry.fingerprint.0),
            place: Some((entry.bucket, entry.seq)),
        })
    }

    /// The keeper's record, word for word, where there is one.
    fn statement(&self) -> Option<String> {
        let statement = statement(&self.record)?;
        String::from_utf8(statement.to_bytes()).ok()
    }

    /// What to say if the citizen has nothing to add.
    fn draft(&self, kind: PetitionKind) -> LocalText {
        let name = |pick: fn(&LocalText) -> &str| {
            let party = self.row.party.as_ref().or(self.row.custodian.as_ref());
            party.map_or("", |party| pick(&party.name)).to_owned()
        };
        let items: Vec<&str> = self
            .row
            .rights
            .iter()
            .map(|right| right.attribute.as_str())
            .collect();
        let (zh, en) = (name(|name| &name.zh), name(|name| &name.en));
        let block = self.record.entry.block;
        match kind {
            PetitionKind::Question => LocalText {
                zh: format!(
                    "{zh}读取了我的资料（{}），见区块 {block} 的记录。请说明为什么需要、依据是什么。",
                    items.join("、")
                ),
                en: format!(
                    "{en} read data of mine ({}), recorded in block {block}. Please tell me why it was needed, and on what basis.",
                    items.join(", ")
                ),
            },
            _ => LocalText {
                zh: format!(
                    "{zh}读取了我的资料（{}），见区块 {block} 的记录。我没有给过这样的授权，也没有法律条款允许。请查明原因，并告诉我结果。",
                    items.join("、")
                ),
                en: format!(
                    "{en} read data of mine ({}), recorded in block {block}. I gave no permission for it, and no clause of the law allows it. Please find out why, and tell me the outcome.",
                    items.join(", ")
                ),
            },
        }
    }
}

/// Whether entries of this kind tell of something done with the citizen's data.
pub(crate) const fn is_access(kind: Option<EntryKind>) -> bool {
    matches!(
        kind,
        Some(
            EntryKind::GrantUsed
                | EntryKind::AccessRecorded
                | EntryKind::PresentationAccepted
                | EntryKind::PresentationRepeated
        )
    )
}

/// The keeper's record of an access without a permission. Only one that is what its fingerprint
/// says was kept when it came in.
pub(crate) fn statement(record: &EntryRecord) -> Option<AccessStatement> {
    match record.entry.kind() {
        Some(EntryKind::AccessRecorded) => record
            .sealed
            .clone()
            .and_then(|value| serde_json::from_value(value).ok()),
        _ => None,
    }
}

/// The line of an access without a permission: who, what, and the clause that covers it, as the law
/// stood when it was recorded.
pub(crate) fn told(session: &Session, mut row: ActivityRow, record: &EntryRecord) -> ActivityRow {
    row.custodian = row.party.take();
    let Some(statement) = statement(record) else {
        row.basis = Basis::Nothing {
            why: Uncovered::Unreadable,
            clause: None,
        };
        return row;
    };
    let time = record.entry.time;
    row.party = Some(session.party(&statement.user.to_string(), time));
    row.rights = statement
        .rights
        .iter()
        .map(|right| RightView {
            entry: right.entry.as_str().to_owned(),
            attribute: right.attribute.as_str().to_owned(),
            action: convert::action(statement.action),
        })
        .collect();
    if let Some(words) = &statement.words {
        row.about = LocalText {
            zh: plain(&words.zh, 100),
            en: plain(&words.en, 100),
        };
    }
    row.basis = basis(&session.book(), &statement, &row.rights, time);
    row
}

/// What covers an access without a permission.
fn basis(book: &Book, statement: &AccessStatement, rights: &[RightView], time: i64) -> Basis {
    let Some(clause) = &statement.clause else {
        return Basis::Nothing {
            why: Uncovered::NoneGiven,
            clause: None,
        };
    };
    let purpose = statement
        .purpose
        .as_ref()
        .map_or("", |purpose| purpose.as_str());
    let rule = |right: &RightView| -> Option<&Rule> {
        let question = Question {
            requester: statement.user.address,
            entry: &right.entry,
            attribute: &right.attribute,
            action: law_action(right.action),
            purpose,
        };
        of_that_second(time).find_map(|time| {
            book.law
                .evaluate(&book.directory, &question, time)
                .statutory()
                .filter(|rule| rule.terms.clause == clause.as_str())
        })
    };
    let rules: Option<Vec<&Rule>> = rights.iter().map(rule).collect();
    match rules.as_deref() {
        Some([first, ..]) => Basis::Law {
            clause: clause.as_str().to_owned(),
            title: LocalText {
                zh: plain(&first.terms.title_zh, 200),
                en: plain(&first.terms.title_en, 200),
            },
        },
        _ => Basis::Nothing {
            why: Uncovered::ClauseDoesNotCover,
            clause: Some(clause.as_str().to_owned()),
        },
    }
}

/// Why a use is not covered by the grant that it names, or not by the law; `None`: it is.
pub(crate) fn beyond(
    session: &Session,
    grant: &GrantRecord,
    statement: &UseStatement,
    rights: &[RightView],
    time: i64,
) -> Option<Uncovered> {
    if !reaches(grant, statement, rights, time) {
        return Some(Uncovered::BeyondPermission);
    }
    let book = session.book();
    let forbidden_at = |right: &RightView, time: i64| {
        let asked = (right.entry.as_str(), right.attribute.as_str(), right.action);
        let (verdict, rule) = book.ask_law(&statement.user, asked, &grant.purpose, time);
        let of_clause = rule.is_some_and(|rule| rule.terms.clause == grant.clause);
        match verdict {
            Verdict::Permit => !of_clause,
            Verdict::Deny => true,
            Verdict::Refer => {
                !of_clause || cases::said(session, &grant.request, right) != Said::Permitted
            }
        }
    };
    let forbidden = |right: &RightView| of_that_second(time).all(|time| forbidden_at(right, time));
    // After a restore the request, and with it the officer's decision, is not remembered.
    let remembered = !grant.request.is_empty();
    (remembered && rights.iter().any(forbidden)).then_some(Uncovered::AgainstLaw)
}

/// The law as it stood at a second, and as it stood before: of two blocks of one second it is not
/// known which came first.
fn of_that_second(time: i64) -> impl Iterator<Item = i64> {
    [time, time - 1].into_iter()
}

fn reaches(grant: &GrantRecord, statement: &UseStatement, rights: &[RightView], time: i64) -> bool {
    let user = statement.user.to_string();
    let holder = match statement.line.last() {
        Some(last) => last.to.to_string(),
        None => grant.requester.clone(),
    };
    let ended = match &grant.withdrawal {
        Some(withdrawal) => withdrawal.done.is_some_and(|(_, done)| time > done),
        None => false,
    };
    user == holder
        && rights.iter().all(|right| grant.rights.contains(right))
        && statement.purpose.as_str() == grant.purpose
        && statement.clause.as_str() == grant.clause
        && statement.use_number <= grant.max_uses
        && (grant.from - CLOCK_SKEW_SECS..grant.until).contains(&time)
        && !ended
}

/// Notes that an entry has to be judged, inside the transaction that stores it.
pub(crate) fn to_judge(t: &WriteTransaction<'_>, id: &str, time: i64) -> Result<(), StoreError> {
    t.put(kind::UNJUDGED, id, time, &())
}

/// Judges what came in, against the directory and the law of the same reading of the chain. Returns
/// whether an alarm was raised.
pub(crate) fn judge(session: &Session) -> Result<bool, ApiError> {
    let waiting =
        session.read(|t| t.list::<()>(kind::UNJUDGED, Order::OldestFirst, usize::MAX, 0))?;
    let mut raised = false;
    for line in waiting {
        let record = session.read(|t| t.get::<EntryRecord>(kind::ENTRY, &line.id))?;
        let row = match &record {
            Some(record) => activity::of_entry(session, &line.id, record)?,
            None => None,
        };
        let alarm = row.as_ref().is_some_and(|row| row.basis.is_nothing());
        // What was complained of before a restore is dealt with.
        let dealt_with = row.is_some_and(|row| !row.petitions.is_empty());
        session.write(|t| {
            if let (true, false, Some(record)) = (alarm, dealt_with, &record) {
                t.put(kind::ALARM, &line.id, record.entry.time, &())?;
            }
            t.delete(kind::UNJUDGED, &line.id).map(|_| ())
        })?;
        raised |= alarm && !dealt_with;
    }
    Ok(raised)
}

/// The accesses that nothing covers and that nobody has dealt with, the newest first.
pub(crate) fn alarms(session: &Session) -> Result<Vec<ActivityRow>, ApiError> {
    /// More would only push everything else from the page.
    const MOST: usize = 20;
    let open = session.read(|t| t.list::<()>(kind::ALARM, Order::NewestFirst, MOST, 0))?;
    let mut rows = Vec::new();
    for line in open {
        if let Some(record) = session.read(|t| t.get::<EntryRecord>(kind::ENTRY, &line.id))? {
            rows.extend(activity::of_entry(session, &line.id, &record)?);
        }
    }
    Ok(rows)
}

/// The petitions about entries, by the entry's id, the newest first.
pub(crate) fn petitions(session: &Session) -> Result<HashMap<String, Vec<PetitionRow>>, ApiError> {
    let all = session
        .read(|t| t.list::<PetitionRecord>(kind::PETITION, Order::NewestFirst, usize::MAX, 0))?;
    let mut by_entry: HashMap<String, Vec<PetitionRow>> = HashMap::new();
    for record in all {
        if let Some(entry) = record.body.entry.clone() {
            let row = petition::view(session, record.id, &record.body);
            by_entry.entry(entry).or_default().push(row);
        }
    }
    Ok(by_entry)
}

#[cfg(test)]
mod tests;
