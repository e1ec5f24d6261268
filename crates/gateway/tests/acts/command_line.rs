//! The program itself: set-up, serving, starting again elsewhere, exit statuses.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::anvil::Anvil;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gateway");

/// Runs a command to its end; exit status and JSON.
fn run(dir: &Path, arguments: &[&str]) -> (i32, Value) {
    let output = Command::new(PROGRAM)
        .args(["--dir", dir.to_str().unwrap(), "--json"])
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (
        output.status.code().unwrap(),
        serde_json::from_str(&text).unwrap_or(Value::Null),
    )
}

struct Server {
    child: Child,
    url: String,
}

impl Server {
    fn start(dir: &Path) -> Self {
        let mut child = Command::new(PROGRAM)
            .args([
                "serve",
                "--dir",
                dir.to_str().unwrap(),
                "--listen",
                "127.0.0.1:0",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(ready["ready"], true);
        Self {
            child,
            url: ready["url"].as_str().unwrap().to_owned(),
        }
    }

    fn stop(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn the_program_sets_up_serves_and_moves() {
    let Some(chain) = Anvil::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("city");

    let (status, answer) = run(&dir, &["status"]);
    assert_eq!((status, answer["error"].as_str()), (1, Some("no_server")));
    let (status, answer) = run(&dir, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!((status, answer["error"].as_str()), (1, Some("failed")));

    let rpc = chain.url.as_str();
    let (status, answer) = run(&dir, &["setup", "--rpc", rpc]);
    assert_eq!(
        (status, &answer["deployed"], &answer["registered"]),
        (0, &true.into(), &11.into())
    );
    let (status, answer) = run(&dir, &["setup", "--rpc", rpc]);
    assert_eq!(
        (status, &answer["deployed"], &answer["updated"]),
        (0, &false.into(), &0.into())
    );
    let (status, _) = run(&dir, &["serve", "--listen", "0.0.0.0:0"]);
    assert_eq!(status, 1);

    let mut urls = Vec::new();
    for _ in 0..2 {
        let server = Server::start(&dir);
        // A second server for the folder is refused; set-up leaves the running one where it is.
        let (status, _) = run(&dir, &["serve", "--listen", "127.0.0.1:0"]);
        assert_eq!(status, 1);
        let (status, answer) = run(&dir, &["setup", "--rpc", rpc]);
        assert_eq!((status, &answer["updated"]), (0, &0.into()));
        let (status, departments) = run(&dir, &["departments", "list"]);
        assert_eq!(status, 0);
        for department in departments.as_array().unwrap() {
            assert_eq!(department["active"], true);
            assert!(
                department["endpoint"]
                    .as_str()
                    .unwrap()
                    .starts_with(&server.url)
            );
        }
        let (status, offer) = run(&dir, &["offer", "--tx-code", "0417"]);
        assert_eq!((status, offer["tx_code"].as_str()), (0, Some("0417")));
        let attributes = "person.name,household.address";
        let (status, request) = run(
            &dir,
            &[
                "ask",
                "--department",
                "education",
                "--attributes",
                attributes,
                "--purpose",
                "school-enrolment",
            ],
        );
        assert_eq!(status, 0);
        assert!(
            request["link"]
                .as_str()
                .unwrap()
                .starts_with("openid4vp://")
        );
        let (_, requests) = run(&dir, &["requests", "list"]);
        assert_eq!(requests[0]["status"], "open");
        let (status, answer) = run(&dir, &["read", "--department", "education"]);
        assert_eq!((status, answer["error"].as_str()), (1, Some("not_found")));
        let (status, answer) = run(&dir, &["grants", "list"]);
        assert_eq!((status, answer), (0, Value::Array(Vec::new())));
        urls.push(server.url.clone());
        server.stop();
    }
    assert_ne!(urls[0], urls[1]);
    let (status, answer) = run(&dir, &["status"]);
    assert_eq!((status, answer["error"].as_str()), (1, Some("no_server")));
}
