"""Tracebacks that the program formats itself."""
import asyncio
import traceback


async def fails():
    await asyncio.sleep(0)
    raise ValueError("formatted")


async def main():
    try:
        await fails()
    except ValueError:
        traceback.print_exc()
    traceback.print_stack()
    print([frame.name for frame in traceback.extract_stack()])
    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    traceback.print_exception(task.exception())
    print("".join(traceback.format_exception_only(task.exception())))


asyncio.run(main())
