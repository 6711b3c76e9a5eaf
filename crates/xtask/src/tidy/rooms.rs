//! Which room may import which, and which crates from outside. A new line here is a decision:
//! it belongs into docs/decisions.md as well.

use super::Breach;
use super::tree::{Crate, Purpose};

/// What one room may depend on.
struct Room {
    name: &'static str,
    rooms: &'static [&'static str],
    /// Further rooms that only its tests may use.
    rooms_in_tests: &'static [&'static str],
    crates: &'static [&'static str],
    /// Further crates that only its tests may use.
    crates_in_tests: &'static [&'static str],
}

const EVERY_ROOM: &[&str] =
    &["desk", "line", "store", "api", "cordboard", "sim", "phones", "courier"];

const ROOMS: &[Room] = &[
    Room {
        name: "desk",
        rooms: &[],
        rooms_in_tests: &[],
        crates: &["serde", "serde_json", "thiserror", "jiff"],
        crates_in_tests: &[],
    },
    Room {
        name: "line",
        rooms: &[],
        rooms_in_tests: &["phones"],
        crates: &[
            "tokio",
            "tracing",
            "thiserror",
            "socket2",
            "rsipstack",
            "sdp-types",
            "async-trait",
            "md-5",
            "mio",
            "rustix",
            "slab",
            "str0m",
            "audio-codec",
        ],
        crates_in_tests: &["tempfile"],
    },
    Room {
        name: "phones",
        rooms: &[],
        rooms_in_tests: &[],
        crates: &["tokio", "tracing", "thiserror", "socket2", "md-5", "str0m"],
        crates_in_tests: &[],
    },
    Room {
        name: "store",
        rooms: &["desk"],
        rooms_in_tests: &[],
        crates: &[
            "serde",
            "serde_json",
            "thiserror",
            "tokio",
            "tracing",
            "sqlx",
            "object_store",
            "futures-util",
        ],
        crates_in_tests: &["tempfile"],
    },
    Room {
        name: "api",
        rooms: &["desk", "store"],
        rooms_in_tests: &[],
        crates: &[
            "serde",
            "serde_json",
            "tokio",
            "axum",
            "tracing",
            "async-trait",
            "subtle",
            "tokio-util",
            "futures-util",
            "utoipa",
            "utoipa-axum",
            "tower",
            "tower-http",
            "hyper",
            "hyper-util",
            "tokio-rustls",
            "rustls-pki-types",
            "argon2",
            "sha2",
            "getrandom",
            "base64",
            "cookie",
            "governor",
        ],
        crates_in_tests: &["tempfile"],
    },
    Room {
        name: "courier",
        rooms: &[],
        rooms_in_tests: &[],
        crates: &[
            "tokio",
            "thiserror",
            "lettre",
            "reqwest",
            "rustls",
            "rustls-pki-types",
            "webpki-roots",
            "base64",
            "hmac-sha256",
        ],
        crates_in_tests: &["fastrand", "tokio-rustls"],
    },
    Room {
        name: "cordboard",
        rooms: &["desk", "line", "store", "api", "phones", "courier"],
        rooms_in_tests: &["sim", "e2e"],
        crates: &[
            "serde",
            "serde_json",
            "tokio",
            "tracing",
            "tracing-subscriber",
            "clap",
            "figment",
            "thiserror",
            "async-trait",
            "prometheus-client",
            "tempfile",
            "fastrand",
            "rustls",
            "rustix",
        ],
        crates_in_tests: &["sqlx", "tokio-tungstenite", "futures-util"],
    },
    Room {
        name: "sim",
        rooms: &["desk", "store"],
        rooms_in_tests: &[],
        crates: &["serde", "serde_json"],
        crates_in_tests: &[],
    },
    Room {
        name: "e2e",
        rooms: EVERY_ROOM,
        rooms_in_tests: EVERY_ROOM,
        crates: &[
            "serde",
            "serde_json",
            "tokio",
            "tokio-tungstenite",
            "futures-util",
            "rustix",
            "tempfile",
        ],
        crates_in_tests: &[],
    },
    Room {
        name: "xtask",
        rooms: &[],
        rooms_in_tests: &[],
        crates: &["serde_json"],
        crates_in_tests: &[],
    },
];

/// Imports between rooms that the house does not have.
pub(super) fn forbidden_imports(crates: &[Crate]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let is_room = |name: &str| crates.iter().any(|other| other.name == name);
    for one in crates {
        let Some(room) = ROOMS.iter().find(|room| room.name == one.name) else {
            let what = "is in no line of the table of rooms; a new crate needs a written reason";
            breaches.push(Breach::of(&one.name, what));
            continue;
        };
        for dependency in one.dependencies.iter().filter(|it| is_room(&it.name)) {
            let name = dependency.name.as_str();
            let allowed = room.rooms.contains(&name)
                || dependency.purpose == Purpose::Tests && room.rooms_in_tests.contains(&name);
            // A crate's tests may name the crate itself to switch its features on.
            if !allowed && name != one.name {
                breaches.push(Breach::of(&one.name, format!("may not import `{name}`")));
            }
        }
    }
    breaches
}

/// Crates from outside that a room may not use.
pub(super) fn forbidden_crates(crates: &[Crate]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let is_room = |name: &str| crates.iter().any(|other| other.name == name);
    for one in crates {
        let room = ROOMS.iter().find(|room| room.name == one.name);
        for dependency in one.dependencies.iter().filter(|it| !is_room(&it.name)) {
            let name = dependency.name.as_str();
            let allowed = room.is_some_and(|room| {
                room.crates.contains(&name)
                    || dependency.purpose == Purpose::Tests && room.crates_in_tests.contains(&name)
            });
            if !allowed {
                let what =
                    format!("may not depend on `{name}` before the table of rooms allows it");
                breaches.push(Breach::of(&one.name, what));
            }
        }
    }
    breaches
}

#[cfg(test)]
mod tests {
    use super::super::tree::{Crate, Named, Purpose};
    use super::{forbidden_crates, forbidden_imports};

    fn house(room: &str, dependency: &str, purpose: Purpose) -> Vec<Crate> {
        let mut crates: Vec<Crate> = super::EVERY_ROOM
            .iter()
            .map(|&name| Crate { name: name.to_owned(), dependencies: Vec::new() })
            .collect();
        let dependencies = vec![Named { name: dependency.to_owned(), purpose }];
        crates.retain(|other| other.name != room);
        crates.push(Crate { name: room.to_owned(), dependencies });
        crates
    }

    #[test]
    fn the_line_may_not_know_the_desk() {
        let caught = forbidden_imports(&house("line", "desk", Purpose::Program));
        assert_eq!(caught.len(), 1);
        assert_eq!(forbidden_imports(&house("line", "store", Purpose::Tests)).len(), 1);
        assert!(forbidden_imports(&house("store", "desk", Purpose::Program)).is_empty());
    }

    #[test]
    fn what_tests_may_use_is_no_part_of_the_program() {
        assert!(forbidden_imports(&house("line", "phones", Purpose::Tests)).is_empty());
        assert_eq!(forbidden_imports(&house("line", "phones", Purpose::Program)).len(), 1);
    }

    #[test]
    fn the_desk_may_not_depend_on_a_runtime() {
        assert_eq!(forbidden_crates(&house("desk", "tokio", Purpose::Program)).len(), 1);
        assert_eq!(forbidden_crates(&house("desk", "rand", Purpose::Tests)).len(), 1);
        assert!(forbidden_crates(&house("desk", "serde", Purpose::Program)).is_empty());
    }

    #[test]
    fn a_crate_that_is_no_room_is_caught() {
        let caught = forbidden_imports(&house("helpers", "desk", Purpose::Program));
        assert_eq!(caught.len(), 1);
        assert_eq!(caught[0].place, "helpers");
    }
}
