//! The departments' keys, all derived from one random seed file.
//!
//! A sample city keeps the keys of all its departments in one place, so that it can be started from
//! one folder; a real department has its own, in hardware. Each key is HKDF-SHA-256 of the seed with
//! an info text of its own, so no key says anything about another.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use hkdf::Hkdf;
use keys::{
    Algorithm, ChainAddress, DepartmentDid, Ed25519PublicKey, P256PublicKey, P256Secret, PublicKey,
    Secp256k1Secret, Signer, SoftwareSigner, X25519Secret,
};
use sha2::Sha256;
use zeroize::Zeroizing;

const INFO: &str = "citizen-wallet/gateway/1";

/// The seed of all keys of a sample city.
pub struct Keyring {
    seed: Zeroizing<[u8; 32]>,
}

/// All keys of one department.
pub struct DepartmentKeys {
    /// Signs what the department says.
    pub ed25519: SoftwareSigner,
    /// Signs where ES256 is wanted.
    pub p256: SoftwareSigner,
    /// Agrees on journal secrets.
    pub agreement: X25519Secret,
    /// Opens answers to requests.
    pub encryption: P256Secret,
    /// Its account on chain, which is its identity.
    pub account: Secp256k1Secret,
}

impl Keyring {
    /// Reads the seed file (32 bytes), or draws a new one into a file of mode 0600.
    ///
    /// # Errors
    /// If the file cannot be read or written, or has another length.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        match File::open(path) {
            Ok(mut file) => {
                file.read_exact(&mut *seed)?;
                if file.read(&mut [0])? != 0 {
                    return Err(io::Error::other("the seed file has not 32 bytes"));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                getrandom::fill(&mut *seed).map_err(|_| io::Error::other("no randomness"))?;
                let mut file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(path)?;
                file.write_all(&*seed)?;
                file.sync_all()?;
            }
            Err(error) => return Err(error),
        }
        Ok(Self { seed })
    }

    /// Derives the keys of the department named `slug`.
    #[must_use]
    pub fn department(&self, slug: &str) -> DepartmentKeys {
        DepartmentKeys {
            ed25519: SoftwareSigner::from_seed(Algorithm::EdDsa, &self.derive(slug, "ed25519")),
            p256: SoftwareSigner::from_seed(Algorithm::Es256, &self.derive(slug, "p256-sign")),
            agreement: X25519Secret::from_seed(*self.derive(slug, "x25519")),
            encryption: P256Secret::from_seed(&self.derive(slug, "p256-encrypt")),
            account: self.account(slug),
        }
    }

    /// Derives a chain account; `name` is a department's slug or `deployer`.
    #[must_use]
    pub fn account(&self, name: &str) -> Secp256k1Secret {
        Secp256k1Secret::from_scalar(&self.derive(name, "account"))
            .expect("a number outside the order of the curve does not come out of a hash")
    }

    /// Derives the signing key of an officer of the sample city. A real officer has a card.
    #[must_use]
    pub fn officer(&self, slug: &str) -> SoftwareSigner {
        SoftwareSigner::from_seed(Algorithm::EdDsa, &self.derive(slug, "officer"))
    }

    fn derive(&self, name: &str, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        let info = [INFO, name, purpose].join("\0");
        Hkdf::<Sha256>::new(None, &*self.seed)
            .expand(info.as_bytes(), &mut *key)
            .expect("32 bytes are within the reach of HKDF");
        key
    }
}

impl DepartmentKeys {
    /// Returns the department's identity on chain `chain_id`.
    #[must_use]
    pub fn did(&self, chain_id: u64) -> DepartmentDid {
        DepartmentDid {
            chain_id,
            address: self.address(),
        }
    }

    /// Returns the department's chain account.
    #[must_use]
    pub fn address(&self) -> ChainAddress {
        self.account.address()
    }

    /// Returns the public half of the Ed25519 signing key.
    #[must_use]
    pub fn ed25519_public(&self) -> Ed25519PublicKey {
        match self.ed25519.public_key() {
            PublicKey::Ed25519(key) => key,
            PublicKey::P256(_) => unreachable!("made as an Ed25519 key"),
        }
    }

    /// Returns the public half of the P-256 signing key.
    #[must_use]
    pub fn p256_public(&self) -> P256PublicKey {
        match self.p256.public_key() {
            PublicKey::P256(key) => key,
            PublicKey::Ed25519(_) => unreachable!("made as a P-256 key"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_come_back_from_the_file_and_differ_from_each_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seed");
        let first = Keyring::open_or_create(&path)
            .unwrap()
            .department("household");
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let keyring = Keyring::open_or_create(&path).unwrap();
        let again = keyring.department("household");
        assert_eq!(first.address(), again.address());
        assert_eq!(first.ed25519_public(), again.ed25519_public());
        assert_ne!(first.address(), keyring.department("education").address());
        assert_ne!(keyring.derive("a", "bc"), keyring.derive("ab", "c"));
    }
}
