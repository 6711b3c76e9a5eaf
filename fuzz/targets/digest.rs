//! An Authorization header.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::digest(bytes));
