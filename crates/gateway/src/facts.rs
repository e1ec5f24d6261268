//! What a custodian must know to verify a use, read now, at the head of the chain.

use std::collections::{BTreeMap, BTreeSet};

use chain::law::{Question, Verdict};
use chain::reads::{CaseState, GrantState, OnChainEvaluation};
use chain::{ChainError, LawBook, law};
use grant::{
    Action, Anchor, AnchorState, Anchors, Case, Code, Did, Directory, EntryId, Facts, Fingerprint,
    LawAnswer, LawLimits, LawQuestion, Operation, Relation, Right, UnverifiedGrant,
};
use keys::{DepartmentDid, Ed25519Verifier, PublicKey};

use crate::ledger::Snapshot;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::NonceUse;

/// The facts about one token at one department.
pub(crate) struct FactsNow<'g> {
    gateway: &'g Gateway,
    department: &'g Department,
    snapshot: Snapshot,
    /// The department to which the holder gave the grant.
    requester: Option<Did>,
    anchor: Option<(Anchor, Fingerprint, GrantState)>,
    /// Whether an officer has permitted the request on chain.
    permitted: bool,
    withdrawn: BTreeSet<[u8; 32]>,
    /// The contract's own evaluation of each right used.
    evaluations: BTreeMap<Right, OnChainEvaluation>,
}

impl<'g> FactsNow<'g> {
    /// Reads directory and law.
    pub(crate) async fn read(
        gateway: &'g Gateway,
        department: &'g Department,
    ) -> Result<Self, ChainError> {
        Ok(Self {
            gateway,
            department,
            snapshot: gateway.ledger.refresh().await?,
            requester: None,
            anchor: None,
            permitted: false,
            withdrawn: BTreeSet::new(),
            evaluations: BTreeMap::new(),
        })
    }

    /// The time of this reading: the clock, but no earlier than the last proven block.
    pub(crate) fn now(&self) -> i64 {
        self.snapshot.no_earlier(random::now())
    }

    /// Number of uses recorded on chain.
    pub(crate) fn used(&self) -> u32 {
        self.anchor.as_ref().map_or(0, |(_, _, state)| state.used)
    }

    /// Reads what the chain says of this token: its anchor and its links.
    pub(crate) async fn read_anchor(&mut self, token: &UnverifiedGrant) -> Result<(), ChainError> {
        self.requester = token.line.first().map(|holding| holding.department.clone());
        let chain = &self.gateway.chain;
        let id = token.fingerprint.to_bytes().into();
        if let Some(state) = chain.grant_state(token.anchor.account, id).await? {
            self.anchor = Some((token.anchor, token.fingerprint, state));
        }
        if !token.decisions.is_empty() {
            self.permitted = self.is_permitted(token).await?;
        }
        for pair in token.line.windows(2) {
            let [delegator, link] = pair else { continue };
            let Ok(did) = delegator.department.as_str().parse::<DepartmentDid>() else {
                continue;
            };
            let link = link.fingerprint.to_bytes();
            if chain.link_withdrawn(did.address, link.into()).await? {
                self.withdrawn.insert(link);
            }
        }
        Ok(())
    }

    /// Whether the case that the first department of the line opened here stands as permitted.
    async fn is_permitted(&self, token: &UnverifiedGrant) -> Result<bool, ChainError> {
        let Some(requester) = self.requester.as_ref() else {
            return Ok(false);
        };
        let Ok(requester) = requester.as_str().parse::<DepartmentDid>() else {
            return Ok(false);
        };
        let (at, id) = (self.department.did.address, token.request.to_bytes());
        let chain = &self.gateway.chain;
        let case = chain.case(requester.address, at, id.into()).await?;
        Ok(case.is_some_and(|case| case.state == CaseState::Permitted))
    }

    /// Asks the contract about each right of the operation.
    pub(crate) async fn read_law(
        &mut self,
        token: &UnverifiedGrant,
        operation: &Operation,
    ) -> Result<(), ChainError> {
        let Some(user) = token.line.last() else {
            return Ok(());
        };
        let Ok(user) = user.department.as_str().parse::<DepartmentDid>() else {
            return Ok(());
        };
        for right in operation.rights() {
            let question = question(&user, right, &token.purpose);
            let answer = self.gateway.chain.evaluate_on_chain(&question).await?;
            self.evaluations.insert(right.clone(), answer);
        }
        Ok(())
    }

    /// Directory and law as they were read.
    pub(crate) const fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Where the law as proven permits `user` a right for a purpose: how many days what is learnt
    /// may be kept.
    pub(crate) fn retention(
        &self,
        user: &DepartmentDid,
        right: &Right,
        purpose: &Code,
    ) -> Option<u32> {
        let question = question(user, right, purpose);
        let found = self
            .snapshot
            .law
            .evaluate(&self.snapshot.directory, &question, self.now());
        match found.verdict {
            Verdict::Permit => found.rule.map(|rule| rule.terms.max_retention_days),
            Verdict::Deny | Verdict::Refer => None,
        }
    }

    fn find(&self, did: &Did, at: i64) -> Option<&chain::Department> {
        let did: DepartmentDid = did.as_str().parse().ok()?;
        self.snapshot
            .active(&did.address, at)
            .filter(|found| found.did == did)
    }
}

fn question<'q>(user: &DepartmentDid, right: &'q Right, purpose: &'q Code) -> Question<'q> {
    Question {
        requester: user.address,
        entry: right.entry.as_str(),
        attribute: right.attribute.as_str(),
        action: law_action(right.action),
        purpose: purpose.as_str(),
    }
}

/// An action of a grant as the law knows it.
pub(crate) const fn law_action(action: Action) -> law::Action {
    match action {
        Action::Read => law::Action::Read,
        Action::Modify => law::Action::Modify,
        Action::Add => law::Action::Add,
    }
}

impl Directory for FactsNow<'_> {
    fn department(&self, department: &Did, at: i64) -> Option<Ed25519Verifier> {
        self.find(department, at)?
            .keys
            .ed25519
            .map(Ed25519Verifier::from)
    }

    fn is_below(&self, department: &Did, ancestor: &Did, at: i64) -> bool {
        match (self.find(department, at), self.find(ancestor, at)) {
            (Some(below), Some(above)) => self.snapshot.directory.is_within(&below.id, &above.id),
            _ => false,
        }
    }
}

impl Anchors for FactsNow<'_> {
    fn anchor_state(&self, anchor: &Anchor, grant: Fingerprint, _at: i64) -> Option<AnchorState> {
        let (read, fingerprint, state) = self.anchor.as_ref()?;
        (read == anchor && *fingerprint == grant).then_some(AnchorState {
            expires: state.end,
            max_uses: state.max_uses,
            used: state.used,
            revoked: state.revoked,
        })
    }

    fn is_withdrawn(&self, _delegator: &Did, link: Fingerprint, _at: i64) -> bool {
        self.withdrawn.contains(&link.to_bytes())
    }
}

impl Facts for FactsNow<'_> {
    fn relation(&self, issuer: &Did) -> Option<Relation> {
        let slug = self.department.slug();
        let store = &self.gateway.store;
        // A register that cannot be read knows nobody.
        let key = store.grant_key(slug, issuer.as_str()).ok()??;
        // A key is introduced for one requester, and good for no other.
        if self
            .requester
            .as_ref()
            .is_some_and(|requester| requester.as_str() != key.requester)
        {
            return None;
        }
        let entry = store.relation(slug, &key.relation).ok()??.entry?;
        match keys::did::parse_did_key(issuer.as_str()) {
            Ok(PublicKey::Ed25519(key)) => Some(Relation {
                key: key.into(),
                entry: EntryId(entry),
            }),
            _ => None,
        }
    }

    fn officer(&self, officer: &Did, _case: &Case<'_>, at: i64) -> Option<Ed25519Verifier> {
        // A decision that is not on the chain, or another than the chain's, is none: the holder
        // could not see it.
        if !self.permitted {
            return None;
        }
        let Ok(PublicKey::Ed25519(key)) = keys::did::parse_did_key(officer.as_str()) else {
            return None;
        };
        // An officer of the custodian, or of a department above it.
        let directory = &self.snapshot.directory;
        let own = self.department.did.address;
        let offices = std::iter::once(own).chain(directory.ancestors(&own).map(|above| above.id));
        offices
            .filter(|office| directory.is_active_at(office, at))
            .any(|office| {
                directory
                    .officers(&office, at)
                    .iter()
                    .any(|found| found.key == key)
            })
            .then(|| key.into())
    }

    fn law(&self, asked: &LawQuestion<'_>, at: i64) -> LawAnswer {
        let Ok(user) = asked.user.as_str().parse::<DepartmentDid>() else {
            return LawAnswer::Deny;
        };
        let Some(on_chain) = self.evaluations.get(asked.right) else {
            return LawAnswer::Deny;
        };
        let question = question(&user, asked.right, asked.purpose);
        evaluate(&self.snapshot, &question, asked.clause, on_chain, at)
    }

    fn uses_through(&self, link: Fingerprint) -> u32 {
        // A count that cannot be read leaves no use.
        self.gateway
            .store
            .link_uses(self.department.slug(), link)
            .unwrap_or(u32::MAX)
    }

    fn spend_nonce(&self, _user: &Did, nonce: &str, _at: i64) -> bool {
        let slug = self.department.slug();
        let spent = self
            .gateway
            .store
            .spend_nonce(slug, NonceUse::Access, nonce, random::now());
        spent.unwrap_or_else(|cause| {
            tracing::error!(%cause, "a nonce cannot be spent");
            false
        })
    }
}

/// The law as proven, if the contract says the same and the grant cites the clause that says so;
/// otherwise no.
fn evaluate(
    snapshot: &Snapshot,
    question: &Question<'_>,
    clause: &Code,
    on_chain: &OnChainEvaluation,
    at: i64,
) -> LawAnswer {
    let law: &LawBook = &snapshot.law;
    let found = law.evaluate(&snapshot.directory, question, at);
    if found.verdict != on_chain.verdict || found.rule.map(|rule| rule.id) != on_chain.rule {
        tracing::error!("the rules as proven and the contract disagree");
        return LawAnswer::Deny;
    }
    let Some(rule) = found
        .rule
        .filter(|rule| rule.terms.clause == clause.as_str())
    else {
        return LawAnswer::Deny;
    };
    let limits = LawLimits {
        max_validity_secs: rule.terms.max_validity_secs,
        max_uses: rule.terms.max_uses,
        max_retention_days: rule.terms.max_retention_days,
        delegable: rule.terms.delegable,
    };
    match found.verdict {
        Verdict::Permit => LawAnswer::Permit(limits),
        Verdict::Refer => LawAnswer::Refer(limits),
        Verdict::Deny => LawAnswer::Deny,
    }
}
