//! Recognizes the code that the crate `async-trait` generates around a body.
//!
//! It makes `async fn go(&self) -> u8 { … }` a function that returns a boxed `async` block, in which `__self` stands
//! for `self` and `__ret` for the result. What it generates isn't the programmer's, so no pane shows it.

use crate::pattern;
use proc_macro2::Ident;
use syn::{Block, Expr, Stmt};

/// Returns the boxed `async` block of a method.
pub fn boxed_block(body: &mut Block) -> Option<&mut Expr> {
    let [Stmt::Expr(Expr::Call(call), None)] = &mut body.stmts[..] else { return None };
    let argument = call.args.first_mut()?;
    match argument {
        Expr::Async(block) if block.block.stmts.iter().any(binds_result) => Some(argument),
        _ => None,
    }
}

fn binds_result(statement: &Stmt) -> bool {
    matches!(statement, Stmt::Local(local) if pattern::bound(&local.pat).iter().any(|bound| bound.name == "__ret"))
}

/// Returns whether a variable isn't the programmer's: another macro made it.
pub fn is_generated(name: &Ident) -> bool {
    name.to_string().starts_with("__")
}

/// Returns whether a variable isn't shown.
pub fn is_hidden(name: &Ident) -> bool {
    is_generated(name) && name != "__self"
}

/// Returns whether a `let` binds only variables that aren't the programmer's, or what is one already.
pub fn is_generated_let(local: &syn::Local) -> bool {
    let bound = pattern::bound(&local.pat);
    !bound.is_empty() && bound.iter().all(|bound| is_generated(&bound.name))
}

/// Returns whether a statement only handles the generated result.
pub fn is_generated_expr(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.get_ident().is_some_and(is_generated),
        Expr::If(branches) => pattern::in_condition(&branches.cond)
            .iter()
            .flat_map(|pattern| pattern::bound(pattern))
            .any(|bound| is_generated(&bound.name)),
        _ => false,
    }
}
