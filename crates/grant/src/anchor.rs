//! Where a grant is anchored: network, contract and the one-time account that alone may revoke it.

use std::fmt;
use std::str::FromStr;

use keys::ChainAddress;
use serde::{Deserialize, Serialize};

/// The place of a grant on chain, written `eip155:<chain>:<contract>:<account>`.
///
/// The chain id is decimal without leading zeros, addresses are `0x` and 40 lower-case hex digits
/// (CAIP-2 and CAIP-10, with the contract between chain and account).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Anchor {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// The `Grants` contract.
    pub contract: ChainAddress,
    /// The holder's one-time account that anchors this grant and may revoke it.
    pub account: ChainAddress,
}

/// The text is not an anchor in its one written form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an anchor")]
pub struct AnchorError;

impl FromStr for Anchor {
    type Err = AnchorError;

    fn from_str(text: &str) -> Result<Self, AnchorError> {
        let rest = text.strip_prefix("eip155:").ok_or(AnchorError)?;
        let mut fields = rest.split(':');
        let (Some(chain), Some(contract), Some(account), None) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(AnchorError);
        };
        Ok(Self {
            chain_id: parse_chain_id(chain)?,
            contract: parse_address(contract)?,
            account: parse_address(account)?,
        })
    }
}

fn parse_chain_id(text: &str) -> Result<u64, AnchorError> {
    // The standard parser also takes a sign and leading zeros.
    if !text.starts_with(|first: char| matches!(first, '1'..='9')) {
        return Err(AnchorError);
    }
    text.parse().map_err(|_| AnchorError)
}

fn parse_address(text: &str) -> Result<ChainAddress, AnchorError> {
    let digits = text.strip_prefix("0x").ok_or(AnchorError)?;
    if digits.len() != 40
        || !digits
            .bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    {
        return Err(AnchorError);
    }
    text.parse().map_err(|_| AnchorError)
}

impl TryFrom<String> for Anchor {
    type Error = AnchorError;

    fn try_from(text: String) -> Result<Self, AnchorError> {
        text.parse()
    }
}

impl From<Anchor> for String {
    fn from(anchor: Anchor) -> Self {
        anchor.to_string()
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "eip155:{}:{}:{}",
            self.chain_id, self.contract, self.account
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const CONTRACT: &str = "0x00000000000000000000000000000000000000aa";
    const ACCOUNT: &str = "0x52908400098527886e0f7030069857d2e4169ee7";

    #[test]
    fn has_one_written_form() {
        let text = format!("eip155:31337:{CONTRACT}:{ACCOUNT}");
        let anchor: Anchor = text.parse().unwrap();
        assert_eq!(anchor.chain_id, 31337);
        assert_eq!(anchor.to_string(), text);

        let upper = ACCOUNT.replace('e', "E");
        for bad in [
            format!("eip155:031337:{CONTRACT}:{ACCOUNT}"),
            format!("eip155:+31337:{CONTRACT}:{ACCOUNT}"),
            format!("eip155:0:{CONTRACT}:{ACCOUNT}"),
            format!("eip155:18446744073709551616:{CONTRACT}:{ACCOUNT}"),
            format!("eip155::{CONTRACT}:{ACCOUNT}"),
            format!("eip155:31337:{CONTRACT}:{upper}"),
            format!("eip155:31337:{CONTRACT}:{}", &ACCOUNT[2..]),
            format!("eip155:31337:{CONTRACT}"),
            format!("eip155:31337:{CONTRACT}:{ACCOUNT}:"),
            format!("EIP155:31337:{CONTRACT}:{ACCOUNT}"),
        ] {
            assert_eq!(bad.parse::<Anchor>(), Err(AnchorError), "{bad}");
        }
    }
}
