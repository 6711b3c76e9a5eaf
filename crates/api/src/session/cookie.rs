//! The cookie: unreadable for scripts, never sent by a foreign page.

use axum::http::{HeaderMap, header};
use cookie::{Cookie, SameSite, time::Duration};

use crate::reception::LONGEST_MS;

/// Over HTTPS browsers then see to it that nobody but this very host has set it.
const NAME_HTTPS: &str = "__Host-cordboard";

/// Over HTTP.
const NAME: &str = "cordboard";

/// More cookies of one name than that are somebody's joke.
const COOKIES_MAX: usize = 50;

/// The cookie that keeps a session in the browser.
pub(crate) fn kept(token: &str, https: bool) -> String {
    let age = i64::try_from(LONGEST_MS / 1_000).unwrap_or(i64::MAX);
    cookie(token, https).max_age(Duration::seconds(age)).build().to_string()
}

/// The cookie that removes it.
pub(crate) fn forgotten(https: bool) -> String {
    cookie("", https).max_age(Duration::ZERO).build().to_string()
}

fn cookie(value: &str, https: bool) -> cookie::CookieBuilder<'_> {
    let name = if https { NAME_HTTPS } else { NAME };
    Cookie::build((name, value)).http_only(true).secure(https).same_site(SameSite::Strict).path("/")
}

/// The token in a request's cookies.
pub(crate) fn token_of(headers: &HeaderMap, https: bool) -> Option<String> {
    let name = if https { NAME_HTTPS } else { NAME };
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut all = texts.flat_map(Cookie::split_parse).take(COOKIES_MAX).filter_map(Result::ok);
    all.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_hidden_from_scripts_and_from_foreign_pages() {
        let http = kept("abc", false);
        assert_eq!(http, "cordboard=abc; HttpOnly; SameSite=Strict; Path=/; Max-Age=1209600");
        let https = kept("abc", true);
        assert!(https.starts_with("__Host-cordboard=abc; "), "{https}");
        assert!(https.contains("; Secure") && https.contains("; HttpOnly"), "{https}");
        assert!(forgotten(true).contains("Max-Age=0"));
    }

    #[test]
    fn the_token_is_found_among_other_cookies_and_only_under_its_name() {
        let mut headers = HeaderMap::new();
        let value = "a=b; cordboard=one; __Host-cordboard=two";
        headers.insert(header::COOKIE, value.parse().expect("a header"));
        assert_eq!(token_of(&headers, false).as_deref(), Some("one"));
        assert_eq!(token_of(&headers, true).as_deref(), Some("two"));
        assert_eq!(token_of(&HeaderMap::new(), true), None);
    }
}
