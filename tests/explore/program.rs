//! Random small programs that share through the kit alone, and in every way that it offers.

use coroscope::kit::{
    Alternation, Barrier, BlockingLock, Broker, CancelHandle, CancellationToken, Condition,
    Deadline, Delivery, Device, Event, Handle, Job, JoinableQueue, Lock, Memory, Notify, Pool,
    Promise, Queue, Receiver, RecvError, SECOND, Semaphore, Sender, Shared, SharedHandle, Stream,
    TaskGroup, Winner, as_completed, block_for, channel, current_task, join, join_all, now, say,
    select, select_all, sleep, spawn_named, timeout, try_join, wait as wait_for, yield_now,
};
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::sample::{Index, subsequence};
use proptest::strategy::Union;
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
    TryLock(usize),
    Freeze(usize),
    Hold(usize),
    TryHold(usize),
    Available(usize),
    SetEvent(usize),
    ClearEvent(usize),
    IsSet(usize),
    NotifyOne(usize),
    NotifyAll(usize),
    Signal(usize),
    Broadcast(usize),
    TryPut(usize),
    TryPop(usize),
    TaskDone(usize),
    TrySet(usize),
    Peek(usize),
    Request(usize),
    Requests(usize),
    Child(usize),
    RunUntil(usize, Leaf),
    LimitBy(Leaf),
    Move(u32),
    DropSender(usize),
    DropReceiver(usize),
    Poison(usize),
    TrySend(usize),
    TryReceive(usize),
    Alternate(bool),
    CancelBy(usize),
    CancelSelf,
    Share(usize),
    AwaitShared(usize),
    PeekShared(usize),
    Scope(usize, Leaf),
    JoinAll(Leaf, Leaf),
    TryJoin(Leaf, Leaf),
    SelectAll(Leaf, Leaf),
    Completed(Leaf, Leaf),
    WaitFor(usize),
    Group(Leaf, Leaf),
    SendJob(usize),
    HoldJob(usize),
    Ack,
    Counts(usize),
    HandOver(usize, u32),
    Collect(usize),
    GiveUp(usize),
    HasEndedOutside(usize),
    Launch(usize, u32),
    ReadMemory(usize),
}

#[derive(Clone, Copy, Debug)]
pub enum Leaf {
    Yield,
    Sleep(u32),
    Lock(usize),
    Get(usize),
    Put(usize),
    Pop(usize),
    Acquire(usize),
    Event(usize),
    Notified(usize),
    Condition(usize),
    Barrier(usize),
    PutJob(usize),
    TakeJob(usize),
    JoinJobs(usize),
    Requested(usize),
    Send(usize),
    Receive(usize),
    Deliver(usize),
    Job(usize),
    Copy(usize),
    Done(usize),
}

/// A part of the kit. A program uses a few of them, so that its tasks meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Locks,
    Promises,
    Queues,
    Values,
    Tasks,
    Semaphores,
    Events,
    Notifications,
    Conditions,
    Barriers,
    Jobs,
    Tokens,
    Deadlines,
    Channels,
    Handles,
    Collections,
    Brokers,
    Outside,
}

const PARTS: [Part; 18] = [
    Part::Locks,
    Part::Promises,
    Part::Queues,
    Part::Values,
    Part::Tasks,
    Part::Semaphores,
    Part::Events,
    Part::Notifications,
    Part::Conditions,
    Part::Barriers,
    Part::Jobs,
    Part::Tokens,
    Part::Deadlines,
    Part::Channels,
    Part::Handles,
    Part::Collections,
    Part::Brokers,
    Part::Outside,
];

/// Two of each thing.
const THINGS: usize = 2;

pub fn programs() -> impl Strategy<Value = Program> {
    let parts = subsequence(PARTS.to_vec(), 2..=5);
    (2..=4_usize, any::<Index>(), parts).prop_flat_map(|(count, roots, parts)| {
        let task = proptest::collection::vec(ops(count, &parts), 1..=4);
        let tasks = proptest::collection::vec(task, count);
        tasks.prop_map(move |tasks| Program { tasks, roots: 2 + roots.index(count - 1) })
    })
}

type Weighted<T> = Vec<(u32, BoxedStrategy<T>)>;

fn ops(count: usize, parts: &[Part]) -> impl Strategy<Value = Op> + use<> {
    let leaf = || leaves(parts);
    let mut ops: Weighted<Op> = vec![
        (2, Just(Op::Say).boxed()),
        (6, leaf().prop_map(Op::Wait).boxed()),
        (3, (leaf(), leaf()).prop_map(|(a, b)| Op::Race(a, b)).boxed()),
        (2, (leaf(), leaf()).prop_map(|(a, b)| Op::Join(a, b)).boxed()),
        (1, (leaf(), leaf(), leaf()).prop_map(|(a, b, c)| Op::JoinThree(a, b, c)).boxed()),
        (1, (leaf(), 1..3_u32).prop_map(|(leaf, limit)| Op::Limit(leaf, limit)).boxed()),
        (2, leaf().prop_map(Op::Begin).boxed()),
        (1, Just(Op::Finish).boxed()),
        (2, Just(Op::Abandon).boxed()),
        (1, Just(Op::Now).boxed()),
        (1, Just(Op::Block).boxed()),
        (1, Just(Op::Panic).boxed()),
        (2, (0..count).prop_map(Op::Spawn).boxed()),
    ];
    for part in parts {
        ops.extend(ops_of(*part, count, parts));
    }
    Union::new_weighted(ops)
}

fn of(weight: u32, op: fn(usize) -> Op) -> (u32, BoxedStrategy<Op>) {
    (weight, (0..THINGS).prop_map(op).boxed())
}

fn ops_of(part: Part, count: usize, parts: &[Part]) -> Weighted<Op> {
    let task = |weight: u32, op: fn(usize) -> Op| (weight, (0..count).prop_map(op).boxed());
    let leaf = || leaves(parts);
    let two = |op: fn(Leaf, Leaf) -> Op| {
        (2, (leaf(), leaf()).prop_map(move |(first, second)| op(first, second)).boxed())
    };
    match part {
        Part::Locks => vec![
            of(4, Op::Take),
            (2, Just(Op::Give).boxed()),
            of(1, Op::IsLocked),
            of(1, Op::TryLock),
            of(1, Op::Freeze),
        ],
        Part::Promises => {
            vec![of(2, Op::Set), of(1, Op::IsFull), of(1, Op::TrySet), of(1, Op::Peek)]
        }
        Part::Queues => {
            vec![of(1, Op::Close), of(1, Op::Length), of(1, Op::TryPut), of(1, Op::TryPop)]
        }
        Part::Values => vec![
            of(2, Op::Read),
            of(2, Op::Write),
            of(1, Op::Swap),
            of(2, Op::Add),
            of(1, Op::AddSeen),
        ],
        Part::Tasks => vec![
            task(2, Op::Await),
            task(2, Op::Cancel),
            task(1, Op::HasEnded),
            task(1, Op::Detach),
        ],
        Part::Semaphores => {
            vec![
                of(3, Op::Hold),
                (2, Just(Op::Give).boxed()),
                of(1, Op::TryHold),
                of(1, Op::Available),
            ]
        }
        Part::Events => vec![of(3, Op::SetEvent), of(2, Op::ClearEvent), of(1, Op::IsSet)],
        Part::Notifications => vec![of(3, Op::NotifyOne), of(2, Op::NotifyAll)],
        Part::Conditions => vec![of(3, Op::Signal), of(2, Op::Broadcast)],
        Part::Barriers => Vec::new(),
        Part::Jobs => vec![of(3, Op::TaskDone)],
        Part::Tokens => vec![
            of(2, Op::Request),
            of(1, Op::Requests),
            of(1, Op::Child),
            (2, (0..THINGS, leaf()).prop_map(|(which, leaf)| Op::RunUntil(which, leaf)).boxed()),
        ],
        Part::Deadlines => {
            vec![
                (3, leaf().prop_map(Op::LimitBy).boxed()),
                (2, (0..4_u32).prop_map(Op::Move).boxed()),
            ]
        }
        Part::Channels => vec![
            of(1, Op::DropSender),
            of(1, Op::DropReceiver),
            of(1, Op::Poison),
            of(1, Op::TrySend),
            of(1, Op::TryReceive),
            (1, any::<bool>().prop_map(Op::Alternate).boxed()),
        ],
        Part::Handles => vec![
            task(2, Op::CancelBy),
            (1, Just(Op::CancelSelf).boxed()),
            task(2, Op::Share),
            task(3, Op::AwaitShared),
            task(1, Op::PeekShared),
            (2, (0..count, leaf()).prop_map(|(task, leaf)| Op::Scope(task, leaf)).boxed()),
        ],
        Part::Collections => vec![
            two(Op::JoinAll),
            two(Op::TryJoin),
            two(Op::SelectAll),
            two(Op::Completed),
            two(Op::Group),
            (2, (0..4_usize).prop_map(Op::WaitFor).boxed()),
        ],
        Part::Brokers => vec![
            of(3, Op::SendJob),
            of(3, Op::HoldJob),
            (2, Just(Op::Ack).boxed()),
            (1, Just(Op::Give).boxed()),
            of(1, Op::Counts),
        ],
        Part::Outside => outside_ops(),
    }
}

fn outside_ops() -> Weighted<Op> {
    fn after(op: fn(usize, u32) -> Op) -> (u32, BoxedStrategy<Op>) {
        (3, (0..THINGS, 0..3_u32).prop_map(move |(which, cost)| op(which, cost)).boxed())
    }
    vec![
        after(Op::HandOver),
        of(2, Op::Collect),
        of(1, Op::GiveUp),
        of(1, Op::HasEndedOutside),
        after(Op::Launch),
        of(2, Op::ReadMemory),
    ]
}

fn leaves(parts: &[Part]) -> impl Strategy<Value = Leaf> + use<> {
    fn of(leaf: fn(usize) -> Leaf) -> BoxedStrategy<Leaf> {
        (0..THINGS).prop_map(leaf).boxed()
    }
    let mut leaves =
        vec![(1, Just(Leaf::Yield).boxed()), (1, (0..3_u32).prop_map(Leaf::Sleep).boxed())];
    for part in parts {
        let more = match part {
            Part::Locks => vec![of(Leaf::Lock)],
            Part::Promises => vec![of(Leaf::Get)],
            Part::Queues => vec![of(Leaf::Put), of(Leaf::Pop)],
            Part::Semaphores => vec![of(Leaf::Acquire)],
            Part::Events => vec![of(Leaf::Event)],
            Part::Notifications => vec![of(Leaf::Notified)],
            Part::Conditions => vec![of(Leaf::Condition)],
            Part::Barriers => vec![of(Leaf::Barrier), of(Leaf::Barrier)],
            Part::Jobs => vec![of(Leaf::PutJob), of(Leaf::TakeJob), of(Leaf::JoinJobs)],
            Part::Tokens => vec![of(Leaf::Requested)],
            Part::Channels => vec![of(Leaf::Send), of(Leaf::Receive)],
            Part::Brokers => vec![of(Leaf::Deliver)],
            Part::Outside => vec![of(Leaf::Job), of(Leaf::Copy), of(Leaf::Done)],
            Part::Values | Part::Tasks | Part::Deadlines | Part::Handles | Part::Collections => {
                Vec::new()
            }
        };
        leaves.extend(more.into_iter().map(|leaf| (1, leaf)));
    }
    Union::new_weighted(leaves)
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
    semaphores: [Semaphore; THINGS],
    events: [Event; THINGS],
    notifies: [Notify; THINGS],
    conditions: [Condition; THINGS],
    blocking: [BlockingLock; THINGS],
    barriers: [Barrier; THINGS],
    jobs: (JoinableQueue<u32>, JoinableQueue<Opaque>),
    /// The second is a child of the first.
    tokens: [CancellationToken; THINGS],
    deadline: Deadline,
    /// The second has leases.
    brokers: (Broker<u32>, Broker<Opaque>),
    senders: [Shared<Option<Sender<u32>>>; THINGS],
    receivers: [Shared<Option<Receiver<u32>>>; THINGS],
    handles: Vec<Shared<Option<Handle<u32>>>>,
    controls: Vec<Shared<Option<CancelHandle>>>,
    shared_handles: Vec<Shared<Option<SharedHandle<u32>>>>,
    was_spawned: Vec<Shared<bool>>,
    pools: [Pool; THINGS],
    /// A job that was handed over to the first pool, and one to the second.
    outside: [Shared<Option<Job<u32>>>; THINGS],
    streams: [Stream; THINGS],
    memories: (Memory<u32>, Memory<Opaque>),
}

impl Program {
    /// Spawns the roots, in the set-up of a run.
    pub fn start(&self) {
        let count = self.tasks.len();
        let locks = [Lock::new(), Lock::new()];
        let token = CancellationToken::new();
        let (first_sender, first_receiver) = channel(0);
        let (second_sender, second_receiver) = channel(1);
        let device = Device::new();
        let board = Board {
            program: self.clone(),
            semaphores: [Semaphore::new(1), Semaphore::new(2)],
            events: [Event::new(), Event::new()],
            notifies: [Notify::new(), Notify::new()],
            conditions: [Condition::new(&locks[0]), Condition::new(&locks[1])],
            blocking: [BlockingLock::new(), BlockingLock::new()],
            barriers: [Barrier::new(2), Barrier::new(3)],
            jobs: (JoinableQueue::new(1), JoinableQueue::unbounded()),
            tokens: [token.clone(), token.child()],
            deadline: Deadline::after(2 * SECOND),
            brokers: (Broker::new(), Broker::with_lease(SECOND)),
            senders: [Shared::new(Some(first_sender)), Shared::new(Some(second_sender))],
            receivers: [Shared::new(Some(first_receiver)), Shared::new(Some(second_receiver))],
            controls: (0..count).map(|_| Shared::new(None)).collect(),
            shared_handles: (0..count).map(|_| Shared::new(None)).collect(),
            locks,
            promises: (Promise::new(), Promise::new()),
            queues: (Queue::new(1), Queue::new(2)),
            values: (Shared::new(0), Shared::new(Opaque(0))),
            handles: (0..count).map(|_| Shared::new(None)).collect(),
            was_spawned: (0..count).map(|_| Shared::new(false)).collect(),
            pools: [Pool::new(1), Pool::new(2)],
            outside: [Shared::new(None), Shared::new(None)],
            streams: [device.stream(), device.stream()],
            memories: (device.memory(vec![1]), device.memory(vec![Opaque(1)])),
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
        let handle = spawn_named(&which.to_string(), work);
        self.controls[which].set(Some(handle.cancel_handle()));
        self.handles[which].set(Some(handle));
    }
}

struct Guard(usize);

impl Drop for Guard {
    fn drop(&mut self) {
        say!("{} is gone", self.0);
    }
}

#[expect(clippy::too_many_lines, reason = "it has one arm for each operation")]
async fn carry_out(me: usize, board: Board) -> u32 {
    let _guard = Guard(me);
    let mut told = u32::try_from(me).expect("few tasks") + 1;
    let mut held: Vec<Box<dyn std::any::Any>> = Vec::new();
    let mut children = Vec::new();
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
            Op::Take(which) => held.push(Box::new(board.locks[which].lock().await)),
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
            Op::TryLock(which) => match board.locks[which].try_lock() {
                Some(guard) => held.push(Box::new(guard)),
                None => told += 1,
            },
            Op::Freeze(which) => held.push(Box::new(board.blocking[which].lock())),
            Op::Hold(which) => held.push(Box::new(board.semaphores[which].acquire().await)),
            Op::TryHold(which) => match board.semaphores[which].try_acquire() {
                Some(permit) => held.push(Box::new(permit)),
                None => told += 1,
            },
            Op::Available(which) => told += number(board.semaphores[which].available()),
            Op::SetEvent(which) => board.events[which].set(),
            Op::ClearEvent(which) => board.events[which].clear(),
            Op::IsSet(which) => told += u32::from(board.events[which].is_set()),
            Op::NotifyOne(which) => board.notifies[which].notify_one(),
            Op::NotifyAll(which) => board.notifies[which].notify_all(),
            Op::Signal(which) => board.conditions[which].notify_one(),
            Op::Broadcast(which) => board.conditions[which].notify_all(),
            Op::TryPut(0) => told += u32::from(board.queues.0.try_put(told).is_err()),
            Op::TryPut(_) => told += u32::from(board.jobs.1.try_put(Opaque(told)).is_err()),
            Op::TryPop(0) => told += board.queues.0.try_get().unwrap_or(6),
            Op::TryPop(_) => told += board.jobs.0.try_get().unwrap_or(5),
            Op::TaskDone(0) => board.jobs.0.task_done(),
            Op::TaskDone(_) => board.jobs.1.task_done(),
            Op::TrySet(0) => told += u32::from(board.promises.0.try_set(told).is_err()),
            Op::TrySet(_) => told += u32::from(board.promises.1.try_set(Opaque(told)).is_err()),
            Op::Peek(0) => told += board.promises.0.peek().unwrap_or(4),
            Op::Peek(_) => told += board.promises.1.peek().map_or(3, |value| value.0),
            Op::Request(which) => board.tokens[which].cancel(),
            Op::Requests(which) => told += number(board.tokens[which].requests()),
            Op::Child(which) => {
                let child = board.tokens[which].child();
                told += u32::from(child.is_cancelled());
                children.push(child);
            }
            Op::RunUntil(which, leaf) => {
                let token = children.last().unwrap_or(&board.tokens[which]).clone();
                told += token.run(wait(leaf, told, &board)).await.unwrap_or(17);
            }
            Op::LimitBy(leaf) => {
                let limited = board.deadline.limit(Box::pin(wait(leaf, told, &board)));
                told += limited.await.unwrap_or(19);
            }
            Op::Move(seconds) => board.deadline.move_to(seconds * SECOND),
            Op::DropSender(which) => drop(board.senders[which].take()),
            Op::DropReceiver(which) => drop(board.receivers[which].take()),
            Op::Poison(which) => {
                if let Some(sender) = board.senders[which].get() {
                    sender.poison();
                }
            }
            Op::TrySend(which) => {
                let sender = board.senders[which].get();
                told += sender.map_or(2, |sender| u32::from(sender.try_send(told).is_err()));
            }
            Op::TryReceive(which) => {
                let receiver = board.receivers[which].get();
                told += receiver.and_then(|receiver| receiver.try_recv()).unwrap_or(23);
            }
            Op::Alternate(is_fair) => {
                let receivers: Vec<_> = board.receivers.iter().filter_map(Shared::get).collect();
                let choose = if is_fair { Alternation::fair } else { Alternation::greedy };
                let mut choice = choose(receivers);
                for _ in 0..2 {
                    told += match choice.recv().await {
                        Some((place, Ok(message))) => number(place) + message,
                        Some((place, Err(_))) => 29 + number(place),
                        None => 31,
                    };
                }
            }
            Op::CancelBy(which) => {
                let control = board.controls[which].get();
                told += u32::from(control.is_some_and(|control| control.cancel()));
            }
            Op::CancelSelf => told += u32::from(current_task().cancel()),
            Op::Share(which) => {
                let handle = board.handles[which].take();
                if let Some(handle) = handle {
                    board.shared_handles[which].set(Some(handle.shared()));
                }
            }
            Op::AwaitShared(which) => {
                if let Some(handle) = board.shared_handles[which].get() {
                    told += handle.await.unwrap_or(37);
                }
            }
            Op::PeekShared(which) => {
                let peeked = board.shared_handles[which].get().and_then(|handle| handle.peek());
                told += peeked.map_or(41, |result| result.unwrap_or(43));
            }
            Op::Scope(which, leaf) => {
                let handle = board.handles[which].take();
                let _scope = handle.map(Handle::cancel_on_drop);
                told += wait(leaf, told, &board).await;
            }
            Op::JoinAll(a, b) => {
                let results = join_all([a, b].map(|leaf| wait(leaf, told, &board))).await;
                told += results[0] + 3 * results[1];
            }
            Op::TryJoin(a, b) => {
                let odd_fails = async |leaf| {
                    let value = wait(leaf, told, &board).await;
                    if value % 2 == 0 { Ok(value) } else { Err(value) }
                };
                told += match try_join((odd_fails(a), odd_fails(b))).await {
                    Ok((a, b)) => a + 3 * b,
                    Err(error) => 5 * error,
                };
            }
            Op::SelectAll(a, b) => {
                let (place, value) = select_all([a, b].map(|leaf| wait(leaf, told, &board))).await;
                told += value + number(place);
            }
            Op::Completed(a, b) => {
                let mut results = as_completed([a, b].map(|leaf| wait(leaf, told, &board)));
                while let Some((place, value)) = results.next().await {
                    told += 3 * told % 1000 + value + number(place);
                }
            }
            Op::WaitFor(how) => {
                let tasks: Vec<_> = (0..board.handles.len()).filter(|task| *task != me).collect();
                let handles = tasks.iter().map(|task| board.handles[*task].take());
                let (tasks, handles): (Vec<_>, Vec<_>) = tasks
                    .iter()
                    .zip(handles)
                    .filter_map(|(task, handle)| Some((*task, handle?)))
                    .unzip();
                let all = wait_for(handles);
                let waited = match how {
                    0 => all.await,
                    1 => all.first().await,
                    2 => all.first_failure().await,
                    _ => all.within(SECOND).await,
                };
                for (place, result) in waited.done {
                    told += number(place) + result.unwrap_or(47);
                }
                for (place, handle) in waited.pending {
                    board.handles[tasks[place]].set(Some(handle));
                }
            }
            Op::Group(a, b) => {
                let mut group = TaskGroup::new();
                for leaf in [a, b] {
                    let (board, told) = (board.clone(), told);
                    group.spawn(async move {
                        let value = wait(leaf, told, &board).await;
                        if value % 3 == 1 { Err(value) } else { Ok(value) }
                    });
                }
                told += match group.join().await {
                    Ok(values) => values.iter().sum(),
                    Err(_) => 53,
                };
            }
            Op::SendJob(0) => board.brokers.0.send(told),
            Op::SendJob(_) => board.brokers.1.send(Opaque(told)),
            Op::HoldJob(0) => {
                let delivery = board.brokers.0.take().await;
                told += *delivery + number(delivery.deliveries());
                held.push(Box::new(delivery));
            }
            Op::HoldJob(_) => {
                let delivery = board.brokers.1.take().await;
                told += delivery.0 + number(delivery.deliveries());
                held.push(Box::new(delivery));
            }
            Op::Ack => {
                if let Some(held) = held.last() {
                    let plain = held.downcast_ref::<Delivery<u32>>().map(Delivery::ack);
                    let opaque = held.downcast_ref::<Delivery<Opaque>>().map(Delivery::ack);
                    told += plain.or(opaque).map_or(83, u32::from);
                }
            }
            Op::Counts(0) => told += number(board.brokers.0.waiting() + board.brokers.0.acked()),
            Op::Counts(_) => told += number(board.brokers.1.waiting() + 3 * board.brokers.1.out()),
            Op::HandOver(which, cost) => {
                let job = board.pools[which].run(cost * SECOND, move || {
                    say!("job of {me} with {told}");
                    assert!(told % 7 != 3, "a job of {me} panics");
                    told + 1
                });
                board.outside[which].set(Some(job));
            }
            Op::Collect(which) => {
                let job = board.outside[which].take();
                if let Some(job) = job {
                    told += job.await;
                }
            }
            Op::GiveUp(which) => drop(board.outside[which].take()),
            Op::HasEndedOutside(which) => {
                let ended = board.outside[which].update(|job| job.as_ref().map(Job::is_finished));
                told += u32::from(ended.unwrap_or(false));
            }
            Op::Launch(which, cost) => {
                let cost = cost * SECOND;
                board.streams[which].launch("plain", cost, &board.memories.0, move |values| {
                    values[0] = (values[0] * 2 + told) % 1000;
                });
                board.streams[which].launch("opaque", cost, &board.memories.1, move |values| {
                    values[0].0 = (values[0].0 * 3 + told) % 1000;
                });
            }
            Op::ReadMemory(0) => told += board.memories.0.read()[0],
            Op::ReadMemory(_) => told += board.memories.1.read()[0].0,
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
        Leaf::Acquire(which) => drop(board.semaphores[which].acquire().await),
        Leaf::Event(which) => board.events[which].wait().await,
        Leaf::Notified(which) => board.notifies[which].notified().await,
        Leaf::Condition(which) => {
            let guard = board.locks[which].lock().await;
            drop(board.conditions[which].wait(guard).await);
        }
        Leaf::Barrier(which) => return number(board.barriers[which].wait().await),
        Leaf::PutJob(0) => board.jobs.0.put(told).await,
        Leaf::PutJob(_) => board.jobs.1.put(Opaque(told)).await,
        Leaf::TakeJob(0) => return board.jobs.0.get().await.unwrap_or(59),
        Leaf::TakeJob(_) => return board.jobs.1.get().await.map_or(61, |value| value.0),
        Leaf::JoinJobs(0) => board.jobs.0.join().await,
        Leaf::JoinJobs(_) => board.jobs.1.join().await,
        Leaf::Requested(which) => board.tokens[which].cancelled().await,
        Leaf::Send(which) => {
            let Some(sender) = board.senders[which].get() else { return 67 };
            return u32::from(sender.send(told).await.is_err());
        }
        Leaf::Receive(which) => {
            let Some(receiver) = board.receivers[which].get() else { return 71 };
            return match receiver.recv().await {
                Ok(message) => message,
                Err(RecvError::Ended) => 73,
                Err(RecvError::Poisoned) => 79,
            };
        }
        Leaf::Deliver(0) => {
            let delivery = board.brokers.0.take().await;
            delivery.ack();
            return *delivery;
        }
        Leaf::Deliver(_) => return board.brokers.1.take().await.0,
        Leaf::Job(which) => {
            let cost = (told % 3) * SECOND;
            return board.pools[which].run(cost, move || told % 5).await;
        }
        Leaf::Copy(0) => return board.streams[0].copy_out(SECOND, &board.memories.0).await[0],
        Leaf::Copy(_) => return board.streams[1].copy_out(SECOND, &board.memories.1).await[0].0,
        Leaf::Done(which) => board.streams[which].event().await,
    }
    0
}

fn number(small: usize) -> u32 {
    u32::try_from(small).expect("a small number")
}
