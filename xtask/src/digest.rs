//! Fingerprints of files, to know whether a build has anything to do.

use std::{fs, path::Path};

use sha2::{Digest, Sha256};

use crate::failure::{Context, Outcome};

/// Collects files and words into one SHA-256.
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    pub(crate) fn new() -> Self {
        Self(Sha256::new())
    }

    /// Adds a word, for instance a version or an option.
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.part(word.as_bytes());
        self
    }

    /// Adds a file, or every file below a folder in the order of their names. What does not exist
    /// adds nothing but its absence.
    ///
    /// # Errors
    /// When a file that exists cannot be read.
    pub(crate) fn path(mut self, path: &Path) -> Outcome<Self> {
        self.add(path)?;
        Ok(self)
    }

    /// The fingerprint in lower-case hexadecimal, 64 characters.
    pub(crate) fn hex(self) -> String {
        const_hex::encode(self.0.finalize())
    }

    fn add(&mut self, path: &Path) -> Outcome<()> {
        self.part(path.as_os_str().as_encoded_bytes());
        if path.is_dir() {
            let mut names = fs::read_dir(path)
                .and_then(|entries| {
                    entries
                        .map(|entry| Ok(entry?.path()))
                        .collect::<Result<Vec<_>, _>>()
                })
                .context(path.display())?;
            names.sort();
            for name in names {
                self.add(&name)?;
            }
        } else if path.is_file() {
            self.part(&fs::read(path).context(path.display())?);
        }
        Ok(())
    }

    /// Length first, so that two different lists of parts never run into the same bytes.
    fn part(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_be_bytes());
        self.0.update(bytes);
    }
}

/// A file beside a build's result that remembers what it was built from.
pub(crate) struct Stamp<'a>(pub(crate) &'a Path);

impl Stamp<'_> {
    /// Whether the result was built from exactly this.
    pub(crate) fn is(&self, fingerprint: &str) -> bool {
        fs::read_to_string(self.0).is_ok_and(|text| text.trim() == fingerprint)
    }

    /// Remembers what the result has just been built from.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn set(&self, fingerprint: &str) -> Outcome<()> {
        fs::write(self.0, fingerprint).context(self.0.display())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_fingerprint_changes_with_names_contents_and_the_border_between_words() {
        let folder = tempfile::tempdir().unwrap();
        let of = || Fingerprint::new().path(folder.path()).unwrap().hex();
        let empty = of();
        fs::write(folder.path().join("a"), "1").unwrap();
        let one = of();
        fs::write(folder.path().join("a"), "2").unwrap();
        let two = of();
        fs::rename(folder.path().join("a"), folder.path().join("b")).unwrap();
        let renamed = of();
        assert!(empty != one && one != two && two != renamed);
        let split = |a, b| Fingerprint::new().word(a).word(b).hex();
        assert_ne!(split("ab", "c"), split("a", "bc"));
    }

    #[test]
    fn a_stamp_remembers_only_what_it_was_set_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stamp");
        let stamp = Stamp(&path);
        assert!(!stamp.is("x"));
        stamp.set("x").unwrap();
        assert!(stamp.is("x") && !stamp.is("y"));
    }
}
