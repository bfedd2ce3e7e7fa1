"""Each task has its own copy of the context."""
import asyncio
import contextvars

user = contextvars.ContextVar("user", default="nobody")


async def request(name):
    user.set(name)
    await asyncio.sleep(0.1)
    asyncio.get_running_loop().call_soon(lambda: print("callback of", user.get()))
    await asyncio.sleep(0.1)
    print(user.get())


async def main():
    await asyncio.gather(*map(request, ["ada", "grace"]))
    print(user.get())
    context = contextvars.copy_context()
    context.run(user.set, "inside")
    await asyncio.create_task(request("explicit"), context=context)
    print(context[user])


asyncio.run(main())
