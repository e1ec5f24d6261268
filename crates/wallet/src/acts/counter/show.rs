//! Makes codes of what was reviewed, one after the other.

use std::collections::BTreeSet;

use credential::AttributeCode;
use exchange::counter::{
    Basis, CODE_SECS, ShowingDraft, parts, presentation::number, text as counter_text,
};
use grant::Code;
use keys::{DepartmentDid, KeyId, X25519PublicKey, relation::department_uri};
use wallet_api::{
    Action, ActivityKind, ApiError, AttributeView, CodeReadView, CodeView, ErrorCode, GetShowing,
    HideCode, LocalText, MakeCode, RightView, ShowNextCode, ShowingView,
};

use super::review::{Plan, plan};
use crate::{
    acts::{activity, keep, sync},
    code, convert, copies,
    random::token,
    session::Session,
    store::{ActRecord, ShownRecord, kind},
    wallet::{Act, Wallet, lock, now},
};

/// What is being shown: everything that the next code needs. Gone when the wallet is locked.
#[derive(Clone)]
pub(crate) struct Showing {
    pub(super) office: DepartmentDid,
    pub(super) purpose: Code,
    pub(super) basis: Basis,
    /// The office's nonce and the end of its question.
    challenge: Option<(String, i64)>,
    pub(super) document: String,
    pub(super) document_name: LocalText,
    pub(super) items: Vec<AttributeView>,
    hidden: Vec<String>,
    /// The copy, its fingerprint and its key.
    credential: String,
    fingerprint: String,
    key: KeyId,
    viewing: X25519PublicKey,
    /// Numbers of the codes that were made, `0x` and hexadecimal digits.
    numbers: BTreeSet<String>,
    /// The text of the newest code, and when it is over.
    pub(super) newest: Option<(String, i64)>,
}

impl Act for MakeCode {
    async fn act(self, wallet: &Wallet) -> Result<CodeView, ApiError> {
        let session = wallet.session()?;
        let id = token();
        let view = {
            let _one = session.deciding.lock().await;
            let plan = plan(&session, &self.ask)?;
            let basis = match plan.challenge {
                Some(_) => Basis::Challenge,
                None => Basis::Window,
            };
            let mut showing = begin(&session, &plan, &self.digest, &self.attributes, basis)?;
            let view = next_code(&session, &id, &mut showing)?;
            lock(&session.showings).insert(id, showing);
            view
        };
        wallet.content_changed();
        Ok(view)
    }
}

impl Act for ShowNextCode {
    async fn act(self, wallet: &Wallet) -> Result<CodeView, ApiError> {
        let session = wallet.session()?;
        let mut showing = find(&session, &self.id)?;
        let view = next_code(&session, &self.id, &mut showing)?;
        // It may have been hidden meanwhile.
        match lock(&session.showings).get_mut(&self.id) {
            Some(known) => *known = showing,
            None => return Err(ErrorCode::ShowingEnded.into()),
        }
        Ok(view)
    }
}

impl Act for GetShowing {
    async fn act(self, wallet: &Wallet) -> Result<ShowingView, ApiError> {
        let session = wallet.session()?;
        let showing = find(&session, &self.id)?;
        sync::refresh(wallet, &session).await;
        let mut readings: Vec<(i64, u64)> = session.read(|t| {
            let mut readings = Vec::new();
            for number in &showing.numbers {
                if let Some(shown) = t.get::<ShownRecord>(kind::SHOWN, number)? {
                    readings.extend(shown.readings);
                }
            }
            Ok(readings)
        })?;
        readings.sort_unstable();
        Ok(ShowingView {
            id: self.id,
            read: readings.first().map(|(time, height)| CodeReadView {
                time: *time,
                height: *height,
                proof: session.proof(),
            }),
            repeated: readings.len() > 1,
            proof: session.proof(),
        })
    }
}

impl Act for HideCode {
    async fn act(self, wallet: &Wallet) -> Result<bool, ApiError> {
        let session = wallet.session()?;
        let hidden = lock(&session.showings).remove(&self.id).is_some();
        Ok(hidden)
    }
}

pub(super) fn find(session: &Session, id: &str) -> Result<Showing, ApiError> {
    lock(&session.showings)
        .get(id)
        .cloned()
        .ok_or_else(|| ErrorCode::ShowingEnded.into())
}

/// Checks that what is to be shown is what was reviewed, takes a copy, and writes both down.
pub(super) fn begin(
    session: &Session,
    plan: &Plan,
    digest: &str,
    attributes: &[String],
    basis: Basis,
) -> Result<Showing, ApiError> {
    if plan.view.digest != digest {
        return Err(ErrorCode::ReviewChanged.into());
    }
    if let Some(obstacle) = plan.view.obstacle {
        return Err(obstacle.into());
    }
    let (id, document) = plan.document.clone().ok_or(ErrorCode::NothingToShow)?;
    let given: BTreeSet<&str> = attributes.iter().map(String::as_str).collect();
    if given.is_empty() {
        return Err(ErrorCode::NothingChosen.into());
    }
    if let Some(unknown) = given
        .iter()
        .find(|code| !document.attributes.contains_key(**code))
    {
        return Err(ApiError::about(ErrorCode::BadInput, *unknown));
    }
    let (items, hidden): (Vec<_>, Vec<_>) = plan
        .view
        .items
        .iter()
        .partition(|item| given.contains(item.code.as_str()));
    let office = plan.office.did;
    let mut act = ActRecord::new(
        now(),
        match basis {
            Basis::Pass => ActivityKind::PassMade,
            Basis::Challenge | Basis::Window => ActivityKind::CodeShown,
        },
    );
    act.party = Some(office.to_string());
    act.about = document.name.clone();
    act.document = Some(id.clone());
    act.rights = items
        .iter()
        .map(|item| RightView {
            entry: String::new(),
            attribute: item.code.clone(),
            action: Action::Read,
        })
        .collect();
    let mut marked = document.clone();
    let copy = session
        .write(|t| {
            let copy = copies::take(t, &id, &mut marked, &office.to_string())?;
            if copy.is_some() {
                activity::record(t, &act)?;
            }
            Ok(copy)
        })?
        .ok_or(ErrorCode::NothingToShow)?;
    Ok(Showing {
        office,
        purpose: plan.purpose.clone(),
        basis,
        challenge: plan
            .challenge
            .as_ref()
            .map(|challenge| (challenge.nonce.clone(), challenge.expires_at)),
        document: id,
        document_name: document.name,
        items: items
            .into_iter()
            .map(|item| AttributeView {
                code: item.code.clone(),
                value: item.value.clone(),
            })
            .collect(),
        hidden: hidden.into_iter().map(|item| item.code.clone()).collect(),
        credential: copy.credential,
        fingerprint: copy.fingerprint,
        key: copy.key,
        viewing: session.relation(&department_uri(&office), 0)?.viewing,
        numbers: BTreeSet::new(),
        newest: None,
    })
}

/// Makes the next code. Its number is written down before anything is signed.
fn next_code(session: &Session, id: &str, showing: &mut Showing) -> Result<CodeView, ApiError> {
    let issued = now();
    let mut expires = issued + CODE_SECS;
    let ends = showing.challenge.as_ref().map(|(_, end)| *end);
    if let Some(end) = ends {
        if end <= issued {
            return Err(ErrorCode::RequestEnded.into());
        }
        expires = expires.min(end);
    }
    let text = sign(session, showing, issued, expires)?;
    let drawn = parts::split(&text)
        .iter()
        .map(|part| code::draw(part))
        .collect::<Result<_, _>>()?;
    Ok(CodeView {
        id: id.to_owned(),
        party: session.party(&showing.office.to_string(), issued),
        purpose: showing.purpose.as_str().to_owned(),
        document: showing.document_name.clone(),
        items: showing.items.clone(),
        hidden: showing.hidden.clone(),
        parts: drawn,
        text,
        issued,
        expires,
        ends,
    })
}

/// Signs a presentation for a window and returns its text; its number is written down first.
pub(super) fn sign(
    session: &Session,
    showing: &mut Showing,
    issued_at: i64,
    expires_at: i64,
) -> Result<String, ApiError> {
    let verified = keep::own_copy(session, &showing.credential, issued_at)?;
    let codes: Vec<AttributeCode> = showing
        .items
        .iter()
        .map(|item| item.code.parse())
        .collect::<Result<_, _>>()
        .map_err(|_| keep::broken("attributes"))?;
    let selection = verified
        .select(&codes)
        .map_err(|_| keep::broken("attributes"))?;
    let nonce = match &showing.challenge {
        Some((nonce, _)) => nonce.clone(),
        None => token(),
    };
    let number = convert::hex(number(&nonce, &verified.credential().fingerprint));
    debug_assert_eq!(
        showing.fingerprint,
        convert::hex(verified.credential().fingerprint.to_bytes())
    );
    write_down(session, showing, &number, issued_at)?;
    let draft = ShowingDraft {
        department: showing.office,
        purpose: showing.purpose.clone(),
        basis: showing.basis,
        nonce,
        issued_at,
        expires_at,
        viewing: Some(showing.viewing),
    };
    let presentation = session.with_key(&showing.key, |signer| {
        draft
            .sign(&selection, signer)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "signature"))
    })?;
    let text = counter_text::encode_presentation(&presentation)
        .map_err(|_| ApiError::new(ErrorCode::TooMuchForACode))?;
    showing.numbers.insert(number);
    showing.newest = Some((text.clone(), expires_at));
    Ok(text)
}

fn write_down(
    session: &Session,
    showing: &Showing,
    number: &str,
    made: i64,
) -> Result<(), ApiError> {
    let record = ShownRecord {
        office: showing.office.to_string(),
        document: showing.document.clone(),
        purpose: showing.purpose.as_str().to_owned(),
        attributes: showing.items.iter().map(|item| item.code.clone()).collect(),
        made,
        readings: Vec::new(),
    };
    session.write(|t| {
        // Codes that answer one challenge have one number.
        match t.get::<ShownRecord>(kind::SHOWN, number)? {
            Some(_) => Ok(()),
            None => t.put(kind::SHOWN, number, made, &record),
        }
    })
}
