bot-errand-open = Make the channel
bot-errand-summary = Say how things stand
bot-errand-pin = Pin how things stand
bot-errand-topic = Set the topic
bot-errand-invite = Ask somebody in
bot-errand-put-out = Put somebody out
bot-errand-tell = Say what happened
bot-errand-nudge = Nudge the next step
bot-errand-archive = Archive the channel
bot-errand-unarchive = Bring the channel back

bot-room-opening = being made
bot-room-open = open
bot-room-archived = archived
bot-room-gone = gone
bot-room-failed = could not be made

bot-step-waiting = waiting
bot-step-done = done
bot-step-failed = failed
bot-step-skipped = passed over

bot-trouble-scope = The Slack app lacks the scope “{ $scope }”. Add it under OAuth & Permissions in the app’s settings, reinstall the app, then press “Again”
bot-trouble-gone = The channel is gone. It can be made anew
bot-trouble-token = { $chat } does not accept the token. Check the setting { $setting }; once it is right, whatever waits goes on
bot-trouble-restricted = The workspace does not let apps do this. Ask its administrator
bot-trouble-no-account = Slack has no account with this person’s e-mail address
bot-trouble-not-linked = This person has not linked a Matrix account; they do so under “Chat” on their own page
bot-trouble-forbidden = The homeserver does not let the bot do this. In the room’s settings, give it back the power level it had, or ask it in again; then press “Again”
bot-trouble-not-in = The bot is not in the channel. Invite it there with /invite @ryugaku, then press “Again”
bot-trouble-not-in-room = The bot is not in the channel. Invite it there with /invite @ryugaku; what could not be done is then done by itself
bot-trouble-out-of-reach = { $chat } answers, but this person could not be asked in: their own homeserver may be away. Press “Again” later; the rest went on
bot-trouble-too-many = More than 10,000 messages have followed, too many to see whether this was said. Look in the channel, and write it yourself if it is missing
bot-trouble-name = Too many channels have this name
bot-trouble-over = It was no longer needed
bot-trouble-away = { $chat } does not answer. It is tried again, at growing intervals
bot-trouble-limited = { $chat } asked for a pause. This goes on where it stopped
bot-trouble-other = { $chat } answered: { $code }

bot-socket-trouble = Socket Mode does not begin, and nothing comes from Slack ({ $code }). { $why }. { $mend }
bot-socket-scope = The token in slack.app_token lacks the scope “{ $scope }”
bot-socket-kind = slack.app_token takes a token that begins with xapp-, and holds another
bot-socket-token = The token in slack.app_token is no good
bot-socket-disabled = Socket Mode is switched off in the app’s settings
bot-socket-other = Slack opens no line with this token
bot-socket-make = Make a token with connections:write in the app’s settings (Basic Information → App-Level Tokens), set slack.app_token to it, and restart the server
bot-socket-switch-on = Switch it on there under Socket Mode; the line then opens by itself

bot-chat = Chat
bot-chat-none = No channel
bot-chat-make = Make a channel
bot-chat-made-said = The channel is being made
bot-chat-anew = Make the channel anew
bot-chat-again = Again
bot-chat-again-said = It is being tried again
bot-chat-now = Try now
bot-chat-language = Language of the channel
bot-chat-language-set = Change language
bot-chat-language-said = The channel's language is changed
bot-chat-steps = What the bot did
bot-chat-counts = { $done } done · { $waiting } waiting · { $failed } failed
bot-chat-next-at = next
bot-chat-tries = attempt { $n }
bot-chat-again-missing = Give one of step, room and now

bot-not-connected = No chat is connected. Set slack.bot_token, or matrix.homeserver and matrix.access_token
bot-room-there = There is a channel already
bot-room-not-gone = The channel is still there
bot-step-not-failed = That step has not failed

bot-unknown-person = Nobody in Ryugaku has this account’s e-mail address ({ $email }). Ask an administrator to add you
bot-no-address = Slack does not tell me your e-mail address, so I do not know who you are. An administrator adds the scope users:read.email to the Slack app under OAuth & Permissions, and reinstalls the app
bot-other-workspace = Your account belongs to another Slack workspace, and only people of this one are known here. Ask one of them to do it
bot-person-left = You are no longer active in Ryugaku. Ask an administrator
bot-not-linked = Ryugaku does not know whose account this is. Get a code at { $page } and say it to me, with nobody else in the room: !link CODE
bot-linked-said = You are { $name } here from now on. !incident help shows what you can do
bot-link-alone = Say the code where nobody else reads it: in a room with me alone
bot-exchange-alone = Exchanges are told of in a room with me alone, where nobody else reads
bot-restricted-alone = A restricted incident is opened in a room with me alone: here others read
bot-code-wrong = That code is unknown, used or too old. Get another one
bot-cannot-read = I cannot read encrypted rooms. Talk to me here: this room is not encrypted
bot-network-which = There is a channel in more than one chat. Say which: slack or matrix
bot-cannot-look-up = Slack could not be asked who you are ({ $code })
bot-lacks-scope = The Slack app lacks the scope “{ $scope }”. An administrator adds it under OAuth & Permissions in the app’s settings, and reinstalls the app
bot-chat-away = Slack did not answer
bot-too-slow = It took too long, and may or may not have been taken. Look with /incident before you send it again
bot-not-stored = it could not be stored
bot-not-taken = Not taken: { $why }. Please send it again
bot-taken-said = It was taken the first time. There is no need to send it again
bot-not-found = Not found
bot-stale = Somebody else changed it in the meantime. Look again, then send
bot-no-room-here = This channel belongs to no incident. Put the number first, as in INC-12
bot-restricted-say = Say severity and title, for named people only: { $sign }incident open sev2 restricted Title
bot-say-severity = Give the severity too: open sev2 Title
bot-unknown-mention = Nobody in Ryugaku is known by that account. Give their whole name or their e-mail address instead
bot-unknown-shortcut = Unknown shortcut: { $name }
bot-unknown-word = “{ $word }” is not known. See { $sign }incident help
bot-status-which = A status is one of: { $all }
bot-role-which = A role is one of: { $all }
bot-language-which = ja or en

bot-none-open = No incident is going on
bot-opened-said = Opened { $number }. Its channel is being made
bot-severity-said = Severity is { $severity } now
bot-title-said = It is called “{ $title }” now
bot-impact-said = The impact is written down
bot-impact-which = Say what it does to people: impact 3 of 10 orders fail
bot-services-said = It hits these services now: { $all }
bot-services-none-said = It hits no service now
bot-services-which = Say short names, + for what is hit and - for what is not: services +checkout -search
bot-service-unknown = No service has the short name { $name }
bot-similar-none = No past incident is like this one
bot-which-step = Say which step, by its mark: { $all }
bot-no-step = There is no such step now
bot-note-said = Written to the timeline
bot-not-collected = Not written to the timeline: { $why }. Once that is mended, mark it 📌 again
bot-task-said = Added { $number }
bot-resolved-said = Resolved
bot-postmortem-said = Post-mortem of { $number }: { $state }
bot-postmortem-draft = Its text is written on the page. Once the others can read it, send it to review
bot-postmortem-review = What is noticed in the review is mended on the page. Once it has been held, publish it
bot-postmortem-published = To change it, take it back to a draft on the page
bot-postmortem-none = There is no post-mortem yet. Begin it with { $sign }incident postmortem
bot-postmortem-which = Say one of: postmortem, postmortem review, postmortem publish
bot-notice-ended-said = The notice on the status page is over now. Subscribers get a mail
bot-closed-said = Closed. The channel is archived in 7 days
bot-reopened-said = Opened again
bot-call-said = The call link is set
bot-language-said = This channel is in { $language ->
    [en] English
   *[ja] Japanese
} now
bot-type-it = Type it: { $command }
bot-draft = Draft of status update { $number }. It has not been sent
bot-draft-send = Send it as it is

bot-services = Services
bot-next = Next steps
bot-late = late
bot-more = and { $n } more
bot-left-out = { $team }: the { $most } who have been in it longest are asked in, { $n } more are not
bot-call-join = Join the call
bot-open-page = Open the page
bot-foot = Messages marked 📌 go into the timeline · { $sign }incident help
bot-note = Write to the timeline
bot-task = Add a task
bot-nudge = { $step }

bot-form-open = Open an incident
bot-form-open-button = Open
bot-form-severity-hint = When in doubt, the worse one. It can be changed later
bot-form-services-hint = The first { $n } are listed. Any other is named by its short name in the command: /incident open sev2 Title +service
bot-form-boxes = How
bot-form-practice = As a drill: this is no real incident
bot-form-update = Status update
bot-form-update-button = Send
bot-form-update-text = Text
bot-form-note = Write to the timeline
bot-form-note-button = Write
bot-form-note-text = Note
bot-form-task = Add a task
bot-form-task-button = Add
bot-form-task-title = What is to be done
bot-form-task-detail = Details
bot-form-resolve = Resolve
bot-form-resolve-button = Resolve
bot-form-notice = End the notice
bot-form-notice-button = End it
bot-form-reason = Why it is not needed
bot-form-reason-button = Record
bot-form-cancel = Cancel
bot-no-form = If the form did not open, type it: { $command }

bot-home = What waits for you
bot-home-incidents = Incidents
bot-home-no-incidents = Nothing waits for you
bot-home-tasks = Tasks
bot-home-no-tasks = You have no tasks
bot-home-exchange = Exchange
bot-home-week = week { $week } of { $weeks }

bot-link-title = Chat
bot-link-look = Link your account
bot-link-note = Slack knows your e-mail address. On Matrix you show once which account is yours
bot-link-say = Say this to the bot, in a room with it alone
bot-link-until = Works once, until
bot-link-account = Your account
bot-link-since = since
bot-link-none = none linked
bot-link-bot = The bot
bot-link-make = Make a code
bot-link-unconnected = Matrix is not connected. An administrator sets matrix.homeserver and matrix.access_token
bot-link-end = Forget the account
bot-unlinked-said = The account is nobody’s any more

bot-help-title = How to use { $sign }incident
bot-help-begin =
    Begin
    • /incident – opens a form
    • /incident open sev2 Title +service – opens it at once; the channel is made and people are asked in. Services by their short names, as many as are hit, may be left out
    • /incident drill sev2 Title – start a drill
    • /incident list – those that go on
    • “Open an incident” in a message’s menu – opens one from that message
bot-help-run =
    Run it (in the incident’s channel; elsewhere put INC-12 first)
    • /incident (or next) – how things stand, and the next steps
    • /incident take role · give role @somebody · leave role – commander, communications, scribe, responder
    • /incident status fixing · severity sev1
    • /incident update – a status update, half filled in · update inside text – to those who work on it
    • /incident note text · task title · call link
    • /incident impact text · title text · services +checkout -search – what it does to people, what it is called, what it hits
    • /incident similar – past incidents like it, with what helped
    • /incident skip step reason · later step · told step · need step – not needed, 10 minutes later, told by hand, needed after all; by its mark such as role/scribe. The buttons under the nudge do the same
    • Messages that are marked 📌 or pinned go into the timeline
    • “Add to the timeline” and “Make it a task” in a message’s menu – do so with that message
    • /incident restrict · invite @somebody · open-up – for named people only, in a private channel; open sev2 restricted Title
    • /incident merge INC-5 – it goes on in another one; you are asked once, and add yes
bot-help-end =
    End it
    • /incident resolve what ended it · close · reopen reason
    • /incident end-notice text – ends the notice on the status page with that; without a text, a form opens
    • /incident postmortem – the draft from what is known, or how it stands · postmortem review – sends it to review · postmortem publish – publishes it; its text is written on the page
bot-help-else =
    Else
    • /incident language ja – this channel’s language · help – this list
    • Talking to the bot does the same: @ryugaku status fixing
    • /exchange help – what can be typed about exchanges and consultations

bot-matrix-begin =
    Begin
    • !incident open sev2 Title +service – opens it; the room is made and people are asked in. Services by their short names, as many as are hit, may be left out
    • !incident drill sev2 Title – start a drill
    • !incident list – those that go on
bot-matrix-run =
    Run it (in the incident’s room; elsewhere put INC-12 first)
    • !incident (or next) – how things stand, and the next steps
    • !incident take role · give role @somebody:server · leave role – commander, communications, scribe, responder
    • !incident status fixing · severity sev1
    • !incident update – a draft, sent with ✅ · update text – sends that instead · update inside text – to those who work on it
    • !incident note text · task title · call link
    • !incident impact text · title text · services +checkout -search – what it does to people, what it is called, what it hits
    • !incident similar – past incidents like it, with what helped
    • !incident restrict · invite @somebody:server · open-up – for named people only, in a room of their own; with the bot alone: open sev2 restricted Title
    • !incident merge INC-5 – it goes on in another one; you are asked once, and add yes
    • !incident skip step reason · later step · told step · need step – not needed, 10 minutes later, told by hand, needed after all; by its mark such as role/scribe
    • A reaction on the bot’s message does what stands beside it
    • Messages with the reaction 📌, or pinned, go into the timeline
    • In answer to a message !incident task and !incident open sev2 take its words
bot-matrix-end =
    End it
    • !incident resolve what ended it · close · reopen reason
    • !incident end-notice text – ends the notice on the status page with that
    • !incident postmortem – the draft from what is known, or how it stands · postmortem review – sends it to review · postmortem publish – publishes it; its text is written on the page
bot-matrix-else =
    Else
    • !incident language ja – this room’s language · help – this list
    • Talking to the bot does the same: ryugaku: status fixing
    • In a room with the bot alone: !exchange help

bot-no-exchange = You are in no exchange now. Put a number first, as in EX-3
bot-diary-said = Written to the diary
bot-aim-said = The aim’s value is written down
bot-consult-said = Wrote down consultation { $number } ({ $urgency }, { $reach }). It is answered at { $address }
bot-consult-which = Say what it is about: consult today together How do we set the threshold?
bot-aim-which = Give the aim’s mark and its value: aim g1 12
bot-unknown-exchange-word = “{ $word }” is not known. See { $sign }exchange help
bot-exchange-foot = { $sign }exchange diary What I did today #g1 · { $sign }exchange help
bot-exchange-help-title = How to use { $sign }exchange
bot-exchange-help =
    • { $sign }exchange – how your exchange stands
    • { $sign }exchange diary What I did today #g1 – a line of the diary; #g1 makes it evidence for that aim, and it may hold a link
    • { $sign }exchange aim g1 12 – what an aim’s number says now
    • { $sign }exchange consult today together How do we set the threshold? – a consultation with SRE; today, this-week or any-time and advice, together or done may be left out. It needs no exchange
    • For another exchange put its number first: { $sign }exchange EX-3 diary …
    • Talking to the bot does the same: @ryugaku exchange diary …

event-incident-collected = Put a chat message into { $thing }
event-incident-collected_anew = A message in { $thing } was edited in the chat
event-incident-collected_no_more = A message in { $thing } was deleted in the chat
event-incident-joined = { $person } joined the channel of { $thing }
event-incident-channel_language_set = Changed the language of the channel of { $thing } to { $language ->
    [en] English
   *[ja] Japanese
}
event-incident-channel_begun = Had a channel made for { $thing }
event-incident-channel_begun_anew = Had the channel of { $thing } made anew
event-incident-channel_step_retried = Had a failed step of the channel of { $thing } tried again
event-incident-channel_hurried = Had what waits in the channel of { $thing } tried at once
event-chat_account-code_made = Made a code that proves a chat account of { $thing }
event-chat_account-linked = Linked a chat account with { $thing }
event-chat_account-unlinked = Unlinked the chat account of { $thing }

incident-event-collected = { $name } said
incident-event-collected-unknown = Said in the chat
incident-event-collected-anew = The message was edited
incident-event-collected-no-more = The message was deleted in the chat
incident-event-joined = { $name } joined the channel
incident-event-channel-begun = Had a channel made
incident-event-channel-begun-anew = Had the channel made anew
incident-event-channel-step-retried = Had a failed step of the channel tried again
incident-event-channel-hurried = Had what waits in the channel tried at once
incident-event-channel-language = Changed the channel’s language to { $language ->
    [en] English
   *[ja] Japanese
}
