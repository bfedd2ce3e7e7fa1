"""Several `asyncio.run` and a `Runner`."""
import asyncio


async def say(text):
    await asyncio.sleep(0.5)
    print(text)
    return text


print([asyncio.run(say(text)) for text in ("one", "two")])
with asyncio.Runner() as runner:
    runner.run(say("three"))
    runner.run(say("four"))
    loop = runner.get_loop()
print(loop.is_closed())


async def nested():
    coroutine = say("inner")
    try:
        asyncio.run(coroutine)
    except RuntimeError as error:
        print(error)
        coroutine.close()


asyncio.run(nested())
