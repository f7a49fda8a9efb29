alert = Alert
alert-list-firing = Firing
alert-list-waiting = Nobody took it
alert-list-resolved = Resolved
alert-state = State
alert-firing = Firing
alert-acked = Acknowledged
alert-resolved = Resolved
alert-owner = Owner
alert-owner-unknown = Unknown
alert-since = Since
alert-ended = Until
alert-for = Duration
alert-service = Service
alert-service-unknown = not in the catalog
alert-service-none = No label “service”
alert-product = Product
alert-whose = Ownership
alert-filter = Filter alerts
alert-filter-words = One more condition: words, or such as severity="critical"
alert-filter-apply = Filter
alert-filter-wrong = This filter cannot be read
alert-filter-clear = Clear the filter
alert-none-fits = No alert matches this filter
alert-none-ever = None received yet
alert-none-ever-next = Paste 7 lines into prometheus.yml
alert-none-resolved = No alert has resolved yet
alert-none-firing = No alert is firing
alert-none-last = The last one to resolve:
alert-fold = Fold { $name }
alert-pages = Pages
alert-newest = Newest
alert-older = Older
alert-what = Current state
alert-acknowledge = Acknowledge
alert-acknowledge-group = Acknowledge { $n }
alert-acknowledge-group-this = Acknowledge { $n } in { $name }
alert-acknowledge-this = Acknowledge { $name }
alert-unacknowledge = Undo the acknowledgement
alert-acknowledged-said = Acknowledged { $name }
alert-unacknowledged-said = Undid the acknowledgement of { $name }
alert-not-firing = It is no longer firing. Only firing alerts can be acknowledged
alert-acked-operator = an operator without a name
alert-open-incident = Open an incident
alert-silence = Silence
alert-labels = Labels
alert-annotations = Annotations
alert-history = History
alert-timed-out = no longer heard of
alert-source = Source
alert-from = Sent by
alert-from-unknown = unregistered sender
alert-heard = Last heard
alert-fingerprint = Fingerprint
alert-generator = View expression and graph at the source
alert-list-active = All
alert-list-flapping = Flapping
alert-list-inhibited = Inhibited
alert-list-silenced = Silenced
alert-flapping = Flapping
alert-inhibited = Inhibited
alert-silenced = Silenced
alert-maintained = Maintenance
alert-flaps = Fires and resolves too often
alert-inhibited-by = Held back while { $name } is active
alert-held-ends = ends
alert-none-passes = Nothing is firing that is not held back
alert-none-waiting = Every firing alert is acknowledged
alert-none-flapping = No alert is flapping
alert-none-inhibited = No alert is inhibited
alert-none-silenced = No alert is silenced
alert-filter-example = service, severity, alertname …
alert-filter-drop = Drop the condition { $name }
alert-by = Group by
alert-by-cause = cause
alert-by-rule = rule
alert-by-service = service
alert-by-owner = owner
alert-by-flat = nothing
alert-group-whole = { $n } of { $all }. See all
alert-group-leave = See the other groups
alert-groups-left = { $n } more groups. See them ungrouped
alert-owner-nobody = Owner unknown
alert-narrow-to = Only where { $name } is { $value }
alert-pick = Pick { $name }
alert-pick-group = Pick the group { $name }
alert-picked = {"{n}"} picked
alert-with-picked = With the picked
alert-unpick = Clear
alert-none-chosen = No alert is picked
alert-too-many = At most { $most } alerts at once
alert-nothing-alike = The picked alerts have no label in common
alert-key-pick = pick
alert-key-range = Pick; pick up to here
alert-key-incident = incident
alert-key-why = why
alert-key-fold = fold, unfold
alert-acknowledged-together = { $count ->
    [one] Acknowledged 1 alert
   *[other] Acknowledged { $count } alerts
}{ $rest ->
    [0] {""}
   *[other] . { $rest } were acknowledged before, or are no longer firing
}
alert-acknowledged-some = { $count ->
    [one] Acknowledged 1 alert
   *[other] Acknowledged { $count } alerts
}. At most { $most } are acknowledged at once: { $others } more in this group are left
alert-group-nothing = Nothing in this group is left to acknowledge
alert-unacknowledged-together = { $count ->
    [one] Undid 1 acknowledgement
   *[other] Undid { $count } acknowledgements
}
alert-ways = Pages about alerts
alert-to-incident = Go to { $number }
alert-keep = Remember this filter
alert-kept = Remembered
alert-kept-drop = Forget the filter { $name }
alert-kept-said = Remembered. It stays above the list
alert-dropped-said = Forgot the filter { $name }
alert-keep-nothing = There is nothing to remember. Filter the list first
alert-keep-long = The filter is too long. The limit is 2,000 bytes
alert-keep-needs-person = Remembered filters belong to a person. Use a token you made for yourself, or sign in
alert-keep-many = You can keep { $most } filters. Forget one you no longer need
event-alert_filter-kept = Remembered a filter for alerts
event-alert_filter-dropped = Forgot a filter for alerts
thing-alert_filter = Remembered filter
