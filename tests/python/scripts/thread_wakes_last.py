"""A thread that wakes the loop and ends at once, many times: the loop must not believe that nobody is left."""
import asyncio


async def background():
    while True:
        await asyncio.sleep(0.5)


async def main():
    asyncio.create_task(background())
    print(await asyncio.to_thread(sum, [1, 2]))


for _ in range(20):
    asyncio.run(main())
