"""Locks, queues, futures and other things that tasks share or wait for."""

from __future__ import annotations

import asyncio
import functools
import sys
import weakref
from types import FrameType
from typing import Any, Callable

from . import frames
from .record import RECORD
from .run import RUN, letter
from .values import show


class Resource:
    """A thing that the record knows."""

    __slots__ = ("id", "kind", "value", "reference", "holders")

    def __init__(self, kind: str, value: str) -> None:
        self.id = next(RUN.resource_ids)
        self.kind = kind
        self.value = value
        self.reference: Any = None
        """A weak reference. The tracer must not make the program's objects live longer than they do."""
        self.holders: list[int] = []

    def watch(self, thing: Any) -> None:
        """Forgets the thing when it is collected, before another one can get its identity."""
        key = id(thing)

        def gone(_: Any) -> None:
            RUN.resources.pop(key, None)
            RUN.groups.pop(key, None)
            RECORD.event("gone", resource=self.id)

        self.reference = weakref.ref(thing, gone)


def _lock(lock: Any) -> str:
    return "held" if lock.locked() else "free"


def _permits(semaphore: Any) -> str:
    return f"{semaphore._value} free"


def _future(future: Any) -> str:
    if not future.done():
        return "empty"
    if future.cancelled():
        return "cancelled"
    if future._exception is not None:
        return f"failed: {show(future._exception)}"
    return f"full: {show(future._result)}"


def _queue(queue: Any) -> str:
    return show(list(queue._queue)) + (f" of {queue.maxsize}" if queue.maxsize else "")


#: The kind and the state of each type that is known.
KINDS: dict[type, tuple[str, Callable[[Any], str]]] = {
    asyncio.Lock: ("lock", _lock),
    asyncio.Semaphore: ("semaphore", _permits),
    asyncio.BoundedSemaphore: ("semaphore", _permits),
    asyncio.Event: ("event", lambda event: "set" if event.is_set() else "not set"),
    asyncio.Condition: ("condition", lambda condition: f"its lock is {_lock(condition)}"),
    asyncio.Barrier: ("group", lambda barrier: f"{barrier.n_waiting} of {barrier.parties}"),
    asyncio.Future: ("promise", _future),
    asyncio.Queue: ("queue", _queue),
    asyncio.PriorityQueue: ("queue", _queue),
    asyncio.LifoQueue: ("queue", _queue),
}


def kind_of(thing: Any) -> tuple[str, Callable[[Any], str]] | None:
    """Returns the kind of a thing, also of a class that the program derives from a known one."""
    for base in type(thing).__mro__:
        if base in KINDS:
            return KINDS[base]
    return None


def variable_of(thing: Any) -> str | None:
    """Returns the name of the program's variable or attribute that holds a thing."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frames.is_program(frame.f_code):
            for name, value in frame.f_locals.items():
                if value is thing and not name.startswith("_"):
                    return str(name)
                if name == "self":
                    for attribute, held in attributes_of(value):
                        if held is thing:
                            return str(attribute)
            for name, value in list(frame.f_globals.items()):
                if value is thing:
                    return str(name)
        frame = frame.f_back
    return None


def attributes_of(value: Any) -> list[tuple[str, Any]]:
    """Returns the attributes of an object, without a call of a `__getattribute__` of the program's."""
    try:
        return list(object.__getattribute__(value, "__dict__").items())
    except AttributeError:
        return []


def resource(thing: Any, name: str | None = None, kind: str = "promise", value: str = "empty") -> Resource:
    """Returns what the record knows of a thing. Records it if it is seen for the first time."""
    known = RUN.resources.get(id(thing))
    if known is None:
        found = kind_of(thing)
        if found is not None and kind == "promise":
            kind, value = found[0], found[1](thing)
        if name is None:
            name = variable_of(thing)
        if name is None:
            number = RUN.unnamed[kind] = RUN.unnamed.get(kind, 0) + 1
            name = f"{WORDS.get(kind, kind)} {number}"
        known = RUN.resources[id(thing)] = Resource(kind, value)
        known.watch(thing)
        RECORD.event("made", resource=known.id, kind=kind, name=name, value=value)
    return known


#: What a thing without a name is called.
WORDS = {"promise": "future", "outside": "outside work"}


def changed(thing: Any, value: str | None = None) -> None:
    """Records the state of a thing, if it differs from the last one."""
    known = resource(thing)
    if value is None:
        found = kind_of(thing)
        if found is None:
            return
        value = found[1](thing)
    if known.value != value:
        known.value = value
        RECORD.event("changed", resource=known.id, value=value)


# ── who holds what ───────────────────────────────────────────────────────────────────────────────────────────


def _acquired(frame: FrameType, _: Any) -> None:
    thing = frame.f_locals["self"]
    if RUN.running is not None:
        known = resource(thing)
        known.holders.append(RUN.running)
        RECORD.event("holds", resource=known.id, task=RUN.running)
        changed(thing)


def _released(frame: FrameType, _: Any) -> None:
    thing = frame.f_locals["self"]
    known = resource(thing)
    if known.holders:
        task = RUN.running if RUN.running in known.holders else known.holders[0]
        known.holders.remove(task)
        RECORD.event("releases", resource=known.id, task=task)
    if known.kind == "lock":
        changed(thing, "free")


def _set(frame: FrameType, _: Any) -> None:
    changed(frame.f_locals["self"], "set")


def _moved(frame: FrameType, _: Any) -> None:
    changed(frame.f_locals["self"])


frames.HOOKS.update({
    "Lock.acquire": ("return", _acquired),
    "Lock.release": ("call", _released),
    "Semaphore.acquire": ("return", _acquired),
    "Semaphore.release": ("call", _released),
    "Event.set": ("call", _set),
    "Event.clear": ("return", _moved),
    "Barrier.wait": ("return", _moved),
})  # fmt: skip
for _class in ("Queue", "PriorityQueue", "LifoQueue"):
    frames.HOOKS[f"{_class}._put"] = frames.HOOKS[f"{_class}._get"] = ("return", _moved)


# ── what variables hold ──────────────────────────────────────────────────────────────────────────────────────


def _notice(value: Any, name: str) -> None:
    if type(value) in KINDS:
        resource(value, name)


def _notice_global(name: str, value: Any) -> None:
    text, key = show(value), ("global", name)
    known = RUN.resources.get(key)
    if known is None:
        known = RUN.resources[key] = Resource("shared", text)
        RECORD.event("made", resource=known.id, kind="shared", name=name, value=text)
    elif known.value != text:
        known.value = text
        RECORD.event("changed", resource=known.id, value=text)


frames.notice_resource = _notice
frames.notice_global = _notice_global

# ── groups of tasks ──────────────────────────────────────────────────────────────────────────────────────────


class Group:
    """Tasks that somebody waits for together."""

    def __init__(self, owner: Any) -> None:
        self.owner = weakref.ref(owner)
        self.members: dict[int, Any] = {}
        """Weak references by identity."""
        self.pending: set[int] = set()
        """The identities of the tasks that haven't ended. To count them in a large group each time takes long."""
        self.futures: set[int] = set()
        """The identities of the members that aren't tasks. They say nothing when they are done."""

    def add(self, members: list[Any]) -> None:
        for member in members:
            key = id(member)
            known = self.members.get(key)
            if known is None or known() is not member:
                self.members[key] = weakref.ref(member, functools.partial(self._gone, key))
                if not member.done():
                    (self.pending if member in RUN.tasks else self.futures).add(key)

    def _gone(self, key: int, _: Any) -> None:
        self.pending.discard(key)
        self.futures.discard(key)

    def ended(self, member: Any) -> bool:
        """Notes that a task has ended, and returns whether it is a member."""
        reference = self.members.get(id(member))
        if reference is None or reference() is not member:
            return False
        self.pending.discard(id(member))
        return True

    def value(self) -> str:
        for key in list(self.futures):
            if (future := self.members[key]()) is None or future.done():
                self.futures.discard(key)
        pending = len(self.pending) + len(self.futures)
        return f"{len(self.members) - pending} of {len(self.members)} done"


def group(owner: Any, what: str, members: list[Any]) -> Resource:
    """Records a group, or returns it if it is known. Members that are new are added."""
    known = RUN.groups.get(id(owner))
    if known is None:
        known = RUN.groups[id(owner)] = Group(owner)
    known.add(members)
    names = ", ".join(letter(RUN.tasks[member]) for member in members if member in RUN.tasks)
    found = resource(owner, f"{what}({names})", "group", known.value())
    changed(owner, known.value())
    return found


def member_ended(task: Any) -> None:
    """Records the progress of the groups that a task belongs to."""
    for known in list(RUN.groups.values()):
        owner = known.owner()
        if known.ended(task) and owner is not None:
            changed(owner, known.value())


def _task_in_group(frame: FrameType, task: Any) -> None:
    task_group(frame.f_locals["self"], [task])


def task_group(owner: Any, members: list[Any]) -> Resource:
    """Records a `TaskGroup` under the name that the program gives it."""
    if id(owner) not in RUN.groups:
        RUN.groups[id(owner)] = Group(owner)
        resource(owner, variable_of(owner) or "TaskGroup", "group", "0 of 0 done")
    known = RUN.groups[id(owner)]
    known.add(members)
    changed(owner, known.value())
    return resource(owner)


frames.HOOKS["TaskGroup.create_task"] = ("return", _task_in_group)
