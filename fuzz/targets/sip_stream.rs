//! A SIP message from a TCP connection.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::sip_stream(bytes));
