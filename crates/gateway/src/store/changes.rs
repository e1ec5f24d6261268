//! Changes to entries that holders signed for, and which credential took whose place.

use credential::Fingerprint as CredentialFingerprint;
use grant::{Action, Fingerprint};
use rusqlite::{Row, params};
use serde_json::Value;

use super::{IssuedRow, Store, StoreError};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS changes (
    custodian TEXT NOT NULL, grant_id BLOB NOT NULL, use_number INTEGER NOT NULL,
    method TEXT NOT NULL, entry TEXT NOT NULL, body TEXT NOT NULL, account BLOB NOT NULL,
    state TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (custodian, grant_id, use_number)) STRICT;
CREATE TABLE IF NOT EXISTS successors (
    fingerprint BLOB PRIMARY KEY, successor BLOB NOT NULL) STRICT;
";

/// How far a change got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// Its use is about to be recorded on chain.
    Planned,
    /// It stands in the entry; the credentials that tell of it are not all issued anew.
    Applied,
    /// All is done.
    Issued,
}

impl ChangeState {
    const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Applied => "applied",
            Self::Issued => "issued",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "applied" => Self::Applied,
            "issued" => Self::Issued,
            _ => Self::Planned,
        }
    }
}

/// One use of a grant that changes an entry.
#[derive(Clone, Debug)]
pub struct AppliedChange {
    /// The custodian's slug.
    pub custodian: String,
    /// The grant's id.
    pub grant: Fingerprint,
    /// Which use of it.
    pub use_number: u32,
    /// `modify` or `add`.
    pub method: Action,
    /// The entry in the custodian's register.
    pub entry: String,
    /// The changes, in their one form.
    pub body: String,
    /// The account that anchored the grant.
    pub account: [u8; 20],
    /// How far it got.
    pub state: ChangeState,
    /// Seconds.
    pub at: i64,
}

const COLUMNS: &str = "custodian, grant_id, use_number, method, entry, body, account, state, at";

fn read(row: &Row<'_>) -> rusqlite::Result<AppliedChange> {
    Ok(AppliedChange {
        custodian: row.get(0)?,
        grant: Fingerprint::from_bytes(row.get(1)?),
        use_number: row.get(2)?,
        method: match row.get::<_, String>(3)?.as_str() {
            "add" => Action::Add,
            _ => Action::Modify,
        },
        entry: row.get(4)?,
        body: row.get(5)?,
        account: row.get(6)?,
        state: ChangeState::parse(&row.get::<_, String>(7)?),
        at: row.get(8)?,
    })
}

impl Store {
    /// Writes down a change before its use is recorded on chain.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn plan_change(&self, change: &AppliedChange) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT OR REPLACE INTO changes (custodian, grant_id, use_number, method, entry, body,
                                             account, state, at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                change.custodian,
                change.grant.to_bytes(),
                change.use_number,
                change.method.as_str(),
                change.entry,
                change.body,
                change.account,
                ChangeState::Planned.name(),
                change.at,
            ],
        )?;
        Ok(())
    }

    /// Writes the entry as it is after the change, in one step with the note that it is done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn apply_change(&self, change: &AppliedChange, content: &Value) -> Result<(), StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        transaction.execute(
            "UPDATE entries SET content = ?3 WHERE department = ?1 AND entry = ?2",
            params![change.custodian, change.entry, content.to_string()],
        )?;
        transaction.execute(
            "UPDATE changes SET state = ?4
             WHERE custodian = ?1 AND grant_id = ?2 AND use_number = ?3",
            params![
                change.custodian,
                change.grant.to_bytes(),
                change.use_number,
                ChangeState::Applied.name(),
            ],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Notes that the credentials are issued anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn finish_change(&self, change: &AppliedChange) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE changes SET state = ?4
             WHERE custodian = ?1 AND grant_id = ?2 AND use_number = ?3",
            params![
                change.custodian,
                change.grant.to_bytes(),
                change.use_number,
                ChangeState::Issued.name(),
            ],
        )?;
        Ok(())
    }

    /// Forgets a change whose use the chain did not take.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn drop_change(&self, change: &AppliedChange) -> Result<(), StoreError> {
        self.lock().execute(
            "DELETE FROM changes WHERE custodian = ?1 AND grant_id = ?2 AND use_number = ?3
             AND state = 'planned'",
            params![change.custodian, change.grant.to_bytes(), change.use_number],
        )?;
        Ok(())
    }

    /// Returns the changes that were made with a grant at a custodian.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn changes_of(
        &self,
        custodian: &str,
        grant: Fingerprint,
    ) -> Result<Vec<AppliedChange>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM changes WHERE custodian = ?1 AND grant_id = ?2"
        ))?;
        let rows = statement.query_map(params![custodian, grant.to_bytes()], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the changes of a custodian that broke off, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn unfinished_changes(&self, custodian: &str) -> Result<Vec<AppliedChange>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM changes WHERE custodian = ?1 AND state <> 'issued' ORDER BY rowid"
        ))?;
        let rows = statement.query_map([custodian], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the credentials about an entry that no other has taken the place of, as issued.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn current_of_entry(
        &self,
        department: &str,
        entry: &str,
    ) -> Result<Vec<IssuedRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT i.fingerprint, i.department, i.relation, i.configuration, i.compact, i.number,
                    i.issued_at
             FROM issued i JOIN relations r
                  ON r.department = i.department AND r.relation = i.relation
             WHERE i.department = ?1 AND r.entry = ?2 AND i.number IS NULL
                   AND i.fingerprint NOT IN (SELECT fingerprint FROM successors)
             ORDER BY i.rowid",
        )?;
        let rows = statement.query_map([department, entry], |row| {
            Ok(IssuedRow {
                fingerprint: CredentialFingerprint::from_bytes(row.get(0)?),
                department: row.get(1)?,
                relation: row.get(2)?,
                configuration: row.get(3)?,
                compact: row.get(4)?,
                number: row.get(5)?,
                issued_at: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the fingerprints of the credentials of one kind that a relation has and that no
    /// other has taken the place of.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn current_of_relation(
        &self,
        department: &str,
        relation: &str,
        configuration: &str,
    ) -> Result<Vec<CredentialFingerprint>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT fingerprint FROM issued
             WHERE department = ?1 AND relation = ?2 AND configuration = ?3
                   AND fingerprint NOT IN (SELECT fingerprint FROM successors)
             ORDER BY rowid",
        )?;
        let rows = statement.query_map([department, relation, configuration], |row| {
            Ok(CredentialFingerprint::from_bytes(row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that a credential took another's place.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn set_successor(
        &self,
        fingerprint: CredentialFingerprint,
        successor: CredentialFingerprint,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT OR REPLACE INTO successors (fingerprint, successor) VALUES (?1, ?2)",
            params![fingerprint.to_bytes(), successor.to_bytes()],
        )?;
        Ok(())
    }
}
