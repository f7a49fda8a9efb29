//! See `ryugaku_fuzz::body`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::body(data));
