//! See `ryugaku_fuzz::entry`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::entry(data));
