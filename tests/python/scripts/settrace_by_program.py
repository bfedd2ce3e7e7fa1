"""A program that profiles itself."""
import asyncio
import cProfile


async def main():
    await asyncio.sleep(0.1)
    print("profiled")


profile = cProfile.Profile()
profile.enable()
asyncio.run(main())
profile.disable()
print(any("main" in str(entry.code) for entry in profile.getstats()))
