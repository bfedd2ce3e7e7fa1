//! A random **program**: up to six tasks as data, and the real futures that carry it out.
//!
//! Task 0 and the other `roots` are spawned in the set-up, the rest by whoever comes to a [`Op::Spawn`]
//! first. All tasks share three promises and one board of handles, so anybody may await, cancel or drop
//! the handle of anybody, and of itself.

use coroscope::executor::context;
use coroscope::kit::{Handle, Promise, SECOND, join, say, sleep, spawn_named, yield_now};
use futures::future::select;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::sample::Index;
use std::cell::RefCell;
use std::future::pending;
use std::pin::Pin;
use std::rc::Rc;

/// How many promises a program has.
pub const PROMISES: usize = 3;

/// What the tasks do, and which are there from the start.
#[derive(Clone, Debug)]
pub struct Program {
    pub tasks: Vec<Vec<Op>>,
    pub roots: usize,
}

/// One line of a task. Handles are taken from the board; where none is left, the line does nothing.
#[derive(Clone, Copy, Debug)]
pub enum Op {
    Say(u8),
    Wait(Leaf),
    Join(Leaf, Leaf),
    Race(Leaf, Leaf),
    Set(usize),
    Spawn(usize),
    Await(usize),
    Cancel(usize),
    Detach(usize),
    Block(u32),
    Never,
    Panic,
}

/// A wait for one thing.
#[derive(Clone, Copy, Debug)]
pub enum Leaf {
    Yield,
    Sleep(u32),
    Get(usize),
}

/// Programs that come to an end or stall: no task has a loop.
pub fn programs() -> impl Strategy<Value = Program> {
    (1..=6_usize, any::<Index>()).prop_flat_map(|(count, roots)| {
        let task = proptest::collection::vec(ops(count), 0..=6);
        let tasks = proptest::collection::vec(task, count);
        tasks.prop_map(move |tasks| Program { tasks, roots: roots.index(count) + 1 })
    })
}

fn ops(count: usize) -> impl Strategy<Value = Op> {
    prop_oneof![
        2 => any::<u8>().prop_map(Op::Say),
        6 => leaves().prop_map(Op::Wait),
        3 => (leaves(), leaves()).prop_map(|(a, b)| Op::Join(a, b)),
        3 => (leaves(), leaves()).prop_map(|(a, b)| Op::Race(a, b)),
        3 => (0..PROMISES).prop_map(Op::Set),
        3 => (0..count).prop_map(Op::Spawn),
        4 => (0..count).prop_map(Op::Await),
        3 => (0..count).prop_map(Op::Cancel),
        1 => (0..count).prop_map(Op::Detach),
        1 => (1..4_u32).prop_map(Op::Block),
        1 => Just(Op::Never),
        1 => Just(Op::Panic),
    ]
}

fn leaves() -> impl Strategy<Value = Leaf> {
    prop_oneof![
        Just(Leaf::Yield),
        (0..4_u32).prop_map(Leaf::Sleep),
        (0..PROMISES).prop_map(Leaf::Get),
    ]
}

/// What the tasks of a running program share.
pub struct Board {
    program: Program,
    promises: [Promise<usize>; PROMISES],
    handles: RefCell<Vec<Option<Handle<()>>>>,
    spawned: RefCell<Vec<bool>>,
}

impl Program {
    /// Spawns the roots. Call it in the set-up of an executor.
    pub fn start(&self) -> Rc<Board> {
        let board = Rc::new(Board {
            program: self.clone(),
            promises: [(); PROMISES].map(|()| Promise::new()),
            handles: RefCell::new(self.tasks.iter().map(|_| None).collect()),
            spawned: RefCell::new(vec![false; self.tasks.len()]),
        });
        (0..self.roots).for_each(|task| board.spawn(task));
        board
    }
}

impl Board {
    fn spawn(self: &Rc<Board>, which: usize) {
        if self.spawned.borrow_mut()[which] {
            return;
        }
        self.spawned.borrow_mut()[which] = true;
        let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(carry_out(which, Rc::clone(self)));
        let handle = spawn_named(&which.to_string(), work);
        self.handles.borrow_mut()[which] = Some(handle);
    }

    fn take_handle(&self, which: usize) -> Option<Handle<()>> {
        self.handles.borrow_mut()[which].take()
    }
}

/// Says that it was dropped.
struct Guard(usize);

impl Drop for Guard {
    fn drop(&mut self) {
        say!("{} is dropped", self.0);
    }
}

async fn carry_out(me: usize, board: Rc<Board>) {
    let _guard = Guard(me);
    for op in board.program.tasks[me].clone() {
        match op {
            Op::Say(what) => say!("{me} says {what}"),
            Op::Wait(leaf) => {
                wait(leaf, &board).await;
                say!("{me} waited");
            }
            Op::Join(a, b) => {
                join((wait(a, &board), wait(b, &board))).await;
            }
            Op::Race(a, b) => {
                let legs = (Box::pin(wait(a, &board)), Box::pin(wait(b, &board)));
                drop(select(legs.0, legs.1).await); // and with it the loser
            }
            Op::Set(which) => {
                if !board.promises[which].is_full() {
                    board.promises[which].set(me);
                }
            }
            Op::Spawn(which) => board.spawn(which),
            Op::Await(which) => {
                let handle = board.take_handle(which);
                if let Some(handle) = handle {
                    let result = handle.await;
                    say!("{me} awaited {result:?}");
                }
            }
            Op::Cancel(which) => {
                let asked = board.handles.borrow()[which].as_ref().map(Handle::cancel);
                say!("{me} cancels {asked:?}");
            }
            Op::Detach(which) => drop(board.take_handle(which)),
            Op::Block(seconds) => context::block_for(seconds * SECOND),
            Op::Never => pending().await,
            Op::Panic => std::panic::resume_unwind(Box::new(format!("{me} panics"))),
        }
    }
}

async fn wait(leaf: Leaf, board: &Board) {
    match leaf {
        Leaf::Yield => yield_now().await,
        Leaf::Sleep(seconds) => sleep(seconds * SECOND).await,
        Leaf::Get(which) => {
            let from = board.promises[which].get().await;
            say!("got {which} from {from}");
        }
    }
}
