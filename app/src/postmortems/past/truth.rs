//! What the post-mortems of the samples say, read by eye: a line for each file, by the first ten letters of its name.

/// `file zone began detected repaired resolved items/done detection repair resolution | why`
///
/// Instants are UTC (of a text without a zone: as they stand there), with the day where it is not that of the beginning. The text does
/// not say those with `?`: they follow from the rule in the documentation. Lengths are minutes as they are stated; `249!575` is one
/// whose own times give 575. `-` is nothing.
pub const TRUTH: &str = "\
2020-02-12 - 2020-02-12T11:45 11:51? - 12:07 0/0 - 16 22 | it was declared at 11:51, and the repair is counted from there
2020-02-18 - 2020-02-18T14:13 14:23? - 14:59 0/0 - 36 46 | it was declared at 14:23, and the repair is counted from there
2020-02-25 - 2020-02-25T07:32 07:36 - 17:07 0/0 - 249!575 420 | from its declaration 10:58 to 17:07 it is 6 h 9, not 4 h 9
2020-04-15 UTC 2020-04-15T07:15 13:45 - 15:09 0/0 - 30 309 | its status names the zone
2020-08-04 - 2020-08-04T13:30 18:13 - 2020-08-05T16:16 0/0 - 308!1606 556!586 | from 11:04 to 16:16 it is 5 h 12, not 5 h 8; 3 h 30 and 6 h 16 in support hours are 9 h 46, not 9 h 16
2020-08-07 - 2020-08-07T15:51? 15:51 16:29 2020-08-14T10:06 0/0 - 38 1995!1755 | 10:00-17:00 is seven hours, and it counts eight for Monday to Thursday; first detected is all it knows of the beginning
2020-08-14 - 2020-08-14T10:43? 10:43 - 11:38 0/0 - 37 55 | first detected is all it knows of the beginning
2020-08-25 - 2020-08-25T11:01? 11:01 - 12:11 0/0 - 45 70 | first detected is all it knows of the beginning
2020-09-28 - 2020-09-28T13:14? 13:14 14:20 14:44 0/0 - 15 90 | first detected is all it knows of the beginning
2020-10-06 - 2020-10-06T08:33? 08:33 10:41 17:19 0/0 - 128 526 | first detected is all it knows of the beginning
2021-05-10 - 2021-05-10T12:15? 12:15 16:48 2021-05-11T10:00 4/1 - 273 285!1305 | 4 h 45 are those of 10:00-17:00, which it does not say; first detected is all it knows of the beginning
2021-07-12 - 2021-07-12T15:44? 15:44 15:51 2021-07-13T11:49 7/1 - 7 1203!1205 | 15:44 to 11:49 is 20 h 5, not 20 h 3; first detected is all it knows of the beginning
2022-11-15 - 2022-11-15T16:03? 16:03 16:30 16:30 5/0 - 27 27 | first detected is all its key events know of the beginning
2023-01-05 refused postmortem-import-order 8 | declared and resolved in 2022, detected and repaired in 2023
2023-01-11 - 2023-01-11T14:22? 14:22 15:50 15:51 1/1 - 88 89 | first detected is all it knows of the beginning; its one action is a sentence, and done
2023-02-02 - 2023-02-02T10:14? 10:14 10:20 11:36 3/0 - 30!6 82 | repaired repeats when it was declared, 30 min lead to 10:44 in its context; first detected is all it knows of the beginning
2023-07-25 - 2023-07-25T14:05? 14:05 15:55 2023-09-25T15:55 1/0 - 110 110!89390 | resolved in September where July is meant; first detected is all it knows of the beginning
2023-08-04 - 2023-08-04T09:14? 09:14 2023-08-10T12:28 2023-08-10T14:47 2/0 - 1994!8834 2133!8973 | it counts four days of 7 h 30 and the hours of the last; first detected is all it knows of the beginning
2024-09-20 - 2024-09-20T11:24? 11:24 11:33 11:40 3/0 - 11!9 20!16 | 11 min are from 11:22 in its context, nothing is 20 min before 11:40; first detected is all its key events know of the beginning
2025-01-13 - 2025-01-13T10:13? 10:13 2025-01-14T16:00 2025-01-14T16:53 0/0 - 1787 1840 | first detected is all it knows of the beginning
2025-07-23 - 2025-07-23T15:35? 15:35 2025-07-24T12:34 2025-07-24T12:34 8/0 - - - | first detected is when the secrets were pushed
2025-10-13 - 2025-10-13T08:59? 08:59 17:38 18:56 4/0 - - - | first detected is all it knows of the beginning; its actions are sentences, one is a question that it answers with no
2026-03-30 - 2026-03-30T08:56? 08:56 09:43 14:39 1/0 - - - | first detected is all its key events know of the beginning; its one action is a sentence; future actions, below its account, say it again
PM2019-011 CET 2019-12-05T11:00 11:00? - 11:40 5/0 - - - | quickly noticed, it does not say when
PM2020-001 CET 2020-01-20T12:50 12:50? - 2020-01-22T09:39 1/0 - - - | it does not know when it was noticed
PM2020-004 CET 2020-02-03T10:21 10:21? 10:52 12:30 2/0 - 31 - | it does not know when it was noticed
PM2020-005 CET 2020-06-09T10:20 10:25 10:35 11:13 3/0 5 15 - | in summer; the maintenance of 11:00 is not the beginning
PM2020-006 CET 2020-02-24T09:50? 09:50 - 2020-03-17T19:29? 2/0 - - - | it says neither when it began nor when it was over
PM2020-007 CET 2020-10-06T06:00 07:00 10:00 10:00 2/0 60 240 - | in summer; the maintenance of 7:00 is not the beginning
PM2020-008 CET 2020-11-04T12:13 13:41 14:15 14:39 2/0 88 122 -
PM2020-009 CET 2020-11-23T13:11 13:11 13:41 13:41 1/0 0 30 - | of the full outage, as its note says, not of what was broken six days before
PM2021-002 CET 2021-02-15T05:05 05:45 06:00 06:00 4/0 40 55 -
PM2021-003 CET 2021-02-19T07:35 07:55 08:23 08:23 3/0 20 48 -
PM2021-007 UTC 2021-07-02T07:32 07:40 07:42 07:42 2/0 8 10 -
PM2021-008 UTC 2021-08-26T08:22 09:26 09:49 09:49? 2/0 64 87 - | its last row begins a search for the cause, of whose end it says later, and is no end
PM2021-009 UTC 2021-09-06T08:00 08:05 09:08 09:20 6/0 5 68 - | the manifest of five days before did no harm yet
PM2021-011 UTC 2021-12-10T15:40? 15:40 - 2022-01-04T11:03 6/0 - - - | of the beginning it knows the day alone
PM2022-001 UTC 2022-01-25T10:21 10:21 15:00 2022-01-26T09:36 1/0 0 279 -
PM2022-003 UTC 2022-02-08T12:05 12:05 12:48 12:48 2/0 0 43 -
PM2022-005 UTC 2022-03-07T00:00 2022-03-18T08:37 - 2022-03-18T11:20 2/0 15840 - -
PM2022-008 UTC 2022-08-03T11:38 11:50 13:06 13:25 4/0 12 88 -
PM2023-001 UTC 2023-02-14T10:46 10:48 11:01 11:59 6/1 2 13 - | the recovery is counted from when it was noticed
PM2024-002 UTC 2024-04-09T08:40 08:40 - 09:20 2/0 10!0 10!40 - | users wrote 11 min after it was noticed, and it was well for them at 9:05, for all at 9:15: nothing takes 10 min
PM2024-003 UTC 2024-06-06T10:57 11:27 2024-06-07T08:33 2024-06-07T08:33? 2/0 30 1320 - | its first row is the notice, half an hour after the beginning; its last row is another report, and no end
PMyyyy-nnn refused postmortem-import-no-times 5 | an empty form
";
