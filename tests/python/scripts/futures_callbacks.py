"""Futures: results, exceptions, cancellation, states that are refused."""
import asyncio


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    loop.call_later(1, future.set_exception, ValueError("set later"))
    try:
        await future
    except ValueError as error:
        print(error)
    for action in (lambda: future.set_result(1), lambda: loop.create_future().result()):
        try:
            action()
        except asyncio.InvalidStateError as error:
            print(error)
    cancelled = loop.create_future()
    loop.call_soon(cancelled.cancel, "message")
    try:
        await cancelled
    except asyncio.CancelledError as error:
        print(error.args, cancelled.cancelled())
    several = loop.create_future()

    async def waits(n):
        return n, await several

    tasks = [asyncio.create_task(waits(n)) for n in range(3)]
    await asyncio.sleep(1)
    several.set_result("all")
    print(await asyncio.gather(*tasks))


asyncio.run(main())
