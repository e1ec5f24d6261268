//! Evidence of an answer: one file that anybody can check, without a vault.
//!
//! It holds what was signed and nothing else: the request as it came, the signed part of the grant
//! without any disclosure, the receipt. So it names what was asked for, and no attribute's value.
//! The format is written down in `docs/formats/evidence.md`.

use grant::{Digest, Fingerprint};
use keys::jws::UnverifiedJws;
use keys::{DepartmentDid, Ed25519PublicKey, P256PublicKey, PublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::department::KnownDepartment;
use crate::endpoint::Endpoint;
use crate::json::parse_message;
use crate::jwt;
use crate::receipt::{MAX_RECEIPT_BYTES, RECEIPT_TYPE, Receipt, ReceiptOutcome};
use crate::request::{MAX_REQUEST_BYTES, UnverifiedRequest, VerifiedRequest, claimed_client};

/// Name and version of the format.
pub const EVIDENCE_FORMAT: &str = "citizen-wallet/evidence/1";
/// Largest file that is read, in bytes.
pub const MAX_EVIDENCE_BYTES: usize = MAX_REQUEST_BYTES + 65_536;
/// `typ` of a grant's signed part.
const GRANT_TYPE: &str = "grant+sd-jwt";
/// Longest signed part of a grant, in bytes.
const MAX_GRANT_BYTES: usize = 16_384;
const DOMAIN: &[u8] = b"citizen-wallet/evidence/1\n";

/// What the file holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// [`EVIDENCE_FORMAT`].
    pub format: String,
    /// The chain that the directory and the anchor stand on.
    pub chain_id: u64,
    /// Hash of its block 0, `0x` and hexadecimal.
    pub genesis: String,
    /// When the answer was sent, by the holder's clock; seconds.
    pub sent: i64,
    /// The signed request object as it came.
    pub request: String,
    /// The grant's signed part without disclosures; none after a refusal.
    pub grant: Option<String>,
    /// The block that the grant was anchored in.
    pub height: Option<u64>,
    /// The requester's signed receipt, if one came.
    pub receipt: Option<String>,
    /// The requester's keys as its directory had them.
    pub requester: Requester,
}

/// Keys of a department as its directory had them at that time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requester {
    /// Who.
    pub did: DepartmentDid,
    /// Its Ed25519 key, base64url.
    pub ed25519: String,
    /// Its P-256 signing key, compressed, base64url.
    pub p256: String,
    /// Where it answers.
    pub endpoint: Endpoint,
}

/// The file: the evidence with a checksum, which finds damage; it is no signature.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    evidence: Evidence,
    checksum: String,
}

/// How a step of the check ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It holds.
    Valid,
    /// It does not hold, and why.
    Invalid(String),
    /// It was not checked, and why.
    NotChecked(&'static str),
}

/// The steps that need nothing but the file and the requester's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// The file is whole and written in its one way.
    pub integrity: Finding,
    /// The request is signed by the requester's key and was open when the answer was sent.
    pub requester_signature: Finding,
    /// The grant is signed by the key that it names as its issuer.
    pub holder_signature: Finding,
    /// The receipt is signed by the requester's key.
    pub receipt_signature: Finding,
    /// Request, grant and receipt belong together.
    pub unaltered: Finding,
}

/// Evidence as read; whether it is whole is a step of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnverifiedEvidence {
    /// What the file says.
    pub evidence: Evidence,
    whole: bool,
}

/// The grant's claims that bind it to the rest.
#[derive(Deserialize)]
struct GrantClaims {
    iss: String,
    aud: String,
    anchor: String,
    request: Digest,
    cnf: Confirmation,
}

#[derive(Deserialize)]
struct Confirmation {
    kid: String,
}

impl Requester {
    /// The keys of a department.
    #[must_use]
    pub fn of(department: &KnownDepartment) -> Self {
        Self {
            did: department.did,
            ed25519: keys::base64url::encode(&department.ed25519.to_bytes()),
            p256: keys::base64url::encode(&department.p256.to_bytes()),
            endpoint: department.endpoint.clone(),
        }
    }

    /// The department with these keys, taken from the file and therefore proven by nobody.
    #[must_use]
    pub fn to_department(&self) -> Option<KnownDepartment> {
        let ed25519 = keys::base64url::decode_array(&self.ed25519).ok()?;
        let p256 = keys::base64url::decode_array(&self.p256).ok()?;
        Some(KnownDepartment {
            did: self.did,
            active: true,
            ed25519: Ed25519PublicKey::from_bytes(&ed25519).ok()?,
            p256: P256PublicKey::from_bytes(&p256).ok()?,
            endpoint: self.endpoint.clone(),
        })
    }
}

impl Evidence {
    /// Writes the file.
    #[must_use]
    pub fn to_file(&self) -> Vec<u8> {
        let file = File {
            checksum: self.checksum(),
            evidence: self.clone(),
        };
        let mut bytes = serde_json::to_vec_pretty(&file).expect("evidence is plain data");
        bytes.push(b'\n');
        bytes
    }

    fn checksum(&self) -> String {
        let json = serde_json::to_vec(self).expect("evidence is plain data");
        let digest: [u8; 32] = Sha256::new_with_prefix(DOMAIN)
            .chain_update(json)
            .finalize()
            .into();
        keys::base64url::encode(&digest)
    }

    /// The grant's id on the chain.
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.grant.as_deref().map(Fingerprint::of)
    }

    /// Where the grant says that it is anchored: `eip155:<chain>:<contract>:<account>`; not proven.
    #[must_use]
    pub fn claimed_anchor(&self) -> Option<grant::Anchor> {
        let jws = UnverifiedJws::parse(self.grant.as_deref()?, MAX_GRANT_BYTES).ok()?;
        let claims: GrantClaims = jws.claims_unverified().ok()?;
        claims.anchor.parse().ok()
    }
}

impl UnverifiedEvidence {
    /// Reads a file. One that can be read but was changed is read, and says so in its findings.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let file: File = parse_message(bytes, MAX_EVIDENCE_BYTES).ok()?;
        let whole = file.evidence.format == EVIDENCE_FORMAT
            && file.checksum == file.evidence.checksum()
            && file.evidence.to_file() == bytes;
        Some(Self {
            evidence: file.evidence,
            whole,
        })
    }

    /// Takes every step that the keys of `department` allow: those of the proven directory, or
    /// those that the file brings.
    #[must_use]
    pub fn check(&self, department: Option<&KnownDepartment>) -> Findings {
        let integrity = match self.whole {
            true => Finding::Valid,
            false => Finding::Invalid("the file was changed or damaged".to_owned()),
        };
        let Some(department) = department else {
            let why = || Finding::NotChecked("the requester's keys are not known");
            return Findings {
                integrity,
                requester_signature: why(),
                holder_signature: self.check_grant(),
                receipt_signature: why(),
                unaltered: why(),
            };
        };
        let request = self.verify_request(department);
        let receipt = self.verify_receipt(department);
        Findings {
            integrity,
            holder_signature: self.check_grant(),
            unaltered: self.check_bonds(department, request.as_ref().ok(), receipt.as_ref()),
            requester_signature: match request {
                Ok(_) => Finding::Valid,
                Err(why) => Finding::Invalid(why),
            },
            receipt_signature: match receipt {
                Some(Ok(_)) => Finding::Valid,
                Some(Err(why)) => Finding::Invalid(why),
                None => Finding::NotChecked("there is no receipt"),
            },
        }
    }

    fn verify_request(&self, department: &KnownDepartment) -> Result<VerifiedRequest, String> {
        let mut department = department.clone();
        // Whether it was active then is the directory's step.
        department.active = true;
        let request = &self.evidence.request;
        let client = claimed_client(request).map_err(|error| error.to_string())?;
        UnverifiedRequest::parse(request, &client)
            .and_then(|unverified| unverified.verify(&department, self.evidence.sent))
            .map_err(|error| error.to_string())
    }

    fn verify_receipt(&self, department: &KnownDepartment) -> Option<Result<Receipt, String>> {
        let receipt = self.evidence.receipt.as_deref()?;
        Some(
            jwt::parse(receipt, RECEIPT_TYPE, MAX_RECEIPT_BYTES)
                .and_then(|jwt| jwt.verify_by_department(department))
                .map_err(|error| error.to_string()),
        )
    }

    fn check_grant(&self) -> Finding {
        let Some(text) = self.evidence.grant.as_deref() else {
            return Finding::NotChecked("a refusal is not signed by the holder");
        };
        match verify_grant(text) {
            Ok(_) => Finding::Valid,
            Err(why) => Finding::Invalid(why.to_owned()),
        }
    }

    /// Each part names the others.
    fn check_bonds(
        &self,
        department: &KnownDepartment,
        request: Option<&VerifiedRequest>,
        receipt: Option<&Result<Receipt, String>>,
    ) -> Finding {
        let wrong = |why: &str| Finding::Invalid(why.to_owned());
        let digest = Digest::of(self.evidence.request.as_bytes());
        let fingerprint = self.evidence.fingerprint();
        if let Some(text) = self.evidence.grant.as_deref() {
            let Ok(grant) = verify_grant(text) else {
                return wrong("the grant is not what was signed");
            };
            if grant.request != digest {
                return wrong("the grant answers another request");
            }
            let custodian = request.map(|request| request.terms.custodian.to_string());
            if grant.cnf.kid != department.did.to_string()
                || custodian.is_some_and(|custodian| custodian != grant.aud)
            {
                return wrong("the grant is for others than the request names");
            }
        }
        match receipt {
            None if fingerprint.is_some() => {
                Finding::NotChecked("there is no receipt to compare with")
            }
            None => match request {
                Some(_) => Finding::Valid,
                None => wrong("the request is not what was signed"),
            },
            Some(Err(_)) => wrong("the receipt is not what was signed"),
            Some(Ok(receipt)) => {
                let outcome = match fingerprint {
                    Some(_) => ReceiptOutcome::Accepted,
                    None => ReceiptOutcome::RefusalNoted,
                };
                if receipt.request != digest {
                    wrong("the receipt is for another request")
                } else if receipt.grant != fingerprint || receipt.outcome != outcome {
                    wrong("the receipt is for another answer")
                } else if receipt.department != department.did || request.is_none() {
                    wrong("the receipt is of another department")
                } else {
                    Finding::Valid
                }
            }
        }
    }
}

/// Checks the signature of a grant's signed part by the key that its issuer is.
fn verify_grant(text: &str) -> Result<GrantClaims, &'static str> {
    let jws = UnverifiedJws::parse(text, MAX_GRANT_BYTES).map_err(|_| "not a signed message")?;
    let claims: GrantClaims = jws.claims_unverified().map_err(|_| "not a grant")?;
    let key = keys::did::parse_did_key(&claims.iss).map_err(|_| "no holder's key")?;
    let PublicKey::Ed25519(_) = key else {
        return Err("no holder's key");
    };
    jws.verify(&key, GRANT_TYPE)
        .map_err(|_| "the signature is wrong")?;
    Ok(claims)
}
