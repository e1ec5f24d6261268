# The law: what it says to a permission, what has changed, and its text.
law-title = What the law says now
law-in-part = { $n ->
    [one] The law allows 1 of { $all } items now; the others cannot be seen.
   *[other] The law allows { $n } of { $all } items now; the others cannot be seen.
}
standing-permitted = Allowed
standing-needs-officer = With an officer
standing-officer-permitted = Permitted by an officer
standing-officer-refused = Refused by an officer
standing-denied = No longer allowed
standing-over-limit = Beyond the law’s limit
law-repealed = The rule was repealed.
law-ended = The rule’s time is over.
law-not-yet = The rule is not in force yet.
law-other-rule = Another rule decides now.
law-now-permits = The rule allows it now.
law-now-refers = The rule now leaves the decision to an officer.
law-now-denies = The rule forbids it now.
law-levels = The rule now speaks to other levels of office.
law-validity = Longest time: { $before } days before, { $after } now.
law-uses = Most uses: { $before } before, { $after } now.
law-retention = May be kept: { $before } days before, { $after } now.
law-handed-on = It may be passed on now.
law-not-handed-on = It may not be passed on any more.
law-statutory = The office may now look without your permission as well. You see it here if it does.
law-not-statutory = The office may no longer look without your permission.
law-other-clause = The rule now stands in another article.
law-text-changed = The rule’s text was changed.
law-changed-block = Changed in block { $height }
statute-read = Read the rule
statute-checked = This is the text that the law names
statute-differs = What was found is not the text that the law names. It is not shown.
statute-not-found = The text could not be fetched, so it could not be checked.
statute-not-in-force = This rule is not in force any more.
state-waits-officer = Waits for an officer
did-stopped-by-law = The law has stopped a permission of { $party }
did-allowed-by-law = The law allows a permission of { $party } again
law-officer-permitted = Permitted
law-officer-refused = Not permitted
law-officer-permitted-why = An officer has permitted it.
law-officer-refused-why = An officer has refused it. It is not given.
did-case-opened = { $party } put its request before an officer
did-case-decided = An officer decided on the request of { $party }
did-petition-lodged = You turned to { $party }
did-petition-answered = { $party } answered you

# A case that the law leaves to an officer.
case-title = Where it stands
case-on-record = On record
case-with-officer = With an officer
case-number = No. { $n }
case-waiting-here = { $n ->
    [one] 1 case waits there
   *[other] { $n } cases wait there
}
case-due = needed by { $date }
case-waiting = Decision and reasons
case-permitted = Permitted
case-denied = Not permitted
case-not-trusted = A decision that does not count
case-silence-is-no = No answer means no
case-who-decided = Who decided, and why
case-officer-of = { $officer }, { $office }
case-authorised = Authorised at the time
case-own-reasons = The officer’s own reasons, signed
case-problem-forged = What was handed out is not the decision on record. It does not count.
case-problem-other = The decision is on another case. It does not count.
case-problem-officer = Whoever decided was not authorised at that time. It does not count.
case-problem-missing = The office has not handed its decision out. Until then it does not count here.
band-officer-permitted = Decided: it may be given
band-officer-permitted-text = You can still refuse. It means the law allows it; consent stays yours.
band-officer-refused = Decided: it may not be given
band-officer-refused-text = What the officer refused is not given, whatever you answer.
objection-title = Do you disagree?
objection-text = Object to { $office }, free of charge. Your objection is signed, put on record and sent.
objection-do = Object
objection-yours = Your objection
objection-lodged = On record, block { $height }
objection-not-lodged = Not on record yet
objection-no-answer = Not answered yet.
objection-dialog = Object to the decision
objection-dialog-text = Only the office that decided can read it. The record proves that and when you objected.
objection-words = Your words
objection-length = { $n } of { $max } characters
objection-send = Sign and send
objection-toast = Your objection is on record.
