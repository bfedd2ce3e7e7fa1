//! The picture, read as XML, gives the screen's cells again.

use crate::driver::Screen;
use coroscope::export::styled_run::{Paper, RunStyle, runs};
use coroscope::export::svg::{self, Caption};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use roxmltree::{Document, Node};
use unicode_width::UnicodeWidthChar;

/// What is seen in a cell: a letter, its colour and weight where there is one, and what is behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Seen {
    letters: String,
    fg: Option<String>,
    bg: Option<String>,
    weight: String,
}

fn drawn(buffer: &Buffer, paper: Paper) -> Vec<Vec<Seen>> {
    let of_row = |row: Rect| {
        let mut cells = Vec::new();
        for run in runs(buffer, row, paper) {
            let RunStyle { fg, bg, weight } = run.style;
            let start = cells.len();
            for letter in run.text.chars() {
                let width = letter.width().unwrap_or(0);
                if width == 0 {
                    let last: &mut Seen = cells.last_mut().expect("it joins a letter");
                    last.letters.push(letter);
                    continue;
                }
                let bg = bg.map(|bg| bg.to_string());
                let mut seen = Seen { bg: bg.clone(), ..Seen::default() };
                if letter != ' ' || weight.contains(Modifier::UNDERLINED) {
                    seen.letters = letter.to_string();
                    seen.fg = fg.map(|fg| fg.to_string());
                    let weights = [
                        (Modifier::BOLD, 'b'),
                        (Modifier::DIM, 'd'),
                        (Modifier::ITALIC, 'i'),
                        (Modifier::UNDERLINED, 'u'),
                    ];
                    seen.weight = weights
                        .iter()
                        .filter(|(w, _)| weight.contains(*w))
                        .map(|(_, c)| c)
                        .collect();
                }
                cells.push(seen);
                cells.extend((1..width).map(|_| Seen { bg: bg.clone(), ..Seen::default() }));
            }
            assert_eq!(cells.len() - start, usize::from(run.width), "{run:?}");
        }
        cells
    };
    buffer.area.rows().map(of_row).collect()
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    node.attribute(name).expect("it is there").parse().expect("a number")
}

/// A length in cells, which must be a whole number of them.
fn cells(length: f64, cell: f64) -> usize {
    let cells = length / cell;
    assert!((cells - cells.round()).abs() < 1e-6, "{length} is not a number of cells");
    cells.round() as usize
}

fn read(text: &str, width: usize, height: usize) -> Vec<Vec<Seen>> {
    let document = Document::parse(text).expect("XML");
    let mut seen = vec![vec![Seen::default(); width]; height];
    let drawn = document.root_element().children().filter(Node::is_element);
    let mut drawn = drawn.skip_while(|node| !node.has_tag_name("rect"));
    drawn.next().expect("the paper");
    for node in drawn {
        let column = cells(number(node, "x") - 10.0, 8.4);
        if node.has_tag_name("rect") {
            let row = cells(number(node, "y") - 10.0, 16.0);
            let to = column + cells(number(node, "width"), 8.4);
            for cell in &mut seen[row][column..to] {
                assert_eq!(
                    cell.bg.replace(node.attribute("fill").expect("filled").to_owned()),
                    None
                );
            }
            continue;
        }
        assert!(node.has_tag_name("text"), "{node:?}");
        let row = cells(number(node, "y") - 10.0 - 12.2, 16.0);
        let mut at = column;
        let attributes = [
            ("font-weight", 'b'),
            ("fill-opacity", 'd'),
            ("font-style", 'i'),
            ("text-decoration", 'u'),
        ];
        let weight: String =
            attributes.iter().filter(|(a, _)| node.has_attribute(*a)).map(|(_, c)| c).collect();
        let letters = node.text().expect("letters");
        assert!(!letters.contains("  ") && letters.trim_matches(' ') == letters, "blanks are lost");
        for letter in letters.replace('\u{a0}', " ").chars() {
            let width = letter.width().unwrap_or(0);
            if width == 0 {
                seen[row][at - 1].letters.push(letter);
                continue;
            }
            let cell = &mut seen[row][at];
            assert_eq!(cell.letters, "", "two letters in one cell");
            if letter != ' ' || weight.contains('u') {
                cell.letters = letter.to_string();
                cell.fg = node.attribute("fill").map(str::to_owned);
                cell.weight.clone_from(&weight);
            }
            at += width;
        }
        assert_eq!(at - column, cells(number(node, "textLength"), 8.4), "{:?}", node.text());
    }
    seen
}

fn holds(buffer: &Buffer, paper: Paper) {
    let mut file = Vec::new();
    let caption = Caption { title: "a <b> & c".to_owned(), sentence: "“x” < 'y'".to_owned() };
    svg::write(&mut file, buffer, paper, &caption).expect("memory");
    let text = String::from_utf8(file).expect("UTF-8");
    let (width, height) = (buffer.area.width.into(), buffer.area.height.into());
    let (right, read) = (drawn(buffer, paper), read(&text, width, height));
    for (nth, (right, read)) in right.iter().zip(&read).enumerate() {
        assert_eq!(right, read, "row {nth}");
    }
    assert!(text.contains("<title id=\"title\">a &lt;b&gt; &amp; c</title>"), "{text}");
    assert!(text.contains("<desc id=\"sentence\">“x” &lt; &#39;y&#39;</desc>"), "{text}");
    has_the_size_and_colours_of(&text, buffer, paper);
}

/// A cell is 8.4 pixels wide and 16 high, and the margin is 10 on each side.
fn has_the_size_and_colours_of(text: &str, buffer: &Buffer, paper: Paper) {
    let document = Document::parse(text).expect("XML");
    let picture = document.root_element();
    let size = [
        f64::from(buffer.area.width).mul_add(8.4, 20.0),
        f64::from(buffer.area.height).mul_add(16.0, 20.0),
    ];
    let ground = picture.children().find(|node| node.has_tag_name("rect")).expect("the paper");
    for node in [picture, ground] {
        for (name, length) in ["width", "height"].into_iter().zip(size) {
            assert!((number(node, name) - length).abs() < 1e-6, "{name} of {node:?}");
        }
    }
    let view: Vec<f64> = picture
        .attribute("viewBox")
        .expect("it is there")
        .split(' ')
        .map(|part| part.parse().expect("a number"))
        .collect();
    assert_eq!(view[..2], [0.0, 0.0]);
    assert!((view[2] - size[0]).abs() < 1e-6 && (view[3] - size[1]).abs() < 1e-6, "{view:?}");
    assert_eq!(picture.attribute("font-size"), Some("14"));
    assert_eq!(picture.attribute("fill"), Some(paper.fg.to_string().as_str()));
    assert_eq!(ground.attribute("fill"), Some(paper.bg.to_string().as_str()));
    assert_eq!(picture.attribute("role"), Some("img"));
    assert_eq!(picture.attribute("aria-labelledby"), Some("title sentence"));
}

#[test]
fn a_picture_has_the_cells_of_the_screen() {
    for (address, width, height) in
        [("three-tasks@9", 120, 34), ("resume@2.4", 80, 24), ("deadlock@4", 160, 45)]
    {
        for theme in ["dark", "light", "high-contrast", "mono"] {
            let screen = Screen::new(address, width, height).with_looks(theme, theme == "mono");
            holds(&screen.buffer, Paper::of(&screen.look.theme));
        }
    }
}

#[test]
fn hostile_letters_keep_their_cells() {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 40, 4));
    let loud = Style::new().fg(Color::Indexed(200)).bg(Color::Red);
    buffer.set_string(0, 0, "</text><script>&amp;\"'", loud);
    buffer.set_string(0, 1, "日本 e\u{301} ▶●○ ╭──╮ x", Style::new().add_modifier(Modifier::all()));
    buffer.set_string(2, 2, "   ", Style::new().add_modifier(Modifier::UNDERLINED));
    buffer.set_string(9, 3, "  a  b  ", Style::new().add_modifier(Modifier::REVERSED));
    let theme = coroscope::ui::Look::default().theme;
    holds(&buffer, Paper::of(&theme));
}
