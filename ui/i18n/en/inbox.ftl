# The inbox beyond deciding: put aside, sent again, unproven askers, links that wait, evidence.
requests-group-snoozed = Put aside
snoozed-until = Until { $when }
inbox-untold = Refused, not told yet
inbox-untold-text = The office could not be reached. It is told as soon as it can be.
snooze = Remind me later
snooze-title = When shall it come back?
snooze-text = Until then it is not counted and not shown first. The department is not told.
snooze-hour = In an hour
snooze-tomorrow = Tomorrow
snooze-three-days = In three days
snooze-week = In a week
snooze-too-late = It ends on { $date }; it has to come back before that.
snoozed-toast = Put aside until { $when }.
reopen = Take up now
reopened-toast = It waits for you again.
unsent-nothing = The answer did not go out
unsent-nothing-text = Nothing left this computer. What you signed can be sent as it is, or you decide anew.
unsent-maybe = The answer may have arrived
unsent-maybe-text = Sending it again sends the very same answer, never a second permission. The office confirms once it has it.
send-again = Send again
sending-again = Sending…
decide-anew = Decide anew
sent-again-toast = It arrived, and the office confirmed it.

unproven-title = Unproven askers
unproven-note = Not counted, no notice, removed after 7 days
unproven-line = { $n ->
    [0] Calls itself “{ $name }”
    [one] Calls itself “{ $name }”, wants 1 item
   *[other] Calls itself “{ $name }”, wants { $n } items
}
unproven-nameless = without a name
unproven-seal = Identity not proven
unproven-headline = { $n ->
    [0] Someone calling itself “{ $name }” asks for something
    [one] Someone calling itself “{ $name }” asks for 1 item
   *[other] Someone calling itself “{ $name }” asks for { $n } items
}
unproven-headline-as = Someone who says to be { $party }, but cannot prove it
unproven-band = We could not verify who is asking. Refuse it
unproven-band-contacted = They know that someone opened this, and a network address; not that it was you.
unproven-band-silent = Nobody was contacted. They do not know that you opened this.
unproven-opened = Opened { $when }
unproven-removed = Removed { $when }
unproven-checks = What could not be checked
unproven-nothing-given = Nothing can be given
unproven-no-items = What they want could not be read.
unproven-words = In their own words, not checked
unproven-no-words = They give no reason.
unproven-directory = Whoever may ask stands in the directory, with a proven name and address.
unproven-open-directory = Open directory
unproven-foot = If you refuse, nothing is sent
unproven-foot-more = Not even the refusal. There is no way to answer an asker that is not proven.
unproven-gone-title = It is no longer here
unproven-gone = Unproven requests are removed after 7 days, or when you refuse them.
unproven-refused = Removed. Nothing was sent.
sender-listed-ok = In the directory: { $detail }
sender-listed-no = The sender’s number
sender-listed-no-hint = Not among the departments listed
sender-signature-ok = The signature
sender-signature-no = The signing key
sender-signature-no-hint = Belongs to no department that asks here
sender-address-ok = The address { $detail }
sender-address-no = The address { $detail }
sender-address-no-hint = Registered by no such department
sender-address-none = The address
sender-address-none-hint = None that could be read
sender-rule-ok = The rule exists
sender-rule-no = The rule
sender-rule-no-hint = The request names none that exists

links-title = Links that could not be opened
links-note = Kept until you open or remove them
link-kind-request = A request
link-kind-offer = An offered document
link-from = { $kind } from { $host }
link-retry = Try again
link-forget = Remove
link-forgotten = Removed. Nobody was contacted.
link-kept = It could not be opened now. It is kept under Requests.

paste-clipboard = Picture from the clipboard
paste-belongs = Belongs to
paste-belongs-nobody = No department of the directory
paste-belongs-registered = The address the directory lists
paste-sender = Says it is from
paste-sender-unknown = Somebody who is not in the directory
paste-inside = Everything is in the link itself
paste-inside-text = Nobody is contacted to open it.
paste-they-learn-nothing = Nothing
paste-forbidden = This address is not contacted
paste-forbidden-text = It leads into a private network or is not encrypted. Departments have no such addresses.
paste-contact = Contact { $party }
paste-contacted-failed = Tried, no usable answer
paste-open-inside = Open

evidence-save = Save evidence
evidence-saving = Saving…
evidence-hint = One file with the signed request, your answer’s fingerprint and the receipt. Anybody can check it; no item of yours is in it.
evidence-saved = Saved as { $path }
copies-refill = Get fresh copies
copies-refilling = Fetching…
copies-refilled = Fresh copies came.

first-run-pending = { $n ->
    [one] Something came for you. It is looked into once the wallet is there.
   *[other] { $n } things came for you. They are looked into once the wallet is there.
}
