//! What is said, in the language and zone of whoever reads it; each way gives it a form of its own.

use jiff::tz::TimeZone;
use ryugaku_chat::{Button, Message, Part, Text};
use ryugaku_kernel::{Lang, Msg, Time};
use serde_json::{Value, json};
use url::Url;

use crate::incidents::tell::About;
use crate::shell::when;
use crate::words;

pub struct Reader<'a> {
    pub lang: Lang,
    pub zone: &'a TimeZone,
    pub now: Time,
    /// Where our pages are.
    pub base: &'a Url,
}

pub struct Letter {
    pub subject: String,
    /// Why it comes, or of a status update what was written.
    pub opening: String,
    /// What is known, by name.
    pub facts: Vec<(String, String)>,
    /// The incident's page.
    pub url: String,
    /// What the link to it says.
    pub link: String,
    /// By which decision it came.
    pub foot: String,
}

/// `name` is who is told, as the policy calls them.
pub fn letter(about: &About, name: &str, reader: &Reader<'_>) -> Letter {
    let lang = reader.lang;
    let text = |key: &str| words::text(lang, key);
    let incident = &about.shown.incident;
    let (number, severity) = (about.shown.number(), incident.severity.label());
    // A header has one line.
    let title = incident.title.replace(char::is_control, " ");
    let subject = match &about.update {
        Some((_, count, _)) => Msg::new("telling-subject-update").with("count", *count),
        None => Msg::new("telling-subject"),
    };
    let subject = words::say(lang, &subject.with("number", &*number).with("severity", severity).with("title", title));
    let opening = match &about.update {
        Some((.., written)) => written.clone(),
        None => {
            let key = if incident.status.is_open() { "telling-opening" } else { "telling-opening-over" };
            words::say(lang, &Msg::new(key).with("severity", severity))
        }
    };
    let zoned = |time: Time| time.timestamp().to_zoned(reader.zone.clone());
    let moment = |time: Time| when::moment(&zoned(time), &zoned(reader.now), lang);
    let services: Vec<&str> = about.shown.services.iter().map(|service| service.name.as_str()).collect();
    let services = services.join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    });
    let commander = about.shown.commander.as_ref().map(|(_, name)| name.clone());
    let facts = [
        ("incident-severity", format!("{severity} {}", text(incident.severity.meaning()))),
        ("incident-title", incident.title.clone()),
        ("incident-status", text(incident.status.key())),
        ("incident-began", moment(incident.began_at)),
        ("incident-impact", incident.impact.clone()),
        ("incident-services", services),
        ("incident-commander", commander.unwrap_or_else(|| text("incident-nobody-yet"))),
        ("incident-call", incident.call_url.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let path = format!("incidents/{number}");
    let to = match &about.update {
        Some((circle, ..)) => text(circle.key()),
        None => name.to_owned(),
    };
    Letter {
        subject,
        opening,
        facts: facts.map(|(key, value)| (text(key), value)).collect(),
        url: reader.base.join(&path).map_or(path, String::from),
        link: words::say(lang, &Msg::new("telling-link").with("number", &*number)),
        foot: words::say(lang, &Msg::new("telling-foot").with("name", to)),
    }
}

impl Letter {
    /// As plain text.
    pub fn text(&self) -> String {
        let facts: String = self.facts.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        format!("{}\n\n{facts}\n{}\n{}\n\n-- \n{}\n", self.opening, self.link, self.url, self.foot)
    }

    /// For a channel of the chat.
    pub fn message(&self) -> Message {
        let text = Text::default().bold(self.subject.clone()).plain(format!("\n{}", self.opening));
        let fields = self.facts.iter().map(|(name, value)| (name.clone(), Text::from(value.clone()))).collect();
        let open = Button::new("page", "", self.link.clone()).leads_to(self.url.clone());
        Message::of(self.subject.clone())
            .with(Part::Text(text))
            .with(Part::Fields(fields))
            .with(Part::Buttons(vec![open]))
            .with(Part::Context(Text::from(self.foot.clone())))
    }

    /// For a program.
    pub fn json(&self, about: &About, name: &str, step: &str, at: Time) -> Value {
        let incident = &about.shown.incident;
        let services: Vec<&str> = about.shown.services.iter().map(|service| service.slug.as_str()).collect();
        let kind = if about.update.is_some() { "incident.updated" } else { "incident.told" };
        let update = about
            .update
            .as_ref()
            .map(|(circle, count, written)| json!({"circle": circle.name(), "number": count, "text": written}));
        json!({"type": kind, "timestamp": at, "data": {
            "name": name, "step": step, "subject": self.subject, "update": update,
            "incident": {"number": about.shown.number(), "title": incident.title, "severity": incident.severity.name(),
                "status": incident.status.name(), "impact": incident.impact, "began_at": incident.began_at,
                "services": services, "commander": about.shown.commander.as_ref().map(|(_, name)| name), "url": self.url}}})
    }
}
