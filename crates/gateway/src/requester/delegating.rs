//! Handing part of a grant on to a department below, taking what was handed on, and taking it back.

use std::sync::Arc;
use std::time::Duration;

use chain::{ChainError, calls};
use exchange::handover::{
    HandOver, HandOverAnswer, HandOverError, HandOverRequest, UnverifiedHandOver, seal_hand_over,
};
use exchange::jwe::MAX_JWE_BYTES;
use exchange::terms::did_of;
use exchange::{Endpoint, KnownDepartment, parse_message};
use grant::{
    Fingerprint, HandedOnGrant, LinkTerms, NarrowError, UnverifiedGrant, check_handed_on, inspect,
    narrow,
};
use keys::DepartmentDid;

use super::ReadOrder;
use crate::facts::FactsNow;
use crate::failure::Failure;
use crate::ledger::Snapshot;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{HeldRow, LinkRow, ReceivedLink};

/// What is to be handed on.
#[derive(Clone, Debug, Default)]
pub struct DelegateOrder {
    /// Id of what is held, a grant or a link; the newest if none is named.
    pub held: Option<String>,
    /// To whom: a slug or a DID.
    pub to: String,
    /// Which attributes; all that are held if none are named.
    pub attributes: Option<Vec<String>>,
    /// Seconds from now; as long as it is held if nothing is said.
    pub valid_for_secs: Option<i64>,
    /// Most uses; as many as are held if nothing is said.
    pub uses: Option<u16>,
    /// Days of retention; as is held if nothing is said.
    pub retention_days: Option<u16>,
    /// How often it may be handed on further; once less than what is held if nothing is said.
    pub depth: Option<u8>,
}

/// A link that was made and handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeLink {
    /// Its id.
    pub link: Fingerprint,
    /// Id of the grant.
    pub grant: Fingerprint,
    /// To whom.
    pub to: DepartmentDid,
}

impl Gateway {
    /// Signs a link and hands it over to the department that it names.
    ///
    /// # Errors
    /// `not_found`, `invalid_request`, `invalid_grant` where a custodian would refuse the link,
    /// `unreachable`, or what the delegate says.
    pub async fn delegate(
        &self,
        department: &Department,
        order: &DelegateOrder,
    ) -> Result<MadeLink, Failure> {
        let snapshot = self.ledger.refresh().await?;
        let now = snapshot.no_earlier(random::now());
        let held = self.find_held(department, order.held.as_deref())?;
        let token = inspect(&held.compact).map_err(Failure::ours)?;
        let to = self.find_delegate(&snapshot, &order.to)?;
        let terms = link_terms(&token, order, &to.did, now)?;
        if !snapshot
            .directory
            .is_within(&to.id, &department.did.address)
        {
            let text = "a grant is handed on to a department below only";
            return Err(Failure::bad("invalid_request", text));
        }
        let made = self
            .narrow_anew(&held.compact, &terms, department, now)
            .await?;
        // Kept before it leaves: what was handed over can be withdrawn, whatever breaks off.
        self.store.add_link(&LinkRow {
            link: made.fingerprint,
            grant: token.fingerprint,
            department: department.slug().to_owned(),
            delegate: to.did.to_string(),
            compact: made.compact.clone(),
            made_at: now,
            delivered: false,
            withdrawn_at: None,
        })?;
        self.hand_over(department, &to, made.compact, made.fingerprint, now)
            .await?;
        self.store.link_delivered(made.fingerprint)?;
        Ok(MadeLink {
            link: made.fingerprint,
            grant: token.fingerprint,
            to: to.did,
        })
    }

    /// Signs a link that was not signed before. The same terms in the same second are the same link,
    /// and one that was withdrawn stays withdrawn: then the next second is waited for.
    async fn narrow_anew(
        &self,
        held: &str,
        terms: &LinkTerms,
        department: &Department,
        now: i64,
    ) -> Result<HandedOnGrant, Failure> {
        let signer = &department.keys.ed25519;
        let made = narrow(held, terms, signer, now).map_err(|error| refused(&error))?;
        if self.store.link(made.fingerprint)?.is_none() {
            return Ok(made);
        }
        tokio::time::sleep(Duration::from_millis(1_050)).await;
        narrow(held, terms, signer, now + 1).map_err(|error| refused(&error))
    }

    async fn hand_over(
        &self,
        department: &Department,
        to: &chain::Department,
        token: String,
        link: Fingerprint,
        now: i64,
    ) -> Result<(), Failure> {
        let unusable = |_| Failure::bad("unreachable", "the directory has no address of it");
        let endpoint = Endpoint::parse(&to.endpoint).map_err(unusable)?;
        let key = (to.keys.p256_encrypt)
            .ok_or_else(|| Failure::bad("unreachable", "the directory has no key of it"))?;
        let message = HandOver {
            from: department.did,
            to: to.did,
            issued_at: now,
            token,
        };
        let sealed = seal_hand_over(&message, &key, &department.keys.ed25519, &mut random::rng())
            .map_err(Failure::ours)?;
        let body = serde_json::to_vec(&sealed).map_err(Failure::ours)?;
        let (ok, body) = self.post(&endpoint.join("links"), body).await?;
        if !ok {
            let said = String::from_utf8_lossy(&body).into_owned();
            return Err(Failure::bad("refused_by_delegate", said));
        }
        let answer: HandOverAnswer = super::reading::read_answer(&body)?;
        if answer.link == link {
            Ok(())
        } else {
            let text = "the delegate confirms another link";
            Err(Failure::bad("refused_by_delegate", text))
        }
    }

    /// Takes what another department hands on, if a custodian would take it, too.
    ///
    /// # Errors
    /// `invalid_request`, `invalid_grant`; or store or chain fail.
    pub async fn receive_link(
        &self,
        department: &Department,
        body: &[u8],
    ) -> Result<HandOverAnswer, Failure> {
        let bad = |error: HandOverError| Failure::bad("invalid_request", error);
        let request: HandOverRequest = parse_message(body, MAX_JWE_BYTES + 64)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let opened =
            UnverifiedHandOver::open(&request, &department.keys.encryption, &department.did)
                .map_err(bad)?;
        let mut facts = FactsNow::read(self, department).await?;
        let sender = facts
            .known(opened.claimed_sender())
            .ok_or_else(|| Failure::bad("invalid_request", "the sender is not in the directory"))?;
        let now = facts.now();
        let message = opened.verify(&sender, &department.did, now).map_err(bad)?;
        let refused = |error: &dyn std::fmt::Display| Failure::bad("invalid_grant", error);
        let token = inspect(&message.token).map_err(|error| refused(&error))?;
        let [.., delegator, last] = token.line.as_slice() else {
            return Err(Failure::bad("invalid_grant", "nothing was handed on"));
        };
        if delegator.department != did_of(&message.from) {
            let text = "the link is not of the department that hands it over";
            return Err(Failure::bad("invalid_grant", text));
        }
        facts.read_anchor(&token).await?;
        let me = did_of(&department.did);
        let received = check_handed_on(&message.token, &me, &facts, &facts, now)
            .map_err(|error| refused(&error))?;
        let link = last.fingerprint;
        self.store.keep_link(&ReceivedLink {
            link,
            grant: received.fingerprint,
            department: department.slug().to_owned(),
            compact: message.token,
            received_at: now,
        })?;
        Ok(HandOverAnswer { link })
    }

    /// Withdraws a link that the department signed; from that block on every use through it is
    /// refused.
    ///
    /// # Errors
    /// `not_found`, `already_withdrawn`; or store or chain fail.
    pub async fn withdraw_link(
        &self,
        department: &Department,
        id: Option<&str>,
    ) -> Result<LinkRow, Failure> {
        let mut link = self
            .store
            .links()?
            .into_iter()
            .filter(|link| link.department == department.slug())
            .find(|link| id.is_none_or(|id| link.link.to_string() == id))
            .ok_or_else(|| Failure::not_found("this department signed no such link"))?;
        let call = calls::grants_withdraw_link(
            self.chain.network().contracts(),
            link.link.to_bytes().into(),
        );
        match self.send(department, &call).await {
            Ok(receipt) => {
                self.store.link_withdrawn(link.link, receipt.time)?;
                link.withdrawn_at = Some(receipt.time);
                Ok(link)
            }
            Err(ChainError::Reverted { error }) if error == "AlreadyWithdrawn" => Err(
                Failure::conflict("already_withdrawn", "the link is withdrawn already"),
            ),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns what a department holds under that id, of a grant or of a link; the newest if none is
    /// named.
    pub(super) fn find_held(
        &self,
        department: &Department,
        id: Option<&str>,
    ) -> Result<HeldRow, Failure> {
        let is_named = |held: &HeldRow, id: &str| {
            held.grant.to_string() == id || held.link.is_some_and(|link| link.to_string() == id)
        };
        self.store
            .held(department.slug())?
            .into_iter()
            .find(|held| id.is_none_or(|id| is_named(held, id)))
            .ok_or_else(|| Failure::not_found("this department holds no such grant"))
    }

    fn find_delegate(&self, snapshot: &Snapshot, to: &str) -> Result<chain::Department, Failure> {
        let did = match self.department(to) {
            Some(department) => Some(department.did),
            None => to.parse().ok(),
        };
        did.and_then(|did| snapshot.directory.by_did(&did).cloned())
            .ok_or_else(|| Failure::not_found("there is no such department"))
    }

    /// In the sample city: hands what may be handed on to the office below, which uses it once.
    pub(super) async fn delegate_as_the_sample_does(
        self: &Arc<Self>,
        department: &Department,
        grant: Fingerprint,
    ) -> Result<(), Failure> {
        const DELEGATE: &str = "district-education";
        let order = DelegateOrder {
            held: Some(grant.to_string()),
            to: DELEGATE.to_owned(),
            attributes: Some(vec!["household.address".to_owned()]),
            uses: Some(1),
            ..DelegateOrder::default()
        };
        let made = self.delegate(department, &order).await?;
        let order = ReadOrder {
            grant: Some(made.link.to_string()),
            ..ReadOrder::default()
        };
        if let Some(delegate) = self.department(DELEGATE)
            && let Err(failure) = self.read(delegate, &order).await
        {
            tracing::info!(?failure, "the sample reading was refused");
        }
        Ok(())
    }
}

/// What the order says, and where it says nothing, as far as what is held goes.
fn link_terms(
    token: &UnverifiedGrant,
    order: &DelegateOrder,
    to: &DepartmentDid,
    now: i64,
) -> Result<LinkTerms, Failure> {
    let held = token.line.last().map(|holding| holding.limits);
    let held = held.ok_or_else(|| Failure::ours("a grant without a holder"))?;
    let below = held.max_depth.checked_sub(1).ok_or_else(|| {
        Failure::bad(
            "invalid_request",
            "this grant must not be handed on further",
        )
    })?;
    let mut limits = held;
    limits.max_depth = order.depth.unwrap_or(below);
    if let Some(secs) = order.valid_for_secs {
        limits.expires = now.saturating_add(secs);
    }
    limits.max_uses = order.uses.unwrap_or(held.max_uses);
    limits.retention_days = order.retention_days.unwrap_or(held.retention_days);
    let is_wanted = |code: &str| match &order.attributes {
        Some(wanted) => wanted.iter().any(|wanted| wanted == code),
        None => true,
    };
    let rights: Vec<_> = token
        .rights
        .iter()
        .map(|shown| shown.right.clone())
        .filter(|right| is_wanted(right.attribute.as_str()))
        .collect();
    let missing = order.attributes.iter().flatten().find(|wanted| {
        !rights
            .iter()
            .any(|right| right.attribute.as_str() == *wanted)
    });
    if let Some(missing) = missing {
        let text = format!("{missing} is not held, so it cannot be handed on");
        return Err(Failure::bad("invalid_grant", text));
    }
    Ok(LinkTerms {
        department: did_of(to),
        rights,
        limits,
    })
}

fn refused(error: &NarrowError) -> Failure {
    match error {
        NarrowError::Part(_) => Failure::ours(error),
        _ => Failure::bad("invalid_grant", error),
    }
}

impl FactsNow<'_> {
    /// A department of the directory as the exchange needs it.
    fn known(&self, did: &DepartmentDid) -> Option<KnownDepartment> {
        let snapshot = self.snapshot();
        let found = snapshot.directory.by_did(did)?;
        Some(KnownDepartment {
            did: found.did,
            active: snapshot.active(&found.id, self.now()).is_some(),
            ed25519: found.keys.ed25519?,
            p256: found.keys.p256_sign?,
            endpoint: Endpoint::parse(&found.endpoint).ok()?,
        })
    }
}
