//! The position and the text of a piece of the learner's source.

use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The most characters of an awaited expression that are shown.
const LENGTH: usize = 60;

/// Returns a span for generated tokens at the position of the learner's `at`. Errors point there, and names with it can't
/// clash with the learner's names.
pub fn generated(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// Returns the line on which a piece of source begins.
pub fn first_line(part: &impl ToTokens) -> usize {
    first(part).start().line
}

/// Returns the span at which a piece of source begins.
pub fn first(part: &impl ToTokens) -> Span {
    let first = part.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    })
}

/// Returns the span at which a piece of source ends: its last token, or the brace that closes it.
pub fn last(part: &impl ToTokens) -> Span {
    let last = part.to_token_stream().into_iter().last();
    last.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    })
}

/// Returns the source as it was written, on one line: only the white space is changed.
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
        // Undoes the line breaks of rustfmt: `f(\n    a,\n)` was `f(a)`.
        joined.replace("( ", "(").replace(",)", ")").replace(", )", ")").replace(" .", ".")
    } else {
        joined
    }
}
