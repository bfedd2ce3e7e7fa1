//! What is different in a scene of a lesson, as it is said before the scene's first beat.

use super::App;
use super::highlight::{self, SyntaxClass};
use super::line_diff::{DiffLine, diff};
use super::sources::SourceTab;
use crate::course::catalog::{Lesson, Scene};
use crate::course::tour::opening::Subject;
use crate::world::words::listed;
use std::ops::Range;

/// The most places of a source that are listed by their numbers.
const MOST_LISTED: usize = 3;

/// The longest word of a missing line that is quoted: a longer one doesn't fit into the pane on a small screen.
const LONGEST_QUOTED: usize = 24;

/// How the code of a scene differs from that of another scene. Comments don't count.
struct Difference {
    /// The other scene, as the header counts them.
    from: usize,
    /// The lines that the other scene doesn't have, or has in another form.
    added: Vec<u32>,
    /// The code that is missing, with the line before which it stood. A line that was replaced isn't among it.
    removed: Vec<(u32, String)>,
    /// The function that has all of them, if one has and none is missing.
    function: Option<String>,
    /// Whether most of the code is new.
    is_another_program: bool,
}

impl App {
    /// Returns the lines of a source that are new in this scene or next to a missing one, before its first turn.
    #[must_use]
    pub fn lines_new_in_scene(&self, tab: SourceTab) -> Vec<u32> {
        if self.open.session.world().turn > 0 {
            return Vec::new();
        }
        let Some(difference) = self.scene_difference(tab) else { return Vec::new() };
        let removed = difference.removed.iter().map(|(line, _)| *line);
        let mut lines: Vec<_> = difference.added.iter().copied().chain(removed).collect();
        lines.sort_unstable();
        lines.dedup();
        lines
    }

    /// Returns a sentence or two on what is different in this scene, before its first beat: a step there moves no pane.
    #[must_use]
    pub fn words_on_scene(&self) -> Option<String> {
        let tab = SourceTab::of(self.shown_language());
        let Difference { from, added, removed, function, is_another_program } =
            self.scene_difference(tab)?;
        if is_another_program {
            return Some(format!("This scene runs a different program from scene {from}."));
        }
        let mut sentences = Vec::new();
        let (line, lines) = match &function {
            Some(name) => (format!("In `{name}`, line"), format!("In `{name}`, lines")),
            None => ("Line".to_owned(), "Lines".to_owned()),
        };
        match ranges(&added).as_slice() {
            [] => {}
            [only] if added.len() == 1 => {
                sentences.push(format!("{line} {only} is different from scene {from}."));
            }
            places if places.len() <= MOST_LISTED => {
                let places = listed(places);
                sentences.push(format!("{lines} {places} are different from scene {from}."));
            }
            [first, .., last] => sentences.push(format!(
                "{} lines are different from scene {from}, from line {first} to line {last}.",
                added.len()
            )),
            [_] => {}
        }
        match removed.as_slice() {
            [] => {}
            [(line, code)] if code.split(' ').all(|word| word.len() <= LONGEST_QUOTED) => sentences
                .push(format!(
                    "A line of scene {from} is gone: `{code}`, which came before line {line}."
                )),
            [(line, _)] => sentences
                .push(format!("A line of scene {from} is gone. It came before line {line}.")),
            [..] => {
                sentences.push(format!("{} lines of scene {from} are left out.", removed.len()));
            }
        }
        Some(sentences.join(" "))
    }

    /// Compares this scene with the one before it, or with the one that a change of the lesson makes it from.
    fn scene_difference(&self, tab: SourceTab) -> Option<Difference> {
        let guide = self.guide.as_ref()?;
        if guide.text.beat.is_some() || guide.applied_change.is_some() || guide.question.is_some() {
            return None;
        }
        let Subject::Scene(lesson, scene) = &self.open.subject else { return None };
        let (other, from) = scene_to_compare(lesson, *scene)?;
        let here = lesson.scenes.get(*scene)?;
        let text = |scene: &Scene| match tab {
            SourceTab::Rust => Some(scene.rust.display_text()),
            SourceTab::Python => Some(scene.twin.display_text()),
            SourceTab::Executor | SourceTab::Real(_) | SourceTab::File(_) => None,
        };
        let (old, new) = (text(other)?, text(here)?);
        let items = (items_of(&old), items_of(&new));
        let (old, new) = (without_comments(tab, &old), without_comments(tab, &new));
        let lines = diff_of_items((&old, &items.0), (&new, &items.1));
        let (mut added, mut removed, mut next) = (Vec::new(), Vec::new(), 1);
        // The removed lines of a place come before the added ones, and each added line replaces one of them.
        let mut here: Vec<String> = Vec::new();
        for line in lines {
            match line {
                // What is imported follows from the rest.
                DiffLine::Added(at) | DiffLine::Same(at) if is_import(&new[at]) => {}
                DiffLine::Removed(at) if is_import(&old[at]) => {}
                DiffLine::Added(at) if !new[at].is_empty() => {
                    added.push(number(at));
                    if !here.is_empty() {
                        here.remove(0);
                    }
                }
                DiffLine::Removed(at) if !old[at].is_empty() => here.push(old[at].clone()),
                DiffLine::Same(at) if !new[at].is_empty() => {
                    removed.extend(here.drain(..).map(|code| (next, code)));
                }
                DiffLine::Same(_) | DiffLine::Added(_) | DiffLine::Removed(_) => {}
            }
            if let DiffLine::Same(at) | DiffLine::Added(at) = line {
                next = number(at) + 1;
            }
        }
        removed.extend(here.into_iter().map(|code| (next.saturating_sub(1).max(1), code)));
        let code = new.iter().filter(|line| !line.is_empty()).count();
        let is_another_program = added.len() * 2 > code;
        let is_different = !added.is_empty() || !removed.is_empty();
        let function = removed.is_empty().then(|| only_function(&new, &items.1, &added)).flatten();
        is_different.then_some(Difference { from, added, removed, function, is_another_program })
    }
}

/// Returns where the items of a source are: each begins with a line at the left, and has the lines below it that don't.
fn items_of(text: &str) -> Vec<Range<usize>> {
    let begins = |line: &str| {
        line.starts_with(|letter: char| !letter.is_whitespace() && !matches!(letter, '}' | ')'))
    };
    let count = text.lines().count();
    let mut starts: Vec<usize> =
        text.lines().enumerate().filter(|(_, line)| begins(line)).map(|(nth, _)| nth).collect();
    if starts.first() != Some(&0) {
        starts.insert(0, 0);
    }
    let ends = starts.iter().copied().skip(1).chain([count]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn is_import(line: &str) -> bool {
    ["use ", "import ", "from "].iter().any(|start| line.starts_with(start))
}

/// Returns what says which item this is: its first line up to its arguments or fields, which may differ.
fn name_of(head: &str) -> String {
    head.split(['(', '{', '<']).next().unwrap_or(head).to_owned()
}

/// Compares two sources item by item: a function is the same one if it has the same name.
fn diff_of_items(
    (old, old_items): (&[String], &[Range<usize>]),
    (new, new_items): (&[String], &[Range<usize>]),
) -> Vec<DiffLine> {
    let heads = |lines: &[String], items: &[Range<usize>]| -> Vec<String> {
        items
            .iter()
            .map(|item| lines.get(item.start).map_or(String::new(), |line| name_of(line)))
            .collect()
    };
    let (old_heads, new_heads) = (heads(old, old_items), heads(new, new_items));
    let (mut lines, mut at_old) = (Vec::new(), 0);
    for item in diff(&as_strs(&old_heads), &as_strs(&new_heads)) {
        match item {
            DiffLine::Same(nth) => {
                lines.extend(diff_of_item(
                    (old, old_items[at_old].clone()),
                    (new, new_items[nth].clone()),
                ));
                at_old += 1;
            }
            DiffLine::Removed(nth) => {
                lines.extend(old_items[nth].clone().map(DiffLine::Removed));
                at_old += 1;
            }
            DiffLine::Added(nth) => lines.extend(new_items[nth].clone().map(DiffLine::Added)),
        }
    }
    lines
}

/// Compares two forms of an item. If they are equally long, each line is compared with the one in its place, unless fewer
/// lines differ when some of them have moved.
fn diff_of_item(
    (old, old_item): (&[String], Range<usize>),
    (new, new_item): (&[String], Range<usize>),
) -> Vec<DiffLine> {
    let (before, after) = (&old[old_item.clone()], &new[new_item.clone()]);
    let moved = diff(&as_strs(before), &as_strs(after));
    let in_place: Vec<DiffLine> = if before.len() == after.len() {
        let lines = before.iter().zip(after).enumerate();
        lines
            .flat_map(|(nth, (old, new))| {
                if old == new {
                    vec![DiffLine::Same(nth)]
                } else {
                    vec![DiffLine::Removed(nth), DiffLine::Added(nth)]
                }
            })
            .collect()
    } else {
        Vec::new()
    };
    let added =
        |lines: &[DiffLine]| lines.iter().filter(|line| matches!(line, DiffLine::Added(_))).count();
    let is_better = !in_place.is_empty() && added(&in_place) <= added(&moved);
    let lines = if is_better { in_place } else { moved };
    let placed = lines.into_iter().map(|line| match line {
        DiffLine::Same(nth) => DiffLine::Same(nth + new_item.start),
        DiffLine::Added(nth) => DiffLine::Added(nth + new_item.start),
        DiffLine::Removed(nth) => DiffLine::Removed(nth + old_item.start),
    });
    placed.collect()
}

/// Returns the name of the function that has all of these lines, if one has.
fn only_function(lines: &[String], items: &[Range<usize>], changed: &[u32]) -> Option<String> {
    let holds = |item: &&Range<usize>| {
        changed.iter().all(|line| item.contains(&(*line as usize).saturating_sub(1)))
    };
    let head = lines.get(items.iter().find(holds)?.start)?;
    let (before, rest) = head.split_once('(')?;
    let mut words = before.rsplit(' ');
    let name = words.next()?.split('<').next()?;
    let is_function = rest.is_empty() || matches!(words.next(), Some("fn" | "def"));
    is_function.then(|| name.to_owned())
}

/// Returns the lines of a source without their comments, its docstring and the blanks around them.
fn without_comments(tab: SourceTab, text: &str) -> Vec<String> {
    let language = match tab {
        SourceTab::Python => highlight::Language::Python,
        SourceTab::Rust | SourceTab::Executor | SourceTab::Real(_) | SourceTab::File(_) => {
            highlight::Language::Rust
        }
    };
    let parts = highlight::lines(language, text);
    let code = |(line, parts): (&str, Vec<(Range<usize>, SyntaxClass)>)| {
        let code = parts.into_iter().filter(|(_, class)| *class != SyntaxClass::Comment);
        let code: String = code.map(|(range, _)| &line[range]).collect();
        code.trim().to_owned()
    };
    text.lines().zip(parts).map(code).collect()
}

fn as_strs(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// Returns line numbers, three or more in a row as a range: `7`, `16 to 18`.
fn ranges(lines: &[u32]) -> Vec<String> {
    let follows = |before: &u32, after: &u32| before + 1 == *after;
    let ranges = lines.chunk_by(follows).flat_map(|range| match range {
        [first, _, .., last] => vec![format!("{first} to {last}")],
        few => few.iter().map(u32::to_string).collect(),
    });
    ranges.collect()
}

/// Returns the number of a line, counted from 1.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// Returns the scene that a later one is compared with, and its number among the scenes with words.
fn scene_to_compare(lesson: &Lesson, scene: usize) -> Option<(&Scene, usize)> {
    let page = lesson.page.as_ref().ok()?;
    let told = lesson.scenes_with_beats();
    let number_of = |scene: &Scene| told.iter().position(|one| one.name == scene.name);
    let here = lesson.scenes.get(scene)?;
    let other = if let Some(nth) = number_of(here) {
        *told.get(nth.checked_sub(1)?)?
    } else {
        let change = page.variants.iter().find(|change| change.scene == scene + 1);
        lesson.scenes.get(change.map_or(0, |change| change.against.saturating_sub(1)))?
    };
    Some((other, number_of(other)? + 1))
}
