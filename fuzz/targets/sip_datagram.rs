//! A SIP message in a datagram.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::sip_datagram(bytes));
