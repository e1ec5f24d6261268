//! The code for a seller: black on white, good for one invoice, hidden when nobody looks.

use gloo_timers::callback::Interval;
use wallet_api::{BillingCodeView, FindBilled, InvoiceRow, MakeBillingCode};
use yew::{platform::spawn_local, prelude::*};

use super::counter_code::{drawing, room};
use crate::{
    bridge,
    components::{CopyButton, ErrorBanner, Sign, Skeleton, Status, icon, icon_small, num, seal},
    format,
    hooks::{
        dom::{self, Listener},
        use_act, use_i18n,
    },
    i18n::{I18n, t},
    route::Route,
    state::counter::scale,
};

/// Between two looks for the invoice, in milliseconds.
const LOOK_EVERY_MS: u32 = 4_000;

/// The page of the code. A new one each time it is opened: two sellers never see the same.
#[function_component]
pub(crate) fn BillingCode() -> Html {
    let i = use_i18n();
    let code = use_state(|| None::<BillingCodeView>);
    let hidden = use_state(|| false);
    let make = {
        let (code, hidden) = (code.clone(), hidden.clone());
        use_act::<MakeBillingCode>(Callback::from(move |made| {
            code.set(Some(made));
            hidden.set(false);
        }))
    };
    {
        let run = make.run.clone();
        use_effect_with((), move |()| run.emit(MakeBillingCode {}));
    }
    let came = use_invoice(code.as_ref().map(|code| code.index));
    use_hiding(&hidden);
    let again = make.run.reform(|_: MouseEvent| MakeBillingCode {});
    html! {
        <div class="stage">
            <header class="stage-bar">
                <a class="btn quiet sm" href={Route::Invoices.href()} data-testid="hide-code">
                    { icon_small(Sign::Cross) }{ t!(i, "code-hide") }{ " " }<kbd>{ "Esc" }</kbd>
                </a>
                <span class="grow"></span>
                <span>{ t!(i, "code-hides") }</span>
            </header>
            <main class="sheet show" id="main">
                <div class="show-l">
                    <header class="who">
                        <span class="tile l" aria-hidden="true">{ icon(Sign::Invoice) }</span>
                        <div class="grow">
                            <h1>{ t!(i, "billing-title") }</h1>
                            <div class="meta"><span>{ t!(i, "billing-once") }</span></div>
                        </div>
                    </header>
                    <div class="body">
                        { learns(i) }
                        <section aria-live="polite">
                            <h2 class="q">{ t!(i, "billing-used") }</h2>
                            { used(i, came.as_ref()) }
                        </section>
                        if let Some(code) = code.as_ref().filter(|_| came.is_none()) {
                            { as_text(i, code) }
                        }
                        if let Some(error) = make.error.clone() {
                            <ErrorBanner {error} />
                        }
                    </div>
                </div>
                <div class="show-r">
                    { right(i, code.as_ref(), came.is_some(), &hidden) }
                    <div class="tick">
                        <p class="grow"><b>{ t!(i, "billing-once") }</b><br />{ t!(i, "billing-comes") }</p>
                        <button class="btn sm" onclick={again} disabled={make.busy} data-testid="new-code">
                            { icon_small(Sign::Refresh) }{ t!(i, "billing-new") }
                        </button>
                    </div>
                </div>
            </main>
        </div>
    }
}

/// What whoever reads the code knows then.
fn learns(i: I18n) -> Html {
    html! {
        <section data-testid="seller-learns">
            <h2 class="q">{ t!(i, "billing-learns") }</h2>
            <ul class="kv">
                <li>
                    <span class="k">{ t!(i, "billing-sent-to") }</span>
                    <span class="v">{ t!(i, "billing-one-time") }</span>
                </li>
                <li>
                    <span class="k">{ t!(i, "billing-name") }</span>
                    <span class="v">{ t!(i, "billing-name-told") }</span>
                </li>
            </ul>
            <p class="hint">{ t!(i, "billing-learns-text") }</p>
            <p class="hint">{ t!(i, "billing-strangers") }</p>
        </section>
    }
}

fn used(i: I18n, came: Option<&InvoiceRow>) -> Html {
    let Some(row) = came else {
        return html! {
            <p data-testid="not-billed">
                <Status sign={Sign::DashedRound} tone="none">{ t!(i, "billing-unused") }</Status>
            </p>
        };
    };
    html! {
        <>
            <p data-testid="billed">
                <Status sign={Sign::TickRound} tone="ok">{ t!(i, "billing-came") }</Status>
            </p>
            <p class="mt8">
                <a href={Route::Invoice(row.id.clone()).href()} data-testid="open-billed">
                    { if row.seller.is_empty() { i.pick(&row.party.name) } else { row.seller.clone() } }
                </a>
                if !row.total.is_empty() { { " " }{ num(format::money(&row.total)) } }
            </p>
            <p class="small">{ seal(i, &row.proof, None, false, None) }</p>
        </>
    }
}

fn as_text(i: I18n, code: &BillingCodeView) -> Html {
    html! {
        <div class="say stacked">
            <span class="small muted">{ t!(i, "billing-text") }</span>
            <span class="mono code-text" data-testid="billing-text">{ &code.text }</span>
            <CopyButton value={code.text.clone()} />
        </div>
    }
}

fn right(
    i: I18n,
    code: Option<&BillingCodeView>,
    used: bool,
    hidden: &UseStateHandle<bool>,
) -> Html {
    let Some(code) = code else {
        return html! { <Skeleton rows=4 /> };
    };
    if used {
        return html! {
            <div class="code-cover" role="status" data-testid="code-done">
                { icon(Sign::TickRound) }
                <p><b>{ t!(i, "billing-came") }</b><br />{ t!(i, "billing-over") }</p>
            </div>
        };
    }
    if **hidden {
        let show = {
            let hidden = hidden.clone();
            Callback::from(move |_: MouseEvent| hidden.set(false))
        };
        return html! {
            <div class="code-cover" role="status" data-testid="code-covered">
                { icon(Sign::EyeOff) }
                <p><b>{ t!(i, "code-covered-title") }</b><br />{ t!(i, "code-covered-text") }</p>
                <button class="btn" onclick={show} data-testid="show-again">
                    { t!(i, "code-show-again") }
                </button>
            </div>
        };
    }
    drawing(
        &code.code,
        scale(code.code.side, room(), 0),
        t!(i, "billing-aria"),
    )
}

/// Looks now and then whether the invoice came.
#[hook]
fn use_invoice(index: Option<u32>) -> Option<InvoiceRow> {
    let came = use_state(|| None::<(u32, InvoiceRow)>);
    {
        let came = came.clone();
        use_effect_with(index, move |index| {
            let looking = index.map(|index| {
                Interval::new(LOOK_EVERY_MS, move || {
                    let came = came.clone();
                    spawn_local(async move {
                        // What cannot be asked now is asked again in a moment.
                        if let Ok(Some(row)) = bridge::call(FindBilled { index }).await {
                            came.set(Some((index, row)));
                        }
                    });
                })
            });
            move || drop(looking)
        });
    }
    (came.as_ref())
        .filter(|(of, _)| Some(*of) == index)
        .map(|(_, row)| row.clone())
}

/// Hides the code when another window comes to the front.
#[hook]
fn use_hiding(hidden: &UseStateHandle<bool>) {
    let hidden = hidden.clone();
    use_effect_with((), move |()| {
        let hide = {
            let hidden = hidden.clone();
            move |_: web_sys::Event| hidden.set(true)
        };
        let blurred = Listener::new(dom::window(), "blur", hide);
        let covered = Listener::new(dom::document(), "visibilitychange", move |_| {
            if dom::document().hidden() {
                hidden.set(true);
            }
        });
        move || drop((blurred, covered))
    });
}
