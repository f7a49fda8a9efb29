//! See `ryugaku_fuzz::interval`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::interval(data));
