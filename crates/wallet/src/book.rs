//! Departments and clauses of the proven book, as views.

use chain::{
    Department,
    law::{Action, Question, Rule, Verdict},
};
use exchange::KnownDepartment;
use keys::DepartmentDid;
use wallet_api::{ClauseView, LocalText, PartyView, Proof};

use crate::{
    convert,
    session::{Book, Session},
};

impl Book {
    /// The department with this DID as it stands now.
    pub(crate) fn department(&self, did: &DepartmentDid) -> Option<&Department> {
        self.directory.by_did(did)
    }

    /// Whether it and all above it are active at `time`.
    pub(crate) fn is_active(&self, department: &Department, time: i64) -> bool {
        self.directory.is_active_at(&department.id, time)
    }

    /// The department as the exchange needs it.
    pub(crate) fn known(&self, did: &DepartmentDid, time: i64) -> Option<KnownDepartment> {
        let department = self.department(did)?;
        convert::known(department, self.is_active(department, time))
    }

    /// What the law says about one attribute, and the clause that says so.
    pub(crate) fn ask_law(
        &self,
        requester: &DepartmentDid,
        right: (&str, &str, wallet_api::Action),
        purpose: &str,
        time: i64,
    ) -> (Verdict, Option<&Rule>) {
        let question = Question {
            requester: requester.address,
            entry: right.0,
            attribute: right.1,
            action: law_action(right.2),
            purpose,
        };
        let answer = self.law.evaluate(&self.directory, &question, time);
        (answer.verdict, answer.rule)
    }

    /// A rule in force of the clause with this code.
    pub(crate) fn clause(&self, code: &str, time: i64) -> Option<&Rule> {
        self.law.all().find(|rule| {
            rule.terms.clause == code
                && rule.terms.from <= time
                && rule.terms.until.is_none_or(|until| time < until)
        })
    }
}

impl Book {
    /// The last rule that the clause with this code ever had, in force or not.
    pub(crate) fn last_clause(&self, code: &str) -> Option<&Rule> {
        let of_clause = self.law.all().filter(|rule| rule.terms.clause == code);
        of_clause.max_by_key(|rule| (rule.written, rule.id))
    }
}

impl Session {
    /// A party as the directory has it; one that is not in it is shown by its DID alone, unproven.
    pub(crate) fn party(&self, did: &str, time: i64) -> PartyView {
        let book = self.book();
        let found = did
            .parse::<DepartmentDid>()
            .ok()
            .and_then(|did| book.department(&did).cloned());
        match found {
            Some(department) => {
                let active = book.is_active(&department, time);
                party_view(&department, active, self.proof())
            }
            None => PartyView {
                did: did.to_owned(),
                code: String::new(),
                name: LocalText {
                    zh: did.to_owned(),
                    en: did.to_owned(),
                },
                kind: String::new(),
                level: 0,
                active: false,
                since: 0,
                proof: Proof::NotChecked,
            },
        }
    }
}

/// A department as the interface shows it. Its texts are foreign: control characters, and those
/// that turn the direction of text, are taken out.
pub(crate) fn party_view(department: &Department, active: bool, proof: Proof) -> PartyView {
    PartyView {
        did: department.did.to_string(),
        code: plain(&department.code, 32),
        name: LocalText {
            zh: plain(&department.name_zh, 80),
            en: plain(&department.name_en, 80),
        },
        kind: department.kind.clone(),
        level: department.level,
        active,
        since: department.since,
        proof,
    }
}

pub(crate) fn clause_view(rule: &Rule, proof: Proof) -> ClauseView {
    ClauseView {
        code: rule.terms.clause.clone(),
        title: LocalText {
            zh: plain(&rule.terms.title_zh, 200),
            en: plain(&rule.terms.title_en, 200),
        },
        max_validity_secs: rule.terms.max_validity_secs,
        max_uses: rule.terms.max_uses,
        max_retention_days: rule.terms.max_retention_days,
        delegable: rule.terms.delegable,
        proof,
    }
}

pub(crate) fn law_action(action: wallet_api::Action) -> Action {
    match action {
        wallet_api::Action::Read => Action::Read,
        wallet_api::Action::Modify => Action::Modify,
        wallet_api::Action::Add => Action::Add,
    }
}

/// Foreign text that may be shown: no control, format or direction characters, cut to `max`.
pub(crate) fn plain(text: &str, max: usize) -> String {
    let shown = text.chars().filter(|c| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
    });
    let mut plain: String = shown.clone().take(max).collect();
    if shown.count() > max {
        plain.push('…');
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_cannot_play_tricks() {
        assert_eq!(plain("税务局\u{202e}gnp", 80), "税务局gnp");
        assert_eq!(plain("Tax\u{200b} Bureau\n\n", 80), "Tax Bureau");
        assert_eq!(plain(&"a".repeat(100), 10), format!("{}…", "a".repeat(10)));
    }
}
