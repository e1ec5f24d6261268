//! Deposits: files whose fingerprint stands on the chain, with a time that a court can check.

use std::{cell::Cell, rc::Rc};

use wallet_api::{
    DepositFile, DepositRow, DepositState, FindDeposits, FoundDeposits, ListDeposits,
    SaveCourtPackage, SendDeposit,
};
use web_sys::{File, HtmlInputElement};
use yew::{platform::spawn_local, prelude::*};

use super::deposit_drawer::DepositDrawer;
use crate::{
    components::{
        Banner, DropArea, ErrorBanner, FileButton, Page, Sign, Skeleton, Status, Tone, failure,
        seal, stale_banner,
    },
    format::{self, Moment},
    hooks::{DigestError, digest_of, dom, use_act, use_load_or_empty, use_session},
    i18n::{I18n, t},
    route::Route,
    state::load::Load,
};

#[derive(Properties, PartialEq)]
pub(crate) struct DepositsProps {
    /// Id of the deposit in the drawer.
    pub(crate) chosen: Option<String>,
}

/// A file whose digest is being worked out, or waits for the citizen's word.
#[derive(Clone, PartialEq)]
struct Prepared {
    key: u32,
    name: String,
    size: f64,
    done: f64,
    label: String,
    digest: Option<String>,
    unreadable: bool,
    stop: Rc<Cell<bool>>,
}

enum Step {
    Began(Prepared),
    Moved(u32, f64),
    Ready(u32, Result<String, DigestError>),
    Labelled(u32, String),
    Gone(u32),
}

#[derive(Default)]
struct Desk(Vec<Prepared>);

impl Reducible for Desk {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut files = self.0.clone();
        let mut change = |key: u32, change: &dyn Fn(&mut Prepared)| {
            if let Some(file) = files.iter_mut().find(|file| file.key == key) {
                change(file);
            }
        };
        match step {
            Step::Began(file) => files.push(file),
            Step::Moved(key, done) => change(key, &|file| file.done = done),
            Step::Ready(key, Ok(digest)) => change(key, &|file| {
                file.done = file.size;
                file.digest = Some(digest.clone());
            }),
            Step::Ready(key, Err(DigestError::Unreadable)) => {
                change(key, &|file| file.unreadable = true);
            }
            Step::Ready(key, Err(DigestError::Stopped)) | Step::Gone(key) => {
                files.retain(|file| file.key != key);
            }
            Step::Labelled(key, label) => change(key, &|file| file.label.clone_from(&label)),
        }
        Rc::new(Self(files))
    }
}

/// The deposits.
#[function_component]
pub(crate) fn Deposits(props: &DepositsProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let list = use_load_or_empty(ListDeposits {}, Vec::is_empty);
    let desk = use_reducer(Desk::default);
    let next = use_mut_ref(|| 0_u32);
    let take = {
        let dispatch = desk.dispatcher();
        Callback::from(move |file: File| {
            let key = *next.borrow();
            *next.borrow_mut() += 1;
            begin(key, file, dispatch.clone());
        })
    };
    let deposit = {
        let (session, dispatch) = (session.clone(), desk.dispatcher());
        Callback::from(move |(key, row): (u32, DepositRow)| {
            dispatch.dispatch(Step::Gone(key));
            session.say(t!(session.i18n(), "deposit-done", name = row.name));
        })
    };
    html! {
        <>
            <Page title={t!(i, "deposits-title")}>
                if let Load::Stale(_, error) = &list.state {
                    { stale_banner(i, error, &list.again) }
                }
                <DropArea
                    prompt={t!(i, "deposits-drop")}
                    hint={t!(i, "deposits-drop-hint")}
                    choose={t!(i, "deposits-choose")}
                    multiple=true
                    on_file={take}
                    testids={["deposit-drop", "deposit-files"]}
                />
                if !desk.0.is_empty() {
                    <section class="sec">
                        <div class="sec-h">
                            <h2>{ t!(i, "deposits-preparing") }</h2>
                            <span class="small muted">{ t!(i, "deposits-files", n = desk.0.len()) }</span>
                        </div>
                        <ul class="list files">
                            for file in desk.0.iter() {
                                <Preparing
                                    key={file.key}
                                    file={file.clone()}
                                    desk={DeskLine(desk.dispatcher())}
                                    on_deposited={deposit.clone()}
                                />
                            }
                        </ul>
                    </section>
                }
                <section class="sec">
                    <Verify />
                    {
                        match &list.state {
                            Load::Loading => html! { <Skeleton rows=4 /> },
                            Load::Failed(error) => failure(i, error, &list.again),
                            Load::Empty(_) => html! {
                                <p class="text muted" data-testid="deposits-empty">{ t!(i, "deposits-empty") }</p>
                            },
                            Load::Shown(rows) | Load::Stale(rows, _) => {
                                table(i, rows, props.chosen.as_deref())
                            }
                        }
                    }
                </section>
            </Page>
            if let Some(id) = &props.chosen { <DepositDrawer key={id.clone()} id={id.clone()} /> }
        </>
    }
}

/// Starts on a file's digest.
fn begin(key: u32, file: File, dispatch: UseReducerDispatcher<Desk>) {
    let stop = Rc::new(Cell::new(false));
    dispatch.dispatch(Step::Began(Prepared {
        key,
        name: file.name(),
        size: file.size(),
        done: 0.0,
        label: String::new(),
        digest: None,
        unreadable: false,
        stop: stop.clone(),
    }));
    spawn_local(async move {
        let moved = dispatch.clone();
        let found = digest_of(&file, &stop, |done| moved.dispatch(Step::Moved(key, done))).await;
        dispatch.dispatch(Step::Ready(key, found));
    });
}

#[derive(Clone)]
struct DeskLine(UseReducerDispatcher<Desk>);

impl PartialEq for DeskLine {
    // There is one desk.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[derive(Properties, PartialEq)]
struct PreparingProps {
    file: Prepared,
    desk: DeskLine,
    on_deposited: Callback<(u32, DepositRow)>,
}

/// One file on its way: how far its digest is, a word for it, and the button.
#[function_component]
fn Preparing(props: &PreparingProps) -> Html {
    let i = use_session().i18n();
    let file = &props.file;
    let key = file.key;
    let deposited = props.on_deposited.reform(move |row: DepositRow| (key, row));
    let act = use_act::<DepositFile>(deposited);
    let stop = {
        let (stop, desk, settled) = (
            file.stop.clone(),
            props.desk.clone(),
            file.digest.is_some() || file.unreadable,
        );
        Callback::from(move |_: MouseEvent| {
            stop.set(true);
            if settled {
                desk.0.dispatch(Step::Gone(key));
            }
        })
    };
    let label = {
        let desk = props.desk.clone();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_unchecked_into::<HtmlInputElement>().value();
            desk.0.dispatch(Step::Labelled(key, typed));
        })
    };
    let send = {
        let (run, file) = (act.run.clone(), file.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(sha256) = &file.digest {
                run.emit(DepositFile {
                    name: file.name.clone(),
                    label: file.label.clone(),
                    size: file.size as u64,
                    sha256: sha256.clone(),
                });
            }
        })
    };
    let hint = if file.unreadable {
        t!(i, "deposit-unreadable")
    } else if file.digest.is_some() {
        t!(i, "deposit-ready")
    } else {
        t!(i, "deposit-at", done = format::bytes(file.done))
    };
    html! {
        <li data-testid="preparing">
            <span class="grow">
                { &file.name }
                <span class="hint blk">{ hint }</span>
                if file.digest.is_some() {
                    <input
                        class="in sm mt8"
                        type="text"
                        maxlength="100"
                        placeholder={t!(i, "deposit-label")}
                        aria-label={t!(i, "deposit-label")}
                        value={file.label.clone()}
                        oninput={label}
                        data-testid="deposit-label"
                    />
                }
                if let Some(error) = act.error.clone() { <div class="mt8"><ErrorBanner {error} /></div> }
            </span>
            <progress
                class="prog"
                max="100"
                value={percent(file).to_string()}
                aria-label={t!(i, "deposit-progress", name = file.name.clone())}
            ></progress>
            <span class="small num">{ format::bytes(file.size) }</span>
            <span class="btns">
                <button type="button" class="btn sm" onclick={stop} disabled={act.busy} data-testid="deposit-stop">
                    { t!(i, if file.digest.is_some() { "deposit-drop-it" } else { "deposit-stop" }) }
                </button>
                if file.digest.is_some() {
                    <button
                        type="button"
                        class={classes!("btn", "sm", "primary", act.busy.then_some("is-loading"))}
                        onclick={send}
                        disabled={act.busy}
                        data-testid="deposit-do"
                    >
                        { t!(i, if act.busy { "deposit-sending" } else { "deposit-do" }) }
                    </button>
                }
            </span>
        </li>
    }
}

fn percent(file: &Prepared) -> u32 {
    if file.size <= 0.0 {
        return 100;
    }
    (file.done * 100.0 / file.size).clamp(0.0, 100.0) as u32
}

/// The head of the list, with a look whether a file was deposited before.
#[function_component]
fn Verify() -> Html {
    let i = use_session().i18n();
    let found = use_state(|| None::<(String, Rc<FoundDeposits>)>);
    let name = use_mut_ref(String::new);
    let unreadable = use_state(|| None::<String>);
    let show = {
        let (found, name) = (found.clone(), name.clone());
        Callback::from(move |rows| found.set(Some((name.borrow().clone(), Rc::new(rows)))))
    };
    let look = use_act::<FindDeposits>(show);
    let on_file = {
        let (run, found, unreadable) = (look.run.clone(), found.clone(), unreadable.clone());
        Callback::from(move |file: File| {
            name.replace(file.name());
            found.set(None);
            unreadable.set(None);
            let (run, unreadable) = (run.clone(), unreadable.clone());
            spawn_local(async move {
                let stop = Rc::new(Cell::new(false));
                match digest_of(&file, &stop, |_| {}).await {
                    Ok(sha256) => run.emit(FindDeposits { sha256 }),
                    Err(_) => unreadable.set(Some(file.name())),
                }
            });
        })
    };
    html! {
        <>
            <div class="sec-h">
                <h2>{ t!(i, "deposits-done") }</h2>
                <FileButton label={t!(i, "deposits-verify")} {on_file} testid="verify-file" />
            </div>
            if let Some(name) = &*unreadable {
                <div class="mt8">
                    <Banner
                        tone={Tone::Danger}
                        title={name.clone()}
                        text={t!(i, "deposit-unreadable")}
                        testid="verify-unreadable"
                    />
                </div>
            }
            if let Some((name, found)) = &*found { { verdict(i, name, found) } }
            if let Some(error) = look.error.clone() { <ErrorBanner {error} /> }
        </>
    }
}

fn verdict(i: I18n, name: &str, found: &FoundDeposits) -> Html {
    let first = found.rows.iter().find_map(|row| match row.state {
        DepositState::Deposited { height, time } => Some((height, time)),
        _ => None,
    });
    let (tone, title, text) = match first {
        Some((height, time)) => (
            Tone::Ok,
            t!(i, "verify-found", name = name.to_owned()),
            t!(
                i,
                "verify-found-text",
                when = format::date_and_time(i, Moment::local(time)),
                height = format::grouped(height),
            ),
        ),
        None => (
            Tone::Info,
            t!(i, "verify-unknown", name = name.to_owned()),
            t!(i, "verify-unknown-text"),
        ),
    };
    html! { <div class="mt8"><Banner {tone} {title} {text} testid="verify-verdict" /></div> }
}

fn table(i: I18n, rows: &[DepositRow], chosen: Option<&str>) -> Html {
    html! {
        <table class="tbl" data-testid="deposits">
            <thead>
                <tr>
                    <th>{ t!(i, "column-file") }</th>
                    <th>{ t!(i, "column-status") }</th>
                    <th><span class="vh">{ t!(i, "column-action") }</span></th>
                </tr>
            </thead>
            <tbody>for row in rows { { line(i, row, chosen) } }</tbody>
        </table>
    }
}

fn line(i: I18n, row: &DepositRow, chosen: Option<&str>) -> Html {
    let now = dom::here_and_now();
    let time = match row.state {
        DepositState::Deposited { time, .. } => time,
        _ => row.asked,
    };
    let when = format::when(i, Moment::local(time), now);
    let sub = t!(
        i,
        "deposit-size-when",
        size = format::bytes(row.size as f64),
        when = format::inside(i, &when)
    );
    html! {
        <tr
            key={row.id.clone()}
            class={(chosen == Some(row.id.as_str())).then_some("sel")}
            data-testid="deposit-row"
            data-id={row.id.clone()}
        >
            <td class="strong">
                <a class="row-link" href={Route::Deposit(row.id.clone()).href()} data-testid="open-deposit">
                    { title(row) }
                </a>
                <span class="sub rg">{ sub }</span>
            </td>
            <td><span class="stp">{ state(i, row) }{ seal(i, &row.proof, None, false, None) }</span></td>
            <td class="r"><Action row={row.clone()} /></td>
        </tr>
    }
}

fn title(row: &DepositRow) -> String {
    match row.label.is_empty() {
        true => row.name.clone(),
        false => format!("{} · {}", row.label, row.name),
    }
}

fn state(i: I18n, row: &DepositRow) -> Html {
    let (sign, tone, tint, key) = match row.state {
        DepositState::Pending => (Sign::Hourglass, "info", true, "deposit-pending"),
        DepositState::Deposited { .. } => (Sign::TickRound, "ok", false, "deposit-deposited"),
        DepositState::NotSent => (Sign::Refresh, "warn", true, "deposit-not-sent"),
    };
    html! { <Status {sign} {tone} {tint}>{ i.text(key) }</Status> }
}

#[derive(Properties, PartialEq)]
struct ActionProps {
    row: DepositRow,
}

/// The package for a court, or sending again.
#[function_component]
fn Action(props: &ActionProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let id = props.row.id.clone();
    let saved = {
        let session = session.clone();
        Callback::from(move |path: Option<String>| {
            if let Some(path) = path {
                session.say(t!(session.i18n(), "deposit-package-saved", path = path));
            }
        })
    };
    let package = use_act::<SaveCourtPackage>(saved);
    let send = use_act::<SendDeposit>(Callback::from(|_: DepositRow| ()));
    let error = package.error.clone().or_else(|| send.error.clone());
    let button = match props.row.state {
        DepositState::Deposited { .. } => html! {
            <button
                type="button"
                class="btn sm"
                onclick={package.run.reform(move |_: MouseEvent| SaveCourtPackage { id: id.clone() })}
                disabled={package.busy}
                data-testid="court-package"
            >
                { t!(i, "deposit-package") }
            </button>
        },
        DepositState::NotSent => html! {
            <button
                type="button"
                class="btn sm"
                onclick={send.run.reform(move |_: MouseEvent| SendDeposit { id: id.clone() })}
                disabled={send.busy}
                data-testid="deposit-again"
            >
                { t!(i, "deposit-again") }
            </button>
        },
        DepositState::Pending => Html::default(),
    };
    html! {
        <>
            { button }
            if let Some(error) = error { <ErrorBanner {error} /> }
        </>
    }
}
