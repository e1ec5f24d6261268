//! An HTTP forwarder in front of a node that can lie, stall and flood.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// What the proxy does with one request.
pub(crate) enum Act {
    /// Hands it on and the answer back.
    Pass,
    /// Hands it on and changes the answer (the whole JSON-RPC object).
    Change(fn(&mut Value)),
    /// The same with a captured state.
    ChangeWith(Box<dyn FnOnce(&mut Value) + Send>),
    /// Hands it on and changes the bytes of the answer's body.
    Bytes(ChangeBytes),
    /// Sends these bytes as the body.
    Body(Vec<u8>),
    /// Sends these bytes as the whole answer, head included, and closes.
    Raw(Vec<u8>),
    /// Never answers.
    Hang,
    /// Sends one byte of the body every 50 ms, for ever.
    Trickle,
    /// Sends a body that never ends, as fast as it can.
    Flood,
}

type ChangeBytes = Box<dyn FnOnce(&mut Vec<u8>) + Send>;
type Plan = dyn FnMut(&str, &Value) -> Act + Send;

pub(crate) struct Proxy {
    pub(crate) url: Url,
    /// Requests seen, by method.
    pub(crate) seen: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// A proxy in front of `node`; `plan` decides by method and params.
    pub(crate) async fn start(
        node: &Url,
        plan: impl FnMut(&str, &Value) -> Act + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let plan: Arc<Mutex<Box<Plan>>> = Arc::new(Mutex::new(Box::new(plan)));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (node, seen_by_task) = (node.clone(), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (node, plan, seen) =
                    (node.clone(), Arc::clone(&plan), Arc::clone(&seen_by_task));
                tokio::spawn(async move {
                    // A client that goes away is no matter.
                    let _ = serve(stream, &node, &plan, &seen).await;
                });
            }
        });
        Self { url, seen, task }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(
    mut stream: TcpStream,
    node: &Url,
    plan: &Mutex<Box<Plan>>,
    seen: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let body = read_request(&mut stream).await?;
    let request: Value = serde_json::from_slice(&body)?;
    let method = request["method"].as_str().unwrap_or_default().to_owned();
    let act = (plan.lock().unwrap())(&method, &request["params"]);
    seen.lock().unwrap().push(method);
    match act {
        Act::Pass => answer(&mut stream, &forward(node, &body).await?).await,
        Act::Change(change) => {
            let mut value: Value = serde_json::from_slice(&forward(node, &body).await?)?;
            change(&mut value);
            answer(&mut stream, &serde_json::to_vec(&value)?).await
        }
        Act::ChangeWith(change) => {
            let mut value: Value = serde_json::from_slice(&forward(node, &body).await?)?;
            change(&mut value);
            answer(&mut stream, &serde_json::to_vec(&value)?).await
        }
        Act::Bytes(change) => {
            let mut bytes = forward(node, &body).await?;
            change(&mut bytes);
            answer(&mut stream, &bytes).await
        }
        Act::Body(bytes) => answer(&mut stream, &bytes).await,
        Act::Raw(bytes) => stream.write_all(&bytes).await,
        Act::Hang => std::future::pending().await,
        Act::Trickle => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
                .await?;
            loop {
                stream.write_all(b" ").await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Act::Flood => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
                .await?;
            let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x1_0000], b"\r\n"].concat();
            loop {
                stream.write_all(&chunk).await?;
            }
        }
    }
}

async fn read_request(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).to_ascii_lowercase();
    let length = head
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split("\r\n").next());
    let length: usize = length.unwrap().parse().unwrap();
    while bytes.len() < head_end + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(bytes.split_off(head_end))
}

async fn forward(node: &Url, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let address = (node.host_str().unwrap(), node.port().unwrap());
    let mut stream = TcpStream::connect(address).await?;
    let head = format!(
        "POST / HTTP/1.1\r\nhost: node\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let at = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4;
    let chunked = String::from_utf8_lossy(&answer[..at])
        .to_ascii_lowercase()
        .contains("chunked");
    let body = answer.split_off(at);
    assert!(!chunked, "anvil answers with a length");
    Ok(body)
}

async fn answer(stream: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await?;
    stream.shutdown().await
}
