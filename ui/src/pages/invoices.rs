//! The invoices: sums by month, the list, one invoice in the drawer.

use std::{collections::HashMap, rc::Rc};

use wallet_api::{
    ClaimedView, Content, DuplicateCertainty, GetInvoice, InvoiceRow, InvoiceStatus,
    InvoiceStepView, InvoiceView, InvoicesView, ListInvoices, MonthSum, ProofSubject,
};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{
    certificates::content_status,
    invoice_claim::ClaimDialog,
    invoice_files::{CheckFile, OF_MANY, OF_ONE, SaveAs},
    invoice_part::{change, clear, months, parts},
};
use crate::{
    components::{
        Around, LongList, Page, Sign, Skeleton, Status, checks, chosen_place, empty_art, failure,
        icon, icon_small, month_chart, num, seal, stale_banner, technical_rows, year_and_month,
    },
    format::{self, Moment},
    hooks::{Session, dom, use_i18n, use_load, use_load_or_empty, use_session},
    i18n::{I18n, t},
    route::Route,
    state::{
        invoice_filter::{Filter, Found, MonthOf, look},
        load::Load,
    },
};

#[derive(Properties, PartialEq)]
pub(crate) struct InvoicesProps {
    /// Id of the invoice in the drawer.
    pub(crate) chosen: Option<String>,
}

/// The invoices.
#[function_component]
pub(crate) fn Invoices(props: &InvoicesProps) -> Html {
    let i = use_i18n();
    let list = use_load_or_empty(ListInvoices {}, |view| view.rows.is_empty());
    let as_table = use_state(|| false);
    let filter = use_state(Filter::default);
    html! {
        <>
            <Page title={t!(i, "invoices-title")}>
                if let Load::Stale(_, error) = &list.state {
                    { stale_banner(i, error, &list.again) }
                }
                {
                    match &list.state {
                        Load::Loading => html! { <Skeleton rows=8 /> },
                        Load::Failed(error) => html! {
                            { failure(i, error, &list.again) }
                        },
                        Load::Empty(_) => html! {
                            <div class="empty" data-testid="invoices-empty">
                                { empty_art() }
                                <h2>{ t!(i, "invoices-empty-title") }</h2>
                                <p class="text muted">{ t!(i, "invoices-empty-text") }</p>
                                <p class="mt">
                                    <a class="btn" href={Route::Documents.href()}>{ t!(i, "see-obtainable") }</a>
                                </p>
                                <div class="filters mt">{ to_billing_code(i) }<CheckFile /></div>
                            </div>
                        },
                        Load::Shown(view) | Load::Stale(view, _) => {
                            shown(i, view, props.chosen.as_deref(), &as_table, &filter)
                        }
                    }
                }
            </Page>
            if let Some(id) = &props.chosen { <InvoiceDrawer key={id.clone()} id={id.clone()} /> }
        </>
    }
}

fn shown(
    i: I18n,
    view: &InvoicesView,
    chosen: Option<&str>,
    as_table: &UseStateHandle<bool>,
    filter: &UseStateHandle<Filter>,
) -> Html {
    let narrow = chosen.is_some();
    let oninput = change(filter, |filter, event: InputEvent| {
        filter.search = event.target_unchecked_into::<HtmlInputElement>().value();
    });
    let toggle = {
        let as_table = as_table.clone();
        Callback::from(move |_: MouseEvent| as_table.set(!*as_table))
    };
    let month_of = |time| {
        let day = Moment::local(time);
        (day.year, day.month)
    };
    let text =
        |row: &InvoiceRow| format!("{} {} {}", row.seller, i.pick(&row.party.name), row.number);
    let left = look(&view.rows, filter, month_of, text);
    let found: Vec<_> = left.places.iter().map(|place| &view.rows[*place]).collect();
    let on_month = change(filter, |filter, month: MonthOf| {
        filter.month = (filter.month != Some(month)).then_some(month);
    });
    html! {
        <>
            <div class="spend">
                if filter.is_set() { { sums_of(i, filter, &left) } } else { { sums(i, view) } }
                if **as_table {
                    { month_table(i, &view.months, filter.month) }
                } else {
                    { month_chart(i, &view.months, if narrow { 444 } else { 584 }, filter.month, &on_month) }
                }
            </div>
            <div class="filters">
                { parts(i, &left, filter) }
                { months(i, &left, filter) }
                <span class="searchbox">
                    { icon_small(Sign::Search) }
                    <input
                        class="in"
                        type="search"
                        placeholder={t!(i, "invoices-search")}
                        aria-label={t!(i, "search")}
                        value={filter.search.clone()}
                        {oninput}
                        data-testid="search"
                    />
                </span>
                { clear(i, filter) }
                <span class="grow"></span>
                <button class="btn link sm" onclick={toggle} data-testid="as-table">
                    { t!(i, if **as_table { "as-chart" } else { "as-table" }) }
                </button>
                { to_billing_code(i) }
                <CheckFile />
            </div>
            if found.is_empty() {
                <p class="text muted mt">{ t!(i, "nothing-found") }</p>
            } else {
                { table(i, &found, chosen, view) }
                <div class="mt">
                    <SaveAs ids={found.iter().map(|row| row.id.clone()).collect::<Vec<_>>()} formats={OF_MANY} />
                </div>
            }
        </>
    }
}

/// The way to the code for a seller.
fn to_billing_code(i: I18n) -> Html {
    html! {
        <a class="btn sm" href={Route::BillingCode.href()} data-testid="billing-code">
            { icon_small(Sign::Scan) }{ t!(i, "billing-code") }
        </a>
    }
}

/// What is shown comes to this.
fn sums_of(i: I18n, filter: &Filter, found: &Found) -> Html {
    let title = match filter.month {
        Some((year, month)) => format::month_title(i, year, month),
        None => t!(i, "invoices-shown"),
    };
    let money = |cents| format::money(&format::decimal(cents));
    html! {
        <div data-testid="sums-shown" aria-live="polite">
            <p class="small muted">{ title }</p>
            <p class="hero m">{ num(money(found.total)) }</p>
            <div class="meta">
                <span>{ t!(i, "invoices-count", n = found.counted) }</span>
                <span>{ t!(i, "tax") }{ " " }{ num(money(found.tax)) }</span>
            </div>
            <p class="hint">{ t!(i, "invoices-sums-shown") }{ " " }{ t!(i, "invoices-not-counted") }</p>
        </div>
    }
}

fn sums(i: I18n, view: &InvoicesView) -> Html {
    let year = dom::here_and_now().year;
    let of_year: Vec<_> = view
        .rows
        .iter()
        .filter(|row| row.status.counts() && Moment::local(row.issued).year == year)
        .collect();
    let sum = |part: fn(&InvoiceRow) -> &str| {
        let cents: i64 = of_year.iter().map(|row| format::cents(part(row))).sum();
        format::money(&format::decimal(cents))
    };
    let last = view.months.last();
    html! {
        <div>
            <p class="small muted">{ t!(i, "invoices-year", y = year) }</p>
            <p class="hero m">{ num(sum(|row| &row.total)) }</p>
            <div class="meta">
                <span>{ t!(i, "invoices-count", n = of_year.len()) }</span>
                <span>{ t!(i, "tax") }{ " " }{ num(sum(|row| &row.tax)) }</span>
            </div>
            if let Some(month) = last {
                <div class="also">
                    <p class="small muted">{ t!(i, "invoices-month", month = month_name(i, month), n = month.count) }</p>
                    <p>{ num(format::money(&month.total)) }</p>
                </div>
            }
            <p class="hint">{ t!(i, "invoices-not-counted") }</p>
        </div>
    }
}

fn month_name(i: I18n, sum: &MonthSum) -> String {
    year_and_month(&sum.month).map_or_else(
        || sum.month.clone(),
        |(year, month)| format::month_title(i, year, month),
    )
}

/// The chart's twin.
fn month_table(i: I18n, months: &[MonthSum], chosen: Option<MonthOf>) -> Html {
    let chosen = chosen_place(months, chosen);
    html! {
        <table class="tbl dense" data-testid="month-table">
            <thead>
                <tr>
                    <th>{ t!(i, "column-month") }</th>
                    <th class="r">{ t!(i, "column-invoices") }</th>
                    <th class="r">{ t!(i, "column-amount") }</th>
                    <th class="r">{ t!(i, "column-tax") }</th>
                </tr>
            </thead>
            <tbody>
                for (place, month) in months.iter().enumerate() {
                    <tr class={(place == chosen).then_some("sel")}>
                        <th scope="row">{ month_name(i, month) }</th>
                        <td class="r num">{ month.count }</td>
                        <td class="r num">{ format::amount(&month.total) }</td>
                        <td class="r num">{ format::amount(&month.tax) }</td>
                    </tr>
                }
            </tbody>
        </table>
    }
}

fn table(i: I18n, rows: &[&InvoiceRow], chosen: Option<&str>, view: &InvoicesView) -> Html {
    let drawn: Rc<[InvoiceRow]> = rows.iter().map(|row| (*row).clone()).collect();
    let chosen = chosen.map(str::to_owned);
    let duplicates: HashMap<String, (DuplicateCertainty, Vec<String>)> = view
        .duplicates
        .iter()
        .map(|one| (one.id.clone(), (one.certainty, one.others.clone())))
        .collect();
    let row: Rc<dyn Fn(usize) -> Html> = {
        let drawn = drawn.clone();
        Rc::new(move |place| {
            let row = &drawn[place];
            let twice = duplicates.get(&row.id);
            line(i, row, chosen.as_deref(), twice)
        })
    };
    html! {
        <table class="tbl" data-testid="invoices">
            <thead>
                <tr>
                    <th>{ t!(i, "column-date") }</th>
                    <th>{ t!(i, "column-seller") }</th>
                    <th class="opt-col opt2">{ t!(i, "column-number") }</th>
                    <th class="r">{ t!(i, "column-amount") }</th>
                    <th class="r opt-col opt2">{ t!(i, "column-tax") }</th>
                    <th>{ t!(i, "column-status") }</th>
                    <th class="opt-col">{ t!(i, "column-proof") }</th>
                </tr>
            </thead>
            <LongList around={Around::Body(7)} rows={drawn.len()} {row} />
        </table>
    }
}

fn line(
    i: I18n,
    row: &InvoiceRow,
    chosen: Option<&str>,
    twice: Option<&(DuplicateCertainty, Vec<String>)>,
) -> Html {
    let now = dom::here_and_now();
    let seller = if row.seller.is_empty() {
        i.pick(&row.party.name)
    } else {
        row.seller.clone()
    };
    let here = row.content == Content::Here;
    html! {
        <tr
            key={row.id.clone()}
            class={(chosen == Some(row.id.as_str())).then_some("sel")}
            data-testid="invoice-row"
            data-id={row.id.clone()}
        >
            <td>{ num(format::short_date(i, Moment::local(row.issued), now)) }</td>
            <td>
                <a class="row-link" href={Route::Invoice(row.id.clone()).href()} data-testid="open-invoice">
                    { seller }
                </a>
                { twice.map(|twice| duplicate(i, twice)).unwrap_or_default() }
            </td>
            <td class="opt-col opt2"><span class="id">{ format::in_fours(&row.number) }</span></td>
            <td class="r num">{ if here { format::amount(&row.total) } else { String::new() } }</td>
            <td class="r num opt-col opt2 muted">{ if here { format::amount(&row.tax) } else { String::new() } }</td>
            <td>{ content_status(i, row.content).unwrap_or_else(|| status(i, row.status)) }</td>
            <td class="opt-col">{ seal(i, &row.proof, None, false, None) }</td>
        </tr>
    }
}

/// That it is there twice, or looks so, and the way to the other one.
fn duplicate(i: I18n, (certainty, others): &(DuplicateCertainty, Vec<String>)) -> Html {
    let words = match certainty {
        DuplicateCertainty::Sure => t!(i, "duplicate-sure"),
        DuplicateCertainty::Suspected => t!(i, "duplicate-suspected"),
    };
    html! {
        <span class="sub" data-testid="duplicate">
            <Status sign={Sign::Copy} tone="warn" tint=true>{ words }</Status>
            if let Some(other) = others.first() {
                { " " }
                <a href={Route::Invoice(other.clone()).href()}>{ t!(i, "duplicate-other") }</a>
            }
        </span>
    }
}

/// Where an invoice stands.
pub(super) fn status(i: I18n, status: InvoiceStatus) -> Html {
    let (sign, tone, key) = match status {
        InvoiceStatus::Issued => (Sign::TickRound, "ok", "invoice-issued"),
        InvoiceStatus::Claimed => (Sign::Hourglass, "info", "invoice-claimed"),
        InvoiceStatus::Booked => (Sign::Hourglass, "info", "invoice-booked"),
        InvoiceStatus::Reimbursed => (Sign::TickRound, "ok", "invoice-reimbursed"),
        InvoiceStatus::Voided => (Sign::Ban, "none", "invoice-voided"),
        InvoiceStatus::Reversed => (Sign::Undo, "none", "invoice-reversed"),
        InvoiceStatus::RedLetter => (Sign::Minus, "warn", "invoice-red-letter"),
    };
    html! { <Status {sign} {tone}>{ i.text(key) }</Status> }
}

/// The way of an invoice, and what comes next.
fn lane(i: I18n, view: &InvoiceView) -> Html {
    let step = |step: &InvoiceStepView| {
        let who = match (step.status, &step.party, &step.payer) {
            (InvoiceStatus::Issued, ..) => {
                t!(i, "invoice-issued-by", name = view.row.seller.clone())
            }
            (_, _, Some(payer)) => t!(i, "invoice-claimed-for", name = i.pick(&payer.name)),
            (_, Some(party), _) => t!(i, "invoice-step-by", name = i.pick(&party.name)),
            _ => String::new(),
        };
        let at = t!(i, "invoice-step-at", height = format::grouped(step.height));
        html! {
            <li class="done" data-testid={format!("step-{}", step_name(step.status))}>
                <span class="dot">{ icon(Sign::Tick) }</span>
                <b>{ i.text(&format!("invoice-{}", step_name(step.status))) }</b>
                <span class="when num">{ format::date(i, Moment::local(step.time)) }</span>
                <span class="sub">{ who }</span>
                <span class="sub num">{ at }</span>
            </li>
        }
    };
    let next = match view.row.status {
        InvoiceStatus::Claimed => Some("invoice-booked"),
        InvoiceStatus::Booked => Some("invoice-reimbursed"),
        _ => None,
    };
    html! {
        <ol class="lane" data-testid="invoice-lane">
            for one in &view.steps { { step(one) } }
            if let Some(next) = next {
                <li class="todo"><span class="dot"></span><b>{ i.text(next) }</b></li>
            }
        </ol>
    }
}

fn step_name(status: InvoiceStatus) -> &'static str {
    match status {
        InvoiceStatus::Issued => "issued",
        InvoiceStatus::Claimed => "claimed",
        InvoiceStatus::Booked => "booked",
        InvoiceStatus::Reimbursed => "reimbursed",
        InvoiceStatus::Voided => "voided",
        InvoiceStatus::Reversed => "reversed",
        InvoiceStatus::RedLetter => "red-letter",
    }
}

#[derive(Properties, PartialEq)]
struct ClaimingProps {
    row: InvoiceRow,
    file_number: Option<String>,
}

/// Claiming it, or handing it over again; what came of it is said.
#[function_component]
fn Claiming(props: &ClaimingProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let open = use_state(|| false);
    let row = &props.row;
    let can = row.content == Content::Here && (row.status.is_claimable() || row.unsent);
    let on_claimed = {
        let (open, session) = (open.clone(), session.clone());
        Callback::from(move |claimed: ClaimedView| {
            open.set(false);
            let i = session.i18n();
            session.say(match claimed.file_number {
                Some(number) => t!(i, "claim-done", number = number),
                None => t!(i, "claim-done-unsent"),
            });
        })
    };
    let on_close = {
        let open = open.clone();
        Callback::from(move |()| open.set(false))
    };
    let press = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(true))
    };
    html! {
        <>
            if let Some(number) = &props.file_number {
                <p class="small muted mt8">{ t!(i, "claim-file-number", number = number.clone()) }</p>
            }
            if row.unsent && row.status != InvoiceStatus::Reversed {
                <p class="small">{ t!(i, "claim-unsent") }</p>
            }
            if can {
                <button class="btn mt8" onclick={press} data-testid="claim">
                    { t!(i, if row.unsent { "claim-again" } else { "claim" }) }
                </button>
            }
            if *open { <ClaimDialog id={row.id.clone()} {on_claimed} {on_close} /> }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct InvoiceDrawerProps {
    id: String,
}

/// One invoice.
#[function_component]
fn InvoiceDrawer(props: &InvoiceDrawerProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let invoice = use_load(GetInvoice {
        id: props.id.clone(),
    });
    let number = invoice
        .state
        .view()
        .map(|view| view.row.number.clone())
        .unwrap_or_default();
    if session.state().drawer.is_some() {
        // The proof lies over it.
        return Html::default();
    }
    html! {
        <aside class="drawer" aria-label={t!(i, "invoice")} data-testid="invoice-drawer">
            <div class="drawer-h">
                <span>{ t!(i, "invoice") }{ " " }<span class="id">{ format::in_fours(&number) }</span></span>
                <a
                    class="btn quiet sm"
                    href={Route::Invoices.href()}
                    aria-label={t!(i, "close")}
                    data-testid="close-drawer"
                >
                    { icon_small(Sign::Cross) }
                </a>
            </div>
            {
                match &invoice.state {
                    Load::Loading => html! { <Skeleton /> },
                    Load::Failed(error) => html! {
                        { failure(i, error, &invoice.again) }
                    },
                    Load::Empty(view) | Load::Shown(view) | Load::Stale(view, _) => {
                        contents(&session, i, view)
                    }
                }
            }
        </aside>
    }
}

fn contents(session: &Session, i: I18n, view: &InvoiceView) -> Html {
    let row = &view.row;
    let subject = ProofSubject::Document { id: row.id.clone() };
    let open = session.open_proof(subject, t!(i, "invoice"));
    html! {
        <>
            <h2>{ &row.seller }</h2>
            <p class="hero">{ num(format::money(&row.total)) }</p>
            <p class="small muted">{ t!(i, "invoice-with-tax") }{ " " }{ num(format::money(&row.tax)) }</p>
            <h3>{ t!(i, "invoice-stands") }</h3>
            { lane(i, view) }
            <Claiming row={row.clone()} file_number={view.file_number.clone()} />
            if let Some(other) = &row.counterpart {
                <p class="small">
                    <a href={Route::Invoice(other.clone()).href()} data-testid="counterpart">
                        {
                            t!(i, if row.status == InvoiceStatus::RedLetter {
                                "invoice-original"
                            } else {
                                "invoice-reversal"
                            })
                        }
                    </a>
                </p>
            }
            <h3>{ t!(i, "invoice-lines") }</h3>
            <table class="tbl lines">
                <tbody>
                    for one in &view.lines {
                        <tr>
                            <td>
                                { &one.name }
                                <span class="sub num">
                                    {
                                        t!(
                                            i,
                                            "invoice-line",
                                            quantity = one.quantity.clone(),
                                            price = format::amount(&one.unit_price),
                                            rate = one.rate.clone(),
                                        )
                                    }
                                </span>
                            </td>
                            <td class="r num">{ format::amount(&one.amount) }</td>
                        </tr>
                    }
                </tbody>
                <tfoot>
                    <tr><th>{ t!(i, "invoice-net") }</th><td class="r num">{ format::amount(&view.net) }</td></tr>
                    <tr><th>{ t!(i, "tax") }</th><td class="r num">{ format::amount(&row.tax) }</td></tr>
                    <tr><th>{ t!(i, "invoice-total") }</th><td class="r num">{ format::amount(&row.total) }</td></tr>
                </tfoot>
            </table>
            if row.content == Content::Here {
                <div class="mt8"><SaveAs ids={vec![row.id.clone()]} formats={OF_ONE} /></div>
            }
            <h3>{ t!(i, "document-contents") }</h3>
            <dl class="facts">
                { fact(i, "invoice-in-words", &view.in_words) }
                { fact(i, "invoice-kind", &view.kind) }
                { fact(i, "invoice-buyer", &view.buyer) }
                { fact(i, "invoice-buyer-tax-id", &view.buyer_tax_id) }
                { fact(i, "invoice-seller-tax-id", &view.seller_tax_id) }
                { fact(i, "invoice-drawer-name", &view.drawer) }
                { fact(i, "invoice-remarks", &view.remarks) }
                <dt>{ t!(i, "column-proof") }</dt>
                <dd>{ seal(i, &row.proof, None, false, Some(open)) }</dd>
            </dl>
            if !view.checks.is_empty() {
                <h3>{ t!(i, "proof-checked") }</h3>
                { checks(i, &view.checks, Some(&row.party)) }
            }
            if !view.technical.is_empty() {
                <h3>{ t!(i, "proof-technical") }</h3>
                { technical_rows(i, &view.technical) }
            }
        </>
    }
}

fn fact(i: I18n, key: &str, value: &str) -> Html {
    if value.is_empty() {
        return Html::default();
    }
    html! { <><dt>{ i.text(key) }</dt><dd>{ value }</dd></> }
}
