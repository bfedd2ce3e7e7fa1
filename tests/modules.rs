//! Compares the module table on the crate's front page with what the sources import.

#[path = "modules/cycles.rs"]
mod cycles;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Crates that only some modules may use: the crate, and those modules.
const CRATES: [(&str, &[&str]); 6] = [
    ("rustix", &["process", "terminal", "user_file"]),
    ("crossterm", &["terminal"]),
    ("signal_hook", &["cli", "terminal", "user_file"]),
    ("ratatui", &["ui", "terminal", "export", "cli"]),
    ("clap", &["cli"]),
    ("pin_project", &["kit"]),
];

fn table() -> BTreeMap<String, Vec<String>> {
    let mut modules = BTreeMap::new();
    for row in include_str!("modules.md").lines().skip(2) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let names = |cell: &str| -> Vec<String> {
            cell.split_whitespace().map(|name| name.trim_matches('`').to_owned()).collect()
        };
        modules.insert(names(cells[1]).remove(0), names(cells[2]));
    }
    modules
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Returns the code of a file without its comments and without the tests at its end.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source is text");
    let text = text.split("#[cfg(test)]").next().unwrap_or("").to_owned();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn module_of(path: &Path, src: &Path) -> String {
    let inside = path.strip_prefix(src).expect("a source lies in src");
    let first = inside.components().next().expect("a path has a name").as_os_str();
    first.to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// Returns the modules named after `crate::` or `coroscope::`, also in a nested `use crate::{a, b::c}`.
fn used(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for prefix in ["crate::", "coroscope::"] {
        for (at, _) in code.match_indices(prefix) {
            let rest = &code[at + prefix.len()..];
            let name = |text: &str| -> String {
                text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
            };
            if let Some(group) = rest.strip_prefix('{') {
                let mut depth = 0;
                let mut part = String::new();
                for character in group.chars() {
                    match character {
                        '}' if depth == 0 => break,
                        ',' if depth == 0 => found.push(name(&std::mem::take(&mut part))),
                        _ => {
                            depth += i32::from(character == '{') - i32::from(character == '}');
                            part.push(character);
                        }
                    }
                }
                found.push(name(&part));
            } else {
                found.push(name(rest));
            }
        }
    }
    found
}

#[test]
fn every_module_uses_only_the_modules_of_its_row() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let table = table();
    let mut faults = Vec::new();
    for path in sources(&src) {
        let module = module_of(&path, &src);
        if module == "main" || module == "lib" {
            continue;
        }
        let Some(allowed) = table.get(&module) else {
            faults.push(format!("{} has no row in tests/modules.md", path.display()));
            continue;
        };
        let code = code(&path);
        for name in used(&code).into_iter().filter(|name| table.contains_key(name)) {
            if name != module && !allowed.contains(&name) {
                faults.push(format!("{}: `{module}` may not use `{name}`", path.display()));
            }
        }
        for (name, modules) in CRATES {
            if code.contains(&format!("{name}::")) && !modules.contains(&module.as_str()) {
                faults
                    .push(format!("{}: `{module}` may not use the crate `{name}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn limits_stand_in_one_file_and_keep_their_names() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    for path in sources(&src) {
        // The kit's units of time are no limits.
        if ["limits.rs", "kit/time.rs"].iter().any(|file| path == src.join(file)) {
            continue;
        }
        for line in code(&path).lines() {
            let is_limit = line.contains("const MAX_")
                || (line.contains("const ") && line.contains(": Duration ="));
            let is_renamed = line.contains("crate::limits::") && line.contains(" as ");
            if is_limit || is_renamed {
                faults.push(format!("{}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "move these to src/limits.rs:\n{}", faults.join("\n"));
}

#[test]
fn the_executor_uses_only_std_record_and_thread() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for path in sources(&src).into_iter().filter(|path| module_of(path, &src) == "executor") {
        for line in code(&path).lines().filter(|line| line.trim_start().starts_with("use ")) {
            let from = line.trim_start().trim_start_matches("use ");
            let known = ["std::", "super::", "crate::record", "crate::thread", "crate::executor"];
            let is_own = |start: &str| src.join("executor").join(format!("{start}.rs")).exists();
            let start = from.split("::").next().unwrap_or("");
            assert!(
                known.iter().any(|start| from.starts_with(start)) || is_own(start),
                "{}: {line}",
                path.display()
            );
        }
    }
}

#[test]
fn the_scan_finds_every_module_that_is_named() {
    assert_eq!(used("use crate::{ui, app::{x, y}};\ncrate::world::World"), ["ui", "app", "world"]);
    assert_eq!(used("coroscope::kit::spawn"), ["kit"]);
}
