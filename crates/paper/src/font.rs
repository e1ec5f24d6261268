//! Finding a font of the system that has every character needed.

use fontdb::{Database, ID, Query, Weight};
use krilla::text::Font;
use ttf_parser::{Face, GlyphId};

/// Families that have Chinese and Latin, on the three systems; the first that has all is taken.
const FAMILIES: [&str; 10] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Noto Sans",
    "DejaVu Sans",
];

/// Why no font was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FontError {
    /// No font of the system has all the characters.
    #[error("no font of this computer has the character {0:?}")]
    Missing(char),
    /// The font's file cannot be used.
    #[error("the font cannot be read")]
    Unreadable,
}

/// A font for text and one for headings.
pub struct Fonts {
    pub(crate) text: Measured,
    pub(crate) strong: Measured,
}

/// A font with the widths of its characters.
pub(crate) struct Measured {
    pub(crate) font: Font,
    data: Vec<u8>,
    index: u32,
}

impl Fonts {
    /// Looks through the system's fonts for one that has every character of `text`.
    ///
    /// # Errors
    /// [`FontError`].
    pub fn of_the_system(text: &str) -> Result<Self, FontError> {
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self::among(&fonts, text)
    }

    fn among(fonts: &Database, text: &str) -> Result<Self, FontError> {
        let preferred = FAMILIES
            .iter()
            .filter_map(|family| find(fonts, family, Weight::NORMAL));
        let others = fonts.faces().map(|face| face.id);
        let mut missing = None;
        for id in preferred.chain(others) {
            match lacks(fonts, id, text) {
                Some(lacking) => missing = missing.or(Some(lacking)),
                None => {
                    let strong = fonts
                        .face(id)
                        .and_then(|face| face.families.first())
                        .and_then(|(family, _)| find(fonts, family, Weight::BOLD))
                        .filter(|strong| lacks(fonts, *strong, text).is_none())
                        .unwrap_or(id);
                    return Ok(Self {
                        text: Measured::load(fonts, id)?,
                        strong: Measured::load(fonts, strong)?,
                    });
                }
            }
        }
        let any = || text.chars().next().unwrap_or(' ');
        Err(FontError::Missing(missing.unwrap_or_else(any)))
    }
}

fn find(fonts: &Database, family: &str, weight: Weight) -> Option<ID> {
    fonts.query(&Query {
        families: &[fontdb::Family::Name(family)],
        weight,
        ..Query::default()
    })
}

/// The first character that the face lacks; a face that cannot be read lacks the first of all.
fn lacks(fonts: &Database, id: ID, text: &str) -> Option<char> {
    let first = text.chars().next().unwrap_or(' ');
    fonts
        .with_face_data(id, |data, index| {
            let Ok(face) = Face::parse(data, index) else {
                return Some(first);
            };
            text.chars()
                .find(|c| !c.is_whitespace() && face.glyph_index(*c).is_none())
        })
        .unwrap_or(Some(first))
}

impl Measured {
    fn load(fonts: &Database, id: ID) -> Result<Self, FontError> {
        let (data, index) = fonts
            .with_face_data(id, |data, index| (data.to_vec(), index))
            .ok_or(FontError::Unreadable)?;
        let font = Font::new(data.clone().into(), index).ok_or(FontError::Unreadable)?;
        Ok(Self { font, data, index })
    }

    /// The widths of characters at `size` points.
    pub(crate) fn widths(&self, size: f32) -> impl Fn(char) -> f32 {
        let face = Face::parse(&self.data, self.index).ok();
        move |c| match &face {
            Some(face) => {
                let glyph = face.glyph_index(c).unwrap_or(GlyphId(0));
                let advance = face.glyph_hor_advance(glyph).unwrap_or(0);
                f32::from(advance) / f32::from(face.units_per_em()) * size
            }
            None => size,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_font_has_every_character_or_is_not_taken() {
        let empty = Database::new();
        assert!(matches!(
            Fonts::among(&empty, "名 name"),
            Err(FontError::Missing('名'))
        ));
        // A character that no font has.
        assert!(matches!(
            Fonts::of_the_system("a\u{10fffd}"),
            Err(FontError::Missing(_))
        ));
    }
}
