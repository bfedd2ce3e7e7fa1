//! What a command changed, in lines: the step, then the lesson's words, then the question.

use super::Reader;
use super::place::Place;
use super::wording::{ended, sentences, spoken, with_commands};
use crate::app::guide::{END_OF_CHANGE, Guide, Question};
use crate::app::pane::Pane;
use crate::app::sources::{LineChange, SourceTab};
use crate::course::lesson::goal::GoalStatus;
use crate::course::lesson::inline::SourceLanguage;
use crate::course::tour::opening::Subject;
use crate::limits::MAX_READ_ENTRIES;
use crate::record::escape_control;
use crate::text;
use crate::world::StepKind;
use crate::world::words::counted;

impl Reader {
    /// Returns what is new since `before`.
    pub(super) fn what_changed(&mut self, before: &Place) -> Vec<String> {
        let now = &self.told;
        let is_other = (&now.scene, now.change) != (&before.scene, before.change);
        let has_met = now.goal == GoalStatus::Met && before.goal != GoalStatus::Met;
        let notice = self.app.notice.take();
        let notice = notice.map(|notice| sentences("", &with_commands(&notice)));
        let (first, last) = if has_met { (None, notice) } else { (notice, None) };
        let mut lines: Vec<String> = first.into_iter().flatten().collect();
        let is_undone = before.change.is_some() && now.change.is_none();
        if is_other && !(is_undone && now.is_same_lesson(before)) {
            lines.extend(self.heading());
        }
        if now.is_showing_reason != before.is_showing_reason {
            lines.push(if now.is_showing_reason {
                "This moment shows the reason. Type i to go back to the question.".to_owned()
            } else {
                "Back at the question.".to_owned()
            });
        }
        lines.extend(self.movement(before));
        if now.at != before.at {
            lines.extend(self.new_line_notes());
        }
        let now = &self.told;
        if !now.is_showing_reason {
            if is_other || now.goal != before.goal {
                lines.extend(self.goal());
            }
            if is_other || now.paragraph != before.paragraph || now.beat != before.beat {
                lines.extend(self.words());
            }
            if now.is_over && (is_other || !before.is_over) {
                lines.extend(self.last_words());
            }
        }
        lines.extend(self.question(before));
        let comes_next = self.question_comes_next();
        if now.at != before.at || now.paragraph != before.paragraph || is_other {
            lines.extend(comes_next);
        }
        lines.extend(last.into_iter().flatten());
        if now.has_card && !before.has_card {
            lines.extend(self.end_card());
        }
        lines
    }

    /// Returns everything that is to be said where the reading begins.
    pub(super) fn what_is_here(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.is_at_the_start() {
            lines.extend(self.arrival());
        }
        lines.extend(self.goal());
        lines.extend(self.words());
        lines.extend(self.question_comes_next());
        lines
    }

    /// Returns what is open: the lesson and its scene, or the program.
    pub(super) fn heading(&self) -> Vec<String> {
        let subject = &self.app.open.subject;
        if let Some(guide) = &self.app.guide
            && guide.applied_change.is_some()
        {
            return self.changed_lines();
        }
        let (Subject::Scene(lesson, nth), Some(guide)) = (subject, &self.app.guide) else {
            let mut lines = sentences("Program:", &subject.heading());
            if let Subject::Program(program) = subject {
                lines.extend(sentences("", &with_commands(&program.about)));
            }
            return lines;
        };
        let title = subject.title();
        let title = match subject.place() {
            place if place.is_empty() => format!("Lesson: {title}"),
            place => format!("Lesson {place}: {title}"),
        };
        let mut lines = vec![spoken(&ended(&title))];
        let scenes = lesson.scenes_with_beats();
        let scene = lesson.scenes.get(*nth);
        let place = scenes.iter().position(|told| scene.is_some_and(|one| one.name == told.name));
        if scenes.len() > 1
            && let (Some(place), Some(scene)) = (place, scene)
        {
            let label = format!("Scene {} of {}:", place + 1, scenes.len());
            lines.push(spoken(&ended(&format!("{label} {}", scene.title))));
        } else if let Some(scene) = scene.filter(|_| place.is_none()) {
            lines.push(spoken(&ended(&format!("Scene: {}", scene.title))));
        }
        if *nth == 0 {
            lines.extend(sentences("The goal of this lesson:", &guide.page().front.objective));
            let is_new = self.app.source_tab == SourceTab::Rust
                && self.app.language() == Some(SourceLanguage::Python);
            if let Some(rust) = guide.page().front.new_rust.as_ref().filter(|_| is_new) {
                lines.extend(rust.lines().flat_map(|line| sentences("New in Rust:", line)));
            }
        }
        lines.extend(self.program());
        lines
    }

    /// Returns the program of a lesson, which its words are about. The code of the loop is too long to be heard first.
    fn program(&self) -> Vec<String> {
        let tab = self.app.source_tab;
        if matches!(tab, SourceTab::Executor | SourceTab::Real(_)) {
            return Vec::new();
        }
        let text = self.app.open.sources.text(tab);
        let mut lines = vec![format!("The program, {}:", escape_control(&text.file))];
        let code = text.lines.iter().filter(|line| !line.text.trim().is_empty());
        lines.extend(code.filter_map(|line| {
            let code = escape_control(line.text.trim_end());
            Some(format!("Line {}: {code}", line.number?))
        }));
        lines
    }

    /// Returns the source lines that a change removed and added.
    fn changed_lines(&self) -> Vec<String> {
        let text = self.app.open.sources.text(self.app.source_tab);
        let changed = text.lines.iter().filter_map(|line| {
            let code = line.text.trim();
            Some(match (line.change?, line.number) {
                (LineChange::Added, Some(number)) => format!("Added, line {number}: {code}"),
                (LineChange::Added, None) => format!("Added: {code}"),
                (LineChange::Removed, _) => format!("Removed: {code}"),
            })
        });
        capped(changed.collect(), "changed line", "changed lines")
    }

    fn is_at_the_start(&self) -> bool {
        let session = &self.app.open.session;
        session.position() == 0 || (session.world().turn == 0 && session.is_between_steps())
    }

    /// Returns what the run did between two places, if it moved.
    fn movement(&self, before: &Place) -> Vec<String> {
        let now = &self.told;
        if now.is_showing_reason {
            return self.arrival();
        }
        let is_same_run = now.is_same_run(before);
        if is_same_run && now.at == before.at {
            return Vec::new();
        }
        let session = &self.app.open.session;
        let start = session.column().events.start;
        if !is_same_run || now.at < before.at || before.at < start {
            let is_opening = !is_same_run && self.is_at_the_start();
            return if is_opening { Vec::new() } else { self.arrival() };
        }
        if before.at == start && session.is_between_steps() {
            return self.whole_step();
        }
        let explained = self.app.explain_step().events.into_iter();
        // Events that the twin doesn't have are left out.
        let detail = self.app.words(session.world(), &session.record()).rust_detail();
        let new = explained.filter(|event| {
            start + event.number > before.at && (detail.is_empty() || event.sentence != detail)
        });
        let said =
            new.flat_map(|event| sentences(&self.event_label(event.number), &event.sentence));
        let mut lines = capped(said.collect(), "sentence", "sentences");
        if session.is_between_steps() {
            if let Some(turn) = session.column().step.task().map(|_| session.column().turn) {
                lines.push(format!("That's the end of turn {turn}."));
            }
            lines.extend(self.ready_queue());
        }
        lines
    }

    /// Returns the name of an event in the step that the session is in.
    pub(super) fn event_label(&self, number: usize) -> String {
        let column = self.app.open.session.column();
        match column.step {
            StepKind::SetUp => format!("Set-up, event {number}:"),
            StepKind::Poll(_) | StepKind::Drop(_) | StepKind::Throw(_) | StepKind::Call(_) => {
                format!("Turn {}, event {number}:", column.turn)
            }
            StepKind::Jump(_) | StepKind::End(_) => format!("After turn {}:", column.turn),
        }
    }

    /// Returns the step that was just taken, in a sentence or two.
    fn whole_step(&self) -> Vec<String> {
        let session = &self.app.open.session;
        let column = session.column();
        let has_clock = self.app.open.preview.has_timers;
        let clock = session.before().clock;
        let clock = if has_clock { format!(", {clock}") } else { String::new() };
        let label = match column.step {
            StepKind::SetUp => "Set-up:".to_owned(),
            StepKind::Poll(_) | StepKind::Drop(_) | StepKind::Throw(_) | StepKind::Call(_) => {
                format!("Turn {}{clock}:", column.turn)
            }
            StepKind::Jump(_) | StepKind::End(_) => format!("After turn {}:", column.turn),
        };
        let mut lines = sentences(&label, &self.app.step_summary().sentence);
        lines.extend(self.ready_queue());
        lines
    }

    /// Returns the run's position, after a jump to it.
    fn arrival(&self) -> Vec<String> {
        let session = &self.app.open.session;
        if self.is_at_the_start() {
            return vec!["You're at the start, before the first turn.".to_owned()];
        }
        let column = session.column();
        let summary = self.app.step_summary().sentence;
        if !session.is_between_steps() {
            let number = session.position() - column.events.start;
            let label = format!("You're inside a turn. {}", self.event_label(number));
            return sentences(&label, &summary);
        }
        let label = match column.step {
            StepKind::Jump(_) | StepKind::End(_) => format!("You're after turn {}.", column.turn),
            StepKind::SetUp
            | StepKind::Poll(_)
            | StepKind::Drop(_)
            | StepKind::Throw(_)
            | StepKind::Call(_) => {
                format!("You're at the end of turn {}.", column.turn)
            }
        };
        let mut lines = sentences(&label, &summary);
        lines.extend(self.ready_queue());
        lines
    }

    /// Returns the ready queue, in lessons that have introduced it. After the end of the run there is none.
    pub(super) fn ready_queue(&self) -> Option<String> {
        let session = &self.app.open.session;
        let has_queue = self.app.open.preview.panes.contains(&Pane::Loop);
        let (world, record) = (session.world(), session.record());
        let words = self.app.words(world, &record);
        (has_queue && world.verdict.is_none()).then(|| spoken(&text::ready_queue(words)))
    }

    fn goal(&self) -> Vec<String> {
        let Some(guide) = &self.app.guide else { return Vec::new() };
        let Some(goal) = &guide.goal else { return Vec::new() };
        let said = match guide.goal_state {
            GoalStatus::NotYet => {
                format!("Your goal: {}. Type c to choose the next task.", goal.ask)
            }
            GoalStatus::Missed => format!(
                "Your goal: {}. Not this time. Go back with o and choose another task with c.",
                goal.ask
            ),
            // The notice says so.
            GoalStatus::Met => return Vec::new(),
        };
        sentences("", &said)
    }

    /// Returns the lesson's words at this moment: a paragraph of the opening, or a beat.
    fn words(&self) -> Vec<String> {
        let Some(guide) = &self.app.guide else { return Vec::new() };
        let said = &guide.text;
        if let Some(nth) = said.paragraph {
            let opening = guide.opening();
            let label = format!("Introduction {} of {}:", nth + 1, opening.len());
            let paragraph = opening.get(nth).copied().unwrap_or_default();
            return sentences(&label, &self.app.words_of_lesson(paragraph));
        }
        // The lesson's words are about its own run.
        let is_own = !said.is_changed && guide.applied_change.is_none();
        let Some((_, beat)) = said.beat.as_ref().filter(|_| is_own) else { return Vec::new() };
        let (nth, count) = said.number;
        let mut lines = vec![spoken(&ended(&format!("Beat {nth} of {count}: {}", beat.title)))];
        let text = said.words.as_deref().unwrap_or_default();
        let paragraphs = text.split("\n\n").map(|text| self.app.words_of_lesson(text));
        lines.extend(paragraphs.flat_map(|text| sentences("", &text)));
        lines
    }

    /// Returns what is said at the end of the run: what a change did, or how other runtimes behave.
    fn last_words(&self) -> Vec<String> {
        let Some(guide) = &self.app.guide else { return Vec::new() };
        let mut lines = Vec::new();
        if guide.applied_change.is_some() {
            let effect = guide.text.effect_of_change.iter();
            lines.extend(
                effect.flat_map(|effect| sentences("Result:", &self.app.words_of_lesson(effect))),
            );
            lines.extend(sentences("", &with_commands(END_OF_CHANGE)));
        }
        if guide.text.is_changed || guide.applied_change.is_some() || !guide.is_in_last_scene() {
            return lines;
        }
        let language = self.app.shown_language();
        for note in guide.elsewhere().iter().filter(|note| note.is_for(language)) {
            let words = self.app.words_of_lesson(note.note.trim_end_matches('.'));
            lines.extend(sentences("", &format!("In {}: {words}.", note.runtime)));
        }
        lines
    }

    fn question_comes_next(&self) -> Option<String> {
        let guide = self.app.guide.as_ref()?;
        let waits = guide.text.has_question && guide.question.is_none();
        waits.then(|| "A question comes next. Press Enter.".to_owned())
    }

    /// Returns what is new about the question: itself, a hint, or the feedback.
    fn question(&self, before: &Place) -> Vec<String> {
        let now = &self.told;
        let question = self.app.guide.as_ref().and_then(|guide: &Guide| guide.question.as_ref());
        let Some(question) = question else { return Vec::new() };
        let is_new = now.question != before.question || before.is_answered && !now.is_answered;
        let mut lines = if is_new { self.asked(question) } else { Vec::new() };
        if now.hints > before.hints {
            for hint in question.hints.iter().skip(before.hints) {
                lines.extend(sentences("Hint:", &self.app.words_of_lesson(hint)));
            }
        }
        if let Some((option, feedback)) = question.answered.as_ref().filter(|_| !before.is_answered)
        {
            let chosen = question.asked.options.get(*option);
            let chosen = chosen.map_or(String::new(), |one| self.app.words_of_lesson(&one.text));
            lines.push(spoken(&ended(&format!("You chose {}: {chosen}", option + 1))));
            lines.extend(sentences("", &self.app.words_of_lesson(&feedback.text)));
            let can_see = feedback.reason_at != self.app.open.session.position();
            let see = if can_see { ", or type i to go to the moment that shows why" } else { "" };
            lines.push(format!("Press Enter to continue{see}."));
        }
        lines
    }

    fn asked(&self, question: &Question) -> Vec<String> {
        let mut lines = sentences("Question:", &self.app.words_of_lesson(&question.asked.ask));
        let options = question.asked.options.iter();
        lines.extend((1..).zip(options).map(|(number, option)| {
            spoken(&format!("{number}. {}", self.app.words_of_lesson(&option.text)))
        }));
        if question.answered.is_none() {
            let count = question.asked.options.len();
            lines.push(format!(
                "Type a number from 1 to {count}, h for a hint, or s to skip the question."
            ));
        }
        lines
    }
}

/// Returns up to as many lines as anybody listens to, and how many there are before them.
pub(super) fn capped(mut lines: Vec<String>, one: &str, many: &str) -> Vec<String> {
    let more = lines.len().saturating_sub(MAX_READ_ENTRIES);
    if more > 0 {
        lines.drain(..more);
        let left_out = counted(more, one, many);
        lines.insert(0, format!("The first {left_out} aren't read out."));
    }
    lines
}
