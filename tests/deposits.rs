//! Deposits: a file's fingerprint on the chain, found again after a restore, and a package that a
//! stranger checks without a wallet; through `wallet` alone, on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    court::{check, said},
    rpc,
};

/// A citizen with a new wallet, and its words.
fn found() -> (City, Citizen, Vec<String>) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    let words = citizen.init(&city);
    (city, citizen, words)
}

fn file(city: &City, name: &str, content: &[u8]) -> PathBuf {
    let path = city.folder().join(name);
    fs::write(&path, content).unwrap();
    path
}

fn deposit(citizen: &Citizen, file: &Path, label: &str) -> Value {
    let name = file.to_str().unwrap();
    let rows = citizen.wallet(&["deposit", name, "--label", label]).ok();
    rows[0].clone()
}

fn package(city: &City, citizen: &Citizen, id: &str, more: &[&str]) -> PathBuf {
    let out = city.folder().join(format!("package-{}.zip", more.len()));
    let name = out.to_str().unwrap();
    let fixed = ["deposits", "package", id, "--out", name];
    citizen.wallet(&[&fixed[..], more].concat()).ok();
    out
}

/// The package with `change` made to its content.
fn changed(package: &Path, change: impl Fn(&mut Value)) -> PathBuf {
    let mut archive = zip::ZipArchive::new(fs::File::open(package).unwrap()).unwrap();
    let mut json = String::new();
    let mut part = archive.by_name("package.json").unwrap();
    part.read_to_string(&mut json).unwrap();
    drop(part);
    let mut content: Value = serde_json::from_str(&json).unwrap();
    change(&mut content);
    let out = package.with_extension("changed.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&out).unwrap());
    zip.start_file("package.json", zip::write::SimpleFileOptions::default())
        .unwrap();
    zip.write_all(content.to_string().as_bytes()).unwrap();
    zip.finish().unwrap();
    out
}

/// `0x…` with its last digit changed.
fn other_hex(text: &str) -> String {
    let (rest, last) = text.split_at(text.len() - 1);
    format!("{rest}{}", if last == "0" { "1" } else { "0" })
}

#[test]
fn a_file_is_deposited_and_found_again() {
    let (city, citizen, _) = found();
    let contract = file(&city, "lease 租约.pdf", b"a lease of two rooms");
    let row = deposit(&citizen, &contract, "flat");
    assert_eq!(row["name"], "lease 租约.pdf");
    assert_eq!(row["label"], "flat");
    assert_eq!(row["size"], 20);
    assert_eq!(row["state"]["state"], "deposited");
    assert!(row["state"]["height"].as_u64().unwrap() > 0);
    assert_eq!(row["proof"]["verdict"], "proven");
    let id = text(&row, "/id");
    assert_ne!(
        id,
        text(&row, "/sha256"),
        "the file's own digest leaves nothing"
    );

    let view = citizen.wallet(&["deposits", "show", &id]).ok();
    let sent = view["sent"].as_array().unwrap();
    let parts: Vec<String> = sent.iter().map(|part| text(part, "/part")).collect();
    assert_eq!(parts, ["fingerprint", "bucket", "nonce", "tag", "sealed"]);
    // Nothing of what left says which file it is.
    let left = view["sent"].to_string();
    for secret in [&text(&row, "/sha256")[2..], &text(&view, "/salt")[2..]] {
        assert!(!left.contains(secret));
    }

    let verify = |file: &Path| {
        let name = file.to_str().unwrap();
        citizen.wallet(&["deposits", "verify", name])
    };
    assert_eq!(verify(&contract).ok()["rows"][0]["id"], id.as_str());
    let other = file(&city, "other.pdf", b"a lease of two rooms!");
    assert_eq!(verify(&other).json["rows"], json!([]));

    // The same file again is another fingerprint, and the first is named first.
    let again = deposit(&citizen, &contract, "");
    assert_ne!(text(&again, "/id"), id);
    let both = verify(&contract).ok();
    assert_eq!(both["rows"].as_array().unwrap().len(), 2);
    assert_eq!(both["rows"][0]["id"], id.as_str());

    let activity = citizen.wallet(&["activity"]).ok();
    let told = activity.as_array().unwrap().iter();
    let told: Vec<_> = told
        .filter(|row| row["kind"] == "evidence-deposited")
        .collect();
    assert_eq!(told.len(), 2, "{activity}");
}

#[test]
fn a_deposit_that_could_not_be_sent_is_kept_and_sent_again() {
    let (mut city, citizen, _) = found();
    let letter = file(&city, "letter.txt", b"Dear Sir");
    citizen.wallet(&["sync"]).ok();
    city.node().stop();
    let answer = citizen.wallet(&["deposit", letter.to_str().unwrap()]);
    assert_ne!(answer.status, 0, "{}", answer.json);
    let rows = citizen.wallet(&["deposits", "list"]).ok();
    assert_eq!(rows[0]["state"]["state"], "not-sent", "{rows}");
    city.node().start_again();
    let id = text(&rows[0], "/id");
    let sent = citizen.wallet(&["deposits", "send", &id]).ok();
    assert_eq!(sent[0]["state"]["state"], "deposited");
    // Sending what stands there already changes nothing.
    let again = citizen.wallet(&["deposits", "send", &id]).ok();
    assert_eq!(again[0]["state"], sent[0]["state"]);
}

#[test]
fn deposits_come_back_with_the_words() {
    let (city, citizen, words) = found();
    let plan = file(&city, "plan.txt", b"to the sea");
    let row = deposit(&citizen, &plan, "summer");
    let restored = city.citizen("li-ming-again");
    restored.restore(&city, &words);
    restored.wallet(&["sync"]).ok();
    let rows = restored.wallet(&["deposits", "list"]).ok();
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    for part in ["id", "name", "label", "size", "sha256", "state"] {
        assert_eq!(rows[0][part], row[part], "{part}");
    }
    // With the same salt: the package of the restored wallet is as good.
    let id = text(&row, "/id");
    let first = citizen.wallet(&["deposits", "show", &id]).ok();
    let second = restored.wallet(&["deposits", "show", &id]).ok();
    assert_eq!(first["salt"], second["salt"]);
    assert_eq!(first["sent"], second["sent"]);
}

#[test]
fn a_stranger_checks_the_package_without_a_wallet() {
    let (mut city, citizen, _) = found();
    let photo = file(&city, "photo.jpg", &[7; 300_000]);
    let row = deposit(&citizen, &photo, "crossing");
    let id = text(&row, "/id");
    let with = package(
        &city,
        &citizen,
        &id,
        &["--with-file", photo.to_str().unwrap()],
    );
    let without = package(&city, &citizen, &id, &[]);
    let content = {
        let mut archive = zip::ZipArchive::new(fs::File::open(&without).unwrap()).unwrap();
        let names: Vec<String> = archive
            .file_names()
            .map(|name| name.unwrap().into_owned())
            .collect();
        assert_eq!(names, ["package.json", "sheet.pdf"]);
        let mut json = String::new();
        let mut part = archive.by_name("package.json").unwrap();
        part.read_to_string(&mut json).unwrap();
        drop(part);
        let mut sheet = Vec::new();
        let mut part = archive.by_name("sheet.pdf").unwrap();
        part.read_to_end(&mut sheet).unwrap();
        assert!(sheet.starts_with(b"%PDF-"));
        serde_json::from_str::<Value>(&json).unwrap()
    };

    // A node of the checker's own says what the block's hash is.
    let height = content["believed"]["height"].as_u64().unwrap();
    let asked = json!([format!("{height:#x}"), false]);
    let block = rpc::call(city.node().port(), "eth_getBlockByNumber", &asked);
    let hash = text(&block.unwrap(), "/hash");
    let package = with.to_str().unwrap();
    let whole = check(&[package, "--header", &hash]);
    assert!(whole.status.success(), "{}", said(&whole));
    assert_eq!(
        said(&whole).matches(": valid").count(),
        8,
        "{}",
        said(&whole)
    );
    let digest_only = check(&[without.to_str().unwrap(), "--header", &hash]);
    assert!(digest_only.status.success());
    assert!(said(&digest_only).contains("file: not checked"));
    let beside = check(&[without.to_str().unwrap(), photo.to_str().unwrap()]);
    assert!(beside.status.success());
    assert!(said(&beside).contains("chain: not checked"));

    let refused = |arguments: &[&str], step: &str| {
        let answer = check(arguments);
        assert_eq!(answer.status.code(), Some(1), "{step}: {}", said(&answer));
        assert!(
            said(&answer).contains(&format!("{step}: INVALID")),
            "{step}: {}",
            said(&answer)
        );
    };
    let plain = without.to_str().unwrap();
    let other = file(&city, "other.jpg", &[8; 300_000]);
    refused(&[plain, other.to_str().unwrap()], "file");
    refused(&[plain, "--header", &other_hex(&hash)], "chain");
    for (pointer, step) in [
        ("/salt", "fingerprint"),
        ("/file/sha256", "fingerprint"),
        ("/fingerprint", "fingerprint"),
        ("/proof/slot", "slot"),
        ("/proof/storage/0", "proof"),
        ("/proof/account/0", "proof"),
        ("/believed/hash", "header"),
    ] {
        let bad = changed(&without, |content| {
            let place = content.pointer_mut(pointer).unwrap();
            *place = other_hex(place.as_str().unwrap()).into();
        });
        refused(&[bad.to_str().unwrap()], step);
    }
    let earlier = changed(&without, |content| {
        let time = content["deposited"]["time"].as_i64().unwrap();
        content["deposited"]["time"] = (time - 1).into();
    });
    refused(&[earlier.to_str().unwrap()], "time");
}

#[test]
fn a_package_takes_only_the_file_that_was_deposited() {
    let (city, citizen, _) = found();
    let right = file(&city, "right.txt", b"right");
    let wrong = file(&city, "wrong.txt", b"wrong");
    let id = text(&deposit(&citizen, &right, ""), "/id");
    let out = city.folder().join("no.zip");
    let answer = citizen.wallet(&[
        "deposits",
        "package",
        &id,
        "--out",
        out.to_str().unwrap(),
        "--with-file",
        wrong.to_str().unwrap(),
    ]);
    assert_eq!(answer.json["error"]["code"], "bad-input", "{}", answer.json);
    assert!(!out.exists(), "nothing is left of it");
    let missing = citizen.wallet(&["deposit", "/nowhere/at-all.txt"]);
    assert_eq!(
        missing.json["error"]["code"], "bad-file",
        "{}",
        missing.json
    );
}
