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
    let mut files: BTreeMap<CoroutineId, &CountedSource<'_>> = BTreeMap::new();
    let counted = |file| CountedSource { file, lines: file.text.lines().count() };
    let sources: Vec<_> = header.sources.iter().map(counted).collect();
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
                let path = record.text(*file);
                let file = sources.iter().find(|source| *source.file.path == *path);
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
        let Some(&&CountedSource { file, lines }) = files.get(&coroutine) else { continue };
        if usize::try_from(line).is_ok_and(|line| line > lines) {
            let path = escape_control(&file.path);
            return refuse(format!("it names line {line} of `{path}`, which has {lines} lines"));
        }
    }
    Ok(())
}

/// A source file, whose lines are counted once.
struct CountedSource<'a> {
    file: &'a SourceFile,
    lines: usize,
}
