//! The sample rule on changing what is registered: read, modify and add, by the civil affairs office.

use chain::law::{Action, RuleTerms, Verdict};
use exchange::Text;
use sha2::{Digest, Sha256};

use super::{DAY_SECS, HOUSEHOLD, IN_FORCE_SINCE};

/// The clause.
const CODE: &str = "ht-registration/7";
/// Who may propose.
const KIND: &str = "civil-affairs";
/// For what.
const PURPOSE: &str = "registration-update";
/// Name of the statute's text.
pub(super) const FILE: &str = "ht-registration-7.txt";
/// The statute.
pub(super) const TEXT: &str = include_str!("../../assets/law/ht-registration-7.txt");

const RIGHTS: [(&str, Action); 8] = [
    ("person.name", Action::Read),
    ("person.telephone", Action::Read),
    ("household.address", Action::Read),
    ("household.since", Action::Read),
    ("person.telephone", Action::Modify),
    ("household.address", Action::Modify),
    ("household.since", Action::Modify),
    ("household.post-to", Action::Add),
];

/// The rules of the clause.
pub(super) fn rules(base_url: &str) -> impl Iterator<Item = RuleTerms> {
    RIGHTS
        .into_iter()
        .map(move |(attribute, action)| RuleTerms {
            requester_kind: Some(KIND.to_owned()),
            min_level: 1,
            max_level: 5,
            entry: HOUSEHOLD.to_owned(),
            attribute: attribute.to_owned(),
            purpose: PURPOSE.to_owned(),
            action,
            verdict: Verdict::Permit,
            clause: CODE.to_owned(),
            title_zh: "《海棠市户籍登记办法》第七条".to_owned(),
            title_en: "Rules on Household Registration, article 7".to_owned(),
            text_fingerprint: <[u8; 32]>::from(Sha256::digest(TEXT)).into(),
            text_uri: format!("{base_url}/law/{FILE}"),
            max_validity_secs: 31 * DAY_SECS,
            max_uses: 4,
            max_retention_days: 90,
            delegable: false,
            statutory: false,
            from: IN_FORCE_SINCE,
            until: None,
        })
}

/// The clause, if it is the one for departments of `kind` and `purpose`.
pub(super) fn clause_for(kind: &str, purpose: &str) -> Option<&'static str> {
    (kind == KIND && purpose == PURPOSE).then_some(CODE)
}

/// The words in which the office states its purpose.
pub(super) fn purpose_text(purpose: &str) -> Option<Text> {
    (purpose == PURPOSE).then(|| {
        Text::new(
            "您申报了迁居，请确认新的登记。",
            "You reported a move. Please confirm the new registration.",
        )
    })
}
