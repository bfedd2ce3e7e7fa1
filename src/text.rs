//! A run as plain sentences: the content of the screen for pipes, screen readers and paper.
//!
//! Each step is a paragraph on one line, so that `grep` finds whole sentences and the reader's window wraps the lines.

#[cfg(feature = "screen")]
pub mod book;
#[cfg(feature = "screen")]
pub mod gate;
#[cfg(feature = "screen")]
pub mod notes;
#[cfg(feature = "screen")]
pub mod orders;
#[cfg(feature = "screen")]
pub mod paper;

use crate::limits::{MAX_SAME_TURNS, MAX_TEXT_STEPS};
use crate::record::event::{Event, LoopEvent, Verdict};
use crate::session::{Session, StepResult};
use crate::world::StepKind;
use crate::world::words::Words;
use std::io::{self, Write};

/// Writes a run from its beginning up to the position of the session, or to its end.
pub fn tell(out: &mut dyn Write, session: &mut Session, to_end: bool) -> io::Result<()> {
    let until = if to_end { usize::MAX } else { session.position() };
    session.go(0);
    let mut same = Same::default();
    for _ in 0..MAX_TEXT_STEPS {
        let from = session.position();
        if from >= until || session.forward() != StepResult::Moved {
            return same.close(out);
        }
        if session.position() > until {
            session.go(until);
        }
        let column = session.column();
        let paragraph = paragraph(session, from);
        match column.step {
            StepKind::End(Verdict::NoProgress) => same.tell_once(out, &paragraph)?,
            _ => same.tell(out, column.turn, paragraph)?,
        }
    }
    same.close(out)?;
    writeln!(out, "The text ends here, after {MAX_TEXT_STEPS} steps. The run hasn't ended.")
}

/// Turns in a row that differ only in their numbers, as those of a task that is busy waiting.
#[derive(Default)]
struct Same {
    words: String,
    turns: usize,
    has_told_of_no_progress: bool,
    /// The turns that are left out: the first, and the last with its paragraph.
    held: Option<(u32, u32, String)>,
}

impl Same {
    fn tell(&mut self, out: &mut dyn Write, turn: u32, paragraph: String) -> io::Result<()> {
        let (first, rest) = paragraph.split_once(". ").unwrap_or((&paragraph, ""));
        let words: String = first.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        let words = words + rest;
        if self.words != words {
            self.close(out)?;
            (self.words, self.turns, self.has_told_of_no_progress) = (words, 0, false);
        }
        self.turns += 1;
        if self.turns <= MAX_SAME_TURNS {
            return writeln!(out, "{paragraph}\n");
        }
        let since = self.held.as_ref().map_or(turn, |(since, ..)| *since);
        self.held = Some((since, turn, paragraph));
        Ok(())
    }

    /// Writes a paragraph between turns that are the same, unless it was written since they began.
    fn tell_once(&mut self, out: &mut dyn Write, paragraph: &str) -> io::Result<()> {
        if self.has_told_of_no_progress {
            return Ok(());
        }
        self.has_told_of_no_progress = true;
        self.close(out)?;
        writeln!(out, "{paragraph}\n")
    }

    fn close(&mut self, out: &mut dyn Write) -> io::Result<()> {
        match self.held.take() {
            None => Ok(()),
            Some((first, last, paragraph)) if first == last => writeln!(out, "{paragraph}\n"),
            Some((first, last, _)) => {
                writeln!(out, "Turns {first} to {last}: the same again.\n")
            }
        }
    }
}

/// Returns the events from `from` up to the position of the session as a paragraph. They must be of one step.
#[must_use]
pub fn paragraph(session: &Session, from: usize) -> String {
    let record = session.record();
    let mut world = session.world_at(from);
    let column = session.column();
    let mut sentences = vec![match column.step {
        StepKind::SetUp if from > 0 => "The set-up continues:".to_owned(),
        StepKind::Poll(_) | StepKind::Drop(_) | StepKind::Throw(_) | StepKind::Call(_)
            if from > column.events.start =>
        {
            format!("Turn {} continues:", column.turn)
        }
        StepKind::SetUp => format!("Set-up, {}:", world.clock),
        StepKind::Poll(_) | StepKind::Drop(_) | StepKind::Throw(_) | StepKind::Call(_) => {
            format!("Turn {}, {}:", column.turn, world.clock)
        }
        StepKind::Jump(_) | StepKind::End(_) => format!("After turn {}:", column.turn),
    }];
    for event in &record.events()[from..session.position()] {
        // The event of a line says nothing that the next sentence doesn't.
        if !event.is_line() {
            sentences.push(Words::new(&world, &record).sentence(event));
        }
        if let Event::Loop(LoopEvent::End { how: Verdict::Stalled }) = event {
            let elsewhere = Words::new(&world, &record).what_a_stall_is_elsewhere();
            sentences.extend(Some(elsewhere.to_owned()).filter(|text| !text.is_empty()));
        }
        world.apply(event);
    }
    if world.verdict.is_none() && session.is_between_steps() {
        sentences.push(ready_queue(Words::new(&world, &record)));
    }
    sentences.join(" ")
}

/// Returns the sentence that lists the ready queue, front first.
#[must_use]
pub fn ready_queue(words: Words<'_>) -> String {
    let ready: Vec<_> = words.world.ready.iter().map(|task| words.task(*task)).collect();
    if ready.is_empty() {
        "The ready queue is empty.".to_owned()
    } else {
        format!("Ready queue: {}.", ready.join(", "))
    }
}
