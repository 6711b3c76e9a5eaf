//! Tokens: 256 bits of chance in a cookie or a link. What is stored is their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use store::TokenHash;

use crate::problem::Trouble;

/// As many as nobody can guess, however many tokens there are.
const BYTES: usize = 32;

/// What [`BYTES`] are in base64, without padding.
const CHARACTERS: usize = 43;

/// Numbers that a script's number type holds exactly.
const EXACT_BITS: u32 = 53;

/// A new token.
pub(crate) fn fresh() -> Result<String, Trouble> {
    Ok(URL_SAFE_NO_PAD.encode(chance()?))
}

/// Bytes that nobody can foresee.
pub(crate) fn chance() -> Result<[u8; BYTES], Trouble> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| chanceless(&error))?;
    Ok(bytes)
}

/// A number that nobody can foresee, for something that is named by its number.
pub(crate) fn number() -> Result<u64, Trouble> {
    let number = getrandom::u64().map_err(|error| chanceless(&error))?;
    Ok(number >> (u64::BITS - EXACT_BITS))
}

/// What a token is stored as; `None` for what cannot be one.
pub(crate) fn hash(token: &str) -> Option<TokenHash> {
    let fits = token.len() == CHARACTERS && token.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| TokenHash(hex(&Sha256::digest(token.as_bytes()))))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn chanceless(error: &getrandom::Error) -> Trouble {
    tracing::error!(%error, "the system gives no chance");
    Trouble::unable("The server cannot make secrets now; nothing was done. Try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_256_bits_and_its_hash_is_the_sha_256_of_its_letters() {
        let (one, other) = (fresh().expect("chance"), fresh().expect("chance"));
        assert_ne!(one, other);
        assert_eq!(URL_SAFE_NO_PAD.decode(&one).expect("base64").len(), 32);
        let letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq";
        // As `printf %s … | sha256sum` says.
        let known = "91468b4a35e1b0e09503bc05a91e38e045ff79cee5b4509c32a19d9b0f40ee20";
        let hashed = hash(letters).expect("43 letters").0;
        assert_eq!(hashed, known);
        assert!(hash("short").is_none() && hash(&one[1..]).is_none());
    }

    #[test]
    fn a_number_fits_into_what_a_script_can_count() {
        assert!((0..100).all(|_| number().expect("chance") < 1 << 53));
    }
}
