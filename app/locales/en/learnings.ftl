nav-learnings = Learnings
learning-about = Written once, adopted by each team it is for
learning-new = Write a learning
learning-edit = Edit
learning-save = Save
learning-save-draft = Save as a draft
learning-draft-note = Only you and the people of its exchange see a draft
learning-draft-who = Only the writer and the people of its exchange see this draft
learning-title = What was learned
learning-title-hint = One line that says what to do, such as “Say why you page in line one”
learning-body = How and why
learning-body-hint = Markdown. Raw HTML is shown as text
learning-exchange = Exchange
learning-exchange-not-yours = Only its teams and the people in it can write for this exchange
learning-products = Applies to products
learning-services = Applies to services
learning-teams = Teams it is for
learning-teams-hint = Owners of the products and services are added
learning-teams-stay = Published teams stay; others can be added
learning-team = Team
learning-team-mine = My team
learning-product = Product
learning-answer = In the team
learning-state = State
learning-any = All
learning-filter = Filter
learning-all = Show all
learning-none = Nothing has been published yet
learning-none-next = Write what you would tell the next team
learning-none-found = No learning matches
learning-count = { $n ->
    [one] 1 learning
   *[other] { $n } learnings
}
learning-state-draft = Draft
learning-state-published = Published
learning-state-withdrawn = Withdrawn
learning-answer-unknown = not yet
learning-answer-adopted = adopted
learning-answer-not-applicable = not applicable
learning-publish = Publish
learning-publish-nobody = It has no team yet: choose a product, a service or a team
learning-publish-to = { $n ->
    [one] Goes to 1 team
   *[other] Goes to { $n } teams
}
learning-published-already = It is already published
learning-is-withdrawn = It is withdrawn
learning-not-published = Teams answer what is published
learning-no-team = Choose a product, a service or a team first
learning-no-team-yet = No team yet
learning-nothing-said = The team has said nothing yet
learning-only-writer = The writer, the people of its exchange and admins change it
learning-too-many = At most { $most }
learning-travelled = How far it has travelled
learning-travelled-draft = It will be published to
learning-adopted-of = { $n } of { $of }
learning-answer-it = Answer for the team
learning-answer-anew = Change the answer
learning-adopt = We do so now
learning-set-aside = It does not apply to us
learning-since = Since when
learning-note = How, or why not
learning-record = Record it
learning-take-back = Take the answer back
learning-day-future = Choose a day up to today ({ $today })
learning-day-far = Choose a day from 2000 on
learning-facts = This learning
learning-writer = Writer
learning-writer-none = a program
learning-published-on = Published
learning-withdrawn-on = Withdrawn on { $day }.
learning-applies = Applies to
learning-applies-none = No product in particular
learning-withdraw = Withdraw
learning-withdraw-do = Withdraw it
learning-reason = Reason
learning-written-said = { $number } is a draft
learning-changed-said = Changed { $number }
learning-published-said = Published { $number }
learning-withdrawn-said = Withdrew { $number }
learning-answered-said = Recorded in { $number }
learning-waiting = { $n ->
    [one] 1 learning waits for an answer of your team
   *[other] { $n } learnings wait for an answer of your team
}
learning-waiting-next = Adopted, or not applicable
event-learning-written = Wrote { $thing }, a draft
event-learning-changed = Changed { $thing }
event-learning-published = Published { $thing }
event-learning-withdrawn = Withdrew { $thing }
event-learning-adopted = { $team } adopted { $thing }
event-learning-set_aside = { $thing } does not apply to { $team }
event-learning-answer_taken_back = { $team } took back its answer to { $thing }
thing-learning = Learning
