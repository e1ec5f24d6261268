//! Small HTTP servers that say what a test wants: departments that are none, nodes that lie.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// One request as it came.
pub(crate) struct Request {
    /// With the query.
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

/// What is answered, with status 200.
pub(crate) struct Reply {
    pub(crate) media_type: &'static str,
    pub(crate) body: Vec<u8>,
}

/// A server on a free port; it ends when dropped.
pub(crate) struct Host {
    port: u16,
    closed: Arc<AtomicBool>,
}

impl Host {
    /// Serves `answer`, every request in a thread of its own.
    pub(crate) fn serve(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve_bytes(move |request| {
            let reply = answer(request);
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                reply.media_type,
                reply.body.len()
            );
            [head.into_bytes(), reply.body].concat()
        })
    }

    /// Serves what `answer` gives byte for byte, head and all, and then hangs up.
    pub(crate) fn serve_bytes(
        answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let closed = Arc::new(AtomicBool::new(false));
        let (over, answer) = (closed.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let answer = answer.clone();
                // A client that goes away is no matter.
                thread::spawn(move || talk(&stream, &*answer).ok());
            }
        });
        Self { port, closed }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for the next client.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn talk(mut stream: &TcpStream, answer: &dyn Fn(&Request) -> Vec<u8>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    reader.read_line(&mut head)?;
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    stream.write_all(&answer(&Request { path, body }))
}
