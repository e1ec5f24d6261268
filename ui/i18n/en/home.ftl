# Home.
home-title = Home
home-waiting = { $n ->
    [one] Waiting for your decision
   *[other] Waiting for your decision, { $n } in all
}
home-request = { $n ->
    [one] { $party } asks to see 1 item
   *[other] { $party } asks to see { $n } items
}
home-offer = { $party } offers you: { $about }
home-review = Review request
home-look = See the offer
home-answer-by = { $n ->
    [0] Answer by { $date }, ends today
    [one] Answer by { $date }, 1 day left
   *[other] Answer by { $date }, { $n } days left
}
home-all-waiting = All { $n }
home-nothing-eyebrow = Nothing waits
home-nothing-title = No decision is asked of you
home-nothing-text = When a department asks for something, it stands here.
home-got-do = Paste or scan
home-all-documents = All { $n }
home-no-documents = No documents yet. These can be obtained now:
home-recent = Recent activity
home-all-activity = All activity
home-words-title = Your recovery words were not checked yet
home-words-text = If this computer breaks, only the words on paper bring the wallet back.
home-words-do = Check now

home-alarm-title = { $n ->
    [0] { $party } read { $items } without any basis
    [one] { $party } read { $items } without any basis, and 1 more
   *[other] { $party } read { $items } without any basis, and { $n } more
}
home-alarm-text = You gave no permission, and no law allows it. You can complain or ask why.
home-alarm-do = Look at it
