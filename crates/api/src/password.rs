//! Passwords: argon2id, on threads that may block, a few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use crate::problem::Trouble;
use crate::token;

/// The shortest password, in characters.
pub(crate) const CHARACTERS_MIN: usize = 10;

/// The longest, so that nobody has us hash a book.
pub(crate) const CHARACTERS_MAX: usize = 200;

/// Memory of one hash: OWASP's first choice for argon2id (19 MiB, two passes, one lane).
const MEMORY_KIB: u32 = 19 * 1024;

/// Passes over it.
const PASSES: u32 = 2;

/// Hashes computed at once: calls need the processor more than a sign-in does.
const AT_ONCE: usize = 2;

/// Hashes waited for; at some 30 ms each the last one waits a second.
const WAITING_MAX: usize = 64;

/// Whether a password was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was.
    Right,
    /// It was not, or there was nothing to compare it with.
    Wrong,
}

/// Hashes and compares passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    turns: Semaphore,
    places: Semaphore,
    /// The hash of a password that nobody has: who is unknown waits as long as who is not.
    nobodys: String,
}

impl Passwords {
    /// With a password that nobody has.
    pub(crate) async fn new() -> Result<Self, Trouble> {
        let nobodys = token::fresh()?;
        let nobodys = blocking(move || hash(&nobodys)).await??;
        let places = Semaphore::new(WAITING_MAX);
        Ok(Self { turns: Semaphore::new(AT_ONCE), places, nobodys })
    }

    /// The hash to store, in PHC form.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Trouble> {
        let _turn = self.turn().await?;
        blocking(move || hash(&password)).await?
    }

    /// Whether a password is the one with that hash. Without a hash the answer is *wrong*
    /// and takes as long. Whether it `may` be tried is asked when its turn has come: many
    /// at once are as many tries as one after the other.
    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
        may: impl FnOnce() -> Result<(), Trouble>,
    ) -> Result<Verdict, Trouble> {
        let _turn = self.turn().await?;
        may()?;
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.nobodys.clone());
        let verdict = blocking(move || verify(&password, &stored)).await?;
        Ok(if known { verdict } else { Verdict::Wrong })
    }

    async fn turn(&self) -> Result<(impl Drop, impl Drop), Trouble> {
        let place = self.places.try_acquire().map_err(|_| crowd())?;
        let turn = self.turns.acquire().await.map_err(|_| crowd())?;
        Ok((place, turn))
    }
}

/// What is wrong with a password, in one sentence.
pub(crate) fn check(password: &str, email: &str) -> Result<(), Trouble> {
    let length = password.chars().count();
    if length < CHARACTERS_MIN {
        return Err(Trouble::invalid(format!(
            "The password is too short; take at least {CHARACTERS_MIN} characters."
        )));
    }
    if length > CHARACTERS_MAX {
        return Err(Trouble::invalid(format!(
            "The password is too long; take at most {CHARACTERS_MAX} characters."
        )));
    }
    if password.trim().to_lowercase() == email.trim().to_lowercase() {
        return Err(Trouble::invalid("The password must not be the e-mail address."));
    }
    Ok(())
}

fn argon2() -> Result<Argon2<'static>, Trouble> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| broken(&error))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, Trouble> {
    let hashed = argon2()?.hash_password(password.as_bytes());
    hashed.map(|hash| hash.to_string()).map_err(|error| broken(&error))
}

fn verify(password: &str, stored: &str) -> Verdict {
    let Ok(stored) = PasswordHash::new(stored) else {
        tracing::error!("a stored password is no hash that we know");
        return Verdict::Wrong;
    };
    // With the parameters it was stored with, whatever ours are by now.
    match Argon2::default().verify_password(password.as_bytes(), &stored) {
        Ok(()) => Verdict::Right,
        Err(_) => Verdict::Wrong,
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    tokio::task::spawn_blocking(work).await.map_err(|error| broken(&error))
}

fn broken(error: &dyn std::fmt::Display) -> Trouble {
    tracing::error!(%error, "a password could not be hashed");
    Trouble::unable("The server cannot check passwords now; nothing was done. Try again.")
}

fn crowd() -> Trouble {
    let detail = "Too many people sign in at this moment; try again in a few seconds.";
    Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_by_its_hash_and_no_other_is() {
        let passwords = Passwords::new().await.expect("argon2 works");
        let stored = passwords.hash("a quiet morning".to_owned()).await.expect("hashed");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        let verify = |given: &str, stored: Option<&String>| {
            passwords.verify(given.to_owned(), stored.cloned(), || Ok(()))
        };
        assert_eq!(verify("a quiet morning", Some(&stored)).await, Ok(Verdict::Right));
        assert_eq!(verify("a quiet mornin", Some(&stored)).await, Ok(Verdict::Wrong));
        assert_eq!(verify("a quiet morning", None).await, Ok(Verdict::Wrong));
        assert_eq!(verify("x", Some(&"plain".to_owned())).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn somebody_unknown_costs_the_same_work_as_a_wrong_password() {
        let passwords = Passwords::new().await.expect("argon2 works");
        let stored = passwords.hash("a quiet morning".to_owned()).await.expect("hashed");
        let parameters = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(parameters(&passwords.nobodys), parameters(&stored));
    }

    #[tokio::test]
    async fn a_crowd_is_told_to_come_back_instead_of_filling_the_memory() {
        let passwords = Passwords::new().await.expect("argon2 works");
        let _all = passwords.places.try_acquire_many(64).expect("all places");
        let refused = passwords.hash("a quiet morning".to_owned()).await.expect_err("full");
        assert_eq!((refused.status, refused.code), (503, "overloaded"));
    }

    #[test]
    fn a_password_that_is_too_short_too_long_or_the_address_is_refused_in_a_sentence() {
        let said = |password: &str| check(password, "Ana@example.org").map_err(|it| it.detail);
        assert_eq!(said("äöüäöüäöüä"), Ok(()));
        assert!(said("äöüäöüäöü").expect_err("nine").contains("at least 10"));
        assert!(said(&"x".repeat(201)).expect_err("many").contains("at most 200"));
        assert_eq!(said(&"x".repeat(200)), Ok(()));
        assert!(said("ana@Example.org").expect_err("the address").contains("e-mail"));
    }
}
