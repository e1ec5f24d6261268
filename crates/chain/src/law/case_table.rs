//! The published case table of the law, `docs/formats/law-cases.json`: its shape and how it is made.
//!
//! Compiled into the tests only: the pure ones of this crate, and those that ask the contract. The
//! expected answers come from the plain list in [`Plain`], which is neither the rule book nor the
//! contract.

use serde::{Deserialize, Serialize};

/// Where the table is published.
pub(crate) const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../docs/formats/law-cases.json"
);
/// The time 0 of the first case, unix seconds; every next case begins [`CASE_SECS`] later.
pub(crate) const START: i64 = 1_900_000_000;
/// Seconds between the times 0 of two cases.
pub(crate) const CASE_SECS: i64 = 300;

/// The whole table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) format: String,
    /// The departments that ask, parents first.
    pub(crate) departments: Vec<Office>,
    pub(crate) cases: Vec<Case>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Office {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) level: u8,
    /// `None` for the root, which makes the law.
    pub(crate) parent: Option<String>,
}

/// What was done, what is asked, and what the law answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// The field, or the act, that decides this case.
    pub(crate) decides: String,
    /// In the order of their times; seconds from the case's time 0.
    pub(crate) acts: Vec<Act>,
    pub(crate) ask: Ask,
    pub(crate) answer: Answer,
}

/// `rule` is the place of the rule among those that the case enacts, from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "kebab-case")]
pub(crate) enum Act {
    Enact {
        t: i64,
        terms: Terms,
    },
    Amend {
        t: i64,
        rule: usize,
        terms: Terms,
    },
    Repeal {
        t: i64,
        rule: usize,
    },
    /// Suspends or restores.
    Switch {
        t: i64,
        department: String,
        active: bool,
    },
    /// Registers the department anew, as another kind or level.
    Move {
        t: i64,
        department: String,
        kind: String,
        level: u8,
    },
}

/// A rule's fields that `evaluate` looks at or gives back; times from the case's time 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Terms {
    pub(crate) requester_kind: Option<String>,
    pub(crate) min_level: u8,
    pub(crate) max_level: u8,
    pub(crate) entry: String,
    pub(crate) attribute: String,
    pub(crate) purpose: String,
    pub(crate) action: String,
    pub(crate) verdict: String,
    pub(crate) max_validity_secs: u64,
    pub(crate) max_uses: u32,
    pub(crate) max_retention_days: u32,
    pub(crate) delegable: bool,
    pub(crate) statutory: bool,
    pub(crate) from: i64,
    pub(crate) until: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ask {
    pub(crate) t: i64,
    pub(crate) requester: String,
    pub(crate) entry: String,
    pub(crate) attribute: String,
    pub(crate) purpose: String,
    pub(crate) action: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) verdict: String,
    /// The rule that decided; its limits follow, all nothing where none did.
    pub(crate) rule: Option<usize>,
    pub(crate) max_validity_secs: u64,
    pub(crate) max_uses: u32,
    pub(crate) max_retention_days: u32,
    pub(crate) delegable: bool,
    pub(crate) statutory: bool,
}

impl Act {
    /// When, seconds from the case's time 0.
    pub(crate) fn t(&self) -> i64 {
        match self {
            Self::Enact { t, .. }
            | Self::Amend { t, .. }
            | Self::Repeal { t, .. }
            | Self::Switch { t, .. }
            | Self::Move { t, .. } => *t,
        }
    }
}

/// The table as this code makes it.
pub(crate) fn generate() -> Table {
    let mut made = Making::default();
    levels(&mut made);
    kinds(&mut made);
    hiding(&mut made);
    actions(&mut made);
    names(&mut made);
    times(&mut made);
    answers(&mut made);
    amendments(&mut made);
    repeals(&mut made);
    offices(&mut made);
    Table {
        format: "citizen-wallet/law-cases/1".to_owned(),
        departments: departments(),
        cases: made.cases,
    }
}

fn departments() -> Vec<Office> {
    let office = |name: &str, kind: &str, level, parent: Option<&str>| Office {
        name: name.to_owned(),
        kind: kind.to_owned(),
        level,
        parent: parent.map(str::to_owned),
    };
    let mut all = vec![office("nation", "government", 1, None)];
    for level in 1..=5 {
        let name = format!("education-{level}");
        all.push(office(&name, "education", level, Some("nation")));
    }
    for kind in ["tax", "court"] {
        all.push(office(&format!("{kind}-3"), kind, 3, Some("nation")));
    }
    // Those that a case suspends or moves are asked in no other.
    for n in 0..4 {
        let (above, below) = (format!("bureau-{n}"), format!("desk-{n}"));
        all.push(office(&above, "education", 3, Some("nation")));
        all.push(office(&below, "education", 4, Some(&above)));
    }
    all
}

#[derive(Default)]
struct Making {
    cases: Vec<Case>,
}

/// Before time 0, when the rules of most cases are enacted.
const EARLY: i64 = -100;
const KIND: &str = "education";

impl Making {
    /// Adds a case; its rules and question get a purpose of their own, so that no two meet.
    fn add(&mut self, decides: &str, mut acts: Vec<Act>, mut ask: Ask) {
        let number = self.cases.len();
        let own =
            |purpose: &mut String| *purpose = purpose.replace("case", &format!("case-{number:03}"));
        for act in &mut acts {
            if let Act::Enact { terms, .. } | Act::Amend { terms, .. } = act {
                own(&mut terms.purpose);
            }
        }
        own(&mut ask.purpose);
        acts.sort_by_key(Act::t);
        let answer = Plain::after(&acts, ask.t).answer(&ask);
        self.cases.push(Case {
            name: format!("{decides} {number:03}"),
            decides: decides.to_owned(),
            acts,
            ask,
            answer,
        });
    }

    /// A case of one rule, enacted early.
    fn one(&mut self, decides: &str, terms: Terms, ask: Ask) {
        self.add(decides, vec![Act::Enact { t: EARLY, terms }], ask);
    }
}

fn terms() -> Terms {
    Terms {
        requester_kind: Some(KIND.to_owned()),
        min_level: 2,
        max_level: 4,
        entry: "household".to_owned(),
        attribute: "household.address".to_owned(),
        purpose: "case".to_owned(),
        action: "read".to_owned(),
        verdict: "permit".to_owned(),
        max_validity_secs: 86_400,
        max_uses: 3,
        max_retention_days: 30,
        delegable: false,
        statutory: false,
        from: -200,
        until: None,
    }
}

fn ask() -> Ask {
    let Terms {
        entry,
        attribute,
        purpose,
        action,
        ..
    } = terms();
    Ask {
        t: 0,
        requester: "education-3".to_owned(),
        entry,
        attribute,
        purpose,
        action,
    }
}

fn by(requester: &str) -> Ask {
    Ask {
        requester: requester.to_owned(),
        ..ask()
    }
}

fn at(t: i64) -> Ask {
    Ask { t, ..ask() }
}

/// Every level of office against ranges that hold it, end at it, or leave it out.
fn levels(made: &mut Making) {
    for (min_level, max_level) in [(1, 5), (2, 4), (3, 3), (1, 2), (4, 5), (5, 5)] {
        for level in 1..=5 {
            let terms = Terms {
                min_level,
                max_level,
                ..terms()
            };
            made.one("level", terms, by(&format!("education-{level}")));
        }
    }
}

/// Every kind of rule against every kind of office, for every answer.
fn kinds(made: &mut Making) {
    for verdict in ["permit", "deny", "refer"] {
        for kind in [None, Some(KIND), Some("tax")] {
            for requester in ["education-3", "tax-3", "court-3"] {
                let terms = Terms {
                    requester_kind: kind.map(str::to_owned),
                    verdict: verdict.to_owned(),
                    ..terms()
                };
                made.one("requester_kind", terms, by(requester));
            }
        }
    }
}

/// The rule for the own kind hides the one for any kind, also where it is silent.
fn hiding(made: &mut Making) {
    for own in ["permit", "deny", "refer"] {
        for any in ["permit", "deny", "refer"] {
            let rule_for_any = Terms {
                requester_kind: None,
                verdict: any.to_owned(),
                ..terms()
            };
            let rule_for_own = Terms {
                verdict: own.to_owned(),
                ..terms()
            };
            let silent: [fn(&mut Terms); 4] = [
                |_| (),
                |terms| terms.until = Some(0),
                |terms| terms.from = 1,
                |terms| (terms.min_level, terms.max_level) = (4, 5),
            ];
            for change in silent {
                let mut rule_for_own = rule_for_own.clone();
                change(&mut rule_for_own);
                let rule_for_any = rule_for_any.clone();
                let acts = vec![
                    Act::Enact {
                        t: EARLY,
                        terms: rule_for_any,
                    },
                    Act::Enact {
                        t: EARLY + 1,
                        terms: rule_for_own,
                    },
                ];
                made.add("verdict", acts, ask());
            }
        }
    }
}

fn actions(made: &mut Making) {
    for ruled in ["read", "modify", "add"] {
        for asked in ["read", "modify", "add"] {
            let terms = Terms {
                action: ruled.to_owned(),
                ..terms()
            };
            let ask = Ask {
                action: asked.to_owned(),
                ..ask()
            };
            made.one("action", terms, ask);
        }
    }
}

/// Names are matched whole: not by their beginning, not by their end, not by what looks alike.
fn names(made: &mut Making) {
    for entry in ["household", "household.", "househol", "person", ""] {
        let ask = Ask {
            entry: entry.to_owned(),
            ..ask()
        };
        made.one("entry", terms(), ask);
    }
    let attributes = [
        "household.address",
        "household.addres",
        "household.address.",
        "household.Address",
        "household_address",
        "address",
        "household.\u{430}ddress",
        "",
    ];
    for attribute in attributes {
        let ask = Ask {
            attribute: attribute.to_owned(),
            ..ask()
        };
        made.one("attribute", terms(), ask);
    }
    for purpose in ["case", "case/", "case-", "other"] {
        let ask = Ask {
            purpose: purpose.to_owned(),
            ..ask()
        };
        made.one("purpose", terms(), ask);
    }
}

/// In force from the first second, no longer from the last.
fn times(made: &mut Making) {
    for verdict in ["permit", "refer"] {
        for from in [1, 2, 3] {
            for until in [None, Some(2), Some(3), Some(4)] {
                let terms = Terms {
                    verdict: verdict.to_owned(),
                    from,
                    until: until.filter(|until| *until > from),
                    ..terms()
                };
                made.one("from and until", terms, at(2));
            }
        }
    }
    for t in [9, 10, 11] {
        let terms = Terms {
            until: Some(10),
            ..terms()
        };
        made.one("until", terms, at(t));
    }
}

/// The limits and permissions of the rule that decided come back with the answer.
fn answers(made: &mut Making) {
    for (max_validity_secs, max_uses, max_retention_days) in [
        (1, 1, 0),
        (158_112_000, 65_535, 3_650),
        (86_400, 12, 180),
        (31_622_400, 1, 3_650),
    ] {
        for verdict in ["permit", "refer", "deny"] {
            let terms = Terms {
                verdict: verdict.to_owned(),
                max_validity_secs,
                max_uses,
                max_retention_days,
                ..terms()
            };
            made.one("max_validity, max_uses, max_retention", terms, ask());
        }
    }
    for verdict in ["permit", "refer", "deny"] {
        let terms = Terms {
            verdict: verdict.to_owned(),
            delegable: true,
            ..terms()
        };
        made.one("delegable", terms, ask());
    }
    for (delegable, requester) in [
        (false, "education-3"),
        (true, "education-3"),
        (true, "tax-3"),
    ] {
        let terms = Terms {
            delegable,
            statutory: true,
            ..terms()
        };
        made.one("statutory", terms, by(requester));
    }
    let over = Terms {
        statutory: true,
        until: Some(0),
        ..terms()
    };
    made.one("statutory", over, ask());
}

/// An amendment counts from its own second, and not before.
fn amendments(made: &mut Making) {
    let changes: [fn(&mut Terms); 10] = [
        |terms| terms.verdict = "deny".to_owned(),
        |terms| terms.verdict = "refer".to_owned(),
        |terms| terms.min_level = 4,
        |terms| terms.max_level = 2,
        |terms| terms.max_validity_secs = 60,
        |terms| terms.max_uses = 1,
        |terms| terms.max_retention_days = 0,
        |terms| terms.delegable = true,
        |terms| terms.statutory = true,
        |terms| terms.from = 50,
    ];
    for change in changes {
        for t in [9, 10, 11] {
            let mut amended = terms();
            change(&mut amended);
            let acts = vec![
                Act::Enact {
                    t: EARLY,
                    terms: terms(),
                },
                Act::Amend {
                    t: 10,
                    rule: 0,
                    terms: amended,
                },
            ];
            made.add("amendment", acts, at(t));
        }
    }
}

/// A repeal counts from its own second, uncovers what was hidden, and frees the matter.
fn repeals(made: &mut Making) {
    let any = Terms {
        requester_kind: None,
        verdict: "refer".to_owned(),
        ..terms()
    };
    let again = Terms {
        verdict: "deny".to_owned(),
        ..terms()
    };
    for t in [9, 10, 11, 20, 21] {
        let enact = Act::Enact {
            t: EARLY,
            terms: terms(),
        };
        let repeal = Act::Repeal { t: 10, rule: 0 };
        made.add("repeal", vec![enact.clone(), repeal.clone()], at(t));
        let hidden = Act::Enact {
            t: EARLY + 1,
            terms: any.clone(),
        };
        made.add("repeal", vec![enact.clone(), hidden, repeal.clone()], at(t));
        let second = Act::Enact {
            t: 20,
            terms: again.clone(),
        };
        made.add("repeal", vec![enact, repeal, second], at(t));
    }
    // After its end a repeal changes nothing but that the other rule speaks again.
    for t in [4, 5, 9, 10] {
        let ended = Terms {
            until: Some(5),
            ..terms()
        };
        let acts = vec![
            Act::Enact {
                t: EARLY,
                terms: ended,
            },
            Act::Enact {
                t: EARLY + 1,
                terms: any.clone(),
            },
            Act::Repeal { t: 10, rule: 0 },
        ];
        made.add("repeal", acts, at(t));
    }
}

/// Only a department that is active, with all above it, is answered; as what it is now.
fn offices(made: &mut Making) {
    let enact = |min_level, max_level| Act::Enact {
        t: EARLY,
        terms: Terms {
            min_level,
            max_level,
            ..terms()
        },
    };
    let switch = |t, department: &str, active| Act::Switch {
        t,
        department: department.to_owned(),
        active,
    };
    made.add("requester", vec![enact(1, 5)], by("nobody"));
    made.add("requester", vec![enact(1, 5)], by("nation"));
    // Each of these leaves the offices as it found them.
    let suspended = |department: &str| {
        vec![
            enact(1, 5),
            switch(10, department, false),
            switch(30, department, true),
        ]
    };
    for (t, asker) in [
        (9, "bureau-0"),
        (10, "bureau-0"),
        (29, "bureau-0"),
        (30, "bureau-0"),
    ] {
        made.add("active", suspended("bureau-0"), Ask { t, ..by(asker) });
    }
    for (t, asker) in [(9, "desk-1"), (10, "desk-1"), (30, "desk-1")] {
        made.add("active", suspended("bureau-1"), Ask { t, ..by(asker) });
    }
    let moved = |kind: &str, level| {
        vec![
            enact(3, 4),
            Act::Move {
                t: 10,
                department: "desk-2".to_owned(),
                kind: kind.to_owned(),
                level,
            },
            Act::Move {
                t: 30,
                department: "desk-2".to_owned(),
                kind: KIND.to_owned(),
                level: 4,
            },
        ]
    };
    for t in [9, 10, 30] {
        made.add(
            "kind of the requester",
            moved("tax", 4),
            Ask { t, ..by("desk-2") },
        );
        made.add(
            "level of the requester",
            moved(KIND, 5),
            Ask { t, ..by("desk-2") },
        );
    }
}

/// The law as a plain list, searched from end to end.
struct Plain {
    rules: Vec<(Terms, bool)>,
    offices: Vec<(Office, bool)>,
    now: i64,
}

impl Plain {
    fn after(acts: &[Act], now: i64) -> Self {
        let offices = departments().into_iter().map(|office| (office, true));
        let mut plain = Self {
            rules: Vec::new(),
            offices: offices.collect(),
            now,
        };
        for act in acts.iter().filter(|act| act.t() <= now) {
            match act {
                Act::Enact { terms, .. } => plain.rules.push((terms.clone(), false)),
                Act::Amend { rule, terms, .. } => plain.rules[*rule].0 = terms.clone(),
                Act::Repeal { rule, .. } => plain.rules[*rule].1 = true,
                Act::Switch {
                    department, active, ..
                } => plain.office(department).1 = *active,
                Act::Move {
                    department,
                    kind,
                    level,
                    ..
                } => {
                    let office = &mut plain.office(department).0;
                    (office.kind, office.level) = (kind.clone(), *level);
                }
            }
        }
        plain
    }

    fn office(&mut self, name: &str) -> &mut (Office, bool) {
        let found = self
            .offices
            .iter_mut()
            .find(|(office, _)| office.name == name);
        found.expect("a case names its departments")
    }

    fn answer(&self, ask: &Ask) -> Answer {
        let denied = Answer {
            verdict: "deny".to_owned(),
            rule: None,
            max_validity_secs: 0,
            max_uses: 0,
            max_retention_days: 0,
            delegable: false,
            statutory: false,
        };
        let Some(asker) = self.acting(&ask.requester) else {
            return denied;
        };
        let standing = |kind: Option<&str>| {
            self.rules.iter().position(|(rule, repealed)| {
                !repealed
                    && rule.requester_kind.as_deref() == kind
                    && rule.entry == ask.entry
                    && rule.attribute == ask.attribute
                    && rule.purpose == ask.purpose
                    && rule.action == ask.action
            })
        };
        let Some(index) = standing(Some(&asker.kind)).or_else(|| standing(None)) else {
            return denied;
        };
        let rule = &self.rules[index].0;
        let speaks = asker.level >= rule.min_level
            && asker.level <= rule.max_level
            && rule.from <= self.now
            && rule.until.is_none_or(|until| self.now < until);
        if !speaks {
            return denied;
        }
        Answer {
            verdict: rule.verdict.clone(),
            rule: Some(index),
            max_validity_secs: rule.max_validity_secs,
            max_uses: rule.max_uses,
            max_retention_days: rule.max_retention_days,
            delegable: rule.delegable,
            statutory: rule.statutory,
        }
    }

    /// The department, if it and all above it are active.
    fn acting(&self, name: &str) -> Option<&Office> {
        let find = |name: &str| self.offices.iter().find(|(office, _)| office.name == name);
        let (asker, _) = find(name)?;
        let mut next = Some(name);
        while let Some(name) = next {
            let (office, active) = find(name)?;
            if !active {
                return None;
            }
            next = office.parent.as_deref();
        }
        Some(asker)
    }
}
