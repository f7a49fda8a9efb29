//! See `ryugaku_fuzz::alert_rules`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| ryugaku_fuzz::alert_rules(data));
