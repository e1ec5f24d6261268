//! Offers, access tokens, credential requests and pick-up.

use credential::{Fingerprint, kinds};
use exchange::introduction::verify_relation_introduction;
use exchange::link::offer_link;
use exchange::offer::{CredentialOffer, TxCode};
use exchange::parse_message;
use exchange::pickup::{PickupAnswer, PickupRequest, verify_pickup};
use exchange::proof::{
    CredentialAnswer, CredentialCopy, CredentialRequest, MAX_CREDENTIAL_REQUEST_BYTES, Proofs,
    verify_proof,
};
use exchange::token::{NonceAnswer, TokenAnswer, TokenRequest, TokenRequestError};
use keys::PublicKey;
use sha2::{Digest, Sha256};

use super::metadata::BATCH_SIZE;
use super::{Copy, IDENTITY, attributes_of};
use crate::city;
use crate::failure::Failure;
use crate::random;
use crate::state::{Department, Gateway};
use crate::store::{NewOffer, NonceUse, Redemption, RelationRow, TokenRow};

/// How long an offer stands, in seconds: seven days.
const OFFER_SECS: i64 = 604_800;
/// How long an access token is good, in seconds.
const TOKEN_SECS: u32 = 600;

/// An offer to be placed.
#[derive(Clone, Debug)]
pub struct OfferOrder {
    /// Which credential.
    pub configuration: String,
    /// The transaction code.
    pub tx_code: TxCodeChoice,
    /// Tells the code itself where one would be told where to find it, for demonstrations.
    pub tell_code: bool,
}

/// Which transaction code an offer asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TxCodeChoice {
    /// Four random digits.
    Random,
    /// This one; 1 to 12 digits.
    Fixed(String),
    /// None.
    None,
}

/// An offer that was placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedOffer {
    /// The `openid-credential-offer://` link.
    pub link: String,
    /// The code to type in, if there is one.
    pub tx_code: Option<String>,
}

impl Gateway {
    /// Places an offer for the sample citizen.
    ///
    /// # Errors
    /// If the department does not offer that by link, the code is malformed, or the store fails.
    pub fn place_offer(
        &self,
        issuer: &Department,
        order: &OfferOrder,
    ) -> Result<PlacedOffer, Failure> {
        if issuer.slug() != city::CUSTODIAN || order.configuration != IDENTITY {
            let text = "this department offers no such credential by link";
            return Err(Failure::bad("unknown_credential_configuration", text));
        }
        let tx_code = match &order.tx_code {
            TxCodeChoice::None => None,
            TxCodeChoice::Random => Some(random::four_digits()),
            TxCodeChoice::Fixed(code) => {
                let digits = code.bytes().all(|byte| byte.is_ascii_digit());
                if !digits || !(1..=12).contains(&code.len()) {
                    return Err(Failure::bad("invalid_request", "a code is 1 to 12 digits"));
                }
                Some(code.clone())
            }
        };
        let note = tx_code.as_ref().map(|code| match order.tell_code {
            true => format!(
                "样例交易码：{code}（真实情形下由信函寄达） · \
                 Sample code: {code} (in real life it comes by letter)"
            ),
            false => "信函中的交易码 · The code in the letter".to_owned(),
        });
        let (id, now) = (random::token(), random::now());
        self.store.add_offer(&NewOffer {
            id: &id,
            department: issuer.slug(),
            configuration: IDENTITY,
            entry: city::SAMPLE_ENTRY,
            code: &random::secret(),
            tx_code: tx_code.as_deref(),
            tx_note: note.as_deref(),
            created_at: now,
            expires_at: now + OFFER_SECS,
        })?;
        let link = offer_link(&issuer.endpoint.join(&format!("offers/{id}")));
        Ok(PlacedOffer { link, tx_code })
    }

    /// Returns an open offer.
    ///
    /// # Errors
    /// If there is none, or the store fails.
    pub fn offer(&self, issuer: &Department, id: &str) -> Result<CredentialOffer, Failure> {
        let offer = self
            .store
            .open_offer(issuer.slug(), id, random::now())?
            .ok_or_else(|| Failure::not_found("there is no such offer, or it is used"))?;
        Ok(CredentialOffer {
            issuer: issuer.endpoint.clone(),
            configuration_ids: vec![offer.configuration],
            pre_authorized_code: offer.code,
            tx_code: offer.tx_code.map(|code| TxCode {
                input_mode: "numeric".to_owned(),
                length: u8::try_from(code.len()).ok(),
                description: offer.tx_note,
            }),
        })
    }

    /// Exchanges a pre-authorised code for an access token.
    ///
    /// # Errors
    /// `invalid_request`, `unsupported_grant_type`, `invalid_grant`; or the store fails.
    pub fn exchange_code(&self, issuer: &Department, body: &[u8]) -> Result<TokenAnswer, Failure> {
        let request = TokenRequest::parse(body).map_err(|error| match error {
            TokenRequestError::GrantType => Failure::bad("unsupported_grant_type", error),
            TokenRequestError::Message(_) => Failure::bad("invalid_request", error),
        })?;
        let (access_token, now) = (random::secret(), random::now());
        let outcome = self.store.redeem_offer(
            issuer.slug(),
            &request.pre_authorized_code,
            request.tx_code.as_deref(),
            &hash(&access_token),
            now + i64::from(TOKEN_SECS),
            now,
        )?;
        match outcome {
            Redemption::Accepted => Ok(TokenAnswer {
                access_token,
                token_type: "Bearer".to_owned(),
                expires_in: TOKEN_SECS,
            }),
            Redemption::WrongTxCode => Err(Failure::bad(
                "invalid_grant",
                "tx_code: the transaction code is wrong",
            )),
            Redemption::Gone => Err(Failure::bad(
                "invalid_grant",
                "the offer is used, burnt, expired or unknown",
            )),
        }
    }

    /// Gives out a nonce for proofs and introductions.
    ///
    /// # Errors
    /// If the store fails.
    pub fn issuance_nonce(&self, issuer: &Department) -> Result<NonceAnswer, Failure> {
        let c_nonce = random::token();
        self.store
            .give_nonce(issuer.slug(), NonceUse::Issuance, &c_nonce, random::now())?;
        Ok(NonceAnswer { c_nonce })
    }

    pub(crate) fn spend_issuance_nonce(
        &self,
        issuer: &Department,
        nonce: &str,
    ) -> Result<(), Failure> {
        match self
            .store
            .spend_nonce(issuer.slug(), NonceUse::Issuance, nonce, random::now())?
        {
            true => Ok(()),
            false => Err(Failure::bad(
                "invalid_nonce",
                "the nonce is unknown, old or spent",
            )),
        }
    }

    /// Issues one copy for each proof, anchors all, and hands them over.
    ///
    /// # Errors
    /// The words of OpenID4VCI 1.0 §8.3.1.2; or store or chain fail.
    pub async fn issue_credentials(
        &self,
        issuer: &Department,
        access_token: Option<&str>,
        body: &[u8],
    ) -> Result<CredentialAnswer, Failure> {
        let token = self.check_token(issuer, access_token)?;
        let request: CredentialRequest = parse_message(body, MAX_CREDENTIAL_REQUEST_BYTES)
            .map_err(|error| Failure::bad("invalid_credential_request", error))?;
        if request.credential_configuration_id != token.configuration {
            let text = "the offer was for another credential";
            return Err(Failure::bad("unknown_credential_configuration", text));
        }
        let count = u8::try_from(request.proofs.jwt.len()).unwrap_or(u8::MAX);
        if !(1..=BATCH_SIZE).contains(&count) {
            return Err(Failure::bad(
                "invalid_proof",
                "one to four proofs are taken",
            ));
        }
        let (holders, nonce) = self.check_proofs(issuer, &request.proofs)?;
        let relation = self.check_introduction(issuer, &request, &nonce, &token.entry)?;
        self.spend_issuance_nonce(issuer, &nonce)?;
        // A token brings one set of copies; whoever lost the answer picks them up.
        let token_hash = access_token.map(hash).unwrap_or_default();
        if !self.store.take_token(&token_hash)? {
            return Err(Failure::unauthorized("invalid_token", "the token is used"));
        }
        // Whoever shows the token is the citizen of the offer, so this relation is as well.
        if let Some(relation) = &relation {
            let entry = relation.entry.as_deref();
            self.store.put_relation(
                issuer.slug(),
                &relation.relation,
                &relation.meta_address,
                entry,
            )?;
        }
        let result = self
            .issue_copies(issuer, &token.entry, holders, relation.as_ref())
            .await;
        if result.is_err() {
            self.store.give_token_back(&token_hash)?;
        }
        result
    }

    async fn issue_copies(
        &self,
        issuer: &Department,
        entry: &str,
        holders: Vec<PublicKey>,
        relation: Option<&RelationRow>,
    ) -> Result<CredentialAnswer, Failure> {
        let (_, entry) = self
            .store
            .entry(issuer.slug(), entry)?
            .ok_or_else(|| Failure::ours("an offer for an entry that is not in the register"))?;
        let attributes = attributes_of(&kinds::IDENTITY, &entry);
        let count = u8::try_from(holders.len()).map_err(Failure::ours)?;
        let mut credentials = Vec::new();
        for (index, holder) in (0..count).zip(holders) {
            let copy = Copy {
                configuration: IDENTITY,
                attributes: &attributes,
                holder,
                relation,
                number: (index, count),
                delivered: true,
                invoice_number: None,
            };
            let issued = self.issue_copy(issuer, &copy).await?;
            credentials.push(CredentialCopy {
                credential: issued.compact,
            });
        }
        Ok(CredentialAnswer { credentials })
    }

    fn check_token(
        &self,
        issuer: &Department,
        access_token: Option<&str>,
    ) -> Result<TokenRow, Failure> {
        let token = access_token
            .ok_or_else(|| Failure::unauthorized("invalid_token", "no access token"))?;
        self.store
            .token(issuer.slug(), &hash(token), random::now())?
            .ok_or_else(|| Failure::unauthorized("invalid_token", "unknown or expired"))
    }

    /// All proofs carry one nonce, and no key twice.
    pub(super) fn check_proofs(
        &self,
        issuer: &Department,
        proofs: &Proofs,
    ) -> Result<(Vec<PublicKey>, String), Failure> {
        let now = random::now();
        let mut holders = Vec::new();
        let mut common: Option<String> = None;
        for proof in &proofs.jwt {
            let proof = verify_proof(proof, &issuer.endpoint, now)
                .map_err(|error| Failure::bad("invalid_proof", error))?;
            if holders.contains(&proof.holder) {
                return Err(Failure::bad("invalid_proof", "two copies with one key"));
            }
            if common.get_or_insert_with(|| proof.nonce.clone()) != &proof.nonce {
                return Err(Failure::bad(
                    "invalid_nonce",
                    "the proofs carry several nonces",
                ));
            }
            holders.push(proof.holder);
        }
        let nonce = common.ok_or_else(|| Failure::bad("invalid_proof", "no proof"))?;
        Ok((holders, nonce))
    }

    /// The introduction in a credential request carries the nonce of its proofs.
    fn check_introduction(
        &self,
        issuer: &Department,
        request: &CredentialRequest,
        nonce: &str,
        entry: &str,
    ) -> Result<Option<RelationRow>, Failure> {
        let Some(introduction) = &request.citizen_relation else {
            return Ok(None);
        };
        let introduced = verify_relation_introduction(introduction, &issuer.did, random::now())
            .map_err(|error| Failure::bad("invalid_credential_request", error))?;
        if introduced.nonce != nonce {
            return Err(Failure::bad(
                "invalid_nonce",
                "the introduction carries another nonce",
            ));
        }
        Ok(Some(RelationRow {
            relation: introduced.relation,
            meta_address: introduced.meta_address,
            entry: Some(entry.to_owned()),
        }))
    }

    /// Hands over what was issued to the relation that asks, again if need be.
    ///
    /// # Errors
    /// `invalid_proof`, `invalid_nonce`, `not_found`; or the store fails.
    pub fn pick_up(&self, issuer: &Department, body: &[u8]) -> Result<PickupAnswer, Failure> {
        let request: PickupRequest = parse_message(body, exchange::pickup::MAX_PICKUP_BYTES)
            .map_err(|error| Failure::bad("invalid_request", error))?;
        let pickup = verify_pickup(&request, &issuer.did, random::now())
            .map_err(|error| Failure::bad("invalid_proof", error))?;
        self.spend_issuance_nonce(issuer, &pickup.nonce)?;
        let fingerprint: Fingerprint = pickup.fingerprint;
        let credential = self
            .store
            .issued_to(issuer.slug(), &pickup.relation, fingerprint)?
            .ok_or_else(|| Failure::not_found("nothing with that fingerprint waits for you"))?;
        Ok(PickupAnswer { credential })
    }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token).into()
}
