"""Cancellation: swallowed, refused, delayed, of itself, through a chain, before the start."""
import asyncio


async def swallow():
    try:
        await asyncio.sleep(9)
    except asyncio.CancelledError:
        print("swallowed", asyncio.current_task().cancelling())
        asyncio.current_task().uncancel()
        await asyncio.sleep(1)
        return "kept"


async def clean_up():
    try:
        await asyncio.sleep(9)
    finally:
        await asyncio.sleep(2)
        print("cleaned up")


async def parent():
    child = asyncio.create_task(clean_up())
    try:
        await child
    finally:
        print("child", child.cancelled())


async def own():
    asyncio.current_task().cancel()
    print("still running")
    await asyncio.sleep(0)
    print("never")


async def never_starts():
    print("never")


async def main():
    for make in (swallow, clean_up, parent, own):
        task = asyncio.create_task(make())
        await asyncio.sleep(1)
        print(make.__name__, task.cancel("why"))
        try:
            print(await task)
        except asyncio.CancelledError as error:
            print("cancelled", error.args, task.cancelled())
    task = asyncio.create_task(never_starts())
    task.cancel()
    print((await asyncio.gather(task, return_exceptions=True))[0].__class__.__name__)


asyncio.run(main())
