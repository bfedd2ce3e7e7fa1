//! A coroutine as it is seen: where it stands, what it keeps, what it awaits.

use super::World;
use crate::record::event::{CoroutineEvent, CoroutineId, Event, TaskId, TextId};

/// Where a coroutine is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Called, never polled.
    Fresh,
    /// A poll is inside it now.
    Running,
    /// It stands at an await.
    Suspended,
    /// It came to its end.
    Returned,
    /// It was dropped before its end.
    Dropped,
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

/// An await that has begun and is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Await {
    /// The line it stands on.
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
    /// The file its function stands in.
    pub file: TextId,
    /// The line of the call.
    pub made_on: u32,
    /// The coroutine that made the call.
    pub by: Option<CoroutineId>,
    /// It is no coroutine but an ordinary function, which runs while it is called.
    pub is_function: bool,
    /// The task it was made into, or in which it was first polled.
    pub task: Option<TaskId>,
    /// The coroutine that awaits it.
    pub parent: Option<CoroutineId>,
    /// Where it is in its life.
    pub stage: Stage,
    /// How often a poll reached it.
    pub polls: u32,
    /// The line it stands on.
    pub line: Option<u32>,
    /// Its locals that are in scope, oldest first.
    pub locals: Vec<Local>,
    /// What it awaits.
    pub awaits: Option<Await>,
    /// What it returned.
    pub value: Option<TextId>,
}

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
            stage: Stage::Fresh,
            polls: 0,
            line: None,
            locals: Vec::new(),
            awaits: None,
            value: None,
        }
    }

    /// Is it over?
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.stage, Stage::Returned | Stage::Dropped)
    }

    fn apply(&mut self, event: &Event) {
        match *event {
            Event::Coroutine(CoroutineEvent::Named { name, .. }) => self.name = name,
            Event::Coroutine(CoroutineEvent::Line { line, .. }) => {
                self.line = Some(line);
                self.awaits = None;
                self.locals.retain(|local| local.from <= line && line <= local.until);
            }
            Event::Coroutine(CoroutineEvent::Local { name, value, from, until, .. }) => {
                let same =
                    |old: &&mut Local| (old.name, old.from, old.until) == (name, from, until);
                match self.locals.iter_mut().find(same) {
                    Some(old) => old.value = value,
                    None => self.locals.push(Local { name, value, from, until }),
                }
            }
            Event::Coroutine(CoroutineEvent::Await { line, what, of, size, .. }) => {
                self.line = Some(line);
                self.awaits = Some(Await { line, what, of, size });
            }
            Event::Coroutine(CoroutineEvent::Resumed { line, .. }) => {
                self.line = Some(line);
                self.awaits = None;
            }
            Event::Coroutine(CoroutineEvent::Returned { value, .. }) => {
                self.stage = Stage::Returned;
                self.value = Some(value);
                self.awaits = None;
            }
            Event::Coroutine(CoroutineEvent::Dropped { .. }) => self.stage = Stage::Dropped,
            _ => {}
        }
    }
}

impl World {
    pub(super) fn apply_to_coroutine(&mut self, event: &Event) {
        let id = match *event {
            Event::Coroutine(CoroutineEvent::Created { coroutine, name, file, line, by }) => {
                self.coroutines.insert(coroutine, Coroutine::new(name, file, line, by));
                return;
            }
            Event::Coroutine(CoroutineEvent::Called { coroutine, name, file, line, by }) => {
                let called = Coroutine::new(name, file, line, by);
                self.coroutines.insert(coroutine, Coroutine { is_function: true, ..called });
                self.enter(coroutine, by);
                return;
            }
            Event::Coroutine(CoroutineEvent::Named { coroutine, .. }) => {
                if let Some(named) = self.coroutines.get_mut(&coroutine) {
                    named.apply(event);
                }
                return;
            }
            Event::Coroutine(CoroutineEvent::Entered { coroutine, parent }) => {
                self.enter(coroutine, parent);
                return;
            }
            Event::Coroutine(CoroutineEvent::Continued { coroutine }) => {
                let parent = self.coroutines.get(&coroutine).and_then(|coroutine| coroutine.parent);
                self.enter(coroutine, parent);
                return;
            }
            Event::Coroutine(
                CoroutineEvent::Line { coroutine, .. }
                | CoroutineEvent::Local { coroutine, .. }
                | CoroutineEvent::Await { coroutine, .. }
                | CoroutineEvent::Resumed { coroutine, .. }
                | CoroutineEvent::Returned { coroutine, .. }
                | CoroutineEvent::Dropped { coroutine },
            ) => coroutine,
            _ => return,
        };
        // A local may be shown from a function that the coroutine has called.
        if !matches!(
            event,
            Event::Coroutine(CoroutineEvent::Dropped { .. } | CoroutineEvent::Local { .. })
        ) {
            self.unwind_to(Some(id));
        }
        let Some(coroutine) = self.coroutines.get_mut(&id) else { return };
        coroutine.apply(event);
        if coroutine.has_ended() {
            self.leaving.push(id);
        }
        if let Event::Coroutine(CoroutineEvent::Returned { value, .. }) = *event {
            self.stack.retain(|other| *other != id);
            let (task, is_root) = (coroutine.task, coroutine.parent.is_none());
            if let Some(task) = task.and_then(|task| self.tasks.get_mut(&task)).filter(|_| is_root)
            {
                task.result = Some(value);
            }
        }
    }

    fn enter(&mut self, id: CoroutineId, parent: Option<CoroutineId>) {
        let running = self.running;
        let Some(coroutine) = self.coroutines.get_mut(&id) else { return };
        coroutine.polls += 1;
        coroutine.stage = Stage::Running;
        coroutine.task = running;
        coroutine.parent = parent;
        self.unwind_to(parent);
        self.stack.push(id);
        let task = running.and_then(|task| self.tasks.get_mut(&task));
        if let Some(task) = task.filter(|task| parent.is_none() && task.coroutine.is_none()) {
            task.coroutine = Some(id);
        }
    }

    /// The poll has come back up to this coroutine: those below it wait.
    pub(super) fn unwind_to(&mut self, to: Option<CoroutineId>) {
        if to.is_some_and(|to| !self.stack.contains(&to)) {
            return;
        }
        while let Some(top) = self.stack.pop() {
            if Some(top) == to {
                self.stack.push(top);
                return;
            }
            if let Some(left) = self.coroutines.get_mut(&top).filter(|left| !left.has_ended()) {
                left.stage = Stage::Suspended;
            }
        }
    }

    /// The coroutine that a poll is inside now, innermost.
    #[must_use]
    pub fn innermost(&self) -> Option<CoroutineId> {
        self.stack.last().copied()
    }

    /// The coroutines that a poll is inside now, outermost first.
    #[must_use]
    pub fn stack(&self) -> &[CoroutineId] {
        &self.stack
    }

    /// The coroutines that this one awaits, in the order of their calls.
    pub fn children(&self, of: CoroutineId) -> impl Iterator<Item = CoroutineId> {
        let is_child = move |c: &Coroutine| c.parent == Some(of) && c.stage != Stage::Fresh;
        self.coroutines.iter().filter(move |(_, c)| is_child(c)).map(|(id, _)| *id)
    }

    /// A coroutine and those that await it, innermost first.
    pub(super) fn chain(&self, from: CoroutineId) -> Vec<CoroutineId> {
        let mut chain = vec![from];
        while let Some(parent) = chain.last().and_then(|id| self.coroutines.get(id)?.parent)
            && !chain.contains(&parent)
        {
            chain.push(parent);
        }
        chain
    }

    /// The coroutines at the ends of a task's await chain: those that wait for no observed one.
    #[must_use]
    pub fn leaves(&self, task: TaskId) -> Vec<CoroutineId> {
        let of_task = |c: &Coroutine| {
            c.task == Some(task) && matches!(c.stage, Stage::Suspended | Stage::Running)
        };
        let all = self.coroutines.iter().filter(|(_, c)| of_task(c)).map(|(id, _)| *id);
        let has_child =
            |id| self.children(id).any(|child| self.coroutines.get(&child).is_some_and(of_task));
        all.filter(|id| !has_child(*id)).collect()
    }
}
