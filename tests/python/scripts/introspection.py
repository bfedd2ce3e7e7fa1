"""What asyncio says of its tasks."""
import asyncio
import re
import sys


def masked(value):
    text = re.sub(r"0x[0-9a-f]+", "0x", repr(value))
    return re.sub(r"[^' ]*/(\w+\.py)", r"\1", text)


async def waits(future):
    await future


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    task = asyncio.create_task(waits(future), name="waiter")
    plain = asyncio.create_task(waits(future))
    await asyncio.sleep(0)
    print(masked(task), masked(future), plain.get_name())
    print(sorted(t.get_name() for t in asyncio.all_tasks()), asyncio.current_task().get_name())
    print([frame.f_code.co_name for frame in task.get_stack()], task.get_coro().__name__)
    task.print_stack(file=sys.stdout)
    print(type(loop).__name__, type(task).__module__, asyncio.Task.__name__, loop.get_task_factory())
    handle = loop.call_later(3, print)
    print("when" in repr(handle), handle.when() > loop.time())
    handle.cancel()
    print(masked(loop.call_soon(print)), isinstance(handle, asyncio.TimerHandle), isinstance(handle, asyncio.Handle))
    future.set_result(None)
    await asyncio.gather(task, plain)
    print(masked(task), isinstance(asyncio.all_tasks(), set), type(asyncio.get_event_loop_policy()).__name__)
    print(isinstance(loop, asyncio.SelectorEventLoop), type(asyncio.new_event_loop()) is type(loop))


asyncio.run(main())
