"""Threads that print, that wake the loop, and that have a loop of their own."""
import asyncio
import threading
import time


def prints(n):
    time.sleep(0.01 * n)
    print("thread", n)


def wakes(loop, event):
    time.sleep(0.1)
    loop.call_soon_threadsafe(event.set)


async def answer(n):
    await asyncio.sleep(0.01)
    return n


async def main():
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    threading.Thread(target=wakes, args=(loop, event)).start()
    await asyncio.wait_for(event.wait(), 5)
    print("woken in time")
    thread = threading.Thread(target=lambda: print(asyncio.run_coroutine_threadsafe(answer(1), loop).result()))
    thread.start()
    while thread.is_alive():
        await asyncio.sleep(0.01)


threads = [threading.Thread(target=prints, args=(n,)) for n in range(1, 3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
thread = threading.Thread(target=lambda: print("loop in a thread", asyncio.run(answer(2))))
thread.start()
thread.join()
asyncio.run(main())
local = threading.Thread(target=lambda: (time.sleep(0.05), print("after the main thread")))
local.start()
