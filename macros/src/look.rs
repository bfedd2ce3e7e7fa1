//! How a local is to be looked at.
//!
//! Whether a type has `Debug` is asked where the local is shown. Where the compiler does not know the
//! type yet, asking would *demand* it: `let mut v = Vec::new();` would refuse a `v.push(…)` of anything
//! without `Debug`. So an initializer that leaves its type open is recognised by its looks, and shown by
//! what is known of it.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Expr, Pat, Path, PathArguments, Stmt, Token, Type};

/// How a local is to be looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By its value, where it has `Debug`.
    Value,
    /// By its type.
    Type,
    /// It is a fresh, empty one of these, and looks like this.
    Empty(&'static str),
}

impl Look {
    /// As an argument of `__observed_local!`.
    pub fn tokens(self) -> TokenStream {
        match self {
            Look::Value => quote!(value),
            Look::Type => quote!(type),
            Look::Empty(text) => quote!(#text),
        }
    }
}

/// Methods that give whatever type the caller wants.
const GIVE_ANY: [&str; 8] =
    ["collect", "into", "parse", "product", "sum", "try_into", "unwrap_or_default", "default"];

/// Functions that give halves of something whose type is settled by its first use.
const GIVE_PAIR: [&str; 4] = ["channel", "sync_channel", "unbounded", "unbounded_channel"];

/// How to look at the variables of `let pattern = init`.
pub fn at_let(pattern: &Pat, init: &Expr) -> Look {
    match pattern {
        Pat::Type(typed) if !has_hole(&typed.ty) => Look::Value,
        _ => of(init),
    }
}

/// Is the type of this expression left open?
pub fn of(init: &Expr) -> Look {
    match init {
        Expr::Path(path) if is(&path.path, "None") => Look::Empty("None"),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => of_call(&path.path, call.args.iter()),
            _ => any(call.args.iter()),
        },
        Expr::Macro(call) if is(&call.mac.path, "vec") => {
            let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
            match parse.parse2(call.mac.tokens.clone()) {
                Ok(elements) if elements.is_empty() => Look::Empty("[]"),
                Ok(elements) => first_closed(elements.iter()),
                Err(_) => Look::Value,
            }
        }
        Expr::MethodCall(call) if GIVE_ANY.iter().any(|name| call.method == name) => {
            if call.turbofish.is_some() { Look::Value } else { Look::Type }
        }
        Expr::MethodCall(call) => any([&*call.receiver].into_iter()),
        Expr::Array(array) if array.elems.is_empty() => Look::Empty("[]"),
        Expr::Array(array) => first_closed(array.elems.iter()),
        Expr::Tuple(tuple) => any(tuple.elems.iter()),
        Expr::Struct(fields) => any(fields.fields.iter().map(|field| &field.expr)),
        Expr::Repeat(repeat) => any([&*repeat.expr].into_iter()),
        Expr::Reference(inner) => any([&*inner.expr].into_iter()),
        Expr::Try(inner) => any([&*inner.expr].into_iter()),
        Expr::Await(inner) => any([&*inner.base].into_iter()),
        Expr::Paren(inner) => of(&inner.expr),
        Expr::Group(inner) => of(&inner.expr),
        Expr::Block(inner) => of_tail(&inner.block.stmts),
        Expr::If(branches) => match (&branches.else_branch, of_tail(&branches.then_branch.stmts)) {
            (Some((_, other)), open) if open != Look::Value && of(other) != Look::Value => {
                Look::Type
            }
            _ => Look::Value,
        },
        Expr::Match(arms) => first_closed(arms.arms.iter().map(|arm| &*arm.body)),
        _ => Look::Value,
    }
}

fn of_call<'a>(path: &Path, arguments: impl Iterator<Item = &'a Expr>) -> Look {
    let mut last = path.segments.iter().rev();
    let name = last.next().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let owner = last.next();
    let is_settled =
        |arguments: &PathArguments| matches!(arguments, PathArguments::AngleBracketed(_));
    if path.segments.iter().any(|segment| is_settled(&segment.arguments)) {
        return Look::Value;
    }
    if owner.is_none() && (name == "Ok" || name == "Err") || GIVE_PAIR.contains(&name.as_str()) {
        return Look::Type;
    }
    let owner = owner.map(|segment| segment.ident.to_string()).unwrap_or_default();
    match (owner.as_str(), name.as_str()) {
        ("Default" | "Into" | "From" | "FromIterator" | "TryFrom" | "TryInto" | "FromStr", _) => {
            Look::Type
        }
        (owner, "new" | "with_capacity" | "default") => match owner {
            "Vec" | "VecDeque" | "LinkedList" | "BinaryHeap" => Look::Empty("[]"),
            "HashMap" | "HashSet" | "BTreeMap" | "BTreeSet" => Look::Empty("{}"),
            "OnceCell" | "OnceLock" | "Weak" | "FuturesUnordered" | "FuturesOrdered" => Look::Type,
            _ => any(arguments),
        },
        _ => any(arguments),
    }
}

/// Open if one of these is.
fn any<'a>(mut parts: impl Iterator<Item = &'a Expr>) -> Look {
    if parts.any(|part| of(part) != Look::Value) { Look::Type } else { Look::Value }
}

/// Of one type all of them: settled if one of these is.
fn first_closed<'a>(mut same: impl Iterator<Item = &'a Expr>) -> Look {
    if same.any(|one| of(one) == Look::Value) { Look::Value } else { Look::Type }
}

fn of_tail(block: &[Stmt]) -> Look {
    match block.last() {
        Some(Stmt::Expr(tail, None)) => of(tail),
        _ => Look::Value,
    }
}

fn is(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name && last.arguments.is_none())
}

/// Is there a `_` in this type?
fn has_hole(of: &Type) -> bool {
    struct Hole(bool);
    impl Visit<'_> for Hole {
        fn visit_type_infer(&mut self, _: &syn::TypeInfer) {
            self.0 = true;
        }
    }
    let mut hole = Hole(false);
    hole.visit_type(of);
    hole.0
}

/// May this be a thing of the kit, fresh from its constructor? Only then is it asked for a name.
pub fn may_be_made_here(pattern: &Pat, init: &Expr) -> bool {
    if matches!(pattern, Pat::Type(typed) if !has_hole(&typed.ty)) {
        return true;
    }
    match init {
        Expr::Call(call) => match &*call.func {
            // `Default::default()` and its like may give anything, so nothing can be asked of it.
            Expr::Path(path) => of_call(&path.path, std::iter::empty()) != Look::Type,
            _ => false,
        },
        Expr::Tuple(tuple) => tuple.elems.iter().all(|part| may_be_made_here(pattern, part)),
        Expr::Paren(inner) => may_be_made_here(pattern, &inner.expr),
        _ => false,
    }
}
