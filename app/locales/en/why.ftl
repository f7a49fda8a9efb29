why-title = Why
why-earlier = An earlier time:
why-latest = Back to the latest
why-of-now = from how it stands now
why-received = Received
why-received-from = From { $source }
why-received-unknown = From an unregistered sender
why-said = “{ $text }”
why-times = { $n ->
    [one] First time in 30 days
   *[other] { $n } times in 30 days
}
why-owner = Owner
why-owner-none = No owner
why-owner-service = Label { $label }={ $value } is { $service } of { $product }
why-owner-service-unknown = Label { $label }={ $value }: no such service in the catalog
why-owner-team = Owned by { $team }
why-owner-team-label = Label { $label }={ $value } is { $team }
why-owner-team-unknown = Label { $label }={ $value }: no such team
why-owner-labels = None of these labels: { $labels }
why-route = Route { $nodes } took it
why-route-root = The topmost route took it
why-route-takes = { $matchers } → receiver “{ $receiver }”
why-route-rest = No route below matches → receiver “{ $receiver }”
why-route-tried = Route { $node }: { $came }
why-route-more = { $n } more do not match either
why-route-version = By version { $version } of the routes, which held then
why-route-built-in = By the routes that come with the program, which held then
why-group = Grouped
why-group-not-yet = Being grouped
why-group-labels = Group { $labels }
why-group-waits = Waits { $wait } at first, then looks every { $interval }
why-group-with = With { $n } others at the first look
why-group-alone = Alone at the first look
why-passed = Nothing held it back
why-passed-asked = Looked at: { $silences } silences, { $windows } maintenance windows, { $rules } inhibition rules
why-held = Held back
why-held-no-longer = No longer held back
why-held-silence = Silence { $what }, by { $who }, { $since } until { $until }
why-held-silence-gone = A silence that is no longer kept
why-held-window = Maintenance “{ $what }”
why-held-window-gone = A maintenance window that is no longer kept
why-held-inhibited = Inhibited while { $alert } fires, by rule { $rule }
why-held-flapping = It flaps, and stays as it was last told
why-held-during = The route sends nothing during { $name }
why-held-outside = The route sends nothing at this time
why-for-receiver = On the route to “{ $receiver }”
why-not-told = Not told
why-not-told-nobody = The receiver “{ $receiver }” has no channel
why-not-told-acknowledged = Somebody acknowledged it, so it is not repeated
why-not-told-never = It resolved before anybody was told that it fires
why-not-told-unwanted = Channel { $n } does not hear of resolved alerts
why-told = Told { $receiver }
why-told-what = Channel { $n }, { $why }: { $state }
why-told-more = Told { $n } more times
why-attempt = Attempt { $n }: answered { $status } in { $ms } ms
why-attempt-lost = Attempt { $n }: { $error }, { $ms } ms
why-attempt-none = Not sent yet
why-acked = Acknowledged
why-unacked = Acknowledgement withdrawn
why-acked-by = { $name }
why-incident = Linked to { $number }
why-incident-title = { $title }
why-ended = Resolved
why-ended-told = The sender said so
why-ended-timed-out = Nothing was heard for { $wait }
why-lasted = It lasted { $length }
why-now-passes = Nothing holds it back now
why-now-held = Held back now
why-gone = Decisions are kept for { $kept }; those of this time are gone
why-unrecorded = No decisions were recorded. The route is worked out from the version that held then
