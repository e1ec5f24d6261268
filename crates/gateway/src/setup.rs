//! Set-up: keys, contracts, directory and law, each made once and only brought up to date after.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use chain::calls::{self, Registration};
use chain::deploy::{self, Parties};
use chain::law::RuleTerms;
use chain::network::{LocalName, NetworkError, Node, Profile, Unchecked};
use chain::{Chain, ChainError, Network};
use keys::{PublicKey, Signer};
use url::Url;

use crate::city::{self, SampleDepartment};
use crate::keyring::{DepartmentKeys, Keyring};
use crate::ledger::{Ledger, Snapshot};
use crate::random;
use crate::state::{Folder, endpoint_of};
use crate::store::{Store, StoreError};

/// Citizens are spread over 256 buckets.
const BUCKET_BITS: u8 = 8;

/// What set-up found or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupReport {
    /// The contracts were deployed now; otherwise they were there.
    pub deployed: bool,
    /// Departments that were registered now.
    pub registered: usize,
    /// Departments whose registration was changed now.
    pub updated: usize,
    /// Rules that were enacted or amended now.
    pub rules_written: usize,
}

/// Why set-up failed.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A file cannot be read or written.
    #[error("a file cannot be read or written: {0}")]
    Io(#[from] io::Error),
    /// The chain refused, or cannot be reached.
    #[error("the chain failed: {0}")]
    Chain(#[from] ChainError),
    /// The description of the network is refused.
    #[error("the description of the network is refused: {0}")]
    Network(#[from] NetworkError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A sample department or rule does not fit the contracts.
    #[error("the sample city does not fit the contracts")]
    Sample,
    /// There is no description of the network: set-up has not run.
    #[error("there is no network.json in the folder: run `gateway setup` first")]
    NotSetUp,
}

/// Where the departments answer if nobody says otherwise.
pub const DEFAULT_BASE_URL: &str = "http://127.0.0.1:8640";

/// Makes everything that is not there yet. `rpc` is our own node, `base_url` where the departments
/// will answer; if nothing is said, they stay where they are.
///
/// # Errors
/// [`SetupError`].
pub async fn set_up(
    folder: &Folder,
    rpc: &Url,
    base_url: Option<&str>,
) -> Result<SetupReport, SetupError> {
    make_folder(folder.path())?;
    let keyring = Keyring::open_or_create(&folder.seed())?;
    admin_token(folder)?;
    let (chain, deployed) = match reuse(folder, rpc).await? {
        Some(chain) => (chain, false),
        None => (deploy(folder, &keyring, rpc).await?, true),
    };
    let mut report = bring_up_to_date(&chain, &keyring, base_url).await?;
    report.deployed = deployed;
    let store = Store::open(&folder.store())?;
    allot_invoice_numbers(&chain, &keyring, &store).await?;
    seed_registers(&store)?;
    Ok(report)
}

/// Reads the description of the network that set-up wrote.
///
/// # Errors
/// [`SetupError::NotSetUp`], [`SetupError::Io`], [`SetupError::Network`].
pub fn read_network(folder: &Folder) -> Result<Network, SetupError> {
    match fs::read(folder.network()) {
        Ok(bytes) => Ok(Network::parse(&bytes)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(SetupError::NotSetUp),
        Err(error) => Err(error.into()),
    }
}

/// Returns the token of the command line, drawn at the first call.
///
/// # Errors
/// If the file cannot be read or written.
pub fn admin_token(folder: &Folder) -> io::Result<String> {
    match fs::read_to_string(folder.admin_token()) {
        Ok(token) => Ok(token.trim().to_owned()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let token = random::secret();
            write_private(&folder.admin_token(), token.as_bytes())?;
            Ok(token)
        }
        Err(error) => Err(error),
    }
}

/// Registers, updates, enacts and amends until the chain says what the sample city says.
///
/// # Errors
/// [`SetupError`].
pub async fn bring_up_to_date(
    chain: &Chain,
    keyring: &Keyring,
    base_url: Option<&str>,
) -> Result<SetupReport, SetupError> {
    let snapshot = Ledger::new(chain.clone()).refresh().await?;
    let root = snapshot.directory.root().map(|root| root.endpoint.clone());
    let base_url = base_url
        .or_else(|| {
            root.as_deref()?
                .strip_suffix(&endpoint_of("", city::LEGISLATOR))
        })
        .unwrap_or(DEFAULT_BASE_URL);
    let (mut registered, mut updated) = (0, 0);
    for sample in &city::DEPARTMENTS {
        match register(chain, keyring, &snapshot, sample, base_url).await? {
            Change::None => {}
            Change::New => registered += 1,
            Change::Update => updated += 1,
        }
    }
    let rules_written = write_law(chain, keyring, &snapshot, base_url).await?;
    appoint_officers(chain, keyring, &snapshot).await?;
    Ok(SetupReport {
        deployed: false,
        registered,
        updated,
        rules_written,
    })
}

enum Change {
    None,
    New,
    Update,
}

async fn register(
    chain: &Chain,
    keyring: &Keyring,
    snapshot: &Snapshot,
    sample: &SampleDepartment,
    base_url: &str,
) -> Result<Change, SetupError> {
    let at = chain.network().contracts();
    let keys = keyring.department(sample.slug);
    let wanted = registration(sample, &keys, base_url);
    let id = keys.address();
    let (call, change) = match snapshot.directory.department(&id) {
        Some(found) if is_as_wanted(found, &wanted) => return Ok(Change::None),
        Some(_) => (calls::departments_update(at, id, &wanted), Change::Update),
        None if sample.parent.is_none() => (calls::departments_found(at, id, &wanted), Change::New),
        None => (calls::departments_register(at, id, &wanted), Change::New),
    };
    let call = call.map_err(|_| SetupError::Sample)?;
    // The deployer founds the root, the root speaks for itself, every other for its children.
    let sender = match (sample.parent, &change) {
        (Some(parent), _) => keyring.account(parent),
        (None, Change::New) => keyring.account("deployer"),
        (None, _) => keyring.account(sample.slug),
    };
    chain
        .send(sender.address(), &call, |digest| {
            Some(sender.sign_digest(digest))
        })
        .await?;
    Ok(change)
}

fn registration(sample: &SampleDepartment, keys: &DepartmentKeys, base_url: &str) -> Registration {
    Registration {
        level: sample.level,
        kind: sample.kind.to_owned(),
        ed25519: keys.ed25519_public(),
        x25519: keys.agreement.public_key(),
        p256_sign: keys.p256_public(),
        p256_encrypt: keys.encryption.public_key(),
        code: sample.code.to_owned(),
        name_zh: sample.zh.to_owned(),
        name_en: sample.en.to_owned(),
        endpoint: endpoint_of(base_url, sample.slug),
    }
}

fn is_as_wanted(found: &chain::Department, wanted: &Registration) -> bool {
    found.level == wanted.level
        && found.kind == wanted.kind
        && found.keys.ed25519 == Some(wanted.ed25519)
        && found.keys.x25519 == Some(wanted.x25519)
        && found.keys.p256_sign == Some(wanted.p256_sign)
        && found.keys.p256_encrypt == Some(wanted.p256_encrypt)
        && found.code == wanted.code
        && found.name_zh == wanted.name_zh
        && found.name_en == wanted.name_en
        && found.endpoint == wanted.endpoint
}

async fn write_law(
    chain: &Chain,
    keyring: &Keyring,
    snapshot: &Snapshot,
    base_url: &str,
) -> Result<usize, SetupError> {
    let at = chain.network().contracts();
    let legislator = keyring.account(city::LEGISLATOR);
    let mut written = 0;
    for wanted in city::rules(base_url) {
        let mut known: Vec<_> = snapshot.law.all().collect();
        // Of several rules that one matter had, the last one counts.
        known.reverse();
        let same_matter = known.into_iter().find(|rule| {
            let found = &rule.terms;
            found.requester_kind == wanted.requester_kind
                && found.entry == wanted.entry
                && found.attribute == wanted.attribute
                && found.purpose == wanted.purpose
                && found.action == wanted.action
        });
        let call = match same_matter {
            // A rule that was repealed or amended on purpose stays so; only where its text is found
            // follows the server.
            Some(rule) if rule.repealed => continue,
            Some(rule) => match text_moved(&rule.terms, base_url) {
                Some(moved) => calls::laws_amend(at, rule.id, &moved),
                None => continue,
            },
            None => calls::laws_enact(at, &wanted),
        };
        let call = call.map_err(|_| SetupError::Sample)?;
        let sign = |digest: &[u8; 32]| Some(legislator.sign_digest(digest));
        chain.send(legislator.address(), &call, sign).await?;
        written += 1;
    }
    Ok(written)
}

/// Authorises the sample officers once; one who was dismissed stays dismissed.
async fn appoint_officers(
    chain: &Chain,
    keyring: &Keyring,
    snapshot: &Snapshot,
) -> Result<(), SetupError> {
    const FIVE_YEARS: i64 = 5 * 366 * 86_400;
    for officer in city::OFFICERS.iter().filter(|officer| officer.appointed) {
        let PublicKey::Ed25519(key) = keyring.officer(officer.slug).public_key() else {
            return Err(SetupError::Sample);
        };
        let account = keyring.account(officer.department);
        let mut history = snapshot
            .directory
            .officer_history(&account.address())
            .iter();
        if history.any(|known| known.key == key) {
            continue;
        }
        let until = snapshot
            .no_earlier(random::now())
            .saturating_add(FIVE_YEARS);
        let until = u64::try_from(until).map_err(|_| SetupError::Sample)?;
        let at = chain.network().contracts();
        let call = calls::departments_appoint_officer(at, &key, until, city::OFFICER_SCOPE);
        let sign = |digest: &[u8; 32]| Some(account.sign_digest(digest));
        chain.send(account.address(), &call, sign).await?;
    }
    Ok(())
}

/// The rule with its text under `base_url`; `None` if it is there already.
fn text_moved(terms: &RuleTerms, base_url: &str) -> Option<RuleTerms> {
    let (_, file) = terms.text_uri.rsplit_once("/law/")?;
    let text_uri = format!("{base_url}/law/{file}");
    (terms.text_uri != text_uri).then(|| RuleTerms {
        text_uri,
        ..terms.clone()
    })
}

/// Connects to the network of an earlier set-up, if the node still has it.
async fn reuse(folder: &Folder, rpc: &Url) -> Result<Option<Chain>, SetupError> {
    let network = match read_network(folder) {
        Ok(network) => network,
        Err(SetupError::NotSetUp) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut fields = Unchecked::from(network);
    if fields.nodes.iter().all(|node| node.url != *rpc) {
        fields.nodes = vec![node(rpc)];
        fields.profile = Profile::Local {};
    }
    let network = Network::new(fields)?;
    let chain = match Chain::connect(network.clone()).await {
        Ok(chain) => chain,
        Err(ChainError::WrongGenesis { .. } | ChainError::WrongChain { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    // The same genesis without the contracts: the node was started over without its state.
    match Ledger::new(chain.clone()).refresh().await {
        Ok(snapshot) if snapshot.directory.root().is_some() => {
            write_network(folder, &network)?;
            Ok(Some(chain))
        }
        Ok(_) | Err(ChainError::Contradicted(_) | ChainError::BadAnswer { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn deploy(folder: &Folder, keyring: &Keyring, rpc: &Url) -> Result<Chain, SetupError> {
    let deployer = keyring.account("deployer");
    let parties = Parties {
        deployer: deployer.address(),
        legislator: keyring.account(city::LEGISLATOR).address(),
        tax_bureau: keyring.account(city::TAX_BUREAU).address(),
    };
    let sign = |digest: &[u8; 32]| Some(deployer.sign_digest(digest));
    let deployment = deploy::deploy_all(rpc, &parties, BUCKET_BITS, sign).await?;
    let network = Network::new(Unchecked {
        name: LocalName {
            zh: "海棠市".to_owned(),
            en: "Haitang (sample city)".to_owned(),
        },
        profile: Profile::Local {},
        chain_id: deployment.chain_id,
        genesis: deployment.genesis,
        start_block: deployment.start_block,
        bucket_bits: BUCKET_BITS,
        nodes: vec![node(rpc)],
        contracts: deployment.contracts,
    })?;
    // What was remembered of another chain is of no use on this one.
    for path in ["gateway.db", "gateway.db-wal", "gateway.db-shm"] {
        match fs::remove_file(folder.path().join(path)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    write_network(folder, &network)?;
    Ok(Chain::connect(network).await?)
}

fn node(rpc: &Url) -> Node {
    Node {
        name: "city-node".to_owned(),
        url: rpc.clone(),
    }
}

async fn allot_invoice_numbers(
    chain: &Chain,
    keyring: &Keyring,
    store: &Store,
) -> Result<(), SetupError> {
    const DONE: &str = "invoice numbers allotted";
    if store.meta(DONE)?.is_some() {
        return Ok(());
    }
    let tax = keyring.account(city::TAX_BUREAU);
    let biller = keyring.account(city::BILLER).address();
    let (first, last) = city::INVOICE_RANGE;
    let call = calls::invoices_allot(chain.network().contracts(), biller, first, last);
    match chain
        .send(tax.address(), &call, |digest| Some(tax.sign_digest(digest)))
        .await
    {
        Ok(_) => {}
        // Allotted before, and the note of it was lost.
        Err(ChainError::Reverted { error }) if error == "BadRange" => {}
        Err(error) => return Err(error.into()),
    }
    Ok(store.set_meta(DONE, "yes")?)
}

fn seed_registers(store: &Store) -> Result<(), SetupError> {
    let (entry, kind) = (city::SAMPLE_ENTRY, city::HOUSEHOLD);
    store.seed_entry(city::CUSTODIAN, entry, kind, &city::household_entry())?;
    store.seed_entry(city::UNIVERSITY, entry, "student", &city::degree())?;
    Ok(())
}

fn make_folder(path: &Path) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

fn write_network(folder: &Folder, network: &Network) -> Result<(), SetupError> {
    let mut text = serde_json::to_string_pretty(network).map_err(io::Error::other)?;
    text.push('\n');
    // Whole or not at all: a wallet may be reading.
    let draft = folder.path().join("network.json.new");
    fs::write(&draft, text)?;
    fs::rename(draft, folder.network())?;
    Ok(())
}

fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
