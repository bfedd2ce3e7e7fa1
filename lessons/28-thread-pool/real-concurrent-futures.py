"""Three jobs for a pool of two threads. One of them is canceled while it waits for a thread, one is given up on."""
import threading
from concurrent.futures import ThreadPoolExecutor, TimeoutError

open_gate = threading.Event()
both_started = threading.Barrier(3)
effects = []


def job(name):
    both_started.wait(timeout=60)
    open_gate.wait(timeout=60)
    effects.append(name)
    return f"{name} is done"


with ThreadPoolExecutor(max_workers=2) as pool:
    first, second, third = [pool.submit(job, name) for name in ("first", "second", "third")]
    both_started.wait(timeout=60)
    print("running:", first.running(), second.running(), third.running())
    print("cancel the running job:", first.cancel())
    print("cancel the job in the queue:", third.cancel())
    try:
        first.result(timeout=0.1)
    except TimeoutError:
        print("main gives up on the first job, effects so far:", effects)
    open_gate.set()
    print(second.result(timeout=60))
# Leaving the block waits for the threads.
print("effects at the end:", sorted(effects))

with ThreadPoolExecutor(max_workers=2) as pool:
    squares = pool.map(lambda number: number * number, range(5))
    print("map keeps the order of the arguments:", list(squares))
