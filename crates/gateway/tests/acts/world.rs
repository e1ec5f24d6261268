//! Chain, server and holder, put together for one test.

use gateway::{Folder, Gateway, RunningServer, ServeOptions, serve, set_up};
use serde_json::{Value, json};

use crate::anvil::Anvil;
use crate::holder::Holder;

pub(crate) struct World {
    pub(crate) folder: Folder,
    pub(crate) server: RunningServer,
    pub(crate) holder: Holder,
    _chain: Anvil,
    _folder: tempfile::TempDir,
}

impl World {
    /// Starts everything, or says that the test is skipped.
    pub(crate) async fn start() -> Option<Self> {
        Self::start_with(false).await
    }

    /// Starts everything, with or without what the demonstration does by itself.
    pub(crate) async fn start_with(sample: bool) -> Option<Self> {
        let chain = Anvil::start()?;
        let temporary = tempfile::tempdir().unwrap();
        let folder = Folder::new(temporary.path().join("city"));
        set_up(&folder, &chain.url, None).await.unwrap();
        let options = ServeOptions {
            listen: "127.0.0.1:0".parse().unwrap(),
            base_url: None,
            sample,
        };
        let server = serve(&folder, &options).await.unwrap();
        let network = std::fs::read(folder.network()).unwrap();
        let holder = Holder::new(&network, 1).await;
        Some(Self {
            folder,
            server,
            holder,
            _chain: chain,
            _folder: temporary,
        })
    }

    pub(crate) fn gateway(&self) -> &Gateway {
        self.server.gateway()
    }

    pub(crate) fn department(&self, slug: &str) -> &gateway::state::Department {
        self.gateway().department(slug).unwrap()
    }

    pub(crate) fn url(&self, slug: &str, tail: &str) -> String {
        self.department(slug).endpoint.join(tail)
    }

    /// A second holder on the same chain.
    pub(crate) async fn another_holder(&self) -> Holder {
        let network = std::fs::read(self.folder.network()).unwrap();
        Holder::new(&network, 2).await
    }

    /// Sends an administrative command, as the command line does.
    pub(crate) async fn admin(&self, name: &str, command: &Value) -> Value {
        let token = std::fs::read_to_string(self.folder.admin_token()).unwrap();
        let url = format!("{}/admin/{name}", self.server.url);
        let request = self.holder.http.post(url).bearer_auth(token).json(command);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn set_active(&self, slug: &str, active: bool) {
        let answer = self
            .admin("activity", &json!({ "department": slug, "active": active }))
            .await;
        assert_eq!(answer["active"], active);
    }
}
