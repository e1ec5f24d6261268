# Deposits: fingerprints of files on the chain.
nav-deposits = Deposits
did-evidence-deposited = You deposited the fingerprint of { $about }
deposits-title = Deposits
deposits-drop = Drop files here
deposits-drop-hint = Of any kind and size. They are read on this computer and stay on it: only a salted fingerprint goes on the chain.
deposits-choose = Choose files…
deposits-preparing = Being prepared
deposits-files = { $n ->
    [one] { $n } file
   *[other] { $n } files
}
deposits-done = Deposited
deposits-empty = Nothing yet. A deposit proves that a file existed unchanged at a certain time.
deposits-verify = Check a file…
deposit-done = { $name } is deposited
deposit-unreadable = It cannot be read. Is it still there, and may you open it?
deposit-ready = Ready
deposit-at = { $done } read
deposit-label = Your word for it (nobody else sees it)
deposit-progress = How far { $name } is read
deposit-stop = Stop
deposit-drop-it = Leave out
deposit-do = Deposit
deposit-sending = Depositing…
deposit-pending = Under way
deposit-deposited = Deposited
deposit-not-sent = Not sent
deposit-package = For a court…
deposit-package-saved = Saved as { $path }
deposit-again = Send again
deposit-size-when = { $size }, { $when }
deposit-leaves = What left this computer
deposit-leaves-unknown = That is not known here.
deposit-bytes = { $n ->
    [one] { $n } byte
   *[other] { $n } bytes
}
deposit-nothing-of-it = of { $size }: nothing of the file itself.
deposit-exactly = Exactly this
deposit-hidden = What it does not tell
deposit-hidden-file = Which file it is: without the salt, which stays here, the fingerprint fits to nothing.
deposit-hidden-who = Who you are: it came from an address that is used once. Name and word are encrypted for you.
sent-fingerprint = Salted fingerprint
sent-bucket = Compartment of the journal
sent-nonce = Random number
sent-tag = Mark, by which only you find it again
sent-sealed = Name, size and word, encrypted
verify-found = { $name } was deposited
verify-found-text = On { $when }, in block { $height }, exactly as it is now.
verify-unknown = { $name } is not among your deposits
verify-unknown-text = It was never deposited with this wallet, or it has been changed since: one changed character makes another file.
column-file = File
copy-all = Copy everything
label-file-digest = SHA-256 of the file
label-salt = Salt
label-contract-deposits = Contract of deposits
date-and-time = { $date }, { $clock }
