"""A task factory and a subclass of `Task`."""
import asyncio


class Named(asyncio.Task):
    made = 0

    def __init__(self, coro, **options):
        Named.made += 1
        super().__init__(coro, **options)

    def cancel(self, msg=None):
        print("cancel of a named task")
        return super().cancel(msg)


async def job(n):
    await asyncio.sleep(n)
    return n


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(lambda loop, coro, **options: Named(coro, loop=loop, **options))
    print(await asyncio.gather(job(1), job(2)), Named.made)
    task = loop.create_task(job(5))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as error:
        print(error.args, isinstance(task, asyncio.Task), type(task).__name__)


asyncio.run(main())
