//! The electronic invoice in typed form: between attributes and amounts, and whether it adds up.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::amount::{AmountError, Money, Number};
use crate::attribute::{AttributeCode, Attributes};
use crate::terms::Validity;

/// An electronic invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    /// The number from the biller's range.
    pub number: InvoiceNumber,
    /// Ordinary or special.
    pub kind: InvoiceKind,
    /// When it was made out, in seconds since 1970.
    pub issued_at: i64,
    /// Who bills.
    pub seller: Party,
    /// Who is billed; a natural person has no tax number.
    pub buyer: Party,
    /// What for: 1 to [`MOST_LINES`](Self::MOST_LINES) lines.
    pub lines: Vec<InvoiceLine>,
    /// The sum of the lines' amounts.
    pub total_without_tax: Money,
    /// The sum of the lines' taxes.
    pub tax: Money,
    /// Both sums together: what is to be paid.
    pub total: Money,
    /// Remarks of the biller, may be empty.
    pub remarks: String,
    /// The person who made it out.
    pub drawer: String,
    /// On a red-letter invoice, which takes back another, the other's number. Its totals are
    /// negative.
    pub corrects: Option<InvoiceNumber>,
    /// 16 random bytes, base64url: the salt of the commitment to the amounts that stands on the
    /// chain. A red-letter invoice has that of the invoice it takes back.
    pub amounts_salt: String,
}

/// The number of an invoice: 20 digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct InvoiceNumber(String);

/// What an invoice may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvoiceKind {
    /// 普通发票
    Ordinary,
    /// 增值税专用发票: the buyer may deduct the tax.
    Special,
}

/// Seller or buyer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The name, not empty.
    pub name: String,
    /// The unified social credit code: 15 to 20 digits and capital letters. A seller has one.
    pub tax_id: Option<String>,
}

/// One line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InvoiceLine {
    /// Goods or service, not empty.
    pub name: String,
    /// How much or how many; negative to take back.
    pub quantity: Number,
    /// The price of one, without tax.
    pub unit_price: Number,
    /// The tax rate, from 0 to 1.
    pub rate: Number,
    /// Quantity times unit price, without tax.
    pub amount: Money,
    /// Amount times rate.
    pub tax: Money,
}

/// Why attributes are not an invoice, or an invoice does not add up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvoiceError {
    /// An attribute is missing; not all were disclosed, or it is no invoice.
    #[error("attribute {0} is missing")]
    Missing(&'static str),
    /// An attribute has another type or form.
    #[error("attribute {0} is malformed")]
    Malformed(&'static str),
    /// The amount of a line, counted from 0, is not quantity times unit price.
    #[error("amount of line {0} is wrong")]
    LineAmount(usize),
    /// The tax of a line, counted from 0, is not amount times rate.
    #[error("tax of line {0} is wrong")]
    LineTax(usize),
    /// `total-without-tax`, `tax` or `total` is not the sum it should be.
    #[error("{0} is not the sum")]
    Sum(&'static str),
    /// A total is negative without correcting another invoice, or the other way round.
    #[error("sign of the total is wrong")]
    Sign,
}

/// The attributes of an invoice, in the order in which people expect them.
pub(super) const CODES: [&str; 15] = [
    NUMBER,
    KIND,
    ISSUED_AT,
    BUYER_NAME,
    BUYER_TAX_ID,
    SELLER_NAME,
    SELLER_TAX_ID,
    LINES,
    TOTAL_WITHOUT_TAX,
    TAX,
    TOTAL,
    REMARKS,
    DRAWER,
    CORRECTS,
    AMOUNTS_SALT,
];

const NUMBER: &str = "invoice.number";
const KIND: &str = "invoice.type";
const ISSUED_AT: &str = "invoice.issued-at";
const BUYER_NAME: &str = "buyer.name";
const BUYER_TAX_ID: &str = "buyer.tax-id";
const SELLER_NAME: &str = "seller.name";
const SELLER_TAX_ID: &str = "seller.tax-id";
const LINES: &str = "invoice.lines";
const TOTAL_WITHOUT_TAX: &str = "invoice.total-without-tax";
const TAX: &str = "invoice.tax";
const TOTAL: &str = "invoice.total";
const REMARKS: &str = "invoice.remarks";
const DRAWER: &str = "invoice.drawer";
const CORRECTS: &str = "invoice.corrects";
const AMOUNTS_SALT: &str = "invoice.amounts-salt";

/// Separates the commitment to amounts from every other digest.
const AMOUNTS_DOMAIN: &[u8] = b"citizen-wallet/invoice-amounts/1\n";

impl Invoice {
    /// Most lines of one invoice.
    pub const MOST_LINES: usize = 500;

    /// The attributes of a credential of type [`INVOICE`](super::INVOICE). What is absent (a tax
    /// number of the buyer, a corrected invoice) gives no attribute.
    pub fn to_attributes(&self) -> Attributes {
        let mut attributes = Attributes::new();
        let mut put = |code: &str, value: Value| {
            let code: AttributeCode = code.parse().expect("the codes here are attribute codes");
            attributes.insert(code, value);
        };
        put(NUMBER, json!(self.number));
        put(KIND, json!(self.kind));
        put(ISSUED_AT, json!(self.issued_at));
        for (party, name, tax_id) in [
            (&self.seller, SELLER_NAME, SELLER_TAX_ID),
            (&self.buyer, BUYER_NAME, BUYER_TAX_ID),
        ] {
            put(name, json!(party.name));
            if let Some(id) = &party.tax_id {
                put(tax_id, json!(id));
            }
        }
        put(LINES, json!(self.lines));
        put(TOTAL_WITHOUT_TAX, json!(self.total_without_tax));
        put(TAX, json!(self.tax));
        put(TOTAL, json!(self.total));
        put(REMARKS, json!(self.remarks));
        put(DRAWER, json!(self.drawer));
        put(AMOUNTS_SALT, json!(self.amounts_salt));
        if let Some(corrects) = &self.corrects {
            put(CORRECTS, json!(corrects));
        }
        attributes
    }

    /// Reads the attributes of a credential with everything disclosed. Does not look at the sums:
    /// see [`check`](Self::check).
    ///
    /// # Errors
    /// [`InvoiceError::Missing`] and [`InvoiceError::Malformed`] with the attribute's code.
    pub fn from_attributes(attributes: &Attributes) -> Result<Self, InvoiceError> {
        Ok(Self {
            number: read(attributes, NUMBER)?,
            kind: read(attributes, KIND)?,
            issued_at: read(attributes, ISSUED_AT)?,
            seller: Party {
                name: read(attributes, SELLER_NAME)?,
                tax_id: Some(read(attributes, SELLER_TAX_ID)?),
            },
            buyer: Party {
                name: read(attributes, BUYER_NAME)?,
                tax_id: read_optional(attributes, BUYER_TAX_ID)?,
            },
            lines: read(attributes, LINES)?,
            total_without_tax: read(attributes, TOTAL_WITHOUT_TAX)?,
            tax: read(attributes, TAX)?,
            total: read(attributes, TOTAL)?,
            remarks: read(attributes, REMARKS)?,
            drawer: read(attributes, DRAWER)?,
            corrects: read_optional(attributes, CORRECTS)?,
            amounts_salt: read(attributes, AMOUNTS_SALT)?,
        })
    }

    /// Whether the invoice is complete and adds up.
    ///
    /// A line's amount and tax may differ by 0.01 from the product, because unit prices and taxes
    /// are rounded; the sums must be exact. Only a red-letter invoice is negative.
    ///
    /// # Errors
    /// See [`InvoiceError`]; the first that applies.
    pub fn check(&self) -> Result<(), InvoiceError> {
        self.check_form()?;
        let (mut total_without_tax, mut tax) = (Money::ZERO, Money::ZERO);
        for (at, line) in self.lines.iter().enumerate() {
            line.check(at)?;
            let sum =
                |sum: Money, part: Money, name| sum.plus(part).map_err(|_| InvoiceError::Sum(name));
            total_without_tax = sum(total_without_tax, line.amount, TOTAL_WITHOUT_TAX)?;
            tax = sum(tax, line.tax, TAX)?;
        }
        if total_without_tax != self.total_without_tax {
            return Err(InvoiceError::Sum(TOTAL_WITHOUT_TAX));
        }
        if tax != self.tax {
            return Err(InvoiceError::Sum(TAX));
        }
        if total_without_tax.plus(tax) != Ok(self.total) {
            return Err(InvoiceError::Sum(TOTAL));
        }
        let sign_fits = match self.corrects {
            None => self.total >= Money::ZERO,
            Some(_) => self.total < Money::ZERO,
        };
        if sign_fits {
            Ok(())
        } else {
            Err(InvoiceError::Sign)
        }
    }

    /// The commitment to the amounts that the chain holds: SHA-256 over domain, salt and the three
    /// totals without their signs, so that a red-letter invoice has the commitment of the invoice
    /// that it takes back. `None` if the salt is malformed.
    #[must_use]
    pub fn amounts_commitment(&self) -> Option<[u8; 32]> {
        let salt = self.salt()?;
        let totals = [self.total_without_tax, self.tax, self.total];
        let [net, tax, total] = totals.map(|amount| amount.abs().to_string());
        let digest = Sha256::new_with_prefix(AMOUNTS_DOMAIN)
            .chain_update(salt)
            .chain_update(format!("{net}\n{tax}\n{total}\n"))
            .finalize();
        Some(digest.into())
    }

    /// The red-letter invoice that takes all of this one back, under another number.
    #[must_use]
    pub fn reversal(&self, number: InvoiceNumber, issued_at: i64) -> Self {
        let back = |line: &InvoiceLine| InvoiceLine {
            quantity: line.quantity.negated(),
            amount: line.amount.negated(),
            tax: line.tax.negated(),
            ..line.clone()
        };
        Self {
            number,
            issued_at,
            lines: self.lines.iter().map(back).collect(),
            total_without_tax: self.total_without_tax.negated(),
            tax: self.tax.negated(),
            total: self.total.negated(),
            corrects: Some(self.number.clone()),
            ..self.clone()
        }
    }

    fn salt(&self) -> Option<[u8; 16]> {
        keys::base64url::decode_array(&self.amounts_salt).ok()
    }

    fn check_form(&self) -> Result<(), InvoiceError> {
        let tax_id_fits = |id: &str| {
            (15..=20).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        };
        let filled = |text: &str| !text.trim().is_empty();
        let seller_id = self
            .seller
            .tax_id
            .as_deref()
            .ok_or(InvoiceError::Missing(SELLER_TAX_ID))?;
        let forms = [
            (
                ISSUED_AT,
                (0..=Validity::LATEST_TIME).contains(&self.issued_at),
            ),
            (SELLER_NAME, filled(&self.seller.name)),
            (SELLER_TAX_ID, tax_id_fits(seller_id)),
            (BUYER_NAME, filled(&self.buyer.name)),
            (
                BUYER_TAX_ID,
                self.buyer.tax_id.as_deref().is_none_or(tax_id_fits),
            ),
            (LINES, (1..=Self::MOST_LINES).contains(&self.lines.len())),
            (LINES, self.lines.iter().all(|line| filled(&line.name))),
            (DRAWER, filled(&self.drawer)),
            (CORRECTS, self.corrects.as_ref() != Some(&self.number)),
            (AMOUNTS_SALT, self.salt().is_some()),
        ];
        match forms.iter().find(|(_, fits)| !fits) {
            None => Ok(()),
            Some((code, _)) => Err(InvoiceError::Malformed(code)),
        }
    }
}

impl InvoiceLine {
    /// Makes a line from what is sold: works out amount and tax.
    ///
    /// # Errors
    /// A product is out of range.
    pub fn new(
        name: impl Into<String>,
        quantity: Number,
        unit_price: Number,
        rate: Number,
    ) -> Result<Self, AmountError> {
        let amount = Money::round(product(quantity.to_decimal(), unit_price.to_decimal())?)?;
        let tax = Money::round(product(amount.to_decimal(), rate.to_decimal())?)?;
        Ok(Self {
            name: name.into(),
            quantity,
            unit_price,
            rate,
            amount,
            tax,
        })
    }

    fn check(&self, at: usize) -> Result<(), InvoiceError> {
        let rate = self.rate.to_decimal();
        if rate < Decimal::ZERO || rate > Decimal::ONE {
            return Err(InvoiceError::Malformed(LINES));
        }
        let amount = product(self.quantity.to_decimal(), self.unit_price.to_decimal());
        if !amount.is_ok_and(|exact| close(exact, self.amount)) {
            return Err(InvoiceError::LineAmount(at));
        }
        let tax = product(self.amount.to_decimal(), rate);
        if !tax.is_ok_and(|exact| close(exact, self.tax)) {
            return Err(InvoiceError::LineTax(at));
        }
        Ok(())
    }
}

fn product(a: Decimal, b: Decimal) -> Result<Decimal, AmountError> {
    a.checked_mul(b).ok_or(AmountError)
}

/// Whether an amount is within 0.01 of the exact product.
fn close(exact: Decimal, amount: Money) -> bool {
    let cent = Decimal::new(1, 2);
    exact
        .checked_sub(amount.to_decimal())
        .is_some_and(|difference| difference.abs() <= cent)
}

fn read<T: DeserializeOwned>(
    attributes: &Attributes,
    code: &'static str,
) -> Result<T, InvoiceError> {
    read_optional(attributes, code)?.ok_or(InvoiceError::Missing(code))
}

fn read_optional<T: DeserializeOwned>(
    attributes: &Attributes,
    code: &'static str,
) -> Result<Option<T>, InvoiceError> {
    let Some(value) = attributes.get(code) else {
        return Ok(None);
    };
    serde_json::from_value(value.clone())
        .map(Some)
        .map_err(|_| InvoiceError::Malformed(code))
}

impl InvoiceNumber {
    /// The 20 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InvoiceNumber {
    type Err = InvoiceError;

    fn from_str(text: &str) -> Result<Self, InvoiceError> {
        if text.len() == 20 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvoiceError::Malformed(NUMBER))
        }
    }
}

impl fmt::Display for InvoiceNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<InvoiceNumber> for String {
    fn from(number: InvoiceNumber) -> Self {
        number.0
    }
}

impl TryFrom<String> for InvoiceNumber {
    type Error = InvoiceError;

    fn try_from(text: String) -> Result<Self, InvoiceError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests;
