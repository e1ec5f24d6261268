//! A holder, made of the same crates as the wallet, without a vault.

use chain::calls::{self, Note};
use chain::journal::own_entries;
use chain::{BucketState, Chain, Entry, Network};
use credential::UnverifiedCredential;
use exchange::answer::{Answer, seal_answer};
use exchange::apply::{Application, ApplicationAnswer};
use exchange::introduction::{
    IntroductionRequest, sign_grant_key_introduction, sign_relation_introduction,
};
use exchange::link::{Link, OfferLink, RequestObject};
use exchange::metadata::{IssuerMetadata, UnverifiedMetadata};
use exchange::offer::CredentialOffer;
use exchange::pickup::{PickupAnswer, sign_pickup};
use exchange::proof::{CredentialAnswer, CredentialRequest, Proofs, sign_proof};
use exchange::receipt::{Receipt, verify_receipt};
use exchange::terms::did_of;
use exchange::token::{ErrorAnswer, NonceAnswer, TokenAnswer, TokenRequest};
use exchange::{Endpoint, KnownDepartment, UnverifiedRequest, VerifiedRequest};
use gateway::ledger::{Ledger, Snapshot};
use grant::{Anchor, GrantTerms, IssuedGrant, Limits, Right};
use keys::phrase::Language;
use keys::relation::{copy_uri, grant_uri};
use keys::{
    ChainAddress, DepartmentDid, JournalSecret, PublicKey, RecoveryPhrase, RelationKeys,
    Secp256k1Secret, Seed, Signer, journal,
};
use rand_core::{CryptoRng, Rng};
use reqwest::StatusCode;
use serde::de::DeserializeOwned;

pub(crate) struct Holder {
    pub(crate) http: reqwest::Client,
    pub(crate) chain: Chain,
    seed: Seed,
    ledger: Ledger,
}

/// A grant with what is needed to revoke it.
pub(crate) struct Granted {
    pub(crate) issued: IssuedGrant,
    account: Secp256k1Secret,
}

/// An answer over HTTP: what was expected, or status and error.
pub(crate) type Answered<T> = Result<T, (StatusCode, String)>;

pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

pub(crate) fn rng() -> impl CryptoRng {
    rand_core::UnwrapErr(getrandom::SysRng)
}

pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rng().fill_bytes(&mut bytes);
    bytes
}

impl Holder {
    pub(crate) async fn new(network: &[u8], number: u8) -> Self {
        let phrase = RecoveryPhrase::generate(Language::English, [number; 32]);
        let chain = Chain::connect(Network::parse(network).unwrap())
            .await
            .unwrap();
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            ledger: Ledger::new(chain.clone()),
            chain,
            seed: phrase.to_seed(""),
        }
    }

    pub(crate) fn relation(&self, department: &DepartmentDid) -> RelationKeys {
        RelationKeys::derive(&self.seed, &department.to_string(), 0)
    }

    pub(crate) async fn snapshot(&self) -> Snapshot {
        self.ledger.refresh().await.unwrap()
    }

    /// Looks a department up in the proven directory.
    pub(crate) async fn known(&self, did: &DepartmentDid) -> KnownDepartment {
        let snapshot = self.snapshot().await;
        let at = snapshot.no_earlier(now());
        let found = snapshot.directory.by_did(did).unwrap();
        KnownDepartment {
            did: *did,
            active: snapshot.directory.is_active_at(&did.address, at),
            ed25519: found.keys.ed25519.unwrap(),
            p256: found.keys.p256_sign.unwrap(),
            endpoint: Endpoint::parse(&found.endpoint).unwrap(),
        }
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        content_type: &str,
        body: impl Into<reqwest::Body>,
        token: Option<&str>,
    ) -> Answered<T> {
        let mut request = self
            .http
            .post(url)
            .header("content-type", content_type)
            .body(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        let status = response.status();
        let bytes = response.bytes().await.unwrap();
        if status.is_success() {
            return Ok(serde_json::from_slice(&bytes).unwrap());
        }
        let error: ErrorAnswer = serde_json::from_slice(&bytes).unwrap();
        Err((status, error.error))
    }

    /// Fetches an issuer's metadata and proves them.
    pub(crate) async fn metadata(&self, issuer: &Endpoint) -> (KnownDepartment, IssuerMetadata) {
        let request = self.http.get(issuer.issuer_metadata_url());
        let response = request
            .header("accept", "application/jwt")
            .send()
            .await
            .unwrap();
        let text = response.text().await.unwrap();
        let metadata = UnverifiedMetadata::parse(&text).unwrap();
        let department = self.known(&metadata.claimed_department()).await;
        let metadata = metadata.verify(&department, issuer, now()).unwrap();
        (department, metadata)
    }

    pub(crate) async fn offer(&self, link: &str) -> CredentialOffer {
        match Link::parse(link).unwrap() {
            Link::Offer(OfferLink::ByValue(offer)) => *offer,
            Link::Offer(OfferLink::ByReference(url)) => {
                let bytes = self
                    .http
                    .get(url)
                    .send()
                    .await
                    .unwrap()
                    .bytes()
                    .await
                    .unwrap();
                CredentialOffer::parse(&bytes).unwrap()
            }
            Link::Request(_) => panic!("not an offer"),
        }
    }

    pub(crate) async fn nonce(&self, metadata: &IssuerMetadata) -> String {
        let answer: NonceAnswer = self
            .post(&metadata.nonce_endpoint, "text/plain", "", None)
            .await
            .unwrap();
        answer.c_nonce
    }

    pub(crate) async fn token(
        &self,
        metadata: &IssuerMetadata,
        offer: &CredentialOffer,
        tx_code: Option<&str>,
    ) -> Answered<TokenAnswer> {
        let request = TokenRequest {
            pre_authorized_code: offer.pre_authorized_code.clone(),
            tx_code: tx_code.map(str::to_owned),
        };
        let form = "application/x-www-form-urlencoded";
        self.post(&metadata.token_endpoint, form, request.to_form(), None)
            .await
    }

    /// A credential request with `copies` proofs over `nonce`.
    pub(crate) fn credential_request(
        &self,
        issuer: &KnownDepartment,
        nonce: &str,
        copies: u32,
    ) -> CredentialRequest {
        let proofs = (0..copies).map(|copy| {
            let keys = RelationKeys::derive(&self.seed, &copy_uri(&issuer.did), copy);
            sign_proof(&issuer.endpoint, nonce, now(), keys.identity()).unwrap()
        });
        CredentialRequest {
            credential_configuration_id: "identity".to_owned(),
            proofs: Proofs {
                jwt: proofs.collect(),
            },
            citizen_relation: Some(self.introduction(&issuer.did, nonce)),
        }
    }

    pub(crate) fn introduction(&self, department: &DepartmentDid, nonce: &str) -> String {
        let relation = self.relation(department);
        let meta_address = relation.public().meta_address;
        sign_relation_introduction(department, &meta_address, nonce, now(), relation.identity())
            .unwrap()
    }

    /// Accepts an offer: proven issuer, token, four copies, each verified.
    pub(crate) async fn accept(&self, link: &str, tx_code: Option<&str>) -> Answered<Vec<String>> {
        let offer = self.offer(link).await;
        let (issuer, metadata) = self.metadata(&offer.issuer).await;
        let token = self.token(&metadata, &offer, tx_code).await?;
        let nonce = self.nonce(&metadata).await;
        let request = self.credential_request(&issuer, &nonce, 4);
        let body = serde_json::to_vec(&request).unwrap();
        let url = &metadata.credential_endpoint;
        let answer: CredentialAnswer = self
            .post(url, "application/json", body, Some(&token.access_token))
            .await?;
        let copies: Vec<String> = answer
            .credentials
            .into_iter()
            .map(|copy| copy.credential)
            .collect();
        for (number, copy) in (0..).zip(&copies) {
            let holder = RelationKeys::derive(&self.seed, &copy_uri(&issuer.did), number);
            let credential = UnverifiedCredential::parse(copy).unwrap();
            assert_eq!(credential.terms().holder, holder.identity().public_key());
            assert!(self.verify_credential(&issuer, copy).await.is_some());
        }
        Ok(copies)
    }

    /// Verifies a credential with the issuer's proven key; gives its attributes.
    pub(crate) async fn verify_credential(
        &self,
        issuer: &KnownDepartment,
        compact: &str,
    ) -> Option<credential::Attributes> {
        let credential = UnverifiedCredential::parse(compact).ok()?;
        let fingerprint = credential.fingerprint();
        let status = self
            .chain
            .credential_status(issuer.did.address, fingerprint.to_bytes().into())
            .await
            .unwrap()?;
        assert_eq!(status.status, chain::reads::CredentialStatus::Valid);
        let key = PublicKey::Ed25519(issuer.ed25519);
        let verified = credential.verify(&key, now()).ok()?;
        Some(verified.credential().attributes.clone())
    }

    pub(crate) async fn apply(&self, endpoint: &Endpoint, id: &str) -> Answered<ApplicationAnswer> {
        let (department, metadata) = self.metadata(endpoint).await;
        let nonce = self.nonce(&metadata).await;
        let application = Application {
            id: id.to_owned(),
            introduction: self.introduction(&department.did, &nonce),
        };
        let body = serde_json::to_vec(&application).unwrap();
        let url = metadata.citizen_wallet.apply_endpoint.unwrap();
        self.post(&url, "application/json", body, None).await
    }

    pub(crate) async fn pick_up(
        &self,
        endpoint: &Endpoint,
        fingerprint: credential::Fingerprint,
    ) -> Answered<String> {
        let (department, metadata) = self.metadata(endpoint).await;
        let nonce = self.nonce(&metadata).await;
        let relation = self.relation(&department.did);
        let request = sign_pickup(
            &department.did,
            fingerprint,
            &nonce,
            now(),
            relation.identity(),
        )
        .unwrap();
        let body = serde_json::to_vec(&request).unwrap();
        let url = metadata.citizen_wallet.pickup_endpoint.unwrap();
        let answer: PickupAnswer = self.post(&url, "application/json", body, None).await?;
        Ok(answer.check(fingerprint).unwrap())
    }

    /// Entries that a department wrote for this holder, with what is sealed in them.
    pub(crate) async fn entries_from(&self, writer: &DepartmentDid) -> Vec<(Entry, Vec<u8>)> {
        let relation = self.relation(writer);
        let secret = self.secret_with(&relation, writer).await;
        let network = self.chain.network();
        let bucket = journal::bucket(&relation.public().viewing, network.bucket_bits());
        let header = self.chain.trusted_header(None).await.unwrap();
        let state = BucketState::empty(bucket, network.start_block());
        let mut entries = Vec::new();
        self.chain
            .sync(&[state], &header, |entry| entries.push(entry.clone()))
            .await
            .unwrap();
        own_entries(&[(&secret, writer.address)], &entries)
            .into_iter()
            .map(|own| {
                let entry = own.entry;
                let sealed = match entry.kind {
                    exchange::record::GRANT_USED => {
                        exchange::record::UseData::parse(&entry.data)
                            .unwrap()
                            .sealed
                    }
                    _ => entry.data.to_vec(),
                };
                let opened = secret.open(&entry.nonce.0, entry.kind, &entry.fingerprint.0, &sealed);
                (entry.clone(), opened.unwrap())
            })
            .collect()
    }

    async fn secret_with(&self, relation: &RelationKeys, writer: &DepartmentDid) -> JournalSecret {
        let snapshot = self.snapshot().await;
        let agreement = snapshot
            .directory
            .by_did(writer)
            .unwrap()
            .keys
            .x25519
            .unwrap();
        let shared = relation.agree(&agreement).unwrap();
        JournalSecret::derive(&shared, writer.chain_id, writer.address)
    }

    /// Fetches and proves a request.
    pub(crate) async fn request(&self, link: &str) -> VerifiedRequest {
        let Link::Request(link) = Link::parse(link).unwrap() else {
            panic!("not a request")
        };
        let text = match link.object {
            RequestObject::ByValue(text) => text,
            RequestObject::ByReference(url) => self
                .http
                .get(url)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap(),
        };
        let request = UnverifiedRequest::parse(&text, &link.client_id).unwrap();
        let department = self.known(&request.claimed_department()).await;
        request.verify(&department, now()).unwrap()
    }

    /// Introduces the key of a grant to its custodian.
    pub(crate) async fn introduce_grant_key(
        &self,
        request: &VerifiedRequest,
        nonce: &str,
    ) -> StatusCode {
        let custodian = self.known(&request.terms.custodian).await;
        let signer = self.grant_signer(request);
        let introduction = sign_grant_key_introduction(
            &custodian.did,
            &request.department,
            &signer.public().ed25519,
            nonce,
            now(),
            self.relation(&custodian.did).identity(),
        )
        .unwrap();
        let body = serde_json::to_vec(&IntroductionRequest { introduction }).unwrap();
        let url = custodian.endpoint.join("relations");
        let request = self
            .http
            .post(url)
            .header("content-type", "application/json")
            .body(body);
        request.send().await.unwrap().status()
    }

    fn grant_signer(&self, request: &VerifiedRequest) -> RelationKeys {
        let uri = grant_uri(&request.terms.custodian, &request.department);
        RelationKeys::derive(&self.seed, &uri, 0)
    }

    /// Makes and anchors a grant for everything asked, with these limits.
    pub(crate) async fn make_grant(&self, request: &VerifiedRequest, limits: Limits) -> Granted {
        let granted = self.make_unanchored(request, limits);
        self.anchor(&granted, limits).await;
        granted
    }

    pub(crate) fn make_unanchored(&self, request: &VerifiedRequest, limits: Limits) -> Granted {
        let account = Secp256k1Secret::from_scalar(&random()).unwrap();
        let network = self.chain.network();
        let terms = GrantTerms {
            anchor: Anchor {
                chain_id: network.chain_id(),
                contract: network.contracts().grants,
                account: account.address(),
            },
            custodian: did_of(&request.terms.custodian),
            department: did_of(&request.department),
            rights: request.terms.single_rights().collect::<Vec<Right>>(),
            decoys: 2,
            clause: request.terms.clause.clone(),
            purpose: request.terms.purpose.clone(),
            request: request.digest,
            limits,
        };
        let signer = self.grant_signer(request);
        let issued = grant::make(&terms, signer.identity(), now(), &mut rng()).unwrap();
        Granted { issued, account }
    }

    pub(crate) async fn anchor(&self, granted: &Granted, limits: Limits) {
        let fingerprint = granted.issued.fingerprint.to_bytes();
        let note = self.own_note(exchange::record::GRANT_ANCHORED, &fingerprint);
        let at = self.chain.network().contracts();
        let end = u64::try_from(limits.expires).unwrap();
        let call = calls::grants_anchor(
            at,
            fingerprint.into(),
            end,
            u32::from(limits.max_uses),
            &note,
        );
        self.send(granted, &call).await;
    }

    pub(crate) async fn revoke(&self, granted: &Granted) {
        let fingerprint = granted.issued.fingerprint.to_bytes();
        let note = self.own_note(exchange::record::GRANT_REVOKED, &fingerprint);
        let call =
            calls::grants_revoke(self.chain.network().contracts(), fingerprint.into(), &note);
        self.send(granted, &call).await;
    }

    async fn send(&self, granted: &Granted, call: &chain::Call) {
        let account = &granted.account;
        let sign = |digest: &[u8; 32]| Some(account.sign_digest(digest));
        self.chain
            .send(account.address(), call, sign)
            .await
            .unwrap();
    }

    /// A note to oneself.
    fn own_note(&self, kind: u8, fingerprint: &[u8; 32]) -> Note {
        let own = RelationKeys::derive(&self.seed, keys::relation::SELF_URI, 0);
        let network = self.chain.network();
        let shared = own.agree_with_self();
        let secret = JournalSecret::derive(&shared, network.chain_id(), ChainAddress::ZERO);
        let nonce = random();
        Note {
            bucket: journal::bucket(&own.public().viewing, network.bucket_bits()),
            nonce: nonce.into(),
            tag: secret.tag(&nonce, kind, fingerprint).into(),
            data: Vec::new().into(),
        }
    }

    /// Answers a request and checks the receipt.
    pub(crate) async fn answer(
        &self,
        request: &VerifiedRequest,
        granted: Option<&Granted>,
    ) -> Answered<Receipt> {
        let answer = match granted {
            Some(granted) => Answer::Grant(granted.issued.compact.clone()),
            None => Answer::Refusal { description: None },
        };
        let body = seal_answer(request, &answer, &mut rng());
        let form = "application/x-www-form-urlencoded";
        let receipt: serde_json::Value = self.post(&request.response_uri, form, body, None).await?;
        let department = self.known(&request.department).await;
        let grant = granted.map(|granted| granted.issued.fingerprint);
        let body = receipt.to_string();
        Ok(verify_receipt(body.as_bytes(), &department, request.digest, grant, now()).unwrap())
    }

    /// Grants all that is asked: introduces, makes, anchors, answers.
    pub(crate) async fn grant(&self, link: &str) -> Granted {
        let request = self.request(link).await;
        let limits = request.terms.limits;
        self.grant_within(&request, limits).await
    }

    pub(crate) async fn grant_within(&self, request: &VerifiedRequest, limits: Limits) -> Granted {
        let nonce = keys::base64url::encode(&random::<16>());
        assert_eq!(
            self.introduce_grant_key(request, &nonce).await,
            StatusCode::NO_CONTENT
        );
        let granted = self.make_grant(request, limits).await;
        self.answer(request, Some(&granted)).await.unwrap();
        granted
    }
}
