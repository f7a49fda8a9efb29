//! Random text that opens something: sessions, links, tokens. Letters and digits alone, so that a double click and a
//! secret scanner take it whole. Stored hashed, see `Keys::hash`.

use ryugaku_kernel::Chance;

/// API tokens begin with this: `ryu_[0-9A-Za-z]{40}` is what secret scanners may look for.
pub const TOKEN_PREFIX: &str = "ryu_";

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// About 238 bits.
const LENGTH: usize = 40;

/// Never from a seeded chance outside of tests: whoever knows the seed could write it down.
pub fn fresh(chance: &Chance) -> String {
    (0..LENGTH).map(|_| char::from(LETTERS[chance.below(LETTERS.len() as u64) as usize])).collect()
}

/// What a list shows of a token: enough to tell it from others, too little to use.
pub fn hint(token: &str) -> String {
    token.chars().take(TOKEN_PREFIX.len() + 4).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_plain_and_differs_each_time() {
        let chance = Chance::seeded(3);
        let (one, two) = (fresh(&chance), fresh(&chance));
        assert!(one != two && one.len() == LENGTH && one.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_eq!(hint("ryu_abcdefgh"), "ryu_abcd");
    }
}
