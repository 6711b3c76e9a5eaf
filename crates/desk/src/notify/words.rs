//! Words and phrases in notes: found whole, however they are written, across white
//! space and punctuation.

/// Text as it is looked in: lower case words, one space before and after each.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for letter in text.chars() {
        if letter.is_alphanumeric() {
            out.extend(letter.to_lowercase());
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// Whether folded text contains a phrase. A phrase without a letter is in no text.
pub(super) fn contains(folded_text: &str, phrase: &str) -> bool {
    let phrase = folded(phrase);
    phrase.trim() != "" && folded_text.contains(&phrase)
}

/// Names one after the other, as in a sentence.
pub(super) fn listed<T: AsRef<str>>(all: &[T], last: &str) -> String {
    match all {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [before @ .., end] => {
            let before: Vec<_> = before.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", before.join(", "), end.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{contains, folded, listed};

    #[test]
    fn words_are_found_whole_and_however_they_are_written() {
        let note = folded("Wants a CALL-back\n tomorrow; very upset (Ärger!)");
        assert!(contains(&note, "call back"));
        assert!(contains(&note, "Back   tomorrow"));
        assert!(contains(&note, "ärger"));
        assert!(contains(&note, "upset"));
        assert!(!contains(&note, "set"), "not within a word");
        assert!(!contains(&note, "call tomorrow"), "not with another word between");
        assert!(!contains(&note, "!!"), "what has no letter is in no text");
        assert!(!contains(&folded(""), "a"));
    }

    #[test]
    fn names_stand_as_in_a_sentence() {
        assert_eq!(listed::<&str>(&[], "or"), "");
        assert_eq!(listed(&["a"], "or"), "a");
        assert_eq!(listed(&["a", "b", "c"], "or"), "a, b or c");
    }
}
