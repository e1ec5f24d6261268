//! A billing code is read as it was written, or not at all.

use keys::{
    RecoveryPhrase,
    relation::{BILLING_URI, RelationKeys},
};
use proptest::prelude::*;

use crate::billing::{BillingCode, BillingCodeError, PREFIX, TEXT_CHARACTERS};
use crate::counter::base45;

fn code(index: u32, chain_id: u64) -> BillingCode {
    let phrase = RecoveryPhrase::parse(&format!("{}about", "abandon ".repeat(11))).unwrap();
    let public = RelationKeys::derive(&phrase.to_seed(""), BILLING_URI, index).public();
    BillingCode {
        chain_id,
        identity: public.ed25519,
        meta_address: public.meta_address,
    }
}

/// The code with other bytes under a good check.
fn with(change: impl FnOnce(&mut [u8])) -> String {
    use sha2::{Digest, Sha256};
    let text = code(0, 1).to_text();
    let mut bytes = base45::decode(&text[PREFIX.len()..]).unwrap();
    bytes.truncate(105);
    change(&mut bytes);
    let check = Sha256::new_with_prefix(PREFIX)
        .chain_update(&bytes)
        .finalize();
    bytes.extend_from_slice(&check[..4]);
    format!("{PREFIX}{}", base45::encode(&bytes))
}

#[test]
fn keys_of_another_kind_are_refused() {
    assert!(BillingCode::parse(&with(|_| ())).is_ok());
    // A viewing key of small order, a spending key that is no point, an identity that is none.
    for place in [40..72, 72..105, 8..40] {
        let text = with(|bytes| bytes[place].fill(0));
        assert_eq!(BillingCode::parse(&text), Err(BillingCodeError::Key));
    }
}

#[test]
fn two_codes_have_no_key_in_common() {
    let (one, other) = (code(0, 1), code(1, 1));
    assert_ne!(one.identity, other.identity);
    assert_ne!(one.meta_address.viewing, other.meta_address.viewing);
    assert_ne!(one.meta_address.spending, other.meta_address.spending);
    assert_ne!(one.relation(), other.relation());
}

proptest! {
    #[test]
    fn it_is_read_as_it_was_written(index in 0_u32..50, chain_id: u64) {
        let code = code(index, chain_id);
        let text = code.to_text();
        prop_assert_eq!(text.len(), TEXT_CHARACTERS);
        prop_assert_eq!(BillingCode::parse(&format!("\n {text} ")), Ok(code));
    }

    #[test]
    fn a_cut_or_changed_code_is_refused(at in 0..TEXT_CHARACTERS, to in "[0-9A-Z $%*+./:-]") {
        let text = code(3, 31_337).to_text();
        prop_assert!(BillingCode::parse(&text[..at]).is_err());
        let mut other = text.clone();
        other.replace_range(at..=at, &to);
        prop_assert!(other == text || BillingCode::parse(&other).is_err());
    }

    #[test]
    fn nothing_is_read_that_would_not_be_written(text in "(CWB1:)?[0-9A-Z $%*+./:-]{0,180}") {
        if let Ok(code) = BillingCode::parse(&text) {
            prop_assert_eq!(code.to_text(), text.trim());
        }
    }
}
