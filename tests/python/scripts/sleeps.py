"""`time.sleep` and a busy wait block the loop. The order of timers stays."""
import asyncio
import time


async def blocks():
    await asyncio.sleep(0.05)
    time.sleep(0.2)
    print("blocked", 0.2 < time.monotonic() - start < 0.35)


async def late():
    await asyncio.sleep(0.1)
    print("late", 0.2 < time.monotonic() - start < 0.35)


async def busy():
    await asyncio.sleep(0.15)
    until = time.perf_counter() + 0.1
    while time.perf_counter() < until:
        pass
    print("busy")


async def polls():
    until = asyncio.get_running_loop().time() + 0.3
    while asyncio.get_running_loop().time() < until:
        await asyncio.sleep(0)
    print("polled")


start = time.monotonic()


async def main():
    await asyncio.gather(blocks(), late(), busy())
    await polls()
    try:
        time.sleep(-1)
    except ValueError as error:
        print(error)


asyncio.run(main())
print(time.time() > 1_600_000_000, time.time_ns() > 10**18, abs(time.localtime().tm_year - 2030) < 20)
