//! The folder in which a demo's state survives.

use std::{
    fs::{self, File, TryLockError},
    net::TcpListener,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::failure::{Context, Failure, Outcome};

/// Marks a folder as one that `--fresh` may empty.
const MARK: &str = "citizen-wallet-demo";

/// An open profile; nobody else has it open at the same time.
pub(super) struct Profile {
    folder: PathBuf,
    /// Held until the end; the system lets go of it even after a kill.
    _lock: File,
}

/// The ports of a profile. They stay the same from start to start: the departments' addresses are on
/// the chain.
#[derive(Serialize, Deserialize, Clone, Copy)]
pub(super) struct Ports {
    pub(super) chain: u16,
    pub(super) gateway: u16,
}

/// Where the demo keeps its state unless it is told.
///
/// # Errors
/// When the system names no folder for a person's data.
pub(super) fn default_folder() -> Outcome<PathBuf> {
    let dirs = directories::BaseDirs::new().context("there is no home folder")?;
    Ok(dirs.data_local_dir().join(MARK))
}

impl Profile {
    /// Opens the folder, and makes it if it is not there.
    ///
    /// # Errors
    /// When another demo has it open, or it holds something that no demo put there.
    pub(super) fn open(folder: &Path) -> Outcome<Self> {
        fs::create_dir_all(folder).context(folder.display())?;
        let mark = folder.join(MARK);
        let is_empty = fs::read_dir(folder)
            .context(folder.display())?
            .next()
            .is_none();
        if !is_empty && !mark.is_file() {
            return Err(Failure::new(format!(
                "{} holds something else; please name another folder with --profile",
                folder.display()
            )));
        }
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&mark)
            .context(mark.display())?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::new(format!(
                    "a demo is already running in {}",
                    folder.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        Ok(Self {
            folder: folder.to_path_buf(),
            _lock: lock,
        })
    }

    /// Removes everything but the logs, for a start from nothing.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(super) fn clear(&self) -> Outcome<()> {
        let kept = [self.folder.join(MARK), self.logs()];
        for entry in fs::read_dir(&self.folder).context(self.folder.display())? {
            let path = entry?.path();
            if kept.contains(&path) {
                continue;
            }
            let removed = if path.is_dir() {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.context(path.display())?;
        }
        Ok(())
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn logs(&self) -> PathBuf {
        self.folder.join("logs")
    }

    /// The chain's state, one file.
    pub(super) fn chain_state(&self) -> PathBuf {
        self.folder.join("chain.json")
    }

    /// The departments' keys and the network's description.
    pub(super) fn city(&self) -> PathBuf {
        self.folder.join("city")
    }

    /// The citizen's own profile.
    pub(super) fn wallet(&self) -> PathBuf {
        self.folder.join("wallet")
    }

    /// The ports of this profile; chosen among the free ones the first time, and again when another
    /// program has taken one since.
    ///
    /// # Errors
    /// When no port is free or the choice cannot be written down.
    pub(super) fn ports(&self) -> Outcome<Ports> {
        let file = self.folder.join("ports.json");
        let kept = fs::read(&file)
            .ok()
            .and_then(|text| serde_json::from_slice::<Ports>(&text).ok());
        if let Some(ports) = kept
            && is_free(ports.chain)
            && is_free(ports.gateway)
        {
            return Ok(ports);
        }
        // Both are held until both are chosen, so that they differ.
        let (chain, gateway) = (any_port()?, any_port()?);
        let ports = Ports {
            chain: chain.local_addr()?.port(),
            gateway: gateway.local_addr()?.port(),
        };
        fs::write(&file, serde_json::to_vec(&ports).context("ports")?).context(file.display())?;
        Ok(ports)
    }
}

fn any_port() -> Outcome<TcpListener> {
    TcpListener::bind("127.0.0.1:0").context("no free port")
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_profile_keeps_its_ports_and_its_state_until_a_fresh_start() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        let profile = Profile::open(&path).unwrap();
        let ports = profile.ports().unwrap();
        assert_ne!(ports.chain, ports.gateway);
        assert_eq!(profile.ports().unwrap().chain, ports.chain);
        fs::write(profile.chain_state(), "{}").unwrap();
        drop(profile);
        let again = Profile::open(&path).unwrap();
        assert!(again.chain_state().exists());
        again.clear().unwrap();
        assert!(!again.chain_state().exists());
        assert!(Profile::open(&path).is_err(), "still ours");
    }

    #[test]
    fn a_profile_is_open_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let _first = Profile::open(folder.path()).unwrap();
        assert!(Profile::open(folder.path()).is_err());
    }

    #[test]
    fn a_folder_of_somebody_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let photo = folder.path().join("photo.jpg");
        fs::write(&photo, "x").unwrap();
        assert!(Profile::open(folder.path()).is_err());
        assert!(photo.exists());
    }

    #[test]
    fn a_taken_port_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(folder.path()).unwrap();
        let before = profile.ports().unwrap();
        let _taken = TcpListener::bind(("127.0.0.1", before.chain)).unwrap();
        assert_ne!(profile.ports().unwrap().chain, before.chain);
    }
}
