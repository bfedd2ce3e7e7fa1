//! What the house is built of: each dependency has its reason, each licence is one that we take, and the
//! heavy crates are there once.
#![allow(missing_docs)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Licences that let anybody use what is under them, with no more than a notice.
const LICENCES: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Packages of the tests alone whose licence is another one, that lets anybody do anything too.
const ONLY_TESTED_WITH: [(&str, &str); 1] = [("terminfo", "WTFPL")];

/// Crates that may be there twice. `syn` is the only heavy one: its version 3 is what serde, clap and
/// thiserror have moved to, and version 2 what pin-project and ratatui's macros still have.
const TWICE: [&str; 1] = ["syn"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let done = cargo.args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("cargo writes text")
}

/// All packages that are built here, tests and all.
fn packages() -> Vec<Value> {
    let told = cargo(&["version", "--verbose"]);
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo knows it");
    let told = cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let told: Value = serde_json::from_str(&told).expect("it is JSON");
    told["packages"].as_array().expect("there are some").clone()
}

#[test]
fn each_dependency_has_its_reason_and_each_reason_its_dependency() {
    let manifest = |folder: &str| -> toml::Table {
        let text = fs::read_to_string(root().join(folder).join("Cargo.toml"));
        toml::from_str(&text.expect("it is there")).expect("it is TOML")
    };
    let names = |manifest: &toml::Table, table: &str| -> BTreeSet<String> {
        let table = manifest.get(table).and_then(toml::Value::as_table);
        table.into_iter().flat_map(|table| table.keys().cloned()).collect()
    };
    let (own, macros) = (manifest("."), manifest("macros"));
    let program = names(&own, "dependencies");
    let attribute = names(&macros, "dependencies");
    let mut tests = names(&own, "dev-dependencies");
    tests.extend(names(&macros, "dev-dependencies"));
    tests.retain(|name| !program.contains(name) && !attribute.contains(name));
    let groups = [("the program", program), ("the attribute", attribute), ("tests", tests)];
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for row in include_str!("dependencies.md").lines().skip(2) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        assert!(cells[3].len() > 10, "{row}: no reason");
        told.insert((cells[2].to_owned(), cells[1].trim_matches('`').to_owned()));
    }
    let there: BTreeSet<(String, String)> = groups
        .into_iter()
        .flat_map(|(group, names)| names.into_iter().map(move |name| (group.to_owned(), name)))
        .collect();
    let missing: Vec<_> = there.difference(&told).collect();
    let surplus: Vec<_> = told.difference(&there).collect();
    assert!(missing.is_empty(), "tests/dependencies.md has no reason for {missing:?}");
    assert!(surplus.is_empty(), "tests/dependencies.md speaks of {surplus:?}, which is not there");
}

/// Does this expression leave us a licence of the list? `/` is the old way to write `OR`.
fn is_taken(licence: &str) -> bool {
    let licence = licence.replace(['(', ')'], " ").replace('/', " OR ");
    // In what is met, brackets stand around an OR inside an AND, and each part of the AND must do.
    licence.split(" AND ").all(|all| all.split(" OR ").any(|one| LICENCES.contains(&one.trim())))
}

#[test]
fn every_licence_is_one_that_we_take() {
    assert!(is_taken("MIT OR GPL-3.0") && is_taken("(MIT OR X) AND Unicode-3.0"));
    assert!(!is_taken("GPL-3.0") && !is_taken("MIT AND GPL-3.0") && !is_taken(""));
    let mut refused = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_taken(licence) && !ONLY_TESTED_WITH.contains(&(name, licence)) {
            refused.push(format!("{name}: '{licence}'"));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn no_crate_of_the_program_is_there_twice() {
    let told = cargo(&[
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let packages: BTreeSet<(&str, &str)> = told
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?))
        })
        .collect();
    let names: Vec<_> = packages.iter().map(|(name, _)| *name).collect();
    let mut twice: Vec<_> =
        names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    twice.retain(|name| !TWICE.contains(name));
    assert!(twice.is_empty(), "{twice:?}");
    for (_, only_tests) in ONLY_TESTED_WITH.map(|(name, _)| (0, name)) {
        assert!(!names.contains(&only_tests), "{only_tests} is in the program");
    }
}
