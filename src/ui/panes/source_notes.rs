//! The notes under the lines of a source: in the twin, how Python differs from Rust; in the Rust source, what its syntax
//! means, for a reader who chose Python.

use crate::app::line_notes::{Likeness, LineNote};
use crate::app::sources::SourceTab;
use crate::course::lesson::front_matter::FrontMatter;
use crate::course::lesson::inline::SourceLanguage;
use crate::ui::draw_context::DrawContext;
use crate::ui::text_layout::wrap;
use crate::ui::theme::Role;
use ratatui::text::Line;

/// A note, and the line of the source that it is about.
pub struct Note {
    pub line: u32,
    sign: &'static str,
    text: String,
}

impl Note {
    /// Returns the note in up to `width` columns, from the column `indent` on.
    pub fn rows(
        &self,
        context: &DrawContext<'_>,
        indent: usize,
        width: usize,
    ) -> Vec<Line<'static>> {
        rows(context, self.sign, &self.text, indent, width)
    }
}

/// Returns the notes on this source, those on the lines that come first in `wanted` first.
pub fn notes(context: &DrawContext<'_>, tab: SourceTab, wanted: &[u32]) -> Vec<Note> {
    let is_ascii = context.glyphs().is_ascii;
    let sign_of = |note: &LineNote| {
        note.likeness.map_or(gloss_sign(is_ascii), |likeness| sign(likeness, is_ascii))
    };
    let all = context.app.line_notes(tab).into_iter();
    let mut notes: Vec<Note> =
        all.map(|note| Note { line: note.line, sign: sign_of(&note), text: note.text }).collect();
    let place = |note: &Note| wanted.iter().position(|line| *line == note.line);
    notes.retain(|note| place(note).is_some());
    notes.sort_by_key(place);
    notes
}

/// Returns the lesson's new Rust, for a reader who chose Python: at the moment at which the Rust source is first shown.
pub fn new_rust(context: &DrawContext<'_>, tab: SourceTab, width: usize) -> Vec<Line<'static>> {
    let app = context.app;
    let is_first = if app.source_tab == SourceTab::Rust {
        app.first_sees_rust()
    } else {
        // On a wide screen the Rust source is beside the selected one from the start.
        let guide = app.guide.as_ref();
        guide.is_some_and(|guide| guide.text.paragraph == Some(0))
            && app.open.subject.scene_index() == Some(0)
    };
    let knows_python = app.language() == Some(SourceLanguage::Python);
    let new_rust = front_matter(context).and_then(|front| front.new_rust.as_deref());
    let Some(text) = new_rust.filter(|_| is_first && knows_python && tab == SourceTab::Rust) else {
        return Vec::new();
    };
    let mut lines = vec![Line::from(context.span(Role::Heading, "New Rust syntax in this lesson"))];
    for line in text.lines() {
        lines.extend(rows(context, gloss_sign(context.glyphs().is_ascii), line, 0, width));
    }
    lines.push(Line::default());
    lines
}

fn front_matter<'a>(context: &DrawContext<'a>) -> Option<&'a FrontMatter> {
    let lesson = context.app.open.subject.lesson()?;
    lesson.page.as_ref().ok().map(|page| &page.front)
}

fn gloss_sign(is_ascii: bool) -> &'static str {
    if is_ascii { ">" } else { "\u{203a}" }
}

fn sign(likeness: Likeness, is_ascii: bool) -> &'static str {
    match (likeness, is_ascii) {
        (Likeness::Same, _) => "=",
        (Likeness::Similar, false) => "\u{2248}",
        (Likeness::Similar, true) => "~",
        (Likeness::Different, false) => "\u{2260}",
        (Likeness::Different, true) => "!=",
    }
}

fn rows(
    context: &DrawContext<'_>,
    sign: &str,
    text: &str,
    indent: usize,
    width: usize,
) -> Vec<Line<'static>> {
    let body = indent + sign.chars().count() + 1;
    let mut words = context.lesson_text(text);
    context.restyle_plain(&mut words, Role::Label);
    let wrapped = wrap(words, width.saturating_sub(body));
    let row = |(nth, line): (usize, Line<'static>)| {
        let mut whole = Line::from(" ".repeat(indent));
        let label = if nth == 0 { format!("{sign} ") } else { " ".repeat(body - indent) };
        whole.push_span(context.span(Role::Key, label));
        whole.spans.extend(line.spans);
        whole
    };
    wrapped.into_iter().enumerate().map(row).collect()
}
