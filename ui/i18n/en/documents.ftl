# Documents, what can be obtained, offers.
documents-title = Documents
documents-all = All
documents-ending = Ending soon
documents-unusable = Not usable
documents-empty-title = No documents yet
documents-empty-text = These can be obtained now. Others are not issued yet; when they are, they appear here.
documents-obtain = What you can get now
have-a-link = I have a code or a link
see-obtainable = See what you can get now

obtain-get = Get it
obtain-asking = Asking…
obtain-start = Start
obtain-held = You have it
obtain-counter = At the counter
obtain-nothing = No department issues anything online at the moment.
obtain-no-network = No network is set up, so nobody can be asked.
obtain-unasked = The departments could not be asked what they issue.
obtain-silent = { $name } did not answer
obtain-told-title = { $name }: applied for

document = Document
document-contents = Contents
document-valid-from = Valid from
document-status = Status
document-history = History
document-proven = Proven, not withdrawn
document-who-sees = Who can see it now
document-nobody-sees = Nobody has a permission. What the law allows without one would stand under Activity.
document-sees-until = { $n ->
    [one] 1 item until { $date }
   *[other] { $n } items until { $date }
}
document-copies = { $n } of { $all } single-use copies left. Each is shown once, so that departments cannot compare.
document-removed = Removed from this computer. Its history stays.
how-proven = How this is proven
remove-from-wallet = Remove from wallet
remove-title = Remove this document?
remove-text = It is deleted from this computer. The issuer still has it and can issue it again; your activity keeps its history.
remove-keep = Keep it
remove-do = Remove

status-valid-until = Valid until { $date }
status-until = Until { $date }
status-no-end = No end date
status-days-left = { $n ->
    [0] Ends today
    [one] 1 day left
   *[other] { $n } days left
}
status-expired = Ended { $date }
status-suspended = Suspended
status-revoked = Withdrawn
status-superseded = Superseded
status-unknown = Unknown

offer = Offer
offer-title = { $party } offers you: { $name }
offer-holds = What it will hold
offer-items = { $n ->
    [one] 1 item
   *[other] { $n } items
}
offer-check-issuer = The office is in the directory, and signed what it says it issues.
offer-check-next = What arrives is checked again before it is kept.
offer-needs-code = The office sent you a code by another way. Have it ready.
offer-accept = Accept
offer-accepting = Fetching and checking…
offer-decline = Decline
offer-hint = Accepting tells the office a new key of yours, and nothing else.
offer-accepted = Accepted, checked and kept.
offer-declined = Declined. Nothing was sent.
code-title = Type the code
code-label = Code
code-text = The office sent it to you by another way, for example by letter.
code-office-says = The office adds: “{ $text }”
code-text-length = The office sent you a code of { $n } characters by another way, for example by letter.
code-wrong = This code is not right. After five wrong tries the offer ends.
