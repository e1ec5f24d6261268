//! Cases that the law leaves to an officer: found on the chain, and what the officer signed checked.

use chain::{Chain, TrustedHeader, Verdict, reads::CaseState};
use exchange::{
    VerifiedRequest,
    ruling::{
        CaseName, Outcome, RecordedDecision, Ruling, RulingAnswer, RulingError, RulingRequest,
        verify_ruling,
    },
};
use grant::Digest;
use keys::DepartmentDid;
use vault::Order;
use wallet_api::{
    ActivityKind, ApiError, CaseStage, CaseView, DecisionProblem, DecisionView, InboxState,
    LocalText, Proof, RightView,
};

use crate::{
    acts::{activity, issuer, petition, review},
    book::plain,
    convert,
    law::Said,
    session::{Book, Session},
    store::{ActRecord, CaseRecord, InboxBody, InboxRecord, kind},
    wallet::{Wallet, now},
};

/// Asks for the case of every request that the law refers and that is not decided yet. A node
/// learns from it which case this computer follows, as it does from whoever opens or answers one.
pub(crate) async fn follow(
    wallet: &Wallet,
    session: &Session,
    chain: &Chain,
    header: &TrustedHeader,
) -> Result<bool, ApiError> {
    let inbox =
        session.read(|t| t.list::<InboxRecord>(kind::INBOX, Order::NewestFirst, usize::MAX, 0))?;
    let mut changed = false;
    for row in inbox {
        let InboxBody::Request { jwt } = &row.body.body else {
            continue;
        };
        if matches!(row.body.state, InboxState::Refused) {
            continue;
        }
        let known = load(session, &row.id)?;
        let settled = known
            .as_ref()
            .is_some_and(|record| record.case.state != CaseState::Open && record.ruling.is_some());
        if settled {
            continue;
        }
        let Ok(request) = review::load(session, &row.body) else {
            continue;
        };
        if known.is_none() && !is_referred(&session.book(), &request) {
            continue;
        }
        changed |= look(
            wallet, session, chain, header, &row.id, jwt, &request, known,
        )
        .await?;
    }
    Ok(changed)
}

/// What is known of the case of a request, by its inbox id.
pub(crate) fn load(session: &Session, id: &str) -> Result<Option<CaseRecord>, ApiError> {
    session.read(|t| t.get::<CaseRecord>(kind::CASE, id))
}

fn is_referred(book: &Book, request: &VerifiedRequest) -> bool {
    let terms = &request.terms;
    terms.single_rights().any(|right| {
        let asked = (
            right.entry.as_str(),
            right.attribute.as_str(),
            convert::action(right.action),
        );
        let (verdict, _) = book.ask_law(&request.department, asked, terms.purpose.as_str(), now());
        verdict == Verdict::Refer
    })
}

#[expect(
    clippy::too_many_arguments,
    reason = "one step of `follow`, split for its length"
)]
async fn look(
    wallet: &Wallet,
    session: &Session,
    chain: &Chain,
    header: &TrustedHeader,
    id: &str,
    jwt: &str,
    request: &VerifiedRequest,
    known: Option<CaseRecord>,
) -> Result<bool, ApiError> {
    let custodian = request.terms.custodian;
    let digest = request.digest.to_bytes();
    let found = chain
        .proven_case(
            header,
            request.department.address,
            custodian.address,
            digest.into(),
        )
        .await
        .map_err(convert::chain_error)?;
    let Some(case) = found.value else {
        return Ok(false);
    };
    // A number for the citizen's patience; nothing rests on it.
    let waiting = chain.case_queue(custodian.address).await.ok();
    let mut record = CaseRecord {
        requester: request.department.to_string(),
        custodian: custodian.to_string(),
        request: convert::hex(digest),
        case,
        waiting: waiting.map(|queue| queue.waiting()),
        ruling: known.as_ref().and_then(|known| known.ruling.clone()),
        objection: known.as_ref().and_then(|known| known.objection.clone()),
    };
    if case.decided.is_some() && record.ruling.is_none() {
        record.ruling = fetch(wallet, session, &custodian, jwt).await;
    }
    if known.as_ref() == Some(&record) {
        return Ok(false);
    }
    let before = known.map(|known| known.case.state);
    session.write(|t| {
        t.put(kind::CASE, id, case.opened_at, &record)?;
        let line = |kind, time| {
            let mut act = ActRecord::new(time, kind);
            act.party = Some(record.requester.clone());
            act.custodian = Some(record.custodian.clone());
            act.about = convert::text(request.terms.purpose_text.clone());
            act.height = Some(header.number());
            act
        };
        if before.is_none() {
            activity::record(t, &line(ActivityKind::CaseOpened, case.opened_at))?;
        }
        if let Some(decided) = case.decided
            && before.is_none_or(|before| before == CaseState::Open)
        {
            activity::record(t, &line(ActivityKind::CaseDecided, decided.at))?;
        }
        Ok(())
    })?;
    Ok(true)
}

/// Asks the keeper of the data for the ruling, showing the request.
async fn fetch(
    wallet: &Wallet,
    session: &Session,
    custodian: &DepartmentDid,
    jwt: &str,
) -> Option<String> {
    let known = session.book().known(custodian, now())?;
    let url = issuer::address(&known.endpoint.join("ruling")).ok()?;
    let asked = RulingRequest {
        request: jwt.to_owned(),
    };
    let body = serde_json::to_vec(&asked).ok()?;
    let http = session.http(&wallet.inner().profile).ok()?;
    let answer = http.post_json(&url, body, None).await.ok()?;
    let answer: RulingAnswer = issuer::parse(&url, &issuer::accepted(answer).ok()?).ok()?;
    answer.ruling
}

/// What the decision on a case is worth, as proven up to now.
enum Found {
    Open,
    Trusted(Box<Ruling>),
    Wrong(DecisionProblem),
}

fn judge(book: &Book, record: &CaseRecord) -> Found {
    let Some(decided) = record.case.decided else {
        return Found::Open;
    };
    let (Ok(requester), Ok(custodian), Ok(request)) = (
        record.requester.parse::<DepartmentDid>(),
        record.custodian.parse::<DepartmentDid>(),
        convert::digest_bytes(&record.request),
    ) else {
        return Found::Wrong(DecisionProblem::OtherCase);
    };
    let Some(officer) = decided.officer_key() else {
        return Found::Wrong(DecisionProblem::NotAuthorised);
    };
    let directory = &book.directory;
    let in_line = decided.office == custodian.address
        || directory.is_within(&custodian.address, &decided.office);
    let authorised = in_line
        && decided.office != requester.address
        && directory.is_active_at(&decided.office, decided.at)
        && directory
            .officers(&decided.office, decided.at)
            .iter()
            .any(|known| known.key == officer);
    if !authorised {
        return Found::Wrong(DecisionProblem::NotAuthorised);
    }
    let Some(ruling) = &record.ruling else {
        return Found::Wrong(DecisionProblem::Missing);
    };
    let recorded = RecordedDecision {
        case: CaseName {
            requester,
            custodian,
            request: Digest::from_bytes(request),
        },
        office: DepartmentDid {
            chain_id: custodian.chain_id,
            address: decided.office,
        },
        outcome: match record.case.state {
            CaseState::Permitted => Outcome::Permitted,
            CaseState::Denied | CaseState::Open => Outcome::Denied,
        },
        officer,
        reasons: Digest::from_bytes(decided.reasons.0),
        ruling: Digest::from_bytes(decided.decision.0),
        at: decided.at,
    };
    match verify_ruling(ruling, &recorded) {
        Ok(ruling) => Found::Trusted(Box::new(ruling)),
        Err(RulingError::Case) => Found::Wrong(DecisionProblem::OtherCase),
        Err(_) => Found::Wrong(DecisionProblem::Forged),
    }
}

/// What an officer has said to a right, if the decision is to be trusted.
pub(crate) fn said(session: &Session, id: &str, right: &RightView) -> Said {
    let Ok(Some(record)) = load(session, id) else {
        return Said::Nothing;
    };
    match judge(&session.book(), &record) {
        Found::Trusted(ruling) if permits(&ruling, right) => Said::Permitted,
        Found::Trusted(_) => Said::Refused,
        Found::Open | Found::Wrong(_) => Said::Nothing,
    }
}

fn permits(ruling: &Ruling, right: &RightView) -> bool {
    ruling.rights.iter().any(|cleared| {
        cleared.entry.as_str() == right.entry
            && cleared.attribute.as_str() == right.attribute
            && convert::action(cleared.action) == right.action
    })
}

/// The case of a request as the citizen sees it.
pub(crate) fn view(session: &Session, id: &str) -> Result<Option<CaseView>, ApiError> {
    let Some(record) = load(session, id)? else {
        return Ok(None);
    };
    let book = session.book();
    let now = now();
    let found = judge(&book, &record);
    let stage = match &found {
        Found::Open => CaseStage::Waiting,
        Found::Trusted(ruling) if ruling.outcome == Outcome::Permitted => CaseStage::Permitted,
        Found::Trusted(_) => CaseStage::Denied,
        Found::Wrong(_) => CaseStage::NotTrusted,
    };
    let objection = match &record.objection {
        Some(id) => petition::row(session, id)?,
        None => None,
    };
    Ok(Some(CaseView {
        stage,
        office: session.party(&record.custodian, now),
        opened: record.case.opened_at,
        number: record.case.number,
        waiting: record.waiting,
        due: record.case.due,
        proof: session.proof(),
        decision: decision(session, &book, &record, found),
        objection,
    }))
}

fn decision(
    session: &Session,
    book: &Book,
    record: &CaseRecord,
    found: Found,
) -> Option<DecisionView> {
    let decided = record.case.decided?;
    let chain_id = record.custodian.parse::<DepartmentDid>().ok()?.chain_id;
    let office = DepartmentDid {
        chain_id,
        address: decided.office,
    };
    let scope = decided.officer_key().and_then(|key| {
        let officers = book.directory.officers(&decided.office, decided.at);
        let found = officers.into_iter().find(|officer| officer.key == key);
        found.map(|officer| plain(&officer.scope, 120))
    });
    let mut view = DecisionView {
        time: decided.at,
        office: session.party(&office.to_string(), decided.at),
        officer: LocalText::default(),
        scope: scope.unwrap_or_default(),
        authorised: session.proof(),
        reasons: LocalText::default(),
        permitted: Vec::new(),
        problem: None,
    };
    match found {
        Found::Open => return None,
        Found::Wrong(problem) => {
            view.problem = Some(problem);
            if problem == DecisionProblem::NotAuthorised {
                view.authorised = Proof::NotChecked;
            }
        }
        Found::Trusted(ruling) => {
            let shown = |text: &exchange::Text, most| LocalText {
                zh: plain(&text.zh, most),
                en: plain(&text.en, most),
            };
            view.officer = shown(&ruling.officer_name, 80);
            view.reasons = shown(&ruling.reasons, 400);
            view.permitted = ruling
                .rights
                .iter()
                .map(|right| RightView {
                    entry: right.entry.as_str().to_owned(),
                    attribute: right.attribute.as_str().to_owned(),
                    action: convert::action(right.action),
                })
                .collect();
        }
    }
    Some(view)
}
