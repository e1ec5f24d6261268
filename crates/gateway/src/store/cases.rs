//! Cases that were filed at a custodian, and petitions that came to a department.

use grant::Digest;
use rusqlite::{OptionalExtension, Row, params};

use super::{Store, StoreError};

/// A case in a custodian's registry.
#[derive(Clone, Debug)]
pub struct CaseRow {
    /// The custodian's slug.
    pub custodian: String,
    /// The requester's DID.
    pub requester: String,
    /// Digest of the request.
    pub request: Digest,
    /// The request object.
    pub compact: String,
    /// Its one element of `transaction_data`.
    pub terms: String,
    /// The grant as held, once the holder has given it.
    pub grant: Option<String>,
    /// The officer's ruling, once it is made.
    pub ruling: Option<String>,
    /// Name of the officer who made it.
    pub officer: Option<String>,
    /// The officer's decision for the grant.
    pub decision: Option<String>,
}

/// A petition in a department's registry.
#[derive(Clone, Debug)]
pub struct PetitionRow {
    /// The department's slug.
    pub department: String,
    /// SHA-256 of the petition.
    pub fingerprint: Digest,
    /// The account that lodged it.
    pub lodger: String,
    /// The petition.
    pub compact: String,
    /// When it was lodged on chain, seconds.
    pub lodged_at: i64,
    /// When it was answered, seconds.
    pub answered_at: Option<i64>,
}

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS cases (
    custodian TEXT NOT NULL, requester TEXT NOT NULL, request BLOB NOT NULL,
    compact TEXT NOT NULL, terms TEXT NOT NULL, grant_token TEXT, ruling TEXT, officer TEXT, decision TEXT,
    sequence INTEGER NOT NULL, PRIMARY KEY (custodian, requester, request)) STRICT;
CREATE TABLE IF NOT EXISTS petitions (
    department TEXT NOT NULL, fingerprint BLOB NOT NULL, lodger TEXT NOT NULL,
    compact TEXT NOT NULL, lodged_at INTEGER NOT NULL, answered_at INTEGER,
    sequence INTEGER NOT NULL, PRIMARY KEY (department, fingerprint, lodger)) STRICT;
";

const CASE_COLUMNS: &str =
    "custodian, requester, request, compact, terms, grant_token, ruling, officer, decision";

fn read_case(row: &Row<'_>) -> rusqlite::Result<CaseRow> {
    Ok(CaseRow {
        custodian: row.get(0)?,
        requester: row.get(1)?,
        request: Digest::from_bytes(row.get(2)?),
        compact: row.get(3)?,
        terms: row.get(4)?,
        grant: row.get(5)?,
        ruling: row.get(6)?,
        officer: row.get(7)?,
        decision: row.get(8)?,
    })
}

impl Store {
    /// Files a case, or the grant that came to it later. What was decided stays.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn file_case(&self, case: &CaseRow) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO cases (custodian, requester, request, compact, terms, grant_token,
                                sequence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM cases))
             ON CONFLICT (custodian, requester, request) DO UPDATE
             SET grant_token = COALESCE(grant_token, excluded.grant_token)",
            params![
                case.custodian,
                case.requester,
                case.request.to_bytes(),
                case.compact,
                case.terms,
                case.grant
            ],
        )?;
        Ok(())
    }

    /// Keeps what the officer signed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn rule_case(&self, case: &CaseRow) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE cases SET ruling = ?4, officer = ?5, decision = ?6
             WHERE custodian = ?1 AND requester = ?2 AND request = ?3",
            params![
                case.custodian,
                case.requester,
                case.request.to_bytes(),
                case.ruling,
                case.officer,
                case.decision
            ],
        )?;
        Ok(())
    }

    /// Returns a case of the custodian.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn case(&self, custodian: &str, request: Digest) -> Result<Option<CaseRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {CASE_COLUMNS} FROM cases WHERE custodian = ?1 AND request = ?2"),
                params![custodian, request.to_bytes()],
                read_case,
            )
            .optional()?)
    }

    /// Returns all cases, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn cases(&self) -> Result<Vec<CaseRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {CASE_COLUMNS} FROM cases ORDER BY sequence DESC"
        ))?;
        let rows = statement.query_map([], read_case)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes a petition into the registry; one that is there stays as it is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_petition(&self, petition: &PetitionRow) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO petitions (department, fingerprint, lodger, compact, lodged_at, sequence)
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM petitions))
             ON CONFLICT (department, fingerprint, lodger) DO NOTHING",
            params![
                petition.department,
                petition.fingerprint.to_bytes(),
                petition.lodger,
                petition.compact,
                petition.lodged_at
            ],
        )?;
        Ok(())
    }

    /// Notes that a petition is answered.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn answer_petition(&self, petition: &PetitionRow, at: i64) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE petitions SET answered_at = ?4
             WHERE department = ?1 AND fingerprint = ?2 AND lodger = ?3",
            params![
                petition.department,
                petition.fingerprint.to_bytes(),
                petition.lodger,
                at
            ],
        )?;
        Ok(())
    }

    /// Returns all petitions, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn petitions(&self) -> Result<Vec<PetitionRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT department, fingerprint, lodger, compact, lodged_at, answered_at
             FROM petitions ORDER BY sequence DESC",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(PetitionRow {
                department: row.get(0)?,
                fingerprint: Digest::from_bytes(row.get(1)?),
                lodger: row.get(2)?,
                compact: row.get(3)?,
                lodged_at: row.get(4)?,
                answered_at: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
