//! The rail: the way to every section.

use yew::prelude::*;

use super::{Sign, icon, icon_small, mark};
use crate::{
    hooks::{dom, use_session},
    i18n::t,
    route::{Route, Tab},
};

#[derive(Properties, PartialEq)]
pub(crate) struct RailProps {
    /// The page shown.
    pub(crate) route: Route,
}

/// The three groups, with hairlines between.
const GROUPS: [&[(Route, Sign, &str)]; 3] = [
    &[
        (Route::Home, Sign::Home, "home"),
        (Route::Requests, Sign::Inbox, "requests"),
        (Route::Documents, Sign::IdCard, "documents"),
        (Route::Permissions, Sign::Key, "permissions"),
    ],
    &[
        (Route::Invoices, Sign::Invoice, "invoices"),
        (Route::Certificates, Sign::Award, "certificates"),
        (Route::Deposits, Sign::FileUp, "deposits"),
        (Route::Activity, Sign::History, "activity"),
    ],
    &[
        (Route::Departments, Sign::Landmark, "departments"),
        (Route::Settings(Tab::General), Sign::Gear, "settings"),
    ],
];

/// The rail; in a narrow window a bar with a menu.
#[function_component]
pub(crate) fn Rail(props: &RailProps) -> Html {
    let session = use_session();
    let i = session.i18n();
    let open = use_state(|| false);
    {
        let open = open.clone();
        use_effect_with(props.route.clone(), move |_| open.set(false));
    }
    let section = props.route.section();
    let waiting = session
        .state()
        .status
        .as_ref()
        .and_then(|status| status.waiting)
        .unwrap_or(0);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let skip = Callback::from(|event: MouseEvent| {
        // The address is the route; the jump is made by hand.
        event.prevent_default();
        dom::focus_on("#main h1");
    });
    html! {
        <nav class={classes!("rail", open.then_some("open"))} aria-label={t!(i, "rail-label")}>
            <a class="vh" href="#main" onclick={skip}>{ t!(i, "rail-skip") }</a>
            <div class="brand">{ mark("mark-24") }{ t!(i, "product") }</div>
            for group in GROUPS {
                <ul class="nav">
                    for (route, sign, name) in group {
                        <li>
                            <a
                                href={route.href()}
                                aria-current={(section.as_ref() == Some(route)).then_some("page")}
                                data-testid={format!("nav-{name}")}
                            >
                                { icon(*sign) }{ i.text(&format!("nav-{name}")) }
                                if *route == Route::Requests && waiting > 0 {
                                    <span class="count">
                                        <span class="vh">{ t!(i, "nav-waiting") }</span>{ waiting }
                                    </span>
                                }
                            </a>
                        </li>
                    }
                </ul>
            }
            <p class="rail-foot">
                { icon_small(Sign::Disk) }<span>{ t!(i, "rail-foot") }</span>
            </p>
            <button
                class="btn sm menu-btn"
                onclick={toggle}
                aria-expanded={if *open { "true" } else { "false" }}
                data-testid="menu"
            >
                { icon_small(Sign::Menu) }{ t!(i, "menu") }
            </button>
        </nav>
    }
}
