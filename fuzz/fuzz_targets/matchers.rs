//! See `ryugaku_fuzz::matchers`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::matchers(data));
