//! What departments and citizens do, and what can be proven of it.

use std::time::Duration;

use chain::journal::{Clear, EntryKind, own_entries, replay};
use chain::reads::{CredentialStatus, InvoiceStage};
use chain::{B256, BucketState, Chain, ChainError, PUBLIC_BUCKET, Verdict, calls};
use keys::{JournalSecret, X25519Secret};

use crate::world::{Account, World, network, note, registration, short, terms};

pub(crate) fn reverted<T: std::fmt::Debug>(result: Result<T, ChainError>) -> String {
    match result {
        Err(ChainError::Reverted { error }) => error,
        other => panic!("not reverted: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn directory_is_what_the_journal_says() {
    let Some(w) = World::new().await else { return };
    let at = &w.deployment.contracts;
    let street = Account::new(4);
    let call =
        calls::departments_register(at, street.address(), &registration(5, "street")).unwrap();
    w.civil.send(&w.chain, call).await.unwrap();
    let (directory, _, header) = w.public().await;

    let root = directory.root().unwrap();
    assert_eq!(
        (root.id, root.level, root.kind.as_str()),
        (w.root.address(), 1, "people")
    );
    assert_eq!(
        root.did.to_string(),
        format!("did:ethr:0x7a69:{}", w.root.address())
    );
    let found = directory.department(&street.address()).unwrap();
    let expected = registration(5, "street");
    assert_eq!(found.parent, Some(w.civil.address()));
    assert_eq!(found.keys.ed25519, Some(expected.ed25519));
    assert_eq!(found.keys.p256_encrypt, Some(expected.p256_encrypt));
    assert_eq!(
        (&found.name_zh, &found.endpoint),
        (&expected.name_zh, &expected.endpoint)
    );
    assert!(directory.is_within(&street.address(), &w.root.address()));
    assert!(!directory.is_within(&w.root.address(), &w.root.address()));
    assert_eq!(directory.children(&w.root.address()).count(), 2);
    assert_eq!(
        directory.by_endpoint("http://127.0.0.1:9005").unwrap().id,
        street.address()
    );
    assert!(directory.is_active_at(&street.address(), header.time()));
    assert!(!directory.is_active_at(&street.address(), found.from - 1));

    // Suspending a department closes all below, and history stays.
    let before = header.time();
    w.step_time().await;
    let call = calls::departments_set_active(at, w.civil.address(), false);
    w.root.send(&w.chain, call).await.unwrap();
    let (directory, _, header) = w.public().await;
    assert!(!directory.is_active_at(&street.address(), header.time()));
    assert!(directory.is_active_at(&street.address(), before));
    assert!(directory.is_active_at(&w.school.address(), header.time()));
    let officer = registration(2, "x").ed25519;
    let refused = calls::departments_appoint_officer(at, &officer, u64::MAX, "all");
    assert_eq!(
        reverted(w.civil.send(&w.chain, refused).await),
        "NotActiveDepartment"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn officers_come_and_go() {
    let Some(w) = World::new().await else { return };
    let at = &w.deployment.contracts;
    let (one, two) = (registration(1, "x").ed25519, registration(2, "x").ed25519);
    let until = u64::try_from(w.header().await.time()).unwrap() + 1000;
    for officer in [&one, &two] {
        let call = calls::departments_appoint_officer(at, officer, until, "issue");
        w.school.send(&w.chain, call).await.unwrap();
    }
    w.step_time().await;
    let call = calls::departments_dismiss_officer(at, &one);
    w.school.send(&w.chain, call).await.unwrap();
    let (directory, _, header) = w.public().await;
    let now = directory.officers(&w.school.address(), header.time());
    assert_eq!(now.iter().map(|o| o.key).collect::<Vec<_>>(), [two]);
    assert_eq!(
        directory
            .officers(&w.school.address(), header.time() - 5)
            .len(),
        2
    );
    assert!(
        directory
            .officers(&w.school.address(), header.time() + 5000)
            .is_empty()
    );
    let again = calls::departments_dismiss_officer(at, &one);
    assert_eq!(
        reverted(w.school.send(&w.chain, again).await),
        "NotAppointed"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn grant_lives_and_every_refusal_has_a_name() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let holder = Account::new(9);
    let print = B256::repeat_byte(0x11);
    let end = u64::try_from(w.header().await.time()).unwrap() + 1000;

    let use_it = || calls::grants_record_use(at, holder.address(), print, &note(7, 1));
    assert_eq!(
        reverted(w.school.send(chain, use_it()).await),
        "NotAnchored"
    );
    let past = calls::grants_anchor(at, print, 5, 2, &note(7, 1));
    assert_eq!(reverted(holder.send(chain, past).await), "BadGrant");
    let outside = calls::grants_anchor(at, print, end, 2, &note(256, 1));
    assert_eq!(reverted(holder.send(chain, outside).await), "BadBucket");
    let anchor = || calls::grants_anchor(at, print, end, 2, &note(7, 1));
    let receipt = holder.send(chain, anchor()).await.unwrap();
    assert_eq!(receipt.entries.len(), 1);
    assert_eq!(receipt.entries[0].kind(), Some(EntryKind::GrantAnchored));
    assert_eq!(receipt.entries[0].writer_address(), Some(holder.address()));
    assert_eq!(
        reverted(holder.send(chain, anchor()).await),
        "AlreadyAnchored"
    );
    assert_eq!(
        reverted(holder.send(chain, use_it()).await),
        "NotActiveDepartment"
    );
    w.school.send(chain, use_it()).await.unwrap();
    w.civil.send(chain, use_it()).await.unwrap();
    assert_eq!(reverted(w.school.send(chain, use_it()).await), "UsedUp");

    let other = B256::repeat_byte(0x22);
    holder
        .send(chain, calls::grants_anchor(at, other, end, 9, &note(7, 2)))
        .await
        .unwrap();
    holder
        .send(chain, calls::grants_revoke(at, other, &note(7, 3)))
        .await
        .unwrap();
    let use_other = calls::grants_record_use(at, holder.address(), other, &note(7, 4));
    assert_eq!(reverted(w.school.send(chain, use_other).await), "Revoked");
    let link = B256::repeat_byte(0x33);
    assert!(
        !chain
            .link_withdrawn(w.school.address(), link)
            .await
            .unwrap()
    );
    w.school
        .send(chain, calls::grants_withdraw_link(at, link))
        .await
        .unwrap();
    assert!(
        chain
            .link_withdrawn(w.school.address(), link)
            .await
            .unwrap()
    );

    let header = w.header().await;
    for print in [print, other, link] {
        let said = chain.grant_state(holder.address(), print).await.unwrap();
        let proven = chain
            .proven_grant_state(&header, holder.address(), print)
            .await
            .unwrap();
        assert_eq!(proven.value, said);
        assert!(proven.proof.is_proven());
    }
    let state = chain
        .grant_state(holder.address(), print)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((state.max_uses, state.used, state.revoked), (2, 2, false));
    assert_eq!(state.end, i64::try_from(end).unwrap());
    let revoked = chain
        .grant_state(holder.address(), other)
        .await
        .unwrap()
        .unwrap();
    assert!(revoked.revoked);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn credentials_and_invoices_are_proven() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let (one, two) = (B256::repeat_byte(1), B256::repeat_byte(2));
    for print in [one, two] {
        w.school
            .send(chain, calls::credentials_anchor(at, print, &note(3, 1)))
            .await
            .unwrap();
    }
    let superseded =
        calls::credentials_set_status(at, one, CredentialStatus::Superseded, two, &note(3, 2));
    w.school.send(chain, superseded).await.unwrap();
    let revive =
        calls::credentials_set_status(at, one, CredentialStatus::Valid, B256::ZERO, &note(3, 2));
    assert_eq!(reverted(w.school.send(chain, revive).await), "Final");

    w.root
        .send(
            chain,
            calls::invoices_allot(at, w.civil.address(), 100, 199),
        )
        .await
        .unwrap();
    let holder = Account::new(7);
    let what = |number| calls::InvoiceIssue {
        number,
        fingerprint: one,
        holder: holder.address(),
        amounts: B256::repeat_byte(9),
        original: None,
    };
    let signed = |what: calls::InvoiceIssue| {
        let digest = what.digest(chain.network(), w.civil.address());
        w.root.0.sign_digest(&digest)
    };
    let issue = |n| calls::invoices_issue(at, what(n), &signed(what(n)), &note(4, 1));
    assert_eq!(
        reverted(w.civil.send(chain, issue(200)).await),
        "NotAllotted"
    );
    let other = calls::invoices_issue(at, what(150), &signed(what(151)), &note(4, 1));
    assert_eq!(
        reverted(w.civil.send(chain, other).await),
        "NotCountersigned"
    );
    w.civil.send(chain, issue(150)).await.unwrap();
    assert_eq!(
        reverted(w.civil.send(chain, issue(150)).await),
        "AlreadyIssued"
    );

    let header = w.header().await;
    for print in [one, two, B256::repeat_byte(3)] {
        let said = chain
            .credential_status(w.school.address(), print)
            .await
            .unwrap();
        let proven = chain.proven_credential_status(&header, w.school.address(), print);
        assert_eq!(proven.await.unwrap().value, said);
    }
    let state = chain
        .credential_status(w.school.address(), one)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (state.status, state.successor),
        (CredentialStatus::Superseded, Some(two))
    );
    for number in [150, 151] {
        let said = chain.invoice(number).await.unwrap();
        assert_eq!(
            chain.proven_invoice(&header, number).await.unwrap().value,
            said
        );
    }
    let invoice = chain.invoice(150).await.unwrap().unwrap();
    assert_eq!(
        (invoice.biller, invoice.fingerprint),
        (w.civil.address(), one)
    );
    assert_eq!(invoice.holder, holder.address());
    assert_eq!(invoice.stage, InvoiceStage::Issued);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invoice_goes_its_way_and_every_step_is_proven() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let allot = calls::invoices_allot(at, w.civil.address(), 100, 199);
    w.root.send(chain, allot).await.unwrap();
    let holder = Account::new(7);
    let what = |number: u8, original| calls::InvoiceIssue {
        number: number.into(),
        fingerprint: B256::repeat_byte(number),
        holder: holder.address(),
        amounts: B256::repeat_byte(9),
        original,
    };
    let signed = |what: calls::InvoiceIssue| {
        w.root
            .0
            .sign_digest(&what.digest(chain.network(), w.civil.address()))
    };
    for number in [101, 102, 103] {
        let what = what(number, None);
        let issue = calls::invoices_issue(at, what, &signed(what), &note(4, 1));
        w.civil.send(chain, issue).await.unwrap();
    }
    let claim = |number, payer: &Account| calls::invoices_claim(at, number, payer.address());
    let (school, civil) = (&w.school, &w.civil);

    // One goes all the way; nobody can take it a second time.
    holder.send(chain, claim(101, school)).await.unwrap();
    assert_eq!(
        reverted(holder.send(chain, claim(101, civil)).await),
        "AlreadyClaimed"
    );
    let pay = || calls::invoices_reimburse(at, 101);
    assert_eq!(reverted(school.send(chain, pay()).await), "WrongState");
    school
        .send(chain, calls::invoices_book(at, 101))
        .await
        .unwrap();
    assert_eq!(reverted(civil.send(chain, pay()).await), "NotThePayer");
    school.send(chain, pay()).await.unwrap();
    assert_eq!(reverted(school.send(chain, pay()).await), "WrongState");
    // One is taken back, one is reversed after it was claimed.
    civil
        .send(chain, calls::invoices_void(at, 102))
        .await
        .unwrap();
    holder.send(chain, claim(103, school)).await.unwrap();
    let red = what(104, Some(103));
    let reverse = calls::invoices_reverse(at, red, &signed(red), &note(4, 2));
    civil.send(chain, reverse).await.unwrap();

    let header = w.header().await;
    let mut stages = Vec::new();
    for number in 101..=105 {
        let proven = chain.proven_invoice(&header, number).await.unwrap().value;
        assert_eq!(proven, chain.invoice(number).await.unwrap(), "{number}");
        stages.push(proven.map(|it| (it.stage, it.payer, it.original, it.reversal)));
    }
    let payer = Some(school.address());
    assert_eq!(
        stages,
        [
            Some((InvoiceStage::Reimbursed, payer, None, None)),
            Some((InvoiceStage::Voided, None, None, None)),
            Some((InvoiceStage::Reversed, payer, None, Some(104))),
            Some((InvoiceStage::Issued, None, Some(103), None)),
            None,
        ]
    );

    // The steps stand in the holder's bucket, under the invoice's fingerprint.
    let entries = w.sync(chain, &[4], &header).await.unwrap();
    let steps: Vec<_> = (entries.iter())
        .filter(|entry| entry.fingerprint == B256::repeat_byte(101))
        .map(|entry| (entry.kind().unwrap(), entry.clear().map(|(clear, _)| clear)))
        .collect();
    let number = 101;
    assert_eq!(
        steps,
        [
            (EntryKind::InvoiceIssued, None),
            (
                EntryKind::InvoiceClaimed,
                Some(Clear::InvoiceClaimed {
                    number,
                    payer: school.address()
                })
            ),
            (
                EntryKind::InvoiceBooked,
                Some(Clear::InvoiceStep { number })
            ),
            (
                EntryKind::InvoiceReimbursed,
                Some(Clear::InvoiceStep { number })
            ),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sync_is_incremental_and_finds_ones_own() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let viewing = X25519Secret::from_seed([5; 32]);
    let department = X25519Secret::from_seed([6; 32]);
    let shared = department.diffie_hellman(&viewing.public_key()).unwrap();
    let secret = JournalSecret::derive(&shared, w.deployment.chain_id, w.school.address());
    let anchor = |n: u8, mine: bool| {
        let print = B256::repeat_byte(n);
        let mut note = note(u16::from(n % 3), n);
        if mine {
            note.tag = secret
                .tag(&note.nonce.0, EntryKind::CredentialAnchored as u8, &print.0)
                .into();
        }
        calls::credentials_anchor(at, print, &note)
    };
    let buckets = [2, PUBLIC_BUCKET, 0, 200, 1];
    let mut states = w.start(&buckets);
    let mut entries = Vec::new();
    let mut header = None;
    for round in 0..3u8 {
        for n in 1..=6 {
            let n = round * 6 + n;
            w.school.send(chain, anchor(n, n % 4 == 0)).await.unwrap();
        }
        let next = chain.trusted_header(header.as_ref()).await.unwrap();
        states = chain
            .sync(&states, &next, |entry| entries.push(entry.clone()))
            .await
            .unwrap();
        header = Some(next);
    }
    assert_eq!(states.iter().map(|s| s.bucket).collect::<Vec<_>>(), buckets);
    assert!(
        states
            .iter()
            .all(|s| s.height == header.as_ref().unwrap().number())
    );
    assert_eq!(
        states.iter().map(|s| s.count).collect::<Vec<_>>(),
        [6, 3, 6, 0, 6]
    );
    assert_eq!(states[3].head, B256::ZERO);

    // A cold sync comes to the same, and so does a bucket that joins later at another height.
    let mut mixed = w.start(&buckets);
    mixed[0] = states[0];
    let again = chain
        .sync(&mixed, header.as_ref().unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(again, states);
    let public: Vec<_> = entries
        .iter()
        .filter(|e| e.bucket == PUBLIC_BUCKET)
        .cloned()
        .collect();
    let start = BucketState::empty(PUBLIC_BUCKET, w.deployment.start_block);
    assert_eq!(replay(start, &public).unwrap().head, states[1].head);

    let own = own_entries(&[(&secret, w.school.address())], &entries);
    let mut found: Vec<_> = own.iter().map(|own| own.entry.fingerprint[0]).collect();
    found.sort_unstable();
    assert_eq!(found, [4, 8, 12, 16]);
    assert!(own_entries(&[(&secret, w.civil.address())], &entries).is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_sends_of_one_account_do_not_collide() {
    let Some(w) = World::new().await else { return };
    let at = w.deployment.contracts;
    let sends = (1..=12).map(|n| {
        let chain = w.chain.clone();
        let school = Account::new(2);
        tokio::spawn(async move {
            let call = calls::credentials_anchor(&at, B256::repeat_byte(n), &note(0, n));
            school.send(&chain, call).await
        })
    });
    for send in sends.collect::<Vec<_>>() {
        send.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_signer_is_refused_before_sending() {
    let Some(w) = World::new().await else { return };
    let call =
        calls::credentials_anchor(&w.deployment.contracts, B256::repeat_byte(1), &note(0, 1));
    let sent = w
        .chain
        .send(w.school.address(), &call, |d| {
            Some(w.civil.0.sign_digest(d))
        })
        .await;
    assert_eq!(sent.unwrap_err(), ChainError::Signing);
    let sent = w.chain.send(w.school.address(), &call, |_| None).await;
    assert_eq!(sent.unwrap_err(), ChainError::Signing);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_node_is_unreachable() {
    let Some(mut w) = World::new().await else {
        return;
    };
    let header = w.header().await;
    w.anvil.stop();
    let unreachable = |error: &ChainError| matches!(error, ChainError::Unreachable { .. });
    assert!(unreachable(
        &w.chain.trusted_header(None).await.unwrap_err()
    ));
    let error = w.sync(&w.chain, &[1], &header).await.unwrap_err();
    assert!(matches!(error, chain::SyncError::Chain(ref inner) if unreachable(inner)));
    let network = network(
        &w.deployment,
        chain::network::Profile::Local {},
        &[w.anvil.url.clone()],
    );
    assert!(unreachable(
        &Chain::connect_with(network, short()).await.unwrap_err()
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn law_is_enacted_amended_and_repealed() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let rule = terms(Some("education"), "address", Verdict::Permit);
    w.root
        .send(chain, calls::laws_enact(at, &rule).unwrap())
        .await
        .unwrap();
    let stranger = w
        .school
        .send(chain, calls::laws_enact(at, &rule).unwrap())
        .await;
    assert_eq!(reverted(stranger), "NotTheLegislator");
    let twice = w
        .root
        .send(chain, calls::laws_enact(at, &rule).unwrap())
        .await;
    assert_eq!(reverted(twice), "MatterTaken");
    w.step_time().await;
    let amended = chain::law::RuleTerms {
        max_uses: 1,
        ..rule.clone()
    };
    w.root
        .send(chain, calls::laws_amend(at, 1, &amended).unwrap())
        .await
        .unwrap();
    w.step_time().await;
    w.root.send(chain, calls::laws_repeal(at, 1)).await.unwrap();
    let (_, law, _) = w.public().await;
    let history = law.history(1);
    assert_eq!(history.len(), 3);
    assert_eq!(history[0].terms, rule);
    assert_eq!(history[1].terms, amended);
    assert_eq!([0, 1, 2].map(|i| history[i].repealed), [false, false, true]);
    assert_eq!(law.rule_at(1, history[1].written).unwrap(), &history[1]);
}

#[test]
fn confirm_gives_up_in_time() {
    // A transaction nobody has sent: the wait ends at the caller's limit.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let Some(w) = World::new().await else { return };
        let hash = chain::TxHash(B256::repeat_byte(1));
        let result = w.chain.confirm(hash, Duration::from_millis(300)).await;
        assert_eq!(result.unwrap_err(), ChainError::NotConfirmed);
    });
}
