//! The colours of the sources, held against a real reader of Rust: every file that is shown, token by token.
#![allow(missing_docs)]

use coroscope::app::highlight::{Language, SyntaxClass, lines};
use coroscope::course::catalog::lessons;
use coroscope::course::executor_source::EXECUTOR;
use proc_macro2::{Delimiter, LineColumn, TokenStream, TokenTree};

/// A token that has a class of its own: where it stands, and what it is.
type Token = (LineColumn, String, SyntaxClass);

const KEYWORDS: &str = "as async await break const continue crate dyn else enum false fn for if impl in let \
    loop match mod move mut pub ref return self Self static struct super trait true type unsafe use where while";

fn tokens(stream: TokenStream, is_inside: bool, found: &mut Vec<Token>) {
    let all: Vec<TokenTree> = stream.into_iter().collect();
    let is_punct = |nth: Option<usize>, sign| {
        let token = nth.and_then(|nth| all.get(nth));
        matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
    };
    for (nth, token) in all.iter().enumerate() {
        let before = nth.checked_sub(1);
        let class = match token {
            TokenTree::Group(group) => {
                let is_attribute = group.delimiter() == Delimiter::Bracket
                    && (is_punct(before, '#')
                        || is_punct(before, '!') && is_punct(nth.checked_sub(2), '#'));
                tokens(group.stream(), is_inside || is_attribute, found);
                continue;
            }
            // All of an attribute has one colour.
            _ if is_inside => SyntaxClass::Macro,
            TokenTree::Literal(literal) => {
                let is_number =
                    literal.to_string().starts_with(|digit: char| digit.is_ascii_digit());
                if is_number { SyntaxClass::Number } else { SyntaxClass::Text }
            }
            // A lifetime's name is no word.
            TokenTree::Ident(_) if is_punct(before, '\'') => continue,
            TokenTree::Ident(ident) => {
                let name = ident.to_string();
                let is_called = matches!(all.get(nth + 1), Some(TokenTree::Group(group))
                    if group.delimiter() == Delimiter::Parenthesis
                        && group.span_open().start() == token.span().end());
                if KEYWORDS.split_whitespace().any(|keyword| keyword == name) {
                    SyntaxClass::Keyword
                } else if is_punct(Some(nth + 1), '!') && !is_punct(Some(nth + 2), '=') {
                    SyntaxClass::Macro
                } else if is_called {
                    SyntaxClass::Name
                } else if name.starts_with(char::is_uppercase) {
                    SyntaxClass::Type
                } else {
                    SyntaxClass::Plain
                }
            }
            TokenTree::Punct(_) => continue,
        };
        found.push((token.span().start(), token.to_string(), class));
    }
}

#[test]
fn every_token_of_every_rust_file_has_its_class() {
    let recipes = lessons().iter().flat_map(|lesson| &lesson.scenes);
    let recipes = recipes.map(|scene| scene.rust.clone());
    let mut looked_at = 0;
    for source in recipes.chain(EXECUTOR.files().iter().map(|file| (*file).into())) {
        let text = source.display_text();
        let told = lines(Language::Rust, &text);
        let is_comment = |line: &str| line.trim_start().starts_with("//");
        // The reader takes comments for attributes.
        let bare = text.lines().map(|line| if is_comment(line) { "" } else { line });
        let bare: Vec<_> = bare.collect();
        let mut found = Vec::new();
        let stream = bare.join("\n").parse().expect("what is shown is Rust");
        tokens(stream, false, &mut found);
        for (start, token, class) in found {
            let line = text.lines().nth(start.line - 1).expect("a line");
            let at: usize = line.chars().take(start.column).map(char::len_utf8).sum();
            let part = told[start.line - 1].iter().find(|(range, _)| range.contains(&at));
            let given = part.map(|(_, class)| *class);
            assert_eq!(given, Some(class), "{}:{}: {token} in {line}", source.file, start.line);
            looked_at += 1;
        }
        for (line, parts) in text.lines().zip(&told).filter(|(line, _)| is_comment(line)) {
            assert_eq!(parts.last().map(|(_, class)| *class), Some(SyntaxClass::Comment), "{line}");
        }
    }
    assert!(looked_at > 3000, "{looked_at} tokens");
}

#[test]
fn every_line_of_every_twin_is_told_without_gaps() {
    for scene in lessons().iter().flat_map(|lesson| &lesson.scenes) {
        let text = scene.twin.display_text();
        let told = lines(Language::Python, &text);
        for (line, parts) in text.lines().zip(&told) {
            let joined: String = parts.iter().map(|(range, _)| &line[range.clone()]).collect();
            assert_eq!(joined, line, "{}", scene.twin.file);
            let of = |at: usize| {
                parts.iter().find(|(range, _)| range.contains(&at)).map(|(_, class)| *class)
            };
            let start = line.trim_start();
            let first = line.len() - start.len();
            for keyword in ["async def ", "await ", "return ", "for ", "with ", "import "] {
                if start.starts_with(keyword) {
                    assert_eq!(of(first), Some(SyntaxClass::Keyword), "{line}");
                }
            }
            if start.starts_with("\"\"\"") || start.starts_with('#') {
                assert_eq!(of(first), Some(SyntaxClass::Comment), "{line}");
            }
            if let Some(at) = line.find("f\"") {
                assert_eq!(of(at), Some(SyntaxClass::Text), "{line}");
            }
        }
    }
}
