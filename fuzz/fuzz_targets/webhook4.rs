//! See `ryugaku_fuzz::webhook4`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::webhook4(data));
