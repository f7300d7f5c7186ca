//! The figures of a report, drawn as SVG and, where there is a font for it, as PNG.

use super::super::figures::configured;
use crate::core::lang::{Lang, Twin};
use crate::core::spread::Spread;
use crate::env::Env;
use crate::publish::period::pages::Picture;
use crate::report::charts::{self, Head};
use crate::report::figure::{Figure, Font, FontError, PACKAGE};
use crate::report::narrative::Told;
use crate::workers::AllCores;

/// What was drawn.
pub struct Drawn {
    /// The pictures, titles outside: they stand in captions.
    pub pictures: Vec<Picture>,
    /// Files: name and bytes, titles inside.
    pub files: Vec<(String, Vec<u8>)>,
    /// The font, where there was one.
    pub font: Option<Font>,
    /// What went without a PNG, and why.
    pub notes: Vec<Twin>,
}

/// The figures there are numbers for.
fn figures(told: &Told, lang: Lang, public: bool, source: &str) -> Vec<Figure> {
    let head = Head {
        lang,
        bureau: told.body.to_owned(),
        period: told.scope.period,
        as_of: told.scope.as_of,
        public,
        source: source.to_owned(),
    };
    charts::figures(told.tables, told.names, &head)
}

/// Draws them all; without a usable font as SVG only, because a report is whole without PNGs.
pub fn draw(env: &Env, told: &Told, public: bool, source: &str) -> Drawn {
    let (font, mut notes) = match configured(env) {
        Ok(font) => (Some(font), Vec::new()),
        Err(none) => (None, vec![remedied(&none)]),
    };
    let (mut pictures, mut files) = (Vec::new(), Vec::new());
    // With the title inside for the files, and without it for the captions of the documents.
    let both = |figure: Figure| {
        let bare = Figure { title: String::new(), ..figure.clone() };
        let png = font.as_ref().map(|font| figure.png_twice(font)).transpose();
        (figure.svg(), bare.svg(), png, figure)
    };
    for (svg, bare, drawn, figure) in AllCores.map(figures(told, env.lang, public, source), both) {
        files.push((format!("figures/{}.svg", figure.id), svg.into_bytes()));
        let png = match drawn {
            Ok(Some((whole, bare))) => {
                files.push((format!("figures/{}.png", figure.id), whole));
                Some(bare)
            }
            Ok(None) => None,
            Err(e) => {
                notes.push(Twin::new(
                    format!("{}：{}", figure.id, e.zh()),
                    format!("{}: {}", figure.id, e.en()),
                ));
                None
            }
        };
        let alt = format!("{}\n{}", figure.title, figure.description());
        pictures.push(Picture { svg: bare, png, alt, title: figure.title, id: figure.id });
    }
    Drawn { pictures, files, font, notes }
}

fn remedied(e: &FontError) -> Twin {
    Twin::new(
        format!("{}（请安装Debian软件包{PACKAGE}，或改正suicha.toml中[figures]的font）", e.zh()),
        format!(
            "{} (install the Debian package {PACKAGE}, or mend font below [figures] of suicha.toml)",
            e.en()
        ),
    )
}
