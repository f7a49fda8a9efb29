integrations = Sources
integration = Source
integration-new = Add a source
integration-make = Make a key and begin
integration-kind = Kind
integration-kind-prometheus = Prometheus sends directly. Your Alertmanager stays as it is
integration-kind-alertmanager = Alertmanager sends by webhook. Its grouping and silences apply
integration-name = Name
integration-none = No source yet
integration-none-next = Add one to get the lines to paste and a key
integration-none-short = None yet
integration-nothing-yet = None yet
integration-alerts = Alerts
integration-last-seen = Last received
integration-not-seen = Nothing received yet
integration-connected = Arriving
integration-waiting = Waiting
integration-next = Next step
integration-settings = Settings
integration-goes-on = This page goes on by itself when one arrives
integration-paste = Paste { $lines } lines into { $file }
integration-bold = What is bold is this server’s.
integration-key-gone = A key is shown only when it is made. If it is lost, make a new one.
integration-prometheus-note = If alerting: is there already, add from line 3 on. To keep the key in a file, use credentials_file.
integration-alertmanager-note = If route: is there already, add from line 4 on to receivers: and name ryugaku as the receiver of the route.
integration-reload = Then reload the sender (kill -HUP or /-/reload)
integration-copy = Copy
integration-copied = Copied
integration-key = Key
integration-key-once = Shown now and never again
integration-key-stand-in = the key goes here
integration-keys = Keys
integration-key-works = works
integration-key-until = works until
integration-key-expired = expired
integration-key-revoked = revoked
integration-key-keep = Keep it
integration-key-revoked-said = The key was revoked
integration-revoke = Revoke
integration-revoke-ask = Revoke this key?
integration-revoke-what = What is sent with it is refused at once. This cannot be undone.
integration-rotate = Make a new key
integration-rotate-note = The old key works for 24 hours more. Replace it meanwhile
integration-first-alert = First alert
integration-see-alerts = See the alerts
integration-when-firing = Alerts are sent only once they fire
integration-count = { $count ->
    [one] { $count } alert
   *[other] { $count } alerts
}
integration-refusals = refused { $count ->
    [one] once
   *[other] { $count } times
}
integration-last-refusal = Last refused
integration-refused-old-key = Sent with a key that was revoked or has expired. Use the new key
integration-strangers = Something sends with a key that does not fit
integration-stranger = { $count ->
    [one] once
   *[other] { $count } times
} from { $address }, last
integration-test = Fire one now
integration-test-note = It takes the same way as any alert and ends by itself after 5 minutes
integration-fire = Fire a test alert
integration-test-alert = Test alert from { $name }
integration-tested-said = Fired a test alert
integration-change = Change
integration-rename = Rename
integration-remove = Remove the source
integration-remove-ask = Remove { $name }?
integration-remove-what = Its keys stop working at once. The alerts it sent stay. This cannot be undone.
integration-keep = Keep it
integration-removed-said = Removed { $name }
intake-key-missing = No key. Send Authorization: Bearer, or the key in the address
intake-encoding = Packed in a way that is not taken. Send it as it is, or as gzip
intake-gzip-broken = The gzip is broken, or broke off. Send it again
intake-broken-off = The body broke off. Send it again
