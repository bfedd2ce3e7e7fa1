//! Desugars an `async fn` to an ordinary function that returns a future.

use crate::async_trait;
use crate::body::Body;
use crate::conditions;
use crate::hook::{self, Hooks};
use crate::original;
use crate::partial_borrows::PartialBorrows;
use crate::pattern;
use crate::source::generated;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, FnArg, ItemFn, Pat, ReturnType, Signature, Stmt, Type,
    TypeReference,
};

/// Returns an observed `async fn`.
pub fn coroutine(hooks: &Hooks, function: ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, mut sig, block } = function;
    let site = hooks.site(&sig.ident.unraw().to_string());
    let braces = block.brace_token.span.join();
    let hint = result_hint(&sig);
    let moves = move_in(&mut sig);
    let original = original::copy(&sig, &moves.statements, &block);
    let body = body(hooks, &sig, &moves.parameters, *block);
    sig.asyncness = None;
    let result = match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, result) => result.to_token_stream(),
    };
    let result_type = result_type(&sig);
    let body = with_result(&moves.statements, body, &result_type);
    let at = generated(sig.output.span());
    // With this span the result captures lifetimes as that of an `async fn` does, even in edition 2021.
    let output = quote_spanned!(at=> -> impl ::core::future::Future<Output = #result>);
    sig.output = syn::parse_quote!(#output);
    let attrs = outer(attrs);
    let caller = attrs.iter().all(|attribute| !attribute.path().is_ident("track_caller"));
    let track_caller = caller.then(|| quote!(#[track_caller]));
    let at = generated(sig.ident.span());
    let format = hooks.format(&quote_spanned!(at=> value));
    let frame = hooks.path("frame", at);
    let block = braced(
        braces,
        quote_spanned! {at=>
            let body = async move {
                #hint
                #original
                #body
            };
            #frame(#site, body, |value| #format)
        },
    );
    quote_spanned! {at=>
        #(#attrs)*
        #track_caller
        #[allow(refining_impl_trait)]
        #vis #sig #block
    }
}

/// Returns an observed `fn`, which runs when it is called.
pub fn ordinary(hooks: &Hooks, function: ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, mut sig, block } = function;
    let site = hooks.site(&sig.ident.unraw().to_string());
    let line = sig.fn_token.span.start().line;
    let line = proc_macro2::Literal::usize_unsuffixed(line);
    let braces = block.brace_token.span.join();
    let moves = move_in(&mut sig);
    let original = original::copy(&sig, &moves.statements, &block);
    let mut body = body(hooks, &sig, &moves.parameters, *block);
    let attrs = outer(attrs);
    let at = generated(sig.ident.span());
    let (is_unit, is_never) = match &sig.output {
        ReturnType::Default => (true, false),
        ReturnType::Type(_, result) => (false, matches!(**result, Type::Never(_))),
    };
    let result_type = result_type(&sig);
    if !is_unit && !is_never {
        let result = hook::result();
        let format = hooks.format(&quote!(&#result));
        body.end = quote_spanned!(at=> call.returns(|| #format););
    }
    let body = with_result(&moves.statements, body, &result_type);
    let call = hooks.path("call", at);
    let block = braced(
        braces,
        quote_spanned! {at=>
            #original
            let call = #call(#site, #line, #is_unit);
            #body
        },
    );
    quote_spanned! {at=>
        #(#attrs)*
        #vis #sig #block
    }
}

/// Returns the new body in the original braces. A function that ends in generated code isn't reported as unused.
fn braced(braces: Span, body: TokenStream) -> TokenTree {
    let mut group = Group::new(Delimiter::Brace, body);
    group.set_span(braces);
    TokenTree::Group(group)
}

/// Returns an observed method whose body `async_trait` has put into a boxed `async` block. It is one coroutine, whose
/// name and lines are those of the method.
pub fn boxed(hooks: &Hooks, function: ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, sig, block } = function;
    let original = original::copy(&sig, &[], &block);
    let name = sig.ident.unraw().to_string();
    let partial_borrows = PartialBorrows::of(&block, references(&sig));
    let mut body = Body::new(hooks.clone(), name.clone(), partial_borrows);
    let mut block = block;
    original::allow_expected(&mut block);
    if let Some(coroutine) = async_trait::boxed_block(&mut block)
        && let syn::Expr::Async(inner) = &mut *coroutine
    {
        body.nested(inner, sig.fn_token.span);
        *coroutine = hooks.block(inner, &name, sig.fn_token.span);
    }
    let (result, result_type) = (hook::result(), result_type(&sig));
    let attrs = outer(attrs);
    quote! {
        #(#attrs)*
        #vis #sig {
            #original
            #[allow(warnings, unused)]
            let #result: #result_type = #block;
            #result
        }
    }
}

/// A body with its hooks.
struct HookedBody {
    /// The declarations of the variables that stand for types.
    declared: TokenStream,
    /// The hooks for the parameters.
    parameters: Vec<Stmt>,
    block: Block,
    /// The answers to what the hooks need to know of types.
    answered: TokenStream,
    /// What is done with the result.
    end: TokenStream,
}

/// Returns the type of a variable for the result. `_` is for what can't be the type of a variable.
pub fn result_type(sig: &Signature) -> TokenStream {
    match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, result) if matches!(**result, Type::Never(_)) => quote!(_),
        ReturnType::Type(_, result) => without_impl(result).into_token_stream(),
    }
}

/// Returns the statements of a function with hooks. The compiler has warned about the original ones.
fn with_result(moves: &[TokenStream], body: HookedBody, result: &TokenStream) -> TokenStream {
    let HookedBody { declared, parameters, block, answered, end } = body;
    let value = hook::result();
    quote! {
        #declared
        #(#[allow(warnings, unused)] #moves)*
        #(#parameters)*
        #[allow(warnings, unused)]
        let #value: #result = #block;
        #[allow(unreachable_code)]
        {}
        #answered
        #end
        #value
    }
}

/// Returns the body with its hooks, and those for the parameters.
fn body(
    hooks: &Hooks,
    sig: &Signature,
    parameters: &[(Pat, Vec<Attribute>)],
    mut block: Block,
) -> HookedBody {
    let from = sig.fn_token.span.start().line;
    let until = block.brace_token.span.close().end().line;
    let partial_borrows = PartialBorrows::of(&block, references(sig));
    let mut body = Body::new(hooks.clone(), sig.ident.unraw().to_string(), partial_borrows);
    let mut shown = Vec::new();
    if let Some(receiver) = sig.receiver() {
        let name = Ident::new("self", receiver.self_token.span);
        shown.extend(body.parameter(name, Vec::new(), from, until));
    }
    for (pattern, conditions) in parameters {
        for bound in pattern::bound(pattern) {
            let conditions = [&bound.conditions[..], conditions].concat();
            shown.extend(body.parameter(bound.name, conditions, from, until));
        }
    }
    original::allow_expected(&mut block);
    body.visit_block_mut(&mut block);
    let (declared, answered) = body.types();
    HookedBody { declared, parameters: shown, block, answered, end: TokenStream::new() }
}

/// Returns the parameters that are references.
fn references(sig: &Signature) -> BTreeSet<String> {
    let names = sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Receiver(receiver) => {
            matches!(*receiver.ty, Type::Reference(_)).then(|| "self".to_owned())
        }
        FnArg::Typed(typed) => match (&*typed.pat, &*typed.ty) {
            (Pat::Ident(binding), Type::Reference(TypeReference { .. })) => {
                Some(binding.ident.to_string())
            }
            _ => None,
        },
    });
    names.collect()
}

/// The statements that move the arguments into the coroutine.
struct Moves {
    statements: Vec<TokenStream>,
    /// The patterns, and the `cfg` attributes of the parameters.
    parameters: Vec<(Pat, Vec<Attribute>)>,
}

/// Removes the patterns from the signature, and binds them inside the coroutine. So all arguments are moved, even
/// unused ones, and they are dropped in the same order as in an `async fn`.
fn move_in(sig: &mut Signature) -> Moves {
    let is_coroutine = sig.asyncness.is_some();
    let mut moves = Moves { statements: Vec::new(), parameters: Vec::new() };
    for (index, argument) in sig.inputs.iter_mut().enumerate() {
        let typed = match argument {
            FnArg::Receiver(receiver) => {
                // `self` can't be bound again. Using all of it makes the block capture all of it.
                let this = receiver.self_token;
                moves.statements.extend(is_coroutine.then(|| quote!(let _ = &#this;)));
                continue;
            }
            FnArg::Typed(typed) => typed,
        };
        let conditions: Vec<Attribute> = conditions::of(&typed.attrs).collect();
        // What remains is about warnings, which are about the pattern.
        let lints = typed.attrs.iter().filter(|attribute| !attribute.path().is_ident("cfg"));
        let lints: Vec<Attribute> = lints.cloned().collect();
        typed.attrs.clone_from(&conditions);
        let simple = match &*typed.pat {
            Pat::Ident(simple) if simple.by_ref.is_none() && simple.subpat.is_none() => {
                Some(simple.ident.clone())
            }
            _ => None,
        };
        let at = generated(typed.pat.span());
        let argument =
            simple.clone().unwrap_or_else(|| format_ident!("__argument_{index}", span = at));
        let name: Pat = syn::parse_quote!(#argument);
        let pattern = std::mem::replace(&mut *typed.pat, name);
        let attributes = quote!(#(#conditions)* #(#lints)*);
        match (simple, &pattern) {
            (Some(_), _) => {
                moves.statements.push(quote_spanned!(at=> #attributes let #pattern = #argument;));
            }
            (None, Pat::Wild(_)) => {
                moves.statements.push(quote_spanned!(at=> #attributes let #argument = #argument;));
            }
            (None, _) => {
                let first = quote_spanned!(at=> #(#conditions)* let #argument = #argument;);
                moves.statements.push(first);
                moves.statements.push(quote_spanned!(at=> #attributes let #pattern = #argument;));
            }
        }
        moves.parameters.push((pattern, conditions));
    }
    moves
}

/// Returns code that never runs, but tells the compiler the type of the result. Without it the compiler would infer
/// the type from the first `return`.
fn result_hint(sig: &Signature) -> Option<TokenStream> {
    let result = match &sig.output {
        ReturnType::Default => {
            let at = generated(sig.ident.span());
            return Some(quote_spanned!(at=> if false { return; }));
        }
        ReturnType::Type(_, result) => result,
    };
    if matches!(**result, Type::ImplTrait(_)) {
        return None;
    }
    let at = generated(result.span());
    let result = without_impl(result);
    Some(quote_spanned! {at=>
        #[allow(warnings, unused)]
        if false {
            let result: #result = loop {};
            return result;
        }
    })
}

/// Returns whether there is an `impl Trait` in this type.
pub fn has_impl(of: &Type) -> bool {
    struct Find(bool);
    impl Visit<'_> for Find {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut find = Find(false);
    find.visit_type(of);
    find.0
}

/// Returns the type with `_` for each `impl Trait` in it.
fn without_impl(of: &Type) -> Type {
    struct Hide;
    impl VisitMut for Hide {
        fn visit_type_mut(&mut self, of: &mut Type) {
            if matches!(of, Type::ImplTrait(_)) {
                *of = Type::Infer(syn::TypeInfer { underscore_token: syn::Token![_](of.span()) });
            } else {
                visit_mut::visit_type_mut(self, of);
            }
        }
    }
    let mut of = of.clone();
    Hide.visit_type_mut(&mut of);
    of
}

/// Returns the attributes as outer attributes. An inner attribute wouldn't apply to both of the generated bodies.
fn outer(attrs: Vec<Attribute>) -> Vec<Attribute> {
    let outer =
        attrs.into_iter().map(|attribute| Attribute { style: AttrStyle::Outer, ..attribute });
    outer.collect()
}
