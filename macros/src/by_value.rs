//! Finds the variables that an expression uses by value, which moves them unless their type is `Copy`.
//!
//! This is about the syntax alone, so it leaves out what only types decide: whether a method takes its receiver by
//! value, what an unknown macro does, and which parts of a value a pattern moves.

use crate::pattern;
use proc_macro2::Ident;
use std::collections::BTreeSet;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprClosure, Macro, Pat, Stmt, Token, UnOp};

/// Macros whose arguments are expressions that they use by value.
const CONSUMING_MACROS: [&str; 3] = ["join", "try_join", "vec"];

/// Returns the variables that an expression uses by value outside of its blocks and awaited expressions.
pub fn of(expr: &Expr) -> Vec<Ident> {
    let mut finder = Finder { names: Vec::new(), bound: BTreeSet::new(), enters_blocks: false };
    finder.value(expr);
    finder.names
}

struct Finder {
    names: Vec<Ident>,
    /// The variables that a closure's own code binds.
    bound: BTreeSet<String>,
    /// Whether the expression is the body of a closure or of an `async` block, which captures what it uses by value.
    enters_blocks: bool,
}

impl Finder {
    fn add(&mut self, name: &Ident) {
        if !self.bound.contains(&name.to_string()) && !self.names.contains(name) {
            self.names.push(name.clone());
        }
    }

    /// Visits an expression whose value is used.
    fn value(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(path) => {
                if let Some(name) = path.path.get_ident() {
                    self.add(name);
                }
            }
            Expr::Paren(inner) => self.value(&inner.expr),
            Expr::Group(inner) => self.value(&inner.expr),
            _ => self.visit_expr(expr),
        }
    }

    /// Visits an expression that is only read or borrowed, if it is a variable.
    fn place(&mut self, expr: &Expr) {
        match expr {
            Expr::Path(_) => {}
            Expr::Paren(inner) => self.place(&inner.expr),
            Expr::Group(inner) => self.place(&inner.expr),
            Expr::Field(inner) => self.place(&inner.base),
            _ => self.visit_expr(expr),
        }
    }

    fn values<'a>(&mut self, all: impl IntoIterator<Item = &'a Expr>) {
        all.into_iter().for_each(|one| self.value(one));
    }

    /// Visits the body of a closure or of an `async` block. One with `move` captures each variable that it mentions.
    fn captured(&mut self, inputs: &[&Pat], visit: impl FnOnce(&mut Finder)) {
        let bound = self.bound.clone();
        let enters_blocks = std::mem::replace(&mut self.enters_blocks, true);
        self.bound.extend(inputs.iter().flat_map(|input| names(input)));
        visit(self);
        self.enters_blocks = enters_blocks;
        self.bound = bound;
    }

    fn closure(&mut self, closure: &ExprClosure) {
        let inputs: Vec<&Pat> = closure.inputs.iter().collect();
        self.captured(&inputs, |inner| {
            if closure.capture.is_some() {
                inner.mentions(|mentions| mentions.visit_expr(&closure.body));
            } else {
                inner.value(&closure.body);
            }
        });
    }

    fn mentions(&mut self, visit: impl FnOnce(&mut Mentions)) {
        let mut mentions = Mentions(Vec::new());
        visit(&mut mentions);
        mentions.0.iter().for_each(|name| self.add(name));
    }
}

fn names(pattern: &Pat) -> impl Iterator<Item = String> {
    pattern::bound(pattern).into_iter().map(|bound| bound.name.to_string())
}

/// All variables that an expression mentions.
struct Mentions(Vec<Ident>);

impl Visit<'_> for Mentions {
    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        self.0.extend(path.path.get_ident().cloned());
    }

    fn visit_expr_field(&mut self, field: &syn::ExprField) {
        // Since edition 2021, only the field is captured.
        if !matches!(*field.base, Expr::Path(_)) {
            visit::visit_expr_field(self, field);
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Call(call) => {
                self.place(&call.func);
                self.values(&call.args);
            }
            Expr::MethodCall(call) => {
                self.place(&call.receiver);
                self.values(&call.args);
            }
            Expr::Struct(fields) => self.values(fields.fields.iter().map(|field| &field.expr)),
            Expr::Tuple(tuple) => self.values(&tuple.elems),
            Expr::Array(array) => self.values(&array.elems),
            Expr::Repeat(repeat) => self.value(&repeat.expr),
            Expr::Assign(assign) => {
                self.place(&assign.left);
                self.value(&assign.right);
            }
            Expr::Binary(binary) if is_arithmetic(binary.op) => {
                self.value(&binary.left);
                self.value(&binary.right);
            }
            Expr::Binary(binary) => {
                self.place(&binary.left);
                self.place(&binary.right);
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => self.place(&unary.expr),
            Expr::Unary(unary) => self.value(&unary.expr),
            Expr::Try(tried) => self.value(&tried.expr),
            Expr::Cast(cast) => self.value(&cast.expr),
            Expr::Range(range) => {
                self.values(range.start.iter().chain(&range.end).map(|end| &**end));
            }
            Expr::Return(end) => self.values(end.expr.as_deref()),
            Expr::Break(end) => self.values(end.expr.as_deref()),
            Expr::Index(index) => {
                self.place(&index.expr);
                self.value(&index.index);
            }
            Expr::ForLoop(repeated) => {
                self.value(&repeated.expr);
                self.visit_block(&repeated.body);
            }
            // A block has its own statements, and what is awaited has its own hook.
            Expr::Await(awaited) if self.enters_blocks => self.value(&awaited.base),
            Expr::Await(_) | Expr::Const(_) => {}
            Expr::Closure(closure) => self.closure(closure),
            Expr::Async(block) => {
                self.captured(&[], |inner| {
                    if block.capture.is_some() {
                        inner.mentions(|mentions| mentions.visit_block(&block.block));
                    } else {
                        inner.visit_block(&block.block);
                    }
                });
            }
            Expr::Match(choice) => {
                self.place(&choice.expr);
                if self.enters_blocks {
                    for arm in &choice.arms {
                        let bound = self.bound.clone();
                        self.bound.extend(names(&arm.pat));
                        self.value(&arm.body);
                        self.bound = bound;
                    }
                }
            }
            Expr::If(branches) => {
                self.place(&branches.cond);
                self.visit_block(&branches.then_branch);
                if let Some((_, other)) = &branches.else_branch {
                    self.visit_expr(other);
                }
            }
            Expr::Let(binding) => self.place(&binding.expr),
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_expr_path(&mut self, _: &syn::ExprPath) {}

    fn visit_block(&mut self, block: &Block) {
        if !self.enters_blocks {
            return;
        }
        let bound = self.bound.clone();
        visit::visit_block(self, block);
        self.bound = bound;
    }

    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Local(local) => {
                if let Some(init) = &local.init {
                    if matches!(local.pat, Pat::Ident(_) | Pat::Type(_)) {
                        self.value(&init.expr);
                    } else {
                        self.place(&init.expr);
                    }
                }
                self.bound.extend(names(&local.pat));
            }
            Stmt::Expr(expr, None) => self.value(expr),
            Stmt::Expr(expr, Some(_)) => self.place(expr),
            Stmt::Macro(call) => self.visit_macro(&call.mac),
            Stmt::Item(_) => {}
        }
    }

    fn visit_macro(&mut self, call: &Macro) {
        let name = call.path.segments.last().map(|last| last.ident.to_string());
        if name.is_some_and(|name| CONSUMING_MACROS.contains(&name.as_str())) {
            let parse = Punctuated::<Expr, Token![,]>::parse_terminated;
            if let Ok(arguments) = parse.parse2(call.tokens.clone()) {
                self.values(&arguments);
            }
        }
    }

    fn visit_pat(&mut self, _: &Pat) {}
}

/// Returns whether an operator takes its operands by value. An assigning operator moves only its right operand.
fn is_arithmetic(op: BinOp) -> bool {
    matches!(
        op,
        BinOp::Add(_)
            | BinOp::Sub(_)
            | BinOp::Mul(_)
            | BinOp::Div(_)
            | BinOp::Rem(_)
            | BinOp::BitAnd(_)
            | BinOp::BitOr(_)
            | BinOp::BitXor(_)
            | BinOp::Shl(_)
            | BinOp::Shr(_)
    )
}
