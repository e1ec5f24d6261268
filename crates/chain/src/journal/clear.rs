//! What stands in clear before the sealed data of an entry. Pure.
//!
//! Layouts: docs/formats/chain.md, section 2.1. The contracts write them, so a prefix that is cut is
//! an entry they cannot have written.

use alloy_primitives::{B256, U256};
use keys::ChainAddress;

use super::{Entry, EntryKind};
use crate::reads::CaseState;

/// The part of an entry's data that everybody may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clear {
    /// Nothing: all of the data is sealed.
    Nothing,
    /// [`EntryKind::InvoiceClaimed`]; the writer is the holder's one-time address, the fingerprint
    /// the invoice's.
    InvoiceClaimed {
        /// The invoice's number.
        number: u128,
        /// For whom.
        payer: ChainAddress,
    },
    /// [`EntryKind::InvoiceBooked`], [`EntryKind::InvoiceReimbursed`], [`EntryKind::InvoiceVoided`];
    /// the writer is payer or biller.
    InvoiceStep {
        /// The invoice's number.
        number: u128,
    },
    /// [`EntryKind::InvoiceReversed`]; the writer is the biller.
    InvoiceReversed {
        /// The invoice's number.
        number: u128,
        /// That of the red-letter invoice.
        reversal: u128,
    },
    /// [`EntryKind::CaseOpened`]; the writer is the requester, the fingerprint the request.
    CaseOpened {
        /// The department that keeps what is asked for.
        custodian: ChainAddress,
        /// By when the requester needs the answer, unix seconds.
        due: Option<i64>,
        /// The rules that refer the request.
        rules: Vec<u64>,
    },
    /// [`EntryKind::CaseDecided`]; the writer is the office that decided, the fingerprint the
    /// request.
    CaseDecided {
        /// The department that opened the case.
        requester: ChainAddress,
        /// The department that it was opened at.
        custodian: ChainAddress,
        /// Permitted or denied.
        state: CaseState,
        /// The officer's Ed25519 key.
        officer: B256,
        /// SHA-256 of the salted reasons.
        reasons: B256,
        /// SHA-256 of what the officer signed.
        decision: B256,
    },
    /// [`EntryKind::PetitionLodged`]; the writer is the one-time account.
    PetitionLodged {
        /// The department it was lodged with.
        to: ChainAddress,
    },
    /// [`EntryKind::PetitionAnswered`]; the writer is that department.
    PetitionAnswered {
        /// The one-time account that lodged it.
        lodger: ChainAddress,
        /// SHA-256 of the signed answer.
        answer: B256,
    },
    /// [`EntryKind::PresentationRepeated`]; the writer is the counter that recorded it now.
    PresentationRepeated {
        /// The counter that recorded it first.
        first: ChainAddress,
        /// When, unix seconds.
        first_at: i64,
        /// How often it was recorded, this time counted.
        times: u32,
    },
}

impl Entry {
    /// Divides the data of an entry of the kinds from 33 to 37 and from 64 up into what is in clear and what is
    /// sealed. `None` if the data is too short for its kind, or the kind is another.
    pub fn clear(&self) -> Option<(Clear, &[u8])> {
        let mut rest = Rest(&self.data);
        let clear = match self.kind()? {
            EntryKind::AccessRecorded
            | EntryKind::PresentationAccepted
            | EntryKind::EvidenceDeposited => Clear::Nothing,
            EntryKind::InvoiceClaimed => Clear::InvoiceClaimed {
                number: u128::from_be_bytes(rest.take()?),
                payer: rest.address()?,
            },
            EntryKind::InvoiceBooked | EntryKind::InvoiceReimbursed | EntryKind::InvoiceVoided => {
                Clear::InvoiceStep {
                    number: u128::from_be_bytes(rest.take()?),
                }
            }
            EntryKind::InvoiceReversed => Clear::InvoiceReversed {
                number: u128::from_be_bytes(rest.take()?),
                reversal: u128::from_be_bytes(rest.take()?),
            },
            EntryKind::CaseOpened => Clear::CaseOpened {
                custodian: rest.address()?,
                due: Some(rest.number(8)?).filter(|due| *due != 0).map(seconds),
                rules: {
                    let count = rest.number(1)?;
                    (0..count).map(|_| rest.number(8)).collect::<Option<_>>()?
                },
            },
            EntryKind::CaseDecided => Clear::CaseDecided {
                requester: rest.address()?,
                custodian: rest.address()?,
                state: CaseState::from_number(rest.take::<1>()?[0])?,
                officer: rest.take::<32>()?.into(),
                reasons: rest.take::<32>()?.into(),
                decision: rest.take::<32>()?.into(),
            },
            EntryKind::PetitionLodged => Clear::PetitionLodged {
                to: rest.address()?,
            },
            EntryKind::PetitionAnswered => Clear::PetitionAnswered {
                lodger: rest.address()?,
                answer: rest.take::<32>()?.into(),
            },
            EntryKind::PresentationRepeated => Clear::PresentationRepeated {
                first: rest.address()?,
                first_at: seconds(rest.number(8)?),
                times: u32::from_be_bytes(rest.take::<4>()?),
            },
            _ => return None,
        };
        Some((clear, rest.0))
    }
}

struct Rest<'e>(&'e [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    fn address(&mut self) -> Option<ChainAddress> {
        self.take::<20>().map(Into::into)
    }

    /// A number of `length` bytes, 1 to 8, big-endian.
    fn number(&mut self, length: usize) -> Option<u64> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        U256::from_be_slice(taken).try_into().ok()
    }
}

fn seconds(secs: u64) -> i64 {
    i64::try_from(secs).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use alloy_primitives::B128;

    use super::*;

    const REQUESTER: ChainAddress = ChainAddress::from_bytes([1; 20]);
    const CUSTODIAN: ChainAddress = ChainAddress::from_bytes([2; 20]);

    fn entry(kind: EntryKind, parts: &[&[u8]]) -> Entry {
        Entry {
            bucket: 1,
            seq: 0,
            block: 1,
            time: 1,
            kind: kind as u8,
            writer: B256::ZERO,
            fingerprint: B256::ZERO,
            nonce: B128::ZERO,
            tag: B128::ZERO,
            data: parts.concat().into(),
        }
    }

    /// Every kind's parts read as `expected`, with what is sealed behind; cut anywhere before that
    /// they read as nothing.
    fn check(kind: EntryKind, parts: &[&[u8]], expected: Clear) {
        let whole = entry(kind, &[parts, &[b"sealed".as_slice()]].concat());
        assert_eq!(whole.clear(), Some((expected, b"sealed".as_slice())));
        let length = parts.concat().len();
        for cut in 0..length {
            let mut short = whole.clone();
            short.data = whole.data.slice(..cut);
            assert_eq!(short.clear(), None, "{kind:?} cut at {cut}");
        }
    }

    #[test]
    fn reads_what_the_contracts_write() {
        let (requester, custodian) = (REQUESTER.to_bytes(), CUSTODIAN.to_bytes());
        check(EntryKind::AccessRecorded, &[], Clear::Nothing);
        check(EntryKind::PresentationAccepted, &[], Clear::Nothing);
        check(
            EntryKind::CaseOpened,
            &[
                &custodian,
                &7u64.to_be_bytes(),
                &[2],
                &5u64.to_be_bytes(),
                &9u64.to_be_bytes(),
            ],
            Clear::CaseOpened {
                custodian: CUSTODIAN,
                due: Some(7),
                rules: vec![5, 9],
            },
        );
        check(
            EntryKind::CaseDecided,
            &[&requester, &custodian, &[3], &[4; 32], &[5; 32], &[6; 32]],
            Clear::CaseDecided {
                requester: REQUESTER,
                custodian: CUSTODIAN,
                state: CaseState::Denied,
                officer: [4; 32].into(),
                reasons: [5; 32].into(),
                decision: [6; 32].into(),
            },
        );
        check(
            EntryKind::PetitionLodged,
            &[&custodian],
            Clear::PetitionLodged { to: CUSTODIAN },
        );
        check(
            EntryKind::PetitionAnswered,
            &[&requester, &[8; 32]],
            Clear::PetitionAnswered {
                lodger: REQUESTER,
                answer: [8; 32].into(),
            },
        );
        check(
            EntryKind::PresentationRepeated,
            &[&custodian, &11u64.to_be_bytes(), &2u32.to_be_bytes()],
            Clear::PresentationRepeated {
                first: CUSTODIAN,
                first_at: 11,
                times: 2,
            },
        );
    }

    #[test]
    fn a_state_that_is_none_and_a_kind_of_another_registry_read_as_nothing() {
        let decided = entry(
            EntryKind::CaseDecided,
            &[&[1; 40], &[0], &[4; 32], &[5; 32], &[6; 32]],
        );
        assert_eq!(decided.clear(), None);
        assert_eq!(entry(EntryKind::GrantUsed, &[b"sealed"]).clear(), None);
    }
}
