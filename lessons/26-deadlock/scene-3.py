"""The locks are still acquired in opposite orders, but `bob` starts late."""
import asyncio


async def alice(brush, paint):
    async with brush:  # @alice-brush
        print("alice has the brush")  # @alice-has-brush
        await asyncio.sleep(1)  # @alice-sleeps
        async with paint:  # @alice-paint
            print("alice has both")  # @alice-has-both


async def bob(brush, paint):
    await asyncio.sleep(2)  # @bob-late
    async with paint:  # @bob-paint
        print("bob has the paint")  # @bob-has-paint
        await asyncio.sleep(1)  # @bob-sleeps
        async with brush:  # @bob-brush
            print("bob has both")  # @bob-has-both


def set_up(loop):
    brush = asyncio.Lock()  # @brush
    paint = asyncio.Lock()  # @paint
    return (
        loop.create_task(alice(brush, paint)),  # @spawn-alice
        loop.create_task(bob(brush, paint)),  # @spawn-bob
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
