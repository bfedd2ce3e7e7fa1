//! All texts of a lesson, each with the line to report it at and the scene that it is read in.

use super::subject::Subject;
use crate::course::lesson::page::{Question, QuestionKind};

/// A text of a lesson.
#[derive(Clone, Copy, Debug)]
pub(super) struct LessonText<'a> {
    /// The line of the block or the heading that it belongs to.
    pub line: usize,
    /// The scene, counted from 0.
    pub scene: usize,
    /// What it is.
    pub kind: TextKind,
    /// The text.
    pub text: &'a str,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextKind {
    /// A paragraph of the opening.
    Opening,
    /// The words of a beat.
    Beat,
    /// A question, a hint, or where to look.
    Question,
    /// An answer, as it is offered.
    Answer,
    /// What is said to an answer.
    Feedback,
    /// A change, or what to look at after it.
    Change,
    /// The end card.
    End,
    /// A note on a line of the source.
    Note,
    /// A teacher's note on a beat.
    TeacherNote,
}

/// Returns all texts of a lesson, in the order of the file. Titles are none of them.
pub(super) fn all<'a>(subject: Subject<'a>) -> Vec<LessonText<'a>> {
    let page = subject.page;
    let mut texts = Vec::new();
    let mut add =
        |line, scene, kind, text: &'a str| texts.push(LessonText { line, scene, kind, text });
    for note in &page.front.twin {
        let line = subject.line_of(&format!("at = \"{}\"", note.at));
        add(line, note.scene.saturating_sub(1), TextKind::Note, &note.note);
    }
    for gloss in &page.front.gloss {
        let line = subject.line_of(&format!("at = \"{}\"", gloss.at));
        add(line, gloss.scene.saturating_sub(1), TextKind::Note, &gloss.note);
    }
    for paragraph in &page.opening {
        let first = paragraph.lines().next().unwrap_or("~");
        add(subject.line_of(first), 0, TextKind::Opening, paragraph);
    }
    for beat in &page.beats {
        add(beat.line, beat.scene, TextKind::Beat, &beat.text);
        if let Some(note) = &beat.note {
            add(beat.line, beat.scene, TextKind::TeacherNote, note);
        }
        for ask in &beat.questions {
            question(ask, beat.scene, &mut add);
        }
    }
    for change in &page.variants {
        let scene = change.scene.saturating_sub(1);
        for text in [&change.change, &change.look] {
            add(change.line, scene, TextKind::Change, text);
        }
        if let Some(ask) = &change.prediction {
            question(ask, scene, &mut add);
        }
    }
    if let Some(end) = &page.end {
        let more = end.exercise.iter().chain(&end.next);
        for text in end.learned.iter().chain([&end.try_it]).chain(more) {
            add(end.line, 0, TextKind::End, text);
        }
    }
    texts
}

fn question<'a>(
    ask: &'a Question,
    scene: usize,
    add: &mut impl FnMut(usize, usize, TextKind, &'a str),
) {
    let (question, right, yes, wrong, hint, look) = match &ask.kind {
        QuestionKind::Predicted(one) => {
            (&one.ask, None, &one.yes, &one.wrong, &one.hint, &one.look)
        }
        QuestionKind::Authored(one) => {
            (&one.ask, Some(&one.right), &one.yes, &one.wrong, &one.hint, &one.look)
        }
    };
    for text in [question, look].into_iter().chain(hint) {
        add(ask.line, scene, TextKind::Question, text);
    }
    for text in right.into_iter().chain(wrong.iter().map(|wrong| &wrong.answer)) {
        add(ask.line, scene, TextKind::Answer, text);
    }
    let no = match &ask.kind {
        QuestionKind::Predicted(one) => one.no.values().collect(),
        QuestionKind::Authored(_) => Vec::new(),
    };
    for text in yes.iter().chain(no).chain(wrong.iter().map(|wrong| &wrong.feedback)) {
        add(ask.line, scene, TextKind::Feedback, text);
    }
}
