//! Besu's own vectors first, then every rule with a header that breaks it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::LazyLock;

use alloy_primitives::{FixedBytes, hex};
use keys::Secp256k1Secret;
use proptest::prelude::*;

use super::*;

/// `extraData` with everything in it, of Besu's `QbftExtraDataCodecTest`.
const BESU: [u8; 242] = hex!(
    "f8f0a00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20ea94"
    "00000000000000000000000000000000000000019400000000000000000000000000000000"
    "00000002d794000000000000000000000000000000000000000181ff83fedcbaf886b841"
    "0000000000000000000000000000000000000000000000000000000000000001"
    "000000000000000000000000000000000000000000000000000000000000000a00b841"
    "000000000000000000000000000000000000000000000000000000000000000a"
    "000000000000000000000000000000000000000000000000000000000000000100"
);

static KEYS: LazyLock<Vec<(Address, Secp256k1Secret)>> = LazyLock::new(|| {
    let key = |n: u8| Secp256k1Secret::from_scalar(&[n; 32]).unwrap();
    let mut keys: Vec<_> = (1..=7)
        .map(|n| (Address::from(key(n).address().to_bytes()), key(n)))
        .collect();
    keys.sort_by_key(|(address, _)| *address);
    keys
});

/// The validators with these numbers.
fn set(numbers: &[usize]) -> BTreeSet<Address> {
    numbers.iter().map(|n| KEYS[*n].0).collect()
}

fn unsealed(number: u64, validators: &[usize]) -> Header {
    let extra = Extra {
        vanity: B256::ZERO,
        validators: set(validators).into_iter().collect(),
        vote: None,
        round: 2,
        seals: vec![],
    };
    Header {
        number,
        difficulty: U256::ONE,
        mix_hash: MIX_HASH,
        beneficiary: validators.first().map_or(Address::ZERO, |n| KEYS[*n].0),
        timestamp: 1_900_000_000,
        gas_limit: 30_000_000,
        base_fee_per_gas: Some(0),
        state_root: B256::repeat_byte(7),
        extra_data: extra.encode(Part::Whole),
        ..Header::default()
    }
}

/// `header` with seals of these validators over what it says now.
fn seal(mut header: Header, by: &[usize]) -> SealedHeader {
    let mut extra = Extra::decode(&header.extra_data).unwrap();
    let digest = digest(&header, &extra, Part::Sealed);
    extra.seals = by.iter().map(|n| seal_of(*n, &digest)).collect();
    header.extra_data = extra.encode(Part::Whole);
    SealedHeader::new(header).unwrap()
}

fn seal_of(n: usize, digest: &B256) -> Seal {
    let signature = KEYS[n].1.sign_digest(&digest.0);
    let bytes = [&signature.r[..], &signature.s, &[signature.y_parity.into()]].concat();
    FixedBytes::from_slice(&bytes)
}

/// `header` after `change` to what its `extraData` says.
fn with_extra(header: &SealedHeader, change: impl FnOnce(&mut Extra)) -> SealedHeader {
    let mut header = header.header.clone();
    let mut extra = Extra::decode(&header.extra_data).unwrap();
    change(&mut extra);
    header.extra_data = extra.encode(Part::Whole);
    SealedHeader::new(header).unwrap()
}

fn good() -> SealedHeader {
    seal(unsealed(7, &[0, 1, 2, 3]), &[0, 1, 2])
}

fn signers(header: &SealedHeader) -> Result<usize, QbftError> {
    let signers = header.signers(&set(&[0, 1, 2, 3]));
    signers.map(|signers| signers.len())
}

#[test]
fn besus_own_extra_data() {
    let extra = Extra::decode(&BESU).unwrap();
    assert_eq!((extra.validators.len(), extra.seals.len()), (2, 2));
    assert_eq!(extra.round, 0xFE_DC_BA);
    let subject = extra.validators[0];
    assert_eq!(extra.vote, Some(Vote { subject, add: true }));
    assert_eq!(extra.encode(Part::Whole).as_ref(), BESU);
    // A vote to drop is the empty string, no vote the empty list.
    let drop = Extra {
        vote: Some(Vote {
            subject,
            add: false,
        }),
        ..extra.clone()
    };
    assert_eq!(Extra::decode(&drop.encode(Part::Whole)), Ok(drop));
    let none = Extra {
        vote: None,
        ..extra
    };
    assert_eq!(Extra::decode(&none.encode(Part::Whole)), Ok(none));
}

/// A header of a running Besu, with its seals.
#[test]
fn a_real_header_of_besu() {
    let vectors = std::env::var("WALLET_VECTORS");
    let vectors = vectors.unwrap_or_else(|_| "../../../shared/vectors".into());
    let Ok(text) = std::fs::read_to_string(format!("{vectors}/besu/header-7528.rlp.hex")) else {
        #[allow(clippy::print_stderr, reason = "a skipped vector set must be seen")]
        return eprintln!("skipped: vectors besu");
    };
    let bytes = const_hex::decode(text.trim()).unwrap();
    let header = SealedHeader::from_rlp(&bytes).unwrap();
    assert_eq!(header.to_rlp().as_ref(), bytes);
    assert_eq!(header.number(), 7528);
    let validators = header.validators();
    let signers = header.signers(&validators).unwrap();
    assert!(signers.len() >= quorum(validators.len()), "{signers:?}");
    assert_ne!(header.hash(), alloy_primitives::keccak256(&bytes));
    // The same through JSON, and with anything changed nobody has signed it.
    let mut json = serde_json::to_value(&header.header).unwrap();
    json["hash"] = serde_json::to_value(header.hash()).unwrap();
    let parsed = SealedHeader::parse(&serde_json::to_vec(&json).unwrap());
    assert_eq!(parsed.as_ref(), Ok(&header));
    let mut changed = header.header.clone();
    changed.state_root = B256::ZERO;
    let changed = SealedHeader::new(changed).unwrap();
    assert!(changed.signers(&validators).is_err());
}

#[test]
fn quorums_are_two_thirds_rounded_up() {
    for (validators, need) in [
        (1, 1),
        (2, 2),
        (3, 2),
        (4, 3),
        (5, 4),
        (6, 4),
        (7, 5),
        (10, 7),
    ] {
        assert_eq!(quorum(validators), need, "{validators}");
    }
}

#[test]
fn two_thirds_of_the_validators_are_enough() {
    assert_eq!(signers(&good()), Ok(3));
    assert_eq!(
        signers(&seal(unsealed(7, &[0, 1, 2, 3]), &[3, 1, 2, 0])),
        Ok(4)
    );
}

#[test]
fn too_few_strangers_and_doubles_are_refused() {
    let sealed = |by: &[usize]| signers(&seal(unsealed(7, &[0, 1, 2, 3]), by));
    assert_eq!(sealed(&[0, 1]), Err(QbftError::TooFew { got: 2, need: 3 }));
    assert_eq!(sealed(&[]), Err(QbftError::TooFew { got: 0, need: 3 }));
    assert_eq!(sealed(&[0, 1, 5]), Err(QbftError::Stranger(KEYS[5].0)));
    assert_eq!(sealed(&[0, 1, 1]), Err(QbftError::Repeated(KEYS[1].0)));
    let many = sealed(&[0, 1, 2, 3, 0]);
    assert!(matches!(many, Err(QbftError::Malformed(_))), "{many:?}");
    // Nobody is no set: nothing can be believed.
    let nobody = good().signers(&BTreeSet::new());
    assert!(nobody.is_err(), "{nobody:?}");
}

#[test]
fn a_seal_is_about_this_header() {
    let good = good();
    let mut other = good.header.clone();
    other.state_root = B256::ZERO;
    let other = SealedHeader::new(other).unwrap();
    assert!(matches!(signers(&other), Err(QbftError::Stranger(_))));
    // The round is signed, too, although the hash leaves it out.
    let round = with_extra(&good, |extra| extra.round = 3);
    assert_eq!(round.hash(), good.hash());
    assert!(matches!(signers(&round), Err(QbftError::Stranger(_))));
    // The seals are not.
    let fewer = with_extra(&good, |extra| extra.seals.truncate(2));
    assert_eq!(fewer.hash(), good.hash());
    assert_eq!(signers(&fewer), Err(QbftError::TooFew { got: 2, need: 3 }));
    // A vote or another validator is another block.
    let subject = KEYS[5].0;
    for changed in [
        with_extra(&good, |extra| {
            extra.vote = Some(Vote { subject, add: true })
        }),
        with_extra(&good, |extra| extra.validators.truncate(3)),
        with_extra(&good, |extra| extra.vanity = B256::repeat_byte(1)),
    ] {
        assert_ne!(changed.hash(), good.hash());
        assert!(signers(&changed).is_err());
    }
}

#[test]
fn a_seal_that_is_no_signature() {
    for at in [0, 32, 64] {
        let broken = with_extra(&good(), |extra| {
            if at == 64 {
                extra.seals[1].0[64] = 27;
            } else {
                extra.seals[1].0[at..at + 32].fill(0);
            }
        });
        assert_eq!(signers(&broken), Err(QbftError::BadSeal), "{at}");
    }
}

#[test]
fn only_a_validator_proposes() {
    let mut header = unsealed(7, &[0, 1, 2, 3]);
    header.beneficiary = KEYS[5].0;
    let header = seal(header, &[0, 1, 2]);
    assert_eq!(signers(&header), Err(QbftError::Proposer(KEYS[5].0)));
}

#[test]
fn fields_of_other_chains_are_no_qbft() {
    type Edit = fn(&mut Header);
    let edits: [(&str, Edit); 5] = [
        ("difficulty", |header| header.difficulty = U256::from(2)),
        ("nonce", |header| header.nonce = FixedBytes::repeat_byte(1)),
        ("uncles", |header| header.ommers_hash = B256::ZERO),
        ("mixHash", |header| header.mix_hash = B256::ZERO),
        ("validators", |header| {
            let mut extra = Extra::decode(&header.extra_data).unwrap();
            extra.validators.reverse();
            header.extra_data = extra.encode(Part::Whole);
        }),
    ];
    for (field, edit) in edits {
        let mut header = unsealed(7, &[0, 1, 2, 3]);
        edit(&mut header);
        let refused = SealedHeader::new(header).err();
        assert_eq!(refused, Some(QbftError::NotQbft(field)));
    }
}

#[test]
fn a_change_is_one_member() {
    let vote = |n: usize, add| Vote {
        subject: KEYS[n].0,
        add,
    };
    assert_eq!(change(&set(&[0, 1]), &set(&[0, 1, 2])), Ok(vote(2, true)));
    assert_eq!(change(&set(&[0, 1]), &set(&[1])), Ok(vote(0, false)));
    for other in [set(&[0, 1]), set(&[0, 2]), set(&[0, 1, 2, 3]), set(&[])] {
        assert!(change(&set(&[0, 1]), &other).is_err(), "{other:?}");
    }
}

/// Headers 10, 11, … of validators 0 to 3; in each the proposer and its vote (about whom, to add).
fn voted(from: u64, votes: &[(usize, Option<(usize, bool)>)]) -> Vec<SealedHeader> {
    let mut parent = B256::ZERO;
    let mut headers = Vec::new();
    for (number, (proposer, vote)) in (from..).zip(votes) {
        let mut header = unsealed(number, &[0, 1, 2, 3]);
        header.beneficiary = KEYS[*proposer].0;
        header.parent_hash = parent;
        let mut extra = Extra::decode(&header.extra_data).unwrap();
        extra.vote = vote.map(|(subject, add)| Vote {
            subject: KEYS[subject].0,
            add,
        });
        header.extra_data = extra.encode(Part::Whole);
        let header = seal(header, &[0, 1, 2]);
        parent = header.hash();
        headers.push(header);
    }
    headers
}

/// Whether the votes in `headers` add validator 5 to 0 to 3.
fn added(headers: &[SealedHeader], epoch: u64) -> Result<(), QbftError> {
    let vote = Vote {
        subject: KEYS[5].0,
        add: true,
    };
    let mut ballot = Ballot::new(vote, set(&[0, 1, 2, 3]), epoch);
    for header in headers.iter().rev() {
        if ballot.count(header)? {
            return Ok(());
        }
    }
    Err(QbftError::SetChange("headers are used up"))
}

#[test]
fn more_than_half_of_the_validators_change_the_set() {
    let yes = Some((5, true));
    let no = Some((5, false));
    let passes = |votes: &[_]| added(&voted(11, votes), 10).is_ok();
    assert!(passes(&[(0, yes), (1, yes), (2, yes)]));
    assert!(passes(&[
        (0, yes),
        (1, None),
        (1, yes),
        (3, Some((6, true))),
        (2, yes)
    ]));
    // Two of four, one twice, one by a stranger, one taken back, one about another.
    assert!(!passes(&[(1, yes), (2, yes)]));
    assert!(!passes(&[(1, yes), (1, yes), (2, yes)]));
    assert!(!passes(&[(5, yes), (1, yes), (2, yes)]));
    assert!(!passes(&[(0, yes), (0, no), (1, yes), (2, yes)]));
    assert!(!passes(&[(0, Some((6, true))), (1, yes), (2, yes)]));
    // The last header has to carry the vote that decides.
    assert!(!passes(&[(0, yes), (1, yes), (2, yes), (3, None)]));
    // Who changed his mind has voted for it in the end.
    assert!(passes(&[(0, no), (0, yes), (1, yes), (2, yes)]));
}

#[test]
fn an_epoch_forgets_votes_and_the_headers_hang_together() {
    let yes = Some((5, true));
    let votes = [(0, yes), (1, yes), (2, yes)];
    // 9, 10, 11: what was before block 10 does not count.
    let refused = Err(QbftError::SetChange("without enough votes"));
    assert_eq!(added(&voted(9, &votes), 10), refused);
    assert_eq!(added(&voted(9, &votes), 100), Ok(()));
    let mut headers = voted(11, &votes);
    headers[0] = voted(11, &[(3, yes)]).remove(0);
    let refused = Err(QbftError::SetChange("by votes of another chain"));
    assert_eq!(added(&headers, 10), refused);
}

#[test]
fn votes_before_a_decision_about_the_same_subject_are_used_up() {
    let yes = Some((5, true));
    let mut headers = voted(11, &[(0, yes), (1, yes), (2, yes)]);
    // In block 11 validator 5 was still one, so that 12 and 13 stand alone.
    let mut first = headers[0].header.clone();
    let mut extra = headers[0].extra.clone();
    extra.validators = set(&[0, 1, 2, 3, 5]).into_iter().collect();
    first.extra_data = extra.encode(Part::Whole);
    headers[0] = SealedHeader::new(first).unwrap();
    let parent = headers[0].hash();
    for n in [1, 2] {
        let mut header = headers[n].header.clone();
        header.parent_hash = if n == 1 { parent } else { headers[1].hash() };
        headers[n] = SealedHeader::new(header).unwrap();
    }
    let refused = Err(QbftError::SetChange("without enough votes"));
    assert_eq!(added(&headers, 10), refused);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn extra_data_round_trips(
        validators in prop::collection::vec(any::<[u8; 20]>(), 0..8),
        vote in prop::option::of((any::<[u8; 20]>(), any::<bool>())),
        round: u32,
        seals in prop::collection::vec(any::<[u8; 32]>(), 0..8),
        vanity: [u8; 32],
    ) {
        let extra = Extra {
            vanity: vanity.into(),
            validators: validators.into_iter().map(Address::from).collect(),
            vote: vote.map(|(subject, add)| Vote { subject: subject.into(), add }),
            round,
            seals: seals
                .into_iter()
                .map(|half| FixedBytes::from_slice(&[&half[..], &half, &[1]].concat()))
                .collect(),
        };
        prop_assert_eq!(Extra::decode(&extra.encode(Part::Whole)), Ok(extra));
    }

    #[test]
    fn extra_data_never_panics_and_is_canonical(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(extra) = Extra::decode(&bytes) {
            prop_assert_eq!(extra.encode(Part::Whole).to_vec(), bytes);
        }
    }

    #[test]
    fn changed_extra_data_never_panics_and_is_canonical(at: prop::sample::Index, byte: u8) {
        let mut bytes = BESU.to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(extra) = Extra::decode(&bytes) {
            prop_assert_eq!(extra.encode(Part::Whole).to_vec(), bytes);
        }
    }

    /// Whatever bit of a sealed header is flipped: it is no header, nobody sealed it, or (a seal that
    /// is now cut off would be another length) the seals are fewer.
    #[test]
    fn a_changed_header_is_not_sealed(at: prop::sample::Index, bit in 0..8_u8) {
        let good = good();
        let mut bytes = good.to_rlp().to_vec();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        if let Ok(changed) = SealedHeader::from_rlp(&bytes) {
            prop_assert!(changed.signers(&set(&[0, 1, 2, 3])).is_err());
        }
    }

    #[test]
    fn headers_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = SealedHeader::from_rlp(&bytes);
        let _ = SealedHeader::parse(&bytes);
    }
}
