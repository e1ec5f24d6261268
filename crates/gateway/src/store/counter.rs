//! What the counters remember: questions given out, presentations accepted, texts left here.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::counter::messages::AcceptedRow;

/// Questions are remembered this long after their end, to tell what is over from what never was.
const KEPT_SECS: i64 = 86_400;
/// Most texts that wait at one department to be asked for.
const MAX_SPOKEN: i64 = 500;

/// A question that was given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChallengeRow {
    /// Code of its purpose.
    pub purpose: String,
    /// When it can no longer be answered.
    pub expires_at: i64,
}

/// A presentation that holds.
#[derive(Clone, Debug)]
pub struct AcceptedPresentation<'a> {
    /// Slug of the department.
    pub department: &'a str,
    /// Name of the counter.
    pub counter: &'a str,
    /// What may be accepted once.
    pub number: [u8; 32],
    /// Seconds.
    pub at: i64,
    /// Code of the purpose.
    pub purpose: &'a str,
    /// Names of the attributes, separated by commas.
    pub attributes: &'a str,
    /// Where to write to the holder.
    pub viewing: Option<[u8; 32]>,
}

/// An accepted presentation that is not on the chain yet.
#[derive(Clone, Debug)]
pub struct Unsettled {
    /// Row.
    pub id: i64,
    /// What may be accepted once.
    pub number: [u8; 32],
    /// When it was accepted.
    pub at: i64,
    /// Name of the counter.
    pub counter: String,
    /// Code of the purpose.
    pub purpose: String,
    /// Names of the attributes, separated by commas.
    pub attributes: String,
    /// Where to write to the holder.
    pub viewing: Option<[u8; 32]>,
}

impl Store {
    /// Remembers a question, and forgets old ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn add_challenge(
        &self,
        department: &str,
        nonce: &str,
        purpose: &str,
        expires_at: i64,
        now: i64,
    ) -> Result<(), StoreError> {
        let connection = self.lock();
        connection.execute(
            "DELETE FROM counter_challenges WHERE expires_at < ?1",
            [now - KEPT_SECS],
        )?;
        connection.execute(
            "INSERT INTO counter_challenges (department, nonce, purpose, expires_at)
             VALUES (?1, ?2, ?3, ?4)",
            params![department, nonce, purpose, expires_at],
        )?;
        Ok(())
    }

    /// Returns a question of a department by its nonce.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn challenge(
        &self,
        department: &str,
        nonce: &str,
    ) -> Result<Option<ChallengeRow>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "SELECT purpose, expires_at FROM counter_challenges
                 WHERE department = ?1 AND nonce = ?2",
                [department, nonce],
                |row| {
                    Ok(ChallengeRow {
                        purpose: row.get(0)?,
                        expires_at: row.get(1)?,
                    })
                },
            )
            .optional()?)
    }

    /// Writes down that a counter accepted a presentation; `false` if this counter did before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accept_presentation(
        &self,
        accepted: &AcceptedPresentation<'_>,
    ) -> Result<bool, StoreError> {
        let changed = self.lock().execute(
            "INSERT OR IGNORE INTO counter_accepted
             (department, counter, number, at, purpose, attributes, viewing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                accepted.department,
                accepted.counter,
                accepted.number,
                accepted.at,
                accepted.purpose,
                accepted.attributes,
                accepted.viewing
            ],
        )?;
        Ok(changed == 1)
    }

    /// Returns what a department accepted and the chain does not know yet, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn unsettled(&self, department: &str) -> Result<Vec<Unsettled>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT id, number, at, counter, purpose, attributes, viewing FROM counter_accepted
             WHERE department = ?1 AND recorded IS NULL ORDER BY id",
        )?;
        let rows = statement.query_map([department], |row| {
            Ok(Unsettled {
                id: row.get(0)?,
                number: row.get(1)?,
                at: row.get(2)?,
                counter: row.get(3)?,
                purpose: row.get(4)?,
                attributes: row.get(5)?,
                viewing: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Writes down that the chain knows an accepted presentation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn settled(&self, id: i64, height: u64, repeat: bool) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE counter_accepted SET recorded = ?2, repeated = ?3 WHERE id = ?1",
            params![id, i64::try_from(height).unwrap_or(i64::MAX), repeat],
        )?;
        Ok(())
    }

    /// Returns the newest `limit` presentations that were accepted.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn accepted(&self, limit: u32) -> Result<Vec<AcceptedRow>, StoreError> {
        let connection = self.lock();
        let mut statement = connection.prepare(
            "SELECT number, department, counter, at, purpose, attributes, recorded, repeated
             FROM counter_accepted ORDER BY id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit], |row| {
            let number: [u8; 32] = row.get(0)?;
            let recorded: Option<i64> = row.get(6)?;
            Ok(AcceptedRow {
                number: const_hex::encode_prefixed(number),
                department: row.get(1)?,
                counter: row.get(2)?,
                at: row.get(3)?,
                purpose: row.get(4)?,
                attributes: row.get(5)?,
                recorded: recorded.and_then(|height| u64::try_from(height).ok()),
                repeat: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps a text until `until`; `false` if too many wait, or one is there under this name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn keep_spoken(
        &self,
        department: &str,
        code: &str,
        text: &str,
        now: i64,
        until: i64,
    ) -> Result<bool, StoreError> {
        let connection = self.lock();
        connection.execute("DELETE FROM counter_spoken WHERE until <= ?1", [now])?;
        let changed = connection.execute(
            "INSERT OR IGNORE INTO counter_spoken (department, code, text, until)
             SELECT ?1, ?2, ?3, ?4
             WHERE (SELECT COUNT(*) FROM counter_spoken WHERE department = ?1) < ?5",
            params![department, code, text, until, MAX_SPOKEN],
        )?;
        Ok(changed == 1)
    }

    /// Takes a text out, once; `None` if there is none, or its time is over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn take_spoken(
        &self,
        department: &str,
        code: &str,
        now: i64,
    ) -> Result<Option<String>, StoreError> {
        Ok(self
            .lock()
            .query_row(
                "DELETE FROM counter_spoken WHERE department = ?1 AND code = ?2 AND until > ?3
                 RETURNING text",
                params![department, code, now],
                |row| row.get(0),
            )
            .optional()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_presentation_is_accepted_once_at_each_counter() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store")).unwrap();
        let accept = |counter, number| {
            store
                .accept_presentation(&AcceptedPresentation {
                    department: "a",
                    counter,
                    number: [number; 32],
                    at: 1,
                    purpose: "p",
                    attributes: "x,y",
                    viewing: Some([7; 32]),
                })
                .unwrap()
        };
        assert!(accept("1", 1));
        assert!(!accept("1", 1));
        assert!(accept("2", 1));
        assert!(accept("1", 2));
        let waiting = store.unsettled("a").unwrap();
        assert_eq!(waiting.len(), 3);
        assert_eq!(waiting[0].viewing, Some([7; 32]));
        store.settled(waiting[0].id, 9, false).unwrap();
        store.settled(waiting[1].id, 9, true).unwrap();
        assert_eq!(store.unsettled("a").unwrap().len(), 1);
        let rows = store.accepted(10).unwrap();
        let seen: Vec<_> = rows.iter().map(|row| (row.recorded, row.repeat)).collect();
        assert_eq!(seen, [(None, false), (Some(9), true), (Some(9), false)]);
    }

    #[test]
    fn what_is_left_is_taken_out_once_and_in_time() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("store")).unwrap();
        assert!(store.keep_spoken("a", "c", "text", 100, 160).unwrap());
        assert!(!store.keep_spoken("a", "c", "other", 100, 160).unwrap());
        assert_eq!(store.take_spoken("b", "c", 101).unwrap(), None);
        assert_eq!(store.take_spoken("a", "c", 160).unwrap(), None);
        assert_eq!(
            store.take_spoken("a", "c", 159).unwrap().as_deref(),
            Some("text")
        );
        assert_eq!(store.take_spoken("a", "c", 159).unwrap(), None);
    }
}
