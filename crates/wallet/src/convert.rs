//! From the domain's types to the border's, and the errors of the crates below in its words.

use chain::{ChainError, Department, Network, TrustBasis};
use exchange::{Endpoint, KnownDepartment, Text};
use keys::DepartmentDid;
use serde_json::Value;
use wallet_api::{ApiError, AttributeValue, ErrorCode, LocalText, ProofBasis};

use crate::profile::{NetworkFileError, Profile};

/// The network of a profile.
pub(crate) fn network(profile: &Profile) -> Result<Network, ApiError> {
    profile.network().map_err(|error| match error {
        NetworkFileError::Missing => ErrorCode::NoNetwork.into(),
        NetworkFileError::Unusable(why) => ApiError::about(ErrorCode::BadNetwork, why),
    })
}

/// Whether the network lives on this computer, so that plain loopback addresses are its own.
pub(crate) fn is_local(network: &Network) -> bool {
    network.nodes().iter().all(|node| match node.url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        _ => false,
    })
}

pub(crate) fn basis(basis: &TrustBasis) -> ProofBasis {
    match basis {
        TrustBasis::Local { node } => ProofBasis::Local { node: node.clone() },
        TrustBasis::Qbft { signers, of } => ProofBasis::Sealed {
            signers: u32::try_from(signers.len()).unwrap_or(u32::MAX),
            of: u32::try_from(*of).unwrap_or(u32::MAX),
        },
        TrustBasis::Quorum { agreed, of } => ProofBasis::Quorum {
            agreed: saturate(agreed.len()),
            of: saturate(*of),
        },
    }
}

/// A failure of the chain, in the border's words.
pub(crate) fn chain_error(error: ChainError) -> ApiError {
    let text = error.to_string();
    let code = match error {
        ChainError::Unreachable { .. } | ChainError::Timeout { .. } | ChainError::Setup => {
            ErrorCode::ChainUnreachable
        }
        ChainError::WrongChain { .. } | ChainError::WrongGenesis { .. } => ErrorCode::WrongNetwork,
        ChainError::NotEnoughAgreement { .. } => ErrorCode::NotEnoughAgreement,
        ChainError::Contradicted(_)
        | ChainError::BadAnswer { .. }
        | ChainError::TooLarge { .. } => ErrorCode::ChainContradicts,
        ChainError::Reverted { error } => return ApiError::about(ErrorCode::ChainRefused, error),
        ChainError::Refused { .. }
        | ChainError::NotConfirmed
        | ChainError::GasLimit { .. }
        | ChainError::Signing => ErrorCode::ChainRefused,
    };
    ApiError::about(code, text)
}

/// A department of the proven directory as the exchange needs it. `None` if the directory lacks a
/// key or an address that can be used.
pub(crate) fn known(department: &Department, active: bool) -> Option<KnownDepartment> {
    Some(KnownDepartment {
        did: department.did,
        active,
        ed25519: department.keys.ed25519?,
        p256: department.keys.p256_sign?,
        endpoint: Endpoint::parse(&department.endpoint).ok()?,
    })
}

pub(crate) fn text(text: Text) -> LocalText {
    LocalText {
        zh: text.zh,
        en: text.en,
    }
}

pub(crate) fn did(text: &str) -> Result<DepartmentDid, ApiError> {
    text.parse()
        .map_err(|_| ApiError::about(ErrorCode::BadInput, "did"))
}

/// `0x` and the bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: impl AsRef<[u8]>) -> String {
    const_hex::encode_prefixed(bytes)
}

/// 32 bytes from `0x` and 64 hexadecimal digits.
pub(crate) fn digest_bytes(text: &str) -> Result<[u8; 32], ApiError> {
    const_hex::decode_to_array(text).map_err(|_| ApiError::about(ErrorCode::BadInput, "digest"))
}

pub(crate) fn saturate(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn action(action: grant::Action) -> wallet_api::Action {
    match action {
        grant::Action::Read => wallet_api::Action::Read,
        grant::Action::Modify => wallet_api::Action::Modify,
        grant::Action::Add => wallet_api::Action::Add,
    }
}

/// The value of a claim, as the interface shows it.
pub(crate) fn value(value: &Value) -> AttributeValue {
    match value {
        Value::Null => AttributeValue::Text(String::new()),
        Value::Bool(flag) => AttributeValue::Flag(*flag),
        Value::Number(number) => AttributeValue::Number(number.to_string()),
        Value::String(text) if is_day(text) => AttributeValue::Date(text.clone()),
        Value::String(text) => AttributeValue::Text(text.clone()),
        Value::Array(items) => AttributeValue::List(items.iter().map(self::value).collect()),
        Value::Object(members) => {
            let localised = match (members.get("zh"), members.get("en")) {
                (Some(Value::String(zh)), Some(Value::String(en))) if members.len() == 2 => {
                    Some(LocalText {
                        zh: zh.clone(),
                        en: en.clone(),
                    })
                }
                _ => None,
            };
            match localised {
                Some(text) => AttributeValue::Localised(text),
                None => AttributeValue::Group(
                    members
                        .iter()
                        .map(|(name, value)| (name.clone(), self::value(value)))
                        .collect(),
                ),
            }
        }
    }
}

fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

/// Hides the middle of a number that people recognise by its ends.
pub(crate) fn hide_middle(number: &str) -> String {
    let chars: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
    if chars.len() <= 8 {
        return number.to_owned();
    }
    let head: String = chars[..4].iter().collect();
    let tail: String = chars[chars.len() - 4..].iter().collect();
    format!("{head} •••• {tail}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_keep_their_kind() {
        assert_eq!(
            value(&json!("1990-04-17")),
            AttributeValue::Date("1990-04-17".into())
        );
        assert_eq!(
            value(&json!("1990-04-37")),
            AttributeValue::Text("1990-04-37".into())
        );
        assert_eq!(
            value(&json!({"zh": "一", "en": "one"})),
            AttributeValue::Localised(LocalText {
                zh: "一".into(),
                en: "one".into()
            })
        );
        assert_eq!(
            value(&json!([{"name": "a"}])),
            AttributeValue::List(vec![AttributeValue::Group(vec![(
                "name".into(),
                AttributeValue::Text("a".into())
            )])])
        );
    }

    #[test]
    fn the_middle_of_long_numbers_is_hidden() {
        assert_eq!(hide_middle("HT2107990417"), "HT21 •••• 0417");
        assert_eq!(hide_middle("HT-0203"), "HT-0203");
    }
}
