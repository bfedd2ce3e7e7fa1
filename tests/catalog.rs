//! The files that name the lesson folders to the compiler are what the folders say.
//!
//! After a lesson folder was added, renamed or removed, or the front matter of one has other scenes:
//!
//! ```text
//! UPDATE_CATALOG=1 cargo test --test catalog
//! ```
//!
//! writes `src/course/recipes.rs` and, in `src/course/catalog/table`, `entries.rs` and `real.rs` again. It needs nothing
//! but Rust, and no other file has to be edited.

use coroscope::course::catalog;
use coroscope::course::lesson::front_matter::{self, FrontMatter};
use coroscope::course::lesson::real::RealTable;
use coroscope::record::event::{CoroutineEvent, Event};
use coroscope::session::Session;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

const COMMAND: &str = "UPDATE_CATALOG=1 cargo test --test catalog";
const RECIPES: &str = "src/course/recipes.rs";
const ENTRIES: &str = "src/course/catalog/table/entries.rs";
const REAL: &str = "src/course/catalog/table/real.rs";

/// Words that can name a lesson's module only with `r#`.
const KEYWORDS: [&str; 14] = [
    "async", "await", "box", "break", "dyn", "for", "gen", "loop", "match", "move", "try", "type",
    "while", "yield",
];

fn is_updating() -> bool {
    std::env::var_os("UPDATE_CATALOG").is_some()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A lesson folder, as far as the generated files are concerned.
struct Folder {
    name: String,
    scenes: Vec<Scene>,
    /// The files of its real programs.
    real: Vec<String>,
}

struct Scene {
    /// The module of its recipe.
    module: String,
    /// The lints it may break, each with the reason.
    allow: BTreeMap<String, String>,
}

impl Folder {
    /// Reads the front matter of `lessons/NAME`, and checks that the files it implies are there.
    fn read(lessons: &Path, name: &str) -> Result<Folder, String> {
        let (number, slug) = name.split_once('-').unwrap_or((name, ""));
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_number = number.len() == 2 && number.parse::<u8>().is_ok_and(|number| number > 0);
        if !is_number || slug.is_empty() || !slug.chars().all(is_plain) {
            return Err(format!(
                "lessons/{name}: name the folder with two digits and a slug, such as 06-three-tasks"
            ));
        }
        let file = format!("lessons/{name}/lesson.md");
        let text = fs::read_to_string(lessons.join(name).join("lesson.md"))
            .map_err(|error| format!("{file}: {error}"))?;
        let parts = front_matter::split(&file, &text).map_err(|error| error.to_string())?;
        let front: FrontMatter =
            front_matter::read(&file, parts.front).map_err(|error| error.to_string())?;
        let mut scenes = Vec::new();
        for (nth, scene) in front.scenes.iter().enumerate() {
            let module = if nth == 0 { slug.to_owned() } else { format!("{slug}-{}", scene.name) };
            scenes.push(Scene { module: module_name(&module), allow: scene.allow.clone() });
        }
        let real: BTreeSet<_> = front.real.iter().flat_map(RealTable::all_files).collect();
        let real = real.into_iter().collect();
        let folder = Folder { name: name.to_owned(), scenes, real };
        folder.check_files(&lessons.join(name))?;
        Ok(folder)
    }

    /// The files of a scene, counted from 0: its recipe, its twin, and the two that are written by a command.
    fn files(nth: usize) -> [String; 4] {
        if nth == 0 {
            return ["recipe.rs", "twin.py", "expected.txt", "trace.golden"].map(str::to_owned);
        }
        let number = nth + 1;
        [
            format!("scene-{number}.rs"),
            format!("scene-{number}.py"),
            format!("expected-{number}.txt"),
            format!("trace-{number}.golden"),
        ]
    }

    fn check_files(&self, folder: &Path) -> Result<(), String> {
        let name = &self.name;
        if self.scenes.is_empty() {
            return Err(format!("lessons/{name}/lesson.md: there is no scene; add `[[scenes]]`"));
        }
        for nth in 0..self.scenes.len() {
            let missing =
                Self::files(nth).into_iter().take(2).find(|file| !folder.join(file).exists());
            if let Some(missing) = missing {
                return Err(format!(
                    "lessons/{name}/{missing} is missing: scene {} needs it",
                    nth + 1
                ));
            }
        }
        let missing = self.real.iter().find(|file| !folder.join(file).exists());
        if let Some(missing) = missing {
            return Err(format!("lessons/{name}/{missing} is missing: a `[[real]]` names it"));
        }
        let [next, ..] = Self::files(self.scenes.len());
        if folder.join(&next).exists() {
            return Err(format!(
                "lessons/{name}/{next} belongs to no scene: add `[[scenes]]` to lesson.md"
            ));
        }
        Ok(())
    }

    /// Creates the files that other commands fill, so that the crate compiles before they do.
    fn create_written_files(&self, folder: &Path) {
        for nth in 0..self.scenes.len() {
            for file in Self::files(nth).into_iter().skip(2).map(|file| folder.join(file)) {
                if !file.exists() {
                    fs::write(&file, "").expect("a lesson folder can be written to");
                }
            }
        }
    }
}

fn module_name(slug: &str) -> String {
    let name = slug.replace('-', "_");
    if KEYWORDS.contains(&name.as_str()) { format!("r#{name}") } else { name }
}

/// Whether a lesson isn't written yet, and only its real programs are there.
fn has_only_real_programs(folder: &Path) -> bool {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = files.map(|file| file.file_name().to_string_lossy().into_owned()).peekable();
    names.peek().is_some() && names.all(|name| name.starts_with("real-"))
}

/// All folders under `lessons`, in the order of their numbers.
fn folders(lessons: &Path) -> Result<Vec<Folder>, String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(lessons).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() && !has_only_real_programs(&path) {
            names.extend(path.file_name().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    names.sort();
    let folders: Vec<_> =
        names.iter().map(|name| Folder::read(lessons, name)).collect::<Result<_, _>>()?;
    for (one, next) in folders.iter().zip(folders.iter().skip(1)) {
        if one.name[..2] == next.name[..2] {
            return Err(format!("lessons/{} and lessons/{} have one number", one.name, next.name));
        }
    }
    let mut modules = BTreeMap::new();
    for folder in &folders {
        for scene in &folder.scenes {
            if let Some(other) = modules.insert(&scene.module, &folder.name) {
                return Err(format!(
                    "lessons/{} and lessons/{other} both have a scene for the module `{}`: rename one",
                    folder.name, scene.module
                ));
            }
        }
    }
    Ok(folders)
}

fn recipes(folders: &[Folder]) -> String {
    let mut text = format!(
        "//! The recipes, compiled: one module for each scene, in the order of the course.\n\
         //!\n\
         //! Generated from the folders under `lessons/` by `{COMMAND}`. Do not edit\n\
         //! it. These are plain items with relative paths: `cargo fmt` formats the recipes through them, and\n\
         //! `file!()`, which records carry, is the same on every machine.\n\n\
         #![allow(\n    unused_variables,\n    clippy::unused_async,\n    clippy::needless_pass_by_value,\n    \
         reason = \"a coroutine may print one line and return, forget a future, and owns what it is given\"\n)]\n"
    );
    for folder in folders {
        for (nth, scene) in folder.scenes.iter().enumerate() {
            let [recipe, ..] = Folder::files(nth);
            let _infallible =
                writeln!(text, "\n#[path = \"../../lessons/{}/{recipe}\"]", folder.name);
            for (lint, reason) in &scene.allow {
                let _infallible = writeln!(text, "#[allow({lint}, reason = {reason:?})]");
            }
            let _infallible = writeln!(text, "pub mod {};", scene.module);
        }
    }
    text
}

fn entries(folders: &[Folder]) -> String {
    let mut text = format!(
        "//! The table of lessons.\n\
         //!\n\
         //! Generated from the folders under `lessons/` by `{COMMAND}`. Do not edit it.\n\n\
         use super::{{Entry, Files}};\n\
         use crate::course::catalog::BuiltInFile;\n\
         use crate::course::recipes;\n\n\
         pub(in crate::course::catalog) static ENTRIES: &[Entry] = &[\n"
    );
    for folder in folders {
        let name = &folder.name;
        let _infallible = writeln!(
            text,
            "    Entry {{\n        folder: {name:?},\n        text: file!({name:?}, \"lesson.md\"),\n        scenes: &["
        );
        for (nth, scene) in folder.scenes.iter().enumerate() {
            let number = if nth == 0 { String::new() } else { format!(", {}", nth + 1) };
            let _infallible =
                writeln!(text, "            scene!({name:?}, {}{number}),", scene.module);
        }
        text += "        ],\n    },\n";
    }
    text + "];\n"
}

fn real(folders: &[Folder]) -> String {
    let mut text = format!(
        "//! The files of the lessons' real programs.\n\
         //!\n\
         //! Generated from the folders under `lessons/` by `{COMMAND}`. Do not edit it.\n\n\
         use crate::course::catalog::BuiltInFile;\n\n\
         pub(in crate::course::catalog) static REAL: &[BuiltInFile] = &[\n"
    );
    for Folder { name, real, .. } in folders {
        for file in real {
            let _infallible = writeln!(text, "    file!({name:?}, {file:?}),");
        }
    }
    text + "];\n"
}

/// What counts of a generated file: rustfmt breaks its lines.
fn without_layout(text: &str) -> String {
    let bare: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    bare.replace(",]", "]").replace(",)", ")")
}

#[test]
fn recipes_and_tables_are_generated_from_the_lesson_folders() {
    let folders = folders(&root().join("lessons")).unwrap_or_else(|error| panic!("{error}"));
    let files =
        [(RECIPES, recipes(&folders)), (ENTRIES, entries(&folders)), (REAL, real(&folders))];
    let mut stale = Vec::new();
    for (file, wanted) in files {
        let path = root().join(file);
        let is_current = || {
            let committed = fs::read_to_string(&path).unwrap_or_default();
            without_layout(&committed) == without_layout(&wanted)
        };
        if is_current() {
            continue;
        }
        if !is_updating() {
            stale.push(file);
            continue;
        }
        for folder in &folders {
            folder.create_written_files(&root().join("lessons").join(&folder.name));
        }
        fs::write(&path, &wanted).expect("the sources can be written to");
        // Where there is no rustfmt, only `cargo fmt --check` will miss it.
        let _may_be_missing = Command::new("rustfmt")
            .args(["--edition", "2024", "--config", "skip_children=true"])
            .arg(&path)
            .current_dir(root())
            .output();
        assert!(is_current(), "rustfmt changed more than the layout of {file}");
    }
    assert!(
        stale.is_empty(),
        "{} no longer fit the lesson folders: run {COMMAND}",
        stale.join(", ")
    );
}

#[test]
fn a_folder_that_cannot_be_a_lesson_is_refused_in_one_sentence() {
    let front = "+++\ntitle = \"T\"\npart = \"A\"\nplace = 9\nobjective = \"o\"\ncore = true\n";
    let one = format!("{front}[[scenes]]\nname = \"recipe\"\ntitle = \"t\"\n+++\n");
    let two = format!("{}[[scenes]]\nname = \"more\"\ntitle = \"t\"\n+++\n", &one[..one.len() - 4]);
    let recipe = &["recipe.rs", "twin.py"][..];
    let cases: [(&str, &str, &[&str], &str); 7] = [
        ("lazy", &one, recipe, "name the folder with two digits and a slug"),
        ("00-lazy", &one, recipe, "name the folder with two digits and a slug"),
        ("90-La", &one, recipe, "name the folder with two digits and a slug"),
        (
            "90-new",
            "no front matter",
            recipe,
            "lessons/90-new/lesson.md:1: there is no front matter",
        ),
        ("90-new", &one, &["recipe.rs"], "lessons/90-new/twin.py is missing: scene 1 needs it"),
        ("90-new", &two, recipe, "lessons/90-new/scene-2.rs is missing: scene 2 needs it"),
        (
            "90-new",
            &one,
            &["recipe.rs", "twin.py", "scene-2.rs"],
            "lessons/90-new/scene-2.rs belongs to no scene",
        ),
    ];
    for (name, text, files, expected) in cases {
        let lessons = tempfile::tempdir().expect("a folder");
        let folder = lessons.path().join(name);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join("lesson.md"), text).expect("a file");
        for file in files {
            fs::write(folder.join(file), "").expect("a file");
        }
        let error = folders(lessons.path()).err().expect(expected);
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_folder_with_only_real_programs_waits_for_its_lesson() {
    let lessons = tempfile::tempdir().expect("a folder");
    let folder = lessons.path().join("90-new");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("real-threading.py"), "").expect("a file");
    assert!(folders(lessons.path()).is_ok_and(|folders| folders.is_empty()));
    fs::write(folder.join("recipe.rs"), "").expect("a file");
    let error = folders(lessons.path()).err().expect("there is no lesson.md");
    assert!(error.starts_with("lessons/90-new/lesson.md: "), "{error}");
}

#[test]
fn the_table_names_a_further_scene_by_its_number_and_its_name() {
    let lessons = tempfile::tempdir().expect("a folder");
    let folder = lessons.path().join("90-yield");
    fs::create_dir(&folder).expect("a folder");
    let text = "+++\ntitle = \"T\"\npart = \"A\"\nplace = 9\nobjective = \"o\"\ncore = true\n\
                [[scenes]]\nname = \"recipe\"\ntitle = \"t\"\nallow = { dead_code = \"a reason\" }\n\
                [[scenes]]\nname = \"two-more\"\ntitle = \"t\"\n+++\n";
    fs::write(folder.join("lesson.md"), text).expect("a file");
    for file in ["recipe.rs", "twin.py", "scene-2.rs", "scene-2.py"] {
        fs::write(folder.join(file), "").expect("a file");
    }
    let folders = folders(lessons.path()).unwrap_or_else(|error| panic!("{error}"));
    let recipes = recipes(&folders);
    let first = "#[path = \"../../lessons/90-yield/recipe.rs\"]\n\
                 #[allow(dead_code, reason = \"a reason\")]\npub mod r#yield;\n";
    assert!(recipes.contains(first), "{recipes}");
    let second = "#[path = \"../../lessons/90-yield/scene-2.rs\"]\npub mod yield_two_more;\n";
    assert!(recipes.contains(second), "{recipes}");
    let entries = entries(&folders);
    assert!(entries.contains("scene!(\"90-yield\", r#yield),"), "{entries}");
    assert!(entries.contains("scene!(\"90-yield\", yield_two_more, 2),"), "{entries}");
    folders[0].create_written_files(&folder);
    assert!(folder.join("expected-2.txt").exists() && folder.join("trace.golden").exists());
}

#[test]
fn the_catalog_is_in_the_order_of_the_folders() {
    if is_updating() {
        return; // the program that runs was compiled from the old table
    }
    let folders = folders(&root().join("lessons")).unwrap_or_else(|error| panic!("{error}"));
    let names: Vec<_> = folders.into_iter().map(|folder| folder.name).collect();
    let catalog: Vec<_> = catalog::lessons().iter().map(|lesson| lesson.folder()).collect();
    assert_eq!(catalog, names);
}

/// `src/course/../../lessons/x.rs` is `lessons/x.rs`.
fn normalized(file: &str) -> PathBuf {
    let mut path = PathBuf::new();
    for component in Path::new(file).components() {
        match component {
            Component::ParentDir => _ = path.pop(),
            other => path.push(other),
        }
    }
    path
}

/// The same holds in an installed crate, where the sources lie in another folder: cargo names them to the compiler
/// from the root of the package, and the generated items hold no path of a machine.
#[test]
fn a_record_names_its_recipe_from_the_root_of_the_package() {
    for scene in catalog::lessons().iter().flat_map(|lesson| &lesson.scenes) {
        let session = Session::new(scene.program());
        let record = session.record();
        let mut files = 0;
        for event in record.events() {
            if let Event::Coroutine(
                CoroutineEvent::Created { file, .. } | CoroutineEvent::Called { file, .. },
            ) = event
            {
                let file = record.text(*file);
                assert_eq!(normalized(file), Path::new(&*scene.rust.file), "{file}");
                files += 1;
            }
        }
        assert!(files > 0, "{} makes no observed call in its set-up", scene.rust.file);
    }
}
