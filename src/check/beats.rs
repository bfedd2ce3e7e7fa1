//! Checks beats and variants: each cue fires once and in order, and each variant has a different outcome.

use super::needs_program;
use super::subject::Subject;
use crate::course::executor_source::{EXECUTOR, marker_of};
use crate::course::lesson::diagnostic::Diagnostic;
use crate::course::lesson::page::{Anchor, Variant};
use crate::course::question::cue::locate_beats;
use crate::course::story::{NamedEvent, Story};
use crate::course::tour::variant;
use crate::limits::MAX_CHANGE_STEPS;
use crate::limits::{MAX_BEATS, MIN_BEATS};
use crate::session::{Session, StepResult};

pub(super) fn faults(subject: Subject<'_>) -> Vec<Diagnostic> {
    let beats = &subject.page.beats;
    let mut faults = Vec::new();
    if !(MIN_BEATS..=MAX_BEATS).contains(&beats.len()) {
        let what = format!("the lesson has {} beats", beats.len());
        let line = beats.first().map_or(1, |beat| beat.line);
        faults.push(subject.fault(line, what, &format!("write {MIN_BEATS} to {MAX_BEATS} beats")));
    }
    for (nth, scene) in subject.lesson.scenes.iter().enumerate() {
        let here: Vec<_> = beats.iter().filter(|beat| beat.scene == nth).collect();
        let story = Story::ahead(&Session::new(scene.program()));
        let cues: Vec<_> = here.iter().map(|beat| &beat.cue).collect();
        for ((beat, at), before) in
            here.iter().zip(locate_beats(&cues, &story)).zip(previous(&here))
        {
            if at.is_none() {
                let elsewhere = beat.cue.next(&story, None).is_some();
                let (what, remedy) = if elsewhere {
                    let what = format!("the cue `{}` fires, but not after {before}", beat.cue);
                    (what, "put the beats in the order of their events")
                } else {
                    let what = format!("the cue `{}` never fires", beat.cue);
                    (what, "name an event that `coroscope text` prints for this scene")
                };
                faults.push(subject.fault(beat.line, what, remedy));
            }
            if let (Some(anchor), Some(at)) = (&beat.anchor, at) {
                let lit = misplaced_anchor(anchor, &Session::new(scene.program()), at);
                faults.extend(lit.map(|(what, remedy)| subject.fault(beat.line, what, remedy)));
            }
        }
    }
    let refutations: Vec<_> = beats.iter().filter(|beat| beat.is_refutation()).collect();
    if refutations.is_empty() {
        let remedy =
            "say what people expect, and what happens: “You might expect … . It doesn't: …”";
        faults.push(subject.fault(1, "no beat refutes anything", remedy));
    }
    faults.extend(changes(subject));
    faults
}

/// Returns a fault if the anchor is a line of the executor's source and the loop isn't on that line at this position.
fn misplaced_anchor(
    anchor: &Anchor,
    session: &Session,
    at: usize,
) -> Option<(String, &'static str)> {
    let wanted = anchor.row.as_deref().filter(|_| anchor.panel == "Executor")?;
    if EXECUTOR.line_of(wanted).is_err() {
        let what = format!("the executor has no line marked @{wanted}");
        return Some((what, "use a marker of the executor's source"));
    }
    let mut run = Session::with_schedule(session.program().clone(), session.schedule().clone());
    while run.position() < at && run.forward() == StepResult::Moved {}
    run.go(at);
    let last = at.checked_sub(1)?;
    let lit = marker_of(run.record().events().get(last)?, &run.world_at(last));
    (lit != Some(wanted)).then(|| {
        let stands = lit.map_or("hasn't begun".to_owned(), |lit| format!("is at @{lit}"));
        let what = format!("the loop {stands} here, and not at @{wanted}");
        (what, "point at the line that is lit, or use the cue of another event")
    })
}

fn previous(beats: &[&crate::course::lesson::page::Beat]) -> Vec<String> {
    let first = std::iter::once("the beginning".to_owned());
    first.chain(beats.iter().map(|beat| format!("`{}`", beat.cue))).take(beats.len()).collect()
}

/// T7: each change has a different outcome from the run that it is compared with.
fn changes(subject: Subject<'_>) -> Vec<Diagnostic> {
    let page = subject.page;
    let mut faults = Vec::new();
    let can_change = subject.lesson.scenes.iter().any(|one| one.program.capabilities().can_reorder);
    if page.variants.is_empty() && can_change {
        let remedy = "add a ```break block with `change`, `look` and a scene or a schedule";
        faults.push(subject.fault(1, "there is nothing to break", remedy));
    }
    for wanted in &page.variants {
        if needs_program::is_unrunnable(subject.lesson, wanted) {
            continue;
        }
        let base = wanted.against.checked_sub(1).and_then(|nth| subject.lesson.scenes.get(nth));
        let (Some(base), Some(changed)) = (base, variant::open(subject.lesson, wanted)) else {
            let remedy = "name a scene of the lesson, and a schedule such as `1` or `0.2`";
            faults.push(subject.fault(wanted.line, "the change cannot be made", remedy));
            continue;
        };
        if let Err(error) = changed.session.check_schedule(MAX_CHANGE_STEPS) {
            faults.push(subject.fault(wanted.line, error.to_string(), "write another schedule"));
            continue;
        }
        let before = outcome(&Story::ahead(&Session::new(base.program())));
        let after = outcome(&Story::ahead(&changed.session));
        faults.extend(differs(subject, wanted, before == after));
    }
    faults
}

fn differs(subject: Subject<'_>, change: &Variant, is_same: bool) -> Option<Diagnostic> {
    if is_same && !change.no_change {
        let remedy = "make a change that does, or write `no-change = true` if that's the point";
        return Some(subject.fault(change.line, "the change changes nothing", remedy));
    }
    if !is_same && change.no_change {
        let remedy = "remove `no-change`";
        return Some(subject.fault(change.line, "the change does change the outcome", remedy));
    }
    None
}

/// Returns the outcome of a run: its lines with their times, its panics, its end, and its number of turns.
fn outcome(story: &Story) -> (Vec<String>, String, usize) {
    let mut lines: Vec<_> = story.lines().map(|(_, time, line)| format!("{time} {line}")).collect();
    let panicked = story.events.iter().filter_map(NamedEvent::panicked_task);
    lines.extend(panicked.map(|task| format!("{task} panicked")));
    (lines, format!("{:?} {}", story.verdict, story.clock), story.columns().len())
}
