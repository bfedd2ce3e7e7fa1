import asyncio


async def ticks():
    while True:
        await asyncio.sleep(1)
        print("tick")


async def main():
    loop = asyncio.get_running_loop()
    task = asyncio.create_task(ticks(), name="ticks")
    loop.call_later(2.5, loop.stop)
    await asyncio.sleep(5)


loop = asyncio.new_event_loop()
loop.create_task(main())
loop.run_forever()
