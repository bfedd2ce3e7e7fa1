//! A coroutine as it is shown: its line, its locals, and what it awaits.

use super::World;
use crate::record::Recorder;
use crate::record::event::{CoroutineEvent, CoroutineId, TaskId, TextId};
use std::collections::BTreeSet;

/// How far a coroutine has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoroutineStage {
    /// Called, never polled.
    Created,
    /// A poll is inside it now.
    Running,
    /// It is suspended at an await.
    Suspended,
    /// It is suspended, and the coroutine that awaited it has continued without it. Until that one awaits it again,
    /// nothing polls it.
    Unpolled,
    /// It returned.
    Returned,
    /// It was dropped before it returned.
    Dropped,
}

impl CoroutineStage {
    /// Returns the word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            CoroutineStage::Created => "not started",
            CoroutineStage::Running => "running",
            CoroutineStage::Suspended => "suspended",
            CoroutineStage::Unpolled => "unpolled",
            CoroutineStage::Returned => "returned",
            CoroutineStage::Dropped => "dropped",
        }
    }
}

/// A local variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its name.
    pub name: TextId,
    /// Its value when it was last bound or assigned.
    pub value: TextId,
    from: u32,
    until: u32,
}

/// An await that has begun and hasn't completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Await {
    /// The line of the await.
    pub line: u32,
    /// The source of what is awaited.
    pub what: TextId,
    /// The type of what is awaited.
    pub of: TextId,
    /// Its size in bytes.
    pub size: u32,
}

/// One call of an observed function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coroutine {
    /// What it is called.
    pub name: TextId,
    /// The file of its function.
    pub file: TextId,
    /// The line of the call.
    pub made_on: u32,
    /// The coroutine that made the call.
    pub by: Option<CoroutineId>,
    /// Whether it is an ordinary function, which runs while it is called, and not a coroutine.
    pub is_function: bool,
    /// The task it was made into, or in which it was first polled.
    pub task: Option<TaskId>,
    /// The coroutine that awaits it.
    pub parent: Option<CoroutineId>,
    /// Whether the coroutine that awaits it polls another one beside it, as `join` and `select` do.
    pub is_branch: bool,
    /// The size of its state in bytes, or 0 if that isn't known.
    pub size: u32,
    /// How often a poll found its state at another address than the poll before.
    pub moves: u32,
    /// How far it has come.
    pub stage: CoroutineStage,
    /// How often a poll reached it.
    pub polls: u32,
    /// The line that it is at.
    pub line: Option<u32>,
    /// Its locals that are in scope, oldest first.
    pub locals: Vec<Local>,
    /// What it awaits.
    pub awaits: Option<Await>,
    /// What it returned.
    pub value: Option<TextId>,
}

/// How many coroutines of the same parent are looked at for one that is polled beside another.
const LATEST: usize = 16;

impl Coroutine {
    fn new(name: TextId, file: TextId, made_on: u32, by: Option<CoroutineId>) -> Coroutine {
        Coroutine {
            name,
            file,
            made_on,
            by,
            is_function: false,
            task: None,
            parent: None,
            is_branch: false,
            size: 0,
            moves: 0,
            stage: CoroutineStage::Created,
            polls: 0,
            line: None,
            locals: Vec::new(),
            awaits: None,
            value: None,
        }
    }

    /// Returns whether it has returned or was dropped.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.stage, CoroutineStage::Returned | CoroutineStage::Dropped)
    }

    fn bind(&mut self, local: Local) {
        let place = |local: &Local| (local.name, local.from, local.until);
        match self.locals.iter_mut().find(|old| place(old) == place(&local)) {
            Some(old) => old.value = local.value,
            None => self.locals.push(local),
        }
    }
}

impl World {
    pub(super) fn apply_to_coroutine(&mut self, event: &CoroutineEvent) {
        match *event {
            CoroutineEvent::Created { coroutine, name, file, line, by } => {
                self.add_coroutine(coroutine, Coroutine::new(name, file, line, by));
            }
            CoroutineEvent::Called { coroutine, name, file, line, by } => {
                let called = Coroutine::new(name, file, line, by);
                self.add_coroutine(coroutine, Coroutine { is_function: true, ..called });
                self.enter(coroutine, by);
            }
            CoroutineEvent::Named { coroutine, name } => {
                if let Some(coroutine) = self.coroutines.get_mut(&coroutine) {
                    coroutine.name = name;
                }
            }
            CoroutineEvent::Entered { coroutine, parent, size } => {
                self.enter(coroutine, parent);
                if let Some(coroutine) = self.coroutines.get_mut(&coroutine) {
                    coroutine.size = size;
                }
            }
            CoroutineEvent::Continued { coroutine, moves } => {
                let parent = self.coroutines.get(&coroutine).and_then(|coroutine| coroutine.parent);
                self.enter(coroutine, parent);
                if let Some(coroutine) = self.coroutines.get_mut(&coroutine) {
                    coroutine.moves = moves;
                }
            }
            CoroutineEvent::Line { coroutine, line } => {
                let Some(coroutine) = self.coroutine_on_top(coroutine) else { return };
                coroutine.line = Some(line);
                coroutine.awaits = None;
                coroutine.locals.retain(|local| local.from <= line && line <= local.until);
            }
            // A local may be shown from a function that the coroutine has called: nothing is unwound.
            CoroutineEvent::Local { coroutine, name, value, from, until } => {
                let Some(coroutine) = self.coroutines.get_mut(&coroutine) else { return };
                coroutine.bind(Local { name, value, from, until });
            }
            CoroutineEvent::Await { coroutine, line, what, of, size } => {
                let Some(coroutine) = self.coroutine_on_top(coroutine) else { return };
                coroutine.line = Some(line);
                coroutine.awaits = Some(Await { line, what, of, size });
            }
            CoroutineEvent::Resumed { coroutine, line }
            | CoroutineEvent::Raised { coroutine, line, .. } => {
                let id = coroutine;
                let Some(coroutine) = self.coroutine_on_top(id) else { return };
                coroutine.line = Some(line);
                coroutine.awaits = None;
                self.leave_behind(id);
            }
            CoroutineEvent::Returned { coroutine, value } => self.end_coroutine(coroutine, value),
            CoroutineEvent::Dropped { coroutine: id } => {
                let Some(coroutine) = self.coroutines.get_mut(&id) else { return };
                coroutine.stage = CoroutineStage::Dropped;
                self.leaving.push(id);
            }
        }
    }

    fn add_coroutine(&mut self, id: CoroutineId, coroutine: Coroutine) {
        if let Some(before) = self.coroutines.insert(id, coroutine) {
            self.index.move_coroutine(id, (before.task, before.parent), (None, None));
        }
    }

    /// Returns the coroutine, once the poll has come back up to it.
    fn coroutine_on_top(&mut self, id: CoroutineId) -> Option<&mut Coroutine> {
        self.unwind_to(Some(id));
        self.coroutines.get_mut(&id)
    }

    fn end_coroutine(&mut self, id: CoroutineId, value: TextId) {
        let Some(coroutine) = self.coroutine_on_top(id) else { return };
        coroutine.stage = CoroutineStage::Returned;
        coroutine.value = Some(value);
        coroutine.awaits = None;
        self.leave_behind(id);
        let Some(coroutine) = self.coroutines.get(&id) else { return };
        let (task, is_root) = (coroutine.task, coroutine.parent.is_none());
        self.leaving.push(id);
        if self.stack.last() == Some(&id) {
            self.stack.pop();
        }
        if let Some(task) = task.and_then(|task| self.tasks.get_mut(&task)).filter(|_| is_root) {
            task.result = Some(value);
        }
    }

    /// Notes that nothing polls the coroutines that this one awaited, if they are still suspended.
    fn leave_behind(&mut self, id: CoroutineId) {
        for child in self.children(id).collect::<Vec<_>>() {
            if let Some(child) = self.coroutines.get_mut(&child)
                && child.stage == CoroutineStage::Suspended
            {
                child.stage = CoroutineStage::Unpolled;
            }
        }
    }

    fn enter(&mut self, id: CoroutineId, parent: Option<CoroutineId>) {
        let running = self.running;
        let Some(coroutine) = self.coroutines.get_mut(&id) else { return };
        coroutine.polls += 1;
        coroutine.stage = CoroutineStage::Running;
        let before = (coroutine.task, coroutine.parent);
        (coroutine.task, coroutine.parent) = (running, parent);
        let is_first = coroutine.polls == 1;
        self.index.move_coroutine(id, before, (running, parent));
        if let Some(parent) = parent.filter(|_| is_first) {
            self.mark_branches(id, parent);
        }
        self.unwind_to(parent);
        self.stack.push(id);
        let task = running.and_then(|task| self.tasks.get_mut(&task));
        if let Some(task) = task.filter(|task| parent.is_none() && task.coroutine.is_none()) {
            task.coroutine = Some(id);
        }
    }

    /// Marks a coroutine that its parent polls for the first time, and the one that the parent polled before it, as
    /// branches, if that one hasn't ended.
    fn mark_branches(&mut self, id: CoroutineId, parent: CoroutineId) {
        // A poll may have gone through thousands of them, one after another, so only the latest few are looked at.
        let latest = self.index.children_of(parent).rev().filter(|other| *other != id).take(LATEST);
        let is_open = |id: &CoroutineId| self.coroutines.get(id).is_some_and(|c| !c.has_ended());
        let Some(other) = latest.into_iter().find(is_open) else { return };
        for branch in [id, other] {
            if let Some(coroutine) = self.coroutines.get_mut(&branch) {
                coroutine.is_branch = true;
            }
        }
    }

    /// Notes that the poll has returned to this coroutine, so that those that it called are suspended.
    pub(super) fn unwind_to(&mut self, to: Option<CoroutineId>) {
        // It is usually near the top, which may be deep.
        if to.is_some_and(|to| !self.stack.iter().rev().any(|one| *one == to)) {
            return;
        }
        while let Some(top) = self.stack.pop() {
            if Some(top) == to {
                self.stack.push(top);
                return;
            }
            if let Some(left) = self.coroutines.get_mut(&top).filter(|left| !left.has_ended()) {
                left.stage = CoroutineStage::Suspended;
            }
        }
    }

    /// Returns the innermost coroutine that is being polled.
    #[must_use]
    pub fn innermost(&self) -> Option<CoroutineId> {
        self.stack.last().copied()
    }

    /// Returns the coroutines that are being polled, outermost first.
    #[must_use]
    pub fn stack(&self) -> &[CoroutineId] {
        &self.stack
    }

    /// Returns the coroutines that this one awaits, in the order of their calls.
    pub fn children(&self, of: CoroutineId) -> impl Iterator<Item = CoroutineId> {
        self.index.children_of(of).filter(|id| {
            let child = self.coroutines.get(id);
            child.is_some_and(|child| child.stage != CoroutineStage::Created)
        })
    }

    /// Returns the coroutines that belong to a task, in the order of their calls.
    pub fn coroutines_of(&self, task: TaskId) -> impl Iterator<Item = (CoroutineId, &Coroutine)> {
        let of_task = self.index.coroutines_of(task);
        of_task.filter_map(|id| self.coroutines.get(&id).map(|coroutine| (id, coroutine)))
    }

    /// Returns a coroutine and those that await it, innermost first.
    pub(super) fn chain(&self, from: CoroutineId) -> Vec<CoroutineId> {
        let (mut chain, mut seen) = (vec![from], BTreeSet::from([from]));
        while let Some(parent) = chain.last().and_then(|id| self.coroutines.get(id)?.parent)
            && seen.insert(parent)
        {
            chain.push(parent);
        }
        chain
    }

    /// Returns the coroutines at the ends of a task's await chain: those that await no observed one.
    #[must_use]
    pub fn leaves(&self, task: TaskId) -> Vec<CoroutineId> {
        let is_open =
            |c: &Coroutine| matches!(c.stage, CoroutineStage::Suspended | CoroutineStage::Running);
        let has_child = |id| {
            let mut children = self.children(id).filter_map(|id| self.coroutines.get(&id));
            children.any(|child| child.task == Some(task) && is_open(child))
        };
        let all = self.coroutines_of(task).filter(|(_, c)| is_open(c)).map(|(id, _)| id);
        all.filter(|id| !has_child(*id)).collect()
    }
}

impl World {
    /// Returns the locals of a coroutine that say something: not those that a later one of the same name hides, and none
    /// that is shown elsewhere, as a shared thing or as a coroutine.
    pub fn shown_locals<'a>(
        &'a self,
        record: &'a Recorder,
        coroutine: &'a Coroutine,
    ) -> impl Iterator<Item = &'a Local> {
        coroutine.locals.iter().enumerate().filter_map(move |(nth, local)| {
            let is_shadowed =
                coroutine.locals[nth + 1..].iter().any(|later| later.name == local.name);
            // A shared thing changes without a change of this local.
            let is_shared = self.resources.values().any(|shared| shared.name == local.name);
            let is_coroutine = record.text(local.value) == "a coroutine";
            (!is_shadowed && !is_shared && !is_coroutine).then_some(local)
        })
    }
}
