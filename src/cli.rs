//! The command line: one definition gives the parser, the help, the man page and the completions.

use crate::course::catalog::{self, Lesson};
use crate::course::visit::{NoWay, Visit};
use crate::export::jsonl::{self, Header};
#[cfg(feature = "terminal")]
use crate::terminal::Fault;
use crate::text;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use thiserror::Error;

/// Step real async Rust, one poll at a time.
///
/// Without a command it opens the tutorial.
#[derive(Debug, Parser)]
#[command(name = "coroscope", version, arg_required_else_help = false)]
pub struct Cli {
    /// What to do; without it, the tutorial opens.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How the screen looks.
    #[command(flatten)]
    pub looks: Looks,
}

/// How the screen looks.
#[derive(Debug, Args)]
pub struct Looks {
    /// A theme: dark, light, high-contrast, mono, or a file of your own
    #[arg(long, global = true, value_name = "NAME")]
    theme: Option<String>,
    /// Plain letters for signs and borders
    #[arg(long, global = true)]
    ascii: bool,
    /// Colour or none, whatever the environment says
    #[arg(long, global = true, value_name = "WHEN")]
    color: Option<Color>,
    /// No colour: the same as --color never, and as the variable `NO_COLOR`
    #[arg(long, global = true, conflicts_with = "color")]
    no_color: bool,
    /// Open as for a class: few panes, no hints, the words hidden
    #[arg(long, global = true)]
    present: bool,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    /// In every case
    Always,
    /// In no case
    Never,
}

/// What can be asked for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Open a lesson on the screen
    Open {
        /// A slug, a number or an address: three-tasks, A6, 6, three-tasks@9, three-tasks@9~0.2.1
        lesson: String,
    },
    /// List the lessons
    List,
    /// Tell a run in plain sentences, one paragraph a step
    Text {
        /// A slug, a number or an address; with a moment, the run up to there
        lesson: String,
    },
    /// Write a run to a file, or to standard output
    Export {
        /// A slug, a number or an address; with a moment, the run up to there
        lesson: String,
        /// The format
        #[arg(long, short, value_enum)]
        format: Format,
        /// The file; standard output without it
        #[arg(long, short)]
        output: Option<PathBuf>,
    },
    /// Print a completion script for your shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// A format to export to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The record: one event a line, as JSON
    Jsonl,
}

/// Why a command did not do what it was asked to.
#[derive(Debug, Error)]
pub enum Failure {
    /// The words of the command lead nowhere.
    #[error(transparent)]
    NoWay(#[from] NoWay),
    /// A file could not be written.
    #[error("cannot write {0}: {1}")]
    File(PathBuf, io::Error),
    /// The screen does not open.
    #[cfg(feature = "terminal")]
    #[error(transparent)]
    Screen(#[from] crate::terminal::Fault),
    /// Writing or drawing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Failure {
    /// The exit status: 2 for words that cannot be done, 1 for a thing that failed, 0 where the reader of a
    /// pipe has had enough.
    #[must_use]
    pub fn status(&self) -> u8 {
        match self {
            Failure::NoWay(_) => 2,
            Failure::File(..) => 1,
            #[cfg(feature = "terminal")]
            Failure::Screen(Fault::NoTheme(_) | Fault::Theme(_)) => 2,
            #[cfg(feature = "terminal")]
            Failure::Screen(_) => 1,
            Failure::Io(error) => u8::from(error.kind() != io::ErrorKind::BrokenPipe),
        }
    }
}

/// Does what the command line asks for.
pub fn run(cli: Cli) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout());
    match cli.command {
        None => open("lazy", cli.looks)?,
        Some(Command::Open { lesson }) => open(&lesson, cli.looks)?,
        Some(Command::List) => list(&mut out)?,
        Some(Command::Text { lesson }) => tell(&mut out, &lesson)?,
        Some(Command::Export { lesson, format, output }) => {
            export(&mut out, &lesson, format, output)?;
        }
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "coroscope", &mut script);
            out.write_all(&script)?;
        }
        Some(Command::Man) => clap_mangen::Man::new(Cli::command()).render(&mut out)?,
    }
    out.flush()?;
    Ok(())
}

#[cfg(feature = "terminal")]
fn open(lesson: &str, looks: Looks) -> Result<(), Failure> {
    let visit = Visit::to(lesson)?;
    let color = looks.color.map(|color| color == Color::Always);
    let options = crate::terminal::Options {
        theme: looks.theme,
        is_ascii: looks.ascii,
        color: color.or(looks.no_color.then_some(false)),
        presents: looks.present,
    };
    Ok(crate::terminal::open(visit, &options)?)
}

#[cfg(not(feature = "terminal"))]
fn open(lesson: &str, _looks: Looks) -> Result<(), Failure> {
    Visit::to(lesson)?;
    let why = "this coroscope was built without the screen; `coroscope text LESSON` tells the same";
    Err(io::Error::other(why).into())
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    for part in catalog::parts() {
        writeln!(out, "{}  {}. {}", part.letter, part.title, part.question)?;
        for lesson in catalog::lessons().iter().filter(|lesson| lesson.part == part.letter) {
            let Lesson { slug, title, minutes, .. } = lesson;
            let core = if lesson.core { '●' } else { '○' };
            writeln!(out, "   {core} {:3} {slug:14} {minutes:2} min  {title}", lesson.address())?;
        }
    }
    writeln!(out, "\n● on the path, ○ beside it.  coroscope open three-tasks  opens one.")
}

fn tell(out: &mut dyn Write, address: &str) -> Result<(), Failure> {
    let mut visit = Visit::to(address)?;
    writeln!(out, "{} {}: {}\n", visit.lesson.address(), visit.lesson.title, visit.scene.title)?;
    text::tell(out, &mut visit.session, !address.contains('@'))?;
    Ok(())
}

fn export(
    out: &mut dyn Write,
    address: &str,
    format: Format,
    output: Option<PathBuf>,
) -> Result<(), Failure> {
    let mut visit = Visit::to(address)?;
    if !address.contains('@') {
        visit.session.to_end(text::MOST_STEPS);
    }
    let place = visit.address();
    let header = Header {
        version: jsonl::VERSION,
        lesson: place.lesson,
        schedule: place.schedule.to_string(),
    };
    let record = visit.session.record();
    let events = visit.session.position();
    let write = |out: &mut dyn Write| match format {
        Format::Jsonl => jsonl::write(out, &header, &record, events),
    };
    match output {
        None => write(out)?,
        Some(path) => {
            let to_file = || {
                let mut file = BufWriter::new(File::create(&path)?);
                write(&mut file)?;
                file.flush()
            };
            to_file().map_err(|error| Failure::File(path.clone(), error))?;
        }
    }
    Ok(())
}
