"""Exceptions of callbacks go to the loop's handler."""
import asyncio


def bad():
    raise ValueError("in a callback")


def handler(loop, context):
    print("handler:", context["message"].split(" ")[0], repr(context["exception"]))


async def main():
    loop = asyncio.get_running_loop()
    loop.call_soon(bad)
    await asyncio.sleep(0)
    loop.set_exception_handler(handler)
    loop.call_soon(bad)
    task = asyncio.create_task(asyncio.sleep(0))
    task.add_done_callback(lambda _: {}["missing"])
    await task
    await asyncio.sleep(0)


asyncio.run(main())
