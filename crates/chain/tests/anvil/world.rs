//! A small state on a real chain: contracts deployed, departments registered, some law.

use chain::calls::{self, Note, Registration};
use chain::deploy::{Deployment, Parties, deploy_all};
use chain::law::{Action, RuleTerms};
use chain::network::{LocalName, Node, Profile, Unchecked};
use chain::rpc::{Limits, NodeClient};
use chain::{
    B128, B256, BucketState, Call, Chain, ChainError, Directory, Entry, LawBook, Network,
    PUBLIC_BUCKET, Receipt, TrustedHeader, Verdict,
};
use keys::Signer;
use keys::{
    Algorithm, ChainAddress, P256Secret, PublicKey, Secp256k1Secret, SoftwareSigner, X25519Secret,
};
use url::Url;

use crate::node::Anvil;

/// Buckets of the test chain: 2 to the power of this.
pub(crate) const BITS: u8 = 8;

pub(crate) struct World {
    pub(crate) anvil: Anvil,
    pub(crate) deployment: Deployment,
    pub(crate) chain: Chain,
    raw: NodeClient,
    /// Founds the directory, makes the law, allots numbers.
    pub(crate) root: Account,
    /// A city's education office, below the root.
    pub(crate) school: Account,
    /// A district's civil affairs office, below the root.
    pub(crate) civil: Account,
}

/// An account without any balance.
pub(crate) struct Account(pub(crate) Secp256k1Secret);

impl Account {
    pub(crate) fn new(seed: u8) -> Self {
        Self(Secp256k1Secret::from_scalar(&[seed; 32]).unwrap())
    }

    pub(crate) fn address(&self) -> ChainAddress {
        self.0.address()
    }

    pub(crate) async fn send(&self, chain: &Chain, call: Call) -> Result<Receipt, ChainError> {
        chain
            .send(self.address(), &call, |digest| {
                Some(self.0.sign_digest(digest))
            })
            .await
    }
}

impl World {
    /// `None` where there is no anvil.
    pub(crate) async fn new() -> Option<Self> {
        let anvil = Anvil::start()?;
        let (root, school, civil) = (Account::new(1), Account::new(2), Account::new(3));
        let parties = Parties {
            deployer: root.address(),
            legislator: root.address(),
            tax_bureau: root.address(),
        };
        let sign = |digest: &[u8; 32]| Some(root.0.sign_digest(digest));
        let deployment = deploy_all(&anvil.url, &parties, BITS, sign).await.unwrap();
        let raw = NodeClient::new("raw", &anvil.url, Limits::default()).unwrap();
        let network = network(
            &deployment,
            Profile::Local {},
            std::slice::from_ref(&anvil.url),
        );
        let chain = Chain::connect(network).await.unwrap();
        let at = &deployment.contracts;
        let found = calls::departments_found(at, root.address(), &registration(1, "people"));
        root.send(&chain, found.unwrap()).await.unwrap();
        for (account, level, kind) in [(&school, 3, "education"), (&civil, 4, "civil-affairs")] {
            let r = registration(level, kind);
            let call = calls::departments_register(at, account.address(), &r).unwrap();
            root.send(&chain, call).await.unwrap();
        }
        Some(Self {
            anvil,
            deployment,
            chain,
            raw,
            root,
            school,
            civil,
        })
    }

    /// A call past the crate, to steer the node.
    pub(crate) async fn raw(&self, method: &str, params: serde_json::Value) -> serde_json::Value {
        self.raw.call(method, params).await.unwrap()
    }

    /// Lets the chain's clock go on by ten seconds.
    pub(crate) async fn step_time(&self) {
        self.raw("evm_increaseTime", serde_json::json!([10])).await;
        self.raw("evm_mine", serde_json::json!([])).await;
    }

    pub(crate) async fn header(&self) -> TrustedHeader {
        self.chain.trusted_header(None).await.unwrap()
    }

    /// The states before the first entry.
    pub(crate) fn start(&self, buckets: &[u16]) -> Vec<BucketState> {
        let from = self.deployment.start_block;
        buckets
            .iter()
            .map(|bucket| BucketState::empty(*bucket, from))
            .collect()
    }

    /// Syncs the public bucket and builds directory and law from it.
    pub(crate) async fn public(&self) -> (Directory, LawBook, TrustedHeader) {
        let header = self.header().await;
        let entries = self
            .sync(&self.chain, &[PUBLIC_BUCKET], &header)
            .await
            .unwrap();
        let mut directory = Directory::new(self.deployment.chain_id);
        let mut law = LawBook::new();
        for entry in &entries {
            directory.apply(entry).unwrap();
            law.apply(entry).unwrap();
        }
        (directory, law, header)
    }

    pub(crate) async fn sync(
        &self,
        chain: &Chain,
        buckets: &[u16],
        header: &TrustedHeader,
    ) -> Result<Vec<Entry>, chain::SyncError> {
        let mut entries = Vec::new();
        let states = self.start(buckets);
        chain
            .sync(&states, header, |entry| entries.push(entry.clone()))
            .await?;
        Ok(entries)
    }
}

pub(crate) fn network(deployment: &Deployment, profile: Profile, urls: &[Url]) -> Network {
    let node = |(index, url): (usize, &Url)| Node {
        name: format!("node-{index}"),
        url: url.clone(),
    };
    Network::new(Unchecked {
        name: LocalName {
            zh: "测试".into(),
            en: "test".into(),
        },
        profile,
        chain_id: deployment.chain_id,
        genesis: deployment.genesis,
        start_block: deployment.start_block,
        bucket_bits: BITS,
        nodes: urls.iter().enumerate().map(node).collect(),
        contracts: deployment.contracts,
    })
    .unwrap()
}

/// Limits for tests with nodes that never answer.
pub(crate) fn short() -> Limits {
    let limit = std::time::Duration::from_millis(1500);
    Limits {
        connect: limit,
        total: limit,
        answer_bytes: 256 * 1024,
    }
}

pub(crate) fn registration(level: u8, kind: &str) -> Registration {
    let PublicKey::Ed25519(ed25519) =
        SoftwareSigner::from_seed(Algorithm::EdDsa, &[level; 32]).public_key()
    else {
        panic!("an Ed25519 signer")
    };
    let p256 = P256Secret::from_seed(&[level; 32]).public_key();
    Registration {
        level,
        kind: kind.into(),
        ed25519,
        x25519: X25519Secret::from_seed([level; 32]).public_key(),
        p256_sign: p256,
        p256_encrypt: p256,
        code: "460000".into(),
        name_zh: format!("部门{level}"),
        name_en: format!("Department {level}"),
        endpoint: format!("http://127.0.0.1:90{level:02}/"),
    }
}

pub(crate) fn terms(kind: Option<&str>, attribute: &str, verdict: Verdict) -> RuleTerms {
    RuleTerms {
        requester_kind: kind.map(Into::into),
        min_level: 1,
        max_level: 5,
        entry: "household".into(),
        attribute: attribute.into(),
        purpose: "school.enrolment".into(),
        action: Action::Read,
        verdict,
        clause: "edu-law/art-12".into(),
        title_zh: "教育法".into(),
        title_en: "Education law".into(),
        text_fingerprint: B256::repeat_byte(9),
        text_uri: "https://law.example/12".into(),
        max_validity_secs: 86_400,
        max_uses: 3,
        max_retention_days: 30,
        delegable: false,
        statutory: false,
        from: 0,
        until: None,
    }
}

pub(crate) fn note(bucket: u16, n: u8) -> Note {
    let data = vec![n; usize::from(n)].into();
    Note {
        bucket,
        nonce: B128::repeat_byte(n),
        tag: B128::repeat_byte(n ^ 0xFF),
        data,
    }
}
