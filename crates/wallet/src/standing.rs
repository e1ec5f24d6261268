//! Where a line of the inbox stands, and which moves lead where.
//!
//! What is written before something leaves this computer is the worse of what may be true, so a
//! program that ends at any point leaves a state that claims too little, never too much: *nothing
//! was sent* stands only where that is certain.

use wallet_api::{ErrorCode, InboxState};

/// What can happen to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// The citizen looked at it.
    Look,
    /// The citizen put it aside.
    Snooze,
    /// The citizen refused; what follows only tells the department.
    Refuse,
    /// An answer is about to leave: written before the first byte.
    BeginSending,
    /// The answer certainly never left; `begun` is the state before the sending.
    NothingLeft {
        /// Where the line stood before this sending began.
        begun: InboxState,
    },
    /// The department's receipt came.
    Receipt,
    /// The citizen takes it up again.
    Reopen,
}

/// The state after a move.
///
/// # Errors
/// Why the move cannot be made: it has ended, or was answered.
pub(crate) fn after(state: InboxState, step: Move) -> Result<InboxState, ErrorCode> {
    use InboxState::{
        Expired, FailedMaybeSent, FailedNothingSent, New, NotTaken, Offered, Refused, Waiting,
    };
    let next = match (step, state) {
        (Move::Look, New) => Waiting,
        (Move::Look, other) => other,
        (Move::Snooze | Move::Reopen, New | Waiting) => Waiting,
        (Move::Snooze | Move::Reopen, NotTaken) => NotTaken,
        (Move::Reopen, FailedNothingSent) => Waiting,
        // A counter-offer that waits is taken back by refusing.
        (Move::Refuse, New | Waiting | NotTaken | Offered | FailedNothingSent) => Refused,
        (Move::BeginSending, New | Waiting | NotTaken | FailedNothingSent | FailedMaybeSent) => {
            FailedMaybeSent
        }
        // What may have left at an earlier try may have left.
        (
            Move::NothingLeft {
                begun: FailedMaybeSent,
            },
            FailedMaybeSent,
        ) => FailedMaybeSent,
        (Move::NothingLeft { .. }, FailedMaybeSent) => FailedNothingSent,
        (Move::Receipt, FailedMaybeSent) => InboxState::Answered,
        (_, Expired) => return Err(ErrorCode::RequestEnded),
        _ => return Err(ErrorCode::RequestAnswered),
    };
    Ok(next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use InboxState::{
        Answered, Expired, FailedMaybeSent, FailedNothingSent, New, Refused, Waiting,
    };

    use super::*;

    const STATES: [InboxState; 7] = [
        New,
        Waiting,
        Answered,
        Refused,
        Expired,
        FailedNothingSent,
        FailedMaybeSent,
    ];

    #[test]
    fn every_move_from_every_state() {
        let ended = Err(ErrorCode::RequestEnded);
        let answered = Err(ErrorCode::RequestAnswered);
        let table: [(Move, [Result<InboxState, ErrorCode>; 7]); 6] = [
            (
                Move::Look,
                [
                    Ok(Waiting),
                    Ok(Waiting),
                    Ok(Answered),
                    Ok(Refused),
                    Ok(Expired),
                    Ok(FailedNothingSent),
                    Ok(FailedMaybeSent),
                ],
            ),
            (
                Move::Snooze,
                [
                    Ok(Waiting),
                    Ok(Waiting),
                    answered,
                    answered,
                    ended,
                    answered,
                    answered,
                ],
            ),
            (
                Move::Refuse,
                [
                    Ok(Refused),
                    Ok(Refused),
                    answered,
                    answered,
                    ended,
                    Ok(Refused),
                    answered,
                ],
            ),
            (
                Move::BeginSending,
                [
                    Ok(FailedMaybeSent),
                    Ok(FailedMaybeSent),
                    answered,
                    answered,
                    ended,
                    Ok(FailedMaybeSent),
                    Ok(FailedMaybeSent),
                ],
            ),
            (
                Move::Receipt,
                [
                    answered,
                    answered,
                    answered,
                    answered,
                    ended,
                    answered,
                    Ok(Answered),
                ],
            ),
            (
                Move::Reopen,
                [
                    Ok(Waiting),
                    Ok(Waiting),
                    answered,
                    answered,
                    ended,
                    Ok(Waiting),
                    answered,
                ],
            ),
        ];
        for (step, outcomes) in table {
            for (state, outcome) in STATES.into_iter().zip(outcomes) {
                assert_eq!(after(state, step), outcome, "{step:?} from {state:?}");
            }
        }
    }

    #[test]
    fn a_counter_offer_can_be_taken_back_and_one_not_taken_is_open_again() {
        use InboxState::{NotTaken, Offered};
        assert_eq!(after(Offered, Move::Refuse), Ok(Refused));
        assert_eq!(after(NotTaken, Move::Refuse), Ok(Refused));
        assert_eq!(after(NotTaken, Move::Snooze), Ok(NotTaken));
        assert_eq!(after(NotTaken, Move::BeginSending), Ok(FailedMaybeSent));
        for step in [
            Move::Snooze,
            Move::Reopen,
            Move::BeginSending,
            Move::Receipt,
        ] {
            assert_eq!(after(Offered, step), Err(ErrorCode::RequestAnswered));
        }
    }

    /// Every way through the machine, with the program killed after every single write: what the
    /// line claims is never more than what is true.
    #[test]
    fn however_it_ends_the_line_never_claims_too_much() {
        /// What is true and no record knows by itself.
        #[derive(Clone, Copy, PartialEq, Eq)]
        struct World {
            written: InboxState,
            begun: InboxState,
            /// Bytes may have left, at any try and at this one.
            left: bool,
            leaves: bool,
            /// The department took the answer.
            taken: bool,
            sending: bool,
        }
        let mut seen = Vec::new();
        let start = World {
            written: New,
            begun: New,
            left: false,
            leaves: false,
            taken: false,
            sending: false,
        };
        let mut open = vec![start];
        while let Some(world) = open.pop() {
            if seen.contains(&world) {
                continue;
            }
            seen.push(world);
            // At each of these points the program may be killed: this is what it finds afterwards.
            if world.written == FailedNothingSent || matches!(world.written, New | Waiting) {
                assert!(!world.left, "says that nothing was sent");
            }
            if world.written == Answered {
                assert!(world.taken, "says that it was answered");
            }
            let moved = |step: Move, change: fn(&mut World)| {
                after(world.written, step).ok().map(|written| {
                    let mut next = World { written, ..world };
                    change(&mut next);
                    next
                })
            };
            open.extend(moved(Move::Look, |_| {}));
            if world.sending {
                // Killed here, or the connection broke off.
                open.push(World {
                    sending: false,
                    ..world
                });
                if world.leaves {
                    open.push(World {
                        taken: true,
                        ..world
                    });
                } else {
                    // The connection does not come about, or the first byte leaves.
                    let begun = world.begun;
                    open.extend(moved(Move::NothingLeft { begun }, |w| w.sending = false));
                    open.push(World {
                        left: true,
                        leaves: true,
                        ..world
                    });
                }
                if world.taken {
                    open.extend(moved(Move::Receipt, |w| w.sending = false));
                }
                continue;
            }
            open.extend(moved(Move::Snooze, |_| {}));
            open.extend(moved(Move::Refuse, |_| {}));
            open.extend(moved(Move::Reopen, |_| {}));
            open.extend(moved(Move::BeginSending, |_| {}).map(|next| World {
                begun: world.written,
                sending: true,
                leaves: false,
                ..next
            }));
        }
        assert!(seen.len() > 15, "{}", seen.len());
    }
}
