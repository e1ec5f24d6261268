//! The browser's window, document and clock.

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Document, Element, HtmlElement, Window};
use yew::NodeRef;

use crate::{format::Moment, route::Route};

/// The window.
pub(crate) fn window() -> Window {
    web_sys::window().expect("the interface runs in a window")
}

/// The document.
pub(crate) fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The element that the interface is drawn into.
pub(crate) fn root() -> Element {
    document()
        .get_element_by_id("app")
        .expect("index.html has the element")
}

/// This computer's clock, seconds since 1970.
pub(crate) fn now() -> i64 {
    (js_sys::Date::now() / 1000.0) as i64
}

/// This computer's clock and zone.
pub(crate) fn here_and_now() -> Moment {
    Moment::local(now())
}

/// The route of the address bar.
pub(crate) fn current_route() -> Route {
    Route::parse(&window().location().hash().unwrap_or_default())
}

/// Goes to another page.
pub(crate) fn go(route: &Route) {
    // Setting a hash cannot fail on a page that has one.
    let _ = window().location().set_hash(&route.href());
}

/// Whether a dialog waits for an answer.
pub(crate) fn asks() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// Sets or removes an attribute of the root element.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Whether the system wants dark colours.
pub(crate) fn system_is_dark() -> bool {
    window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Whether the system's language is Chinese.
pub(crate) fn system_speaks_chinese() -> bool {
    window()
        .navigator()
        .language()
        .is_some_and(|tag| tag.to_lowercase().starts_with("zh"))
}

/// Puts the focus on the node, if it is there.
pub(crate) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Puts the focus on the first element that a selector finds.
pub(crate) fn focus_on(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Goes from the last control inside `node` to the first, or `back` from the first to the last;
/// answers whether it did. Anywhere else the browser knows the next one.
pub(crate) fn step_round(node: &NodeRef, back: bool) -> bool {
    const CONTROLS: &str = "a[href],button:not(:disabled),input:not(:disabled),\
        select:not(:disabled),textarea:not(:disabled),summary,[tabindex=\"0\"]";
    let Some(inside) = node.cast::<Element>() else {
        return false;
    };
    let Ok(found) = inside.query_selector_all(CONTROLS) else {
        return false;
    };
    let controls: Vec<HtmlElement> = (0..found.length())
        .filter_map(|n| found.get(n)?.dyn_into::<HtmlElement>().ok())
        .filter(|control| control.offset_width() > 0 && control.tab_index() >= 0)
        .collect();
    let (Some(first), Some(last)) = (controls.first(), controls.last()) else {
        return false;
    };
    let now = document().active_element();
    let at = |control: &HtmlElement| now.as_ref() == Some(control.as_ref());
    let outside = !now.as_ref().is_some_and(|now| inside.contains(Some(now)));
    let to = match back {
        true if at(first) || outside => last,
        false if at(last) || outside => first,
        _ => return false,
    };
    let _ = to.focus();
    true
}

/// Listens on a target for as long as the answer is kept.
pub(crate) struct Listener {
    target: web_sys::EventTarget,
    name: &'static str,
    capture: bool,
    callback: Closure<dyn Fn(web_sys::Event)>,
}

impl Listener {
    /// Starts to listen to what reaches the target.
    pub(crate) fn new(
        target: impl Into<web_sys::EventTarget>,
        name: &'static str,
        on_event: impl Fn(web_sys::Event) + 'static,
    ) -> Self {
        Self::start(target.into(), name, false, on_event)
    }

    /// Starts to listen to what is on its way to anything inside the target.
    pub(crate) fn capturing(
        target: impl Into<web_sys::EventTarget>,
        name: &'static str,
        on_event: impl Fn(web_sys::Event) + 'static,
    ) -> Self {
        Self::start(target.into(), name, true, on_event)
    }

    fn start(
        target: web_sys::EventTarget,
        name: &'static str,
        capture: bool,
        on_event: impl Fn(web_sys::Event) + 'static,
    ) -> Self {
        let callback = Closure::<dyn Fn(web_sys::Event)>::new(on_event);
        let function = callback.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(name, function, capture);
        Self {
            target,
            name,
            capture,
            callback,
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.callback.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.name,
            function,
            self.capture,
        );
    }
}

/// Puts a text into the clipboard; answers whether it worked.
pub(crate) fn copy(text: &str) -> bool {
    // `execCommand` needs no permission and works in every web view, unlike the newer interface.
    let document = document();
    let Ok(element) = document.create_element("textarea") else {
        return false;
    };
    let Ok(area) = element.dyn_into::<web_sys::HtmlTextAreaElement>() else {
        return false;
    };
    area.set_value(text);
    area.set_class_name("vh");
    let Some(body) = document.body() else {
        return false;
    };
    if body.append_child(&area).is_err() {
        return false;
    }
    area.select();
    let command = js_sys::Reflect::get(&document, &"execCommand".into())
        .ok()
        .and_then(|command| command.dyn_into::<js_sys::Function>().ok());
    let copied = command
        .and_then(|command| command.call1(&document, &"copy".into()).ok())
        .is_some_and(|answer| answer.is_truthy());
    area.remove();
    copied
}

/// Shows that the page has stopped, and how to go on; `what` is for the console.
pub(crate) fn crashed(what: &str) {
    web_sys::console::error_1(&what.into());
    let panel = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("crashed"));
    if let Some(panel) = panel {
        // It throws only for names that are none.
        let _ = panel.remove_attribute("hidden");
    }
}
