"""Your own program. Save it, and it runs again on the screen."""
import asyncio


async def greet(name):
    print(f"hello from {name}")
    await asyncio.sleep(1)
    print(f"goodbye from {name}")


async def main():
    await asyncio.gather(greet("alice"), greet("bob"))


asyncio.run(main())
