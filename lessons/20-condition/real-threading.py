"""Two eaters wait for one loaf. Both are notified, and the second one finds the shelf empty."""
import threading


def dinner(checks_again):
    shelf, waiting, eaten = [], [], []
    condition = threading.Condition()

    def eat():
        with condition:
            waiting.append(threading.current_thread())
            if checks_again:
                while not shelf:
                    condition.wait(timeout=60)
            elif not shelf:
                condition.wait(timeout=60)
            eaten.append(shelf.pop() if shelf else None)
            condition.notify_all()

    def put(food):
        with condition:
            shelf.append(food)
            condition.notify_all()

    eaters = [threading.Thread(target=eat) for _ in range(2)]
    for eater in eaters:
        eater.start()
    both_wait = False
    while not both_wait:
        with condition:  # an eater is counted under the lock, and only wait() releases it
            both_wait = len(waiting) == 2
    put("loaf")
    with condition:
        done = 1 if checks_again else 2
        condition.wait_for(lambda: len(eaten) == done, timeout=60)
    put("bun")
    for eater in eaters:
        eater.join()
    return eaten


print("while not shelf:", dinner(checks_again=True))
print("if not shelf:", dinner(checks_again=False))
