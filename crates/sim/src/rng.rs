//! Chance, from one seed: xoshiro256++ seeded by splitmix64, written by hand so that
//! a seed means the same run for as long as this file stands.

/// A stream of chance.
#[derive(Debug, Clone)]
pub(crate) struct Rng([u64; 4]);

/// The next number of a splitmix64 stream: good enough to spread seeds apart.
pub(crate) fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    pub(crate) fn seeded(seed: u64) -> Self {
        let mut state = seed;
        Self([
            splitmix(&mut state),
            splitmix(&mut state),
            splitmix(&mut state),
            splitmix(&mut state),
        ])
    }

    pub(crate) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let out = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        out
    }

    /// A number below `n`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(n);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// A number from `low` to `high` as milliseconds of the agenda.
    pub(crate) fn ms(&mut self, low: u64, high: u64) -> i64 {
        i64::try_from(self.between(low, high)).unwrap_or(i64::MAX)
    }

    /// True `n` times in a thousand.
    pub(crate) fn per_mille(&mut self, n: u64) -> bool {
        self.below(1_000) < n
    }

    /// True `n` times in a hundred thousand.
    pub(crate) fn rarely(&mut self, n: u64) -> bool {
        self.below(100_000) < n
    }

    /// One of them, `None` when there is none.
    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let n = self.below(of.len() as u64);
        of.get(usize::try_from(n).unwrap_or(0))
    }

    /// A place in a list of `len`, 0 when it is empty.
    pub(crate) fn place(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// A waiting time with that mean, mostly short and sometimes long, in integers:
    /// floating-point logarithms differ between machines.
    pub(crate) fn spread(&mut self, mean: u64) -> i64 {
        let halvings = u64::from(self.next().leading_zeros());
        let within = self.below(1_024);
        let wide = mean.saturating_mul(halvings * 1_024 + within) / 1_536;
        i64::try_from(wide).unwrap_or(i64::MAX)
    }
}
