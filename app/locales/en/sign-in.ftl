sign-in-title = Sign in
sign-in-email = E-mail
sign-in-password = Password
sign-in-enter = Sign in
sign-in-or = or
sign-in-oidc = Use the company account
sign-in-wrong = E-mail and password do not match
sign-in-wait = Too many attempts that did not match. Wait { $seconds } s
sign-in-crowded = Many people are signing in. Wait a little and send it again
sign-in-first = Nobody has an account yet. Open the link that the server printed when it started
sign-in-forgotten = Locked out? Ask an admin for a one-time link
sign-out = Sign out

link-as = Sign in as { $name }
link-password = New password (optional)
link-password-hint = Next time you need no link. At least 12 characters
link-gone = This link was used or has expired. Ask an admin for a new one
link-person-gone = This person has left

first-title = First things
first-about = You become the first admin. All of this can be changed later
first-organisation = Name of the organisation
first-language = Usual language
first-begin = Begin

oidc-away = The company account cannot be checked. Wait a little, or use your password
oidc-stale = This sign-in is out of date. Begin again on the sign-in page
oidc-denied = The company account let nobody in. Begin again on the sign-in page
oidc-unknown-title = Not known here yet
oidc-unknown = There is nobody with the address { $email } here
oidc-unverified = The company account has no verified e-mail address
oidc-unknown-next = Ask an admin to add you with this address
oidc-other-way = Sign in another way

password-title = Password
password-old = Password now
password-new = New password
password-hint = At least 12 characters. A sentence is good
password-short = Use at least { $least } characters
password-common = Too easy to guess. Avoid names and common sequences
password-old-wrong = This is not your password now
password-set = Set the password
password-change = Change it
password-since = Last changed
password-none = None yet
password-ends-others = Changing it signs you out everywhere else
password-changed-said = Password changed. You are signed out everywhere else

session-title = Signed-in devices
session-note = Ends after 30 days without use
session-count = { $n ->
    [one] 1 device
   *[other] { $n } devices
}
session-look = Look
session-here = this device
session-end = End it
session-end-others = End all others
session-end-others-ask = End all other sessions?
session-end-others-what = Each of those devices has to sign in again.
session-keep = Keep them
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
token-list = Tokens there are
token-none = No tokens yet.
token-none-next = Programs such as Prometheus connect with a token
token-new = Make a token
token-make = Make it
token-name = Name
token-role = May
token-role-admin = Everything (admin)
token-role-member = Read and act (member)
token-role-read = Only read
token-role-intake = Only deliver alerts
token-role-above = A token may do no more than you and its owner
token-owner = Owner
token-of-me = Me
token-of-me-hint = Ends when you leave
token-of-program = A program
token-of-program-hint = Stays when people leave
token-made-by = made by { $name }
token-expires = Expires
token-days = { $n } days
token-days-wrong = Choose 1 to { $most } days
token-never = Never
token-endless = never expires
token-never-warning = A leaked token that never expires works until it is revoked
token-forever = This token never expires. Revoke it when it is no longer needed
token-expired = Expired
token-revoked = Revoked
token-used = Last used
token-unused = Not used yet
token-made = Made the token { $name }
token-once = Shown now and never again
token-revoke = Revoke
token-revoke-it = Revoke { $name }
token-revoke-ask = Revoke the token { $name }?
token-revoke-what = Programs that use it lose access at once. This cannot be undone.
token-keep = Keep it
token-look = See and make
token-revoked-said = Revoked the token { $name }
token-copy = Copy
token-copied = Copied
link-make = Make a sign-in link
link-made = A link for { $name }
link-once = Shown now and never again. Give it to them. It works once, and the ledger names you.
link-until = Until
event-sign_in_link-issued = Made a sign-in link for { $thing }
event-session-begun = { $how ->
    [link] { $thing } signed in by a one-time link
    [oidc] { $thing } signed in with the company account
   *[password] { $thing } signed in with a password
}
event-session-ended = Ended sign-ins of { $thing }
event-identity-linked = Linked { $thing } to the company account
event-password-changed = Changed the password of { $thing }
event-token-created = Made the token { $thing }
event-token-revoked = Revoked the token { $thing }
event-person-settings_changed = Changed the settings of { $thing }
thing-sign_in_link = Sign-in link
thing-identity = Company account
thing-password = Password
