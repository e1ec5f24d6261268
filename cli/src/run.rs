//! Carries out one command: opens the wallet, acts, locks again.

use std::{cell::OnceCell, path::PathBuf};

use serde::Serialize;
use wallet::{Profile, Wallet};
use wallet_api::{
    AcceptOffer, ApiError, Apply, ApplyView, ApproveRequest, AttributeValue, CreateWallet,
    ErrorCode, GetDocument, GetInvoice, GetNetwork, GetOffer, GetStatus, ItemView, Language,
    LawVerdict, ListActivity, ListCertificates, ListDepartments, ListDocuments, ListInbox,
    ListInvoices, ListObtainable, ListPermissions, LocalText, OpenLink, OpenedView, Phase, Proof,
    RefuseRequest, RestoreWallet, RevealPhrase, ReviewRequest, ReviewView, Secret, ShowIdentity,
    Sync, Unlock, WithdrawPermission,
};

use crate::{
    arguments::{
        Approve, Arguments, Certificates, Command, Credentials, Grants, Identity, Invoices, Lang,
        Offer, Qr, Request,
    },
    secrets,
    table::table,
};

/// What a command prints: for programs and for people.
pub(crate) struct Output {
    pub(crate) json: String,
    pub(crate) text: String,
}

/// Carries out a command.
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

/// An error in a sentence.
pub(crate) fn words(error: &ApiError) -> String {
    let text = match error.code {
        ErrorCode::WrongPassphrase => "the passphrase does not open this wallet",
        ErrorCode::TooManyAttempts => "too many wrong tries; wait a moment",
        ErrorCode::WeakPassphrase => {
            "the passphrase is too easy to guess; take at least 12 characters that are hard to guess"
        }
        ErrorCode::NoWallet => "there is no wallet in this profile; make one with `wallet init`",
        ErrorCode::AlreadyExists => "there is a wallet in this profile already",
        ErrorCode::VaultDamaged => "the wallet's files are damaged; nothing was changed",
        ErrorCode::VaultNewer => {
            "the wallet was written by a newer version of this program; nothing was changed"
        }
        ErrorCode::VaultInUse => "the wallet is open in another window or command",
        ErrorCode::NoNetwork => "the profile has no network; give one with --network FILE",
        ErrorCode::ChainUnreachable => "no node of the network answers",
        ErrorCode::ReviewChanged => {
            "what you decided on is not what is asked now; nothing was sent"
        }
        ErrorCode::NothingSent => "sending failed; nothing was sent",
        ErrorCode::MayHaveBeenSent => "sending failed; data may have been sent",
        ErrorCode::BadPhrase => "these are not the words of a recovery phrase",
        ErrorCode::BadLink => "this is no link that the wallet understands",
        ErrorCode::ForbiddenAddress => {
            "the link leads to an address that the wallet does not contact"
        }
        ErrorCode::Unreachable => "the other side does not answer; nothing of yours was sent",
        ErrorCode::TimedOut => "the other side took too long",
        ErrorCode::RefusedByDepartment => "the other side refused",
        ErrorCode::IssuerUnknown => "whoever offers this is not in the directory",
        ErrorCode::IssuerNotProven => "the offer is not what its office would sign",
        ErrorCode::WrongTransactionCode => "the transaction code is wrong",
        ErrorCode::OfferEnded => "the offer was used or has ended",
        ErrorCode::BadCredential => "the document that came is not valid and was not kept",
        ErrorCode::RequesterUnknown => "whoever asks is not an active office of the directory",
        ErrorCode::RequestNotProven => "the request is not signed by the office that it names",
        ErrorCode::BadRequest => "the request breaks the rules of the protocol",
        ErrorCode::RequestEnded => "the request has ended",
        ErrorCode::RequestAnswered => "the request was answered before",
        ErrorCode::NothingChosen => "nothing was chosen to be given",
        ErrorCode::LawDenies => "the law does not allow it",
        ErrorCode::NoRelation => {
            "the keeper of the data does not know you yet; get a document from it first"
        }
        ErrorCode::ChainRefused => "the chain did not take it",
        ErrorCode::WrongNetwork => "the node belongs to another network than this wallet",
        ErrorCode::ChainContradicts => {
            "a node's answers contradict what they must prove; nothing of them was kept"
        }
        ErrorCode::NotEnoughAgreement => "too few nodes agree",
        ErrorCode::AlreadyEnded => "the permission has ended already",
        ErrorCode::NotFound => "there is no such thing in the wallet",
        ErrorCode::BadInput => "a value is missing or out of its range",
        ErrorCode::NoCodeFound => "no code was found in the picture",
        ErrorCode::BadImage => "the picture cannot be read",
        ErrorCode::Locked => "the wallet is locked",
        ErrorCode::NotSaved => "the disk did not take it; nothing was saved",
        ErrorCode::WordsDiffer => "the words are not those of the phrase",
        _ => return error.to_string(),
    };
    match (&error.subject, error.wait_secs) {
        (_, Some(secs)) => format!("{text} (wait {secs} s)"),
        (Some(subject), None) => format!("{text} ({subject})"),
        (None, None) => text.to_owned(),
    }
}

struct Cli {
    wallet: Wallet,
    profile: Profile,
    passphrase_fd: Option<i32>,
    /// What the descriptor gave: a pipe gives it once, and approving asks for it again.
    passphrase: OnceCell<Secret>,
    lang: Lang,
}

impl Cli {
    async fn act(&self, command: Command) -> Result<Output, ApiError> {
        match command {
            Command::Init { network, words } => self.init(network, words).await,
            Command::Restore { network } => self.restore(network).await,
            Command::Status => self.status().await,
            Command::Qr(Qr::Read { image }) => read_code(&self.wallet, &image).await,
            other => {
                self.unlock().await?;
                self.act_unlocked(other).await
            }
        }
    }

    async fn act_unlocked(&self, command: Command) -> Result<Output, ApiError> {
        let w = &self.wallet;
        match command {
            Command::Offer(Offer::Accept { offer, tx_code }) => self.accept(offer, tx_code).await,
            Command::Credentials(Credentials::List) => {
                let rows = w.run(ListDocuments {}).await?;
                let text = rows.iter().map(|row| {
                    vec![
                        short(&row.id),
                        self.text(&row.name),
                        self.text(&row.issuer.name),
                        status(&row.status),
                        proof(&row.proof),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Command::Credentials(Credentials::Show { id }) => {
                let view = w
                    .run(GetDocument {
                        id: self.full_id(&id).await?,
                    })
                    .await?;
                let mut rows = vec![vec![
                    self.text(&view.row.name),
                    self.text(&view.row.issuer.name),
                ]];
                rows.extend(
                    view.attributes
                        .iter()
                        .map(|a| vec![a.code.clone(), self.value(&a.value)]),
                );
                rows.extend(
                    view.checks
                        .iter()
                        .map(|c| vec![format!("check {}", c.step), plain(&c.result)]),
                );
                output(&view, table(&rows))
            }
            Command::Obtain {
                apply: Some(issuer),
                id,
            } => {
                let view = w
                    .run(Apply {
                        issuer,
                        id: id.unwrap_or_default(),
                    })
                    .await?;
                let text = match &view {
                    ApplyView::Offer { offer } => format!("offer {}\n", offer.id),
                    ApplyView::Request { id } => format!("request {id}\n"),
                    ApplyView::Coming { message } | ApplyView::Counter { message } => {
                        format!("{}\n", self.text(message))
                    }
                };
                output(&view, text)
            }
            Command::Obtain { apply: None, .. } => {
                let view = w.run(ListObtainable {}).await?;
                let rows = view.rows.iter().map(|row| {
                    vec![
                        self.text(&row.issuer.name),
                        row.id.clone(),
                        self.text(&row.name),
                        row.issuer.did.clone(),
                    ]
                });
                output(&view, table(&rows.collect::<Vec<_>>()))
            }
            Command::Request(request) => self.request(request).await,
            Command::Grants(Grants::List) => {
                let rows = w.run(ListPermissions {}).await?;
                let text = rows.iter().map(|row| {
                    let rights = row
                        .rights
                        .iter()
                        .map(|r| r.attribute.clone())
                        .collect::<Vec<_>>()
                        .join(",");
                    vec![
                        short(&row.id),
                        row.number.clone(),
                        self.text(&row.party.name),
                        rights,
                        format!("{}/{}", row.used, row.max_uses),
                        state(&row.state),
                        proof(&row.proof),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Command::Grants(Grants::Revoke { id }) => {
                let id = self.full_grant_id(&id).await?;
                let row = w.run(WithdrawPermission { id }).await?;
                let text = format!("{} {}\n", row.number, state(&row.state));
                output(&row, text)
            }
            Command::Sync => {
                let view = w.run(Sync {}).await?;
                let text = format!(
                    "{} entries read, {} your own, {} documents fetched; {}\n",
                    view.entries,
                    view.own,
                    view.fetched,
                    proof(&view.sync.proof)
                );
                output(&view, text)
            }
            Command::Invoices(Invoices::List) => {
                let view = w.run(ListInvoices {}).await?;
                let rows = view.rows.iter().map(|row| {
                    vec![
                        short(&row.id),
                        row.number.clone(),
                        row.seller.clone(),
                        row.total.clone(),
                        proof(&row.proof),
                    ]
                });
                output(&view, table(&rows.collect::<Vec<_>>()))
            }
            Command::Invoices(Invoices::Show { id }) => {
                let view = w.run(GetInvoice { id }).await?;
                let mut rows = vec![vec![
                    view.row.number.clone(),
                    view.row.seller.clone(),
                    view.row.total.clone(),
                ]];
                rows.extend(view.lines.iter().map(|line| {
                    vec![
                        line.name.clone(),
                        line.quantity.clone(),
                        line.amount.clone(),
                        line.tax.clone(),
                    ]
                }));
                output(&view, table(&rows))
            }
            Command::Certificates(Certificates::List) => {
                let rows = w.run(ListCertificates {}).await?;
                let text = rows.iter().map(|row| {
                    vec![
                        short(&row.id),
                        self.text(&row.title),
                        self.text(&row.issuer.name),
                        row.awarded.clone(),
                        status(&row.status),
                        proof(&row.proof),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Command::Activity { limit } => {
                let rows = w.run(ListActivity { limit }).await?;
                let text = rows.iter().map(|row| {
                    let rights = row
                        .rights
                        .iter()
                        .map(|r| r.attribute.clone())
                        .collect::<Vec<_>>()
                        .join(",");
                    let party = row
                        .party
                        .as_ref()
                        .map(|p| self.text(&p.name))
                        .unwrap_or_default();
                    vec![
                        row.time.to_string(),
                        plain(&row.kind),
                        party,
                        rights,
                        plain(&row.basis),
                        proof(&row.proof),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Command::Departments => {
                let rows = w.run(ListDepartments {}).await?;
                let text = rows.iter().map(|row| {
                    vec![
                        format!(
                            "{}{}",
                            "  ".repeat(row.depth.into()),
                            self.text(&row.party.name)
                        ),
                        row.party.code.clone(),
                        row.party.did.clone(),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Command::Identity(Identity::Show { department, index }) => {
                let view = w.run(ShowIdentity { department, index }).await?;
                let rows = [
                    ("did", &view.did),
                    ("ed25519", &view.ed25519),
                    ("p256", &view.p256),
                    ("viewing", &view.viewing),
                    ("spending", &view.spending),
                    ("meta-address", &view.meta_address),
                ];
                let text = table(&rows.map(|(label, value)| vec![label.to_owned(), value.clone()]));
                output(&view, text)
            }
            Command::Network => {
                let view = w.run(GetNetwork {}).await?;
                let rows = view.nodes.iter().map(|node| {
                    let height = node
                        .height
                        .map_or_else(|| "-".to_owned(), |height| height.to_string());
                    vec![node.name.clone(), node.url.clone(), height]
                });
                output(&view, table(&rows.collect::<Vec<_>>()))
            }
            Command::Init { .. } | Command::Restore { .. } | Command::Status | Command::Qr(_) => {
                Err(ApiError::about(ErrorCode::Internal, "command"))
            }
        }
    }

    async fn init(&self, network: Option<PathBuf>, words: Lang) -> Result<Output, ApiError> {
        self.adopt(network)?;
        let passphrase = secrets::new_passphrase(self.passphrase_fd)?;
        let language = language(words);
        let status = self
            .wallet
            .run(CreateWallet {
                passphrase: passphrase.clone(),
                language,
            })
            .await?;
        let phrase = self.wallet.run(RevealPhrase { passphrase }).await?;
        let text = format!(
            "Your recovery words. Write them down; whoever has them has your wallet.\n\n{}\n",
            phrase.words.join(" ")
        );
        output(
            &serde_json::json!({ "status": status, "words": phrase.words }),
            text,
        )
    }

    async fn restore(&self, network: Option<PathBuf>) -> Result<Output, ApiError> {
        self.adopt(network)?;
        let words = secrets::words()?;
        let passphrase = secrets::new_passphrase(self.passphrase_fd)?;
        let language = language(self.lang);
        let status = self
            .wallet
            .run(RestoreWallet {
                words,
                passphrase,
                language,
            })
            .await?;
        // What the chain knows comes back at once where there is one.
        let synced = match self.profile_has_network() {
            true => self.wallet.run(Sync {}).await.ok(),
            false => None,
        };
        let text = match &synced {
            Some(view) => format!(
                "restored; {} entries of yours, {} documents fetched\n",
                view.own, view.fetched
            ),
            None => "restored\n".to_owned(),
        };
        output(
            &serde_json::json!({ "status": status, "sync": synced }),
            text,
        )
    }

    async fn status(&self) -> Result<Output, ApiError> {
        let before = self.wallet.run(GetStatus {}).await?;
        if before.phase == Phase::Locked && self.passphrase_fd.is_some() {
            self.unlock().await?;
        }
        let status = self.wallet.run(GetStatus {}).await?;
        output(&status, format!("{}\n", plain(&status.phase)))
    }

    async fn accept(&self, offer: String, tx_code: Option<String>) -> Result<Output, ApiError> {
        let id = if offer.contains("://") {
            match self.wallet.run(OpenLink { link: offer }).await? {
                OpenedView::Offer { offer } => offer.id,
                OpenedView::Request { .. } => {
                    return Err(ApiError::about(ErrorCode::BadLink, "this is a request"));
                }
            }
        } else {
            self.wallet.run(GetOffer { id: offer }).await?.id
        };
        let command = AcceptOffer {
            id,
            transaction_code: tx_code.map(Into::into),
        };
        let row = self.wallet.run(command).await?;
        let text = format!("{} {}\n", short(&row.id), self.text(&row.name));
        output(&row, text)
    }

    async fn request(&self, request: Request) -> Result<Output, ApiError> {
        match request {
            Request::List => {
                let rows = self.wallet.run(ListInbox {}).await?;
                let text = rows.iter().map(|row| {
                    vec![
                        row.id.clone(),
                        row.number.clone(),
                        self.text(&row.party.name),
                        self.text(&row.about),
                        plain(&row.state),
                    ]
                });
                output(&rows, table(&text.collect::<Vec<_>>()))
            }
            Request::Inspect { request } => {
                let view = self.review(request).await?;
                let text = self.review_text(&view);
                output(&view, text)
            }
            Request::Approve(approve) => self.approve(approve).await,
            Request::Refuse { request, digest } => {
                let view = self.review(request).await?;
                let digest = digest.unwrap_or(view.digest);
                let row = self
                    .wallet
                    .run(RefuseRequest {
                        id: view.id,
                        digest,
                    })
                    .await?;
                let text = format!("{} {}\n", row.number, plain(&row.state));
                output(&row, text)
            }
        }
    }

    async fn approve(&self, approve: Approve) -> Result<Output, ApiError> {
        let view = self.review(approve.request).await?;
        // Unless told, what the office needs and the law permits.
        let wanted = |item: &ItemView| match &approve.attributes {
            Some(list) => list.contains(&item.attribute),
            None => item.required && item.law == LawVerdict::Permitted,
        };
        let items: Vec<String> = view
            .items
            .iter()
            .filter(|item| wanted(item))
            .map(|item| item.id.clone())
            .collect();
        if let Some(list) = &approve.attributes
            && let Some(unknown) = list
                .iter()
                .find(|code| !view.items.iter().any(|item| item.attribute == **code))
        {
            return Err(ApiError::about(ErrorCode::BadInput, unknown.clone()));
        }
        let until = match approve.days {
            Some(days) => view
                .until
                .min(view.from.saturating_add(i64::from(days) * 86_400)),
            None => view.until,
        };
        let command = ApproveRequest {
            id: view.id,
            digest: approve.digest.unwrap_or(view.digest),
            items,
            until,
            max_uses: approve.uses.unwrap_or(view.max_uses),
            passphrase: self.passphrase()?,
        };
        let receipt = self.wallet.run(command).await?;
        let text = format!(
            "approved {}, receipt {}, anchored in block {}\n",
            receipt.permission.number, receipt.receipt, receipt.anchored_height
        );
        output(&receipt, text)
    }

    async fn review(&self, request: String) -> Result<ReviewView, ApiError> {
        let id = if request.contains("://") {
            match self.wallet.run(OpenLink { link: request }).await? {
                OpenedView::Request { id } => id,
                OpenedView::Offer { .. } => {
                    return Err(ApiError::about(ErrorCode::BadLink, "this is an offer"));
                }
            }
        } else {
            request
        };
        self.wallet.run(ReviewRequest { id }).await
    }

    fn review_text(&self, view: &ReviewView) -> String {
        let mut text = format!(
            "{} asks ({}, {})\n  “{}”\nunder {}\n",
            self.text(&view.party.name),
            view.party.code,
            proof(&view.party.proof),
            self.text(&view.purpose_text),
            view.clause.as_ref().map_or_else(
                || view.clause_code.clone(),
                |clause| self.text(&clause.title)
            ),
        );
        let rows: Vec<Vec<String>> = view
            .items
            .iter()
            .map(|item| {
                vec![
                    format!("  {}", item.attribute),
                    item.value
                        .as_ref()
                        .map(|value| self.value(value))
                        .unwrap_or_default(),
                    if item.required {
                        "required"
                    } else {
                        "optional"
                    }
                    .to_owned(),
                    plain(&item.law),
                ]
            })
            .collect();
        text.push_str(&table(&rows));
        text.push_str(&format!(
            "until {}, {} uses, kept {} days\ndigest {}\n",
            view.until, view.max_uses, view.retention_days, view.digest
        ));
        text
    }

    async fn unlock(&self) -> Result<(), ApiError> {
        let passphrase = self.passphrase()?;
        self.wallet.run(Unlock { passphrase }).await.map(|_| ())
    }

    /// The passphrase: from the descriptor, read once, or typed at the terminal each time.
    fn passphrase(&self) -> Result<Secret, ApiError> {
        if let Some(known) = self.passphrase.get() {
            return Ok(known.clone());
        }
        let passphrase = secrets::passphrase(self.passphrase_fd)?;
        if self.passphrase_fd.is_some() {
            return Ok(self.passphrase.get_or_init(|| passphrase).clone());
        }
        Ok(passphrase)
    }

    fn adopt(&self, network: Option<PathBuf>) -> Result<(), ApiError> {
        match network {
            Some(file) => self
                .profile
                .adopt_network(&file)
                .map_err(|why| ApiError::about(ErrorCode::NoNetwork, why)),
            None => Ok(()),
        }
    }

    fn profile_has_network(&self) -> bool {
        self.profile.folder().join("network.json").exists()
    }

    /// A document's id from its beginning, as lists show it.
    async fn full_id(&self, start: &str) -> Result<String, ApiError> {
        let ids = self
            .wallet
            .run(ListDocuments {})
            .await?
            .into_iter()
            .map(|row| row.id);
        pick(ids, start)
    }

    async fn full_grant_id(&self, start: &str) -> Result<String, ApiError> {
        let ids = self
            .wallet
            .run(ListPermissions {})
            .await?
            .into_iter()
            .map(|row| row.id);
        pick(ids, start)
    }

    fn text(&self, text: &LocalText) -> String {
        match self.lang {
            Lang::Zh => text.zh.clone(),
            Lang::En => text.en.clone(),
        }
    }

    fn value(&self, value: &AttributeValue) -> String {
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

async fn read_code(wallet: &Wallet, image: &std::path::Path) -> Result<Output, ApiError> {
    let link = wallet.read_code_file(image).await?;
    let text = format!("{link}\n");
    output(&serde_json::json!({ "text": link }), text)
}

/// The one id that begins so; an id in full is itself.
fn pick(mut ids: impl Iterator<Item = String>, start: &str) -> Result<String, ApiError> {
    let missing = || ApiError::about(ErrorCode::NotFound, start);
    let found = ids.find(|id| id.starts_with(start)).ok_or_else(missing)?;
    match ids.find(|id| id.starts_with(start) && found.len() != start.len()) {
        Some(_) => Err(ApiError::about(
            ErrorCode::BadInput,
            "more than one begins so",
        )),
        None => Ok(found),
    }
}

fn output(value: &impl Serialize, text: String) -> Result<Output, ApiError> {
    let json =
        serde_json::to_string(value).map_err(|_| ApiError::about(ErrorCode::Internal, "json"))?;
    Ok(Output { json, text })
}

fn folder(given: Option<PathBuf>) -> Result<PathBuf, ApiError> {
    given
        .or_else(|| {
            directories::ProjectDirs::from("org", "citizenwallet", "desktop")
                .map(|dirs| dirs.data_dir().to_owned())
        })
        .ok_or_else(|| ApiError::about(ErrorCode::BadInput, "--profile"))
}

fn language(lang: Lang) -> Language {
    match lang {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    }
}

fn short(id: &str) -> String {
    id.chars().take(14).collect()
}

fn status(status: &wallet_api::DocumentStatus) -> String {
    plain(status)
}

fn state(state: &wallet_api::PermissionState) -> String {
    plain(state)
}

fn proof(proof: &Proof) -> String {
    match proof {
        Proof::Proven { height, .. } => format!("proven at {height}"),
        Proof::Stale { height, .. } => format!("as of {height}"),
        Proof::NotChecked => "not checked".to_owned(),
        Proof::Contradicted { .. } => "contradicted".to_owned(),
    }
}

/// The word of an enum on the border.
fn plain(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(serde_json::Value::Object(members)) => ["status", "state", "basis"]
            .iter()
            .find_map(|tag| members.get(*tag)?.as_str())
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    }
}
