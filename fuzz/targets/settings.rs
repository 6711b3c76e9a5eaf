//! A settings document as JSON: whatever is read is written the same, and read again.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(document) = serde_json::from_slice::<desk::Document>(bytes) else { return };
    let Ok(text) = serde_json::to_vec(&document) else { panic!("cannot be written: {document:?}") };
    match serde_json::from_slice::<desk::Document>(&text) {
        Ok(again) => assert_eq!(again, document),
        Err(why) => panic!("cannot be read again ({why}): {document:?}"),
    }
    desk::Desk::open(desk::WorkspaceId(1), desk::Live::default()).handle(
        desk::Millis(1_000),
        desk::Input::SaveSettings(desk::Actor::Operator, 0, document),
        &desk::Furnished::default(),
    );
});
