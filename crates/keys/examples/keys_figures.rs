//! Measures what the figures of the design ask of this crate:
//! `cargo run --release -p keys --example figures`.
#![allow(clippy::print_stdout, reason = "prints its measurements")]

use std::hint::black_box;
use std::time::Instant;

use keys::{
    Algorithm, ChainAddress, JournalSecret, PublicKey, RecoveryPhrase, RelationKeys, Signer,
    SoftwareSigner, X25519Secret,
};

fn main() {
    let phrase = RecoveryPhrase::generate(keys::phrase::Language::English, [1; 32]);
    let started = Instant::now();
    let seed = phrase.to_seed("");
    println!(
        "phrase to seed            {:>12.2} ms",
        started.elapsed().as_secs_f64() * 1e3
    );

    let relation = RelationKeys::derive(&seed, "self", 0);
    per_second("relations derived", 200, |n| {
        black_box(RelationKeys::derive(&seed, "self", n));
    });
    let writer = X25519Secret::from_seed([2; 32]).public_key();
    per_second("journal secrets derived", 2_000, |_| {
        let shared = relation.agree(&writer).expect("a good key");
        black_box(JournalSecret::derive(&shared, 1, ChainAddress::ZERO));
    });
    let secret = JournalSecret::derive(&relation.agree_with_self(), 1, ChainAddress::ZERO);
    let mut nonce = [0; 16];
    per_second("journal tags", 5_000_000, |n| {
        nonce[..4].copy_from_slice(&n.to_le_bytes());
        black_box(secret.tag(&nonce, 1, &[3; 32]));
    });
    for algorithm in [Algorithm::EdDsa, Algorithm::Es256] {
        let signer = SoftwareSigner::from_seed(algorithm, &[4; 32]);
        let signature = signer.sign(b"message").expect("a key in memory signs");
        let key: PublicKey = signer.public_key();
        per_second(&format!("{} verified", algorithm.name()), 3_000, |_| {
            key.verify(black_box(b"message"), &signature)
                .expect("it is right");
        });
    }
}

fn per_second(what: &str, count: u32, mut act: impl FnMut(u32)) {
    let started = Instant::now();
    for n in 0..count {
        act(n);
    }
    println!(
        "{what:<25} {:>12.0} a second",
        f64::from(count) / started.elapsed().as_secs_f64()
    );
}
