//! Opens a recipe and its twin side by side, and goes to the same step in both runs.

use crate::app::App;
use crate::app::twin_view::{TwinRunner, TwinView};
use crate::course::catalog::{Lesson, Scene};
use crate::course::comparison::{self, Mark, Row};
use crate::course::lesson::markers::LessonFile;
use crate::course::tour::opening::{SceneSession, Standalone};
use crate::limits::MAX_COMPARED_STEPS;
use crate::record::source::SourceFile;
use crate::session::{Growth, ProcessEnd, Program};
use std::sync::Arc;

/// What is said of a twin that runs from its record.
const RECORDED: &str = "recorded run";

impl TwinView<App> {
    /// Opens the twin of a scene, counted from 0, at this position of the recipe's run.
    ///
    /// # Errors
    /// Fails with a sentence if the twin can't be run.
    pub(in crate::app) fn open(
        (lesson, scene): (&Arc<Lesson>, usize),
        runner: &Arc<dyn TwinRunner>,
        position: usize,
    ) -> Result<TwinView<App>, String> {
        let of = lesson.scenes.get(scene).ok_or("there is no such scene")?;
        let (program, origin) = match runner.live(of) {
            Some((program, version)) => (program, version),
            None => (runner.kept(of)?, RECORDED.to_owned()),
        };
        let mut rust = side(lesson, of.program(), of.rust.clone());
        rust.open.session.to_end(MAX_COMPARED_STEPS);
        rust.open.session.go(0);
        let mut view = TwinView {
            lesson: Arc::clone(lesson),
            scene,
            runner: Arc::clone(runner),
            rust: Box::new(rust),
            python: Box::new(python_side(lesson, of, program)),
            origin,
            rows: Vec::new(),
            at: 0,
            opened_at: position,
            is_alone: false,
        };
        view.catch_up();
        Ok(view)
    }

    /// Goes to a row, and both runs to the ends of its steps.
    pub(in crate::app) fn go(&mut self, row: usize) {
        self.at = row.min(self.rows.len().saturating_sub(1));
        let Some(row) = self.rows.get(self.at) else { return };
        self.rust.open.session.go(row.rust.end);
        self.python.open.session.go(row.python.end);
    }

    /// Goes to the next row that differs. Returns whether there is one.
    pub(in crate::app) fn go_to_next_difference(&mut self) -> bool {
        let next = (self.at + 1..self.rows.len()).find(|nth| self.rows[*nth].mark != Mark::Same);
        next.map(|row| self.go(row)).is_some()
    }

    /// Shows the twin alone, or both again. Both continue at the step at which the twin was left.
    pub(in crate::app) fn show_alone(&mut self, is_alone: bool) {
        if self.is_alone && !is_alone {
            let at = self.python.open.session.position();
            let has_reached = |row: &Row| row.has_python() && row.python.end >= at;
            // Another order has another run, which the rows know nothing of.
            if !self.python.open.session.schedule().is_default() {
                let program = self.python.open.session.program().clone();
                let scene = &self.lesson.scenes[self.scene];
                *self.python = python_side(&self.lesson, scene, program);
                self.rows.clear();
                self.catch_up();
            }
            self.go(self.rows.iter().position(has_reached).unwrap_or(self.at));
        }
        self.is_alone = is_alone;
    }

    /// Reads what the twin has sent, and compares the runs once it has ended. Returns whether anything changed.
    pub(in crate::app) fn catch_up(&mut self) -> bool {
        if self.is_alone {
            return self.python.catch_up();
        }
        if !self.rows.is_empty() {
            return false;
        }
        let scene = &self.lesson.scenes[self.scene];
        while self.python.open.session.read_ahead(MAX_COMPARED_STEPS) == Growth::More {}
        let trace = self.python.open.session.trace();
        let has_all = trace.is_over() || trace.timeline().columns.len() >= MAX_COMPARED_STEPS;
        if matches!(trace.end(), Some(ProcessEnd::Failed(..)))
            && let Ok(kept) = self.runner.kept(scene)
        {
            // This interpreter can't run it.
            *self.python = python_side(&self.lesson, scene, kept);
            RECORDED.clone_into(&mut self.origin);
        } else if !has_all {
            return false;
        }
        let (rust, python) = (self.rust.open.session.trace(), self.python.open.session.trace());
        if let Ok(page) = &self.lesson.page {
            self.rows = comparison::compare((scene, self.scene + 1), &page.front, rust, python);
        }
        let has_reached = |row: &Row| row.rust.end >= self.opened_at;
        self.go(self.rows.iter().position(has_reached).unwrap_or(0));
        true
    }
}

fn side(lesson: &Lesson, program: Program, source: LessonFile) -> App {
    let source = LessonFile { text: source.display_text().into(), file: source.file };
    let standalone = Standalone {
        title: lesson.title.clone(),
        about: String::new(),
        program,
        source,
        twin: LessonFile::default(),
    };
    App::new(SceneSession::standalone(standalone))
}

fn python_side(lesson: &Lesson, scene: &Scene, program: Program) -> App {
    let file = scene.twin.file.rsplit('/').next().unwrap_or("twin.py").to_owned();
    let text = scene.twin.display_text();
    let program = program.with_sources(vec![SourceFile::new(file.clone(), text.clone())]);
    side(lesson, program, LessonFile { file: file.into(), text: text.into() })
}
