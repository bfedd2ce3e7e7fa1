"""An exception that leaves `main`, through several frames."""
import asyncio


class Trouble(Exception):
    pass


async def deep(n):
    if n == 0:
        raise Trouble("deep")
    await asyncio.sleep(0.1)
    await deep(n - 1)


async def main():
    try:
        await deep(3)
    except Trouble as error:
        raise RuntimeError("outer") from error


asyncio.run(main())
