//! A scene as SVG, drawn by plotters. What its backend does not know is added afterwards: the language,
//! title and description for those who hear a figure, and names of what can be drilled into.

use super::Figure;
use super::scene::{Anchor, Item, Scene, Shape, WIDTH};
use plotters::prelude::{DrawingBackend, FontFamily, IntoFont, RGBColor, SVGBackend, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, TextStyle};

/// Fonts a reader looks for, in this order.
const FAMILIES: &str = "Noto Sans CJK SC, Source Han Sans SC, Noto Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Micro Hei, SimHei, sans-serif";

/// Prints it.
pub fn print(figure: &Figure, scene: &Scene) -> String {
    let mut drawn = String::new();
    {
        let mut backend = SVGBackend::with_string(&mut drawn, (WIDTH as u32, scene.height as u32));
        for item in &scene.items {
            paint(&mut backend, item).expect("a text in memory takes everything");
        }
        backend.present().expect("a text in memory takes everything");
    }
    named(figure, scene, &drawn)
}

fn paint(backend: &mut SVGBackend<'_>, item: &Item) -> Result<(), String> {
    let (r, g, b) = item.colour;
    let colour = RGBColor(r, g, b);
    match &item.shape {
        Shape::Area(x, y, w, h) => backend.draw_rect((*x, *y), (x + w, y + h), &colour, true).map_err(said),
        Shape::Border(x, y, w, h) => {
            backend.draw_rect((*x, *y), (x + w, y + h), &colour, false).map_err(said)
        }
        Shape::Line(from, to, thickness) => {
            let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: *thickness };
            backend.draw_line(*from, *to, &style).map_err(said)
        }
        Shape::Path(points, thickness) => {
            let style = ShapeStyle { color: colour.to_rgba(), filled: false, stroke_width: *thickness };
            backend.draw_path(points.iter().copied(), &style).map_err(said)
        }
        Shape::Text(x, y, size, anchor, bold, text) => {
            let weight = if *bold { FontStyle::Bold } else { FontStyle::Normal };
            // The backend divides sizes by 1.24 and sets a text 0.76 of its size below the point.
            let font = (FontFamily::Name(FAMILIES), f64::from(*size) * 1.24, weight).into_font();
            let across = match anchor {
                Anchor::Start => HPos::Left,
                Anchor::Middle => HPos::Center,
                Anchor::End => HPos::Right,
            };
            let style = TextStyle::from(font).color(&colour).pos(Pos::new(across, VPos::Top));
            backend.draw_text(text, &style, (*x, y - (size * 76 + 50) / 100)).map_err(said)
        }
    }
}

fn said(e: impl std::fmt::Display) -> String {
    e.to_string()
}

/// Puts names around the elements: the backend writes one for each item, in order.
fn named(figure: &Figure, scene: &Scene, drawn: &str) -> String {
    let mut lines = drawn.lines();
    let open = lines.next().unwrap_or_default().trim_end_matches('>');
    let lang = figure.lang.pick("zh-CN", "en");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{open} role=\"img\" aria-labelledby=\"title desc\" xml:lang=\"{lang}\" id=\"{}\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>\n",
        name(&figure.id),
        escaped(&figure.title),
        escaped(&figure.description())
    );
    for item in &scene.items {
        let mut element = lines.next().unwrap_or_default().to_owned();
        if element.starts_with("<text") {
            // On one line: a reader would take the break for a space.
            let (text, end) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
            element = format!("{element}{text}{end}");
        }
        match &item.cell {
            None => out.push_str(&element),
            Some((cell, says)) => out.push_str(&format!(
                "<g id=\"c.{}\"><title>{}</title>{element}</g>",
                name(cell),
                escaped(says)
            )),
        }
        out.push('\n');
    }
    out.push_str("</svg>\n");
    out
}

/// A cell as an XML id: what may not stand in one is written as its number.
fn name(cell: &str) -> String {
    let mut name = String::new();
    for c in cell.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' => name.push(c),
            '/' => name.push(':'),
            _ => name.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    name
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
