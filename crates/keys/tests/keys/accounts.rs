//! BIP-44 accounts and recoverable signatures.

use keys::{ChainAddress, RecoverableSignature, RecoveryPhrase, account, relation};

const JUNK: &str = "test test test test test test test test test test test junk";

/// The addresses every Ethereum development node prints for this phrase.
#[test]
fn development_accounts() {
    let seed = RecoveryPhrase::parse(JUNK).unwrap().to_seed("");
    let address = |index| account::address(&seed, index).unwrap().to_string();
    assert_eq!(address(0), "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    assert_eq!(address(1), "0x70997970c51812dc3a010c7d01b50e0d17dc79c8");
    assert_eq!(address(2), "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc");
    assert_eq!(address(9), "0xa0ee7a142d267c1f36714e4a8f75612f20a79720");
    assert!(account::address(&seed, 1 << 31).is_err());
    assert!(account::address(&seed, (1 << 31) - 1).is_ok());
}

#[test]
fn signatures_recover_to_the_address() {
    let seed = RecoveryPhrase::parse(JUNK).unwrap().to_seed("");
    let key = account::derive(&seed, 0).unwrap();
    for n in 0..32 {
        let digest = [n; 32];
        let signature = key.sign_digest(&digest);
        assert_eq!(signature.recover(&digest), Ok(key.address()));
        assert!(signature.s[0] < 0x80, "s is in the lower half");
        let flipped = RecoverableSignature {
            y_parity: !signature.y_parity,
            ..signature
        };
        assert_ne!(flipped.recover(&digest), Ok(key.address()));
        let zero = RecoverableSignature {
            r: [0; 32],
            ..signature
        };
        assert!(zero.recover(&digest).is_err());
        let large = RecoverableSignature {
            s: [0xff; 32],
            ..signature
        };
        assert!(large.recover(&digest).is_err());
    }
}

/// SLIP-0013's own example (the URI `https://satoshi@bitcoin.org/login`, index 0).
#[test]
fn slip_0013_path() {
    assert_eq!(
        relation::path("https://satoshi@bitcoin.org/login", 0),
        [2147483661, 2637750992, 2845082444, 3761103859, 4005495825]
    );
}

#[test]
fn addresses_read_any_case() {
    let lower: ChainAddress = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"
        .parse()
        .unwrap();
    let mixed: ChainAddress = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
        .parse()
        .unwrap();
    assert_eq!(lower, mixed);
    assert!(
        "f39fd6e51aad88f6f4ce6ab8827279cfffb92266"
            .parse::<ChainAddress>()
            .is_err()
    );
    assert!(
        "0xf39fd6e51aad88f6f4ce6ab8827279cfffb9226"
            .parse::<ChainAddress>()
            .is_err()
    );
    assert!(
        "0XF39FD6E51AAD88F6F4CE6AB8827279CFFFB92266"
            .parse::<ChainAddress>()
            .is_err()
    );
}
