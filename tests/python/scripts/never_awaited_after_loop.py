"""A coroutine is never awaited, on a line of the module after the loop has run."""
import asyncio


async def main():
    await asyncio.sleep(1)


asyncio.run(main())
text = str(main())
main()
asyncio.run(main())

main()
