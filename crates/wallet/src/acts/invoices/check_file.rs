//! Comparing an invoice file with what was signed, with the chain, and with the citizen's own.

use std::collections::BTreeMap;

use chain::reads::InvoiceState;
use credential::{Attributes, Checks, Verdict, kinds::Invoice};
use invoices::file::{self, Difference, InvoiceFile, ParseFileError};
use wallet_api::{
    ApiError, CheckInvoiceFile, CheckResult, CheckView, ErrorCode, FieldDifference,
    InvoiceFileVerdict, InvoiceFileView, Proof,
};

use super::{attributes, claim, held_with_number};
use crate::{
    acts::{documents, keep, sync},
    book::plain,
    convert,
    session::Session,
    store::{DocumentRecord, kind},
    wallet::{Act, Wallet, now},
};

/// Longest value of a difference that is shown, in characters.
const MOST_SHOWN: usize = 200;
/// The steps without which a file is not authentic, and of which none may fail.
const DECIDING: [&str; 4] = [
    "issuer-signature",
    "invoice-sums",
    "invoice-fingerprint",
    "invoice-amounts",
];

impl Act for CheckInvoiceFile {
    async fn act(self, wallet: &Wallet) -> Result<InvoiceFileView, ApiError> {
        let session = wallet.session()?;
        let file = InvoiceFile::parse(self.content.as_bytes()).map_err(no_file)?;
        // Who the sellers are may have changed.
        sync::refresh(wallet, &session).await;
        let held = held(&session, &file)?;
        let number = match &held {
            Some(own) if own.same => own.attributes.get("invoice.number").and_then(as_number),
            _ => file
                .number()
                .and_then(|number| number.as_str().parse().ok()),
        };
        let chain = match number {
            Some(number) => ask(wallet, &session, number).await?,
            None => Asked::NoNumber,
        };
        Ok(Comparison::new(&session, &file, held, chain).into_view(&session, &file))
    }
}

fn no_file(error: ParseFileError) -> ApiError {
    let why = match error {
        ParseFileError::TooLarge => "size",
        ParseFileError::Form => "form",
        ParseFileError::Format => "format",
        ParseFileError::Credential(_) | ParseFileError::OtherType => "credential",
    };
    ApiError::about(ErrorCode::NoInvoiceFile, why)
}

/// That nobody answers is no reason to check nothing; that somebody lies is.
fn tolerable(error: ApiError) -> Result<(), ApiError> {
    match error.code.may_pass() {
        true => Ok(()),
        false => Err(error),
    }
}

/// What the chain said.
enum Asked {
    /// Nobody answered.
    Nobody,
    /// The file has no number that one could ask for.
    NoNumber,
    /// What is there, if anything, and how that is known.
    Answered(Option<Box<InvoiceState>>, Proof),
}

async fn ask(wallet: &Wallet, session: &Session, number: u128) -> Result<Asked, ApiError> {
    let found = match session.chain(&wallet.inner().profile).await {
        Ok(chain) => claim::look_up(session, &chain, number).await,
        Err(error) => Err(error),
    };
    match found {
        Ok((state, header)) => Ok(Asked::Answered(
            state.map(Box::new),
            Proof::Proven {
                height: header.number(),
                time: header.time(),
                by: convert::basis(header.by()),
            },
        )),
        Err(error) => tolerable(error).map(|()| Asked::Nobody),
    }
}

/// The citizen's own invoice that the file is a copy of, or has the number of.
struct Held {
    id: String,
    attributes: Attributes,
    /// Whether it is the very one: the signed parts are the same.
    same: bool,
}

fn held(session: &Session, file: &InvoiceFile) -> Result<Option<Held>, ApiError> {
    let own = |id: String, document: &DocumentRecord, same| -> Result<_, ApiError> {
        Ok(Some(Held {
            id,
            attributes: attributes(document)?,
            same,
        }))
    };
    let fingerprint = file.credential.fingerprint().to_string();
    if let Some(anchor) = documents::anchor(session, &fingerprint)?
        && let Some(id) = anchor.document
        && let Some(document) = session.read(|t| t.get::<DocumentRecord>(kind::DOCUMENT, &id))?
    {
        return own(id, &document, true);
    }
    let Some(number) = file.number() else {
        return Ok(None);
    };
    match held_with_number(session, number.as_str())? {
        Some((id, document)) => own(id, &document, false),
        None => Ok(None),
    }
}

fn as_number(value: &serde_json::Value) -> Option<u128> {
    value.as_str()?.parse().ok()
}

struct Comparison {
    verdict: InvoiceFileVerdict,
    differences: Vec<Difference>,
    checks: Vec<CheckView>,
    state: Option<Box<InvoiceState>>,
    held: Option<Held>,
    proof: Proof,
}

impl Comparison {
    fn new(session: &Session, file: &InvoiceFile, held: Option<Held>, asked: Asked) -> Self {
        let mut differences = all_differences(file, held.as_ref());
        let (state, proof, answered) = match asked {
            Asked::Nobody => (None, Proof::NotChecked, false),
            Asked::NoNumber => (None, Proof::NotChecked, true),
            Asked::Answered(state, proof) => (state, proof, true),
        };
        let checks = checks(session, file, &differences, held.as_ref(), &state, answered);
        let is = |step: &str, result| {
            (checks.iter()).any(|check| check.step == step && check.result == result)
        };
        // With every field as signed, what is left that can be wrong is the signed part itself.
        if differences.is_empty() && DECIDING.iter().any(|step| is(step, CheckResult::Invalid)) {
            differences.push(Difference::of_signed_part());
        }
        let verdict = match (&state, differences.is_empty()) {
            (_, false) => InvoiceFileVerdict::Differs,
            (None, true) if answered => InvoiceFileVerdict::Unknown,
            (Some(_), true) if DECIDING.iter().all(|step| is(step, CheckResult::Valid)) => {
                InvoiceFileVerdict::Authentic
            }
            (_, true) => InvoiceFileVerdict::NotChecked,
        };
        Self {
            verdict,
            differences,
            checks,
            state,
            held,
            proof,
        }
    }

    fn into_view(self, session: &Session, file: &InvoiceFile) -> InvoiceFileView {
        let signed = file.signed();
        let text = |code: &str| {
            let value = signed.get(code).or_else(|| file.stated.get(code));
            plain(
                value.and_then(|value| value.as_str()).unwrap_or_default(),
                MOST_SHOWN,
            )
        };
        let terms = file.credential.terms();
        InvoiceFileView {
            verdict: self.verdict,
            number: text("invoice.number"),
            seller: text("seller.name"),
            total: file
                .stated
                .get("invoice.total")
                .and_then(|value| value.as_str())
                .map(|total| plain(total, MOST_SHOWN))
                .unwrap_or_default(),
            party: session.party(&terms.issuer.to_string(), terms.validity.issued_at),
            differences: self.differences.into_iter().map(shown).collect(),
            status: self.state.map(|state| claim::status(&state)),
            held: self.held.map(|held| held.id),
            checks: self.checks,
            proof: self.proof,
        }
    }
}

/// Foreign text is cut and made harmless before it is shown.
fn shown(difference: Difference) -> FieldDifference {
    let text = |text: Option<String>| text.map(|text| plain(&text, MOST_SHOWN));
    FieldDifference {
        code: plain(&difference.field.code, MOST_SHOWN),
        line: (difference.field.line).map(|line| convert::saturate(line.saturating_add(1))),
        part: text(difference.field.part),
        stated: text(difference.stated),
        right: text(difference.right),
    }
}

/// What differs inside the file, and from the citizen's own; each field once, with the right value
/// if the citizen's own tells it.
fn all_differences(file: &InvoiceFile, held: Option<&Held>) -> Vec<Difference> {
    let mut all = file.differences();
    let Some(held) = held else {
        return all;
    };
    let own = [
        file::differences(&file.stated, &held.attributes),
        file::differences(&file.signed(), &held.attributes),
    ];
    let mut places: BTreeMap<String, usize> = all
        .iter()
        .enumerate()
        .map(|(at, one)| (one.field.to_string(), at))
        .collect();
    for one in own.into_iter().flatten() {
        match places.get(&one.field.to_string()) {
            Some(at) => all[*at].right = one.right,
            None => {
                places.insert(one.field.to_string(), all.len());
                all.push(one);
            }
        }
    }
    // The citizen's own knows what is right also where it agrees with what is signed no more.
    for one in &mut all {
        if one.right.is_none() && one.field.line.is_none() {
            let own = held.attributes.get(one.field.code.as_str());
            one.right = own.and_then(|value| value.as_str()).map(str::to_owned);
        }
    }
    all
}

fn checks(
    session: &Session,
    file: &InvoiceFile,
    differences: &[Difference],
    held: Option<&Held>,
    state: &Option<Box<InvoiceState>>,
    answered: bool,
) -> Vec<CheckView> {
    let step = |step: &str, result: CheckResult, detail: String| CheckView {
        step: step.to_owned(),
        result,
        detail,
    };
    let told = |holds: Option<bool>| match holds {
        Some(true) => CheckResult::Valid,
        Some(false) => CheckResult::Invalid,
        None => CheckResult::NotChecked,
    };
    let issuer = keep::issuer_key(session, &file.credential);
    let Checks {
        issuer_signature, ..
    } = file.credential.check(issuer.as_ref(), None, now());
    let signature = match issuer_signature {
        Verdict::Valid => Some(true),
        Verdict::Invalid(_) => Some(false),
        Verdict::NotChecked => None,
    };
    let signed = Invoice::from_attributes(&file.signed()).ok();
    let number = file.number().map(|number| number.to_string());
    let fingerprint = file.credential.fingerprint().to_bytes();
    let biller = file.credential.issuer().address;
    let known = session.head().map(|_| issuer.is_some());
    let amounts = signed.as_ref().and_then(Invoice::amounts_commitment);
    vec![
        step(
            "invoice-fields",
            told(Some(file.differences().is_empty())),
            String::new(),
        ),
        step("issuer-signature", told(signature), String::new()),
        step(
            "issuer-directory",
            told(known),
            file.credential.issuer().to_string(),
        ),
        step(
            "invoice-sums",
            told(Some(
                signed
                    .as_ref()
                    .is_some_and(|invoice| invoice.check().is_ok()),
            )),
            String::new(),
        ),
        step(
            "invoice-number",
            told(answered.then_some(state.is_some())),
            number.unwrap_or_default(),
        ),
        step(
            "invoice-fingerprint",
            told(
                state
                    .as_ref()
                    .map(|state| state.fingerprint.0 == fingerprint && state.biller == biller),
            ),
            String::new(),
        ),
        step(
            "invoice-amounts",
            told(
                state
                    .as_ref()
                    .and_then(|state| Some(state.amounts.0 == amounts?)),
            ),
            String::new(),
        ),
        step(
            "invoice-own",
            told(held.map(|held| held.same && differences.is_empty())),
            String::new(),
        ),
    ]
}
