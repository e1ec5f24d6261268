//! Questions to a node that the wallet itself would not ask.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use serde_json::{Value, json};

use super::PATIENCE;

/// Calls one method and returns its result, or nothing if the node does not answer.
///
/// # Panics
/// When the node answers with an error.
pub(crate) fn call(port: u16, method: &str, parameters: &Value) -> Option<Value> {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": parameters });
    let answer = post(port, "/", &body.to_string())?;
    let mut answer: Value = serde_json::from_str(&answer).unwrap();
    match answer.get_mut("result") {
        Some(result) => Some(result.take()),
        None => panic!("{method}: {}", answer["error"]),
    }
}

/// Gets the body of a page of a server of this computer.
pub(crate) fn get(port: u16, path: &str) -> Option<String> {
    exchange(
        port,
        &format!("GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n"),
    )
}

/// Posts JSON to a server of this computer and returns the answer's body.
pub(crate) fn post(port: u16, path: &str, body: &str) -> Option<String> {
    let length = body.len();
    exchange(
        port,
        &format!(
            "POST {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ),
    )
}

/// Sends a request of HTTP/1.0: the answer ends with the connection, so no framing has to be
/// understood.
fn exchange(port: u16, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer.split_once("\r\n\r\n")?.1.to_owned())
}
