//! A list of any length: only the rows in view are in the document.
//!
//! The room of the others is kept by two empty pictures, because the window's policy allows no
//! style in an element. A screen reader is told the place of each row among all of them by the
//! page's own `aria-setsize` and `aria-posinset`, or `aria-rowindex` in a table.

use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use crate::{
    hooks::dom::{self, Listener},
    state::in_view::{Heights, InView, PART, SHORT},
};

/// What the rows are part of.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Around {
    /// `ul`; rows are `li`.
    List,
    /// `tbody`; rows are `tr` over so many columns.
    Body(usize),
}

#[derive(Properties)]
pub(crate) struct LongListProps {
    /// The element around the rows.
    #[prop_or(Around::List)]
    pub(crate) around: Around,
    /// Its class.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// What always stands before the rows (a table's group title); one element or none.
    #[prop_or_default]
    pub(crate) before: Html,
    /// Number of rows.
    pub(crate) rows: usize,
    /// How high a row is before one was drawn, CSS pixels.
    #[prop_or(60.0)]
    pub(crate) height: f64,
    /// Draws a row; exactly one element.
    pub(crate) row: Rc<dyn Fn(usize) -> Html>,
}

impl PartialEq for LongListProps {
    /// What a row looks like may change with anything, so a list is drawn with its page.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

/// The list.
#[function_component]
pub(crate) fn LongList(props: &LongListProps) -> Html {
    let short = props.rows <= SHORT;
    let host = use_node_ref();
    let heights = use_mut_ref(|| Heights::new(props.rows, props.height));
    let view = use_state_eq(|| Heights::new(props.rows, props.height).in_view(0.0, 2_000.0));
    heights.borrow_mut().set_rows(props.rows);
    let head = usize::from(props.before != Html::default());
    let shown = match short {
        true => InView {
            rows: 0..props.rows,
            above: 0.0,
            below: 0.0,
        },
        false => InView {
            rows: view.rows.start.min(props.rows)..view.rows.end.min(props.rows),
            ..(*view).clone()
        },
    };
    {
        // After each drawing: what was drawn is measured, and may make other rows come into view.
        let (host, heights, view) = (host.clone(), heights.clone(), view.clone());
        let first = shown.rows.clone();
        use_effect(move || {
            if !short && let Some(host) = host.cast::<Element>() {
                measure(&host, head, &first, &mut heights.borrow_mut());
                view.set(look(&host, &heights.borrow()));
            }
        });
    }
    {
        let (host, heights, view) = (host.clone(), heights.clone(), view.setter());
        use_effect_with(short, move |short| {
            let listeners = (!short).then(|| {
                ["scroll", "resize"].map(|event| {
                    let (host, heights, view) = (host.clone(), heights.clone(), view.clone());
                    Listener::capturing(dom::window(), event, move |_| {
                        if let Some(host) = host.cast::<Element>() {
                            view.set(look(&host, &heights.borrow()));
                        }
                    })
                })
            });
            move || drop(listeners)
        });
    }
    let tag = match props.around {
        Around::List => "ul",
        Around::Body(_) => "tbody",
    };
    html! {
        <@{tag} class={props.class.clone()} ref={host} data-rows={props.rows.to_string()}>
            { props.before.clone() }
            { room("above", props.around, shown.above) }
            { shown.rows.clone().map(|place| (props.row)(place)).collect::<Html>() }
            { room("below", props.around, shown.below) }
        </@>
    }
}

/// Room for rows that are not drawn.
fn room(key: &'static str, around: Around, height: f64) -> Html {
    if height < 1.0 {
        return Html::default();
    }
    let height = format!("{height:.0}");
    let picture = html! { <svg class="room" width="1" {height} aria-hidden="true"></svg> };
    match around {
        Around::List => html! { <li {key} class="room" role="presentation">{ picture }</li> },
        Around::Body(columns) => html! {
            <tr {key} class="room" role="presentation">
                <td colspan={columns.to_string()}>{ picture }</td>
            </tr>
        },
    }
}

/// Measures the parts that are in the document.
fn measure(host: &Element, head: usize, drawn: &std::ops::Range<usize>, heights: &mut Heights) {
    let children = host.children();
    let above = children
        .item(u32::try_from(head).unwrap_or(0))
        .is_some_and(|first| first.class_list().contains("room"));
    let at = |row: usize| {
        let place = head + usize::from(above) + (row - drawn.start);
        children.item(u32::try_from(place).ok()?)
    };
    let top = |row: usize| at(row).map(|row| row.get_bounding_client_rect().top());
    let mut part = drawn.start / PART;
    while let Some(rows) = Some(heights.rows_of(part)).filter(|rows| rows.start < drawn.end) {
        let end = match rows.end < drawn.end {
            true => top(rows.end),
            false => at(rows.end - 1).map(|row| row.get_bounding_client_rect().bottom()),
        };
        if let (Some(start), Some(end)) = (top(rows.start), end) {
            heights.measure(part, end - start);
        }
        part += 1;
    }
}

/// What can be seen of the list now, and half a window more on each side.
fn look(host: &Element, heights: &Heights) -> InView {
    let window = dom::window()
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or(1_000.0);
    let top = -host.get_bounding_client_rect().top();
    heights.in_view(top - window / 2.0, top + window * 1.5)
}
