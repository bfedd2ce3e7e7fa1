"""Processes share nothing unless you pass it: a Pipe, a Queue, a Barrier, and a Pool that is like a thread pool."""
import multiprocessing as mp

balance = 100


def deposit(amount, connection):
    global balance
    balance += amount  # this process's own copy
    connection.send(balance)
    connection.close()


def count_words(texts, counts, all_counted):
    while (text := texts.get()) is not None:
        counts.put((text, len(text.split())))
    all_counted.wait(timeout=60)


def square(number):
    return number * number


if __name__ == "__main__":  # each new process imports this file
    mp.set_start_method("spawn")
    ours, theirs = mp.Pipe()
    bank = mp.Process(target=deposit, args=(10, theirs))
    bank.start()
    print("Pipe: the other process has", ours.recv(), "and this one", balance)
    bank.join()

    texts, counts, all_counted = mp.Queue(), mp.Queue(), mp.Barrier(3)
    counters = [mp.Process(target=count_words, args=(texts, counts, all_counted)) for _ in range(2)]
    for counter in counters:
        counter.start()
    for text in ("tea bun bun", "milk tea", None, None):
        texts.put(text)
    print("Queue:", sorted(counts.get(timeout=60) for _ in range(2)))
    all_counted.wait(timeout=60)
    for counter in counters:
        counter.join()
    print("Barrier: both counters met the main process, exit codes", [c.exitcode for c in counters])

    with mp.Pool(processes=2) as pool:
        print("Pool:", pool.map(square, range(5)))
