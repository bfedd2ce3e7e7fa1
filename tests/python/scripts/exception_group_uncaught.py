"""A group of exceptions that nobody catches."""
import asyncio


async def fail(error):
    raise error


async def main():
    async with asyncio.TaskGroup() as group:
        group.create_task(fail(ValueError("one")))
        group.create_task(fail(KeyError("two")))


asyncio.run(main())
