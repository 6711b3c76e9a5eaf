//! Telephone-events of one leg.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::telephone_event(bytes));
