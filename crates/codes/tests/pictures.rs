//! What people really have: a generated set of 33 pictures, small, turned, blurred and noisy.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use codes::{Code, Level, ReadError, read};
use image::{GrayImage, ImageFormat, Luma, imageops};

/// How one picture of the set is made.
#[derive(Clone, Copy, Debug)]
struct Hardship {
    /// Pixels a module.
    scale: f64,
    /// Degrees.
    turned: f64,
    /// Standard deviation of the blur, in pixels.
    blur: f32,
    /// Standard deviation of the noise, in steps of grey.
    noise: f64,
    /// Which text.
    text: usize,
}

/// Scale 1.6 to 4 pixels, turned 0 to 45 degrees, three degrees of blur and of noise, three texts:
/// a link, a challenge's length, a part of a long presentation.
fn set() -> Vec<Hardship> {
    (0..33)
        .map(|at| Hardship {
            scale: 1.6 + 2.4 * f64::from(at) / 32.0,
            turned: f64::from(at * 17 % 46),
            blur: [0.0, 0.45, 0.8][(at / 3) as usize % 3],
            noise: [0.0, 8.0, 18.0][(at / 2) as usize % 3],
            text: at as usize % 3,
        })
        .collect()
}

fn texts() -> [String; 3] {
    // Not all the same digit: what a code says must not help the reader.
    let filler = |length: usize| -> String {
        let mut random = Random(7);
        let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
        (0..length)
            .map(|_| char::from(digits[(random.next() % 45) as usize]))
            .collect()
    };
    [
        "openid4vp://?client_id=decentralized_identifier%3Adid%3Aethr%3A0x7a69%3A0x70997970c51812dc3a010c7d01b50e0d17dc79c8&request_uri=http%3A%2F%2F127.0.0.1%3A8640%2Fd%2Feducation%2Frequests%2F1".to_owned(),
        format!("CWC1:{}.", filler(430)),
        format!("CW1P:2-4-0A1B2C3D:{}.", filler(468)),
    ]
}

/// The same numbers on every machine (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Nearly normal, standard deviation 1.
    fn normal(&mut self) -> f64 {
        let sum: f64 = (0..12).map(|_| self.next() as f64 / u64::MAX as f64).sum();
        sum - 6.0
    }
}

/// Photographs a code: each pixel is the mean of 16 points of the turned code.
fn photograph(code: &Code, hardship: Hardship, seed: u64) -> Vec<u8> {
    let modules = f64::from(code.side()) + 8.0;
    let (sin, cos) = hardship.turned.to_radians().sin_cos();
    let side = (modules * hardship.scale * (sin + cos)).ceil() + 16.0;
    let point = |x: f64, y: f64| {
        let (dx, dy) = (x - side / 2.0, y - side / 2.0);
        let column = (dx * cos + dy * sin) / hardship.scale + modules / 2.0 - 4.0;
        let row = (dy * cos - dx * sin) / hardship.scale + modules / 2.0 - 4.0;
        let dark = column >= 0.0 && row >= 0.0 && code.is_dark(column as u32, row as u32);
        // Ink is not black, paper is not white.
        if dark { 28.0 } else { 232.0 }
    };
    let mut picture = GrayImage::from_fn(side as u32, side as u32, |x, y| {
        let mut sum = 0.0;
        for sub in 0..16 {
            let (right, down) = (f64::from(sub % 4), f64::from(sub / 4));
            sum += point(
                f64::from(x) + (right + 0.5) / 4.0,
                f64::from(y) + (down + 0.5) / 4.0,
            );
        }
        Luma([(sum / 16.0) as u8])
    });
    if hardship.blur > 0.0 {
        picture = imageops::blur(&picture, hardship.blur);
    }
    let mut random = Random(seed);
    for pixel in picture.pixels_mut() {
        let noisy = f64::from(pixel.0[0]) + random.normal() * hardship.noise;
        pixel.0[0] = noisy.round().clamp(0.0, 255.0) as u8;
    }
    file(&picture)
}

fn file(picture: &GrayImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

#[test]
fn at_least_29_of_33_hard_pictures_are_read() {
    let texts = texts();
    let mut failed = Vec::new();
    for (at, hardship) in set().into_iter().enumerate() {
        let text = &texts[hardship.text];
        let code = Code::of(text, Level::Medium).unwrap();
        let picture = photograph(&code, hardship, at as u64);
        match read(&picture) {
            Ok(found) => assert_eq!(found, [text.as_str()], "{at}: {hardship:?}"),
            Err(_) => failed.push((at, hardship)),
        }
    }
    let read = 33 - failed.len();
    assert!(read >= 29, "{read} of 33: {failed:#?}");
}

#[test]
fn what_is_drawn_is_read_at_every_size() {
    for text in texts() {
        for level in [Level::Low, Level::Medium] {
            let code = Code::of(&text, level).unwrap();
            for scale in [2, 3, 8] {
                assert_eq!(read(&code.png(scale).unwrap()).unwrap(), [text.as_str()]);
            }
        }
    }
}

#[test]
fn several_codes_in_one_picture_are_all_read() {
    let texts = texts();
    let pictures: Vec<_> = texts
        .iter()
        .map(|text| Code::of(text, Level::Low).unwrap().picture(3).unwrap())
        .collect();
    let width = pictures.iter().map(GrayImage::width).sum();
    let height = pictures.iter().map(GrayImage::height).max().unwrap();
    let mut together = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = 0;
    for picture in &pictures {
        imageops::overlay(&mut together, picture, left, 0);
        left += i64::from(picture.width());
    }
    let mut found = read(&file(&together)).unwrap();
    found.sort();
    let mut wanted = texts.to_vec();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn what_is_no_code_is_told() {
    assert_eq!(read(b"not a picture"), Err(ReadError::Format));
    let white = GrayImage::from_pixel(64, 64, Luma([255]));
    assert_eq!(read(&file(&white)), Err(ReadError::NoCode));
    let mut cut = file(&white);
    cut.truncate(cut.len() / 2);
    assert_eq!(read(&cut), Err(ReadError::Content));
    assert_eq!(
        read(&vec![0; codes::read::MAX_FILE + 1]),
        Err(ReadError::TooLarge)
    );
    let mut random = Random(3);
    let noise = GrayImage::from_fn(90, 70, |_, _| Luma([random.next().to_le_bytes()[0]]));
    assert_eq!(read(&file(&noise)), Err(ReadError::NoCode));
}

#[test]
fn a_code_keeps_its_quiet_zone_and_whole_pixels() {
    let code = Code::of("CW1:A.", Level::Low).unwrap();
    let picture = code.picture(3).unwrap();
    assert_eq!(picture.width(), (code.side() + 8) * 3);
    for (x, y, pixel) in picture.enumerate_pixels() {
        let inside = |at: u32| (12..12 + code.side() * 3).contains(&at);
        let dark = inside(x) && inside(y) && code.is_dark((x - 12) / 3, (y - 12) / 3);
        assert_eq!(pixel.0[0], if dark { 0 } else { 255 });
    }
}
