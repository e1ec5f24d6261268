//! Keys by name.

use super::*;

fn identity(uri: &str, purpose: Purpose) -> KeyId {
    KeyId::relation(uri, 0, purpose)
}

#[test]
fn signatures_are_those_of_the_derivation_tree() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    let expected = keys::RelationKeys::derive(&phrase().to_seed(""), DEPARTMENT, 0);
    assert_eq!(vault.relation_public(DEPARTMENT, 0), expected.public());
    for (purpose, signer) in [
        (Purpose::Identity, expected.identity()),
        (Purpose::IdentityP256, expected.identity_p256()),
    ] {
        let id = identity(DEPARTMENT, purpose);
        let handle = vault.signer(&id).unwrap();
        assert_eq!(handle.public_key(), signer.public_key());
        assert_eq!(
            vault.public(&id),
            Ok(PublicHalf::Signing(signer.public_key()))
        );
        let signature = handle.sign(b"message").unwrap();
        assert_eq!(signature, signer.sign(b"message").unwrap());
        handle.public_key().verify(b"message", &signature).unwrap();
    }
    let viewing = identity(DEPARTMENT, Purpose::Viewing);
    assert_eq!(
        vault.public(&viewing),
        Ok(PublicHalf::Agreement(expected.public().viewing))
    );
}

#[test]
fn signers_end_with_the_lock() {
    let (_dir, vault) = fresh();
    let open_vault = open(&vault).unwrap();
    let handle = open_vault
        .signer(&identity(DEPARTMENT, Purpose::Identity))
        .unwrap();
    assert!(handle.sign(b"message").is_ok());
    let vault = open_vault.lock();
    assert_eq!(handle.sign(b"message"), Err(SignError::Locked));
    let again = open(&vault).unwrap();
    assert_eq!(handle.sign(b"message"), Err(SignError::Locked));
    assert!(
        again
            .signer(&identity(DEPARTMENT, Purpose::Identity))
            .is_ok()
    );
}

#[test]
fn keys_do_only_what_they_are_for() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    for id in [
        identity(DEPARTMENT, Purpose::Viewing),
        identity(DEPARTMENT, Purpose::Spending),
        KeyId::account(0),
    ] {
        assert_eq!(vault.signer(&id).unwrap_err(), KeyError::WrongKind);
    }
    for purpose in [Purpose::Identity, Purpose::IdentityP256, Purpose::Viewing] {
        let result = vault.sign_digest(&identity(DEPARTMENT, purpose), &[0; 32]);
        assert_eq!(result, Err(KeyError::WrongKind));
    }
    let beyond = KeyId::account(1 << 31);
    assert_eq!(
        vault.sign_digest(&beyond, &[0; 32]),
        Err(KeyError::IndexOutOfRange)
    );
    assert_eq!(
        vault.account_address(1 << 31),
        Err(KeyError::IndexOutOfRange)
    );
}

#[test]
fn digests_are_signed_by_the_named_account() {
    let (_dir, vault) = fresh();
    let vault = open(&vault).unwrap();
    let writer = keys::X25519Secret::from_seed([5; 32]);
    let department = ChainAddress::from_bytes([0xaa; 20]);
    let one_time = KeyId::OneTime {
        uri: DEPARTMENT.to_owned(),
        index: 0,
        agreement: Some(writer.public_key()),
        chain_id: 31337,
        department,
        nonce: [9; 16],
    };
    for id in [
        KeyId::account(0),
        KeyId::account(7),
        identity(DEPARTMENT, Purpose::Spending),
        one_time.clone(),
    ] {
        let Ok(PublicHalf::Account(public)) = vault.public(&id) else {
            panic!("{id:?}")
        };
        let signature = vault.sign_digest(&id, &[3; 32]).unwrap();
        assert_eq!(signature.recover(&[3; 32]), Ok(public.address()));
    }
    // The writer, from what it was given, computes the same address.
    let meta = vault.relation_public(DEPARTMENT, 0).meta_address;
    let shared = writer.diffie_hellman(&meta.viewing).unwrap();
    let secret = JournalSecret::derive(&shared, 31337, department);
    let Ok(PublicHalf::Account(public)) = vault.public(&one_time) else {
        unreachable!()
    };
    assert_eq!(
        secret.one_time_address(&meta.spending, &[9; 16]),
        public.address()
    );
    let own = vault
        .journal_secret(DEPARTMENT, 0, Some(&writer.public_key()), 31337, department)
        .unwrap();
    assert_eq!(
        own.tag(&[1; 16], 2, &[3; 32]),
        secret.tag(&[1; 16], 2, &[3; 32])
    );
    let with_self = vault
        .journal_secret("self", 0, None, 31337, ChainAddress::ZERO)
        .unwrap();
    assert_ne!(
        own.tag(&[1; 16], 2, &[3; 32]),
        with_self.tag(&[1; 16], 2, &[3; 32])
    );
}

/// Vault and signers may be used from any thread.
#[test]
fn shared_between_threads() {
    fn check<T: Send + Sync>() {}
    check::<UnlockedVault>();
    check::<VaultSigner>();
}
