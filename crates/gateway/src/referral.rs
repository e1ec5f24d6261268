//! Requests that the law leaves to a person: the requester opens the case, an officer of the
//! custodian's or of a department above it decides, and what the officer signed goes to the holder
//! and to the requester.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chain::calls::{self, Ruling as RecordedRuling};
use chain::law::{Question, Verdict};
use chain::reads::{Case, CaseState};
use chain::{B256, ChainError};
use exchange::petition::MAX_PETITION_BYTES;
use exchange::record::{CASE_DECIDED, RulingNote};
use exchange::request::QUERY_ID;
use exchange::request::{CLIENT_ID_PREFIX, MAX_REQUEST_BYTES};
use exchange::ruling::{
    CaseFile, CaseName, ClearedRight, Outcome, Ruling, RulingAnswer, RulingRequest, SignedRuling,
    read_ruling,
};
use exchange::{Terms, UnverifiedRequest, parse_message};
use grant::{Decision, DecisionTerms, Digest, Right, UnverifiedGrant, decide, inspect};
use keys::{DepartmentDid, PublicKey};

use crate::addressee::note_to_nobody;
use crate::admin::{CaseView, DecideCommand, ReferCommand};
use crate::facts::law_action;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway, Officer};
use crate::store::{CaseRow, RequestRow};

/// Bytes of the sealed part of a note to nobody: as long as that of a usual one.
const USUAL_NOTE_BYTES: usize = 528;
/// Longest body of a filed case, in bytes.
const MAX_CASE_FILE_BYTES: usize = MAX_REQUEST_BYTES / 2 + 65_536;
/// For how long an officer's decision may be used, in seconds.
const DECISION_SECS: i64 = 366 * 86_400;

impl Gateway {
    /// Opens a case for a request of the department's, unless it is open, and files it at the
    /// custodian, with the grant if the holder has given it.
    ///
    /// # Errors
    /// `not_found`, `invalid_request`; or store, chain or custodian fail.
    pub async fn refer(
        &self,
        department: &Department,
        command: &ReferCommand,
    ) -> Result<CaseView, Failure> {
        let (request, terms) = self
            .referred_request(department, command.request.as_deref())
            .await?;
        let custodian = self.custodian_of(&terms)?;
        let digest = Digest::of(request.compact.as_bytes());
        let id = B256::from(digest.to_bytes());
        let (requester, at) = (department.did.address, custodian.did.address);
        if self.chain.case(requester, at, id).await?.is_none() {
            let rules = self.referring_rules(&department.did, &terms).await?;
            let due = command
                .due_secs
                .map(|secs| random::now().saturating_add(secs));
            let due = due.and_then(|due| u64::try_from(due).ok());
            // The requester has no relation with whoever it asks: the wallet finds the case by the
            // request that it holds.
            let note = note_to_nobody(self.bucket_bits(), USUAL_NOTE_BYTES);
            let contracts = self.chain.network().contracts();
            let call = calls::referrals_open(contracts, at, id, &rules, due, &note);
            self.send_or_say(department, &call).await?;
        }
        self.file(department, &request).await?;
        let row = self.store.case(custodian.slug(), digest)?;
        let row = row.ok_or_else(|| Failure::ours("a filed case is not there"))?;
        self.case_view(&row).await
    }

    /// Files a referred request again at its custodian, now with the grant that answers it.
    pub(crate) async fn file(
        &self,
        department: &Department,
        request: &RequestRow,
    ) -> Result<(), Failure> {
        let grants = self.store.grants()?;
        let grant = grants.into_iter().find(|grant| grant.request == request.id);
        let file = CaseFile {
            request: request.compact.clone(),
            requester: department.did,
            grant: grant.map(|grant| grant.compact),
        };
        let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
        let custodian = self
            .custodian_endpoint(&terms.custodian.to_string())
            .await?;
        let body = serde_json::to_vec(&file).map_err(Failure::ours)?;
        match self.post(&format!("{custodian}/cases"), body).await? {
            (true, _) => Ok(()),
            (false, _) => Err(Failure::bad(
                "invalid_request",
                "the custodian does not take the case",
            )),
        }
    }

    /// After a grant came in: files it where the request was put before an officer. In the sample
    /// city an officer then decides, so that there is a decision to see.
    pub(crate) fn follow_up(self: &Arc<Self>, slug: &'static str, request: &str) {
        const A_WHILE: Duration = Duration::from_secs(8);
        let (gateway, request) = (Arc::clone(self), request.to_owned());
        tokio::spawn(async move {
            let filed = gateway.file_again(slug, &request).await;
            match filed {
                Ok(Some(custodian)) if gateway.sample => {
                    tokio::time::sleep(A_WHILE).await;
                    gateway.decide_by_itself(custodian).await;
                }
                Ok(_) => {}
                Err(failure) => tracing::warn!(?failure, "a grant was not filed with its case"),
            }
        });
    }

    /// Files a request again if it was filed before; answers the custodian's slug.
    async fn file_again(
        &self,
        slug: &'static str,
        request: &str,
    ) -> Result<Option<&'static str>, Failure> {
        let department = self.slug(slug)?;
        let Some(request) = self.store.request(slug, request)? else {
            return Ok(None);
        };
        let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
        let custodian = self.custodian_of(&terms)?;
        let digest = Digest::of(request.compact.as_bytes());
        if self.store.case(custodian.slug(), digest)?.is_none() {
            return Ok(None);
        }
        self.file(department, &request).await?;
        Ok(Some(custodian.slug()))
    }

    async fn decide_by_itself(&self, custodian: &'static str) {
        let command = DecideCommand {
            department: custodian.to_owned(),
            case: None,
            outcome: Outcome::Permitted,
            attributes: None,
            officer: "zhou".to_owned(),
            reasons: exchange::Text::new(
                "补贴按身份证号发放，必须核对，因此准许。",
                "The subsidy is paid out by this number, so it has to be checked.",
            ),
        };
        if let Some(office) = self.department(custodian)
            && let Err(failure) = self.decide(office, &command).await
        {
            tracing::info!(?failure, "the sample decision was not made");
        }
    }

    /// Takes a case into the custodian's registry: its request is the requester's, and the case is
    /// open or decided on chain.
    ///
    /// # Errors
    /// `invalid_request`, `not_found`; or store or chain fail.
    pub async fn take_case(&self, custodian: &Department, body: &[u8]) -> Result<(), Failure> {
        let bad = |error: &dyn std::fmt::Display| Failure::bad("invalid_request", error);
        let file: CaseFile =
            parse_message(body, MAX_CASE_FILE_BYTES).map_err(|error| bad(&error))?;
        let client_id = format!("{CLIENT_ID_PREFIX}{}", file.requester);
        let request =
            UnverifiedRequest::parse(&file.request, &client_id).map_err(|error| bad(&error))?;
        let now = random::now();
        let snapshot = self.ledger.refresh().await?;
        let known = snapshot
            .known(&file.requester, now)
            .ok_or_else(|| bad(&"the requester is no active department"))?;
        let request = request.verify(&known, now).map_err(|error| bad(&error))?;
        if request.terms.custodian != custodian.did {
            return Err(bad(&"the request is for another custodian"));
        }
        let id = B256::from(request.digest.to_bytes());
        let (requester, at) = (file.requester.address, custodian.did.address);
        if self.chain.case(requester, at, id).await?.is_none() {
            return Err(Failure::not_found(
                "no case is open on chain for this request",
            ));
        }
        if let Some(grant) = &file.grant {
            let token = inspect(grant).map_err(|error| bad(&error))?;
            let held_by = token.line.last().map(|holding| holding.department.as_str());
            let fits = token.request == request.digest
                && token.custodian.as_str() == custodian.did.to_string()
                && held_by == Some(file.requester.to_string().as_str());
            if !fits {
                return Err(bad(&"the grant answers another request"));
            }
        }
        self.store.file_case(&CaseRow {
            custodian: custodian.slug().to_owned(),
            requester: file.requester.to_string(),
            request: request.digest,
            compact: file.request.clone(),
            terms: request.terms.encode(QUERY_ID),
            grant: file.grant.clone(),
            ruling: None,
            officer: None,
            decision: None,
        })?;
        self.sign_decision(custodian, request.digest)
    }

    /// Records what an officer decides, and keeps what the officer signed.
    ///
    /// # Errors
    /// `not_found`, `invalid_request`, `forbidden`; or store or chain fail.
    pub async fn decide(
        &self,
        office: &Department,
        command: &DecideCommand,
    ) -> Result<CaseView, Failure> {
        let mut row = self.open_case(office, command.case.as_deref()).await?;
        let custodian = self.slug(&row.custodian)?;
        let officer = self
            .officers
            .get(command.officer.as_str())
            .ok_or_else(|| Failure::not_found("there is no such officer"))?;
        let terms = terms_of(&row)?;
        let requester = parse_did(&row.requester)?;
        let case = CaseName {
            requester,
            custodian: custodian.did,
            request: row.request,
        };
        let cleared = match command.outcome {
            Outcome::Denied => Vec::new(),
            Outcome::Permitted => {
                let referred = self.referred_rights(&requester, &terms).await?;
                cleared(&referred, command.attributes.as_deref())?
            }
        };
        let ruling = Ruling {
            officer: keys::did::did_key(&PublicKey::Ed25519(officer.public_key())),
            office: office.did,
            officer_name: exchange::Text::new(officer.sample.zh, officer.sample.en),
            case,
            outcome: command.outcome,
            rights: cleared,
            reasons: command.reasons.clone(),
            salt: random::token(),
            issued_at: self.ledger.refresh().await?.no_earlier(random::now()),
        };
        let signed = ruling
            .sign(&officer.key)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        self.record(office, custodian, &row, officer, &ruling, &signed)
            .await?;
        row.ruling = Some(signed.compact);
        row.officer = Some(officer.sample.slug.to_owned());
        self.store.rule_case(&row)?;
        self.sign_decision(custodian, row.request)?;
        let row = self.store.case(&row.custodian, row.request)?.unwrap_or(row);
        self.case_view(&row).await
    }

    /// Returns the ruling on a request to whoever can show the request.
    ///
    /// # Errors
    /// `invalid_request`, `not_found`; or the store fails.
    pub fn ruling(&self, custodian: &Department, body: &[u8]) -> Result<RulingAnswer, Failure> {
        let asked: RulingRequest = parse_message(body, MAX_REQUEST_BYTES + MAX_PETITION_BYTES)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let digest = Digest::of(asked.request.as_bytes());
        let row = self.store.case(custodian.slug(), digest)?;
        let row = row.ok_or_else(|| Failure::not_found("no such case was filed"))?;
        Ok(RulingAnswer {
            ruling: row.ruling,
            decision: row.decision,
        })
    }

    /// Returns all filed cases, the newest first.
    ///
    /// # Errors
    /// If store or chain fail.
    pub async fn cases(&self) -> Result<Vec<CaseView>, Failure> {
        let mut views = Vec::new();
        for row in self.store.cases()? {
            views.push(self.case_view(&row).await?);
        }
        Ok(views)
    }

    /// Fetches the officer's decision for a request of the department's, if there is one.
    pub(crate) async fn fetch_decision(
        &self,
        custodian: &str,
        request: &str,
    ) -> Result<Option<Decision>, Failure> {
        let asked = RulingRequest {
            request: request.to_owned(),
        };
        let body = serde_json::to_vec(&asked).map_err(Failure::ours)?;
        let (ok, body) = self.post(&format!("{custodian}/ruling"), body).await?;
        if !ok {
            return Ok(None);
        }
        let answer: RulingAnswer = parse_message(&body, MAX_REQUEST_BYTES)
            .map_err(|_| Failure::bad("unreachable", "the custodian's answer makes no sense"))?;
        let decision = answer
            .decision
            .map(|part| Decision::parse(&part))
            .transpose();
        decision.map_err(|error| Failure::bad("invalid_grant", error))
    }

    /// The decision to carry with a use of this grant, where the request it answers was referred.
    pub(crate) async fn decision_for(
        &self,
        custodian: &str,
        token: &UnverifiedGrant,
    ) -> Result<Option<Decision>, Failure> {
        if token.line.len() > 1 {
            // It was made for the grant as the requester holds it.
            return Ok(None);
        }
        let requests = self.store.requests()?;
        let request = requests
            .into_iter()
            .find(|request| Digest::of(request.compact.as_bytes()) == token.request);
        let Some(request) = request else {
            return Ok(None);
        };
        let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
        let requester = self.slug(&request.department)?.did;
        match self.referred_rights(&requester, &terms).await?.is_empty() {
            true => Ok(None),
            false => self.fetch_decision(custodian, &request.compact).await,
        }
    }

    /// Writes the decision into the journal. The note is of the custodian's relation with the
    /// holder, whom the custodian knows by the grant; without a grant nobody knows whom to tell,
    /// and the wallet asks.
    async fn record(
        &self,
        office: &Department,
        custodian: &Department,
        row: &CaseRow,
        officer: &Officer,
        ruling: &Ruling,
        signed: &SignedRuling,
    ) -> Result<(), Failure> {
        let fingerprint = row.request.to_bytes();
        let sealed = RulingNote {
            ruling: signed.compact.clone(),
        };
        let sealed = sealed.to_bytes();
        let note = match self.holder_of(custodian, row)? {
            Some(to) => {
                let data = to.seal(CASE_DECIDED, &fingerprint, &sealed);
                to.into_note(CASE_DECIDED, &fingerprint, data)
            }
            None => note_to_nobody(self.bucket_bits(), sealed.len() + 16),
        };
        let recorded = RecordedRuling {
            requester: ruling.case.requester.address,
            custodian: custodian.did.address,
            request: fingerprint.into(),
            state: match ruling.outcome {
                Outcome::Permitted => CaseState::Permitted,
                Outcome::Denied => CaseState::Denied,
            },
            officer: officer.public_key(),
            reasons: signed.reasons.to_bytes().into(),
            decision: signed.digest.to_bytes().into(),
        };
        let contracts = self.chain.network().contracts();
        let call = calls::referrals_decide(contracts, &recorded, &note);
        self.send_or_say(office, &call).await.map(|_| ())
    }

    fn holder_of(
        &self,
        custodian: &Department,
        row: &CaseRow,
    ) -> Result<Option<crate::addressee::Addressee>, Failure> {
        let Some(grant) = &row.grant else {
            return Ok(None);
        };
        let token = inspect(grant).map_err(Failure::ours)?;
        let slug = custodian.slug();
        let Some(key) = self.store.grant_key(slug, token.issuer.as_str())? else {
            return Ok(None);
        };
        let relation = self.store.relation(slug, &key.relation)?;
        Ok(relation.map(|relation| self.address(custodian, &relation)))
    }

    /// Where a ruling permits and the grant is there, lets the officer sign the decision that uses
    /// of this grant carry. The sample city keeps its officers' keys, so that happens at once.
    fn sign_decision(&self, custodian: &Department, request: Digest) -> Result<(), Failure> {
        let Some(mut row) = self.store.case(custodian.slug(), request)? else {
            return Ok(());
        };
        let (Some(ruling), Some(grant), Some(officer), None) =
            (&row.ruling, &row.grant, &row.officer, &row.decision)
        else {
            return Ok(());
        };
        let ruling = own_ruling(ruling)?;
        let Some(officer) = self.officers.get(officer.as_str()) else {
            return Ok(());
        };
        let shown = inspect(grant).map_err(Failure::ours)?;
        let rights: Vec<Right> = shown
            .rights
            .iter()
            .map(|shown| &shown.right)
            .filter(|right| ruling.rights.iter().any(|cleared| is_same(cleared, right)))
            .cloned()
            .collect();
        if rights.is_empty() {
            return Ok(());
        }
        let now = random::now();
        let terms = DecisionTerms {
            officer: ruling.officer.parse().map_err(Failure::ours)?,
            rights,
            expires: now.saturating_add(DECISION_SECS),
            reasons: ruling.reasons_digest(),
        };
        let decision = decide(grant, &terms, &officer.key, now).map_err(Failure::ours)?;
        row.decision = Some(decision.as_str().to_owned());
        Ok(self.store.rule_case(&row)?)
    }

    /// A request of the department's that the law refers.
    async fn referred_request(
        &self,
        department: &Department,
        id: Option<&str>,
    ) -> Result<(RequestRow, Terms), Failure> {
        let own = self.store.requests()?.into_iter().filter(|request| {
            request.department == department.slug() && id.is_none_or(|id| id == request.id)
        });
        for request in own {
            let (terms, _) = Terms::decode(&request.terms).map_err(Failure::ours)?;
            if !self
                .referred_rights(&department.did, &terms)
                .await?
                .is_empty()
            {
                return Ok((request, terms));
            }
        }
        Err(Failure::not_found(
            "this department has made no such request that the law refers",
        ))
    }

    async fn referred_rights(
        &self,
        requester: &DepartmentDid,
        terms: &Terms,
    ) -> Result<Vec<Right>, Failure> {
        let asked = self.asked(requester, terms).await?;
        Ok(asked.into_iter().map(|(right, _)| right).collect())
    }

    async fn referring_rules(
        &self,
        requester: &DepartmentDid,
        terms: &Terms,
    ) -> Result<Vec<u64>, Failure> {
        let asked = self.asked(requester, terms).await?;
        let rules: BTreeSet<u64> = asked.into_iter().map(|(_, rule)| rule).collect();
        Ok(rules.into_iter().collect())
    }

    /// The rights of a request that the law refers now, with the rules that refer them.
    async fn asked(
        &self,
        requester: &DepartmentDid,
        terms: &Terms,
    ) -> Result<Vec<(Right, u64)>, Failure> {
        let snapshot = self.ledger.refresh().await?;
        let now = snapshot.no_earlier(random::now());
        let refers = |right: Right| {
            let question = Question {
                requester: requester.address,
                entry: right.entry.as_str(),
                attribute: right.attribute.as_str(),
                action: law_action(right.action),
                purpose: terms.purpose.as_str(),
            };
            let found = snapshot.law.evaluate(&snapshot.directory, &question, now);
            let rule = found.rule.filter(|_| found.verdict == Verdict::Refer)?.id;
            Some((right, rule))
        };
        Ok(terms.single_rights().filter_map(refers).collect())
    }

    /// The case that is meant, at this office or at a custodian below it.
    async fn open_case(&self, office: &Department, case: Option<&str>) -> Result<CaseRow, Failure> {
        let snapshot = self.ledger.refresh().await?;
        for row in self.store.cases()? {
            let custodian = self.slug(&row.custodian)?.did.address;
            let own = office.did.address;
            let is_here = custodian == own || snapshot.directory.is_within(&custodian, &own);
            // One that is named is taken wherever it lies: the contract says whose it is.
            let meant = match case {
                Some(case) => row.request.to_string() == case,
                None => is_here && row.ruling.is_none(),
            };
            if meant {
                return Ok(row);
            }
        }
        Err(Failure::not_found("no such case is open here"))
    }

    async fn case_view(&self, row: &CaseRow) -> Result<CaseView, Failure> {
        let requester = parse_did(&row.requester)?;
        let custodian = self.slug(&row.custodian)?;
        let id = B256::from(row.request.to_bytes());
        let at = custodian.did.address;
        let case: Option<Case> = self.chain.case(requester.address, at, id).await?;
        let case = case.ok_or_else(|| Failure::not_found("the case is not on the chain"))?;
        let terms = terms_of(row)?;
        let referred = self.referred_rights(&requester, &terms).await?;
        let ruling = row.ruling.as_deref().map(own_ruling).transpose()?;
        Ok(CaseView {
            case: row.request.to_string(),
            requester: row.requester.clone(),
            custodian: row.custodian.clone(),
            state: match case.state {
                CaseState::Open => "open",
                CaseState::Permitted => "permitted",
                CaseState::Denied => "denied",
            }
            .to_owned(),
            number: case.number,
            waiting: self.chain.case_queue(at).await?.waiting(),
            opened_at: case.opened_at,
            due: case.due,
            decided_at: case.decided.map(|decided| decided.at),
            attributes: referred
                .iter()
                .map(|right| right.attribute.to_string())
                .collect(),
            granted: row.grant.is_some(),
            cleared: ruling
                .as_ref()
                .map(|ruling| ruling.rights.clone())
                .unwrap_or_default(),
            reasons: ruling.map(|ruling| ruling.reasons),
        })
    }

    /// Sends a call; what the contract refuses is said by its name.
    pub(crate) async fn send_or_say(
        &self,
        department: &Department,
        call: &chain::Call,
    ) -> Result<chain::Receipt, Failure> {
        match self.send(department, call).await {
            Ok(receipt) => Ok(receipt),
            Err(ChainError::Reverted { error }) => Err(Failure::forbidden(
                "refused_by_contract",
                format!("the contract refuses: {error}"),
            )),
            Err(error) => Err(error.into()),
        }
    }

    fn custodian_of(&self, terms: &Terms) -> Result<&Department, Failure> {
        let found = self
            .departments
            .values()
            .find(|department| department.did == terms.custodian);
        found.ok_or_else(|| Failure::not_found("the custodian is not of this city"))
    }

    pub(crate) fn slug(&self, slug: &str) -> Result<&Department, Failure> {
        self.department(slug)
            .ok_or_else(|| Failure::not_found("there is no such department"))
    }
}

/// Which of the referred rights are permitted: those of the attributes named, or all.
fn cleared(referred: &[Right], named: Option<&[String]>) -> Result<Vec<ClearedRight>, Failure> {
    let is_named = |right: &&Right| {
        named.is_none_or(|named| named.iter().any(|name| name == right.attribute.as_str()))
    };
    let cleared: Vec<ClearedRight> = referred
        .iter()
        .filter(is_named)
        .map(|right| ClearedRight {
            entry: right.entry.clone(),
            attribute: right.attribute.clone(),
            action: right.action,
        })
        .collect();
    match cleared.is_empty() {
        true => Err(Failure::bad(
            "invalid_request",
            "nothing that the law refers is named",
        )),
        false => Ok(cleared),
    }
}

fn is_same(cleared: &ClearedRight, right: &Right) -> bool {
    (&cleared.entry, &cleared.attribute, cleared.action)
        == (&right.entry, &right.attribute, right.action)
}

/// The ruling as it was signed here.
fn own_ruling(compact: &str) -> Result<Ruling, Failure> {
    read_ruling(compact).map_err(Failure::ours)
}

/// The terms of a request that was verified when it was filed.
fn terms_of(row: &CaseRow) -> Result<Terms, Failure> {
    let (terms, _) = Terms::decode(&row.terms).map_err(Failure::ours)?;
    Ok(terms)
}

fn parse_did(did: &str) -> Result<DepartmentDid, Failure> {
    did.parse()
        .map_err(|_| Failure::ours("a stored DID is malformed"))
}
