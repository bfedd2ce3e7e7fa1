"""Three threads share a balance under a lock. Then a thread asks for a lock that it already owns."""
import threading

balance = 100
lock = threading.Lock()


def deposit(amount, times):
    global balance
    for _ in range(times):
        with lock:
            read = balance
            balance = read + amount


threads = [threading.Thread(target=deposit, args=(amount, 1000)) for amount in (10, 5, 1)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"balance {balance}: no deposit is lost")

# acquire(blocking=False) returns False instead of waiting. With plain acquire(), the thread would wait for itself.
for name, mine in (("Lock", threading.Lock()), ("RLock", threading.RLock())):
    with mine:
        again = mine.acquire(blocking=False)
        print(f"{name}: its owner acquires it again: {again}")
        if again:
            mine.release()
