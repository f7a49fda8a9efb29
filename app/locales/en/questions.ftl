questions-title = Questions
question-asks = Open a { $severity }? { $title }
question-open = Open a { $severity }
question-open-it = Open it
question-decline = Not needed
question-waits = Waiting for an answer
question-waits-note = The alerts fit a rule that asks first. Whoever answers first decides
question-none = No question waits for an answer
question-none-next = Rules that ask stand with the routes
question-answered = Answered
question-answered-none = Nothing was asked so far
question-nobody = Nobody’s that is known
question-alerts-field = Alerts
question-alerts = { $n ->
    [one] { $n } alert
   *[other] { $n } alerts
 }
question-alerts-most = { $n } alerts or more
question-rule = Rule { $rule } of the routes, version { $version }
question-in = Asked in { $channel }
question-not-in = Not asked in { $channel }
question-again = Ask again
question-again-said = It is being asked again in { $channel }
question-not-refused = The chat has not refused this question: there is nothing to ask again
question-no-channel = The team has no channel in the chat. Write it on the team’s page first
question-several = { $n } questions
question-came-opened = { $person } opened an incident
question-came-declined = { $person } decided that no incident is needed
question-came-withdrawn = The alerts went quiet before anybody answered
question-opened-said = { $number } is open
question-declined-said = No incident. The rule asks again once these alerts have gone quiet and fire anew
question-home = asked by a rule of the routes
event-question-asked = Asked whether to open a { $severity }: { $thing }
event-question-asked_again = Asked again in the chat: { $thing }
event-question-opened = Opened { $incident } as asked: { $thing }
event-question-declined = Decided that no { $severity } is needed: { $thing }
event-question-withdrawn = The alerts went quiet before anybody answered: { $thing }
thing-question = Question
