//! Lines of the activity: who did what, and what covers it.

use std::rc::Rc;

use wallet_api::{
    Action, ActivityKind, ActivityRow, Basis, LocalText, ProofSubject, RightView, StatusChange,
    Uncovered,
};
use yew::prelude::*;

use super::{
    Evidence, LongList, Sign, TileSize, attribute_name, icon, icon_small, line_names, seal, tile,
};
use crate::{
    format::{self, Moment},
    hooks::{Session, dom},
    i18n::{I18n, t},
};

/// What happened, as one sentence.
pub(crate) fn activity_sentence(i: I18n, row: &ActivityRow) -> Html {
    let bold = |text: String| html! { <b>{ text }</b> };
    let party = row
        .party
        .as_ref()
        .map(|party| i.pick(&party.name))
        .unwrap_or_default();
    let items = right_names(i, &row.rights);
    let args = [
        ("party", bold(party).into()),
        ("about", bold(i.pick(&row.about)).into()),
        ("items", bold(items).into()),
        (
            "whom",
            bold(row.made_for.clone().unwrap_or_default()).into(),
        ),
    ];
    i.rich(&sentence_key(row), &args)
}

fn sentence_key(row: &ActivityRow) -> String {
    let kind = match row.kind {
        ActivityKind::WalletCreated => "wallet-created",
        ActivityKind::WalletRestored => "wallet-restored",
        ActivityKind::DocumentReceived => "document-received",
        ActivityKind::DocumentRemoved => "document-removed",
        ActivityKind::DocumentStatusChanged => match row.change {
            Some(StatusChange::Suspended) => "document-suspended",
            Some(StatusChange::Reinstated) => "document-reinstated",
            Some(StatusChange::Revoked) => "document-revoked",
            Some(StatusChange::Superseded) => "document-superseded",
            Some(StatusChange::Issued) | None => "document-status-changed",
        },
        ActivityKind::CertificateExported => match row.made_for {
            Some(_) => "certificate-exported-for",
            None => "certificate-exported",
        },
        ActivityKind::OfferDeclined => "offer-declined",
        ActivityKind::RequestApproved => "request-approved",
        ActivityKind::RequestRefused => "request-refused",
        ActivityKind::SendingFailed => "sending-failed",
        ActivityKind::SendingUncertain => "sending-uncertain",
        ActivityKind::PermissionUsed => match row.rights.first().map(|right| right.action) {
            Some(Action::Modify) => "permission-used-modify",
            Some(Action::Add) => "permission-used-add",
            _ => "permission-used",
        },
        ActivityKind::AccessedWithoutPermission => "permission-used",
        ActivityKind::PermissionWithdrawn => "permission-withdrawn",
        ActivityKind::InvoiceArrived => "invoice-arrived",
        ActivityKind::CertificateArrived => "certificate-arrived",
        ActivityKind::InvoiceClaimed => "invoice-claimed",
        ActivityKind::InvoiceBooked => "invoice-booked",
        ActivityKind::InvoiceReimbursed => "invoice-reimbursed",
        ActivityKind::InvoiceVoided => "invoice-voided",
        ActivityKind::InvoiceReversed => "invoice-reversed",
        ActivityKind::EvidenceDeposited => "evidence-deposited",
        ActivityKind::CounterOfferSent => "counter-offer-sent",
        ActivityKind::CounterOfferTaken => "counter-offer-taken",
        ActivityKind::CounterOfferNotTaken => "counter-offer-not-taken",
        ActivityKind::StoppedByLaw => "stopped-by-law",
        ActivityKind::AllowedByLaw => "allowed-by-law",
        ActivityKind::CaseOpened => "case-opened",
        ActivityKind::CaseDecided => "case-decided",
        ActivityKind::PetitionLodged => "petition-lodged",
        ActivityKind::PetitionAnswered => "petition-answered",
        ActivityKind::DocumentPresented => "document-presented",
        ActivityKind::CodeShown => "code-shown",
        ActivityKind::PassMade => "pass-made",
        ActivityKind::CodeRead => "code-read",
        ActivityKind::CodeReadAgain => "code-read-again",
        ActivityKind::LogAccepted => "log-accepted",
    };
    format!("did-{kind}")
}

/// Why nothing covers it, as a citizen would say it.
fn uncovered_words(i: I18n, basis: &Basis) -> Option<String> {
    let Basis::Nothing { why, clause } = basis else {
        return None;
    };
    let key = match why {
        Uncovered::NoneGiven => "uncovered-none-given",
        Uncovered::ClauseDoesNotCover => "uncovered-clause",
        Uncovered::NotYourPermission => "uncovered-not-yours",
        Uncovered::BeyondPermission => "uncovered-beyond",
        Uncovered::AgainstLaw => "uncovered-law",
        Uncovered::Unreadable => "uncovered-unreadable",
        Uncovered::ReadAgain => "uncovered-read-again",
        Uncovered::NotYourCode => "uncovered-code",
    };
    Some(t!(i, key, clause = clause.clone().unwrap_or_default()))
}

/// The second line of a sentence: for what, from whose keeping, the how-manieth use.
fn second_line(i: I18n, row: &ActivityRow) -> String {
    let mut parts: Vec<String> = uncovered_words(i, &row.basis).into_iter().collect();
    if !row.through.is_empty() {
        parts.push(t!(i, "did-through", names = line_names(i, &row.through)));
    }
    // Part of a longer line here, so without its full stop.
    let about = i.pick(&row.about);
    let about = about.trim_end_matches(['.', '。']).to_owned();
    let told_already = matches!(
        row.kind,
        ActivityKind::DocumentReceived
            | ActivityKind::DocumentRemoved
            | ActivityKind::DocumentStatusChanged
            | ActivityKind::CertificateExported
            | ActivityKind::OfferDeclined
            | ActivityKind::InvoiceArrived
            | ActivityKind::CertificateArrived
    );
    if !about.is_empty() && !told_already {
        parts.push(about);
    }
    if let Some(n) = row.use_number {
        parts.push(t!(i, "did-use-number", n = n));
    }
    if let Some(custodian) = &row.custodian {
        parts.push(t!(i, "did-kept-by", name = i.pick(&custodian.name)));
    }
    match row.kind {
        ActivityKind::RequestRefused | ActivityKind::SendingFailed => {
            parts.push(t!(i, "did-nothing-sent"));
        }
        ActivityKind::SendingUncertain => parts.push(t!(i, "did-line-broke")),
        _ => {}
    }
    parts.join(&t!(i, "sentence-join"))
}

/// Names of the attributes in a line.
pub(crate) fn access_items(i: I18n, row: &ActivityRow) -> String {
    right_names(i, &row.rights)
}

/// Names of attributes, at most three of them.
fn right_names(i: I18n, rights: &[RightView]) -> String {
    let names: Vec<_> = rights
        .iter()
        .map(|right| format::inside(i, &attribute_name(i, &right.attribute)))
        .collect();
    match names.as_slice() {
        [first, second, third, _, ..] => {
            let some = [first.as_str(), second, third].join(&t!(i, "list-comma"));
            t!(i, "list-and-more", names = some, more = names.len() - 3)
        }
        all => all.join(&t!(i, "list-comma")),
    }
}

/// What covers an act: icon, words, number or clause.
pub(crate) fn basis_words(i: I18n, basis: &Basis) -> (Sign, String, Html) {
    match basis {
        Basis::You => (Sign::Pen, t!(i, "basis-you"), Html::default()),
        Basis::YourPermission { number, .. } => (
            Sign::Key,
            t!(i, "basis-permission"),
            html! { <span class="id">{ number }</span> },
        ),
        Basis::Law { clause, title } => (
            Sign::Scales,
            t!(i, "basis-law"),
            html! { clause_name(i, clause, title) },
        ),
        Basis::Issuer => (Sign::Landmark, t!(i, "basis-issuer"), Html::default()),
        Basis::Nothing { .. } => (Sign::Alert, t!(i, "basis-nothing"), Html::default()),
    }
}

/// The title of a clause, or its code, which people can look up.
fn clause_name(i: I18n, code: &str, title: &LocalText) -> String {
    let title = i.pick(title);
    match title.is_empty() {
        true => code.to_owned(),
        false => title,
    }
}

/// Lines of the activity with their basis and seal, and what the page has to offer under each.
pub(crate) fn activity_list(
    session: &Session,
    rows: &[ActivityRow],
    under: impl Fn(&ActivityRow) -> Html + 'static,
) -> Html {
    let i = session.i18n();
    let now = dom::here_and_now();
    let (session, rows) = (session.clone(), Rc::<[_]>::from(rows));
    let count = rows.len();
    let row: Rc<dyn Fn(usize) -> Html> = Rc::new(move |place| {
        line(
            &session,
            i,
            now,
            (place, count),
            &rows[place],
            under(&rows[place]),
        )
    });
    html! { <LongList class="act" rows={count} {row} /> }
}

/// `of`: its place among how many.
fn line(
    session: &Session,
    i: I18n,
    now: Moment,
    of: (usize, usize),
    row: &ActivityRow,
    under: Html,
) -> Html {
    let (sign, words, sub) = basis_words(i, &row.basis);
    let alarm = row.basis.is_nothing();
    let subject = ProofSubject::Activity { id: row.id.clone() };
    let open = session.open_proof(subject, t!(i, "proof-activity"));
    let second = second_line(i, row);
    let chain_row = row.height.is_some();
    html! {
        <li
            key={row.id.clone()}
            class={alarm.then_some("alarm")}
            aria-posinset={(of.0 + 1).to_string()}
            aria-setsize={of.1.to_string()}
            data-testid="activity-row"
        >
            <time class="num">{ format::when(i, Moment::local(row.time), now) }</time>
            { row_tile(i, row) }
            <span class="what">
                { activity_sentence(i, row) }
                if !second.is_empty() { <span class="sub">{ second }</span> }
                if let Some(id) = &row.evidence { <Evidence id={id.clone()} class="as-link small" /> }
            </span>
            <span class="by">
                { icon(sign) }<span>{ words }<span>{ sub }</span></span>
            </span>
            if chain_row {
                { seal(i, &row.proof, None, false, Some(open)) }
            } else {
                <span class="small muted here">{ t!(i, "did-here") }</span>
            }
            { under }
        </li>
    }
}

/// The tile of the other side, or the wallet's own sign.
pub(crate) fn row_tile(i: I18n, row: &ActivityRow) -> Html {
    match &row.party {
        Some(party) => html! { { tile(i, party, TileSize::Small) } },
        None => html! {
            <span class="tile s" aria-hidden="true">{ icon_small(Sign::Disk) }</span>
        },
    }
}
