//! Decides how to format a local.
//!
//! The hook for a local checks whether its type implements `Debug`. If the compiler doesn't know the type yet, that
//! check would *require* `Debug`: after `let mut v = Vec::new();`, a `v.push(…)` of a type without it would be an error.
//! So this module recognizes an initializer of unknown type by its syntax, and then the value isn't formatted.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Expr, Pat, Path, PathArguments, Stmt, Token, Type};

/// How to format a local.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum LocalFormat {
    /// With `Debug`, if its type implements that.
    Value,
    /// As the name of its type.
    Type,
    /// As this text, because it is a new, empty collection.
    Empty(&'static str),
}

impl LocalFormat {
    /// Returns the argument of `__observed_local!`.
    pub fn tokens(self) -> TokenStream {
        match self {
            LocalFormat::Value => quote!(value),
            LocalFormat::Type => quote!(type),
            LocalFormat::Empty(text) => quote!(#text),
        }
    }
}

/// Methods whose result type is inferred from its use.
const METHODS_OF_ANY_TYPE: [&str; 8] =
    ["collect", "into", "parse", "product", "sum", "try_into", "unwrap_or_default", "default"];

/// Functions that return the two ends of a channel, whose type is inferred from its use.
const CHANNEL_CONSTRUCTORS: [&str; 4] =
    ["channel", "sync_channel", "unbounded", "unbounded_channel"];

/// Returns how to format the variables of `let pattern = init`.
pub fn of_let(pattern: &Pat, init: &Expr) -> LocalFormat {
    match pattern {
        Pat::Type(typed) if !has_hole(&typed.ty) => LocalFormat::Value,
        _ => of(init),
    }
}

/// Returns how to format the value of this expression.
pub fn of(init: &Expr) -> LocalFormat {
    match init {
        Expr::Path(path) if is(&path.path, "None") => LocalFormat::Empty("None"),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => of_call(&path.path, call.args.iter()),
            _ => type_if_any_open(call.args.iter()),
        },
        Expr::Macro(call) if is(&call.mac.path, "vec") => {
            let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
            match parse.parse2(call.mac.tokens.clone()) {
                Ok(elements) if elements.is_empty() => LocalFormat::Empty("[]"),
                Ok(elements) => value_if_any_known(elements.iter()),
                Err(_) => LocalFormat::Value,
            }
        }
        Expr::MethodCall(call) if METHODS_OF_ANY_TYPE.iter().any(|name| call.method == name) => {
            if call.turbofish.is_some() {
                LocalFormat::Value
            } else {
                LocalFormat::Type
            }
        }
        Expr::MethodCall(call) => type_if_any_open([&*call.receiver].into_iter()),
        Expr::Array(array) if array.elems.is_empty() => LocalFormat::Empty("[]"),
        Expr::Array(array) => value_if_any_known(array.elems.iter()),
        Expr::Tuple(tuple) => type_if_any_open(tuple.elems.iter()),
        Expr::Struct(fields) => type_if_any_open(fields.fields.iter().map(|field| &field.expr)),
        Expr::Repeat(repeat) => type_if_any_open([&*repeat.expr].into_iter()),
        Expr::Reference(inner) => type_if_any_open([&*inner.expr].into_iter()),
        Expr::Try(inner) => type_if_any_open([&*inner.expr].into_iter()),
        Expr::Await(inner) => type_if_any_open([&*inner.base].into_iter()),
        Expr::Paren(inner) => of(&inner.expr),
        Expr::Group(inner) => of(&inner.expr),
        Expr::Block(inner) => of_tail(&inner.block.stmts),
        Expr::If(branches) => match (&branches.else_branch, of_tail(&branches.then_branch.stmts)) {
            (Some((_, other)), open)
                if open != LocalFormat::Value && of(other) != LocalFormat::Value =>
            {
                LocalFormat::Type
            }
            _ => LocalFormat::Value,
        },
        Expr::Match(arms) => value_if_any_known(arms.arms.iter().map(|arm| &*arm.body)),
        _ => LocalFormat::Value,
    }
}

fn of_call<'a>(path: &Path, arguments: impl Iterator<Item = &'a Expr>) -> LocalFormat {
    let mut last = path.segments.iter().rev();
    let name = last.next().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let owner = last.next();
    let has_type_arguments =
        |arguments: &PathArguments| matches!(arguments, PathArguments::AngleBracketed(_));
    if path.segments.iter().any(|segment| has_type_arguments(&segment.arguments)) {
        return LocalFormat::Value;
    }
    if owner.is_none() && (name == "Ok" || name == "Err")
        || CHANNEL_CONSTRUCTORS.contains(&name.as_str())
    {
        return LocalFormat::Type;
    }
    let owner = owner.map(|segment| segment.ident.to_string()).unwrap_or_default();
    match (owner.as_str(), name.as_str()) {
        ("Default" | "Into" | "From" | "FromIterator" | "TryFrom" | "TryInto" | "FromStr", _) => {
            LocalFormat::Type
        }
        (owner, "new" | "with_capacity" | "default") => match owner {
            "Vec" | "VecDeque" | "LinkedList" | "BinaryHeap" => LocalFormat::Empty("[]"),
            "HashMap" | "HashSet" | "BTreeMap" | "BTreeSet" => LocalFormat::Empty("{}"),
            "OnceCell" | "OnceLock" | "Weak" | "FuturesUnordered" | "FuturesOrdered" => {
                LocalFormat::Type
            }
            _ => type_if_any_open(arguments),
        },
        _ => type_if_any_open(arguments),
    }
}

/// Formats an expression by its type if the type of any of its parts is unknown.
fn type_if_any_open<'a>(mut parts: impl Iterator<Item = &'a Expr>) -> LocalFormat {
    if parts.any(|part| of(part) != LocalFormat::Value) {
        LocalFormat::Type
    } else {
        LocalFormat::Value
    }
}

/// Formats an expression by its value if any of these, which all have the same type, has a known type.
fn value_if_any_known<'a>(mut same: impl Iterator<Item = &'a Expr>) -> LocalFormat {
    if same.any(|one| of(one) == LocalFormat::Value) {
        LocalFormat::Value
    } else {
        LocalFormat::Type
    }
}

fn of_tail(block: &[Stmt]) -> LocalFormat {
    match block.last() {
        Some(Stmt::Expr(tail, None)) => of(tail),
        _ => LocalFormat::Value,
    }
}

fn is(path: &Path, name: &str) -> bool {
    path.segments.last().is_some_and(|last| last.ident == name && last.arguments.is_none())
}

/// Returns whether this type contains `_`.
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

/// Returns whether this can be a new resource of the kit. Only a new one gets the variable's name.
pub fn may_be_new_resource(pattern: &Pat, init: &Expr) -> bool {
    if matches!(pattern, Pat::Type(typed) if !has_hole(&typed.ty)) {
        return true;
    }
    match init {
        Expr::Call(call) => match &*call.func {
            // `Default::default()` and the like can return any type.
            Expr::Path(path) => of_call(&path.path, std::iter::empty()) != LocalFormat::Type,
            _ => false,
        },
        Expr::Tuple(tuple) => tuple.elems.iter().all(|part| may_be_new_resource(pattern, part)),
        Expr::Paren(inner) => may_be_new_resource(pattern, &inner.expr),
        _ => false,
    }
}
