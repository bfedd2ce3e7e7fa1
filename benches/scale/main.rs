//! What a large run costs, beside what is promised: `cargo bench --bench scale`.
//!
//! Each line of the table is a promise: how much processor time, memory or disk something takes, and how much it may
//! take. A cost follows the size of the screen or of a file, and not that of the run. Every part runs in a process of
//! its own, so that its memory is its own. Times are processor times where the system reports them, so a busy machine
//! doesn't change much.
//! `cargo bench --bench scale -- export` measures the parts with that in their names.
//!
//! What a count can hold is held by `tests/screen/scale.rs` and its neighbours, which don't depend on a machine.

mod commands;
mod cost;
mod screens;

use cost::Row;
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

/// A part of the table, which is measured in a process of its own.
struct Part {
    name: &'static str,
    measure: fn(&Path) -> Vec<Row>,
}

/// The argument that makes this program measure one part.
const MEASURE: &str = "--measure";

const PARTS: [Part; 17] = [
    Part { name: "write a million turns", measure: screens::write_million },
    Part { name: "a million turns", measure: screens::million },
    Part { name: "10,000 tasks", measure: screens::many_tasks },
    Part { name: "10,000 tasks, one after the other", measure: screens::ended_tasks },
    Part { name: "20,000 nested coroutines", measure: screens::nested },
    Part { name: "a text of 10 MB", measure: screens::long_text },
    Part { name: "check", measure: commands::check },
    Part { name: "a name of 1 MB", measure: commands::long_name },
    Part { name: "an address of 100,000 letters", measure: commands::long_address },
    Part { name: "a source of 1 MB", measure: commands::long_source },
    Part { name: "export html", measure: commands::html },
    Part { name: "export cast", measure: commands::cast },
    Part { name: "export svg", measure: commands::svg },
    Part { name: "export perfetto", measure: commands::perfetto },
    Part { name: "export mermaid", measure: commands::mermaid },
    Part { name: "export jsonl", measure: commands::jsonl },
    Part { name: "export text", measure: commands::text },
];

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).filter(|one| one != "--bench").collect();
    if let [first, name, folder] = &arguments[..]
        && first == MEASURE
    {
        measure(name, Path::new(folder));
        return ExitCode::SUCCESS;
    }
    let folder = tempfile::tempdir().expect("a folder for the records");
    let mut are_all_met = true;
    print(&Row::heading());
    for part in PARTS {
        let is_wanted = arguments.is_empty()
            || arguments.iter().any(|wanted| part.name.contains(wanted.as_str()));
        // The second part reads what the first one writes.
        if is_wanted {
            for row in rows_of(part.name, folder.path()) {
                are_all_met &= row.is_met();
                print(&row.to_string());
            }
        }
    }
    if are_all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures a part in another process.
fn rows_of(name: &str, folder: &Path) -> Vec<Row> {
    let program = env::current_exe().expect("this program has a path");
    let measured = Command::new(program)
        .args([MEASURE, name])
        .arg(folder)
        .stdout(Stdio::null())
        .output()
        .expect("this program starts");
    let text = String::from_utf8_lossy(&measured.stderr);
    let rows: Vec<_> = text.lines().filter_map(|line| Row::parse(name, line)).collect();
    if !measured.status.success() || rows.is_empty() {
        return vec![Row::failed(name, text.lines().last().unwrap_or("it printed nothing"))];
    }
    rows
}

/// Measures a part, and writes its rows to standard error: what the commands print goes to standard output.
fn measure(name: &str, folder: &Path) {
    let part = PARTS.iter().find(|part| part.name == name).expect("the parent names a part");
    let rows = (part.measure)(folder);
    for row in rows.into_iter().chain(cost::memory()) {
        let _nobody_reads = writeln!(io::stderr(), "{}", row.to_line());
    }
}

fn print(line: &str) {
    let _nobody_reads = writeln!(io::stdout(), "{line}");
}
