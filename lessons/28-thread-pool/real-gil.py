"""How much does one worker get done while the other one computes? In two threads nothing, in two processes something.

A thread gives up the GIL when it waits, or when another thread has asked for it for the switch interval. Here that
is so long that only waiting counts."""
import multiprocessing as mp
import sys
import threading

STEPS = 200_000


def compute(mine, other, seen):
    """Counts up, and notes how far the other one came between the first step and the last."""
    before = other.value
    for _ in range(STEPS):
        mine.value += 1
    seen.value = other.value - before


def compute_until_met(mine, other, seen):
    """Counts up until the other one was seen counting."""
    before = other.value
    while other.value == before:
        mine.value += 1
    mine.value += 1  # for the other one, if it began to look only now
    seen.value = other.value - before


def work_meanwhile(worker, function):
    ours, theirs, *seen = [mp.RawValue("q", 0) for _ in range(4)]
    workers = [
        worker(target=function, args=(ours, theirs, seen[0])),
        worker(target=function, args=(theirs, ours, seen[1])),
    ]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)
    return [value.value for value in seen]


if __name__ == "__main__":
    sys.setswitchinterval(1000)
    print("threads: steps of the other one meanwhile:", work_meanwhile(threading.Thread, compute))
    sys.setswitchinterval(0.005)
    mp.set_start_method("spawn")
    both = all(work_meanwhile(mp.Process, compute_until_met))
    print("processes: both saw the other one compute:", both)
