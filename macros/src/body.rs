//! Adds the hooks to a function's body: for lines, locals and awaits.

use crate::hook::{self, Local};
use crate::local_format::{self, LocalFormat};
use crate::partial_borrows::PartialBorrows;
use crate::pattern;
use crate::source;
use proc_macro2::Ident;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprAsync, ExprClosure, ExprConst, ExprForLoop, ExprIf,
    ExprMatch, ExprRepeat, ExprWhile, Item, Macro, Pat, Path, Stmt, Type, token,
};

/// Methods that change a standard collection. As a statement, `x.push(…);` counts as an assignment.
const MUTATING_METHODS: [&str; 17] = [
    "append",
    "clear",
    "dedup",
    "extend",
    "insert",
    "pop",
    "pop_back",
    "pop_front",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "remove",
    "retain",
    "reverse",
    "sort",
    "truncate",
];

/// A visitor that adds the hooks to a body.
pub struct Body {
    /// The function's name.
    name: String,
    /// The locals that are in scope here, innermost last.
    locals: Vec<Local>,
    /// The last line of the enclosing block.
    until: usize,
    /// The line of the enclosing statement.
    line: usize,
    /// The locals that may be partially borrowed or moved.
    partial_borrows: PartialBorrows,
}

/// Variables that were just bound, and how to format them.
struct Binding {
    locals: Vec<Local>,
    format: LocalFormat,
    names_resource: bool,
}

impl Body {
    /// Returns a visitor for the body of a function with these parameters.
    pub fn new(name: String, parameters: Vec<Local>, partial_borrows: PartialBorrows) -> Body {
        Body { name, locals: parameters, until: 0, line: 0, partial_borrows }
    }

    /// Returns the locals that a pattern binds. They are in scope until this line.
    fn bound(pattern: &Pat, until: usize, has_open_type: bool) -> Vec<Local> {
        let local = |name: Ident| {
            let from = name.span().start().line;
            Local { name, from, until, has_open_type }
        };
        pattern::bound(pattern).into_iter().map(local).collect()
    }

    /// Adds hooks to the statements of a block, and for the locals of these patterns to its start.
    fn block(&mut self, block: &mut Block, patterns: &[&Pat]) {
        let until = std::mem::replace(&mut self.until, block.brace_token.span.close().end().line);
        let outside = self.locals.len();
        let mut statements = Vec::new();
        for pattern in patterns {
            let locals = Body::bound(pattern, self.until, false);
            self.bind(
                Binding { locals, format: LocalFormat::Value, names_resource: false },
                &[],
                &mut statements,
            );
        }
        for statement in std::mem::take(&mut block.stmts) {
            self.statement(statement, &mut statements);
        }
        block.stmts = statements;
        self.locals.truncate(outside);
        self.until = until;
    }

    fn bind(&mut self, bound: Binding, with: &[Attribute], into: &mut Vec<Stmt>) {
        for local in bound.locals {
            into.push(hook::local(&local, bound.format, bound.names_resource, with));
            self.locals.push(local);
        }
    }

    fn statement(&mut self, statement: Stmt, into: &mut Vec<Stmt>) {
        let line = self.line;
        match statement {
            Stmt::Item(_) | Stmt::Expr(Expr::Verbatim(_), _) => into.push(statement),
            Stmt::Macro(ref call) => {
                into.push(hook::line(source::first(&call.mac), &call.attrs));
                into.push(statement);
            }
            Stmt::Local(local) => self.let_statement(local, into),
            Stmt::Expr(expr, semicolon) => self.expression_statement(expr, semicolon, into),
        }
        self.line = line;
    }

    fn let_statement(&mut self, mut local: syn::Local, into: &mut Vec<Stmt>) {
        let at = local.let_token.span;
        self.line = at.start().line;
        into.push(hook::line(at, &local.attrs));
        let Some(init) = &mut local.init else {
            let has_open_type = !matches!(local.pat, Pat::Type(_));
            self.locals.extend(Body::bound(&local.pat, self.until, has_open_type));
            into.push(Stmt::Local(local));
            return;
        };
        let mut bound = bindings_of_let(&local.pat, &init.expr, self.until);
        self.visit_expr_mut(&mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            self.visit_expr_mut(diverge);
        }
        let attributes = local.attrs.clone();
        into.push(Stmt::Local(local));
        if attributes.iter().any(|attribute| attribute.path().is_ident("expect")) {
            // Formatting the variable uses it, which could silence a warning that `expect` requires.
            bound.drain(..).for_each(|bound| self.locals.extend(bound.locals));
        }
        for bound in bound {
            self.bind(bound, &attributes, into);
        }
    }

    fn expression_statement(
        &mut self,
        mut expr: Expr,
        semicolon: Option<token::Semi>,
        into: &mut Vec<Stmt>,
    ) {
        let at = source::first(&expr);
        self.line = at.start().line;
        let attributes = attributes(&expr).to_vec();
        into.push(hook::line(at, &attributes));
        let changed = self.changed(&expr, semicolon.is_some());
        self.visit_expr_mut(&mut expr);
        let semicolon = semicolon.or_else(|| (!changed.is_empty()).then(token::Semi::default));
        into.push(Stmt::Expr(expr, semicolon));
        for (local, format) in changed {
            into.push(hook::local(&local, format, false, &attributes));
        }
    }

    /// Returns the known locals that this statement changes, and how to format them.
    fn changed(&self, statement: &Expr, has_semicolon: bool) -> Vec<(Local, LocalFormat)> {
        let (targets, format) = match statement {
            Expr::Assign(assign) => {
                (pattern::assigned(&assign.left), local_format::of(&assign.right))
            }
            Expr::Binary(binary) if is_assignment(binary.op) => {
                (pattern::assigned(&binary.left), LocalFormat::Value)
            }
            Expr::MethodCall(call)
                if has_semicolon && MUTATING_METHODS.iter().any(|name| call.method == name) =>
            {
                let has_open_type = call
                    .args
                    .iter()
                    .any(|argument| local_format::of(argument) != LocalFormat::Value);
                let format = if has_open_type { LocalFormat::Type } else { LocalFormat::Value };
                (pattern::assigned(&call.receiver), format)
            }
            _ => return Vec::new(),
        };
        let known = |target: pattern::Target| {
            let mut local = self.locals.iter().rfind(|local| local.name == target.name)?.clone();
            if target.is_part && self.partial_borrows.contains(&target.name) {
                return None;
            }
            local.name = target.name;
            let format =
                if local.has_open_type && !target.is_part { format } else { LocalFormat::Value };
            Some((local, format))
        };
        targets.into_iter().filter_map(known).collect()
    }

    /// Adds hooks for an arm's bindings and its line to the start of its body, which becomes a block if necessary.
    fn arm(&mut self, arm: &mut Arm) {
        if let Some((_, guard)) = &mut arm.guard {
            self.visit_expr_mut(guard);
        }
        let mut patterns = vec![&arm.pat];
        if let Some((_, guard)) = &arm.guard {
            patterns.extend(pattern::in_condition(guard));
        }
        let has_bindings = patterns.iter().any(|pattern| !pattern::bound(pattern).is_empty());
        match &mut *arm.body {
            Expr::Block(body) if body.label.is_none() && body.attrs.is_empty() => {
                self.block(&mut body.block, &patterns);
            }
            body if has_bindings || source::first_line(body) != self.line => {
                let span = source::generated(source::last(body));
                let original_body = std::mem::replace(body, Expr::PLACEHOLDER);
                let stmts = vec![Stmt::Expr(original_body, None)];
                let mut block = Block { brace_token: token::Brace(span), stmts };
                self.block(&mut block, &patterns);
                *body = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block });
            }
            body => self.visit_expr_mut(body),
        }
    }

    /// Adds hooks to an `async` block, which is a separate coroutine and captures the locals that it uses.
    fn nested(&mut self, expr: &mut ExprAsync) {
        let outside = self.locals.clone();
        let from = expr.async_token.span.start().line;
        let until = expr.block.brace_token.span.close().end().line;
        for local in &mut self.locals {
            (local.from, local.until) = (from, until);
        }
        self.block(&mut expr.block, &[]);
        self.locals = outside;
    }
}

impl VisitMut for Body {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Await(awaited) => {
                let (what, begin) = (source::text(&awaited.base), source::first(&awaited.base));
                self.visit_expr_mut(&mut awaited.base);
                *expr = hook::awaited(awaited.clone(), &what, begin);
            }
            Expr::Async(block) => {
                self.nested(block);
                *expr = hook::block(block, &format!("{}{{async}}", self.name));
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block, &[]);
    }

    fn visit_expr_for_loop_mut(&mut self, expr: &mut ExprForLoop) {
        self.visit_expr_mut(&mut expr.expr);
        self.block(&mut expr.body, &[&expr.pat]);
    }

    fn visit_expr_if_mut(&mut self, expr: &mut ExprIf) {
        let condition = expr.cond.clone();
        self.visit_expr_mut(&mut expr.cond);
        self.block(&mut expr.then_branch, &pattern::in_condition(&condition));
        if let Some((_, other)) = &mut expr.else_branch {
            self.visit_expr_mut(other);
        }
    }

    fn visit_expr_while_mut(&mut self, expr: &mut ExprWhile) {
        let condition = expr.cond.clone();
        self.visit_expr_mut(&mut expr.cond);
        self.block(&mut expr.body, &pattern::in_condition(&condition));
    }

    fn visit_expr_match_mut(&mut self, expr: &mut ExprMatch) {
        self.visit_expr_mut(&mut expr.expr);
        expr.arms.iter_mut().for_each(|arm| self.arm(arm));
    }

    fn visit_expr_repeat_mut(&mut self, expr: &mut ExprRepeat) {
        self.visit_expr_mut(&mut expr.expr);
    }

    // These aren't part of this body: they run elsewhere or at compile time, or their code isn't known.
    fn visit_expr_closure_mut(&mut self, _: &mut ExprClosure) {}
    fn visit_expr_const_mut(&mut self, _: &mut ExprConst) {}
    fn visit_item_mut(&mut self, _: &mut Item) {}
    fn visit_macro_mut(&mut self, _: &mut Macro) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
    fn visit_path_mut(&mut self, _: &mut Path) {}
    fn visit_type_mut(&mut self, _: &mut Type) {}
    fn visit_attribute_mut(&mut self, _: &mut Attribute) {}
    fn visit_angle_bracketed_generic_arguments_mut(
        &mut self,
        _: &mut syn::AngleBracketedGenericArguments,
    ) {
    }
}

/// Returns the bindings of a `let`. A tuple of patterns with a tuple of values is split.
fn bindings_of_let(pattern: &Pat, init: &Expr, until: usize) -> Vec<Binding> {
    if let (Pat::Tuple(patterns), Expr::Tuple(values)) = (pattern, init)
        && patterns.elems.len() == values.elems.len()
        && !patterns.elems.iter().any(|part| matches!(part, Pat::Rest(_)))
    {
        let pairs = patterns.elems.iter().zip(&values.elems);
        return pairs.flat_map(|(pattern, value)| bindings_of_let(pattern, value, until)).collect();
    }
    let mut format = local_format::of_let(pattern, init);
    if matches!(format, LocalFormat::Empty(_)) && !is_simple(pattern) {
        format = LocalFormat::Type;
    }
    let locals = Body::bound(pattern, until, format != LocalFormat::Value);
    vec![Binding {
        locals,
        format,
        names_resource: local_format::may_be_new_resource(pattern, init),
    }]
}

fn is_simple(pattern: &Pat) -> bool {
    match pattern {
        Pat::Ident(binding) => binding.by_ref.is_none() && binding.subpat.is_none(),
        Pat::Type(typed) => is_simple(&typed.pat),
        _ => false,
    }
}

fn is_assignment(op: BinOp) -> bool {
    use BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign,
        ShlAssign, ShrAssign, SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// Returns the attributes of an expression statement.
fn attributes(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Assign(expr) => &expr.attrs,
        Expr::Binary(expr) => &expr.attrs,
        Expr::Block(expr) => &expr.attrs,
        Expr::Call(expr) => &expr.attrs,
        Expr::ForLoop(expr) => &expr.attrs,
        Expr::If(expr) => &expr.attrs,
        Expr::Loop(expr) => &expr.attrs,
        Expr::Match(expr) => &expr.attrs,
        Expr::MethodCall(expr) => &expr.attrs,
        Expr::Return(expr) => &expr.attrs,
        Expr::Unsafe(expr) => &expr.attrs,
        Expr::While(expr) => &expr.attrs,
        _ => &[],
    }
}
