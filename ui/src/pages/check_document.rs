//! Checking a document that anybody brings: on a page of its own, and before there is a wallet or
//! while it is locked.

use std::rc::Rc;

use wallet_api::{
    CertificateReport, CertificateVerdict, CheckDocument, CheckedDocument, EvidenceReport,
};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use yew::{platform::spawn_local, prelude::*};

use crate::{
    components::{
        Banner, DropArea, ErrorBanner, Page, Sheet, StageBar, Tone, attribute_name, checks, num,
        party_name, shown_value, use_title,
    },
    format::{self, Moment},
    hooks::{use_act, use_session},
    i18n::{I18n, t},
    route::Route,
};

/// A little more than the largest file that is read: the wallet says that it is too large.
const MOST_READ: f64 = 2_097_153.0;

/// The page.
#[function_component]
pub(crate) fn CheckDocumentPage() -> Html {
    let i = use_session().i18n();
    let back = Some((
        Route::Certificates,
        AttrValue::from(t!(i, "certificates-title")),
    ));
    html! {
        <Page title={t!(i, "check-title")} {back}>
            <CheckPane />
        </Page>
    }
}

#[derive(Properties, PartialEq)]
pub(crate) struct CheckSheetProps {
    pub(crate) on_back: Callback<()>,
}

/// The same where no wallet is open.
#[function_component]
pub(crate) fn CheckSheet(props: &CheckSheetProps) -> Html {
    let i = use_session().i18n();
    let heading = use_title(&t!(i, "check-title").into());
    html! {
        <Sheet wide=true bar={html! { <StageBar back={t!(i, "check-back")} on_back={props.on_back.clone()} /> }}>
            <h1 tabindex="-1" ref={heading}>{ t!(i, "check-title") }</h1>
            <CheckPane />
        </Sheet>
    }
}

/// Where a file is dropped or chosen, and what it turned out to be.
#[function_component]
fn CheckPane() -> Html {
    let i = use_session().i18n();
    let found = use_state(|| None::<(String, Rc<CheckedDocument>)>);
    let unreadable = use_state(|| None::<String>);
    let name = use_mut_ref(String::new);
    let show = {
        let (found, name) = (found.clone(), name.clone());
        Callback::from(move |view| found.set(Some((name.borrow().clone(), Rc::new(view)))))
    };
    let act = use_act::<CheckDocument>(show);
    let on_file = {
        let (run, clear) = (act.run.clone(), act.clear.clone());
        let (found, unreadable) = (found.setter(), unreadable.setter());
        Callback::from(move |file: File| {
            name.replace(file.name());
            found.set(None);
            unreadable.set(None);
            clear.emit(());
            let (run, unreadable) = (run.clone(), unreadable.clone());
            spawn_local(async move {
                match read(&file).await {
                    Some(content) => run.emit(CheckDocument { content }),
                    None => unreadable.set(Some(file.name())),
                }
            });
        })
    };
    html! {
        <>
            <p class="text muted">{ t!(i, "check-text") }</p>
            <DropArea
                class="mt"
                prompt={t!(i, "check-drop")}
                hint={t!(i, "check-drop-hint")}
                choose={t!(i, "check-choose")}
                busy={act.busy}
                {on_file}
                testids={["check-drop", "check-file"]}
            />
            if let Some(name) = &*unreadable {
                <Banner
                    tone={Tone::Danger}
                    title={t!(i, "check-unreadable", name = name.clone())}
                    text={t!(i, "check-unreadable-text")}
                    testid="check-unreadable"
                />
            }
            if let Some(error) = act.error.clone() { <div class="mt"><ErrorBanner {error} /></div> }
            if let Some((name, view)) = &*found {
                <section class="sec" data-testid="checked" aria-live="polite">
                    <h2 class="mb">{ name }</h2>
                    {
                        match &**view {
                            CheckedDocument::Certificate(report) => certificate(i, report),
                            CheckedDocument::Evidence(report) => evidence(i, report),
                        }
                    }
                </section>
            }
        </>
    }
}

async fn read(file: &File) -> Option<String> {
    let part = file.slice_with_f64_and_f64(0.0, MOST_READ).ok()?;
    JsFuture::from(part.text()).await.ok()?.as_string()
}

fn verdict_name(verdict: CertificateVerdict) -> (Tone, &'static str) {
    match verdict {
        CertificateVerdict::Valid => (Tone::Ok, "valid"),
        CertificateVerdict::Suspended => (Tone::Warn, "suspended"),
        CertificateVerdict::Revoked => (Tone::Danger, "revoked"),
        CertificateVerdict::Superseded => (Tone::Warn, "superseded"),
        CertificateVerdict::Expired => (Tone::Warn, "expired"),
        CertificateVerdict::NotYet => (Tone::Warn, "not-yet"),
        CertificateVerdict::False => (Tone::Danger, "false"),
        CertificateVerdict::NotChecked => (Tone::Warn, "not-checked"),
    }
}

fn certificate(i: I18n, report: &CertificateReport) -> Html {
    let (tone, name) = verdict_name(report.verdict);
    let day = |time: i64| format::date(i, Moment::local(time));
    let date = report.since.map(day).unwrap_or_default();
    let title = i.text(&format!("checked-{name}"));
    let text = i
        .find(&format!("checked-{name}-text"), &[("date", date.into())])
        .unwrap_or_default();
    html! {
        <>
            <Banner {tone} {title} {text} testid="check-verdict" />
            if let Some(since) = report.issuer_suspended {
                <div class="mt8">
                    <Banner
                        tone={Tone::Info}
                        title={t!(i, "checked-issuer-gone", date = day(since))}
                        text={t!(i, "checked-issuer-gone-text")}
                        testid="check-issuer-gone"
                    />
                </div>
            }
            <div class="split mt">
                <dl class="facts wide" data-testid="checked-attributes">
                    <dt>{ t!(i, "checked-type") }</dt>
                    <dd>{ i.code("vct", &report.vct) }</dd>
                    <dt>{ t!(i, "column-issuer") }</dt>
                    <dd>{ party_name(i, &report.issuer, true) }</dd>
                    <dt>{ t!(i, "checked-issued") }</dt>
                    <dd>{ num(day(report.issued)) }</dd>
                    for attribute in &report.attributes {
                        <dt>{ attribute_name(i, &attribute.code) }</dt>
                        <dd>{ shown_value(i, &attribute.value) }</dd>
                    }
                    if let Some(whom) = &report.made_for {
                        <dt>{ t!(i, "checked-made-for") }</dt>
                        <dd>{ whom }{ report.made_at.map(|at| format!(" · {}", day(at))).unwrap_or_default() }</dd>
                    }
                    if let Some(successor) = &report.successor {
                        <dt>{ t!(i, "checked-successor") }</dt>
                        <dd><span class="id">{ successor }</span></dd>
                    }
                </dl>
                <section class="box pad">
                    <h3>{ t!(i, "proof-checked") }</h3>
                    { checks(i, &report.checks, Some(&report.issuer)) }
                </section>
            </div>
        </>
    }
}

fn evidence(i: I18n, report: &EvidenceReport) -> Html {
    let (tone, title) = match report.valid {
        true => (Tone::Ok, t!(i, "checked-evidence-valid")),
        false => (Tone::Danger, t!(i, "checked-evidence-invalid")),
    };
    html! {
        <>
            <Banner {tone} {title} text={t!(i, "checked-evidence-text")} testid="check-verdict" />
            <section class="box pad mt8">
                <h3>{ t!(i, "proof-checked") }</h3>
                { checks(i, &report.checks, None) }
            </section>
        </>
    }
}
