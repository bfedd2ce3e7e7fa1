"""Six cooks share two ovens. A cook who finds both ovens in use waits until another one is done."""
import threading

ovens = threading.BoundedSemaphore(2)
pair = threading.Barrier(2)  # a cook goes on only when two of them are at an oven
lock = threading.Lock()
at_oven = most_at_oven = baked = 0


def bake():
    global at_oven, most_at_oven, baked
    with ovens:
        with lock:
            at_oven += 1
            most_at_oven = max(most_at_oven, at_oven)
        pair.wait(timeout=60)
        with lock:
            at_oven -= 1
            baked += 1


cooks = [threading.Thread(target=bake) for _ in range(6)]
for cook in cooks:
    cook.start()
for cook in cooks:
    cook.join()
print(f"{baked} cooks have baked, never more than {most_at_oven} at once")

ovens.acquire()
ovens.acquire()
print("a third permit:", ovens.acquire(blocking=False))
ovens.release()
ovens.release()
try:
    ovens.release()
except ValueError as error:
    print("one release too many:", error)
