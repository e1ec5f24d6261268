//! The steps of checking a certificate file. Named and explained in
//! `docs/formats/certificate-file.md` §3.

use chain::{
    Department, Directory, Network,
    reads::{CredentialState, CredentialStatus},
};
use credential::{Checks, KeyName, ValidityError, Verdict, file::CertificateFile};
use keys::PublicKey;
use serde_json::Value;
use wallet_api::{
    ApiError, AttributeView, CertificateReport, CertificateVerdict, CheckResult, CheckView,
    ErrorCode, LocalText, PartyView, Proof,
};

use super::{Proven, prove_directory};
use crate::{
    acts::documents,
    book::{party_view, plain},
    convert,
};

/// Times of issue are whole days: what began on that day counts.
const DAY_SECS: i64 = 86_400;

/// What the chain of the network says.
struct OnChain {
    directory: Directory,
    state: Option<CredentialState>,
    /// Whether the certificate names the registry that was asked.
    own_registry: bool,
    proof: Proof,
    height: u64,
    time: i64,
}

/// A step's result and the code of its reason, or a value that belongs to it.
type Outcome = (CheckResult, String);

/// Checks a certificate at `now`. Without a network, or one that does not answer, what needs the
/// chain is not checked.
pub(super) async fn verify(
    file: &CertificateFile,
    network: Option<&Network>,
    now: i64,
) -> CertificateReport {
    let asked = match network {
        None => Err("no-network"),
        Some(network) if !is_of(file, network) => Err("other-network"),
        Some(network) => ask(file, network).await.map_err(|error| {
            tracing::info!(%error, "the network could not be asked");
            match error.code {
                ErrorCode::ChainContradicts => "contradicted",
                ErrorCode::WrongNetwork => "other-network",
                _ => "unreachable",
            }
        }),
    };
    report(file, asked, now)
}

fn is_of(file: &CertificateFile, network: &Network) -> bool {
    network.chain_id() == file.chain_id && network.genesis().0 == file.genesis
}

async fn ask(file: &CertificateFile, network: &Network) -> Result<OnChain, ApiError> {
    let Proven {
        chain,
        header,
        directory,
    } = prove_directory(network).await?;
    let registry = file.credential.terms().registry;
    let own_registry = registry.chain_id == network.chain_id()
        && registry.contract == network.contracts().credentials;
    let proven = chain
        .proven_credential_status(
            &header,
            file.credential.issuer().address,
            file.credential.fingerprint().to_bytes().into(),
        )
        .await
        .map_err(convert::chain_error)?;
    Ok(OnChain {
        directory,
        state: proven.value,
        own_registry,
        proof: Proof::Proven {
            height: header.number(),
            time: header.time(),
            by: convert::basis(header.by()),
        },
        height: header.number(),
        time: header.time(),
    })
}

fn report(
    file: &CertificateFile,
    asked: Result<OnChain, &'static str>,
    now: i64,
) -> CertificateReport {
    let terms = file.credential.terms();
    let issued = terms.validity.issued_at;
    let on_chain = asked.as_ref().ok();
    let then = on_chain.map(|on_chain| states_then(&on_chain.directory, file));
    let taken = check(file, then.as_deref(), now);
    let listed = match (on_chain, &then) {
        (Some(on_chain), Some(then)) => listed(on_chain, then, issued, file),
        _ => (CheckResult::NotChecked, String::new()),
    };
    let why_not = asked.as_ref().err().copied().unwrap_or_default();
    let unchecked = |(result, why): Outcome| match result {
        CheckResult::NotChecked if why.is_empty() => (result, why_not.to_owned()),
        _ => (result, why),
    };
    let standing = on_chain.map_or((CheckResult::NotChecked, String::new()), standing);
    let proven = match on_chain {
        Some(on_chain) => (CheckResult::Valid, on_chain.height.to_string()),
        None => (CheckResult::NotChecked, String::new()),
    };
    let issuer = issuer_today(file, on_chain);
    let checks: Vec<CheckView> = [
        ("integrity", of(&taken.integrity, "altered")),
        (
            "issuer-signature",
            match &then {
                // Nobody in the directory, nobody's key.
                Some(then) if then.is_empty() => (CheckResult::NotChecked, "not-listed".to_owned()),
                _ => of(&taken.issuer_signature, "other-key"),
            },
        ),
        ("issuer-then", listed),
        (
            "validity",
            validity(&taken.validity, terms.validity.expires),
        ),
        ("in-force", standing),
        (
            "holder-signed",
            match &taken.holder_binding {
                Verdict::NotChecked => (CheckResult::NotChecked, "not-bound".to_owned()),
                verdict => of(verdict, "not-the-holder"),
            },
        ),
        ("proven", proven),
    ]
    .into_iter()
    .map(|(step, outcome)| {
        let (result, detail) = unchecked(outcome);
        CheckView {
            step: step.to_owned(),
            result,
            detail,
        }
    })
    .collect();
    let verdict = verdict(&checks);
    CertificateReport {
        verdict,
        vct: plain(terms.vct.as_str(), 256),
        issuer_suspended: on_chain.and_then(|on_chain| suspended_since(on_chain, file)),
        issuer,
        issued,
        until: terms.validity.expires,
        attributes: attributes(file, verdict),
        fingerprint: file.credential.fingerprint().to_string(),
        since: on_chain.and_then(|on_chain| Some(on_chain.state?.since)),
        successor: on_chain
            .and_then(|on_chain| on_chain.state?.successor)
            .map(|successor| convert::hex(successor.0)),
        made_for: (file.made_for.as_ref()).map(|made_for| plain(&made_for.whom, 200)),
        made_at: file.made_for.as_ref().map(|made_for| made_for.at),
        height: on_chain.map(|on_chain| on_chain.height),
        time: on_chain.map(|on_chain| on_chain.time),
        checks,
    }
}

/// The states in which the directory had the issuer on the day of issue, the latest first.
fn states_then<'d>(directory: &'d Directory, file: &CertificateFile) -> Vec<&'d Department> {
    let issued = file.credential.terms().validity.issued_at;
    let day = issued..issued.saturating_add(DAY_SECS);
    let states = directory.history(&file.credential.issuer().address);
    let before = states.iter().rposition(|state| state.from <= issued);
    states
        .iter()
        .enumerate()
        .filter(|(at, state)| Some(*at) == before || day.contains(&state.from))
        .map(|(_, state)| state)
        .filter(|state| state.did == *file.credential.issuer())
        .rev()
        .collect()
}

/// Takes the steps that need no chain, under each key that the issuer had then: one that fits will do.
fn check(file: &CertificateFile, then: Option<&[&Department]>, now: i64) -> Checks {
    let keys =
        then.unwrap_or_default()
            .iter()
            .filter_map(|department| match file.credential.key_name() {
                KeyName::Ed25519 => department.keys.ed25519.map(PublicKey::Ed25519),
                KeyName::P256 => department.keys.p256_sign.map(PublicKey::P256),
            });
    let mut last = file.check(None, now);
    for key in keys {
        last = file.check(Some(&key), now);
        if last.issuer_signature.is_valid() {
            break;
        }
    }
    last
}

fn listed(
    on_chain: &OnChain,
    then: &[&Department],
    issued: i64,
    file: &CertificateFile,
) -> Outcome {
    let account = file.credential.issuer().address;
    let active = |at| on_chain.directory.is_active_at(&account, at);
    if then.is_empty() {
        (CheckResult::Invalid, "not-listed".to_owned())
    } else if then.iter().any(|state| active(state.from.max(issued))) {
        (CheckResult::Valid, account_name(file))
    } else {
        (CheckResult::Invalid, "suspended-then".to_owned())
    }
}

fn account_name(file: &CertificateFile) -> String {
    file.credential.issuer().to_string()
}

fn standing(on_chain: &OnChain) -> Outcome {
    if !on_chain.own_registry {
        return (CheckResult::Invalid, "other-registry".to_owned());
    }
    let (result, why) = match on_chain.state.map(|state| (state.status, state.since)) {
        None => (CheckResult::Invalid, "not-registered".to_owned()),
        Some((CredentialStatus::Valid, since)) => (CheckResult::Valid, since.to_string()),
        Some((CredentialStatus::Suspended, _)) => (CheckResult::Invalid, "suspended".to_owned()),
        Some((CredentialStatus::Revoked, _)) => (CheckResult::Invalid, "revoked".to_owned()),
        Some((CredentialStatus::Superseded, _)) => (CheckResult::Invalid, "superseded".to_owned()),
    };
    (result, why)
}

fn validity(verdict: &Verdict<ValidityError>, until: Option<i64>) -> Outcome {
    match verdict {
        Verdict::Valid => (
            CheckResult::Valid,
            until.map(|until| until.to_string()).unwrap_or_default(),
        ),
        Verdict::Invalid(ValidityError::Expired) => (CheckResult::Invalid, "expired".to_owned()),
        Verdict::Invalid(_) => (CheckResult::Invalid, "not-yet".to_owned()),
        Verdict::NotChecked => (CheckResult::NotChecked, String::new()),
    }
}

fn of<E>(verdict: &Verdict<E>, why: &str) -> Outcome {
    match verdict {
        Verdict::Valid => (CheckResult::Valid, String::new()),
        Verdict::Invalid(_) => (CheckResult::Invalid, why.to_owned()),
        Verdict::NotChecked => (CheckResult::NotChecked, String::new()),
    }
}

/// What all the steps come to.
fn verdict(checks: &[CheckView]) -> CertificateVerdict {
    let find = |step: &str| checks.iter().find(|check| check.step == step);
    let result = |step: &str| find(step).map_or(CheckResult::NotChecked, |check| check.result);
    let why = |step: &str| {
        find(step)
            .filter(|check| check.result == CheckResult::Invalid)
            .map_or("", |check| check.detail.as_str())
    };
    let genuine = [
        "integrity",
        "issuer-signature",
        "issuer-then",
        "holder-signed",
    ];
    if genuine
        .iter()
        .any(|step| result(step) == CheckResult::Invalid)
    {
        return CertificateVerdict::False;
    }
    match (why("in-force"), why("validity")) {
        ("not-registered" | "other-registry", _) => CertificateVerdict::False,
        ("revoked", _) => CertificateVerdict::Revoked,
        ("superseded", _) => CertificateVerdict::Superseded,
        ("suspended", _) => CertificateVerdict::Suspended,
        (_, "expired") => CertificateVerdict::Expired,
        (_, "not-yet") => CertificateVerdict::NotYet,
        _ if checks
            .iter()
            .filter(|check| check.step != "holder-signed")
            .all(|check| check.result == CheckResult::Valid) =>
        {
            CertificateVerdict::Valid
        }
        _ => CertificateVerdict::NotChecked,
    }
}

/// Since when the issuer, or a department above it, may not act at the newest proven block.
fn suspended_since(on_chain: &OnChain, file: &CertificateFile) -> Option<i64> {
    let directory = &on_chain.directory;
    let account = file.credential.issuer().address;
    if directory.is_active_at(&account, on_chain.time) {
        return None;
    }
    let own = directory.department(&account).into_iter();
    own.chain(directory.ancestors(&account))
        .filter(|department| !department.active)
        .map(|department| department.since)
        .min()
}

fn issuer_today(file: &CertificateFile, on_chain: Option<&OnChain>) -> PartyView {
    let did = file.credential.issuer();
    let found = on_chain.and_then(|on_chain| {
        let department = on_chain.directory.by_did(did)?;
        let active = on_chain.directory.is_active_at(&did.address, on_chain.time);
        Some(party_view(department, active, on_chain.proof.clone()))
    });
    found.unwrap_or_else(|| PartyView {
        did: did.to_string(),
        code: String::new(),
        name: LocalText {
            zh: did.to_string(),
            en: did.to_string(),
        },
        kind: String::new(),
        level: 0,
        active: false,
        since: 0,
        proof: Proof::NotChecked,
    })
}

/// Longest text of an attribute that is shown, in characters.
const MOST_SHOWN: usize = 2_000;

/// What it says, in the order of its type; nothing if nobody vouches for that. Its texts are
/// foreign: control characters, and those that turn the direction of text, are taken out.
fn attributes(file: &CertificateFile, verdict: CertificateVerdict) -> Vec<AttributeView> {
    if verdict == CertificateVerdict::False {
        return Vec::new();
    }
    let mut said = file.credential.attributes_unverified().unwrap_or_default();
    said.values_mut().for_each(make_plain);
    documents::in_order(
        file.credential.terms().vct.as_str(),
        said.iter().map(|(code, value)| (code.as_str(), value)),
    )
}

fn make_plain(value: &mut Value) {
    match value {
        Value::String(text) => *text = plain(text, MOST_SHOWN),
        Value::Array(all) => all.iter_mut().for_each(make_plain),
        Value::Object(all) => {
            *all = std::mem::take(all)
                .into_iter()
                .map(|(name, mut value)| {
                    make_plain(&mut value);
                    (plain(&name, MOST_SHOWN), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(changed: &[(&str, CheckResult, &str)]) -> Vec<CheckView> {
        [
            "integrity",
            "issuer-signature",
            "issuer-then",
            "validity",
            "in-force",
            "holder-signed",
            "proven",
        ]
        .map(|step| {
            let found = changed.iter().find(|(name, ..)| *name == step);
            CheckView {
                step: step.to_owned(),
                result: found.map_or(CheckResult::Valid, |(_, result, _)| *result),
                detail: found.map_or("", |(.., why)| why).to_owned(),
            }
        })
        .to_vec()
    }

    #[test]
    fn the_worst_that_is_known_decides() {
        use CertificateVerdict as V;
        use CheckResult::{Invalid, NotChecked};
        for (changed, expected) in [
            (&[][..], V::Valid),
            (&[("holder-signed", NotChecked, "not-bound")], V::Valid),
            (&[("proven", NotChecked, "unreachable")], V::NotChecked),
            (&[("issuer-then", NotChecked, "")], V::NotChecked),
            (&[("in-force", Invalid, "suspended")], V::Suspended),
            (&[("in-force", Invalid, "superseded")], V::Superseded),
            (&[("in-force", Invalid, "not-registered")], V::False),
            (&[("in-force", Invalid, "other-registry")], V::False),
            (&[("validity", Invalid, "expired")], V::Expired),
            (&[("validity", Invalid, "not-yet")], V::NotYet),
            // Revoked and expired: the issuer's word says more.
            (
                &[
                    ("validity", Invalid, "expired"),
                    ("in-force", Invalid, "revoked"),
                ],
                V::Revoked,
            ),
            // What is false is that, however it is said to stand.
            (
                &[
                    ("integrity", Invalid, "altered"),
                    ("in-force", Invalid, "revoked"),
                ],
                V::False,
            ),
            (&[("issuer-signature", Invalid, "other-key")], V::False),
            (&[("issuer-then", Invalid, "suspended-then")], V::False),
            (&[("holder-signed", Invalid, "not-the-holder")], V::False),
        ] {
            assert_eq!(verdict(&all(changed)), expected, "{changed:?}");
        }
    }

    #[test]
    fn texts_of_others_are_made_harmless() {
        let mut value = serde_json::json!([{ "a\u{202e}": "b\u{0}c", "n": 1 }]);
        make_plain(&mut value);
        assert_eq!(value, serde_json::json!([{ "a": "bc", "n": 1 }]));
    }
}
