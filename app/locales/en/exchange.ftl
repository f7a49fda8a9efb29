nav-exchanges = Exchanges
exchange-about = who studies where, and what
exchange-new = Begin an exchange
exchange-edit = Edit
exchange-save = Save
exchange-draft-it = Make the draft
exchange-of = { $name }’s exchange
exchange-number = Number
exchange-who-where = Who goes where
exchange-state = State
exchange-team = Team
exchange-whose = Whose
exchange-mine = Those I am in
exchange-when = When
exchange-share = Share of time
exchange-share-of = { $share }% of working time
exchange-share-long = How many % of working time
exchange-share-hint = 40 is two days a week. A little is fine
exchange-rhythm = Which days (say, Tuesdays and Thursdays)
exchange-template = Template
exchange-template-none = none: begin with an empty page
exchange-template-hint = Brings aims, the readiness list, questions of feedback and follow-ups; all of them can be changed
exchange-why = Why this team, and why now
exchange-why-hint = Read by those who decide. A few lines will do
exchange-from = First day
exchange-until = Last day
exchange-home-team = Home team
exchange-host-team = Host team
exchange-home-of-guest = The guest’s team now
exchange-choose-team = Choose a team
exchange-none = There is no exchange yet
exchange-none-next = Somebody begins the first one
exchange-none-found = No exchange fits this
exchange-all = Show all
exchange-nobody-yet = nobody yet
exchange-mid = mid-term
exchange-week-n = week { $n }
exchange-road = Week { $week } of { $weeks }
exchange-road-weeks = { $weeks } weeks
exchange-manager-is = manager { $name }
exchange-buddy-is = buddy { $name }
exchange-at-earliest = { $day } at the earliest
exchange-came-of = Came of
exchange-people = People
exchange-more = More
exchange-reason = Reason
exchange-trail = In the ledger
exchange-do-it = Do it
exchange-to-it = To the exchange

exchange-plan-open = Open the plan
exchange-told = Tell others
exchange-report = Read the report
exchange-slides = Slides

exchange-state-draft = draft
exchange-state-proposed = proposed
exchange-state-agreed = agreed
exchange-state-preparing = preparing
exchange-state-active = active
exchange-state-reviewing = reviewing
exchange-state-following-up = following up
exchange-state-closed = closed
exchange-state-declined = declined
exchange-state-cancelled = cancelled
exchange-state-open = not over
exchange-paused = paused
exchange-guest-left = The guest has left the organisation
exchange-guest-left-next = It does not end by itself: cancel it, or bring it to its end
exchange-leaves-guest = It stays; cancel it or bring it to its end afterwards
exchange-held-steps = { $n ->
    [one] 1 step
   *[other] { $n } steps
} to do
exchange-held-follow-ups = { $n ->
    [one] 1 follow-up
   *[other] { $n } follow-ups
}

exchange-side-guest = Guest
exchange-side-host = Host team
exchange-side-home = Home team
exchange-letter-guest = G
exchange-letter-host = H
exchange-letter-home = M
exchange-role-guest = Guest
exchange-role-buddy = Buddy
exchange-role-home-manager = Manager of the home team
exchange-role-host-manager = Manager of the host team
exchange-role-owner = Owner of the programme
exchange-role-step-owner = nobody has it yet
exchange-role-time = waits for the day

exchange-missing-n = { $n } to go
exchange-for-next = What “{ $state }” needs. A date that passes is not enough
exchange-nothing-missing = Everything it needs is there
exchange-late-since = past { $day }
exchange-advance = On to “{ $state }”
exchange-deed-propose = Propose it
exchange-deed-prepare = Begin to prepare
exchange-deed-begin = Begin
exchange-deed-review = Look back on it
exchange-deed-follow-up = Go on to following up
exchange-deed-close = Close it
exchange-give-word = Decide for the { $side ->
    [host] host team
   *[home] home team
}
exchange-agree = Agree to this
exchange-agree-note = The wording of today is kept as it is
exchange-decline = Decline
exchange-cancel = Cancel the exchange
exchange-pause = Pause
exchange-resume = Resume
exchange-extend = Extend
exchange-back = Turn back
exchange-back-to = To where
exchange-despite = Go on although something is missing
exchange-despite-why = Why it goes on all the same
exchange-state-said = { $number } is { $state }
exchange-drafted-said = Made the draft { $number }
exchange-changed-said = Changed { $number }

exchange-agreement = What was agreed
exchange-agreed-text = What was agreed
exchange-agreed-by = { $name } agreed
exchange-not-agreed = Nothing is agreed yet
exchange-amends = It will show as a change after the agreement
exchange-amended = amended
exchange-amended-since = Changed since it was agreed
exchange-field-people = people
exchange-field-days = days
exchange-field-share = share of time
exchange-field-why = reason
exchange-field-aims = aims

exchange-need-resume = Resume it
exchange-need-why = Why this team, and why now
exchange-need-guest-aim = An aim of the guest
exchange-need-host-aim = An aim of the host team
exchange-need-home-aim = An aim of the home team
exchange-need-home-manager = Name the home team’s manager
exchange-need-host-manager = Name the host team’s manager
exchange-need-buddy = Name the buddy
exchange-need-home-word = The word of the home team’s manager
exchange-need-host-word = The word of the host team’s manager
exchange-need-steps = List what has to be ready on day one
exchange-need-step-owners = Somebody for each step
exchange-need-step = Ready: { $what }
exchange-need-follow = Goes on: { $what }
exchange-need-day-one = Day one comes
exchange-need-last-day = The last day comes
exchange-need-feedback-mid = Mid-term feedback of the { $side ->
    [guest] guest
    [host] host team
   *[home] home team
}
exchange-need-feedback-end = Final feedback of the { $side ->
    [guest] guest
    [host] host team
   *[home] home team
}
exchange-need-feedback-30 = Feedback of the { $side ->
    [guest] guest
    [host] host team
   *[home] home team
} after 30 days
exchange-need-feedback-90 = Feedback of the { $side ->
    [guest] guest
    [host] host team
   *[home] home team
} after 90 days
exchange-need-evidence = Evidence for { $aim }
exchange-need-evidence-n = { $n ->
    [one] 1 piece
   *[other] { $n } pieces
}
exchange-need-plan = Half of what was planned
exchange-need-plan-n = { $done } of { $all }
exchange-need-learning = A learning, published
exchange-need-learning-n = { $n } so far
exchange-need-result = The result of { $aim }
exchange-need-follow-up = Something that goes on afterwards
exchange-need-followed = An end to what went on

aim-title = Aims
aim-marks = mark below: before; upright mark: target
aim-new = Add an aim
aim-add = Add it
aim-edit = Reword it
aim-remove = Take it away
aim-none = None yet
aim-side = Whose
aim-kind = Kind
aim-kind-trust = trust between the teams
aim-kind-way = the other team’s way of developing
aim-kind-technology = the other team’s technology
aim-kind-sre-role = the role and work of SRE
aim-kind-joint-task = a joint task
aim-kind-joint-tool = a joint tool
aim-kind-other = other
aim-what = What is wanted
aim-how = How one would tell that it was reached
aim-tell = How to tell: { $how }
aim-priority = Priority (1 is first)
aim-unit = Unit
aim-baseline = Before it began
aim-target = Target
aim-reading = Now
aim-read = Record what it is now
aim-unmeasured = not measured yet
aim-evidence = Evidence
aim-evidence-n = { $n ->
    [one] 1 piece
   *[other] { $n } pieces
}
aim-result = Result
aim-result-reached = reached
aim-result-partly = partly reached
aim-result-dropped = dropped
aim-result-note = What shows it. If it was dropped, why
aim-end = Record the result
aim-reopen = Go on with it
aim-added-said = Added { $aim }
aim-changed-said = Changed { $aim }
aim-removed-said = Taken away
aim-priority-range = Choose 1, 2 or 3
aim-number-range = The number is too large
aim-target-missing = With a value from before, a target is needed too
aim-no-number = Set a target first, then what it is now can be recorded
aim-too-many = At most { $most } for one side
aim-drop-instead = After the agreement an aim is dropped with a reason, not taken away
aim-end-when = Results are written between the agreement and the end
aim-is-open = It has no result yet

exchange-ready = Ready for day one
exchange-ready-note = each with somebody and a day
exchange-learnings-n = { $n } published
exchange-learning-nobody = Adopted by nobody yet
exchange-learning-adopted = Adopted:
exchange-learning-asked = not yet:
exchange-way = The way of the exchange
exchange-ready-all = All { $n } were done
exchange-ready-none = Nothing is listed yet
exchange-ready-none-next = Accounts, environment, channels, a first task
exchange-step-add = Add a step
exchange-step-what = What has to be there
exchange-step-owner = Who
exchange-step-due = Until when
exchange-step-done = Done
exchange-step-undo = Not done
exchange-step-remove = Take it off
exchange-step-said = Changed the steps
exchange-steps-most = At most { $most } steps

exchange-away = Time away
exchange-away-agreed = { $days } days a week agreed
exchange-away-mean = { $days } days a week so far (n={ $n })
exchange-away-unknown = Not recorded yet
exchange-away-record = Record a week’s days
exchange-away-week = A day of that week
exchange-away-days = Days away from the home team
exchange-away-note = Note
exchange-week-said = Recorded the days
exchange-week-outside = Choose a week within the exchange
exchange-days-range = Between 0 and 7
exchange-put-off = Record what was put off
exchange-put-off-what = What was put off
exchange-put-off-until = Until when
exchange-put-off-back = Take it back
exchange-put-off-said = Recorded what was put off
exchange-put-off-back-said = Taken back
exchange-put-offs-most = At most { $most }

exchange-after = Afterwards
exchange-after-note = not sent off and forgotten
exchange-after-none = Nothing is decided yet
exchange-sre-is = Product SRE: { $person } ({ $product })
exchange-sre-appoint = Appoint a Product SRE for { $product }
exchange-follow-add = Add what goes on
exchange-follow-what = What goes on
exchange-follow-next = First time
exchange-follow-note = Write what was said
exchange-follow-said-what = What was said
exchange-follow-end = End it
exchange-follow-over = ended
exchange-follow-said = Changed what goes on
exchange-follow-ended = It has ended already
exchange-follow-most = At most { $most }
exchange-cadence = How often
cadence-once = once
cadence-weekly = every week
cadence-monthly = every month

exchange-manager-is-guest = The guest cannot be the manager who agrees to it
exchange-manager-whose = Once it is proposed, only the manager named so far, or an owner of the programme, names another
exchange-extend-with-reason = It lasts longer than what was agreed. Extend it instead, with the reason
exchange-same-team = Choose another team than the home team
exchange-no-home = This person is in no team. Choose the home team
exchange-day-far = Choose a day between 2000 and 2199
exchange-until-early = Choose a day after the first ({ $from })
exchange-until-late = Two years at most
exchange-share-range = Between 1 and 100
exchange-only-involved = You can read this. To change it, ask somebody who is in it
exchange-only-inside = Plan and diary are for both teams and those in it
exchange-only-owner = Ask an owner of the programme for this
exchange-draft-whose = A draft is made by the guest, a member of either team, or an owner of the programme
exchange-is-over = It is over. Turn it back to go on
exchange-no-way-back = No way leads back there
exchange-decline-proposed-only = Only a proposal can be declined
exchange-propose-draft-only = It has been proposed already
exchange-pause-when = It can be paused between preparing and following up
exchange-paused-already = It is paused already
exchange-not-paused = It is not paused
exchange-resume-first = It is paused. Resume it first
exchange-extend-when = It can be extended between the agreement and the review
exchange-extend-later = Choose a day after the last one now ({ $until })
exchange-agree-first = It goes on when both managers have agreed
exchange-agree-proposed-only = Only a proposal can be agreed to
exchange-agree-manager-only = The manager of that side agrees
exchange-agreed-already = This side has agreed already
exchange-no-room = There is no room now. { $what }
exchange-missing-for = “{ $state }” still needs { $n }: { $what }

thing-exchange = Exchange
thing-exchange_step = Step
thing-aim = Aim
thing-follow_up = Follow-up
event-exchange-drafted = Made the draft { $thing }
event-exchange-changed = Changed { $thing }
event-exchange-amended = Amended { $thing } after the agreement
event-exchange-proposed = Proposed { $thing }
event-exchange-side_agreed = The manager of the { $side ->
    [host] host team
   *[home] home team
} agreed to { $thing }
event-exchange-agreed = Both teams agreed to { $thing }
event-exchange-preparing = Began to prepare { $thing }
event-exchange-begun = { $thing } began
event-exchange-reviewing = { $thing } is being looked back on
event-exchange-following_up = { $thing } is being followed up
event-exchange-closed = { $thing } was closed
event-exchange-declined = Declined { $thing }
event-exchange-cancelled = Cancelled { $thing }
event-exchange-paused = Paused { $thing }
event-exchange-resumed = Resumed { $thing } after { $days } days
event-exchange-extended = Extended { $thing } to { $to }
event-exchange-turned_back = Turned { $thing } back
event-exchange-week_recorded = Recorded { $days } days away for { $thing }
event-exchange-put_off = Recorded what was put off for { $thing }
event-exchange-put_off_taken_back = Took back what was put off for { $thing }
event-exchange_step-added = Added a step to be ready for { $thing }
event-exchange_step-changed = Changed a step of { $thing }
event-exchange_step-done = A step of { $thing } is ready
event-exchange_step-undone = A step of { $thing } is not ready after all
event-exchange_step-removed = Took a step of { $thing } off the list
event-exchange_step-late = A step of { $thing } is late
event-aim-added = Added the aim { $aim } to { $thing }
event-aim-changed = Reworded the aim { $aim } of { $thing }
event-aim-amended = Amended the aim { $aim } of { $thing } after the agreement
event-aim-removed = Took the aim { $aim } of { $thing } away
event-aim-read = Recorded { $aim } of { $thing }: { $from } → { $to }
event-aim-ended = Recorded the result of { $aim } of { $thing }: { $result ->
    [reached] reached
    [partly] partly reached
   *[dropped] dropped
}
event-aim-reopened = Went on with { $aim } of { $thing }
event-follow_up-added = Decided what goes on after { $thing }
event-follow_up-changed = Changed who keeps up what goes on after { $thing }
event-follow_up-held = Talked again after { $thing }
event-follow_up-ended = Ended what went on after { $thing }
event-follow_up-due = It is time to talk again after { $thing }
