//! Where a credential's status is kept, and what it can be.

use std::fmt;
use std::str::FromStr;

use keys::ChainAddress;
use serde::{Deserialize, Serialize};

use crate::fingerprint::Fingerprint;

/// What the chain's registry answers when asked about a fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// The credential holds.
    Valid,
    /// It does not hold for now.
    Suspended,
    /// It will not hold again.
    Revoked,
    /// Another credential took its place.
    SupersededBy(Fingerprint),
}

/// The contract that is the authority on a credential's status, as `eip155:<chain id>:<contract>`
/// (CAIP-10): chain id in decimal, not zero, no leading zeros; contract in lower-case hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StatusRegistry {
    /// The chain, by EIP-155.
    pub chain_id: u64,
    /// The contract `Credentials` on it.
    pub contract: ChainAddress,
}

/// Where a verifier from outside, who has no access to the chain, may ask instead:
/// `status.status_list` of draft-ietf-oauth-status-list §6.2.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusListEntry {
    /// The position in the list.
    pub idx: u64,
    /// The list's URL.
    pub uri: String,
}

/// Text that is not a registry's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the address of a status registry")]
pub struct ParseRegistryError;

impl fmt::Display for StatusRegistry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "eip155:{}:{}", self.chain_id, self.contract)
    }
}

impl FromStr for StatusRegistry {
    type Err = ParseRegistryError;

    fn from_str(text: &str) -> Result<Self, ParseRegistryError> {
        let (chain_id, contract) = text
            .strip_prefix("eip155:")
            .and_then(|rest| rest.split_once(':'))
            .ok_or(ParseRegistryError)?;
        let registry = Self {
            chain_id: chain_id.parse().map_err(|_| ParseRegistryError)?,
            contract: contract.parse().map_err(|_| ParseRegistryError)?,
        };
        // One registry has one spelling.
        if registry.chain_id == 0 || registry.to_string() != text {
            return Err(ParseRegistryError);
        }
        Ok(registry)
    }
}

impl From<StatusRegistry> for String {
    fn from(registry: StatusRegistry) -> Self {
        registry.to_string()
    }
}

impl TryFrom<String> for StatusRegistry {
    type Error = ParseRegistryError;

    fn try_from(text: String) -> Result<Self, ParseRegistryError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_has_one_spelling() {
        let text = "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3";
        assert_eq!(
            text.parse::<StatusRegistry>()
                .map(|it| it.to_string())
                .as_deref(),
            Ok(text)
        );
        for wrong in [
            "",
            "eip155:31337",
            "eip155:031337:0x5fbdb2315678afecb367f032d93f642f64180aa3",
            "eip155:+1:0x5fbdb2315678afecb367f032d93f642f64180aa3",
            "eip155:0:0x5fbdb2315678afecb367f032d93f642f64180aa3",
            "eip155:31337:0x5FbDB2315678afecb367f032d93F642f64180aa3",
            "eip155:31337:5fbdb2315678afecb367f032d93f642f64180aa3",
            "eip155:31337:0x5fbdb2315678afecb367f032d93f642f64180aa3:1",
        ] {
            assert!(wrong.parse::<StatusRegistry>().is_err(), "{wrong}");
        }
    }
}
