"""Runners wait for the start. An event stays set for those who come late. If it is cleared at once, it doesn't."""
import threading

start = threading.Event()
lock = threading.Lock()
running = []


def run(name):
    if start.wait(timeout=60):
        with lock:
            running.append(name)


runners = [threading.Thread(target=run, args=(name,)) for name in ("alice", "bob", "carol")]
for runner in runners:
    runner.start()
start.set()
for runner in runners:
    runner.join()
print("running:", ", ".join(sorted(running)))

late = threading.Thread(target=run, args=("dave",))
late.start()
late.join()
print("dave comes late, and runs at once:", "dave" in running)

start.clear()
start.set()
start.clear()
print("set and cleared before anyone waits: the next wait succeeds:", start.wait(timeout=0.2))
