#![allow(clippy::unwrap_used, reason = "tests")]
use keys::{RecoveryPhrase, phrase::Language};
use tempfile::TempDir;
use vault::{KdfParams, LockedVault, Passphrase};
use wallet_api::ActivityKind;

use super::*;
use crate::{acts::activity, random::Random};

/// A vault with this many acts, one a day, and the place of its mark.
fn with_acts(acts: i64) -> (TempDir, LockedVault, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let place = LockedVault::at(folder.path().join("vault"));
    let phrase = RecoveryPhrase::generate(Language::English, [7; 32]);
    let (kdf, words) = (KdfParams::FLOOR, Passphrase::new(String::new()));
    let vault = place
        .create(&passphrase(), phrase, words, kdf, 0, &mut Random)
        .unwrap();
    let mark = folder.path().join("mark");
    let mut log = Log::open(&vault, Some(mark.clone()), true).unwrap();
    for day in 1..=acts {
        happens(&vault, day);
        log.follow(&vault).unwrap();
    }
    vault.lock();
    (folder, place, mark)
}

fn passphrase() -> Passphrase {
    Passphrase::new("x".to_owned())
}

fn happens(vault: &UnlockedVault, day: i64) {
    let act = ActRecord::new(day, ActivityKind::DocumentReceived);
    vault.write(|t| activity::record(t, &act)).unwrap();
}

fn doubt_after(acts: i64, change: impl FnOnce(&UnlockedVault)) -> Option<LogDoubtView> {
    let (_folder, place, mark) = with_acts(acts);
    let vault = place.open(&passphrase()).unwrap();
    change(&vault);
    Log::open(&vault, Some(mark), false).unwrap().doubt()
}

fn changed(ends: i64, remembered: i64) -> Option<LogDoubtView> {
    Some(LogDoubtView {
        doubt: LogDoubt::Changed,
        ends,
        remembered: Some(remembered),
        missing: 0,
    })
}

#[test]
fn a_whole_log_is_not_doubted() {
    for acts in [0, 1, 5] {
        assert_eq!(doubt_after(acts, |_| ()), None);
    }
    // The program ended between the act and the mark.
    assert_eq!(doubt_after(3, |vault| happens(vault, 4)), None);
    // The same act written again.
    let again = |vault: &UnlockedVault| {
        for day in [4, 5] {
            let act = ActRecord::new(day, ActivityKind::PermissionWithdrawn);
            vault
                .write(|t| activity::record_once(t, "0xaa", &act))
                .unwrap();
        }
    };
    assert_eq!(doubt_after(3, again), None);
}

#[test]
fn a_removed_or_changed_line_is_found() {
    let remove = |kind: &'static str, id: &'static str| {
        move |vault: &UnlockedVault| {
            assert!(vault.write(|t| t.delete(kind, id)).unwrap());
        }
    };
    for act in ["000000000000", "000000000002", "000000000004"] {
        assert_eq!(
            doubt_after(5, remove(kind::ACT, act)),
            changed(5, 5),
            "{act}"
        );
    }
    for (line, whole_until) in [
        ("000000000000", 0),
        ("000000000002", 2),
        ("000000000004", 4),
    ] {
        let found = doubt_after(5, remove(kind::LOG, line));
        assert_eq!(found, changed(whole_until, 5), "{line}");
    }
    let both = |vault: &UnlockedVault| {
        remove(kind::ACT, "000000000004")(vault);
        remove(kind::LOG, "000000000004")(vault);
    };
    assert_eq!(doubt_after(5, both), changed(4, 5));
    let other = |vault: &UnlockedVault| {
        let act = ActRecord::new(3, ActivityKind::DocumentRemoved);
        vault
            .write(|t| t.put(kind::ACT, "000000000002", 3, &act))
            .unwrap();
    };
    assert_eq!(doubt_after(5, other), changed(5, 5));
    let beside_the_log = |vault: &UnlockedVault| {
        let act = ActRecord::new(6, ActivityKind::DocumentReceived);
        vault
            .write(|t| t.put(kind::ACT, "000000000099", 6, &act))
            .unwrap();
    };
    assert_eq!(doubt_after(5, beside_the_log), changed(5, 5));
    // Whole in itself, but not what it was: everything written anew without a line.
    let anew = |vault: &UnlockedVault| {
        remove(kind::ACT, "000000000002")(vault);
        vault.write(begin).unwrap();
        happens(vault, 6);
    };
    assert_eq!(doubt_after(5, anew), changed(6, 5));
}

#[test]
fn an_older_copy_is_told_with_both_dates_until_it_is_taken_as_it_is() {
    let (folder, place, mark) = with_acts(3);
    let kept = folder.path().join("kept");
    copy(&folder.path().join("vault"), &kept);
    let vault = place.open(&passphrase()).unwrap();
    let mut log = Log::open(&vault, Some(mark.clone()), false).unwrap();
    for day in [7, 8] {
        happens(&vault, day);
        log.follow(&vault).unwrap();
    }
    vault.lock();

    let vault = LockedVault::at(&kept).open(&passphrase()).unwrap();
    let older = |ends, missing| {
        Some(LogDoubtView {
            doubt: LogDoubt::Older,
            ends,
            remembered: Some(8),
            missing,
        })
    };
    let mut log = Log::open(&vault, Some(mark.clone()), false).unwrap();
    assert_eq!(log.doubt(), older(3, 2));
    // Going on with it does not make it whole.
    happens(&vault, 9);
    log.follow(&vault).unwrap();
    assert_eq!(log.doubt(), older(3, 2));
    // Nor does it change what is told, neither before it is as long as what is remembered nor after.
    for days in [9..9, 10..20] {
        days.for_each(|day| happens(&vault, day));
        log = Log::open(&vault, Some(mark.clone()), false).unwrap();
        assert_eq!(log.doubt(), older(3, 2));
    }

    vault.write(begin).unwrap();
    log.follow(&vault).unwrap();
    log.accepted();
    assert_eq!(Log::open(&vault, Some(mark), false).unwrap().doubt(), None);
}

#[test]
fn a_computer_that_does_not_remember_it_says_so() {
    let (folder, place, mark) = with_acts(2);
    let (_other_folder, _, others_mark) = with_acts(9);
    let vault = place.open(&passphrase()).unwrap();
    let doubt = |mark: &Path| {
        Log::open(&vault, Some(mark.to_owned()), false)
            .unwrap()
            .doubt()
    };
    let spoilt = folder.path().join("spoilt");
    fs::write(&spoilt, "{}").unwrap();
    assert_eq!(doubt(&mark), None);
    for unknown in [&folder.path().join("none"), &others_mark, &spoilt] {
        assert_eq!(doubt(unknown).unwrap().doubt, LogDoubt::NotRemembered);
    }
    // It is told until it is taken as it is.
    assert!(doubt(&mark).is_some());
}

#[test]
fn acts_from_before_there_was_a_log_are_its_first_lines() {
    let before = |vault: &UnlockedVault| {
        vault
            .write(|t| {
                for line in t.ids(kind::LOG)? {
                    t.delete(kind::LOG, &line)?;
                }
                t.delete(kind::LOG_HEAD, ONLY)
            })
            .unwrap();
    };
    let (_folder, place, mark) = with_acts(4);
    let vault = place.open(&passphrase()).unwrap();
    before(&vault);
    fs::remove_file(&mark).unwrap();
    let log = Log::open(&vault, Some(mark.clone()), false).unwrap();
    assert_eq!((log.doubt(), log.length()), (None, (4, 4)));
    // A copy from before there was a log, put in the place of a newer vault.
    before(&vault);
    let log = Log::open(&vault, Some(mark), false).unwrap();
    assert_eq!(
        log.doubt(),
        Some(LogDoubtView {
            doubt: LogDoubt::NotRemembered,
            ends: 4,
            remembered: Some(4),
            missing: 0,
        })
    );
    let then_one_more = |vault: &UnlockedVault| {
        before(vault);
        happens(vault, 5);
        let (head, broken, links) = vault.read(check).unwrap();
        assert_eq!((head.lines, broken, links.len()), (5, None, 5));
    };
    assert!(doubt_after(4, then_one_more).is_some(), "another seed");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}
