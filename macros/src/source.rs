//! Where a piece of the learner's source stands, and how it reads.

use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The source of an awaited expression is cut at so many characters.
const LENGTH: usize = 60;

/// A span for generated tokens that stands where the learner's `at` stands. Errors point there; names
/// made with it never meet the learner's names.
pub fn generated(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// The line on which something begins.
pub fn first_line(part: &impl ToTokens) -> usize {
    first(part).start().line
}

/// Where something begins.
pub fn first(part: &impl ToTokens) -> Span {
    let first = part.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    })
}

/// Where something ends: its last token, or the brace that closes it.
pub fn last(part: &impl ToTokens) -> Span {
    let last = part.to_token_stream().into_iter().last();
    last.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    })
}

/// The source as it was written, on one line, with nothing of it changed but the white space.
pub fn text(part: &impl ToTokens) -> String {
    let tokens = part.to_token_stream();
    let text = written(tokens.clone()).unwrap_or_else(|| tokens.to_string());
    match text.char_indices().nth(LENGTH) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text,
    }
}

fn written(tokens: TokenStream) -> Option<String> {
    let mut text = String::new();
    let mut end: Option<LineColumn> = None;
    for token in tokens {
        let span = token.span();
        let more = on_one_line(&span.source_text()?);
        let apart = end.is_some_and(|end| end != span.start());
        if apart && !more.starts_with('.') {
            text.push(' ');
        }
        text.push_str(&more);
        end = Some(span.end());
    }
    Some(text)
}

fn on_one_line(text: &str) -> String {
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.contains('\n') {
        // What rustfmt breaks it also indents: `f(\n    a,\n)` was `f(a)`.
        joined.replace("( ", "(").replace(",)", ")").replace(", )", ")").replace(" .", ".")
    } else {
        joined
    }
}
