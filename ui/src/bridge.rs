//! The one place that touches the shell's script object: commands down, events up.

use serde_json::{Value, json};
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
    let sent = serde_json::to_value(&command).map_err(|_| unreadable(C::NAME))?;
    let arguments = to_js(&json!({ "command": sent })).ok_or_else(|| unreadable(C::NAME))?;
    match invoke(C::NAME, arguments).await {
        Ok(answer) => from_js(&answer)
            .and_then(|answer| serde_json::from_value(answer).ok())
            .ok_or_else(|| unreadable(C::NAME)),
        Err(refusal) => Err(from_js(&refusal)
            .and_then(|refusal| serde_json::from_value(refusal).ok())
            .unwrap_or_else(|| unreadable(C::NAME))),
    }
}

/// Calls `on_event` for every push of the wallet, for as long as the window lives.
pub(crate) async fn listen(on_event: impl Fn(WalletEvent) + 'static) {
    let callback = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
        let event = from_js(&message)
            .and_then(|mut message| message.get_mut("payload").map(Value::take))
            .and_then(|payload| serde_json::from_value(payload).ok());
        // A push of a newer wallet that this interface does not know is not for it.
        if let Some(event) = event {
            on_event(event);
        }
    });
    let function: &JsValue = callback.as_ref().unchecked_ref();
    if let Ok(handler) = transform_callback(function, false) {
        let handler = handler.as_f64().unwrap_or_default() as u64;
        let arguments =
            json!({ "event": EVENT_CHANNEL, "target": { "kind": "Any" }, "handler": handler });
        if let Some(arguments) = to_js(&arguments) {
            // Without events the pages still load; they only do not follow by themselves.
            let _ = invoke("plugin:event|listen", arguments).await;
        }
    }
    callback.forget();
}

fn unreadable(name: &str) -> ApiError {
    ApiError::about(ErrorCode::Internal, name)
}

// Through JSON text, so that numbers and tagged enums read as they do on the other side.
fn to_js(value: &Value) -> Option<JsValue> {
    js_sys::JSON::parse(&value.to_string()).ok()
}

fn from_js(value: &JsValue) -> Option<Value> {
    if value.is_undefined() {
        return Some(Value::Null);
    }
    let text = js_sys::JSON::stringify(value).ok()?.as_string()?;
    serde_json::from_str(&text).ok()
}
