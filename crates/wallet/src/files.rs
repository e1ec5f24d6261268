//! Files that are written whole or not at all, and files of others that are read within limits.

use std::{
    fs::{self, File},
    io::{self, Read as _, Write as _},
    path::Path,
};

use wallet_api::{ApiError, ErrorCode};

/// Largest `network.json`.
pub(crate) const MAX_NETWORK: u64 = 1 << 20;
/// Largest picture of a code.
pub(crate) const MAX_PICTURE: u64 = 64 << 20;

/// Opens a file for reading: a plain one, because a device or a pipe may never end.
///
/// # Errors
/// `bad-file`; the subject has the path and the reason.
pub fn open_file(path: &Path) -> Result<File, ApiError> {
    let refused =
        |why: &str| ApiError::about(ErrorCode::BadFile, format!("{}: {why}", path.display()));
    let unreadable = |error: io::Error| refused(&error.kind().to_string());
    // Before opening: opening a pipe waits for somebody who writes.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(refused("not a plain file"));
    }
    File::open(path).map_err(unreadable)
}

/// Reads a whole plain file of at most `limit` bytes.
///
/// # Errors
/// As [`open_file`].
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, ApiError> {
    let refused =
        |why: String| ApiError::about(ErrorCode::BadFile, format!("{}: {why}", path.display()));
    let mut content = Vec::new();
    open_file(path)?
        .take(limit + 1)
        .read_to_end(&mut content)
        .map_err(|error| refused(error.kind().to_string()))?;
    if content.len() as u64 > limit {
        return Err(refused(format!("larger than {limit} bytes")));
    }
    Ok(content)
}

/// Replaces a file at once or not at all; nobody but its owner can read it.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    match written.and_then(|()| fs::rename(&temporary, path)) {
        Ok(()) => Ok(()),
        Err(error) => {
            // What is left of it is of no use; that it cannot be removed is the lesser trouble.
            let _ = fs::remove_file(&temporary);
            Err(error)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_plain_files_are_read_and_only_so_far() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evidence.json");
        fs::write(&path, b"12345").unwrap();
        assert_eq!(read_file(&path, 5).unwrap(), b"12345");
        let fails = |path: &Path, limit| {
            let error = read_file(path, limit).unwrap_err();
            assert_eq!(error.code, ErrorCode::BadFile);
            error.subject.unwrap()
        };
        assert!(fails(&path, 4).ends_with("evidence.json: larger than 4 bytes"));
        assert!(fails(folder.path(), 5).ends_with("not a plain file"));
        assert!(fails(&folder.path().join("none"), 5).ends_with("entity not found"));
        #[cfg(unix)]
        {
            assert!(fails(Path::new("/dev/zero"), 5).ends_with("not a plain file"));
            let link = folder.path().join("link");
            std::os::unix::fs::symlink(&path, &link).unwrap();
            assert_eq!(read_file(&link, 5).unwrap(), b"12345");
        }
    }

    #[test]
    fn a_file_is_replaced_whole_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pass.pdf");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(replace(&folder.path().join("none/pass.pdf"), b"x").is_err());
        // A folder is in its place: it stays, and nothing is left beside it.
        let taken = folder.path().join("taken");
        fs::create_dir_all(taken.join("inside")).unwrap();
        assert!(replace(&taken, b"x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
