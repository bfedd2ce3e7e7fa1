//! The pools and streams outside the loop: what runs in each place, and what waits for one.

use crate::app::pane::Pane;
use crate::record::event::{JobId, ResourceId};
use crate::ui::draw_context::{DrawContext, PaneContent};
use crate::ui::pane_frame::viewport_of;
use crate::ui::text_layout::{fit_to_width, sanitize, width as columns};
use crate::ui::theme::Role;
use crate::world::{Job, JobStage};
use ratatui::text::{Line, Span};

/// The columns of a label before a job: a place, or `next`.
const LABEL: usize = 5;

pub fn content(context: &DrawContext<'_>, width: usize, height: usize) -> PaneContent {
    let rows: Vec<_> =
        context.now.places.iter().flat_map(|(id, places)| rows_of(context, *id, *places)).collect();
    if rows.is_empty() {
        return vec![Line::from(context.span(Role::Faint, "no work outside the loop"))].into();
    }
    let total = rows.len();
    let first = viewport_of(context, Pane::Outside, (total, None), height).first;
    let shown = rows.into_iter().skip(first).take(height);
    let lines: Vec<_> = shown.map(|row| draw(context, &row, width)).collect();
    let unbuilt = (first, total - first - lines.len());
    PaneContent { lines, unbuilt, ..PaneContent::default() }
}

/// A row of the pane. Only those that are visible are drawn.
enum Row {
    /// A pool or a stream.
    Heading(ResourceId, u32),
    /// A place, and the job in it.
    Place(Option<u32>, Option<JobId>),
    /// A job that waits for a place. The first has a label.
    Waiting(JobId, bool),
}

fn rows_of(context: &DrawContext<'_>, id: ResourceId, places: u32) -> Vec<Row> {
    let place = |place: u32| {
        let job = context.now.job_in(id, place).map(|(job, _)| job);
        Row::Place((places > 1).then_some(place + 1), job)
    };
    let waiting = context.now.jobs_waiting_for(id).enumerate();
    let waiting = waiting.map(|(nth, (job, _))| Row::Waiting(job, nth == 0));
    let heading = Row::Heading(id, places);
    std::iter::once(heading).chain((0..places).map(place)).chain(waiting).collect()
}

fn draw(context: &DrawContext<'_>, row: &Row, width: usize) -> Line<'static> {
    match *row {
        Row::Heading(id, places) => {
            let name = sanitize(&context.words().resource(id));
            let mut line = Line::from(context.span(Role::Code, name));
            if places > 1 {
                line.push_span(context.span(Role::Dim, format!("  {places} places")));
            }
            line
        }
        Row::Place(number, job) => {
            let label = number.map_or("now".to_owned(), |number| number.to_string());
            if let Some((id, job)) = job.and_then(|id| Some((id, context.now.jobs.get(&id)?))) {
                return of_job(context, &label, (id, job), width);
            }
            let mut line = label_of(context, &label);
            line.push_span(context.span(Role::Faint, "free"));
            line
        }
        Row::Waiting(id, is_first) => {
            let label = if is_first { "next" } else { "" };
            match context.now.jobs.get(&id) {
                Some(job) => of_job(context, label, (id, job), width),
                None => Line::default(),
            }
        }
    }
}

fn label_of(context: &DrawContext<'_>, label: &str) -> Line<'static> {
    Line::from(context.span(Role::Dim, format!(" {label:<LABEL$}")))
}

/// Returns the row of a job: its name, since when it runs or when it ended, and the task that waits for it.
fn of_job(
    context: &DrawContext<'_>,
    label: &str,
    (id, job): (JobId, &Job),
    width: usize,
) -> Line<'static> {
    let before = context.before.jobs.get(&id);
    let name = sanitize(context.words().job(id));
    let name_width = columns(&name).min((width / 3).max(4));
    let name = fit_to_width(&name, name_width, context.glyphs().more);
    let is_new = before.is_none();
    let has_moved = before.is_none_or(|before| before.stage != job.stage);
    let mut line = label_of(context, label);
    line.push_span(context.emphasize_if(is_new, context.span(Role::Code, name)));
    let stage = match job.stage {
        JobStage::Waiting => String::new(),
        JobStage::Running(_, since) => format!("  since {since}"),
        JobStage::Done(_, at) => format!("  {} at {at}", context.glyphs().done),
    };
    if !stage.is_empty() {
        line.push_span(Span::raw("  "));
        let stage = context.span(Role::Text, stage.trim_start().to_owned());
        line.push_span(context.emphasize_if(has_moved, stage));
    }
    if job.is_abandoned {
        let is_newly_abandoned = before.is_none_or(|before| !before.is_abandoned);
        let words = context.span(Role::Dim, "given up");
        line.push_span(Span::raw("  "));
        line.push_span(context.emphasize_if(is_newly_abandoned, words));
    }
    if let Some(task) = job.waiter {
        let waits_newly = before.is_none_or(|before| before.waiter != job.waiter);
        line.push_span(context.span(Role::Dim, format!("  {} ", context.glyphs().to)));
        // The letter alone, where the name doesn't fit.
        let label = context.task_label(task);
        let fits = line.width() + label.width() <= width;
        let label = if fits { label } else { context.task_letter(task) };
        line.push_span(context.emphasize_if(waits_newly, label));
    }
    line
}
