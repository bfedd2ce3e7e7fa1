//! What a program is in the source that is shown, where that isn't the source that was run: its lines, its awaits and
//! its names.

use std::collections::{BTreeMap, BTreeSet};

/// Maps a source that was run to the source that is shown, such as a recipe to its Python twin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineMap {
    file: String,
    lines: BTreeMap<u32, u32>,
    /// What the lines of the source that is shown await.
    awaits: BTreeMap<u32, String>,
    /// What the source that is shown calls its variables, by the names without `self.`.
    variables: BTreeMap<String, String>,
    /// The texts between quotes in the source that is shown.
    quoted: BTreeSet<String>,
    /// The lines of the source that was run whose counterparts do something else.
    different: BTreeSet<u32>,
    /// The method by which the source that is shown polls a future written by hand.
    poll_method: Option<&'static str>,
}

impl LineMap {
    /// Returns the map of one file, whose name may be the end of its path. Both sources name their lines by markers: a
    /// line has a counterpart if the other source has a line with the same marker.
    #[must_use]
    pub fn from_markers<'a>(
        file: impl Into<String>,
        run: impl IntoIterator<Item = (&'a str, u32)>,
        shown: impl IntoIterator<Item = (&'a str, u32)>,
    ) -> LineMap {
        let shown: BTreeMap<_, _> = shown.into_iter().collect();
        let pairs = run.into_iter().filter_map(|(name, line)| Some((line, *shown.get(name)?)));
        LineMap { file: file.into(), lines: pairs.collect(), ..LineMap::default() }
    }

    /// Adds the text of the source that is shown.
    #[must_use]
    pub fn with_text(mut self, text: &str) -> LineMap {
        let numbered = (1..).zip(text.lines());
        self.awaits = numbered.filter_map(|(line, code)| Some((line, await_in(code)?))).collect();
        for name in text.lines().flat_map(bound_names) {
            let key = name.strip_prefix("self.").unwrap_or(&name).to_owned();
            // A plain variable is nearer than an attribute of the same name.
            if self.variables.get(&key).is_none_or(|known| *known != key) {
                self.variables.insert(key, name);
            }
        }
        self.quoted = text.split('"').skip(1).step_by(2).map(str::to_owned).collect();
        self.poll_method = ["__next__", "__await__"]
            .into_iter()
            .find(|method| text.contains(&format!("def {method}(")));
        self
    }

    /// Adds the lines of the source that was run whose counterparts do something else.
    #[must_use]
    pub fn with_differences(mut self, lines: impl IntoIterator<Item = u32>) -> LineMap {
        self.different = lines.into_iter().collect();
        self
    }

    /// Returns whether the counterpart of a line does something else.
    #[must_use]
    pub fn is_different(&self, line: u32) -> bool {
        self.different.contains(&line)
    }

    /// Returns the line that is shown for a line of the source that was run, if it has a counterpart.
    #[must_use]
    pub fn line(&self, file: &str, line: u32) -> Option<u32> {
        let is_file = file.replace('\\', "/").ends_with(&self.file);
        self.lines.get(&line).copied().filter(|_| is_file)
    }

    /// Returns the await on the counterpart of a line, such as `await answer` or `async with lock`.
    #[must_use]
    pub fn awaited(&self, file: &str, line: u32) -> Option<&str> {
        self.awaits.get(&self.line(file, line)?).map(String::as_str)
    }

    /// Returns what the source that is shown calls a variable, if it has it: `slow`, or `self.state` for an attribute.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Returns whether the source that is shown names a state like this: `"middle"`.
    #[must_use]
    pub fn has_state(&self, name: &str) -> bool {
        self.quoted.contains(name)
    }

    /// Returns what the source that is shown calls a function. A `poll` written by hand is a method with another name.
    #[must_use]
    pub fn function<'a>(&self, name: &'a str) -> &'a str {
        self.poll_method.filter(|_| name == "poll").unwrap_or(name)
    }
}

/// Returns the await in a line of Python: up to the end of the line, its comment, or the bracket around it.
fn await_in(code: &str) -> Option<String> {
    let code = code.split("  #").next().unwrap_or(code).trim();
    if let Some(context) = code.strip_prefix("async with ") {
        let context = context.split(" as ").next().unwrap_or(context);
        return Some(format!("async with {}", context.trim_end_matches(':')));
    }
    let at = code.find("await ").filter(|at| code[..*at].ends_with([' ', '(']) || *at == 0)?;
    let (mut depth, mut end) = (0_usize, code.len());
    for (place, letter) in code[at..].char_indices() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' if depth == 0 => {
                end = at + place;
                break;
            }
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    // The rest of a call is on the lines below.
    let rest = if depth > 0 { "\u{2026})" } else { "" };
    Some(format!("{}{rest}", code[at..end].trim_end_matches(':')))
}

/// Returns the variables and the attributes of `self` that a line of Python gives a value: the targets of an assignment
/// or a loop, parameters, and what follows `as`.
fn bound_names(code: &str) -> Vec<String> {
    let code = code.split("  #").next().unwrap_or(code).trim();
    let mut targets = Vec::new();
    if let Some((_, rest)) = code.split_once("def ") {
        let parameters = rest.split_once('(').map_or("", |(_, rest)| rest);
        targets.push(parameters.rsplit_once(')').map_or(parameters, |(inside, _)| inside));
    } else if let Some((target, _)) = code.split_once(" = ").or(code.split_once(" += ")) {
        targets.push(target);
    }
    let loops = code.split("for ").skip(1);
    targets.extend(loops.filter_map(|rest| Some(rest.split_once(" in ")?.0)));
    let names = code.split(" as ").skip(1);
    targets.extend(names.map(|rest| rest.trim_end_matches(':')));
    let is_name = |name: &str| {
        let name = name.strip_prefix("self.").unwrap_or(name);
        let is_of_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        !name.is_empty() && name.chars().all(is_of_name)
    };
    let names = targets.iter().flat_map(|target| target.split(','));
    let names = names.map(|name| name.split([':', '=']).next().unwrap_or(name));
    let names = names.map(|name| name.trim_matches([' ', '*', '(', ')', '[', ']']));
    names.filter(|name| is_name(name)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::LineMap;

    #[test]
    fn a_variable_is_one_that_the_shown_source_gives_a_value() {
        let text = "\
class TwoStep:
    def __init__(self, n):
        self.state = (\"start\", n)

    def __next__(self):
        return None


async def main(lock, *others, limit=2):
    slow_task = asyncio.create_task(slow())
    done, _ = await asyncio.wait(tasks, timeout=4)
    for job in done:
        print(\"winner\", f\"{text}\")  # about = nothing
    async with gate as guard:
        count += 1
";
        let map = LineMap::default().with_text(text);
        let bound = ["n", "lock", "others", "limit", "slow_task", "done", "job", "guard", "count"];
        for name in bound {
            assert_eq!(map.variable(name), Some(name));
        }
        assert_eq!(map.variable("state"), Some("self.state"));
        for name in ["slow", "winner", "timeout", "text", "about", "gate", "main", "TwoStep"] {
            assert_eq!(map.variable(name), None, "{name}");
        }
        assert!(map.has_state("start") && !map.has_state("n"));
        assert_eq!((map.function("poll"), map.function("main")), ("__next__", "main"));
    }
}
