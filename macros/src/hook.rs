//! Generates the calls to the hooks in `coroscope::kit::observed`.

use crate::local_format::LocalFormat;
use crate::source::generated;
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Expr, ExprAsync, ExprAwait, Stmt};

/// A local, and the lines on which it is in scope.
#[derive(Clone)]
pub struct Local {
    pub name: Ident,
    /// The line that binds it.
    pub from: usize,
    /// The last line of its block.
    pub until: usize,
    /// Whether the type of its initializer isn't known yet.
    pub has_open_type: bool,
}

/// Returns the path of a hook.
fn hook(name: &str, at: Span) -> TokenStream {
    let name = Ident::new(name, generated(at));
    quote_spanned!(generated(at)=> ::coroscope::kit::observed::#name)
}

/// Returns `(arguments)` with the span of the original expression, so that a call ends where that ends.
fn arguments(arguments: TokenStream, at: Span) -> TokenTree {
    let mut group = Group::new(proc_macro2::Delimiter::Parenthesis, arguments);
    group.set_span(generated(at));
    TokenTree::Group(group)
}

fn number(line: usize) -> Literal {
    Literal::usize_unsuffixed(line)
}

/// Returns `Site { name, file }`.
pub fn site(name: &str) -> TokenStream {
    quote!(::coroscope::kit::observed::Site { name: #name, file: ::core::file!() })
}

/// Returns a statement with the `cfg` attributes of the one that it belongs to, so that either both are compiled or
/// neither.
fn statement(expr: &TokenStream, with: &[Attribute], at: Span) -> Stmt {
    let conditions = with.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let expr = Expr::Verbatim(quote!(#(#conditions)* #expr));
    Stmt::Expr(expr, Some(syn::Token![;](generated(at))))
}

/// Returns `line(5);`.
pub fn line(at: Span, with: &[Attribute]) -> Stmt {
    let (hook, line) = (hook("line", at), number(at.start().line));
    let line = arguments(quote!(#line), at);
    statement(&quote!(#hook #line), with, at)
}

/// Returns `__observed_local!(x, "x", 5, 9, value, nameless);`.
pub fn local(local: &Local, format: LocalFormat, names_resource: bool, with: &[Attribute]) -> Stmt {
    let name = &local.name;
    let text = name.unraw().to_string();
    let (from, until, format) = (number(local.from), number(local.until), format.tokens());
    let naming = if names_resource { quote!(named) } else { quote!(nameless) };
    let at = generated(name.span());
    let show = quote_spanned!(at=>
        ::coroscope::__observed_local!(#name, #text, #from, #until, #format, #naming)
    );
    statement(&show, with, name.span())
}

/// Returns `resumed(5, at(5, "source", expr).await)`.
pub fn awaited(mut expr: ExprAwait, what: &str, begin: Span) -> Expr {
    let end = expr.await_token.span;
    let line = number(end.start().line);
    let at = hook("at", begin);
    // `(&mut both).await` needs its parentheses, but the compiler warns about them in an argument.
    let base = match &*expr.base {
        Expr::Paren(inner) if inner.attrs.is_empty() => &inner.expr,
        _ => &expr.base,
    };
    let at_arguments = arguments(quote!(#line, #what, #base), end);
    *expr.base = Expr::Verbatim(quote!(#at #at_arguments));
    let resumed = hook("resumed", begin);
    let resumed_arguments = arguments(quote!(#line, #expr), end);
    Expr::Verbatim(quote!(#resumed #resumed_arguments))
}

/// Returns `block(site, 5, async { … })`.
pub fn block(expr: &ExprAsync, name: &str) -> Expr {
    let begin = expr.async_token.span;
    let (block, site) = (hook("block", begin), site(name));
    let line = number(begin.start().line);
    let arguments = arguments(quote!(#site, #line, #expr), expr.block.brace_token.span.close());
    Expr::Verbatim(quote!(#block #arguments))
}
