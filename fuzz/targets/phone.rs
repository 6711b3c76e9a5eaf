//! STUN, DTLS, SRTP and SRTCP with the address of a live browser phone.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| line::readers::phone(bytes));
