//! Quantiles of the normal and of Student's distribution, by bisection on the distribution functions of
//! `statrs`, whose own inverses are less exact than they are.

use statrs::function::beta::beta_reg;
use statrs::function::erf::erfc;

/// The value that a normal deviate exceeds, on either side, with probability `alpha`.
pub fn normal(alpha: f64) -> f64 {
    falling(alpha, |z| erfc(z / std::f64::consts::SQRT_2))
}

/// The same of Student's t; the normal one beyond a million degrees of freedom.
pub fn student(alpha: f64, df: u64) -> f64 {
    match df {
        0 => f64::INFINITY,
        1_000_001.. => normal(alpha),
        _ => {
            let df = df as f64;
            falling(alpha, |t| beta_reg(df / 2.0, 0.5, df / (df + t * t)))
        }
    }
}

/// Where a function that falls from 1 at 0 has fallen to `alpha`.
fn falling(alpha: f64, tail: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while tail(high) > alpha && high < 1e12 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if tail(middle) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_quantiles() {
        assert!((normal(0.05) - 1.959_963_984_540_054).abs() < 1e-10);
        assert!((student(0.05, 1) - 12.706_204_736_432_095).abs() < 1e-9);
        assert!((student(0.05, 10) - 2.228_138_851_964_938_5).abs() < 1e-9);
        assert!(student(0.05, 0).is_infinite());
    }
}
