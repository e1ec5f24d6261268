//! The receipt of an approval: what, until when, what happened, and the way back.

use std::rc::Rc;

use wallet_api::{ReceiptView, ReviewView};
use yew::prelude::*;

use super::withdraw::WithdrawDialog;
use crate::{
    components::{
        Evidence, Sheet, Sign, StageBar, Status, TileSize, chips, icon, icon_small, num, tile,
        use_title,
    },
    format::{self, Moment},
    hooks::{dom, use_session},
    i18n::{rich, t},
    route::Route,
};

#[derive(Properties, PartialEq)]
pub(crate) struct ReceiptProps {
    /// What came of it.
    pub(crate) receipt: ReceiptView,
    /// What was shown.
    pub(crate) review: Rc<ReviewView>,
}

/// The receipt.
#[function_component]
pub(crate) fn Receipt(props: &ReceiptProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let row = &props.receipt.permission;
    let withdrawing = use_state(|| false);
    let title = t!(
        i,
        "receipt-title",
        party = i.pick(&row.party.name),
        n = row.rights.len()
    );
    let heading = use_title(&title.clone().into());
    let home = Callback::from(|()| dom::go(&Route::Home));
    let bar = html! {
        <StageBar back={t!(i, "to-home")} on_back={home}>
            <span>{ t!(i, "request") }{ " " }<span class="id">{ &props.review.number }</span></span>
        </StageBar>
    };
    let attributes: Vec<_> = row
        .rights
        .iter()
        .map(|right| right.attribute.clone())
        .collect();
    let sent = Moment::local(props.receipt.sent);
    let clause = row.clause.as_ref().map(|clause| i.pick(&clause.title));
    let open_withdraw = {
        let withdrawing = withdrawing.clone();
        Callback::from(move |open: bool| withdrawing.set(open))
    };
    html! {
        <Sheet {bar} wide=true>
            <div class="rec" data-testid="receipt">
                <header class="rec-h">
                    { tile(i, &row.party, TileSize::Large) }
                    <div class="grow">
                        <h1 tabindex="-1" ref={heading}>{ title }</h1>
                        <div class="meta">
                            <span>
                                <Status sign={Sign::TickRound} tone="ok">
                                    { t!(i, "receipt-approved", when = format::inside(i, &format::when(i, sent, dom::here_and_now()))) }
                                </Status>
                            </span>
                            <span>
                                { t!(i, "receipt-number") }{ " " }<span class="id">{ &props.receipt.receipt }</span>
                            </span>
                        </div>
                    </div>
                </header>
                <div class="rec-b">
                    <div>
                        <dl class="facts">
                            <dt>{ t!(i, "receipt-given") }</dt>
                            <dd>{ chips(i, &attributes) }</dd>
                            <dt>{ t!(i, "receipt-purpose") }</dt>
                            <dd>{ i.pick(&row.purpose_text) }</dd>
                            <dt>{ t!(i, "receipt-until") }</dt>
                            <dd>
                                { num(format::date(i, Moment::local(row.until))) }
                                <span class="hint blk">{ t!(i, "receipt-uses", n = row.max_uses) }</span>
                            </dd>
                            <dt>{ t!(i, "rule-kept") }</dt>
                            <dd>{ t!(i, "kept-days", n = row.retention_days) }</dd>
                            if let Some(clause) = clause {
                                <dt>{ t!(i, "receipt-rule") }</dt>
                                <dd>{ clause }</dd>
                            }
                        </dl>
                    </div>
                    <div class="rec-r">
                        <h2 class="q">{ t!(i, "receipt-arrived") }</h2>
                        <ol class="lane">
                            { finished(t!(i, "receipt-signed"), t!(i, "receipt-signed-sub")) }
                            { finished(t!(i, "receipt-anchored"), t!(i, "receipt-anchored-sub", height = format::grouped(props.receipt.anchored_height))) }
                            { finished(t!(i, "receipt-received", party = i.pick(&row.party.name)), t!(i, "receipt-received-sub")) }
                        </ol>
                    </div>
                </div>
                <section class="near">
                    { icon(Sign::Undo) }
                    <p class="grow">
                        {
                            rich!(
                                i,
                                "receipt-changed-mind",
                                question = html! { <b>{ t!(i, "receipt-changed-mind-question") }</b> },
                            )
                        }
                    </p>
                    <button
                        class="btn sm"
                        onclick={open_withdraw.reform(|_: MouseEvent| true)}
                        data-testid="withdraw"
                    >
                        { t!(i, "withdraw") }
                    </button>
                </section>
                <div class="btns foot-btns">
                    <a class="btn primary lg" href={Route::Home.href()} data-testid="receipt-done">
                        { t!(i, "done") }
                    </a>
                    <a class="btn lg" href={Route::Permission(row.id.clone()).href()} data-testid="to-permission">
                        { t!(i, "receipt-permission") }
                    </a>
                    <Evidence id={row.id.clone()} class="btn lg" />
                    <span class="grow"></span>
                    <a class="btn link" href={Route::Activity.href()}>
                        { icon_small(Sign::History) }{ t!(i, "receipt-activity") }
                    </a>
                </div>
            </div>
            if *withdrawing {
                <WithdrawDialog
                    permission={row.clone()}
                    on_close={open_withdraw.reform(|()| false)}
                    on_done={Callback::from({
                        let id = row.id.clone();
                        move |_| dom::go(&Route::Permission(id.clone()))
                    })}
                />
            }
        </Sheet>
    }
}

fn finished(title: String, sub: String) -> Html {
    html! {
        <li class="done">
            <span class="dot">{ icon(Sign::Tick) }</span>
            <b>{ title }</b>
            <span class="sub">{ sub }</span>
        </li>
    }
}
