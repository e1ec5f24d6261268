//! A small city to verify in: one custodian, a line of five departments, a neighbour, an officer,
//! a holder; and the means to forge what the crate itself would never make.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use grant::*;
use keys::{
    Algorithm, ChainAddress, Ed25519Verifier, PublicKey, Signer, SoftwareSigner, base64url,
};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::Value;

pub const NOW: i64 = 1_790_000_000;
pub const DAY: i64 = 86_400;
pub const CHAIN: u64 = 31_337;

/// The fixed facts of the city; a test changes what it needs.
pub struct City {
    pub custodian: Custodian,
    pub departments: HashMap<Did, Department>,
    pub relations: HashMap<Did, Relation>,
    pub officers: HashMap<Did, Ed25519Verifier>,
    pub law: HashMap<Right, LawAnswer>,
    pub law_otherwise: LawAnswer,
    pub anchors: HashMap<(String, Fingerprint), AnchorState>,
    pub withdrawn: HashSet<(Did, Fingerprint)>,
    pub through: HashMap<Fingerprint, u32>,
    pub nonces: Mutex<HashSet<(Did, String)>>,
}

pub struct Department {
    pub key: Ed25519Verifier,
    pub parent: Option<Did>,
    pub active: bool,
}

pub const PERMIT: LawAnswer = LawAnswer::Permit(LIMITS_OF_LAW);
pub const LIMITS_OF_LAW: LawLimits = LawLimits {
    max_validity_secs: 90 * DAY as u64,
    max_uses: 100,
    max_retention_days: 30,
    delegable: true,
};

impl City {
    pub fn new() -> Self {
        let mut city = Self {
            custodian: Custodian {
                did: did("c0"),
                chain_id: CHAIN,
                contract: address(0xaa),
            },
            departments: HashMap::new(),
            relations: HashMap::new(),
            officers: HashMap::new(),
            law: HashMap::new(),
            law_otherwise: PERMIT,
            anchors: HashMap::new(),
            withdrawn: HashSet::new(),
            through: HashMap::new(),
            nonces: Mutex::default(),
        };
        for level in 0..=5 {
            let parent = (level > 0).then(|| department(level - 1));
            city.register(department(level), parent, &key_of(level));
        }
        city.register(neighbour(), None, &neighbour_key());
        city.register(city.custodian.did.clone(), None, &signer(0xc0));
        city.officers.insert(officer(), verifier(&officer_key()));
        city.admit(&holder_key());
        city
    }

    pub fn register(&mut self, did: Did, parent: Option<Did>, signer: &SoftwareSigner) {
        let key = verifier(signer);
        self.departments.insert(
            did,
            Department {
                key,
                parent,
                active: true,
            },
        );
    }

    /// Enters a holder's key into the custodian's register.
    pub fn admit(&mut self, signer: &SoftwareSigner) {
        let relation = Relation {
            key: verifier(signer),
            entry: EntryId("citizen-1".to_owned()),
        };
        self.relations.insert(key_did(signer), relation);
    }

    pub fn anchor(&mut self, compact: &str) {
        let token = inspect(compact).unwrap();
        let limits = token.line[0].limits;
        let state = AnchorState {
            expires: limits.expires,
            max_uses: limits.max_uses.into(),
            used: 0,
            revoked: false,
        };
        self.anchors
            .insert((token.anchor.to_string(), token.fingerprint), state);
    }

    pub fn state(&mut self, compact: &str) -> &mut AnchorState {
        let token = inspect(compact).unwrap();
        self.anchors
            .get_mut(&(token.anchor.to_string(), token.fingerprint))
            .unwrap()
    }

    pub fn office(&mut self, level: u8) -> &mut Department {
        self.departments.get_mut(&department(level)).unwrap()
    }

    /// Makes a grant to the first department and anchors it.
    pub fn issue(&mut self) -> String {
        self.issue_with(|_| ())
    }

    pub fn issue_with(&mut self, change: impl FnOnce(&mut GrantTerms)) -> String {
        let mut terms = terms();
        change(&mut terms);
        let issued = make(&terms, &holder_key(), NOW - DAY, &mut rng(7)).unwrap();
        self.anchor(&issued.compact);
        issued.compact
    }

    /// A grant handed down `depth` times, with all rights.
    pub fn issue_at_depth(&mut self, depth: u8) -> String {
        (0..depth).fold(self.issue(), |held, level| hand_on(&held, level, |_| ()))
    }

    pub fn verify(&self, token: &str, operation: &Operation) -> Result<VerifiedUse, GrantError> {
        self.verify_at(token, operation, NOW)
    }

    pub fn verify_at(
        &self,
        token: &str,
        operation: &Operation,
        now: i64,
    ) -> Result<VerifiedUse, GrantError> {
        verify(token, &self.custodian, operation, now, self)
    }

    /// The error of a use of the address; a use that passes fails the test.
    #[track_caller]
    pub fn refuses(&self, token: &str) -> GrantError {
        self.verify(token, &read_address())
            .expect_err("the attack went through")
    }
}

impl Directory for City {
    fn department(&self, department: &Did, _at: i64) -> Option<Ed25519Verifier> {
        self.departments
            .get(department)
            .filter(|found| found.active)
            .map(|found| found.key)
    }

    fn is_below(&self, department: &Did, ancestor: &Did, _at: i64) -> bool {
        let parent = |did| {
            self.departments
                .get(did)
                .and_then(|found| found.parent.as_ref())
        };
        std::iter::successors(parent(department), |did| parent(did)).any(|did| did == ancestor)
    }
}

impl Anchors for City {
    fn anchor_state(&self, anchor: &Anchor, grant: Fingerprint, _at: i64) -> Option<AnchorState> {
        self.anchors.get(&(anchor.to_string(), grant)).copied()
    }

    fn is_withdrawn(&self, delegator: &Did, link: Fingerprint, _at: i64) -> bool {
        self.withdrawn.contains(&(delegator.clone(), link))
    }
}

impl Facts for City {
    fn relation(&self, issuer: &Did) -> Option<Relation> {
        self.relations.get(issuer).cloned()
    }

    fn officer(&self, officer: &Did, _case: &Case<'_>, _at: i64) -> Option<Ed25519Verifier> {
        self.officers.get(officer).copied()
    }

    fn law(&self, question: &LawQuestion<'_>, _at: i64) -> LawAnswer {
        self.law
            .get(question.right)
            .copied()
            .unwrap_or(self.law_otherwise)
    }

    fn uses_through(&self, link: Fingerprint) -> u32 {
        self.through.get(&link).copied().unwrap_or(0)
    }

    fn spend_nonce(&self, user: &Did, nonce: &str, _at: i64) -> bool {
        self.nonces
            .lock()
            .unwrap()
            .insert((user.clone(), nonce.to_owned()))
    }
}

// Keys and names.

pub fn signer(seed: u8) -> SoftwareSigner {
    SoftwareSigner::from_seed(Algorithm::EdDsa, &[seed; 32])
}

pub fn verifier(signer: &SoftwareSigner) -> Ed25519Verifier {
    match signer.public_key() {
        PublicKey::Ed25519(key) => key.into(),
        PublicKey::P256(_) => panic!("an Ed25519 key"),
    }
}

pub fn key_did(signer: &SoftwareSigner) -> Did {
    keys::did::did_key(&signer.public_key()).parse().unwrap()
}

/// The department at a level of the line: 0 is the requester.
pub fn department(level: u8) -> Did {
    did(&format!("d{level}"))
}

pub fn key_of(level: u8) -> SoftwareSigner {
    signer(0xd0 + level)
}

pub fn neighbour() -> Did {
    did("ee")
}

pub fn neighbour_key() -> SoftwareSigner {
    signer(0xee)
}

pub fn officer() -> Did {
    did("0f")
}

pub fn officer_key() -> SoftwareSigner {
    signer(0x0f)
}

pub fn holder_key() -> SoftwareSigner {
    signer(1)
}

pub fn did(suffix: &str) -> Did {
    format!("did:ethr:0x7a69:0x{suffix:0>40}").parse().unwrap()
}

pub fn address(byte: u8) -> ChainAddress {
    let mut bytes = [0; 20];
    bytes[19] = byte;
    ChainAddress::from_bytes(bytes)
}

pub fn rng(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

// Terms.

pub fn code(text: &str) -> Code {
    text.parse().unwrap()
}

pub fn right(entry: &str, attribute: &str, action: Action) -> Right {
    Right {
        entry: code(entry),
        attribute: code(attribute),
        action,
    }
}

pub fn address_right() -> Right {
    right("household", "address", Action::Read)
}

pub fn income_right() -> Right {
    right("tax", "income", Action::Read)
}

pub fn all_rights() -> Vec<Right> {
    vec![
        address_right(),
        right("household", "address", Action::Modify),
        right("household", "members", Action::Read),
        income_right(),
        right("person", "birth-date", Action::Add),
    ]
}

pub fn limits() -> Limits {
    Limits {
        not_before: NOW - DAY,
        expires: NOW + 30 * DAY,
        max_uses: 20,
        max_depth: 4,
        retention_days: 30,
    }
}

pub fn terms() -> GrantTerms {
    GrantTerms {
        anchor: Anchor {
            chain_id: CHAIN,
            contract: address(0xaa),
            account: address(0x01),
        },
        custodian: did("c0"),
        department: department(0),
        rights: all_rights(),
        decoys: 0,
        clause: code("school-law/12.3"),
        purpose: code("school.enrolment"),
        request: request(),
        limits: limits(),
    }
}

pub fn request() -> Digest {
    Digest::of(b"the signed request object")
}

pub fn read_address() -> Operation {
    Operation::new(Action::Read, [(code("household"), code("address"))], b"").unwrap()
}

pub fn read_income() -> Operation {
    Operation::new(Action::Read, [(code("tax"), code("income"))], b"").unwrap()
}

/// What department `level` hands on to the one below: everything, one level less deep.
pub fn link_terms(held: &str, level: u8) -> LinkTerms {
    let token = inspect(held).unwrap();
    let mut limits = token.line.last().unwrap().limits;
    limits.max_depth = limits.max_depth.saturating_sub(1);
    LinkTerms {
        department: department(level + 1),
        rights: token.rights.into_iter().map(|shown| shown.right).collect(),
        limits,
    }
}

pub fn hand_on(held: &str, level: u8, change: impl FnOnce(&mut LinkTerms)) -> String {
    let mut terms = link_terms(held, level);
    change(&mut terms);
    let now = NOW - 3600 + i64::from(level);
    narrow(held, &terms, &key_of(level), now).unwrap().compact
}

/// A use of the address by department `level`.
pub fn present(held: &str, level: u8) -> String {
    present_for(held, level, &read_address())
}

pub fn present_for(held: &str, level: u8, operation: &Operation) -> String {
    use_grant(held, &[], operation, NONCE, &key_of(level), NOW).unwrap()
}

pub fn present_cleared(held: &str, level: u8, decision: &Decision) -> String {
    let decisions = [decision.clone()];
    use_grant(
        held,
        &decisions,
        &read_address(),
        NONCE,
        &key_of(level),
        NOW,
    )
    .unwrap()
}

pub fn clear(held: &str, rights: Vec<Right>) -> Decision {
    let reasons = Digest::of(b"reasons");
    let terms = DecisionTerms {
        officer: officer(),
        rights,
        expires: NOW + DAY,
        reasons,
    };
    decide(held, &terms, &officer_key(), NOW - 60).unwrap()
}

pub const NONCE: &str = "nonce-of-22-characters";

// Forging.

/// A token in parts, to be put together in any way.
#[derive(Clone, Default)]
pub struct Cut {
    pub grant: String,
    pub disclosures: Vec<String>,
    pub links: Vec<String>,
    pub decisions: Vec<String>,
    pub usage: String,
}

impl Cut {
    /// Cuts a well-formed token.
    pub fn from(text: &str) -> Self {
        let mut cut = Self::default();
        let mut parts = text.split('~').collect::<Vec<_>>();
        cut.usage = parts.pop().unwrap().to_owned();
        let mut parts = parts.into_iter();
        cut.grant = parts.next().unwrap().to_owned();
        while let Some(part) = parts.next() {
            if !part.is_empty() {
                cut.disclosures.push(part.to_owned());
                continue;
            }
            let part = parts.next().unwrap().to_owned();
            if header_of(&part).contains("decision") {
                cut.decisions.push(part);
            } else {
                cut.links.push(part);
            }
        }
        cut
    }

    pub fn before_use(&self) -> String {
        let mut text = format!("{}~", self.grant);
        for disclosure in &self.disclosures {
            text += &format!("{disclosure}~");
        }
        for part in self.links.iter().chain(&self.decisions) {
            text += &format!("~{part}~");
        }
        text
    }

    pub fn text(&self) -> String {
        self.before_use() + &self.usage
    }

    /// Replaces the use by one for the parts as they are now, signed by `signer`.
    pub fn signed_by(mut self, signer: &SoftwareSigner) -> Self {
        let sd_hash = Digest::of(self.before_use().as_bytes()).to_string();
        self.usage = edit(&self.usage, signer, |use_| use_["sd_hash"] = sd_hash.into());
        self
    }
}

pub fn header_of(part: &str) -> String {
    String::from_utf8(base64url::decode(part.split('.').next().unwrap()).unwrap()).unwrap()
}

pub fn payload_of(part: &str) -> Vec<u8> {
    base64url::decode(part.split('.').nth(1).unwrap()).unwrap()
}

/// Signs any header and payload.
pub fn forge(header: &str, payload: &[u8], signer: &SoftwareSigner) -> String {
    let input = format!(
        "{}.{}",
        base64url::encode(header.as_bytes()),
        base64url::encode(payload)
    );
    let signature = signer.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url::encode(&signature.to_bytes()))
}

/// Signs a part again with members changed; its form stays canonical.
pub fn edit(part: &str, signer: &SoftwareSigner, change: impl FnOnce(&mut Value)) -> String {
    let mut payload: Value = serde_json::from_slice(&payload_of(part)).unwrap();
    change(&mut payload);
    forge(&header_of(part), payload.to_string().as_bytes(), signer)
}

/// Signs a part again with its JSON text changed.
pub fn edit_text(
    part: &str,
    signer: &SoftwareSigner,
    change: impl FnOnce(String) -> String,
) -> String {
    let payload = change(String::from_utf8(payload_of(part)).unwrap());
    forge(&header_of(part), payload.as_bytes(), signer)
}

/// A link by department `level` with members changed, and a use by the department below.
pub fn with_link_edited(held: &str, level: u8, change: impl FnOnce(&mut Value)) -> String {
    let mut cut = Cut::from(&present(held, level + 1));
    let last = cut.links.last_mut().unwrap();
    *last = edit(last, &key_of(level), change);
    cut.signed_by(&key_of(level + 1)).text()
}

/// A grant with members changed and anchored, and a use by the first department.
pub fn with_grant_edited(city: &mut City, change: impl FnOnce(&mut Value)) -> String {
    let mut cut = Cut::from(&present(&city.issue(), 0));
    cut.grant = edit(&cut.grant, &holder_key(), change);
    cut.signed_by(&key_of(0)).text()
}

/// The number of cases of a property: `WALLET_N` if it is set, else `usual`.
pub fn cases(usual: u32) -> u32 {
    std::env::var("WALLET_N")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(usual)
}
