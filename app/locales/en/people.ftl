team-new = Create a team
team-edit = Edit
team-none = No teams yet
team-none-next = Start with the SRE team and one product team
team-slug = Short name (used in URLs)
team-slug-wrong = Lower-case letters, digits and hyphens, at most { $most }
team-slug-taken = This short name is taken
team-name = Name
team-kind = Kind
team-kind-sre = SRE
team-kind-product = Product
team-kind-other = Other
team-about = What the team does
team-channel = Channel in the chat
team-channel-note = #payments, or the channel’s ID. Whether alerts are to open an incident is asked here; without one, on the web alone
team-channel-wrong = Write a name such as #payments, or the channel’s ID
team-found = Create
team-save = Save
team-founded-said = Created { $name }
team-changed-said = Changed { $name }
team-archived-said = Archived { $name }
team-restored-said = Restored { $name }
team-archive = Archive
team-restore = Restore
team-archived = archived
team-show-archived = Show archived
team-hide-archived = Hide archived
team-archive-when = It can be archived once it has no members and no products
team-not-empty = It still has { $members ->
    [one] 1 member
   *[other] { $members } members
} and { $products ->
    [one] 1 product
   *[other] { $products } products
}. Move them to another team first
team-members = Members
team-members-n = { $n ->
    [one] 1 member
   *[other] { $n } members
}
team-products-n = { $n ->
    [one] 1 product
   *[other] { $n } products
}
team-no-members = Nobody is here yet
team-no-members-next = Move people here from their pages
team-no-products = No products yet
slug-reserved = This word is reserved for URLs. Choose another
form-leave = Cancel
list-more = Show more
list-filter = Filter
list-apply = Apply
list-any = All
list-widen = Show all

people-title = People
people-teams = Teams
person-new = Add a person
person-edit = Edit
person-add = Add
person-save = Save
person-name = Name
person-email = E-mail address
person-role = Role
person-team = Home team
person-state = Status
person-here = Active
person-left = left
person-from-day = From
person-none = Nobody yet
person-none-next = Add people from a CSV file
person-none-such = Nobody matches this filter
person-no-team = no home team
person-no-team-ever = Never in a team
person-since = since { $day }
person-holds = Holds now
person-holds-command = Commands it
person-holds-tasks = All their tasks
person-holds-through = In the team
person-holds-nothing = Commands no incident, has no open task and is in no exchange
person-homes = Home teams
person-home-now = now
person-move = Change the home team
person-new-team = New home team
person-move-do = Change it
person-choices = Personal settings
person-as-organisation = same as the organisation
person-leave = Leave the organisation
person-leave-title = { $name } leaves the organisation
person-leave-what = Sessions and tokens end at once. Open wishes are withdrawn, and offers lose them as their buddy. Records and the name stay.
person-hand-over = Who takes over their work
person-leave-open = Nobody; leave it open
person-leave-open-hint = Anybody can take what is open
person-leave-do = Mark as left
person-return = Return to the organisation
person-added-said = Added { $name }
person-changed-said = Changed { $name }
person-moved-said = { $name } has another home team
person-left-said = { $name } left. Ended: { $sessions ->
    [one] 1 session
   *[other] { $sessions } sessions
}, { $tokens ->
    [one] 1 token
   *[other] { $tokens } tokens
}. No longer theirs: { $incidents ->
    [one] 1 incident
   *[other] { $incidents } incidents
}, { $tasks ->
    [one] 1 task
   *[other] { $tasks } tasks
}. Exchanges they were in: { $exchanges }
person-returned-said = { $name } is back and can sign in
person-name-one-line = Write the name on one line
person-email-wrong = Write it like name@example.com
person-email-taken = Somebody else has this e-mail address
person-day-future = Choose today ({ $today }) or an earlier day
person-day-early = Choose { $day } or a later day. Earlier home teams are settled
person-team-same = This is already the home team
person-has-left = Has left the organisation
person-is-here = Has not left
person-last-admin = No admin would be left. Make somebody else an admin first
person-cannot-take-over = Choose an admin or member who is here

role-admin = Admin
role-member = Member
role-read = Read only
role-intake = Intake
role-admin-may = Can change everything, including settings and people
role-member-may = Can read and act, and change what their team owns
role-read-may = Can read, and change their own settings

import-title = Add from CSV
import-file = File
import-again = Another file, or this one corrected
import-choose = Choose a CSV file
import-paste = Or paste it
import-hint = UTF-8, column names in line 1; name and email are required. The same e-mail address means the same person
import-look = Preview the changes
import-would = What would change
import-added-n = { $n } added
import-changed-n = { $n } changed
import-unchanged-n = { $n } unchanged
import-refused-n = { $n ->
    [one] 1 problem
   *[other] { $n } problems
}
import-files-refused = { $n } of { $of } files were refused, or part of them
import-refused-line = Line { $line }, { $column }:
import-line = Line
import-deed = What happens
import-adds = added
import-changes = changed
import-keeps = unchanged
import-skip = Skip lines with problems
import-skip-hint = Or correct them and check again
import-do = { $added ->
    [0] Change { $changed }
   *[other] { $changed ->
        [0] Add { $added }
       *[other] Add { $added }, change { $changed }
    }
}
import-nothing = Nothing would change
import-done-said = Added { $added } and changed { $changed }
import-not-utf8 = This is not UTF-8; it may be Shift_JIS. Save it as “CSV UTF-8”
import-empty = The file is empty
import-too-many-lines = Keep it to { $most } lines and send the rest separately
import-too-many-cells = More cells than in line 1. Quote values that contain commas
import-column-unknown = The column “{ $column }” cannot be used. These can: { $columns }
import-column-missing = The column { $column } is missing
import-team-unknown = There is no team “{ $given }”
import-day-wrong = “{ $given }” is not a date. Write it like 2026-04-01
import-twice = The same e-mail address as in line { $line }
import-has-left = Has left the organisation. Bring them back first
import-unknown-kind = { $file } is not a known kind of file. CSV with name and email in line 1, calendars (.ics), Alertmanager’s configuration, Prometheus’ rules and past post-mortems (Markdown) can be read
import-dry-run = This was a dry run; nothing was changed

trail-title = From the ledger
trail-none = Nothing recorded yet
trail-all = Show all
