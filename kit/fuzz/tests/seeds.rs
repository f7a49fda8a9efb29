//! Each parser with its seeds, with seeds that were tampered with, and with anything at all.

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use ryugaku_fuzz::ALL;

/// What one target is given, by its place in the list.
fn seeds(target: usize) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(ALL[target].0);
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("there are seeds").map(|entry| entry.expect("they can be read").path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("they can be read")).collect()
}

#[test]
fn every_target_has_seeds_and_passes_them() {
    for (target, (name, body)) in ALL.iter().enumerate() {
        let seeds = seeds(target);
        assert!(!seeds.is_empty(), "{name}");
        seeds.iter().for_each(|seed| body(seed));
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../fuzz/fuzz_targets/{name}.rs"));
        assert!(source.is_file(), "{} is missing", source.display());
    }
}

#[derive(Clone, Debug)]
enum Edit {
    Cut(Index),
    Byte(Index, u8),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    /// A piece of the seed once more, somewhere else.
    Again(Index, usize, Index),
}

/// What means something to one parser or another.
const WORDS: &[&str] = &[
    "\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\"",
    "'",
    "\\",
    "\\u",
    "\\x",
    "&a ",
    "*a",
    "<<: *a",
    "!!str ",
    "|",
    ">",
    "#",
    "---\n",
    "null",
    "~",
    "true",
    "0",
    "-1",
    "9999999999999999999",
    "1h",
    "=~",
    "!~",
    "!=",
    "(",
    ")",
    "*",
    "\0",
    "決",
    "\u{85}",
    "\u{feff}",
    "\t",
    "...",
];

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<Index>;
    prop_oneof![
        1 => place().prop_map(Edit::Cut),
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        3 => (place(), 1_usize..20).prop_map(|(at, count)| Edit::Remove(at, count)),
        6 => (place(), select(WORDS)).prop_map(|(at, word)| Edit::Insert(at, word.as_bytes().to_vec())),
        2 => (place(), 1_usize..60, place()).prop_map(|(from, count, to)| Edit::Again(from, count, to)),
    ]
}

fn tampered(mut bytes: Vec<u8>, edits: Vec<Edit>) -> Vec<u8> {
    for edit in edits {
        let length = bytes.len();
        let place = |index: Index| index.index(length + 1);
        match edit {
            Edit::Cut(at) => bytes.truncate(place(at)),
            Edit::Byte(at, byte) if length > 0 => bytes[at.index(length)] = byte,
            Edit::Byte(..) => {}
            Edit::Remove(at, count) => drop(bytes.drain(place(at)..(place(at) + count).min(length))),
            Edit::Insert(at, word) => drop(bytes.splice(place(at)..place(at), word)),
            Edit::Again(from, count, to) => {
                let piece = bytes[place(from)..(place(from) + count).min(length)].to_vec();
                bytes.splice(place(to)..place(to), piece);
            }
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_tampering_breaks_a_parser(target in 0..ALL.len(), seed in any::<Index>(), edits in vec(edit(), 1..12)) {
        let mut seeds = seeds(target);
        let bytes = tampered(seeds.swap_remove(seed.index(seeds.len())), edits);
        (ALL[target].1)(&bytes);
    }

    #[test]
    fn no_bytes_break_a_parser(target in 0..ALL.len(), bytes in vec(any::<u8>(), 0..200), text in "(?s:.{0,60})") {
        (ALL[target].1)(&bytes);
        (ALL[target].1)(text.as_bytes());
    }
}
