//! The certificates that were found on the chain.

use wallet_api::{
    CertificateRow, Content, ListCertificates, ProofSubject, StatusChange, StatusStep,
};
use yew::prelude::*;

use crate::{
    components::{
        Page, Sign, Skeleton, Status, empty_art, failure, icon, icon_small, num, party_name, seal,
        short_document_status, stale_banner,
    },
    format::{self, Moment},
    hooks::{Session, use_load_or_empty, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

/// The certificates.
#[function_component]
pub(crate) fn Certificates() -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load_or_empty(ListCertificates {}, Vec::is_empty);
    html! {
        <Page title={t!(i, "certificates-title")}>
            <div class="btns mb">
                <a class="btn sm" href={Route::CheckDocument.href()} data-testid="to-check">
                    { icon_small(Sign::TickRound) }{ t!(i, "check-title") }
                </a>
            </div>
            if let Load::Stale(_, error) = &list.state {
                { stale_banner(i, error, &list.again) }
            }
            {
                match &list.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &list.again) }
                    },
                    Load::Empty(_) => html! {
                        <div class="empty" data-testid="certificates-empty">
                            { empty_art() }
                            <h2>{ t!(i, "certificates-empty-title") }</h2>
                            <p class="text muted">{ t!(i, "certificates-empty-text") }</p>
                            <p class="mt">
                                <a class="btn" href={Route::Documents.href()}>{ t!(i, "see-obtainable") }</a>
                            </p>
                        </div>
                    },
                    Load::Shown(rows) | Load::Stale(rows, _) => table(&session, i, rows),
                }
            }
        </Page>
    }
}

fn table(session: &Session, i: I18n, rows: &[CertificateRow]) -> Html {
    html! {
        <table class="tbl" data-testid="certificates">
            <thead>
                <tr>
                    <th>{ t!(i, "column-certificate") }</th>
                    <th>{ t!(i, "column-issuer") }</th>
                    <th class="opt-col opt2">{ t!(i, "column-number") }</th>
                    <th class="opt-col">{ t!(i, "column-awarded") }</th>
                    <th>{ t!(i, "column-status") }</th>
                    <th class="opt-col">{ t!(i, "column-proof") }</th>
                </tr>
            </thead>
            <tbody>
                for row in rows { { line(session, i, row) } }
            </tbody>
        </table>
    }
}

fn line(session: &Session, i: I18n, row: &CertificateRow) -> Html {
    let title = i.pick(&row.title);
    let title = if title.is_empty() {
        i.code("vct", &row.vct)
    } else {
        title
    };
    let awarded = Moment::day(&row.awarded)
        .map(|day| format::date(i, day))
        .unwrap_or_default();
    let subject = ProofSubject::Document { id: row.id.clone() };
    let open = session.open_proof(subject, title.clone());
    html! {
        <tr key={row.id.clone()} data-testid="certificate-row" data-id={row.id.clone()}>
            <td class="strong">
                if row.content == Content::Here {
                    <a class="row-link" href={Route::Document(row.id.clone()).href()}>{ title }</a>
                } else {
                    { title }
                }
            </td>
            <td>{ party_name(i, &row.issuer, true) }</td>
            <td class="opt-col opt2"><span class="id">{ format::in_fours(&row.number) }</span></td>
            <td class="opt-col">{ num(awarded) }</td>
            <td>
                { content_status(i, row.content).unwrap_or_else(|| short_document_status(i, &row.status)) }
                if let [_, .., last] = row.steps.as_slice() {
                    <span class="hint blk num">{ format::date(i, Moment::local(last.time)) }</span>
                }
                if let Some(new) = &row.replaced_by {
                    <a
                        class="small blk"
                        href={Route::Document(new.clone()).href()}
                        data-testid="certificate-successor"
                    >
                        { t!(i, "replaced-by-open") }
                    </a>
                }
            </td>
            <td class="opt-col">{ seal(i, &row.proof, None, false, Some(open)) }</td>
        </tr>
    }
}

/// What there is to say while the content is not here.
pub(crate) fn content_status(i: I18n, content: Content) -> Option<Html> {
    match content {
        Content::Here => None,
        Content::Awaited => Some(html! {
            <Status sign={Sign::Hourglass} tone="info" tint=true>{ t!(i, "content-awaited") }</Status>
        }),
        Content::Wrong => Some(html! {
            <Status sign={Sign::Warning} tone="danger" tint=true>{ t!(i, "content-wrong") }</Status>
        }),
    }
}

/// What became of a document, step by step, each from the proven chain.
pub(crate) fn status_lane(i: I18n, steps: &[StatusStep]) -> Html {
    let step = |step: &StatusStep| {
        let (name, class, sign) = match step.change {
            StatusChange::Issued => ("issued", "done", Sign::Tick),
            StatusChange::Reinstated => ("reinstated", "done", Sign::Tick),
            StatusChange::Suspended => ("suspended", "bad", Sign::Minus),
            StatusChange::Revoked => ("revoked", "bad", Sign::Cross),
            StatusChange::Superseded => ("superseded", "done", Sign::Refresh),
        };
        html! {
            <li {class} data-testid={format!("status-step-{name}")}>
                <span class="dot">{ icon(sign) }</span>
                <b>{ i.text(&format!("change-{name}")) }</b>
                <span class="when num">{ format::date(i, Moment::local(step.time)) }</span>
                <span class="sub num">
                    { t!(i, "invoice-step-at", height = format::grouped(step.height)) }
                </span>
            </li>
        }
    };
    html! { <ol class="lane" data-testid="status-lane">for one in steps { { step(one) } }</ol> }
}
