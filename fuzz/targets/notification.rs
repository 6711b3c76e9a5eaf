//! A post-call notification as JSON: read, judged fit or not, written the same.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let read = serde_json::from_slice::<desk::NotificationSettings>(bytes);
    let Ok(notification) = read else { return };
    if let Err(problem) = notification.validate() {
        assert!(!problem.sentence.is_empty(), "refused without a word");
    }
    let Ok(text) = serde_json::to_vec(&notification) else { panic!("cannot be written") };
    let again = serde_json::from_slice::<desk::NotificationSettings>(&text);
    assert_eq!(again.ok().as_ref(), Some(&notification));
});
