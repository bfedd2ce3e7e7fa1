//! The record as JSON Lines: a first line that says what follows, then one event a line.
//!
//! ```text
//! {"coroscope":2,"lesson":"resume","schedule":"","language":"rust","deterministic":true,"sources":[…]}
//! {"event":"spawned","task":0,"name":"waiter","coroutine":0}
//! {"event":"turn","turn":1,"task":0,"action":"poll"}
//! ```
//!
//! The names are those of [`Event`], in snake case, and so are the fields. In memory an event refers to its
//! texts by number; here they stand where they are used, so that a line can be read by itself. Reading a
//! file back gives the same record, and so the same world at every moment. A file is not trusted: the
//! fold over events is total, so one that makes no sense shows a run that makes no sense, and no more.
//!
//! `coroscope open run.jsonl` opens a record on the screen.
//!
#![doc = include_str!("record.md")]

mod header;
mod read_error;
mod run_state;
mod validate;
mod version;

use crate::limits::{MAX_EVENTS, MAX_LINE_BYTES, MAX_RUN_BYTES};
use crate::record::event::fields::{Field, Fields};
use crate::record::event::{Event, LoopEvent, TextId};
use crate::record::{Recorder, escape_control};
use crate::world::timeline::Timeline;
use std::io::{self, BufRead, Write};

pub use header::Header;
pub use read_error::ReadError;
pub use version::{OLDEST_VERSION, VERSION};

/// The field that says which event a line is.
const KIND: &str = "event";

/// Writes the first `events` events of a record. An event with a text so long that it could not be read back is
/// an error.
pub fn write(
    out: &mut dyn Write,
    header: &Header,
    record: &Recorder,
    events: usize,
) -> io::Result<()> {
    serde_json::to_writer(&mut *out, header)?;
    out.write_all(b"\n")?;
    let mut turn = 0;
    for event in record.events().iter().take(events) {
        if let Event::Loop(LoopEvent::Turn { turn: now, .. }) = event {
            turn = *now;
        }
        let line = event_line(event, record)?;
        if line.len() >= MAX_LINE_BYTES {
            let why = format!("turn {turn} prints a text that is {}", too_long());
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Returns the line of an event, without its end. `record` holds its texts.
pub fn event_line(event: &Event, record: &Recorder) -> io::Result<Vec<u8>> {
    // `{"spawned":{"task":0,"name":3}}` becomes `{"event":"spawned","task":0,"name":"Ada"}`. That is done in the text,
    // because a child process writes each event while its program waits. No value has a quote with a colon after it.
    let json = serde_json::to_string(event)?;
    let opened = json.strip_prefix("{\"").and_then(|json| json.split_once("\":{"));
    let Some((kind, mut rest)) =
        opened.and_then(|(kind, rest)| Some((kind, rest.strip_suffix('}')?)))
    else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "an event has a name and fields"));
    };
    let mut line = format!("{{\"{KIND}\":\"{kind}\"");
    line.push_str(if rest == "}" { "" } else { "," });
    while let Some(end) = rest.find("\":") {
        let name = rest[..end].rsplit('"').next().unwrap_or("");
        let value = &rest[end + 2..];
        line.push_str(&rest[..end + 2]);
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        rest = match value[..digits].parse() {
            Ok(id) if Event::TEXT_FIELDS.contains(&name) => {
                line.push_str(&serde_json::to_string(record.text(TextId(id)))?);
                &value[digits..]
            }
            _ => value,
        };
    }
    line.push_str(rest);
    Ok(line.into_bytes())
}

/// Reads a record of up to [`MAX_EVENTS`] events.
pub fn read(input: &mut dyn BufRead) -> Result<(Header, Recorder), ReadError> {
    read_at_most(input, MAX_EVENTS)
}

/// Reads a record that comes from a file, and refuses one that contradicts itself: [`read`] accepts any order of
/// events.
pub fn read_consistent(input: &mut dyn BufRead) -> Result<(Header, Recorder), ReadError> {
    let (header, record) = read(input)?;
    validate::check(&header, &record)?;
    Ok((header, record))
}

/// Reads a record of up to this many events.
pub fn read_at_most(input: &mut dyn BufRead, most: usize) -> Result<(Header, Recorder), ReadError> {
    let first = next_line(input, 1)?.ok_or(ReadError::Header)?;
    let first = first.strip_prefix('\u{feff}').unwrap_or(&first); // some editors begin a file with it
    let header = Header::read(first)?;
    let mut record = Recorder::default().with_language(header.language);
    let (mut number, mut bytes_of_steps) = (1, 0);
    let mut bytes = Vec::new();
    while let Some(line) = read_line(input, number + 1, &mut bytes)? {
        number += 1;
        if !line.trim().is_empty() {
            if record.events().len() >= most {
                return Err(ReadError::TooLong(number, most));
            }
            let event = parse_event(line, &mut record);
            let event = event.map_err(|why| ReadError::Event(number, escape_control(&why)))?;
            record.append(event);
            bytes_of_steps += Timeline::bytes_of(&event);
            if record.bytes() + bytes_of_steps > MAX_RUN_BYTES {
                return Err(ReadError::TooLarge(number, MAX_RUN_BYTES));
            }
        }
    }
    Ok((header, record))
}

/// Reads the event on a line, and adds its texts to `record`, but not the event itself.
///
/// # Errors
/// Says in words why the line is not an event.
pub fn parse_event(line: &str, record: &mut Recorder) -> Result<Event, String> {
    let mut fields = Fields::parse(line).map_err(|error| header::without_line(&error))?;
    let kind = match fields.take(KIND) {
        Some(Field::Text(kind)) => kind,
        Some(_) => return Err(format!("`{KIND}` must be a text")),
        None => return Err(format!("it has no `{KIND}`")),
    };
    let Some(read) = Event::reader(&kind) else {
        return Err(format!(
            "there's no event `{kind}`. Open the record with the coroscope that wrote it."
        ));
    };
    for (name, field) in fields.iter_mut() {
        if Event::is_text_field(name) {
            let Field::Text(text) = &field else { return Err(format!("`{name}` must be a text")) };
            *field = Field::Number(record.text_id(text).0.into());
        }
    }
    read(fields).map_err(|error| header::without_line(&error))
}

fn too_long() -> String {
    format!("longer than {} MiB", MAX_LINE_BYTES >> 20)
}

/// Returns the next line with its end, or `None` after the last. `number` is the line's, for the error.
pub fn next_line(input: &mut dyn BufRead, number: usize) -> Result<Option<String>, ReadError> {
    Ok(read_line(input, number, &mut Vec::new())?.map(str::to_owned))
}

/// Reads the next line into `bytes`, which are used for one line after another.
fn read_line<'a>(
    input: &mut dyn BufRead,
    number: usize,
    bytes: &'a mut Vec<u8>,
) -> Result<Option<&'a str>, ReadError> {
    bytes.clear();
    let mut limited = io::Read::take(&mut *input, MAX_LINE_BYTES as u64 + 1);
    limited.read_until(b'\n', bytes).map_err(|error| ReadError::Read(number, error))?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if bytes.len() > MAX_LINE_BYTES {
        return Err(ReadError::Event(number, format!("it is {}", too_long())));
    }
    let text = str::from_utf8(bytes);
    text.map(Some).map_err(|_| ReadError::Event(number, "it is not UTF-8".to_owned()))
}
