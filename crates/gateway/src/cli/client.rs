//! The way to the running server: its address and token are in the folder.

use std::io;
use std::time::Duration;

use exchange::token::ErrorAnswer;
use gateway::setup::SetupError;
use gateway::{Folder, ServeError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// No server runs for this folder.
    #[error("no server is running for this folder: start `gateway serve`")]
    NoServer,
    /// The server refused.
    #[error("{} ({})", .0.error_description.as_deref().unwrap_or("refused"), .0.error)]
    Refused(ErrorAnswer),
    /// The server's answer makes no sense.
    #[error("the server's answer makes no sense")]
    Answer,
    /// A picture gives no text.
    #[error("{0}: {1}")]
    Picture(String, codes::ReadError),
    /// A file or the terminal failed.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// Set-up failed.
    #[error("{0}")]
    Setup(#[from] SetupError),
    /// The server did not start.
    #[error("{0}")]
    Serve(#[from] ServeError),
}

impl ClientError {
    /// Returns the error in the shape of every other error of the gateway.
    pub(crate) fn to_json(&self) -> Value {
        match self {
            Self::Refused(answer) => json!(answer),
            Self::NoServer => {
                json!({ "error": "no_server", "error_description": self.to_string() })
            }
            other => json!({ "error": "failed", "error_description": other.to_string() }),
        }
    }
}

/// The running server.
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    token: String,
}

#[derive(Deserialize)]
struct ServerFile {
    url: String,
}

impl Client {
    /// Reads where the server of `folder` is.
    pub(crate) fn open(folder: &Folder) -> Result<Self, ClientError> {
        let file = match std::fs::read(folder.server()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(ClientError::NoServer);
            }
            Err(error) => return Err(error.into()),
        };
        let file: ServerFile = serde_json::from_slice(&file).map_err(|_| ClientError::Answer)?;
        let token = std::fs::read_to_string(folder.admin_token())?
            .trim()
            .to_owned();
        // An error means that a provider is installed already, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(90))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .map_err(io::Error::other)?;
        Ok(Self {
            http,
            url: file.url,
            token,
        })
    }

    /// Asks for a list.
    pub(crate) async fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T, ClientError> {
        self.send(self.http.get(self.address(name))).await
    }

    /// Sends a command.
    pub(crate) async fn post<C: Serialize + Sync, T: DeserializeOwned>(
        &self,
        name: &str,
        command: &C,
    ) -> Result<T, ClientError> {
        self.send(self.http.post(self.address(name)).json(command))
            .await
    }

    fn address(&self, name: &str) -> String {
        format!("{}/admin/{name}", self.url)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, ClientError> {
        let response = request
            .bearer_auth(&self.token)
            .send()
            .await
            .map_err(|_| ClientError::NoServer)?;
        let is_success = response.status().is_success();
        let body = response.bytes().await.map_err(|_| ClientError::Answer)?;
        if is_success {
            return serde_json::from_slice(&body).map_err(|_| ClientError::Answer);
        }
        let refusal = serde_json::from_slice(&body).map_err(|_| ClientError::Answer)?;
        Err(ClientError::Refused(refusal))
    }
}
