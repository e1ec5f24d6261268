//! Requests of askers that could not be proven: kept apart, never counted, removed after a week.
//!
//! There is no way to answer one. Refusing removes it, and nothing is sent, not even the refusal:
//! an answer would tell a stranger that somebody is here.

use exchange::{Endpoint, UnverifiedRequest, claimed::ClaimedRequest, request::RequestError};
use keys::DepartmentDid;
use vault::{Order, StoreError, WriteTransaction};
use wallet_api::{
    ApiError, CheckResult, CheckView, ErrorCode, ListUnproven, LocalText, RefuseUnproven,
    RightView, UnprovenView,
};

use crate::{
    acts::open_link::request_error,
    book::plain,
    convert,
    session::Session,
    store::{UnprovenRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Kept for so long, seconds: 7 days.
const KEPT_SECS: i64 = 604_800;
/// So many are kept; older ones make room.
const KEPT: usize = 50;

impl Act for ListUnproven {
    async fn act(self, wallet: &Wallet) -> Result<Vec<UnprovenView>, ApiError> {
        rows(&*wallet.session()?)
    }
}

impl Act for RefuseUnproven {
    async fn act(self, wallet: &Wallet) -> Result<Vec<UnprovenView>, ApiError> {
        let session = wallet.session()?;
        session.write(|t| t.delete(kind::UNPROVEN, &self.id))?;
        wallet.content_changed();
        rows(&session)
    }
}

/// Whether a request that failed so is kept to be looked at. One that breaks the protocol, or whose
/// time is over, is of no use to look at.
pub(crate) fn is_kept(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::RequesterUnknown | ErrorCode::RequestNotProven
    )
}

/// Keeps a request that could not be proven; answers its id, if it can be read at all.
pub(crate) fn keep(
    session: &Session,
    jwt: &str,
    link_client_id: &str,
    contacted: bool,
) -> Result<Option<String>, ApiError> {
    if ClaimedRequest::read(jwt).is_none() {
        return Ok(None);
    }
    let id = grant::Digest::of(jwt.as_bytes()).to_string();
    let record = UnprovenRecord {
        jwt: jwt.to_owned(),
        link_client_id: link_client_id.to_owned(),
        received: now(),
        contacted,
    };
    session.write(|t| {
        t.put(kind::UNPROVEN, &id, record.received, &record)?;
        make_room(t)
    })?;
    Ok(Some(id))
}

fn make_room(t: &WriteTransaction<'_>) -> Result<(), StoreError> {
    let all = t.list::<UnprovenRecord>(kind::UNPROVEN, Order::NewestFirst, usize::MAX, 0)?;
    for (place, row) in all.iter().enumerate() {
        if place >= KEPT || row.body.received + KEPT_SECS <= now() {
            t.delete(kind::UNPROVEN, &row.id)?;
        }
    }
    Ok(())
}

fn rows(session: &Session) -> Result<Vec<UnprovenView>, ApiError> {
    let all =
        session.read(|t| t.list::<UnprovenRecord>(kind::UNPROVEN, Order::NewestFirst, KEPT, 0))?;
    Ok(all
        .into_iter()
        .filter(|row| row.body.received + KEPT_SECS > now())
        .filter_map(|row| view(session, row.id, &row.body))
        .collect())
}

fn view(session: &Session, id: String, record: &UnprovenRecord) -> Option<UnprovenView> {
    let claimed = ClaimedRequest::read(&record.jwt)?;
    let did: Option<DepartmentDid> = claimed.client.parse().ok();
    let listed = did.filter(|did| session.book().department(did).is_some());
    let purpose = claimed.terms.as_ref().map(|terms| LocalText {
        zh: plain(&terms.purpose_text.zh, 600),
        en: plain(&terms.purpose_text.en, 600),
    });
    let rights = claimed
        .terms
        .iter()
        .flat_map(|terms| terms.single_rights())
        .map(|right| RightView {
            entry: right.entry.as_str().to_owned(),
            attribute: right.attribute.as_str().to_owned(),
            action: convert::action(right.action),
        })
        .collect();
    let error = failure(session, record, listed.as_ref());
    Some(UnprovenView {
        id,
        name: claimed.name.as_deref().map(|name| plain(name, 80)),
        claimed: plain(&claimed.client, 128),
        sender: listed.map(|did| session.party(&did.to_string(), now())),
        host: host(&claimed.response_uri),
        purpose,
        rights,
        received: record.received,
        removed: record.received + KEPT_SECS,
        contacted: record.contacted,
        checks: checks(session, record, &claimed, listed.as_ref()),
        error,
    })
}

/// Why it could not be proven, as of now.
fn failure(session: &Session, record: &UnprovenRecord, listed: Option<&DepartmentDid>) -> ApiError {
    match (signature(session, record, listed), listed) {
        (Err(error), _) => request_error(&error),
        (Ok(()), None) => ErrorCode::RequesterUnknown.into(),
        (Ok(()), Some(_)) => ErrorCode::RequestNotProven.into(),
    }
}

/// Whether the department that it names signed it.
fn signature(
    session: &Session,
    record: &UnprovenRecord,
    listed: Option<&DepartmentDid>,
) -> Result<(), RequestError> {
    let unverified = UnverifiedRequest::parse(&record.jwt, &record.link_client_id)?;
    let known = listed.and_then(|did| session.book().known(did, now()));
    match known {
        Some(known) => unverified.verify(&known, record.received).map(|_| ()),
        None => Ok(()),
    }
}

/// What was checked: who, the signature, where the answer would go, the rule.
fn checks(
    session: &Session,
    record: &UnprovenRecord,
    claimed: &ClaimedRequest,
    listed: Option<&DepartmentDid>,
) -> Vec<CheckView> {
    let book = session.book();
    let step = |step: &str, holds: bool, detail: String| CheckView {
        step: step.to_owned(),
        result: match holds {
            true => CheckResult::Valid,
            false => CheckResult::Invalid,
        },
        detail,
    };
    let signed = listed.is_some()
        && !matches!(
            signature(session, record, listed),
            Err(RequestError::Jwt(_) | RequestError::ClientIdMismatch | RequestError::Department)
        );
    let owner = book.directory.all().any(|department| {
        Endpoint::parse(&department.endpoint)
            .is_ok_and(|endpoint| endpoint.contains(&claimed.response_uri))
            && listed.is_none_or(|did| *did == department.did)
    });
    let clause = claimed.terms.as_ref().map(|terms| terms.clause.as_str());
    let rule = clause.is_some_and(|clause| book.clause(clause, now()).is_some());
    vec![
        step(
            "sender-listed",
            listed.is_some(),
            plain(&claimed.client, 128),
        ),
        step("sender-signature", signed, String::new()),
        step("sender-address", owner, host(&claimed.response_uri)),
        step("sender-rule", rule, plain(clause.unwrap_or_default(), 64)),
    ]
}

fn host(url: &str) -> String {
    url::Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(|host| plain(host, 128)))
        .unwrap_or_default()
}
