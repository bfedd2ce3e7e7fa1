//! A **prediction** is a question that is asked before a step, and that the step answers.
//!
//! The right option is the answer of the look-ahead run. The wrong options are the answers of the
//! [mental models](mental_model), and those of the author. A model with the right answer adds no
//! option, and two models with the same answer add one option. The options are sorted by value, so
//! that the position of the right one reveals nothing.

use crate::course::catalog::Lesson;
use crate::course::lesson::inline::{self, SourceLanguage};
use crate::course::lesson::page::{
    PANELS, Page, PredictBlock, Question, QuestionBlock, QuestionKind, Wrong,
};
use crate::course::question::answer::Answer;
use crate::course::question::cue::Cue;
use crate::course::question::mental_model::{self, MentalModel};
use crate::course::question::query::Query;
use crate::course::question::result_sentence::result_sentence;
use crate::course::story::Story;
use crate::session::{Program, Session};
use crate::world::python_value::to_python;
use crate::world::rule::Rule;

/// If the first sentence of a rule is shorter, the second one is added.
const SAYS_LITTLE: usize = 40;

/// A prepared question. Its texts are those of a lesson, with the answers filled in: show them with
/// [`Scene::words`](crate::course::catalog::Scene::words).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedQuestion {
    /// The question.
    pub ask: String,
    /// What can be answered, and what is said to it.
    pub options: Vec<AnswerChoice>,
    /// Where to look for the answer. Empty for a prediction about a change.
    pub look: String,
    /// The rule that gives the answer. A prediction about a change has none.
    pub rule: Option<Rule>,
    /// The position at which the screen shows the answer. `None` if the author answers it.
    pub settled_at: Option<usize>,
    /// The position of the moment that shows the reason.
    pub reason_at: usize,
    /// Whether the reason is a printed line.
    pub is_about_output: bool,
    /// The right answer as a sentence, if it is the answer of the run.
    result: Option<String>,
    /// The hints, in order.
    hints: Vec<String>,
}

/// An option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerChoice {
    /// The text.
    pub text: String,
    /// The source of the option.
    pub origin: ChoiceOrigin,
    /// The whole text for it.
    pub feedback: String,
}

/// The source of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChoiceOrigin {
    /// The run itself, or the author. This is the right option.
    Right,
    /// A loop with a wrong rule.
    MentalModel(&'static MentalModel),
    /// The author, with the misconception that it comes from.
    Author(Option<String>),
}

/// The feedback to an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// Whether it was right.
    pub is_right: bool,
    /// The whole text: whether it was right, the right answer, and the reason.
    pub text: String,
    /// The position of the moment that shows the reason.
    pub reason_at: usize,
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
        QuestionKind::Authored(question) => of_author(question, place),
    }
}

/// Reads `R1`. A prediction about a change names no rule.
fn rule(name: &str) -> Result<Option<Rule>, QuestionError> {
    if name.is_empty() {
        return Ok(None);
    }
    let number = name.strip_prefix('R').and_then(|number| number.parse::<usize>().ok());
    let rule = number.and_then(|number| Rule::ALL.get(number.checked_sub(1)?));
    rule.copied().map(Some).ok_or_else(|| QuestionError {
        what: format!("there is no rule `{name}`"),
        remedy: "write one of R1 to R9",
    })
}

fn author(wrong: &Wrong) -> Draft {
    let Wrong { answer, misconception, feedback } = wrong.clone();
    Draft { text: answer, origin: ChoiceOrigin::Author(misconception), feedback }
}

/// An option before the placeholders in its feedback are filled in.
struct Draft {
    text: String,
    origin: ChoiceOrigin,
    feedback: String,
}

/// Puts the options in order and fills in their feedback.
fn finished(mut options: Vec<Draft>) -> Vec<AnswerChoice> {
    // What reads differently beside Python is sorted by its Rust text, so that the order gives nothing away.
    options.sort_by_key(|option| in_order(&inline::draft(&option.text, SourceLanguage::Rust)));
    let right = options.iter().find(|option| option.origin == ChoiceOrigin::Right);
    let right = right.map_or(String::new(), |right| right.text.clone());
    let fill = |Draft { text, origin, feedback }| {
        let feedback = inline::fill(&feedback, &right, &text);
        AnswerChoice { text, origin, feedback }
    };
    options.into_iter().map(fill).collect()
}

/// What is said to the right answer.
fn yes(text: Option<&String>, rule: Option<Rule>) -> String {
    let reason = || rule.map_or(String::new(), |rule| format!(" {}", rule_text(rule, beginning)));
    text.cloned().unwrap_or_else(|| format!("Yes: {{answer}}.{}", reason()))
}

/// Returns a part of a rule's text as it reads beside each source.
fn rule_text(rule: Rule, part: impl Fn(&'static str) -> &'static str) -> String {
    beside_each(part(rule.text()), part(rule.text_beside_twin()))
}

/// Returns a text that depends on the source that is shown.
fn beside_each(rust: &str, python: &str) -> String {
    if rust == python { rust.to_owned() } else { format!(":rust[{rust}]:python[{python}]") }
}

/// What is said to the answer of a wrong loop, where the lesson says nothing.
fn no(wrong: &MentalModel) -> String {
    let belief = wrong.belief.map_or(String::new(), |belief| format!(" {belief}"));
    let reason = beside_each(wrong.reason.rust, wrong.reason.asyncio);
    format!("No: {{answer}}. {reason}{belief}")
}

/// The three hints: a question, the rule, and the answer.
fn hints(
    hint: Option<&String>,
    look: &str,
    rule: Option<Rule>,
    options: &[AnswerChoice],
) -> Vec<String> {
    let look = look.trim_end_matches('.');
    let first = hint.cloned().or((!look.is_empty()).then(|| format!("Look at {look}.")));
    let rule = rule.map(|rule| format!("{rule:?}: {}", rule_text(rule, |text| text)));
    let right = options.iter().find(|option| option.origin == ChoiceOrigin::Right);
    let answer = right.map(|right| format!("The answer is {}.", right.text));
    first.into_iter().chain(rule).chain(answer).collect()
}

/// The moment that this cue names: its first place after the question, or else its last one before it.
fn seen_at(cue: Option<&String>, place: QuestionContext<'_>) -> Option<usize> {
    let cue = cue?.parse::<Cue>().ok()?;
    if let Some(after) = cue.next(place.story, Some(place.from)) {
        return Some(after);
    }
    let mut last = None;
    while let Some(next) = cue.next(place.story, last) {
        last = Some(next);
    }
    last
}

fn of_author(
    question: &QuestionBlock,
    place: QuestionContext<'_>,
) -> Result<PreparedQuestion, QuestionError> {
    let rule = rule(&question.rule)?;
    let mut options: Vec<_> = question.wrong.iter().map(author).collect();
    let feedback = yes(question.yes.as_ref(), rule);
    options.push(Draft { text: question.right.clone(), origin: ChoiceOrigin::Right, feedback });
    let options = finished(options);
    Ok(PreparedQuestion {
        result: None,
        ask: question.ask.clone(),
        hints: hints(question.hint.as_ref(), &question.look, rule, &options),
        options,
        look: question.look.clone(),
        rule,
        settled_at: None,
        is_about_output: false,
        reason_at: seen_at(question.see.as_ref(), place).unwrap_or(place.from),
    })
}

fn of_run(
    predict: &PredictBlock,
    place: QuestionContext<'_>,
) -> Result<PreparedQuestion, QuestionError> {
    let query = query_of(predict)?;
    let rule = rule(&predict.rule)?;
    let right = query.ask(place.story, place.from).ok_or_else(|| QuestionError {
        what: format!("the run has no answer to `{}`", predict.query),
        remedy: "check `with`: the names are those on the screen, and `until` must come later",
    })?;
    let feedback = yes(predict.yes.as_ref(), rule);
    let text = written(&right);
    let result = result_sentence(query.kind(), &right, &text);
    let first = Draft { text, origin: ChoiceOrigin::Right, feedback };
    let mut options = vec![first];
    for (wrong, answer) in answers(predict, &query, place)? {
        let text = answer.as_ref().map(written);
        if let Some(text) = text.filter(|text| options.iter().all(|one| one.text != *text)) {
            let feedback = predict.no.get(wrong.tag).cloned().unwrap_or_else(|| no(wrong));
            options.push(Draft { text, origin: ChoiceOrigin::MentalModel(wrong), feedback });
        }
    }
    for wrong in &predict.wrong {
        if options.iter().all(|option| option.text != wrong.answer) {
            options.push(author(wrong));
        }
    }
    // A record can't be run again, so the mental models that need another run have no answer.
    let least = if place.session.program().capabilities().can_reorder { 3 } else { 2 };
    if options.len() < least {
        return Err(QuestionError {
            what: format!("the prediction has {} options", options.len()),
            remedy: "name more wrong loops in `options`, or add a `[[wrong]]`: there must be three",
        });
    }
    let options = finished(options);
    let settled_at = query.settled_at(place.story, place.from);
    let shown_at = query.shown_at(place.story, place.from);
    Ok(PreparedQuestion {
        result: Some(result),
        ask: predict.ask.clone(),
        hints: hints(predict.hint.as_ref(), &predict.look, rule, &options),
        options,
        look: predict.look.clone(),
        rule,
        settled_at: Some(settled_at),
        is_about_output: query.is_about_output(),
        reason_at: seen_at(predict.see.as_ref(), place).unwrap_or(shown_at),
    })
}

/// Returns an answer as it reads beside each source. Only a value of the program is written differently in Python.
fn written(answer: &Answer) -> String {
    let rust = answer.to_string();
    let python = match answer {
        Answer::Word(value) if value.contains('{') => to_python(value, &|_| true),
        _ => None,
    };
    beside_each(&rust, python.as_deref().unwrap_or(&rust))
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
            let what = format!("there is no wrong loop `{tag}`");
            let remedy =
                "use one of those in src/course/question/mental_model.rs, such as `wake-runs`";
            return Err(QuestionError { what, remedy });
        };
        let other = other_scene(wrong, place);
        if wrong.needs_scene() && other.is_none() {
            let what = format!("`{tag}` needs another scene to run");
            let remedy = "name it in the scene's front matter: `as_if = { overlaps = \"tasks\" }`";
            return Err(QuestionError { what, remedy });
        }
        let rewritten = wrong.run(place.session, place.story, place.from, other);
        answers.push((wrong, rewritten.and_then(|run| query.ask(&run.story, run.from))));
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
    /// Returns what the run did and why, for when the question isn't on the screen any more: the right answer as a
    /// sentence, and the reason that the feedback gives.
    #[must_use]
    pub fn result_and_reason(&self) -> Option<String> {
        let right = self.options.get(self.right())?;
        let text = right.feedback.strip_prefix("Yes: ").unwrap_or(&right.feedback);
        let reason = text.strip_prefix(&format!("{}.", right.text));
        Some(match self.result.as_ref().zip(reason) {
            Some((result, reason)) => format!("{result}{reason}"),
            None => text.to_owned(),
        })
    }

    /// Returns the index of the right option.
    #[must_use]
    pub fn right(&self) -> usize {
        let right = self.options.iter().position(|option| option.origin == ChoiceOrigin::Right);
        right.unwrap_or(0)
    }

    /// Returns the feedback to this option, if there is such an option.
    #[must_use]
    pub fn feedback(&self, option: usize) -> Option<Feedback> {
        let choice = self.options.get(option)?;
        Some(Feedback {
            is_right: choice.origin == ChoiceOrigin::Right,
            text: choice.feedback.clone(),
            reason_at: self.reason_at,
        })
    }

    /// Returns one of the hints: first a question or where to look, then the rule, at last the answer.
    #[must_use]
    pub fn hint(&self, nth: usize) -> Option<&str> {
        self.hints.get(nth).map(String::as_str)
    }

    /// Returns the rows that `look` names, such as `answer` of "Futures, row `answer`".
    #[must_use]
    pub fn rows_to_look_at(&self) -> Vec<&str> {
        rows_in(&self.look)
    }

    /// Returns the panels that `look` names, in order: they come to the front with the first hint.
    #[must_use]
    pub fn panels_to_look_at(&self) -> Vec<&'static str> {
        panels_in(&self.look)
    }
}

/// What a sentence calls a panel that has no title of its own on the screen: the source has the name of its file, and the
/// ready queue and the timers are rows of Loop.
const IN_SENTENCES: [(&str, &str); 4] = [
    ("the code", "Source"),
    ("Loop", "Ready queue"),
    ("the ready queue", "Ready queue"),
    ("the timers", "Timers"),
];

/// Returns the panels that a text such as `the row answer in Futures, and in Tasks` names, in its order.
#[must_use]
pub fn panels_in(look: &str) -> Vec<&'static str> {
    let names = PANELS.iter().map(|panel| (*panel, *panel)).chain(IN_SENTENCES);
    let mut found: Vec<_> =
        names.filter_map(|(name, panel)| Some((look.find(name)?, panel))).collect();
    found.sort_unstable();
    let mut panels = Vec::new();
    for (_, panel) in found {
        if !panels.contains(&panel) {
            panels.push(panel);
        }
    }
    panels
}

/// Returns the rows that a text such as "the row `answer` in Futures" names, in its order.
#[must_use]
pub fn rows_in(look: &str) -> Vec<&str> {
    let named = look.split("row `").skip(1);
    named.filter_map(|rest| Some(rest.split_once('`')?.0)).collect()
}

/// Returns the first sentence of a rule, with the second if the first is too short.
fn beginning(text: &str) -> &str {
    let mut ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let first = ends.next().unwrap_or(text.len());
    let end = if first < SAYS_LITTLE { ends.next().unwrap_or(text.len()) } else { first };
    &text[..end]
}
