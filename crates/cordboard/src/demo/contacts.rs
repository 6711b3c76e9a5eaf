//! The people who call the sample workspace again and again.

/// One of them. The numbers are of those kept free for fiction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Regular {
    /// As the carrier shows it.
    pub(super) name: &'static str,
    /// The number.
    pub(super) number: &'static str,
    /// Which of the recorded voices.
    pub(super) voice: usize,
    /// What a teammate noted after a call.
    pub(super) note: &'static str,
}

const fn regular(
    name: &'static str,
    number: &'static str,
    voice: usize,
    note: &'static str,
) -> Regular {
    Regular { name, number, voice, note }
}

/// All of them; each voice belongs to the matter that its line is about.
pub(super) const REGULARS: [Regular; 12] = [
    regular("Marta Lindqvist", "+14155550101", 1, "Charged twice; refunded the second payment."),
    regular("Tom Okafor", "+13125550112", 0, "Parcel was held at the depot, arrives tomorrow."),
    regular("Grace Huang", "+12065550123", 3, "Moved the appointment to Friday, three o'clock."),
    regular("Paul Meyer", "+16175550134", 2, "Account was locked; unlocked it, works again."),
    regular("Sofia Rossi", "+15035550145", 5, "Asked about Norway: five working days."),
    regular("Henry Adeyemi", "+17135550156", 4, "Paper tray broken; a new one is on its way."),
    regular("Nina Petrova", "+13035550167", 1, "Wants a bill for both payments, by e-mail."),
    regular("Luis Ortega", "+16025550178", 0, "Order 4170: fast delivery refunded."),
    regular("Emma Clarke", "+12155550189", 3, "Prefers appointments after two o'clock."),
    regular("Yusuf Demir", "+14045550190", 2, "Signed in again after a new password."),
    regular("Clara Jensen", "+16515550119", 5, "Two small boxes a month; sent the price list."),
    regular("Oliver Brandt", "+19195550128", 4, "Red light blinks: told how to open the back."),
];
