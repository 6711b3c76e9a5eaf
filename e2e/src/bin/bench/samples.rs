//! Many durations, and where they lie.

use std::time::Duration;

#[derive(Default)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn add(&mut self, sample: Duration) {
        self.0.push(sample);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest sample that `percent` of all do not exceed, in milliseconds;
    /// `None` without samples.
    pub(crate) fn percentile_ms(&self, percent: f64) -> Option<f64> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let rank = (percent / 100.0 * sorted.len() as f64).ceil() as usize;
        let sample = sorted.get(rank.saturating_sub(1))?;
        Some(sample.as_secs_f64() * 1_000.0)
    }

    pub(crate) fn p50_ms(&self) -> Option<f64> {
        self.percentile_ms(50.0)
    }

    pub(crate) fn p99_ms(&self) -> Option<f64> {
        self.percentile_ms(99.0)
    }
}

impl FromIterator<Duration> for Samples {
    fn from_iter<I: IntoIterator<Item = Duration>>(samples: I) -> Samples {
        Samples(samples.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Samples;
    use std::time::Duration;

    #[test]
    fn a_percentile_is_the_smallest_sample_that_so_many_do_not_exceed() {
        let samples: Samples = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(samples.p50_ms(), Some(100.0));
        assert_eq!(samples.p99_ms(), Some(198.0));
        assert_eq!(samples.percentile_ms(100.0), Some(200.0));
        assert_eq!(Samples::default().p50_ms(), None);
    }
}
