#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn invoice() -> Invoice {
    Invoice {
        number: "26312000000000000017".parse().unwrap(),
        kind: InvoiceKind::Special,
        issued_at: 1_790_000_000,
        seller: Party {
            name: "海棠书店".to_owned(),
            tax_id: Some("91310000MA1FL0001X".to_owned()),
        },
        buyer: Party {
            name: "李明".to_owned(),
            tax_id: None,
        },
        lines: vec![
            InvoiceLine::new("书", number("3"), number("33.333"), number("0.09")).unwrap(),
            InvoiceLine::new("运费", number("1"), number("10"), number("0.06")).unwrap(),
        ],
        total_without_tax: money("110.00"),
        tax: money("9.60"),
        total: money("119.60"),
        remarks: String::new(),
        drawer: "王芳".to_owned(),
        corrects: None,
        amounts_salt: "AAECAwQFBgcICQoLDA0ODw".to_owned(),
    }
}

#[test]
fn a_reversal_takes_all_of_it_back_and_commits_to_the_same_amounts() {
    let invoice = invoice();
    let other: InvoiceNumber = "26312000000000000018".parse().unwrap();
    let red = invoice.reversal(other, invoice.issued_at + 1);
    assert_eq!(red.check(), Ok(()));
    assert_eq!(red.total, money("-119.60"));
    assert_eq!(invoice.total.plus(red.total), Ok(Money::ZERO));
    assert_eq!(red.corrects.as_ref(), Some(&invoice.number));
    assert_eq!(red.amounts_commitment(), invoice.amounts_commitment());
    assert!(invoice.amounts_commitment().is_some());

    // Another amount or another salt is another commitment.
    let mut more = red.clone();
    more.tax = money("-9.61");
    assert_ne!(more.amounts_commitment(), invoice.amounts_commitment());
    let mut salted = red;
    salted.amounts_salt = "AQECAwQFBgcICQoLDA0ODw".to_owned();
    assert_ne!(salted.amounts_commitment(), invoice.amounts_commitment());
    salted.amounts_salt = "short".to_owned();
    assert_eq!(salted.amounts_commitment(), None);
    assert_eq!(
        salted.check(),
        Err(InvoiceError::Malformed("invoice.amounts-salt"))
    );
}

fn check(change: impl FnOnce(&mut Invoice)) -> Result<(), InvoiceError> {
    let mut invoice = invoice();
    change(&mut invoice);
    invoice.check()
}

#[test]
fn an_invoice_becomes_attributes_and_comes_back() {
    let mut invoice = invoice();
    assert_eq!(invoice.check(), Ok(()));
    let attributes = invoice.to_attributes();
    assert_eq!(attributes["invoice.total"], "119.60");
    assert_eq!(
        attributes["invoice.lines"][0],
        json!({
            "name": "书", "quantity": "3", "unit-price": "33.333", "rate": "0.09",
            "amount": "100.00", "tax": "9.00",
        })
    );
    assert_eq!(Invoice::from_attributes(&attributes).as_ref(), Ok(&invoice));

    invoice.buyer.tax_id = Some("91310000MA1FL0002Y".to_owned());
    invoice.corrects = Some("26312000000000000001".parse().unwrap());
    let attributes = invoice.to_attributes();
    assert_eq!(attributes.len(), CODES.len());
    assert_eq!(Invoice::from_attributes(&attributes), Ok(invoice));
}

#[test]
fn missing_and_malformed_attributes_are_named() {
    let attributes = invoice().to_attributes();
    for code in CODES {
        let mut without = attributes.clone();
        if without.remove(code).is_some() {
            assert_eq!(
                Invoice::from_attributes(&without),
                Err(InvoiceError::Missing(code))
            );
        }
        let mut wrong = attributes.clone();
        wrong.insert(code.parse().unwrap(), json!({ "unexpected": 1.5 }));
        assert_eq!(
            Invoice::from_attributes(&wrong),
            Err(InvoiceError::Malformed(code))
        );
    }
    let mut float = attributes.clone();
    float.insert(TOTAL.parse().unwrap(), json!(119.6));
    assert_eq!(
        Invoice::from_attributes(&float),
        Err(InvoiceError::Malformed(TOTAL))
    );
}

#[test]
fn what_does_not_add_up_is_named() {
    let cent = money("0.01");
    assert_eq!(
        check(|it| it.total = it.total.plus(cent).unwrap()),
        Err(InvoiceError::Sum(TOTAL))
    );
    assert_eq!(
        check(|it| it.tax = it.tax.plus(cent).unwrap()),
        Err(InvoiceError::Sum(TAX))
    );
    assert_eq!(
        check(|it| it.total_without_tax = money("110.01")),
        Err(InvoiceError::Sum(TOTAL_WITHOUT_TAX))
    );
    assert_eq!(
        check(|it| it.lines[1].amount = money("10.02")),
        Err(InvoiceError::LineAmount(1))
    );
    assert_eq!(
        check(|it| it.lines[1].tax = money("0.62")),
        Err(InvoiceError::LineTax(1))
    );
    // A cent of rounding is allowed in a line, but then the sums must follow.
    assert_eq!(
        check(|it| it.lines[1].tax = money("0.61")),
        Err(InvoiceError::Sum(TAX))
    );
    assert_eq!(
        check(|it| {
            it.lines[1].tax = money("0.61");
            it.tax = money("9.61");
            it.total = money("119.61");
        }),
        Ok(())
    );
}

#[test]
fn forms_are_checked() {
    let malformed = |code| Err(InvoiceError::Malformed(code));
    assert_eq!(check(|it| it.lines.clear()), malformed(LINES));
    assert_eq!(
        check(|it| it.lines[0].name = " ".to_owned()),
        malformed(LINES)
    );
    assert_eq!(
        check(|it| it.lines[0].rate = number("1.1")),
        malformed(LINES)
    );
    assert_eq!(
        check(|it| it.lines[0].rate = number("-0.1")),
        malformed(LINES)
    );
    assert_eq!(check(|it| it.seller.name.clear()), malformed(SELLER_NAME));
    assert_eq!(
        check(|it| it.seller.tax_id = None),
        Err(InvoiceError::Missing(SELLER_TAX_ID))
    );
    assert_eq!(
        check(|it| it.seller.tax_id = Some("91-1".to_owned())),
        malformed(SELLER_TAX_ID)
    );
    assert_eq!(
        check(|it| it.buyer.tax_id = Some(String::new())),
        malformed(BUYER_TAX_ID)
    );
    assert_eq!(check(|it| it.issued_at = -1), malformed(ISSUED_AT));
    assert_eq!(
        check(|it| it.corrects = Some(it.number.clone())),
        malformed(CORRECTS)
    );
    for number in [
        "",
        "2631200000000000001",
        "2631200000000000001X",
        "２6312000000000000017",
    ] {
        assert!(number.parse::<InvoiceNumber>().is_err(), "{number}");
    }
}

#[test]
fn only_a_red_letter_invoice_is_negative() {
    let negate = |it: &mut Invoice| {
        for line in &mut it.lines {
            let quantity = number(&format!("-{}", line.quantity));
            *line = InvoiceLine::new(&*line.name, quantity, line.unit_price, line.rate).unwrap();
        }
        it.total_without_tax = money("-110.00");
        it.tax = money("-9.60");
        it.total = money("-119.60");
    };
    assert_eq!(check(negate), Err(InvoiceError::Sign));
    let other = Some("26312000000000000001".parse().unwrap());
    assert_eq!(
        check(|it| {
            negate(it);
            it.corrects = other.clone();
        }),
        Ok(())
    );
    assert_eq!(
        check(|it| it.corrects = other.clone()),
        Err(InvoiceError::Sign)
    );
}

proptest! {
    #[test]
    fn a_worked_out_line_always_passes_and_never_panics(
        quantity in "-?(0|[1-9][0-9]{0,11})(\\.[0-9]{0,9}[1-9])?",
        price in "(0|[1-9][0-9]{0,11})(\\.[0-9]{0,9}[1-9])?",
        rate in "0\\.[0-9]{0,2}[1-9]",
    ) {
        if let (Ok(quantity), Ok(price), Ok(rate)) =
            (quantity.parse(), price.parse(), rate.parse())
            && let Ok(line) = InvoiceLine::new("x", quantity, price, rate)
        {
            prop_assert_eq!(line.check(0), Ok(()));
        }
    }
}
