//! The one place that touches the shell's script object: commands down, events up.

use wallet_api::{ApiError, Command, EVENT_CHANNEL, ErrorCode, WalletEvent};
use wasm_bindgen::{JsCast, prelude::*};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI_INTERNALS__"])]
    async fn invoke(name: &str, arguments: JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI_INTERNALS__"], js_name = transformCallback)]
    fn transform_callback(callback: &JsValue, once: bool) -> Result<JsValue, JsValue>;
}

/// Asks the wallet for one thing.
///
/// # Errors
/// What the wallet answers; `internal` when its answer cannot be read.
pub(crate) async fn call<C: Command>(command: C) -> Result<C::Reply, ApiError> {
    let unreadable = || ApiError::about(ErrorCode::Internal, C::NAME);
    let sent = serde_json::to_string(&command).map_err(|_| unreadable())?;
    match invoke_json(C::NAME, format!(r#"{{"command":{sent}}}"#)).await {
        Some(Ok(answer)) => serde_json::from_str(&answer).map_err(|_| unreadable()),
        Some(Err(refusal)) => Err(serde_json::from_str(&refusal).unwrap_or_else(|_| unreadable())),
        None => Err(unreadable()),
    }
}

/// Calls `on_event` for every push of the wallet, for as long as the window lives.
pub(crate) async fn listen(on_event: impl Fn(WalletEvent) + 'static) {
    let callback = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
        // A push of a newer wallet that this interface does not know is not for it.
        let payload = js_sys::Reflect::get(&message, &"payload".into()).ok();
        let event = payload.as_ref().and_then(to_text);
        if let Some(event) = event.and_then(|event| serde_json::from_str(&event).ok()) {
            on_event(event);
        }
    });
    let function: &JsValue = callback.as_ref().unchecked_ref();
    let handler = transform_callback(function, false)
        .ok()
        .and_then(|id| id.as_f64());
    if let Some(handler) = handler {
        let arguments = format!(
            r#"{{"event":"{EVENT_CHANNEL}","target":{{"kind":"Any"}},"handler":{handler}}}"#
        );
        // Without events the pages still load; they only do not follow by themselves.
        let _ = invoke_json("plugin:event|listen", arguments).await;
    }
    callback.forget();
}

/// Calls the shell with arguments and answers in JSON text, so that numbers and tagged enums read
/// as they do on the other side. `None` if one of them is no JSON.
async fn invoke_json(name: &str, arguments: String) -> Option<Result<String, String>> {
    let arguments = js_sys::JSON::parse(&arguments).ok()?;
    Some(match invoke(name, arguments).await {
        Ok(answer) => Ok(to_text(&answer)?),
        Err(refusal) => Err(to_text(&refusal)?),
    })
}

fn to_text(value: &JsValue) -> Option<String> {
    if value.is_undefined() {
        return Some("null".to_owned());
    }
    js_sys::JSON::stringify(value).ok()?.as_string()
}
