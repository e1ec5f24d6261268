//! Invoices as files: saving them, and checking one, whoever it came from.

use std::rc::Rc;

use wallet_api::{
    CheckInvoiceFile, ExportInvoices, FieldDifference, InvoiceFileVerdict, InvoiceFileView,
    InvoiceFormat,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use yew::{platform::spawn_local, prelude::*};

use super::invoices::status;
use crate::{
    components::{
        Banner, ErrorBanner, FileButton, Sign, Tone, attribute_name, checks, icon_small, num,
    },
    format,
    hooks::{use_act, use_session},
    i18n::{I18n, t},
    route::Route,
};

/// The forms that a list can have.
pub(super) const OF_MANY: &[(InvoiceFormat, &str)] = &[
    (InvoiceFormat::Csv, "export-csv"),
    (InvoiceFormat::List, "export-list"),
];
/// The forms that one invoice can have.
pub(super) const OF_ONE: &[(InvoiceFormat, &str)] = &[
    (InvoiceFormat::Sheet, "export-sheet"),
    (InvoiceFormat::Ubl, "export-ubl"),
    (InvoiceFormat::Original, "export-original"),
];

#[derive(Properties, PartialEq)]
pub(super) struct SaveAsProps {
    /// Ids of the invoices, in their order.
    pub(super) ids: Vec<String>,
    /// The forms to choose from, with the keys of their names.
    pub(super) formats: &'static [(InvoiceFormat, &'static str)],
}

/// A button for each form.
#[function_component]
pub(super) fn SaveAs(props: &SaveAsProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let saved = {
        let session = session.clone();
        Callback::from(move |path: Option<String>| {
            if let Some(path) = path {
                session.say(t!(session.i18n(), "export-saved", path = path));
            }
        })
    };
    let save = use_act::<ExportInvoices>(saved);
    let button = |(format, key): &(InvoiceFormat, &'static str)| {
        let (ids, format) = (props.ids.clone(), *format);
        let onclick = save.run.reform(move |_: MouseEvent| ExportInvoices {
            ids: ids.clone(),
            format,
            language: i.language,
        });
        html! {
            <button type="button" class="btn sm" {onclick} disabled={save.busy} data-testid={*key}>
                { i.text(key) }
            </button>
        }
    };
    html! {
        <>
            <div class="btns tight-l" role="group" aria-label={t!(i, "export-save-as")}>
                <span class="small muted">{ t!(i, "export-save-as") }</span>
                for one in props.formats { { button(one) } }
            </div>
            if let Some(error) = save.error.clone() { <div class="mt8"><ErrorBanner {error} /></div> }
        </>
    }
}

/// A little more than the largest file that is read: the wallet says that it is too large.
const MOST_READ: f64 = 1_048_577.0;

/// Chooses a file and says what it turned out to be.
#[function_component]
pub(super) fn CheckFile() -> Html {
    let i = use_session().i18n();
    let found = use_state(|| None::<(String, Rc<InvoiceFileView>)>);
    let name = use_mut_ref(String::new);
    let show = {
        let (found, name) = (found.clone(), name.clone());
        Callback::from(move |view| found.set(Some((name.borrow().clone(), Rc::new(view)))))
    };
    let act = use_act::<CheckInvoiceFile>(show);
    let on_file = {
        let (run, found) = (act.run.clone(), found.clone());
        Callback::from(move |file: File| {
            name.replace(file.name());
            found.set(None);
            let run = run.clone();
            spawn_local(async move {
                // What cannot be read is no invoice file either.
                let content = read(&file).await.unwrap_or_default();
                run.emit(CheckInvoiceFile { content });
            });
        })
    };
    let close = {
        let found = found.clone();
        Callback::from(move |_: MouseEvent| found.set(None))
    };
    html! {
        <>
            <FileButton
                class={classes!("btn", "sm", act.busy.then_some("is-loading"))}
                label={t!(i, "file-check")}
                disabled={act.busy}
                {on_file}
                testid="invoice-file"
            />
            if let Some(error) = act.error.clone() {
                <div class="full"><ErrorBanner {error} /></div>
            }
            if let Some((name, view)) = &*found {
                <section class="full" data-testid="invoice-file-view" aria-live="polite">
                    <div class="sec-h">
                        <h2>{ name }</h2>
                        <button
                            type="button"
                            class="btn quiet sm"
                            onclick={close}
                            aria-label={t!(i, "close")}
                            data-testid="close-file"
                        >
                            { icon_small(Sign::Cross) }
                        </button>
                    </div>
                    { verdict(i, view) }
                </section>
            }
        </>
    }
}

async fn read(file: &File) -> Option<String> {
    let part = file.slice_with_f64_and_f64(0.0, MOST_READ).ok()?;
    JsFuture::from(part.text()).await.ok()?.as_string()
}

fn verdict(i: I18n, view: &InvoiceFileView) -> Html {
    let (tone, title, text) = match view.verdict {
        InvoiceFileVerdict::Authentic => (
            Tone::Ok,
            t!(i, "file-authentic"),
            t!(i, "file-authentic-text"),
        ),
        InvoiceFileVerdict::Unknown => (
            Tone::Danger,
            t!(i, "file-unknown"),
            t!(i, "file-unknown-text"),
        ),
        InvoiceFileVerdict::Differs => (
            Tone::Danger,
            t!(i, "file-differs", n = view.differences.len()),
            t!(i, "file-differs-text"),
        ),
        InvoiceFileVerdict::NotChecked => (
            Tone::Warn,
            t!(i, "file-not-checked"),
            t!(i, "file-not-checked-text"),
        ),
    };
    html! {
        <>
            <Banner {tone} {title} {text} testid="invoice-file-verdict" />
            if !view.differences.is_empty() {
                <table class="tbl mt8" data-testid="differences">
                    <thead>
                        <tr>
                            <th>{ t!(i, "file-field") }</th>
                            <th>{ t!(i, "file-stated") }</th>
                            <th>{ t!(i, "file-right") }</th>
                        </tr>
                    </thead>
                    <tbody>for one in &view.differences { { difference(i, one) } }</tbody>
                </table>
            }
            <dl class="facts mt8">
                <dt>{ t!(i, "column-number") }</dt>
                <dd><span class="id">{ format::in_fours(&view.number) }</span></dd>
                <dt>{ t!(i, "column-seller") }</dt>
                <dd>{ &view.seller }</dd>
                <dt>{ t!(i, "invoice-total") }</dt>
                <dd>{ num(format::money(&view.total)) }</dd>
                if let Some(standing) = view.status {
                    <dt>{ t!(i, "column-status") }</dt>
                    <dd>{ status(i, standing) }</dd>
                }
                if let Some(held) = &view.held {
                    <dt>{ t!(i, "file-held") }</dt>
                    <dd><a href={Route::Invoice(held.clone()).href()}>{ t!(i, "file-open-held") }</a></dd>
                }
            </dl>
            <h3>{ t!(i, "proof-checked") }</h3>
            { checks(i, &view.checks, Some(&view.party)) }
        </>
    }
}

fn difference(i: I18n, one: &FieldDifference) -> Html {
    let mut name = match one.code.as_str() {
        "credential" => t!(i, "file-signed-part"),
        code => attribute_name(i, code),
    };
    if let Some(line) = one.line {
        name = t!(i, "file-line", name = name, n = line);
    }
    if let Some(part) = &one.part {
        name = t!(
            i,
            "file-line-part",
            name = name,
            part = i.code("line", part)
        );
    }
    let value = |value: &Option<String>| match value {
        Some(value) => html! { value },
        None => html! { <span class="muted">{ t!(i, "file-nothing") }</span> },
    };
    html! {
        <tr data-testid="difference" data-code={one.code.clone()}>
            <th scope="row">{ name }</th>
            <td>{ value(&one.stated) }</td>
            <td>{ value(&one.right) }</td>
        </tr>
    }
}
