"""Three tasks, one loop: their waiting overlaps, and they run one at a time."""
import asyncio


async def factorial(n):
    product = 1  # @one
    for i in range(2, n + 1):
        print(f"factorial: multiply by {i}")  # @multiply
        await asyncio.sleep(1)  # @factorial-waits
        product *= i  # @product
    print(f"factorial({n}) = {product}")  # @factorial-ends


async def fibonacci(n):
    low, high = 0, 1  # @pair
    for i in range(n):
        print(f"fibonacci: step {i}")  # @step
        await asyncio.sleep(1)  # @fibonacci-waits
        low, high = high, low + high  # @sum
    print(f"fibonacci({n}) = {low}")  # @fibonacci-ends


async def binomial(n, k):
    ways = 1  # @ways
    for i in range(1, k + 1):
        print(f"binomial: term {i}")  # @term
        await asyncio.sleep(1)  # @binomial-waits
        ways = ways * (n - k + i) // i  # @quotient
    print(f"binomial({n}, {k}) = {ways}")  # @binomial-ends


def set_up(loop):
    return (
        loop.create_task(factorial(5)),  # @spawn-factorial
        loop.create_task(fibonacci(6)),  # @spawn-fibonacci
        loop.create_task(binomial(6, 3)),  # @spawn-binomial
    )


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(asyncio.gather(*set_up(loop)))
