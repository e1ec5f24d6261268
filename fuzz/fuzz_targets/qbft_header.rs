//! A QBFT header's RLP, or (behind a first byte of one) what `extraData` holds: never a panic, never a
//! second spelling, and no set of validators ever has committed to what nobody signed.
#![no_main]

use chain::qbft::{Extra, Part, SealedHeader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((which, bytes)) = bytes.split_first() else {
        return;
    };
    if which & 1 == 1 {
        if let Ok(extra) = Extra::decode(bytes) {
            assert_eq!(extra.encode(Part::Whole).as_ref(), bytes);
            for part in [Part::Sealed, Part::Chained] {
                let cut = Extra::decode(&extra.encode(part)).expect("what was encoded is decoded");
                assert!(cut.seals.is_empty());
            }
        }
        return;
    }
    if let Ok(header) = SealedHeader::from_rlp(bytes) {
        assert_eq!(header.to_rlp().as_ref(), bytes);
        // The fuzzer has no key: only the seeds' real header, block 7528, is signed by its validators,
        // also with its seals in another order or one less.
        if header.signers(&header.validators()).is_ok() {
            assert_eq!(header.number(), 7528);
        }
    }
    let _ = SealedHeader::parse(bytes);
});
