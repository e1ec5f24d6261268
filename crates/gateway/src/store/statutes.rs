//! Texts of clauses that were published beside those of the sample law.

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};

impl Store {
    /// Keeps a text under its file name.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn put_statute(&self, file: &str, text: &str) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO statutes (file, text) VALUES (?1, ?2) ON CONFLICT (file) DO NOTHING",
            params![file, text],
        )?;
        Ok(())
    }

    /// Returns the text of a file.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn statute(&self, file: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .lock()
            .query_row("SELECT text FROM statutes WHERE file = ?1", [file], |row| {
                row.get(0)
            })
            .optional()?)
    }
}
