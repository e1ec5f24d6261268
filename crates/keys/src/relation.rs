//! Relations: every key a holder has towards one party, on one SLIP-0013 path.
//!
//! Format: `docs/formats/keys.md`, section "Relations", which also lists the URIs in use; the
//! functions below make them.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::agreement::{AgreementError, SharedSecret, X25519Secret};
use crate::did::{DepartmentDid, did_key};
use crate::phrase::Seed;
use crate::public::{
    Ed25519PublicKey, P256PublicKey, PublicKey, Secp256k1PublicKey, X25519PublicKey,
};
use crate::slip10::{Curve, HARDENED, Node};
use crate::{Secp256k1Secret, Signer, SoftwareSigner};

/// The URI of the holder's relation with itself: own grants, own deposits.
pub const SELF_URI: &str = "self";
/// The URI of billing codes, which are shown to sellers that need not be known beforehand; each code
/// has an index of its own.
pub const BILLING_URI: &str = "billing";

/// Returns the URI of the relation with a department: its DID.
pub fn department_uri(department: &DepartmentDid) -> String {
    department.to_string()
}

/// Returns the URI of the key that signs grants for one custodian and one requester.
pub fn grant_uri(custodian: &DepartmentDid, requester: &DepartmentDid) -> String {
    format!("{custodian} {requester}")
}

/// Returns the URI of the keys that credentials of one issuer are bound to; the index is the
/// number of the copy, counted over all copies ever issued.
pub fn copy_uri(issuer: &DepartmentDid) -> String {
    format!("{issuer} copy")
}

/// What a relation's key is for; each has a curve of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Ed25519: the holder's identifier and signatures towards this party.
    Identity,
    /// P-256: the same for parties that take only ES256.
    IdentityP256,
    /// X25519: finds the records this party writes for the holder.
    Viewing,
    /// secp256k1: acts on records that name a one-time address.
    Spending,
}

/// The public keys a writer needs to address records to a holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MetaAddress {
    /// The X25519 viewing key.
    pub viewing: X25519PublicKey,
    /// The secp256k1 spending key.
    pub spending: Secp256k1PublicKey,
}

/// The public half of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationPublic {
    /// Verifies the holder's `EdDSA` signatures.
    pub ed25519: Ed25519PublicKey,
    /// Verifies the holder's `ES256` signatures.
    pub p256: P256PublicKey,
    /// See [`Purpose::Viewing`].
    pub viewing: X25519PublicKey,
    /// See [`Purpose::Spending`].
    pub spending: Secp256k1PublicKey,
    /// The holder's identifier towards this party: the `did:key` of `ed25519`.
    pub did: String,
    /// What a writer of the journal is given.
    pub meta_address: MetaAddress,
}

/// The secret keys of one relation, wiped on drop.
pub struct RelationKeys {
    identity: SoftwareSigner,
    identity_p256: SoftwareSigner,
    viewing: X25519Secret,
    spending: Secp256k1Secret,
}

impl RelationKeys {
    /// Derives the relation with the party named by `uri`. A higher index is a fresh relation
    /// that nothing connects with the others.
    pub fn derive(seed: &Seed, uri: &str, index: u32) -> Self {
        let path = path(uri, index);
        let node =
            |curve| Node::derive(seed, curve, &path).expect("every index of the path is hardened");
        Self {
            identity: node(Curve::Ed25519)
                .signer()
                .expect("Ed25519 is a signing curve"),
            identity_p256: node(Curve::NistP256)
                .signer()
                .expect("P-256 is a signing curve"),
            viewing: node(Curve::Curve25519)
                .agreement()
                .expect("Curve25519 agrees"),
            spending: node(Curve::Secp256k1)
                .account()
                .expect("secp256k1 has accounts"),
        }
    }

    /// Returns the public half.
    pub fn public(&self) -> RelationPublic {
        let PublicKey::Ed25519(ed25519) = self.identity.public_key() else {
            unreachable!("the identity key is derived on Ed25519");
        };
        let PublicKey::P256(p256) = self.identity_p256.public_key() else {
            unreachable!("the second identity key is derived on P-256");
        };
        let meta_address = MetaAddress {
            viewing: self.viewing.public_key(),
            spending: self.spending.public_key(),
        };
        RelationPublic {
            ed25519,
            p256,
            viewing: meta_address.viewing,
            spending: meta_address.spending,
            did: did_key(&PublicKey::Ed25519(ed25519)),
            meta_address,
        }
    }

    /// Returns the Ed25519 signer.
    pub fn identity(&self) -> &SoftwareSigner {
        &self.identity
    }

    /// Returns the P-256 signer.
    pub fn identity_p256(&self) -> &SoftwareSigner {
        &self.identity_p256
    }

    /// Returns the spending key.
    pub fn spending(&self) -> &Secp256k1Secret {
        &self.spending
    }

    /// Agrees with a writer's agreement key, for [`crate::journal::JournalSecret::derive`].
    ///
    /// # Errors
    /// [`AgreementError`] if the writer's key makes no agreement.
    pub fn agree(&self, writer: &X25519PublicKey) -> Result<SharedSecret, AgreementError> {
        self.viewing.diffie_hellman(writer)
    }

    /// Agrees with the own viewing key, for records that only the holder can find.
    pub fn agree_with_self(&self) -> SharedSecret {
        self.viewing
            .diffie_hellman(&self.viewing.public_key())
            .expect("an own public key is not of small order")
    }
}

impl std::fmt::Debug for RelationKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RelationKeys")
    }
}

/// Computes the path of SLIP-0013: `m/13'/A'/B'/C'/D'`, where A to D are the first 16 bytes of
/// SHA-256(index as u32 little endian ‖ URI) as little-endian numbers.
pub fn path(uri: &str, index: u32) -> [u32; 5] {
    let digest = Sha256::new_with_prefix(index.to_le_bytes())
        .chain_update(uri)
        .finalize();
    let mut path = [13 | HARDENED; 5];
    for (step, bytes) in path[1..].iter_mut().zip(digest.chunks_exact(4)) {
        let bytes: [u8; 4] = bytes.try_into().expect("chunks of four");
        *step = u32::from_le_bytes(bytes) | HARDENED;
    }
    path
}
