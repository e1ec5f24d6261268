//! Invoices as files: exported, and compared with the chain whoever brings them; through `wallet` and
//! `gateway` alone, on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{fs, path::PathBuf};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    process::Answer,
};

/// A citizen whom the bookshop knows.
fn found() -> (City, Citizen) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    (city, citizen)
}

/// Bills the citizen; the number and the wallet's id of the invoice.
fn bill(city: &City, citizen: &Citizen, amount: &str) -> (String, String) {
    let all = city.gateway(&["departments", "list"]).ok();
    let all = all.as_array().unwrap();
    let shop = all.iter().find(|row| row["slug"] == "bookshop").unwrap();
    let shown = citizen
        .wallet(&["identity", "show", "--department", &text(shop, "/did")])
        .ok();
    let to = format!("{}@{}", text(&shown, "/did"), text(&shown, "/meta_address"));
    let issued = city
        .gateway(&["invoice", "issue", "--to", &to, "--amount", amount])
        .ok();
    citizen.wallet(&["sync"]).ok();
    (text(&issued, "/number"), text(&issued, "/fingerprint"))
}

fn export(city: &City, citizen: &Citizen, format: &str, ids: &[&str]) -> PathBuf {
    let file = city.folder().join(format!("{format}-{}", ids.len()));
    let _ = fs::remove_file(&file);
    let name = file.to_str().unwrap();
    let fixed = ["invoices", "export", "--format", format, "--out", name];
    let told = citizen.wallet(&[&fixed[..], ids].concat()).ok();
    assert_eq!(told["file"], name);
    file
}

fn check(city: &City, citizen: &Citizen, content: &str) -> Answer {
    let file = city.folder().join("to-check.json");
    fs::write(&file, content).unwrap();
    citizen.wallet(&["invoices", "check", file.to_str().unwrap()])
}

/// The fields that differ, with what is stated and what is right.
fn differences(view: &Value) -> Vec<(String, Value, Value)> {
    let all = view["differences"].as_array().unwrap();
    all.iter()
        .map(|one| {
            let mut name = text(one, "/code");
            if let (Some(line), Some(part)) = (one["line"].as_u64(), one["part"].as_str()) {
                name = format!("{name}[{line}].{part}");
            }
            (name, one["stated"].clone(), one["right"].clone())
        })
        .collect()
}

fn result(view: &Value, step: &str) -> String {
    let checks = view["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["step"] == step);
    text(found.unwrap(), "/result")
}

/// The file with the disclosure of a field replaced by one that says `value`.
fn disclosed_otherwise(file: &str, code: &str, value: &Value) -> String {
    let mut file: Value = serde_json::from_str(file).unwrap();
    let credential = text(&file, "/credential");
    let parts = credential.split('~').map(|part| {
        let content = Base64UrlUnpadded::decode_vec(part).ok();
        let content: Option<Value> = content.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        match content {
            Some(content) if content[1] == code => {
                let forged = json!([content[0], code, value]).to_string();
                Base64UrlUnpadded::encode_string(forged.as_bytes())
            }
            _ => part.to_owned(),
        }
    });
    file["credential"] = json!(parts.collect::<Vec<_>>().join("~"));
    file["invoice"][code] = value.clone();
    file.to_string()
}

#[test]
fn a_file_is_authentic_for_anybody_until_a_field_is_changed() {
    let (city, citizen) = found();
    let (number, id) = bill(&city, &citizen, "48.00");
    let file = fs::read_to_string(export(&city, &citizen, "original", &[&id])).unwrap();

    let own = check(&city, &citizen, &file).ok();
    assert_eq!(own["verdict"], "authentic", "{own}");
    assert_eq!(own["number"], number.as_str());
    assert_eq!(
        (&own["status"], &own["held"]),
        (&json!("issued"), &json!(id))
    );
    assert_eq!(own["proof"]["verdict"], "proven");
    assert_eq!(result(&own, "invoice-own"), "valid");

    // Somebody who has nothing to do with it.
    let stranger = city.citizen("wang-fang");
    stranger.init(&city);
    let view = check(&city, &stranger, &file).ok();
    assert_eq!(
        (&view["verdict"], &view["held"]),
        (&json!("authentic"), &Value::Null)
    );
    for step in [
        "issuer-signature",
        "issuer-directory",
        "invoice-fingerprint",
        "invoice-amounts",
    ] {
        assert_eq!(result(&view, step), "valid", "{step}");
    }
    assert_eq!(result(&view, "invoice-own"), "not-checked");

    // What is to be read is changed: field by field, and both values are told to anybody.
    let whole: Value = serde_json::from_str(&file).unwrap();
    for (code, value) in whole["invoice"].as_object().unwrap() {
        let (name, mut changed) = (code.as_str(), whole.clone());
        let (name, stated, right) = match name {
            "invoice.lines" => {
                changed["invoice"][code][0]["amount"] = json!("1.00");
                (
                    "invoice.lines[1].amount",
                    json!("1.00"),
                    value[0]["amount"].clone(),
                )
            }
            "invoice.issued-at" => {
                changed["invoice"][code] = json!(1);
                (name, json!("1"), json!(value.to_string()))
            }
            _ => {
                changed["invoice"][code] = json!("changed");
                (name, json!("changed"), value.clone())
            }
        };
        let answer = check(&city, &stranger, &changed.to_string());
        assert_eq!(answer.status, 1, "{code}");
        assert_eq!(answer.json["verdict"], "differs", "{code}");
        assert_eq!(
            differences(&answer.json),
            [(name.to_owned(), stated, right)]
        );
    }

    // What was signed is changed as well: a stranger learns which field, its owner what is right.
    let forged = disclosed_otherwise(&file, "invoice.total", &json!("48000.00"));
    let seen = check(&city, &stranger, &forged).json;
    assert_eq!(seen["verdict"], "differs");
    let found = differences(&seen);
    assert_eq!(
        found,
        [("invoice.total".to_owned(), json!("48000.00"), Value::Null)]
    );
    let seen = check(&city, &citizen, &forged).json;
    let found = differences(&seen);
    assert_eq!(
        found,
        [(
            "invoice.total".to_owned(),
            json!("48000.00"),
            json!("48.00")
        )]
    );
    // Not even another number leads away from it.
    let forged = disclosed_otherwise(&file, "invoice.number", &json!("26312000000099999999"));
    let seen = check(&city, &citizen, &forged).json;
    assert_eq!(differences(&seen)[0].0, "invoice.number");
    assert_eq!(result(&seen, "invoice-fingerprint"), "valid");

    // Neither a table nor half a file is one.
    check(&city, &citizen, "a,b\r\n").fails("no-invoice-file", 2);
    check(&city, &citizen, &file[..file.len() / 2]).fails("no-invoice-file", 2);
}

#[test]
fn an_invoice_of_another_chain_is_unknown_and_without_a_chain_nothing_is_said() {
    let (city, citizen) = found();
    let (_, id) = bill(&city, &citizen, "48.00");
    let file = fs::read_to_string(export(&city, &citizen, "original", &[&id])).unwrap();

    let mut elsewhere = City::found();
    let visitor = elsewhere.citizen("visitor");
    visitor.init(&elsewhere);
    let answer = check(&elsewhere, &visitor, &file);
    assert_eq!(answer.status, 1);
    assert_eq!(answer.json["verdict"], "unknown", "{}", answer.json);
    assert_eq!(result(&answer.json, "invoice-number"), "invalid");

    elsewhere.node().stop();
    let answer = check(&elsewhere, &visitor, &file);
    assert_eq!(answer.json["verdict"], "not-checked", "{}", answer.json);
    assert_eq!(result(&answer.json, "invoice-number"), "not-checked");
    // That what is to be read is not what was signed needs no chain.
    let forged = file.replacen("\"48.00\"", "\"84.00\"", 1);
    let answer = check(&elsewhere, &visitor, &forged);
    assert_eq!(answer.json["verdict"], "differs");
    assert_eq!(differences(&answer.json)[0].0, "invoice.total");
}

#[test]
fn invoices_are_exported_for_others_and_duplicates_marked() {
    let (city, citizen) = found();
    let (first_number, first) = bill(&city, &citizen, "48.00");
    let (second_number, second) = bill(&city, &citizen, "48.00");
    let (_, other) = bill(&city, &citizen, "30.00");
    let list = citizen.wallet(&["invoices", "list"]).ok();
    let mut marked: Vec<(String, String)> = list["duplicates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (text(one, "/id"), text(one, "/certainty")))
        .collect();
    marked.sort();
    let mut expected = [&first, &second].map(|id| (id.clone(), "suspected".to_owned()));
    expected.sort();
    assert_eq!(marked, expected);
    let shown = citizen.wallet(&["invoices", "show", &first]).ok();
    assert_eq!(shown["in_words"], "肆拾捌圆整");

    let csv = fs::read_to_string(export(&city, &citizen, "csv", &[])).unwrap();
    let lines: Vec<&str> = csv
        .strip_prefix('\u{feff}')
        .unwrap()
        .split("\r\n")
        .collect();
    assert_eq!((lines.len(), lines[4]), (5, ""));
    for (number, suspected) in [(&first_number, true), (&second_number, true)] {
        let fours: Vec<&str> = [0, 4, 8, 12, 16].map(|at| &number[at..at + 4]).to_vec();
        let line = lines.iter().find(|line| line.contains(&fours.join(" ")));
        let line = line.unwrap();
        assert!(line.contains(",44.04,3.96,48.00,"), "{line}");
        assert_eq!(line.contains(",Possible duplicate,"), suspected, "{line}");
    }
    let pdf = fs::read(export(&city, &citizen, "list", &[])).unwrap();
    assert!(pdf.starts_with(b"%PDF-"));
    let pdf = fs::read(export(&city, &citizen, "sheet", &[&other])).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 5_000);
    let ubl = fs::read_to_string(export(&city, &citizen, "ubl", &[&first])).unwrap();
    assert!(ubl.contains(&format!("<cbc:ID>{first_number}</cbc:ID>")));
    assert!(ubl.contains("<cbc:PayableAmount currencyID=\"CNY\">48.00</cbc:PayableAmount>"));

    // One form, one invoice; no file is written over; an id that is none is told.
    let out = city.folder().join("out");
    let out = out.to_str().unwrap();
    let two = ["--out", out, &first, &second];
    citizen
        .wallet(&[&["invoices", "export", "--format", "ubl"], &two[..]].concat())
        .fails("bad-input", 2);
    let none = ["--out", out, "0x00"];
    citizen
        .wallet(&[&["invoices", "export", "--format", "csv"], &none[..]].concat())
        .fails("not-found", 7);
    fs::write(out, "mine").unwrap();
    citizen
        .wallet(&["invoices", "export", "--format", "csv", "--out", out])
        .fails("not-saved", 5);
    assert_eq!(fs::read_to_string(out).unwrap(), "mine");
}
