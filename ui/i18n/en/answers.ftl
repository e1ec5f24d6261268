# Answering with less, changes to the record, what is usual, what is missing.
inbox-offered = Offered less, they decide
inbox-taken = Your offer was taken
inbox-not-taken = Your offer was not taken
band-offered = You offered less; they have not decided
band-offered-text = Nothing can be read until they take it. Until then you can take it back.
band-taken = They took your offer
band-not-taken = They did not take your offer
band-not-taken-text = Nothing was given. You can approve, offer something else, or refuse.
approve-was-offered = Offered; nothing can be read yet
approve-was-taken = Approved, as you offered
take-back = Take back
offer-less = Give less…
offer-this-instead = Offer this instead

less-title = Answer { $party } with less
less-back = Back to the request
less-answers = Answers request
less-only-away = You can only take away
less-items = Which items
less-click = Click to change
less-asked = Asked: { $what }
less-see = See
less-change = Change
less-see-and-change = See and change
less-add = Add
less-see-and-add = See and add
less-none = None
less-as-asked = As asked
less-only = { $what } only
less-words = Add a word?
less-optional = Optional
less-how-often = How often, kept how long
less-days-kept = Days kept
less-asked-uses = Asked: { $n }
less-asked-days = Asked: { $n }
less-uses = Uses
less-uses-fewer = Fewer uses
less-uses-more = More uses
less-days = Days kept
less-days-fewer = Fewer days
less-days-more = More days
less-after = Nothing can be read until they take it. Then exactly this holds, and nothing more.
less-nothing-less = This is all that they asked for
less-cancel = Back
less-send = Send this
less-confirm-title = { $n ->
    [one] Offer { $party } 1 item
   *[other] Offer { $party } { $n } items
}
less-confirm-do = Sign and send
less-sent-toast = Sent. It holds once they take it.
less-not-taken-toast = They did not take it. Nothing was given.

usual = Usual
unusual = Unusual
unusual-law = { $n ->
    [0] No rule lets this office have it for this purpose.
    [one] No rule lets this office have it for this purpose; the cited one covers 1 other item.
   *[other] No rule lets this office have it for this purpose; the cited one covers { $n } other items.
}
unusual-clause = { $n ->
    [one] The cited rule covers 1 item, and not this one.
   *[other] The cited rule covers { $n } items, and not this one.
}
unusual-rare = { $asked ->
    [0] In none of its { $n } earlier requests did this office ask for it.
    [one] In 1 of its { $n } earlier requests did this office ask for it.
   *[other] In { $asked } of its { $n } earlier requests did this office ask for it.
}
propose-not-to-give = Propose not to give this one

approve-title-changes = { $n ->
    [one] { $party } proposes 1 change to your record
   *[other] { $party } proposes { $n } changes to your record
}
what-would-change = What would change
rest-stays = Everything else stays as it is
change-now = Now
change-becomes = Becomes
colon = :{ " " }
change-nothing = Nothing
change-new = New
change-not-permitted = Not permitted by law
change-left-out = You do not agree to this line
change-drop = Not this line
change-take = This line after all
signature-covers = { $n ->
    [0] Your signature covers none of these lines
    [one] Your signature covers this 1 line only
   *[other] Your signature covers these { $n } lines only
}
signature-exact = One letter more and it is void.
check-code = Check code
sign-changes = Sign changes
afterwards = Afterwards
afterwards-document = You get a new document; the old one is marked superseded.
afterwards-permissions = Your permissions go on and show the new values.

which-document = { $n ->
   *[other] { $n } of your documents fit. The values shown are from this one:
}
which-document-label = Which document is meant
document-of = { $name }, { $date }
replaced-by = It was superseded by { $name }
replaced-by-open = See the new one
missing-title = What is missing
missing-count = { $n ->
    [one] 1 item
   *[other] { $n } items
}
missing-required = Needed
missing-from = { $document } from { $issuer }; { $takes }
missing-nowhere = No office that answered has it.
missing-get = Get: { $document }
missing-silent = Did not answer: { $names }

attribute-household-post-to = Post to

did-counter-offer-sent = You offered { $party } less: { $items }
did-counter-offer-taken = { $party } took your offer: { $items }
did-counter-offer-not-taken = { $party } did not take your offer

error-less-than-asked = They say that they need more
error-less-than-asked-body = Something that they need is left out, so they have to agree first.
error-less-than-asked-remedy = Offer it as an answer with less.
error-nothing-less = That is all that they asked for
error-nothing-less-body = An answer with less has to take something away.
error-nothing-less-remedy = Approve the request, or take something away.
