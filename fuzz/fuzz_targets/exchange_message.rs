//! All other messages between wallets and departments; the first byte says which.
#![no_main]

use exchange::{
    access, change, metadata, offer, query, record, request, statutory, token,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, body)) = bytes.split_first() else {
        return;
    };
    let text = std::str::from_utf8(body).unwrap_or_default();
    match kind % 10 {
        0 => drop(offer::CredentialOffer::parse(body)),
        1 => drop(metadata::UnverifiedMetadata::parse(text)),
        2 => drop(access::AccessRequest::parse(body)),
        3 => drop(token::TokenRequest::parse(body)),
        4 => {
            if let Ok(value) = serde_json::from_str(text) {
                drop(query::GrantQuery::parse(value));
            }
        }
        5 => {
            if let Ok(changes) = change::Changes::parse(text) {
                assert_eq!(changes.to_canonical(), text, "one form");
            }
        }
        6 => drop(request::read_answered(text)),
        7 => drop(statutory::claimed_orderer(text)),
        8 => {
            if let Ok(statement) = record::AccessStatement::parse(body) {
                assert_eq!(statement.to_bytes(), body, "one form");
            }
        }
        _ => drop(record::UseData::parse(body)),
    }
});
