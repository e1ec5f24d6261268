# First run, words, lock.
language = Language
language-zh = 简体中文
language-en = English
text-size = Text size
size-normal = Standard
size-large = Large
size-larger = Larger

welcome-title = Welcome
welcome-place = Your papers, your decision
welcome-what = Keeps your documents, invoices and certificates. When a department asks, you decide what it gets.
welcome-where = Everything stays on this computer. There is no cloud account.
welcome-who = Offices see what you approve, and what a law lets them see. Every look has to be recorded, and you can see the record.
welcome-create = Create a wallet
welcome-restore = Restore a wallet
welcome-keys = All keys:
step-of = Step { $n } of { $all }

passphrase = Passphrase
passphrase-title = Choose a passphrase
passphrase-text = It opens the wallet each time. Nobody can reset it for you; if it is forgotten, only the recovery words help.
passphrase-again = The same once more
passphrase-hint = Pasting is fine. A few unrelated words are easier to keep and harder to guess than a row of symbols.
passphrase-differs = The two are not the same yet.
passphrase-next = Next: the recovery words
creating = Creating the wallet…
input-method-title = An input method may be on
input-method-text = Some input methods remember what was typed. If you mind, switch to plain letters.
strength = Strength
strength-none = At least 12 characters
strength-0 = Guessed at once
strength-1 = Very weak
strength-2 = Too weak
strength-3 = Strong enough
strength-4 = Very strong
strength-short = { $n ->
    [one] , 1 character of at least 12
   *[other] , { $n } characters of at least 12
}
guess-minutes = , one computer guesses it in minutes
guess-hours = , one computer guesses it in hours
guess-days = , one computer guesses it in days
guess-years = , one fast computer needs years
guess-centuries = , one fast computer needs about 300 years
guess-ever = , one fast computer needs thousands of years

words-title-short = Recovery words
words-title = { $n ->
   *[other] Write these { $n } words on paper
}
words-text = If this computer is lost or breaks, only these words bring the wallet back. Whoever sees them can open your wallet, so take no photo and keep them in no computer.
words-fact-paper = You need paper and a pen.
words-fact-alone = Be alone: nobody behind you, no camera on the screen.
words-fact-time = It takes about five minutes. You can stop and come back.
words-show = Show the words
words-written = Written down, check them
words-later = Do it later

word-check-title = Look at your paper and type 3 words
word-check-text = This only makes sure that the paper is right. You can look again as often as you like.
word-check-place = Word { $n }
word-check-wrong = Not all three are right. Compare with the paper, or look at the words again.
word-check-do = Check
word-check-again = See the words again
word-check-later = Check later
word-check-hint = Until then Home keeps reminding you.
word-check-done = The words on your paper are right.
word-n-label = Word{ " " }
word-offers = Words that begin like this

restore-title = Restore a wallet
restore-text = Type the words from your paper, in order. You can also paste all of them into the first field. Nothing leaves this computer.
restore-words = Recovery words
restore-count = Number of words
restore-count-words = { $n } words
restore-wrong-word = Word { $n } is not right. Compare it with your paper.
restore-passphrase = A new passphrase for this computer
restore-do = Restore the wallet
restoring = Restoring…

lock-locked = Locked
lock-open = Open the wallet
lock-opening = Opening…
lock-wrong = This passphrase does not open the wallet.
lock-wait = { $n ->
    [one] Too many tries. Wait one second.
   *[other] Too many tries. Wait { $n } seconds.
}
lock-forgotten = Forgotten
lock-forgotten-text = Nobody can reset it. With the recovery words on your paper the wallet can be restored into a new, empty profile folder.
lock-pending = { $n ->
    [one] A request is waiting
   *[other] { $n } requests are waiting
}

# After a restore
recovered-title = The wallet is back
recovered-reading = The chain is being read and offices are asked for what they issued. It appears here by itself.
recovered-offline = No node could be asked yet. What is yours is read as soon as one answers; you can use the wallet meanwhile.
recovered-all = All contents came back
recovered-all-text = Everything of yours that the chain tells of, up to block { $height }, is in this wallet again.
recovered-lost = Some contents have not come yet
recovered-lost-text = The chain, read up to block { $height }, says that they exist; the contents only their issuers have. They are asked again whenever the chain is read. What an office no longer keeps has to be issued anew.
recovered-nothing = Nothing of yours is on this chain
recovered-nothing-text = The words are valid. If you expected documents or permissions, they may belong to another paper, or to another network.
recovered-told = On the chain
recovered-gone = What no words bring back: what only the old computer knew (requests you refused, what you showed where), its settings, and files you saved there.
recovered-go = Go to Home
