//! Who may depend on whom. The picture is in `docs/architecture.md`; this is what holds it.

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use crate::{
    failure::{Context, Outcome},
    places::Places,
};

/// One package of the workspace and what it may depend on.
struct Rule {
    package: &'static str,
    /// Our own packages that it may use.
    ours: &'static [&'static str],
    /// Beginnings of the names of foreign packages that it must not use directly.
    never: &'static [&'static str],
}

/// Programs and libraries that do input and output, keep time or draw randomness by themselves.
const IMPURE: &[&str] = &[
    "alloy-",
    "axum",
    "directories",
    "fs4",
    "getrandom",
    "hyper",
    "rand",
    "reqwest",
    "rusqlite",
    "tauri",
    "tokio",
    "ureq",
    "yew",
];
const NETWORK: &[&str] = &["alloy-", "axum", "hyper", "reqwest", "tauri", "ureq", "yew"];
const WINDOW: &[&str] = &["tauri", "yew"];
/// Only `chain` knows the Ethereum machine.
const WINDOW_AND_CHAIN: &[&str] = &["alloy-", "tauri", "yew"];
const EVERYTHING_OF_A_SERVICE: &[&str] =
    &["alloy-", "axum", "reqwest", "rusqlite", "tauri", "tokio"];

const RULES: &[Rule] = &[
    Rule {
        package: "wallet-api",
        ours: &[],
        never: IMPURE,
    },
    Rule {
        package: "keys",
        ours: &[],
        never: IMPURE,
    },
    Rule {
        package: "sd-jwt",
        ours: &["keys"],
        never: IMPURE,
    },
    Rule {
        package: "credential",
        ours: &["sd-jwt", "keys"],
        never: IMPURE,
    },
    Rule {
        package: "grant",
        ours: &["sd-jwt", "keys"],
        never: IMPURE,
    },
    Rule {
        package: "exchange",
        ours: &["credential", "grant", "sd-jwt", "keys"],
        never: IMPURE,
    },
    Rule {
        package: "codes",
        ours: &[],
        never: IMPURE,
    },
    Rule {
        package: "paper",
        ours: &["codes"],
        never: NETWORK,
    },
    Rule {
        package: "invoices",
        ours: &["credential", "sd-jwt", "keys"],
        never: IMPURE,
    },
    Rule {
        package: "vault",
        ours: &["keys"],
        never: NETWORK,
    },
    Rule {
        package: "chain",
        ours: &["keys"],
        never: WINDOW,
    },
    Rule {
        package: "wallet",
        ours: &[
            "wallet-api",
            "exchange",
            "credential",
            "grant",
            "sd-jwt",
            "vault",
            "chain",
            "codes",
            "paper",
            "invoices",
            "keys",
        ],
        never: WINDOW_AND_CHAIN,
    },
    Rule {
        package: "gateway",
        ours: &[
            "exchange",
            "credential",
            "grant",
            "sd-jwt",
            "chain",
            "codes",
            "keys",
        ],
        never: WINDOW_AND_CHAIN,
    },
    // Measures the wallet from outside, and fills a throw-away chain for that.
    Rule {
        package: "bench",
        ours: &["wallet", "wallet-api", "chain", "keys"],
        never: WINDOW,
    },
    Rule {
        package: "citizen-wallet",
        ours: &["wallet", "wallet-api"],
        never: &["alloy-", "yew"],
    },
    Rule {
        package: "cli",
        ours: &["wallet", "wallet-api"],
        never: WINDOW_AND_CHAIN,
    },
    Rule {
        package: "wallet-ui",
        ours: &["wallet-api"],
        never: EVERYTHING_OF_A_SERVICE,
    },
    Rule {
        package: "xtask",
        ours: &[],
        never: &["alloy-", "tauri", "yew"],
    },
    // Only ever a development dependency: it may look at what it makes fakes of.
    Rule {
        package: "testkit",
        ours: &[
            "wallet-api",
            "wallet",
            "exchange",
            "credential",
            "grant",
            "sd-jwt",
            "vault",
            "chain",
            "keys",
        ],
        never: WINDOW,
    },
];

/// Returns the number of packages looked at, and the forbidden arrows.
pub(super) fn check(places: &Places) -> Outcome<(usize, Vec<String>)> {
    let metadata = MetadataCommand::new()
        .manifest_path(places.root.join("Cargo.toml"))
        .no_deps()
        .exec()
        .context("cargo metadata")?;
    let packages = metadata.workspace_packages();
    let names: Vec<_> = packages
        .iter()
        .map(|package| package.name.as_str())
        .collect();
    let mut faults: Vec<_> = packages
        .iter()
        .flat_map(|package| faults_of(package, &names))
        .collect();
    for rule in RULES.iter().filter(|rule| !names.contains(&rule.package)) {
        faults.push(format!(
            "there is a rule for {}, but no such package",
            rule.package
        ));
    }
    Ok((packages.len(), faults))
}

fn faults_of(package: &Package, ours: &[&str]) -> Vec<String> {
    let name = package.name.as_str();
    let Some(rule) = RULES.iter().find(|rule| rule.package == name) else {
        return vec![format!("{name} has no rule in xtask/src/tidy/arrows.rs")];
    };
    let mut faults = Vec::new();
    for dependency in &package.dependencies {
        let (to, kind) = (dependency.name.as_str(), dependency.kind);
        if let Some(fault) = fault(rule, to, kind, ours.contains(&to)) {
            faults.push(fault);
        }
    }
    faults
}

/// What is wrong with one arrow, if anything.
fn fault(rule: &Rule, to: &str, kind: DependencyKind, is_ours: bool) -> Option<String> {
    let from = rule.package;
    if kind == DependencyKind::Development {
        // Tests may use what they like.
        return None;
    }
    if to == "testkit" {
        return Some(format!(
            "{from} -> testkit: only as a development dependency"
        ));
    }
    if is_ours {
        return (!rule.ours.contains(&to)).then(|| format!("{from} -> {to} is no arrow of ours"));
    }
    let banned = |beginning: &&str| match beginning.strip_suffix('-') {
        Some(_) => to.starts_with(*beginning),
        // `rand` must not catch `rand_core`, whose traits are how randomness is handed in.
        None => to == *beginning || to.starts_with(&format!("{beginning}-")),
    };
    rule.never
        .iter()
        .any(banned)
        .then(|| format!("{from} must not use {to}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_down_only() {
        let keys = Rule {
            package: "keys",
            ours: &[],
            never: IMPURE,
        };
        let normal = DependencyKind::Normal;
        assert!(fault(&keys, "wallet", normal, true).is_some());
        assert!(fault(&keys, "testkit", normal, true).is_some());
        assert!(fault(&keys, "testkit", DependencyKind::Development, true).is_none());
        assert!(fault(&keys, "tokio", normal, false).is_some());
        assert!(fault(&keys, "alloy-primitives", normal, false).is_some());
        assert!(fault(&keys, "rand", normal, false).is_some());
        assert!(fault(&keys, "rand_core", normal, false).is_none());
        assert!(fault(&keys, "sha2", normal, false).is_none());
    }
}
