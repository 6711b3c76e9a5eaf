//! RTP packets of one far end and of strangers.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::rtp(bytes));
