chosen-name-twice = More than one person has this name. Choose by id
chosen-only-reads = This person can only read. Choose another
form-must = required

incident-new = Open an incident
incident-open-it = Open it
incident-edit = Edit
incident-save = Save
incident-title = Title
incident-severity = Severity
incident-status = Status
incident-services = Affected services
incident-services-chosen = { $n } of { $of }
incident-service = Service
incident-team = Team
incident-impact = Impact
incident-impact-hint = Who cannot do what, in one line
incident-impact-unknown = not written yet
incident-began = Started
incident-began-hint = Left empty: when the alert fired, or when the incident is opened
incident-opened-at = opened
incident-commander = Commander
incident-elapsed = elapsed
incident-took = To resolve
incident-until-resolved = from start to resolved
incident-nobody-yet = nobody yet
incident-now = now
incident-words = Words in the title
incident-filter = Filter
incident-any = All
incident-all = Show all
incident-going-on = Open
incident-past = Past
incident-open-count = { $n } open
incident-none-open = No incident is open
incident-last-one = The last was
incident-none-ever = None has been opened yet. Open one from an alert or by hand
incident-none-found = No incident matches this filter
incident-from-alerts = These alerts will be linked
incident-over = Closed. Nothing is left to do
incident-only-read = You have read access. To act, ask a member

incident-sev1-means = most users cannot use it
incident-sev2-means = some users cannot use it
incident-sev3-means = it works, slowly or in part
incident-sev4-means = users do not notice yet

incident-role-commander = Commander (IC)
incident-role-communications = Communications
incident-role-scribe = Scribe
incident-role-responder = Responder
incident-role-commander-does = sees the whole, decides, and hands out roles
incident-role-communications-does = writes status updates and tells those who must know
incident-role-scribe-does = notes what was done and decided, and when
incident-role-responder-does = finds the cause and repairs it

incident-circle-inside = the responding teams
incident-circle-stakeholders = stakeholders

incident-status-investigating = Investigating
incident-status-identified = Identified
incident-status-fixing = Fixing
incident-status-monitoring = Monitoring
incident-status-resolved = Resolved
incident-status-closed = Closed
incident-status-unknown = unknown
incident-status-own-command = “{ $status }” has a command of its own: ryugaku incident { $command } { $number }
incident-step-skipped = skipped
incident-status-and-severity = Status and severity
incident-move = Change status or severity
incident-set-status = Set status
incident-set-severity = Set severity
incident-resolve-line = What ended it (optional)
incident-reopen = Reopen
incident-reason = Reason

incident-next = Next step
incident-next-since = in this state for
incident-next-command = Take command
incident-next-command-why = Nobody is in command yet
incident-next-command-button = Take command
incident-next-identified = Find the cause
incident-next-identified-why = Once you know it, move on to Identified
incident-next-identified-button = Cause found
incident-next-fixing = Start the fix
incident-next-fixing-why = Once work on it starts, move on to Fixing
incident-next-fixing-button = Fix started
incident-next-monitoring = Finish the fix
incident-next-monitoring-why = Once the fix is in, watch it
incident-next-monitoring-button = Fix is in, watch it
incident-next-resolve = Resolve it when it holds
incident-next-resolve-why = Being watched
incident-next-resolve-button = Resolve
incident-next-follow-up = Write the follow-up
incident-next-follow-up-why = It is resolved. What keeps it from coming back?
incident-next-follow-up-button = Write a task
incident-next-close = Close it
incident-next-close-why = It is resolved and the follow-up is written
incident-next-close-button = Close

incident-timeline = Timeline
incident-timeline-older = { $n ->
    [one] { $n } older entry is not shown.
   *[other] { $n } older entries are not shown.
}
incident-timeline-whole = Show all
incident-timeline-note = Newest first. Alerts, deploys and actions appear by themselves
incident-deployed = Deployed just before
incident-say = Write to the timeline
incident-say-hint = What you notice, in one line
incident-write = Write
incident-tab-all = All
incident-tab-state = Status
incident-tab-notes = Notes
incident-tab-alerts = Alerts
incident-tab-deploys = Deploys
incident-tab-tasks = Tasks
incident-tab-deeds = Actions
incident-quote-open = “
incident-quote-close = ”
incident-by-operator = command line
incident-by-itself = automatic

incident-event-opened = Incident opened, { $severity }
incident-event-opened-by-rule = Opened by rule { $rule } of the routes, { $severity }
incident-event-alerts-linked = Linked { $linked ->
    [one] { $linked } alert
   *[other] { $linked } alerts
} by rule { $rule }
incident-event-alerts-linked-some = Linked { $linked ->
    [one] { $linked } alert
   *[other] { $linked } alerts
} by rule { $rule }. Over the limit and not linked: { $left }
incident-event-status = Status { $from } → { $to }
incident-event-severity = Severity { $from } → { $to }
incident-event-resolved = Status { $from } → Resolved
incident-event-reopened = Reopened as { $to }
incident-event-closed = Closed
incident-event-noted = Note
incident-event-redacted = Redacted a note
incident-event-command-taken = { $name } took command
incident-event-command-given = Command given to { $name }
incident-event-command-left = Command is vacant
incident-event-changed = Changed { $fields }
incident-event-alert-linked = Linked alert
incident-event-alert-unlinked = Unlinked alert
incident-event-cleared = Cleared
incident-event-lost = No longer heard of
incident-event-fired = Fired

incident-roles = Roles
incident-hand-over = Hand over
incident-give-button = Hand over
incident-to-whom = To whom
incident-to-nobody = Leave it open
incident-alerts-services = Alerts and services
incident-nothing-linked = Nothing is linked yet
incident-alert-firing = firing
incident-alert-cleared = cleared
incident-alert-gone = state unknown
incident-link = Link an alert
incident-link-what = URL or fingerprint (16 digits) of an alert
incident-link-button = Link
incident-unlink = Unlink
incident-tasks = Tasks
incident-task-add = Add
incident-no-tasks = None yet

incident-redact = Redact
incident-redacted = redacted
incident-redact-ask = Redact this note?
incident-redact-then = The text cannot be restored. Time and author stay
incident-redact-yes = Redact it
incident-redact-no = Keep it
incident-resolve-ask = Resolve { $number }?
incident-resolve-then = The clock stops. It can be reopened later
incident-resolve-yes = Resolve it
incident-resolve-no = Keep going
incident-close-ask = Close { $number }?
incident-close-then = It stays in the list under “Past”. It can be reopened later
incident-close-yes = Close it
incident-close-no = Keep it open

incident-key-status = Status, severity
incident-key-command = Take or hand over command
incident-key-task = Add a task
incident-key-alert = Link an alert

incident-opened-said = Opened { $number }
incident-changed-said = Changed { $number }
incident-status-said = Status is now { $status }
incident-severity-said = Severity is now { $severity }
incident-severity-asks-said = Severity is now { $severity }. { $asks }
incident-resolved-said = Resolved { $number }
incident-reopened-said = Reopened { $number }
incident-closed-said = Closed { $number }
incident-redacted-said = The note is redacted
incident-linked-said = The alert is linked
incident-unlinked-said = The alert is unlinked

incident-too-many = At most { $most }
incident-began-late = Choose a time before it was opened
incident-began-early = Choose a time within a year of its opening
incident-is-resolved = It is resolved. Reopen it first
incident-is-closed = It is closed. Reopen it first
incident-is-open = It is still open
incident-same-status = It already has this status
incident-same-severity = It already has this severity
incident-already-resolved = It is already resolved
incident-already-closed = It is already closed
incident-resolve-first = Resolve it before you close it
incident-same-commander = They already have command
incident-alerts-full = At most { $most } alerts can be linked
incident-alert-linked-already = This alert is already linked
incident-alert-unknown = No alert with this fingerprint has arrived

event-incident-opened = Opened { $thing } as { $severity ->
    [sev1] SEV1
    [sev2] SEV2
    [sev3] SEV3
   *[sev4] SEV4
}
event-incident-status_changed = Moved { $thing } to { $to ->
    [investigating] Investigating
    [identified] Identified
    [fixing] Fixing
   *[monitoring] Monitoring
}
event-incident-severity_changed = Made { $thing } { $to ->
    [sev1] SEV1
    [sev2] SEV2
    [sev3] SEV3
   *[sev4] SEV4
}
event-incident-changed = Edited { $thing }
event-incident-resolved = Resolved { $thing }
event-incident-reopened = Reopened { $thing }
event-incident-closed = Closed { $thing }
event-incident-noted = Wrote a note on { $thing }
event-incident-command_taken = { $person } took command of { $thing }
event-incident-command_given = Gave command of { $thing } to { $person }
event-incident-command_left = Command of { $thing } is vacant
event-incident-alert_linked = Linked alert { $alert } to { $thing }
event-incident-alerts_linked = Linked { $linked ->
    [one] { $linked } alert
   *[other] { $linked } alerts
} to { $thing } by a rule
event-incident-alert_unlinked = Unlinked alert { $alert } from { $thing }
incident-field-title = title
incident-field-severity = severity
incident-field-services = services
incident-field-impact = impact
incident-field-call-url = call
incident-field-began-at = start
