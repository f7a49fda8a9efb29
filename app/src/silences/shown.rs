//! Silences and maintenance windows with the names of who made them.

use std::collections::HashMap;

use ryugaku_db::Query;
use ryugaku_kernel::{ActorKind, Lang, Outcome, Uuid};

use super::silence::{By, Silence};
use super::window::Window;
use crate::{people, words};

pub struct Names(HashMap<Uuid, String>);

impl Names {
    pub async fn of_silences(q: &mut dyn Query, silences: &[Silence]) -> Outcome<Self> {
        let ids: Vec<Uuid> = silences.iter().filter_map(|silence| silence.by.id).collect();
        Ok(Self(people::names(q, ids).await?))
    }

    pub async fn of_windows(q: &mut dyn Query, windows: &[Window]) -> Outcome<Self> {
        let ids: Vec<Uuid> = windows.iter().filter_map(|window| window.by.id).collect();
        Ok(Self(people::names(q, ids).await?))
    }

    /// The name of a person or a program that is known.
    pub fn get(&self, by: &By) -> Option<&str> {
        self.0.get(&by.id?).map(String::as_str)
    }

    /// Who made it, and what Alertmanager's clients call them, if that is somebody else.
    pub fn maker(&self, silence: &Silence, lang: Lang) -> String {
        let called = silence.created_by.as_str();
        match self.get(&silence.by) {
            Some(name) if name == called || called.is_empty() => name.to_owned(),
            Some(name) => format!("{called} ({name})"),
            None if silence.by.kind == ActorKind::Operator && called == "operator" => {
                words::text(lang, "actor-operator")
            }
            None => called.to_owned(),
        }
    }
}
