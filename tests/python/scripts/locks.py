"""Lock, semaphore, bounded semaphore, event."""
import asyncio


async def user(name, lock, gate, slots):
    await gate.wait()
    async with slots:
        async with lock:
            print(name, "has the lock", lock.locked())
            await asyncio.sleep(1)
    print(name, "leaves")


async def main():
    lock, gate, slots = asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(2)
    users = [asyncio.create_task(user(n, lock, gate, slots)) for n in ("ada", "bob", "cid")]
    await asyncio.sleep(1)
    print("open")
    gate.set()
    await asyncio.gather(*users)
    gate.clear()
    print(gate.is_set(), slots.locked())
    bounded = asyncio.BoundedSemaphore(1)
    await bounded.acquire()
    bounded.release()
    try:
        bounded.release()
    except ValueError as error:
        print(error)
    try:
        lock.release()
    except RuntimeError as error:
        print(error)


asyncio.run(main())
