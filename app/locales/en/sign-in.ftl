sign-in-title = Sign in
sign-in-email = E-mail
sign-in-password = Password
sign-in-enter = Sign in
sign-in-or = or
sign-in-oidc = Use the company account
sign-in-wrong = E-mail and password do not match
sign-in-wait = Too many failed attempts. Wait { $seconds } s
sign-in-crowded = Many people are signing in. Wait a moment and try again
sign-in-first = Nobody has an account yet. Open the link that the server printed when it started
sign-in-forgotten = Locked out? Ask an admin for a one-time link
sign-out = Sign out

link-as = Sign in as { $name }
link-password = New password (optional)
link-password-hint = So that you need no link next time. At least 12 characters
link-gone = This link was used or has expired. Ask an admin for a new one
link-person-gone = This person has left

first-title = Getting started
first-about = You become the first admin. All of this can be changed later
first-organisation = Organisation name
first-language = Default language
first-begin = Start

oidc-away = The company account cannot be checked right now. Wait a moment, or use your password
oidc-stale = This sign-in has expired. Start again on the sign-in page
oidc-denied = The company account refused the sign-in. Start again on the sign-in page
oidc-unknown-title = Not registered yet
oidc-unknown = Nobody here has the address { $email }
oidc-unverified = The company account has no verified e-mail address
oidc-unknown-next = Ask an admin to add you with this address
oidc-other-way = Sign in another way

password-title = Password
password-old = Current password
password-new = New password
password-hint = At least 12 characters. A whole sentence works well
password-short = Use at least { $least } characters
password-common = Too easy to guess. Avoid names and common sequences
password-old-wrong = This is not your current password
password-set = Set the password
password-change = Change it
password-since = Last changed
password-none = None yet
password-ends-others = Changing it signs you out everywhere else
password-changed-said = Password changed. You are signed out everywhere else

session-title = Signed-in devices
session-note = Expire after 30 days without use
session-count = { $n ->
    [one] 1 device
   *[other] { $n } devices
}
session-look = View
session-here = this device
session-end = Sign out
session-end-others = Sign out all others
session-end-others-ask = Sign out all other devices?
session-end-others-what = Each of them has to sign in again.
session-keep = Keep them signed in
session-since = since
session-device-unknown = Unknown device
session-address-unknown = unknown address
session-how-password = password
session-how-link = one-time link
session-how-oidc = company account
session-ended-said = Ended one session
session-others-ended-said = Ended { $n ->
    [one] 1 other session
   *[other] { $n } other sessions
}

token-title = Tokens
token-own-note = yours
token-all-note = everybody’s
token-list = All tokens
token-none = No tokens yet.
token-none-next = Programs such as Prometheus connect with a token
token-new = Create a token
token-make = Create
token-name = Name
token-role = Permissions
token-role-admin = Everything (admin)
token-role-member = Read and act (member)
token-role-read = Read only
token-role-intake = Send alerts and deploys only
token-role-above = A token cannot do more than you or its owner can
token-owner = Owner
token-of-me = Me
token-of-me-hint = Stops working when you leave
token-of-program = A program
token-of-program-hint = Keeps working when people leave
token-made-by = created by { $name }
token-expires = Expires
token-days = { $n } days
token-days-wrong = Choose 1 to { $most } days
token-never = Never
token-endless = never expires
token-never-warning = A token that never expires keeps working, even leaked, until it is revoked
token-forever = This token never expires. Revoke it when it is no longer needed
token-expired = Expired
token-revoked = Revoked
token-used = Last used
token-unused = Not used yet
token-made = Created the token { $name }
token-once = Shown only now. You will not see it again
token-revoke = Revoke
token-revoke-it = Revoke { $name }
token-revoke-ask = Revoke the token { $name }?
token-revoke-what = Programs that use it lose access at once. This cannot be undone.
token-keep = Keep it
token-look = View and create
token-revoked-said = Revoked the token { $name }
token-copy = Copy
token-copied = Copied
link-make = Create a sign-in link
link-made = A link for { $name }
link-once = Shown only now. Pass it on to them. It works once, and the ledger records that you made it.
link-until = Valid until
event-sign_in_link-issued = Created a sign-in link for { $thing }
event-sign_in_link-issued-bare = Created the first sign-in link
event-session-begun = { $how ->
    [link] { $thing } signed in by a one-time link
    [oidc] { $thing } signed in with the company account
   *[password] { $thing } signed in with a password
}
event-session-ended = Ended sessions of { $thing }
event-identity-linked = Linked { $thing } to the company account
event-password-changed = Changed the password of { $thing }
event-token-created = Created the token { $thing }
event-token-revoked = Revoked the token { $thing }
event-person-settings_changed = Changed the settings of { $thing }
thing-sign_in_link = Sign-in link
thing-identity = Company account
thing-password = Password
