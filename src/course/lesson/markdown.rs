//! Parses a `lesson.md`: Markdown for the text, TOML for the questions. The parser is strict: anything unexpected is
//! a [`Diagnostic`] with its line.

use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::page::{
    Anchor, Beat, Elsewhere, EndCard, Page, PredictBlock, Question, QuestionBlock, QuestionKind,
    Variant, Wrong,
};
use crate::course::lesson::{front_matter, inline};
use crate::course::question::cue::{Cue, CueError};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag};
use serde::de::DeserializeOwned;

/// Parses a lesson's text. Returns a page, or all problems with its form.
pub fn read(file: &str, text: &str) -> Result<Page, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text); // some editors start a file with it
    let halves = front_matter::split(file, text).map_err(|fault| vec![fault])?;
    let mut reader = Reader {
        body: halves.body,
        first: halves.body_line,
        counted: (0, halves.body_line),
        page: Page { file: file.to_owned(), ..Page::default() },
        faults: Vec::new(),
        place: Place::Opening,
    };
    match front_matter::read(file, halves.front) {
        Ok(front) => {
            let notes = front.twin.iter().map(|note| &note.note);
            for note in notes.chain(front.gloss.iter().map(|gloss| &gloss.note)) {
                reader.inline(2, halves.front, note, Blanks::No);
            }
            reader.page.front = front;
        }
        Err(fault) => reader.faults.push(fault),
    }
    reader.read();
    if reader.faults.is_empty() { Ok(reader.page) } else { Err(reader.faults) }
}

/// The part of the page that the current text belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Opening,
    Beat,
    After,
}

/// Whether a text may have placeholders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Blanks {
    Yes,
    No,
}

struct Reader<'a> {
    body: &'a str,
    first: usize,
    /// A place in the body, and its line.
    counted: (usize, usize),
    page: Page,
    faults: Vec<Diagnostic>,
    place: Place,
}

impl Reader<'_> {
    /// Returns the line of a place in the body. Blocks are asked for in order, so the lines before are counted once.
    fn line_at(&mut self, at: usize) -> usize {
        if at < self.counted.0 {
            self.counted = (0, self.first);
        }
        let (from, line) = self.counted;
        self.counted = (at, line + self.body[from..at].matches('\n').count());
        self.counted.1
    }

    fn fault(&mut self, line: usize, what: impl Into<String>, remedy: &str) {
        let fault = Diagnostic::new(&self.page.file, line, what, remedy);
        self.faults.push(fault);
    }

    /// Checks the notation of a text. `source` is what it was read from, and begins on this line.
    fn inline(&mut self, line: usize, source: &str, text: &str, blanks: Blanks) {
        let Err(error) = inline::check(text, blanks == Blanks::Yes) else { return };
        // The text may have been unescaped, so that only what follows the mistake is looked for.
        let begin: String = text[error.at..].chars().take_while(|letter| *letter != '\n').collect();
        let begin = begin.split(['"', '\\']).next().unwrap_or_default();
        let before = source.find(begin).map_or("", |at| &source[..at]);
        self.fault(line + before.matches('\n').count(), error.what, error.remedy);
    }

    fn read(&mut self) {
        let body = self.body;
        let options = Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_TABLES;
        let mut depth = 0;
        for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
            match event {
                Event::Start(tag) => {
                    if depth == 0 {
                        let (line, source) = (self.line_at(range.start), &body[range]);
                        self.block(&tag, line, source);
                    }
                    depth += 1;
                }
                Event::End(_) => depth -= 1,
                _ => {}
            }
        }
    }

    /// Parses one block of the top level.
    fn block(&mut self, tag: &Tag<'_>, line: usize, source: &str) {
        match tag {
            Tag::Heading { level: HeadingLevel::H2, .. } => self.heading(line, source),
            Tag::Heading { .. } => self.fault(
                line,
                "a heading of another level than the second",
                "write `## ` before it; the lesson's title is in the front matter",
            ),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => match info.trim() {
                "predict" => {
                    if let Some(predict) = self.toml(line, source) {
                        self.predict_texts(line, source, &predict);
                        self.ask(line, QuestionKind::Predicted(predict));
                    }
                }
                "question" => {
                    if let Some(question) = self.toml(line, source) {
                        self.question_texts(line, source, &question);
                        self.ask(line, QuestionKind::Authored(question));
                    }
                }
                "break" => {
                    if let Some(change) = self.toml::<Variant>(line, source) {
                        self.change(line, source, change);
                    }
                }
                "elsewhere" => {
                    if let Some(note) = self.toml::<Elsewhere>(line, source) {
                        self.inline(line, source, &note.note, Blanks::No);
                        self.page.elsewhere.push(Elsewhere { line, ..note });
                    }
                }
                "end" => {
                    if let Some(end) = self.toml::<EndCard>(line, source) {
                        self.end(line, source, end);
                    }
                }
                "note" => self.note(line, source),
                "rust" | "python" | "text" => self.text(line, source),
                other => {
                    let what = format!("a block of kind `{other}`");
                    let remedy =
                        "take predict, question, note, break, elsewhere, end, rust, python or text";
                    self.fault(line, what, remedy);
                }
            },
            _ => self.text(line, source),
        }
    }

    fn heading(&mut self, line: usize, source: &str) {
        let bare = source.trim().trim_start_matches('#').trim();
        let (title, attributes) = match bare.rsplit_once('{') {
            Some((title, rest)) => (title.trim(), rest.trim().trim_end_matches('}')),
            None => (bare, ""),
        };
        let mut beat = (None, None, 1);
        for (key, value) in attributes_of(attributes) {
            match key.as_str() {
                "cue" => match value.parse::<Cue>() {
                    Ok(cue) => beat.0 = Some(cue),
                    Err(error) => {
                        self.cue_fault(line, &error);
                        return;
                    }
                },
                "anchor" => beat.1 = Some(Anchor::read(&value)),
                "scene" => match value.parse() {
                    Ok(scene) if scene > 0 => beat.2 = scene,
                    _ => {
                        let what = format!("there is no scene `{value}`");
                        self.fault(line, what, "write its number, counted from 1");
                        return;
                    }
                },
                other => {
                    let what = format!("the heading has an attribute `{other}`");
                    self.fault(line, what, "take cue, anchor and scene, each as `cue=\"…\"`");
                    return;
                }
            }
        }
        let title = title.to_owned();
        let (Some(cue), anchor, scene) = beat else {
            if attributes.is_empty() {
                self.place = Place::After;
                self.page.after.push((title, String::new()));
            } else {
                self.fault(line, "the heading has no cue", "add one: `{ cue=\"pending waiter\" }`");
            }
            return;
        };
        self.place = Place::Beat;
        let (scene, text, questions, note) = (scene - 1, String::new(), Vec::new(), None);
        self.page.beats.push(Beat { title, line, scene, cue, anchor, text, questions, note });
    }

    fn text(&mut self, line: usize, source: &str) {
        self.inline(line, source, source, Blanks::No);
        let paragraph = source.trim_end();
        let into = match self.place {
            Place::Opening => return self.page.opening.push(paragraph.to_owned()),
            Place::Beat => self.page.beats.last_mut().map(|beat| &mut beat.text),
            Place::After => self.page.after.last_mut().map(|(_, text)| text),
        };
        if let Some(text) = into {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(paragraph);
        }
    }

    fn predict_texts(&mut self, line: usize, source: &str, predict: &PredictBlock) {
        let PredictBlock { ask, yes, no, wrong, hint, look, before, see, .. } = predict;
        for text in [ask, look].into_iter().chain(hint) {
            self.inline(line, source, text, Blanks::No);
        }
        for text in yes.iter().chain(no.values()) {
            self.inline(line, source, text, Blanks::Yes);
        }
        self.wrong_texts(line, source, wrong);
        self.cues(line, [before, see]);
    }

    fn question_texts(&mut self, line: usize, source: &str, question: &QuestionBlock) {
        let QuestionBlock { ask, right, yes, wrong, hint, look, see, .. } = question;
        for text in [ask, right, look].into_iter().chain(hint) {
            self.inline(line, source, text, Blanks::No);
        }
        if let Some(text) = yes {
            self.inline(line, source, text, Blanks::Yes);
        }
        self.wrong_texts(line, source, wrong);
        self.cues(line, [see]);
    }

    fn wrong_texts(&mut self, line: usize, source: &str, wrong: &[Wrong]) {
        for Wrong { answer, feedback, .. } in wrong {
            self.inline(line, source, answer, Blanks::No);
            self.inline(line, source, feedback, Blanks::Yes);
        }
    }

    fn cues<const N: usize>(&mut self, line: usize, cues: [&Option<String>; N]) {
        for cue in cues.into_iter().flatten() {
            if let Err(error) = cue.parse::<Cue>() {
                self.cue_fault(line, &error);
            }
        }
    }

    fn cue_fault(&mut self, line: usize, error: &CueError) {
        let text = error.to_string();
        let (what, remedy) = text.split_once("; ").unwrap_or((&text, ""));
        self.fault(line, what, remedy);
    }

    fn change(&mut self, line: usize, source: &str, mut change: Variant) {
        for text in [&change.change, &change.look] {
            self.inline(line, source, text, Blanks::No);
        }
        if let Some(Question { line: at, kind: QuestionKind::Predicted(predict) }) =
            &mut change.prediction
        {
            *at = line;
            self.predict_texts(line, source, predict);
        }
        self.page.variants.push(Variant { line, ..change });
    }

    fn end(&mut self, line: usize, source: &str, end: EndCard) {
        let more = end.exercise.iter().chain(&end.next);
        for text in end.learned.iter().chain([&end.try_it]).chain(more) {
            self.inline(line, source, text, Blanks::No);
        }
        if self.page.end.replace(EndCard { line, ..end }).is_some() {
            self.fault(line, "there is a second `end` block", "keep one of them");
        }
    }

    fn ask(&mut self, line: usize, kind: QuestionKind) {
        match self.page.beats.last_mut().filter(|_| self.place == Place::Beat) {
            Some(beat) => beat.questions.push(Question { line, kind }),
            None => self.fault(
                line,
                "a question stands outside of a beat",
                "move it below a heading with a cue",
            ),
        }
    }

    /// Parses a teacher's note, which is text.
    fn note(&mut self, line: usize, source: &str) {
        let text = inside_fence(source).split_whitespace().collect::<Vec<_>>().join(" ");
        self.inline(line, source, &text, Blanks::No);
        if text.is_empty() {
            self.fault(line, "the note is empty", "write a sentence, or remove the block");
            return;
        }
        match self.page.beats.last_mut().filter(|_| self.place == Place::Beat) {
            None => {
                self.fault(
                    line,
                    "a note stands outside of a beat",
                    "move it below a heading with a cue",
                );
            }
            Some(beat) if beat.note.is_none() => beat.note = Some(text),
            Some(_) => self.fault(line, "the beat has a second note", "make one note of them"),
        }
    }

    /// Parses the TOML in a fenced block.
    fn toml<T: DeserializeOwned>(&mut self, line: usize, source: &str) -> Option<T> {
        let inside = inside_fence(source);
        match toml::from_str(inside) {
            Ok(value) => Some(value),
            Err(error) => {
                let fault =
                    front_matter::toml_diagnostic(&self.page.file, inside, line + 1, &error);
                self.faults.push(fault);
                None
            }
        }
    }
}

/// Returns what a fenced block holds, without its fences.
fn inside_fence(source: &str) -> &str {
    let inside = source.split_once('\n').map_or("", |(_, rest)| rest);
    let fence = inside.trim_end().rfind("```").unwrap_or(inside.len());
    &inside[..fence]
}

/// Parses `cue="pending waiter" scene="2"` as pairs. A value in single quotes may contain double quotes.
fn attributes_of(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while let Some((key, value)) = rest.split_once('=') {
        let value = value.trim_start();
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        found.push((key.trim().to_owned(), value.to_owned()));
        rest = after.trim();
    }
    if !rest.is_empty() {
        found.push((rest.to_owned(), String::new()));
    }
    found
}
