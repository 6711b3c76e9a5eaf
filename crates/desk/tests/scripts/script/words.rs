//! Sentences with gaps.

/// Fits `text` to a pattern such as `"{} assigns {} to {}"` and returns what stands in
/// the gaps, each as short as possible and never empty.
pub(super) fn fit<'a, const N: usize>(pattern: &str, text: &'a str) -> Option<[&'a str; N]> {
    let mut pieces = pattern.split("{}");
    let mut rest = text.strip_prefix(pieces.next()?)?;
    let mut gaps = [""; N];
    let mut filled = 0;
    for piece in pieces {
        let end = if piece.is_empty() { rest.len() } else { rest.find(piece)? };
        let gap = &rest[..end];
        if gap.is_empty() {
            return None;
        }
        *gaps.get_mut(filled)? = gap;
        filled += 1;
        rest = &rest[end + piece.len()..];
    }
    (filled == N && rest.is_empty()).then_some(gaps)
}

/// `Ana`, `Ana and Ben`: the names of a list without commas.
pub(super) fn list(text: &str) -> Vec<&str> {
    text.split(" and ").map(str::trim).collect()
}
