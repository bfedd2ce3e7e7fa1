//! lessons/README.md documents every field that the parser of lessons accepts, and no other.
#![allow(missing_docs)]

use coroscope::course::lesson::front_matter::{FrontMatter, Gloss, SceneWords, TwinNote};
use coroscope::course::lesson::goal::Goal;
use coroscope::course::lesson::page::{
    Elsewhere, EndCard, PredictBlock, QuestionBlock, Variant, Wrong,
};
use coroscope::course::lesson::real::RealTable;
use coroscope::course::question::query::Arguments;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

const README: &str = include_str!("../lessons/README.md");

/// The fields that the parser lists when it finds one that it doesn't know.
fn fields<T: DeserializeOwned>() -> BTreeSet<String> {
    let error = toml::from_str::<T>("no_such_field = 1").err().expect("there is no such field");
    let (_, expected) = error.message().split_once("expected").expect("it lists the fields");
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The part of the page from this text to the next part in bold, or to the next of these texts.
fn section(begin: &str, ends: &[&str]) -> &'static str {
    let (_, rest) = README.split_once(begin).unwrap_or_else(|| panic!("no “{begin}”"));
    let ends = ends.iter().chain(&["\n**"]).filter_map(|end| rest.find(end));
    &rest[..ends.min().unwrap_or(rest.len())]
}

/// The words in code style, each without what is assigned to it: `with` of `with = { at = "3" }`.
fn named(text: &str) -> BTreeSet<String> {
    let codes = text.split('`').skip(1).step_by(2);
    codes.map(|code| code.split(' ').next().unwrap_or_default().to_owned()).collect()
}

/// The fields in the first column of the section's tables.
fn in_tables(section: &str) -> BTreeSet<String> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| format!("`{}", row.split(" | ").next().unwrap_or_default()));
    cells.flat_map(|cell| named(&cell)).collect()
}

#[test]
fn every_field_of_the_parser_is_documented() {
    let rows = [
        ("front matter", fields::<FrontMatter>(), section("**Front matter**", &["Each `[["])),
        ("scenes", fields::<SceneWords>(), section("Each `[[scenes]]`", &["A goal is"])),
        ("goal", fields::<Goal>(), section("A goal is", &["Each `[["])),
        ("twin", fields::<TwinNote>(), section("Each `[[twin]]`", &["Each `[["])),
        ("gloss", fields::<Gloss>(), section("Each `[[gloss]]`", &["Each `[["])),
        ("real", fields::<RealTable>(), section("Each `[[real]]`", &[])),
        ("predict", fields::<PredictBlock>(), section("```predict ```` block**", &["`with` has"])),
        ("with", fields::<Arguments>(), section("`with` has", &["Each `[["])),
        ("wrong", fields::<Wrong>(), section("Each `[[wrong]]`", &[])),
        ("question", fields::<QuestionBlock>(), section("```question ```` block**", &[])),
        ("break", fields::<Variant>(), section("```break ```` block**", &[])),
        ("elsewhere", fields::<Elsewhere>(), section("```elsewhere ```` block**", &[])),
        ("end", fields::<EndCard>(), section("```end ```` block**", &[])),
    ];
    for (what, fields, section) in rows {
        assert!(fields.len() > 1, "{what}: {fields:?}");
        let documented = named(section);
        let missing: Vec<_> = fields.difference(&documented).collect();
        assert!(missing.is_empty(), "{what}: not documented: {missing:?}");
        let unknown: Vec<_> = in_tables(section).difference(&fields).cloned().collect();
        assert!(unknown.is_empty(), "{what}: no such field: {unknown:?}");
    }
}

/// The attributes of a beat aren't TOML.
#[test]
fn every_attribute_of_a_beat_is_documented() {
    let beat = named(section("**A beat**", &[]));
    for attribute in ["cue", "anchor", "scene"] {
        assert!(beat.contains(attribute), "{attribute}");
    }
}
