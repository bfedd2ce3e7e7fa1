//! Desugars an `async fn` to an ordinary function that returns a future.

use crate::body::Body;
use crate::hook::{self, Local};
use crate::local_format::LocalFormat;
use crate::partial_borrows::PartialBorrows;
use crate::pattern;
use crate::source::generated;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::BTreeSet;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    AttrStyle, Attribute, Block, FnArg, ItemFn, Pat, ReturnType, Signature, Stmt, Type,
    TypeReference,
};

/// Returns an observed `async fn`.
pub fn coroutine(function: ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, mut sig, block } = function;
    let site = hook::site(&sig.ident.unraw().to_string());
    let hint = result_hint(&sig);
    let moves = move_in(&mut sig);
    let (shows, body) = body(&sig, &moves.patterns, *block);
    let moves = moves.statements;
    sig.asyncness = None;
    let result = match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, result) => result.to_token_stream(),
    };
    let at = generated(sig.output.span());
    // With this span the result captures lifetimes as that of an `async fn` does, even in edition 2021.
    let output = quote_spanned!(at=> -> impl ::core::future::Future<Output = #result>);
    sig.output = syn::parse_quote!(#output);
    let attrs = outer(attrs);
    let caller = attrs.iter().all(|attribute| !attribute.path().is_ident("track_caller"));
    let track_caller = caller.then(|| quote!(#[track_caller]));
    let at = generated(sig.ident.span());
    quote_spanned! {at=>
        #(#attrs)*
        #track_caller
        #[allow(clippy::manual_async_fn, clippy::double_must_use, refining_impl_trait)]
        #vis #sig {
            let body = async move {
                #hint
                #(#moves)*
                #(#shows)*
                #body
            };
            ::coroscope::kit::observed::frame(#site, body, |value| {
                ::coroscope::__observed_format!(value, value)
            })
        }
    }
}

/// Returns an observed `fn`, which runs when it is called.
pub fn ordinary(function: ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, sig, block } = function;
    let site = hook::site(&sig.ident.unraw().to_string());
    let line = sig.fn_token.span.start().line;
    let line = proc_macro2::Literal::usize_unsuffixed(line);
    let patterns = sig.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => Some((*typed.pat).clone()),
        FnArg::Receiver(_) => None,
    });
    let (shows, body) = body(&sig, &patterns.collect::<Vec<_>>(), *block);
    let attrs = outer(attrs);
    let at = generated(sig.ident.span());
    let result = match &sig.output {
        ReturnType::Type(_, result) if !matches!(**result, Type::Never(_)) => {
            let result = without_impl(result);
            quote_spanned! {at=>
                let result: #result = #body;
                call.returns(|| ::coroscope::__observed_format!(value, &result));
                result
            }
        }
        _ => body.into_token_stream(),
    };
    let is_unit = matches!(sig.output, ReturnType::Default);
    quote_spanned! {at=>
        #(#attrs)*
        #[allow(clippy::let_and_return, clippy::let_unit_value)]
        #vis #sig {
            let call = ::coroscope::kit::observed::call(#site, #line, #is_unit);
            #(#shows)*
            #result
        }
    }
}

/// Returns the statements that show the parameters, and the body with its hooks.
fn body(sig: &Signature, patterns: &[Pat], mut block: Block) -> (Vec<Stmt>, Block) {
    let from = sig.fn_token.span.start().line;
    let until = block.brace_token.span.close().end().line;
    let receiver = sig.receiver().map(|receiver| Ident::new("self", receiver.self_token.span));
    let names = receiver.into_iter().chain(patterns.iter().flat_map(pattern::bound));
    let local = |name: Ident| Local { name, from, until, has_open_type: false };
    let parameters: Vec<Local> = names.map(local).collect();
    let shows =
        parameters.iter().map(|local| hook::local(local, LocalFormat::Value, true, &[])).collect();
    let partial_borrows = PartialBorrows::of(&block, references(sig));
    let mut body = Body::new(sig.ident.unraw().to_string(), parameters, partial_borrows);
    body.visit_block_mut(&mut block);
    (shows, block)
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
    patterns: Vec<Pat>,
}

/// Removes the patterns from the signature, and binds them inside the coroutine. So all arguments are moved, even
/// unused ones, and they are dropped in the same order as in an `async fn`.
fn move_in(sig: &mut Signature) -> Moves {
    let mut moves = Moves { statements: Vec::new(), patterns: Vec::new() };
    for (index, argument) in sig.inputs.iter_mut().enumerate() {
        let typed = match argument {
            FnArg::Receiver(receiver) => {
                // `self` can't be bound again. Using all of it makes the block capture all of it.
                let this = receiver.self_token;
                moves.statements.push(quote!(let _ = &#this;));
                continue;
            }
            FnArg::Typed(typed) => typed,
        };
        let conditions = typed.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        let conditions: Vec<Attribute> = conditions.cloned().collect();
        let simple = match &*typed.pat {
            Pat::Ident(simple) if simple.by_ref.is_none() && simple.subpat.is_none() => {
                Some(simple.ident.clone())
            }
            _ => None,
        };
        let at = generated(typed.pat.span());
        let allow = quote!(#[allow(clippy::used_underscore_binding)]);
        let argument =
            simple.clone().unwrap_or_else(|| format_ident!("__argument_{index}", span = at));
        let name: Pat = syn::parse_quote!(#argument);
        let pattern = std::mem::replace(&mut *typed.pat, name);
        moves.statements.push(match (simple, &pattern) {
            (Some(_), _) => quote_spanned!(at=> #(#conditions)* #allow let #pattern = #argument;),
            (None, Pat::Wild(_)) => quote_spanned!(at=> #(#conditions)* let #argument = #argument;),
            (None, _) => quote_spanned! {at=>
                #(#conditions)* let #argument = #argument;
                #(#conditions)* let #pattern = #argument;
            },
        });
        moves.patterns.push(pattern);
    }
    moves
}

/// Returns code that never runs, but tells the compiler the type of the result. Without it the compiler would infer
/// the type from the first `return`.
fn result_hint(sig: &Signature) -> Option<TokenStream> {
    let result = match &sig.output {
        ReturnType::Default => {
            let at = generated(sig.ident.span());
            return Some(
                quote_spanned!(at=> #[allow(clippy::needless_return)] if false { return; }),
            );
        }
        ReturnType::Type(_, result) => result,
    };
    if matches!(**result, Type::ImplTrait(_)) {
        return None;
    }
    let at = generated(result.span());
    let result = without_impl(result);
    Some(quote_spanned! {at=>
        #[allow(
            unreachable_code, clippy::diverging_sub_expression, clippy::empty_loop,
            clippy::let_unit_value, clippy::let_with_type_underscore, clippy::needless_return,
            clippy::unreachable
        )]
        if false {
            let result: #result = loop {};
            return result;
        }
    })
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
