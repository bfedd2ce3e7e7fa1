"""Imports inside functions, `exec`, `eval` and `compile`."""
import asyncio


async def main():
    import json
    from os import path

    print(json.dumps({"a": path.join("x", "y")}))
    space = {}
    exec("def f(n):\n    return n * 2\nasync def g():\n    return f(4)\n", space)
    print(space["f"](3), await space["g"](), eval("1 + 1"))
    code = compile("result = [n for n in range(3)]", "<made>", "exec")
    exec(code, space)
    print(space["result"])


asyncio.run(main())
