//! A seeded world over the real desk, and the invariants it must keep.
//!
//! Callers, teammates, an administrator, a line that loses things, a process that dies
//! and a clock that is set back, all from one seed, over the same [`desk::turn`] that
//! the server runs. After every turn the invariants are checked against a slow
//! reference that knows only the product's words, the inputs and the facts.

mod agenda;
mod campaign;
mod digest;
mod fault;
mod model;
mod planted;
mod profile;
mod rng;
mod scene;
mod shelf;
mod speed;
mod watch;
mod world;

pub use campaign::{Campaign, Found, Tally, run, run_world};
pub use digest::Digest;
pub use planted::{Caught, planted};
pub use profile::{PROFILES, Profile};
pub use scene::Scene;
pub use speed::Treadmill;
pub use watch::{Breach, INVARIANTS, Invariant, Ledger};
