//! Invoices as UBL, checked by the schema and the rules that their authors publish.
//!
//! The rules are XSLT and come from PyPI; `cargo xtask test` installs them into the build folder.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use credential::kinds::{Invoice, InvoiceKind, InvoiceLine, Money, Party};
use invoices::ubl::{UblError, write};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::Value;

fn line(name: &str, quantity: &str, price: &str, rate: &str) -> InvoiceLine {
    InvoiceLine::new(
        name,
        quantity.parse().unwrap(),
        price.parse().unwrap(),
        rate.parse().unwrap(),
    )
    .unwrap()
}

fn invoice(lines: Vec<InvoiceLine>) -> Invoice {
    let sum = |part: fn(&InvoiceLine) -> Money| {
        lines
            .iter()
            .fold(Money::ZERO, |sum, line| sum.plus(part(line)).unwrap())
    };
    let (net, tax) = (sum(|line| line.amount), sum(|line| line.tax));
    Invoice {
        number: "26312000000000000017".parse().unwrap(),
        kind: InvoiceKind::Ordinary,
        issued_at: 1_790_000_000,
        seller: Party {
            name: "海棠书店".to_owned(),
            tax_id: Some("91310000MA1FL0001X".to_owned()),
        },
        buyer: Party {
            name: "李明".to_owned(),
            tax_id: None,
        },
        lines,
        total_without_tax: net,
        tax,
        total: net.plus(tax).unwrap(),
        remarks: String::new(),
        drawer: "王芳".to_owned(),
        corrects: None,
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    }
}

fn samples() -> Vec<(&'static str, Invoice)> {
    let book = || line("书", "3", "33.333", "0.09");
    let ordinary = invoice(vec![book()]);
    let mut special = invoice(vec![book(), line("运费 <急> & \"快\"", "1", "10", "0.06")]);
    special.kind = InvoiceKind::Special;
    special.buyer.tax_id = Some("91310000MA1FL0002Y".to_owned());
    special.remarks = "第一行\n第二行\u{1}".to_owned();
    let untaxed = invoice(vec![line("菜", "2.5", "4", "0"), book()]);
    let discount = invoice(vec![book(), line("折扣", "1", "-20", "0.09")]);
    let nothing = invoice(vec![line("赠品", "1", "0", "0.13")]);
    // Every line's tax is rounded up: by 0.45 yuan in all.
    let rounded = invoice((0..90).map(|_| line("螺丝", "1", "0.5", "0.13")).collect());
    let red = special.reversal("26312000000000000018".parse().unwrap(), 1_790_100_000);
    let red_discount = discount.reversal("26312000000000000019".parse().unwrap(), 1_790_100_000);
    vec![
        ("ordinary", ordinary),
        ("special", special),
        ("untaxed", untaxed),
        ("discount", discount),
        ("nothing", nothing),
        ("rounded", rounded),
        ("red", red),
        ("red-discount", red_discount),
    ]
}

/// Random invoices of up to eight lines at the rates in use, the same in every run.
fn random(count: usize) -> Vec<Invoice> {
    let rates = prop::sample::select(vec!["0", "0.01", "0.03", "0.05", "0.06", "0.09", "0.13"]);
    let one = (1..5_000_u32, 0..200_000_u32, rates).prop_map(|(quantity, price, rate)| {
        let plain = |number: f64| {
            let text = format!("{number:.3}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        let quantity = plain(f64::from(quantity) / 100.0);
        let price = plain(f64::from(price) / 1000.0);
        line("货物", &quantity, &price, rate)
    });
    let mut runner = TestRunner::deterministic();
    let lines = prop::collection::vec(one, 1..8);
    (0..count)
        .map(|_| invoice(lines.new_tree(&mut runner).unwrap().current()))
        .collect()
}

/// What the validators said of one file.
struct Said {
    schema: Vec<String>,
    /// Rules that do not hold.
    rules: BTreeSet<String>,
    applied: u64,
}

fn validate(documents: &[String]) -> Vec<Said> {
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> = documents
        .iter()
        .enumerate()
        .map(|(at, document)| {
            let file = folder.path().join(format!("{at}.xml"));
            fs::write(&file, document).unwrap();
            file
        })
        .collect();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/en16931/validate.py");
    let output = Command::new(python()).arg(script).args(&files).output();
    let output = output.unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{complaint}");
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let texts = |value: &Value| -> Vec<String> {
        let all = value.as_array().unwrap();
        all.iter()
            .map(|one| one.as_str().unwrap().to_owned())
            .collect()
    };
    files
        .iter()
        .map(|file| {
            let one = &said[file.to_str().unwrap()];
            let rules = one["rules"].as_array().unwrap();
            Said {
                schema: texts(&one["schema"]),
                rules: rules.iter().map(|rule| texts(rule)[1].clone()).collect(),
                applied: one["applied"].as_u64().unwrap(),
            }
        })
        .collect()
}

/// The Python that has the rules: in the build folder, where `cargo xtask test` puts it.
fn python() -> PathBuf {
    let tmp = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = tmp.parent().unwrap().join("python");
    let file = match env::consts::OS {
        "windows" => folder.join("Scripts/python.exe"),
        _ => folder.join("bin/python"),
    };
    assert!(
        file.exists(),
        "the rules of EN 16931 are missing: `cargo xtask test` brings them"
    );
    file
}

#[test]
fn every_invoice_passes_the_schema_and_the_rules() {
    let (names, mut invoices): (Vec<_>, Vec<_>) = samples().into_iter().unzip();
    let named = invoices.len();
    invoices.extend(random(60));
    let documents: Vec<_> = invoices.iter().map(|one| write(one).unwrap()).collect();
    for (at, said) in validate(&documents).iter().enumerate() {
        let name = names.get(at).unwrap_or(&"random");
        let what = format!("{name}\n{}", documents[at]);
        assert_eq!(said.schema, [""; 0], "{what}");
        assert!(said.rules.is_empty(), "{:?} in {what}", said.rules);
        // A validator that applied nothing would be content with anything.
        assert!(said.applied >= 10, "{} in {what}", said.applied);
    }
    assert!(named < documents.len());
}

#[test]
fn the_rules_notice_what_is_wrong() {
    let good = write(&samples()[1].1).unwrap();
    let cut = |name: &str| {
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let (start, end) = (good.find(&open).unwrap(), good.find(&close).unwrap());
        format!("{}{}", &good[..start], &good[end + close.len()..])
    };
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replacen(from, to, 1)
    };
    let payable = |amount: &str| format!("<cbc:PayableAmount currencyID=\"CNY\">{amount}<");
    let cases = [
        ("BR-CO-16", changed(&payable("119.60"), &payable("119.61"))),
        (
            "BR-CO-10",
            changed(
                ">110.00</cbc:LineExtensionAmount",
                ">111.00</cbc:LineExtensionAmount",
            ),
        ),
        (
            "BR-CO-15",
            changed(
                ">119.60</cbc:TaxInclusiveAmount",
                ">119.61</cbc:TaxInclusiveAmount",
            ),
        ),
        ("BR-S-02", cut("cac:PartyTaxScheme")),
        (
            "BR-09",
            changed(
                "<cbc:IdentificationCode>CN</cbc:IdentificationCode>",
                "<cbc:IdentificationCode></cbc:IdentificationCode>",
            ),
        ),
        ("BR-CL-01", changed(">380<", ">999<")),
        ("BR-05", cut("cbc:DocumentCurrencyCode")),
        (
            "BR-27",
            changed(
                "<cbc:PriceAmount currencyID=\"CNY\">",
                "<cbc:PriceAmount currencyID=\"CNY\">-",
            ),
        ),
        (
            "BR-S-08",
            changed(
                "<cbc:TaxableAmount currencyID=\"CNY\">100.00",
                "<cbc:TaxableAmount currencyID=\"CNY\">90.00",
            ),
        ),
    ];
    let documents: Vec<_> = cases.iter().map(|(_, document)| document.clone()).collect();
    for ((rule, document), said) in cases.iter().zip(validate(&documents)) {
        assert!(
            said.rules.contains(*rule),
            "{rule} not in {:?} of {document}",
            said.rules
        );
    }
}

#[test]
fn a_red_letter_invoice_is_a_credit_note_for_its_original() {
    let red = &samples()[6].1;
    let written = write(red).unwrap();
    assert!(written.contains("<CreditNote xmlns="));
    assert!(written.contains("<cbc:ID>26312000000000000017</cbc:ID>"));
    assert!(written.contains("<cbc:CreditedQuantity unitCode=\"C62\">3</cbc:CreditedQuantity>"));
    assert!(
        !written.contains(">-"),
        "amounts of a credit note are positive"
    );
}

#[test]
fn the_day_is_that_of_china() {
    let mut one = samples().remove(0).1;
    // 2026-09-21 23:30 in China is 15:30 in Greenwich; two hours later it is the next day there.
    one.issued_at = 1_790_004_600;
    assert!(
        write(&one)
            .unwrap()
            .contains("<cbc:IssueDate>2026-09-21</cbc:IssueDate>")
    );
    one.issued_at += 7_200;
    assert!(
        write(&one)
            .unwrap()
            .contains("<cbc:IssueDate>2026-09-22</cbc:IssueDate>")
    );
}

#[test]
fn what_does_not_add_up_is_not_written() {
    let mut wrong = samples().remove(0).1;
    wrong.total = "1.00".parse().unwrap();
    assert!(matches!(write(&wrong), Err(UblError::Invoice(_))));
    // Rounded line by line the tax is half a cent too high each time, which 500 lines make too much.
    let far = invoice((0..500).map(|_| line("螺丝", "1", "0.5", "0.13")).collect());
    assert_eq!(far.check(), Ok(()));
    assert_eq!(write(&far), Err(UblError::Tax("13".parse().unwrap())));
}
