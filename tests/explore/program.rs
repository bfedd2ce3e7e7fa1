//! Random small programs that share through the kit alone, and in every way that it offers.

use coroscope::kit::{
    Handle, Lock, Promise, Queue, SECOND, Shared, Winner, block_for, join, now, say, select, sleep,
    spawn_named, timeout, yield_now,
};
use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::Index;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;

#[derive(Clone, Debug)]
pub struct Program {
    pub tasks: Vec<Vec<Op>>,
    pub roots: usize,
}

#[derive(Clone, Copy, Debug)]
pub enum Op {
    Say,
    Wait(Leaf),
    Race(Leaf, Leaf),
    Join(Leaf, Leaf),
    JoinThree(Leaf, Leaf, Leaf),
    Limit(Leaf, u32),
    /// Polls a wait once, and stores it where it is.
    Begin(Leaf),
    /// Awaits the wait that was stored last.
    Finish,
    /// Drops the wait that was stored last.
    Abandon,
    Take(usize),
    Give,
    IsLocked(usize),
    Set(usize),
    IsFull(usize),
    Close(usize),
    Length(usize),
    Read(usize),
    Write(usize),
    Swap(usize),
    Add(usize),
    AddSeen(usize),
    Now,
    Block,
    Spawn(usize),
    Await(usize),
    Cancel(usize),
    HasEnded(usize),
    Detach(usize),
    Panic,
}

#[derive(Clone, Copy, Debug)]
pub enum Leaf {
    Yield,
    Sleep(u32),
    Lock(usize),
    Get(usize),
    Put(usize),
    Pop(usize),
}

/// Two of each thing.
const THINGS: usize = 2;

pub fn programs() -> impl Strategy<Value = Program> {
    (2..=4_usize, any::<Index>()).prop_flat_map(|(count, roots)| {
        let task = proptest::collection::vec(ops(count), 1..=4);
        let tasks = proptest::collection::vec(task, count);
        tasks.prop_map(move |tasks| Program { tasks, roots: 2 + roots.index(count - 1) })
    })
}

fn ops(count: usize) -> impl Strategy<Value = Op> {
    let thing = || 0..THINGS;
    let task = move || 0..count;
    prop_oneof![
        2 => proptest::strategy::Just(Op::Say),
        6 => leaves().prop_map(Op::Wait),
        3 => (leaves(), leaves()).prop_map(|(a, b)| Op::Race(a, b)),
        2 => (leaves(), leaves()).prop_map(|(a, b)| Op::Join(a, b)),
        1 => (leaves(), leaves(), leaves()).prop_map(|(a, b, c)| Op::JoinThree(a, b, c)),
        1 => (leaves(), 1..3_u32).prop_map(|(leaf, limit)| Op::Limit(leaf, limit)),
        2 => leaves().prop_map(Op::Begin),
        1 => proptest::strategy::Just(Op::Finish),
        2 => proptest::strategy::Just(Op::Abandon),
        4 => thing().prop_map(Op::Take),
        2 => proptest::strategy::Just(Op::Give),
        1 => thing().prop_map(Op::IsLocked),
        2 => thing().prop_map(Op::Set),
        1 => thing().prop_map(Op::IsFull),
        1 => thing().prop_map(Op::Close),
        1 => thing().prop_map(Op::Length),
        2 => thing().prop_map(Op::Read),
        2 => thing().prop_map(Op::Write),
        1 => thing().prop_map(Op::Swap),
        2 => thing().prop_map(Op::Add),
        1 => thing().prop_map(Op::AddSeen),
        1 => proptest::strategy::Just(Op::Now),
        1 => proptest::strategy::Just(Op::Block),
        2 => task().prop_map(Op::Spawn),
        2 => task().prop_map(Op::Await),
        2 => task().prop_map(Op::Cancel),
        1 => task().prop_map(Op::HasEnded),
        1 => task().prop_map(Op::Detach),
        1 => proptest::strategy::Just(Op::Panic),
    ]
}

fn leaves() -> impl Strategy<Value = Leaf> {
    let thing = || 0..THINGS;
    prop_oneof![
        proptest::strategy::Just(Leaf::Yield),
        (0..3_u32).prop_map(Leaf::Sleep),
        thing().prop_map(Leaf::Lock),
        thing().prop_map(Leaf::Get),
        thing().prop_map(Leaf::Put),
        thing().prop_map(Leaf::Pop),
    ]
}

/// A value that is not plain, and shows nothing of itself.
#[derive(Clone, Default)]
struct Opaque(u32);

impl std::fmt::Debug for Opaque {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opaque")
    }
}

/// What the tasks share: the first of each thing holds plain values, the second opaque ones.
#[derive(Clone)]
struct Board {
    program: Program,
    locks: [Lock; THINGS],
    promises: (Promise<u32>, Promise<Opaque>),
    queues: (Queue<u32>, Queue<Opaque>),
    values: (Shared<u32>, Shared<Opaque>),
    handles: Vec<Shared<Option<Handle<u32>>>>,
    was_spawned: Vec<Shared<bool>>,
}

impl Program {
    /// Spawns the roots, in the set-up of a run.
    pub fn start(&self) {
        let count = self.tasks.len();
        let board = Board {
            program: self.clone(),
            locks: [Lock::new(), Lock::new()],
            promises: (Promise::new(), Promise::new()),
            queues: (Queue::new(1), Queue::new(2)),
            values: (Shared::new(0), Shared::new(Opaque(0))),
            handles: (0..count).map(|_| Shared::new(None)).collect(),
            was_spawned: (0..count).map(|_| Shared::new(false)).collect(),
        };
        (0..self.roots).for_each(|task| board.spawn(task));
    }
}

impl Board {
    fn spawn(&self, which: usize) {
        if self.was_spawned[which].get() {
            return;
        }
        self.was_spawned[which].set(true);
        let work: Pin<Box<dyn Future<Output = u32>>> = Box::pin(carry_out(which, self.clone()));
        self.handles[which].set(Some(spawn_named(&which.to_string(), work)));
    }
}

struct Guard(usize);

impl Drop for Guard {
    fn drop(&mut self) {
        say!("{} is gone", self.0);
    }
}

async fn carry_out(me: usize, board: Board) -> u32 {
    let _guard = Guard(me);
    let mut told = u32::try_from(me).expect("few tasks") + 1;
    let mut held = Vec::new();
    let mut begun: Vec<Pin<Box<dyn Future<Output = u32>>>> = Vec::new();
    for op in board.program.tasks[me].clone() {
        match op {
            Op::Say => say!("{me} says {told}"),
            Op::Wait(leaf) => told += wait(leaf, told, &board).await,
            Op::Race(a, b) => {
                let race = select(Box::pin(wait(a, told, &board)), Box::pin(wait(b, told, &board)));
                told += match race.await {
                    Winner::First(a) => a,
                    Winner::Second(b) => 10 * b + 1,
                };
            }
            Op::Join(a, b) => {
                let (a, b) = join((wait(a, told, &board), wait(b, told, &board))).await;
                told += a + 3 * b;
            }
            Op::JoinThree(a, b, c) => {
                let waits = (wait(a, told, &board), wait(b, told, &board), wait(c, told, &board));
                let (a, b, c) = join(waits).await;
                told += a + 3 * b + 5 * c;
            }
            Op::Begin(leaf) => {
                let board = board.clone();
                let mut wait: Pin<Box<dyn Future<Output = u32>>> =
                    Box::pin(async move { wait(leaf, told, &board).await });
                match poll_fn(|context| Poll::Ready(wait.as_mut().poll(context))).await {
                    Poll::Ready(value) => told += value,
                    Poll::Pending => begun.push(wait),
                }
            }
            Op::Finish => {
                if let Some(wait) = begun.pop() {
                    told += wait.await;
                }
            }
            Op::Abandon => drop(begun.pop()),
            Op::Limit(leaf, seconds) => {
                let in_time = timeout(seconds * SECOND, Box::pin(wait(leaf, told, &board))).await;
                told += in_time.unwrap_or(7);
            }
            Op::Take(which) => held.push(board.locks[which].lock().await),
            Op::Give => drop(held.pop()),
            Op::IsLocked(which) => told += u32::from(board.locks[which].is_locked()),
            Op::Set(0) if !board.promises.0.is_full() => board.promises.0.set(told),
            Op::Set(1) if !board.promises.1.is_full() => board.promises.1.set(Opaque(told)),
            Op::Set(_) => told += 1,
            Op::IsFull(0) => told += u32::from(board.promises.0.is_full()),
            Op::IsFull(_) => told += u32::from(board.promises.1.is_full()),
            Op::Close(0) => board.queues.0.close(),
            Op::Close(_) => board.queues.1.close(),
            Op::Length(0) => told += u32::try_from(board.queues.0.len()).expect("short"),
            Op::Length(_) => told += u32::from(board.queues.1.is_empty()),
            Op::Read(0) => told += board.values.0.get(),
            Op::Read(_) => told += board.values.1.get().0,
            Op::Write(0) => board.values.0.set(told % 3),
            Op::Write(_) => board.values.1.set(Opaque(told)),
            Op::Swap(0) => told += board.values.0.take(),
            Op::Swap(_) => told += board.values.1.take().0,
            Op::Add(0) => board.values.0.update(|value| *value += 1),
            Op::Add(_) => board.values.1.update(|value| value.0 = value.0 % 1000 * 2 + 1),
            Op::AddSeen(0) => told += board.values.0.update(|value| std::mem::replace(value, 5)),
            Op::AddSeen(_) => board.values.1.update(|value| told += value.0),
            Op::Now => told += u32::try_from(now().as_secs()).expect("soon"),
            Op::Block => block_for(SECOND),
            Op::Spawn(which) => board.spawn(which),
            Op::Await(which) => {
                let handle = board.handles[which].take();
                if let Some(handle) = handle {
                    told += handle.await.unwrap_or(100);
                }
            }
            Op::Cancel(which) => {
                let asked =
                    board.handles[which].update(|handle| handle.as_ref().map(Handle::cancel));
                told += u32::from(asked.unwrap_or(false));
            }
            Op::HasEnded(which) => {
                let ended =
                    board.handles[which].update(|handle| handle.as_ref().map(Handle::is_finished));
                told += u32::from(ended.unwrap_or(false));
            }
            Op::Detach(which) => drop(board.handles[which].take()),
            Op::Panic => std::panic::resume_unwind(Box::new(format!("{me} panics at {told}"))),
        }
        told %= 100_000;
    }
    say!("{me} ends with {told}");
    told
}

async fn wait(leaf: Leaf, told: u32, board: &Board) -> u32 {
    match leaf {
        Leaf::Yield => yield_now().await,
        Leaf::Sleep(seconds) => sleep(seconds * SECOND).await,
        Leaf::Lock(which) => drop(board.locks[which].lock().await),
        Leaf::Get(0) => return board.promises.0.get().await,
        Leaf::Get(_) => return board.promises.1.get().await.0,
        Leaf::Put(0) => board.queues.0.put(told).await,
        Leaf::Put(_) => board.queues.1.put(Opaque(told)).await,
        Leaf::Pop(0) => return board.queues.0.get().await.unwrap_or(9),
        Leaf::Pop(_) => return board.queues.1.get().await.map_or(8, |value| value.0),
    }
    0
}
