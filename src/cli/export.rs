//! `coroscope export`.

use super::own_program::Own;
use super::progress_line::ProgressLine;
use super::{Failure, Looks, record};
use crate::app::App;
use crate::course::tour::opening::SceneSession;
use crate::export::jsonl::{self, Header};
use crate::export::styled_run::Paper;
use crate::export::svg::{self, Caption};
use crate::export::{cast, html, mermaid, perfetto, steps};
use crate::lesson_folder::Code;
use crate::limits::{MAX_DRAWN_CELLS, MAX_TEXT_STEPS};
use crate::record::source::{Language, SourceFile};
use crate::ui::Look;
use crate::ui::layout::MIN_SIZE;
use crate::ui::theme::{ColorDepth, Theme, ThemeError};
use crate::user_file;
use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The name of standard output, where a file could be named.
const STANDARD_OUTPUT: &str = "-";

/// What is asked for.
#[derive(Debug, Args)]
pub struct Wanted {
    /// A lesson's name, number or address; with a moment, the run stops there
    lesson: String,
    /// The format; by default, what the file's name says
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// The file to write; by default, or with -, standard output
    #[arg(long, short)]
    output: Option<PathBuf>,
    /// The size of the screen that svg and cast draw, in columns and rows
    #[arg(long, value_name = "120x34", value_parser = size, default_value = "120x34")]
    size: (u16, u16),
    /// Leave the line with the keys out of an svg picture
    #[arg(long)]
    no_keys: bool,
    /// Leave the source out of a jsonl record
    #[arg(long)]
    no_source: bool,
}

impl Wanted {
    /// Returns the address whose run is exported.
    pub(super) fn lesson(&self) -> &String {
        &self.lesson
    }

    /// Names another program.
    pub(super) fn set_lesson(&mut self, lesson: String) {
        self.lesson = lesson;
    }
}

/// An export format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A web page that steps through the run
    Html,
    /// A recording for the asciinema player
    Cast,
    /// A picture of the screen
    Svg,
    /// Chrome trace events, for Perfetto
    Perfetto,
    /// A sequence diagram
    Mermaid,
    /// The record: one event per line, as JSON
    Jsonl,
}

/// Why a run can't be exported.
#[derive(Debug, Error)]
pub enum Refusal {
    /// There is no `--format`, and the file name doesn't determine one.
    #[error("which format? Choose one with --format: {}", formats())]
    NoFormat,
    /// The output file is one that is being read, and this is what it is.
    #[error("{0} is {1} that is being read. Write to another file.")]
    OntoInput(PathBuf, &'static str),
}

fn formats() -> String {
    let values = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    values.map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ")
}

fn size(text: &str) -> Result<(u16, u16), String> {
    let parsed = text.split_once('x').and_then(|(width, height)| {
        Some((width.parse::<u16>().ok()?, height.parse::<u16>().ok()?))
    });
    let (least, (width, height)) = (MIN_SIZE, parsed.ok_or("write the size like 120x34")?);
    if width < least.0 || height < least.1 || width > MAX_DRAWN_CELLS || height > MAX_DRAWN_CELLS {
        return Err(format!(
            "use at least {}x{}, and at most {MAX_DRAWN_CELLS}x{MAX_DRAWN_CELLS}",
            least.0, least.1
        ));
    }
    Ok((width, height))
}

impl Format {
    /// Returns the format for a file with this name.
    fn of(file: &Path) -> Option<Format> {
        match file.extension()?.to_str()? {
            "html" | "htm" => Some(Format::Html),
            "cast" => Some(Format::Cast),
            "svg" => Some(Format::Svg),
            "json" => Some(Format::Perfetto),
            "mmd" | "mermaid" => Some(Format::Mermaid),
            "jsonl" => Some(Format::Jsonl),
            _ => None,
        }
    }
}

/// Exports the run. The output file isn't created or changed if there is an error before writing.
pub(super) fn export_run(
    out: &mut dyn Write,
    wanted: Wanted,
    looks: &Looks,
    own: Option<&Own>,
    code: &Code,
) -> Result<(), Failure> {
    let Wanted { lesson: address, format, output, size, no_keys, no_source } = wanted;
    let named = || output.as_deref().and_then(Format::of);
    let format = format.or_else(named).ok_or(Refusal::NoFormat)?;
    let output = output.filter(|output| output.as_os_str() != STANDARD_OUTPUT);
    if let Some(output) = &output {
        refuse_input(output, &address, looks, own)?;
    }
    let mut visit = record::visit(&address, own, code)?;
    if !record::has_moment(&address) {
        visit.session.to_end(MAX_TEXT_STEPS);
    }
    let is_whole = !record::has_moment(&address) && !record::names_scene(&address);
    let ended = super::ended_well(&visit.session);
    let drawn = (day_and_night(looks)?, look(looks)?);
    if format == Format::Jsonl {
        mention_contents(own, no_source);
    }
    let mut visit = Some(visit);
    let is_apart = output.is_some() || !io::stdout().is_terminal();
    let mut progress = DrawnSteps { line: is_apart.then(ProgressLine::new), shown: None };
    let mut write = |out: &mut dyn Write| {
        let Some(visit) = visit.take() else { return Ok(()) };
        match format {
            Format::Html => {
                let visits = all_scenes(visit, is_whole);
                html::write_scenes(out, visits, &drawn.0, &mut |step| progress.show(step))
            }
            Format::Cast => {
                cast::write(out, visit, &drawn.1, size, &mut |step| progress.show(step))
            }
            Format::Svg => picture(out, visit, &drawn.1, size, !no_keys),
            Format::Perfetto => perfetto::write(out, &visit),
            Format::Mermaid => mermaid::write(out, &visit),
            Format::Jsonl => lines(out, &visit, no_source),
        }
    };
    let written = match output {
        None => write(out).map_err(Failure::Io),
        Some(path) => {
            #[cfg(unix)]
            user_file::remove_when_interrupted()?;
            user_file::write_with(&path, &mut write).map_err(|error| match error.kind() {
                // The run itself can't be written in this format.
                io::ErrorKind::InvalidData => Failure::Io(error),
                _ => Failure::File(path, error),
            })
        }
    };
    drop(progress);
    written?;
    out.flush()?;
    ended
}

/// Says in a terminal how much of an export is done.
struct DrawnSteps {
    /// `None` if the export itself would run through the line.
    line: Option<ProgressLine>,
    /// The hundredth that was shown last.
    shown: Option<usize>,
}

impl DrawnSteps {
    /// Shows how many steps are drawn, at each hundredth of them.
    fn show(&mut self, (done, all): (usize, usize)) {
        let hundredth = done * 100 / all.max(1);
        if let Some(line) = self.line.as_mut().filter(|_| self.shown != Some(hundredth)) {
            self.shown = Some(hundredth);
            line.show_in_terminal(|| format!("{done} of {all} steps drawn"));
        }
    }
}

/// Returns all scenes of the lesson that have words, each at its end, if the whole lesson was named.
fn all_scenes(visit: SceneSession, is_whole: bool) -> Vec<SceneSession> {
    let lesson = visit.subject.lesson().cloned().filter(|_| is_whole);
    let Some(lesson) = lesson.filter(|_| visit.session.schedule().is_default()) else {
        return vec![visit];
    };
    let scenes = lesson.scenes_with_beats().into_iter().map(|scene| {
        let mut visit = SceneSession::new(&lesson, scene);
        visit.session.to_end(MAX_TEXT_STEPS);
        visit
    });
    let scenes: Vec<_> = scenes.collect();
    if scenes.is_empty() { vec![visit] } else { scenes }
}

/// Fails if the output is a file that is being read: it would be lost.
fn refuse_input(
    output: &Path,
    address: &str,
    looks: &Looks,
    own: Option<&Own>,
) -> Result<(), Refusal> {
    let theme = looks.theme.as_deref().map(Path::new);
    let source = own.map(|own| Path::new(&*own.program.source.file));
    let named = [
        (record::file_of(address).map(Path::to_path_buf), "the record"),
        (theme.map(Path::to_path_buf), "the theme"),
        (looks.progress.clone(), "the progress file"),
        (source.map(Path::to_path_buf), "the source"),
        (own.and_then(|own| own.path.as_ref()).map(PathBuf::from), "the source"),
    ];
    let named = named.into_iter().filter_map(|(file, what)| Some((file?, what)));
    let lesson =
        record::files_of_folder(address).into_iter().map(|file| (file, "a file of the lesson"));
    match named.chain(lesson).find(|(file, _)| user_file::is_same_file(file, output)) {
        Some((_, what)) => Err(Refusal::OntoInput(output.to_owned(), what)),
        None => Ok(()),
    }
}

/// Says once on standard error that a script's record can be read by everyone who gets the file.
fn mention_contents(own: Option<&Own>, no_source: bool) {
    if own.is_none_or(|own| own.program.program.language != Language::Python) {
        return;
    }
    let sentence = if no_source {
        "coroscope: the file holds values of the script's variables; --no-values leaves them out."
    } else {
        "coroscope: the file holds the script's source and values of its variables; --no-source and --no-values leave \
         them out."
    };
    // If standard error is closed, nobody reads it.
    let _closed = writeln!(io::stderr(), "{sentence}");
}

fn lines(out: &mut dyn Write, visit: &SceneSession, no_source: bool) -> io::Result<()> {
    let place = visit.address();
    let language = visit.session.record().language();
    let mut sources = match language {
        Language::Python => visit.subject.program().sources,
        Language::Rust => {
            let sources = [visit.subject.source(), visit.subject.twin()];
            let sources = sources.into_iter().filter(|source| !record::is_placeholder(source));
            sources.map(|source| SourceFile::new(source.file, source.text)).collect()
        }
    };
    if no_source {
        sources.clear();
    }
    let header = Header::new(place.lesson, place.schedule.to_string());
    let header = header.with_sources(sources).in_language(language);
    jsonl::write(out, &header, &visit.session.record(), visit.session.position())
}

fn picture(
    out: &mut dyn Write,
    visit: SceneSession,
    look: &Look,
    size: (u16, u16),
    has_keys: bool,
) -> io::Result<()> {
    let title = format!("{}, {}", visit.subject.heading(), visit.address());
    let mut app = App::new(visit);
    let screen = if has_keys {
        steps::draw_screen(&mut app, look, size)
    } else {
        steps::draw_without_keys(&mut app, look, size)
    };
    let caption = Caption { title, sentence: app.step_summary().sentence };
    svg::write(out, &screen, Paper::of(&look.theme), &caption)
}

/// Returns the look from the options. The default is the dark theme.
fn look(looks: &Looks) -> Result<Look, ThemeError> {
    let theme = looks.theme.as_deref().unwrap_or("dark");
    Ok(Look::new(themed(theme, looks)?, looks.ascii))
}

/// Returns the looks for light and dark mode: the default themes, or the one in the options for both.
fn day_and_night(looks: &Looks) -> Result<html::Looks, ThemeError> {
    let are_one = looks.theme.is_some() || looks.is_colorless();
    let theme = looks.theme.as_deref();
    let [day, night] = ["light", "dark"].map(|usual| themed(theme.unwrap_or(usual), looks));
    let look = |theme| Look::new(theme, looks.ascii);
    Ok(html::Looks { day: look(day?), night: look(night?), are_one })
}

fn themed(name: &str, looks: &Looks) -> Result<Theme, ThemeError> {
    theme(if looks.is_colorless() { "mono" } else { name })
}

/// Returns the theme with this name, or loads it from this file.
pub(super) fn theme(name: &str) -> Result<Theme, ThemeError> {
    Theme::load(name, ColorDepth::TrueColor, |name| user_file::read_text(name.as_ref()))
}
