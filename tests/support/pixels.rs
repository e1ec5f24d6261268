//! What a screenshot shows, as far as colours tell.

use std::collections::HashMap;

/// A page with text has hundreds of colours at the edges of its letters; an empty one has a few.
const FEWEST_COLOURS: usize = 24;
/// The lock screen is the emptiest page, with about two per cent.
const LEAST_DRAWN: f64 = 0.005;

/// Colours of a picture.
#[derive(Debug)]
pub(crate) struct Look {
    /// How many different ones.
    pub(crate) colours: usize,
    /// Share of the pixels that are not of the commonest colour, 0 to 1.
    pub(crate) drawn: f64,
    /// Mean brightness, 0 (black) to 1 (white).
    pub(crate) brightness: f64,
}

impl Look {
    /// Looks at a PNG.
    pub(crate) fn of(png: &[u8]) -> Self {
        let picture = image::load_from_memory(png).unwrap().to_rgb8();
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        let mut light = 0.0;
        for pixel in picture.pixels() {
            *counts.entry(pixel.0).or_default() += 1;
            light += pixel.0.iter().map(|part| f64::from(*part)).sum::<f64>();
        }
        let all: usize = counts.values().sum();
        let commonest = counts.values().max().copied().unwrap_or_default();
        Self {
            colours: counts.len(),
            drawn: (all - commonest) as f64 / all as f64,
            brightness: light / (all as f64 * 3.0 * 255.0),
        }
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.colours < FEWEST_COLOURS || self.drawn < LEAST_DRAWN
    }

    pub(crate) fn is_dark(&self) -> bool {
        self.brightness < 0.5
    }
}
