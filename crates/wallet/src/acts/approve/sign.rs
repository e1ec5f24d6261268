//! Signs a grant of what was shown, or less of it, and keeps it before anything else is done.

use exchange::VerifiedRequest;
use grant::{Anchor, GrantTerms, IssuedGrant, Limits, Right};
use keys::{ChainAddress, relation::grant_uri};
use wallet_api::{ApiError, ErrorCode, ItemView, ReviewView, RightView};

use crate::{
    acts::review,
    convert,
    random::Random,
    session::Session,
    store::{GrantRecord, GrantStage, kind},
    wallet::{Wallet, now},
};

/// What the citizen gives: checked against what was shown before it comes here.
pub(crate) struct Given<'v> {
    pub(crate) items: Vec<&'v ItemView>,
    pub(crate) until: i64,
    pub(crate) max_uses: u32,
    pub(crate) retention_days: u32,
    /// How often it may be handed on.
    pub(crate) max_depth: u8,
}

/// Signs a grant of what is given and keeps it as `stage`; answers its id.
pub(crate) async fn sign_and_keep(
    wallet: &Wallet,
    session: &Session,
    request: &VerifiedRequest,
    shown: &ReviewView,
    given: &Given<'_>,
    stage: GrantStage,
) -> Result<(String, GrantRecord), ApiError> {
    let chain = session.chain(&wallet.inner().profile).await?;
    let contract = chain.network().contracts().grants;
    let chain_id = chain.network().chain_id();
    let (account, address) = fresh_account(session)?;
    let anchor = Anchor {
        chain_id,
        contract,
        account: address,
    };
    let issued = sign(session, request, given, anchor)?;
    let id = convert::hex(issued.fingerprint.to_bytes());
    let grant = GrantRecord {
        number: shown.number.clone(),
        request: shown.id.clone(),
        compact: issued.compact,
        requester: request.department.to_string(),
        custodian: request.terms.custodian.to_string(),
        rights: given.items.iter().map(|item| right_view(item)).collect(),
        purpose: shown.purpose.clone(),
        purpose_text: shown.purpose_text.clone(),
        clause: shown.clause_code.clone(),
        from: shown.from,
        until: given.until,
        max_uses: given.max_uses,
        retention_days: given.retention_days,
        account,
        signed: now(),
        stage,
        withdrawal: None,
        used: 0,
        last_used: None,
        max_depth: given.max_depth,
        handed_on: Vec::new(),
        stopped: Vec::new(),
    };
    session.write(|t| t.put(kind::GRANT, &id, grant.signed, &grant))?;
    Ok((id, grant))
}

/// An account that was never used; its number is used up even if nothing comes of it.
fn fresh_account(session: &Session) -> Result<(u32, ChainAddress), ApiError> {
    let number = session.write(|t| t.next_number("account"))?;
    let account =
        u32::try_from(number).map_err(|_| ApiError::about(ErrorCode::Internal, "accounts"))?;
    let address = session.vault(|vault| {
        vault
            .account_address(account)
            .map_err(|_| ApiError::about(ErrorCode::Internal, "account"))
    })?;
    Ok((account, address))
}

fn sign(
    session: &Session,
    request: &VerifiedRequest,
    given: &Given<'_>,
    anchor: Anchor,
) -> Result<IssuedGrant, ApiError> {
    let terms = &request.terms;
    let asked: Vec<Right> = terms.single_rights().collect();
    let rights = given
        .items
        .iter()
        .filter_map(|item| {
            asked
                .iter()
                .find(|right| {
                    review::item_id(
                        right.entry.as_str(),
                        right.attribute.as_str(),
                        convert::action(right.action),
                    ) == item.id
                })
                .cloned()
        })
        .collect();
    let internal = |what: &str| ApiError::about(ErrorCode::Internal, what);
    let grant = GrantTerms {
        anchor,
        custodian: terms
            .custodian
            .to_string()
            .parse()
            .map_err(|_| internal("custodian"))?,
        department: request
            .department
            .to_string()
            .parse()
            .map_err(|_| internal("department"))?,
        rights,
        decoys: 0,
        clause: terms.clause.clone(),
        purpose: terms.purpose.clone(),
        request: request.digest,
        limits: Limits {
            expires: given.until,
            max_uses: u16::try_from(given.max_uses)
                .map_err(|_| ApiError::about(ErrorCode::BadInput, "max_uses"))?,
            retention_days: u16::try_from(given.retention_days)
                .map_err(|_| ApiError::about(ErrorCode::BadInput, "retention_days"))?,
            max_depth: given.max_depth,
            ..terms.limits
        },
    };
    let uri = grant_uri(&terms.custodian, &request.department);
    session.with_signer(&uri, 0, |signer| {
        grant::make(&grant, signer, now(), &mut Random).map_err(|error| {
            tracing::error!(%error, "a grant could not be made");
            internal("grant")
        })
    })
}

fn right_view(item: &ItemView) -> RightView {
    RightView {
        entry: item.entry.clone(),
        attribute: item.attribute.clone(),
        action: item.action,
    }
}
