//! One number for many shares: Pearson's chi-square over the subjects of a stratum, with the
//! variance it has for so many seeds. The only floating point of an audit.

/// Chi-square of how often each of `counts` subjects was drawn, `drawn` of them on each of `seeds`.
pub struct ChiSquare {
    /// The statistic.
    pub value: f64,
    /// What it is on average: the subjects less one.
    pub mean: f64,
    /// Surprise of a value so large, bits.
    pub bits: u32,
}

/// Fewest hits and misses expected of a subject for the approximation to be used.
const FEWEST: f64 = 10.0;

/// `None` where the approximation is not good enough: small strata, rare hits, or sure ones.
pub fn of(counts: &[u64], drawn: u64, seeds: u64) -> Option<ChiSquare> {
    let (subjects, seeds) = (counts.len() as f64, seeds as f64);
    let p = drawn as f64 / subjects;
    let spread = p * (1.0 - p);
    if subjects < 8.0 || seeds * spread < FEWEST {
        return None;
    }
    let distance: f64 = counts.iter().map(|count| (*count as f64 - seeds * p).powi(2)).sum();
    // Fixed sizes make the counts of a stratum lean against each other: (n−1)/n.
    let mean = subjects - 1.0;
    let value = distance / (seeds * spread) * mean / subjects;
    // A scaled chi-square with this mean and the variance of squared binomials.
    let variance = mean * (2.0 + (1.0 - 6.0 * spread) / (seeds * spread)).max(2.0);
    let scale = variance / (2.0 * mean);
    Some(ChiSquare { value, mean, bits: bits(value / scale, mean / scale) })
}

/// Wilson and Hilferty (1931) make a normal variable of a chi-square with `df` degrees of freedom;
/// P(Z ≥ z) ≤ φ(z)/z bounds its tail.
fn bits(value: f64, df: f64) -> u32 {
    let narrow = 2.0 / (9.0 * df);
    let z = ((value / df).cbrt() - (1.0 - narrow)) / narrow.sqrt();
    match z > 1.0 {
        true => (z * z / 2.0 * std::f64::consts::LOG2_E + (z * std::f64::consts::TAU.sqrt()).log2()) as u32,
        false => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published quantiles (NIST/SEMATECH e-Handbook, table 1.3.6.7.4): upper 0.001 is 10 bits.
    #[test]
    fn quantiles_are_the_published_ones() {
        for (df, quantile) in [(10.0, 29.588), (30.0, 59.703), (100.0, 149.449)] {
            assert_eq!(bits(quantile, df), 9, "{df}: φ(z)/z is a little above 1/1000");
            assert_eq!(bits(quantile * 0.9, df).cmp(&9), std::cmp::Ordering::Less, "{df}");
        }
        assert_eq!(bits(50.0, 50.0), 0);
    }

    #[test]
    fn small_samples_are_left_alone() {
        assert!(of(&[1, 2, 3], 1, 1000).is_none(), "three subjects");
        assert!(of(&[1; 100], 1, 500).is_none(), "five hits expected of each");
        assert!(of(&[1000; 20], 20, 1000).is_none(), "everybody is drawn");
        let even = of(&[300; 20], 6, 1000).unwrap();
        assert_eq!((even.value, even.mean, even.bits), (0.0, 19.0, 0));
    }
}
