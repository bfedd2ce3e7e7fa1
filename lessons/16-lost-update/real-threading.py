"""Two threads deposit money, and one deposit is lost. A second thread is held between its read and its write, which
is where the operating system may switch threads at any time."""
import threading

balance = 100
both_have_read = threading.Barrier(2)
alice_has_written = threading.Event()


def deposit(who, amount):
    global balance
    read = balance
    both_have_read.wait(timeout=60)
    if who == "bob":
        alice_has_written.wait(timeout=60)
    balance = read + amount
    print(f"{who} read {read} and writes {balance}")
    if who == "alice":
        alice_has_written.set()


threads = [
    threading.Thread(target=deposit, args=("alice", 10)),
    threading.Thread(target=deposit, args=("bob", 5)),
]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(f"balance {balance}, although 15 was paid in")
