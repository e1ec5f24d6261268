//! Withdrawing a permission: verb buttons, then pending, then withdrawn at a block.

use wallet_api::{PermissionRow, WithdrawPermission};
use yew::prelude::*;

use crate::{
    components::{Dialog, ErrorBanner},
    hooks::{use_act, use_session},
    i18n::t,
};

#[derive(Properties, PartialEq)]
pub(crate) struct WithdrawDialogProps {
    /// What would be withdrawn.
    pub(crate) permission: PermissionRow,
    /// Kept.
    pub(crate) on_close: Callback<()>,
    /// Withdrawn, in a block.
    pub(crate) on_done: Callback<PermissionRow>,
}

/// Asks once more, and stays open until the withdrawal is in a block or failed.
#[function_component]
pub(crate) fn WithdrawDialog(props: &WithdrawDialogProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let done = {
        let (session, on_done, on_close) = (
            session.clone(),
            props.on_done.clone(),
            props.on_close.clone(),
        );
        Callback::from(move |row: PermissionRow| {
            session.say(t!(session.i18n(), "withdrawn-toast"));
            on_close.emit(());
            on_done.emit(row);
        })
    };
    let withdraw = use_act::<WithdrawPermission>(done);
    let press = {
        let id = props.permission.id.clone();
        withdraw
            .run
            .reform(move |_: MouseEvent| WithdrawPermission { id: id.clone() })
    };
    let name = i.pick(&props.permission.party.name);
    let used = match props.permission.used {
        0 => t!(i, "withdraw-never-used"),
        n => t!(i, "withdraw-used", n = n),
    };
    html! {
        <Dialog
            title={t!(i, "withdraw-title", party = name)}
            on_close={props.on_close.clone()}
            held={withdraw.busy}
            testid="withdraw-dialog"
        >
            <p class="text muted">{ t!(i, "withdraw-text") }{ t!(i, "sentence-gap") }{ used }</p>
            if withdraw.busy {
                <div class="mt" role="status">
                    <progress class="prog" max="3" value="2" aria-label={t!(i, "withdrawing")}></progress>
                    <p class="hint">{ t!(i, "withdrawing-text") }</p>
                </div>
            }
            if let Some(error) = withdraw.error.clone() {
                <div class="mt"><ErrorBanner {error} /></div>
            }
            <div class="btns">
                <button
                    class="btn"
                    autofocus=true
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                    disabled={withdraw.busy}
                    data-testid="withdraw-keep"
                >
                    { t!(i, "withdraw-keep") }
                </button>
                <button
                    class={classes!("btn", "danger", withdraw.busy.then_some("is-loading"))}
                    onclick={press}
                    disabled={withdraw.busy}
                    data-testid="withdraw-confirm"
                >
                    { if withdraw.busy { t!(i, "withdrawing") } else { t!(i, "withdraw-do") } }
                </button>
            </div>
        </Dialog>
    }
}
