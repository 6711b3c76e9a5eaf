//! Every reader of strangers' bytes against damaged input: seeded, so that a failure comes
//! back by its number. The search for inputs that reach more of the code is `cargo xtask
//! fuzz`; what it finds becomes a line in `FOUND`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use line::readers::SEEDS;

/// Inputs of each reader in this run.
const INPUTS: u64 = 10_000;
/// A browser's offer makes a whole connection, keys and all.
const OFFERS: u64 = 300;

/// What once broke a reader, by its name.
const FOUND: [(&str, &[u8]); 1] = [
    // A line end without LF was repeated in the refusal.
    (
        "sip_datagram",
        b"OPTIONS  sip:a SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z\rx\r\nTo: a\rb\r\n c\rd\r\n\r\n",
    ),
];

/// Pieces that mean something to one reader or another.
const BITS: [&[u8]; 26] = [
    b"\r\n",
    b"\r\n\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b";",
    b",",
    b"\"",
    b"\\",
    b"<",
    b">",
    b"@",
    b":",
    b"=",
    b"/",
    b"\0",
    b"\xff\xff\xff\xff",
    b"%00",
    b"[::1]",
    b"99999999999999999999",
    b"-1",
    b"\x7f",
    "\u{043f}".as_bytes(),
    b"a=",
    b"m=audio 1 RTP/AVP 0\r\n",
];

/// Numbers of a seed (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit.max(1)
    }
}

/// Takes out, changes, puts in, repeats or cuts off.
fn damage(input: &mut Vec<u8>, random: &mut Random) {
    if input.is_empty() {
        input.push(b'x');
    }
    let at = random.below(input.len());
    let end = (at + 1 + random.below(8)).min(input.len());
    match random.below(7) {
        0 => drop(input.drain(at..end)),
        1 => input[at] = random.below(256) as u8,
        2 => input[at] ^= 1 << random.below(8),
        3 => drop(input.splice(at..at, BITS[random.below(BITS.len())].iter().copied())),
        4 => drop(input.splice(at..end, BITS[random.below(BITS.len())].iter().copied())),
        5 => {
            let (copy, to) = (input[at..end].to_vec(), random.below(input.len()));
            let times = 1 + random.below(3) * random.below(40);
            drop(input.splice(to..to, copy.repeat(times)));
        }
        _cut => input.truncate(at),
    }
}

/// Runs a reader; the complaint when it fails.
fn fails(reader: fn(&[u8]), input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| reader(input))).is_err()
}

#[test]
fn no_reader_of_strangers_bytes_breaks() {
    let mut broken = Vec::new();
    for (name, seeds, reader) in SEEDS {
        let sound = seeds();
        let count = if name == "browser_offer" { OFFERS } else { INPUTS };
        let mut crashes = 0;
        let inputs = (0..count).map(|number| {
            let mut random = Random(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
            let mut input = sound[number as usize % sound.len()].clone();
            for _ in 0..random.below(6) {
                damage(&mut input, &mut random);
            }
            input
        });
        for (number, input) in inputs.enumerate() {
            if fails(reader, &input) {
                crashes += 1;
                broken.push(format!("{name} {number}: {:?}", input.escape_ascii().to_string()));
            }
        }
        println!("{name}: {count} executions, {crashes} crashes");
    }
    for (name, input) in FOUND {
        let (_, _, reader) = SEEDS.iter().find(|(known, ..)| *known == name).unwrap();
        assert!(!fails(*reader, input), "{name} breaks again on {input:?}");
    }
    broken.truncate(3);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn sound_input_is_read_without_complaint() {
    for (name, seeds, reader) in SEEDS {
        let seeds = seeds();
        assert!(!seeds.is_empty(), "{name} has nothing to begin with");
        for seed in seeds {
            assert!(!fails(reader, &seed), "{name}: {:?}", String::from_utf8_lossy(&seed));
        }
    }
}
