//! The HTTP server: binds, brings the chain up to date with where it is reached, and serves.

use std::fs::File;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chain::{Chain, ChainError};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::http;
use crate::keyring::Keyring;
use crate::setup::{self, SetupError};
use crate::state::{Folder, Gateway, OpenError};
use crate::store::{Store, StoreError};

/// How to serve.
#[derive(Clone, Debug)]
pub struct ServeOptions {
    /// Where to listen: a loopback address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where wallets reach it, without a last `/`; `http://<listen>` if nothing is said.
    pub base_url: Option<String>,
    /// Does by itself what the demonstration shows.
    pub sample: bool,
}

/// Why the server does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is reachable from other machines.
    #[error("the server listens on the loopback interface only")]
    NotLoopback,
    /// Another server runs for this folder.
    #[error("another server is running for this folder")]
    Running,
    /// The address is taken, or a file cannot be read or written.
    #[error("cannot listen, or a file cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// Set-up has not run, or cannot be brought up to date.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chain cannot be reached.
    #[error("the chain failed: {0}")]
    Chain(#[from] ChainError),
    /// The departments cannot be put together.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// A server that is ready. It stops when this is dropped.
pub struct RunningServer {
    /// Where it is reached.
    pub url: String,
    gateway: Arc<Gateway>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<io::Result<()>>,
    /// Held as long as the server runs; a process that dies lets go of it.
    _lock: File,
}

/// Starts the server; when this returns, it answers.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(folder: &Folder, options: &ServeOptions) -> Result<RunningServer, ServeError> {
    if !options.listen.ip().is_loopback() {
        return Err(ServeError::NotLoopback);
    }
    let network = setup::read_network(folder)?;
    // Two servers would send from the same accounts.
    let lock = File::create(folder.path().join("lock"))?;
    lock.try_lock().map_err(|_| ServeError::Running)?;
    let keyring = Keyring::open_or_create(&folder.seed())?;
    let token = setup::admin_token(folder)?;
    let listener = TcpListener::bind(options.listen).await?;
    let url = match &options.base_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("http://{}", listener.local_addr()?),
    };
    let chain = Chain::connect(network).await?;
    // Another port than last time: the directory must say so before anybody looks.
    setup::bring_up_to_date(&chain, &keyring, Some(&url)).await?;
    let store = Store::open(&folder.store())?;
    let gateway = Arc::new(Gateway::new(&keyring, store, chain, &url, options.sample)?);
    gateway.follow_statuses().await;
    gateway.ledger.refresh().await?;
    tokio::spawn(follow(Arc::downgrade(&gateway)));

    let router = http::router(Arc::clone(&gateway), token);
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let until = async {
            // A dropped sender stops the server as well.
            let _ = stopped.await;
        };
        axum::serve(listener, router)
            .with_graceful_shutdown(until)
            .await
    });
    let server = serde_json::json!({ "url": url }).to_string();
    std::fs::write(folder.server(), server)?;
    Ok(RunningServer {
        url,
        gateway,
        stop: Some(stop),
        task,
        _lock: lock,
    })
}

/// Keeps what counters know up to date as long as the server is there.
async fn follow(gateway: Weak<Gateway>) {
    const EVERY: Duration = Duration::from_secs(10);
    loop {
        tokio::time::sleep(EVERY).await;
        match gateway.upgrade() {
            Some(gateway) => gateway.follow_statuses().await,
            None => return,
        }
    }
}

impl RunningServer {
    /// Returns the departments behind the server.
    #[must_use]
    pub const fn gateway(&self) -> &Arc<Gateway> {
        &self.gateway
    }

    /// Stops the server and waits, but not long, for what it is doing.
    ///
    /// # Errors
    /// If serving failed.
    pub async fn stop(mut self) -> io::Result<()> {
        if let Some(stop) = self.stop.take() {
            // The server may have stopped by itself.
            let _ = stop.send(());
        }
        const PATIENCE: Duration = Duration::from_secs(5);
        match tokio::time::timeout(PATIENCE, self.task).await {
            Ok(ended) => ended.unwrap_or_else(|error| Err(io::Error::other(error))),
            // Whoever still holds a connection open is not waited for.
            Err(_) => Ok(()),
        }
    }
}
