//! Requests that departments made, and the grants they got for them.

use grant::Fingerprint;
use rusqlite::{OptionalExtension, Row, params};

use super::links::NEXT_SEQUENCE;
use super::{Store, StoreError};

/// A request to be.
#[derive(Clone, Debug)]
pub struct NewRequest<'a> {
    /// 128 random bits; names the request in its address.
    pub id: &'a str,
    /// The requester's slug.
    pub department: &'a str,
    /// The signed request object.
    pub compact: &'a str,
    /// Its nonce.
    pub nonce: &'a str,
    /// Its state.
    pub state: &'a str,
    /// Its one element of `transaction_data`.
    pub terms: &'a str,
    /// Seconds.
    pub created_at: i64,
    /// Seconds.
    pub expires_at: i64,
}

/// A request.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Its id.
    pub id: String,
    /// The requester's slug.
    pub department: String,
    /// The signed request object.
    pub compact: String,
    /// Its nonce.
    pub nonce: String,
    /// Its state.
    pub state: String,
    /// Its one element of `transaction_data`.
    pub terms: String,
    /// What became of it.
    pub status: RequestStatus,
    /// Seconds.
    pub created_at: i64,
    /// Seconds.
    pub expires_at: i64,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestStatus {
    /// Not answered yet.
    Open,
    /// Answered with a grant.
    Granted,
    /// Answered by showing what was asked for.
    Presented,
    /// Answered with a refusal.
    Refused,
}

impl RequestStatus {
    /// Returns the word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Granted => "granted",
            Self::Presented => "presented",
            Self::Refused => "refused",
        }
    }

    fn parse(name: &str) -> Self {
        match name {
            "granted" => Self::Granted,
            "presented" => Self::Presented,
            "refused" => Self::Refused,
            _ => Self::Open,
        }
    }
}

/// A grant that a department holds.
#[derive(Clone, Debug)]
pub struct GrantRow {
    /// Its id.
    pub fingerprint: Fingerprint,
    /// The slug of the department that holds it.
    pub department: String,
    /// The custodian's DID.
    pub custodian: String,
    /// The id of the request it answers.
    pub request: String,
    /// The grant as issued.
    pub compact: String,
    /// The number on the receipt.
    pub number: String,
    /// Seconds.
    pub received_at: i64,
}

const REQUEST_COLUMNS: &str =
    "id, department, compact, nonce, state, terms, status, created_at, expires_at";
const GRANT_COLUMNS: &str =
    "fingerprint, department, custodian, request, compact, number, received_at";

fn read_request(row: &Row<'_>) -> rusqlite::Result<RequestRow> {
    Ok(RequestRow {
        id: row.get(0)?,
        department: row.get(1)?,
        compact: row.get(2)?,
        nonce: row.get(3)?,
        state: row.get(4)?,
        terms: row.get(5)?,
        status: RequestStatus::parse(&row.get::<_, String>(6)?),
        created_at: row.get(7)?,
        expires_at: row.get(8)?,
    })
}

fn read_grant(row: &Row<'_>) -> rusqlite::Result<GrantRow> {
    Ok(GrantRow {
        fingerprint: Fingerprint::from_bytes(row.get(0)?),
        department: row.get(1)?,
        custodian: row.get(2)?,
        request: row.get(3)?,
        compact: row.get(4)?,
        number: row.get(5)?,
        received_at: row.get(6)?,
    })
}

impl Store {
    /// Remembers a new request.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_request(&self, request: &NewRequest<'_>) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO requests (id, department, compact, nonce, state, terms, created_at,
                                   expires_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                request.id,
                request.department,
                request.compact,
                request.nonce,
                request.state,
                request.terms,
                request.created_at,
                request.expires_at,
            ],
        )?;
        Ok(())
    }

    /// Returns a request of the department.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn request(&self, department: &str, id: &str) -> Result<Option<RequestRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!(
                    "SELECT {REQUEST_COLUMNS} FROM requests WHERE department = ?1 AND id = ?2"
                ),
                [department, id],
                read_request,
            )
            .optional()?)
    }

    /// Returns all requests, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn requests(&self) -> Result<Vec<RequestRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {REQUEST_COLUMNS} FROM requests ORDER BY created_at DESC, id"
        ))?;
        let rows = statement.query_map([], read_request)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Closes an open request with a refusal; `false` if it is not open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn refuse_request(&self, id: &str) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "UPDATE requests SET status = 'refused' WHERE id = ?1 AND status = 'open'",
            [id],
        )?;
        Ok(changed == 1)
    }

    /// Closes an open request with the grant that answers it, in one step; `false` if it is not
    /// open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accept_grant(&self, grant: &GrantRow) -> Result<bool, StoreError> {
        let mut connection = self.lock();
        let transaction = connection.transaction()?;
        let changed = transaction.execute(
            "UPDATE requests SET status = 'granted' WHERE id = ?1 AND status = 'open'",
            [&grant.request],
        )?;
        if changed != 1 {
            return Ok(false);
        }
        transaction.execute(
            &format!(
                "INSERT INTO grants (fingerprint, department, custodian, request, compact, number,
                                     received_at, sequence)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, {NEXT_SEQUENCE})"
            ),
            params![
                grant.fingerprint.to_bytes(),
                grant.department,
                grant.custodian,
                grant.request,
                grant.compact,
                grant.number,
                grant.received_at,
            ],
        )?;
        transaction.commit()?;
        Ok(true)
    }

    /// Returns all grants, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn grants(&self) -> Result<Vec<GrantRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {GRANT_COLUMNS} FROM grants ORDER BY sequence DESC"
        ))?;
        let rows = statement.query_map([], read_grant)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
