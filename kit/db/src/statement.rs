//! Static SQL text with `$n` places, and the values that go there.

use std::borrow::Cow;

use ryugaku_kernel::{Failure, Outcome, Time, Uuid};

use crate::Engine;

/// A value with its type, so that a null is typed too.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Bool(Option<bool>),
    Int(Option<i64>),
    Float(Option<f64>),
    Text(Option<String>),
    Uuid(Option<Uuid>),
    Bytes(Option<Vec<u8>>),
    /// An object or an array; a scalar would be read differently by the two engines.
    Json(Option<serde_json::Value>),
}

impl Value {
    fn holds_nul(&self) -> bool {
        match self {
            Self::Text(Some(text)) => text.contains('\0'),
            Self::Json(Some(json)) => json_holds_nul(json),
            _ => false,
        }
    }
}

fn json_holds_nul(json: &serde_json::Value) -> bool {
    match json {
        serde_json::Value::String(text) => text.contains('\0'),
        serde_json::Value::Array(items) => items.iter().any(json_holds_nul),
        serde_json::Value::Object(map) => map.iter().any(|(key, item)| key.contains('\0') || json_holds_nul(item)),
        _ => false,
    }
}

macro_rules! value_from {
    ($($type:ty => $variant:ident ($convert:expr)),* $(,)?) => {$(
        impl From<$type> for Value {
            fn from(value: $type) -> Self {
                Self::$variant(Some($convert(value)))
            }
        }
        impl From<Option<$type>> for Value {
            fn from(value: Option<$type>) -> Self {
                Self::$variant(value.map($convert))
            }
        }
    )*};
}

value_from! {
    bool => Bool(|v| v),
    i64 => Int(|v| v),
    i32 => Int(i64::from),
    u32 => Int(i64::from),
    f64 => Float(|v| v),
    String => Text(|v| v),
    &str => Text(|v: &str| v.to_owned()),
    &String => Text(|v: &String| v.clone()),
    Uuid => Uuid(|v| v),
    Time => Int(|v: Time| v.0),
    Vec<u8> => Bytes(|v| v),
    serde_json::Value => Json(|v| v),
}

/// So many places that their numbers cost nothing.
const FEW: usize = 16;

/// Built from static fragments alone: `sql("select … where id = ").arg(id).text(" and state = ").arg(state)`,
/// or with the places written out: `sql("… where id = $1").bind(id)`.
#[derive(Clone, Debug)]
pub struct Statement {
    pub(crate) text: Cow<'static, str>,
    pub(crate) values: Vec<Value>,
}

pub fn sql(text: &'static str) -> Statement {
    Statement { text: Cow::Borrowed(text), values: Vec::new() }
}

impl Statement {
    /// PostgreSQL's texts know no NUL, so neither engine is given one: what is refused there is refused here alike.
    pub(crate) fn check(&self) -> Outcome<()> {
        if self.values.iter().any(Value::holds_nul) {
            return Err(Failure::invalid("text", "failure-nul"));
        }
        Ok(())
    }

    /// `head ($1, $2), ($3, $4) tail`: so many rows, one after the other. SQLite needs no numbers, see `plain_places`.
    pub(crate) fn table(engine: Engine, head: &str, values: Vec<Value>, rows: usize, tail: &str) -> Self {
        let columns = values.len() / rows;
        let row = |row: usize| match engine {
            Engine::Sqlite => format!("({})", vec!["?"; columns].join(", ")),
            Engine::Postgres => {
                let places = (1..=columns).map(|column| format!("${}", row * columns + column));
                format!("({})", places.collect::<Vec<_>>().join(", "))
            }
        };
        let all = match engine {
            Engine::Sqlite => vec![row(0); rows].join(", "),
            Engine::Postgres => (0..rows).map(row).collect::<Vec<_>>().join(", "),
        };
        Self { text: format!("{head}{all}{tail}").into(), values }
    }

    /// The text for SQLite, which finds a numbered place by walking through all that are there: with thousands of them that is
    /// nearly all it does. Where each stands once and in order, none needs a number.
    pub(crate) fn plain_places(&self) -> Cow<'static, str> {
        if self.values.len() <= FEW {
            return self.text.clone();
        }
        let (mut plain, mut rest, mut count) = (String::with_capacity(self.text.len()), &*self.text, 0);
        while let Some(at) = rest.find('$') {
            let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let (before, place) = (&rest[..at], &rest[at + 1..at + 1 + digits]);
            count += 1;
            if place.parse() != Ok(count) {
                return self.text.clone();
            }
            plain.push_str(before);
            plain.push('?');
            rest = &rest[at + 1 + digits..];
        }
        plain.push_str(rest);
        Cow::Owned(plain)
    }

    /// The value of the next `$n` that the text already names.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    #[must_use]
    pub fn text(mut self, fragment: &'static str) -> Self {
        self.text.to_mut().push_str(fragment);
        self
    }

    /// Writes the next `$n` here and gives it a value.
    #[must_use]
    pub fn arg(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        let place = format!("${}", self.values.len());
        self.text.to_mut().push_str(&place);
        self
    }

    /// `($4, $5, $6)`, for `in`; never empty: an empty list becomes `(null)`, which matches nothing.
    #[must_use]
    pub fn list<V: Into<Value>>(mut self, values: impl IntoIterator<Item = V>) -> Self {
        self.text.to_mut().push('(');
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.text.to_mut().push_str(", ");
            }
            self = self.arg(value);
        }
        if self.text.ends_with('(') {
            self.text.to_mut().push_str("null");
        }
        self.text.to_mut().push(')');
        self
    }

    /// `fragment` and the value, if there is one: `.optional(" and team = ", team)`.
    #[must_use]
    pub fn optional(self, fragment: &'static str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.text(fragment).arg(value),
            None => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_numbered_in_order() {
        let statement = sql("select 1 where a = $1")
            .bind(1_i64)
            .text(" and b = ")
            .arg("x")
            .text(" and c in ")
            .list([1_i64, 2])
            .optional(" and d = ", None::<i64>)
            .optional(" and e = ", Some(true));
        assert_eq!(statement.text, "select 1 where a = $1 and b = $2 and c in ($3, $4) and e = $5");
        assert_eq!(statement.values.len(), 5);
    }

    #[test]
    fn rows_stand_one_after_the_other() {
        let table = |engine| Statement::table(engine, "insert ", vec![1_i64.into(); 4], 2, " end").text;
        assert_eq!(table(Engine::Postgres), "insert ($1, $2), ($3, $4) end");
        assert_eq!(table(Engine::Sqlite), "insert (?, ?), (?, ?) end");
    }

    #[test]
    fn many_places_that_stand_in_order_need_no_numbers() {
        let many = sql("select a->>'$.b' where c in ").list(0..20_i64);
        assert_eq!(many.plain_places(), many.text, "what is no place stays");
        let many = sql("select 1 where a = $1 and c in ").bind(1_i64).list(0..20_i64);
        let places = vec!["?"; 20].join(", ");
        assert_eq!(many.plain_places(), format!("select 1 where a = ? and c in ({places})"));
        let again = sql("select $1, $1 where c in ").bind(1_i64).list(0..20_i64);
        assert_eq!(again.plain_places(), again.text);
        assert_eq!(sql("select $1").bind(1_i64).plain_places(), "select $1");
    }

    #[test]
    fn a_nul_is_refused_wherever_it_stands() {
        for value in [Value::from("a\0b"), serde_json::json!({"a": ["\0"]}).into(), serde_json::json!({"\0": 1}).into()]
        {
            assert!(matches!(sql("select $1").bind(value).check(), Err(Failure::Invalid(_))));
        }
        assert!(sql("select $1, $2").bind("a b").bind(vec![0_u8]).check().is_ok());
    }

    #[test]
    fn an_empty_list_matches_nothing() {
        assert_eq!(sql("a in ").list(Vec::<i64>::new()).text, "a in (null)");
    }
}
