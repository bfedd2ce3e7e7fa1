//! Fails when files of one module use each other in a circle, or when modules do.
//!
//! A file uses another one when a path in it (in a `use` line or in the code) leads there. A `pub use` of a
//! parent is followed to the file that defines the name, so that a parent that only re-exports is part of no
//! circle.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The circles that are still there, and the part of the work that removes each of them. A circle that
/// grows or a new one fails, and so does a row that is no longer needed.
const KNOWN: &[(&str, &[&str])] = &[];

type Module = Vec<String>;

/// A path that a file mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Mention {
    segments: Vec<String>,
    /// The name that the file gives it.
    name: String,
    is_reexport: bool,
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
            let child: Module = [module.as_slice(), &[segment.clone()]].concat();
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
                at += usize::from(is_group(tokens.get(at + 1)))
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
            TokenTree::Group(group) => collect(group.stream(), found),
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
    let known: Vec<(&str, BTreeSet<String>)> = KNOWN
        .iter()
        .map(|(owner, files)| (*owner, files.iter().map(|file| (*file).to_owned()).collect()))
        .collect();
    let found = files.circles();
    for circle in &found {
        if known.iter().any(|(_, files)| circle.is_subset(files)) {
            continue;
        }
        faults.push(format!("a circle: {}", Vec::from_iter(circle.clone()).join(", ")));
        for module in circle {
            let path: Module = module.split("::").map(str::to_owned).collect();
            let used = files.used_by(&path).into_iter().map(|other| other.join("::"));
            let inside: Vec<_> = used.filter(|other| circle.contains(other)).collect();
            faults.push(format!("    {module} uses {}", inside.join(", ")));
        }
    }
    for (owner, files) in &known {
        if !found.iter().any(|circle| circle.is_subset(files)) {
            faults.push(format!("the circle of {owner} is gone: remove its row"));
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
    // A parent that uses its child, and the other way round.
    assert_eq!(circle(&[("m", "use a::A;"), ("m::a", "use super::M;")]).len(), 1);
    assert_eq!(circle(&[("m", "fn f() { a::g() }"), ("m::a", "use crate::m::M;")]).len(), 1);
    // One that only re-exports is followed to the file that defines the name.
    assert_eq!(circle(&[("m", "pub use a::A;"), ("m::a", ""), ("m::b", "use super::A;")]).len(), 0);
    let through = [("m", "pub use a::A;"), ("m::a", "use super::b::B;"), ("m::b", "use super::A;")];
    assert_eq!(circle(&through).len(), 1);
}
