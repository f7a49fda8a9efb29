//! Does a crate's licence expression agree with a list of allowed ones?

use anyhow::Context;
use spdx::{Expression, Licensee, ParseMode};

/// htmx's name for its licence, and the one SPDX gave it.
const MISNAMED: (&str, &str) = ("BSD-0-Clause", "0BSD");

/// Can the expression be fulfilled with allowed licences alone? `MIT/Apache-2.0`, as old crates write it, is read as OR.
pub fn satisfied<'a>(expression: &str, allowed: impl IntoIterator<Item = &'a String>) -> anyhow::Result<bool> {
    let expression = expression.replace(MISNAMED.0, MISNAMED.1);
    let Ok(parsed) = Expression::parse_mode(&expression, ParseMode::LAX) else {
        return Ok(false);
    };
    let mut licensees = Vec::new();
    for name in allowed {
        licensees.push(Licensee::parse(name).with_context(|| format!("deny.toml allows `{name}`, no SPDX licence"))?);
    }
    Ok(parsed.evaluate(|wanted| licensees.iter().any(|allowed| allowed.satisfies(wanted))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned(), "Unicode-3.0".to_owned()];
        for (expression, expected) in [
            ("MIT", true),
            ("MIT OR GPL-3.0-only", true),
            ("MIT/GPL-3.0", true),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("MIT AND GPL-3.0-only", false),
            ("Apache-2.0 WITH LLVM-exception", false),
            ("UNLICENSED", false),
            ("", false),
        ] {
            assert_eq!(satisfied(expression, &allowed).unwrap(), expected, "{expression}");
        }
    }

    #[test]
    fn an_allowed_name_must_be_a_licence() {
        assert!(satisfied("MIT", &["Mitt".to_owned()]).is_err());
    }
}
