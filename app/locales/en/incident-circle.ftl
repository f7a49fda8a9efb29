incident-restricted = Named people only
incident-restricted-mark = restricted
incident-circle = Who can see it
incident-circle-all = Everybody who reads here can see it.
incident-circle-named = Only these people can see it. Everybody else, administrators included, is told that there is no such incident.
incident-circle-restrict = Named people only
incident-circle-restrict-hint = Whoever opened it, whoever has a role, and you are named by that. What has been recorded disappears for everybody else. Notices that were sent and messages in a public channel cannot be taken back.
incident-circle-open-up = Let everybody see it
incident-circle-open-up-ask = Let everybody see { $number }?
incident-circle-open-up-then = All that has been recorded becomes visible too. While it goes on, who must know and does not yet is told.
incident-circle-open-up-no = Leave it
incident-circle-open-up-yes = Let everybody see it
incident-circle-add = Whom to add
incident-circle-add-button = Add
incident-circle-remove = Remove
incident-circle-tasks = Tasks written from here can be read by everybody. They take no details: those stay here.
incident-circle-task-detail = A task of a restricted incident takes no details, since everybody can read it. Keep them in a note of the incident
incident-circle-new = Named people only, as for security
incident-circle-new-hint = You are one of them. Choose whom else to add; you can add more later
incident-restricted-said = Only named people see { $number } now
incident-opened-up-said = Everybody can see { $number } now
incident-opened-up-told-said = Everybody can see { $number } now. Who must know is being told: { $names }
incident-named-said = Added to { $number }
incident-unnamed-said = Removed from { $number }
incident-unnamed-me-said = You have removed yourself
incident-restricted-already = It is for named people only already
incident-not-restricted = Everybody can see it: nobody has to be added
incident-named-already = They have been added already
incident-named-with-role = Somebody who has a role cannot be removed. They lay it down first, or somebody else takes it
incident-named-last = The last one cannot be removed. Add somebody else first, or let everybody see it
incident-named-too-many = At most 100 people can be added at once
incident-named-nobody = Nobody could see it. Name somebody
incident-event-restricted = Made visible to named people only
incident-event-opened-up = Made visible to everybody
incident-event-person-named = { $name } was added
incident-event-person-unnamed = { $name } was removed
event-incident-restricted = { $thing } was made visible to named people only
event-incident-opened_up = { $thing } was made visible to everybody
event-incident-person_named = { $person } was added to { $thing }
event-incident-person_unnamed = { $person } was removed from { $thing }

incident-merge = Merge into another incident
incident-merge-into = Into
incident-merge-into-hint = A number such as INC-5; those that go on can be chosen
incident-merge-look = See what goes along
incident-merge-head = Merge { $number } into { $into }
incident-merge-no-undo = This cannot be undone. { $number } is closed, and goes on in { $into }.
incident-merge-goes = What goes along
incident-merge-alerts = { $n ->
    [one] 1 alert
   *[other] { $n } alerts
}
incident-merge-services = { $n ->
    [one] 1 service
   *[other] { $n } services
}
incident-merge-tasks = { $n ->
    [one] 1 task
   *[other] { $n } tasks
}
incident-merge-left = { $n ->
    [one] 1 alert stays behind: there is no room
   *[other] { $n } alerts stay behind: there is no room
}
incident-merge-roles = { $n ->
    [one] 1 role ends
   *[other] { $n } roles end
}
incident-merge-timeline = the timeline, each line with its number
incident-merge-channel = The chat’s channel is told where it goes on, and is put away after 7 days.
incident-merge-names = Whoever can see either can see both from then on.
incident-merge-go = Merge
incident-merge-yes = Merging { $number } into { $into } cannot be undone. If that is meant, add --yes
incident-merged-said = { $number } was merged into { $into }
incident-merged = Merged
incident-merged-goes-on = It goes on in { $into }
incident-merged-from = Merged into it
incident-merged-note = What was recorded under this number stays here, and stands in the timeline of { $into } too. Change it there.
incident-status-merged = Merged
incident-is-merged = It was merged into { $number }. Change it there
incident-merge-unknown = There is no incident of that number
incident-merge-itself = An incident cannot be merged into itself
incident-merge-into-closed = The other one is closed. Reopen it first
incident-merge-drill = A drill and a real incident cannot be merged
incident-merge-postmortem = An incident with a post-mortem cannot be merged
incident-merge-restricted-into-open = One for named people only cannot be merged into one that everybody can see. Restrict the other one too, or open this one up
incident-merge-open-into-restricted = One that everybody can see cannot be merged into one for named people only. Restrict this one first
incident-event-merged = { $number } was merged into { $into } ({ $alerts ->
    [one] 1 alert
   *[other] { $alerts } alerts
}):
event-incident-merged = { $thing } was merged into { $into }

incident-users = Users hit
incident-users-share = Share of users that were hit (%)
incident-users-hint = Only if it is known. From 0 to 100, with at most two decimals
incident-users-source = How that is known
incident-users-source-hint = Access logs, the number of inquiries, …
incident-users-said = { $share }% ({ $source })
incident-users-wrong = Write a number from 0 to 100 with at most two decimals
incident-users-source-missing = Say how the share is known
incident-draft-users = Users hit: { $share }% ({ $source }).
incident-field-users-share = share of users
incident-field-users-source = how the share is known

bot-errand-leave = Put the public channel away
bot-trouble-veiled = The incident is for named people only now: nothing is written into the public channel, and nobody else is invited
bot-restricted-said = Only named people see it now. It goes on in a private channel
bot-opened-up-said = Everybody can see it now. The channel stays private
bot-opened-up-told-said = Everybody can see it now. The channel stays private. Who must know is being told: { $names }
bot-invited-said = Added, and invited into the channel
bot-merge-ask = Merging { $number } into { $into } “{ $title }” cannot be undone. If that is meant: /incident { $number } merge { $into } yes
