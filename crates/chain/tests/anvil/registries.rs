//! Referrals, accesses, petitions and presentations: what is written is read back, plainly and
//! proven, and stands in the journal as the crate reads it.

use chain::calls::{self, Ruling};
use chain::journal::{Clear, EntryKind};
use chain::reads::CaseState;
use chain::{B256, Receipt, Verdict};
use keys::Ed25519PublicKey;

use crate::acts::reverted;
use crate::world::{Account, World, note, registration, terms};

fn officer(seed: u8) -> Ed25519PublicKey {
    registration(seed, "any").ed25519
}

/// The only entry of a receipt: its kind, what is in clear, what is sealed.
fn entry(receipt: &Receipt) -> (EntryKind, Clear, Vec<u8>) {
    let [entry] = receipt.entries.as_slice() else {
        panic!("one entry")
    };
    let (clear, sealed) = entry.clear().unwrap();
    (entry.kind().unwrap(), clear, sealed.to_vec())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_opened_and_decided_once_by_an_officer() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let (school, civil) = (w.school.address(), w.civil.address());
    let request = B256::repeat_byte(0x51);
    let rule = terms(Some("education"), "address", Verdict::Refer);
    let enact = calls::laws_enact(at, &rule).unwrap();
    w.root.send(chain, enact).await.unwrap();
    let now = u64::try_from(w.header().await.time()).unwrap();
    let due = Some(now + 900);

    let open = || calls::referrals_open(at, civil, request, &[1], due, &note(7, 3));
    assert_eq!(
        reverted(w.civil.send(chain, open()).await),
        "OwnRequest",
        "the custodian itself"
    );
    let by_another_rule = calls::referrals_open(at, civil, request, &[2], due, &note(7, 3));
    assert_eq!(
        reverted(w.school.send(chain, by_another_rule).await),
        "NotReferred"
    );
    let opened = w.school.send(chain, open()).await.unwrap();
    let clear = Clear::CaseOpened {
        custodian: civil,
        due: due.map(|due| due.try_into().unwrap()),
        rules: vec![1],
    };
    assert_eq!(entry(&opened), (EntryKind::CaseOpened, clear, vec![3; 3]));
    assert_eq!(
        reverted(w.school.send(chain, open()).await),
        "AlreadyOpened"
    );
    let case = chain.case(school, civil, request).await.unwrap().unwrap();
    assert_eq!((case.state, case.number), (CaseState::Open, 1));
    assert_eq!(case.decided, None);
    assert_eq!(chain.case_queue(civil).await.unwrap().waiting(), 1);

    let ruling = Ruling {
        requester: school,
        custodian: civil,
        request,
        state: CaseState::Denied,
        officer: officer(2),
        reasons: B256::repeat_byte(0x61),
        decision: B256::repeat_byte(0x71),
    };
    let decide = || calls::referrals_decide(at, &ruling, &note(7, 4));
    assert_eq!(
        reverted(w.civil.send(chain, decide()).await),
        "NotAnOfficer"
    );
    let appoint = calls::departments_appoint_officer(at, &officer(2), now + 5000, "cases");
    w.civil.send(chain, appoint.clone()).await.unwrap();
    w.school.send(chain, appoint).await.unwrap();
    assert_eq!(
        reverted(w.school.send(chain, decide()).await),
        "NotTheOffice"
    );
    let decided = w.civil.send(chain, decide()).await.unwrap();
    let clear = Clear::CaseDecided {
        requester: school,
        custodian: civil,
        state: CaseState::Denied,
        officer: officer(2).to_bytes().into(),
        reasons: ruling.reasons,
        decision: ruling.decision,
    };
    assert_eq!(entry(&decided), (EntryKind::CaseDecided, clear, vec![4; 4]));
    assert_eq!(
        reverted(w.civil.send(chain, decide()).await),
        "AlreadyDecided"
    );

    let header = w.header().await;
    let said = chain.case(school, civil, request).await.unwrap();
    let proven = chain.proven_case(&header, school, civil, request).await;
    let proven = proven.unwrap();
    assert_eq!(proven.value, said);
    let found = said.unwrap().decided.unwrap();
    assert_eq!((found.office, found.decision), (civil, ruling.decision));
    assert_eq!(found.officer_key(), Some(officer(2)));
    assert_eq!(chain.case_queue(civil).await.unwrap().waiting(), 0);
    let other = chain.proven_case(&header, civil, school, request).await;
    assert_eq!(other.unwrap().value, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn accesses_petitions_and_presentations_are_kept() {
    let Some(w) = World::new().await else { return };
    let (at, chain) = (&w.deployment.contracts, &w.chain);
    let (school, civil) = (w.school.address(), w.civil.address());
    let print = B256::repeat_byte(0x52);

    let access = || calls::accesses_record(at, print, &note(7, 1));
    let recorded = w.civil.send(chain, access()).await.unwrap();
    assert_eq!(
        entry(&recorded),
        (EntryKind::AccessRecorded, Clear::Nothing, vec![1])
    );
    assert_eq!(
        reverted(w.civil.send(chain, access()).await),
        "AlreadyRecorded"
    );
    let time = chain.access_recorded(civil, print).await.unwrap();
    assert_eq!(time, Some(recorded.entries[0].time));
    assert_eq!(chain.access_recorded(school, print).await.unwrap(), None);

    let citizen = Account::new(9);
    let lodge = calls::petitions_lodge(at, civil, print, &note(7, 2));
    let lodged = citizen.send(chain, lodge).await.unwrap();
    assert_eq!(
        entry(&lodged),
        (
            EntryKind::PetitionLodged,
            Clear::PetitionLodged { to: civil },
            vec![2; 2]
        )
    );
    let digest = B256::repeat_byte(0x72);
    let answer = || calls::petitions_answer(at, citizen.address(), print, digest, &note(7, 3));
    assert_eq!(reverted(w.school.send(chain, answer()).await), "NotLodged");
    let answered = w.civil.send(chain, answer()).await.unwrap();
    let clear = Clear::PetitionAnswered {
        lodger: citizen.address(),
        answer: digest,
    };
    assert_eq!(
        entry(&answered),
        (EntryKind::PetitionAnswered, clear, vec![3; 3])
    );
    let header = w.header().await;
    let said = chain.petition(citizen.address(), print).await.unwrap();
    let proven = chain
        .proven_petition(&header, citizen.address(), print)
        .await
        .unwrap();
    assert_eq!(proven.value, said);
    let said = said.unwrap();
    assert_eq!((said.to, said.lodged_at), (civil, lodged.entries[0].time));
    assert_eq!(said.answer, Some((answered.entries[0].time, digest)));

    let present = || calls::presentations_record(at, print, &note(7, 5));
    let first = w.civil.send(chain, present()).await.unwrap();
    assert_eq!(
        entry(&first),
        (EntryKind::PresentationAccepted, Clear::Nothing, vec![5; 5])
    );
    let repeat = w.school.send(chain, present()).await.unwrap();
    let clear = Clear::PresentationRepeated {
        first: civil,
        first_at: first.entries[0].time,
        times: 2,
    };
    assert_eq!(
        entry(&repeat),
        (EntryKind::PresentationRepeated, clear, vec![5; 5])
    );
    let header = w.header().await;
    let said = chain.presentation(print).await.unwrap();
    let proven = chain.proven_presentation(&header, print).await.unwrap();
    assert_eq!(proven.value, said);
    assert_eq!(said.map(|p| (p.first, p.times)), Some((civil, 2)));
    let never = chain.proven_presentation(&header, B256::repeat_byte(1));
    assert_eq!(never.await.unwrap().value, None);
}
