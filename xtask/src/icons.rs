//! `cargo xtask icons`: renders every size that Tauri and the desktops want from the mark.
//!
//! Needs `rsvg-convert` (Debian: librsvg2-bin). The rendered files are committed, so only a change of
//! the mark calls for this.

use std::{fs, path::Path, process::Command};

use crate::{
    console::{done, step},
    failure::{Context, Outcome},
    places::Places,
    process,
};

/// Edge length in pixels and file name. Below 24 pixels the simpler drawing is the legible one.
const PNGS: [(u32, &str); 8] = [
    (16, "16x16.png"),
    (32, "32x32.png"),
    (48, "48x48.png"),
    (64, "64x64.png"),
    (128, "128x128.png"),
    (256, "128x128@2x.png"),
    (512, "512x512.png"),
    (512, "icon.png"),
];
const ICO_SIZES: [u32; 6] = [16, 24, 32, 48, 64, 256];
/// Apple's four-letter type of each PNG in an icon file, and its edge length in pixels.
const ICNS_TYPES: [(&[u8; 4], u32); 7] = [
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic13", 256),
    (b"ic08", 256),
    (b"ic14", 512),
    (b"ic09", 512),
];

/// Renders all of them.
///
/// # Errors
/// When `rsvg-convert` is missing or fails.
pub(crate) fn run(places: &Places) -> Outcome<()> {
    let folder = places.root.join("icons");
    step("icons", || {
        for (size, name) in PNGS {
            fs::write(folder.join(name), png(&folder, size)?).context(name)?;
        }
        let ico: Vec<_> = ICO_SIZES
            .iter()
            .map(|&size| Ok((size, png(&folder, size)?)))
            .collect::<Outcome<_>>()?;
        fs::write(folder.join("icon.ico"), pack_ico(&ico)).context("icon.ico")?;
        let icns: Vec<_> = ICNS_TYPES
            .iter()
            .map(|&(kind, size)| Ok((kind, png(&folder, size)?)))
            .collect::<Outcome<_>>()?;
        fs::write(folder.join("icon.icns"), pack_icns(&icns)).context("icon.icns")?;
        Ok(done(format!("{} files", PNGS.len() + 2)))
    })
}

fn png(folder: &Path, size: u32) -> Outcome<Vec<u8>> {
    let drawing = folder.join(if size < 24 {
        "app-icon-16.svg"
    } else {
        "app-icon.svg"
    });
    let edge = size.to_string();
    let output =
        std::env::temp_dir().join(format!("citizen-wallet-icon-{}.png", std::process::id()));
    process::run_quiet(
        Command::new("rsvg-convert")
            .args(["--width", &edge, "--height", &edge, "--output"])
            .arg(&output)
            .arg(&drawing),
    )?;
    let bytes = fs::read(&output).context(output.display())?;
    fs::remove_file(&output).context(output.display())?;
    Ok(bytes)
}

/// Windows' icon file: a directory of 16 bytes an image, then the PNGs. A size of 256 is written as 0.
fn pack_ico(images: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let count = images.len() as u16;
    let mut file = [0u16, 1, count]
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .collect::<Vec<_>>();
    let mut offset = 6 + 16 * images.len();
    for (size, png) in images {
        let edge = if *size >= 256 { 0 } else { *size as u8 };
        file.extend([edge, edge, 0, 0]);
        file.extend(1u16.to_le_bytes()); // colour planes
        file.extend(32u16.to_le_bytes()); // bits a pixel
        file.extend((png.len() as u32).to_le_bytes());
        file.extend((offset as u32).to_le_bytes());
        offset += png.len();
    }
    file.extend(images.iter().flat_map(|(_, png)| png));
    file
}

/// Apple's icon file: `icns` and the length of all, then type, length and PNG of each image.
fn pack_icns(images: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let length = 8 + images.iter().map(|(_, png)| 8 + png.len()).sum::<usize>();
    let mut file = b"icns".to_vec();
    file.extend((length as u32).to_be_bytes());
    for (kind, png) in images {
        file.extend(*kind);
        file.extend((8 + png.len() as u32).to_be_bytes());
        file.extend(png);
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_icons_point_at_their_images() {
        let ico = pack_ico(&[(16, vec![1, 2, 3]), (256, vec![4, 5])]);
        assert_eq!(&ico[..6], [0, 0, 1, 0, 2, 0]);
        assert_eq!(ico[6], 16);
        assert_eq!(ico[22], 0, "256 is written as 0");
        assert_eq!(ico[18..22], 38u32.to_le_bytes());
        assert_eq!(ico[34..38], 41u32.to_le_bytes());
        assert_eq!(&ico[38..], [1, 2, 3, 4, 5]);

        let icns = pack_icns(&[(b"ic07", vec![9; 4])]);
        assert_eq!(&icns[..8], [b'i', b'c', b'n', b's', 0, 0, 0, 20]);
        assert_eq!(&icns[8..16], [b'i', b'c', b'0', b'7', 0, 0, 0, 12]);
    }
}
