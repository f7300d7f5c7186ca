//! Figures as values: what their SVG says and where it stands, read by an XML reader; the same bytes
//! twice; fonts that are none; names and numbers that are too long, too many, or missing.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeSet;
use std::path::Path;
use suicha::core::lang::Lang;
use suicha::core::time::Date;
use suicha::report::figure::{
    Bar, Bars, Body, Curve, Figure, Font, FontError, Heat, LEAST, Panel, Rate, Role, Shade, Steps, Strip,
    TITLE, WIDTH, width,
};

/// A text of an SVG: its box, estimated, and its words.
#[derive(Clone, Debug)]
pub struct Set {
    pub left: i32,
    pub right: i32,
    pub baseline: i32,
    pub size: i32,
    pub words: String,
}

/// What a reader finds in an SVG.
#[derive(Default)]
pub struct Page {
    pub height: i32,
    pub texts: Vec<Set>,
    pub ids: Vec<String>,
    pub heads: Vec<String>,
    /// Upper ends of everything that is no text, the paper aside.
    pub tops: Vec<i32>,
}

/// Reads an SVG strictly.
pub fn read(svg: &str) -> Page {
    let mut reader = Reader::from_str(svg);
    let (mut page, mut inside, mut open) = (Page::default(), Vec::new(), None);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                page.ids.extend(attribute(&tag, "id"));
                if name == "svg" {
                    page.height = number(&tag, "height");
                }
                if name == "text" {
                    open = Some(set(&tag));
                }
                inside.push(name);
            }
            Event::Empty(tag) => match tag.name().as_ref() {
                "rect" if number(&tag, "width") == WIDTH => {}
                "rect" => page.tops.push(number(&tag, "y")),
                "line" => page.tops.push(number(&tag, "y1").min(number(&tag, "y2"))),
                "polyline" => {}
                other => panic!("an element {:?}", other),
            },
            Event::Text(text) => {
                let words = text.to_string();
                said(&mut page, &inside, &mut open, &words);
            }
            Event::GeneralRef(name) => {
                let c = match &*name {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                };
                said(&mut page, &inside, &mut open, c);
            }
            Event::End(_) if inside.pop().as_deref() == Some("text") => {
                let (mut set, anchor): (Set, String) = open.take().unwrap();
                let wide = width(&set.words, set.size);
                (set.left, set.right) = match anchor.as_str() {
                    "start" => (set.left, set.left + wide),
                    "middle" => (set.left - wide / 2, set.left + wide / 2),
                    _ => (set.left - wide, set.left),
                };
                page.texts.push(set);
            }
            _ => {}
        }
    }
    assert!(inside.is_empty());
    page
}

fn said(page: &mut Page, inside: &[String], open: &mut Option<(Set, String)>, words: &str) {
    match (inside.last().map(String::as_str), open) {
        (Some("text"), Some((set, _))) => set.words.push_str(words),
        (Some("title" | "desc"), _) if inside.len() == 2 => page.heads.push(words.to_owned()),
        _ => {}
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().map(Result::unwrap).find(|a| a.key.as_ref() == name)?;
    Some(found.value.into_owned())
}

fn number(tag: &BytesStart<'_>, name: &str) -> i32 {
    attribute(tag, name).unwrap().parse().unwrap()
}

fn set(tag: &BytesStart<'_>) -> (Set, String) {
    let size: f64 = attribute(tag, "font-size").unwrap().parse().unwrap();
    let size = size.round() as i32;
    let baseline = number(tag, "y") + (size * 76 + 50) / 100;
    let left = number(tag, "x");
    (Set { left, right: left, baseline, size, words: String::new() }, attribute(tag, "text-anchor").unwrap())
}

/// What holds for every figure: names are unique, texts stand on the page and not on each other, the title
/// stands above everything else, title and description are there for those who hear it.
pub fn well_set(figure: &Figure) -> Page {
    let svg = figure.svg();
    assert_eq!(svg, figure.svg(), "the same value gives the same bytes");
    let page = read(&svg);
    assert_eq!(page.ids.iter().collect::<BTreeSet<_>>().len(), page.ids.len(), "ids are unique");
    assert!(["title", "desc"].iter().all(|id| page.ids.iter().any(|known| known == id)));
    assert!(page.heads.concat().contains(&figure.subtitle), "{:?}", page.heads);
    let first = page.tops.iter().min().copied().unwrap_or(i32::MAX);
    for text in &page.texts {
        assert!(text.left >= 0 && text.right <= WIDTH, "beyond the page: {text:?}");
        assert!(text.baseline < page.height, "below the page: {text:?}");
        assert!(text.size >= LEAST, "too small for print: {text:?}");
        if text.size == TITLE {
            assert!(text.baseline < first, "{text:?} stands in the plot at {first}");
        }
        assert!(!text.words.contains(['\n', '\r']));
    }
    for (at, one) in page.texts.iter().enumerate() {
        for other in &page.texts[at + 1..] {
            let apart = one.right <= other.left + 3
                || other.right <= one.left + 3
                || (one.baseline - other.baseline).abs() >= one.size.min(other.size) - 1;
            assert!(apart, "{one:?} on {other:?}");
        }
    }
    page
}

fn figure(body: Body) -> Figure {
    Figure {
        id: "trial".into(),
        title: "试验 <图> & 长标题".repeat(9),
        subtitle: "单位：户；n=12".into(),
        notes: vec!["来源：试验数据，".repeat(30), "数据截至 2023-09-30。".into()],
        body,
        lang: Lang::Zh,
    }
}

fn name(n: usize) -> String {
    format!("第{n}个{}", "名称很长很长的事项".repeat(11))
}

fn bars(panels: usize, each: usize) -> Bars {
    let bar = |panel: usize, n: usize| Bar {
        cell: format!("p{panel}/{n}"),
        label: name(n),
        value: (n * n * 37 % 1000) as u64,
        shade: [Shade::Light, Shade::Dark, Shade::Hatched][n % 3],
    };
    let panel = |at: usize| Panel {
        title: name(at),
        bars: (0..each).map(|n| bar(at, n)).collect(),
        line: Some((45_000, "期望".into())),
    };
    let legend = vec![(Shade::Light, "未发现问题".into()), (Shade::Hatched, name(1))];
    Bars { panels: (0..panels).map(panel).collect(), unit: "项".into(), legend, cut: false }
}

#[test]
fn bars_stand_apart_whatever_the_names() {
    let page = well_set(&figure(Body::Bars(bars(7, 9))));
    assert_eq!(page.ids.iter().filter(|id| id.starts_with("c.p")).count(), 63);
    assert!(page.texts.iter().any(|text| text.words.ends_with('…')), "long names say that they are cut");
    assert!(page.texts[0].words.starts_with("试验 <图> & 长标题"), "{:?}", page.texts[0]);
    well_set(&figure(Body::Bars(bars(1, 3000))));
    well_set(&figure(Body::Bars(bars(0, 0))));
    well_set(&figure(Body::Bars(bars(2, 0))));
}

#[test]
fn a_cut_bar_is_told_and_only_a_light_one() {
    let mut some = bars(1, 3);
    for (bar, value) in some.panels[0].bars.iter_mut().zip([900, 40, 7]) {
        bar.value = value;
    }
    some.panels[0].line = None;
    assert_eq!(some.reach(), (900, false));
    some.cut = true;
    assert_eq!(some.reach(), (50, true));
    some.panels[0].bars[0].value = 120;
    assert_eq!(some.reach(), (120, false));
    some.panels[0].bars[0].shade = Shade::Dark;
    some.panels[0].bars[0].value = 900;
    assert_eq!(some.reach(), (900, false));
}

fn strip(n: usize, drawn: usize) -> Strip {
    let ticket = |at: usize| {
        let role = if at < drawn {
            Role::Drawn
        } else if at < drawn + 10 {
            Role::Reserve
        } else {
            Role::Passed
        };
        (at as f64 / n as f64, role)
    };
    Strip {
        cell: format!("t/s{n}"),
        title: name(n),
        detail: format!("可抽 {n} 户，抽中 {drawn}"),
        threshold: drawn.checked_sub(1).map(|last| ticket(last).0),
        tickets: (0..n).map(ticket).collect(),
    }
}

#[test]
fn strips_hold_one_ticket_none_and_many() {
    let strips =
        vec![strip(1, 1), strip(0, 0), strip(12, 0), strip(400, 8), strip(30_000, 600), strip(90, 90)];
    let page = well_set(&figure(Body::Strips(strips)));
    for n in [0, 1, 12, 90, 400, 30_000] {
        assert!(page.ids.contains(&format!("c.t:s{n}")), "{n}");
    }
    let says = |words: &str| page.texts.iter().any(|text| text.words == words);
    assert!(says("0.01750"), "the threshold stands at its line");
    assert!(
        page.texts.iter().any(|text| text.words.starts_with("柱高：每格户数")),
        "many tickets are columns"
    );
    well_set(&figure(Body::Strips(Vec::new())));
}

#[test]
fn steps_of_one_day_of_years_and_of_nothing() {
    let day = |n: i64| Date::from_days(Date::new(2023, 9, 15).unwrap().days() + n).unwrap();
    let curve = |cell: &str, shade, points: Vec<(Date, u64)>| Curve {
        cell: cell.into(),
        label: format!("曲线{cell}"),
        points,
        shade,
    };
    for (length, whole) in [(0, 0), (0, 12), (30, 3128), (1200, 9_000_000)] {
        let points = |late: i64| (0..=length.min(40)).map(|n| (day(n.min(length) + late), whole)).collect();
        let curves = vec![
            curve("due", Shade::Hatched, points(0)),
            curve("recorded", Shade::Light, points(0)),
            curve("published", Shade::Dark, Vec::new()),
        ];
        let marks = (0..9).map(|n| (day(n * length / 9), "任务期限".to_owned())).collect();
        let steps = Steps {
            curves,
            days: (day(0), day(length)),
            as_of: day(length / 2),
            end: (length == 30).then(|| "计至".to_owned()),
            whole: (whole, "应检".into()),
            marks,
            unit: "项".into(),
        };
        let page = well_set(&figure(Body::Steps(steps)));
        assert!(page.texts.iter().any(|text| text.words.starts_with("曲线published 0")));
    }
}

#[test]
fn rates_stand_in_their_cells() {
    let rate = |n: usize, m: usize| Rate {
        cell: format!("r{n}/m{m}"),
        part: (n * m % 7) as u64,
        whole: if n == 1 { 0 } else { 7 + n as u64 },
    };
    let heat = |rows: usize, columns: usize| Heat {
        rows: (0..rows).map(name).collect(),
        columns: (0..columns).map(name).collect(),
        cells: (0..rows).map(|n| (0..columns).map(|m| rate(n, m)).collect()).collect(),
    };
    for (rows, columns) in [(1, 1), (41, 10), (3000, 2)] {
        let page = well_set(&figure(Body::Heat(heat(rows, columns))));
        assert_eq!(page.ids.iter().filter(|id| id.starts_with("c.r")).count(), rows * columns);
    }
    well_set(&figure(Body::Heat(heat(0, 0))));
    let of = |part, whole| Rate { cell: String::new(), part, whole }.thousandths();
    assert_eq!(
        (of(1, 3), of(2, 3), of(0, 5), of(5, 5), of(0, 0)),
        (Some(333), Some(667), Some(0), Some(1000), None)
    );
}

#[test]
fn a_font_that_is_none_gives_no_boxes() {
    assert_eq!(Font::among(None, &[]).err(), Some(FontError::Missing));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.ttf");
    assert!(matches!(Font::find(Some(&file)), Err(FontError::Unreadable(_))));
    for bytes in [&b""[..], b"no font", b"ttcf\0\x02\0\0\xff\xff\xff\xff\0\0\0\x10", b"OTTO\0\x01"] {
        std::fs::write(&file, bytes).unwrap();
        assert!(matches!(Font::find(Some(&file)), Err(FontError::NoFont(_))), "{bytes:?}");
    }
    let latin = Path::new("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf");
    if latin.is_file() {
        assert!(matches!(Font::find(Some(latin)), Err(FontError::Lacks(_, '签'))));
    }
}

#[test]
fn the_same_value_gives_the_same_pixels_and_a_lacking_letter_none() {
    let Ok(font) = Font::find(None) else {
        return eprintln!("no Chinese font here: skipped");
    };
    let mut some = figure(Body::Bars(bars(3, 4)));
    let png = some.png(&font).unwrap();
    assert_eq!(png, some.png(&font).unwrap());
    assert_eq!(png[..8], *b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20) as i32), (1920, 3 * read(&some.svg()).height));
    let data = png.windows(4).position(|part| part == b"IDAT").unwrap();
    let length = side(data - 4) as usize;
    let raw = pixels(&png[data + 4..data + 4 + length], side(16), side(20));
    let dark = raw.chunks(3).filter(|pixel| *pixel == [8, 81, 156]).count();
    assert!(dark > 1000, "the bars are there: {dark}");
    some.subtitle.push('\u{10ffff}');
    assert_eq!(some.png(&font).err(), Some(FontError::Lacks(font.name.clone(), '\u{10ffff}')));
}

/// The pixels of a PNG of ours, its filter undone.
fn pixels(data: &[u8], width: u32, height: u32) -> Vec<u8> {
    let raw = miniz_oxide::inflate::decompress_to_vec_zlib(data).unwrap();
    let row = width as usize * 3;
    assert_eq!(raw.len(), (row + 1) * height as usize);
    let mut all: Vec<u8> = Vec::with_capacity(row * height as usize);
    for line in raw.chunks(row + 1) {
        let above = all.len().checked_sub(row);
        for (x, byte) in line[1..].iter().enumerate() {
            // Filter 0: as it is; 2: the difference to the line above.
            let over = above.filter(|_| line[0] == 2).map_or(0, |above| all[above + x]);
            all.push(byte.wrapping_add(over));
        }
    }
    all
}
