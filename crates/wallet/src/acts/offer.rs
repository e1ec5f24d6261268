//! Offers: received, accepted, declined.

use credential::UnverifiedCredential;
use exchange::{
    KnownDepartment,
    metadata::IssuerMetadata,
    offer::CredentialOffer,
    proof::{CredentialAnswer, CredentialRequest, Proofs, sign_proof},
    token::{ErrorAnswer, TokenAnswer, TokenRequest},
};
use keys::{KeyId, Purpose, relation::copy_uri};
use wallet_api::{
    AcceptOffer, ActivityKind, ApiError, DeclineOffer, DocumentRow, ErrorCode, GetOffer, InboxRow,
    InboxState, LocalText, OfferView, TransactionCodeView,
};

use crate::{
    acts::{activity, documents, inbox, issuer, keep, open_link, sync},
    book::plain,
    convert,
    http::Http,
    session::Session,
    store::{ActRecord, CopyRecord, InboxBody, InboxRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Most unlinkable copies that are asked for at once.
const MAX_COPIES: u8 = 4;

impl Act for GetOffer {
    async fn act(self, wallet: &Wallet) -> Result<OfferView, ApiError> {
        let session = wallet.session()?;
        let record = inbox::load(&session, &self.id)?;
        inbox::looked_at(&session, &self.id, &record)?;
        view(&session, &self.id, &record)
    }
}

impl Act for DeclineOffer {
    async fn act(self, wallet: &Wallet) -> Result<Vec<InboxRow>, ApiError> {
        let session = wallet.session()?;
        let _one = session.deciding.lock().await;
        let mut record = inbox::load(&session, &self.id)?;
        open(&record)?;
        record.state = InboxState::Refused;
        let mut act = ActRecord::new(now(), ActivityKind::OfferDeclined);
        act.party = Some(record.party.clone());
        act.about = record.about.clone();
        session.write(|t| {
            t.put(kind::INBOX, &self.id, record.received, &record)?;
            activity::record(t, &act)
        })?;
        wallet.status_changed();
        inbox::rows(&session)
    }
}

impl Act for AcceptOffer {
    async fn act(self, wallet: &Wallet) -> Result<DocumentRow, ApiError> {
        let session = wallet.session()?;
        // An offer is used up before its proof of the key is signed.
        session.check_clock()?;
        let document = {
            let _one = session.deciding.lock().await;
            accept(wallet, &session, &self).await?
        };
        wallet.content_changed();
        wallet.status_changed();
        // The anchors are in a block already; a chain that does not answer now is asked again.
        let _ = sync::run(wallet).await;
        documents::row(&session, &document)
    }
}

/// Proves who offers, and puts the offer into the inbox.
pub(crate) async fn receive(
    wallet: &Wallet,
    session: &Session,
    offer: &CredentialOffer,
) -> Result<OfferView, ApiError> {
    let http = session.http(&wallet.inner().profile)?;
    let (department, metadata) = issuer::metadata(session, &http, &offer.issuer).await?;
    let configuration = offer.configuration_ids.first().cloned().unwrap_or_default();
    let kind = metadata
        .credential_configurations_supported
        .get(&configuration)
        .filter(|kind| kind.format == credential::CREDENTIAL_TYP)
        .ok_or_else(|| ApiError::about(ErrorCode::IssuerNotProven, configuration.clone()))?;
    let attributes: Vec<String> = kind
        .credential_metadata
        .claims
        .iter()
        .filter_map(|claim| claim.path.first()?.as_str().map(str::to_owned))
        .collect();
    let now = now();
    let json = offer.to_json();
    // The same offer opened twice is one line of the inbox.
    let known = session
        .read(|t| t.list::<InboxRecord>(self::kind::INBOX, vault::Order::NewestFirst, 200, 0))?
        .into_iter()
        .find(|row| matches!(&row.body.body, InboxBody::Offer { offer, .. } if *offer == json));
    if let Some(row) = known {
        return view(session, &row.id, &row.body);
    }
    let record = InboxRecord {
        number: inbox::next_number(session, now)?,
        state: InboxState::New,
        party: department.did.to_string(),
        about: issuer::display(&kind.credential_metadata.display, &configuration),
        items: convert::saturate(attributes.len()),
        received: now,
        expires: None,
        permission: None,
        offer: None,
        document: None,
        snoozed: None,
        untold: false,
        body: InboxBody::Offer {
            offer: json,
            configuration,
            vct: kind.vct.clone(),
            attributes,
        },
    };
    let id = open_link::fresh_id();
    inbox::save(session, &id, &record)?;
    view(session, &id, &record)
}

async fn accept(
    wallet: &Wallet,
    session: &Session,
    command: &AcceptOffer,
) -> Result<String, ApiError> {
    let mut record = inbox::load(session, &command.id)?;
    open(&record)?;
    let InboxBody::Offer {
        offer,
        configuration,
        ..
    } = &record.body
    else {
        return Err(ApiError::about(ErrorCode::NotFound, command.id.clone()));
    };
    let offer = CredentialOffer::parse(offer.as_bytes())
        .map_err(|_| ApiError::about(ErrorCode::BadLink, "offer"))?;
    let code = command
        .transaction_code
        .as_ref()
        .map(|code| code.0.trim().to_owned());
    if offer.tx_code.is_some() && code.as_deref().is_none_or(str::is_empty) {
        return Err(ErrorCode::WrongTransactionCode.into());
    }
    let http = session.http(&wallet.inner().profile)?;
    let (department, metadata) = issuer::metadata(session, &http, &offer.issuer).await?;
    let token = exchange_code(&http, &metadata, &offer, code).await?;
    let issued = fetch_copies(
        session,
        &http,
        &department,
        &metadata,
        &offer,
        configuration,
        &token,
    )
    .await?;

    let now = now();
    let document = keep::document(record.about.clone(), now, false, issued);
    let id = document.copies[0].fingerprint.clone();
    record.state = InboxState::Answered;
    let mut act = ActRecord::new(now, ActivityKind::DocumentReceived);
    act.party = Some(record.party.clone());
    act.about = record.about.clone();
    act.document = Some(id.clone());
    session.write(|t| {
        keep::store(t, &id, &document)?;
        t.put(kind::INBOX, &command.id, record.received, &record)?;
        activity::record(t, &act)
    })?;
    Ok(id)
}

async fn exchange_code(
    http: &Http,
    metadata: &IssuerMetadata,
    offer: &CredentialOffer,
    code: Option<String>,
) -> Result<String, ApiError> {
    let url = issuer::address(&metadata.token_endpoint)?;
    let asked_for_code = offer.tx_code.is_some();
    let request = TokenRequest {
        pre_authorized_code: offer.pre_authorized_code.clone(),
        tx_code: code.filter(|_| asked_for_code),
    };
    let answer = http
        .post_form(&url, request.to_form())
        .await
        .map_err(|error| error.about(&url))?;
    if !answer.status.is_success() {
        let error: Option<ErrorAnswer> = serde_json::from_slice(&answer.body).ok();
        return Err(match error {
            // The issuer burns an offer after too many wrong codes, and then says so.
            Some(error) if error.error == "invalid_grant" => {
                let wrong = error
                    .error_description
                    .as_deref()
                    .is_some_and(|text| text.contains("tx_code"));
                if wrong {
                    ErrorCode::WrongTransactionCode.into()
                } else {
                    ErrorCode::OfferEnded.into()
                }
            }
            Some(error) => ApiError::about(ErrorCode::RefusedByDepartment, plain(&error.error, 64)),
            None => ApiError::about(
                ErrorCode::RefusedByDepartment,
                answer.status.as_u16().to_string(),
            ),
        });
    }
    let token: TokenAnswer = issuer::parse(&url, &answer)?;
    Ok(token.access_token)
}

/// A copy that came and was verified.
pub(crate) struct Issued {
    pub(crate) copy: CopyRecord,
    pub(crate) credential: credential::Credential,
}

async fn fetch_copies(
    session: &Session,
    http: &Http,
    department: &KnownDepartment,
    metadata: &IssuerMetadata,
    offer: &CredentialOffer,
    configuration: &str,
    token: &str,
) -> Result<Vec<Issued>, ApiError> {
    let count = metadata
        .batch_credential_issuance
        .batch_size
        .clamp(1, MAX_COPIES);
    // One request, one nonce: it ties the copies' keys and the relation together.
    let nonce = issuer::nonce(http, &metadata.nonce_endpoint).await?;
    let uri = copy_uri(&department.did);
    let mut holders = Vec::new();
    let mut jwt = Vec::new();
    for _ in 0..count {
        let index = session.write(|t| t.next_number(&uri))?;
        let index =
            u32::try_from(index).map_err(|_| ApiError::about(ErrorCode::Internal, "copies"))?;
        let proof = session.with_signer(&uri, index, |signer| {
            holders.push((
                KeyId::relation(&uri, index, Purpose::Identity),
                signer.public_key(),
            ));
            sign_proof(&offer.issuer, &nonce, now(), signer)
                .map_err(|_| ApiError::about(ErrorCode::Internal, "proof"))
        })?;
        jwt.push(proof);
    }
    let request = CredentialRequest {
        credential_configuration_id: configuration.to_owned(),
        proofs: Proofs { jwt },
        citizen_relation: Some(issuer::introduce(session, department, &nonce)?),
    };
    let url = issuer::address(&metadata.credential_endpoint)?;
    let body = serde_json::to_vec(&request)
        .map_err(|_| ApiError::about(ErrorCode::Internal, "credential request"))?;
    let answer = http
        .post_json(&url, body, Some(token))
        .await
        .map_err(|error| error.about(&url))?;
    let answer: CredentialAnswer = issuer::parse(&url, &issuer::accepted(answer)?)?;
    if answer.credentials.len() != holders.len() {
        return Err(ApiError::about(ErrorCode::BadCredential, "count"));
    }
    answer
        .credentials
        .into_iter()
        .zip(holders)
        .map(|(copy, (key, holder))| {
            verify_copy(session, department, copy.credential, key, &holder)
        })
        .collect()
}

/// Verifies a credential that came: by this issuer, unaltered, valid now, for this holder's key.
pub(crate) fn verify_copy(
    session: &Session,
    department: &KnownDepartment,
    text: String,
    key: KeyId,
    holder: &keys::PublicKey,
) -> Result<Issued, ApiError> {
    let bad = |step: &str| ApiError::about(ErrorCode::BadCredential, step);
    let unverified = UnverifiedCredential::parse(&text).map_err(|_| bad("integrity"))?;
    if *unverified.issuer() != department.did || unverified.terms().holder != *holder {
        return Err(bad("holder"));
    }
    let issuer_key =
        keep::issuer_key(session, &unverified).ok_or_else(|| bad("issuer-directory"))?;
    let verified = unverified.verify(&issuer_key, now()).map_err(|error| {
        tracing::warn!(%error, "a credential was refused");
        bad("issuer-signature")
    })?;
    let credential = verified.credential().clone();
    let fingerprint = convert::hex(credential.fingerprint.to_bytes());
    Ok(Issued {
        copy: CopyRecord {
            fingerprint,
            credential: text,
            key,
            shown_to: None,
            also_shown_to: Vec::new(),
        },
        credential,
    })
}

fn open(record: &InboxRecord) -> Result<(), ApiError> {
    match inbox::state_at(record, now()) {
        InboxState::New | InboxState::Waiting => Ok(()),
        InboxState::Expired => Err(ErrorCode::OfferEnded.into()),
        _ => Err(ErrorCode::RequestAnswered.into()),
    }
}

fn view(session: &Session, id: &str, record: &InboxRecord) -> Result<OfferView, ApiError> {
    let InboxBody::Offer {
        offer,
        vct,
        attributes,
        ..
    } = &record.body
    else {
        return Err(ApiError::about(ErrorCode::NotFound, id));
    };
    let offer = CredentialOffer::parse(offer.as_bytes())
        .map_err(|_| ApiError::about(ErrorCode::BadLink, "offer"))?;
    let transaction_code = offer.tx_code.map(|code| TransactionCodeView {
        length: code.length,
        numeric: code.input_mode == "numeric",
        description: plain(&code.description.unwrap_or_default(), 300),
    });
    Ok(OfferView {
        id: id.to_owned(),
        issuer: session.party(&record.party, now()),
        vct: vct.clone(),
        name: LocalText {
            zh: record.about.zh.clone(),
            en: record.about.en.clone(),
        },
        attributes: attributes.clone(),
        transaction_code,
        received: record.received,
    })
}
