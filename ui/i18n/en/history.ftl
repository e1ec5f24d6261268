# Activity, invoices, certificates, departments, proof.
activity-title = Activity
activity-all = All
activity-permission = Your permission
activity-law = Allowed by law
activity-nothing = No basis
activity-search = Department or item
activity-entries = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
activity-earlier = Show earlier entries
activity-empty-title = Nothing happened yet
activity-empty-text = Every look at your items, and everything you decide, will stand here.

# Sentences; $party, $about and $items are bold.
did-wallet-created = You made this wallet
did-wallet-restored = You restored this wallet from its words
did-document-received = { $party } issued { $about } to you
did-document-removed = You removed { $about } from this computer
did-document-status-changed = { $party } changed the status of { $about }
did-offer-declined = You declined { $about } from { $party }
did-request-approved = You allowed { $party } to see { $items }
did-request-refused = You refused { $party }
did-sending-failed = The answer to { $party } did not go out
did-sending-uncertain = { $items } may have reached { $party }
did-permission-used = { $party } read { $items }
did-permission-used-modify = { $party } changed { $items }
did-permission-used-add = { $party } added to { $items }
did-permission-withdrawn = You withdrew the permission of { $party }
did-invoice-arrived = { $party } issued an invoice to you
did-certificate-arrived = { $party } awarded you { $about }
did-use-number = { $n ->
    [one] first use
    [2] second use
    [3] third use
   *[other] use no. { $n }
}
did-kept-by = kept by { $name }
did-nothing-sent = nothing was sent
did-line-broke = the line broke after sending
did-here = This computer
basis-you = Your decision
basis-permission = Your permission
basis-law = Allowed by law
basis-issuer = The issuer’s act
basis-nothing = No basis at all

invoices-title = Invoices
invoices-year = { $y } to date
invoices-count = { $n ->
    [one] 1 invoice
   *[other] { $n } invoices
}
invoices-month = { $month }, { $n } counted
invoices-all = All { $n }
invoices-to-claim = To claim { $n }
invoices-unpaid = Unpaid { $n }
invoices-search = Seller or number
invoices-empty-title = No invoices yet
invoices-empty-text = Invoices issued to you are announced on the chain and appear here by themselves.
invoice = Invoice
invoice-issued = Issued
invoice-issued-by = { $name }, announced on the chain
invoice-with-tax = incl. tax
invoice-stands = Where it stands
invoice-lines = Items
invoice-line = { $quantity } × { $price }, tax { $rate } %
invoice-net = Without tax
invoice-total = Total
invoice-kind = Type
invoice-buyer = Buyer
invoice-buyer-tax-id = Buyer’s tax no.
invoice-seller-tax-id = Seller’s tax no.
invoice-drawer-name = Drawn up by
invoice-remarks = Remarks
tax = Tax
as-table = As table
as-chart = As chart
chart-title = Invoice totals by month
chart-desc = The last twelve months, { $total } in all. The button As table shows the numbers.
content-awaited = On its way
content-wrong = Not what was announced

certificates-title = Certificates
certificates-empty-title = No certificates yet
certificates-empty-text = Certificates awarded to you are announced on the chain and appear here by themselves.

departments-title = Departments
departments-search = Name or number
departments-count = { $n ->
    [one] 1 in all, rebuilt from the chain’s own record
   *[other] { $n } in all, rebuilt from the chain’s own record
}
departments-empty-title = The directory was not read yet
departments-empty-text = It is rebuilt from the chain as soon as a node answers.
office-suspended = Suspended
office-number = Number
office-registered = Registered
office-parent = Above it
office-address = Address
office-issues = Issues documents
office-and-you = You and this department
office-permissions = { $n ->
    [one] 1 in force
   *[other] { $n } in force
}
office-no-permissions = None
level-1 = Nation
level-2 = Province
level-3 = City
level-4 = District
level-5 = Street

proof = Proof
proof-head = State of the chain
proof-activity = Entry of the activity
proof-checked = What this computer checked
proof-technical = Technical details
verdict-proven = Proven
verdict-proven-text = This computer checked it against the chain.
verdict-stale = As of before
verdict-stale-text = It was proven, but longer ago than counts as current.
verdict-unchecked = Not checked
verdict-unchecked-text = Nothing speaks against it, and nothing was proven.
verdict-contra = Two answers
verdict-contra-text = Two answers exclude each other. Both are kept; neither is believed.
basis-local = Node { $node }, block { $height }, { $when }
basis-quorum = { $n } of { $of } nodes agree, block { $height }, { $when }
basis-sealed = Signed by { $n } of the { $of } who run the chain, block { $height }, { $when }
basis-stale = Last proven at block { $height }, { $when }
basis-not-checked = No node answered so far.
basis-about-journal = A node’s entries do not fit what it must prove.
basis-about-network = The nodes answer for another network.
basis-about-withdrawn = The chain took another course since, and no longer has this entry.
check-again = Check again
checking = Checking…
check-valid = Holds:{ " " }
check-invalid = Does not hold:{ " " }
check-not-checked = Not checked

# What nothing covers, and what the citizen says about it.
uncovered-none-given = No basis was given
uncovered-clause = The clause named, { $clause }, does not allow it
uncovered-not-yours = With a permission that you never gave
uncovered-beyond = It goes beyond what you allowed
uncovered-law = The law forbade it
uncovered-unreadable = The keeper’s record cannot be read
uncovered-read-again = The same code was read a second time
uncovered-code = With a code that this wallet never made
complain = Complain
ask-why = Ask them why
alarm-put-away = Leave it
complaint-title = Complain to { $office }
complaint-text = Your complaint is signed, put on record and sent. Only { $office } can read it.
complaint-ready = On { $date } { $party } read data of mine: { $items } (block { $height }). I gave no permission for it, and no clause of the law allows it. Please find out why, and tell me the outcome.
complaint-toast = Your complaint is on record.
complaint-yours = Your complaint to { $office }
question-title = Ask { $office }
question-text = Your question is signed, put on record and sent. Only { $office } can read it.
question-ready = On { $date } { $party } read data of mine: { $items } (block { $height }). What was it needed for, and on what basis?
question-toast = Your question is on record.
question-yours = Your question to { $office }
petition-with-record = The keeper’s record goes with it, as evidence.

# The way of an invoice.
did-invoice-claimed = You claimed an invoice for { $party }
did-invoice-booked = { $party } took your invoice into its books
did-invoice-reimbursed = { $party } has paid your invoice back
did-invoice-voided = { $party } took its invoice back
did-invoice-reversed = { $party } reversed its invoice
invoice-claimed = Claimed
invoice-booked = Booked
invoice-reimbursed = Reimbursed
invoice-voided = Voided
invoice-reversed = Reversed
invoice-red-letter = Red-letter invoice
invoice-claimed-for = for { $name }
invoice-step-by = by { $name }
invoice-step-at = block { $height }
invoice-original = See the invoice that this one reverses
invoice-reversal = See the red-letter invoice
claim = Claim for a payer
claim-again = Hand it over again
claim-title = Claim this invoice
claim-text = The payer, your employer for instance, can then book it and pay it back. It can be claimed once, for one payer only, and that cannot be undone.
claim-payer = Who pays it back?
claim-choose = Choose who pays it back
claim-taken = Claimed already
claim-taken-text = { $payer } ({ $kind }) has it since { $when }; proven at block { $height }. Nobody else can claim it.
claim-unsent = Claimed, but the payer does not have the invoice itself so far
claim-do = Claim
claim-busy = Claiming…
claim-done = Claimed and handed over; their file number is { $number }
claim-done-unsent = Claimed. It could not be handed over so far: do it again later
claim-file-number = File number at the payer: { $number }

# Invoices as files, and what a file turned out to be.
invoices-not-counted = Voided and reversed invoices, and red-letter invoices, are not counted.
invoice-payer = Claimed for
invoice-in-words = Total in words
invoice-kind-ordinary = Electronic invoice (ordinary)
invoice-kind-special = Electronic invoice (special VAT)
invoice-duplicate = Duplicate
duplicate-sure = Duplicate
duplicate-suspected = Possible duplicate
line-name = Goods or service
line-quantity = Quantity
line-unit-price = Unit price
line-amount = Amount
line-rate = Rate
line-tax = Tax
export-made = Made
export-proven = Proven up to block
export-sheet-note = This sheet is for reading. What proves the invoice is the seller’s signature and the chain: a wallet can check the invoice file.
export-save-as = Save as
export-csv = Table (CSV)
export-list = List (PDF)
export-sheet = Sheet (PDF)
export-ubl = UBL (EN 16931)
export-original = Invoice file
export-saved = Saved as { $path }
duplicate-other = See the other
file-check = Check a file…
file-authentic = The file is authentic
file-authentic-text = Every field is what the seller signed, and it is the invoice on the chain.
file-unknown = There is no such invoice on the chain
file-unknown-text = The fields are as they were signed, but nobody ever registered an invoice of this number.
file-differs = { $n ->
    [one] { $n } field is not what it should be
   *[other] { $n } fields are not what they should be
}
file-differs-text = The file was changed after it was signed, or it is not the invoice on the chain. Do not rely on it.
file-not-checked = It could not be checked to the end
file-not-checked-text = Nothing speaks against the file, but not everything could be checked now.
file-field = Field
file-stated = The file says
file-right = Right is
file-signed-part = The signed part
file-line = { $name }, line { $n }
file-line-part = { $name }: { $part }
file-nothing = nothing
file-held = In this wallet
file-open-held = Your own invoice of this number

billing-code = Billing code
billing-title = Let the seller scan this code
billing-once = One code, one invoice
billing-comes = The invoice appears here by itself
billing-new = New code
billing-learns = What the seller reads
billing-sent-to = Sent to
billing-one-time = An address made for this invoice alone
billing-name = Made out to
billing-name-told = Nothing; tell the seller yourself
billing-learns-text = No name, identity number, home address or phone is in the code.
billing-strangers = Each code is new, so two sellers cannot find out that they sold to the same person. Show every seller a code of their own.
billing-used = Used?
billing-unused = No invoice with this code yet
billing-came = The invoice came
billing-over = This code is used up.
billing-text = Cannot scan? The same code as text
billing-aria = Billing code, usable once
invoices-all-months = All months
invoices-show-all = Show all
invoices-shown = What is shown
invoices-sums-shown = These sums are of the invoices shown below.
claim-taken-block = The claim stands in block { $block }.
