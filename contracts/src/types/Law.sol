// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

/// @notice What the law says to a request: no; yes; a person has to decide.
enum Verdict {
    Deny,
    Permit,
    Refer
}

/// @notice What a department may do with an attribute, as the law knows it.
library Action {
    uint8 internal constant READ = 0;
    uint8 internal constant MODIFY = 1;
    uint8 internal constant ADD = 2;
}

/// @notice One rule: who may do what with which attribute for which purpose, and within what limits.
/// @dev A *code* is ASCII `[a-z][a-z0-9._/-]{0,63}`, the same grammar as in a grant.
/// @param requesterKind kind of department it speaks to (`Registration.kind`); zero = any kind
/// @param minLevel highest rank it speaks to, 1 to 5 (1 = nation)
/// @param maxLevel lowest rank it speaks to, minLevel to 5 (5 = street)
/// @param entry the register entry, a code ("household")
/// @param attribute the item of that entry, a code ("address")
/// @param purpose what it is wanted for, a code ("school.enrolment")
/// @param action 0 read, 1 modify, 2 add
/// @param verdict the answer
/// @param clause statute and article, a code ("edu-law/art-12")
/// @param titleZh the clause's title in Chinese, UTF-8, 1 to 192 bytes
/// @param titleEn the clause's title in English, UTF-8, 1 to 192 bytes
/// @param textFingerprint SHA-256 of the clause's text
/// @param textUri where the text is published, 0 to 256 bytes
/// @param maxValidity longest time a grant may run, seconds, 1 to 158,112,000 (5 x 366 days)
/// @param maxUses most uses of a grant, 1 to 65,535
/// @param maxRetentionDays longest time what was learnt may be kept, days, 0 to 3,650; 0 = not at all
/// @param delegable whether the department may hand the right on
/// @param statutory whether the department may act under this rule without the citizen's permission
/// as well; only a rule that permits can say so. What it says to permissions stays the same
/// @param from first second it is in force, unix seconds
/// @param until first second it is no longer in force, unix seconds, above `from` and, when the rule
/// is enacted or amended, in the future; 0 = open
/// @dev For a rule that denies the limits mean nothing and may be zero.
struct Rule {
    bytes32 requesterKind;
    uint8 minLevel;
    uint8 maxLevel;
    string entry;
    string attribute;
    string purpose;
    uint8 action;
    Verdict verdict;
    string clause;
    string titleZh;
    string titleEn;
    bytes32 textFingerprint;
    string textUri;
    uint64 maxValidity;
    uint32 maxUses;
    uint32 maxRetentionDays;
    bool delegable;
    bool statutory;
    uint64 from;
    uint64 until;
}
