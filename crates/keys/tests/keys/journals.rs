//! Journal secrets: both sides agree, nobody else does.

use keys::journal::bucket;
use keys::{ChainAddress, JournalSecret, RecoveryPhrase, RelationKeys, X25519Secret};
use proptest::prelude::*;

const DEPARTMENT: ChainAddress = ChainAddress::from_bytes([0xaa; 20]);

fn relation() -> RelationKeys {
    let phrase = "abandon ".repeat(23) + "art";
    let seed = RecoveryPhrase::parse(&phrase).unwrap().to_seed("");
    RelationKeys::derive(&seed, "did:ethr:0x1:0xaa", 0)
}

fn secrets() -> (JournalSecret, JournalSecret) {
    let (holder, writer) = (relation(), X25519Secret::from_seed([5; 32]));
    let of_holder = holder.agree(&writer.public_key()).unwrap();
    let of_writer = writer.diffie_hellman(&holder.public().viewing).unwrap();
    (
        JournalSecret::derive(&of_holder, 1, DEPARTMENT),
        JournalSecret::derive(&of_writer, 1, DEPARTMENT),
    )
}

#[test]
fn both_sides_compute_the_same() {
    let (holder, writer) = secrets();
    let spending = relation().public().spending;
    assert_eq!(
        holder.tag(&[1; 16], 2, &[3; 32]),
        writer.tag(&[1; 16], 2, &[3; 32])
    );
    let sealed = writer.seal(&[1; 16], 2, &[3; 32], b"text");
    assert_eq!(sealed.len(), 20);
    assert_eq!(
        holder.open(&[1; 16], 2, &[3; 32], &sealed).as_deref(),
        Some(b"text".as_slice())
    );
    let secret = holder.one_time_secret(relation().spending(), &[1; 16]);
    assert_eq!(
        secret.address(),
        writer.one_time_address(&spending, &[1; 16])
    );
    assert_ne!(
        secret.address(),
        writer.one_time_address(&spending, &[2; 16])
    );
    assert_ne!(secret.address(), spending.address());
}

#[test]
fn every_part_of_an_entry_counts() {
    let (holder, _) = secrets();
    let tag = holder.tag(&[1; 16], 2, &[3; 32]);
    assert_ne!(tag, holder.tag(&[0; 16], 2, &[3; 32]));
    assert_ne!(tag, holder.tag(&[1; 16], 3, &[3; 32]));
    assert_ne!(tag, holder.tag(&[1; 16], 2, &[4; 32]));
    let sealed = holder.seal(&[1; 16], 2, &[3; 32], b"text");
    assert!(holder.open(&[0; 16], 2, &[3; 32], &sealed).is_none());
    assert!(holder.open(&[1; 16], 3, &[3; 32], &sealed).is_none());
    assert!(holder.open(&[1; 16], 2, &[4; 32], &sealed).is_none());
    for n in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[n / 8] ^= 1 << (n % 8);
        assert!(holder.open(&[1; 16], 2, &[3; 32], &changed).is_none());
    }
    assert!(holder.open(&[1; 16], 2, &[3; 32], &[]).is_none());
}

#[test]
fn chain_department_and_agreement_separate_secrets() {
    let (relation, writer) = (relation(), X25519Secret::from_seed([5; 32]));
    let shared = relation.agree(&writer.public_key()).unwrap();
    let own = relation.agree_with_self();
    let tags = [
        JournalSecret::derive(&shared, 1, DEPARTMENT),
        JournalSecret::derive(&shared, 2, DEPARTMENT),
        JournalSecret::derive(&shared, 1, ChainAddress::ZERO),
        JournalSecret::derive(&own, 1, DEPARTMENT),
    ]
    .map(|secret| secret.tag(&[0; 16], 0, &[0; 32]));
    for (n, tag) in tags.iter().enumerate() {
        assert!(!tags[..n].contains(tag));
    }
}

#[test]
fn bucket_is_the_first_bits() {
    let viewing = relation().public().viewing;
    let sixteen = bucket(&viewing, 16);
    for bits in 0..=16 {
        assert_eq!(
            bucket(&viewing, bits),
            (u32::from(sixteen) >> (16 - bits)) as u16
        );
    }
    assert_eq!(bucket(&viewing, 0), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn sealed_text_round_trips(
        nonce: [u8; 16], kind: u8, fingerprint: [u8; 32],
        text in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let (holder, writer) = secrets();
        let sealed = holder.seal(&nonce, kind, &fingerprint, &text);
        prop_assert_eq!(writer.open(&nonce, kind, &fingerprint, &sealed), Some(text));
    }

    #[test]
    fn one_time_keys_belong_together(nonce: [u8; 16]) {
        let (holder, writer) = secrets();
        let relation = relation();
        prop_assert_eq!(
            holder.one_time_secret(relation.spending(), &nonce).public_key(),
            writer.one_time_key(&relation.public().spending, &nonce)
        );
    }
}
