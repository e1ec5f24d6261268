//! As much JSON-RPC as it takes to see whether the chain is there. The wallet's own client, with all
//! its precautions, is in `chain`; this one only ever talks to our own child process.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use serde_json::{Value, json};

use crate::failure::{Context, Failure, Outcome};

const PATIENCE: Duration = Duration::from_secs(5);
/// No answer that we ask for comes near this.
const LARGEST_ANSWER_BYTES: u64 = 1 << 20;

/// Calls one method on the loopback port and returns its result.
///
/// # Errors
/// When nobody answers in five seconds, or the answer is an error.
pub(super) fn call(port: u16, method: &str, parameters: Value) -> Outcome<Value> {
    let body =
        json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}).to_string();
    let mut stream =
        TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // HTTP/1.0: the answer ends with the connection, so no framing has to be understood.
    write!(
        stream,
        "POST / HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream
        .take(LARGEST_ANSWER_BYTES)
        .read_to_string(&mut answer)?;
    let (_, body) = answer
        .split_once("\r\n\r\n")
        .context("the chain's answer has no body")?;
    let mut answer: Value = serde_json::from_str(body).context("the chain's answer")?;
    match answer.get_mut("result") {
        Some(result) => Ok(result.take()),
        None => Err(Failure::new(format!("{method}: {}", answer["error"]))),
    }
}

/// Reads a quantity, `0x`-hexadecimal as the chain writes it.
///
/// # Errors
/// When it is none.
pub(super) fn quantity(value: &Value) -> Outcome<u64> {
    value
        .as_str()
        .and_then(|text| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok())
        .context(format!("{value} is no quantity"))
}
