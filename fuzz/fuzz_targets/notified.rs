//! See `ryugaku_fuzz::notified`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::notified(data));
