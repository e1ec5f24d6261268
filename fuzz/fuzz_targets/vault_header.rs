//! The header of the vault: any bytes, and any bytes under a good checksum.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sha2::{Digest as _, Sha256};
use vault::VaultHeader;

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    let mut checked = bytes.to_vec();
    checked.extend_from_slice(&Sha256::digest(bytes));
    read(&checked);
});

fn read(bytes: &[u8]) {
    // Parsing must cost nothing, whatever cost of unlocking the header names.
    if let Ok(header) = VaultHeader::parse(bytes) {
        let _ = header.kdf();
        assert_eq!(VaultHeader::parse(bytes).as_ref(), Ok(&header));
    }
}
