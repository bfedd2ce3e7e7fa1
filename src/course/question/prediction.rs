//! A **prediction** is a question that is asked before a step, and that the step answers.
//!
//! The right option is the answer of the look-ahead run. The wrong options are the answers of the
//! [mental models](mental_model), and those of the author. A model with the right answer adds no
//! option, and two models with the same answer add one option. The options are sorted by value, so
//! that the position of the right one reveals nothing.

use crate::course::catalog::Lesson;
use crate::course::lesson::page::{
    Page, PredictBlock, Question, QuestionBlock, QuestionKind, Wrong,
};
use crate::course::question::answer::Answer;
use crate::course::question::mental_model::{self, MentalModel};
use crate::course::question::query::Query;
use crate::course::story::Story;
use crate::session::{Program, Session};
use crate::world::rule::Rule;

/// If the first sentence of a rule is shorter, the second one is added.
const SAYS_LITTLE: usize = 40;

/// A prepared question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedQuestion {
    /// The question.
    pub ask: String,
    /// The options.
    pub options: Vec<AnswerChoice>,
    /// The first hint: where to look.
    pub look: String,
    /// The rule that gives the answer.
    pub rule: Rule,
    /// The position at which the screen shows the answer. `None` if the author answers it.
    pub settled_at: Option<usize>,
    /// The reason that the author gives for the right answer.
    because: Option<String>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerChoice {
    /// The text.
    pub text: String,
    /// The source of the option.
    pub origin: ChoiceOrigin,
}

/// The source of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceOrigin {
    /// The run itself, or the author. This is the right option.
    Right,
    /// A mental model, and what its loop would do: “finish”, “print 4 lines”.
    MentalModel(&'static MentalModel, String),
    /// The author, with a misconception and feedback of their own.
    Author {
        /// The misconception.
        misconception: Option<String>,
        /// The feedback.
        feedback: String,
    },
}

/// The feedback to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Whether the answer was right.
    pub is_right: bool,
    /// One or two sentences.
    pub text: String,
}

/// Why a question can't be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionError {
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub remedy: &'static str,
}

/// The answer of each mental model, or `None` if it has none.
pub type Answers = Vec<(&'static MentalModel, Option<Answer>)>;

/// The context of a question: its lesson, the session, and the whole run.
#[derive(Clone, Copy)]
pub struct QuestionContext<'a> {
    /// The lesson.
    pub lesson: &'a Lesson,
    /// Its page.
    pub page: &'a Page,
    /// The scene, counted from 0.
    pub scene: usize,
    /// The run.
    pub session: &'a Session,
    /// The whole run.
    pub story: &'a Story,
    /// The position at which the question is asked.
    pub from: usize,
}

/// Prepares a question.
pub fn prepare(
    ask: &Question,
    place: QuestionContext<'_>,
) -> Result<PreparedQuestion, QuestionError> {
    match &ask.kind {
        QuestionKind::Predicted(predict) => of_run(predict, place),
        QuestionKind::Authored(question) => of_author(question),
    }
}

fn rule(name: &str) -> Result<Rule, QuestionError> {
    let number = name.strip_prefix('R').and_then(|number| number.parse::<usize>().ok());
    let rule = number.and_then(|number| Rule::ALL.get(number.checked_sub(1)?));
    rule.copied().ok_or_else(|| QuestionError {
        what: format!("`{name}` is no rule"),
        remedy: "write one of R1 to R9",
    })
}

fn author(wrong: &Wrong) -> AnswerChoice {
    let Wrong { answer, misconception, feedback } = wrong.clone();
    AnswerChoice { text: answer, origin: ChoiceOrigin::Author { misconception, feedback } }
}

fn of_author(question: &QuestionBlock) -> Result<PreparedQuestion, QuestionError> {
    let mut options: Vec<_> = question.wrong.iter().map(author).collect();
    options.push(AnswerChoice { text: question.right.clone(), origin: ChoiceOrigin::Right });
    options.sort_by_key(|option| in_order(&option.text));
    Ok(PreparedQuestion {
        ask: question.ask.clone(),
        options,
        look: question.look.clone(),
        rule: rule(&question.rule)?,
        settled_at: None,
        because: Some(question.because.clone()),
    })
}

fn of_run(
    predict: &PredictBlock,
    place: QuestionContext<'_>,
) -> Result<PreparedQuestion, QuestionError> {
    let query = query_of(predict)?;
    let right = query.ask(place.story, place.from).ok_or_else(|| QuestionError {
        what: format!("the run has no answer to `{}`", predict.query),
        remedy: "check `with`: the names are those on the screen, and `until` must come later",
    })?;
    let mut options = vec![(right.clone(), ChoiceOrigin::Right)];
    for (wrong, answer) in answers(predict, &query, place)? {
        if let Some(answer) = answer.filter(|answer| options.iter().all(|(one, _)| one != answer)) {
            let would = answer.would(query.kind());
            options.push((answer, ChoiceOrigin::MentalModel(wrong, would)));
        }
    }
    let mut options: Vec<_> = options
        .into_iter()
        .map(|(answer, origin)| AnswerChoice { text: answer.to_string(), origin })
        .collect();
    for wrong in &predict.wrong {
        if options.iter().all(|option| option.text != wrong.answer) {
            options.push(author(wrong));
        }
    }
    options.sort_by_key(|option| in_order(&option.text));
    // A record can't be run again, so the mental models that need another run have no answer.
    let least = if place.session.program().capabilities().can_reorder { 3 } else { 2 };
    if options.len() < least {
        return Err(QuestionError {
            what: format!("the prediction has {} options", options.len()),
            remedy: "name more wrong loops in `options`, or add a `[[wrong]]`: there must be three",
        });
    }
    Ok(PreparedQuestion {
        ask: predict.ask.clone(),
        options,
        look: predict.look.clone(),
        rule: rule(&predict.rule)?,
        settled_at: Some(query.settled_at(place.story, place.from)),
        because: predict.because.clone(),
    })
}

/// Compares numbers by value, and everything else alphabetically.
fn in_order(text: &str) -> (u64, String) {
    let number = text.split(|letter: char| !letter.is_ascii_digit()).next();
    (number.and_then(|digits| digits.parse().ok()).unwrap_or(u64::MAX), text.to_owned())
}

/// Returns the query of a prediction.
pub fn query_of(predict: &PredictBlock) -> Result<Query, QuestionError> {
    Query::new(&predict.query, &predict.with).map_err(|error| {
        let remedy = "write the query and its `with` as src/course/question/query.rs has them";
        QuestionError { what: error, remedy }
    })
}

/// Returns the answers of the mental models of a prediction.
pub fn answers(
    predict: &PredictBlock,
    query: &Query,
    place: QuestionContext<'_>,
) -> Result<Answers, QuestionError> {
    let mut answers = Vec::new();
    for tag in &predict.options {
        let Some(wrong) = mental_model::find(tag) else {
            let what = format!("`{tag}` is no wrong loop");
            let remedy =
                "take one of those in src/course/question/mental_model.rs, such as `wake-runs`";
            return Err(QuestionError { what, remedy });
        };
        let other = other_scene(wrong, place);
        if wrong.needs_scene() && other.is_none() {
            let what = format!("`{tag}` needs another scene to run");
            let remedy = "name it in the scene's front matter: `as_if = { overlaps = \"tasks\" }`";
            return Err(QuestionError { what, remedy });
        }
        let run = wrong.run(place.session, place.story, place.from, other);
        answers.push((wrong, run.and_then(|run| query.ask(&run.story, run.from))));
    }
    Ok(answers)
}

/// Returns the scene that does what a mental model expects of this one, if the model needs one.
#[must_use]
pub fn other_scene(wrong: &MentalModel, place: QuestionContext<'_>) -> Option<Program> {
    let name = place.page.front.scenes.get(place.scene)?.as_if.get(wrong.tag)?;
    let scene = place.lesson.scenes.iter().find(|scene| scene.name == *name)?;
    Some(scene.program())
}

impl PreparedQuestion {
    /// Returns the index of the right option.
    #[must_use]
    pub fn right(&self) -> usize {
        let right = self.options.iter().position(|option| option.origin == ChoiceOrigin::Right);
        right.unwrap_or(0)
    }

    /// Returns the feedback to this option. It names the loop that would give a wrong answer.
    #[must_use]
    pub fn feedback(&self, option: usize) -> Feedback {
        let rule = format!("{:?}", self.rule);
        let Some(choice) = self.options.get(option) else {
            return Feedback { is_right: false, text: self.reason() };
        };
        match &choice.origin {
            ChoiceOrigin::Right => {
                Feedback { is_right: true, text: format!("Right. {}", self.reason()) }
            }
            ChoiceOrigin::MentalModel(wrong, would) => {
                let by = format!("{:?}", wrong.rule);
                let text = format!(
                    "A loop that {} would {would}. This one {} ({by}).",
                    wrong.does, wrong.instead
                );
                Feedback { is_right: false, text }
            }
            ChoiceOrigin::Author { feedback, .. } => {
                let ends = feedback.trim_end_matches('.');
                Feedback { is_right: false, text: format!("{ends} ({rule}).") }
            }
        }
    }

    /// Returns the reason for the right answer, in one line.
    #[must_use]
    pub fn reason(&self) -> String {
        match &self.because {
            Some(because) => format!("{} ({:?}).", because.trim_end_matches('.'), self.rule),
            None => format!("{:?}: {}", self.rule, beginning(self.rule.text())),
        }
    }

    /// Returns the three hints: where to look, which rule, and the answer.
    #[must_use]
    pub fn hint(&self, nth: usize) -> Option<String> {
        match nth {
            0 => Some(format!("Look at {}.", self.look.trim_end_matches('.'))),
            1 => Some(format!("{:?}: {}", self.rule, self.rule.text())),
            2 => Some(format!("It is {}.", self.options.get(self.right())?.text)),
            _ => None,
        }
    }
}

/// Returns the first sentence of a rule, with the second if the first is too short.
fn beginning(text: &str) -> &str {
    let mut ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let first = ends.next().unwrap_or(text.len());
    let end = if first < SAYS_LITTLE { ends.next().unwrap_or(text.len()) } else { first };
    &text[..end]
}
