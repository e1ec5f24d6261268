//! An issuer's statement that holds, and what its holder can do with it.

use keys::{PublicKey, Signer};
use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::disclosure::Disclosure;
use crate::key_binding::{BindError, Binding, bind};
use crate::path::ClaimPath;
use crate::process::Claims;
use crate::unverified::Header;

/// An SD-JWT whose issuer's signature and digests hold. Only `verify` makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedSdJwt {
    issuer_jwt: String,
    header: Header,
    disclosures: Vec<Disclosure>,
    claims: Claims,
}

/// A part of a credential that is ready to be shown, or to be bound to an audience first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    text: String,
    disclosed: Vec<ClaimPath>,
    holder: Option<PublicKey>,
}

/// Why a selection cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// A path leads to nothing in this credential.
    #[error("no such claim")]
    UnknownPath,
}

impl VerifiedSdJwt {
    pub(crate) fn new(
        issuer_jwt: String,
        header: Header,
        disclosures: Vec<Disclosure>,
        claims: Claims,
    ) -> Self {
        Self {
            issuer_jwt,
            header,
            disclosures,
            claims,
        }
    }

    /// The claims: those always visible and those disclosed; no `_sd`, no `...`, no `_sd_alg`.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims.claims
    }

    /// The disclosed claims, each with its disclosure, in the order received. Paths lead into
    /// [`claims`](Self::claims).
    pub fn disclosed(&self) -> impl ExactSizeIterator<Item = (&ClaimPath, &Disclosure)> {
        self.claims.disclosed.iter().zip(&self.disclosures)
    }

    /// The key a presentation must be bound with, from `cnf.jwk`.
    pub fn holder(&self) -> Option<&PublicKey> {
        self.claims.holder.as_ref()
    }

    /// The header of the issuer's JWT.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The issuer's JWT, without disclosures.
    pub fn issuer_jwt(&self) -> &str {
        &self.issuer_jwt
    }

    /// SHA-256 of [`issuer_jwt`](Self::issuer_jwt): the fingerprint of the credential.
    pub fn issuer_jwt_digest(&self) -> Digest {
        Digest::of(&self.issuer_jwt)
    }

    /// Keeps the disclosures that `paths` need, and no other.
    ///
    /// A path names a claim in [`claims`](Self::claims) and selects it with everything below it; of
    /// what contains it, only the bare frame comes along. A claim that is always visible needs no
    /// disclosure and may be named all the same. No path at all selects the bare credential.
    ///
    /// # Errors
    /// A path leads to nothing.
    pub fn select(&self, paths: &[ClaimPath]) -> Result<Selection, SelectError> {
        if paths
            .iter()
            .any(|path| path.resolve(self.claims()).is_none())
        {
            return Err(SelectError::UnknownPath);
        }
        let mut text = format!("{}~", self.issuer_jwt);
        let mut disclosed = Vec::new();
        for (place, disclosure) in self.disclosed() {
            if paths
                .iter()
                .any(|path| path.contains(place) || place.contains(path))
            {
                text.push_str(disclosure.as_str());
                text.push('~');
                disclosed.push(place.clone());
            }
        }
        Ok(Selection {
            text,
            disclosed,
            holder: self.claims.holder,
        })
    }
}

impl Selection {
    /// `<JWT>~<disclosure>~...~`, a presentation without key binding.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The claims whose disclosures are in, as paths into the credential that was selected from.
    pub fn disclosed(&self) -> &[ClaimPath] {
        &self.disclosed
    }

    /// Signs that the holder of the credential's key shows exactly this selection to one audience.
    /// Returns the SD-JWT+KB. RFC 9901 §4.3.
    ///
    /// # Errors
    /// See [`BindError`].
    pub fn bind(&self, binding: &Binding<'_>, holder: &dyn Signer) -> Result<String, BindError> {
        bind(&self.text, self.holder.as_ref(), binding, holder)
    }
}
