//! A **real program** shows a lesson's subject in the library in which people use it: a file beside `lesson.md`, and a
//! table `[[real]]` in the front matter that says how it is run and what to know about it.

use serde::Deserialize;

/// What the front matter says about a real program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealTable {
    /// The library, which is the label of the program's tab.
    pub library: String,
    /// The program.
    pub file: String,
    /// What to know before using it, in up to three sentences.
    pub caveat: String,
    /// The other files that it needs.
    #[serde(default)]
    pub files: Vec<String>,
    /// The file with what it prints, if that isn't the program's name with `.txt`.
    #[serde(default)]
    pub output: Option<String>,
    /// The command that runs it, if that isn't `python` with the program.
    #[serde(default)]
    pub run: Option<String>,
    /// The command that installs the library, if it isn't a part of Python.
    #[serde(default)]
    pub install: Option<String>,
    /// The Python modules that it needs.
    #[serde(default)]
    pub modules: Vec<String>,
    /// The other programs that it needs.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Why its output isn't kept, for a program that isn't run with the others.
    #[serde(default)]
    pub unrun: Option<String>,
}

impl RealTable {
    /// Returns the file with what the program prints, if that is kept.
    #[must_use]
    pub fn output_file(&self) -> Option<String> {
        if self.unrun.is_some() {
            return None;
        }
        let name = self.file.rsplit_once('.').map_or(&*self.file, |(name, _)| name);
        Some(self.output.clone().unwrap_or_else(|| format!("{name}.txt")))
    }

    /// Returns all files that the table names: the program, the others that it needs, and the output.
    #[must_use]
    pub fn all_files(&self) -> Vec<String> {
        let output = self.output_file();
        [&self.file].into_iter().chain(&self.files).cloned().chain(output).collect()
    }

    /// Returns the command that runs the program.
    #[must_use]
    pub fn command(&self) -> String {
        self.run.clone().unwrap_or_else(|| format!("python {}", self.file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_needs_only_a_library_a_file_and_a_caveat() {
        let table = "library = \"queue\"\nfile = \"real-queue.py\"\ncaveat = \"One sentence.\"";
        let table: RealTable = toml::from_str(table).expect("a table");
        assert_eq!(table.command(), "python real-queue.py");
        assert_eq!(table.all_files(), ["real-queue.py", "real-queue.txt"]);
        let other = RealTable {
            files: vec!["real-broker.py".to_owned()],
            output: Some("other.txt".to_owned()),
            ..table.clone()
        };
        assert_eq!(other.all_files(), ["real-queue.py", "real-broker.py", "other.txt"]);
        let unrun = RealTable { unrun: Some("It needs a card.".to_owned()), ..table };
        assert_eq!(unrun.output_file(), None);
    }
}
