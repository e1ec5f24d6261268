//! Calls of `Accesses`, `Petitions`, `Presentations` and `Deposits`.

use alloy_primitives::B256;
use keys::ChainAddress;

use super::{Note, call};
use crate::bindings::{Accesses, Deposits, Petitions, Presentations};
use crate::journal::to_alloy;
use crate::network::Contracts;
use crate::transaction::Call;

/// `Accesses.record`, by the custodian; `fingerprint` is the SHA-256 of the salted statement.
pub fn accesses_record(at: &Contracts, fingerprint: B256, note: &Note) -> Call {
    let note = note.accesses();
    call(at.accesses, &Accesses::recordCall { fingerprint, note })
}

/// `Petitions.lodge`, from a fresh one-time account; `fingerprint` is the SHA-256 of the signed
/// petition, which is salted.
pub fn petitions_lodge(at: &Contracts, to: ChainAddress, fingerprint: B256, note: &Note) -> Call {
    let content = Petitions::lodgeCall {
        to: to_alloy(to),
        fingerprint,
        note: note.petitions(),
    };
    call(at.petitions, &content)
}

/// `Petitions.answer`, by the department it was lodged with; `digest` is the SHA-256 of the signed
/// answer, which is salted.
pub fn petitions_answer(
    at: &Contracts,
    lodger: ChainAddress,
    fingerprint: B256,
    digest: B256,
    note: &Note,
) -> Call {
    let content = Petitions::answerCall {
        lodger: to_alloy(lodger),
        fingerprint,
        digest,
        note: note.petitions(),
    };
    call(at.petitions, &content)
}

/// `Presentations.record`, by the counter that accepted; `id` is the salted digest of the
/// presentation.
pub fn presentations_record(at: &Contracts, id: B256, note: &Note) -> Call {
    let note = note.presentations();
    call(at.presentations, &Presentations::recordCall { id, note })
}

/// `Deposits.deposit`, from a fresh one-time account; `fingerprint` is salted.
pub fn deposits_deposit(at: &Contracts, fingerprint: B256, note: &Note) -> Call {
    let note = note.deposits();
    call(at.deposits, &Deposits::depositCall { fingerprint, note })
}
