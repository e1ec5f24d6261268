//! The permissions: who may see what, until when, and withdrawing.

use std::rc::Rc;

use wallet_api::{ListPermissions, PermissionRow, PermissionState, WorthClosing};
use yew::prelude::*;

use super::{matrix::matrix, withdraw::WithdrawDialog};
use crate::{
    components::{
        Around, LongList, Page, Sign, Skeleton, Status, TileSize, chips, empty_art, failure, num,
        seal, stale_banner, stop_words, tile,
    },
    format::{self, Moment},
    hooks::{dom, use_load_or_empty, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

/// Whether a permission is over for good.
pub(crate) fn ended(state: &PermissionState) -> bool {
    matches!(
        state,
        PermissionState::Withdrawn { .. }
            | PermissionState::Expired
            | PermissionState::UsedUp
            | PermissionState::NotDelivered
    )
}

/// The permissions.
#[function_component]
pub(crate) fn Permissions() -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load_or_empty(ListPermissions {}, Vec::is_empty);
    let show_ended = use_state(|| false);
    let by_item = use_state(|| false);
    let withdrawing = use_state(|| None::<PermissionRow>);
    let again = list.again.clone();
    html! {
        <Page title={t!(i, "permissions-title")}>
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
                        <div class="empty" data-testid="permissions-empty">
                            { empty_art() }
                            <h2>{ t!(i, "permissions-empty-title") }</h2>
                            <p class="text muted">{ t!(i, "permissions-empty-text") }</p>
                        </div>
                    },
                    Load::Shown(rows) | Load::Stale(rows, _) => {
                        shown(i, rows, &show_ended, &by_item, &withdrawing)
                    }
                }
            }
            if let Some(permission) = (*withdrawing).clone() {
                <WithdrawDialog
                    {permission}
                    on_close={Callback::from({
                        let withdrawing = withdrawing.clone();
                        move |()| withdrawing.set(None)
                    })}
                    on_done={again.reform(|_: PermissionRow| ())}
                />
            }
        </Page>
    }
}

fn shown(
    i: I18n,
    rows: &[PermissionRow],
    show_ended: &UseStateHandle<bool>,
    by_item: &UseStateHandle<bool>,
    withdrawing: &UseStateHandle<Option<PermissionRow>>,
) -> Html {
    let tabs = [(false, "permissions-active"), (true, "permissions-ended")];
    let count = |over: bool| rows.iter().filter(|row| ended(&row.state) == over).count();
    let listed: Rc<[PermissionRow]> = rows
        .iter()
        .filter(|row| ended(&row.state) == **show_ended)
        .cloned()
        .collect();
    let length = listed.len();
    let row: Rc<dyn Fn(usize) -> Html> = {
        let withdrawing = withdrawing.clone();
        Rc::new(move |place| line(i, &listed[place], &withdrawing))
    };
    html! {
        <>
            <div class="tabs" role="group" aria-label={t!(i, "filter")}>
                for (over, key) in tabs {
                    <button
                        type="button"
                        aria-current={(**show_ended == over).then_some("true")}
                        onclick={{
                            let show_ended = show_ended.clone();
                            Callback::from(move |_: MouseEvent| show_ended.set(over))
                        }}
                        data-testid={key}
                    >
                        { i.text(key) }<span class="n">{ count(over) }</span>
                    </button>
                }
                <span class="grow"></span>
                if !**show_ended { { arrangement(i, by_item) } }
            </div>
            if **by_item && !**show_ended {
                { matrix(i, rows) }
            } else if length == 0 {
                <p class="text muted mt">
                    { t!(i, if **show_ended { "permissions-none-ended" } else { "permissions-none-active" }) }
                </p>
            } else {
                <table class="tbl tall" data-testid="permissions">
                    <thead>
                        <tr>
                            <th>{ t!(i, "column-department") }</th>
                            <th>{ t!(i, "column-may-see") }</th>
                            <th class="opt-col">{ t!(i, "column-until") }</th>
                            <th class="opt-col opt2">{ t!(i, "column-used") }</th>
                            <th><span class="vh">{ t!(i, "column-action") }</span></th>
                        </tr>
                    </thead>
                    <LongList around={Around::Body(5)} rows={length} {row} />
                </table>
            }
        </>
    }
}

/// By department or by item.
fn arrangement(i: I18n, by_item: &UseStateHandle<bool>) -> Html {
    let choices = [(false, "arrange-departments"), (true, "arrange-items")];
    html! {
        <span class="seg" role="group" aria-label={t!(i, "arrange")}>
            for (wanted, key) in choices {
                <button
                    type="button"
                    aria-pressed={(**by_item == wanted).to_string()}
                    onclick={{
                        let by_item = by_item.clone();
                        Callback::from(move |_: MouseEvent| by_item.set(wanted))
                    }}
                    data-testid={key}
                >
                    { i.text(key) }
                </button>
            }
        </span>
    }
}

fn line(i: I18n, row: &PermissionRow, withdrawing: &UseStateHandle<Option<PermissionRow>>) -> Html {
    let now = dom::now();
    let attributes: Vec<_> = row
        .rights
        .iter()
        .map(|right| right.attribute.clone())
        .collect();
    let left = format::days_left(row.until, now);
    let soon = row.state == PermissionState::Active && left <= 14;
    let open = {
        let (withdrawing, row) = (withdrawing.clone(), row.clone());
        Callback::from(move |_: MouseEvent| withdrawing.set(Some(row.clone())))
    };
    html! {
        <tr
            key={row.id.clone()}
            class={ended(&row.state).then_some("off")}
            data-testid="permission-row"
            data-id={row.id.clone()}
        >
            <td>
                <a class="dep row-link" href={Route::Permission(row.id.clone()).href()} data-testid="open-permission">
                    { tile(i, &row.party, TileSize::Small) }
                    <span>{ i.pick(&row.party.name) }</span>
                </a>
            </td>
            <td>{ chips(i, &attributes) }</td>
            <td class="opt-col">
                { num(format::date(i, Moment::local(row.until))) }
                if soon {
                    <span class="sub">
                        <Status sign={Sign::Clock} tone="warn">{ t!(i, "days-left", n = left) }</Status>
                    </span>
                }
            </td>
            <td class="opt-col opt2 nw">{ used(i, row) }</td>
            <td class="r">
                if row.state == PermissionState::WaitsForOfficer {
                    { finality(i, row) }
                }
                if matches!(row.state, PermissionState::Active | PermissionState::WaitsForOfficer) {
                    <button class="btn sm" onclick={open} data-testid="withdraw">{ t!(i, "withdraw") }</button>
                } else {
                    { finality(i, row) }
                }
            </td>
        </tr>
    }
}

/// Why a permission could be closed.
pub(crate) fn worth_words(i: I18n, worth: WorthClosing) -> String {
    match worth {
        WorthClosing::NeverUsed { days } => t!(i, "worth-never-used", n = days),
        WorthClosing::NotUsedFor { days } => t!(i, "worth-not-used", n = days),
    }
}

fn used(i: I18n, row: &PermissionRow) -> Html {
    let sub = match row.last_used {
        Some(time) => format::when(i, Moment::local(time), dom::here_and_now()),
        None => t!(i, "uses-at-most", n = row.max_uses),
    };
    html! {
        <>
            { t!(i, "used-count", n = row.used) }<span class="sub num">{ sub }</span>
            if let Some(worth) = row.worth_closing {
                <span class="sub" data-testid="worth-closing">
                    <Status sign={Sign::Clock} tone="info">{ worth_words(i, worth) }</Status>
                </span>
            }
        </>
    }
}

/// Where a permission stands that is not simply in force.
pub(crate) fn finality(i: I18n, row: &PermissionRow) -> Html {
    let (sign, tone, tint, key) = match &row.state {
        PermissionState::Preparing => (Sign::Hourglass, "info", true, "state-preparing"),
        PermissionState::Active => (Sign::TickRound, "ok", false, "state-active"),
        PermissionState::Withdrawing => (Sign::Undo, "info", true, "state-withdrawing"),
        PermissionState::Withdrawn { .. } => (Sign::Undo, "none", false, "state-withdrawn"),
        PermissionState::Expired => (Sign::Clock, "none", false, "state-expired"),
        PermissionState::UsedUp => (Sign::Tick, "none", false, "state-used-up"),
        PermissionState::WaitsForOfficer => (Sign::Hourglass, "info", true, "state-waits-officer"),
        PermissionState::SuspendedByLaw => (Sign::Scales, "warn", true, "state-suspended-law"),
        PermissionState::SuspendedOffice => {
            (Sign::Landmark, "warn", true, "state-suspended-office")
        }
        PermissionState::NotDelivered => (Sign::Cross, "none", false, "state-not-delivered"),
    };
    html! {
        <span class="fin" data-testid="permission-state" data-state={key}>
            <Status {sign} {tone} {tint}>{ i.text(key) }</Status>
            if row.state == PermissionState::Withdrawing {
                <progress class="prog" max="3" value="2" aria-label={t!(i, "withdrawing")}></progress>
            }
            if let PermissionState::Withdrawn { height, .. } = row.state {
                <span class="sub">
                    { seal(i, &row.proof, Some(t!(i, "final-at", height = format::grouped(height))), false, None) }
                </span>
            }
            if let Some(stop) = &row.stop {
                <span class="sub">{ stop_words(i, stop, false) }</span>
            } else if row.state == PermissionState::SuspendedByLaw {
                <span class="sub">{ t!(i, "state-suspended-law-why") }</span>
            }
        </span>
    }
}
