# Settings.
settings-title = Settings
settings-general = General
settings-security = Security
settings-network = Network
settings-about = About
settings-display = Display
settings-locking = Locking
theme = Appearance
theme-hint = Follows the system when set to System
theme-system = System
theme-light = Light
theme-dark = Dark
reduce-motion = Reduce motion
lock-when-idle = Lock when idle
lock-when-idle-hint = Warns one minute before
after-minutes = { $n ->
    [one] After 1 minute
   *[other] After { $n } minutes
}

security-words = Recovery words
security-words-checked = Checked against your paper
security-words-checked-hint = Three words typed from paper show that all were written down
security-checked = Checked
security-show-words = Show the words again
security-show-words-hint = Asks for the passphrase first
security-files = Files
security-folder = Folder
security-created = Made on
change-passphrase = Change the passphrase
change-passphrase-hint = The recovery words stay the same
old-passphrase = Passphrase in force
passphrase-changed = The passphrase was changed.

network-local = A local network: its one node is trusted as it is, for trying things out.
network-quorum = { $n ->
    [one] An answer is believed when 1 node gives it.
   *[other] An answer is believed when { $n } nodes agree. No single node can fool this computer.
}
network-qbft = An answer is believed when two thirds of the departments that run the chain have signed the block it is proven by. No node can fool this computer.
network-ask = Ask all nodes
network-quarrel = The nodes do not agree
network-quarrel-text = What differs is not used. Nothing of yours is affected: all was checked against the accepted answer.
network-name = Network
network-called = Name
network-chain-id = Chain number
node-agrees = Agrees
node-differs = Differs
node-not-used = Not used
node-behind = Behind
node-in-use = In use
node-milliseconds = { $n } ms
node-lag = { $n } ms, { $blocks } behind
node-lag-only = { $blocks } behind
node-silent = No answer
network-lies = Caught
network-lies-text = Answers of nodes that cannot be true, kept as proof. Nothing of them was used.
lie-when = at height { $height }, noticed on { $day }
lie-entries = gave entries that are not those of the chain
lie-header = gave a block that does not fit the blocks before it
lie-two-headers = has a block that was signed twice: some who run the chain broke its rules
lie-reorganised = gave another block at a height that was proven before
lie-went-back = has less than was proven before
lie-state-proof = gave a proof that proves nothing
lie-value = gave a value that the proof contradicts

about-version = Version
about-licence = Licence
about-licence-text = Apache 2.0
about-icons = Icons
about-icons-text = Lucide, ISC licence

# Rehearsing a restore
security-rehearse = Rehearse a restore
security-rehearse-hint = Type the words from your paper, and see what they alone would bring back. Nothing in this wallet changes.
security-rehearse-do = Rehearse
rehearsal-title = Rehearse a restore
rehearsal-text = Take the words from where you keep them. A second wallet is made from them beside this one, reads the chain, asks the issuers, is counted and removed. Nothing in this wallet changes.
rehearsal-do = Rehearse now
rehearsal-running = Restoring in a sandbox, { $n } entries read
rehearsal-running-left = Restoring in a sandbox, { $n } entries read, about { $seconds } s left
rehearsal-all = Everything came back
rehearsal-all-text = With these words alone you would have all of this again on another computer.
rehearsal-lost = Not everything came back
rehearsal-lost-text = These are the words of this wallet. What is named below is kept nowhere else, or its office did not give it again now; copy it while you have it.
rehearsal-other = These are the words of another wallet
rehearsal-other-text = They are valid, but they do not bring this wallet back. Look for the right paper, or write down this wallet’s words anew.
rehearsal-what = What
rehearsal-here = Here
rehearsal-found = Came back
rehearsal-not-found = Did not come back
rehearsal-nothing = Nothing missing
rehearsal-hint = The activity of this computer, labels and settings are kept on this computer only.
counted-documents = Documents
counted-permissions = Permissions
counted-invoices = Invoices
counted-certificates = Certificates
counted-deposits = Deposits
counted-petitions = Objections, complaints, questions
counted-entries = Entries of the chain

# The local log
security-log = Log on this computer
security-log-lines = { $n ->
    [one] { $n } line, the newest of { $until }
   *[other] { $n } lines, the newest of { $until }
}
security-log-hint = Every line holds on to the one before it. A line that is removed, or an older copy of the wallet put in its place, is noticed when the wallet is opened.
security-log-whole = Whole
log-look = Look at the log
log-accept = Take it as it is
log-accept-title = Take the log as it is?
log-accept-body = From now on this log counts as whole. That you did this, and the dates, are written into it. What the ledger knows of you is not changed: permissions, documents and accesses are read from it again.
log-accepted = The log is taken as it is.
log-older = This is an older copy of your wallet
log-older-body = Its log ends on { $ends }. On this computer it had come to { $remembered }: { $n ->
    [one] one line is missing.
   *[other] { $n } lines are missing.
} If you put the older copy there yourself, take the log as it is; if not, somebody else did.
log-changed = The log of this wallet was changed
log-changed-body = It is whole only until { $ends }: after that a line was removed or changed. Compare your permissions with what you remember, and withdraw what you do not know.
log-not-remembered = This computer does not remember this wallet
log-not-remembered-body = Its log ends on { $ends }. Whether that is its newest state cannot be told here. If you moved the wallet to this computer, take the log as it is.
did-log-accepted = You took the log of this computer as it was: { $about }
log-not-now = Not now
