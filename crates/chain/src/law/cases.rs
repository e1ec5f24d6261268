//! The published case table against the rule book. The contract's side: tests/anvil/cases.rs.
//!
//! After a deliberate change of the law's meaning, `WALLET_BLESS=1` writes the table anew.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, B128};

use super::case_table::{self, Act, Answer, Ask, CASE_SECS, Case, FILE, START, Table, Terms};
use super::*;

#[test]
fn the_table_is_what_the_plain_list_answers() {
    let made = case_table::generate();
    if std::env::var_os("WALLET_BLESS").is_some() {
        let text = serde_json::to_string_pretty(&made).unwrap() + "\n";
        std::fs::write(FILE, text).unwrap();
    }
    assert_eq!(published(), made);
}

#[test]
fn the_table_is_large_and_every_answer_is_common() {
    let table = published();
    assert!(table.cases.len() >= 200, "{}", table.cases.len());
    for verdict in ["permit", "deny", "refer"] {
        let of = |case: &&Case| case.answer.verdict == verdict;
        assert!(table.cases.iter().filter(of).count() >= 25, "{verdict}");
    }
    // What decides is decided both ways: for every field some cases are answered and some denied.
    let mut answers: BTreeMap<&str, BTreeSet<Option<usize>>> = BTreeMap::new();
    for case in &table.cases {
        let of = answers.entry(&case.decides).or_default();
        of.insert(case.answer.rule);
    }
    for field in [
        "level",
        "requester_kind",
        "entry",
        "attribute",
        "purpose",
        "action",
        "verdict",
        "from and until",
        "until",
        "statutory",
        "repeal",
        "active",
        "kind of the requester",
        "level of the requester",
    ] {
        assert!(answers[field].len() > 1, "{field} decides nothing");
    }
}

#[test]
fn the_rule_book_answers_every_case() {
    let table = published();
    let offices = addresses(&table);
    for (number, case) in table.cases.iter().enumerate() {
        let zero = START + CASE_SECS * i64::try_from(number).unwrap();
        let mut world = World::new(&table, &offices, zero);
        for act in case.acts.iter().filter(|act| act.t() <= case.ask.t) {
            world.carry_out(act);
        }
        assert_eq!(world.answer(&case.ask), case.answer, "{}", case.name);
        // What comes later does not change what was the law.
        for act in case.acts.iter().filter(|act| act.t() > case.ask.t) {
            world.carry_out(act);
        }
        assert_eq!(world.answer(&case.ask), case.answer, "{} later", case.name);
    }
}

fn published() -> Table {
    serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap()
}

fn addresses(table: &Table) -> BTreeMap<String, ChainAddress> {
    let named = table.departments.iter().enumerate();
    named
        .map(|(n, office)| {
            let byte = u8::try_from(n + 1).unwrap();
            (office.name.clone(), ChainAddress::from_bytes([byte; 20]))
        })
        .collect()
}

/// Directory and law, written to as the contracts write.
struct World<'t> {
    table: &'t Table,
    offices: &'t BTreeMap<String, ChainAddress>,
    zero: i64,
    directory: Directory,
    law: LawBook,
    records: BTreeMap<String, bindings::Record>,
    enacted: Vec<RuleTerms>,
}

impl<'t> World<'t> {
    fn new(table: &'t Table, offices: &'t BTreeMap<String, ChainAddress>, zero: i64) -> Self {
        let mut world = Self {
            table,
            offices,
            zero,
            directory: Directory::new(1),
            law: LawBook::new(),
            records: BTreeMap::new(),
            enacted: Vec::new(),
        };
        for office in &table.departments {
            let parent = office.parent.as_ref().map(|parent| offices[parent]);
            let record = bindings::Record {
                parent: parent.map_or(Address::ZERO, |id| Address::from(id.to_bytes())),
                active: true,
                since: 1,
                r: registration(&office.kind, office.level),
            };
            world.write_office(&office.name, record, START - 1000);
        }
        world
    }

    fn carry_out(&mut self, act: &Act) {
        let now = self.zero + act.t();
        match act {
            Act::Enact { terms, .. } => {
                self.enacted.push(self.terms(terms));
                self.write_rule(self.enacted.len() - 1, now);
            }
            Act::Amend { rule, terms, .. } => {
                self.enacted[*rule] = self.terms(terms);
                self.write_rule(*rule, now);
            }
            Act::Repeal { rule, .. } => {
                let until = &mut self.enacted[*rule].until;
                *until = Some(until.map_or(now, |until| until.min(now)));
                self.write_rule(*rule, now);
            }
            Act::Switch {
                department, active, ..
            } => {
                let mut record = self.records[department].clone();
                record.active = *active;
                self.write_office(department, record, now);
            }
            Act::Move {
                department,
                kind,
                level,
                ..
            } => {
                let mut record = self.records[department].clone();
                record.r = registration(kind, *level);
                self.write_office(department, record, now);
            }
        }
    }

    fn terms(&self, terms: &Terms) -> RuleTerms {
        rule_terms(terms, self.zero)
    }

    fn write_rule(&mut self, index: usize, now: i64) {
        let rule = self.enacted[index].to_binding().unwrap();
        let data = (U256::from(index + 1), rule).abi_encode_params();
        self.law.apply(&entry(3, data, now)).unwrap();
    }

    fn write_office(&mut self, name: &str, record: bindings::Record, now: i64) {
        let id = Address::from(self.offices[name].to_bytes());
        let data = (id, record.clone()).abi_encode_params();
        self.directory.apply(&entry(1, data, now)).unwrap();
        self.records.insert(name.to_owned(), record);
    }

    fn answer(&self, ask: &Ask) -> Answer {
        assert!(!self.table.departments.is_empty());
        let nobody = ChainAddress::from_bytes([0xFF; 20]);
        let question = Question {
            requester: self.offices.get(&ask.requester).copied().unwrap_or(nobody),
            entry: &ask.entry,
            attribute: &ask.attribute,
            action: action(&ask.action),
            purpose: &ask.purpose,
        };
        let found = self
            .law
            .evaluate(&self.directory, &question, self.zero + ask.t);
        let terms = found.rule.map(|rule| &rule.terms);
        Answer {
            verdict: verdict_name(found.verdict).to_owned(),
            rule: found.rule.map(|rule| usize::try_from(rule.id - 1).unwrap()),
            max_validity_secs: terms.map_or(0, |terms| terms.max_validity_secs),
            max_uses: terms.map_or(0, |terms| terms.max_uses),
            max_retention_days: terms.map_or(0, |terms| terms.max_retention_days),
            delegable: terms.is_some_and(|terms| terms.delegable),
            statutory: found.statutory().is_some(),
        }
    }
}

fn rule_terms(terms: &Terms, zero: i64) -> RuleTerms {
    RuleTerms {
        requester_kind: terms.requester_kind.clone(),
        min_level: terms.min_level,
        max_level: terms.max_level,
        entry: terms.entry.clone(),
        attribute: terms.attribute.clone(),
        purpose: terms.purpose.clone(),
        action: action(&terms.action),
        verdict: match terms.verdict.as_str() {
            "permit" => Verdict::Permit,
            "refer" => Verdict::Refer,
            _ => Verdict::Deny,
        },
        clause: "law/1".into(),
        title_zh: "法".into(),
        title_en: "Law".into(),
        text_fingerprint: B256::ZERO,
        text_uri: String::new(),
        max_validity_secs: terms.max_validity_secs,
        max_uses: terms.max_uses,
        max_retention_days: terms.max_retention_days,
        delegable: terms.delegable,
        statutory: terms.statutory,
        from: zero + terms.from,
        until: terms.until.map(|until| zero + until),
    }
}

fn action(name: &str) -> Action {
    match name {
        "modify" => Action::Modify,
        "add" => Action::Add,
        _ => Action::Read,
    }
}

const fn verdict_name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Permit => "permit",
        Verdict::Deny => "deny",
        Verdict::Refer => "refer",
    }
}

fn registration(kind: &str, level: u8) -> bindings::Registration {
    bindings::Registration {
        level,
        kind: kind_word(kind).unwrap().into(),
        ed25519: B256::ZERO,
        x25519: B256::ZERO,
        p256Sign: [].into(),
        p256Encrypt: [].into(),
        code: String::new(),
        nameZh: String::new(),
        nameEn: String::new(),
        endpoint: String::new(),
    }
}

fn entry(kind: u8, data: Vec<u8>, time: i64) -> Entry {
    Entry {
        bucket: PUBLIC_BUCKET,
        seq: 0,
        block: time.unsigned_abs(),
        time,
        kind,
        writer: B256::ZERO,
        fingerprint: B256::ZERO,
        nonce: B128::ZERO,
        tag: B128::ZERO,
        data: data.into(),
    }
}
