# Showing a part of a document at a counter.
counter-home-title = At a counter?
counter-home-text = Show a code with only what you choose. It ends after one minute.
counter-home-do = Show at a counter

counter-title = Show at a counter
counter-text = The code works at one office, for one purpose, for one minute, once. Nothing leaves this computer until somebody scans it.
counter-office = At which office?
counter-last-shown = last shown { $when }
counter-purpose = What for?
counter-by-law = Under { $clause }
counter-document = From which document?
counter-asked-title = { $party } asks at its counter
counter-asked-until = Can be answered until { $time }
counter-have-question = The office shows a code of its own?
counter-have-question-hint = Then it says what it needs. Paste its text, or choose a picture of it.
counter-question-label = The office’s code as text
counter-question-open = Use it
counter-question-picture = Choose a picture
counter-items = { $n ->
    [one] They will read this 1 item
   *[other] They will read these { $n } items
}
counter-items-none = Nothing is chosen to be read
counter-more = { $n ->
    [one] 1 more item in this document
   *[other] { $n } more items in this document
}
counter-more-hint = They stay hidden unless you turn them on.
counter-required = The office needs it
counter-usual = Usual for this purpose
counter-helpful = The office says it would help
counter-extra = Not needed for this
counter-missing = This document does not have what the office also needs: { $items }
counter-linkable-title = Two offices could compare notes
counter-linkable-text = No unused copy of this document is left. This office and another that saw this copy could find out that both have it from the same person. Get the document again for fresh copies.
counter-nothing-title = No document fits
counter-nothing-text = There is no valid document in this wallet that could be shown. Get one first.
counter-nothing-do = See what you can get
counter-show = Show the code
counter-showing = Making the code…
counter-give = Let them read: { $item }

code-hide = Hide
code-hides = Hides when this window loses focus
code-for = For { $party }
code-items = { $n ->
    [one] They can read this 1 item
   *[other] They can read these { $n } items
}
code-hidden-items = { $n ->
    [0] Nothing else is in this document.
    [one] The other 1 stays hidden: { $items }.
   *[other] The other { $n } stay hidden, among them { $items }.
}
code-reading = Reading
code-not-read = Not read yet
code-not-read-hint = Once it is read, who and when appears here.
code-read = Read by { $party } at { $time }
code-read-hint = Written down in block { $height } of the chain. The code cannot be used again.
code-read-again = Read a second time: somebody used your code again
code-read-again-hint = One code is good for one reading. See Activity for both.
code-done = It was read
code-another = Show another code
code-renews = Renews in { $n } seconds
code-ends = The office’s question ends in { $n } seconds
code-brightness = Hard to scan? Raise the brightness
code-part = Code { $number } of { $count }; hold the scanner until it has all
code-aria = QR code, renewed in { $n } seconds
code-larger = Larger
code-smaller = Smaller
code-say = Cannot scan? Read aloud
code-say-do = Read aloud instead
code-saying = Asking the office…
code-say-hint = Left at the office, for { $party } alone
code-covered-title = Hidden
code-covered-text = Another window came to the front.
code-show-again = Show again
code-over-title = The office’s question has ended
code-over-text = Ask at the counter for a new one.

did-code-shown = You showed { $items } to { $party }
did-pass-made = You printed a pass with { $items } for { $party }
did-code-read = { $party } read { $items } at the counter
did-code-read-again = { $party } read your code a second time: { $items }
paste-counter = This is an office’s question at a counter. Nobody is contacted to answer it.
paste-counter-open = Answer it

# Purposes
purpose-identification = Saying who you are
purpose-school-enrolment = Primary school enrolment
purpose-rent-subsidy = Rent subsidy
counter-pass = Print a pass
counter-passing = Printing…
counter-pass-hint = A PDF file, good for one day, once. For a day without this computer.
counter-passed = Saved as { $path }
purpose-registration-update = Change of the register
purpose-school-places = Allocation of school places
purpose-tax-settlement = Annual tax settlement
