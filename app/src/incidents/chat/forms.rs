//! Forms in a chat. A form's context is what it is about: the incident's count, then what else it takes to act on the answer.

use ryugaku_chat::{Choice, Entry, Form, Input};
use ryugaku_kernel::{Lang, Msg};

use super::summary::mark;
use crate::catalog::ServiceBrief;
use crate::incidents::circle::Circle;
use crate::incidents::incident::{Incident, LONGEST_IMPACT, LONGEST_TITLE};
use crate::incidents::severity::Severity;
use crate::words;

/// What a form lets people write at most: the chat's own limit.
const LONGEST: u16 = 3000;

/// Services that the form lists: Slack takes a form of 250 kB at most.
const LISTED: usize = 1000;

/// Where nobody has said how severe it is; the page begins with it, too.
const UNLESS_SAID: Severity = Severity::Sev3;

/// The values of the boxes in the form that opens one.
pub const RESTRICTED: &str = "restricted";
pub const PRACTICE: &str = "practice";

/// What is known of an incident before its form opens.
#[derive(Clone, Copy, Default)]
pub struct Begun<'a> {
    pub title: &'a str,
    pub severity: Option<Severity>,
    pub restricted: bool,
    pub practice: bool,
    /// The message it comes of; as much of it as the form carries along becomes the first note.
    pub from: &'a str,
}

impl Begun<'_> {
    /// The command that does the same without a form, up to the title.
    pub fn typed(&self) -> String {
        let severity = self.severity.unwrap_or(UNLESS_SAID).name();
        match (self.practice, self.restricted) {
            (true, _) => format!("drill {severity}"),
            (false, true) => format!("open {severity} restricted"),
            (false, false) => format!("open {severity}"),
        }
    }
}

pub fn open(lang: Lang, services: &[ServiceBrief], begun: Begun<'_>) -> Form {
    let Begun { title, severity, restricted, practice, from } = begun;
    let severities = Severity::ALL.map(|severity| Choice {
        value: severity.name().into(),
        label: format!("{} {}", severity.label(), words::text(lang, severity.meaning())),
    });
    let service = |service: &ServiceBrief| Choice { value: service.slug.clone(), label: service.name.clone() };
    let mut inputs = vec![
        text(lang, "title", "incident-title", title, false, LONGEST_TITLE),
        Input {
            id: "severity".into(),
            label: words::text(lang, "incident-severity"),
            hint: Some(words::text(lang, "bot-form-severity-hint")),
            optional: false,
            entry: Entry::One {
                choices: severities.into(),
                initial: Some(severity.unwrap_or(UNLESS_SAID).name().into()),
            },
        },
    ];
    if !services.is_empty() {
        let more = Msg::new("bot-form-services-hint").with("n", LISTED);
        inputs.push(Input {
            id: "services".into(),
            label: words::text(lang, "bot-services"),
            hint: (services.len() > LISTED).then(|| words::say(lang, &more)),
            optional: true,
            entry: Entry::Several { choices: services.iter().take(LISTED).map(service).collect() },
        });
    }
    inputs.push(optional(text(lang, "impact", "incident-impact", "", true, LONGEST_IMPACT)));
    inputs.push(boxes(lang, restricted, practice));
    form(lang, "open", from.to_owned(), "bot-form-open", "bot-form-open-button", inputs)
}

fn boxes(lang: Lang, restricted: bool, practice: bool) -> Input {
    let choice = |value: &str, key: &str| Choice { value: value.into(), label: words::text(lang, key) };
    let choices = vec![choice(RESTRICTED, "incident-circle-new"), choice(PRACTICE, "bot-form-practice")];
    let ticked = [(RESTRICTED, restricted), (PRACTICE, practice)].into_iter().filter(|(_, is_ticked)| *is_ticked);
    let ticked = ticked.map(|(value, _)| value.into()).collect();
    Input {
        id: "boxes".into(),
        label: words::text(lang, "bot-form-boxes"),
        hint: None,
        optional: true,
        entry: Entry::Boxes { choices, ticked },
    }
}

/// With a draft of what can be said from what is known.
pub fn update(lang: Lang, incident: &Incident, circle: Circle, number: i64, draft: &str, goes_to: &str) -> Form {
    let label = words::say(lang, &Msg::new(circle.send()).with("number", number));
    let mut input = text(lang, "text", "bot-form-update-text", draft, true, LONGEST.into());
    input.hint = Some(format!("{label} – {goes_to}"));
    let input = about(lang, incident, input);
    let context = format!("{} {} {number}", incident.count, circle.name());
    form(lang, "update", context, "bot-form-update", "bot-form-update-button", vec![input])
}

pub fn note(lang: Lang, incident: &Incident) -> Form {
    let input = about(lang, incident, text(lang, "text", "bot-form-note-text", "", true, LONGEST.into()));
    form(lang, "note", incident.count.to_string(), "bot-form-note", "bot-form-note-button", vec![input])
}

pub fn task(lang: Lang, incident: &Incident, title: &str, detail: &str) -> Form {
    let mut first = text(lang, "title", "bot-form-task-title", title, false, 200);
    first.hint = incident.is_restricted.then(|| words::text(lang, "incident-circle-tasks"));
    let mut inputs = vec![about(lang, incident, first)];
    if !incident.is_restricted {
        inputs.push(optional(text(lang, "detail", "bot-form-task-detail", detail, true, LONGEST.into())));
    }
    form(lang, "task", incident.count.to_string(), "bot-form-task", "bot-form-task-button", inputs)
}

pub fn resolve(lang: Lang, incident: &Incident) -> Form {
    let input = optional(text(lang, "line", "incident-resolve-line", "", true, LONGEST.into()));
    let input = about(lang, incident, input);
    form(lang, "resolve", incident.count.to_string(), "bot-form-resolve", "bot-form-resolve-button", vec![input])
}

/// What ends the notice of the status page, as the page asks for it: in one language at least, the reader's own first.
pub fn notice(lang: Lang, incident: &Incident) -> Form {
    let input = |of: Lang| {
        let (id, label) = body(of);
        optional(text(lang, id, label, "", true, LONGEST.into()))
    };
    let inputs = vec![about(lang, incident, input(lang)), input(lang.other())];
    form(lang, "notice", incident.count.to_string(), "bot-form-notice", "bot-form-notice-button", inputs)
}

/// The input for this language, and its label.
fn body(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::Ja => ("body_ja", "status-field-body-ja"),
        Lang::En => ("body_en", "status-field-body-en"),
    }
}

/// Why a step is not needed.
pub fn reason(lang: Lang, incident: &Incident, step: &str) -> Form {
    let input = about(lang, incident, text(lang, "reason", "incident-not-needed-why", "", true, LONGEST.into()));
    let context = format!("{} {step}", incident.count);
    form(lang, "reason", context, "bot-form-reason", "bot-form-reason-button", vec![input])
}

/// The input beside which stands what was wrong with the whole, as whoever reads in this language has them.
pub fn first_field(lang: Lang, form: &str) -> &'static str {
    match form {
        "open" | "task" => "title",
        "resolve" => "line",
        "reason" => "reason",
        "notice" => body(lang).0,
        _ => "text",
    }
}

fn form(lang: Lang, id: &str, context: String, title: &'static str, submit: &'static str, inputs: Vec<Input>) -> Form {
    let (title, submit, close) =
        (words::text(lang, title), words::text(lang, submit), words::text(lang, "bot-form-cancel"));
    Form { id: id.into(), context, title, submit, close, inputs }
}

fn text(lang: Lang, id: &str, label: &str, initial: &str, lines: bool, most: usize) -> Input {
    let most = u16::try_from(most).unwrap_or(LONGEST).min(LONGEST);
    let entry = Entry::Text { initial: initial.to_owned(), lines, most };
    Input { id: id.into(), label: words::text(lang, label), hint: None, optional: false, entry }
}

/// Two go on at once, and somebody is half asleep: beside the first input stands which one it is, before what else is said there.
fn about(lang: Lang, incident: &Incident, input: Input) -> Input {
    let which = format!("{}{} {}", mark(lang, incident), incident.number(), incident.title);
    let hint = input.hint.iter().fold(which, |which, hint| format!("{which} – {hint}"));
    Input { hint: Some(hint), ..input }
}

fn optional(input: Input) -> Input {
    Input { optional: true, ..input }
}
