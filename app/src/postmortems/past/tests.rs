//! Post-mortems of both kinds, written for this.

use jiff::civil::date;

use super::*;

const TABLE: &str = "# DNS が引けない\n\n## Summary\n\nSev 2.\n\n## Timeline\n\nAll times in CET.\n\n| Time | Event |\n| :-- | --- |\n\
| 2020-06-09 11:00 | Maintenance began |\n| 2020-06-09 12:20 | Changes applied |\n| 2020-06-09 12:25 | Alert |\n\
| 2020-06-09 12:35 | Mitigated |\n| 2020-06-09 13:13 | Fixed for good |\n\n## Action Items\n\n- Alert on targets\n- Less noise (done)\n\n\
## Stats\n\n- Time to detection: 5 minutes\n- Time to recovery: 15 minutes\n";

const LIST: &str = "---\ntitle: Incident on 2024-09-20 - Routes destroyed\nweight: 1\n---\n\n# Incident\n\n- **Key events**\n\
  - First detected: 2024-09-20 11:24\n  - Incident declared: 2024-09-20 11:30\n  - Repaired: 2024-09-20 11:33\n\
  - Resolved: 2024-09-20 11:40\n\n- **Time to repair**: 9m\n\n- **Time to resolve**: 20m\n\n<%= partial %>\n\n\
- **Review actions**:\n  - Pause with care\n";

#[test]
fn a_table_tells_when_it_began_by_its_own_lengths() {
    assert!(is_postmortem(TABLE));
    let past = read(TABLE).unwrap();
    let day = date(2020, 6, 9);
    assert_eq!((past.began, past.detected), (day.at(12, 20, 0, 0), day.at(12, 25, 0, 0)));
    assert_eq!((past.repaired, past.resolved), (Some(day.at(12, 35, 0, 0)), day.at(13, 13, 0, 0)));
    assert_eq!((past.title.as_str(), past.zone.as_deref(), past.severity), ("DNS が引けない", Some("CET"), Some(2)));
    let [detection, repair, resolution] = past.agreements();
    assert_eq!((detection.1, repair.1, resolution.1), (Some(Agreement::Agrees), Some(Agreement::Agrees), None));
    assert_eq!(past.actions.iter().map(|action| action.is_done).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_list_of_key_events_tells_it_in_words() {
    assert!(is_postmortem(LIST));
    let past = read(LIST).unwrap();
    assert_eq!(
        (past.title.as_str(), past.time_to_repair().as_mins(), past.time_to_resolve().as_mins()),
        ("Routes destroyed", 9, 16)
    );
    let [_, repair, resolution] = past.agreements();
    assert_eq!(repair.1, Some(Agreement::Agrees));
    assert_eq!(resolution.1, Some(Agreement::Differs(SignedDuration::from_mins(16))));
    assert!(!past.body.contains("<%") && !past.body.contains("weight"), "{}", past.body);
    assert_eq!(past.actions[0].title, "Pause with care");
}

/// Rows `06 07:00 | What`, with what is stated of them.
fn timeline(rows: &[&str], detection: &str, recovery: &str) -> Past {
    let rows: String = rows.iter().map(|row| format!("| 2020-10-{row} |\n")).collect();
    let stats = format!("- Time to detection: {detection}\n- Time to recovery: {recovery}\n");
    read(&format!("# T\n\n## Timeline\n\n{rows}\n## Action Items\n\n- x\n\n## Stats\n\n{stats}")).expect("it is one")
}

#[test]
fn both_lengths_are_counted_from_the_beginning_where_that_leads_somewhere() {
    let hour = |hour: i8| date(2020, 10, 6).at(hour, 0, 0, 0);
    let rows = ["06 07:00 | Rolled over", "06 08:00 | Down", "06 09:00 | Seen", "06 12:00 | Up"];
    let past = timeline(&rows, "60 minutes", "240 minutes");
    assert_eq!((past.began, past.detected, past.repaired), (hour(8), hour(9), Some(hour(12))));
    // No row is three hours after the beginning: they are counted from when it was noticed.
    let past = timeline(&rows, "60 minutes", "3 hours");
    assert_eq!((past.began, past.detected, past.repaired), (hour(8), hour(9), Some(hour(12))));
}

#[test]
fn the_first_row_may_be_the_notice() {
    let rows = ["06 23:30 | A user reports it", "07 01:10 | Mitigated", "07 04:00 | Closed"];
    let past = timeline(&rows, "30 minutes", "130 minutes");
    assert_eq!((past.began, past.detected), (date(2020, 10, 6).at(23, 0, 0, 0), date(2020, 10, 6).at(23, 30, 0, 0)));
    assert_eq!(past.repaired, Some(date(2020, 10, 7).at(1, 10, 0, 0)));
    assert_eq!((past.time_to_repair().as_mins(), past.time_to_resolve().as_mins()), (130, 300));
    // Where the recovery leads to no row either, nothing is known of it.
    let past = timeline(&rows, "30 minutes", "20 minutes");
    assert_eq!((past.began, past.detected, past.repaired), (date(2020, 10, 6).at(23, 30, 0, 0), past.began, None));
}

#[test]
fn what_begins_or_is_told_after_the_recovery_is_no_end() {
    let hour = |hour: i8| date(2020, 10, 6).at(hour, 0, 0, 0);
    for last in ["Deep investigation started", "We've been notified of gaps", "原因の調査を開始", "別件の連絡を受けた"]
    {
        let last = format!("06 15:00 | {last}");
        let rows = ["06 08:00 | Down", "06 09:00 | Seen", "06 12:00 | Up", "06 13:00 | Closed", last.as_str()];
        let past = timeline(&rows, "60 minutes", "240 minutes");
        assert_eq!((past.repaired, past.resolved), (Some(hour(12)), hour(13)), "{last}");
        let past = timeline(&[rows[0], rows[1], rows[2], rows[4]], "60 minutes", "240 minutes");
        assert_eq!((past.repaired, past.resolved), (Some(hour(12)), hour(12)), "{last}");
        // Where nothing is known of its recovery, no other row is the end either.
        let past = timeline(&rows, "60 minutes", "unknown");
        assert_eq!((past.repaired, past.resolved), (None, hour(15)), "{last}");
    }
    let past = timeline(&["06 08:00 | Down", "06 09:00 | Up", "06 10:00 | All well"], "0 minutes", "60 minutes");
    assert_eq!((past.repaired, past.resolved), (Some(hour(9)), hour(10)));
}

#[test]
fn items_in_sentences_and_rows_are_taken() {
    let told = |text: &str| {
        let actions = read(text).unwrap().actions;
        actions.into_iter().map(|action| (action.title, action.is_done)).collect::<Vec<_>>()
    };
    let list = "- **Review actions**:\n  - Pause with care\n";
    let said = LIST.replace(list, "- **Review actions**: Pause with care (Done)\n");
    assert_eq!(told(&said), [("Pause with care (Done)".to_owned(), true)]);
    let items = "- Alert on targets\n- Less noise (done)\n";
    let rows = "| 対策 | 状態 |\n|---|---|\n| 通知を足す | 未着手 |\n| 雑音を減らす | 済 |\n";
    let expected = [("通知を足す".to_owned(), false), ("雑音を減らす".to_owned(), true)];
    assert_eq!(told(&TABLE.replace(items, rows)), expected);
    assert!(told(&TABLE.replace(items, "None.\n")).is_empty());
}

#[test]
fn the_zone_may_stand_behind_a_time() {
    assert_eq!(read(LIST).unwrap().zone, None);
    let zoned =
        LIST.replace("- **Time to repair**", "- **Status**: Resolved at 2024-09-20 11:40 JST\n\n- **Time to repair**");
    assert_eq!(read(&zoned).unwrap().zone.as_deref(), Some("JST"));
    let zoned = TABLE.replace("All times in CET.\n\n", "").replace("12:20 |", "12:20 UTC |");
    assert_eq!(read(&zoned).unwrap().zone.as_deref(), Some("UTC"));
}

#[test]
fn the_zone_may_stand_in_the_head_of_the_table() {
    let head = TABLE.replace("All times in CET.\n\n", "").replace("| Time |", "| Date and Time in CET |");
    assert_eq!(read(&head).unwrap().zone.as_deref(), Some("CET"));
    let head = TABLE.replace("All times in CET.\n\n", "").replace("| Time |", "| 時刻 (JST) |");
    assert_eq!(read(&head).unwrap().zone.as_deref(), Some("JST"));
    let before = TABLE.replace("All times in CET.", "Time zone: Asia/Tokyo");
    assert_eq!(read(&before).unwrap().zone.as_deref(), Some("Asia/Tokyo"));
    assert_eq!(read(&TABLE.replace("All times in CET.\n\n", "")).unwrap().zone, None);
}

#[test]
fn a_mark_of_a_template_that_does_not_end_is_text() {
    let past = read(&TABLE.replace("Sev 2.", "Sev 2, at <% 5 of requests.")).unwrap();
    assert_eq!(past.body.matches("## Timeline").count(), 1, "{}", past.body);
    assert!(past.body.contains("<% 5 of requests"), "{}", past.body);
}

#[test]
fn what_is_no_post_mortem_is_refused_with_its_line() {
    let wrong = |text: &str| {
        let errors = read(text).unwrap_err();
        errors.iter().map(|(line, msg)| format!("{line} {}", msg.key)).collect::<Vec<_>>()
    };
    let template =
        "# Title\n\n## Timeline\n\n| Time | Event |\n|--|--|\n| 20xx-MM-DD HH:mm | x |\n\n## Action Items\n\n-\n";
    assert!(is_postmortem(template));
    assert_eq!(wrong(template), ["3 postmortem-import-no-times"]);
    assert_eq!(wrong(&LIST.replace("Resolved: 2024", "Resolved: 2023")), ["8 postmortem-import-order"]);
    assert_eq!(wrong(&LIST.replace("- Resolved: 2024-09-20 11:40\n", "")), ["8 postmortem-import-no-end"]);
    assert_eq!(wrong("## Timeline\n"), ["1 postmortem-import-no-title"]);
    for other in ["# Runbook\n\n## Timeline\n", "levels: {}", ""] {
        assert!(!is_postmortem(other), "{other}");
    }
}
