//! Looks for codes again and again, in the picture as it is and as it could be: larger, smoother,
//! sharper, turned; by two readers and two ways of telling dark from light.

use image::imageops::{self, FilterType};
use image::{GrayImage, Luma};
use rxing::common::{GlobalHistogramBinarizer, HybridBinarizer};
use rxing::multi::MultipleBarcodeReader as _;
use rxing::qrcode::QRCodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{
    BarcodeFormat, Binarizer, BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader as _,
};

/// Enlarged pictures stay below this side, in pixels.
const LARGEST_SIDE: u32 = 2_600;

/// What is done to a picture before it is looked at.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    /// How much larger.
    scale: f32,
    /// Standard deviation of the smoothing after that, in pixels of the original.
    smooth: f32,
    /// Whether edges are made steeper.
    sharpen: bool,
    /// By how many degrees it is turned.
    turn: f32,
}

const fn attempt(scale: f32, smooth: f32, sharpen: bool, turn: f32) -> Attempt {
    Attempt {
        scale,
        smooth,
        sharpen,
        turn,
    }
}

/// The cheapest and likeliest first.
const ATTEMPTS: [Attempt; 17] = [
    attempt(1.0, 0.0, false, 0.0),
    attempt(2.0, 0.0, false, 0.0),
    attempt(3.0, 0.5, false, 0.0),
    attempt(3.0, 0.0, true, 0.0),
    attempt(2.0, 0.7, true, 0.0),
    attempt(4.0, 0.6, true, 0.0),
    attempt(3.0, 0.0, true, 45.0),
    attempt(3.0, 0.5, true, 22.5),
    attempt(3.0, 0.5, true, -22.5),
    attempt(0.5, 0.0, false, 0.0),
    attempt(4.0, 0.0, false, -11.0),
    attempt(4.0, 0.8, true, 11.0),
    attempt(4.0, 0.4, true, -33.0),
    attempt(4.0, 0.4, true, 33.0),
    attempt(5.0, 0.7, true, 0.0),
    attempt(5.0, 0.5, true, -45.0),
    attempt(0.25, 0.0, false, 0.0),
];

/// The attempts at one picture; each gives the texts it found, or none.
pub(super) struct Attempts {
    picture: GrayImage,
    next: usize,
}

impl Attempts {
    pub(super) fn new(picture: GrayImage) -> Self {
        Self { picture, next: 0 }
    }
}

impl Iterator for Attempts {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Vec<String>> {
        let attempt = ATTEMPTS.get(self.next)?;
        self.next += 1;
        Some(match prepare(&self.picture, *attempt) {
            Some(picture) => look(&picture),
            None => Vec::new(),
        })
    }
}

/// The picture as an attempt wants it; `None` if that would be too large, or nothing would be left.
fn prepare(picture: &GrayImage, attempt: Attempt) -> Option<GrayImage> {
    let scaled = |side: u32| (side as f32 * attempt.scale) as u32;
    let (width, height) = (scaled(picture.width()), scaled(picture.height()));
    let longest = picture.width().max(picture.height());
    if width.min(height) < 21
        || (attempt.scale > 1.0 && width.max(height) > LARGEST_SIDE.max(longest))
    {
        return None;
    }
    let mut ready = if attempt.scale == 1.0 {
        picture.clone()
    } else {
        imageops::resize(picture, width, height, FilterType::CatmullRom)
    };
    if attempt.smooth > 0.0 {
        ready = imageops::blur(&ready, attempt.smooth * attempt.scale);
    }
    if attempt.sharpen {
        ready = imageops::unsharpen(&ready, 1.2 * attempt.scale, 0);
    }
    if attempt.turn != 0.0 {
        ready = turn(&ready, attempt.turn);
    }
    Some(ready)
}

/// Turns a picture about its middle; what comes in at the corners is white.
fn turn(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let new_width = (width * cos.abs() + height * sin.abs()).ceil();
    let new_height = (width * sin.abs() + height * cos.abs()).ceil();
    GrayImage::from_fn(new_width as u32, new_height as u32, |x, y| {
        let (dx, dy) = (x as f32 - new_width / 2.0, y as f32 - new_height / 2.0);
        let from_x = dx * cos + dy * sin + width / 2.0;
        let from_y = dy * cos - dx * sin + height / 2.0;
        Luma([between(picture, from_x, from_y)])
    })
}

/// The grey between four pixels; outside the picture is white.
fn between(picture: &GrayImage, x: f32, y: f32) -> u8 {
    let at = |x: f32, y: f32| {
        let inside =
            x >= 0.0 && y >= 0.0 && x < picture.width() as f32 && y < picture.height() as f32;
        if inside {
            f32::from(picture.get_pixel(x as u32, y as u32).0[0])
        } else {
            255.0
        }
    };
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (x - left, y - top);
    let above = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let below = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    (above * (1.0 - down) + below * down).round() as u8
}

fn look(picture: &GrayImage) -> Vec<String> {
    let source = || {
        let (width, height) = picture.dimensions();
        Luma8LuminanceSource::new(picture.as_raw().clone(), width, height).ok()
    };
    let found = source().map_or_else(Vec::new, |source| by(HybridBinarizer::new(source)));
    if !found.is_empty() {
        return found;
    }
    source().map_or_else(Vec::new, |source| by(GlobalHistogramBinarizer::new(source)))
}

fn by(binarizer: impl Binarizer) -> Vec<String> {
    let mut bitmap = BinaryBitmap::new(binarizer);
    let hints = DecodeHints {
        TryHarder: Some(true),
        PossibleFormats: Some([BarcodeFormat::QR_CODE].into()),
        ..DecodeHints::default()
    };
    let mut found = Vec::new();
    if let Ok(results) = QrReader.decode_multiple_with_hints(&mut bitmap, &hints) {
        for result in results {
            let text = result.getText().to_owned();
            if !text.is_empty() && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    if found.is_empty()
        && let Ok(result) = QRCodeReader.decode_with_hints(&mut bitmap, &hints)
    {
        found.push(result.getText().to_owned());
    }
    found
}
