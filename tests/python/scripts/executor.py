"""Threads and processes that complete futures."""
import asyncio
import concurrent.futures
import threading
import time


def blocking(n):
    time.sleep(0.05)
    return n * n, threading.current_thread() is threading.main_thread()


def fails():
    raise ValueError("in a thread")


async def main():
    print(await asyncio.to_thread(blocking, 3))
    loop = asyncio.get_running_loop()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        print(await asyncio.gather(*(loop.run_in_executor(pool, blocking, n) for n in range(4))))
        print(await asyncio.wrap_future(pool.submit(blocking, 7)))
    try:
        await asyncio.to_thread(fails)
    except ValueError as error:
        print(error)
    try:
        await asyncio.wait_for(asyncio.to_thread(time.sleep, 0.3), 0.05)
    except TimeoutError:
        print("the thread takes too long")
    await asyncio.wait_for(asyncio.to_thread(blocking, 1), 5)


asyncio.run(main())
