//! The gateway: all departments of one city in one process.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chain::{Call, Chain, ChainError, Receipt};
use exchange::Endpoint;
use keys::{DepartmentDid, Ed25519PublicKey, PublicKey, Signer, SoftwareSigner};

use crate::city::{self, SampleDepartment, SampleOfficer};
use crate::counter::statuses::Statuses;
use crate::keyring::{DepartmentKeys, Keyring};
use crate::ledger::Ledger;
use crate::store::Store;

/// The files of a gateway in its folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Names the folder; it need not exist.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Seed of all keys; 32 bytes, mode 0600.
    #[must_use]
    pub fn seed(&self) -> PathBuf {
        self.0.join("seed")
    }

    /// Description of the network, for wallets as well.
    #[must_use]
    pub fn network(&self) -> PathBuf {
        self.0.join("network.json")
    }

    /// The departments' memory.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.0.join("gateway.db")
    }

    /// The token that the command line shows to the server; mode 0600.
    #[must_use]
    pub fn admin_token(&self) -> PathBuf {
        self.0.join("admin.token")
    }

    /// Where the running server is.
    #[must_use]
    pub fn server(&self) -> PathBuf {
        self.0.join("server.json")
    }
}

/// A department with everything it needs to act.
pub struct Department {
    /// What it is.
    pub sample: &'static SampleDepartment,
    /// Its keys.
    pub keys: DepartmentKeys,
    /// Its identity.
    pub did: DepartmentDid,
    /// Where it answers.
    pub endpoint: Endpoint,
}

/// An officer with the key to sign with.
pub struct Officer {
    /// Who it is.
    pub sample: &'static SampleOfficer,
    /// Signs what the officer decides.
    pub key: SoftwareSigner,
}

impl Officer {
    /// Returns the officer's public key.
    #[must_use]
    pub fn public_key(&self) -> Ed25519PublicKey {
        match self.key.public_key() {
            PublicKey::Ed25519(key) => key,
            PublicKey::P256(_) => unreachable!("made as an Ed25519 key"),
        }
    }
}

impl Department {
    /// Returns the department's short name.
    #[must_use]
    pub const fn slug(&self) -> &'static str {
        self.sample.slug
    }
}

/// All departments of a city, their memory, and their way to the chain.
pub struct Gateway {
    pub(crate) departments: BTreeMap<&'static str, Department>,
    pub(crate) officers: BTreeMap<&'static str, Officer>,
    pub(crate) store: Store,
    pub(crate) chain: Chain,
    pub(crate) ledger: Ledger,
    pub(crate) statuses: Statuses,
    pub(crate) http: reqwest::Client,
    pub(crate) base_url: String,
    /// One use of a grant after the other, so that no two get one number.
    pub(crate) one_use: tokio::sync::Mutex<()>,
    /// One record of an accepted presentation after the other, so that the second knows of the first.
    pub(crate) settling: tokio::sync::Mutex<()>,
    /// Does by itself what the demonstration shows.
    pub(crate) sample: bool,
}

/// Why the gateway cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The HTTP client cannot be set up.
    #[error("the network client cannot be set up")]
    Client,
    /// The base URL is no address a wallet would call.
    #[error("the base URL is refused: {0}")]
    BaseUrl(#[from] exchange::endpoint::UrlError),
}

impl Gateway {
    /// Puts the departments together; `base_url` is where this server is reached, without a last
    /// `/`.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn new(
        keyring: &Keyring,
        store: Store,
        chain: Chain,
        base_url: &str,
        sample: bool,
    ) -> Result<Self, OpenError> {
        // An error means that a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .build()
            .map_err(|_| OpenError::Client)?;
        let chain_id = chain.network().chain_id();
        let mut departments = BTreeMap::new();
        for sample in &city::DEPARTMENTS {
            let keys = keyring.department(sample.slug);
            let endpoint = Endpoint::parse(&endpoint_of(base_url, sample.slug))?;
            let did = keys.did(chain_id);
            departments.insert(
                sample.slug,
                Department {
                    sample,
                    keys,
                    did,
                    endpoint,
                },
            );
        }
        let officers = city::OFFICERS.iter().map(|sample| {
            let key = keyring.officer(sample.slug);
            (sample.slug, Officer { sample, key })
        });
        Ok(Self {
            departments,
            officers: officers.collect(),
            store,
            ledger: Ledger::new(chain.clone()),
            statuses: Statuses::new(chain.clone()),
            chain,
            http,
            base_url: base_url.to_owned(),
            one_use: tokio::sync::Mutex::new(()),
            settling: tokio::sync::Mutex::new(()),
            sample,
        })
    }

    /// Returns the department of that name.
    #[must_use]
    pub fn department(&self, slug: &str) -> Option<&Department> {
        self.departments.get(slug)
    }

    /// Returns the base URL.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the departments' memory.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// Sends a call from a department's account and waits for it.
    pub(crate) async fn send(
        &self,
        department: &Department,
        call: &Call,
    ) -> Result<Receipt, ChainError> {
        let account = &department.keys.account;
        self.chain
            .send(account.address(), call, |digest| {
                Some(account.sign_digest(digest))
            })
            .await
    }

    pub(crate) fn chain_id(&self) -> u64 {
        self.chain.network().chain_id()
    }

    pub(crate) fn bucket_bits(&self) -> u8 {
        self.chain.network().bucket_bits()
    }
}

/// Returns the endpoint of a department under `base_url`.
#[must_use]
pub fn endpoint_of(base_url: &str, slug: &str) -> String {
    format!("{base_url}/d/{slug}")
}
