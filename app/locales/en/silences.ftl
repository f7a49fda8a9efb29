silences-title = Silences
silence-new = Make a silence
silence-edit = Change the silence
silence-again = Make another with these conditions
silence-state = State
silence-active = Active
silence-pending = Pending
silence-expired = Expired
silence-filter = Filter silences
silence-filter-words = A condition such as cluster="tokyo-3"
silence-filter-apply = Filter
silence-none-fits = No silence matches this filter
silence-none-active = No silence is active
silence-none-pending = No silence is about to start
silence-none-expired = No silence has expired
silence-none-next = Make one from a firing alert
silence-matchers = Conditions
silence-matchers-hint = One a line. Alerts that match all of them fall silent
silence-by = Made by
silence-left = Time left
silence-lasted = Length
silence-starts = Starts
silence-starts-hint = Left empty, at once
silence-ends = Ends
silence-ended = Ended
silence-made = Made
silence-changed = Last changed
silence-id = ID
silence-facts = About this silence
silence-comment = Reason
silence-for = Until when
silence-for-30m = 30 minutes
silence-for-1h = 1 hour
silence-for-2h = 2 hours
silence-for-4h = 4 hours
silence-for-tomorrow = Tomorrow 9:00
silence-for-until = A set time
silence-until = Ends at
silence-until-hint = Used with “A set time”
silence-save = Save
silence-make-it = Silence
silence-preview = Preview
silence-preview-again = Refresh the preview
silence-preview-none = Write a condition, and the alerts it would silence are listed here
silence-preview-everything = This silences everything that is firing. You will be asked again
silence-hides = What it silences
silence-hides-now = Silenced now
silence-of-firing = { $n } of { $all }
silence-hid-before = At these hours of the last 7 days
silence-times = { $n ->
    [one] once
   *[other] { $n } times
}
silence-incidents = Of which incidents
silence-no-incident = none
silence-incident-count = { $n }
silence-day = { $day }: { $n }{ $incidents ->
    [0] {""}
    [one] {" "}(1 incident)
   *[other] {" "}({ $incidents } incidents)
}
silence-looked-until = The history is long; only what resolved after this was looked at:
silence-same = There is a silence with the same conditions.
silence-same-show = Show that silence
silence-others = and { $n } more
silence-replaced = Another silence was made in its place.
silence-extend = Extend
silence-extend-1 = Extend by 1 hour
silence-extend-4 = Extend by 4 hours
silence-extend-until = Extend until a set time
silence-expire = Expire now
silence-made-said = Made the silence { $name }
silence-changed-said = Changed the silence
silence-replaced-said = Expired the former silence and made another
silence-extended-said = Changed when the silence ends
silence-expired-said = Expired the silence { $name }
silence-not-found = There is no such silence
silence-expired-already = This silence has already expired
silence-too-many = No more than { $most } may be active and pending. Expire what is not needed
silence-ends-before-start = It has to end after it starts
silence-ends-in-past = It has to end in the future
silence-duration = Write it as 90m, 2h or 1h 30m
silence-duration-twice = Give either ends_at or duration
silence-matchers-none = Give at least one condition
silence-matchers-many = No more than { $most } conditions
silence-matchers-large = Conditions may have { $most } bytes together
silence-matchers-empty = All conditions match the empty value, and so any alert. Add one that has a value
silence-matchers-contradict = No alert can match both { $one } and { $other }
silence-catches-all = This silences everything that is firing ({ $count }). If that is meant, confirm it and send it again
silence-catches-all-yes = Silence everything

maintenance-title = Maintenance
maintenance-window = Maintenance window
maintenance-new = Plan maintenance
maintenance-edit = Change the maintenance window
maintenance-name = What is done
maintenance-whose = Product or service
maintenance-whose-open = By conditions
maintenance-matchers-hint = One a line. May be left empty when a product or service is chosen
maintenance-upcoming = Upcoming
maintenance-under-way = Under way
maintenance-past = Past
maintenance-open = Silencing now
maintenance-between = Waiting for its next hours
maintenance-cancelled = Cancelled
maintenance-none-under-way = No maintenance is under way
maintenance-none-upcoming = No maintenance is planned
maintenance-none-past = No maintenance window is past
maintenance-none-next = Plan it before the work
maintenance-weekly = Every week
maintenance-weekly-hint = Between start and end, silences only in these hours of the chosen days, in the organisation’s time zone
maintenance-weekly-from = From
maintenance-weekly-until = Until (if earlier, of the next day)
maintenance-monday = Mon
maintenance-tuesday = Tue
maintenance-wednesday = Wed
maintenance-thursday = Thu
maintenance-friday = Fri
maintenance-saturday = Sat
maintenance-sunday = Sun
maintenance-plan-it = Plan
maintenance-preview = Preview
maintenance-end = End now
maintenance-cancel = Cancel it
maintenance-planned-said = Planned { $name }
maintenance-changed-said = Changed { $name }
maintenance-ended-said = Ended { $name }
maintenance-cancelled-said = Cancelled { $name }
maintenance-too-many = No more than { $most } may be upcoming and under way. End what is not needed
maintenance-weekdays-none = Choose at least one day
maintenance-time-of-day = Write it as 22:00
maintenance-same-time = Start and end have to differ
maintenance-has-begun = It has begun. The start can no longer be changed
maintenance-is-past = This maintenance window is past

event-silence-made = Made the silence { $thing }{ $catches_all ->
    [yes] {", "}which silences everything that is firing ({ $hides })
   *[no] {""}
}
event-silence-replaced = Replaced a silence by { $thing }{ $catches_all ->
    [yes] {", "}which silences everything that is firing ({ $hides })
   *[no] {""}
}
event-silence-changed = Changed the silence { $thing }
event-silence-expired = Expired the silence { $thing }
event-maintenance-planned = Planned the maintenance window { $thing }{ $catches_all ->
    [yes] {", "}which silences everything that is firing ({ $hides })
   *[no] {""}
}
event-maintenance-changed = Changed the maintenance window { $thing }{ $catches_all ->
    [yes] {", "}which silences everything that is firing ({ $hides })
   *[no] {""}
}
event-maintenance-ended = Ended the maintenance window { $thing }
event-maintenance-cancelled = Cancelled the maintenance window { $thing }
thing-silence = Silence
thing-maintenance = Maintenance window
silence-matches-now = Matching now
silence-would-hide = What it will silence
maintenance-next = Next times
maintenance-next-none = No such day and hour falls between start and end
maintenance-hid-before = At these hours of the last 7 days
maintenance-whole-product = All of { $name }
silence-until-missing = Enter when it ends, or choose a length above
