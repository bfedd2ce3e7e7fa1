//! Adds the hooks to a function's body: for lines, locals and awaits.

use crate::async_trait;
use crate::by_value;
use crate::conditions;
use crate::hook::{self, Hooks, Local, TypeQuestions};
use crate::partial_borrows::PartialBorrows;
use crate::pattern;
use crate::source;
use proc_macro2::{Ident, Span, TokenStream};
use std::collections::BTreeMap;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Attribute, BinOp, Block, Expr, ExprAsync, ExprClosure, ExprConst, ExprForLoop, ExprIf,
    ExprMatch, ExprRepeat, ExprWhile, FieldValue, Item, Macro, Pat, Path, Stmt, Type, token,
};

/// Methods that change a standard collection. As a statement, `x.push(…);` counts as an assignment if `x` is one.
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

/// Macros that never return.
const DIVERGING_MACROS: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// A visitor that adds the hooks to a body.
pub struct Body {
    hooks: Hooks,
    /// The function's name.
    name: String,
    /// The locals that are in scope here, innermost last.
    locals: Vec<Local>,
    /// What the hooks of this coroutine need to know of the locals' types.
    questions: BTreeMap<usize, TypeQuestions>,
    /// The number of the next local.
    next: usize,
    /// The `cfg` attributes of the enclosing statements and arms.
    conditions: Vec<Attribute>,
    /// The last line of the enclosing block.
    until: usize,
    /// The line of the enclosing statement.
    line: usize,
    /// The locals that may be partially borrowed or moved.
    partial_borrows: PartialBorrows,
}

/// The kinds of hooks for a local.
#[derive(Clone, Copy)]
enum LocalHook {
    Bound { names_resource: bool },
    Changed,
    ChangedIfCollection,
    Moved,
}

impl Body {
    /// Returns a visitor for the body of a function with this name.
    pub fn new(hooks: Hooks, name: String, partial_borrows: PartialBorrows) -> Body {
        Body {
            hooks,
            name,
            locals: Vec::new(),
            questions: BTreeMap::new(),
            next: 0,
            conditions: Vec::new(),
            until: 0,
            line: 0,
            partial_borrows,
        }
    }

    /// Adds a parameter, which is in scope on these lines, and returns the hook that records it.
    pub fn parameter(
        &mut self,
        name: Ident,
        conditions: Vec<Attribute>,
        from: usize,
        until: usize,
    ) -> Option<Stmt> {
        let is_hidden = async_trait::is_hidden(&name);
        let local = self.local(name, conditions, from, until);
        self.locals.push(local.clone());
        let hook = LocalHook::Bound { names_resource: true };
        (!is_hidden).then(|| self.hook(&local, hook, &[]))
    }

    /// Returns the declarations of the variables that stand for types, and the code that answers what the hooks need
    /// to know of them.
    pub fn types(&self) -> (TokenStream, TokenStream) {
        self.hooks.types(self.questions.iter())
    }

    fn local(
        &mut self,
        name: Ident,
        mut conditions: Vec<Attribute>,
        from: usize,
        until: usize,
    ) -> Local {
        conditions.extend(self.conditions.iter().cloned());
        self.next += 1;
        Local { name, from, until, type_of: self.next, conditions, is_captured: false }
    }

    /// Returns the locals that a pattern binds. They are in scope until the end of the block.
    fn bound(&mut self, pattern: &Pat) -> Vec<Local> {
        let mut locals = Vec::new();
        for bound in pattern::bound(pattern) {
            let from = bound.name.span().start().line;
            locals.push(self.local(bound.name, bound.conditions, from, self.until));
        }
        locals
    }

    fn hook(&mut self, local: &Local, hook: LocalHook, with: &[Attribute]) -> Stmt {
        let asked = self.questions.entry(local.type_of).or_default();
        asked.conditions.clone_from(&local.conditions);
        match hook {
            LocalHook::Bound { names_resource } => {
                asked.is_resource |= names_resource;
                self.hooks.local(local, names_resource, with)
            }
            LocalHook::Changed => self.hooks.local(local, false, with),
            LocalHook::ChangedIfCollection => {
                asked.is_collection = true;
                self.hooks.collection(local, with)
            }
            LocalHook::Moved => {
                asked.is_copy = true;
                self.hooks.moved(local, with)
            }
        }
    }

    /// Adds hooks to the statements of a block, and for the locals of these patterns to its start.
    fn block(&mut self, block: &mut Block, patterns: &[&Pat]) {
        let until = std::mem::replace(&mut self.until, block.brace_token.span.close().end().line);
        let outside = self.locals.len();
        let mut statements = Vec::new();
        for pattern in patterns {
            let locals = self.bound(pattern);
            self.bind(locals, false, &[], &mut statements);
        }
        let last = block.stmts.len().saturating_sub(1);
        for (index, statement) in std::mem::take(&mut block.stmts).into_iter().enumerate() {
            self.statement(statement, index == last, &mut statements);
        }
        block.stmts = statements;
        self.locals.truncate(outside);
        self.until = until;
    }

    fn bind(
        &mut self,
        locals: Vec<Local>,
        names_resource: bool,
        with: &[Attribute],
        into: &mut Vec<Stmt>,
    ) {
        for local in locals {
            if !async_trait::is_hidden(&local.name) {
                into.push(self.hook(&local, LocalHook::Bound { names_resource }, with));
            }
            self.locals.push(local);
        }
    }

    fn statement(&mut self, statement: Stmt, is_last: bool, into: &mut Vec<Stmt>) {
        let line = self.line;
        let outside = self.conditions.len();
        match statement {
            Stmt::Item(_) | Stmt::Expr(Expr::Verbatim(_), _) => into.push(statement),
            Stmt::Macro(ref call) => {
                into.push(self.hooks.line(source::first(&call.mac), &call.attrs));
                into.push(statement);
            }
            Stmt::Local(local) => {
                self.conditions.extend(conditions::of(&local.attrs));
                self.let_statement(local, into);
            }
            Stmt::Expr(expr, semicolon) => {
                self.conditions.extend(conditions::of(conditions::attributes(&expr)));
                self.expression_statement(expr, semicolon, is_last, into);
            }
        }
        self.conditions.truncate(outside);
        self.line = line;
    }

    fn let_statement(&mut self, mut local: syn::Local, into: &mut Vec<Stmt>) {
        let at = local.let_token.span;
        self.line = at.start().line;
        if !async_trait::is_generated_let(&local) {
            into.push(self.hooks.line(at, &local.attrs));
        }
        let Some(init) = &mut local.init else {
            let bound = self.bound(&local.pat);
            self.locals.extend(bound);
            into.push(Stmt::Local(local));
            return;
        };
        let moved = match &local.pat {
            // A pattern may move parts, or nothing.
            Pat::Ident(_) | Pat::Type(_) | Pat::Wild(_) => {
                self.moved(by_value_of_let(&local.pat, &init.expr))
            }
            _ if matches!(*init.expr, Expr::Path(_)) => Vec::new(),
            _ => self.moved(by_value::of(&init.expr)),
        };
        let is_never = diverges(&init.expr);
        let names_resource = may_be_new_resource(&local.pat, &init.expr);
        self.visit_expr_mut(&mut init.expr);
        if let Some((_, diverge)) = &mut init.diverge {
            self.visit_expr_mut(diverge);
        }
        let attributes = local.attrs.clone();
        let bound = self.bound(&local.pat);
        into.push(Stmt::Local(local));
        for local in moved {
            into.push(self.hook(&local, LocalHook::Moved, &attributes));
        }
        if is_never {
            self.locals.extend(bound);
        } else {
            self.bind(bound, names_resource, &attributes, into);
        }
    }

    fn expression_statement(
        &mut self,
        mut expr: Expr,
        semicolon: Option<token::Semi>,
        is_last: bool,
        into: &mut Vec<Stmt>,
    ) {
        let at = source::first(&expr);
        self.line = at.start().line;
        let attributes = conditions::attributes(&expr).to_vec();
        if !async_trait::is_generated_expr(&expr) {
            into.push(self.hooks.line(at, &attributes));
        }
        let moved = match &expr {
            Expr::Return(_) => Vec::new(),
            _ => self.moved(by_value::of(&expr)),
        };
        let changed = self.changed(&expr, semicolon.is_some());
        // Nothing can be added after the value of a block, and a loop iterates over what it moves.
        let is_before = semicolon.is_none() && (is_last || is_block(&expr)) && changed.is_empty()
            || is_block(&expr)
            || matches!(expr, Expr::Break(_));
        self.visit_expr_mut(&mut expr);
        let semicolon = semicolon.or_else(|| (!changed.is_empty()).then(token::Semi::default));
        let mut hooks = Vec::new();
        for local in moved {
            if !changed.iter().any(|(other, _)| other.type_of == local.type_of) {
                hooks.push(self.hook(&local, LocalHook::Moved, &attributes));
            }
        }
        if is_before {
            into.append(&mut hooks);
        }
        into.push(Stmt::Expr(expr, semicolon));
        into.append(&mut hooks);
        for (local, hook) in changed {
            into.push(self.hook(&local, hook, &attributes));
        }
    }

    /// Returns the locals with these names that belong to this coroutine.
    fn moved(&self, names: Vec<Ident>) -> Vec<Local> {
        let find = |name: Ident| self.locals.iter().rfind(|local| local.name == name).cloned();
        let locals = names.into_iter().filter_map(find);
        locals.filter(|local| !local.is_captured && !async_trait::is_hidden(&local.name)).collect()
    }

    /// Returns the known locals that this statement changes, and the hook for each.
    fn changed(&self, statement: &Expr, has_semicolon: bool) -> Vec<(Local, LocalHook)> {
        let (targets, hook) = match statement {
            Expr::Assign(assign) => (pattern::assigned(&assign.left), LocalHook::Changed),
            Expr::Binary(binary) if is_assignment(binary.op) => {
                (pattern::assigned(&binary.left), LocalHook::Changed)
            }
            Expr::MethodCall(call)
                if has_semicolon && MUTATING_METHODS.iter().any(|name| call.method == name) =>
            {
                let is_variable = matches!(*call.receiver, Expr::Path(_));
                let hook =
                    if is_variable { LocalHook::ChangedIfCollection } else { LocalHook::Changed };
                (pattern::assigned(&call.receiver), hook)
            }
            _ => return Vec::new(),
        };
        let known = |target: pattern::Target| {
            let mut local = self.locals.iter().rfind(|local| local.name == target.name)?.clone();
            if target.is_part && self.partial_borrows.contains(&target.name) {
                return None;
            }
            local.name = target.name;
            Some((local, hook))
        };
        targets.into_iter().filter_map(known).collect()
    }

    /// Adds hooks for an arm's bindings and its line to the start of its body, which becomes a block if necessary.
    fn arm(&mut self, arm: &mut Arm) {
        let outside = self.conditions.len();
        self.conditions.extend(conditions::of(&arm.attrs));
        self.arm_body(arm);
        self.conditions.truncate(outside);
    }

    fn arm_body(&mut self, arm: &mut Arm) {
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
            body if has_bindings
                || source::first_line(body) != self.line
                || !by_value::of(body).is_empty() =>
            {
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
    pub fn nested(&mut self, expr: &mut ExprAsync, begin: Span) {
        let outside = self.locals.clone();
        let questions = std::mem::take(&mut self.questions);
        let conditions = std::mem::take(&mut self.conditions);
        let from = begin.start().line;
        let until = expr.block.brace_token.span.close().end().line;
        for local in &mut self.locals {
            self.next += 1;
            local.type_of = self.next;
            (local.from, local.until, local.is_captured) = (from, until, true);
        }
        self.block(&mut expr.block, &[]);
        let (declared, answered) = self.types();
        if !answered.is_empty() {
            let (block, result) = (&expr.block, hook::result());
            let at = expr.block.brace_token;
            let mut wrapped: Block = syn::parse_quote!({
                #declared
                let #result = #block;
                #[allow(unreachable_code)]
                {}
                #answered
                #result
            });
            wrapped.brace_token = at;
            expr.block = wrapped;
        }
        self.questions = questions;
        self.conditions = conditions;
        self.locals = outside;
    }
}

impl VisitMut for Body {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Await(awaited) => {
                let (what, begin) = (source::text(&awaited.base), source::first(&awaited.base));
                let attributes = std::mem::take(&mut awaited.attrs);
                let moved = self.moved(by_value::of(&awaited.base));
                for local in &moved {
                    let _used = self.hook(local, LocalHook::Moved, &[]);
                }
                self.visit_expr_mut(&mut awaited.base);
                let hook = self.hooks.awaited(awaited.clone(), &what, begin, &moved);
                *expr = hook::with_attributes(&attributes, &hook);
            }
            Expr::Async(block) => {
                let attributes = std::mem::take(&mut block.attrs);
                let begin = block.async_token.span;
                self.nested(block, begin);
                let hook = self.hooks.block(block, &format!("{}{{async}}", self.name), begin);
                *expr = hook::with_attributes(&attributes, &hook);
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

    fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
        let outside = self.conditions.len();
        self.conditions.extend(conditions::of(&field.attrs));
        self.visit_expr_mut(&mut field.expr);
        self.conditions.truncate(outside);
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

/// Returns the variables that a `let` with a simple pattern uses by value.
fn by_value_of_let(pattern: &Pat, init: &Expr) -> Vec<Ident> {
    let is_plain = match pattern {
        Pat::Ident(binding) => binding.by_ref.is_none(),
        Pat::Type(typed) => matches!(&*typed.pat, Pat::Ident(binding) if binding.by_ref.is_none()),
        _ => false,
    };
    if is_plain || !matches!(init, Expr::Path(_)) { by_value::of(init) } else { Vec::new() }
}

/// The methods of the kit that make a resource. Others, such as `clone`, return one that has its name already.
const MAKERS: [&str; 5] = ["run", "stream", "memory", "event", "copy_out"];

/// Returns whether this can be a new resource of the kit. Only a new one gets the variable's name.
fn may_be_new_resource(pattern: &Pat, init: &Expr) -> bool {
    match init {
        _ if matches!(pattern, Pat::Type(_)) => true,
        Expr::Call(_) => true,
        Expr::MethodCall(call) => MAKERS.iter().any(|maker| call.method == maker),
        Expr::Tuple(tuple) => tuple.elems.iter().all(|part| may_be_new_resource(pattern, part)),
        Expr::Paren(inner) => may_be_new_resource(pattern, &inner.expr),
        _ => false,
    }
}

/// Returns whether an initializer never has a value, so that the variable has no type of its own.
fn diverges(init: &Expr) -> bool {
    match init {
        Expr::Macro(call) => {
            let name = call.mac.path.segments.last();
            name.is_some_and(|name| DIVERGING_MACROS.iter().any(|macro_| name.ident == macro_))
        }
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Paren(inner) => diverges(&inner.expr),
        _ => false,
    }
}

/// Returns whether an expression consists of blocks, which have their own statements.
fn is_block(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Block(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Unsafe(_)
            | Expr::While(_)
    )
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
