//! YAML as a tree of values that know their lines. Refuses what is too large or too deep, with aliases counted as often as
//! they are used; tags; and more than one document.

use std::collections::{HashMap, HashSet};

use ryugaku_kernel::{Failure, Msg, Outcome};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Tag};

/// In bytes.
const LARGEST: usize = 1 << 20;
const MOST_VALUES: usize = 100_000;
const DEEPEST: usize = 100;

#[derive(Clone, Debug)]
pub struct Value {
    pub line: usize,
    pub data: Data,
}

#[derive(Clone, Debug)]
pub enum Data {
    Null,
    Text {
        text: String,
        /// Without quotes: `yes` is then a flag.
        plain: bool,
    },
    List(Vec<Value>),
    /// In the order in which they stand; a key that stands twice is here twice.
    Map(Vec<(Key, Value)>),
}

#[derive(Clone, Debug)]
pub struct Key {
    pub line: usize,
    pub text: String,
}

/// An empty text is one null.
pub fn parse(text: &str) -> Outcome<Value> {
    if text.len() > LARGEST {
        return Err(Failure::TooLarge { limit: LARGEST as u64 });
    }
    let mut builder = Builder { open: Vec::new(), anchors: HashMap::new(), values: 0, root: None };
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| {
            let at = error.marker();
            let msg = Msg::new("document-yaml").with("column", at.col() + 1).with("reason", error.info());
            refused(at, msg)
        })?;
        builder.take(event, &span.start)?;
    }
    Ok(builder.root.unwrap_or(Value { line: 1, data: Data::Null }))
}

fn refused(at: &Marker, msg: Msg) -> Failure {
    Failure::invalid_msg(format!("line {}", at.line()), msg.with("line", at.line()))
}

struct Builder {
    open: Vec<Open>,
    anchors: HashMap<usize, Value>,
    values: usize,
    root: Option<Value>,
}

/// A list or a map whose end is still to come.
struct Open {
    anchor: usize,
    value: Value,
    key: Option<Key>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, at: &Marker) -> Outcome<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = is_free(tag.as_deref(), "str", at)? && style == ScalarStyle::Plain;
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let data = if null { Data::Null } else { Data::Text { text: text.into_owned(), plain } };
                self.add(Value { line: at.line(), data }, anchor, at)
            }
            Event::SequenceStart(anchor, tag) => {
                is_free(tag.as_deref(), "seq", at)?;
                self.start(Data::List(Vec::new()), anchor, at)
            }
            Event::MappingStart(anchor, tag) => {
                is_free(tag.as_deref(), "map", at)?;
                self.start(Data::Map(Vec::new()), anchor, at)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { anchor, mut value, .. }) => {
                    merge(&mut value, at)?;
                    self.add(value, anchor, at)
                }
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                // What is still open has no anchor yet: nothing can contain itself.
                let Some(value) = self.anchors.get(&anchor).cloned() else {
                    return Err(refused(at, Msg::new("document-yaml-alias")));
                };
                self.count(&value, self.open.len(), at)?;
                self.put(value, at)
            }
            Event::DocumentStart(_) if self.root.is_some() => Err(refused(at, Msg::new("document-yaml-documents"))),
            Event::DocumentStart(_) | Event::DocumentEnd | Event::StreamStart | Event::StreamEnd | Event::Nothing => {
                Ok(())
            }
        }
    }

    fn start(&mut self, data: Data, anchor: usize, at: &Marker) -> Outcome<()> {
        self.one_more(self.open.len() + 1, at)?;
        self.open.push(Open { anchor, value: Value { line: at.line(), data }, key: None });
        Ok(())
    }

    fn add(&mut self, value: Value, anchor: usize, at: &Marker) -> Outcome<()> {
        if anchor > 0 {
            self.count(&value, self.open.len(), at)?;
            self.anchors.insert(anchor, value.clone());
        } else if !matches!(value.data, Data::List(_) | Data::Map(_)) {
            self.one_more(self.open.len(), at)?;
        }
        self.put(value, at)
    }

    fn put(&mut self, value: Value, at: &Marker) -> Outcome<()> {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        match (&mut open.value.data, open.key.take()) {
            (Data::List(list), _) => list.push(value),
            (Data::Map(map), Some(key)) => map.push((key, value)),
            _ => {
                let text = match value.data {
                    Data::Text { text, .. } => text,
                    Data::Null => String::new(),
                    Data::List(_) | Data::Map(_) => return Err(refused(at, Msg::new("document-yaml-key"))),
                };
                open.key = Some(Key { line: value.line, text });
            }
        }
        Ok(())
    }

    fn count(&mut self, value: &Value, depth: usize, at: &Marker) -> Outcome<()> {
        self.one_more(depth, at)?;
        match &value.data {
            Data::Null | Data::Text { .. } => Ok(()),
            Data::List(list) => list.iter().try_for_each(|value| self.count(value, depth + 1, at)),
            Data::Map(map) => map.iter().try_for_each(|(_, value)| self.count(value, depth + 1, at)),
        }
    }

    fn one_more(&mut self, depth: usize, at: &Marker) -> Outcome<()> {
        self.values += 1;
        if self.values > MOST_VALUES {
            return Err(refused(at, Msg::new("document-yaml-large").with("limit", MOST_VALUES)));
        }
        if depth > DEEPEST {
            return Err(refused(at, Msg::new("document-yaml-deep").with("limit", DEEPEST)));
        }
        Ok(())
    }
}

/// Whether nothing says what the value is; a tag may say what it is anyway.
fn is_free(tag: Option<&Tag>, kind: &str, at: &Marker) -> Outcome<bool> {
    match tag {
        None => Ok(true),
        Some(tag) if tag.is_yaml_core_schema() && tag.suffix == kind => Ok(false),
        Some(_) => Err(refused(at, Msg::new("document-yaml-tag"))),
    }
}

/// `<<: *other`, once in a map, takes over what the other map has and this one has not.
fn merge(value: &mut Value, at: &Marker) -> Outcome<()> {
    let Data::Map(map) = &mut value.data else { return Ok(()) };
    let Some(place) = map.iter().position(|(key, _)| key.text == "<<") else { return Ok(()) };
    let (_, other) = map.remove(place);
    let others = match other.data {
        Data::Map(_) => vec![other],
        Data::List(list) => list,
        Data::Null | Data::Text { .. } => return Err(refused(at, Msg::new("document-yaml-merge"))),
    };
    let mut names: HashSet<String> = map.iter().map(|(key, _)| key.text.clone()).collect();
    for other in others {
        let Data::Map(more) = other.data else { return Err(refused(at, Msg::new("document-yaml-merge"))) };
        map.extend(more.into_iter().filter(|(key, _)| names.insert(key.text.clone())));
    }
    Ok(())
}
