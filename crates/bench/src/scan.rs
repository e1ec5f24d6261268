//! How fast own entries are found among all, on one core and without a node.

use std::hint::black_box;
use std::time::Instant;

use chain::journal::own_entries;

use crate::city::{OWN_EVERY, Office};

const ENTRIES: u64 = 500_000;

/// Entries a second: every one of them is by a writer of the holder's and needs its tag computed.
pub(crate) fn rate(office: &Office) -> f64 {
    let entries: Vec<_> = (0..ENTRIES).map(|number| office.entry(number)).collect();
    let secrets = [(&office.secret, office.account)];
    let started = Instant::now();
    let own = black_box(own_entries(&secrets, black_box(&entries)));
    let rate = ENTRIES as f64 / started.elapsed().as_secs_f64();
    assert_eq!(
        own.len() as u64,
        ENTRIES.div_ceil(OWN_EVERY),
        "all own entries are found"
    );
    rate
}
