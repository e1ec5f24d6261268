//! Disks and files that refuse: a clear answer, and nothing is left or lost.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{fs, process::Command};

use serde_json::json;

use support::{citizen::PASSPHRASE, city::City};

#[test]
fn a_wallet_that_is_not_made_leaves_nothing_behind() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let network = city.network();
    let network = network.to_str().unwrap();
    let nothing_there = || assert!(!citizen.profile().join("network.json").exists());

    citizen.remembers("password1234");
    let init = ["init", "--network", network];
    citizen.wallet(&init).fails("weak-passphrase", 2);
    nothing_there();
    citizen.remembers(PASSPHRASE);
    let words = vec!["abandon".to_owned(); 24];
    citizen.restore(&city, &words).fails("bad-phrase", 2);
    nothing_there();
    citizen
        .wallet(&["init", "--network", "/dev/zero"])
        .fails("bad-file", 2);
    let other = citizen.profile().with_file_name("other.json");
    fs::write(&other, b"{}").unwrap();
    citizen
        .wallet(&["init", "--network", other.to_str().unwrap()])
        .fails("bad-network", 5);
    nothing_there();
    // The words are only shown of a wallet that is whole.
    for kib in [2, 8, 24] {
        citizen
            .wallet_on_a_full_disk(kib, &init)
            .fails("not-saved", 5);
        nothing_there();
        assert_eq!(citizen.wallet(&["status"]).ok()["phase"], "empty", "{kib}");
    }
    // A folder that cannot be made is the disk's matter, not the network's.
    fs::remove_dir_all(citizen.profile()).unwrap();
    fs::write(citizen.profile(), b"in the way").unwrap();
    citizen.wallet(&init).fails("not-saved", 5);
    fs::remove_file(citizen.profile()).unwrap();

    citizen.init(&city);
    // Of a wallet that is there the network stays.
    let before = fs::read(citizen.profile().join("network.json")).unwrap();
    citizen.wallet(&init).fails("already-exists", 2);
    assert_eq!(
        fs::read(citizen.profile().join("network.json")).unwrap(),
        before
    );
}

#[test]
fn files_that_never_end_and_damaged_ones_are_told() {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    let pipe = citizen.profile().with_file_name("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let pipe = pipe.to_str().unwrap();
    for endless in ["/dev/zero", pipe, "/"] {
        citizen.wallet(&["deposit", endless]).fails("bad-file", 2);
        citizen
            .wallet(&["deposits", "verify", endless])
            .fails("bad-file", 2);
        citizen.wallet(&["verify", endless]).fails("bad-file", 2);
        citizen
            .wallet(&["invoices", "check", endless])
            .fails("bad-file", 2);
        citizen
            .wallet(&["qr", "read", endless])
            .fails("bad-file", 2);
    }

    // What cannot be understood is told to programs, too, without the argument.
    let answer = citizen.wallet(&["grants", "revok", "secret"]);
    answer.fails_unnamed("bad-input", 2);
    assert!(!answer.json.to_string().contains("secret"));

    let file = citizen.profile().join("network.json");
    let right = fs::read(&file).unwrap();
    fs::write(&file, b"{\"name\":").unwrap();
    citizen.wallet(&["sync"]).fails("bad-network", 5);
    let status = citizen.wallet(&["status"]);
    assert!(
        status.said.contains("description of the network"),
        "{}",
        status.said
    );
    assert_eq!(status.ok()["trouble"], "bad-network");
    // What is in the wallet can be seen, and it is said that nothing new comes.
    let list = citizen.wallet(&["grants", "list"]);
    assert!(
        list.said.contains("description of the network"),
        "{}",
        list.said
    );
    assert_eq!(list.ok(), json!([]));
    fs::write(&file, right).unwrap();
    citizen.wallet(&["sync"]).ok();
}
