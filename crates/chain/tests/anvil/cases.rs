//! The published case table against the contract.

use std::collections::BTreeMap;

use chain::calls;
use chain::law::{Action, Question, RuleTerms};
use chain::reads::OnChainEvaluation;
use chain::{B256, Verdict};

use crate::case_table::{Act, Answer, Ask, CASE_SECS, FILE, Office, START, Table, Terms};
use crate::world::{Account, World, registration};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_answers_every_case() {
    let Some(w) = World::new().await else { return };
    let table: Table = serde_json::from_slice(&std::fs::read(FILE).unwrap()).unwrap();
    let mut court = Court::new(&w, &table).await;
    let mut compared = 0;
    for (number, case) in table.cases.iter().enumerate() {
        court.begin(START + CASE_SECS * i64::try_from(number).unwrap());
        for act in case.acts.iter().filter(|act| act.t() <= case.ask.t) {
            court.carry_out(act).await;
        }
        assert_eq!(court.answer(&case.ask).await, case.answer, "{}", case.name);
        // The rest leaves the offices as the next case expects them.
        for act in case.acts.iter().filter(|act| act.t() > case.ask.t) {
            court.carry_out(act).await;
        }
        compared += 1;
    }
    assert!(compared >= 200, "{compared}");
}

struct Court<'w> {
    world: &'w World,
    table: &'w Table,
    accounts: BTreeMap<String, Account>,
    zero: i64,
    /// Time of the latest block.
    now: i64,
    /// Numbers of the case's rules.
    rules: Vec<u64>,
    enacted: u64,
}

impl<'w> Court<'w> {
    async fn new(world: &'w World, table: &'w Table) -> Self {
        let mut accounts = BTreeMap::new();
        for (n, office) in table.departments.iter().enumerate() {
            // The root is the one that founded the directory and makes the law.
            let seed = if office.parent.is_none() {
                1
            } else {
                0x40 + u8::try_from(n).unwrap()
            };
            accounts.insert(office.name.clone(), Account::new(seed));
        }
        let court = Self {
            world,
            table,
            accounts,
            zero: 0,
            now: 0,
            rules: Vec::new(),
            enacted: 0,
        };
        for office in table
            .departments
            .iter()
            .filter(|office| office.parent.is_some())
        {
            let call = calls::departments_register(
                &world.deployment.contracts,
                court.accounts[&office.name].address(),
                &registration(office.level, &office.kind),
            );
            court
                .parent(&office.name)
                .send(&world.chain, call.unwrap())
                .await
                .unwrap();
        }
        court
    }

    fn begin(&mut self, zero: i64) {
        self.zero = zero;
        self.rules.clear();
    }

    fn office(&self, name: &str) -> &Office {
        let found = self
            .table
            .departments
            .iter()
            .find(|office| office.name == name);
        found.unwrap()
    }

    fn parent(&self, name: &str) -> &Account {
        &self.accounts[self.office(name).parent.as_ref().unwrap()]
    }

    /// The next block gets this time, counted from the case's time 0.
    async fn at(&mut self, t: i64) {
        self.now = self.zero + t;
        let time = serde_json::json!([self.now]);
        self.world.raw("evm_setNextBlockTimestamp", time).await;
    }

    async fn carry_out(&mut self, act: &Act) {
        self.at(act.t()).await;
        let at = &self.world.deployment.contracts;
        let (sender, call) = match act {
            Act::Enact { terms, .. } => {
                self.enacted += 1;
                self.rules.push(self.enacted);
                let call = calls::laws_enact(at, &rule_terms(terms, self.zero)).unwrap();
                (&self.world.root, call)
            }
            Act::Amend { rule, terms, .. } => {
                let terms = rule_terms(terms, self.zero);
                let call = calls::laws_amend(at, self.rules[*rule], &terms).unwrap();
                (&self.world.root, call)
            }
            Act::Repeal { rule, .. } => {
                (&self.world.root, calls::laws_repeal(at, self.rules[*rule]))
            }
            Act::Switch {
                department, active, ..
            } => {
                let id = self.accounts[department].address();
                let call = calls::departments_set_active(at, id, *active);
                (self.parent(department), call)
            }
            Act::Move {
                department,
                kind,
                level,
                ..
            } => {
                let id = self.accounts[department].address();
                let r = registration(*level, kind);
                let call = calls::departments_update(at, id, &r).unwrap();
                (self.parent(department), call)
            }
        };
        let done = sender.send(&self.world.chain, call).await.unwrap();
        assert_eq!(done.entries[0].time, self.now, "written at its time");
    }

    async fn answer(&mut self, ask: &Ask) -> Answer {
        // The node answers as of its latest block.
        if self.now != self.zero + ask.t {
            self.at(ask.t).await;
            self.world.raw("evm_mine", serde_json::json!([])).await;
        }
        let nobody = Account::new(0x3F).address();
        let requester = self.accounts.get(&ask.requester);
        let question = Question {
            requester: requester.map_or(nobody, Account::address),
            entry: &ask.entry,
            attribute: &ask.attribute,
            action: action(&ask.action),
            purpose: &ask.purpose,
        };
        let found = self.world.chain.evaluate_on_chain(&question).await.unwrap();
        let OnChainEvaluation {
            verdict,
            rule,
            max_validity_secs,
            max_uses,
            max_retention_days,
            delegable,
            statutory,
        } = found;
        Answer {
            verdict: match verdict {
                Verdict::Permit => "permit",
                Verdict::Deny => "deny",
                Verdict::Refer => "refer",
            }
            .to_owned(),
            rule: rule.map(|id| self.rules.iter().position(|own| *own == id).unwrap()),
            max_validity_secs,
            max_uses,
            max_retention_days,
            delegable,
            statutory,
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
