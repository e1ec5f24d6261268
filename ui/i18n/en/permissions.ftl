# Permissions.
permissions-title = Permissions
permissions-active = Active
permissions-ended = Ended
permissions-none-active = No permission is in force. What the law allows without one stands under Activity.
permissions-none-ended = No permission has ended yet.
permissions-empty-title = No permissions yet
permissions-empty-text = When you approve a request, it stands here, with every use, and can be withdrawn.
permission = Permission
permission-title = Permission for { $party }
permission-allows = What it allows
permission-custodian = Kept by
permission-since = Since
permission-stands = Where it stands
permission-history = Uses and changes
permission-never-used = Never used so far.
used-count = { $n ->
    [0] Never
    [one] Once
    [2] Twice
   *[other] { $n } times
}
used-times = { $n ->
    [0] Never, of { $max }
    [one] Once, of { $max }
   *[other] { $n } times, of { $max }
}
final-at = Final, block { $height }
state-preparing = Being prepared
state-active = In force
state-withdrawing = Withdrawing
state-withdrawn = Withdrawn
state-expired = Expired
state-used-up = Used up
state-suspended-law = Suspended by law
state-suspended-law-why = The rule was changed
state-suspended-office = Office suspended
state-not-delivered = Not delivered

withdraw = Withdraw
withdraw-title = Withdraw from { $party }
withdraw-text = Once it is in a block, usually after a few seconds, nothing more can be seen with it. It cannot be put back; the department would have to ask anew.
withdraw-never-used = It was never used.
withdraw-used = { $n ->
    [one] It was used once; what was seen then cannot be called back.
   *[other] It was used { $n } times; what was seen then cannot be called back.
}
withdraw-keep = Keep it
withdraw-do = Withdraw permission
withdraw-hint = Ends within seconds, for good.
withdrawing = Withdrawing…
withdrawing-text = Waiting for the next block.
withdrawn-toast = Withdrawn. Nothing more can be seen with it.

kept-until = { $n ->
    [one] After the last read: until { $date }, 1 day left
   *[other] After the last read: until { $date }, { $n } days left
}
kept-no-longer = After the last read: until { $date }, which is over
worth-never-used = { $n ->
    [one] Never used in 1 day; you could close it
   *[other] Never used in { $n } days; you could close it
}
worth-not-used = { $n ->
    [one] Not used for 1 day; you could close it
   *[other] Not used for { $n } days; you could close it
}
withdrawal-asked = You asked
withdrawal-in-block = In block { $height }
withdrawal-to-block = Not in a block yet
withdrawal-final = Final at block { $height }
withdrawal-to-final = Not final yet
withdrawal-took = { $n ->
    [0] within a second
    [one] after 1 second
   *[other] after { $n } seconds
}
withdrawal-last-read = Last read before: { $time }. Every read after this block is refused.
withdrawal-never-read = Nothing was read before. Every read after this block is refused.
