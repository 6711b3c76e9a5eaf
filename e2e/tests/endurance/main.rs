//! What takes a minute: a limit counted in minutes, the demo, mail by the
//! hundred, the kill test, and the soak.

mod kills;
mod letters;
mod minutes;
mod soak;
