//! Generates the calls to the hooks in `coroscope::kit::observed`.

use crate::source::generated;
use proc_macro2::{Group, Ident, Literal, Span, TokenStream, TokenTree};
use quote::{format_ident, quote, quote_spanned};
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
    /// The number of the variable that stands for its type.
    pub type_of: usize,
    /// The `cfg` attributes under which it exists.
    pub conditions: Vec<Attribute>,
    /// Whether it belongs to the enclosing coroutine, and an `async` block captures it.
    pub is_captured: bool,
}

/// What the hooks of one local need to know of its type.
#[derive(Clone, Default)]
pub struct TypeQuestions {
    pub is_resource: bool,
    pub is_copy: bool,
    pub is_collection: bool,
    pub conditions: Vec<Attribute>,
}

/// Generates hooks that call this crate.
#[derive(Clone)]
pub struct Hooks {
    observed: TokenStream,
}

impl Hooks {
    /// Returns the hooks of coroscope under this path.
    pub fn new(coroscope: &TokenStream) -> Hooks {
        Hooks { observed: quote!(#coroscope::kit::observed) }
    }

    /// Returns the path of an item of `coroscope::kit::observed`.
    pub fn path(&self, name: &str, at: Span) -> TokenStream {
        let (observed, name) = (&self.observed, Ident::new(name, generated(at)));
        let observed = respanned(observed.clone(), at);
        quote_spanned!(generated(at)=> #observed::#name)
    }

    /// Returns `Site { name, file }`.
    pub fn site(&self, name: &str) -> TokenStream {
        let observed = &self.observed;
        quote!(#observed::Site { name: #name, file: ::core::file!() })
    }

    /// Returns the expression that formats a value whose type is known.
    pub fn format(&self, value: &TokenStream) -> TokenStream {
        let observed = &self.observed;
        quote!({
            use #observed::{ByDebug as _, ByType as _};
            (&#observed::Show(#value)).__observed_show()
        })
    }

    /// Returns `line(5);`.
    pub fn line(&self, at: Span, with: &[Attribute]) -> Stmt {
        let (hook, line) = (self.path("line", at), number(at.start().line));
        let line = arguments(quote!(#line), at);
        statement(&quote!(#hook #line), with, at)
    }

    /// Returns `{ type0 = TypeOf::value(&x); TypeOf::record(&type0, &x, local); };`.
    pub fn local(&self, local: &Local, names_resource: bool, with: &[Attribute]) -> Stmt {
        let hook = self.local_hook(local, names_resource);
        statement(&hook, &[with, &local.conditions].concat(), local.name.span())
    }

    fn local_hook(&self, local: &Local, names_resource: bool) -> TokenStream {
        let (name, observed, info) = (&local.name, &self.observed, type_variable(local.type_of));
        let described = self.described(local);
        let text = shown_name(name);
        let named = names_resource
            .then(|| quote!(#observed::TypeOf::name_resource(&#info, &#name, #text);));
        quote_spanned!(generated(name.span())=> {
            #info = #observed::TypeOf::value(&#name);
            #named
            #observed::TypeOf::record(&#info, &#name, #described);
        })
    }

    /// Like [`local`](Hooks::local), but only if the local is a standard collection.
    ///
    /// Otherwise the statement before may have moved it, so the code that borrows it mustn't exist for the borrow
    /// checker. It is unreachable after a call that returns a type without values.
    pub fn collection(&self, local: &Local, with: &[Attribute]) -> Stmt {
        let (observed, info) = (&self.observed, type_variable(local.type_of));
        let record = self.local_hook(local, false);
        let hook = quote_spanned!(generated(local.name.span())=> {
            #info = #observed::TypeOf::new();
            if #observed::TypeOf::is_collection(&#info) {
                #observed::TypeOf::prove_collection(&#info);
                #record
            }
        });
        statement(&hook, &[with, &local.conditions].concat(), local.name.span())
    }

    /// Returns `{ type0 = TypeOf::new(); TypeOf::record_move(&type0, local); };`.
    pub fn moved(&self, local: &Local, with: &[Attribute]) -> Stmt {
        let hook = self.moved_hook(local);
        statement(&hook, &[with, &local.conditions].concat(), local.name.span())
    }

    fn moved_hook(&self, local: &Local) -> TokenStream {
        let (observed, info) = (&self.observed, type_variable(local.type_of));
        let described = self.described(local);
        quote_spanned!(generated(local.name.span())=> {
            #info = #observed::TypeOf::new();
            #observed::TypeOf::record_move(&#info, #described);
        })
    }

    fn described(&self, local: &Local) -> TokenStream {
        let (observed, text) = (&self.observed, shown_name(&local.name));
        let (from, until) = (number(local.from), number(local.until));
        quote!(#observed::Local { name: #text, from: #from, until: #until })
    }

    /// Returns the declarations of the variables that stand for types, and the code that answers the questions about
    /// them. It never runs, and comes after the code that determines the types.
    pub fn types<'a>(
        &self,
        questions: impl Iterator<Item = (&'a usize, &'a TypeQuestions)>,
    ) -> (TokenStream, TokenStream) {
        let observed = &self.observed;
        let (mut declared, mut answered) = (TokenStream::new(), TokenStream::new());
        for (number, asked) in questions {
            let (info, conditions) = (type_variable(*number), &asked.conditions);
            declared.extend(quote!(#(#conditions)* let mut #info;));
            let unasked = quote!(#observed::Unasked);
            let answer = |is_asked: bool, answer: TokenStream| {
                if is_asked { answer } else { unasked.clone() }
            };
            let resource = answer(asked.is_resource, quote!((&of).__observed_resource()));
            let collection = answer(asked.is_collection, quote!((&of).__observed_collection()));
            let moves = answer(asked.is_copy, quote!((&of.with(format)).__observed_moves()));
            answered.extend(quote!(#(#conditions)* {
                #info = #observed::TypeOf::new();
                let of = #observed::TypeOf::question(&#info);
                let format = (&of).__observed_format();
                let moves = #moves;
                #observed::TypeOf::answer(&#info, format, #resource, moves, #collection);
            }));
        }
        if answered.is_empty() {
            return (declared, answered);
        }
        let answered = quote! {
            #[allow(warnings, unused)]
            if false {
                use #observed::questions::*;
                #answered
            }
        };
        (quote!(#declared), answered)
    }

    /// Returns `resumed(5, at(5, "source", expr).await)`. These variables have been moved into the awaited future.
    pub fn awaited(&self, mut expr: ExprAwait, what: &str, begin: Span, moved: &[Local]) -> Expr {
        let end = expr.await_token.span;
        let line = number(end.start().line);
        let at = self.path(if moved.is_empty() { "at" } else { "at_moved" }, begin);
        // `(&mut both).await` needs its parentheses, but the compiler warns about them in an argument.
        let base = match &*expr.base {
            Expr::Paren(inner) if inner.attrs.is_empty() => &inner.expr,
            _ => &expr.base,
        };
        let moves = moved.iter().map(|local| {
            let (hook, conditions) = (self.moved_hook(local), &local.conditions);
            quote!(#(#conditions)* #hook)
        });
        let moves = if moved.is_empty() { quote!() } else { quote!(, { #(#moves)* }) };
        let at_arguments = arguments(quote!(#line, #what, #base #moves), end);
        *expr.base = Expr::Verbatim(quote!(#at #at_arguments));
        let resumed = self.path("resumed", begin);
        let resumed_arguments = arguments(quote!(#line, #expr), end);
        Expr::Verbatim(quote!(#resumed #resumed_arguments))
    }

    /// Returns `block(site, 5, async { … })`.
    pub fn block(&self, expr: &ExprAsync, name: &str, begin: Span) -> Expr {
        let (block, site) = (self.path("block", begin), self.site(name));
        let line = number(begin.start().line);
        let end = expr.block.brace_token.span.close();
        let arguments = arguments(quote!(#site, #line, #expr), end);
        Expr::Verbatim(quote!(#block #arguments))
    }
}

/// Returns the variable that stands for a local's type.
fn type_variable(number: usize) -> Ident {
    format_ident!("type_{number}", span = Span::mixed_site())
}

/// Returns an expression with the attributes of the one that it replaces.
pub fn with_attributes(attributes: &[Attribute], expr: &Expr) -> Expr {
    Expr::Verbatim(quote!(#(#attributes)* #expr))
}

/// Returns the variable that has the value of a body.
pub fn result() -> Ident {
    Ident::new("result", Span::mixed_site())
}

/// Returns the name under which a variable is shown. `async_trait` calls `self` by another name.
fn shown_name(name: &Ident) -> String {
    let name = name.unraw().to_string();
    if name == "__self" { "self".to_owned() } else { name }
}

/// Returns tokens with the span of generated code at this position.
fn respanned(tokens: TokenStream, at: Span) -> TokenStream {
    let located = |mut token: TokenTree| {
        token.set_span(generated(at));
        token
    };
    tokens.into_iter().map(located).collect()
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

/// Returns a statement with the `cfg` attributes of the one that it belongs to, so that either both are compiled or
/// neither.
fn statement(expr: &TokenStream, with: &[Attribute], at: Span) -> Stmt {
    let conditions = crate::conditions::of(with);
    let expr = Expr::Verbatim(quote!(#(#conditions)* #expr));
    Stmt::Expr(expr, Some(syn::Token![;](generated(at))))
}
