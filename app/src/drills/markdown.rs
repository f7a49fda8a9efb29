//! A debrief as Markdown.

use jiff::SignedDuration;
use ryugaku_kernel::{Lang, Msg};

use super::scenario::LAST_MINUTE;
use super::shown::{Debrief, Told};
use crate::incidents::past_steps::Came;
use crate::shell::when;
use crate::words;

pub fn debrief(lang: Lang, debrief: &Debrief) -> String {
    let text = |key: &str| words::text(lang, key);
    let incident = &debrief.incident;
    let mut out = vec![
        format!("# {} {} – {}", incident.number(), plain(&incident.title), text("drill-debrief")),
        String::new(),
        text("drill-mark-long"),
        String::new(),
        format!("- {}: {}", text("incident-severity"), incident.severity.label()),
        format!("- {}: {}", text("drill-facilitator"), debrief.facilitator),
    ];
    if let Some((number, title)) = &debrief.scenario {
        out.push(format!("- {}: {number} {}", text("drill-scenario"), plain(title)));
    }
    if let Some(took) = debrief.took() {
        out.push(format!("- {}: {}", text("drill-took"), when::span(took, lang)));
    }
    out.extend([String::new(), format!("## {}", text("drill-steps")), String::new()]);
    out.extend([counts(lang, debrief), String::new()]);
    let head = ["drill-step", "drill-whose", "drill-due", "drill-done", "drill-came"].map(text);
    out.push(format!("| {} |", head.join(" | ")));
    out.push("|---|---|---|---|---|".into());
    for told in &debrief.lines {
        let minute = |minute: Option<i64>| minute.map(|minute| at(lang, minute)).unwrap_or_default();
        let whose = told.whose.clone().unwrap_or_else(|| text("drill-whose-anybody"));
        let cells = [cell(&told.title), cell(&whose), minute(told.due), minute(told.at), came(lang, told)];
        out.push(format!("| {} |", cells.join(" | ")));
    }
    if !debrief.happened.is_empty() {
        out.extend([String::new(), format!("## {}", text("drill-happened")), String::new()]);
        out.extend(debrief.happened.iter().map(|one| {
            let planned = words::say(lang, &Msg::new("drill-planned").with("n", one.planned));
            format!("- {} ({planned}): {}", at(lang, one.at), plain(&one.said))
        }));
    }
    if !debrief.drill.aims.is_empty() {
        out.extend([String::new(), format!("## {}", text("drill-aims")), String::new()]);
        for aim in &debrief.drill.aims {
            let reached = text(reached(aim.reached));
            out.push(format!("- {} – {reached}", plain(&aim.aim)));
        }
    }
    if !debrief.drill.learnt.is_empty() {
        out.extend([
            String::new(),
            format!("## {}", text("drill-learnt")),
            String::new(),
            debrief.drill.learnt.clone(),
        ]);
    }
    if !debrief.tasks.is_empty() {
        out.extend([String::new(), format!("## {}", text("incident-tasks")), String::new()]);
        out.extend(debrief.tasks.iter().map(|task| format!("- {} {}", task.number(), plain(&task.title))));
    }
    out.push(String::new());
    out.join("\n")
}

/// How many steps came how.
pub fn counts(lang: Lang, debrief: &Debrief) -> String {
    let msg = Msg::new("drill-counts").with("in_time", debrief.in_time()).with("late", debrief.late());
    words::say(lang, &msg.with("forgotten", debrief.forgotten()).with("not_needed", debrief.not_needed()))
}

/// A minute of the drill; what is due days later is told in days.
pub fn at(lang: Lang, minute: i64) -> String {
    if minute > LAST_MINUTE {
        return words::say(
            lang,
            &Msg::new("drill-after").with("length", when::span(SignedDuration::from_mins(minute), lang)),
        );
    }
    words::say(lang, &Msg::new("drill-minute").with("n", minute))
}

/// What came of a step, in words.
pub fn came(lang: Lang, told: &Told) -> String {
    match (told.line.came, told.line.late()) {
        (Came::Done(_), Some(late)) => {
            words::say(lang, &Msg::new("drill-came-late").with("length", when::span(late, lang)))
        }
        (Came::Done(_), None) => words::text(lang, "drill-came-in-time"),
        (Came::NotNeeded(_), _) => words::text(lang, "drill-came-not-needed"),
        (Came::Forgotten, _) => words::text(lang, "drill-came-forgotten"),
        (Came::Ahead, _) => words::text(lang, "drill-came-ahead"),
    }
}

/// The key of what was said of an aim.
pub fn reached(reached: Option<bool>) -> &'static str {
    match reached {
        Some(true) => "drill-aim-reached",
        Some(false) => "drill-aim-missed",
        None => "drill-aim-open",
    }
}

fn cell(text: &str) -> String {
    plain(text).replace('|', "\\|")
}

/// What people wrote, in one line.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
