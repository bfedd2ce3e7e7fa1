//! A teacher's notes: for a moment of a lesson, what to say, the open question with its answer and with what the wrong
//! options mean, and what comes next; or all notes of a lesson.

use crate::course::catalog::{Lesson, Scene};
use crate::course::lesson::inline::SourceLanguage;
use crate::course::question::misconception;
use crate::course::question::prediction::{ChoiceOrigin, PreparedQuestion};
use crate::course::tour::opening::SceneSession;
use crate::course::tour::{BeatStatus, QuestionId, Tour};
use crate::session::Session;
use std::io::{self, Write};
use std::sync::Arc;

/// A line of the notes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteLine {
    /// A heading.
    Heading(String),
    /// Text, which may be long.
    Text(String),
    /// An empty line.
    Gap,
}

/// Where a class stands in a lesson.
#[derive(Clone, Debug, Default)]
pub struct Standing<'a> {
    /// The beat, by its place in the lesson.
    pub beat: Option<usize>,
    /// The name of the question on the screen.
    pub question: Option<&'a str>,
    /// Whether the class sees its answer too.
    pub is_answered: bool,
    /// The names of the questions that the run will answer.
    pub left_to_run: &'a [String],
}

/// Writes all notes of a lesson, with its questions.
pub fn tell(out: &mut dyn Write, lesson: &Arc<Lesson>, language: SourceLanguage) -> io::Result<()> {
    for line in whole(lesson, language) {
        match line {
            NoteLine::Heading(text) | NoteLine::Text(text) => writeln!(out, "{text}")?,
            NoteLine::Gap => writeln!(out)?,
        }
    }
    Ok(())
}

/// Returns all notes of a lesson.
#[must_use]
pub fn whole(lesson: &Arc<Lesson>, language: SourceLanguage) -> Vec<NoteLine> {
    let mut lines = vec![NoteLine::Heading(lesson.heading())];
    let scenes = lesson.scenes_with_beats();
    for scene in &scenes {
        let Some(mut teller) = Teller::new(lesson, scene, language) else { continue };
        if scenes.len() > 1 {
            lines.extend([NoteLine::Gap, NoteLine::Heading(format!("Scene: {}", scene.title))]);
        }
        for (nth, (beat, ..)) in teller.tour.beats(&teller.session).into_iter().enumerate() {
            lines.push(NoteLine::Gap);
            teller.beat(nth, beat, &mut lines);
            let count = teller.tour.page().beats.get(beat).map_or(0, |beat| beat.questions.len());
            for which in 0..count {
                if let Some(asked) = teller.question(QuestionId::Beat(beat, which)) {
                    teller.answers(&asked, &mut lines);
                }
            }
        }
    }
    lines
}

/// Returns the notes for the moment that a class sees.
#[must_use]
pub fn here(
    lesson: &Arc<Lesson>,
    visit: SceneSession,
    standing: &Standing<'_>,
    language: SourceLanguage,
) -> Vec<NoteLine> {
    let mut lines = Vec::new();
    let Some(scene) = visit.subject.scene().cloned() else { return lines };
    let Some(mut teller) = Teller::at(lesson, scene, visit, language) else { return lines };
    let beats = teller.tour.beats(&teller.session);
    let place = beats.iter().position(|(beat, ..)| Some(*beat) == standing.beat);
    match place {
        Some(nth) => teller.beat(nth, beats[nth].0, &mut lines),
        None => lines.push(NoteLine::Heading("Before the first beat".to_owned())),
    }
    if let Some(name) = standing.question {
        lines.push(NoteLine::Gap);
        let on_screen = if standing.is_answered { "Answered" } else { "Open now" };
        lines.push(NoteLine::Heading(format!("{on_screen}: a question")));
        match teller.named(name) {
            Some(asked) => teller.answers(&asked, &mut lines),
            None => lines.push(NoteLine::Text(
                "It is about a change; its answer comes with the run.".to_owned(),
            )),
        }
    }
    for name in standing.left_to_run {
        if let Some(asked) = teller.named(name) {
            lines.push(NoteLine::Gap);
            lines.push(NoteLine::Heading("Open until the run shows it".to_owned()));
            teller.answers(&asked, &mut lines);
        }
    }
    lines.extend([NoteLine::Gap, NoteLine::Heading("Next".to_owned())]);
    let is_ahead = |status: &BeatStatus| *status == BeatStatus::Ahead;
    let next = beats
        .iter()
        .enumerate()
        .find(|(nth, (.., status))| is_ahead(status) && place.is_none_or(|place| *nth > place));
    let open = standing.question.is_none().then(|| teller.next_question(standing)).flatten();
    if let Some(ask) = open {
        lines.push(NoteLine::Text(format!("A question: {ask}")));
    }
    lines.push(NoteLine::Text(match next {
        Some((nth, (_, beat, _))) => format!("b{}  {}", nth + 1, teller.words(&beat.title)),
        None => match teller.next_scene() {
            Some(title) => format!("The next scene: {title}"),
            None => "The end of the lesson.".to_owned(),
        },
    }));
    lines
}

struct Teller {
    lesson: Arc<Lesson>,
    scene: Scene,
    session: Session,
    tour: Tour,
    language: SourceLanguage,
}

impl Teller {
    fn new(lesson: &Arc<Lesson>, scene: &Scene, language: SourceLanguage) -> Option<Teller> {
        Teller::at(lesson, scene.clone(), SceneSession::new(lesson, scene), language)
    }

    fn at(
        lesson: &Arc<Lesson>,
        scene: Scene,
        visit: SceneSession,
        language: SourceLanguage,
    ) -> Option<Teller> {
        let nth = visit.subject.scene_index()?;
        let mut session = visit.session;
        let at = session.position();
        let tour = Tour::new(lesson, nth, &mut session)?;
        session.go(at);
        Some(Teller { lesson: Arc::clone(lesson), scene, session, tour, language })
    }

    fn words(&self, text: &str) -> String {
        self.scene.words(text, self.language).replace('*', "")
    }

    /// Adds a beat's number and title, and its note.
    fn beat(&self, nth: usize, beat: usize, lines: &mut Vec<NoteLine>) {
        let Some(beat) = self.tour.page().beats.get(beat) else { return };
        lines.push(NoteLine::Heading(format!("b{}  {}", nth + 1, self.words(&beat.title))));
        let note = beat.note.as_deref().unwrap_or("This beat has no note.");
        lines.push(NoteLine::Text(self.words(note)));
    }

    fn question(&mut self, id: QuestionId) -> Option<PreparedQuestion> {
        self.tour.prepared_question(&self.session, id)
    }

    /// The question with this name, as the plan of the scene has it.
    fn named(&mut self, name: &str) -> Option<PreparedQuestion> {
        let id = self.tour.planned_questions(&self.session).into_iter().map(|(id, _)| id);
        let id = id.into_iter().find(|id| id.to_string() == name)?;
        self.question(id)
    }

    /// What the question at this moment asks, if it is still to be put.
    fn next_question(&mut self, standing: &Standing<'_>) -> Option<String> {
        let at = self.session.position();
        let planned = self.tour.planned_questions(&self.session);
        let is_here = |(id, place): &&(QuestionId, usize)| {
            *place == at && !standing.left_to_run.contains(&id.to_string())
        };
        let (id, _) = planned.iter().find(is_here)?;
        let asked = self.question(*id)?;
        Some(self.words(&asked.ask))
    }

    fn next_scene(&self) -> Option<String> {
        let scenes = self.lesson.scenes_with_beats();
        let here = scenes.iter().position(|scene| scene.name == self.scene.name)?;
        scenes.get(here + 1).map(|scene| scene.title.clone())
    }

    /// Adds a question, its options, and what each wrong one means.
    fn answers(&self, asked: &PreparedQuestion, lines: &mut Vec<NoteLine>) {
        lines.push(NoteLine::Text(format!("Q: {}", self.words(&asked.ask))));
        let right = asked.right();
        let right_text = asked.options.get(right).map_or("", |option| &option.text);
        for (nth, option) in asked.options.iter().enumerate() {
            let number = nth + 1;
            let text = self.words(&option.text);
            if nth == right {
                lines.push(NoteLine::Text(format!("{number})  {text}  (right)")));
                continue;
            }
            let belief = |id: &str| misconception::find(id).map(|one| one.belief.to_owned());
            let meaning = match &option.origin {
                ChoiceOrigin::MentalModel(model) => model.misconception.and_then(belief),
                ChoiceOrigin::Author(Some(id)) => belief(id),
                ChoiceOrigin::Author(None) | ChoiceOrigin::Right => None,
            };
            let reason = option.feedback.strip_prefix(&format!("No: {right_text}. "));
            let reason = self.words(reason.unwrap_or(&option.feedback));
            lines.push(NoteLine::Text(match meaning {
                Some(belief) => format!("{number})  {text}  (believed: {belief}) {reason}"),
                None => format!("{number})  {text}  {reason}"),
            }));
        }
    }
}
