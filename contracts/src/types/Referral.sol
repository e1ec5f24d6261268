// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice How a case stands that the law left to a person.
/// @dev From Open there is a way to Permitted or Denied, and from those none.
enum CaseState {
    None,
    Open,
    Permitted,
    Denied
}

/// @notice A case as the registry holds it.
/// @param state None if it was never opened
/// @param openedAt unix seconds
/// @param due unix seconds by which the requester needs the answer; 0 = none was named. A later
/// decision still counts
/// @param decidedAt unix seconds; 0 while it is open
/// @param decider the department that decided: the custodian or one above it; zero while open
/// @param number which case it is at this custodian, from 1
/// @param officer the deciding officer's Ed25519 key
/// @param reasons SHA-256 of the salted reasons
/// @param decision SHA-256 of what the officer signed
struct Case {
    CaseState state;
    uint64 openedAt;
    uint64 due;
    uint64 decidedAt;
    address decider;
    uint64 number;
    bytes32 officer;
    bytes32 reasons;
    bytes32 decision;
}

/// @notice What an officer decides, and in which case.
/// @param requester the department that opened the case
/// @param custodian the department that it was opened at
/// @param request the request's digest
/// @param state Permitted or Denied
/// @param officer the officer's Ed25519 key
/// @param reasons SHA-256 of the salted reasons, not zero
/// @param decision SHA-256 of what the officer signed, not zero
struct Ruling {
    address requester;
    address custodian;
    bytes32 request;
    CaseState state;
    bytes32 officer;
    bytes32 reasons;
    bytes32 decision;
}
