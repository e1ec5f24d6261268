//! A node that lies about entries: it is named, and nothing of what it said is kept.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{array, expect, find, ids, text, utf8};
use crate::{
    console::{Done, done},
    demo::{Stage, anvil::Node, city::City, report::Report, rpc, wallet::Wallet},
    failure::{Context, Failure, Outcome},
};

/// What the lying node is called in the network of the step.
const NAME: &str = "lying-node";
const PATIENCE: Duration = Duration::from_secs(10);
/// No question of the wallet comes near this.
const LONGEST_QUESTION_BYTES: u64 = 1 << 20;

/// The step; `phrase` is that of the first wallet.
pub(super) fn step(
    stage: &Stage<'_>,
    node: &Node,
    first: &Wallet,
    phrase: &str,
    report: &mut Report,
) {
    report.step("lying-node-named", || named(stage, node, first, phrase));
}

/// The wallet is restored with a node that leaves out the newest entry of each answer about the
/// citizen's own buckets. It must keep nothing of that, say which node it was, and find everything
/// once the same node tells the truth.
fn named(stage: &Stage<'_>, node: &Node, first: &Wallet, phrase: &str) -> Outcome<Done<()>> {
    let liar = Liar::start(node.port())?;
    let folder = stage.profile.folder().join("lied-to");
    let _ = fs::remove_dir_all(&folder);
    let network = stage.profile.folder().join("lying-network.json");
    let honest = fs::read(City::network(stage)).context("network.json")?;
    let mut described: Value = serde_json::from_slice(&honest).context("network.json")?;
    described["nodes"] = json!([{"name": NAME, "url": format!("http://127.0.0.1:{}", liar.port)}]);
    fs::write(&network, described.to_string()).context(network.display())?;

    let second = Wallet::at(stage, &folder)?;
    second.act_with(
        &["restore", "--network", utf8(&network)?],
        &format!("{phrase}\n"),
    )?;
    let error = second.refusal(&["sync"])?;
    expect(&error["code"], "chain-contradicts")?;
    let subject = text(&error["subject"])?.to_owned();
    if !subject.contains(NAME) {
        return Err(Failure::new(format!("the node has no name in: {subject}")));
    }
    let kept = array(&second.act(&["activity"])?)?
        .iter()
        .filter(|row| row["height"].is_number())
        .count();
    if kept > 0 {
        return Err(Failure::new(format!("{kept} lines of a lie were kept")));
    }

    liar.lies.store(false, Ordering::Relaxed);
    second.act(&["sync"])?;
    // What it said stays on record, by its name.
    let network = second.act(&["network"])?;
    find(&network["lies"], "node", NAME)?;
    let of = |wallet: &Wallet| ids(wallet.act(&["invoices", "list"])?.pointer("/rows"));
    let (before, after) = (of(first)?, of(&second)?);
    if before.is_empty() || before != after {
        return Err(Failure::new(format!(
            "{} invoices before, {} once the node was honest",
            before.len(),
            after.len()
        )));
    }
    Ok(done(format!("nothing kept of: {subject}")))
}

/// A forwarder that leaves out entries for as long as it lies. It ends with the program.
struct Liar {
    port: u16,
    lies: Arc<AtomicBool>,
}

impl Liar {
    fn start(node: u16) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let lies = Arc::new(AtomicBool::new(true));
        let lying = Arc::clone(&lies);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let lying = Arc::clone(&lying);
                // A wallet that hangs up is no matter.
                thread::spawn(move || serve(stream, node, &lying).is_ok());
            }
        });
        Ok(Self { port, lies })
    }
}

fn serve(mut stream: TcpStream, node: u16, lies: &AtomicBool) -> Outcome<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let question = read_question(&stream)?;
    let method = text(&question["method"])?.to_owned();
    let parameters = question["params"].clone();
    let lied = lies.load(Ordering::Relaxed) && about_persons(&method, &parameters);
    let mut answer = json!({"jsonrpc": "2.0", "id": question["id"]});
    match rpc::call(node, &method, parameters) {
        Ok(mut result) => {
            if let Some(entries) = result.as_array_mut().filter(|_| lied) {
                entries.pop();
            }
            answer["result"] = result;
        }
        Err(failure) => {
            answer["error"] = json!({"code": -32_000, "message": failure.to_string()});
        }
    }
    let body = answer.to_string();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    Ok(())
}

/// Whether entries are asked for that concern persons, not the public book.
fn about_persons(method: &str, parameters: &Value) -> bool {
    let public = json!(format!("0x{:064x}", 0xFFFF));
    let buckets = &parameters[0]["topics"][1];
    method == "eth_getLogs"
        && buckets
            .as_array()
            .is_some_and(|list| !list.contains(&public))
}

fn read_question(stream: &TcpStream) -> Outcome<Value> {
    let mut reader = BufReader::new(stream.take(LONGEST_QUESTION_BYTES));
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().context("the length of a question")?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    serde_json::from_slice(&body).context("a question")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_entries_of_persons_are_lied_about() {
        let public = json!([{"topics": ["0x1", [format!("0x{:064x}", 0xFFFF)]]}]);
        let own = json!([{"topics": ["0x1", [format!("0x{:064x}", 3)]]}]);
        assert!(about_persons("eth_getLogs", &own));
        assert!(!about_persons("eth_getLogs", &public));
        assert!(!about_persons("eth_getProof", &own));
    }
}
