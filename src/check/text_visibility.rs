//! Reads a lesson to its end with space, and checks the screen of each paragraph, beat, question, hint and feedback: the
//! text is there whole, so that nobody has to scroll, and so is each line of code that it names, whichever source is
//! shown. The predictions of the changes are checked in the same way.

use crate::app::App;
use crate::app::guide::Question;
use crate::app::message::{LessonMessage, Message, OverlayMessage, StepMessage};
use crate::app::overlay::Overlay;
use crate::app::pane::Pane;
use crate::app::sources::SourceTab;
use crate::check::needs_program;
use crate::course::catalog::Lesson;
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::page::Page;
use crate::course::question::prediction;
use crate::course::tour::QuestionId;
use crate::course::tour::opening::SceneSession;
use crate::record::source::Language;
use crate::ui::{self, Look, PaneTexts};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The smallest usual terminals.
const SIZES: [(u16, u16); 2] = [(80, 24), (100, 30)];

const SOURCES: [(SourceTab, SourceLanguage); 2] =
    [(SourceTab::Rust, SourceLanguage::Rust), (SourceTab::Python, SourceLanguage::Python)];

/// More stops than any lesson has.
const MOST_STOPS: usize = 2000;

/// Returns a diagnostic for each text, and for each line of code that a text names, that isn't on the screen whole.
#[must_use]
pub fn check_texts(lesson: &Arc<Lesson>) -> Vec<Diagnostic> {
    let (Ok(page), Some(scene)) = (&lesson.page, lesson.scenes.first()) else { return Vec::new() };
    let app = App::new(SceneSession::new(lesson, scene));
    let mut reader = Reader { app, page, look: Look::default(), faults: BTreeSet::new() };
    for _ in 0..MOST_STOPS {
        let before = reader.place();
        reader.check_stop();
        reader.read_on();
        if matches!(reader.app.overlay, Some(Overlay::EndCard(_))) || reader.place() == before {
            break;
        }
    }
    for nth in 0..page.variants.len() {
        reader.app = App::new(SceneSession::new(lesson, scene));
        reader.check_change(nth);
        // The program of a record can't be run in another order, so there's no end to look at.
        if !needs_program::is_unrunnable(lesson, &page.variants[nth]) {
            reader.check_result(nth);
        }
    }
    reader.faults.into_iter().collect()
}

struct Reader<'a> {
    app: App,
    page: &'a Page,
    look: Look,
    faults: BTreeSet<Diagnostic>,
}

impl Reader<'_> {
    /// Returns what differs from stop to stop.
    fn place(&self) -> (String, Option<usize>, Option<QuestionId>) {
        let guide = self.app.guide.as_ref();
        let paragraph = guide.and_then(|guide| guide.text.paragraph);
        let question = guide.and_then(|guide| guide.question.as_ref());
        (self.app.address().to_string(), paragraph, question.map(|question| question.id))
    }

    /// Goes to the next stop. A question is skipped, and it was checked before.
    fn read_on(&mut self) {
        let is_asking =
            self.app.guide.as_ref().is_some_and(super::super::app::guide::Guide::is_asking);
        let _request = self.app.update(if is_asking {
            Message::Lesson(LessonMessage::Skip)
        } else {
            Message::Step(StepMessage::Next)
        });
    }

    /// Checks what is to be read where the reader stands.
    fn check_stop(&mut self) {
        let file = &self.page.file;
        let Some(guide) = &self.app.guide else { return };
        if guide.question.is_some() {
            self.check_question();
        } else if let Some(nth) = guide.text.paragraph {
            let text = guide.opening().get(nth).copied().unwrap_or_default().to_owned();
            self.check_screen((file.clone(), 1), "the opening", &[&text]);
        } else if let Some((_, beat)) =
            guide.text.beat.clone().filter(|_| guide.text.since.is_none())
        {
            let by = format!("the beat “{}”", beat.title);
            self.check_screen((file.clone(), beat.line), &by, &[&beat.text]);
        }
    }

    /// Makes a change, and checks the prediction that is asked then.
    fn check_change(&mut self, nth: usize) {
        self.app.overlay = Some(Overlay::Changes(self.page.variants.len() + 1, nth + 1));
        let _request = self.app.update(Message::Overlay(OverlayMessage::Accept));
        self.app.notice = None;
        self.check_question();
    }

    /// Runs the change, and checks that the end of its run shows what its `look` names.
    fn check_result(&mut self, nth: usize) {
        self.read_on();
        let _request = self.app.update(Message::Step(StepMessage::ToEnd));
        self.app.notice = None;
        let change = &self.page.variants[nth];
        let (look, line) = (change.look.clone(), change.line);
        let rows = prediction::rows_in(&look);
        let panels = prediction::panels_in(&look);
        let mut named: Vec<_> = panels.into_iter().filter_map(Pane::of_panel).collect();
        named.dedup();
        if named.is_empty() {
            let what = format!("the change's `look` names no pane: “{look}”");
            let remedy = "name the pane that shows what the change did";
            self.faults.insert(Diagnostic::new(&self.page.file, line, what, remedy));
        }
        // The words that say where to look must be there whole, too.
        named.push(Pane::Lesson);
        for (tab, _) in SOURCES {
            self.app.source_tab = tab;
            for (width, height) in SIZES {
                let shown = ui::pane_texts(&self.app, &self.look, width, height);
                let hidden = named.iter().filter_map(|pane| hides(&shown, *pane, &rows));
                let texts = || named.iter().filter_map(|pane| shown.texts.get(pane));
                let is_missing = |row: &&&str| !texts().any(|text| text.contains(&bare(row)));
                let missing = rows.iter().filter(is_missing);
                let missing = missing.map(|row| format!("has no row `{row}`"));
                for fault in hidden.chain(missing) {
                    let source = if tab == SourceTab::Python { "Python" } else { "Rust" };
                    let what = format!(
                        "a {width}x{height} screen with the {source} source {fault} at the end of \
                         the change"
                    );
                    let remedy = "name a pane, or a row of it, that the end of its run shows";
                    self.faults.insert(Diagnostic::new(&self.page.file, line, what, remedy));
                }
            }
        }
    }

    /// Checks the open question: with none of its hints, with each of them, and with each answer.
    fn check_question(&mut self) {
        let open = self.app.guide.as_ref().and_then(|guide| guide.question.clone());
        let Some(asked) = open else { return };
        let line = match asked.id {
            QuestionId::Beat(beat, nth) => self.page.beats[beat].questions[nth].line,
            QuestionId::Break(nth) => self.page.variants[nth].line,
        };
        let place = (self.page.file.clone(), line);
        let ask = asked.asked.ask.clone();
        let look = asked.asked.look.clone();
        self.check_screen(place.clone(), "the question", &[&ask, &look]);
        let mut hinted = asked.clone();
        for hint in (0..).map_while(|nth| asked.asked.hint(nth)) {
            hinted.hints.push(hint.to_owned());
            self.set_question(&hinted);
            self.check_screen(place.clone(), "a hint", &[&ask, hint]);
        }
        for option in 0..asked.asked.options.len() {
            let Some(feedback) = asked.asked.feedback(option) else { continue };
            let text = feedback.text.clone();
            let mut answered = asked.clone();
            answered.answered = Some((option, feedback));
            self.set_question(&answered);
            let by = format!("the feedback to answer {}", option + 1);
            self.check_screen(place.clone(), &by, &[&ask, &text]);
        }
        self.set_question(&asked);
    }

    fn set_question(&mut self, question: &Question) {
        if let Some(guide) = &mut self.app.guide {
            guide.question = Some(question.clone());
        }
    }

    /// Checks the screen of these texts in all sizes, with each source.
    fn check_screen(&mut self, (file, line): (String, usize), by: &str, texts: &[&str]) {
        let is_python = self.app.open.session.program().language == Language::Python;
        let own = [(self.app.open.sources.first(), SourceLanguage::Python)];
        let sources: &[(SourceTab, SourceLanguage)] = if is_python { &own } else { &SOURCES };
        for (tab, language) in sources.iter().copied() {
            self.app.source_tab = tab;
            for (width, height) in SIZES {
                let PaneTexts { texts: panes, titles, viewports } =
                    ui::pane_texts(&self.app, &self.look, width, height);
                let code = panes.get(&Pane::Source).map_or("", String::as_str);
                let screen = format!(
                    "a {width}x{height} screen with the {} source",
                    if language == SourceLanguage::Rust { "Rust" } else { "Python" }
                );
                let lesson = viewports.panes.get(&Pane::Lesson).copied().unwrap_or_default();
                if lesson.lines > lesson.height {
                    let (rows, room) = (lesson.lines, lesson.height);
                    let what = format!("{by} needs {rows} rows, and {screen} has {room}");
                    let remedy = "shorten it, so that nobody has to scroll";
                    self.faults.insert(Diagnostic::new(&file, line, what, remedy));
                }
                let drafts = texts.iter().map(|text| inline::draft(text, language));
                for pane in drafts.flat_map(|text| panes_named_in(&text)) {
                    if !titles.contains(&pane) {
                        let what =
                            format!("{by} names {}, and {screen} has no such pane", pane.title());
                        let remedy = "name a pane that is there, or say it without its name";
                        self.faults.insert(Diagnostic::new(&file, line, what, remedy));
                    }
                }
                for name in texts.iter().flat_map(|text| inline::markers(text, language)) {
                    if !self.shows(tab, &name, code) {
                        let what = format!("{by} names [@{name}], and {screen} doesn't show it");
                        let remedy = "name fewer lines, or shorten them";
                        self.faults.insert(Diagnostic::new(&file, line, what, remedy));
                    }
                }
            }
        }
        self.app.source_tab = self.app.open.sources.first();
    }

    /// Returns whether the visible part of the source has the line with this marker, with its number.
    fn shows(&self, tab: SourceTab, name: &str, code: &str) -> bool {
        let subject = &self.app.open.subject;
        let source = if tab == SourceTab::Python { subject.twin() } else { subject.source() };
        let Ok(line) = source.line_of(name) else { return true };
        let text = source.display_text();
        let wanted = text.lines().nth(line as usize - 1).unwrap_or_default();
        code.contains(&bare(&format!("{line} {wanted}")))
    }
}

/// Returns what is wrong with a pane that should show these rows, or all that it has if none of them is in it: `doesn't
/// show Tasks`.
fn hides(shown: &PaneTexts, pane: Pane, rows: &[&str]) -> Option<String> {
    let name = pane.title();
    let (Some(text), Some(viewport)) = (shown.texts.get(&pane), shown.viewports.panes.get(&pane))
    else {
        return Some(format!("doesn't show {name}"));
    };
    // The pane of the code moves to the lines that are changed.
    let is_whole = viewport.lines <= viewport.height || pane == Pane::Source;
    let has_row = pane != Pane::Lesson && rows.iter().any(|row| text.contains(&bare(row)));
    (!is_whole && !has_row).then(|| format!("cuts {name}"))
}

/// Returns the panes that a text names inside its sentences, where the capital letter isn't that of the first word.
fn panes_named_in(text: &str) -> Vec<Pane> {
    let has_title = |pane: &Pane| {
        let mut places = text.match_indices(pane.title());
        places.any(|(at, title)| {
            let before = text[..at].trim_end();
            let is_inside = before.ends_with(|letter: char| letter.is_lowercase() || letter == ',');
            let is_word = |letter: char| letter.is_alphanumeric() || letter == '`';
            is_inside && before.len() < at && !text[at + title.len()..].starts_with(is_word)
        })
    };
    Pane::ALL.into_iter().filter(has_title).collect()
}

/// Returns a text without blanks, because a long line is wrapped.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::catalog;
    use crate::course::lesson::page::QuestionKind;

    #[test]
    fn every_text_of_the_lessons_and_every_line_that_it_names_is_on_the_screen() {
        let faults = catalog::lessons().iter().flat_map(check_texts);
        let faults: Vec<_> = faults.map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn lines_that_do_not_all_fit_are_a_fault() {
        let mut lesson = (**catalog::find("poll").expect("it is a lesson")).clone();
        let source = lesson.scenes[0].rust.clone();
        let markers = source.markers();
        let all = markers.iter().map(|marker| format!("[@{}]", marker.name));
        let all = all.collect::<Vec<_>>().join(", ");
        let page = lesson.page.as_mut().expect("it has a page");
        page.beats[0].text = format!("See {all}.");
        let faults = check_texts(&Arc::new(lesson));
        let hidden: Vec<_> = faults.iter().filter(|fault| !fault.is_advice).collect();
        let message = "and a 80x24 screen with the Rust source doesn't show it";
        assert!(hidden.iter().any(|fault| fault.what.contains(message)), "{faults:?}");
    }
    /// A text that no pane of these screens has room for.
    fn too_long() -> String {
        "These words are here only to be far too many for the pane. ".repeat(20)
    }

    /// Returns the faults of a lesson that say that one of its texts has to be scrolled.
    fn scrolled(lesson: Lesson) -> Vec<String> {
        let faults = check_texts(&Arc::new(lesson)).into_iter();
        let faults = faults.filter(|fault| !fault.is_advice && fault.what.contains(" rows, and "));
        faults.map(|fault| fault.to_string()).collect()
    }

    #[test]
    fn a_text_that_has_to_be_scrolled_is_a_fault() {
        let mut lesson = (**catalog::find("lazy").expect("it is a lesson")).clone();
        let page = lesson.page.as_mut().expect("it has a page");
        page.beats[0].text = too_long();
        let faults = scrolled(lesson);
        for size in ["80x24", "100x30"] {
            for source in ["Rust", "Python"] {
                let screen = format!("a {size} screen with the {source} source");
                assert!(faults.iter().any(|fault| fault.contains(&screen)), "{screen}: {faults:?}");
            }
        }
    }

    #[test]
    fn the_prediction_of_a_change_is_checked_with_its_hint_and_its_feedback() {
        for part in ["the question", "a hint", "the feedback to answer"] {
            let mut lesson = (**catalog::find("resume").expect("it is a lesson")).clone();
            let page = lesson.page.as_mut().expect("it has a page");
            let line = page.variants[0].line;
            let prediction = page.variants[0].prediction.as_mut().expect("it asks");
            let QuestionKind::Predicted(predict) = &mut prediction.kind else {
                panic!("a change is predicted")
            };
            match part {
                "the question" => predict.ask = too_long(),
                "a hint" => predict.hint = Some(too_long()),
                _ => predict.yes = Some(too_long()),
            }
            let faults = scrolled(lesson);
            let place = format!("lesson.md:{line}: {part}");
            assert!(faults.iter().any(|fault| fault.contains(&place)), "{place}: {faults:?}");
        }
    }
}
