//! Disclosures and links dropped, brought back, reordered, moved.

use super::*;

#[test]
fn a_dropped_disclosure_leaked_to_a_delegate() {
    let mut city = City::new();
    let held = city.issue();
    let handed = hand_on(&held, 0, |link| link.rights = vec![address_right()]);
    let mut cut = Cut::from(&present(&handed, 1));
    let all = Cut::from(&held).disclosures;
    cut.disclosures = all;
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(1)).text()),
        GrantError::NotDelegated
    );
}

#[test]
fn the_last_link_stripped() {
    let mut city = City::new();
    let held = city.issue_at_depth(2);
    let mut cut = Cut::from(&present(&held, 2));
    cut.links.pop();
    assert_eq!(city.refuses(&cut.text()), GrantError::SdHash);
    assert_eq!(
        city.refuses(&cut.clone().signed_by(&key_of(2)).text()),
        GrantError::Possession
    );
    cut.links.pop();
    assert_eq!(
        city.refuses(&cut.signed_by(&key_of(2)).text()),
        GrantError::Possession
    );
}

#[test]
fn links_dropped_reordered_doubled_or_moved() {
    let mut city = City::new();
    let held = city.issue_at_depth(3);
    let whole = Cut::from(&present(&held, 3));
    let refuses = |links: &[usize]| {
        let mut cut = whole.clone();
        cut.links = links
            .iter()
            .map(|&link| whole.links[link].clone())
            .collect();
        city.refuses(&cut.signed_by(&key_of(3)).text())
    };
    for links in [
        &[0, 2][..],
        &[1, 2],
        &[2],
        &[1, 0, 2],
        &[0, 2, 1],
        &[0, 0, 1, 2],
        &[0, 1, 1, 2],
    ] {
        assert_eq!(refuses(links), GrantError::LinkBinding, "{links:?}");
    }

    let other = City::new().issue_with(|terms| terms.request = Digest::of(b"another"));
    let mut moved = whole.clone();
    moved.grant = Cut::from(&other).grant;
    assert_eq!(
        city.refuses(&moved.signed_by(&key_of(3)).text()),
        GrantError::LinkBinding
    );
}
