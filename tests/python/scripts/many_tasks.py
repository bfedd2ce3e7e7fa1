"""A thousand tasks."""
import asyncio


async def worker(n, lock, counts):
    await asyncio.sleep(n % 7)
    async with lock:
        counts[n % 7] = counts.get(n % 7, 0) + 1


async def main():
    lock, counts = asyncio.Lock(), {}
    await asyncio.gather(*(worker(n, lock, counts) for n in range(1000)))
    print(sorted(counts.items()))


asyncio.run(main())
