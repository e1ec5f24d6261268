//! What a custodian's whole verification costs, against the bare signatures in it.
//!
//! Prints a table of both, measured in turns in the same run, then hands both to criterion. There
//! is no memo: every signature is verified every time.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group};
use ed25519_dalek::{Signature, VerifyingKey};
use grant::*;
use keys::{Ed25519Verifier, base64url};
use support::*;

criterion_group!(benches, both);

fn main() {
    print_table();
    benches();
    Criterion::default().configure_from_args().final_summary();
}

/// The target of the format: at most this many times the bare signatures, at every depth.
const TARGET: f64 = 1.2;

fn print_table() {
    println!(
        "depth (signatures) | bytes | verify   | a second | bare     | ratio (target {TARGET})"
    );
    for case in Case::all() {
        let (mut whole, mut bare) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            whole.push(time(|| case.verify()));
            bare.push(time(|| case.verify_bare()));
        }
        let (whole, bare) = (median(whole), median(bare));
        println!(
            "{:<18} | {:>5} | {:>5.1} µs | {:>8.0} | {:>5.1} µs | {:.3}",
            case.name,
            case.token.len(),
            whole * 1e6,
            1.0 / whole,
            bare * 1e6,
            whole / bare
        );
    }
}

/// One call is shorter than a time slice, so that the median is of undisturbed ones.
const ROUNDS: usize = 4_001;

fn time(act: impl FnOnce()) -> Duration {
    let start = Instant::now();
    act();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn both(criterion: &mut Criterion) {
    for case in Case::all() {
        let mut group = criterion.benchmark_group(case.name.clone());
        group.bench_function("verify", |bencher| bencher.iter(|| case.verify()));
        group.bench_function("bare", |bencher| bencher.iter(|| case.verify_bare()));
        group.finish();
    }
}

/// One token, the facts to verify it, and the signatures in it.
struct Case {
    name: String,
    token: String,
    operation: Operation,
    custodian: Custodian,
    facts: Answers,
    signatures: Vec<(VerifyingKey, Vec<u8>, Signature)>,
}

impl Case {
    fn all() -> Vec<Self> {
        let plain = (0..=4).map(|depth| Self::new(depth, false));
        plain.chain([Self::new(3, true)]).collect()
    }

    /// A grant of two rights, handed on `depth` times, and a use of both.
    fn new(depth: u8, with_officer: bool) -> Self {
        let mut city = City::new();
        let rights = [address_right(), income_right()];
        let held = city.issue_with(|terms| terms.rights = rights.to_vec());
        let held = (0..depth).fold(held, |held, level| hand_on(&held, level, |_| ()));
        let items = rights
            .iter()
            .map(|right| (right.entry.clone(), right.attribute.clone()));
        let operation = Operation::new(Action::Read, items, b"").unwrap();
        let decisions = if with_officer {
            vec![clear(&held, rights.to_vec())]
        } else {
            Vec::new()
        };
        let token = use_grant(&held, &decisions, &operation, NONCE, &key_of(depth), NOW).unwrap();
        let cut = Cut::from(&token);
        let mut signatures = vec![signature(&cut.grant, &verifier(&holder_key()))];
        for (level, link) in (0..).zip(&cut.links) {
            signatures.push(signature(link, &verifier(&key_of(level))));
        }
        for decision in &cut.decisions {
            signatures.push(signature(decision, &verifier(&officer_key())));
        }
        signatures.push(signature(&cut.usage, &verifier(&key_of(depth))));
        let name = if with_officer {
            "3 + officer".to_owned()
        } else {
            depth.to_string()
        };
        Self {
            name: format!("{name} ({})", signatures.len()),
            token,
            operation,
            custodian: city.custodian.clone(),
            facts: Answers::of(&mut city, &held, with_officer),
            signatures,
        }
    }

    fn verify(&self) {
        let token = black_box(self.token.as_str());
        let used = verify(token, &self.custodian, &self.operation, NOW, &self.facts);
        assert!(black_box(used).is_ok());
    }

    fn verify_bare(&self) {
        for (key, message, signature) in &self.signatures {
            assert!(
                black_box(key)
                    .verify_strict(black_box(message), signature)
                    .is_ok()
            );
        }
    }
}

fn signature(part: &str, key: &Ed25519Verifier) -> (VerifyingKey, Vec<u8>, Signature) {
    let (input, signature) = part.rsplit_once('.').unwrap();
    let signature = Signature::from_bytes(&base64url::decode_array(signature).unwrap());
    let key = VerifyingKey::from_bytes(&key.public_key().to_bytes()).unwrap();
    (key, input.as_bytes().to_vec(), signature)
}

/// Answers at hand, so that the verifier is measured and not the register.
struct Answers {
    departments: Vec<(Did, Ed25519Verifier)>,
    relation: Relation,
    officer: Ed25519Verifier,
    law: LawAnswer,
    state: AnchorState,
}

impl Answers {
    fn of(city: &mut City, held: &str, refer: bool) -> Self {
        Self {
            departments: (0..=4)
                .map(|n| (department(n), verifier(&key_of(n))))
                .collect(),
            relation: city.relations[&key_did(&holder_key())].clone(),
            officer: verifier(&officer_key()),
            law: if refer {
                LawAnswer::Refer(LIMITS_OF_LAW)
            } else {
                PERMIT
            },
            state: *city.state(held),
        }
    }

    fn level(&self, department: &Did) -> Option<usize> {
        self.departments
            .iter()
            .position(|(did, _)| did == department)
    }
}

impl Directory for Answers {
    fn department(&self, department: &Did, _at: i64) -> Option<Ed25519Verifier> {
        self.level(department)
            .map(|level| self.departments[level].1)
    }

    fn is_below(&self, department: &Did, ancestor: &Did, _at: i64) -> bool {
        self.level(department) > self.level(ancestor)
    }
}

impl Anchors for Answers {
    fn anchor_state(&self, _: &Anchor, _: Fingerprint, _at: i64) -> Option<AnchorState> {
        Some(self.state)
    }

    fn is_withdrawn(&self, _: &Did, _: Fingerprint, _at: i64) -> bool {
        false
    }
}

impl Facts for Answers {
    fn relation(&self, _issuer: &Did) -> Option<Relation> {
        Some(self.relation.clone())
    }

    fn officer(&self, _: &Did, _: &grant::Case<'_>, _at: i64) -> Option<Ed25519Verifier> {
        Some(self.officer)
    }

    fn law(&self, _question: &LawQuestion<'_>, _at: i64) -> LawAnswer {
        self.law
    }

    fn uses_through(&self, _link: Fingerprint) -> u32 {
        0
    }

    fn spend_nonce(&self, _user: &Did, _nonce: &str, _at: i64) -> bool {
        true
    }
}
