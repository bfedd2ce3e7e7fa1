//! Checks the dependencies: each has its reason, each licence is accepted, and the heavy crates are built once.
#![allow(missing_docs)]

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Accepted licences: they let anybody use the code and ask for no more than a notice.
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

/// Packages that only the tests use, with a licence that isn't in the list but is as free.
const TEST_ONLY_LICENCES: [(&str, &str); 1] = [("terminfo", "WTFPL")];

/// Crates that may be built in two versions. `syn` is the only heavy one: serde, clap and thiserror have
/// moved to version 3, while pin-project and ratatui's macros still use version 2.
const MAY_BE_DUPLICATED: [&str; 1] = ["syn"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env!("CARGO"));
    let done = cargo.args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).expect("cargo writes text")
}

/// Returns all packages that are built here, those of the tests included.
fn packages() -> Vec<Value> {
    let version = cargo(&["version", "--verbose"]);
    let host =
        version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo knows it");
    let metadata =
        cargo(&["metadata", "--format-version", "1", "--locked", "--filter-platform", host]);
    let metadata: Value = serde_json::from_str(&metadata).expect("it is JSON");
    metadata["packages"].as_array().expect("there are some").clone()
}

#[test]
fn dependencies_md_lists_exactly_the_dependencies_of_the_manifests() {
    let manifest = |folder: &str| -> toml::Table {
        let text = fs::read_to_string(root().join(folder).join("Cargo.toml"));
        toml::from_str(&text.expect("it is there")).expect("it is TOML")
    };
    let names = |manifest: &toml::Table, table: &str| -> BTreeSet<String> {
        let table = manifest.get(table).and_then(toml::Value::as_table);
        table.into_iter().flat_map(|table| table.keys().cloned()).collect()
    };
    let (own, macros) = (manifest("."), manifest("macros"));
    let mut program = names(&own, "dependencies");
    let platforms = own.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    for (_, platform) in platforms {
        program.extend(
            platform.as_table().map(|all| names(all, "dependencies")).into_iter().flatten(),
        );
    }
    let attribute = names(&macros, "dependencies");
    let mut tests = names(&own, "dev-dependencies");
    tests.extend(names(&macros, "dev-dependencies"));
    tests.retain(|name| !program.contains(name) && !attribute.contains(name));
    let groups = [("the program", program), ("the attribute", attribute), ("tests", tests)];
    let mut listed: BTreeSet<(String, String)> = BTreeSet::new();
    for row in include_str!("dependencies.md").lines().skip(2) {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        assert!(cells[3].len() > 10, "{row}: no reason");
        listed.insert((cells[2].to_owned(), cells[1].trim_matches('`').to_owned()));
    }
    let declared: BTreeSet<(String, String)> = groups
        .into_iter()
        .flat_map(|(group, names)| names.into_iter().map(move |name| (group.to_owned(), name)))
        .collect();
    let missing: Vec<_> = declared.difference(&listed).collect();
    let surplus: Vec<_> = listed.difference(&declared).collect();
    assert!(missing.is_empty(), "tests/dependencies.md has no reason for {missing:?}");
    assert!(surplus.is_empty(), "tests/dependencies.md lists {surplus:?}, which no manifest has");
}

/// Returns whether the expression offers a licence from the list. `/` is the old way to write `OR`.
fn is_accepted(licence: &str) -> bool {
    let licence = licence.replace(['(', ')'], " ").replace('/', " OR ");
    // In practice brackets only enclose an OR inside an AND, so it is enough that each part of the AND is accepted.
    licence.split(" AND ").all(|all| all.split(" OR ").any(|one| LICENCES.contains(&one.trim())))
}

#[test]
fn every_licence_is_accepted() {
    assert!(is_accepted("MIT OR GPL-3.0") && is_accepted("(MIT OR X) AND Unicode-3.0"));
    assert!(!is_accepted("GPL-3.0") && !is_accepted("MIT AND GPL-3.0") && !is_accepted(""));
    let mut refused = Vec::new();
    for package in packages() {
        let name = package["name"].as_str().unwrap_or_default();
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_accepted(licence) && !TEST_ONLY_LICENCES.contains(&(name, licence)) {
            refused.push(format!("{name}: '{licence}'"));
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn the_program_has_no_duplicate_crates() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}",
    ]);
    let packages: BTreeSet<(&str, &str)> = tree
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((words.next()?, words.next()?))
        })
        .collect();
    let names: Vec<_> = packages.iter().map(|(name, _)| *name).collect();
    let mut duplicates: Vec<_> =
        names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    duplicates.retain(|name| !MAY_BE_DUPLICATED.contains(name));
    assert!(duplicates.is_empty(), "{duplicates:?}");
    for (test_only, _) in TEST_ONLY_LICENCES {
        assert!(!names.contains(&test_only), "{test_only} is in the program");
    }
}
