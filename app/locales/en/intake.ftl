integrations = Sources
integration = Source
integration-new = Add a source
integration-make = Create a key and start
integration-kind = Kind
integration-kind-prometheus = Prometheus sends alerts directly. Your Alertmanager stays as it is
integration-kind-alertmanager = Alertmanager sends alerts by webhook. Its grouping and silences apply
integration-kind-deploy = CI or a script tells what was deployed. It stands in the timelines of incidents
integration-name = Name
integration-none = No source yet
integration-none-next = Add one to get a key and the lines to paste
integration-none-short = None yet
integration-nothing-yet = None yet
integration-alerts = Alerts
integration-last-seen = Last received
integration-not-seen = Nothing received yet
integration-connected = Receiving
integration-waiting = Waiting
source-silent = Nothing from { $name } for { $span }.
source-silent-last = Last heard
source-silent-usual = , usually { $alerts ->
    [one] { $alerts } alert
   *[other] { $alerts } alerts
} every { $gap }.
source-silent-unknown = No alerts from there does not mean that all is well.
source-silent-others = No other source has broken off.
source-silent-look = Check the source
source-silent-why = It broke off while alerts fired, and says neither that they go on nor that they are over. Check the sender, the network and the key.
source-heard-of = { $heard } of { $all }
source-broke-off = Broke off
source-usual = Usually { $alerts ->
    [one] { $alerts } alert
   *[other] { $alerts } alerts
} every { $gap }.
integration-next = Next step
integration-settings = Settings
integration-goes-on = This page moves on by itself when something arrives
integration-paste = Paste { $lines } lines into { $file }
integration-bold = Values in bold are specific to this server.
integration-key-gone = A key is shown only once, when it is created. If you lose it, create a new one.
integration-prometheus-note = If you already have alerting:, add the lines from line 3 on. To keep the key in a file, use credentials_file.
integration-alertmanager-note = If you already have route:, add the lines from line 4 on to receivers: and set ryugaku as the receiver of that route.
integration-deploy-note = Put your own service and version in. For a webhook of GitHub, take this URL with / and the key at its end, choose deployment_status, and JSON as the content type.
integration-reload = Then reload the sender (kill -HUP or /-/reload)
integration-copy = Copy
integration-copied = Copied
integration-key = Key
integration-key-once = Shown only now. You will not see it again
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
integration-revoke-what = Anything sent with it is refused at once. This cannot be undone.
integration-rotate = Create a new key
integration-rotate-note = The old key works for another 24 hours. Replace it before then
integration-first-alert = First alert
integration-see-alerts = View alerts
integration-when-firing = Alerts are only sent while they fire
integration-count = { $count ->
    [one] { $count } alert
   *[other] { $count } alerts
}
integration-refusals = refused { $count ->
    [one] once
   *[other] { $count } times
}
integration-last-refusal = Last refused
integration-refused-old-key = Sent with a revoked or expired key. Switch to the new key
integration-strangers = Alerts arrive with a key that does not match
integration-stranger = { $count ->
    [one] once
   *[other] { $count } times
} from { $address }, last
integration-test = Test alert
integration-test-note = It takes the same path as any alert and ends by itself after 5 minutes
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
intake-key-missing = No key. Send Authorization: Bearer, or put the key in the URL
intake-encoding = Compressed in a way that is not accepted. Send it uncompressed, or as gzip
intake-gzip-broken = The gzip is damaged or was cut off. Send it again
intake-broken-off = The body was cut off. Send it again
