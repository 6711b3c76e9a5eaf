//! Pages of lists: where one begins, and where the next one does.

use crate::problem::Trouble;

/// Lines on a page.
pub(crate) const PAGE: u32 = 50;

/// Reads one line more than a page has: the last line of the page tells where the next one
/// begins.
pub(crate) fn cut<T>(lines: Vec<T>, place: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    cut_at(lines, PAGE, place)
}

/// The same, for a page of another length.
pub(crate) fn cut_at<T>(
    mut lines: Vec<T>,
    length: u32,
    place: impl Fn(&T) -> String,
) -> (Vec<T>, Option<String>) {
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    let more = lines.len() > length;
    lines.truncate(length);
    let next = lines.last().filter(|_| more).map(place);
    (lines, next)
}

/// A place that is a number.
pub(crate) fn number(cursor: &str) -> Result<u64, Trouble> {
    cursor.parse().map_err(|_| none())
}

/// There is no such place.
pub(crate) fn none() -> Trouble {
    Trouble::invalid("This page of the list does not exist; begin it anew.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_where_the_next_one_begins_only_when_there_is_one() {
        let of = |count: u64| cut_at((0..count).collect(), 3, u64::to_string);
        assert_eq!(of(2), (vec![0, 1], None));
        assert_eq!(of(3), (vec![0, 1, 2], None));
        assert_eq!(of(4), (vec![0, 1, 2], Some("2".to_owned())));
        assert_eq!(number("x").unwrap_err().status, 422);
    }
}
