"""`run_until_complete`, `run_forever` and `stop`."""
import asyncio


async def tick(n):
    for i in range(n):
        print("tick", i)
        await asyncio.sleep(1)
    return n


loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
print(loop.run_until_complete(tick(2)))
loop.call_later(2.5, loop.stop)
task = loop.create_task(tick(9))
loop.run_forever()
print("stopped", task.done())
loop.call_soon(print, "soon")
loop.call_soon(loop.stop)
loop.run_forever()
task.cancel()
try:
    loop.run_until_complete(task)
except asyncio.CancelledError:
    print("cancelled")
loop.run_until_complete(loop.shutdown_asyncgens())
loop.close()
print(loop.is_closed())
try:
    loop.call_soon(print)
except RuntimeError as error:
    print(error)
