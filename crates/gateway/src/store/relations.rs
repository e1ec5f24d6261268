//! Whom a department knows: relations, the keys of their grants, and the entries behind them.

use keys::{MetaAddress, Secp256k1PublicKey, X25519PublicKey};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;

use super::{Store, StoreError};

/// A relation that introduced itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationRow {
    /// The holder's `did:key` at this department.
    pub relation: String,
    /// Where records for the holder are addressed to.
    pub meta_address: MetaAddress,
    /// The holder's entry in the department's register, where it is known.
    pub entry: Option<String>,
}

/// A key that signs grants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantKeyRow {
    /// The issuer of the grants, a `did:key`.
    pub issuer: String,
    /// The relation that vouched for it.
    pub relation: String,
    /// The one department the grants are for, a DID.
    pub requester: String,
}

const COLUMNS: &str = "relation, viewing, spending, entry";

fn read_relation(row: &Row<'_>) -> rusqlite::Result<RelationRow> {
    let malformed = |column| {
        rusqlite::Error::InvalidColumnType(column, "key".to_owned(), rusqlite::types::Type::Blob)
    };
    let viewing: [u8; 32] = row.get(1)?;
    let spending: [u8; 33] = row.get(2)?;
    Ok(RelationRow {
        relation: row.get(0)?,
        meta_address: MetaAddress {
            viewing: X25519PublicKey::from_bytes(&viewing).map_err(|_| malformed(1))?,
            spending: Secp256k1PublicKey::from_bytes(&spending).map_err(|_| malformed(2))?,
        },
        entry: row.get(3)?,
    })
}

impl Store {
    /// Remembers a relation, or its newer meta-address. An entry that is known stays known.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_relation(
        &self,
        department: &str,
        relation: &str,
        meta_address: &MetaAddress,
        entry: Option<&str>,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO relations (department, relation, viewing, spending, entry, seen)
             VALUES (?1, ?2, ?3, ?4, ?5, (SELECT COALESCE(MAX(seen), 0) + 1 FROM relations))
             ON CONFLICT (department, relation) DO UPDATE SET viewing = excluded.viewing,
                 spending = excluded.spending, entry = COALESCE(excluded.entry, entry),
                 seen = excluded.seen",
            params![
                department,
                relation,
                meta_address.viewing.to_bytes(),
                meta_address.spending.to_bytes(),
                entry
            ],
        )?;
        Ok(())
    }

    /// Returns a relation of the department.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn relation(
        &self,
        department: &str,
        relation: &str,
    ) -> Result<Option<RelationRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!("SELECT {COLUMNS} FROM relations WHERE department = ?1 AND relation = ?2"),
                [department, relation],
                read_relation,
            )
            .optional()?)
    }

    /// Returns the relation with this meta-address.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn relation_by_meta_address(
        &self,
        department: &str,
        meta_address: &MetaAddress,
    ) -> Result<Option<RelationRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!(
                    "SELECT {COLUMNS} FROM relations
                     WHERE department = ?1 AND viewing = ?2 AND spending = ?3"
                ),
                params![
                    department,
                    meta_address.viewing.to_bytes(),
                    meta_address.spending.to_bytes()
                ],
                read_relation,
            )
            .optional()?)
    }

    /// Returns the relations that an entry of the register belongs to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn relations_of_entry(
        &self,
        department: &str,
        entry: &str,
    ) -> Result<Vec<RelationRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM relations WHERE department = ?1 AND entry = ?2 ORDER BY seen"
        ))?;
        let rows = statement.query_map([department, entry], read_relation)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns the relation that introduced itself to the department last.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn last_relation(&self, department: &str) -> Result<Option<RelationRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                &format!(
                    "SELECT {COLUMNS} FROM relations WHERE department = ?1
                     ORDER BY seen DESC LIMIT 1"
                ),
                [department],
                read_relation,
            )
            .optional()?)
    }

    /// Remembers the key of grants to come.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_grant_key(
        &self,
        custodian: &str,
        key: &GrantKeyRow,
        now: i64,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO grant_keys (custodian, issuer, relation, requester, introduced_at)
             VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT (custodian, issuer) DO NOTHING",
            params![custodian, key.issuer, key.relation, key.requester, now],
        )?;
        Ok(())
    }

    /// Returns the key of grants that `issuer` is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn grant_key(
        &self,
        custodian: &str,
        issuer: &str,
    ) -> Result<Option<GrantKeyRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT issuer, relation, requester FROM grant_keys
                 WHERE custodian = ?1 AND issuer = ?2",
                [custodian, issuer],
                |row| {
                    Ok(GrantKeyRow {
                        issuer: row.get(0)?,
                        relation: row.get(1)?,
                        requester: row.get(2)?,
                    })
                },
            )
            .optional()?)
    }

    /// Writes an entry of a register, unless it is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn seed_entry(
        &self,
        department: &str,
        entry: &str,
        kind: &str,
        content: &Value,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT OR IGNORE INTO entries (department, entry, kind, content)
             VALUES (?1, ?2, ?3, ?4)",
            [department, entry, kind, &content.to_string()],
        )?;
        Ok(())
    }

    /// Returns the kind and content of an entry.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn entry(
        &self,
        department: &str,
        entry: &str,
    ) -> Result<Option<(String, Value)>, StoreError> {
        let found: Option<(String, String)> = self
            .lock()
            .query_row(
                "SELECT kind, content FROM entries WHERE department = ?1 AND entry = ?2",
                [department, entry],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        Ok(found
            .map(|(kind, content)| (kind, serde_json::from_str(&content).unwrap_or(Value::Null))))
    }
}
