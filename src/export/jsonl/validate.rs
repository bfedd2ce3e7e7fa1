//! What contradicts itself in a record that was read: turns out of order, what no loop can do after the events before
//! (see `run_state`), and lines that its sources don't have.

#![deny(clippy::wildcard_enum_match_arm)]

use super::header::Header;
use super::read_error::ReadError;
use super::run_state::RunState;
use crate::record::event::{CoroutineEvent, CoroutineId, Event, LoopEvent};
use crate::record::source::SourceFile;
use crate::record::{Recorder, escape_control};
use std::collections::BTreeMap;

/// Refuses a record whose events contradict each other or its sources.
pub(super) fn check(header: &Header, record: &Recorder) -> Result<(), ReadError> {
    let mut turn = None;
    let mut run = RunState::new(header);
    let mut files: BTreeMap<CoroutineId, &SourceFile> = BTreeMap::new();
    for (number, event) in (1..).zip(record.events()) {
        let refuse = |why| Err(ReadError::Contradiction(number, why));
        if let Event::Loop(LoopEvent::Turn { turn: now, .. }) = event {
            if let Some(before) = turn.filter(|before| before >= now) {
                return refuse(format!("turn {now} comes after turn {before}"));
            }
            turn = Some(*now);
        }
        if let Err(why) = run.apply(event) {
            return refuse(why);
        }
        let Event::Coroutine(event) = event else { continue };
        let place = match event {
            CoroutineEvent::Created { coroutine, file, line, by, .. }
            | CoroutineEvent::Called { coroutine, file, line, by, .. } => {
                let file = source_of(header, record.text(*file));
                files.extend(file.map(|file| (*coroutine, file)));
                by.map(|caller| (caller, *line))
            }
            CoroutineEvent::Line { coroutine, line }
            | CoroutineEvent::Await { coroutine, line, .. }
            | CoroutineEvent::Resumed { coroutine, line }
            | CoroutineEvent::Raised { coroutine, line, .. } => Some((*coroutine, *line)),
            CoroutineEvent::Named { .. }
            | CoroutineEvent::Entered { .. }
            | CoroutineEvent::Continued { .. }
            | CoroutineEvent::Local { .. }
            | CoroutineEvent::Returned { .. }
            | CoroutineEvent::Dropped { .. } => None,
        };
        let Some((coroutine, line)) = place else { continue };
        let Some(file) = files.get(&coroutine) else { continue };
        let lines = file.text.lines().count();
        if usize::try_from(line).is_ok_and(|line| line > lines) {
            let path = escape_control(&file.path);
            return refuse(format!("it names line {line} of `{path}`, which has {lines} lines"));
        }
    }
    Ok(())
}

/// Returns the source with this path, if the record has it.
fn source_of<'a>(header: &'a Header, path: &str) -> Option<&'a SourceFile> {
    header.sources.iter().find(|source| *source.path == *path)
}
