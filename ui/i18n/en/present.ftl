# Showing a part of a document to an office that asks for it.
home-present = { $n ->
    [one] { $party } asks to be shown 1 item of a document
   *[other] { $party } asks to be shown { $n } items of a document
}
requests-present-items = { $n ->
    [one] Be shown 1 item of a document
   *[other] Be shown { $n } items of a document
}
inbox-presented = Shown
did-document-presented = You showed { $items } to { $party }
present-title = { $party } asks to be shown a document
present-until = can be answered until { $date }
present-from = From { $document }
present-items = { $n ->
    [one] 1 item will be readable
   *[other] { $n } items will be readable
}
present-not-there = not in this document
present-beyond-law = No rule gives them this
present-no-rule = No rule of the law gives this office any of this for this purpose. Whether you show it is up to you.
present-kept-hint = By their own word. What was shown once cannot be taken back.
present-nothing-text = No valid document in this wallet has what they need. Get one first, or refuse.
present-together = The office asks for these only in other combinations.
present-do = { $n ->
    [0] Show
    [one] Show 1 item
   *[other] Show { $n } items
}
present-confirm = { $n ->
    [one] Show 1 item to { $party }?
   *[other] Show { $n } items to { $party }?
}
present-confirm-text = The values leave this computer, once, to this office only. It cannot read anything later by this.
present-confirm-do = Show now
present-sending = Sending…
present-was-shown = You have shown this
presented-title = { $n ->
    [one] 1 item was shown to { $party }
   *[other] { $n } items were shown to { $party }
}
presented-items = Shown
presented-text = They saw exactly this, from a copy that no other office sees. Nothing else can be read by it.
