//! Two lists of lines side by side.

/// Both sides with a mark between them: `|` where lines differ, `<` where only the left
/// side has one, `>` where only the right side has one.
pub(super) fn side_by_side(left: &[String], right: &[String]) -> String {
    let width = left.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(8);
    let mut text = String::new();
    for (l, r) in paired(left, right) {
        let mark = match (l, r) {
            (Some(l), Some(r)) if l == r => ' ',
            (Some(_), Some(_)) => '|',
            (Some(_), None) => '<',
            (None, _) => '>',
        };
        let (l, r) = (l.map_or("", String::as_str), r.map_or("", String::as_str));
        let line = format!("  {l:width$} {mark} {r}");
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

type Pair<'a> = (Option<&'a String>, Option<&'a String>);

/// Equal lines stand beside each other, by the longest common subsequence; what lies
/// between two such lines is paired from the top.
fn paired<'a>(left: &'a [String], right: &'a [String]) -> Vec<Pair<'a>> {
    let lengths = common(left, right);
    let (mut i, mut j) = (0, 0);
    let (mut only_left, mut only_right) = (Vec::new(), Vec::new());
    let mut pairs = Vec::new();
    while i < left.len() || j < right.len() {
        if i < left.len() && j < right.len() && left[i] == right[j] {
            flush(&mut only_left, &mut only_right, &mut pairs);
            pairs.push((Some(&left[i]), Some(&right[j])));
            i += 1;
            j += 1;
        } else if j == right.len() || (i < left.len() && lengths[i + 1][j] >= lengths[i][j + 1]) {
            only_left.push(&left[i]);
            i += 1;
        } else {
            only_right.push(&right[j]);
            j += 1;
        }
    }
    flush(&mut only_left, &mut only_right, &mut pairs);
    pairs
}

fn flush<'a>(left: &mut Vec<&'a String>, right: &mut Vec<&'a String>, pairs: &mut Vec<Pair<'a>>) {
    let rows = left.len().max(right.len());
    for n in 0..rows {
        pairs.push((left.get(n).copied(), right.get(n).copied()));
    }
    left.clear();
    right.clear();
}

/// How many lines the rests of both sides have in common, in order.
fn common(left: &[String], right: &[String]) -> Vec<Vec<usize>> {
    let mut lengths = vec![vec![0; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            lengths[i][j] = if left[i] == right[j] {
                lengths[i + 1][j + 1] + 1
            } else {
                lengths[i + 1][j].max(lengths[i][j + 1])
            };
        }
    }
    lengths
}
