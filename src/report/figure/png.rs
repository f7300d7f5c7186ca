//! A scene as PNG: areas and lines by plotters, letters from the font, three pixels for each unit of
//! the scene. The files are written out here: one filter, one level, the same bytes for the same pixels. A figure is
//! painted and packed once for both of its files, with the title and without.

use super::font::{Font, FontError};
use super::scene::{Anchor, Item, PAPER, Scene, Shape, WIDTH};
use ab_glyph::{Font as _, Glyph, PxScale, ScaleFont as _, point};
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::mz_adler32_oxide;
use plotters::prelude::{BitMapBackend, DrawingBackend, RGBAColor, RGBColor, ShapeStyle};
use plotters::style::Color;

/// Pixels for each unit.
const SCALE: i32 = 3;
/// Compression of the file: 9 takes ten times as long for a hundredth of the bytes.
const LEVEL: u8 = 6;
/// 300 pixels an inch, in pixels a metre: what a printer takes.
const PER_METRE: u32 = 11_811;

/// With its title, for a file that stands alone.
pub fn print(scene: &Scene, font: &Font) -> Result<Vec<u8>, FontError> {
    print_twice(scene, font).map(|(whole, _)| whole)
}

/// With its title, and without it for a caption that says the same: what lies below the title is painted and
/// packed once, and stands in both.
pub fn print_twice(scene: &Scene, font: &Font) -> Result<(Vec<u8>, Vec<u8>), FontError> {
    let (pixels, (width, height)) = painted(scene, font)?;
    let row = width as usize * 3;
    let above = (scene.title * SCALE) as u32;
    let (title, rest) = pixels.split_at(above as usize * row);
    let (title, rest) = (filtered(title, row), filtered(rest, row));
    let packed_rest = miniz_oxide::deflate::compress_to_vec(&rest, LEVEL);
    let begun = begun(&title);
    let sum = |parts: &[&[u8]]| parts.iter().fold(1, |sum, part| mz_adler32_oxide(sum, part));
    Ok((
        file(&[&begun, &packed_rest], sum(&[&title, &rest]), (width, height)),
        file(&[&packed_rest], sum(&[&rest]), (width, height - above)),
    ))
}

fn painted(scene: &Scene, font: &Font) -> Result<(Vec<u8>, (u32, u32)), FontError> {
    let size = ((WIDTH * SCALE) as u32, (scene.height * SCALE) as u32);
    let mut pixels: Vec<u8> = [PAPER.0, PAPER.1, PAPER.2].repeat((size.0 * size.1) as usize);
    {
        let mut backend = BitMapBackend::with_buffer(&mut pixels, size);
        for item in &scene.items {
            paint(&mut backend, item, font)?;
        }
        backend.present().map_err(|e| FontError::Drawing(e.to_string()))?;
    }
    Ok((pixels, size))
}

fn paint(backend: &mut BitMapBackend<'_>, item: &Item, font: &Font) -> Result<(), FontError> {
    let (r, g, b) = item.colour;
    let colour = RGBColor(r, g, b);
    let style = |thickness: u32| ShapeStyle {
        color: colour.to_rgba(),
        filled: false,
        stroke_width: thickness * SCALE as u32,
    };
    let at = |(x, y): (i32, i32)| (x * SCALE, y * SCALE);
    let done = match &item.shape {
        Shape::Area(x, y, w, h) => {
            let (right, below) = at((x + w, y + h));
            backend.draw_rect(at((*x, *y)), (right - 1, below - 1), &colour, true)
        }
        Shape::Border(x, y, w, h) => backend.draw_rect(at((*x, *y)), at((x + w, y + h)), &colour, false),
        Shape::Line(from, to, thickness) if from.0 == to.0 || from.1 == to.1 => {
            // Straight ones as areas: sharp, and the same on every machine.
            let half = (*thickness as i32 * SCALE) / 2;
            let ((x0, y0), (x1, y1)) = (at(*from), at(*to));
            let (wide, high) = if x0 == x1 { (half, 0) } else { (0, half) };
            let (left, right) = (x0.min(x1) - wide, x0.max(x1) + (wide - 1).max(0));
            let (top, below) = (y0.min(y1) - high, y0.max(y1) + (high - 1).max(0));
            backend.draw_rect((left, top), (right, below), &colour, true)
        }
        Shape::Line(from, to, thickness) => backend.draw_line(at(*from), at(*to), &style(*thickness)),
        Shape::Path(points, thickness) => {
            backend.draw_path(points.iter().map(|point| at(*point)), &style(*thickness))
        }
        Shape::Text(x, y, size, anchor, bold, text) => {
            let place = Place { at: at((*x, *y)), size: size * SCALE, anchor: *anchor, bold: *bold };
            return letters(backend, colour, &place, text, font);
        }
    };
    done.map_err(|e| FontError::Drawing(e.to_string()))
}

struct Place {
    at: (i32, i32),
    size: i32,
    anchor: Anchor,
    bold: bool,
}

/// Sets a text; a letter the font lacks is an error, not a box.
fn letters(
    backend: &mut BitMapBackend<'_>,
    colour: RGBColor,
    place: &Place,
    text: &str,
    font: &Font,
) -> Result<(), FontError> {
    let face = &font.face;
    let em = face.units_per_em().unwrap_or(1000.0);
    let scale = PxScale::from(place.size as f32 * face.height_unscaled() / em);
    let scaled = face.as_scaled(scale);
    let mut glyphs: Vec<Glyph> = Vec::new();
    let mut right = 0.0;
    for c in text.chars() {
        let id = face.glyph_id(c);
        if id.0 == 0 {
            return Err(FontError::Lacks(font.name.clone(), c));
        }
        glyphs.push(id.with_scale_and_position(scale, point(right, 0.0)));
        right += scaled.h_advance(id);
    }
    let left = match place.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -right / 2.0,
        Anchor::End => -right,
    };
    // A regular font alone: bold is the letter twice, one pixel apart.
    let twice = if place.bold { 2 } else { 1 };
    for shift in 0..twice {
        for glyph in &glyphs {
            let mut glyph = glyph.clone();
            glyph.position.x += place.at.0 as f32 + left + shift as f32;
            glyph.position.y += place.at.1 as f32;
            let Some(outline) = face.outline_glyph(glyph) else { continue };
            let bounds = outline.px_bounds();
            let mut failed = None;
            outline.draw(|x, y, cover| {
                let at = (bounds.min.x as i32 + x as i32, bounds.min.y as i32 + y as i32);
                let RGBColor(r, g, b) = colour;
                let ink = RGBAColor(r, g, b, f64::from(cover.clamp(0.0, 1.0)));
                if let Err(e) = backend.draw_pixel(at, ink.to_backend_color()) {
                    failed = Some(FontError::Drawing(e.to_string()));
                }
            });
            failed.map_or(Ok(()), Err)?;
        }
    }
    Ok(())
}

/// Rows as a PNG packs them: the first as it is, so that it may follow any other, then differences to the row
/// above.
fn filtered(pixels: &[u8], row: usize) -> Vec<u8> {
    let mut raw = Vec::with_capacity(pixels.len() + pixels.len() / row);
    let mut above: Option<&[u8]> = None;
    for line in pixels.chunks(row) {
        match above {
            None => {
                raw.push(0);
                raw.extend_from_slice(line);
            }
            Some(above) => {
                raw.push(2);
                raw.extend(line.iter().zip(above).map(|(byte, above)| byte.wrapping_sub(*above)));
            }
        }
        above = Some(line);
    }
    raw
}

/// The beginning of a packed stream, ended at a whole byte so that another may follow.
fn begun(raw: &[u8]) -> Vec<u8> {
    if raw.is_empty() {
        return Vec::new();
    }
    let flags = create_comp_flags_from_zip_params(LEVEL.into(), 0, 0);
    let mut out = Vec::new();
    let (status, _) = compress_to_output(&mut CompressorOxide::new(flags), raw, TDEFLFlush::Sync, |bytes| {
        out.extend_from_slice(bytes);
        true
    });
    assert_eq!(status, TDEFLStatus::Okay, "memory takes everything");
    out
}

/// The file: signature, header, resolution, pixels (packed, in parts, with the sum of what was packed), end.
fn file(packed: &[&[u8]], sum: u32, (width, height): (u32, u32)) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    header.extend([8, 2, 0, 0, 0]);
    let mut density = [PER_METRE.to_be_bytes(), PER_METRE.to_be_bytes()].concat();
    density.push(1);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut file, b"IHDR", &header);
    chunk(&mut file, b"pHYs", &density);
    let (head, sum) = ([0x78, 0x9c], sum.to_be_bytes());
    let mut stream = head.to_vec();
    packed.iter().for_each(|part| stream.extend_from_slice(part));
    stream.extend(sum);
    chunk(&mut file, b"IDAT", &stream);
    chunk(&mut file, b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: &[u8; 4], data: &[u8]) {
    file.extend((data.len() as u32).to_be_bytes());
    let start = file.len();
    file.extend(kind);
    file.extend(data);
    let sum = crc(&file[start..]);
    file.extend(sum.to_be_bytes());
}

/// CRC-32 as PNG wants it (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a PNG's stream holds, unpacked and checked.
    fn unpacked(file: &[u8]) -> Vec<u8> {
        let at = file.windows(4).position(|name| name == b"IDAT").unwrap();
        let length = u32::from_be_bytes(*file[at - 4..].first_chunk().unwrap()) as usize;
        miniz_oxide::inflate::decompress_to_vec_zlib(&file[at + 4..at + 4 + length]).unwrap()
    }

    #[test]
    fn what_lies_below_the_title_is_the_same_in_both_files() {
        let Ok(font) = Font::find(None) else {
            println!("skipped: no font");
            return;
        };
        let mut scene = Scene { height: 60, title: 20, ..Scene::default() };
        scene.bold(16, 34, 16, "标题");
        scene.area(30, 40, 100, 12, (1, 2, 3));
        let (whole, bare) = print_twice(&scene, &font).unwrap();
        let row = (WIDTH * SCALE) as usize * 3 + 1;
        let (whole, bare) = (unpacked(&whole), unpacked(&bare));
        assert_eq!((whole.len(), bare.len()), (60 * 3 * row, 40 * 3 * row));
        assert!(whole[20 * 3 * row..] == bare[..]);
        assert!(whole[..20 * 3 * row].iter().any(|byte| *byte != 0 && *byte != 255), "the title is there");
        let untitled = Scene { title: 0, ..scene };
        let (whole, bare) = print_twice(&untitled, &font).unwrap();
        assert!(whole == bare && unpacked(&whole).len() == 60 * 3 * row);
    }

    #[test]
    fn the_sum_is_that_of_the_standard() {
        assert_eq!(crc(b"IEND"), 0xae42_6082);
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
    }
}
