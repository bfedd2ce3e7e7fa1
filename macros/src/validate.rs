//! Rejects items that can't be observed, with messages that say what to write instead.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{
    Error, Item, ItemFn, Path, Result, ReturnType, Token, TraitItemFn, Type, TypeParamBound,
};

/// Returns the path of coroscope: `crate = path` in the arguments, or the crate's own name.
pub fn crate_path(arguments: TokenStream) -> Result<TokenStream> {
    if arguments.is_empty() {
        return Ok(quote!(::coroscope));
    }
    let path = |input: ParseStream<'_>| {
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        input.call(Path::parse_mod_style)
    };
    if let Ok(path) = path.parse2(arguments.clone()) {
        return Ok(quote!(#path));
    }
    let text = "`#[observed]` takes no arguments but `crate = path`, for a program where coroscope \
                has another name: write just `#[observed]`";
    Err(Error::new_spanned(arguments, text))
}

/// Returns the function under the attribute, or an error if it can't be observed.
pub fn observable_function(item: &TokenStream) -> Result<ItemFn> {
    let function = function(item)?;
    let sig = &function.sig;
    if let Some(token) = sig.constness {
        let text = "a `const fn` may run in the compiler, where nothing can be observed: \
                    leave out `const`, or leave out `#[observed]`";
        return Err(Error::new_spanned(token, text));
    }
    if let Some(abi) = &sig.abi {
        let text = "a function with a foreign calling convention cannot be observed: write an ordinary \
                    `fn` that does the work, observe that, and call it from this one";
        return Err(Error::new_spanned(abi, text));
    }
    if let Some(variadic) = &sig.variadic {
        let text = "a function with `...` cannot be observed: take a slice instead";
        return Err(Error::new_spanned(variadic, text));
    }
    let ReturnType::Type(_, result) = &sig.output else { return Ok(function) };
    if sig.asyncness.is_some() && matches!(**result, Type::Never(_)) {
        let text = "an observed coroutine must have a type for its result, and `!` is none in stable \
                    Rust: leave out `-> !`, or return `std::convert::Infallible`";
        return Err(Error::new_spanned(result, text));
    }
    if sig.asyncness.is_none() && is_future(result) {
        let text = "this function makes a coroutine and returns before it runs, so observing it would \
                    show nothing of it: write `async fn` with the future's output as its result";
        return Err(Error::new_spanned(result, text));
    }
    Ok(function)
}

fn function(item: &TokenStream) -> Result<ItemFn> {
    let no_function = match syn::parse2::<ItemFn>(item.clone()) {
        Ok(function) => return Ok(function),
        Err(error) => error,
    };
    if let Ok(declaration) = syn::parse2::<TraitItemFn>(item.clone()) {
        let text = "there is no body here that could be observed: put `#[observed]` on the method in \
                    each `impl`, or give this one a default body";
        return Err(Error::new_spanned(declaration.sig, text));
    }
    let Ok(other) = syn::parse2::<Item>(item.clone()) else { return Err(no_function) };
    let (what, span) = match &other {
        Item::Impl(item) => ("an `impl` block", item.impl_token.span()),
        Item::Trait(item) => ("a trait", item.trait_token.span()),
        Item::Mod(item) => ("a module", item.mod_token.span()),
        Item::Struct(item) => ("a struct", item.struct_token.span()),
        Item::Enum(item) => ("an enum", item.enum_token.span()),
        Item::Macro(item) => ("a macro call", item.mac.path.span()),
        Item::Verbatim(_) => return Err(no_function),
        _ => ("this item", first(item)),
    };
    let text = format!(
        "`#[observed]` stands on a function, and this is {what}: put it on each `async fn` that you \
         want to see"
    );
    Err(Error::new(span, text.replace("this is this item", "this is none")))
}

fn first(tokens: &TokenStream) -> Span {
    tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span())
}

fn is_future(result: &Type) -> bool {
    let Type::ImplTrait(result) = result else { return false };
    result.bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            bound.path.segments.last().is_some_and(|last| last.ident == "Future")
        }
        other => other.to_token_stream().to_string().contains("Future"),
    })
}
