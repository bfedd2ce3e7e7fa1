import asyncio


def greet(name):
    print("hello", name)


def fails():
    raise ValueError("in a callback")


async def main():
    loop = asyncio.get_running_loop()
    future = loop.create_future()
    future.add_done_callback(lambda done: print("done", done.result()))
    loop.call_soon(greet, "soon")
    loop.call_later(1, future.set_result, 3)
    loop.call_soon(fails)
    print(await future)


asyncio.run(main())
