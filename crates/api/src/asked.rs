//! What an address asks for: a number in it, and words behind it. What cannot be read is a
//! problem with a sentence, like every other refusal.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::problem::Trouble;

/// The one number in an address.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Id(pub(crate) u64);

/// The one word in an address.
#[derive(Debug, Clone)]
pub(crate) struct Word(pub(crate) String);

/// The words behind the question mark.
#[derive(Debug, Clone)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let path = Path::<u64>::from_request_parts(parts, state).await;
        let Path(id) = path.map_err(|_| Trouble::not_found("There is nothing at this address."))?;
        Ok(Self(id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Word {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(word) =
            path.map_err(|_| Trouble::not_found("There is nothing at this address."))?;
        Ok(Self(word))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Trouble> {
        let query = Query::<T>::from_request_parts(parts, state).await;
        let Query(asked) = query.map_err(|wrong| {
            let text = wrong.body_text();
            Trouble::invalid(format!("{}.", text.trim_end_matches('.')))
        })?;
        Ok(Self(asked))
    }
}
