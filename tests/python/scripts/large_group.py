"""A group of thousands of tasks."""
import asyncio

value = 0


async def add():
    global value
    before = value
    await asyncio.sleep(0)
    value = before + 1


async def main():
    await asyncio.gather(*(add() for _ in range(2_000)))
    print(value)


asyncio.run(main())
