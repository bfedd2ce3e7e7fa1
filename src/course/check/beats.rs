//! Beats and changes: what is said happens, once and in order; what is changed changes something.

use super::Subject;
use crate::course::change;
use crate::course::cue::fired;
use crate::course::fault::Fault;
use crate::course::page::BreakIt;
use crate::course::story::Story;
use crate::session::Session;

const FEWEST: usize = 5;
const MOST: usize = 9;

pub(super) fn faults(subject: Subject<'_>) -> Vec<Fault> {
    let beats = &subject.page.beats;
    let mut faults = Vec::new();
    if !(FEWEST..=MOST).contains(&beats.len()) {
        let what = format!("the lesson has {} beats", beats.len());
        let line = beats.first().map_or(1, |beat| beat.line);
        faults.push(subject.fault(line, what, "make it 5 to 9"));
    }
    for (nth, scene) in subject.lesson.scenes.iter().enumerate() {
        let here: Vec<_> = beats.iter().filter(|beat| beat.scene == nth).collect();
        let story = Story::ahead(&Session::new(scene.program()));
        let cues: Vec<_> = here.iter().map(|beat| &beat.cue).collect();
        for ((beat, at), before) in here.iter().zip(fired(&cues, &story)).zip(previous(&here)) {
            if at.is_none() {
                let elsewhere = beat.cue.next(&story, None).is_some();
                let (what, remedy) = if elsewhere {
                    let what = format!("the cue `{}` fires, but not behind {before}", beat.cue);
                    (what, "put the beats in the order in which their things happen")
                } else {
                    let what = format!("the cue `{}` never fires", beat.cue);
                    (what, "name what `coroscope text` tells of this scene")
                };
                faults.push(subject.fault(beat.line, what, remedy));
            }
        }
    }
    let refutations: Vec<_> = beats.iter().filter(|beat| beat.is_refutation()).collect();
    if refutations.is_empty() {
        let remedy = "add one: “It may look as if … . Look at (a label): … . So … .”";
        faults.push(subject.fault(1, "no beat refutes anything", remedy));
    }
    faults.extend(changes(subject));
    faults
}

fn previous(beats: &[&crate::course::page::Beat]) -> Vec<String> {
    let first = std::iter::once("the beginning".to_owned());
    first.chain(beats.iter().map(|beat| format!("`{}`", beat.cue))).take(beats.len()).collect()
}

/// T7: each change has another outcome than the run it is held against.
fn changes(subject: Subject<'_>) -> Vec<Fault> {
    let page = subject.page;
    let mut faults = Vec::new();
    if page.breaks.is_empty() {
        let remedy = "add a ```break block with `change`, `look` and a scene or a schedule";
        faults.push(subject.fault(1, "there is nothing to break", remedy));
    }
    for wanted in &page.breaks {
        let base = wanted.against.checked_sub(1).and_then(|nth| subject.lesson.scenes.get(nth));
        let (Some(base), Some(changed)) = (base, change::make(subject.lesson, wanted)) else {
            let remedy = "name a scene of the lesson, and a schedule such as `1` or `0.2`";
            faults.push(subject.fault(wanted.line, "the change cannot be made", remedy));
            continue;
        };
        if let Err(error) = changed.session.fit(100) {
            faults.push(subject.fault(wanted.line, error.to_string(), "write another schedule"));
            continue;
        }
        let before = outcome(&Story::ahead(&Session::new(base.program())));
        let after = outcome(&Story::ahead(&changed.session));
        faults.extend(differs(subject, wanted, before == after));
    }
    faults
}

fn differs(subject: Subject<'_>, change: &BreakIt, is_same: bool) -> Option<Fault> {
    if is_same && !change.no_change {
        let remedy = "take a change that does, or write `no-change = true` where that is the point";
        return Some(subject.fault(change.line, "the change changes nothing", remedy));
    }
    if !is_same && change.no_change {
        let remedy = "remove `no-change`";
        return Some(subject.fault(change.line, "the change does change the outcome", remedy));
    }
    None
}

/// What a run comes to: its lines with their times, its end, and its turns.
fn outcome(story: &Story) -> (Vec<String>, String, usize) {
    let lines = story.lines().map(|(_, time, line)| format!("{time} {line}")).collect();
    (lines, format!("{:?} {}", story.verdict, story.clock), story.columns().len())
}
