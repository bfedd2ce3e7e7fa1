//! Decides how a local is shown.
//!
//! The hook that shows a local finds out whether its type has `Debug`. If the compiler doesn't know the type yet, that
//! would *require* `Debug`: after `let mut v = Vec::new();`, a `v.push(…)` of a type without it would be an error. So an
//! initializer that leaves its type open is recognised by its syntax, and shown without its value.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Expr, Pat, Path, PathArguments, Stmt, Token, Type};

/// How a local is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By its value, if it has `Debug`.
    Value,
    /// By its type.
    Type,
    /// It is a new, empty collection, and is shown like this.
    Empty(&'static str),
}

impl Look {
    /// Returns the argument of `__observed_local!` for it.
    pub fn tokens(self) -> TokenStream {
        match self {
            Look::Value => quote!(value),
            Look::Type => quote!(type),
            Look::Empty(text) => quote!(#text),
        }
    }
}

/// Methods whose result has the type that the caller needs.
const GIVE_ANY: [&str; 8] =
    ["collect", "into", "parse", "product", "sum", "try_into", "unwrap_or_default", "default"];

/// Functions that return the two halves of something whose type follows from its first use.
const GIVE_PAIR: [&str; 4] = ["channel", "sync_channel", "unbounded", "unbounded_channel"];

/// Returns how to show the variables of `let pattern = init`.
pub fn at_let(pattern: &Pat, init: &Expr) -> Look {
    match pattern {
        Pat::Type(typed) if !has_hole(&typed.ty) => Look::Value,
        _ => of(init),
    }
}

/// Returns how to show this expression: by its type, if it leaves its type open.
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

/// Returns that the type is open if it is in one of these.
fn any<'a>(mut parts: impl Iterator<Item = &'a Expr>) -> Look {
    if parts.any(|part| of(part) != Look::Value) { Look::Type } else { Look::Value }
}

/// Returns that the type is known if it is in one of these, which have all the same type.
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

/// Returns whether there is a `_` in this type.
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

/// Returns whether this can be a resource of the kit that was just made. Only then it gets the variable's name.
pub fn may_be_made_here(pattern: &Pat, init: &Expr) -> bool {
    if matches!(pattern, Pat::Type(typed) if !has_hole(&typed.ty)) {
        return true;
    }
    match init {
        Expr::Call(call) => match &*call.func {
            // `Default::default()` and the like can return any type.
            Expr::Path(path) => of_call(&path.path, std::iter::empty()) != Look::Type,
            _ => false,
        },
        Expr::Tuple(tuple) => tuple.elems.iter().all(|part| may_be_made_here(pattern, part)),
        Expr::Paren(inner) => may_be_made_here(pattern, &inner.expr),
        _ => false,
    }
}
