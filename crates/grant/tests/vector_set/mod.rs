//! The form of the vector files, and the city as they describe it.

#![allow(unreachable_pub, reason = "shared by the modules of a test")]

mod cases;
mod verdicts;

use grant::*;
use keys::{Ed25519PublicKey, base64url};
use serde::{Deserialize, Serialize};

use crate::support::{self, City, Department};

pub use cases::all;

/// One file: what is common to its vectors, then the vectors.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VectorFile {
    pub format: String,
    pub city: CityFacts,
    pub vectors: Vec<Vector>,
}

/// The facts that hold unless a vector says otherwise.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CityFacts {
    pub custodian: String,
    pub chain_id: u64,
    pub contract: keys::ChainAddress,
    pub departments: Vec<DepartmentFacts>,
    pub officers: Vec<KeyFacts>,
    pub relations: Vec<KeyFacts>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentFacts {
    pub did: Did,
    pub parent: Option<Did>,
    pub public_key: Ed25519PublicKey,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFacts {
    pub did: Did,
    pub public_key: Ed25519PublicKey,
}

/// One use, the facts of its moment, and what the verifier says.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    pub name: String,
    pub now: i64,
    pub operation: OperationFacts,
    pub facts: MomentFacts,
    pub token: String,
    pub expected: Outcome,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationFacts {
    pub method: Action,
    /// (entry, attribute)
    pub items: Vec<(Code, Code)>,
    /// base64url
    pub body: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MomentFacts {
    pub law: LawFacts,
    pub anchors: Vec<AnchorFacts>,
    pub suspended: Vec<Did>,
    pub dismissed: Vec<Did>,
    pub withdrawn: Vec<(Did, Fingerprint)>,
    pub uses_through: Vec<(Fingerprint, u32)>,
    pub spent_nonces: Vec<(Did, String)>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LawFacts {
    /// `permit`, `refer` or `deny`, for every right.
    pub answer: String,
    pub max_validity_secs: u64,
    pub max_uses: u32,
    pub max_retention_days: u32,
    pub delegable: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnchorFacts {
    pub anchor: String,
    pub grant: Fingerprint,
    pub expires: i64,
    pub max_uses: u32,
    pub used: u32,
    pub revoked: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Error(String),
    Valid(ValidFacts),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValidFacts {
    pub grant: Fingerprint,
    pub links: Vec<Fingerprint>,
    pub line: Vec<Did>,
    pub issuer: Did,
    pub limits: Limits,
    pub operation: Digest,
    pub rights: Vec<RightFacts>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightFacts {
    pub number: u8,
    #[serde(flatten)]
    pub right: Right,
    /// Hexadecimal; the tag that the record of the first use carries.
    pub tag_of_use_1: String,
}

impl Vector {
    pub fn error(&self) -> Option<&str> {
        match &self.expected {
            Outcome::Error(name) => Some(name),
            Outcome::Valid(_) => None,
        }
    }

    /// Builds the city that the file and the vector describe, from nothing else.
    pub fn city(&self, common: &CityFacts) -> City {
        let mut city = City::new();
        city.custodian = Custodian {
            did: common.custodian.parse().unwrap(),
            chain_id: common.chain_id,
            contract: common.contract,
        };
        city.departments.clear();
        for facts in &common.departments {
            let active = !self.facts.suspended.contains(&facts.did);
            let parent = facts.parent.clone();
            let department = Department {
                key: facts.public_key.into(),
                parent,
                active,
            };
            city.departments.insert(facts.did.clone(), department);
        }
        city.officers = (common.officers.iter())
            .filter(|officer| !self.facts.dismissed.contains(&officer.did))
            .map(|officer| (officer.did.clone(), officer.public_key.into()))
            .collect();
        city.relations = (common.relations.iter())
            .map(|holder| {
                let entry = EntryId("citizen-1".to_owned());
                (
                    holder.did.clone(),
                    Relation {
                        key: holder.public_key.into(),
                        entry,
                    },
                )
            })
            .collect();
        let law = &self.facts.law;
        let limits = LawLimits {
            max_validity_secs: law.max_validity_secs,
            max_uses: law.max_uses,
            max_retention_days: law.max_retention_days,
            delegable: law.delegable,
        };
        city.law_otherwise = match law.answer.as_str() {
            "permit" => LawAnswer::Permit(limits),
            "refer" => LawAnswer::Refer(limits),
            _ => LawAnswer::Deny,
        };
        for anchor in &self.facts.anchors {
            let state = AnchorState {
                expires: anchor.expires,
                max_uses: anchor.max_uses,
                used: anchor.used,
                revoked: anchor.revoked,
            };
            city.anchors
                .insert((anchor.anchor.clone(), anchor.grant), state);
        }
        city.withdrawn = self.facts.withdrawn.iter().cloned().collect();
        city.through = self.facts.uses_through.iter().copied().collect();
        *city.nonces.lock().unwrap() = self.facts.spent_nonces.iter().cloned().collect();
        city
    }

    pub fn outcome(&self, city: &City) -> Outcome {
        let body = base64url::decode(&self.operation.body).unwrap();
        let items = self.operation.items.iter().cloned();
        let operation = Operation::new(self.operation.method, items, &body).unwrap();
        match city.verify_at(&self.token, &operation, self.now) {
            Err(error) => Outcome::Error(format!("{error:?}")),
            Ok(verified) => Outcome::Valid(ValidFacts {
                grant: verified.grant,
                links: verified.links,
                line: verified.line,
                issuer: verified.issuer,
                limits: verified.limits,
                operation: verified.operation,
                rights: (verified.rights.into_iter())
                    .map(|shown| RightFacts {
                        number: shown.number,
                        tag_of_use_1: hex(&shown.salt.attribute_tag(1).0),
                        right: shown.right,
                    })
                    .collect(),
            }),
        }
    }
}

/// The facts of [`City::new`].
fn common() -> CityFacts {
    let city = City::new();
    let mut departments: Vec<_> = (city.departments.iter())
        .map(|(did, department)| DepartmentFacts {
            did: did.clone(),
            parent: department.parent.clone(),
            public_key: department.key.public_key(),
        })
        .collect();
    departments.sort_by(|one, other| one.did.cmp(&other.did));
    let key = |did: Did, signer: &keys::SoftwareSigner| KeyFacts {
        did,
        public_key: support::verifier(signer).public_key(),
    };
    CityFacts {
        custodian: city.custodian.did.to_string(),
        chain_id: city.custodian.chain_id,
        contract: city.custodian.contract,
        departments,
        officers: vec![key(support::officer(), &support::officer_key())],
        relations: vec![key(
            support::key_did(&support::holder_key()),
            &support::holder_key(),
        )],
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
