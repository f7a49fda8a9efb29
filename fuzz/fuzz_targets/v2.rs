//! See `ryugaku_fuzz::v2`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::v2(data));
