//! Finds the locals of which one part may be borrowed or moved while another part is assigned.
//!
//! ```text
//! for item in self.items.iter_mut() {
//!     self.total += item.price;      // formatting all of `self` here would not compile
//! }
//! ```
//!
//! After an assignment to a field, the whole variable can be formatted only if none of its other fields is borrowed or
//! moved. This visitor finds the variables with a field whose borrow or value may be kept. It may find too many; then a
//! change isn't shown, which does no harm.

use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};
use syn::{Arm, Block, Expr, ExprLet, Macro, Pat, Stmt, UnOp};

/// Methods whose result doesn't borrow from their receiver.
const NON_BORROWING_METHODS: [&str; 12] = [
    "abs",
    "clone",
    "contains",
    "contains_key",
    "cloned",
    "copied",
    "is_empty",
    "is_none",
    "is_some",
    "len",
    "to_owned",
    "to_string",
];

/// Macros that only read their arguments.
const READ_ONLY_MACROS: [&str; 13] = [
    "say",
    "print",
    "println",
    "eprint",
    "eprintln",
    "format",
    "write",
    "writeln",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "panic",
];

/// The names of the variables that may be borrowed or moved in part.
pub struct PartialBorrows {
    names: BTreeSet<String>,
    /// Variables that are references: a field of one can be borrowed, not moved.
    references: BTreeSet<String>,
    /// Whether the value of the expression is kept.
    kept: bool,
    /// Whether the expression is inside a closure or an `async` block, which captures.
    captured: bool,
}

impl PartialBorrows {
    /// Returns the variables that a body may borrow or move in part.
    pub fn of(body: &Block, references: BTreeSet<String>) -> PartialBorrows {
        let names = BTreeSet::new();
        let mut borrows = PartialBorrows { names, references, kept: false, captured: false };
        borrows.visit_block(body);
        borrows
    }

    /// Returns whether this variable may be borrowed or moved in part.
    pub fn contains(&self, name: &Ident) -> bool {
        self.names.contains(&name.to_string())
    }

    fn visit_kept(&mut self, kept: bool, expr: &Expr) {
        let before = std::mem::replace(&mut self.kept, kept || self.captured);
        self.visit_expr(expr);
        self.kept = before;
    }

    /// Visits an expression whose value is kept. The value of a field of a reference can only be a copy.
    fn visit_value(&mut self, expr: &Expr) {
        let is_copy = base_of_field(expr).is_some_and(|base| self.references.contains(&base));
        self.visit_kept(!is_copy, expr);
    }

    /// Visits an expression that a pattern destructures.
    fn visit_destructured(&mut self, pattern: &Pat, expr: &Expr) {
        if !matches!(pattern, Pat::Ident(_) | Pat::Wild(_)) {
            match base(expr) {
                Some(name) => drop(self.names.insert(name)),
                None => self.visit_kept(true, expr),
            }
        }
    }
}

/// Returns the variable at the base of fields, dereferences and `&mut`.
fn base(place: &Expr) -> Option<String> {
    match place {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        Expr::Field(field) => base(&field.base),
        Expr::Paren(inner) => base(&inner.expr),
        Expr::Reference(inner) => base(&inner.expr),
        Expr::Unary(deref) if matches!(deref.op, UnOp::Deref(_)) => base(&deref.expr),
        _ => None,
    }
}

fn base_of_field(place: &Expr) -> Option<String> {
    if matches!(place, Expr::Field(_)) { base(place) } else { None }
}

impl Visit<'_> for PartialBorrows {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Field(field) => {
                if self.kept || self.captured {
                    self.names.extend(base(expr));
                }
                self.visit_expr(&field.base);
            }
            Expr::Binary(binary) => {
                self.visit_kept(false, &binary.left);
                self.visit_kept(false, &binary.right);
            }
            Expr::Assign(assign) => {
                self.visit_kept(false, &assign.left);
                self.visit_value(&assign.right);
            }
            Expr::MethodCall(call) => {
                let only_reads = NON_BORROWING_METHODS.iter().any(|name| call.method == name);
                self.visit_kept(self.kept && !only_reads, &call.receiver);
                call.args.iter().for_each(|argument| self.visit_value(argument));
            }
            Expr::Call(call) => call.args.iter().for_each(|argument| self.visit_value(argument)),
            Expr::Reference(inner) => {
                self.visit_kept(inner.mutability.is_some(), &inner.expr);
            }
            Expr::If(branches) => {
                self.visit_kept(false, &branches.cond);
                self.visit_block(&branches.then_branch);
                if let Some((_, other)) = &branches.else_branch {
                    self.visit_expr(other);
                }
            }
            Expr::While(repeated) => {
                self.visit_kept(false, &repeated.cond);
                self.visit_block(&repeated.body);
            }
            Expr::ForLoop(repeated) => {
                self.visit_kept(true, &repeated.expr);
                self.visit_block(&repeated.body);
            }
            Expr::Match(arms) => {
                arms.arms.iter().for_each(|arm| self.visit_destructured(&arm.pat, &arms.expr));
                self.visit_kept(true, &arms.expr);
                arms.arms.iter().for_each(|arm| self.visit_arm(arm));
            }
            Expr::Closure(_) | Expr::Async(_) => {
                let before = std::mem::replace(&mut self.captured, true);
                visit::visit_expr(self, expr);
                self.captured = before;
            }
            Expr::Return(end) => end.expr.iter().for_each(|value| self.visit_kept(false, value)),
            Expr::Unary(_) | Expr::Await(_) | Expr::Try(_) | Expr::Paren(_) | Expr::Index(_) => {
                visit::visit_expr(self, expr);
            }
            Expr::Block(_) | Expr::Unsafe(_) | Expr::Loop(_) => visit::visit_expr(self, expr),
            _ => {
                let before = std::mem::replace(&mut self.kept, true);
                visit::visit_expr(self, expr);
                self.kept = before;
            }
        }
    }

    fn visit_arm(&mut self, arm: &Arm) {
        if let Some((_, guard)) = &arm.guard {
            self.visit_kept(false, guard);
        }
        self.visit_expr(&arm.body);
    }

    fn visit_expr_let(&mut self, binding: &ExprLet) {
        self.visit_destructured(&binding.pat, &binding.expr);
        self.visit_kept(true, &binding.expr);
    }

    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => {
                let Some(init) = &local.init else { return };
                self.visit_destructured(&local.pat, &init.expr);
                self.visit_value(&init.expr);
                if let Some((_, diverge)) = &init.diverge {
                    self.visit_kept(false, diverge);
                }
            }
            Stmt::Expr(expr, Some(_)) => self.visit_kept(false, expr),
            Stmt::Expr(expr, None) => self.visit_expr(expr),
            Stmt::Macro(call) => self.visit_macro(&call.mac),
            Stmt::Item(_) => {}
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.is_none_or(|name| !READ_ONLY_MACROS.contains(&name.as_str())) {
            self.add_all(call.tokens.clone());
        }
    }

    fn visit_pat(&mut self, _: &Pat) {}
}

impl PartialBorrows {
    /// Adds all variables in the tokens of a macro, because it isn't known what it does with them.
    fn add_all(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(name) => drop(self.names.insert(name.to_string())),
                TokenTree::Group(group) => self.add_all(group.stream()),
                _ => {}
            }
        }
    }
}
