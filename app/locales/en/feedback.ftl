feedback-title = Feedback
feedback-of = Feedback on { $number }
feedback-one = Feedback, { $moment } ({ $side })
feedback-moment-mid = mid-term
feedback-moment-end = end
feedback-moment-d30 = 30 days on
feedback-moment-d90 = 90 days on
feedback-side = From whom
feedback-writer-chooses = Its writer chooses who reads it
feedback-you-choose = You choose who reads it
feedback-write = Write
feedback-go-on = Go on writing
feedback-change = Change
feedback-read = Read
feedback-yours = Yours
feedback-from = from { $day }
feedback-not-yet = not yet
feedback-late = not yet, { $n } { $n ->
    [one] day
   *[other] days
  } over
feedback-never = not given
feedback-nobody-writes = nobody to write it yet
feedback-what-shows = What shows here is whose was given and when, nothing else
feedback-other-way = It does not open by the way you came in. Sign in with a password of your own or with OpenID Connect
feedback-newer-way = The way you came in is newer than this. It cannot be read by it, but it can be withdrawn
feedback-free = Anything else
feedback-before = Understanding before
feedback-after = Understanding now
feedback-not-rated = no answer
feedback-understanding = Understanding, by their own account
feedback-data-say = What the record says
feedback-evidence = evidence: { $n }
feedback-target = target { $target }
feedback-not-measured = not measured yet
feedback-who-reads = Who reads it
feedback-who-reads-hint = Choose nobody and it is for you alone. You can widen or narrow this later
feedback-yourself = Yourself
feedback-owners = Choose from those who run the programme
feedback-quote-to = Who may find it quoted in the report
feedback-quote-nobody = Nobody
feedback-quote-people = This exchange’s people
feedback-quote-company = The company
feedback-quote = What the report may quote
feedback-quote-hint = Only what stands here is quoted
feedback-comma = , {""}
feedback-sealed = Kept encrypted. It opens to you and to those you chose. Whoever holds both host and key could open it too
feedback-give = Give it
feedback-save = Save
feedback-keep-draft = Keep as draft
feedback-choose = Let these people read it
feedback-is-given = Given
feedback-is-draft = Draft
feedback-withdraw = Withdraw it
feedback-throw-away = Throw the draft away
feedback-withdraw-means = What you wrote is gone for good. If it was given, that fact alone stays
feedback-withdrawn = It was withdrawn. Nothing of what it said is left
feedback-closed = It was given more than 30 days ago. It can no longer be changed
feedback-too-early = It is too early to write this
feedback-answers-many = At most { $most } answers
feedback-rating-wrong = From 1 to 5, by the guest alone
feedback-empty = Write at least one of them
feedback-reader-unknown = “{ $name }” cannot be chosen. Choose from this exchange’s people and those who run the programme
feedback-given-said = Feedback given
feedback-draft-said = Kept as a draft. Only you can see it
feedback-readers-said = Readers chosen
feedback-withdrawn-said = Feedback withdrawn
feedback-home = Write feedback on { $number }, { $moment }
feedback-who-can = Who can open it
feedback-can-readers = Its writer, and those they chose
feedback-can-admins = No administrator who was not chosen
feedback-can-links = No link or token that somebody else issued. A way in that was changed later opens nothing older
feedback-can-host = Whoever holds both host and key could

feedback-ask-mid-guest-works = What works well at the moment?
feedback-ask-mid-guest-change = What should change in the time that is left?
feedback-ask-mid-host-works = What has changed in the team since the guest came?
feedback-ask-mid-host-change = What would you hand over in the time that is left?
feedback-ask-mid-home-load = How is the work getting done that they left behind?
feedback-ask-mid-home-change = What should they look at in the time that is left?
feedback-ask-end-guest-learnt = What do you take home and use at once?
feedback-ask-end-guest-sre = How has your image of the other team and of SRE changed?
feedback-ask-end-guest-next = What would you tell the next one who goes?
feedback-ask-end-host-outside = What did the outside view make you notice?
feedback-ask-end-host-again = What would you change if you hosted again?
feedback-ask-end-home-back = What does the team have that it did not have before?
feedback-ask-end-home-again = What would you change if you sent somebody again?
feedback-ask-later-guest-uses = What do you still use?
feedback-ask-later-guest-blocks = If there is something you cannot use, what is in its way?
feedback-ask-later-host-left = What has become of what the guest left behind?
feedback-ask-later-host-contact = Which contacts go on?
feedback-ask-later-home-changed = What has changed in how the team works?
feedback-ask-later-home-runs = What does the team run by itself now?

event-feedback-given = Gave feedback on { $thing }, { $moment ->
    [mid] mid-term
    [end] at the end
    [d30] 30 days on
   *[d90] 90 days on
}
event-feedback-changed = Changed feedback on { $thing }
event-feedback-withdrawn = Withdrew feedback on { $thing }
event-feedback-readers_chosen = Chose who reads feedback on { $thing }
event-feedback-shared = Chose a reader of feedback on { $thing }
event-feedback-asked = Feedback on { $thing } is due ({ $person })
thing-feedback = Feedback
