//! The parts of a calendar: what stands between BEGIN and END, with the parts inside it.

use ryugaku_kernel::Msg;

use crate::line::{self, Line, Unread};
use crate::read::Refused;
use crate::{MOST_ENTRIES, MOST_REFUSED};

const DEEPEST: usize = 8;
/// Lines kept of one part.
const MOST_LINES: usize = 2_000;

#[derive(Clone, Debug, Default)]
pub struct Component {
    /// In capitals: `VEVENT`.
    pub kind: String,
    /// Where it begins.
    pub line: usize,
    pub lines: Vec<Line>,
    pub inside: Vec<Component>,
}

impl Component {
    pub fn get(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// Its value, unless it is empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|line| line.value.trim()).filter(|value| !value.is_empty())
    }

    pub fn refuse(&self, line: usize, why: Msg) -> Refused {
        Refused { line, uid: self.value("UID").map(crate::text::title), why }
    }
}

/// Everything in the file that is no calendar itself: entries and zones, in order.
#[derive(Default)]
pub struct Parts {
    pub found: Vec<Component>,
    pub refused: Vec<Refused>,
    /// Whether there was any BEGIN at all.
    pub began: bool,
}

pub fn parts(bytes: &[u8]) -> Parts {
    let mut parts = Parts::default();
    let mut open: Vec<Component> = Vec::new();
    let mut deeper = 0_usize;
    for (number, line) in line::lines(bytes) {
        let line = match line {
            Ok(line) => line,
            Err(unread) => {
                parts.refuse(unread_line(&open, number, unread));
                continue;
            }
        };
        match line.name.as_str() {
            "BEGIN" => {
                parts.began = true;
                let kind = line.value.trim().to_ascii_uppercase();
                match open.len() {
                    // A calendar is only a cover; it may be missing.
                    _ if kind == "VCALENDAR" => {}
                    DEEPEST.. => deeper += 1,
                    _ => open.push(Component { kind, line: number, ..Component::default() }),
                }
            }
            "END" if deeper > 0 => deeper -= 1,
            "END" => {
                let kind = line.value.trim();
                if open.iter().any(|part| part.kind.eq_ignore_ascii_case(kind)) {
                    while let Some(part) = open.pop() {
                        let ended = part.kind.eq_ignore_ascii_case(kind);
                        if !ended {
                            parts.refuse(part.refuse(part.line, Msg::new("ical-never-ends").with("kind", &*part.kind)));
                        } else {
                            parts.close(&mut open, part);
                            break;
                        }
                    }
                }
            }
            _ => {
                if let Some(part) = open.last_mut().filter(|part| deeper == 0 && part.lines.len() < MOST_LINES) {
                    part.lines.push(line);
                }
            }
        }
        if parts.found.len() > MOST_ENTRIES {
            parts.found.truncate(MOST_ENTRIES);
            let why = Msg::new("ical-too-many-entries").with("most", MOST_ENTRIES);
            parts.refuse(Refused { line: number, uid: None, why });
            return parts;
        }
    }
    for part in open {
        parts.refuse(part.refuse(part.line, Msg::new("ical-never-ends").with("kind", &*part.kind)));
    }
    parts
}

impl Parts {
    fn close(&mut self, open: &mut [Component], part: Component) {
        match open.last_mut() {
            Some(outer) if outer.inside.len() < MOST_LINES => outer.inside.push(part),
            Some(_) => {}
            None => self.found.push(part),
        }
    }

    fn refuse(&mut self, refused: Refused) {
        if self.refused.len() < MOST_REFUSED {
            self.refused.push(refused);
        }
    }
}

fn unread_line(open: &[Component], number: usize, unread: Unread) -> Refused {
    let why = match unread {
        Unread::NotALine => Msg::new("ical-line-not-read"),
        Unread::TooLong => Msg::new("ical-line-too-long"),
    };
    match open.first() {
        Some(part) => part.refuse(number, why),
        None => Refused { line: number, uid: None, why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_and_broken_ones_named() {
        let text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nEND:VCALENDAR\n";
        let read = parts(text.as_bytes());
        assert_eq!(read.found.len(), 1);
        assert_eq!(read.found[0].inside[0].kind, "VALARM");
        let refused: Vec<_> =
            read.refused.iter().map(|refused| (refused.line, refused.uid.as_deref(), &*refused.why.key)).collect();
        assert_eq!(refused, [(7, Some("2"), "ical-never-ends")]);
    }

    #[test]
    fn depth_is_bounded() {
        let text = format!("{}UID:1\n{}", "BEGIN:VEVENT\n".repeat(50), "END:VEVENT\n".repeat(50));
        assert_eq!(parts(text.as_bytes()).found.len(), 1);
        assert!(!parts(b"what is this").began);
    }
}
