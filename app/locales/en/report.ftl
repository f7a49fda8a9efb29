report-title = Report
report-over = In-house study exchange
report-in-language = Language of the report
report-for = For whom
report-for-inside = Both teams and those in it
report-for-company = Everyone here
report-for-inside-note = With plan, words from the diary, and the cost at home. From the ledger, only what everyone may read
report-for-company-note = Promises, outcomes, learnings, what goes on. Of the diary, only counts
report-slides = Show the slides
report-slides-file = Take the slides as one file
report-source = From the Ryugaku ledger · { $day }

report-kind-before = Plan ahead
report-kind-during = Report so far
report-kind-after = Report
report-kind-ended = Report of one that was called off
report-title-from = From { $team }
report-title-to = to { $team }.
report-title-joint = {" "}
report-lede-before = { $weeks } weeks at { $share }% of working time, from { $from }
report-lede-week = { $weeks } weeks at { $share }% of working time, now in week { $week }
report-lede-after = { $weeks } weeks at { $share }% of working time, ended on { $until }
report-share = { $n }% of working time
report-comma = {", "}
report-sentence-joint = {". "}

report-home = Home team
report-host = Host team
report-role-guest = Guest
report-role-buddy = Buddy
report-role-home-manager = Home manager
report-role-host-manager = Host manager
report-when = When
report-time = Time
report-days = { $from } – { $until }
report-begins = { $day } start
report-mid = halfway
report-week-now = week { $n }
report-readiness = Readiness
report-ready = { $done } of { $all } steps ready
report-agreement = Agreement
report-as-agreed = As agreed
report-amended = Changed since it was agreed: { $fields }
report-amended-people = people
report-amended-days = dates
report-amended-share = share of time
report-amended-why = reason
report-amended-aims = aims
report-why = Why this team, why now

report-nothing = Nothing has been written yet
report-nothing-next = Write one aim, and the report begins

report-aims = Aims
report-aim = Aim
report-how-to-tell = How one would tell
report-weeks = Weeks with activity
report-weeks-none = none yet
report-weeks-said = Weeks with activity: { $weeks }. { $n } pieces of evidence
report-came = Now
report-margin-aims = Aims
report-margin-activities = × activities
report-margin-outcomes = × outcomes
report-by-ledger = by the ledger
report-by-hand = by hand
report-bar-legend = tick: target, below: before
report-aims-none = No promise has been written yet
report-n-few = { $n }
report-n-many = { $n }
report-headline = { $total } promises: { $parts }
report-headline-all = { $total } promises: all { $what }
report-headline-one = { $total } promise: { $what }
report-part = { $n } { $what }
report-mid-reached = reached
report-mid-partly = partly reached
report-mid-moving = moving
report-mid-away = farther off
report-mid-unmeasured = not measured
report-mid-ahead = still ahead
report-mid-dropped = dropped
report-last-reached = reached
report-last-partly = partly reached
report-last-moving = moving
report-last-away = farther off
report-last-unmeasured = not measured
report-last-ahead = still ahead
report-last-dropped = dropped
report-unmeasured = not measured yet
report-target = target { $target }
report-evidence = evidence: { $n }

report-activities = Activities
report-plan-done = { $done } of { $all } planned activities done
report-diary = { $n } diary lines, { $evidence } of them evidence
report-diary-more = More than { $n } diary lines, { $evidence } of them evidence
report-diary-none = The diary is still empty
report-wrote = { $n } activities: { $auto } by the ledger, { $written } by hand
report-wrote-more = More than { $n } activities: at least { $auto } by the ledger, { $written } by hand
report-group-discussion = Discussions
report-group-product-sre = Product SRE’s work
report-group-co-development = Developing together
report-group-meeting = Meetings and incidents
report-group-other = Other activities
report-group-none = None yet
report-by-whom = { $auto } by the ledger, { $written } by hand
report-count = { $n }
report-others = Other activities: { $n }

report-outcomes = Outcomes
report-outcome = Outcome
report-outcomes-n = { $n } { $n ->
    [one] outcome
   *[other] outcomes
  }, { $seen } to go and look at
report-outcomes-none = No outcome has been written yet
report-day = Day
report-artefact = Where to look
report-artefact-none = nowhere yet

report-learnings = What was learnt
report-learnings-far = how far it has come
report-learnings-none = No learning has been published yet
report-halves-more = Learnt, and what goes on, continued
report-learnings-more = What was learnt, continued
report-learnt = { $n } { $n ->
    [one] learning
   *[other] learnings
  }, adopted { $adopted } { $adopted ->
    [one] time
   *[other] times
  }
report-margin-learnings = Learnings
report-margin-onward = and onward
report-adopted = adopted
report-not-for-us = does not apply
report-not-yet = not yet
report-from-diary = Diary,

report-feedback = Feedback
report-quoted = { $n } { $n ->
    [one] voice
   *[other] voices
  } that may be read aloud
report-quoted-note = Each writer chose who reads it
report-signed = { $by }, { $day }

report-onward = What goes on
report-onward-more = What goes on, continued
report-onward-sub = sent off is not the end
report-follow-none = Nothing has been arranged for afterwards yet
report-follow-never = Nothing that went on is on record
report-follow-ended = { $n } { $n ->
    [one] thing went on and has ended
   *[other] things went on and have ended
  }
report-goes-on = { $n } { $n ->
    [one] thing goes on
   *[other] things go on
  }
report-next = { $cadence }, next { $day }
report-held = done, held { $n } { $n ->
    [one] time
   *[other] times
  }
report-nobody = nobody yet
report-sres = { $n } { $n ->
    [one] Product SRE
   *[other] Product SREs
  } came of it
report-sre = Product SRE: { $person } ({ $product })
report-sre-since = since { $day }
report-sre-span = { $from } to { $until }
report-sre-backup = backup { $name }
report-sre-no-backup = backup: nobody yet
report-now = now
report-end = end
report-after-30 = 30 days on
report-after-90 = 90 days on
report-effect = The effect is not measured yet
report-effect-why = Nothing here compares before with after: it is what people wrote, and the ledger.

report-capacity = What it costs at home
report-capacity-note = The cost is recorded, not hidden
report-cost = { $days } days a week away from home, { $agreed } agreed
report-cost-unmeasured = Days away are not measured yet; { $agreed } a week agreed
report-weeks-n = mean of weeks that are over, n={ $n }
report-week-of = Week of
report-days-away = Days away
report-agreed-days = dashed line: { $days } days agreed; dashed box: not measured
report-put-off = Put off at home
report-put-off-until = { $what } (until { $until })

report-words = Word the report
report-words-title = Title
report-words-lede = One sentence under the title
report-words-closing = What you learnt, in one sentence
report-words-else = Left empty, it says:
report-words-note = Everyone can read it. Each language has its own. Where you write nothing, the record’s facts stand.
report-words-save = Use these words
report-words-said = The report has your words
report-words-whose = The guest and the programme’s owners word a report
event-exchange-report_worded = Worded the report of { $thing }
cli-report-written = Written to { $file }
