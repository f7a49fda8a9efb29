//! See `ryugaku_fuzz::routing`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::routing(data));
