//! People in a text of Slack: where an account's id stands in it, the name by which the account is known is read. What nobody is known
//! by stays as it is.

use std::collections::HashMap;

use ryugaku_chat::slack;
use ryugaku_db::Query;
use ryugaku_kernel::Outcome;

use super::account_store;
use super::network::Network;

/// Names by accounts' ids.
pub struct Names(HashMap<String, String>);

/// Of more people in one text the others stay ids.
const MOST: usize = 20;

/// The accounts that stand in a text. On Matrix an id is what people read anyway.
pub fn accounts(network: Network, text: &str) -> Vec<&str> {
    match network {
        Network::Slack => text.split('@').skip(1).filter_map(id).take(MOST).collect(),
        Network::Matrix => Vec::new(),
    }
}

impl Names {
    /// Those of the accounts in this text.
    pub async fn of(q: &mut dyn Query, network: Network, text: &str) -> Outcome<Self> {
        let mut names = HashMap::new();
        for account in accounts(network, text) {
            let found = account_store::find(q, network, account).await?;
            if let Some(found) = found.filter(|found| !found.name.trim().is_empty()) {
                names.insert(found.account, found.name);
            }
        }
        Ok(Self(names))
    }

    /// `<@U012|aoki>` and `@U012` as `@Aoki Sumi`.
    pub fn read(&self, text: &str) -> String {
        let text = slack::unmarked(text, |id| self.0.get(id).cloned());
        let mut parts = text.split('@');
        let mut said = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            said.push('@');
            match id(part).and_then(|id| Some((id, self.0.get(id)?))) {
                Some((id, name)) => {
                    said.push_str(name);
                    said.push_str(&part[id.len()..]);
                }
                None => said.push_str(part),
            }
        }
        said
    }
}

/// The id with which this begins: capital letters and digits, after a U or a W.
fn id(text: &str) -> Option<&str> {
    let word = text.split(|letter: char| !letter.is_ascii_alphanumeric()).next()?;
    let is_id =
        word.len() > 1 && word.starts_with(['U', 'W']) && !word.contains(|letter: char| letter.is_ascii_lowercase());
    is_id.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names() {
        let names = Names(HashMap::from([("U012".to_owned(), "青木 澄".to_owned())]));
        for (text, read) in [
            ("<@U012|aoki> が戻す", "@青木 澄 が戻す"),
            ("<@U012>さんと<@U9|mizuno>、<@U9>", "@青木 澄さんと@mizuno、@U9"),
            ("@U012, @U0123 @U012x a@b.example", "@青木 澄, @U0123 @U012x a@b.example"),
            ("1 <@ 2 > <b>", "1 <@ 2 > <b>"),
            ("", ""),
        ] {
            assert_eq!(names.read(text), read, "{text}");
        }
        assert_eq!(accounts(Network::Slack, "<@U012|aoki> @UX @Umeda a@W1"), ["U012", "UX", "W1"]);
        assert!(accounts(Network::Matrix, "@U012").is_empty());
    }
}
