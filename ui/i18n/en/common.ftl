# Words that many pages share.
product = Citizen Wallet
window-title = { $page } · Citizen Wallet

# Rail and frame
rail-label = Sections
rail-skip = Skip to content
rail-foot = Only on this computer
menu = Menu
nav-home = Home
nav-requests = Requests
nav-documents = Documents
nav-permissions = Permissions
nav-invoices = Invoices
nav-certificates = Certificates
nav-activity = Activity
nav-departments = Departments
nav-settings = Settings
# Read out before the number of waiting requests.
nav-waiting = waiting:{ " " }

# How far the chain was read; $clock is a time or a day.
sync-running = Checking, { $n } entries read
sync-running-left = Checking, { $n } entries read, { $rate } a second, about { $seconds } s left
sync-stop = Stop
sync-checked = Checked to { $clock }
sync-not-checked = Not checked yet
sync-trouble-since = Not checked since { $clock }
clock-differs = This computer says { $own }, the ledger { $ledger }.
sync-offline = Offline
sync-offline-since = Offline, as of { $clock }

# Buttons
back = Back
change = Change
close = Close
continue = Continue
copy = Copy
copied = Copied
done = Done
hide = Hide
later = Later
lock = Lock
not-now = Not now
retry = Try again
search = Search
show = Show
filter = Filter

# States of a page
loading = Loading…
stale-title = Shown as of before
stale-text = { $cause }. What you see may have changed since.
nothing-found = Nothing found. Try fewer letters.
nothing-sent = Nothing was sent
toast-error = { $title }. { $remedy }
error-wait = { $n ->
    [one] Wait one second before the next try.
   *[other] Wait { $n } seconds before the next try.
}
error-code = Code { $code }
error-code-about = Code { $code }, about { $subject }

# Seals: how something is known
seal-proven = Proven
seal-stale = Stale
seal-unchecked = Not checked
seal-contra = Contradicted
identity-proven = Identity proven
directory-proven = Directory proven
directory-number = Directory no.
registered = Registered { $when }

# Lists
list-comma = ,{ " " }
list-semicolon = ;{ " " }
sentence-gap = { " " }
sentence-join = ,{ " " }
list-and-more = { $names } and { $more } more

# Dates; $month is a short name
date-full = { $d } { $month } { $y }
date-short = { $d } { $month }
date-today = Today { $clock }
date-yesterday = Yesterday { $clock }
month-title = { $month } { $y }
month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
month-short-1 = Jan
month-short-2 = Feb
month-short-3 = Mar
month-short-4 = Apr
month-short-5 = May
month-short-6 = Jun
month-short-7 = Jul
month-short-8 = Aug
month-short-9 = Sep
month-short-10 = Oct
month-short-11 = Nov
month-short-12 = Dec
month-letter-1 = J
month-letter-2 = F
month-letter-3 = M
month-letter-4 = A
month-letter-5 = M
month-letter-6 = J
month-letter-7 = J
month-letter-8 = A
month-letter-9 = S
month-letter-10 = O
month-letter-11 = N
month-letter-12 = D
days-left = { $n ->
    [0] ends today
    [one] 1 day left
   *[other] { $n } days left
}
span-years = { $n ->
    [one] 1 year
   *[other] { $n } years
}
span-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}

# Columns
column-department = Department
column-why = Why and what
column-received = Received
column-due = Due
column-status = Status
column-action = Action
column-may-see = May see
column-until = Until
column-used = Used
column-certificate = Certificate
column-issuer = Issuer
column-number = Number
column-awarded = Awarded
column-proof = Proof
column-date = Date
column-seller = Seller
column-amount = Amount ¥
column-tax = Tax ¥
column-month = Month
column-invoices = Invoices
column-node = Node
column-height = Height
column-answer = Answer
column-agreement = Agreement

# Keys
keys-title = Keys
keys-sections = Sections; Ctrl 2 opens the second, and so on
keys-open = Paste a link or choose a picture
keys-settings = Settings
keys-lock = Lock
keys-back = Close the drawer or go back
keys-tab = To the next control
keys-press = Press the control with the ring
keys-list = All keys
keys-enter = Enter never approves a request: press the button, or Space on it.

# Lock warning
lock-soon-title = The wallet locks soon
lock-soon-text = { $n ->
    [one] Nobody was at the keyboard for a while. It locks in one second.
   *[other] Nobody was at the keyboard for a while. It locks in { $n } seconds.
}
lock-stay = Stay
lock-now = Lock now

# Pages for problems
problem-untouched = Untouched
problem-files = The files on this computer. Nothing was changed or deleted.
problem-nothing = Everything that was saved. Nothing was sent.
problem-now = What to do
nowhere-title = There is no such page
nowhere-text = The address leads nowhere. Nothing was opened and nothing was sent.
