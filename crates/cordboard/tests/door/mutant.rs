//! JSON that has gone wrong, in every way that a seed chooses: keys lost, doubled and
//! renamed, values of other types and sizes, text that ends early or in the wrong bytes.

use fastrand::Rng;
use serde_json::Value;

/// How many ways to go wrong there are in one body: mostly one, so that the rest is read.
const WRONGS: [usize; 8] = [0, 1, 1, 1, 1, 1, 2, 3];

/// A body of this size is still taken; longer ones have a test of their own.
const BYTES_MAX: usize = 200_000;

/// As deep as the server reads, and deeper.
const DEPTHS: [usize; 4] = [3, 100, 128, 2_000];

/// Values that something may stumble over, as they are written.
const ODD: [&str; 43] = [
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "3",
    "1.5",
    "-0.0",
    "0.1e-400",
    "1e3",
    "1e308",
    "1e999",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "253402300800000",
    "-377705116800000",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "{\"\":{}}",
    "\"\"",
    "\" \"",
    "\"0\"",
    "\"null\"",
    "\"\\u0000\"",
    "\"\\r\\nBcc: a@b.example\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800\"",
    "\"\\ud83d\\ude00\"",
    "\"\\u202e\\ufeff\\uffff\"",
    "\"{{customer_name}}\"",
    "\"../../etc/passwd\"",
];

/// Pieces of text that are put into words.
const SPLINTERS: [&str; 14] = [
    "\\u0000",
    "\\u001b[31m",
    "\\n",
    "\\u0085",
    "\\ud800",
    "\\udfff",
    "\\\"",
    "\\\\",
    "%00",
    "'",
    "<",
    "\u{301}",
    "\u{1F600}",
    "\u{202e}",
];

/// A body as it is written: keys may come twice, numbers may have any length.
#[derive(Debug, Clone)]
enum Node {
    /// A number, a word, true, false or null, as written.
    Plain(String),
    List(Vec<Node>),
    Object(Vec<(String, Node)>),
}

impl Node {
    fn of(value: &Value) -> Self {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                Self::Plain(value.to_string())
            }
            Value::Array(all) => Self::List(all.iter().map(Self::of).collect()),
            Value::Object(all) => {
                let key = |key: &String| Value::String(key.clone()).to_string();
                Self::Object(all.iter().map(|(name, it)| (key(name), Self::of(it))).collect())
            }
        }
    }

    fn write(&self, to: &mut String) {
        match self {
            Self::Plain(text) => to.push_str(text),
            Self::List(all) => {
                to.push('[');
                for (at, node) in all.iter().enumerate() {
                    to.push_str(if at > 0 { "," } else { "" });
                    node.write(to);
                }
                to.push(']');
            }
            Self::Object(all) => {
                to.push('{');
                for (at, (key, node)) in all.iter().enumerate() {
                    to.push_str(if at > 0 { "," } else { "" });
                    to.push_str(key);
                    to.push(':');
                    node.write(to);
                }
                to.push('}');
            }
        }
    }

    /// How many values stand in it, itself among them.
    fn count(&self) -> usize {
        match self {
            Self::Plain(_) => 1,
            Self::List(all) => 1 + all.iter().map(Self::count).sum::<usize>(),
            Self::Object(all) => 1 + all.iter().map(|(_, node)| node.count()).sum::<usize>(),
        }
    }

    /// The value of that number, counted from itself.
    fn nth(&mut self, nth: usize) -> &mut Self {
        if nth == 0 {
            return self;
        }
        let mut left = nth - 1;
        let inner: Vec<&mut Self> = match self {
            Self::Plain(_) => Vec::new(),
            Self::List(all) => all.iter_mut().collect(),
            Self::Object(all) => all.iter_mut().map(|(_, node)| node).collect(),
        };
        for node in inner {
            let count = node.count();
            if left < count {
                return node.nth(left);
            }
            left -= count;
        }
        unreachable!("a value is asked for that is not there")
    }

    fn go_wrong(&mut self, chance: &mut Rng) {
        if chance.u8(0..4) == 0 {
            *self = odd(chance);
            return;
        }
        match self {
            Self::Plain(text) => wrong_word(text, chance),
            Self::List(all) => match chance.u8(0..3) {
                0 => all.insert(chance.usize(..=all.len()), odd(chance)),
                1 if !all.is_empty() => drop(all.remove(chance.usize(..all.len()))),
                _ => *all = vec![all.first().cloned().unwrap_or_else(|| odd(chance)); 3_000],
            },
            Self::Object(all) if all.is_empty() => *self = odd(chance),
            Self::Object(all) => {
                let at = chance.usize(..all.len());
                match chance.u8(0..4) {
                    0 => drop(all.remove(at)),
                    1 => all.push(all[at].clone()),
                    2 => wrong_word(&mut all[at].0, chance),
                    _ => all.insert(at, ("\"nobody_knows_this\"".to_owned(), odd(chance))),
                }
            }
        }
    }
}

/// Another word or number near this one.
fn wrong_word(text: &mut String, chance: &mut Rng) {
    let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        let ways =
            [format!("-{text}"), format!("{text}0"), format!("{text}.5"), format!("\"{text}\"")];
        text.clone_from(&ways[chance.usize(..ways.len())]);
        return;
    };
    let splinter = SPLINTERS[chance.usize(..SPLINTERS.len())];
    let mut places: Vec<usize> = inner.char_indices().map(|(at, _)| at).collect();
    places.push(inner.len());
    let (before, after) = inner.split_at(places[chance.usize(..places.len())]);
    let new = match chance.u8(0..4) {
        0 => format!("{before}{splinter}{after}"),
        1 => before.trim_end_matches('\\').to_owned(),
        2 => format!("{before}{}{after}", "x".repeat(length(40_000, chance))),
        _ => format!("{before}{}{after}", splinter.repeat(length(2_000, chance))),
    };
    *text = format!("\"{new}\"");
}

/// Around what fields may hold as often as far beyond.
fn length(most: usize, chance: &mut Rng) -> usize {
    if chance.bool() { chance.usize(1..300) } else { chance.usize(1..most) }
}

fn odd(chance: &mut Rng) -> Node {
    if chance.u8(0..12) == 0 {
        let depth = DEPTHS[chance.usize(..DEPTHS.len())];
        let (open, close) = if chance.bool() { ("[", "]") } else { ("{\"a\":", "}") };
        return Node::Plain(format!("{}1{}", open.repeat(depth), close.repeat(depth)));
    }
    Node::Plain(ODD[chance.usize(..ODD.len())].to_owned())
}

/// The body that this seed makes of a good one.
pub(crate) fn mutant(good: &Value, seed: u64) -> Vec<u8> {
    let mut chance = Rng::with_seed(seed);
    let mut node = Node::of(good);
    let wrongs = WRONGS[chance.usize(..WRONGS.len())];
    for _ in 0..wrongs {
        let count = node.count();
        node.nth(chance.usize(..count)).go_wrong(&mut chance);
    }
    let mut text = String::new();
    node.write(&mut text);
    let mut bytes = text.into_bytes();
    // What is wrong already is mostly left to be read.
    if wrongs == 0 || chance.u8(0..6) == 0 {
        wrong_bytes(&mut bytes, &mut chance);
    }
    bytes.truncate(BYTES_MAX);
    bytes
}

fn wrong_bytes(bytes: &mut Vec<u8>, chance: &mut Rng) {
    if bytes.is_empty() {
        return;
    }
    let at = chance.usize(..bytes.len());
    match chance.u8(0..5) {
        0 => bytes.truncate(at),
        1 => bytes[at] ^= 1 << chance.u8(0..8),
        2 => bytes.insert(at, chance.u8(..)),
        3 => drop(bytes.remove(at)),
        _ => {
            let rest = bytes[at..].to_vec();
            bytes.extend(rest);
        }
    }
}

#[test]
fn a_seed_makes_the_same_of_a_body_each_time_and_seeds_differ() {
    let good = serde_json::json!({ "a": [1, { "b": "word" }], "c": null });
    let all: std::collections::BTreeSet<Vec<u8>> =
        (0..500).map(|seed| mutant(&good, seed)).collect();
    assert!(all.len() > 300, "{}", all.len());
    let read = all.iter().filter(|body| serde_json::from_slice::<Value>(body).is_ok()).count();
    assert!(read > 100, "{read} can be read");
    assert!(read < all.len(), "some cannot");
    for seed in 0..500 {
        assert_eq!(mutant(&good, seed), mutant(&good, seed));
    }
}
