// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice The kinds of entries in the journal.
/// @dev 1 to 15 are public and stand in the public bucket only; 16 and above concern one person and
/// stand in that person's bucket only. Numbers are never given a second meaning. Later kinds go
/// into the gaps: 18 to 31 credentials, 38 to 47 invoices, 51 to 63 grants, 66 to 71 referrals, 73
/// to 79 accesses, 82 to 87 petitions, 90 to 95 presentations, 97 to 103 deposits, 104 and above new
/// registries.
library EntryKind {
    /// @notice First kind that concerns one person.
    uint8 internal constant FIRST_PERSONAL = 16;

    /// @notice A department's full new record. data = abi.encode(address id, Record record)
    uint8 internal constant DIRECTORY_RECORD = 1;
    /// @notice An officer appointed or dismissed. data = abi.encode(address department,
    /// bytes32 officer, bool appointed, uint64 until, string scope)
    uint8 internal constant OFFICER_RECORD = 2;
    /// @notice A rule's full new state. data = abi.encode(uint256 ruleId, Rule rule)
    uint8 internal constant LAW_RULE = 3;

    /// @notice A credential's fingerprint anchored by its issuer. data = the note's
    uint8 internal constant CREDENTIAL_ANCHORED = 16;
    /// @notice A credential's new status. data = uint8 status | bytes32 successor | the note's
    uint8 internal constant CREDENTIAL_STATUS = 17;

    /// @notice An invoice issued to a one-time address. data = the note's
    uint8 internal constant INVOICE_ISSUED = 32;
    /// @notice An invoice claimed by its holder. Nonce and tag are zero: the holder knows the
    /// fingerprint. data = uint128 number | address payer
    uint8 internal constant INVOICE_CLAIMED = 33;
    /// @notice An invoice booked by its payer. data = uint128 number
    uint8 internal constant INVOICE_BOOKED = 34;
    /// @notice An invoice reimbursed by its payer. data = uint128 number
    uint8 internal constant INVOICE_REIMBURSED = 35;
    /// @notice An invoice voided by its biller. data = uint128 number
    uint8 internal constant INVOICE_VOIDED = 36;
    /// @notice An invoice reversed by its biller. data = uint128 number | uint128 number of the
    /// red-letter invoice
    uint8 internal constant INVOICE_REVERSED = 37;

    /// @notice A grant anchored from a one-time account. data = the note's
    uint8 internal constant GRANT_ANCHORED = 48;
    /// @notice A grant ended by the account that anchored it. data = the note's
    uint8 internal constant GRANT_REVOKED = 49;
    /// @notice A use of a grant, recorded by the department that answered it. data = the note's
    uint8 internal constant GRANT_USED = 50;

    /// @notice A case opened for a request that the law refers. data = address custodian | uint64 due
    /// | uint8 number of rules | uint64 each rule | the note's
    uint8 internal constant CASE_OPENED = 64;
    /// @notice A case decided by an officer. data = address requester | address custodian | uint8
    /// state | bytes32 officer | bytes32 reasons | bytes32 decision | the note's
    uint8 internal constant CASE_DECIDED = 65;

    /// @notice An access without a permission, recorded by the custodian. data = the note's
    uint8 internal constant ACCESS_RECORDED = 72;

    /// @notice A petition lodged from a one-time account. data = address to | the note's
    uint8 internal constant PETITION_LODGED = 80;
    /// @notice A petition answered by the department it was lodged with. data = address lodger |
    /// bytes32 digest | the note's
    uint8 internal constant PETITION_ANSWERED = 81;

    /// @notice A presentation accepted at a counter for the first time. data = the note's
    uint8 internal constant PRESENTATION_ACCEPTED = 88;
    /// @notice A presentation accepted once more. data = address first | uint64 firstAt | uint32
    /// times | the note's
    uint8 internal constant PRESENTATION_REPEATED = 89;

    /// @notice A file's salted fingerprint deposited from a one-time account. data = the note's
    uint8 internal constant EVIDENCE_DEPOSITED = 96;
}
