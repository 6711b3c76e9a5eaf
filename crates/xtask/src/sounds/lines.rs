//! What is spoken, and by which voice.

/// One line of speech.
pub(super) struct Spoken {
    /// The file's name without its ending.
    pub(super) name: &'static str,
    /// A voice of espeak-ng with its variant.
    pub(super) voice: &'static str,
    /// Speed.
    pub(super) words_a_minute: u32,
    /// Pitch, 0 to 99, 50 is the voice's own.
    pub(super) pitch: u32,
    /// The words.
    pub(super) text: &'static str,
}

const fn announcement(name: &'static str, text: &'static str) -> Spoken {
    Spoken { name, voice: "en-us+f3", words_a_minute: 150, pitch: 45, text }
}

/// The announcements of `line::Announcement`, word for word.
pub(super) const ANNOUNCEMENTS: &[Spoken] = &[
    announcement("queue-full", "All of our lines are busy right now. Please call again later."),
    announcement(
        "nobody-available",
        "Nobody is here to take your call right now. Please call again later.",
    ),
    announcement(
        "office-closed",
        "Our office is closed at the moment. Please call again during our office hours.",
    ),
    announcement(
        "waited-too-long",
        "We are sorry that you waited so long. Please call again later.",
    ),
    announcement("recording-consent", "This call will be recorded."),
    announcement(
        "please-hold",
        "Welcome. Please hold; the next free colleague will take your call.",
    ),
    announcement("sorry", "We are sorry, something went wrong. Please call again."),
];

const fn person(
    name: &'static str,
    voice: &'static str,
    words_a_minute: u32,
    pitch: u32,
    text: &'static str,
) -> Spoken {
    Spoken { name, voice, words_a_minute, pitch, text }
}

/// What the demo's callers and teammates say. Line N of a teammate suits line N of a caller.
pub(super) const DEMO: &[Spoken] = &[
    person(
        "caller-1",
        "en-us+m3",
        160,
        45,
        "Hello, my order was due on Monday and it still has not arrived. Can you find out where it is?",
    ),
    person(
        "caller-2",
        "en-gb+f2",
        155,
        50,
        "Hi, I was charged twice for my subscription this month. Could you please look into that for me?",
    ),
    person(
        "caller-3",
        "en-gb-scotland+m1",
        160,
        40,
        "Good morning. I cannot sign in any more; the page says that my account is locked.",
    ),
    person(
        "caller-4",
        "en-us+f4",
        165,
        55,
        "Hello. I would like to move my appointment from Thursday to Friday afternoon, if that is possible.",
    ),
    person(
        "caller-5",
        "en-gb-x-rp+m7",
        150,
        45,
        "The printer that I bought from you keeps jamming. I have tried everything in the manual.",
    ),
    person(
        "caller-6",
        "en-029+f5",
        160,
        50,
        "Hi there. I only want to know whether you ship to Norway, and how long that would take.",
    ),
    person(
        "teammate-1",
        "en-us+f1",
        160,
        45,
        "Thank you for calling. Let me open your order, and I will tell you where the parcel is.",
    ),
    person(
        "teammate-2",
        "en-gb+m4",
        160,
        45,
        "I am sorry about that. I can see both payments here, and I will refund the second one now.",
    ),
    person(
        "teammate-3",
        "en-us+f3",
        160,
        50,
        "No problem at all. I have unlocked your account; please try again with the same password.",
    ),
    person(
        "teammate-4",
        "en-us+m5",
        160,
        45,
        "Friday at three o'clock is still free. Shall I book that for you and send a confirmation?",
    ),
    person(
        "teammate-5",
        "en-gb-x-gbcwmd+f2",
        160,
        48,
        "That sounds annoying. We will send you a new paper tray, and it should be there tomorrow.",
    ),
    person(
        "teammate-6",
        "en-gb-scotland+m2",
        160,
        42,
        "Yes, we do ship to Norway. It takes five working days, and the first parcel is free.",
    ),
];

/// How the demo's callers go on when somebody answers them: more of the matter, and how
/// they take their leave. Line N is said by the voice of caller N.
pub(super) const DEMO_TALK: &[Spoken] = &[
    person(
        "caller-1-more",
        "en-us+m3",
        160,
        45,
        "It is order number forty-one seventy. I paid for the fast delivery, so I am a little surprised.",
    ),
    person(
        "caller-2-more",
        "en-gb+f2",
        155,
        50,
        "Both payments are from the third of this month, nineteen dollars each.",
    ),
    person(
        "caller-3-more",
        "en-gb-scotland+m1",
        160,
        40,
        "I have tried three times with my old password, and once with the new one.",
    ),
    person(
        "caller-4-more",
        "en-us+f4",
        165,
        55,
        "Any time after two o'clock would be fine for me, the earlier the better.",
    ),
    person(
        "caller-5-more",
        "en-gb-x-rp+m7",
        150,
        45,
        "It is the small black one, and the red light on the left keeps blinking.",
    ),
    person(
        "caller-6-more",
        "en-029+f5",
        160,
        50,
        "It would be two small boxes, and they are not heavy at all.",
    ),
    person(
        "caller-1-bye",
        "en-us+m3",
        160,
        45,
        "All right, thank you very much for your help. Goodbye.",
    ),
    person(
        "caller-2-bye",
        "en-gb+f2",
        155,
        50,
        "That is very kind of you. Have a good day. Goodbye.",
    ),
    person(
        "caller-3-bye",
        "en-gb-scotland+m1",
        160,
        40,
        "Great, now I know what to do. Thanks a lot. Bye.",
    ),
    person("caller-4-bye", "en-us+f4", 165, 55, "Perfect, then I will see you on Friday. Goodbye."),
    person(
        "caller-5-bye",
        "en-gb-x-rp+m7",
        150,
        45,
        "Good, then I will wait for your message. Thank you. Goodbye.",
    ),
    person(
        "caller-6-bye",
        "en-029+f5",
        160,
        50,
        "Thank you, that is all I wanted to know. Bye bye.",
    ),
];
