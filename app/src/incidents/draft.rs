//! A status update half filled in, from what is known: whoever sends it reads it and changes what is not so.

use jiff::tz::TimeZone;
use ryugaku_kernel::{Lang, Msg, Time};

use super::circle::Circle;
use super::incident::Incident;
use super::step::State;
use crate::shell::when;
use crate::words;

/// For whom it is written.
pub struct Around<'a> {
    pub lang: Lang,
    pub zone: &'a TimeZone,
    /// Of the commander; empty while there is none.
    pub commander: &'a str,
}

/// `now` is on the clock of the incident.
pub fn of(incident: &Incident, state: &State, circle: Circle, around: &Around<'_>, now: Time) -> String {
    let lang = around.lang;
    let moment = |time: Time| {
        let zoned = |time: Time| time.timestamp().to_zoned(around.zone.clone());
        when::moment(&zoned(time), &zoned(now), lang)
    };
    let impact = match incident.impact.trim() {
        "" => words::text(lang, "incident-draft-impact-unknown"),
        impact => impact.to_owned(),
    };
    let msg = |key: &'static str| {
        Msg::new(key).with("began", moment(incident.began_at)).with("title", incident.title.as_str())
    };
    let mut lines = Vec::new();
    let users = incident.users.share.map(|share| {
        let msg = Msg::new("incident-draft-users").with("share", share.to_string());
        words::say(lang, &msg.with("source", incident.users.source.as_str()))
    });
    match state.resolved_at {
        Some(resolved) => {
            let msg = msg("incident-draft-resolved").with("impact", impact).with("resolved", moment(resolved));
            lines.push(words::say(lang, &msg));
            lines.extend(users);
        }
        None => {
            let status = words::text(lang, incident.status.key());
            lines.push(words::say(lang, &msg("incident-draft-running").with("impact", impact).with("status", status)));
            lines.extend(users);
            if circle == Circle::Inside {
                let commander = match around.commander {
                    "" => words::text(lang, "incident-nobody-yet"),
                    name => name.to_owned(),
                };
                lines.push(words::say(lang, &Msg::new("incident-draft-commander").with("name", commander)));
            }
            if let Some(every) = state.level().updates.get(&circle) {
                let next = moment(now.plus(*every));
                lines.push(words::say(lang, &Msg::new("incident-draft-next").with("at", next)));
            }
        }
    }
    lines.join(match lang {
        Lang::Ja => "",
        Lang::En => " ",
    })
}
