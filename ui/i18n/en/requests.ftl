# Inbox, opening a link, deciding, receipt.
requests-title = Requests
requests-all = All
requests-yours = Yours
requests-answered = Answered
requests-expired = Unanswered
requests-open = Scan or paste
requests-group-yours = Waiting for you
requests-group-earlier = Earlier
requests-see-items = { $n ->
    [one] Asks for 1 item
   *[other] Asks for { $n } items
}
requests-offers-items = { $n ->
    [one] Offers 1 item
   *[other] Offers { $n } items
}
requests-review = Review
requests-look = Open
requests-empty-title = No requests yet
requests-empty-text = When a department asks for something or offers a document, it stands here. Unproven askers are kept apart.
inbox-new = New
inbox-waiting = Waiting
inbox-approved = Approved
inbox-accepted = Accepted
inbox-refused = Refused
inbox-declined = Declined
inbox-expired = Expired
inbox-not-sent = Not sent yet
inbox-maybe-sent = May have been sent

paste-title = Open a request or an offer
paste-text = See the address first, then decide whether to contact it. Until then this computer contacts nobody.
paste-any-time = Any time:
paste-link = Paste a link
paste-picture = Drop a picture of the code here
paste-picture-hint = PNG, JPEG, BMP or WebP. It is read on this computer.
paste-choose = Choose a file
paste-reading = Reading…
paste-found = The code was read. Look at the address below.
paste-too-large = The picture is larger than 20 MB. Cut out the code and try again.
paste-address = The address to be contacted
paste-not-contacted = Not contacted yet
paste-kind = Kind
paste-kind-request = A request to see items; its signature is checked once fetched
paste-kind-offer = An offered document; its signature is checked once fetched
paste-they-learn = They would learn
paste-they-learn-text = That someone opened it, and your network address
paste-open = Contact and open
paste-opening = Fetching and checking…
paste-cancel = Don’t contact

request = Request
received-at = Received { $when }
open-until = Open until { $date }
decide-later = Decide later
first-contact = First request to you
nth-contact = { $n ->
    [2] Second request to you
    [3] Third request to you
    [4] Fourth request to you
    [5] Fifth request to you
   *[other] Request no. { $n } to you
}
approve-title = { $n ->
    [one] { $party } asks to see 1 of your items
   *[other] { $party } asks to see { $n } of your items
}
why = Why
quoted = “{ $text }”
own-words = In the department’s own words
what-they-see = What they would see
all-required = { $n ->
    [one] They say that they need it
    [2] They say that they need both
   *[other] They say that they need all { $n }
}
some-left-out = { $n ->
    [one] You leave out 1
   *[other] You leave out { $n }
}
none-required = None is required
optional-none = { $n ->
    [one] 1 optional item, not ticked
   *[other] { $n } optional items, none ticked
}
optional-some = { $n ->
    [one] 1 optional item, ticked
   *[other] { $n } optional items, { $ticked } ticked
}
leave-out = Leave out
leave-out-named = Leave out: { $name }
give-again-named = Give after all: { $name }
left-out = Left out
left-out-why = They say that they need it, and may answer that it is not enough.
give-again = Give
kept-by = { $name } keeps these items and would answer, only within this permission.
value-unknown = Not in this wallet
action-modify = They could change it
action-add = They could add to it

law-permitted = Allowed by law
law-denied = Not permitted
law-officer = With an officer
law-disagreed = Two answers
law-not-checked = Not checked
law-permitted-why = The law allows it.
law-denied-why = No rule allows this department to see it. It is not given.
law-officer-why = The law leaves this to an officer. If you give it, it sleeps until it is permitted.
law-disagreed-why = This computer reads the law differently from the chain. It is not given.
law-not-checked-why = The law could not be read at the moment. It is not given.

band-answered = You approved this request
band-answered-text = What they may see stands under Permissions, and can be withdrawn there.
band-refused = You refused this request
band-expired = The time to answer is over
band-maybe-sent = The answer may have reached them
band-maybe-sent-text = The line broke while it was being sent. If it arrived, it stands under Permissions and can be withdrawn.
band-not-sent = The last try did not go out
band-not-sent-text = Nothing left this computer. You can approve once more.
band-denied = { $n ->
    [one] The law does not allow 1 of these items
   *[other] The law does not allow { $n } of these items
}
band-denied-text = They are left out, whatever you decide. The rest you may give or refuse.
band-denied-all = The law allows none of these items
band-denied-all-text = Nothing can be given. You can refuse, so that the department knows.
band-officer = { $n ->
    [one] For 1 item the law leaves the decision to an officer
   *[other] For { $n } items the law leaves the decision to an officer
}
band-officer-text = Until it is permitted nobody can see them, even if you approve.
band-disagreed = { $n ->
    [one] Two answers about the law for 1 item
   *[other] Two answers about the law for { $n } items
}
band-disagreed-text = This computer and the chain read the rule differently. Such items are not given until they agree.
band-not-checked = { $n ->
    [one] The law could not be read for 1 item
   *[other] The law could not be read for { $n } items
}
band-not-checked-text = Without a proven rule nothing is given. Try again when the network answers.

which-rule = Under which rule
rule-all = { $n ->
    [one] Allows the item
    [2] Allows both items
   *[other] Allows all { $n } items
}
rule-some = Allows { $n } of { $all } items
rule-missing = The law has no such rule
rule-uses = Uses
rule-kept = Kept
rule-passed-on = Passed on
rule-longest = The rule allows { $time } at most
uses-at-most = { $n ->
    [one] Once
   *[other] { $n } at most
}
fewer-uses = Fewer uses
more-uses = More uses
kept-days = { $n ->
    [0] Not kept
    [one] 1 day, then deleted
   *[other] { $n } days, then deleted
}
not-handed-on = Not allowed
how-long = For how long
term-once = This once
term-asked = Until { $date }
term-asked-hint = What they asked for
term-other = Another date
term-other-label = Last day, year-month-day
term-other-hint = Year-month-day, { $last } at the latest

refuse = Refuse
approve = Approve
approve-summary = { $n ->
    [one] 1 item until { $date }
   *[other] { $n } items until { $date }
}
approve-summary-once = { $n ->
    [one] 1 item, once, until { $date }
   *[other] { $n } items, once, until { $date }
}
approve-undo = You can withdraw at any time. Approving asks for the passphrase.
approve-no-enter = Enter does not approve. Press the button, or Space on it.
approve-nothing-chosen = Nothing is chosen to be given
approve-bad-day = Choose a day that is possible
approve-was-approved = Approved
approve-was-refused = Refused, nothing was sent
approve-was-expired = Expired, nothing was sent
approve-was-maybe-sent = It may have been sent
confirm-title = { $n ->
    [one] Let { $party } see 1 item
   *[other] Let { $party } see { $n } items
}
confirm-text = The passphrase signs exactly what the sheet shows, and nothing else.
confirm-no-enter = Enter does not approve; press the button.
confirm-do = Sign and approve
confirm-reload = Show it anew
approving = Approving
approving-sign = You sign
approving-sign-sub = Only on this computer
approving-introduce = The keeper learns the key
approving-introduce-sub = So that it can tell your signature
approving-anchor = Registered on the chain
approving-anchor-sub = Anyone can check, nobody can read
approving-send = Sent to the department
approving-send-sub = Encrypted for it alone
refuse-title = Refuse { $party }
refuse-text = The department is told that you refused, without a reason. None of your items is sent.
refused-toast = Refused. None of your items was sent.

to-home = To Home
receipt-title = { $n ->
    [one] { $party } can see this 1 item now
   *[other] { $party } can see these { $n } items now
}
receipt-approved = Approved, { $when }
receipt-number = Receipt
receipt-given = Given
receipt-purpose = Purpose
receipt-until = Until
receipt-uses = { $n ->
    [one] Once, and you will see it
   *[other] { $n } uses at most, you will see each of them
}
receipt-rule = Rule
receipt-arrived = Did it arrive?
receipt-signed = You signed
receipt-signed-sub = Only on this computer
receipt-anchored = On the chain
receipt-anchored-sub = Block { $height }
receipt-received = { $party } has it
receipt-received-sub = It signed a receipt
receipt-changed-mind-question = Changed your mind?
receipt-changed-mind = { $question } Withdrawing ends it within seconds. What was already seen cannot be called back.
receipt-permission = See the permission
receipt-activity = See it in the activity
link-waits = Something arrived. It waits until you are done here.
