//! Handing an invoice to the payer that it was claimed for. Format: `docs/formats/exchange.md` §10.
//!
//! The claim itself stands on the chain and names the payer; this brings what the chain does not
//! have, the invoice with all that is in it. It is for that payer alone, and bringing it twice does
//! no harm, so the invoice's own fingerprint serves as the nonce.

use credential::kinds::{INVOICE, Invoice};
use credential::{
    Fingerprint, KeyName, PresentationError, Terms as CredentialTerms, UnverifiedPresentation,
};
use keys::{DepartmentDid, PublicKey, Signer};
use sd_jwt::{BindError, Binding, Expectation, Selection};
use serde::{Deserialize, Serialize};
use serde_json::Map;

use crate::PROOF_LIFETIME_SECS;
use crate::fault::Fault;

/// Longest body that is read, in bytes.
pub const MAX_CLAIM_BYTES: usize = 131_072;

/// Body of a hand-over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRequest {
    /// The invoice with everything disclosed, and key binding for the payer.
    pub invoice: String,
}

/// The payer's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimAnswer {
    /// The payer's file number, at most 64 characters.
    pub number: String,
}

/// Why a hand-over is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// Not one SD-JWT with key binding.
    #[error("this is no invoice of a wallet")]
    Malformed,
    /// A credential of another type.
    #[error("the document is no invoice")]
    OtherType,
    /// The biller is not known, or was not active.
    #[error("the biller is not in the directory")]
    Issuer,
    /// Credential or proof of possession do not hold.
    #[error("the invoice is refused: {0}")]
    Presentation(#[from] PresentationError),
    /// Not everything is disclosed, or it does not add up.
    #[error("the invoice does not add up: {0}")]
    Content(#[from] credential::kinds::InvoiceError),
}

impl ClaimError {
    /// Returns who is at fault.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        Fault::PeerWrong
    }
}

/// Signs, with the holder key of the invoice, that it is for `payer`.
///
/// # Errors
/// If the signer is not the holder, or fails.
pub fn hand_over_invoice(
    selection: &Selection,
    fingerprint: Fingerprint,
    payer: &DepartmentDid,
    now: i64,
    holder: &dyn Signer,
) -> Result<String, BindError> {
    let binding = Binding {
        audience: &payer.to_string(),
        nonce: &fingerprint.to_string(),
        issued_at: now,
        extra: Map::new(),
    };
    selection.bind(&binding, holder)
}

/// A well-formed invoice that was handed over; nothing of it is proven.
#[derive(Clone, Debug)]
pub struct UnverifiedClaim {
    presentation: UnverifiedPresentation,
}

impl UnverifiedClaim {
    /// Reads an SD-JWT with key binding.
    ///
    /// # Errors
    /// [`ClaimError::Malformed`], [`ClaimError::OtherType`].
    pub fn parse(text: &str) -> Result<Self, ClaimError> {
        let presentation =
            UnverifiedPresentation::parse(text).map_err(|_| ClaimError::Malformed)?;
        match presentation.terms().vct.as_str() == INVOICE.vct {
            true => Ok(Self { presentation }),
            false => Err(ClaimError::OtherType),
        }
    }

    /// The department that is said to have billed.
    #[must_use]
    pub fn issuer(&self) -> &DepartmentDid {
        self.presentation.issuer()
    }

    /// Which of its keys is to be looked up.
    #[must_use]
    pub fn key_name(&self) -> KeyName {
        self.presentation.key_name()
    }

    /// The always visible part, as claimed.
    #[must_use]
    pub fn terms(&self) -> &CredentialTerms {
        self.presentation.terms()
    }

    /// What stands on chain.
    #[must_use]
    pub fn fingerprint(&self) -> Fingerprint {
        self.presentation.fingerprint()
    }

    /// Verifies signature, holder, audience and sums; `now` in seconds.
    ///
    /// # Errors
    /// See [`ClaimError`].
    ///
    /// # Security
    /// `issuer` is from the proven directory; `None` if there is none. The caller then compares
    /// number, fingerprint and payer with what the chain says of the invoice.
    pub fn verify(
        self,
        issuer: Option<&PublicKey>,
        payer: &DepartmentDid,
        now: i64,
    ) -> Result<Invoice, ClaimError> {
        let issuer = issuer.ok_or(ClaimError::Issuer)?;
        let expectation = Expectation {
            audience: &payer.to_string(),
            nonce: &self.fingerprint().to_string(),
            now,
            max_age_secs: u32::try_from(PROOF_LIFETIME_SECS).unwrap_or_default(),
        };
        let shown = self.presentation.verify(issuer, &expectation)?;
        let invoice = Invoice::from_attributes(&shown.credential.attributes)?;
        invoice.check()?;
        Ok(invoice)
    }
}
