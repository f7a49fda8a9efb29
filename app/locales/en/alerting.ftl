alert-body-not-utf8 = The body is not UTF-8 (at byte { $byte }).
alert-body-cut-off = The body is cut off (at line { $line }, column { $column }).
alert-body-not-json = The body is not valid JSON (at line { $line }, column { $column }).
alert-body-not-array = Send an array of alerts.
alert-too-many-posted = There are { $count } alerts in one delivery. The limit is { $limit }. Send them in parts.
alert-webhook-alerts-missing = This is not Alertmanager’s webhook: the array “alerts” is missing.
alert-webhook-status = The status is either firing or resolved.
alert-not-object = This must be an object.
alert-not-text = This must be a string, not { $found ->
    [number] a number
    [boolean] a boolean
    [array] an array
   *[object] an object
}.
alert-labels-missing = An alert needs at least one label with a value.
alert-label-name = “{ $name }” cannot be a name. Any characters but NUL are allowed, and at least one.
alert-label-name-long = The name is too long. The limit is { $limit } bytes.
alert-label-value-long = The value of “{ $name }” is too long. The limit is { $limit } bytes.
alert-too-many-labels = There are { $count } of them. The limit is { $limit }.
alert-time = “{ $text }” is not a time. Send RFC 3339, such as 2026-04-01T09:00:00Z.
alert-ends-before-starts = It ends before it starts.
alert-starts-in-future = It starts too far in the future. Check the sender’s clock.
matcher-shape = “{ $text }” is not a filter. Write it like severity="critical".
matcher-name = “{ $text }” is not a label name. Use letters, digits and _, or put it in quotes.
matcher-quotes = The quotes in { $text } do not match. Write " inside a value as \".
matcher-regex = “{ $text }” is not a regular expression. Close brackets, and write \ before a ( or . that means itself.
matcher-regex-large = The regular expression “{ $text }” is too large. Shorten it, or split the filter.
matcher-too-many = There are more than { $limit } filters in one list.
