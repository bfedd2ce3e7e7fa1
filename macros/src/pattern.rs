//! Finds the variables that a pattern binds, and those that an assignment changes.

use crate::conditions;
use proc_macro2::Ident;
use syn::{Attribute, Expr, Pat, UnOp};

/// A variable that a pattern binds.
pub struct Bound {
    /// Its name.
    pub name: Ident,
    /// The `cfg` attributes of the fields that contain it.
    pub conditions: Vec<Attribute>,
}

/// Returns the variables that a pattern binds, in the order in which they are written.
pub fn bound(pattern: &Pat) -> Vec<Bound> {
    let mut names = Vec::new();
    collect(pattern, &[], &mut names);
    names
}

fn collect(pattern: &Pat, conditions: &[Attribute], names: &mut Vec<Bound>) {
    let mut all = |patterns: &mut dyn Iterator<Item = &Pat>| {
        patterns.for_each(|inner| collect(inner, conditions, names));
    };
    match pattern {
        Pat::Ident(binding) => {
            let is_constant = binding.subpat.is_none()
                && binding.by_ref.is_none()
                && binding.mutability.is_none()
                && binding.ident.to_string().starts_with(char::is_uppercase);
            if !is_constant {
                names.push(Bound { name: binding.ident.clone(), conditions: conditions.to_vec() });
            }
            if let Some((_, inner)) = &binding.subpat {
                collect(inner, conditions, names);
            }
        }
        Pat::Or(or) => all(&mut or.cases.iter().take(1)),
        Pat::Paren(inner) => collect(&inner.pat, conditions, names),
        Pat::Reference(inner) => collect(&inner.pat, conditions, names),
        Pat::Type(inner) => collect(&inner.pat, conditions, names),
        Pat::Slice(slice) => all(&mut slice.elems.iter()),
        Pat::Tuple(tuple) => all(&mut tuple.elems.iter()),
        Pat::TupleStruct(tuple) => all(&mut tuple.elems.iter()),
        Pat::Struct(fields) => {
            for field in &fields.fields {
                let mut inner = conditions.to_vec();
                inner.extend(conditions::of(&field.attrs));
                collect(&field.pat, &inner, names);
            }
        }
        _ => {}
    }
}

/// Returns the patterns of the `let`s in a condition, which are bound in the block after it.
pub fn in_condition(condition: &Expr) -> Vec<&Pat> {
    match condition {
        Expr::Let(binding) => vec![&binding.pat],
        Expr::Binary(both) => {
            let mut patterns = in_condition(&both.left);
            patterns.extend(in_condition(&both.right));
            patterns
        }
        Expr::Paren(inner) => in_condition(&inner.expr),
        Expr::Group(inner) => in_condition(&inner.expr),
        _ => Vec::new(),
    }
}

/// A variable that an assignment changes.
pub struct Target {
    /// Its name.
    pub name: Ident,
    /// Whether only a field of it is assigned.
    pub is_part: bool,
}

/// Returns the variables that an assignment to this expression changes.
pub fn assigned(place: &Expr) -> Vec<Target> {
    let all = |places: &mut dyn Iterator<Item = &Expr>| places.flat_map(assigned).collect();
    match place {
        Expr::Path(path) => match path.path.get_ident() {
            Some(name) => vec![Target { name: name.clone(), is_part: false }],
            None => Vec::new(),
        },
        Expr::Field(field) => {
            let mut targets = assigned_base(&field.base);
            for target in &mut targets {
                target.is_part = true;
            }
            targets
        }
        Expr::Index(_) | Expr::Unary(_) => assigned_base(place),
        Expr::Paren(inner) => assigned(&inner.expr),
        Expr::Group(inner) => assigned(&inner.expr),
        Expr::Tuple(tuple) => all(&mut tuple.elems.iter()),
        Expr::Array(array) => all(&mut array.elems.iter()),
        Expr::Call(call) => all(&mut call.args.iter()),
        Expr::Struct(fields) => all(&mut fields.fields.iter().map(|field| &field.expr)),
        _ => Vec::new(),
    }
}

/// Returns the variable at the base of a field, an index or a dereference, if there is one.
fn assigned_base(place: &Expr) -> Vec<Target> {
    match place {
        Expr::Path(_) | Expr::Field(_) => assigned(place),
        Expr::Index(index) => assigned_base(&index.expr),
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => assigned_base(&deref.expr),
        Expr::Paren(inner) => assigned_base(&inner.expr),
        Expr::Group(inner) => assigned_base(&inner.expr),
        _ => Vec::new(),
    }
}
