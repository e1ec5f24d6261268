//! Certificates: suspended, reinstated, superseded, revoked, and noticed; saved as files and checked
//! by somebody without a wallet, also when their issuer is gone. Through `wallet` and `gateway`
//! alone, on a chain of the test's own.
#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Value, json};

use support::{
    citizen::Citizen,
    city::{City, text},
    process::Answer,
};

/// A citizen with a degree; its id.
fn graduate() -> (City, Citizen, String) {
    let city = City::found();
    let citizen = city.citizen("li-ming");
    citizen.init(&city);
    citizen.identify(&city);
    let keys = citizen
        .wallet(&[
            "identity",
            "show",
            "--department",
            &did(&city, "university"),
        ])
        .ok();
    let to = format!("{}@{}", text(&keys, "/did"), text(&keys, "/meta_address"));
    let issued = city.gateway(&["certificate", "issue", "--to", &to]).ok();
    citizen.wallet(&["sync"]).ok();
    let id = text(&issued, "/fingerprint");
    (city, citizen, id)
}

fn did(city: &City, slug: &str) -> String {
    let all = city.gateway(&["departments", "list"]).ok();
    let all = all.as_array().unwrap();
    let found = all.iter().find(|row| row["slug"] == slug).unwrap();
    text(found, "/did")
}

/// Changes the status, and has the wallet read the chain.
fn change(city: &City, citizen: &Citizen, step: &[&str]) -> Value {
    let set = city.gateway(&[&["certificate"], step].concat()).ok();
    citizen.wallet(&["sync"]).ok();
    set[0].clone()
}

fn certificate(citizen: &Citizen, id: &str) -> Value {
    let all = citizen.wallet(&["certificates", "list"]).ok();
    let all = all.as_array().unwrap();
    all.iter().find(|row| row["id"] == id).unwrap().clone()
}

fn status(citizen: &Citizen, id: &str) -> String {
    text(&certificate(citizen, id), "/status/status")
}

fn steps(citizen: &Citizen, id: &str) -> Vec<String> {
    let row = certificate(citizen, id);
    let steps = row["steps"].as_array().unwrap();
    assert!(
        steps
            .iter()
            .all(|step| step["height"].as_u64().unwrap() > 0)
    );
    steps.iter().map(|step| text(step, "/change")).collect()
}

/// Somebody with a network's description and no wallet at all.
fn stranger(city: &City, name: &str) -> Citizen {
    let stranger = city.citizen(name);
    fs::create_dir_all(stranger.profile()).unwrap();
    fs::copy(city.network(), stranger.profile().join("network.json")).unwrap();
    stranger
}

fn export(city: &City, citizen: &Citizen, id: &str, name: &str, more: &[&str]) -> PathBuf {
    let file = city.folder().join(name);
    let out = file.to_str().unwrap();
    let fixed = ["certificates", "export", id, "--out", out];
    let told = citizen.wallet(&[&fixed[..], more].concat()).ok();
    assert_eq!(told["file"], out);
    file
}

fn verify(who: &Citizen, file: &Path) -> Answer {
    who.wallet(&["verify", file.to_str().unwrap()])
}

/// That the gateway did not take a step.
fn refused(answer: &Answer) {
    let error = answer.json["error"].as_str().unwrap();
    assert!(
        ["invalid_request", "refused_by_contract"].contains(&error) && answer.status == 1,
        "{}",
        answer.json
    );
}

/// Result and reason of a step.
fn step(report: &Value, name: &str) -> (String, String) {
    let checks = report["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["step"] == name).unwrap();
    (text(found, "/result"), text(found, "/detail"))
}

fn is(report: &Value, name: &str, result: &str, why: &str) {
    let found = step(report, name);
    assert_eq!(
        found,
        (result.to_owned(), why.to_owned()),
        "{name}: {report}"
    );
}

const GOOD: [&str; 6] = [
    "integrity",
    "issuer-signature",
    "issuer-then",
    "validity",
    "in-force",
    "proven",
];

#[test]
fn each_change_of_status_is_noticed_and_told_and_the_final_ones_are_final() {
    let (city, citizen, id) = graduate();
    assert_eq!(status(&citizen, &id), "valid");
    assert_eq!(steps(&citizen, &id), ["issued"]);

    change(&city, &citizen, &["suspend"]);
    assert_eq!(status(&citizen, &id), "suspended");
    let shown = citizen.wallet(&["credentials", "show", &id]).ok();
    is(&shown, "status", "invalid", "suspended");
    // It is so already.
    let again = city.gateway(&["certificate", "suspend"]);
    refused(&again);
    change(&city, &citizen, &["reinstate"]);
    assert_eq!(status(&citizen, &id), "valid");

    let set = change(
        &city,
        &citizen,
        &["supersede", "--set", "degree.subject=Physics"],
    );
    assert_eq!(
        (&set["fingerprint"], &set["status"]),
        (&json!(id), &json!("superseded"))
    );
    let new = text(&set, "/successor");
    assert_eq!(status(&citizen, &id), "superseded");
    assert_eq!(certificate(&citizen, &id)["replaced_by"], new.as_str());
    assert_eq!(
        steps(&citizen, &id),
        ["issued", "suspended", "reinstated", "superseded"]
    );
    // The new one came by itself and says what was corrected.
    assert_eq!(status(&citizen, &new), "valid");
    let shown = citizen.wallet(&["credentials", "show", &new]).ok();
    let attributes = shown["attributes"].as_array().unwrap();
    let subject = attributes
        .iter()
        .find(|one| one["code"] == "degree.subject");
    assert!(subject.unwrap()["value"].to_string().contains("Physics"));

    change(&city, &citizen, &["revoke"]);
    assert_eq!(status(&citizen, &new), "revoked");
    for act in ["suspend", "reinstate", "revoke", "supersede"] {
        refused(&city.gateway(&["certificate", act]));
    }
    refused(&city.gateway(&["certificate", "supersede", "--set", "degree.none=x"]));

    let told = citizen.wallet(&["activity"]).ok();
    let mut told: Vec<(String, String)> = told
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["kind"] == "document-status-changed")
        .map(|row| (text(row, "/change"), text(row, "/document")))
        .collect();
    told.reverse();
    let told: Vec<(&str, &str)> = told.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(
        told,
        [
            ("suspended", id.as_str()),
            ("reinstated", &id),
            ("superseded", &id),
            ("revoked", &new)
        ]
    );
    // What does not hold any more is not handed out.
    let out = city.folder().join("revoked.json");
    citizen
        .wallet(&[
            "certificates",
            "export",
            &new,
            "--out",
            out.to_str().unwrap(),
        ])
        .fails("nothing-to-show", 6);
}

#[test]
fn anybody_checks_a_certificate_without_a_wallet_as_it_stands_at_that_time() {
    let (city, citizen, id) = graduate();
    let chosen = ["--attributes", "degree.title,degree.university"];
    let open = export(&city, &citizen, &id, "open.json", &chosen);
    let bound = export(
        &city,
        &citizen,
        &id,
        "bound.json",
        &["--for", "海棠厂 Haitang Works"],
    );
    let stranger = stranger(&city, "wang-fang");

    let report = verify(&stranger, &open).ok();
    assert_eq!(
        (&report["kind"], &report["verdict"]),
        (&json!("certificate"), &json!("valid"))
    );
    for name in GOOD {
        assert_eq!(step(&report, name).0, "valid", "{name}: {report}");
    }
    is(&report, "holder-signed", "not-checked", "not-bound");
    assert_eq!(report["issuer"]["did"], did(&city, "university"));
    assert!(report["height"].as_u64().unwrap() > 0);
    // What was chosen is in it, and nothing else.
    let said = report["attributes"].as_array().unwrap();
    let codes: Vec<_> = said.iter().map(|one| text(one, "/code")).collect();
    assert_eq!(codes, ["degree.title", "degree.university"]);

    let report = verify(&stranger, &bound).ok();
    is(&report, "holder-signed", "valid", "");
    assert_eq!(report["made_for"], "海棠厂 Haitang Works");
    // The holder's list tells what left the wallet.
    let told = citizen.wallet(&["activity"]).ok();
    let told = told.as_array().unwrap();
    let saved: Vec<_> = (told.iter())
        .filter(|row| row["kind"] == "certificate-exported")
        .map(|row| row["made_for"].clone())
        .collect();
    assert_eq!(saved, [json!("海棠厂 Haitang Works"), Value::Null]);

    // Without a network: what the file itself shows, and an honest rest.
    let offline = stranger.wallet(&["verify", bound.to_str().unwrap(), "--offline"]);
    assert_eq!(
        (offline.status, &offline.json["verdict"]),
        (1, &json!("not-checked"))
    );
    is(&offline.json, "integrity", "valid", "");
    is(
        &offline.json,
        "issuer-signature",
        "not-checked",
        "no-network",
    );
    is(&offline.json, "proven", "not-checked", "no-network");

    // Altered anywhere, it is false, and the step says so.
    let content = fs::read_to_string(&bound).unwrap();
    let credential = text(&serde_json::from_str(&content).unwrap(), "/credential");
    let parts: Vec<&str> = credential.split('~').collect();
    let changed = city.folder().join("changed.json");
    let middle = |part: &str| {
        let at = part.len() / 2;
        let other = if part.as_bytes()[at] == b'A' {
            "B"
        } else {
            "A"
        };
        format!("{}{other}{}", &part[..at], &part[at + 1..])
    };
    let signature = parts[0].rsplit('.').next().unwrap();
    let own = parts.last().unwrap().rsplit('.').next().unwrap();
    for (part, failing) in [(signature, "issuer-signature"), (own, "holder-signed")] {
        fs::write(&changed, content.replace(part, &middle(part))).unwrap();
        let answer = verify(&stranger, &changed);
        assert_eq!(
            (answer.status, &answer.json["verdict"]),
            (1, &json!("false"))
        );
        assert_eq!(step(&answer.json, failing).0, "invalid", "{}", answer.json);
        // Nobody vouches for what it says.
        assert_eq!(answer.json["attributes"], json!([]));
    }
    // One disclosure less is another selection than the one that was signed for.
    fs::write(&changed, content.replace(&format!("{}~", parts[1]), "")).unwrap();
    let answer = verify(&stranger, &changed);
    is(&answer.json, "integrity", "valid", "");
    is(&answer.json, "holder-signed", "invalid", "not-the-holder");
    // Of another network.
    let mut other: Value = serde_json::from_str(&content).unwrap();
    other["chain_id"] = json!(7);
    fs::write(&changed, other.to_string()).unwrap();
    let answer = verify(&stranger, &changed);
    is(&answer.json, "proven", "not-checked", "other-network");

    // The same file says at each time how it stands then.
    for (act, verdict) in [
        (&["suspend"][..], "suspended"),
        (&["reinstate"], "valid"),
        (&["supersede"], "superseded"),
    ] {
        change(&city, &citizen, act);
        let answer = verify(&stranger, &open);
        assert_eq!(answer.json["verdict"], verdict, "{}", answer.json);
        assert_eq!(answer.status, i32::from(verdict != "valid"));
        is(
            &answer.json,
            "proven",
            "valid",
            &answer.json["height"].to_string(),
        );
        if verdict != "valid" {
            is(&answer.json, "in-force", "invalid", verdict);
        }
    }
    let answer = verify(&stranger, &open);
    assert_eq!(answer.json["successor"].as_str().unwrap().len(), 66);
}

#[test]
fn the_issuer_may_be_gone_and_bad_files_are_refused_in_words() {
    let (city, citizen, id) = graduate();
    let file = export(&city, &citizen, &id, "degree.json", &[]);
    let stranger = stranger(&city, "zhao-lei");
    city.gateway(&["departments", "suspend", "--department", "university"])
        .ok();
    // Its server answers nobody either.
    city.hold(true);
    let report = verify(&stranger, &file).ok();
    assert_eq!(report["verdict"], "valid", "{report}");
    assert_eq!(step(&report, "issuer-then").0, "valid");
    assert_eq!(report["issuer"]["active"], false);
    assert!(report["issuer_suspended"].as_i64().unwrap() >= report["since"].as_i64().unwrap());
    city.hold(false);

    let bad = city.folder().join("bad");
    let good = fs::read_to_string(&file).unwrap();
    for (content, why) in [
        (b"%PDF-1.7 ...".to_vec(), "form"),
        (vec![0xff, 0xd8, 0xff, 0xe0], "form"),
        (b"{}".to_vec(), "form"),
        (
            good.replace("certificate/1", "certificate/9").into_bytes(),
            "format",
        ),
        (good.replacen("eyJ", "###", 1).into_bytes(), "credential"),
        (vec![b' '; 600_000], "size"),
    ] {
        fs::write(&bad, content).unwrap();
        let answer = verify(&stranger, &bad);
        answer.fails("no-document-file", 2);
        assert_eq!(answer.json["error"]["subject"], why, "{}", answer.json);
    }
}
