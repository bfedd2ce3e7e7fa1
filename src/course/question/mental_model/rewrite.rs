//! The true story, rewritten as a wrong idea would have it. Nothing runs again here: each of these says what it
//! adds to the story or moves in it.

use crate::course::story::{Happening, Story, What};
use crate::record::event::{Verdict, WakeEffect};
use std::collections::{BTreeMap, BTreeSet};

fn rewrite(truth: &Story, happenings: Vec<Happening>) -> Story {
    Story { happenings, ..truth.clone() }
}

/// Every await of a coroutine ends a poll: each entry by an await costs one more poll of the running task.
pub(super) fn await_yields(truth: &Story, _: usize) -> Story {
    let mut happenings = Vec::new();
    let mut running = None;
    for happening in &truth.happenings {
        happenings.push(happening.clone());
        match &happening.what {
            What::Poll { who, .. } => running = Some(who.clone()),
            What::Awaits(_) => {
                if let Some(who) = &running {
                    happenings
                        .push(Happening { what: What::Pending(who.clone()), ..happening.clone() });
                }
            }
            What::Entered { by: Some(_), .. } => {
                if let Some(who) = &running {
                    let what = What::Poll { who: who.clone(), nth: 0 };
                    happenings.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    rewrite(truth, happenings)
}

/// All tasks that are ready at one moment are polled in one turn: their polls open together and end
/// together.
pub(super) fn parallel(truth: &Story, _: usize) -> Story {
    let mut happenings: Vec<Happening> = Vec::new();
    let mut round: Vec<Happening> = Vec::new();
    for happening in &truth.happenings {
        match &happening.what {
            What::Clock { .. } | What::End(_) => {
                flush(&mut happenings, &mut round);
                happenings.push(happening.clone());
            }
            What::Poll { who, .. } if has_polled(&round, who) => {
                flush(&mut happenings, &mut round);
                round.push(happening.clone());
            }
            _ => round.push(happening.clone()),
        }
    }
    flush(&mut happenings, &mut round);
    // What is counted as a turn is a round: only its first poll keeps its place among the turns.
    rewrite(truth, happenings)
}

fn has_polled(round: &[Happening], task: &str) -> bool {
    round.iter().any(|happening| matches!(&happening.what, What::Poll { who, .. } if who == task))
}

/// Puts the beginnings of all polls of a round before everything else in it.
fn flush(happenings: &mut Vec<Happening>, round: &mut Vec<Happening>) {
    let (begins, rest): (Vec<_>, Vec<_>) =
        round.drain(..).partition(|happening| matches!(happening.what, What::Poll { .. }));
    let at = begins.first().map_or(0, |first| first.position);
    happenings.extend(begins.into_iter().map(|begin| Happening { position: at, ..begin }));
    happenings.extend(rest);
}

/// A task that waits is polled again at each turn of another task, and is in the queue all the time; a
/// run that would stall never ends.
pub(super) fn asks_everyone(truth: &Story, from: usize) -> Story {
    let mut happenings = Vec::new();
    let mut suspended = BTreeSet::new();
    for happening in &truth.happenings {
        happenings.push(happening.clone());
        match &happening.what {
            What::Pending(who) => _ = suspended.insert(who.clone()),
            What::Wake { who, effect: WakeEffect::Queued, .. } => _ = suspended.remove(who),
            What::Poll { who, .. } => {
                suspended.remove(who);
                for asked in suspended.iter().filter(|_| happening.position > from) {
                    let what = What::Poll { who: asked.clone(), nth: 0 };
                    happenings.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { ready: truth.alive.clone(), verdict, ..rewrite(truth, happenings) }
}

/// The task whose poll was the last to end with Pending is polled right away again; a run that would
/// stall never ends.
pub(super) fn asks_again(truth: &Story, from: usize) -> Story {
    let mut happenings = Vec::new();
    let mut waiting = None;
    for happening in &truth.happenings {
        if happening.position > from
            && let Some(who) = waiting.take()
        {
            let what = What::Poll { who, nth: 0 };
            happenings.push(Happening { what, ..happening.clone() });
        }
        match &happening.what {
            What::Pending(who) => waiting = Some(who.clone()),
            What::Poll { who, .. } => waiting = waiting.filter(|waiting| waiting != who),
            _ => {}
        }
        happenings.push(happening.clone());
    }
    let verdict = truth.verdict.filter(|how| *how != Verdict::Stalled);
    Story { verdict, ..rewrite(truth, happenings) }
}

/// Each later poll of a task prints again what its earlier polls printed.
pub(super) fn from_the_top(truth: &Story, from: usize) -> Story {
    let mut happenings = Vec::new();
    let mut printed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for happening in &truth.happenings {
        happenings.push(happening.clone());
        match &happening.what {
            What::Output { by: Some(by), text } => {
                printed.entry(by.clone()).or_default().push(text.clone());
            }
            What::Poll { who, nth } if *nth > 1 && happening.position > from => {
                for text in printed.get(who).into_iter().flatten() {
                    let what = What::Output { by: Some(who.clone()), text: text.clone() };
                    happenings.push(Happening { what, ..happening.clone() });
                }
            }
            _ => {}
        }
    }
    rewrite(truth, happenings)
}
