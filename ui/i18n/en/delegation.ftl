# Handing on, what stops it, the authority map, cutting off, items by department.
did-through = through the permission of { $names }
line-then = { $first }, then { $next }

hand-on-title = Handing on
hand-on-never = Only { $party } itself
hand-on-never-hint = It may not pass anything on.
hand-on-asked = { $n ->
    [one] Also an office below it
   *[other] Also offices below it, { $n } steps down at most
}
hand-on-asked-hint = { $n ->
    [0] At the moment there is no office below it.
    [one] It could be { $names }. You see each use, and by whom.
   *[other] It could be { $names }. You see each use, and by whom.
}

permission-hand-on = Handing on
permission-hand-on-no = Not allowed
permission-hand-on-steps = { $n ->
    [one] To offices below, one step
   *[other] To offices below, { $n } steps
}
handed-on-title = Handed on to
handed-on-none = Not handed on so far, as far as uses tell.
handed-on-by = by { $name }
handed-on-used = { $n ->
    [one] Used once, last { $when }
   *[other] Used { $n } times, last { $when }
}
part-active = In force
part-over = Over with the permission
part-taken-back = Taken back
part-expired = Time is over
part-used-up = Used up
part-suspended-law = Suspended by law
part-suspended-office = Office suspended

stop-office = { $name } is suspended since { $date }
stop-office-unknown = { $name } is no longer in the directory
stop-taken-back = { $name } took it back; found on { $date }
stop-law = { $clause } does not allow it since { $date }
stop-law-undated = { $clause } does not allow it
stop-block = block { $height }

office-kind = Kind
office-kind-government = Government
office-kind-civil-affairs = Civil affairs
office-kind-registry = Household registry
office-kind-education = Education
office-kind-university = University
office-kind-tax = Tax
office-kind-organisation = Organisation
office-kind-housing = Housing
office-kind-court = Court
office-kind-health = Health
office-kind-transport = Transport
office-kind-social-insurance = Social insurance
office-other-name = Also called
office-requests = Requests
office-requests-some = { $n ->
    [one] 1
   *[other] { $n }
}
office-requests-waiting = { $n }, { $waiting } waiting for you
office-reads = Reads
office-reads-covered = { $n ->
    [one] 1, covered
   *[other] { $n }, all covered
}
office-reads-uncovered = { $n }, { $bad } covered by nothing
office-first = First contact
office-last = Last contact
office-never = Never
office-shared = Shared before
office-shared-nothing = Nothing

reach-title = What it can reach today
reach-nothing = Nothing of yours.
reach-below = { $n ->
    [one] 1 office below it can reach something.
   *[other] { $n } offices below it can reach something.
}
reach-given = You gave it
reach-handed-on = Through { $names }
reach-possible = Might get it from { $names }
reach-until = until { $date }
reach-badge = { $n ->
    [one] 1 item
   *[other] { $n } items
}
reach-badge-possible = { $n ->
    [one] 1 item possible
   *[other] { $n } items possible
}
reach-open = Open permission { $number }

cut-here = Cut here
cut-link = Cut this line
cut-hint = Shows first what would close. Nothing happens before you confirm.
cut-title = Cut off { $party }
cut-loading = Looking at what would close…
cut-nothing = Nothing in force reaches it, or an office below it.
cut-withdraws = { $n ->
    [one] This permission is withdrawn:
   *[other] These { $n } permissions are withdrawn:
}
cut-closes = Then they can no longer reach:
cut-others = Other offices lose it as well, because it is one permission. They would have to ask you again.
cut-possible = { $n ->
    [one] Also end 1 permission that was not handed on to it, but might be
   *[other] Also end { $n } permissions that were not handed on to it, but might be
}
cut-final = It cannot be put back. What was seen so far cannot be called back.
cut-keep = Leave it
cut-do = { $n ->
    [one] Withdraw 1 permission
   *[other] Withdraw { $n } permissions
}
cut-busy = Withdrawing…
cut-done = { $n ->
    [one] Cut off. 1 permission is withdrawn.
   *[other] Cut off. { $n } permissions are withdrawn.
}
cut-failed = { $number } could not be withdrawn. It stands under Permissions, and can be tried again there.

arrange = Arrange
arrange-departments = By department
arrange-items = By item
matrix-label = Items by department
matrix-item = Item
matrix-none = none
matrix-nobody = Nobody
matrix-count = { $n ->
    [one] 1 department
   *[other] { $n } departments
}
matrix-see = See
matrix-change = Change
matrix-add = Add
matrix-until = to { $date }
matrix-through = through { $name }
