//! The position and the text of a part of the source.

use proc_macro2::{LineColumn, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The maximum number of characters of an awaited expression.
const MAX_LENGTH: usize = 60;

/// Returns a span for generated tokens at the original position `at`. Errors point there, and generated names can't
/// clash with original ones.
pub fn generated(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// Returns the line on which a part of the source starts.
pub fn first_line(part: &impl ToTokens) -> usize {
    first(part).start().line
}

/// Returns the span at which a part of the source starts.
pub fn first(part: &impl ToTokens) -> Span {
    let first = part.to_token_stream().into_iter().next();
    first.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    })
}

/// Returns the span at which a part of the source ends: its last token, or its closing delimiter.
pub fn last(part: &impl ToTokens) -> Span {
    let last = part.to_token_stream().into_iter().last();
    last.map_or_else(Span::call_site, |token| match token {
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    })
}

/// Returns the source text on one line. Only the white space is changed.
pub fn text(part: &impl ToTokens) -> String {
    let tokens = part.to_token_stream();
    let text = original_text(tokens.clone()).unwrap_or_else(|| tokens.to_string());
    match text.char_indices().nth(MAX_LENGTH) {
        Some((cut, _)) => format!("{}…", text[..cut].trim_end()),
        None => text,
    }
}

fn original_text(tokens: TokenStream) -> Option<String> {
    let mut text = String::new();
    let mut end: Option<LineColumn> = None;
    for token in tokens {
        let span = token.span();
        let more = on_one_line(&span.source_text()?);
        let has_gap = end.is_some_and(|end| end != span.start());
        if has_gap && !more.starts_with('.') {
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
