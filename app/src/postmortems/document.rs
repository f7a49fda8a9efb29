//! The text as a Yjs document: whatever several people write at once comes to one text, in whichever order it arrives. Pure.
//!
//! Refuses what is no change of such a document, what builds on writing that is not here, and what is more than plain text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use yrs::updates::decoder::Decode;
use yrs::{ClientID, Doc, GetString, Options, ReadTxn, StateVector, Text, TextRef, Transact, Update};

use super::edits::edits;

/// Of the text within the document; browsers use the same.
const NAME: &str = "body";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refused {
    /// It cannot be read as a change.
    Malformed,
    /// It continues what is not here.
    Gap,
    /// It brings something other than letters.
    NotText,
}

pub struct Document(Doc);

impl Document {
    /// One that holds `text`. What is written here is written as `client`.
    pub fn begun(client: u32, text: &str) -> Self {
        let document = Self::empty(client);
        document.rewrite(text);
        document
    }

    pub fn of(client: u32, updates: &[Vec<u8>]) -> Result<Self, Refused> {
        let document = Self::empty(client);
        for update in updates {
            document.apply(update)?;
        }
        Ok(document)
    }

    fn empty(client: u32) -> Self {
        let document = Self(Doc::with_options(Options::with_client_id(ClientID::new(client.into()))));
        document.body();
        document
    }

    pub fn text(&self) -> String {
        self.body().get_string(&self.0.transact())
    }

    /// Takes in what somebody wrote; false if all of it was here already. A document that refused is not to be used again.
    pub fn apply(&self, update: &[u8]) -> Result<bool, Refused> {
        // Bytes may come from anybody: what the library takes for impossible is no change of ours.
        let done = catch_unwind(AssertUnwindSafe(|| self.applied(update)));
        done.unwrap_or(Err(Refused::Malformed))
    }

    fn applied(&self, update: &[u8]) -> Result<bool, Refused> {
        let before = (self.state(), self.text());
        let update = Update::decode_v1(update).map_err(|_| Refused::Malformed)?;
        {
            let mut txn = self.0.transact_mut();
            txn.apply_update(update).map_err(|_| Refused::Malformed)?;
        }
        let after = (self.state(), self.text());
        let txn = self.0.transact();
        if txn.has_missing_updates() {
            return Err(Refused::Gap);
        }
        let text = &after.1;
        let is_plain = u32::try_from(text.len()) == Ok(self.body_in(&txn)?.len(&txn));
        if !is_plain || text.contains('\0') || txn.root_refs().any(|(name, _)| name != NAME) {
            return Err(Refused::NotText);
        }
        Ok(after != before)
    }

    /// Makes `text` of it with few changes, so that whoever writes at another place stays there; gives the change.
    pub fn rewrite(&self, text: &str) -> Vec<u8> {
        let (before, body) = (self.text(), self.body());
        let mut txn = self.0.transact_mut();
        for edit in edits(&before, text).iter().rev() {
            let wide = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            if !edit.old.is_empty() {
                body.remove_range(&mut txn, wide(edit.old.start), wide(edit.old.len()));
            }
            body.insert(&mut txn, wide(edit.old.start), edit.new);
        }
        txn.encode_update_v1()
    }

    /// What somebody lacks who has all that `vector` counts.
    pub fn since(&self, vector: &[u8]) -> Result<Vec<u8>, Refused> {
        let read = catch_unwind(|| StateVector::decode_v1(vector).ok()).ok().flatten();
        Ok(self.0.transact().encode_diff_v1(&read.ok_or(Refused::Malformed)?))
    }

    /// All of it as one change.
    pub fn whole(&self) -> Vec<u8> {
        self.0.transact().encode_state_as_update_v1(&StateVector::default())
    }

    /// Read to its end: whoever still reads lets nobody write.
    fn state(&self) -> StateVector {
        self.0.transact().state_vector()
    }

    fn body(&self) -> TextRef {
        self.0.get_or_insert_text(NAME)
    }

    fn body_in(&self, txn: &impl ReadTxn) -> Result<TextRef, Refused> {
        txn.get_text(NAME).ok_or(Refused::NotText)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use yrs::updates::encoder::Encode;
    use yrs::{Any, Map};

    use super::*;

    /// What one writer does at a place, as a part of the whole: puts a word there, or takes letters away.
    fn write(document: &Document, place: f64, word: Option<&str>) -> Vec<u8> {
        let (text, body) = (document.text(), document.body());
        let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = letters[((letters.len() - 1) as f64 * place) as usize];
        let mut txn = document.0.transact_mut();
        match (word, text[at..].chars().next()) {
            (Some(word), _) => body.insert(&mut txn, at as u32, word),
            (None, Some(letter)) => body.remove_range(&mut txn, at as u32, letter.len_utf8() as u32),
            (None, None) => {}
        }
        txn.encode_update_v1()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whoever hears of what first, all end with one text, and every word that was put in is in it.
        #[test]
        fn any_order_ends_alike(
            deeds in prop::collection::vec((0_usize..3, 0.0_f64..1.0), 1..30),
            order in prop::collection::vec(any::<prop::sample::Index>(), 90),
        ) {
            let first = Document::begun(9, "決済が止まった。\n\n- 要因 👩‍🚒\n").whole();
            let writers: Vec<Document> = (1..4).map(|client| Document::of(client, std::slice::from_ref(&first)).unwrap()).collect();
            let mut waiting: Vec<Vec<Vec<u8>>> = vec![Vec::new(); 3];
            let mut picks = order.iter();
            for (n, (who, place)) in deeds.iter().enumerate() {
                let change = write(&writers[*who], *place, Some(&format!("〈{n}〉")));
                for (other, waiting) in waiting.iter_mut().enumerate().filter(|(other, _)| other != who) {
                    waiting.push(change.clone());
                    // Some hear at once, others much later, and not in order.
                    if let Some(pick) = picks.next() && pick.index(3) == 0 {
                        let taken = waiting.remove(pick.index(waiting.len()));
                        match writers[other].apply(&taken) {
                            Ok(_) | Err(Refused::Gap) => {}
                            Err(other) => prop_assert!(false, "{other:?}"),
                        }
                    }
                }
            }
            for (writer, waiting) in writers.iter().zip(waiting) {
                for change in waiting {
                    let _ = writer.apply(&change);
                }
            }
            let text = writers[0].text();
            for writer in &writers {
                prop_assert_eq!(writer.text(), text.clone());
            }
            for n in 0..deeds.len() {
                // A word may have been parted by another that was put into it.
                prop_assert!(text.contains(&n.to_string()) || deeds.len() > 9, "{} {}", n, text);
            }
            let letters = |text: &str| { let mut all: Vec<char> = text.chars().collect(); all.sort_unstable(); all };
            let all: String = (0..deeds.len()).map(|n| format!("〈{n}〉")).collect();
            prop_assert_eq!(letters(&text), letters(&format!("決済が止まった。\n\n- 要因 👩‍🚒\n{all}")));
        }

        /// Bytes that are no change are refused, and nothing breaks.
        #[test]
        fn broken_bytes_are_refused(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let document = Document::begun(9, "決済が止まった。\n\n- 要因\n");
            let mut change = write(&document, 0.5, Some("中"));
            change.extend(write(&document, 0.2, None));
            let (at, cut) = (at.index(change.len()), cut.index(change.len()));
            let _ = Document::begun(9, "決済").apply(&change[..cut]);
            change[at] = byte;
            let _ = Document::begun(9, "決済").apply(&change);
            let _ = Document::begun(9, "決済").since(&change);
        }
    }

    #[test]
    fn a_text_is_rewritten_where_it_changed() {
        let document = Document::begun(1, "# 題\n\n止まった\n\n- 上限\n");
        let other = Document::of(2, &[document.whole()]).unwrap();
        let there = write(&other, 0.0, Some("頭"));
        let change = document.rewrite("# 題\n\n18分止まった\n\n- 上限\n- 監視\n");
        assert!(change.len() < 80, "only what changed: {}", change.len());
        other.apply(&change).unwrap();
        document.apply(&there).unwrap();
        assert_eq!(document.text(), "頭# 題\n\n18分止まった\n\n- 上限\n- 監視\n");
        assert_eq!(other.text(), document.text());
        assert_eq!(document.apply(&there), Ok(false), "it was here already");
    }

    #[test]
    fn what_is_lacking_is_told_by_what_one_has() {
        let document = Document::begun(1, "あ");
        let other = Document::of(2, &[document.whole()]).unwrap();
        write(&document, 1.0, Some("い"));
        other.apply(&document.since(&other.state().encode_v1()).unwrap()).unwrap();
        assert_eq!(other.text(), "あい");
        assert_eq!(document.since(&[0xff; 20]), Err(Refused::Malformed));
    }

    #[test]
    fn no_other_things_come_in() {
        let begun = || Document::begun(1, "あ");
        let other = Document::of(2, &[begun().whole()]).unwrap();
        let lost = write(&other, 1.0, Some("い"));
        let next = write(&other, 1.0, Some("う"));
        assert_eq!(begun().apply(&next), Err(Refused::Gap), "{lost:?} never came");
        let map = other.0.get_or_insert_map("map");
        map.insert(&mut other.0.transact_mut(), "key", Any::from("value"));
        assert_eq!(begun().apply(&other.whole()), Err(Refused::NotText));
        for bytes in [&b""[..], b"\x01", b"text", &[0xff; 64], &[0x01, 0xff, 0xff, 0xff, 0xff, 0x0f]] {
            assert_eq!(begun().apply(bytes), Err(Refused::Malformed), "{bytes:?}");
        }
    }
}
