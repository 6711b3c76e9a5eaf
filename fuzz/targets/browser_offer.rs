//! A browser's offer.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::browser_offer(bytes));
