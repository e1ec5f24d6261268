//! Reads the chain: the public book first, then the buckets of the holder's relations.
//!
//! Everything that is read is a candidate until its bucket's head is proven; then all of it is
//! stored in one act. A wallet asks for whole buckets, so a node does not learn whose they are.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::iter::once;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use chain::{
    BucketState, Entry, SyncError,
    journal::{End, EntryKind, Progress, Step},
};
use keys::{
    ChainAddress, JournalSecret,
    relation::{BILLING_URI, SELF_URI},
};
use vault::Order;
use wallet_api::{ApiError, ErrorCode, StopSync, Sync, SyncedView, WalletEvent};

use crate::{
    acts::{
        accesses, announced, billing_code, cases, counter_offer, fetch, handed_on, lies, petition,
        recover, refill, refuse, reorganised, stopped, withdraw,
    },
    convert,
    session::{Book, Session},
    store::{AnchorRecord, EntryRecord, Head, ONLY, kind},
    wallet::{Act, Wallet, now},
};

impl Act for Sync {
    async fn act(self, wallet: &Wallet) -> Result<SyncedView, ApiError> {
        run(wallet).await
    }
}

impl Act for StopSync {
    async fn act(self, wallet: &Wallet) -> Result<(), ApiError> {
        wallet.session()?.set_stop_sync(true);
        Ok(())
    }
}

/// What a run over the chain read.
#[derive(Default)]
struct Read {
    entries: u64,
    own: u64,
    changed: bool,
}

/// Reads the chain and fetches what it announces; one run at a time.
pub(crate) async fn run(wallet: &Wallet) -> Result<SyncedView, ApiError> {
    let session = wallet.session()?;
    let read = {
        let _one = session.syncing.lock().await;
        read_chain(wallet, &session).await?
    };
    let broken_off = recover::broken_off(&session)?;
    let fetched = fetch::awaited(wallet, &session).await?;
    let settled = counter_offer::settle_waiting(wallet, &session).await?;
    refuse::tell_all(wallet, &session).await?;
    refill::few_left(wallet, &session).await?;
    if read.changed || broken_off || fetched.documents > 0 || settled {
        wallet.content_changed();
        wallet.status_changed();
    }
    Ok(SyncedView {
        sync: session.sync_view(),
        entries: read.entries,
        own: read.own,
        fetched: fetched.documents,
        awaiting: fetched.awaiting,
    })
}

/// Makes sure that the directory and the law were read at least once.
pub(crate) async fn ensure_book(wallet: &Wallet, session: &Session) -> Result<(), ApiError> {
    if session.book().directory.root().is_some() {
        return Ok(());
    }
    let _one = session.syncing.lock().await;
    if session.book().directory.root().is_some() {
        return Ok(());
    }
    read_chain(wallet, session).await.map(|_| ())
}

/// Reads the chain once more if the last time is not just over. A chain that does not answer leaves
/// what was proven before, which says so.
pub(crate) async fn refresh(wallet: &Wallet, session: &Session) {
    const JUST_SECS: i64 = 5;
    let recent = |session: &Session| {
        session
            .head()
            .is_some_and(|head| (0..JUST_SECS).contains(&(now() - head.checked)))
    };
    if recent(session) {
        return;
    }
    let _one = session.syncing.lock().await;
    if !recent(session) {
        // Its outcome stands in the sync view.
        let _ = read_chain(wallet, session).await;
    }
}

async fn read_chain(wallet: &Wallet, session: &Session) -> Result<Read, ApiError> {
    session.set_stop_sync(false);
    session.sync_begins();
    wallet.tell(moved(session, 0, 0, None));
    let result = try_read(wallet, session).await;
    session.sync_ended(result.as_ref().err().map(|error| error.code))?;
    let entries = result.as_ref().map_or(0, |read| read.entries);
    wallet.tell(moved(session, entries, 0, None));
    result
}

fn moved(
    session: &Session,
    entries: u64,
    per_second: u64,
    seconds_left: Option<u32>,
) -> WalletEvent {
    WalletEvent::SyncMoved {
        sync: session.sync_view(),
        entries,
        per_second,
        seconds_left,
    }
}

/// Tells how far a reading is, some times a second, and whether it shall go on.
struct Teller<'a> {
    wallet: &'a Wallet,
    session: &'a Session,
    started: Instant,
    told: Instant,
}

/// Between two times that it is told.
const TELL_EVERY: Duration = Duration::from_millis(250);
/// What is over sooner needs no estimate, and what just began allows none.
const WORTH_AN_ESTIMATE: Duration = Duration::from_secs(1);

impl<'a> Teller<'a> {
    fn new(wallet: &'a Wallet, session: &'a Session) -> Self {
        let started = Instant::now();
        Self {
            wallet,
            session,
            started,
            told: started,
        }
    }

    fn tell(&mut self, progress: Progress) -> ControlFlow<()> {
        if self.session.stops_sync() {
            return ControlFlow::Break(());
        }
        if self.told.elapsed() >= TELL_EVERY {
            self.told = Instant::now();
            let (per_second, left) = estimate(progress, self.started.elapsed());
            let event = moved(self.session, progress.entries, per_second, left);
            self.wallet.tell(event);
        }
        ControlFlow::Continue(())
    }
}

/// Entries a second, and about how many seconds are left, by the blocks that are.
fn estimate(progress: Progress, elapsed: Duration) -> (u64, Option<u32>) {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let per_second = (progress.entries as f64 / seconds) as u64;
    let read = progress.block.saturating_sub(progress.first) + 1;
    let left = progress.last.saturating_sub(progress.block);
    let seconds_left = (seconds * left as f64 / read as f64).ceil() as u32;
    (
        per_second,
        (elapsed >= WORTH_AN_ESTIMATE).then_some(seconds_left),
    )
}

async fn try_read(wallet: &Wallet, session: &Session) -> Result<Read, ApiError> {
    let chain = session.chain(&wallet.inner().profile).await?;
    let network = chain.network();
    check_network(session, network)?;
    let last = session.head().map(|head| head.header);
    let (header, left) = reorganised::newest_header(session, &chain, last.as_ref()).await?;
    let head = Head {
        header: header.clone(),
        checked: now(),
    };

    // The public book: who is who, and what the law says.
    let old = session.book();
    let start = match old.state.height {
        _ if left => Book::empty(network.chain_id(), network.start_block()),
        0 => Book::empty(network.chain_id(), network.start_block()),
        _ => (*old).clone(),
    };
    let mut public = Vec::new();
    let followed = chain
        .follow(&[start.state], &header, |step| {
            if let Step::Entry(entry) = step {
                public.push(entry.clone());
            }
            ControlFlow::Continue(())
        })
        .await;
    lies::keep(session, &followed.lies)?;
    if let End::Failed(error) = followed.end {
        return Err(sync_error(error));
    }
    let mut book = start;
    for entry in &public {
        // What the contracts cannot have written is no department and no rule; the rest stands.
        if book.directory.apply(entry).is_err() || book.law.apply(entry).is_err() {
            tracing::warn!(
                seq = entry.seq,
                "an entry of the public book was not understood"
            );
        }
    }
    book.state = followed.states[0];

    // The holder's own buckets.
    let restored = session.meta()?.restored;
    let mut codes = billing_code::watched(session)?;
    let (relations, followed, count, mut own, steps) = loop {
        let relations = relations(
            session,
            &book,
            network.bucket_bits(),
            network.chain_id(),
            codes,
        )?;
        let buckets: BTreeSet<u16> = relations.iter().map(|relation| relation.bucket).collect();
        let states =
            session.read(|t| {
                buckets
                    .iter()
                    .map(|bucket| {
                        let stored = match left {
                            true => None,
                            false => t.get::<BucketState>(kind::BUCKET, &bucket.to_string())?,
                        };
                        Ok(stored
                            .unwrap_or_else(|| BucketState::empty(*bucket, network.start_block())))
                    })
                    .collect::<Result<Vec<_>, vault::StoreError>>()
            })?;
        let finder = Finder::new(&relations);
        let mut invoices = own_invoices(session)?;
        let mut count = 0u64;
        let mut own: Vec<(Entry, usize)> = Vec::new();
        let mut steps: Vec<Entry> = Vec::new();
        let mut teller = Teller::new(wallet, session);
        let followed = chain
            .follow(&states, &header, |step| match step {
                Step::Entry(entry) => {
                    count += 1;
                    let kind = entry.kind();
                    if kind.is_some_and(EntryKind::is_invoice_step) {
                        // Issued before, in the same bucket.
                        if invoices.contains(&entry.fingerprint) {
                            steps.push(entry.clone());
                        }
                    } else if let Some(relation) = finder.find(entry) {
                        if kind == Some(EntryKind::InvoiceIssued) {
                            invoices.insert(entry.fingerprint);
                        }
                        own.push((entry.clone(), relation));
                    }
                    ControlFlow::Continue(())
                }
                Step::Page(progress) => teller.tell(progress),
            })
            .await;
        lies::keep(session, &followed.lies)?;
        let last = own
            .iter()
            .map(|(_, relation)| &relations[*relation])
            .filter(|relation| relation.uri == BILLING_URI)
            .map(|relation| billing_code::to_watch(relation.index))
            .max();
        match last {
            // After a restore: codes were used further on than anybody knew.
            Some(further) if restored && further > codes && followed.end == End::Reached => {
                codes = further;
            }
            _ => break (relations, followed, count, own, steps),
        }
    };
    let whole = followed.end == End::Reached;
    if left && !whole {
        // Only the whole of the new course can say what is no longer in it.
        return match followed.end {
            End::Failed(error) => Err(sync_error(error)),
            _ => Ok(Read::default()),
        };
    }
    let states = followed.states;

    // Each bucket has its order; together they are taken in as they came to pass.
    own.sort_by_key(|(entry, _)| entry.block);
    let records: Vec<EntryRecord> = own
        .into_iter()
        .map(|(entry, relation)| announced::open(entry, &relations[relation]))
        .collect();
    let petitions = petition::found(session, network.chain_id(), &records)?;
    let records = session.write(|t| {
        let records = match left {
            true => reorganised::reconcile(t, records, &steps, header.number())?,
            false => records,
        };
        for (id, record) in &petitions {
            petition::take_in(t, id, record)?;
        }
        for record in &records {
            announced::take_in(t, record)?;
        }
        for step in &steps {
            announced::take_in_step(t, step)?;
        }
        for state in &states {
            t.put(kind::BUCKET, &state.bucket.to_string(), 0, state)?;
        }
        if !public.is_empty() || book.state.height == 0 || old.state.height == 0 {
            t.put(kind::BOOK, ONLY, 0, &book)?;
        }
        // What is proven is kept in any case; the head stands for all of it.
        if whole {
            t.put(kind::HEAD, ONLY, 0, &head)?;
        }
        Ok(records)
    })?;
    let own = (records.len() + steps.len()) as u64;
    let mut changed = !public.is_empty() || own > 0 || last.is_none() || left;
    session.set_book(book);
    if !whole {
        return match followed.end {
            End::Failed(error) => Err(sync_error(error)),
            _ => Ok(Read {
                entries: count + public.len() as u64,
                own,
                changed,
            }),
        };
    }
    session.set_head(head);
    changed |= handed_on::check_taken_back(session, &chain, &header).await?;
    let followed = cases::follow(wallet, session, &chain, &header).await?;
    let stopped = stopped::notice(session)?;
    let sealed = withdraw::seal(session)?;
    let alarmed = accesses::judge(session)?;
    Ok(Read {
        entries: count + public.len() as u64,
        own,
        changed: changed || followed || stopped || sealed || alarmed,
    })
}

/// Fingerprints of the invoices that are known.
fn own_invoices(session: &Session) -> Result<HashSet<chain::B256>, ApiError> {
    let anchors = session
        .read(|t| t.list::<AnchorRecord>(kind::ANCHOR, Order::NewestFirst, usize::MAX, 0))?;
    anchors
        .into_iter()
        .filter(|row| row.body.invoice)
        .map(|row| convert::digest_bytes(&row.id).map(Into::into))
        .collect()
}

/// A vault belongs to the network it met first.
fn check_network(session: &Session, network: &chain::Network) -> Result<(), ApiError> {
    let genesis = network.genesis().to_string();
    let mut meta = session.meta()?;
    match &meta.genesis {
        Some(known) if *known == genesis => Ok(()),
        Some(_) => Err(ApiError::about(ErrorCode::WrongNetwork, "genesis")),
        None => {
            meta.genesis = Some(genesis);
            session.write(|t| t.put(kind::META, ONLY, meta.created, &meta))
        }
    }
}

/// One relation with one writer: how its entries are found.
pub(crate) struct RelationSecret {
    pub(crate) uri: String,
    pub(crate) index: u32,
    pub(crate) bucket: u16,
    pub(crate) secret: JournalSecret,
    /// Who writes; `None` for the holder's own entries, which come from one-time accounts.
    pub(crate) writer: Option<ChainAddress>,
    /// DID of the writer, where the URI does not name it.
    pub(crate) party: Option<String>,
}

/// The holder's relations with every department of the directory, with itself, and of the first
/// `codes` billing codes with every department that may have been shown one. A department that
/// changed its agreement key has one for each.
fn relations(
    session: &Session,
    book: &Book,
    bits: u8,
    chain_id: u64,
    codes: u32,
) -> Result<Vec<RelationSecret>, ApiError> {
    let failed = |_| ApiError::about(ErrorCode::Internal, "relation");
    session.vault(|vault| {
        let own = vault.relation_public(SELF_URI, 0);
        let mut relations = vec![RelationSecret {
            uri: SELF_URI.to_owned(),
            index: 0,
            bucket: keys::journal::bucket(&own.viewing, bits),
            secret: vault
                .journal_secret(SELF_URI, 0, None, chain_id, ChainAddress::ZERO)
                .map_err(failed)?,
            writer: None,
            party: None,
        }];
        for department in book.directory.all() {
            let uri = keys::relation::department_uri(&department.did);
            let agreements: BTreeSet<_> = book
                .directory
                .history(&department.id)
                .iter()
                .filter_map(|state| state.keys.x25519)
                .collect();
            // A seller who was shown a code writes to the code's relation.
            let of_codes = (0..codes).map(|index| (BILLING_URI, index));
            for (uri, index) in once((uri.as_str(), 0)).chain(of_codes) {
                let viewing = vault.relation_public(uri, index).viewing;
                for agreement in &agreements {
                    let secret = vault
                        .journal_secret(uri, index, Some(agreement), chain_id, department.id)
                        .map_err(failed)?;
                    relations.push(RelationSecret {
                        uri: uri.to_owned(),
                        index,
                        bucket: keys::journal::bucket(&viewing, bits),
                        secret,
                        writer: Some(department.id),
                        party: (uri == BILLING_URI).then(|| department.did.to_string()),
                    });
                }
            }
        }
        Ok(relations)
    })
}

/// Finds own entries: a look-up by writer, then one HMAC.
struct Finder<'r> {
    relations: &'r [RelationSecret],
    by_writer: HashMap<ChainAddress, Vec<usize>>,
    own: Vec<usize>,
    all: Vec<usize>,
}

impl<'r> Finder<'r> {
    fn new(relations: &'r [RelationSecret]) -> Self {
        let mut by_writer: HashMap<ChainAddress, Vec<usize>> = HashMap::new();
        let mut own = Vec::new();
        for (index, relation) in relations.iter().enumerate() {
            match relation.writer {
                Some(writer) => by_writer.entry(writer).or_default().push(index),
                None => own.push(index),
            }
        }
        Self {
            relations,
            by_writer,
            own,
            all: (0..relations.len()).collect(),
        }
    }

    fn find(&self, entry: &Entry) -> Option<usize> {
        let candidates = match entry.kind() {
            // Written from accounts that are used once: nothing is known of the writer beforehand.
            Some(
                EntryKind::GrantAnchored | EntryKind::GrantRevoked | EntryKind::EvidenceDeposited,
            ) => &self.own,
            // The first comes from such an account, too; the second may be written by an office
            // above the one whose relation the note is of.
            Some(EntryKind::PetitionLodged | EntryKind::CaseDecided) => &self.all,
            _ => self.by_writer.get(&entry.writer_address()?)?,
        };
        candidates.iter().copied().find(|index| {
            let relation = &self.relations[*index];
            relation.bucket == entry.bucket
                && relation
                    .secret
                    .tag(&entry.nonce.0, entry.kind, &entry.fingerprint.0)
                    == entry.tag.0
        })
    }
}

fn sync_error(error: SyncError) -> ApiError {
    match error {
        SyncError::Contradicted(what) => {
            tracing::error!(%what, "a node's answers contradict the chain's state");
            ApiError::about(ErrorCode::ChainContradicts, what.to_string())
        }
        SyncError::Chain(error) => convert::chain_error(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_goes_by_the_blocks_left() {
        let progress = Progress {
            entries: 5_000,
            first: 1,
            block: 25,
            last: 100,
        };
        assert_eq!(estimate(progress, Duration::from_secs(2)), (2_500, Some(6)));
        let (_, left) = estimate(progress, Duration::from_millis(300));
        assert_eq!(left, None, "nothing is said of a moment");
    }
}
