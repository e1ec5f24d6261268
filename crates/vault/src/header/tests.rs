#![allow(clippy::unwrap_used, reason = "tests")]

use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use proptest::prelude::*;

use super::*;

fn key() -> Key {
    Zeroizing::new([1; 32])
}

fn header() -> VaultHeader {
    let data_key = Zeroizing::new([7; 32]);
    let mut rng = UnwrapErr(SysRng);
    VaultHeader::seal(
        KdfParams::FLOOR,
        [2; 16],
        [3; 16],
        &key(),
        &data_key,
        &mut rng,
    )
}

/// Puts a checksum over changed bytes, as someone who forges a header would.
fn with_checksum(mut bytes: Vec<u8>) -> Vec<u8> {
    let checksum = Sha256::digest(&bytes[..CHECKSUM_AT]);
    bytes[CHECKSUM_AT..].copy_from_slice(&checksum);
    bytes
}

#[test]
fn round_trip() {
    let header = header();
    let read = VaultHeader::parse(&header.to_bytes()).unwrap();
    assert_eq!(read, header);
    assert_eq!(*read.unseal(&key()).unwrap(), [7; 32]);
    assert!(read.unseal(&Zeroizing::new([0; 32])).is_none());
}

#[test]
fn every_flipped_bit_is_noticed() {
    let bytes = header().to_bytes();
    for n in 0..bytes.len() * 8 {
        let mut changed = bytes.to_vec();
        changed[n / 8] ^= 1 << (n % 8);
        let error = VaultHeader::parse(&changed).unwrap_err();
        match n / 8 {
            8 | 9 => assert!(matches!(
                error,
                HeaderError::NewerVersion { .. } | HeaderError::Damaged
            )),
            _ => assert_eq!(error, HeaderError::Damaged, "bit {n}"),
        }
    }
}

#[test]
fn every_forged_bit_is_noticed() {
    let bytes = header().to_bytes();
    for n in 0..CHECKSUM_AT * 8 {
        let mut changed = bytes.to_vec();
        changed[n / 8] ^= 1 << (n % 8);
        // Even with the right key (which another salt or cost would not give).
        if let Ok(forged) = VaultHeader::parse(&with_checksum(changed)) {
            assert!(forged.unseal(&key()).is_none(), "bit {n}");
        }
    }
}

#[test]
fn every_length_but_one_is_refused() {
    let bytes = header().to_bytes();
    for length in 0..bytes.len() {
        assert_eq!(
            VaultHeader::parse(&bytes[..length]),
            Err(HeaderError::Damaged)
        );
    }
    assert_eq!(
        VaultHeader::parse(&[bytes.as_slice(), &[0]].concat()),
        Err(HeaderError::Damaged)
    );
}

#[test]
fn newer_versions_are_called_newer_whatever_follows() {
    let mut bytes = header().to_bytes().to_vec();
    bytes[8..10].copy_from_slice(&2u16.to_be_bytes());
    bytes.truncate(40);
    assert_eq!(
        VaultHeader::parse(&bytes),
        Err(HeaderError::NewerVersion { found: 2 })
    );
    bytes[8..10].copy_from_slice(&0u16.to_be_bytes());
    assert_eq!(VaultHeader::parse(&bytes), Err(HeaderError::Damaged));
}

#[test]
fn costs_out_of_range_are_refused_at_once() {
    let started = std::time::Instant::now();
    for (memory_kib, passes, lanes) in [
        (64 * 1024 - 1, 3, 1),
        (1024 * 1024 + 1, 3, 1),
        (u32::MAX, 3, 1),
        (0, 3, 1),
        (64 * 1024, 2, 1),
        (64 * 1024, 0, 1),
        (64 * 1024, 17, 1),
        (64 * 1024, u32::MAX, 1),
        (64 * 1024, 3, 0),
        (64 * 1024, 3, 17),
        (u32::MAX, u32::MAX, u32::MAX),
        (128 * 1024, 1, 4),
    ] {
        let mut bytes = header().to_bytes().to_vec();
        bytes[10..14].copy_from_slice(&memory_kib.to_be_bytes());
        bytes[14..18].copy_from_slice(&passes.to_be_bytes());
        bytes[18..22].copy_from_slice(&lanes.to_be_bytes());
        assert_eq!(
            VaultHeader::parse(&with_checksum(bytes)),
            Err(HeaderError::KdfOutOfRange),
            "{memory_kib} {passes} {lanes}"
        );
        assert!(KdfParams::new(memory_kib, passes, lanes).is_err());
    }
    assert!(started.elapsed() < std::time::Duration::from_millis(500));
    assert!(KdfParams::new(64 * 1024, 3, 4).is_ok());
    assert!(KdfParams::new(1024 * 1024, 16, 16).is_ok());
    assert!(KdfParams::new(192 * 1024, 1, 1).is_ok());
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = VaultHeader::parse(&bytes);
        let mut with_magic = MAGIC.to_vec();
        with_magic.extend(&bytes);
        let _ = VaultHeader::parse(&with_magic);
    }

    #[test]
    fn any_cost_is_in_range_or_refused(memory: u32, passes in 0u32..40, lanes in 0u32..40) {
        if let Ok(kdf) = KdfParams::new(memory, passes, lanes) {
            prop_assert!((64 * 1024..=1024 * 1024).contains(&kdf.memory_kib()));
            prop_assert!(u64::from(kdf.memory_kib()) * u64::from(kdf.passes()) >= 192 * 1024);
        }
    }
}
