//! One call of the command line: the wallet it is about, and how it is opened and spoken to.

use std::{cell::OnceCell, path::PathBuf};

use wallet::{Handles, Profile, Wallet};
use wallet_api::{
    ApiError, AttributeValue, ErrorCode, GetStatus, Language, LocalText, Phase, Secret, Unlock,
};

use crate::{
    arguments::{Arguments, Command, Lang},
    commands, complain,
    output::Output,
    secrets,
    words::words,
};

/// The wallet of one call.
pub(crate) struct Cli {
    pub(crate) wallet: Wallet,
    pub(crate) profile: Profile,
    pub(crate) passphrase_fd: Option<i32>,
    /// What the descriptor gave: a pipe gives it once, and approving asks for it again.
    passphrase: OnceCell<Secret>,
    pub(crate) lang: Lang,
}

/// Carries out a command: opens the wallet, acts, locks again.
pub(crate) async fn run(arguments: Arguments) -> Result<Output, ApiError> {
    let cli = Cli {
        wallet: Wallet::new(Profile::at(folder(arguments.profile.clone())?), |_| {}),
        profile: Profile::at(folder(arguments.profile)?),
        passphrase_fd: arguments.passphrase_fd,
        passphrase: OnceCell::new(),
        lang: arguments.lang,
    };
    let output = cli.act(arguments.command).await;
    cli.wallet.shut_down();
    output
}

impl Cli {
    async fn act(&self, command: Command) -> Result<Output, ApiError> {
        if command.needs_open_wallet() {
            self.unlock().await?;
        }
        // What is in the wallet can be seen all the same; that nothing new comes must be known.
        if !matches!(command, Command::Sync)
            && let Some(trouble) = self.profile.network_trouble()
        {
            complain(&words(&trouble));
        }
        match command {
            Command::Init(command) => command.run(self).await,
            Command::Restore(command) => command.run(self).await,
            Command::Log(command) => commands::log::run(self, command).await,
            Command::Rehearse => commands::rehearse::run(self).await,
            Command::Words => commands::words::run(self).await,
            Command::Status => commands::status::run(self).await,
            Command::Offer(command) => command.run(self).await,
            Command::Credentials(command) => command.run(self).await,
            Command::Obtain(command) => command.run(self).await,
            Command::Request(command) => command.run(self).await,
            Command::Grants(command) => command.run(self).await,
            Command::Sync => commands::sync::run(self).await,
            Command::Invoices(command) => command.run(self).await,
            Command::Deposit(command) => command.run(self).await,
            Command::Deposits(command) => command.run(self).await,
            Command::Law(command) => command.run(self).await,
            Command::Petitions(command) => command.run(self).await,
            Command::Certificates(command) => command.run(self).await,
            Command::Activity(command) => command.run(self).await,
            Command::Departments { command } => commands::departments::run(self, command).await,
            Command::Identity(command) => command.run(self).await,
            Command::Link(command) => command.run(self).await,
            Command::Verify(command) => command.run(self).await,
            Command::Network => commands::network::run(self).await,
            Command::Qr(command) => command.run(self).await,
            Command::BillingCode(command) => command.run(self).await,
        }
    }

    /// Opens the wallet.
    pub(crate) async fn unlock(&self) -> Result<(), ApiError> {
        let passphrase = self.passphrase()?;
        self.wallet.run(Unlock { passphrase }).await.map(|_| ())
    }

    /// The passphrase: from the descriptor, read once, or typed at the terminal each time.
    pub(crate) fn passphrase(&self) -> Result<Secret, ApiError> {
        if let Some(known) = self.passphrase.get() {
            return Ok(known.clone());
        }
        let passphrase = secrets::passphrase(self.passphrase_fd)?;
        if self.passphrase_fd.is_some() {
            return Ok(self.passphrase.get_or_init(|| passphrase).clone());
        }
        Ok(passphrase)
    }

    /// Makes a wallet, with the network that was named copied into the profile. When it is not made
    /// the profile is as it was.
    pub(crate) async fn make<C>(
        &self,
        network: Option<PathBuf>,
        command: C,
    ) -> Result<C::Reply, ApiError>
    where
        C: wallet_api::Command,
        Wallet: Handles<C> + Handles<GetStatus>,
    {
        let Some(file) = network else {
            return self.wallet.run::<C>(command).await;
        };
        // A wallet that is there already keeps its network.
        let phase = self.wallet.run::<GetStatus>(GetStatus {}).await?.phase;
        if phase != Phase::Empty {
            return self.wallet.run::<C>(command).await;
        }
        let before = std::fs::read(self.profile.folder().join("network.json")).ok();
        self.profile.adopt_network(&file)?;
        let made = self.wallet.run::<C>(command).await;
        if made.is_err() {
            self.profile.put_network_back(before.as_deref());
        }
        made
    }

    /// Whether the profile names a network.
    pub(crate) fn profile_has_network(&self) -> bool {
        self.profile.folder().join("network.json").exists()
    }

    /// The language that was asked for.
    pub(crate) fn language(&self) -> Language {
        match self.lang {
            Lang::Zh => Language::Zh,
            Lang::En => Language::En,
        }
    }

    /// A text in the language that was asked for.
    pub(crate) fn text(&self, text: &LocalText) -> String {
        match self.lang {
            Lang::Zh => text.zh.clone(),
            Lang::En => text.en.clone(),
        }
    }

    /// An attribute's value, in one line.
    pub(crate) fn value(&self, value: &AttributeValue) -> String {
        match value {
            AttributeValue::Text(text)
            | AttributeValue::Date(text)
            | AttributeValue::Number(text) => text.clone(),
            AttributeValue::Localised(text) => self.text(text),
            AttributeValue::Flag(flag) => flag.to_string(),
            AttributeValue::List(items) => items
                .iter()
                .map(|item| self.value(item))
                .collect::<Vec<_>>()
                .join("; "),
            AttributeValue::Group(parts) => parts
                .iter()
                .map(|(name, part)| format!("{name}: {}", self.value(part)))
                .collect::<Vec<_>>()
                .join(", "),
        }
    }
}

fn folder(given: Option<PathBuf>) -> Result<PathBuf, ApiError> {
    given
        .or_else(|| {
            directories::ProjectDirs::from("org", "citizenwallet", "desktop")
                .map(|dirs| dirs.data_dir().to_owned())
        })
        .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "--profile"))
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}
