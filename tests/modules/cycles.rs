//! Fails when files of one module use each other in a circle, or when modules do.
//!
//! A file uses another one when a path in it (in a `use` line or in the code) leads there. A `pub use` of a
//! parent is followed to the file that defines the name, so that a parent that only re-exports is part of no
//! circle.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// How many files of a module are still part of a circle. Whoever removes a circle lowers the number or deletes
/// the row; `app`, `ui` and `terminal` have no row, and neither has a new module.
const FILES_IN_CIRCLES: &[(&str, usize)] = &[
    ("cli", 4),
    ("course", 5),
    ("executor", 7),
    ("explore", 4),
    ("kit", 2),
    ("progress", 2),
    ("record", 3),
    ("session", 4),
];

type Module = Vec<String>;

/// A path that a file mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mention {
    segments: Vec<String>,
    /// The name that the file gives it.
    name: String,
    is_reexport: bool,
}

impl Mention {
    /// Turns a path of a module inside the file into one of the file.
    fn leave_module(&mut self) {
        if self.segments.first().is_some_and(|first| first == "super") {
            self.segments.remove(0);
            if self.segments.first().is_none_or(|first| first != "super") {
                self.segments.insert(0, "self".to_owned());
            }
        }
    }
}

/// All files of the crate by their module's path, with what they mention.
struct Files {
    mentions: BTreeMap<Module, Vec<Mention>>,
}

impl Files {
    fn read(src: &Path) -> Files {
        let mut mentions = BTreeMap::new();
        for path in super::sources(src) {
            let inside = path.strip_prefix(src).expect("a source lies in src").with_extension("");
            let module: Module =
                inside.components().map(|part| part.as_os_str().to_string_lossy().into()).collect();
            if module == ["lib"] || module == ["main"] {
                continue;
            }
            let code = super::code(&path);
            let stream = code.parse().unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let mut found = Vec::new();
            collect(stream, &mut found);
            mentions.insert(module, found);
        }
        Files { mentions }
    }

    /// Returns the module whose file defines what a path in `from` leads to, if that is one of ours.
    fn resolve(&self, from: &[String], segments: &[String], depth: usize) -> Option<Module> {
        let (first, mut rest) = segments.split_first()?;
        let mut module = match first.as_str() {
            "crate" | "coroscope" => Vec::new(),
            "self" => from.to_vec(),
            "super" => from[..from.len().saturating_sub(1)].to_vec(),
            child => {
                let child: Module = [from, &[child.to_owned()]].concat();
                self.mentions.contains_key(&child).then_some(child)?
            }
        };
        while let Some(("super", after)) =
            rest.split_first().map(|(one, after)| (one.as_str(), after))
        {
            module.pop();
            rest = after;
        }
        for (nth, segment) in rest.iter().enumerate() {
            let child: Module = [module.as_slice(), std::slice::from_ref(segment)].concat();
            if self.mentions.contains_key(&child) {
                module = child;
                continue;
            }
            let known = self.mentions.get(&module).map_or(&[][..], Vec::as_slice);
            let reexport = known.iter().find(|one| one.is_reexport && one.name == *segment);
            if let Some(one) = reexport.filter(|_| depth < 8) {
                let on: Vec<_> = one.segments.iter().chain(&rest[nth + 1..]).cloned().collect();
                return self.resolve(&module, &on, depth + 1).or(Some(module));
            }
            break;
        }
        self.mentions.contains_key(&module).then_some(module)
    }

    /// Returns the files of the same top-level module that this one uses.
    fn used_by(&self, module: &Module) -> BTreeSet<Module> {
        let mentions = self.mentions[module].iter().filter(|one| !one.is_reexport);
        let found = mentions.filter_map(|one| self.resolve(module, &one.segments, 0));
        found.filter(|other| other != module && other.first() == module.first()).collect()
    }

    /// Returns each set of files in which every file leads to every other.
    fn circles(&self) -> Vec<BTreeSet<String>> {
        let uses: BTreeMap<_, _> =
            self.mentions.keys().map(|module| (module.clone(), self.used_by(module))).collect();
        circles(&uses)
            .into_iter()
            .map(|circle| circle.iter().map(|one| one.join("::")).collect())
            .collect()
    }
}

/// Returns the strongly connected sets of more than one node.
fn circles<T: Ord + Clone>(uses: &BTreeMap<T, BTreeSet<T>>) -> Vec<BTreeSet<T>> {
    let reach = |from: &T| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<&T> = vec![from];
        while let Some(one) = open.pop() {
            for next in uses.get(one).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        seen
    };
    let reached: BTreeMap<&T, BTreeSet<T>> = uses.keys().map(|one| (one, reach(one))).collect();
    let mut found = BTreeSet::new();
    for (one, seen) in &reached {
        if seen.contains(*one) {
            let all = seen
                .iter()
                .filter(|other| reached.get(other).is_some_and(|back| back.contains(*one)));
            found.insert(all.cloned().collect::<BTreeSet<_>>());
        }
    }
    found.into_iter().collect()
}

/// Collects the paths of some tokens.
fn collect(stream: TokenStream, found: &mut Vec<Mention>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(word) if *word == "use" => {
                let end = tokens[at..].iter().position(|token| is_punct(token, ';'));
                let end = end.map_or(tokens.len(), |length| at + length);
                let before = tokens[..at].iter().rev().take(2);
                let is_reexport = before.clone().any(|token| is_ident(token, "pub"));
                use_tree(&tokens[at + 1..end], &[], is_reexport, found);
                at = end;
            }
            // `pub(in crate::module)` uses nothing.
            TokenTree::Ident(word) if *word == "pub" => {
                at += usize::from(is_group(tokens.get(at + 1)));
            }
            TokenTree::Ident(word) => {
                let mut segments = vec![word.to_string()];
                while let [a, b, TokenTree::Ident(next), ..] = &tokens[at + 1..]
                    && is_punct(a, ':')
                    && is_punct(b, ':')
                {
                    segments.push(next.to_string());
                    at += 3;
                }
                let is_after_path = segments.len() > 1;
                if is_after_path {
                    let name = segments.last().cloned().unwrap_or_default();
                    found.push(Mention { segments, name, is_reexport: false });
                }
            }
            TokenTree::Group(group) => {
                let is_module = at >= 2 && is_ident(&tokens[at - 2], "mod");
                let first = found.len();
                collect(group.stream(), found);
                if is_module {
                    found[first..].iter_mut().for_each(Mention::leave_module);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Collects the paths of a `use` line, without its `use` and its semicolon.
fn use_tree(tokens: &[TokenTree], prefix: &[String], is_reexport: bool, found: &mut Vec<Mention>) {
    for tree in tokens.split(|token| is_punct(token, ',')) {
        let mut segments = prefix.to_vec();
        let mut alias = None;
        let mut is_done = tree.is_empty();
        for (nth, token) in tree.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if *word == "as" => {
                    alias = tree.get(nth + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) if *word == "self" && !segments.is_empty() => {}
                TokenTree::Ident(word) => segments.push(word.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    use_tree(&inner, &segments, is_reexport, found);
                    is_done = true;
                }
                _ => {}
            }
        }
        if !is_done {
            let name = alias.or_else(|| segments.last().cloned()).unwrap_or_default();
            found.push(Mention { segments, name, is_reexport });
        }
    }
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_ident(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_group(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis)
}

#[test]
fn no_files_of_a_module_use_each_other_in_a_circle() {
    let files = Files::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let mut faults = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for circle in files.circles() {
        let of = circle.first().and_then(|file| file.split("::").next()).unwrap_or_default();
        *counts.entry(of.to_owned()).or_default() += circle.len();
    }
    for (module, count) in counts {
        let allowed = FILES_IN_CIRCLES.iter().find(|(known, _)| *known == module);
        let allowed = allowed.map_or(0, |(_, count)| *count);
        if count <= allowed {
            continue;
        }
        faults.push(format!("{module}: {count} files in circles, {allowed} allowed"));
        for circle in files.circles() {
            for file in circle.iter().filter(|file| file.split("::").next() == Some(&module)) {
                let path: Module = file.split("::").map(str::to_owned).collect();
                let used = files.used_by(&path).into_iter().map(|other| other.join("::"));
                let inside: Vec<_> = used.filter(|other| circle.contains(other)).collect();
                faults.push(format!("    {file} uses {}", inside.join(", ")));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    let table = super::table();
    let uses = table.into_iter().map(|(module, used)| (module, used.into_iter().collect()));
    assert_eq!(circles(&uses.collect()), Vec::<BTreeSet<String>>::new());
}

#[test]
fn the_scan_follows_each_form_of_a_path() {
    let file = |module: &str, code: &str| {
        let mut found = Vec::new();
        collect(code.parse().expect("it is Rust"), &mut found);
        (module.split("::").map(str::to_owned).collect::<Module>(), found)
    };
    let read = |sources: &[(&str, &str)]| Files {
        mentions: sources.iter().map(|(module, code)| file(module, code)).collect(),
    };
    let circle = |sources: &[(&str, &str)]| read(sources).circles();
    let two = |one: &str, other: &str| circle(&[("m", ""), ("m::a", one), ("m::b", other)]).len();
    assert_eq!(two("use super::b::B;", "use crate::m::a::A;"), 1);
    assert_eq!(two("use super::b::B;", "fn f() { super::a::g(); }"), 1);
    assert_eq!(two("use super::{b, c};", "use crate::m::{self, a::{A, Other}};"), 1);
    assert_eq!(two("use super::b::B as C;", "type D = Vec<crate::m::a::A>;"), 1);
    assert_eq!(two("use super::b::B;", "pub(in crate::m::a) fn f() {}"), 0);
    assert_eq!(two("use super::b::B;", "// use super::a::A;\nconst C: &str = \"super::a\";"), 0);
    assert_eq!(two("use super::b::B;", "mod c { use super::super::a::A; }"), 1);
    assert_eq!(two("use super::b::B;", "mod c { use super::a::A; }"), 0);
    // A parent that uses its child, and the other way round.
    assert_eq!(circle(&[("m", "use a::A;"), ("m::a", "use super::M;")]).len(), 1);
    assert_eq!(circle(&[("m", "fn f() { a::g() }"), ("m::a", "use crate::m::M;")]).len(), 1);
    // One that only re-exports is followed to the file that defines the name.
    assert_eq!(circle(&[("m", "pub use a::A;"), ("m::a", ""), ("m::b", "use super::A;")]).len(), 0);
    let through = [("m", "pub use a::A;"), ("m::a", "use super::b::B;"), ("m::b", "use super::A;")];
    assert_eq!(circle(&through).len(), 1);
}
